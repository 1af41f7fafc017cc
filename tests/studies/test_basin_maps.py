"""Maps of basins as one value: its link, its bounds, its words and its files."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from experiments import run
from optimizers import LBFGS, Adam, Clipped, GradientDescent, Momentum, Newton
from studies import Ending
from studies.basin_maps.map_spec import (
    DEFAULT,
    MOST_RULES,
    MOST_WORK,
    BasinMap,
    archive,
    border,
    end,
    others,
    percent,
    sentence,
    shares,
    table,
)
from studies.batched.endings import ground
from surfaces import Box, Himmelblau, Noisy, Quadratic, Rastrigin, Sphere

SMALL = BasinMap(Himmelblau(), (GradientDescent(), Momentum()), size=64, steps=200)


@pytest.fixture(scope="module")
def small():
    return SMALL.run()


def test_the_maps_are_of_the_rules_in_their_order(small):
    assert [one.optimizer for one in small] == [*SMALL.optimizers]
    assert all(one.exact and one.dtype == "float64" for one in small)
    assert {one.size for one in small} == {64}


@pytest.mark.parametrize(("row", "column"), [(3, 5), (60, 40), (31, 32), (10, 61)])
def test_a_race_from_a_pixel_ends_where_the_map_says(small, row, column):
    race = SMALL.race(small[0].start(row, column))
    for one, raced in zip(small, race.run(), strict=True):
        label = int(one.label[row, column])
        assert label >= 0
        assert np.hypot(*raced.theta[-1] - one.minima[:, label]) <= ground(one.surface).mark


def test_shares_and_other_ends_are_all_starts(small):
    for one in small:
        total = sum(share.share for share in shares(one)) + sum(share for _, share in others(one))
        assert total == pytest.approx(1)
        counts = [share.share for share in shares(one)]
        assert counts == sorted(counts, reverse=True)
    diverging = BasinMap(Sphere(), (GradientDescent(lr=1.0),), size=64, steps=5)
    (one,) = diverging.run()
    assert not shares(one)
    assert sum(share for _, share in others(one)) == 1


def test_the_border_is_the_starts_with_another_end_beside_them(small):
    for one in small:
        end_of = np.where(one.label >= 0, one.label, -1 - one.ending)
        beside = 0
        for row in range(64):
            for column in range(64):
                around = [
                    (row + 1, column),
                    (row - 1, column),
                    (row, column + 1),
                    (row, column - 1),
                ]
                inside = [(r, c) for r, c in around if 0 <= r < 64 and 0 <= c < 64]
                beside += any(end_of[r, c] != end_of[row, column] for r, c in inside)
        assert border(one) == pytest.approx(beside / 64**2)


def test_a_memory_makes_the_borders_of_himmelblau_fractal():
    """Smooth borders halve on a map twice as fine; those of momentum fall by far less."""
    (plain, memory), (finer, finer_memory) = (
        BasinMap(Himmelblau(), DEFAULT.optimizers, size=size, steps=200).run() for size in (64, 128)
    )
    assert border(finer) / border(plain) == pytest.approx(0.5, abs=0.04)
    assert border(finer_memory) / border(memory) > 0.6


def test_the_sentence_has_the_shares(small):
    told = sentence("Momentum", small[1])
    first, *rest = shares(small[1])
    x, y = small[1].minima[:, first.minimum]
    there = f"({x:.3g}, {y:.3g})".replace("-", "−")
    most = percent(first.share)
    assert told.startswith(f"Momentum: {most} of the starts reach the minimum at {there}")
    assert all(percent(share.share) in told for share in rest[:3])
    (many,) = BasinMap(Rastrigin(), (Adam(lr=0.05),), size=64, steps=300).run()
    left = len(shares(many)) - 4
    assert f"one of {left} others" in sentence("Adam", many)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0.0 %"),
        (0.0004, "under 0.1 %"),
        (0.256, "25.6 %"),
        (0.9999, "over 99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_a_share_is_rounded_but_never_to_nobody_or_to_all(share, text):
    assert percent(share) == text


def test_words_of_one_start(small):
    one = small[0]
    row, column = one.pixel((3.0, 2.0))
    label, arrived = one.label[row, column], one.arrived[row, column]
    assert end(one, row, column).startswith(f"minimum {label + 1} at (3, 2), after {arrived} ")
    (away,) = BasinMap(Sphere(), (GradientDescent(lr=1.0),), size=64, steps=1000).run()
    assert end(away, 0, 0).startswith(Ending(int(away.ending[0, 0])).words)


def test_the_table_holds_every_start(small):
    one = small[1]
    lines = [*csv.DictReader(io.StringIO(table(one)))]
    assert len(lines) == 64 * 64
    for i in (0, 1, 777, 4095):
        row, column = divmod(i, 64)
        line = lines[i]
        assert (float(line["x"]), float(line["y"])) == one.start(row, column)
        label = int(one.label[row, column])
        assert line["minimum"] == ("" if label < 0 else str(label + 1))
        assert float(line["loss"]) == one.value[row, column]
        assert line["ending"] == Ending(int(one.ending[row, column])).words
    left = lines[int(np.flatnonzero(one.label < 0)[0])]
    assert left["minimum"] == left["minimum_x"] == left["arrived"] == ""


def test_the_archive_is_the_file_of_the_map(small):
    held = np.load(io.BytesIO(archive(small[0])), allow_pickle=False)
    np.testing.assert_array_equal(held["label"], small[0].label)
    assert str(held["text"]) == small[0].to_query()


def test_the_coarse_map_is_the_same_but_smaller():
    assert DEFAULT.coarse.size == 64
    assert DEFAULT.coarse.steps == DEFAULT.steps
    assert DEFAULT.coarse.coarse == DEFAULT.coarse
    assert [one.optimizers for one in DEFAULT.alone] == [(rule,) for rule in DEFAULT.optimizers]


def test_progress_runs_to_the_end_and_may_cancel():
    told = []
    SMALL.run(told.append)
    assert told == sorted(told)
    assert 0.5 < told[-1] <= 1.0

    def cancel(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SMALL.run(cancel)


def test_a_map_survives_its_link():
    asked = BasinMap(Noisy(Sphere(), sigma=0.2), (Clipped(Adam(), norm=2.0),), 100, 77, 5)
    assert BasinMap.from_query(asked.to_query()) == asked
    assert BasinMap.nearest(asked.to_query()) == (asked, [])
    assert BasinMap.nearest("") == (DEFAULT, [])
    assert BasinMap.nearest(DEFAULT.to_query()) == (DEFAULT, [])


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("size=4&optimizer=Adam()", "size = 4 is out of range"),
        ("size=5000&optimizer=Adam()", "size = 5000 is out of range"),
        ("steps=0&optimizer=Adam()", "steps = 0 is out of range"),
        ("size=1024&steps=4000&optimizer=Adam()", "times what is allowed"),
        ("size=1024&optimizer=LBFGS()", "times what is allowed"),
        ("size=64&steps=4000" + "&optimizer=LBFGS()" * 4, "times what is allowed"),
        ("optimizer=Adam()" + "&optimizer=Momentum()" * 4, "too many for one map"),
        ("optimizer=Adam(lr=nan)", "nan"),
        ("sise=64&optimizer=Adam()", "sise is no key"),
        ("surface=Nowhere()&optimizer=Adam()", "Nowhere"),
    ],
)
def test_a_broken_link_is_mended_with_a_word(text, piece):
    asked, complaints = BasinMap.nearest(text)
    assert any(piece in complaint for complaint in complaints), complaints
    assert asked.work <= MOST_WORK
    assert 1 <= len(asked.optimizers) <= MOST_RULES
    assert BasinMap.from_query(asked.to_query()) == asked
    with pytest.raises(ValueError, match=r"."):
        BasinMap.from_query(text)


def test_what_searches_or_asks_for_curvature_costs_more():
    work = [BasinMap(Quadratic(), (rule,), 64, 100).work for rule in (Adam(), Newton(), LBFGS())]
    assert work[0] == 64 * 64 * 100
    assert work == sorted(work)
    assert work[0] < work[1]


def test_a_part_of_the_map_is_the_map_of_that_part():
    whole = BasinMap(Himmelblau(), (Momentum(lr=0.01),), 64, 60)
    close = whole.zoomed((1.0, -2.0), 4)
    assert close.shown == Box((-0.25, -3.25), (2.25, -0.75))
    (map_,) = close.run()
    assert map_.x[0] == pytest.approx(-0.25 + 2.5 / 128)
    for row, column in ((0, 0), (31, 7), (63, 63)):
        alone = run(Momentum(lr=0.01), Himmelblau(), map_.start(row, column), 60)
        assert map_.value[row, column] == alone.value[-1]
    np.testing.assert_array_equal(map_.minima, whole.run()[0].minima)


def test_a_zoom_stays_on_the_map_and_leads_back():
    whole = BasinMap(Himmelblau(), (Momentum(),), 64, 10)
    corner = whole.zoomed((5.0, 5.0), 4)
    assert corner.shown.high == (5.0, 5.0)
    assert BasinMap.from_query(corner.to_query()) == corner
    assert corner.zoomed((3.0, 3.0), 1 / 4) == whole
    close = whole.zoomed((1.0, 1.0), 4**6)
    assert close.shown.high[0] - close.shown.low[0] < 0.01
    with pytest.raises(ValueError, match="of the map"):
        close.zoomed((1.0, 1.0), 4)


@pytest.mark.parametrize("box", ["1,1,0,2", "0,0,1", "-9,0,1,1", "0,0,1e-9,1", "a,b,c,d"])
def test_a_broken_box_is_left_out_with_a_word(box):
    asked, complaints = BasinMap.nearest(f"box={box}&optimizer=Adam()")
    assert any("box" in complaint for complaint in complaints)
    assert BasinMap.from_query(asked.to_query()) == asked
