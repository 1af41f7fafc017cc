"""Cards of the rules that divide every coordinate by the gradients it has seen."""

from optimizers.cards.card import Card, Paper

ADAGRAD = Card(
    answers=(
        "Under one rate for all, coordinates that rarely slope hardly move; here each has a"
        " rate of its own, lowered by the gradients it has already met."
    ),
    adaptive=True,
    momentum=False,
    used="On sparse data: the word vectors GloVe come from it (Pennington et al., 2014).",
    pros=(
        "rarely sloping coordinates keep their rate",
        "proven on convex losses, with no knowledge of their scale",
    ),
    cons=(
        "rates only fall: long journeys starve",
        "a steep start slows it down for good",
    ),
    paper=Paper(
        "Duchi, Hazan and Singer",
        2011,
        "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
        "https://jmlr.org/papers/v12/duchi11a.html",
    ),
)
RMSPROP = Card(
    answers=(
        "AdaGrad never forgets, and starves; Rprop minds signs alone, which noise flips. A"
        " running mean of squares forgets, and evens out noise."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "In reinforcement learning: the first deep Q-network learned Atari games with it (Mnih"
        " et al., 2013)."
    ),
    pros=(
        "blind to the scale of the loss",
        "the rate recovers where slopes become gentle",
    ),
    cons=(
        "rattles about the minimum at a constant rate",
        "the first steps are too long, since the mean starts at zero",
    ),
    paper=Paper(
        "Hinton",
        2012,
        "Neural Networks for Machine Learning, lecture 6",
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    ),
)
RMSPROP_EPS_INSIDE = Card(
    answers=(
        "RMSprop hops on at full length however gentle the slope; with a constant under the"
        " root, the steps on slopes below its root shrink as gradient descent's do."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "TensorFlow 1 and Optax have the constant here; with momentum beside it EfficientNet"
        " was trained so (Tan and Le, 2019)."
    ),
    pros=(
        "settles where slopes are below the root of the constant",
        "blind to the scale of the loss above it",
    ),
    cons=(
        "the same number means another constant than in RMSprop",
        "the first steps are too long, since the mean starts at zero",
    ),
    paper=Paper(
        "Graves",
        2013,
        "Generating Sequences With Recurrent Neural Networks",
        "https://arxiv.org/abs/1308.0850",
    ),
)
ADADELTA = Card(
    answers=(
        "AdaGrad's rates only fall, and its steps have not the units of the parameters; here"
        " the size of past moves stands in for the rate."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "The first translation model with attention was trained with it (Bahdanau et al.,"
        " 2015), and PyTorch's MNIST example is."
    ),
    pros=(
        "no rate to choose",
        "blind to the scale of the loss",
    ),
    cons=(
        "slow to set off",
        "the small constant sets the pace",
    ),
    paper=Paper(
        "Zeiler",
        2012,
        "ADADELTA: An Adaptive Learning Rate Method",
        "https://arxiv.org/abs/1212.5701",
    ),
)
