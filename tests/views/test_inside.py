"""The page "Inside an optimizer" without a browser: what it shows of which step, and of whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.knobs import knobs
from experiments import DEFAULT, Experiment, run
from optimizers import OPTIMIZERS, Adam, Clipped, Lookahead, Momentum
from surfaces import Quadratic
from tests.views import pages
from tests.views.pages import address, settled
from views.parts.rule_card import keeps

APP = Path(__file__).parents[2] / "app.py"
TWO = (
    "surface=Quadratic()&start=1,1&steps=40&seed=0"
    "&optimizer=Adam(lr=0.05)&optimizer=Clipped(Lookahead(Momentum(lr=0.01)),norm=0.5)"
)


LAYER = "inside-layer-1-3"
"""Of the second entrant, which has three."""


def opened(query: str = "", step: int | None = None, *, misread: bool = False) -> AppTest:
    """Open the page at a link, with the player at a step."""
    state = {} if step is None else {"inside-player": {"step": step}}
    return pages.opened("inside", query, misread=misread, **state)


def text(app: AppTest) -> str:
    """Return all that is written in Markdown."""
    return "\n\n".join(element.value for element in app.markdown)


def headings(app: AppTest) -> list[str]:
    return [element.value for element in (*app.title, *app.header)]


def chart(app: AppTest, key: str) -> dict[str, Any]:
    """Return a figure."""
    (found,) = (e for e in app.get("plotly_chart") if key in e.proto.id)
    return json.loads(found.proto.spec)


def choose(app: AppTest, key: str, value: Any) -> AppTest:
    """Choose an entrant or a layer."""
    app.session_state[key] = value
    return settled(app.run())


def test_first_sight_is_step_one_of_the_first_entrant_of_the_front_page():
    app = opened()
    assert headings(app) == [
        "Inside an optimizer",
        "Around the point",
        "Step 1, line by line",
        "What it keeps, step by step",
        "The rule: Gradient descent",
        "At a glance",
    ]
    assert Experiment.from_query(address(app)) == DEFAULT
    assert r"\theta_{t-1} - \alpha" in text(app)


def test_the_step_of_the_player_is_shown_with_its_numbers():
    app = opened(TWO, step=7)
    trajectory = run(Adam(lr=0.05), Quadratic(), (1.0, 1.0), 40)
    assert "Step 7, line by line" in headings(app)
    x, y = (f"{coordinate:.4g}" for coordinate in trajectory.grad[6])
    written = text(app)
    assert "`g = f.grad(theta)`" in written
    assert rf"\begin{{pmatrix}} {x} \\ {y} \end{{pmatrix}}" in written
    assert f"{trajectory.theta[7][0]:.5g}" in written
    (cursor,) = chart(app, "inside-time")["layout"]["shapes"]
    assert cursor["x0"] == 7


@pytest.mark.parametrize(("told", "shown"), [(None, 1), (0, 1), (1, 1), (40, 40), (99, 40)])
def test_a_step_that_is_not_there_is_the_nearest(told, shown):
    app = opened(TWO, step=told)
    assert f"Step {shown}, line by line" in headings(app)
    notes = " ".join(element.value for element in app.caption)
    assert ("the step that comes next" in notes) == (told == 0)


def test_another_entrant_and_its_layers():
    app = choose(opened(TWO, step=3), "inside-entrant", 1)
    assert "The rule: Momentum" in headings(app), "the rule inside comes first"
    layers = app.get("button_group")[0]
    assert [option.content for option in layers.proto.options] == [
        Clipped.title, Lookahead.title, Momentum.title,
    ]  # fmt: skip
    assert r"\beta \, " in text(app)
    app = choose(app, LAYER, 0)
    assert f"The rule: {Clipped.title}" in headings(app)
    assert any("Clipped.clip" in element.label for element in app.expander)
    app = choose(app, LAYER, 1)
    assert r"t \bmod k = 0" in text(app)
    app = choose(app, "inside-entrant", 0)
    assert "The rule: Adam" in headings(app), "an entrant without layers has one"
    assert not app.get("button_group")


def test_a_layer_that_went_elsewhere_says_so():
    app = choose(opened(TWO, step=5), "inside-entrant", 1)
    assert "This layer alone went from" in text(app), "Lookahead came back after it"
    assert "This layer alone" not in text(choose(app, LAYER, 0))


def test_formula_code_and_card_stand_side_by_side():
    app = opened(TWO)
    written = text(app)
    assert r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t" in written
    (code,) = app.code
    assert "m = self.beta1 * state.m + (1 - self.beta1) * g" in code.value
    card = Adam.card
    assert card.answers in written
    assert all(point in written for point in (*card.pros, *card.cons))
    assert card.paper.url in written
    assert "| Keeps between steps | 2 numbers for each parameter |" in written
    assert "| Asks a step, in this run | 1 gradient |" in written
    for name, knob in knobs(Adam).items():
        assert f"| ${knob.symbol}$ {name} |" in written
    assert "| 0.05 | 0.001 |" in written, "the rate here, and the default"


def test_what_a_rule_holds_is_named():
    race = Experiment(Quadratic(), (OPTIMIZERS["BFGS"](),), (1.0, 1.0), 8)
    assert "| Search | Strong Wolfe |" in text(opened(race.to_query()))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_has_the_page(name):
    race = Experiment(Quadratic(), (OPTIMIZERS[name](),), (1.0, 1.0), 8)
    app = opened(race.to_query(), step=4)
    assert f"The rule: {OPTIMIZERS[name].title}" in headings(app)
    assert "$$" in text(app)


def test_a_run_that_overflows_at_once_says_so():
    race = "surface=Beale()&start=45,45&steps=40&optimizer=GradientDescent(lr=10)"
    assert int(Experiment.from_query(race).run()[0].last) == 1
    app = opened(race, step=40)
    assert "Step 2, line by line" in headings(app)
    assert "the run ends before it, at step 1" in app.warning[0].value
    assert not opened(race, step=1).warning


def test_a_broken_link_says_so():
    app = opened(TWO.replace("lr=0.05", "lr=50"), misread=True)
    assert "could not be read" in app.warning[0].value
    assert "lr = 50 is out of range" in app.warning[0].value
    assert "Step 1, line by line" in headings(app)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("GradientDescent", "nothing"),
        ("Momentum", "1 number for each parameter"),
        ("Adam", "2 numbers for each parameter"),
        ("PolyakStep", "1 number"),
        ("HypergradientDescent", "n + 1 numbers for n parameters"),
    ],
)
def test_memory_in_words(name, words):
    assert keeps(OPTIMIZERS[name]()) == words


def test_only_this_page_asks_the_player_for_its_steps():
    def race(app: AppTest) -> bytes:
        payloads = [element.proto.bytes for element in app.get("bidi_component")]
        return next(payload for payload in payloads if b'"kind":"race"' in payload)

    assert b'"tells":true' in race(opened(TWO))
    assert b'"tells"' not in race(pages.opened())


def test_a_typed_rule_is_shown_as_it_was_typed():
    race = "surface=Quadratic()&start=1,1&steps=9&optimizer=Rule('theta%3Dtheta-lr*g/norm(g)',0.1)"
    app = opened(race, step=3)
    assert r"\theta_{t-1} - \frac{\alpha \, \textcolor" in text(app)
    assert "`theta = theta - self.lr * g / norm(g)`" in text(app)
    assert "    theta = theta - self.lr * g / norm(g)" in app.code[0].value
    assert "| Keeps between steps | nothing |" in text(app)
    assert "Goes on where the slope ends" not in text(app), "as other texts do"
