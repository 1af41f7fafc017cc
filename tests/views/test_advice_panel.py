"""What would have helped, below the verdicts: looked for once, told, and one click to try it."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from experiments import Experiment
from studies.networks import Training
from tests.views import pages
from tests.views.pages import address, settled
from views.parts import advice_panel
from views.state.session import RACE, RESULTS

SLOW = "surface=Quadratic()&start=-1.8,0.4&steps=60&seed=0&optimizer=GradientDescent(lr=0.001)"
THERE = "&optimizer=Newton()"
LONG = "surface=Quadratic()&start=-1.8,0.4&steps=20000&optimizer=GradientDescent(lr=0.000001)"

opened = partial(pages.opened, "")


@pytest.fixture(autouse=True)
def _afresh():
    advice_panel._remembered.clear()


@pytest.fixture
def looked(monkeypatch):
    """Note for which runs advice is looked for."""
    noted, search = [], advice_panel.search

    def noting(run, *more):
        noted.append(type(run.optimizer).__name__)
        return search(run, *more)

    monkeypatch.setattr(advice_panel, "search", noting)
    return noted


def told(app: AppTest) -> list[str]:
    """Return what is said below the verdicts."""
    return [e.proto.body for e in app.get("html") if "class='advice'" in e.proto.body]


def offered(app: AppTest) -> list[str]:
    """Return the buttons that follow advice."""
    return [button.label for button in app.button if button.label.startswith("Try it: ")]


def test_only_who_has_something_to_gain_is_told_what_helped(looked):
    app = opened(SLOW + THERE)
    assert looked == ["GradientDescent"]
    assert offered(app) == ["Try it: Gradient descent"]
    (words,) = told(app)
    assert "Tried with lr = " in words
    assert "instead of 0.001: the loss ends at" in words


def test_one_click_follows_it_and_the_outdated_advice_goes():
    app = opened(SLOW + THERE)
    before = Experiment.from_query(address(app))
    app.button(key="advice-0").click()
    after = Experiment.from_query(address(settled(app.run())))
    assert after.optimizers[0].lr > before.optimizers[0].lr
    assert after.optimizers[1:] == before.optimizers[1:]
    assert not told(app)
    assert not offered(app)


def test_what_was_found_is_remembered(looked):
    settled(opened(SLOW).run())
    opened(SLOW)
    assert len(looked) == 1


def test_what_takes_long_is_looked_for_once_it_is_asked_for(looked):
    app = opened(LONG)
    assert not looked
    assert not offered(app)
    app.button(key="advice-ask").click()
    app = settled(app.run())
    assert looked == ["GradientDescent"]
    assert offered(app) == ["Try it: Gradient descent"]
    assert "advice-ask" not in [button.key for button in app.button]


def test_a_search_that_was_broken_off_goes_on_where_it_was(looked, monkeypatch):
    monkeypatch.setattr(advice_panel, "SLICE", 1)
    monkeypatch.setattr(advice_panel, "OFTEN", 0)
    app = opened(SLOW)
    for _ in range(50):
        if offered(app):
            break
        app = settled(app.run())
    assert len(looked) == 1
    assert offered(app) == ["Try it: Gradient descent"]


def test_nothing_is_looked_for_while_something_is_moved(looked):
    app = opened(SLOW)
    value = Experiment.from_query(SLOW.replace("0.001", "0.002"))
    app.session_state[RACE.name].preview = value
    settled(app.run())
    assert len(looked) == 1
    assert RESULTS not in RACE.followed


def test_who_was_not_helped_by_anything_is_told_so(monkeypatch):
    monkeypatch.setattr(advice_panel, "search", lambda *_: iter(()))
    monkeypatch.setattr(advice_panel, "_pieces", found_nothing)
    (words,) = told(opened(SLOW))
    assert "none of the changes that were tried ends clearly lower" in words


def found_nothing(text, _):
    advice_panel._remembered.recall(text, lambda: (None,))
    return iter(())


def test_advice_that_changes_the_race_for_all_says_so():
    start = "surface=Eggholder()&start=3.3,2.2&steps=50&optimizer=Newton()"
    (alone,) = told(opened(start))
    assert "the start (" in alone
    assert "for all" not in alone
    beside = told(opened(f"{start}&optimizer=GradientDescent(lr=0.001)"))
    assert beside[0] == alone.replace(
        "</div>", " This changes the race for all who take part.</div>"
    )
    assert "for all" not in beside[1]


def test_names_are_no_markdown():
    assert advice_panel.literal("lr 0.1 [x](y) :red[z] $a$") == (
        r"lr 0\.1 \[x\]\(y\) \:red\[z\] \$a\$"
    )


def test_networks_are_helped_too():
    query = (
        "network=Perceptron(layers='2')&steps=30&batch=all"
        "&optimizer=GradientDescent(lr=0.0001)&optimizer=Adam(lr=0.0001)"
    )
    app = pages.opened("networks", query)
    if not offered(app):
        app.button(key="advice-ask").click()
        app = settled(app.run())
    assert len(offered(app)) == 2
    before = Training.from_query(address_of(app))
    app.button(key="advice-1").click()
    after = Training.from_query(address_of(settled(app.run())))
    assert after.optimizers[0] == before.optimizers[0]
    assert after.optimizers[1] != before.optimizers[1]


def address_of(app: AppTest) -> str:
    """Return the training in the address."""
    from urllib.parse import urlencode

    texts = {k: [v] if isinstance(v, str) else v for k, v in app.query_params.items()}
    known = [(k, v) for k, vs in texts.items() for v in vs]
    return urlencode([(k, v) for k, v in known if k not in ("layout", "view", "plane")])
