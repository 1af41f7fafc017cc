"""Whatever messengers do to a link: it says the same, or a sentence tells that it may not."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import Experiment
from experiments.mangled import LONGEST_LINK, MENDED, cleaned
from experiments.scenes import SCENES
from experiments.url_spec import UrlSpec
from lessons.assignment import Assignment
from optimizers import Adam, Clipped, Lookahead, Rule, Scheduled
from optimizers.schedules import CosineAnnealing, Warmup
from studies.__main__ import main as command
from studies.basin_maps.map_spec import BasinMap
from studies.batch_sizes.comparison import BatchSizes
from studies.fair_races.fair_race import FairRace
from studies.gradient_check.specification import GradientCheckSpec
from studies.networks.training import Training
from studies.normalization import Normalization
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity
from surfaces import LinearRegression, Rosenbrock
from surfaces.data import read_csv
from views.state.course_page import CoursePage

KINDS: list[type[UrlSpec]] = [
    Experiment, Ensemble, GradientCheckSpec, BasinMap, Sensitivity, Training, Normalization,
    BatchSizes, Profile, FairRace,
]  # fmt: skip
LINK = (
    "surface=Rosenbrock(b=120)&start=-1.2,1&steps=321&seed=7"
    "&optimizer=Clipped(Adam(lr=0.05),norm=1)&optimizer=Momentum(lr=0.002)"
)
RACE = Experiment.from_query(LINK)
TYPED = Experiment.from_query(
    "surface=Formula(text='x**2 %2B y**2')&start=1,1&steps=9&seed=0"
    "&optimizer=Scheduled(Momentum(),CosineAnnealing(),knob='beta')"
)
SAMPLES = [RACE, TYPED, *(kind.usual for kind in KINDS), *(s.experiment for s in SCENES[:6])]
APPENDED = [
    *".,)!>\"'”’»;:?`*…]}|/\\", "...", ").", "”.", "!!", ">.",
    "\u200b", "\u2060", "\ufeff", "\u00ad", "\u00a0", " ", "\n",
    "_", "__", "%", " 😀", " - ", "’,",
    "&utm_source=chat&utm_medium=x", "&fbclid=IwAR0x.y_z", "&ref", "&gclid=", "&_ga=1.2",
    "&mc_cid=0", "&#39;", "&igshid=1&amp;x=2",
]  # fmt: skip
ADDRESS = "https://races.example/some/path?"


def inserted(text: str, piece: str) -> str:
    """Put a piece into the middle, as a line break lies."""
    return text[: len(text) // 2] + piece + text[len(text) // 2 :]


WHOLE = {
    "as it is": lambda q: q,
    "with its address": lambda q: ADDRESS + q,
    "with a fragment": lambda q: f"{ADDRESS}{q}#results",
    "in angle brackets": lambda q: f"<{ADDRESS}{q}>",
    "in quotes": lambda q: f"“{ADDRESS}{q}”",
    "a query in quotes": lambda q: f'"{q}"',
    "in bold": lambda q: f"**{ADDRESS}{q}**",
    "in Markdown": lambda q: f"[a race]({ADDRESS}{q})",
    "in a sentence": lambda q: f"Look (really): {ADDRESS}{q}.",
    "with HTML's and": lambda q: q.replace("&", "&amp;"),
    "with that twice": lambda q: q.replace("&", "&amp;amp;"),
    "with numbered ones": lambda q: q.replace("&", "&#38;"),
    "encoded": lambda q: quote(q, safe="=&%"),
    "encoded twice": lambda q: quote(quote(q, safe="=&%"), safe="=&"),
    "encoded three times": lambda q: quote(quote(quote(q, safe="=&%"), safe="=&"), safe="=&"),
    "encoded whole": lambda q: quote(q, safe=""),
    "encoded whole, twice": lambda q: quote(quote(q, safe=""), safe=""),
    "broken": lambda q: inserted(ADDRESS + q, "\n"),
    "broken by Windows": lambda q: inserted(ADDRESS + q, "\r\n    "),
    "in a reply": lambda q: inserted(ADDRESS + q, "\n> "),
    "as mail is encoded": lambda q: inserted((ADDRESS + q).replace("=", "=3D"), "=\n"),
    "with a zero-width space": lambda q: inserted(q, "\u200b"),
    "in wide signs": lambda q: q.translate({ord(c): ord(c) + 0xFEE0 for c in "(),"}),
    "with a longer minus": lambda q: q.replace("=-", "=\u2013"),
    "through a safe link": lambda q: f"https://safe.example/?url={quote(ADDRESS + q, safe='')}&d=1",
    "escaped for Markdown": lambda q: re.sub(r"[][()_*]", r"\\\g<0>", ADDRESS + q),
    "with HTML's and, cut": lambda q: q.replace("&", "&amp"),
    "with large keys": lambda q: q.replace("steps=", "Steps="),
    "shared with words before": lambda q: f"Race\n{ADDRESS}{q}",
}


@pytest.mark.parametrize("how", WHOLE)
@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_a_mangled_link_says_the_same(value, how):
    text = WHOLE[how](value.to_query())
    kind = type(value)
    assert kind.from_query(text) == value
    found, told = kind.nearest(text)
    assert found == value
    assert len(told) <= 1
    assert all(said.startswith(MENDED) and said.isprintable() for said in told)


@pytest.mark.parametrize("words", [". See you", " - Bob", "</a>", ", and", ": x", " (that one)"])
def test_words_behind_a_link_change_no_number_and_are_told(words):
    for value in SAMPLES:
        kind = type(value)
        found, told = kind.nearest(value.to_query() + words)
        assert found == value
        assert "is left out" in told[0]
        with pytest.raises(ValueError, match="is left out"):
            kind.from_query(value.to_query() + words)


@pytest.mark.parametrize("steps", ["3 21", "321.", "321 steps", "321_", "321%", "*321*", "321’"])
def test_the_number_of_steps_is_never_another_one(steps):
    found, told = Experiment.nearest(LINK.replace("321", steps))
    assert found == RACE
    assert len(told) == 1


def test_a_typed_rule_that_lost_its_last_bracket_is_read_whole():
    for text in ("theta = theta - lr*(g)", "m = max(g, 0); theta = theta - lr*m"):
        race = replace(RACE, optimizers=(Rule(text),))
        found, told = Experiment.nearest(race.to_query()[:-1])
        assert found == race
        assert "is not closed" in told[0]


@pytest.mark.parametrize("sign", [" ", "\t", "1", "%", "\r", "("])
def test_a_long_row_of_one_sign_is_gone_through_once(sign):  # the square of it takes seconds
    row = sign * (LONGEST_LINK * 4 - 60)
    for before in ("steps=1", "optimizer=Adam(", "surface="):
        found, told = Experiment.nearest(f"{before}{row}x")
        assert found.steps in (1, 200, 20_000)
        assert told


@pytest.mark.parametrize("junk", APPENDED, ids=ascii)
def test_what_is_appended_is_left_out_and_told(junk):
    for value in SAMPLES:
        kind = type(value)
        found, told = kind.nearest(value.to_query() + junk)
        assert found == value
        assert len(told) == (0 if junk in (" ", "\n", "\u00a0") else 1)
        if junk != "," or value.to_query().endswith(")"):
            assert kind.from_query(value.to_query() + junk) == value


@pytest.mark.parametrize("kind", KINDS)
def test_a_canonical_link_is_clean(kind):
    for value in SAMPLES:
        if type(value) is kind:
            link = cleaned(value.to_query(), kind.keys)
            assert not link.told
            assert not link.doubts


@settings(deadline=None, max_examples=150)
@given(
    sample=st.sampled_from(SAMPLES[:12]),
    how=st.lists(st.sampled_from([*WHOLE]), max_size=2),
    junk=st.lists(st.sampled_from(APPENDED), max_size=3),
)
def test_mangled_again_and_again_it_says_the_same_or_a_sentence_tells(sample, how, junk):
    text = sample.to_query()
    for one in how:
        text = WHOLE[one](text)
    found, told = type(sample).nearest(text + "".join(junk))
    assert found == sample or told


@pytest.mark.parametrize("value", [RACE, TYPED], ids=["race", "typed"])
def test_a_link_that_was_cut_is_never_read_without_a_word(value):
    link = value.to_query()
    for length in range(1, len(link)):
        found, told = Experiment.nearest(link[:length])
        whole = link[length] == "&" and "optimizer" in link[:length]
        assert told or whole, link[:length]
        assert found.optimizers != Experiment.usual.optimizers


def test_a_link_that_was_cut_keeps_what_stands_there():
    found, told = Experiment.nearest(LINK.removesuffix("02)"))
    assert found.optimizers[0] == RACE.optimizers[0]
    assert any("may have been cut" in said and "lr=0.0)" in said for said in told)
    found, told = Experiment.nearest(
        LINK.removesuffix("Momentum(lr=0.002)") + "Averaged(Adam(lr=.5"
    )
    assert found.to_query().endswith("optimizer=Averaged(Adam(lr=0.5))")
    assert len(told) == 1
    assert Experiment.nearest(LINK[:-1])[0] == RACE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINK[:-1], "is not closed"),
        (LINK.replace("norm=1)", "norm=1"), "is not closed"),
        (LINK + " and see", "“and see” after optimizer=Momentum(lr=0.002) is left out"),
        (LINK.replace("0.05", "0.0 5"), "has a gap in it"),
        (LINK.replace("steps", "step"), "did you mean steps?"),
        (LINK.replace("surface=", "srface="), "did you mean surface?"),
        (LINK.replace("&seed=7", "&seed7"), "not of the form"),
        (LINK + "&optimiser=Adam()", "did you mean optimizer?"),
        (LINK + "&network=Perceptron()", "network is no key"),
        (LINK + "&", "ends with &"),
        (LINK + "&opt", "not of the form"),
        (Ensemble.usual.to_query() + ",", "ends in a comma"),
    ],
)
def test_what_may_have_changed_the_meaning_is_refused_by_a_strict_reader(text, said):
    kind = Ensemble if "runs" in text else Experiment
    with pytest.raises(ValueError, match=r"\S") as caught:
        kind.from_query(text)
    assert said in str(caught.value)
    assert any(said in one for one in kind.nearest(text)[1])


@pytest.mark.parametrize(
    ("key", "spelt"),
    [
        *[("surface", key) for key in ("surfce", "sruface", "surfaces", "surf", "function")],
        *[("start", key) for key in ("strat", "starts", "stat", "start_point")],
        *[("steps", key) for key in ("step", "stesp", "setps", "num_steps", "stpes", "STEP")],
        *[("seed", key) for key in ("sed", "seeds", "sede")],
        *[("optimizer", key) for key in ("optimiser", "optimizers", "optimzer", "opt", "optim")],
    ],
)
def test_a_misspelt_key_is_told_and_read_as_what_it_stands_for(key, spelt):
    text = LINK.replace(f"{key}=", f"{spelt}=")
    found, told = Experiment.nearest(text)
    assert found == RACE
    assert all(f"{spelt} is no key of a link: did you mean {key}?" in one for one in told)
    assert len(told) == text.count(f"{spelt}=")
    with pytest.raises(ValueError, match=f"did you mean {key}"):
        Experiment.from_query(text)


def test_all_keys_of_a_link_may_be_misspelt_at_once():
    text = "sruface=Ackley()&stesp=30&strat=1,2&sede=4&rule=Adam(lr=0.1)&rule=Momentum()"
    found, told = Experiment.nearest(text)
    wanted = (
        "surface=Ackley()&start=1,2&steps=30&seed=4&optimizer=Adam(lr=0.1)&optimizer=Momentum()"
    )
    assert found.to_query() == wanted
    assert len(told) == 6


def test_a_key_that_is_there_is_not_guessed_again():
    found, told = Experiment.nearest(f"{LINK}&step=20&foo=Adam()&utm_source=x")
    assert found == RACE
    assert len(told) == 2
    assert "step is no key of a link: did you mean steps?" in told[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_key_of_any_page_is_read_as_that(kind):
    link = kind.usual.to_query()
    for key in {key for key, _ in parse_qsl(link) if len(key) > 4}:
        text = re.sub(rf"\b{key}=", f"{key[0]}{key[2]}{key[1]}{key[3:]}=", link)
        assert kind.nearest(text)[0] == kind.usual, text
        assert kind.nearest(text)[1]


def test_a_table_may_be_called_like_something_encoded():
    link = "surface=LinearRegression(data=Table('my%2520file.csv','ab'))"
    ((_, text),) = cleaned(link, ["surface"]).pairs
    assert text.endswith("Table('my%20file.csv','ab'))")


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=40))
def test_any_name_of_a_table_is_read_back(name):
    table = read_csv("a,y\n1,2\n3,4\n5,7", name)
    race = Experiment(LinearRegression(table), (Adam(),), (0.0, 0.0), 3)
    assert Experiment.nearest(race.to_query()) == (race, [])
    assert Experiment.nearest(urlencode(parse_qsl(race.to_query()))) == (race, [])


def test_a_long_link_is_read_from_the_address_bar():
    rules = tuple(Clipped(Adam(lr=0.1 + k / 1000, beta1=0.123456789), norm=1.5) for k in range(12))
    race = Experiment(Rosenbrock(), rules, (0.1, 0.2), 20)
    assert len(urlencode(parse_qsl(race.to_query()))) > len(race.to_query())
    longest = replace(
        race,
        optimizers=tuple(
            Lookahead(
                Lookahead(
                    Lookahead(
                        Lookahead(
                            Lookahead(
                                Lookahead(
                                    Scheduled(
                                        rule,
                                        Warmup(
                                            steps=7, then=CosineAnnealing(steps=120, floor=0.125)
                                        ),
                                    )
                                ),
                                k=7,
                                alpha=0.123456789,
                            ),
                            k=8,
                            alpha=0.123456789,
                        ),
                        k=9,
                        alpha=0.25,
                    ),
                    k=3,
                ),
                k=4,
            )
            for rule in rules
        ),
    )
    assert len(urlencode(parse_qsl(longest.to_query()))) > LONGEST_LINK > len(longest.to_query())
    assert Experiment.nearest(urlencode(parse_qsl(longest.to_query()))) == (longest, [])


def test_the_laboratory_reads_what_was_copied_from_a_message(tmp_path, capsys):
    out = tmp_path / "map.npz"
    asked = ["basins", "--size", "16", "--steps", "3", "--out", str(out)]
    command([*asked, "--surface", "Himmelblau().", "--optimizer", "“Adam(lr=0.1)”"])
    assert capsys.readouterr().err.count(MENDED) == 2
    assert out.exists()
    with pytest.raises(SystemExit) as stopped:
        command([*asked, "--surface", "Himmelblau()", "--optimizer", "Adam(lr=0.0"])
    assert stopped.value.code == 2
    assert "may have been cut" in capsys.readouterr().err


def test_the_keys_of_all_links_hang_on_no_import():
    told = "from studies.batch_sizes.comparison import BatchSizes as B; print(*sorted(B.of_any))"
    alone = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    kinds = (*KINDS, Assignment, CoursePage)
    assert {*alone.stdout.split()} == {key for kind in kinds for key in kind.keys}
    with pytest.raises(TypeError, match="colour is to stand in of_any"):
        type("Painted", (Experiment,), {"keys": ("colour",)})
