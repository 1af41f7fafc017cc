"""``python -m lessons.check [FOLDER]``: check every lesson and exercise, by running them."""

from __future__ import annotations

import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.commands import FAILED, command
from lessons.choices import AnswerChoice
from lessons.claims import claims
from lessons.course import HERE, Course, posed
from lessons.exercise import Answer, Exercise
from lessons.kinds import Diagnose, Drive, Number, Predict
from lessons.lesson import Lesson
from lessons.seeds import ENOUGH
from lessons.source import ContentFile
from lessons.vacuous import undecided, vacuous

SEEDS = range(6)
"""Draws of the numbers of an exercise that is graded by running."""
MOST = 1000
"""Draws of any other."""
LUCK = f"depends on the draw of the noise: it is less than {ENOUGH:g} standard errors off the other"
VACUOUS = "does not depend on any run: ask for what is measured of one"
NO_SOURCE = "it has no ## Source: name what it rests on"


def problems(course: Course) -> Iterator[str]:
    """Say what is wrong with files, claims, and exercises: nothing, if all is well."""
    yield from course.problems
    for lesson in course.lessons.values():
        yield from (f"{lesson.source.path}: {problem}" for problem in of_lesson(lesson))
    for source in course.sources.values():
        yield from (f"{source.path}: {problem}" for problem in of_words(source))
        for numbers in draws(source):
            given = ", ".join(f"{name} = {value:g}" for name, value in numbers.items())
            where = f"{source.path}{f' with {given}' * bool(given)}"
            try:
                found = [*of_exercise(posed(source, tuple(numbers.items())))]
            except ValueError as error:
                found = [str(error)]
            yield from (f"{where}: {problem}" for problem in found)


def draws(source: ContentFile) -> list[dict[str, float]]:
    """Return the numbers with which an exercise is tried: all, where it is quickly graded."""
    every = [*source.every_draw()]
    few = every[:MOST] if source.header.get("kind") == Number.kind else []
    return few or [*{str(drawn): drawn for drawn in map(source.draw, SEEDS)}.values()]


def of_lesson(lesson: Lesson) -> Iterator[str]:
    """Say which claims its race does not keep, and whether one prediction comes true."""
    try:
        yield from (f"a claim does not hold: {problem}" for problem in lesson.broken())
        yield from (f"{text!r} {LUCK}" for text in lesson.doubtful())
        said = [part for claim in lesson.claims for part in vacuous(claim, {})]
        said += [part for claim in lesson.searched for part in claim.vacuous({})]
        yield from (f"the claim {part!r} {VACUOUS}" for part in said)
        yield from of_choices(lesson.choices)
        right = [choice.says for choice in lesson.right]
    except ValueError as error:
        yield str(error)
        return
    if len(right) != 1:
        yield f"of its predictions {len(right)} come true, and not one: {right}"
    if not lesson.reading:
        yield NO_SOURCE


def of_words(source: ContentFile) -> Iterator[str]:
    """Say which claims of an exercise do not hold, and whether it names what it rests on."""
    numbers = source.draw(0)
    try:
        for claim in claims(source.with_numbers(numbers), numbers):
            yield from (f"a claim does not hold: {problem}" for problem in claim.broken(numbers))
            yield from (f"the claim {part!r} {VACUOUS}" for part in claim.vacuous(numbers))
    except ValueError as error:
        yield str(error)
    if not source.sections.get("Source"):
        yield NO_SOURCE


def of_choices(choices: Sequence[AnswerChoice]) -> Iterator[str]:
    """Say which choices are right, or wrong, whatever their race does."""
    for choice in choices:
        if choice.when and not choice.when.names and not undecided(choice.when, {}):
            yield f"{choice.when.text!r} {VACUOUS}, or write right = true or false"


def of_what_is_asked(exercise: Exercise) -> Iterator[str]:
    """Say which goals hold on any run, and which choices are right on any or on none."""
    if isinstance(exercise, Drive):
        asked = [part for goal in exercise.goals for part in vacuous(goal, exercise.numbers)]
        yield from (f"the goal {part!r} {VACUOUS}" for part in asked)
    if isinstance(exercise, (Predict, Diagnose)):
        yield from of_choices(exercise.choices)


def of_exercise(exercise: Exercise) -> Iterator[str]:
    """Say which right answers are refused, and which known mistakes are not recognised."""
    right, wrong = exercise.right_answers(), exercise.wrong_answers()
    if not right:
        yield "nothing is known to be right: it may have no solution"
    if len({str(sorted(answer.items())) for answer in right}) > 1 and exercise.kind == "predict":
        yield f"{len(right)} choices are right"
    if not wrong:
        yield "no wrong answer is known"
    yield from of_what_is_asked(exercise)
    for answer in doubtful(exercise, [*right, *(answer for answer, _ in wrong)]):
        yield f"the grade of {answer} {LUCK}"
    for answer in right:
        if not (grade := exercise.grade(answer)).right:
            yield f"the right answer {answer} is refused: {grade.because}"
    for answer, feedback in wrong:
        grade = exercise.grade(answer)
        if grade.right:
            yield f"the wrong answer {answer} is accepted"
        elif feedback not in grade.because:
            yield f"the wrong answer {answer} gets {grade.because!r}, and not {feedback!r}"


def doubtful(exercise: Exercise, answers: Sequence[Answer]) -> Iterator[Answer]:
    """Return answers whose grade depends on the draw of the noise."""
    for answer in answers if exercise.noisy else ():
        sure = exercise.sure(answer) if isinstance(exercise, Drive) else math.inf
        if isinstance(exercise, (Predict, Diagnose)):
            named = [c for c in exercise.choices if c.says == answer["choice"]]
            sure = min(sure, *(c.certainty(exercise.numbers, exercise.runs) for c in named))
        if sure < ENOUGH:
            yield answer


def main(folder: str = "") -> int:
    """Print what is wrong; return how many problems there are, 0 if none.

    A folder that holds nothing to check is one too: 2 is returned.
    """
    path = Path(folder) if folder else HERE
    course = Course.load(path)
    if not (course.lessons or course.sources or course.problems):
        missing = "there is no lesson in its folder course, and no exercise in its folder exercises"
        sys.stderr.write(f"{folder}: {missing if path.is_dir() else 'there is no such folder'}\n")
        return FAILED
    found = [*problems(course)]
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(
        f"{len(course.lessons)} lessons, {len(course.sources)} exercises, {len(found)} problems\n"
    )
    return min(len(found), 100)


def _asked() -> int:
    """Check what the command line names."""
    parser = ArgumentParser(
        "python -m lessons.check",
        description="Check every lesson and exercise, by running every claim in them.",
    )
    parser.add_argument(
        "folder", nargs="?", default="", help="holds course/ and exercises/ (those of this course)"
    )
    return main(parser.parse_args().folder)


if __name__ == "__main__":
    command(_asked)
