"""The card of the rule that somebody types."""

from optimizers.cards.card import Card, Paper

RULE = Card(
    answers="Every other rule here is given; this one is whatever you write down.",
    adaptive=False,
    momentum=True,
    used="To try an idea, or to show that a rule was understood; it begins as momentum.",
    pros=(
        "any rule made of slopes, heights and memories, in a few lines",
        "raced, wrapped, tuned and linked to like any other",
    ),
    cons=(
        "nobody has shown that it converges",
        "no Hessian, no line search, nothing that depends on a loop",
    ),
    paper=Paper(
        "Bello, Zoph, Vasudevan and Le",
        2017,
        "Neural Optimizer Search with Reinforcement Learning",
        "https://arxiv.org/abs/1709.07417",
    ),
)
