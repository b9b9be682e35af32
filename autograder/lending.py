"""Prerequisites on loan: while a function is judged, what it builds on is the reference.

So a mistake is paid for once: a wrong `affine_backward` costs its own points, and not those of the
network that calls it. In a box the reference stays on the trusted side and answers call-backs.

What is not lent: a function that takes a generator (it does not cross the wall), and anything in
the cases of a check that are marked `unaided`, because they call it thousands of times. There a
wrong prerequisite is still felt: a network whose gradient is wrong does not learn to read digits.
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

MOST, LONGEST = 200_000, 2000  # numbers in one call; entries along an axis, so products stay small
LARGEST = LONGEST**2  # entries of an array as long along each axis as any of those in the call


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
        arrays = list(arrays_in(args))
        longest = max((n for a in arrays for n in a.shape), default=0)
        if sum(a.size for a in arrays) > MOST or longest > LONGEST or _product(arrays) > LARGEST:
            raise NotLent
        return self.reference(*args)


def arrays_in(value) -> Iterator[np.ndarray]:
    """The arrays in a value made of dicts, lists and tuples, however deep."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(inner)


def _product(arrays: list[np.ndarray]) -> int:
    """How large arrays of these shapes could become in a product with each other."""
    backwards = itertools.zip_longest(*(reversed(a.shape) for a in arrays), fillvalue=1)
    return math.prod(map(max, backwards))


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
