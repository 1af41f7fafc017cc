"""A sentence ends once, whoever wrote its last piece."""

from __future__ import annotations

import re

import pytest

from core.sentences import ended, sentence, sentences
from tests.browser import APP


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("did you mean Adam?", "did you mean Adam?"),
        ("it is no number", "it is no number."),
        ("it is no number. ", "it is no number."),
        ("read was Adam(l…", "read was Adam(l…"),
        ("stop!", "stop!"),
        ("it is too long (is it?)", "it is too long (is it?)."),
        ("", ""),
    ],
)
def test_a_sentence_ends_once(text, told):
    assert ended(text) == told
    assert ended(told) == told
    assert sentence(text) == told[:1].upper() + told[1:]


def test_sentences_stand_one_after_the_other():
    assert sentences(["is it?", "λ is 3"]) == "Is it? Λ is 3."


def test_nobody_ends_the_sentence_of_an_error_by_hand():
    root = APP.parent
    rooms = [one for one in root.iterdir() if (one / "__init__.py").exists()]
    texts = {
        path: path.read_text(encoding="utf-8")
        for room in rooms
        if room.name != "tests"
        for path in room.rglob("*.py")
    }
    by_hand = re.compile(r"\{[^{}]*\berror\b[^{}]*\}\.(?!\w)")
    assert len(texts) > 100
    assert [str(path) for path, text in texts.items() if by_hand.search(text)] == []
