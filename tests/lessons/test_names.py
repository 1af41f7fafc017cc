"""Names: one student under all spellings, and plain spellings draw what they always drew."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.assignment import Assignment
from lessons.names import INVISIBLE, LONGEST, folded, printable, shown, tidy

WEEK = Assignment("Week 3", ("one-step-down",), seed=4, numbers="each")
DRAWN = {
    "Ada Lovelace": 1469906454,
    "José Ñandú": 707083504,
    "Łukasz Żółć": 1054585369,
    "O’Brien": 1964267204,
    "李小龍": 1916905894,
    "김철수": 2063418838,
    "Straße": 1819116147,
    "ǰ": 1091577916,
    "Νίκος": 1912802601,
    "İlker": 1999366289,
    "Владимир": 1112871958,
    "नमन": 2002652484,
}
"""Seeds as they were drawn before there was any folding of names."""


@pytest.mark.parametrize("name", DRAWN)
def test_a_plain_name_draws_the_numbers_that_it_always_drew(name):
    assert WEEK.seed_of(name) == DRAWN[name]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(
    "spelling",
    [
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: f"  {name.replace(' ', '   ')}\t",
        lambda name: name.replace(" ", "\u00a0"),
        lambda name: f"\ufeff{name[:1]}\u200b{name[1:]}\u200e",
        lambda name: name[:1] + "\u00ad\u2060\ufe0f\u3164" + name[1:],
        str.title,
    ],
    ids=["decomposed", "spaces", "no break", "marks", "invisible letters", "capitals"],
)
def test_one_student_under_two_spellings_is_one(name, spelling):
    other = spelling(name)
    assert folded(other) == folded(name)
    assert WEEK.seed_of(other) == WEEK.seed_of(tidy(other)) == DRAWN[name]


def test_other_students_are_others():
    names = ["Jose", "José", "Ada L", "AdaL", "Ada-L", "Åsa", "Asa", "李小龙", "李小龍"]
    assert len({folded(name) for name in names}) == len(names)


@given(st.text(max_size=40))
def test_any_composed_name_without_invisible_letters_draws_as_before(text):
    name = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    digest = hashlib.sha256(f"4/{plain}".encode(errors="replace")).digest()
    assert WEEK.seed_of(name) == 1 + int.from_bytes(digest[:4], "little") // 2


@given(st.text(st.characters(), max_size=90))
def test_a_tidy_name_can_be_shown_and_stays_as_it_is(text):
    name = tidy(text)
    assert name.isprintable()
    assert len(name) <= LONGEST
    assert tidy(name) == name
    assert name.encode().decode() == name


def test_names_are_tidied():
    assert tidy("  Ada\n\tLovelace \u202e" + "x" * 100).startswith("Ada Lovelace")
    assert tidy("Ad\u200ba") == "Ada"
    assert tidy("Jose\u0301 " * 20) == tidy("José " * 20)
    assert len(tidy("x" * 100)) == 60


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_becomes_one_that_utf_8_can_say(text):
    assert printable(text).encode().decode() == printable(text)
    assert len(printable(text)) == len(text)


def test_the_name_of_a_file_is_shown_whatever_bytes_it_is_made_of():
    assert shown("Zoë.json") == "Zoë.json"
    assert shown("Zo\udceb.json") == "Zo\ufffd.json"
    assert shown("Zo\udcc3\udcab.json") == "Zoë.json"  # UTF-8, read where the locale is C
    assert shown("a\nb\x1b[31m.json") == "a b\ufffd[31m.json"
