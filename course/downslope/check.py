"""The check below each exercise: `check.affine_backward(affine_backward, points=10)`.

It calls your function on a few fixed inputs, compares with the right answers, and says in words
what differs. In the graded run this line is only read, never run: fresh inputs are tried elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from downslope import golden, show
from downslope.judge import Verdict, judge
from downslope.observe import observe


@dataclass(frozen=True)
class Result:
    """What a check found: readable as text and HTML, and a number of points for nbgrader."""

    verdict: Verdict
    points: float
    hidden: int

    @property
    def earned(self) -> float:
        """Points for the visible parts, as if the hidden ones went equally well."""
        return round(self.points * self.verdict.share, 2)

    def __float__(self) -> float:
        return float(self.earned)

    def __str__(self) -> str:
        return show.as_text(self.verdict, self.hidden)

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # nbgrader reads the points from text/plain; people see the HTML.
        return {
            "text/plain": str(self.earned),
            "text/html": show.as_html(self.verdict, self.hidden),
        }


def run(name: str, function, points: float) -> Result:
    """Check `function` against the golden data of `name`. Never raises for what it returns."""
    sheet, hidden = golden.load(name)
    if not callable(function):
        kind = type(function).__name__
        raise TypeError(f"check.{name} wants your function {name}; it was given a {kind} instead.")
    seen = [observe(function, case.args, sheet.driver) for case in sheet.cases]
    return Result(judge(sheet, seen), points, hidden)


def __getattr__(name: str):
    """`check.NAME` for every exercise that has golden data."""
    if name.startswith("_") or name not in golden.names():
        raise AttributeError(
            f"There is no check called {name!r}; there are: {', '.join(golden.names())}."
        )

    def check(function, points: float = 1) -> Result:
        return run(name, function, points)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"Check your {name}; shows what is right, what is wrong, and why."
    return check


def __dir__() -> list[str]:
    return golden.names()
