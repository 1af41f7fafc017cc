"""A race in a file, from which a person saves what the player shows."""

from __future__ import annotations

from experiments import run
from optimizers import Adam, GradientDescent, Momentum
from surfaces import Rosenbrock
from tests.web.player.driver import Player

RULES = (Adam(lr=0.05), Momentum(lr=0.001), GradientDescent(lr=0.001))
RUNS = [run(rule, Rosenbrock(), start=(-1.2, 1.0), steps=60) for rule in RULES]


def fetched(player: Player, name: str) -> tuple[str, bytes]:
    """Press a button that saves; return the name of the file that comes, and its bytes."""
    with player.page.expect_download() as download:
        player.press(name)
    return download.value.suggested_filename, download.value.path().read_bytes()
