"""Points under stock nbgrader, in the student's own kernel: the hidden line of a check cell.

This is the mode for a class that does not use our engine: the same judge, fresh inputs, the same
points for honest work. It does not resist cheating: whoever looks for it finds the judge and the
reference in the same process.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable

from autograder.judge import judge_in_process
from downslope import show
from downslope.judge import Verdict


class Score:
    """The result of a check cell: its text is the points, which is what nbgrader reads."""

    def __init__(self, verdict: Verdict, points: float):
        self.verdict, self.points = verdict, round(points * verdict.share, 2)

    def __float__(self) -> float:
        return float(self.points)

    def __repr__(self) -> str:
        return str(self.points)

    def _repr_html_(self) -> str:
        return show.as_html(self.verdict)


def grade(function: str, student: Callable, points: float) -> Score:
    """Judge the student's function on fresh inputs; the last line of a check cell.

    Nothing reaches stderr, for any text there makes nbgrader give 0 points. Raises KeyError where
    the course has no check of that name.
    """
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        return Score(judge_in_process(function, student), points)
