"""Files that a teacher edits: what is wrong is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course import Course, pose
from lessons.lesson import Lesson
from lessons.source import ContentError, ContentFile

PATH = Path("exercises/falling.md")
GOOD = """+++
title = "Falling"
kind = "number"
answer = "w - lr*2*w"

[given]
w = [5, 4]
lr = 0.1

[where]
slope = "2*w"
+++

From w = {{w}} with slope {{slope}}: $w \\leftarrow w - \\alpha g$?

## Solution

{{w - lr*slope}}
"""
LESSON = """+++
title = "Rates"
race = "https://somewhere.example/?surface=Quadratic()&optimizer=GradientDescent(lr=0.05)"
claims = ["climbs == 0"]
exercises = []

[[choice]]
says = "It falls"
when = "climbs == 0"
because = "So it does."

[[choice]]
says = "It rises"
when = "climbs > 0"
because = "No."
+++

Words.

## Prediction

Well?

## Afterwards

So.
"""


def posed(text: str, seed: int = 0):
    return pose(ContentFile.parse(text, PATH), seed)


def test_numbers_stand_in_the_words_and_the_first_are_the_usual():
    assert posed(GOOD).words == r"From w = 5 with slope 10: $w \leftarrow w - \alpha g$?"
    assert posed(GOOD).section("Solution") == "4"
    assert {posed(GOOD, seed).numbers["w"] for seed in range(1, 20)} == {4, 5}
    assert posed(GOOD, 7).numbers == posed(GOOD, 7).numbers


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    assert posed("\ufeff" + GOOD.replace("\n", "\r\n")).words == posed(GOOD).words


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (("+++\n", "", 1), 1, "between two lines"),
        (('title = "Falling"', "title = Falling"), 2, "Invalid value"),
        (('title = "Falling"', "title = 3"), 2, "no text"),
        (('title = "Falling"\n', ""), 1, "title is missing"),
        (('kind = "number"', 'kind = "nmber"'), 3, "none of number"),
        (('answer = "w - lr*2*w"', 'anwser = "w"'), 4, "did you mean answer"),
        (('answer = "w - lr*2*w"', 'answer = "w - ratio"'), 4, '"ratio"'),
        (('answer = "w - lr*2*w"', 'answer = "w - loss"'), 4, "no runs here"),
        (('answer = "w - lr*2*w"', 'answer = "w/0"'), 4, "comes to nan"),
        (("w = [5, 4]", 'w = ["5"]'), 7, "list of numbers"),
        (("w = [5, 4]", "w = []"), 7, "list of numbers"),
        (('slope = "2*w"', 'slope = "2*v"'), 11, '"v"'),
        (("{{slope}}", "{{slop}}"), 1, "did you mean slope"),
        (("## Solution", "## Slution"), 1, "none of the sections"),
        (("{{w - lr*slope}}\n", ""), 1, "no solution"),
        (("[where]", "[[mistake]]\nanswer = 1\n\n[where]"), 10, "feedback is missing"),
        (("[given]", "points = -1\n[given]"), 6, "points"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(change, line, told):
    with pytest.raises(ContentError) as refused:
        posed(GOOD.replace(*change))
    assert str(refused.value).startswith(f"{PATH}, line {line}: ")
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (('when = "climbs == 0"', 'when = "climbs ="'), 7, "is no expression"),
        (('when = "climbs > 0"', "wen = 3"), 12, "has says, because"),
        (('because = "No."', ""), 12, "because is missing"),
        (("Quadratic()", "Quadratik()"), 3, "did you mean Quadratic"),
        (('claims = ["climbs == 0"]', 'claims = ["climb == 0"]'), 4, "did you mean climbs"),
        (("exercises = []", 'names = ["a", "b"]'), 5, "2 names are not one for each"),
        (("Words.", "word " * 331), 1, "at most 330"),
        (("## Prediction\n\nWell?", ""), 1, "no ## Prediction"),
    ],
)
def test_a_lesson_is_checked_too(change, line, told):
    path = Path("course/02-rates.md")
    lesson = Lesson(ContentFile.parse(LESSON, path))
    assert lesson.name == "rates"
    assert lesson.broken() == []
    assert lesson.names == ("Gradient descent",)
    with pytest.raises(ContentError) as refused:
        Lesson(ContentFile.parse(LESSON.replace(*change), path))
    assert str(refused.value).startswith(f"{path}, line {line}: ")
    assert told in str(refused.value)


def test_one_wrong_file_leaves_the_others_alone(tmp_path):
    for folder, name, text in (
        ("exercises", "falling.md", GOOD),
        ("exercises", "broken.md", GOOD.replace("+++", "---")),
        ("exercises", "latin.md", ""),
        ("course", "01-rates.md", LESSON.replace("[]", '["faling"]', 1)),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, "utf-8")
    (tmp_path / "exercises" / "latin.md").write_bytes(b"\xff\xfe+++")
    course = Course.load(tmp_path)
    assert [*course.sources] == ["falling"]
    assert [*course.lessons] == ["rates"]
    broken, latin, missing = course.problems
    assert "broken.md, line 1" in broken
    assert "cannot be read" in latin
    assert "line 5: there is no exercise faling: did you mean falling?" in missing
