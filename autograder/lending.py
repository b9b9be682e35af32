"""Prerequisites on loan: while a function is judged, what it builds on is the reference.

So a mistake is paid for once: a wrong `affine_backward` costs its own points, and not those of the
network that calls it. In a box the reference stays on the trusted side and answers call-backs.

What is not lent: a function that takes a generator (it does not cross the wall), and anything in
the cases of a check that are marked `unaided`, because they call it thousands of times. There a
wrong prerequisite is still felt: a network whose gradient is wrong does not learn to read digits.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import numpy as np

MOST, LONGEST = 200_000, 2000  # numbers in one call; entries along an axis, so products stay small


class NotLent(Exception):
    """More is asked than any honest function needs: the student's own version has to do it."""


class Lent:
    """A reference that answers calls of a sane size. Raises NotLent for more."""

    def __init__(self, reference: Callable):
        self.reference = reference

    def points(self, *args) -> list:
        """Nothing is noted: only the case's own functions say where a student looks."""
        return []

    def __call__(self, *args):
        if _numbers(args) > MOST:
            raise NotLent
        return self.reference(*args)


def _numbers(value) -> int:
    if isinstance(value, np.ndarray):
        return value.size if max(value.shape, default=0) <= LONGEST else MOST + 1
    if isinstance(value, dict):
        return sum(map(_numbers, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_numbers, value))
    return 1


@contextlib.contextmanager
def lent_here(student: Callable, references: dict[str, Callable]) -> Iterator[None]:
    """The same in one process: put the references among the globals of `student` for a while."""
    namespace = getattr(student, "__globals__", {})
    own = {name: namespace[name] for name in references if name in namespace}
    namespace.update(references)
    try:
        yield
    finally:
        for name in references:
            namespace.pop(name, None)
        namespace.update(own)
