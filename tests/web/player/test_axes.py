"""The horizontal axis of the charts: switched, read, clicked, against the runs themselves."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from experiments.cost_axes import AXES
from experiments.running import run
from experiments.trajectory import Trajectory
from figures.styles import STYLES
from surfaces import LinearRegression, MiniBatch, Rosenbrock
from tests.browser import Serve, Visit, box_of, fits
from tests.web.player.driver import CHART, Player, rgb
from tests.web.player.page import entrants

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")
RULES = (5, 12, 13)  # Adam asks once a step, L-BFGS when it needs to, SAM twice
STEPS = 40
LR = 0.02
OVER = {
    "steps": "Steps",
    "epochs": "Epochs",
    "samples": "Samples seen",
    "gradients": "Gradient evaluations",
    "evaluations": "All evaluations",
}
BATCHES = MiniBatch(LinearRegression(), 16)
LINK = f"rules=5,12,13&steps={STEPS}&lr={LR}&surface=LinearRegression&batch=16"

# Where Plotly itself puts a point of the loss chart.
PLOTLY = """
  const { figure } = player.charts.charts[0];
  const { xaxis, yaxis } = figure._fullLayout;
  return [xaxis._offset + xaxis.d2p(given[0]), yaxis._offset + yaxis.d2p(given[1])];
"""


def runs() -> list[Trajectory]:
    rules = entrants(LR, STEPS)
    return [run(rules[k], BATCHES, BATCHES.starts[0], STEPS) for k in RULES]


def choice(player: Player) -> Locator:
    return player.root.get_by_role("combobox", name="Horizontal axis of the charts")


@pytest.mark.parametrize("axis", AXES)
def test_runs_stand_where_what_they_paid_and_their_loss_say(
    serve: Serve, visit: Visit, axis: str
) -> None:
    player = Player(visit(f"{serve(PAGE)}/?{LINK}"))
    choice(player).select_option(OVER[axis])
    expect(player.root).to_have_attribute("data-axis", axis)
    player.seek(23)
    player.settle()
    paid = [AXES[axis](trajectory) for trajectory in runs()]
    assert player.ask("player.charts.axis.max") == pytest.approx(max(p[-1] for p in paid))
    assert player.ask("player.charts.axis.shared") is (axis == "steps")
    drawn = player.pixels(CHART % 0)
    for trajectory, along, style in zip(runs(), paid, STYLES, strict=False):
        x, y = player.ask(PLOTLY, [float(along[23]), float(trajectory.value[23])])
        around = drawn[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2, :3]
        assert (around == rgb(style.color)).all(-1).any(), f"{style.color} is not at its marker"


def test_curves_end_where_their_effort_ends(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?{LINK}&axis=gradients"))
    expect(choice(player)).to_have_value("gradients")
    player.seek(STEPS)
    player.settle()
    drawn = player.pixels(CHART % 0)
    for trajectory, style in zip(runs(), STYLES, strict=False):
        end, _ = player.ask(PLOTLY, [float(AXES["gradients"](trajectory)[-1]), 1.0])
        columns = np.flatnonzero((drawn[..., :3] == rgb(style.color)).all(-1).any(axis=0))
        assert columns.max() == pytest.approx(end, abs=6), "a curve and half its symbol"


def test_pointing_and_pressing_count_on_the_chosen_axis(serve: Serve, visit: Visit) -> None:
    page = visit(
        f"{serve(PAGE)}/?{LINK}&axis=evaluations", viewport={"width": 1280, "height": 1200}
    )
    player = Player(page)
    player.seek(STEPS)
    player.settle()
    place = box_of(player.root.locator("[data-chart=loss] .player-chart-body"))
    tooltip = player.root.locator(".player-tooltip")
    names = ("Adam", "L-BFGS", "Gradient descent")  # SAM holds the last one
    for trajectory, name, step in zip(runs(), names, (30, 12, 35), strict=True):
        paid = AXES["evaluations"](trajectory)
        x, y = player.ask(PLOTLY, [float(paid[step]), float(trajectory.value[step])])
        page.mouse.move(place["x"] + x, place["y"] + y)
        expect(tooltip).to_contain_text(name)
        told = tooltip.locator("dd")
        expect(told.nth(0)).to_have_text(str(step))
        expect(told.nth(1)).to_have_text(str(paid[step]))
        page.mouse.down()
        expect(player.root).to_have_attribute("data-step", str(step))
        page.mouse.move(place["x"] + place["width"], place["y"] + y)
        expect(player.root).to_have_attribute("data-step", str(STEPS))
        page.mouse.up()


def test_the_switch_by_keyboard_is_kept_and_told(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?rules=0,14&steps=20", reduced_motion="reduce")
    player = Player(page)
    player.shows(20)
    expect(choice(player).locator("option")).to_have_text(
        ["Steps", "Gradient evaluations", "All evaluations"]
    )
    choice(player).focus()
    page.keyboard.press("ArrowDown")
    expect(player.root).to_have_attribute("data-axis", "gradients")
    assert player.step == 20, "keys of the switch are not the player's"
    newton = run(entrants(0.002, 20)[14], Rosenbrock(), Rosenbrock().starts[0], 20)
    paid = AXES["gradients"](newton)[-1]
    assert paid == 60, "a gradient and a Hessian of two columns a step"
    player.settle()
    assert player.ask("player.charts.charts[0].figure._fullLayout.xaxis.range") == [0, paid]
    with player.answered():
        page.get_by_role("button", name="Again").click()
    expect(player.root).to_have_attribute("data-axis", "gradients")
    # A race without samples is drawn over steps, where the page asks for epochs.
    over = Player(visit(f"{serve(PAGE)}/?rules=0&steps=20&axis=epochs"))
    expect(choice(over)).to_have_value("steps")


def test_the_switch_on_a_phone(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?{LINK}&axis=gradients", viewport={"width": 390, "height": 800})
    player = Player(page)
    fits(page)
    box = box_of(choice(player))
    fold = box_of(player.root.get_by_role("button", name=re.compile("^Loss")))
    assert box["height"] >= 40
    assert fold["x"] + fold["width"] <= box["x"]
    assert box["x"] + box["width"] <= 390
