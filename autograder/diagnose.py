"""Is every known mistake caught, and recognised as itself? The separation matrix of the checks."""

from __future__ import annotations

from autograder.checks import EXERCISES, Exercise
from autograder.judge import draw, rng_for
from autograder.mistakes import KNOWN
from downslope.judge import Verdict, judge
from downslope.sheet import Sheet

SEED = 7


def diagnosed(sheet: Sheet) -> dict[str, Verdict]:
    """Mistake id -> the verdict on a submission that makes exactly this mistake."""
    return {m.id: judge(sheet, list(m.observed)) for m in sheet.mistakes}


def problems_of(exercise: Exercise, seed: int = SEED) -> list[str]:
    """One sentence for each mistake that scores in full, or is not named as itself."""
    sheet = draw(exercise, rng_for(exercise, seed))
    hints = {m.id: m.hint for m in KNOWN.get(exercise.function, ())}
    found = []
    for id, verdict in diagnosed(sheet).items():
        where = f"{exercise.function}: the known mistake {id}"
        if verdict.outcome == "passed":
            found.append(f"{where} passes every part; add a case that it gets wrong.")
        elif verdict.mistake is None:
            found.append(f"{where} is not recognised; another one with other words acts alike.")
        elif hints[verdict.mistake] != hints[id]:
            found.append(
                f"{where} is taken for {verdict.mistake}; add a case that tells them apart."
            )
    return found


def separation_problems() -> list[str]:
    """All problems of all exercises; empty when every mistake is caught and named."""
    return [problem for exercise in EXERCISES.values() for problem in problems_of(exercise)]
