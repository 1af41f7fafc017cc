"""The card of the rule that nobody wrote down."""

from optimizers.cards.card import Card, Paper

LEARNED_OPTIMIZER = Card(
    answers=(
        "Every other rule is somebody's guess at how slopes should become steps; here a small"
        " network is trained to do it, on many short runs."
    ),
    adaptive=True,
    momentum=True,
    used="In research; the weights of this one were trained for this project.",
    pros=(
        "blind to the scale of the loss",
        "finds the length of its steps by itself, coordinate by coordinate",
    ),
    cons=(
        "nothing is known beforehand of losses unlike those of its training",
        "looks along the axes only",
        "noise shrinks its steps for good",
    ),
    paper=Paper(
        "Andrychowicz et al.",
        2016,
        "Learning to learn by gradient descent by gradient descent",
        "https://arxiv.org/abs/1606.04474",
    ),
)
