"""Cards of the rules that step by the slope, its sum over time, or its sign."""

from optimizers.cards.card import Card, Paper

GRADIENT_DESCENT = Card(
    answers="How to find a minimum at all: go where the loss falls fastest, in small steps.",
    adaptive=False,
    momentum=False,
    used="Its mini-batch form, SGD, is what scikit-learn's SGDClassifier runs.",
    pros=(
        "nothing to store",
        "fully understood on quadratics and convex losses",
    ),
    cons=(
        "the steepest direction bounds the rate for all",
        "creeps along narrow valleys, across plateaus and past saddles",
    ),
    paper=Paper(
        "Cauchy",
        1847,
        "Méthode générale pour la résolution des systèmes d'équations simultanées",
        "https://gallica.bnf.fr/ark:/12148/bpt6k2982c/f540",
    ),
)
MOMENTUM = Card(
    answers=(
        "Gradient descent zigzags across a narrow valley and creeps along it; a sum of past"
        " gradients cancels the one and builds up the other."
    ),
    adaptive=False,
    momentum=True,
    used=(
        "PyTorch's SGD has this form; torchvision's reference scripts train their ImageNet"
        " classifiers with it, at a momentum of 0.9, by default."
    ),
    pros=(
        "on a quadratic, steps grow with the root of the condition number only",
        "a schedule slows the whole velocity down at once",
    ),
    cons=(
        "overshoots, and swings about the minimum",
        "a second knob, tied to the rate",
    ),
    paper=Paper("Goh", 2017, "Why Momentum Really Works", "https://distill.pub/2017/momentum/"),
)
HEAVY_BALL = Card(
    answers=(
        "Gradient descent forgets where it was going; here a part of the last step is repeated,"
        " as by a ball that rolls with friction."
    ),
    adaptive=False,
    momentum=True,
    used=(
        "The SGD of Caffe and Keras keeps its velocity in this form; AlexNet was trained with"
        " it (Krizhevsky et al., 2012)."
    ),
    pros=(
        "on a quadratic, in the long run, as fast as a first-order rule can be",
        "the velocity is a length, and easy to picture",
    ),
    cons=(
        "coasts on after the rate has dropped",
        "with the knobs best for quadratics it can cycle for ever on other convex losses",
    ),
    paper=Paper(
        "Polyak",
        1964,
        "Some methods of speeding up the convergence of iteration methods",
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    ),
)
NESTEROV = Card(
    answers=(
        "The heavy ball brakes only when it has overshot; here the slope is asked for where the"
        " momentum is about to carry the point."
    ),
    adaptive=False,
    momentum=True,
    used=(
        "In convex optimization: FISTA (Beck and Teboulle, 2009) carries it over to sparse"
        " regression and the restoration of images."
    ),
    pros=(
        "swings less than the heavy ball in steep directions",
        "with a growing momentum, the best order of convergence on smooth convex losses",
    ),
    cons=(
        "bears a smaller rate than the heavy ball",
        "the slope is asked for at another point than the one kept",
    ),
    paper=Paper(
        "Nesterov",
        1983,
        "A method of solving a convex programming problem with convergence rate O(1/k²)",
        "https://www.mathnet.ru/eng/dan46009",
    ),
)
NESTEROV_SHIFTED = Card(
    answers=(
        "Nesterov's slope belongs to another point than the one kept; written in that point, it"
        " is momentum with one more share of the newest gradient."
    ),
    adaptive=False,
    momentum=True,
    used=(
        "SGD with nesterov=True in PyTorch and Optax; DenseNet was trained with it (Huang et"
        " al., 2017)."
    ),
    pros=(
        "the slope is asked for at the point kept, as automatic differentiation gives it",
        "a schedule slows the whole velocity down at once",
    ),
    cons=(
        "bears a smaller rate than plain momentum",
        "runs ahead of the points of Nesterov's own form",
    ),
    paper=Paper(
        "Bengio, Boulanger-Lewandowski and Pascanu",
        2013,
        "Advances in Optimizing Recurrent Networks",
        "https://arxiv.org/abs/1212.0901",
    ),
)
SIGN_DESCENT = Card(
    answers=(
        "Steps as long as the slope is steep creep on plateaus and leap off cliffs; here only"
        " the signs of the slope are kept."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "In distributed training, where one bit a coordinate crosses the network; one such step"
        " uphill in the input is the fast gradient sign attack (Goodfellow et al., 2015)."
    ),
    pros=(
        "blind to the scale of the loss",
        "crosses plateaus at full speed",
        "nothing to store",
    ),
    cons=(
        "never settles at a constant rate",
        "goes astray where noise is skewed: the mean sign is not the sign of the mean",
    ),
    paper=Paper(
        "Bernstein, Wang, Azizzadenesheli and Anandkumar",
        2018,
        "signSGD: Compressed Optimisation for Non-Convex Problems",
        "https://arxiv.org/abs/1802.04434",
    ),
)
RPROP = Card(
    answers=(
        "One length of step suits neither all axes nor all times; here each axis learns its own"
        " from whether its slope keeps its sign."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "In full-batch training of small networks: R's package neuralnet has a form of it,"
        " rprop+, as its default."
    ),
    pros=(
        "blind to the scale of the loss",
        "finds the length of its steps in a few trials, whatever it began with",
    ),
    cons=(
        "noise flips signs, and so shrinks all steps",
        "looks along the axes only",
    ),
    paper=Paper(
        "Riedmiller and Braun",
        1993,
        "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
        "https://doi.org/10.1109/ICNN.1993.298623",
    ),
)
