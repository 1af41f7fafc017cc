"""Hand-ins: graded by running them again, whatever they say; one that is broken is one row."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import Experiment
from lessons import grade as lessons_grade
from lessons.assignment import Assignment
from lessons.bounds import MOST_COST, cost, refusal
from lessons.course import course
from lessons.grade import main
from lessons.grading import PointsRow, grade, grade_all, table
from lessons.hand_in import HandIn
from lessons.kinds import KINDS, drive
from lessons.seeds import SEEDS
from lessons.work import LONGEST, Work
from optimizers import BFGS, OPTIMIZERS, SAM
from surfaces import Formula, Rosenbrock

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
    assert isinstance(grade("any", json.dumps(held), WEEK), PointsRow)


HUGE = "0x" + "f" * 290
"""No float: once it stopped the grading of a class."""


@pytest.mark.parametrize("text", [HUGE, f"-{HUGE}", f"{HUGE}*2", "\ud800", "9**9**9", "0or 1"])
@pytest.mark.parametrize("kind", ["number", "choice", "race", "rule"])
def test_an_answer_that_nobody_can_read_takes_no_other_with_it(text, kind):
    handed = right(WEEK, "Ada")
    before = grade("a", handed.to_text(), WEEK)
    names = [name for name, answer in handed.work.answers.items() if kind in answer]
    for name in names:
        work = handed.work.answered(name, {**handed.work.answers[name], kind: text})
        row = grade("a", json.dumps(json.loads(replace(handed, work=work).to_text())), WEEK)
        assert not row.problem
        assert row.shares == {**before.shares, name: row.shares[name]}
        assert row.shares[name] < 1
        assert table([row]).encode().decode()
    assert names


def test_an_error_of_ours_is_one_answer_or_one_row(monkeypatch):
    def fails(*_):
        raise RuntimeError("out of \ud800 order")

    good = right(WEEK, "Ada")
    monkeypatch.setattr(KINDS["number"], "grade", fails)
    row = grade("a", good.to_text(), WEEK)
    assert row.points == row.most - WEEK.posed("Ada")[0].points
    assert row.reasons[ONE_OF_EACH[0]] == (
        "It could not be graded (RuntimeError: out of \ufffd order): look at this answer."
    )
    monkeypatch.setattr(Assignment, "posed", fails)
    told = [row.problem for row in grade_all([("a", good.to_text()), ("b", "")])]
    assert told[0] == "It could not be graded: RuntimeError: out of \ufffd order."
    assert "JSON" in told[1]


DRIVE = ONE_OF_EACH[[*KINDS].index("drive")]


def test_a_foreign_formula_is_refused_before_it_is_differentiated(monkeypatch):
    monkeypatch.setattr(Formula, "__post_init__", lambda _: pytest.fail("it was read"))
    exercise = course().exercise(DRIVE)
    typed = "sin(x*y)+" * 90 + "x"
    for surface in (
        f"Formula(text='{typed}')",
        f'Formula ( "{typed}" )',
        f"Noisy(Formula('{typed}'),sigma=1)",
        "%46ormula('x%2By')",
        "Formula('x' '+y')",
        "Formula()",
    ):
        for link in (f"surface={surface}", f"start=0,0&%73urface={surface}&steps=9"):
            found = exercise.grade({"race": f"{link}&optimizer=Adam()"})
            assert found.because == "This keeps the surface as given."


def test_the_formula_that_is_given_may_be_spelled_otherwise():
    exercise = course().exercise("uneven-decay")
    answer = exercise.right_answers()[0]
    others = ("Formula('3*(y - 1)**2')", 'Formula( text = "3*(y-1)**2" )')
    for surface in others[:1]:
        race = answer["race"].replace('Formula(text="3*(y - 1)**2")', surface)
        assert race != answer["race"]
        assert exercise.grade({**answer, "race": race}).right
    race = answer["race"].replace('Formula(text="3*(y - 1)**2")', others[1])
    assert "keeps the surface" in exercise.grade({**answer, "race": race}).because


def test_a_race_that_costs_too_much_is_refused_before_it_is_run(monkeypatch):
    exercise = course().exercise("uneven-decay")
    start = exercise.begin.to_query().partition("&optimizer=")[0]
    monkeypatch.setattr(drive, "raced", lambda _: pytest.fail("it was run"))
    rule = "SAM(" * 7 + "BFGS(search=StrongWolfe(probes=100))" + ")" * 7
    told = exercise.grade({"race": f"{start}&optimizer={rule}", "choice": ""}).because
    assert told.endswith(
        " It was not run. This would cost 2.29 million evaluations; allowed are 1.2 million, some"
        " 4 seconds of work. The dearest is BFGS: remove the 7 SAM from around it. Or take at most"
        " 51 steps."
    )


def test_four_of_any_rule_may_take_as_many_steps_as_an_exercise_allows():
    for rule in OPTIMIZERS.values():
        every = (rule(),) * drive.MOST_ENTRANTS
        assert not refusal(Experiment(Rosenbrock(), every, (-1.2, 1), drive.MOST_STEPS)), rule


def test_a_noisy_race_costs_what_all_its_draws_do():
    exercise = course().exercise("noise-ball")
    alone = exercise.begin.cost.evaluations
    assert alone < cost(exercise.begin).evaluations < SEEDS * alone
    dear = replace(exercise.begin, optimizers=(SAM(SAM(SAM(SAM(SAM(BFGS()))))),))
    assert refusal(dear)
    assert not dear.cost.refusal(MOST_COST)


@pytest.mark.parametrize(
    ("name", "steps", "told"),
    [
        ("noise-ball", 501, "It takes 501 steps: allowed are 400."),
        ("noise-ball", 450, "Its steps are 450; asked is at most 400."),
        ("too-fast-for-the-walls", 2001, "It takes 2001 steps: allowed are 300."),
        ("banana-in-200", 2001, "It takes 2001 steps: allowed are 2000."),
    ],
)
def test_as_many_steps_are_allowed_as_the_words_say(name, steps, told):
    exercise = course().exercise(name)
    race = replace(exercise.begin, steps=steps)
    assert told in exercise.grade({"race": race.to_query()}).because


def test_who_is_there_twice_is_told():
    rows = grade_all([("a", right(WEEK, "Ada").to_text()), ("b", right(WEEK, "ada").to_text())])
    assert [row.reasons["name"] for row in rows] == [
        "The same name is in b.",
        "The same name is in a.",
    ]


def test_a_student_under_two_spellings_is_there_twice():
    names = ("José  Ñandú", "jose\u0301 N\u0303andu\u0301", "Jo\u200bsé Ñandú")
    rows = grade_all([(str(k), right(WEEK, name, 1).to_text()) for k, name in enumerate(names)])
    assert [row.name.casefold() for row in rows] == ["josé ñandú"] * 3
    assert [row.points for row in rows] == [1, 1, 1]
    assert rows[0].reasons["name"] == "The same name is in 1, 2."


def test_a_name_that_is_there_a_hundred_times_is_told_in_short():
    rows = grade_all((f"{k}.json", forged(answers={})) for k in range(100))
    assert rows[50].reasons["name"] == ("The same name is in 0.json, 1.json, 2.json and 96 more.")


DANGERS = [
    "=1+1",
    "+1+cmd",
    "-2+3",
    "@SUM(1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    '"=1',
    " =1",
    "\t=1",
]
BEFORE = ["", "a;", "a;b; ", "a\t", "a\r\n", 'a";', "a;'", "a|", "a,"]


@pytest.mark.parametrize("before", BEFORE, ids=ascii)
@pytest.mark.parametrize("danger", DANGERS, ids=ascii)
def test_no_piece_of_a_cell_is_computed_by_a_spreadsheet(before, danger):
    text = table(
        [PointsRow(f"{before}{danger}", f"{before}{danger}", reasons={"x": f"a;{danger}"})]
    )
    computed = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")
    _, line = csv.reader(io.StringIO(text))
    for cell in (*line, *text.splitlines()):
        for separator in ";\t|":
            assert not any(computed.match(piece) for piece in cell.split(separator))
    assert len(text.splitlines()) == 2


def test_numbers_in_words_stay_as_they_are():
    told = "Step 1 from (-0.2, -0.9) leads to x = -1e-05, and not to 3, -2; it is 1, -x."
    assert f"{told[:-3]}'-x." in table([PointsRow("a", problem=told)])


def test_no_cell_is_computed_by_a_spreadsheet():
    handed = right(WEEK, '=HYPERLINK("evil")')
    _, cells = csv.reader(io.StringIO(table([grade("@f", handed.to_text())])))
    assert cells[0] == "'@f"
    assert cells[1].startswith("'=")


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


@pytest.fixture
def classroom(tmp_path):
    """Return a folder as Moodle makes it, with all that else lies in such folders."""
    for k in range(6):
        folder = tmp_path / f"Élève {k}_{12345 + k}_assignsubmission_file_"
        folder.mkdir()
        (folder / "hand-in.json").write_text(right(WEEK, f"Élève {k}", only=2).to_text(), "utf-8")
        (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (tmp_path / "desktop.ini").write_text("x", "utf-8")
    return tmp_path


def test_a_folder_as_moodle_makes_it(classroom, capsys):
    out = classroom / "points.csv"
    for _ in range(2):  # the second time with an earlier table in the folder
        assert main([str(classroom), "--assignment", WEEK.to_query(), "--output", str(out)]) == 0
        rows = [*csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))]
        assert [row["name"] for row in rows] == [f"Élève {k}" for k in range(6)]
        assert {row["points"] for row in rows} == {"2"}
    said = capsys.readouterr().err
    assert "Skipped, left by a computer" in said
    assert "and 4 more" in said
    assert f"Skipped, a table, and no hand-in: {out}" in said


def test_the_table_goes_out_in_utf_8(classroom):
    console = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-m", "lessons.grade", classroom],
        env={**os.environ, **console},
        capture_output=True,
        check=True,
    )
    told = done.stdout.decode("utf-8")
    assert told.count("Élève") == 12


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--output", "."], "it is a folder"),
        (["--output", "no/such/points.csv"], "there is no folder"),
        (["--output", "hand-in.json"], "would be lost"),
        (["--assignment", "exercises=nothing"], "none of the exercises"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_graded(
    tmp_path, monkeypatch, capsys, arguments, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hand-in.json").write_text("precious", "utf-8")
    monkeypatch.setattr(lessons_grade, "grade_all", lambda *_: pytest.fail("it was graded"))
    with pytest.raises(SystemExit) as stopped:
        main([".", *arguments])
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["precious"]


def test_a_folder_without_hand_ins_is_told(tmp_path, capsys):
    (tmp_path / ".DS_Store").write_bytes(b"Bud1")
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path), "--output", str(tmp_path / "points.csv")])
    assert stopped.value.code == 2
    assert "there is no hand-in" in capsys.readouterr().err
    assert not (tmp_path / "points.csv").exists()


def test_a_disk_that_is_full_loses_neither_the_old_table_nor_the_new(classroom, capsys):
    assert main([str(classroom), "--output", "/dev/full"]) == 2
    told = capsys.readouterr()
    assert "/dev/full cannot be written: No space left on device" in told.err
    assert told.out.count("Élève") == 12


@pytest.mark.parametrize(
    "race",
    [
        "optimizer=Adm()",
        "optimizer=Adam(bta1=0.5)",
        "optimizer=Adam(lr=0.1",
        "optimiser=Adam()",
        "step=300&optimizer=Adam()",
        "surface=Rosenbrok()&optimizer=Adam()",
        "surface=Formula('sn(x)')&optimizer=Adam()",
        "optimizer=Rule('theta = theta - lr*gg')",
    ],
)
def test_what_a_race_is_told_ends_once(race):
    for kind in ("drive", "diagnose"):
        told = next(
            course().exercise(name).grade({"race": race, "choice": ""}).because
            for name in course().sources
            if course().exercise(name).kind == kind
        )
        assert not re.search(r"[.?!…][.]", told), told
        assert told.endswith((".", "?")), told
