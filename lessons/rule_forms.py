"""Published forms of a rule that differ from it by what nobody asks for, and are as right."""

from __future__ import annotations

from typing import NamedTuple

FOLDED = (
    "Right: this is the efficient form that Kingma and Ba give at the end of their section 2, with"
    " both corrections in the length of the step. It is the same but for eps, which stands beside"
    " the plain root here, and beside the corrected one in Algorithm 1."
)


class RuleForm(NamedTuple):
    """What to say about a form, and the rule."""

    sentence: str
    text: str


FORMS: dict[str, tuple[RuleForm, ...]] = {
    "Adam": (
        RuleForm(
            FOLDED,
            "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g;"
            " a = lr*sqrt(1 - beta2**t)/(1 - beta1**t); theta = theta - a*m/(sqrt(v) + eps)",
        ),
    ),
    "AdamW": (
        RuleForm(
            FOLDED,
            "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g*g;"
            " a = lr*sqrt(1 - beta2**t)/(1 - beta1**t);"
            " theta = theta - lr*weight_decay*theta - a*m/(sqrt(v) + eps)",
        ),
    ),
}
"""By the class name of the rule."""
