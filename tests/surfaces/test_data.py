import pickle
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from core.knobs import knobs
from surfaces.data import (
    DATASETS,
    BadlyScaled,
    Dataset,
    Galton,
    Iris,
    Line,
    Outliers,
    Spirals,
    Standardized,
    Table,
    TwoMoons,
    read_csv,
)


@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_tells_what_it_is_and_holds_finite_points(name):
    data = DATASETS[name]()
    inputs, targets = data.points()
    assert inputs.shape == (len(targets), len(data.features))
    assert np.isfinite(inputs).all()
    assert np.isfinite(targets).all()
    assert (inputs.std(axis=0) > 0).all()
    if data.classes:
        assert set(targets) == set(range(len(data.classes)))
    for fact in (data.title, data.source, data.licence, data.target, *data.features, *data.classes):
        assert fact.strip()
        assert "\n" not in fact
    assert DATASETS[name].__name__ == name


def test_every_data_set_is_registered_but_the_users_own():
    assert set(Dataset.__subclasses__()) == {*DATASETS.values(), Table}


@pytest.mark.parametrize("name", DATASETS)
def test_points_are_pure_cached_and_read_only(name):
    data, again = DATASETS[name](), DATASETS[name]()
    assert data == again
    assert data.points() is again.points()
    for kept, drawn in zip(data.points(), data.draw(), strict=True):
        assert np.array_equal(kept, drawn)
        with pytest.raises(ValueError, match="read-only"):
            kept[0] = 0
    assert pickle.loads(pickle.dumps(data)) == data  # noqa: S301 - our own bytes
    for field in fields(data):
        with pytest.raises(FrozenInstanceError):
            setattr(data, field.name, 0)


@pytest.mark.parametrize("name", DATASETS)
def test_knobs_reach_their_ends(name):
    for field, about in knobs(DATASETS[name]).items():
        for end in (about.low, about.high):
            inputs, targets = DATASETS[name](**{field: end}).points()
            assert np.isfinite(inputs).all()
            assert len(inputs) == len(targets) == (end if field == "samples" else len(targets))


@pytest.mark.parametrize("kind", [Line, Outliers, BadlyScaled, TwoMoons, Spirals])
def test_a_seed_fixes_the_draw_and_another_one_changes_it(kind):
    first, same, other = kind(seed=5), kind(seed=5), kind(seed=6)
    assert np.array_equal(first.points()[0], same.points()[0])
    assert not np.allclose(first.points()[0], other.points()[0])


def test_the_iris_are_fishers_and_not_the_copy_with_two_wrong_flowers():
    """The means and sums of squares and products that Fisher printed, tables II and III."""
    inputs, species = Iris().points()
    setosa, versicolor = inputs[species == 0], inputs[species == 1]
    assert np.allclose(setosa.mean(axis=0), [5.006, 3.428, 1.462, 0.246])
    assert np.allclose(versicolor.mean(axis=0), [5.936, 2.770, 4.260, 1.326])
    within = sum((k - k.mean(axis=0)).T @ (k - k.mean(axis=0)) for k in (setosa, versicolor))
    printed = [
        [19.1434, 9.0356, 9.7634, 3.2394],
        [9.0356, 11.8658, 4.6232, 2.4746],
        [9.7634, 4.6232, 12.2978, 3.8794],
        [3.2394, 2.4746, 3.8794, 2.4604],
    ]
    np.testing.assert_allclose(within, printed, rtol=0, atol=5e-5)
    assert np.array_equal(inputs[34], [4.9, 3.1, 1.5, 0.2])
    assert np.array_equal(inputs[37], [4.9, 3.6, 1.4, 0.1])
    assert np.array_equal(np.bincount(species.astype(int)), [50, 50, 50])


def test_two_species_of_iris_are_the_two_that_overlap():
    inputs, species = Iris(species=2).points()
    assert Iris(species=2).classes == ("versicolor", "virginica")
    assert np.array_equal(inputs, Iris().points()[0][50:])
    assert np.array_equal(species, Iris().points()[1][50:] - 1)


