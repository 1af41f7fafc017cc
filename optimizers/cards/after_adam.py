"""Cards of the rules that grew out of Adam, but mean another thing by its quotient."""

from optimizers.cards.card import Card, Paper

LUO = Paper(
    "Luo, Xiong, Liu and Sun",
    2019,
    "Adaptive Gradient Methods with Dynamic Bound of Learning Rate",
    "https://arxiv.org/abs/1902.09843",
)

ADABOUND = Card(
    answers=(
        "Adam's rates differ by orders of magnitude between coordinates, to the very end; here"
        " bounds close in on them until the rule is SGD with momentum."
    ),
    adaptive=True,
    momentum=True,
    used="In research, through the authors' package; PyTorch, Keras and Optax have none.",
    pros=(
        "starts as Adam, blind to the scale of the loss",
        "ends as momentum, and settles as that does",
    ),
    cons=(
        "the final rate must be one that gradient descent could bear",
        "the bounds close by the clock, whatever the loss does",
    ),
    paper=LUO,
)
AMSBOUND = Card(
    answers=(
        "Between its bounds AdaBound lets rates leap up when gradients fall, as Adam does; with"
        " AMSGrad's maximum they stay down."
    ),
    adaptive=True,
    momentum=True,
    used="A switch of the package of AdaBound's authors, amsbound=True.",
    pros=(
        "behind a steep slope the steps do not leap up",
        "ends as momentum, and settles as that does",
    ),
    cons=(
        "one outlier slows it down until the lower bound lifts it",
        "the final rate must be one that gradient descent could bear",
    ),
    paper=LUO,
)
ADABELIEF = Card(
    answers=(
        "Adam shortens its steps on any steep slope, even one that never changes; here only"
        " gradients that differ from their forecast shorten them."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "In neural differential equations: the neural ODE example of the Diffrax library trains"
        " with it."
    ),
    pros=(
        "long steps down a steady slope, however steep",
        "as careful as Adam where the gradient flips",
    ),
    cons=(
        "where forecasts are good, the small constant sets the length of the steps",
        "on a slope that never changes steps grow far beyond the rate",
    ),
    paper=Paper(
        "Zhuang et al.",
        2020,
        "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients",
        "https://arxiv.org/abs/2010.07468",
    ),
)
YOGI = Card(
    answers=(
        "When gradients become small, Adam's divisor forgets the large ones and its steps leap"
        " up; here it comes down in small amounts only."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "In federated learning: FedYogi (Reddi et al., 2021) is a strategy of the Flower framework."
    ),
    pros=(
        "behind a steep slope the steps grow back slowly",
        "upwards it reacts as Adam does",
    ),
    cons=(
        "slow to speed up on ground that has become flat",
        "its divisor starts from one more constant",
    ),
    paper=Paper(
        "Zaheer, Reddi, Sachan, Kale and Kumar",
        2018,
        "Adaptive Methods for Nonconvex Optimization",
        "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization",
    ),
)
ADAN = Card(
    answers=(
        "Nesterov's look ahead asks for the slope at another point; the change of the gradient"
        " tells the same from where the point stands, and fits Adam's quotient."
    ),
    adaptive=True,
    momentum=True,
    used="In text-to-3D: the code stable-dreamfusion trains with it by default.",
    pros=(
        "brakes where the slope is about to turn",
        "one gradient a step",
    ),
    cons=(
        "three running means, and a knob for each",
        "a difference of two gradients has the noise of both",
    ),
    paper=Paper(
        "Xie, Zhou, Li, Lin and Yan",
        2024,
        "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models",
        "https://arxiv.org/abs/2208.06677",
    ),
)
LION = Card(
    answers=(
        "Adam keeps a second moment only to divide size out; the sign of the momentum does"
        " that with half the memory."
    ),
    adaptive=True,
    momentum=True,
    used="In language models: MosaicML's MPT-7B was trained with it (2023).",
    pros=(
        "half of Adam's memory",
        "blind to the scale of the loss",
    ),
    cons=(
        "never settles at a constant rate",
        "wants a smaller rate than Adam, and so a larger decay",
    ),
    paper=Paper(
        "Chen et al.",
        2023,
        "Symbolic Discovery of Optimization Algorithms",
        "https://arxiv.org/abs/2302.06675",
    ),
)
QHADAM = Card(
    answers=(
        "In Adam one number says how long gradients are remembered and how much the newest one"
        " weighs; here the two are set apart."
    ),
    adaptive=True,
    momentum=True,
    used="In research, through the authors' package qhoptim; PyTorch and Optax have none.",
    pros=(
        "a long memory that still heeds the newest gradient",
        "Adam is one of its settings",
    ),
    cons=(
        "two knobs more than Adam",
        "rattles about the minimum at a constant rate",
    ),
    paper=Paper(
        "Ma and Yarats",
        2019,
        "Quasi-hyperbolic momentum and Adam for deep learning",
        "https://arxiv.org/abs/1810.06801",
    ),
)
SOPHIA = Card(
    answers=(
        "The size of gradients, by which Adam divides, is a poor measure of curvature; here the"
        " diagonal of the Hessian divides, and a clip guards against what it misses."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "In pre-training language models: those of its paper have 125 million to 6.6 billion"
        " weights."
    ),
    pros=(
        "steep and flat coordinates shrink at the same pace",
        "leaves saddles, where a Newton step would approach them",
    ),
    cons=(
        "needs the diagonal of the Hessian every few steps",
        "looks along the axes only",
    ),
    paper=Paper(
        "Liu, Li, Hall, Liang and Ma",
        2024,
        "Sophia: A Scalable Stochastic Second-order Optimizer for Language Model Pre-training",
        "https://arxiv.org/abs/2305.14342",
    ),
)
