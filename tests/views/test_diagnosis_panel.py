"""A closer look at a run, below the table: measured when asked for, and not before."""

from __future__ import annotations

from tests.views import pages
from tests.views.pages import settled
from tests.views.test_pages import opened
from views.parts import diagnosis_panel

HOPS = (
    "surface=Rosenbrock()&start=-1.2,1&steps=300"
    "&optimizer=Clipped(Momentum(lr=0.0035),norm=20)&optimizer=RMSprop(lr=0.02)"
)


def look(app, chosen: int | None):
    """Choose a run to look at."""
    app.session_state[diagnosis_panel.KEY] = chosen
    return settled(app.run())


def told(app) -> str:
    """Return what is said about the run that was chosen."""
    return "".join(e.proto.body for e in app.get("html") if "class='closer'" in e.proto.body)


def test_nothing_is_measured_before_somebody_asks(monkeypatch):
    measured = []
    diagnose = diagnosis_panel.diagnose
    monkeypatch.setattr(
        diagnosis_panel, "diagnose", lambda run: measured.append(run) or diagnose(run)
    )
    app = opened(HOPS)
    assert not measured
    assert not told(app)
    app = look(app, 0)
    assert len(measured) == 1
    app = look(settled(app.run()), 0)
    assert len(measured) == 1, "what was measured is remembered"


def test_each_run_is_told_with_its_numbers_and_a_chart():
    app = look(opened(HOPS), 0)
    assert "Clipping acted at 16 of 300 steps" in told(app)
    assert app.get("plotly_chart")
    app = look(app, 1)
    assert "The preconditioned sharpness went from" in told(app)
    assert "Clipping" not in told(app)
    assert "hovers at the line" in " ".join(c.value for c in app.caption)
    assert not told(look(app, None))


def test_a_choice_that_is_gone_is_forgotten():
    eleven = {diagnosis_panel.KEY: 11}  # of a race that had twelve entrants; the default has eight
    assert not told(pages.opened(**eleven))


def test_runs_of_any_length_and_end_can_be_looked_at():
    for optimizer, steps in (("GradientDescent(lr=10)", 50), ("Newton()", 1)):
        app = opened(f"surface=Rosenbrock()&start=-1.2,1&steps={steps}&optimizer={optimizer}")
        assert "Steps" in told(look(app, 0))
