"""An assignment's link says its terms, or nothing: it is never read as laxer ones."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.assignment import Assignment
from lessons.grade import main
from lessons.grading import grade, table
from lessons.hand_in import HandIn
from tests.experiments.test_mangled import APPENDED, WHOLE

TERMS = Assignment(
    "Week 3: what's next? 50%20",
    ("one-step-down", "banana-in-200"),
    seed=12,
    numbers="each",
    solutions="never",
    fixed=("rate",),
    hidden=("clipping", "schedule"),
)
LINK = TERMS.to_query()
OLD = TERMS.terms
SIGNS = "aZ019=&,.%-+ ;()é\u200b"


def read(text: str) -> Assignment | None:
    """Return what a link says, or None where it is refused."""
    try:
        return Assignment.from_query(text)
    except ValueError:
        return None


def test_a_link_begins_with_a_check_of_six_letters():
    key, _, check = LINK.partition("&")[0].partition("=")
    assert (key, len(check)) == ("check", 6)
    assert check.isalnum()
    assert check.islower() or check.upper() != check
    assert replace(TERMS, solutions="right").check != check


def test_any_one_sign_that_is_missing_or_wrong_stops_or_changes_nothing():
    for place in range(len(LINK)):
        for sign in ("", *SIGNS):
            found = read(LINK[:place] + sign + LINK[place + 1 :])
            assert found in (None, TERMS), (place, sign)


def test_a_link_that_was_cut_anywhere_stops():
    for length in range(len(LINK)):
        assert read(LINK[:length]) is None, LINK[:length]
    assert read(LINK[LINK.index("&") + 1 :]) == TERMS, "as links were before they had a check"


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["", *SIGNS])), max_size=4))
def test_many_wrong_signs_stop_too(places):
    text = LINK
    for place, sign in places:
        text = text[: place % len(text)] + sign + text[place % len(text) + 1 :]
    assert read(text) in (None, TERMS)


def test_a_mistyped_check_or_term_is_no_stranger():
    appended = Assignment.nearest(f"{OLD}&utm_source=x")
    assert appended[0] == TERMS
    for text in (LINK.replace("check=", "ck="), OLD.replace("numbers=", "nrs="), f"a=b&{OLD}"):
        with pytest.raises(ValueError, match="is no key of an assignment: was the link mistyped"):
            Assignment.nearest(text)


def test_a_link_from_before_there_were_checks_is_read_whole_or_stops():
    assert read(OLD) == TERMS
    needed = OLD.index("&fixed")
    for length in range(len(OLD)):
        found = read(OLD[:length])
        if length < needed:
            assert found is None, OLD[:length]
        elif found:  # a word or a list that is whole leaves no trace of what is missing
            assert OLD[:length] in found.terms
    for key in ("solutions", "exercises", "hidden"):
        for place in range(OLD.index(key), OLD.index(key) + len(key)):
            assert read(OLD[:place] + "z" + OLD[place + 1 :]) is None


@pytest.mark.parametrize("how", WHOLE)
def test_a_mangled_link_says_the_same_terms(how):
    found, told = Assignment.nearest(WHOLE[how](LINK))
    assert found == TERMS
    assert len(told) <= 1


@pytest.mark.parametrize("junk", APPENDED, ids=ascii)
def test_what_is_appended_changes_no_term(junk):
    assert read(LINK + junk) == TERMS
    if junk != ",":  # of an old link, words may be missing after a comma
        assert read(OLD + junk) == TERMS


def test_a_comma_at_the_end_of_an_old_link_may_be_a_cut():
    with pytest.raises(ValueError, match="may have been cut"):
        Assignment.from_query(OLD + ",")
    assert Assignment.from_query(LINK + ",") == TERMS


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_title_is_read_back_from_the_link_and_from_the_address_bar(text):
    terms = replace(TERMS, title=text)
    link = terms.to_query()
    assert Assignment.nearest(link) == (terms, [])
    assert Assignment.nearest(urlencode(parse_qsl(link))) == (terms, [])
    assert Assignment.nearest(f"https://races.example/assignment?{link}") == (terms, [])
    assert Assignment.nearest(terms.terms) == (terms, [])


def handed(name: str, terms: Assignment) -> tuple[str, str]:
    return f"{name}.json", HandIn(terms, name).to_text()


def test_the_table_says_which_terms_each_was_made_under():
    lax = replace(TERMS, solutions="attempt", hidden=())
    rows = [grade(*handed("Ada", TERMS)), grade(*handed("Eve", lax)), grade("x", "nothing")]
    terms = [row["terms"] for row in csv.DictReader(io.StringIO(table(rows)))]
    assert terms == [TERMS.summary, lax.summary, ""]
    assert "solutions never" in terms[0]
    assert "hidden clipping, schedule" in terms[0]
    assert "solutions attempt" in terms[1]
    other = grade(*handed("Eve", lax), TERMS)
    assert other.terms == lax.summary
    assert "another assignment" in other.problem


def test_a_hand_in_from_before_there_were_checks_is_the_same():
    name, text = handed("Ada", TERMS)
    old = text.replace(f"check={TERMS.check}&", "")
    assert old != text
    assert HandIn.from_text(old) == HandIn.from_text(text)
    assert grade(name, old, TERMS) == grade(name, text, TERMS)


@pytest.mark.parametrize(
    "link",
    [LINK, OLD, f"https://races.example/assignment?{LINK}).", f"<http://x/?{quote(LINK)}>"],
    ids=["link", "old", "sentence", "encoded"],
)
def test_the_command_reads_a_link_as_the_page_does(link, tmp_path, capsys):
    path = tmp_path / "ada.json"
    path.write_text(handed("Ada", TERMS)[1], "utf-8")
    assert main([str(path), "--assignment", link]) == 0
    assert TERMS.summary in capsys.readouterr().out


@pytest.mark.parametrize("link", [LINK[:-1], OLD.replace("never", "nver"), "", "https://x/y"])
def test_the_command_refuses_terms_that_it_cannot_read_before_it_grades(link, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([str(tmp_path / "there is none.json"), "--assignment", link])
    told = capsys.readouterr()
    assert "ask for it again" in " ".join(told.err.split())
    assert not told.out
