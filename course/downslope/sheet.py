"""What a check consists of: cases to try, parts to score, and what was observed.

The same three objects serve the student's notebook (read from golden data) and the graded run
(drawn fresh), so both judge alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MANY_FORWARDS = 40  # layers run forward in one call: more than any honest walk back needs


@dataclass(frozen=True)
class Seed:
    """Stands in a case for a random generator: every call gets a fresh one of this seed."""

    n: int

    def generator(self) -> np.random.Generator:
        return np.random.default_rng(self.n)


class Named(dict):
    """Stands last in a case's args: keyword arguments, a dict name -> number or text."""


@dataclass(frozen=True)
class Finding:
    """What a reading found (see `downslope.readings`): a kind, and a sentence for people.

    Two findings of one kind are equal, whatever their sentences say.
    """

    kind: str
    sentence: str = field(default="", compare=False)


@dataclass(frozen=True)
class Case:
    """One call to try.

    args: what the function receives: numpy arrays, numbers, strings, None, `Function`s, `Seed`s
        (the function gets a generator), and lists, tuples and dicts of all but the last two.
        A `Named` in the last place is handed over as keyword arguments.
    sizes: the letters of this case, e.g. {"N": 5, "D": 3, "M": 4}; messages and constant factors
        are put into words with them.
    note: the case in words, e.g. "a batch of one example".
    tolerance: in place of the sheet's, where the result is a matter of luck; None for the sheet's.
    about: a word for the sheet's reading: what is to be read off this case.
    unaided: nothing is lent to the function here, because it would call it too often.
    """

    args: tuple
    sizes: dict[str, int] = field(default_factory=dict)
    note: str = ""
    tolerance: float | None = None
    about: str = ""
    unaided: bool = False


@dataclass(frozen=True)
class Part:
    """A share of a check's points: some cases, some of the results, one rule.

    rule: "values" (the results named in `results`, None for all, are right in every case),
        "unchanged" (no argument was modified and one of the results is right) or
        "both_sides" (the call-back was evaluated on both sides of the argument `x`, or of every
        entry of the argument `w`) or "one_walk" (the values are right, and were not found by
        running the library's network forward for every single weight).
    cases: positions in the sheet's list of cases.
    """

    name: str
    title: str
    weight: int
    visible: bool
    cases: tuple[int, ...]
    results: tuple[str, ...] | None = None
    rule: str = "values"


@dataclass(frozen=True)
class Observed:
    """What one call did.

    outcome: "returned", "raised", "timed_out", "out_of_memory", "died" or "missing".
    value: what it returned (plain data); error: "TypeError: …", one line.
    changed: positions of the arguments that the call modified.
    asked: the points at which call-backs were evaluated, in order: floats, or arrays where the
        call-back takes an array.
    touched: the call used or seeded numpy's global random generator.
    read: `value` is not what the call returned but what the sheet's reading found in it.
    forwards: how often the library's affine_forward ran during the call.
    """

    outcome: str
    value: object = None
    error: str = ""
    changed: tuple[int, ...] = ()
    asked: tuple[float | np.ndarray, ...] = ()
    touched: bool = False
    read: bool = False
    forwards: int = 0


@dataclass(frozen=True)
class Mistake:
    """A known-wrong version: its hint, and what it does in each case of the sheet."""

    id: str
    hint: str
    observed: tuple[Observed, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything needed to judge one function.

    arguments, results: names in order. axes: result leaf -> letters, e.g. {"dW": "DM"}.
    expected: the right return value of each case. tolerance: largest accepted error relative to
    the largest entry (or to `floor`, where an array is smaller than that). reading: the name of a
    reading (`downslope.readings`) where results are not unique; `expected` and the mistakes then
    hold what it reads off them. driver: what calls the function with the arguments of a case, where
    it takes what cannot be written down (`downslope.drivers`). exact: shapes are what is asked for,
    so (1, M) is not right where (M,) is expected.
    """

    function: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    axes: dict[str, str]
    cases: tuple[Case, ...]
    parts: tuple[Part, ...]
    expected: tuple[object, ...]
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 2e-5
    floor: float = 1e-9
    reading: str = ""
    driver: str = ""
    exact: bool = False


UNCHANGING = {float, int, bool, str, type(None)}


def copied(value):
    """Return `value` with every array copied, so that a call cannot change the original."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if set(map(type, value)) <= UNCHANGING:  # a hundred thousand weights in nested lists
            return type(value)(value)
        return type(value)(copied(v) for v in value)
    return value
