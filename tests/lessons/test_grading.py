"""Hand-ins: graded by running them again, whatever they say; one that is broken is one row."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.assignment import Assignment
from lessons.course import course
from lessons.grade import main
from lessons.grading import Row, grade, grade_all, table
from lessons.hand_in import HandIn, tidy
from lessons.kinds import KINDS
from lessons.work import LONGEST, Work

ONE_OF_EACH = tuple(
    next(name for name in course().sources if course().exercise(name).kind == kind)
    for kind in KINDS
)
WEEK = Assignment("Week 3", ONE_OF_EACH, seed=4, numbers="each")


def right(assignment: Assignment, name: str, only: int = 99) -> HandIn:
    """Return the hand-in of somebody who knows the first answers."""
    answers = {e.name: e.right_answers()[0] for e in assignment.posed(name)[:only]}
    return HandIn(assignment, name, Work(answers, dict.fromkeys(answers, 2), 12.5))


def test_a_link_says_all_of_an_assignment():
    full = replace(WEEK, solutions="right", fixed=("rate", "steps"), hidden=("clipping",))
    assert Assignment.from_query(full.to_query()) == full
    assert Assignment.from_query(full.terms) == full, "as links were before they had a check"
    short = Assignment.from_query(f"exercises={ONE_OF_EACH[0]}&solutions=never")
    assert short == Assignment("Assignment", ONE_OF_EACH[:1], solutions="never")
    assert full.locked == ("steps", "rate", "clipping")


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("", "exercises are missing"),
        ("utm_source=x", "exercises are missing"),
        ("exercises=one-step-down", "solutions are missing"),
        ("exercises=one-step-dwn", "did you mean one-step-down"),
        ("title=x", "exercises are missing"),
        (
            "exercises=one-step-down&solutions=never&numbers=some",
            "did you mean same",
        ),
        ("exercises=one-step-down&solutions=now", "choose from never, attempt, right"),
        ("exercises=one-step-down&hidden=optimzer&solutions=never", "none of the hidden"),
        ("exercises=one-step-down&fixed=gravity&solutions=never", "none of the fixed"),
        ("exercises=one-step-down&solutions=never&seed=-1", "out of range"),
        (f"exercises=one-step-down&solutions=never&title={'x' * 90}", "90 characters"),
        ("exercises=one-step-down&solutions=never&hiden=rate", "no key of a link"),
        ("exercises=one-step-down&solutions=never&surface=Cliff()", "no key of a link"),
    ],
)
def test_a_link_that_is_wrong_is_refused_and_never_mended(link, told):
    for read in (Assignment.from_query, Assignment.nearest):
        with pytest.raises(ValueError, match=told):
            read(link)


def test_students_draw_their_own_numbers_by_their_name():
    seeds = {WEEK.seed_of(f"student {k}") for k in range(200)}
    assert len(seeds) == 200
    assert WEEK.seed_of(" Ada  LOVELACE ") == WEEK.seed_of("ada lovelace")
    assert replace(WEEK, seed=5).seed_of("ada") != WEEK.seed_of("ada")
    assert replace(WEEK, numbers="same").seed_of("ada") == WEEK.seed


def test_solutions_are_shown_when_the_teacher_says():
    for policy, seen in (("never", ""), ("attempt", "tried right"), ("right", "right")):
        terms = replace(WEEK, solutions=policy)
        shown = {
            "new": terms.shows_solution(0, right=False),
            "tried": terms.shows_solution(1, right=False),
            "right": terms.shows_solution(1, right=True),
        }
        assert [state for state, is_shown in shown.items() if is_shown] == seen.split()


def test_nothing_that_is_right_stands_in_a_link():
    link = WEEK.to_query()
    for exercise in WEEK.posed("ada"):
        for answer in exercise.right_answers():
            assert not any(text in link for text in answer.values())


def test_a_hand_in_is_read_back_and_graded():
    handed = right(WEEK, "Ada Lovelace", only=3)
    assert HandIn.from_text(handed.to_text()) == handed
    row = grade("ada.json", handed.to_text(), WEEK)
    assert (row.points, row.name, row.minutes, row.problem) == (3, "Ada Lovelace", 12.5, "")
    assert row.most == sum(e.points for e in WEEK.posed("ada"))
    assert [*row.reasons.values()] == ["Not answered."] * (len(ONE_OF_EACH) - 3)


def test_somebody_elses_answers_are_not_mine():
    handed = right(WEEK, "Ada")
    stolen = next(
        replace(handed, name=f"Bob {k}")
        for k in range(50)
        if WEEK.posed(f"Bob {k}")[0].numbers != WEEK.posed("Ada")[0].numbers
    )
    assert grade("b", stolen.to_text(), WEEK).points < grade("a", handed.to_text(), WEEK).points


def forged(**changes) -> str:
    return json.dumps({**json.loads(right(WEEK, "Eve").to_text()), **changes})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cannot be read as JSON"),
        ("hello", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "no table"),
        ("{}", "format"),
        ("x" * (LONGEST + 1), "characters"),
        (forged(format="other"), "format"),
        (forged(name=7), "name is missing"),
        (forged(assignment="exercises=nothing"), "its assignment cannot be read"),
        (forged(answers=[]), "answers is missing"),
        (forged(answers={"unknown": {}}), "unknown is no exercise"),
        (forged(answers={ONE_OF_EACH[0]: {"number": 4}}), "short texts"),
        (forged(answers={ONE_OF_EACH[0]: {"number": "4" * 4001}}), "short texts"),
        (forged(answers={ONE_OF_EACH[0]: "4"}), "short texts"),
        (forged(assignment=replace(WEEK, title="Week 4").to_query()), "another assignment"),
        (forged(assignment=replace(WEEK, seed=0).to_query()), "another assignment"),
    ],
)
def test_a_broken_or_forged_file_is_one_row_with_its_reason(text, told):
    good = right(WEEK, "Ada").to_text()
    rows = grade_all([("a", good), ("b", text), ("c", good)], WEEK)
    assert [row.points > 0 for row in rows] == [True, False, True]
    assert told in rows[1].problem
    assert table(rows).count("\n") == 4


def test_points_that_a_file_gives_itself_count_for_nothing():
    text = forged(points=100, share=1.0, answers={}, attempts={"x": -5}, minutes="many")
    row = grade("eve", text, WEEK)
    assert (row.points, row.minutes, row.problem) == (0, 0, "")


def test_a_race_may_not_change_what_is_locked():
    name = ONE_OF_EACH[[*KINDS].index("drive")]
    exercise = course().exercise(name)
    answer = exercise.right_answers()[0]
    assert exercise.grade(answer).right
    locked = exercise.grade(answer, exercise.free)
    assert locked.share == 0
    assert "as given" in locked.because


KEYS = st.sampled_from(["format", "name", "answers", *ONE_OF_EACH])
HELD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@given(HELD)
def test_no_file_stops_the_grading(held):
    assert isinstance(grade("any", json.dumps(held), WEEK), Row)


def test_who_is_there_twice_is_told():
    rows = grade_all([("a", right(WEEK, "Ada").to_text()), ("b", right(WEEK, "ada").to_text())])
    assert [row.reasons["name"] for row in rows] == [
        "The same name is in b.",
        "The same name is in a.",
    ]


def test_no_cell_is_computed_by_a_spreadsheet():
    handed = right(WEEK, '=HYPERLINK("evil")')
    _, cells = csv.reader(io.StringIO(table([grade("@f", handed.to_text())])))
    assert cells[0] == "'@f"
    assert cells[1].startswith("'=")


def test_names_are_tidied():
    assert tidy("  Ada\n\tLovelace \u202e" + "x" * 100).startswith("Ada Lovelace")
    assert len(tidy("x" * 100)) == 60


def test_the_command_grades_files_folders_and_archives(tmp_path, capsys):
    (tmp_path / "ada.json").write_text(right(WEEK, "Ada").to_text(), "utf-8-sig")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bob.txt").write_text(right(WEEK, "Bob", only=1).to_text(), "utf-8")
    (tmp_path / "more" / "noise.bin").write_bytes(bytes(range(256)))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("cleo/cleo.json", right(WEEK, "Cleo").to_text())
    (tmp_path / "broken.zip").write_bytes((tmp_path / "all.zip").read_bytes()[:-30])
    link = f"http://localhost:8501/assignment?{WEEK.to_query()}"
    names = ("ada.json", "more", "all.zip", "missing.json", "broken.zip")
    files = [str(tmp_path / name) for name in names]
    assert main([*files, "--assignment", link]) == 2
    rows = [*csv.DictReader(io.StringIO(capsys.readouterr().out))]
    most = float(rows[0]["of"])
    assert [float(row["points"]) for row in rows] == [most, 1, 0, most, 0, 0]
    assert [row["name"] for row in rows] == ["Ada", "Bob", "", "Cleo", "", ""]
    out = tmp_path / "table.csv"
    assert main([files[0], "--output", str(out)]) == 0
    assert "Ada" in out.read_text("utf-8-sig")
    with pytest.raises(SystemExit):
        main([*files, "--assignment", "exercises=nothing"])
