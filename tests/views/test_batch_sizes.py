"""The page of batch sizes without a browser: its link, its table, its chart and its controls."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from optimizers import Clipped, GradientDescent, Momentum
from studies.batch_sizes.comparison import DEFAULT, BatchSizes
from studies.batch_sizes.scenes import COMPARISONS
from surfaces import LinearRegression, LogisticRegression
from surfaces.data import Line
from tests.views import pages
from tests.views.pages import settled
from views.parts.batch_sizes_fields import fields, place

SMALL = BatchSizes(LinearRegression(Line(samples=60)), GradientDescent(lr=0.05), (1, 8), steps=80)


opened = partial(pages.opened, "batch_sizes")


def shown(app: AppTest) -> BatchSizes:
    """Return the comparison that the address bar holds."""
    return BatchSizes.from_query(pages.address(app))


def rows(app: AppTest) -> list[str]:
    """Return the rows of the table."""
    table = next(e.proto.body for e in app.get("html") if "verdicts" in e.proto.body)
    return table.split("<tr>")[2:]


def changed(value: BatchSizes, key: str, told) -> BatchSizes:
    """Make the change of a field of the page."""
    offered = [f for group in (*place(value), *fields(value)) for f in group.everything()]
    assert len({field.key for field in offered}) == len(offered)
    (field,) = (field for field in offered if field.key == key)
    return field.change(value, told)


def test_first_sight_is_the_default_comparison():
    app = opened()
    assert shown(app) == DEFAULT
    assert [name in row for name, row in zip(DEFAULT.names, rows(app), strict=True)] == [True] * 7
    assert not app.warning
    assert app.selectbox(key="batches-scene").value == COMPARISONS[0].title


@pytest.mark.parametrize("scene", COMPARISONS, ids=lambda scene: scene.title)
def test_every_comparison_opens_from_its_link_with_its_hint(scene):
    app = opened(scene.experiment.to_query())
    assert shown(app) == scene.experiment
    assert app.selectbox(key="batches-scene").value == scene.title
    assert any(scene.look_for in text.value for text in app.markdown)
    assert len(rows(app)) == len(scene.experiment.names)


def test_choosing_a_scene_goes_there():
    app = opened(SMALL.to_query())
    assert app.selectbox(key="batches-scene").value is None
    app.selectbox(key="batches-scene").select(COMPARISONS[3].title)
    assert shown(settled(app.run())) == COMPARISONS[3].experiment


def test_the_table_says_what_each_size_cost():
    first, second, every = rows(opened(SMALL.to_query()))
    for cells, row in (
        (("B = 1<", "<td>60<", "<td>80<", "<td>1.3<"), first),
        (("B = 8<", "<td>8<", "<td>80<", "<td>600<", "<td>10<", "<td>–<"), second),
        (("All 60<", "<td>1<", "<td>4,800<", "<td>80<"), every),
    ):
        assert all(cell in row for cell in cells), row


def test_the_chart_has_words_for_who_cannot_see_it():
    app = opened(replace(SMALL, steps=400).to_query())
    (chart,) = app.get("plotly_chart")
    assert "B = 8: 0." in chart.proto.alt


def test_where_nothing_wanders_the_page_says_so_instead_of_a_chart():
    app = opened(replace(SMALL, optimizer=GradientDescent(lr=1e-5)).to_query())
    assert not app.get("plotly_chart")
    assert "no ball" in app.info[0].value


def test_a_rate_at_which_all_overflow_is_no_error():
    app = opened(replace(SMALL, optimizer=GradientDescent(lr=1.0), steps=2000).to_query())
    assert all("diverged" in row for row in rows(app))


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        ("surface=Rosenbrock()", "no mean over samples"),
        (SMALL.to_query().replace("1,8", "1,eight"), "eight"),
        (SMALL.to_query() + "&optimizer=Adam()", "2 optimizers"),
        (SMALL.to_query() + "&axis=sideways", "sideways"),
        ("surface=" + "(" * 3000, "allowed 2000"),
    ],
)
def test_a_broken_link_says_what_is_wrong_and_shows_the_nearest(query, piece):
    app = opened(query, misread=True)
    assert len(app.warning) == 1
    assert piece in app.warning[0].value
    assert len(rows(app)) >= 2


def test_fields_change_the_comparison():
    assert changed(SMALL, "sizes", "2, 20, all").sizes == (2, 20)
    assert changed(SMALL, "order", "both").order == "both"
    assert changed(SMALL, "seed", 9).seed == 9
    assert changed(SMALL, "steps", 50).steps == 50
    assert changed(SMALL, "start.0", 1.25).start == (1.25, SMALL.start[1])
    assert changed(SMALL, "surface.data.samples", 90).surface.samples == 90
    assert changed(SMALL, "optimizers.0.lr", 0.01).optimizer == GradientDescent(lr=0.01)
    assert changed(SMALL, "optimizers.0.rule", "Momentum").optimizer == Momentum(lr=0.05)
    wrapped = changed(SMALL, "optimizers.0.wrap", "norm")
    assert wrapped.optimizer == Clipped(SMALL.optimizer, norm=1.0)
    assert changed(wrapped, "optimizers.0.unwrap", "remove") == SMALL
    other = changed(SMALL, "surface", "LogisticRegression")
    assert other.surface == LogisticRegression()
    assert other.start == LogisticRegression().starts[0]
    for kept in ("sizes", "seed", "order", "steps", "optimizer"):
        assert getattr(other, kept) == getattr(SMALL, kept)


@pytest.mark.parametrize(
    ("key", "told", "says"),
    [
        ("sizes", "1, many", "batch size = many is not a number"),
        ("sizes", "0", "out of range: allowed 1 to 1000"),
        ("order", "sorted", "sorted"),
        ("surface", "Rosenbrock", "Rosenbrock"),
    ],
)
def test_what_may_not_be_is_refused_in_a_sentence(key, told, says):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refused:
        changed(SMALL, key, told)
    assert says in str(refused.value)


def test_no_field_offers_what_the_page_is_about():
    keys = {f.key for group in fields(SMALL) for f in group.everything()}
    assert not keys & {"batch", "noise", "optimizers.0.move"}
