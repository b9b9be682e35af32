"""How a check is declared: what the function takes and gives, what to try, what it is worth.

A check is declared once and used three times: visible parts become golden data for the notebook,
all parts are drawn afresh in the graded run, and the tests try every known mistake on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from numpy.random import Generator

from downslope.sheet import Case

Cases = Callable[[Generator], list[Case]]


@dataclass(frozen=True)
class PartSpec:
    """A part before its inputs are drawn; `cases(rng)` draws them. See `downslope.sheet.Part`.

    Parts that name the same `cases` function share one drawing and one set of calls.
    """

    name: str
    title: str
    weight: int
    visible: bool
    cases: Cases
    results: tuple[str, ...] | None = None
    rule: str = "values"


@dataclass(frozen=True)
class Exercise:
    """One graded function.

    truth: the reference; arguments, results, axes, tolerance, floor, reading, exact: see
        `downslope.sheet.Sheet`.
    driver: see `downslope.drivers`.
    patience: how many times the usual seconds its calls may take in the box: it trains.
    builds_on: earlier exercises that a student's version calls. While it is judged they are the
        reference, so that a mistake there is not paid for twice (see `lending`). Only functions
        that end quickly whatever they are given.
    """

    function: str
    assignment: str
    truth: Callable
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    parts: tuple[PartSpec, ...]
    axes: dict[str, str] = field(default_factory=dict)
    tolerance: float = 2e-5
    floor: float = 1e-9
    reading: str = ""
    driver: str = ""
    exact: bool = False
    patience: float = 1
    builds_on: tuple[str, ...] = ()

    def under_the_name(self, function: str, parts: tuple[str, ...]) -> Exercise:
        """The same exercise for another function (a bug hunt), with the named parts only."""
        return replace(
            self,
            function=function,
            parts=tuple(p for p in self.parts if p.name in parts),
            builds_on=(),  # a bug hunt is not to borrow its answer
        )

    @property
    def hidden(self) -> int:
        """Number of hidden parts."""
        return sum(not part.visible for part in self.parts)
