"""Cards of the rules that know the curvature, or learn it from gradients."""

from optimizers.cards.card import Card, Paper

NEWTON = Card(
    answers=(
        "Gradients do not say how soon the slope will end; the Hessian does, and divided by it"
        " steep and flat directions shrink at the same pace."
    ),
    adaptive=True,
    momentum=False,
    used=(
        "In logistic regression: scikit-learn has it as the solver newton-cholesky, and R's glm"
        " with its default links runs it."
    ),
    pros=(
        "one step on a quadratic, whatever its condition",
        "near a minimum the number of right digits doubles at every step",
    ),
    cons=(
        "walks to saddles and maxima as gladly as to minima",
        "a Hessian and a linear system at every step",
    ),
    paper=Paper(
        "Nocedal and Wright",
        2006,
        "Numerical Optimization",
        "https://doi.org/10.1007/978-0-387-40065-5",
    ),
)
SADDLE_FREE_NEWTON = Card(
    answers=(
        "Newton's step goes uphill where the loss bends down; with the absolute values of the"
        " curvatures it goes down along every axis."
    ),
    adaptive=True,
    momentum=False,
    used="In research: its paper trains a deep autoencoder and a recurrent network with it.",
    pros=(
        "leaves saddles at one pace, however flat they are",
        "near a minimum it is Newton's method",
    ),
    cons=(
        "all eigenvalues of a Hessian at every step",
        "steps grow without bound where a curvature vanishes, unless damped",
    ),
    paper=Paper(
        "Dauphin, Pascanu, Gulcehre, Cho, Ganguli and Bengio",
        2014,
        "Identifying and attacking the saddle point problem in high-dimensional non-convex"
        " optimization",
        "https://arxiv.org/abs/1406.2572",
    ),
)
TRUST_REGION = Card(
    answers=(
        "Newton's quadratic model is right nearby only; here no step leaves the region where"
        " the model has foretold the loss."
    ),
    adaptive=True,
    momentum=False,
    used="It comes with SciPy, as minimize(method='trust-exact').",
    pros=(
        "the loss never rises",
        "leaves saddles, and becomes Newton's method near a minimum",
    ),
    cons=(
        "a Hessian and its eigenvalues at every step",
        "a sampled loss may refuse good steps and take bad ones",
    ),
    paper=Paper(
        "Moré and Sorensen",
        1983,
        "Computing a Trust Region Step",
        "https://doi.org/10.1137/0904038",
    ),
)
CONJUGATE_GRADIENT = Card(
    answers=(
        "Steepest descent turns back and forth between the same few directions; here each new"
        " one spoils nothing that the ones before have gained on a quadratic."
    ),
    adaptive=True,
    momentum=False,
    used="It comes with SciPy, as minimize(method='CG'), for problems with many variables.",
    pros=(
        "on a quadratic of n variables it is done in n steps",
        "no rate to choose",
    ),
    cons=(
        "a line search at every step",
        "noise ruins both the search and the directions",
    ),
    paper=Paper(
        "Polak and Ribière",
        1969,
        "Note sur la convergence de méthodes de directions conjuguées",
        "https://www.numdam.org/item/M2AN_1969__3_1_35_0/",
    ),
)
BFGS = Card(
    answers=(
        "Newton's method needs a Hessian; here its inverse is learned from how the gradient"
        " changes from step to step."
    ),
    adaptive=True,
    momentum=False,
    used="SciPy's minimize runs it by default when there are no constraints.",
    pros=(
        "no Hessian, no linear system and no rate to choose",
        "near a minimum faster than any linear rate",
    ),
    cons=(
        "keeps a matrix: not for very many variables",
        "noise ruins both the line search and the matrix",
    ),
    paper=Paper(
        "Broyden, Fletcher, Goldfarb and Shanno",
        1970,
        "A Family of Variable-Metric Methods Derived by Variational Means"
        " (Goldfarb's of the four papers)",
        "https://doi.org/10.1090/S0025-5718-1970-0258249-6",
    ),
)
LBFGS = Card(
    answers=("BFGS keeps a matrix; the last few steps, from which it is made, are enough."),
    adaptive=True,
    momentum=False,
    used=(
        "In logistic regression: scikit-learn's default solver; and in the first neural style"
        " transfer (Gatys et al., 2016)."
    ),
    pros=(
        "a few vectors in the place of a matrix",
        "no rate to choose",
    ),
    cons=(
        "slower than BFGS where many directions differ in curvature",
        "noise ruins both the line search and the memory",
    ),
    paper=Paper(
        "Liu and Nocedal",
        1989,
        "On the limited memory BFGS method for large scale optimization",
        "https://doi.org/10.1007/BF01589116",
    ),
)
