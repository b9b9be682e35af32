"""The judge of the graded run: draws fresh inputs, knows the right answers, judges what came.

It never runs student code, except in `judge_in_process`, the honest-class mode under stock
nbgrader, where the student's kernel is the only process there is.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from autograder.checks import EXERCISES, Exercise
from autograder.lending import lent_here
from autograder.mistakes import KNOWN
from downslope.judge import Verdict, judge
from downslope.observe import observe
from downslope.readings import read
from downslope.sheet import Case, Mistake, Observed, Part, Sheet

__all__ = [
    "add_mistakes", "draw", "fresh_seed", "judge", "judge_and_name", "judge_in_process", "rng_for",
]  # fmt: skip


def fresh_seed() -> int:
    """A seed from the operating system; the record keeps it, so that a run can be replayed."""
    return secrets.randbits(64)


def rng_for(exercise: Exercise, seed: int) -> np.random.Generator:
    """The generator of one exercise in a run: independent of the order of the checks."""
    return np.random.default_rng([seed, zlib.crc32(exercise.function.encode())])


def draw(
    exercise: Exercise,
    rng: np.random.Generator,
    visible_only: bool = False,
    with_mistakes: bool = True,
) -> Sheet:
    """Draw the inputs of an exercise and work out what is right and what each mistake gives."""
    specs = [part for part in exercise.parts if part.visible or not visible_only]
    cases: list[Case] = []
    drawn: dict[Callable, tuple[int, ...]] = {}
    for spec in specs:
        if spec.cases not in drawn:
            new = spec.cases(rng)
            drawn[spec.cases] = tuple(range(len(cases), len(cases) + len(new)))
            cases += new
    parts = tuple(
        Part(s.name, s.title, s.weight, s.visible, drawn[s.cases], s.results, s.rule) for s in specs
    )

    sheet = Sheet(
        exercise.function,
        exercise.arguments,
        exercise.results,
        exercise.axes,
        tuple(cases),
        parts,
        _right(exercise, _done_by(exercise.truth, exercise, tuple(cases))),
        (),
        exercise.tolerance,
        exercise.floor,
        exercise.reading,
        exercise.driver,
        exercise.exact,
    )
    return add_mistakes(exercise, sheet) if with_mistakes else sheet


def add_mistakes(exercise: Exercise, sheet: Sheet) -> Sheet:
    """The sheet with what each known mistake gives in its cases, which takes most of the time."""
    mistakes = tuple(
        Mistake(m.id, m.hint, _done_by(m.function, exercise, sheet.cases))
        for m in KNOWN.get(exercise.function, ())
    )
    return replace(sheet, mistakes=mistakes)


def _done_by(function: Callable, exercise: Exercise, cases: tuple[Case, ...]):
    seen = observe_all(function, cases, exercise.driver)
    return tuple(read(exercise.reading, cases, seen))


def _right(exercise: Exercise, observed: tuple[Observed, ...]) -> tuple:
    for seen in observed:
        if seen.outcome != "returned" or seen.changed:
            raise AssertionError(f"The reference {exercise.function} fails on its own case: {seen}")
    return tuple(seen.value for seen in observed)


def judge_in_process(
    function: str, student: Callable, seed: int | None = None, exercises=EXERCISES
) -> Verdict:
    """Judge a function in this very process: only for code you trust. See `autograder.stock`."""
    exercise = exercises[function]
    rng = rng_for(exercise, fresh_seed() if seed is None else seed)
    sheet = draw(exercise, rng, with_mistakes=False)
    references, seen = {name: exercises[name].truth for name in exercise.builds_on}, []
    for case in sheet.cases:
        with lent_here(student, {} if case.unaided else references):
            seen += observe_all(student, [case], sheet.driver)
    return judge_and_name(sheet, seen, lambda: add_mistakes(exercise, sheet))


def judge_and_name(sheet: Sheet, seen: list[Observed], complete: Callable[[], Sheet]) -> Verdict:
    """The verdict on `seen`, with the mistake named where there is one to name.

    sheet: without mistakes; complete() gives the same with them, which takes most of the time.
    """
    verdict = judge(sheet, seen)
    if verdict.share == 1 or all(o.outcome != "returned" for o in seen):
        return verdict
    return judge(complete(), seen)


def observe_all(function: Callable, cases: Sequence[Case], driver: str = ""):
    """Observe one in-process call a case."""
    return [observe(function, case.args, driver) for case in cases]
