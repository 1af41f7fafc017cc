"""Known mistakes in rules that students type: each is a rule that can run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from optimizers.typed.texts import TEXTS


class RuleMistake(NamedTuple):
    """A mistake, in a sentence, and the text of the rule with it."""

    sentence: str
    text: str


UPHILL = "It walks uphill: a step goes against the gradient, so a minus belongs there."
RATELESS = "The learning rate is missing."
RATE_INSIDE = (
    "The learning rate stands inside the velocity, and belongs outside: both are the same only"
    " while the rate stays the same."
)
RATE_OUTSIDE = (
    "The learning rate stands outside the velocity, and belongs inside: both are the same only"
    " while the rate stays the same."
)
RATE_TWICE = "The learning rate is there twice, inside the velocity and outside."
TOO_EARLY = "The point moves before its velocity is brought up to date: change the order of lines."
EPS_INSIDE = "eps stands inside the root, and belongs outside."
EPS_OUTSIDE = "eps stands outside the root, and belongs inside."
ROOTLESS = "The root of the mean of squares is missing."
UNSQUARED = "The gradient itself is averaged where its square belongs."
NO_CORRECTION = "The bias correction is missing."
FROM_ZERO = "It counts the steps from 0; t is 1 at the first step."
AHEAD_OF_TIME = "It counts one step too many; t is 1 at the first step already."
CORRECTED_KEPT = "The corrected means are kept for the next step; the plain ones belong there."
FULL_GRADIENT = "The new gradient enters the mean whole: a factor such as 1 - beta is missing."
SEEN_FROM_AHEAD = (
    "This is the same method seen from the point ahead, where its slopes are: that point is its"
    " theta. Asked for is the form whose theta stays behind."
)
SWAPPED = "The factors of the old and the new are swapped."

CHANGES: dict[str, list[tuple[str, ...]]] = {
    "GradientDescent": [
        (UPHILL, "theta - lr → theta + lr"),
        (RATELESS, "lr*g → g"),
        ("It divides by the learning rate.", "lr*g → g/lr"),
        ("The old point is forgotten: the step is added to it.", "theta - lr → -lr"),
        ("It steps by the length lr, whatever the slope.", "lr*g → lr*g/norm(g)"),
    ],
    "Momentum": [
        (UPHILL, "theta - lr → theta + lr"),
        (RATE_INSIDE, "+ g → + lr*g", "- lr*v → - v"),
        (RATE_TWICE, "+ g → + lr*g"),
        (RATELESS, "lr*v → v"),
        (
            "The gradient is multiplied by 1 - beta: this velocity is a sum, not a mean.",
            "+ g → + (1 - beta)*g",
        ),
        (TOO_EARLY, "v = beta*v + g; theta = theta - lr*v → theta = theta - lr*v; v = beta*v + g"),
        ("The velocity never fades: beta belongs before v.", "beta*v + g → v + g"),
        ("beta stands before the gradient, and belongs before v.", "beta*v + g → v + beta*g"),
    ],
    "HeavyBall": [
        (UPHILL, "theta - v → theta + v"),
        (RATE_OUTSIDE, "lr*g → g", "- v → - lr*v"),
        (RATE_TWICE, "- v → - lr*v"),
        (RATELESS, "lr*g → g"),
        (TOO_EARLY, "v = beta*v + lr*g; theta = theta - v → theta = theta - v; v = beta*v + lr*g"),
        ("The velocity never fades: beta belongs before v.", "beta*v + lr → v + lr"),
    ],
    "Nesterov": [
        (UPHILL, "theta = theta - v → theta = theta + v"),
        ("The gradient is asked for at the point, not ahead of it.", "theta - beta*v) → theta)"),
        (
            "It looks back, not ahead: the point is about to move by -beta*v.",
            "theta - beta → theta + beta",
        ),
        ("It looks too far ahead: beta is missing there.", "theta - beta*v → theta - v"),
        (
            SEEN_FROM_AHEAD,
            "lr*grad(theta - beta*v); theta = theta - v → lr*g; theta = theta - lr*g - beta*v",
        ),
        (RATE_OUTSIDE, "lr*grad(theta - beta*v) → grad(theta - lr*beta*v)", "- v → - lr*v"),
        (
            "It looks ahead by lr*beta*v, but this v holds the rate already.",
            "theta - beta*v → theta - lr*beta*v",
        ),
    ],
    "NesterovShifted": [
        (UPHILL, "theta - lr → theta + lr"),
        ("This is plain momentum: the look ahead is missing.", "lr*(g + beta*v) → lr*v"),
        ("beta is missing in the line of theta.", "g + beta*v) → g + v)"),
    ],
    "SignDescent": [
        (UPHILL, "theta - lr → theta + lr"),
        ("The gradient is used whole: its sign is missing.", "sign(g) → g"),
        (
            "The gradient is cut to length 1, but each coordinate has a sign of its own.",
            "sign(g) → g/norm(g)",
        ),
        (RATELESS, "lr*sign → sign"),
    ],
    "AdaGrad": [
        (UPHILL, "theta - lr → theta + lr"),
        (ROOTLESS, "sqrt(v) → v"),
        (EPS_INSIDE, "(sqrt(v) + eps) → sqrt(v + eps)"),
        (UNSQUARED, "g*g → g"),
        ("Only the last square is kept: all of them are to be added up.", "v + g*g → g*g"),
        ("The sum forgets: in this rule it only grows.", "v + g*g → decay*v + (1 - decay)*g*g"),
        (
            "The sum of the step before is used: change the order of lines.",
            "v = v + g*g; theta → theta",
            "(sqrt(v) + eps) → (sqrt(v) + eps); v = v + g*g",
        ),
    ],
    "RMSprop": [
        (UPHILL, "theta - lr → theta + lr"),
        (ROOTLESS, "sqrt(v) → v"),
        (EPS_INSIDE, "(sqrt(v) + eps) → sqrt(v + eps)"),
        (UNSQUARED, "g*g → g"),
        (FULL_GRADIENT, "(1 - decay)*g*g → g*g"),
        (SWAPPED, "decay*v + (1 - decay)*g*g → (1 - decay)*v + decay*g*g"),
        (
            "The mean never forgets: it is the sum of AdaGrad.",
            "decay*v + (1 - decay)*g*g → v + g*g",
        ),
        ("It has a bias correction, which is Adam's.", "sqrt(v) → sqrt(v/(1 - decay**t))"),
    ],
    "RMSpropEpsInside": [
        (UPHILL, "theta - lr → theta + lr"),
        (EPS_OUTSIDE, "sqrt(v + eps) → (sqrt(v) + eps)"),
        (ROOTLESS, "sqrt(v + eps) → (v + eps)"),
        (FULL_GRADIENT, "(1 - decay)*g*g → g*g"),
    ],
    "AdaDelta": [
        (UPHILL, "theta - lr → theta + lr"),
        (EPS_OUTSIDE, "sqrt(u + eps)/sqrt(v + eps) → (sqrt(u) + eps)/(sqrt(v) + eps)"),
        ("The moves' mean takes in the gradient, and belongs to the moves.", "move*move → g*g"),
    ],
}

"""By class name: a sentence, and the changes to the right text, each ``old → new``."""

OF_MEANS: list[tuple[str, ...]] = [
    (NO_CORRECTION, "/(1 - beta1**t) → ", "/(1 - beta2**t) → "),
    ("The bias correction of the mean of squares is missing.", "/(1 - beta2**t) → "),
    ("The bias correction of the mean of gradients is missing.", "/(1 - beta1**t) → "),
    (
        "The bias correction forgets the step: it divides by 1 - beta**t.",
        "beta1**t → beta1",
        "beta2**t → beta2",
    ),
    (
        "The bias correction multiplies beta by t where it is raised to the power t.",
        "beta1**t → beta1*t",
        "beta2**t → beta2*t",
    ),
    (CORRECTED_KEPT, "m_hat → m", "v_hat → v"),
    (EPS_INSIDE, "(sqrt(v_hat) + eps) → sqrt(v_hat + eps)"),
    (ROOTLESS, "sqrt(v_hat) → v_hat"),
    (UNSQUARED, "g*g → g"),
    (FULL_GRADIENT, "(1 - beta1)*g → g"),
    (FULL_GRADIENT, "(1 - beta2)*g*g → g*g"),
    (FULL_GRADIENT, "(1 - beta1)*g → g", "(1 - beta2)*g*g → g*g"),
    ("beta1 and beta2 are swapped.", "beta1 → beta_", "beta2 → beta1", "beta_ → beta2"),
    (
        "The squares are those of the mean, and belong to the gradient.",
        "(1 - beta2)*g*g → (1 - beta2)*m*m",
    ),
]
CHANGES["Adam"] = [(UPHILL, "theta - lr → theta + lr"), *OF_MEANS]
CHANGES["AdamW"] = [
    (UPHILL, "decayed - lr → decayed + lr"),
    (
        "The decay is added to the gradient, which is Adam with a penalty: it belongs beside it.",
        "m = beta1 → g = g + weight_decay*theta; m = beta1",
        "decayed = theta - lr*weight_decay*theta;  → ",
        "decayed - → theta -",
    ),
    (
        "The decay is not multiplied by the learning rate.",
        "lr*weight_decay*theta → weight_decay*theta",
    ),
    (
        "The decay pushes away from 0: a minus belongs there.",
        "theta - lr*weight → theta + lr*weight",
    ),
    (
        "The weight decay is missing: this is Adam.",
        "decayed = theta - lr*weight_decay*theta;  → ",
        "decayed - → theta -",
    ),
    *OF_MEANS,
]
CHANGES["Lion"] = [
    (UPHILL, "theta - lr → theta + lr"),
    ("The sign is missing.", "sign(beta1*m + (1 - beta1)*g) → (beta1*m + (1 - beta1)*g)"),
    (
        "The direction is that of the new mean: it comes before the mean, with beta1.",
        "direction = sign(beta1*m + (1 - beta1)*g);  → ",
        "theta = theta - lr*(direction → theta = theta - lr*(sign(m)",
    ),
    ("beta1 and beta2 are swapped.", "beta1 → beta_", "beta2 → beta1", "beta_ → beta2"),
    (
        "The mean is brought up to date too early: the direction comes first.",
        "direction = sign(beta1*m + (1 - beta1)*g);  → ",
        "(1 - beta2)*g;  → (1 - beta2)*g; direction = sign(beta1*m + (1 - beta1)*g); ",
    ),
    (
        "The decay is not multiplied by the learning rate.",
        "lr*(direction + weight_decay*theta) → lr*direction - weight_decay*theta",
    ),
    ("The weight decay is missing.", " + weight_decay*theta → "),
]


def _changed(name: str, changes: Sequence[str]) -> str:
    """Return a rule's text with pieces replaced, each written as ``old → new``."""
    text = TEXTS[name]
    for change in changes:
        old, _, new = change.partition(" → ")
        text = text.replace(old, new)
    return text


MISTAKES: dict[str, tuple[RuleMistake, ...]] = {
    name: tuple(RuleMistake(sentence, _changed(name, changes)) for sentence, *changes in known)
    for name, known in CHANGES.items()
}
"""The known mistakes of each rule by its class name, the likelier first."""
