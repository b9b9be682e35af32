"""Small calculations for the tape recorder (13): one number goes in, one comes out.

A line names a step, the positions of the lines that it uses, and how it is computed. How it is
differentiated is not written down anywhere here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Line:
    """One step. parents: positions of earlier lines, in order, one twice if it is used twice;
    spot: its place in the picture, (column, row), rows from 0 (above) to 2."""

    name: str
    text: str
    spot: tuple[float, float]
    parents: tuple[int, ...] = ()
    operation: Callable | None = None


@dataclass(frozen=True)
class Program:
    """Lines in the order in which they are computed; the first is x, the last the result."""

    lines: tuple[Line, ...]

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """(child, place among its parents) of every edge."""
        return [(k, j) for k, line in enumerate(self.lines) for j in range(len(line.parents))]

    def parent(self, edge: int) -> int:
        """The position of the line from which the edge comes."""
        child, place = self.edges[edge]
        return self.lines[child].parents[place]

    def values(self, x) -> list:
        """What each line computes, for this x, a float (or complex, to measure a slope)."""
        found: list = []
        for line in self.lines:
            inputs = [found[p] for p in line.parents]
            found.append(line.operation(*inputs) if inputs else x)
        return found


def plus(a, b):
    return a + b


def times(a, b):
    return a * b


X = Line("x", "x is given", (0, 1))
PROGRAMS = {
    "x² + 3x": Program((
        X,
        Line("q", "q = x · x", (1, 0), (0, 0), times),
        Line("l", "l = 3 · x", (1, 2), (0,), lambda x: 3 * x),
        Line("y", "y = q + l", (2, 1), (1, 2), plus),
    )),
    "doubles: b = x + x, c = b + b": Program((
        X,
        Line("b", "b = x + x", (1, 1), (0, 0), plus),
        Line("c", "c = b + b", (2, 1), (1, 1), plus),
    )),
    "a diamond: 2x · (x + 1)": Program((
        X,
        Line("p", "p = 2 · x", (1, 0), (0,), lambda x: 2 * x),
        Line("q", "q = x + 1", (1, 2), (0,), lambda x: x + 1),
        Line("y", "y = p · q", (2, 1), (1, 2), times),
    )),
    "a long way and a short one": Program((
        X,
        Line("q", "q = tanh(x)", (1, 0), (0,), np.tanh),
        Line("r", "r = q · x", (2, 2), (1, 0), times),
        Line("y", "y = r + q", (3, 1), (2, 1), plus),
    )),
    "a neuron and its loss": Program((
        X,
        Line("z", "z = 0.5 · x + 1", (1, 1), (0,), lambda x: 0.5 * x + 1),
        Line("a", "a = tanh(z)", (2, 1), (1,), np.tanh),
        Line("L", "L = (a − 1)²", (3, 1), (2,), lambda a: (a - 1) * (a - 1)),
    )),
}  # fmt: skip
