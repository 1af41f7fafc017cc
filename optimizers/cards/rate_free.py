"""Cards of the rules that find their rate, or do without a schedule of it."""

from optimizers.cards.card import Card, Paper

HYPERGRADIENT_DESCENT = Card(
    answers=(
        "A rate must be guessed beforehand; here it descends too, along the derivative of the"
        " loss by the rate."
    ),
    adaptive=True,
    momentum=False,
    used="In research on rates that tune themselves; PyTorch and Optax have none.",
    pros=(
        "a first rate that is too small mends itself",
        "costs one inner product",
    ),
    cons=(
        "its own rate has the units of one over a squared slope, and must be tuned",
        "one steep place can throw the rate out, even below zero",
    ),
    paper=Paper(
        "Baydin, Cornish, Martinez Rubio, Schmidt and Wood",
        2018,
        "Online Learning Rate Adaptation with Hypergradient Descent",
        "https://arxiv.org/abs/1703.04782",
    ),
)
PRODIGY = Card(
    answers=(
        "Adam's rate has to be found by trials; here a lower bound on the distance to the"
        " minimum, which grows on the way, takes its place."
    ),
    adaptive=True,
    momentum=True,
    used=(
        "In fine-tuning image generators: kohya's sd-scripts and Hugging Face's script for SDXL"
        " LoRA offer it."
    ),
    pros=(
        "no rate to choose",
        "its timid start is a warm-up",
    ),
    cons=(
        "the distance is proven on convex losses only, and never taken back",
        "still needs a schedule to settle",
    ),
    paper=Paper(
        "Mishchenko and Defazio",
        2024,
        "Prodigy: An Expeditiously Adaptive Parameter-Free Learner",
        "https://arxiv.org/abs/2306.06101",
    ),
)
SCHEDULE_FREE = Card(
    answers=(
        "A schedule settles a run but must know when it will end; an average of the points"
        " settles it at any time."
    ),
    adaptive=False,
    momentum=False,
    used=(
        "Its AdamW form won the self-tuning track of the first AlgoPerf competition (Kasimbeg"
        " et al., 2025)."
    ),
    pros=(
        "no schedule, and no length of the run to know",
        "settles under noise at a constant rate",
    ),
    cons=(
        "the rate itself must still be chosen",
        "the slope is asked for at another point than the one shown",
    ),
    paper=Paper(
        "Defazio et al.",
        2024,
        "The Road Less Scheduled",
        "https://arxiv.org/abs/2405.15682",
    ),
)
POLYAK_STEP = Card(
    answers="A rate must be chosen; where one knows how low the loss can get, it follows.",
    adaptive=True,
    momentum=False,
    used=(
        "Where the lowest loss is known to be zero: in convex feasibility problems, and for"
        " models that fit all their data (Loizou et al., 2021)."
    ),
    pros=(
        "no rate to choose",
        "on convex losses every step brings it closer to the minimum",
    ),
    cons=(
        "the lowest loss must be known",
        "thrown about near a minimum that is higher than that",
    ),
    paper=Paper(
        "Polyak",
        1969,
        "Minimization of unsmooth functionals",
        "https://doi.org/10.1016/0041-5553(69)90061-5",
    ),
)
