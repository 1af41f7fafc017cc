"""``python -m lessons.check [FOLDER]``: check every lesson and exercise, by running them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from lessons.course import HERE, Course
from lessons.exercise import Exercise
from lessons.lesson import Lesson
from lessons.source import ContentError

SEEDS = range(6)
"""Draws of each exercise's numbers that are tried."""


def problems(course: Course) -> Iterator[str]:
    """Say what is wrong with files, claims, and exercises: nothing, if all is well."""
    yield from course.problems
    for lesson in course.lessons.values():
        yield from (f"{lesson.source.path}: {problem}" for problem in of_lesson(lesson))
    for name, source in course.sources.items():
        for seed in SEEDS if source.given() else (0,):
            try:
                posed = course.exercise(name, seed)
                yield from (f"{source.path}, numbers {seed}: {p}" for p in of_exercise(posed))
            except ContentError as error:
                yield f"{error} (numbers {seed})"
            except ValueError as error:
                yield f"{source.path}, numbers {seed}: {error}"


def of_lesson(lesson: Lesson) -> Iterator[str]:
    """Say which claims its race does not keep, and whether one prediction comes true."""
    try:
        yield from (f"a claim does not hold: {told}" for told in lesson.broken())
        right = [choice.says for choice in lesson.right()]
    except ValueError as error:
        yield str(error)
        return
    if len(right) != 1:
        yield f"of its predictions {len(right)} come true, and not one: {right}"


def of_exercise(exercise: Exercise) -> Iterator[str]:
    """Say which right answers are refused, and which known mistakes are not recognised."""
    right, wrong = exercise.right_answers(), exercise.wrong_answers()
    if not right:
        yield "nothing is known to be right: it may have no solution"
    if len({str(sorted(answer.items())) for answer in right}) > 1 and exercise.kind == "predict":
        yield f"{len(right)} choices are right"
    if not wrong:
        yield "no wrong answer is known"
    for answer in right:
        if not (grade := exercise.grade(answer)).right:
            yield f"the right answer {answer} is refused: {grade.because}"
    for answer, feedback in wrong:
        grade = exercise.grade(answer)
        if grade.right:
            yield f"the wrong answer {answer} is accepted"
        elif feedback not in grade.because:
            yield f"the wrong answer {answer} is told {grade.because!r}, and not {feedback!r}"


def main(folder: str = "") -> int:
    """Print what is wrong; return how many problems there are, 0 if none."""
    course = Course.load(Path(folder) if folder else HERE)
    found = [*problems(course)]
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(
        f"{len(course.lessons)} lessons, {len(course.sources)} exercises, {len(found)} problems\n"
    )
    return min(len(found), 100)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
