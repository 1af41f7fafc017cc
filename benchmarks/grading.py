"""Grade a class: 200 hand-ins with every kind of exercise, everybody with their own numbers.

python -m benchmarks.grading
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from core.commands import command
from experiments import Experiment
from lessons.assignment import Assignment
from lessons.course import course
from lessons.exercise import Answer, Exercise
from lessons.grading import grade_all
from lessons.hand_in import HandIn
from lessons.kinds import KINDS, Drive
from lessons.seeds import run_once, under_all_seeds
from lessons.work import Work

STUDENTS = 200
PER_KIND = 2


def main() -> None:
    """Print how long it takes, from scratch, and what came out."""
    generator = np.random.default_rng(0)
    picked = [
        name
        for kind in KINDS
        for name in [n for n in course().sources if course().exercise(n).kind == kind][:PER_KIND]
    ]
    assignment = Assignment("Benchmark", tuple(picked), seed=1, numbers="each")
    files: list[tuple[str, str]] = []
    for k in range(STUDENTS):
        student = f"Student {k}"
        answers = {e.name: _answer(e, generator) for e in assignment.posed(student)}
        files.append((f"{k}.json", HandIn(assignment, student, Work(answers)).to_text()))
    run_once.cache_clear()
    under_all_seeds.cache_clear()
    begin = time.perf_counter()
    rows = grade_all(files, assignment)
    took = time.perf_counter() - begin
    points = np.array([row.points for row in rows])
    races = run_once.cache_info().misses + under_all_seeds.cache_info().misses
    print(f"{STUDENTS} hand-ins of {len(picked)} exercises, {races} different races")
    print(f"graded from scratch in {took:.1f} s ({1000 * took / STUDENTS:.0f} ms each)")
    print(f"{points.mean():.2f} of {rows[0].most:g} points on average")


def _answer(exercise: Exercise, generator: np.random.Generator) -> Answer:
    """Answer rightly or wrongly; nobody drives with quite the same rate as their neighbour."""
    right = exercise.right_answers()
    wrong = [answer for answer, _ in exercise.wrong_answers()]
    some = right if generator.random() < 0.7 else wrong
    answer: Mapping[str, str] = some[int(generator.integers(len(some)))]
    if not isinstance(exercise, Drive) or "steps" not in exercise.free:
        return answer
    race = Experiment.from_query(answer["race"])
    more = race.steps + int(generator.integers(20))
    return {**answer, "race": race.to_query().replace(f"steps={race.steps}", f"steps={more}")}


if __name__ == "__main__":
    command(main)
