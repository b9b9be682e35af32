"""The sheets of a run: what a check tries, what is right, and what each known mistake gives.

Everybody in a class is tried with the same inputs, so a sheet is drawn once a run and kept for
the submissions that follow. What the known mistakes give takes most of the time: it is worked out
when the first wrong function asks for its name.
"""

from __future__ import annotations

import functools
import threading

from autograder.checks import Exercise
from autograder.fork import Question
from autograder.judge import add_mistakes, draw, rng_for
from downslope.sheet import Sheet

KEPT = 64  # sheets; more than a notebook has checks

# Drawing runs known mistakes with warnings and stderr redirected, which is process-wide state.
_DRAWING = threading.Lock()
_kept: dict[tuple[int, int], Drawn] = {}


class Drawn:
    """A sheet without mistakes (`sheet`), and the number that decides on the order of its calls."""

    def __init__(self, exercise: Exercise, seed: int):
        rng = rng_for(exercise, seed)
        self.exercise, self.sheet = exercise, draw(exercise, rng, with_mistakes=False)
        self.luck = int(rng.integers(2**63))
        self._complete: Sheet | None = None

    @functools.cached_property
    def questions(self) -> list[Question]:
        """The arguments of each case, ready to be sent."""
        return [Question(case.args) for case in self.sheet.cases]

    def with_mistakes(self) -> Sheet:
        """The sheet with what each known mistake gives in its cases."""
        with _DRAWING:
            if self._complete is None:
                self._complete = add_mistakes(self.exercise, self.sheet)
            return self._complete


def drawn(exercise: Exercise, seed: int) -> Drawn:
    """What `exercise` tries in the run of this seed; may be asked for by several threads."""
    key = id(exercise), seed  # its Drawn keeps the exercise, so no other one gets its id
    with _DRAWING:
        if key not in _kept:
            while len(_kept) >= KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = Drawn(exercise, seed)
        return _kept[key]
