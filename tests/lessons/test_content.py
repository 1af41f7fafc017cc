"""The course that is shipped: every claim holds, every exercise is graded as it should be."""

from __future__ import annotations

import ast
import re

import pytest

from lessons.check import VACUOUS, draws, main, of_exercise, of_lesson, of_words
from lessons.course import HERE, Course, course, posed
from lessons.expressions import Expression
from lessons.kinds import KINDS
from lessons.lesson import Lesson
from lessons.measures import MEASURES
from lessons.source import PLACEHOLDER, ContentFile
from lessons.vacuous import undecided, vacuous
from tests.views.pages import PATHS

COURSE = course()
PLANNED = (
    "gradient", "learning-rate", "batch", "saddles", "momentum", "nesterov", "adagrad", "rmsprop",
    "adam", "weight-decay", "schedules", "clipping", "newton", "batch-normalization", "lookahead",
    "learning-to-optimize", "choosing", "backpropagation",
)  # fmt: skip


def test_all_files_can_be_read():
    assert COURSE.problems == ()


def test_the_course_goes_through_all_of_its_subjects_in_order():
    assert len(COURSE.lessons) == len(PLANNED)
    for (name, lesson), subject in zip(COURSE.lessons.items(), PLANNED, strict=True):
        assert subject in f"{name} {lesson.title.lower().replace(' ', '-')}"


def test_there_are_exercises_of_every_kind_in_every_lesson_and_none_is_lost():
    kinds = [COURSE.exercise(name).kind for name in COURSE.sources]
    assert len(kinds) >= 30
    assert {*kinds} == {*KINDS}
    listed = [name for lesson in COURSE.lessons.values() for name in lesson.exercises]
    assert sorted(listed) == sorted(COURSE.sources)
    assert all(len(lesson.exercises) >= 2 for lesson in COURSE.lessons.values())


@pytest.mark.parametrize("name", COURSE.lessons)
def test_a_lesson_says_what_its_race_shows(name):
    lesson = COURSE.lessons[name]
    assert lesson.claims
    assert [*of_lesson(lesson)] == []


@pytest.mark.parametrize("name", COURSE.sources)
def test_an_exercise_accepts_what_is_right_and_names_what_is_wrong(name):
    assert [*of_words(COURSE.sources[name])] == []
    for numbers in draws(COURSE.sources[name]):
        exercise = posed(COURSE.sources[name], tuple(numbers.items()))
        assert [*of_exercise(exercise)] == [], numbers
        assert not PLACEHOLDER.search("".join(exercise.source.sections.values()))


@pytest.mark.parametrize("name", COURSE.sources)
def test_neighbours_get_other_numbers(name):
    if COURSE.sources[name].given():
        draws = {tuple(COURSE.exercise(name, seed).numbers.items()) for seed in range(1, 30)}
        assert len(draws) > 1


@pytest.mark.parametrize("name", COURSE.sources)
def test_nonsense_is_answered_with_a_sentence(name):
    posed = COURSE.exercise(name)
    for text in (
        "",
        "?",
        "nan",
        "1e999",
        "🦆",
        "x" * 4000,
        "surface=Nowhere",
        "theta = theta/0*lr",
    ):
        grade = posed.grade({"number": text, "choice": text, "race": text, "rule": text})
        assert not grade.right
        assert len(grade.because) > 5
    assert not posed.grade({}).right


def test_links_in_the_words_lead_to_pages_that_there_are():
    for thing in (*COURSE.lessons.values(), *map(COURSE.exercise, COURSE.sources)):
        words = "".join(thing.source.sections.values())
        links = re.findall(r"\]\((?!https?://|#)([^)?#]+)", words)
        assert {link.strip("/") for link in links} <= {*PATHS}, thing.name


def test_the_checker_checks(tmp_path, capsys):
    (tmp_path / "exercises").mkdir()
    text = COURSE.sources["one-step-down"].text
    (tmp_path / "exercises" / "right.md").write_text(text, "utf-8")
    assert main(str(tmp_path)) == 0
    wrong = text.replace('answer = "w + lr*slope"', 'answer = "w - lr*slope"')
    (tmp_path / "exercises" / "wrong.md").write_text(wrong, "utf-8")
    assert main(str(tmp_path)) > 0
    assert "is accepted" in capsys.readouterr().out
    assert Course.load(tmp_path).lessons == {}


HOLLOW = [
    "1 < 2",
    "loss == loss",
    "pi > 3 or converged",
    "share(loss < 1) >= 0",
    "min(loss, 1) <= 1",
]
"""They hold whatever the runs do."""
SOLID = [
    "loss < 1",
    "not diverged",
    "loss < inf",
    "mean(loss) > 0.03",
    "arrived(2) == 81",
    "steps >= 1",
]


def test_what_no_run_can_break_says_nothing():
    for text in HOLLOW:
        assert [*vacuous(Expression(text), {})] == [ast.unparse(Expression(text).tree)]
        assert [*vacuous(Expression(f"loss < 3 and ({text})"), {})]
        assert not undecided(Expression(text), {})
        assert not undecided(Expression(f"not ({text})"), {})
    for text in SOLID:
        assert [*vacuous(Expression(text), {})] == []
        assert undecided(Expression(text), {})
    assert [*vacuous(Expression("rate*curvature < limit"), {"limit": 2.0})] == []
    assert [*vacuous(Expression("limit < 3"), {"limit": 2.0})] == ["limit < 3"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"arrived(2) == 81",', '"arrived(2) == 81 and 1 < 2",'),
        ('"arrived(2) == 81",', '"arrived(2) == 81", "loss(2) == loss(2)",'),
        ("\n[[choice]]", '\n[[claim]]\nevery = "2 < 3"\n\n[[choice]]'),
        ("\n[[choice]]", '\n[[claim]]\nno = "2 > 3 and diverged(1)"\n\n[[choice]]'),
        ('when = "arrived(1) < arrived(2) and arrived(1) < arrived(3)"', 'when = "2 < 1"'),
    ],
)
def test_a_claim_that_depends_on_no_run_is_a_problem(before, after):
    lesson = COURSE.lessons["momentum"]
    text = lesson.source.text.replace(before, after, 1)
    assert text != lesson.source.text
    found = [*of_lesson(Lesson(ContentFile.parse(text, lesson.source.path)))]
    assert any(VACUOUS in problem for problem in found), found


def test_a_goal_that_depends_on_no_run_is_a_problem():
    source = COURSE.sources["banana-in-200"]
    text = source.text.replace("goals = [", 'goals = ["1 < 2", ', 1)
    found = [
        *of_exercise(posed(ContentFile.parse(text, source.path), tuple(source.draw(0).items())))
    ]
    assert any(f"the goal '1 < 2' {VACUOUS}" in problem for problem in found), found


@pytest.mark.parametrize(
    ("folder", "told"),
    [("none", "there is no such folder"), ("empty", "no exercise"), ("file", "no such folder")],
)
def test_a_folder_with_nothing_to_check_is_a_problem(tmp_path, capsys, folder, told):
    (tmp_path / "empty" / "exercises").mkdir(parents=True)
    (tmp_path / "file").write_text("x", "utf-8")
    assert main(str(tmp_path / folder)) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "0 problems" not in said.out


def test_the_manual_lists_every_measure():
    manual = (HERE / "README.md").read_text("utf-8")
    for name, measure in MEASURES.items():
        assert f"| `{name}` | {measure.about.replace('``', '`')} |" in manual
