"""Cards of Adam, and of the rules that mend one thing in it."""

from optimizers.cards.card import Card, Paper

KINGMA = Paper(
    "Kingma and Ba",
    2015,
    "Adam: A Method for Stochastic Optimization",
    "https://arxiv.org/abs/1412.6980",
)
REDDI = Paper(
    "Reddi, Kale and Kumar",
    2018,
    "On the Convergence of Adam and Beyond",
    "https://openreview.net/forum?id=ryQu7f-RZ",
)
DOZAT = Paper(
    "Dozat",
    2016,
    "Incorporating Nesterov Momentum into Adam",
    "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
)

ADAM = Card(
    answers=(
        "RMSprop has no momentum, and its mean leans towards the zero it started from; Adam"
        " adds the one and corrects the other."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "The Transformer was trained with it (Vaswani et al., 2017), and so were the first"
        " denoising diffusion models (Ho et al., 2020)."
    ),
    pros=(
        "blind to the scale of the loss",
        "steps of a few times the rate at most, whatever the slope",
    ),
    cons=(
        "rattles about the minimum at a constant rate",
        "can fail to converge even on a convex problem (Reddi et al., 2018)",
        "looks along the axes only",
    ),
    paper=KINGMA,
)
ADAMAX = Card(
    answers=(
        "Adam's mean must be corrected at the start, and a leap of the gradient makes a step of"
        " several times the rate; a maximum needs no correction, and bounds every step."
    ),
    adaptive=True,
    momentum=True,
    used="In deep variational autoencoders: NVAE was trained with it (Vahdat and Kautz, 2020).",
    pros=(
        "no gradient whatever makes a step much longer than the rate",
        "blind to the scale of the loss",
    ),
    cons=(
        "one outlier slows all steps after it, until it has faded",
        "looks along the axes only",
    ),
    paper=KINGMA,
)
ADAMW = Card(
    answers=(
        "A penalty on the weights inside Adam's quotient is divided away where slopes are"
        " steep; a decay beside it shrinks all weights at one pace."
    ),
    adaptive=True,
    momentum=True,
    used="In large language models: LLaMA was trained with it (Touvron et al., 2023).",
    pros=(
        "decays steep and flat coordinates alike",
        "without decay it is Adam",
    ),
    cons=(
        "settles beside the minimum, towards the origin",
        "a decay too strong for the slope holds the point back",
    ),
    paper=Paper(
        "Loshchilov and Hutter",
        2019,
        "Decoupled Weight Decay Regularization",
        "https://arxiv.org/abs/1711.05101",
    ),
)
AMSGRAD = Card(
    answers=(
        "Adam forgets a rare steep slope and can climb for ever on a convex problem; here the"
        " divisor remembers the largest."
    ),
    adaptive=True,
    momentum=True,
    used="A switch of Adam in PyTorch and Keras, amsgrad=True.",
    pros=(
        "converges on the problems that defeat Adam",
        "behind a steep slope the steps do not leap up",
    ),
    cons=(
        "one outlier slows it down for good",
        "as the correction fades, a peak of the first steps shrinks all the same",
    ),
    paper=REDDI,
)
AMSGRAD_CORRECTED_FIRST = Card(
    answers=(
        "In AMSGrad the correction fades after the maximum is taken, and shrinks an early peak;"
        " corrected first, the peak stays what it was."
    ),
    adaptive=True,
    momentum=True,
    used="Optax has this form, as amsgrad.",
    pros=(
        "the divisor never falls",
        "a peak counts in full, even in the first step",
    ),
    cons=(
        "a run that starts on a cliff stays slow for ever after",
        "one outlier slows it down for good",
    ),
    paper=REDDI,
)
AMSGRAD_UNCORRECTED = Card(
    answers=(
        "Corrections make the divisor fall at first, against what the proof of convergence"
        " needs; this is the form of the paper, which has none."
    ),
    adaptive=True,
    momentum=True,
    used="In theory: the regret bound of the paper is about this form.",
    pros=(
        "the divisor never falls",
        "the form that the proof is about",
    ),
    cons=(
        "the first steps are some three times too long, by default",
        "one outlier slows it down for good",
    ),
    paper=REDDI,
)
NADAM = Card(
    answers=(
        "Adam's momentum is the heavy ball's, which brakes late; this one is Nesterov's, and"
        " grows as the run goes on."
    ),
    adaptive=True,
    momentum=True,
    used="It comes with PyTorch, as NAdam, and with Keras, as Nadam.",
    pros=(
        "brakes sooner than Adam where the slope turns",
        "blind to the scale of the loss",
    ),
    cons=(
        "a momentum that changes for thousands of steps, with a knob of its own",
        "rattles about the minimum at a constant rate",
    ),
    paper=DOZAT,
)
NADAM_CONSTANT_MOMENTUM = Card(
    answers=(
        "NAdam's momentum needs a schedule; at a constant momentum Nesterov's look ahead is"
        " one term more in Adam."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "With AdamW's decay beside it, as NadamW, it was the baseline of the AlgoPerf benchmark"
        " (Dahl et al., 2023)."
    ),
    pros=(
        "brakes sooner than Adam where the slope turns",
        "no knob more than Adam",
    ),
    cons=(
        "the first step is longer than Adam's",
        "rattles about the minimum at a constant rate",
    ),
    paper=DOZAT,
)
RADAM = Card(
    answers=(
        "Adam's first quotients rest on few gradients and vary wildly, which is why a warm-up"
        " is tuned by hand; here one follows from how many gradients the mean amounts to."
    ),
    adaptive=True,
    momentum=True,
    used="It comes with PyTorch; with Lookahead around it, it is Ranger (Wright, 2019).",
    pros=(
        "no warm-up to tune",
        "becomes Adam as the run goes on",
    ),
    cons=(
        "the first steps are plain momentum: a cliff throws them",
        "the warm-up cannot be chosen apart from the memory",
    ),
    paper=Paper(
        "Liu et al.",
        2020,
        "On the Variance of the Adaptive Learning Rate and Beyond",
        "https://arxiv.org/abs/1908.03265",
    ),
)
