"""Cards of the rules that hold a rule."""

from optimizers.cards.card import Card, Paper

SCHEDULED = Card(
    answers="Large steps travel and small steps settle, and no constant rate does both.",
    adaptive=False,
    momentum=False,
    used=(
        "In most large runs: LLaMA's rate climbs for 2000 steps and falls along a cosine"
        " (Touvron et al., 2023)."
    ),
    pros=(
        "settles under noise",
        "serves any knob",
    ),
    cons=(
        "must be fitted to the length of the run",
        "a rate that falls too early leaves the point on the way",
    ),
    paper=Paper(
        "Robbins and Monro",
        1951,
        "A Stochastic Approximation Method",
        "https://doi.org/10.1214/aoms/1177729586",
    ),
)
CLIPPED = Card(
    answers="One gradient at a cliff can throw the point off the map; here its length is cut.",
    adaptive=True,
    momentum=False,
    used="In language models: GPT-3 was trained with a norm of 1 (Brown et al., 2020).",
    pros=(
        "survives cliffs at a rate that suits the plain",
        "leaves gradients within bounds alone",
    ),
    cons=(
        "a threshold below the usual slope makes all steps alike, and settling hard",
        "by limit it turns the step towards the diagonals",
    ),
    paper=Paper(
        "Pascanu, Mikolov and Bengio",
        2013,
        "On the difficulty of training recurrent neural networks",
        "https://arxiv.org/abs/1211.5063",
    ),
)
LOOKAHEAD = Card(
    answers=(
        "A bold rule swings from one wall of a valley to the other; the way back to a slow"
        " point averages the swings out."
    ),
    adaptive=False,
    momentum=False,
    used="Around RAdam it is Ranger (Wright, 2019).",
    pros=(
        "makes a bolder rate inside bearable",
        "no more gradients than the rule inside",
    ),
    cons=(
        "keeps only a part of the progress of steady steps",
        "two knobs more",
    ),
    paper=Paper(
        "Zhang, Lucas, Hinton and Ba",
        2019,
        "Lookahead Optimizer: k steps forward, 1 step back",
        "https://arxiv.org/abs/1907.08610",
    ),
)
SAM = Card(
    answers=(
        "Descent takes the next best pit, however narrow; here the slope is that of the worst"
        " point within reach, and narrow pits are left."
    ),
    adaptive=False,
    momentum=False,
    used=(
        "In image classifiers: with it, vision transformers outperform residual networks"
        " without pre-training (Chen et al., 2022)."
    ),
    pros=(
        "prefers wide minima to narrow ones",
        "goes with any rule inside",
    ),
    cons=(
        "twice the gradients",
        "bounces at the bottom of a valley",
    ),
    paper=Paper(
        "Foret, Kleiner, Mobahi and Neyshabur",
        2021,
        "Sharpness-Aware Minimization for Efficiently Improving Generalization",
        "https://arxiv.org/abs/2010.01412",
    ),
)
AVERAGED = Card(
    answers=(
        "At a constant rate noise keeps the point rattling about the minimum; the mean of where"
        " it has been lies in the middle."
    ),
    adaptive=False,
    momentum=False,
    used=(
        "In stochastic weight averaging (Izmailov et al., 2018), which comes with PyTorch as"
        " torch.optim.swa_utils."
    ),
    pros=(
        "evens out noise without a schedule",
        "the run inside is not changed",
    ),
    cons=(
        "lags behind while the point is still on its way",
        "in a curved valley the mean lies up the inside of the bend",
    ),
    paper=Paper(
        "Polyak and Juditsky",
        1992,
        "Acceleration of Stochastic Approximation by Averaging",
        "https://doi.org/10.1137/0330046",
    ),
)
PENALIZED = Card(
    answers=(
        "A loss that hardly cares for some weights lets them grow without bound; here their"
        " squares are a part of it."
    ),
    adaptive=False,
    momentum=False,
    used=(
        "In ridge regression, and as weight_decay in PyTorch's SGD: ResNets were trained with"
        " 0.0001 (He et al., 2016)."
    ),
    pros=(
        "still the descent of a loss, so values and Hessians agree with the gradient",
        "raises every curvature, which makes the valley rounder",
    ),
    cons=(
        "Adam divides the penalty's slope too, and so steep coordinates are hardly pulled",
        "its best strength depends on the learning rate under such rules",
    ),
    paper=Paper(
        "Hoerl and Kennard",
        1970,
        "Ridge Regression: Biased Estimation for Nonorthogonal Problems",
        "https://doi.org/10.1080/00401706.1970.10488634",
    ),
)
DECAYED = Card(
    answers=(
        "A penalty in the loss goes through all that a rule does to gradients; beside the step,"
        " every weight shrinks by the same part."
    ),
    adaptive=False,
    momentum=False,
    used="Around Adam it is AdamW: BERT was trained with 0.01 (Devlin et al., 2019).",
    pros=(
        "means the same in every coordinate, whatever the rule",
        "no question more to the loss",
    ),
    cons=(
        "minimizes no fixed loss: where it rests depends on the rule",
        "falls silent where a schedule lowers the rate",
    ),
    paper=Paper(
        "Loshchilov and Hutter",
        2019,
        "Decoupled Weight Decay Regularization",
        "https://arxiv.org/abs/1711.05101",
    ),
)