def test_galtons_heights_have_the_totals_and_the_slope_that_he_found():
    (parents, child) = Galton().points()
    _, of_children = np.unique(child, return_counts=True)
    _, of_parents = np.unique(parents, return_counts=True)
    printed = [5, 7, 32, 59, 48, 117, 138, 120, 167, 99, 64, 41, 17, 14]
    assert np.array_equal(of_children, printed)
    assert np.array_equal(of_parents, [14, 23, 66, 78, 211, 219, 183, 68, 43, 19, 4])
    slope, intercept = np.polyfit(parents[:, 0], child, 1)
    assert (round(slope, 4), round(intercept, 3)) == (0.6463, 23.942)  # R's lm, on HistData's copy


def test_the_moons_and_spirals_are_the_well_known_ones():
    moons = TwoMoons(samples=9, noise=0.0).points()[0]
    up, low = np.linspace(0, np.pi, 4), np.linspace(0, np.pi, 5)
    np.testing.assert_allclose(moons[:4], np.array([np.cos(up), np.sin(up)]).T, atol=1e-15)
    np.testing.assert_allclose(
        moons[4:], np.array([1 - np.cos(low), 1 - np.sin(low) - 0.5]).T, atol=1e-15
    )
    spirals, arm = Spirals(samples=194, turns=3.0, noise=0.0).points()
    i = np.arange(97)
    angle, radius = i * np.pi / 16, 6.5 * (104 - i) / 104
    classic = np.array([radius * np.cos(angle), radius * np.sin(angle)]).T
    np.testing.assert_allclose(6.5 * spirals[:97], classic, atol=1e-13)
    np.testing.assert_allclose(6.5 * spirals[97:], -classic, atol=1e-13)
    assert np.array_equal(arm, np.repeat([0, 1], 97))


def test_noise_is_as_large_as_asked():
    clean, noisy = (TwoMoons(samples=2000, noise=s).points()[0] for s in (0.0, 0.3))
    assert np.abs((noisy - clean).std() / 0.3 - 1) < 5 / np.sqrt(2 * 4000)
    inputs, targets = Line(samples=2000, noise=0.7).points()
    off = targets - 1 - 0.7 * inputs[:, 0]
    assert np.abs(off.std() / 0.7 - 1) < 5 / np.sqrt(2 * 2000)
    straight = Line(noise=0.0)
    assert np.allclose(straight.points()[1], 1 + 0.7 * straight.points()[0][:, 0])


def test_outliers_are_a_line_with_as_many_samples_lifted_as_asked():
    plain, lifted = Outliers(samples=40, share=0.0), Outliers(samples=40, share=0.2, lift=9.0)
    assert np.array_equal(plain.points()[0], lifted.points()[0])
    moved = lifted.points()[1] - plain.points()[1]
    assert np.allclose(np.sort(moved), [0] * 32 + [9] * 8)


def test_one_badly_scaled_input_is_larger_by_the_ratio():
    same, apart = BadlyScaled(ratio=1.0), BadlyScaled(ratio=25.0)
    np.testing.assert_allclose(apart.points()[0], same.points()[0] * [1, 25], rtol=1e-15)
    assert np.array_equal(same.points()[1], apart.points()[1])


def test_standardised_data_have_mean_0_and_spread_1_but_classes_stay():
    for data in (Galton(), BadlyScaled(), Iris()):
        inputs, targets = Standardized(data).points()
        np.testing.assert_allclose(inputs.mean(axis=0), 0, atol=1e-13)
        np.testing.assert_allclose(inputs.std(axis=0), 1, rtol=1e-13)
        if data.classes:
            assert np.array_equal(targets, data.points()[1])
        else:
            np.testing.assert_allclose([targets.mean(), targets.std()], [0, 1], atol=1e-13)
    assert Standardized(Iris(species=2)).classes == ("versicolor", "virginica")
    slope, _ = np.polyfit(*(np.ravel(a) for a in Standardized(Galton()).points()), 1)
    assert round(slope, 3) == round(np.corrcoef(*map(np.ravel, Galton().points()))[0, 1], 3)


TABLE = "height,weight,healthy\n1.7,60,yes\n1.8,90,no\n1.6,55,yes\n"


def test_a_table_is_read_with_its_names_and_classes():
    data = read_csv(TABLE)
    assert (data.features, data.target) == (("height", "weight"), "healthy")
    assert data.classes == ("yes", "no")
    assert np.array_equal(data.points()[0], [[1.7, 60], [1.8, 90], [1.6, 55]])
    assert np.array_equal(data.points()[1], [0, 1, 0])
    assert data == read_csv("\ufeff" + TABLE + "\n\n")
    assert replace(data) == data


@pytest.mark.parametrize(
    ("text", "features", "classes", "targets"),
    [
        ("1,2\n3,4\n5,7", ("x1",), (), [2, 4, 7]),
        ("1;2\n3;4\n\n5;7\n", ("x1",), (), [2, 4, 7]),
        ("a\tb\n1\t-2e1\n3\t4\n5\t.5", ("a",), (), [-20, 4, 0.5]),
        ('"a, b", c\r\n1, 0\r\n3, 1\r\n5, 1', ("a, b",), ("0", "1"), [0, 1, 1]),
        ("1,red\n2,blue\n3,red", ("x1",), ("red", "blue"), [0, 1, 0]),
        ("x,colour\n1,red\n2,blue\n3,red", ("x",), ("red", "blue"), [0, 1, 0]),
        ("1,1\n2,2\n3,1", ("x1",), (), [1, 2, 1]),  # no 0, so these are quantities
        ("größe,y\n1,1\n2,3\n4,9", ("größe",), (), [1, 3, 9]),
    ],
)
def test_tables_come_in_many_forms(text, features, classes, targets):
    data = read_csv(text)
    assert (data.features, data.classes) == (features, classes)
    assert np.array_equal(data.points()[1], targets)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the table is empty"),
        ("a\n1\n2\n3", "row 1 has 1 columns: allowed 2 to 33"),
        ("a,b\n1,2\n2,3", "the table has 2 rows: allowed 3 to 5000"),
        ("x,y\n" + "1,2\n" * 5001, "the table has 5001 rows"),
        ("x,y\n" + "1,2\n" * 200_000, "characters: allowed 500000"),
        (",".join("abcdefghijklmnopqrstuvwxyzABCDEFGH") + "\n", "34 columns"),
        ("a,b\n1,2\n3\n4,5", "row 3 has 1 columns, the first row has 2"),
        ("a,b\n1,2\ntwo,3\n4,5", "row 3, column 'a': 'two' is not a number"),
        ("a,b\n1,2\n\n,3\n4,5", "row 4, column 'a': a number is missing"),
        ("a,b\n1,2\n2,\n4,5", "row 3, column 'b': the target is missing"),
        ("a,b\n1,2\n2,many\n4,5", "row 3, column 'b': 'many' is not a number"),
        ("a,b\n1,2\nnan,3\n4,5", "row 3, column 'a': a number is missing"),
        ("a,b\n1,2\n-inf,3\n4,5", "row 3, column 'a': '-inf' is out of range"),
        ("a,b\n1,2\n1e10,3\n4,5", "row 3, column 'a': '1e10' is out of range"),
        ("a,b\n7,2\n7,3\n7,5", "column 'a' is 7 in every row"),
        ("a,b\n1,2\n2,2\n3,2", "column 'b' is 2 in every row"),
        ("a,b\n1,x\n2,x\n3,x", "column 'b' has 1 different words: allowed 2 to 10"),
        ("a,b\n" + "".join(f"{k},w{k}\n" for k in range(11)), "column 'b' has 11 different words"),
        ("a,a\n1,2\n2,3\n3,5", "two columns are called 'a'"),
        ("a,\n1,2\n2,3\n3,5", "column 2 has no name"),
        ('a,b\n1,2\n"2,3\n3,5', "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text, complaint):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as error:
        read_csv(text)
    assert complaint in str(error.value)
