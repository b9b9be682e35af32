"""What is read off results that are not unique: findings that every right function shares.

A function that shuffles has many right results. Its check therefore names a *reading*: it turns
the results of all calls into findings ("each index exactly once", "follows the generator") and
into numbers that do not depend on the luck of the draw. What was read is then judged and named
like any other result. Each module `readings_*.py` registers its own; all of them are found here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from downslope.observe import same_data
from downslope.sheet import Case, Finding, Observed, Seed

Reading = Callable[[tuple[Case, ...], list[Observed]], list]
KNOWN: dict[str, Reading] = {}
FINE = Finding("fine")
NOT_ASKED = Finding("not asked")  # stands for whatever this case does not tell


def reading(name: str):
    """Register the decorated function as the reading `name`.

    It takes all cases and what was observed in each, and returns for each case what is to be
    judged: as many entries as the exercise has `results`. Calls that returned nothing are passed
    over; what the function gives for them is not used.
    """

    def register(function: Reading) -> Reading:
        KNOWN[name] = function
        return function

    return register


def read(name: str, cases: tuple[Case, ...], seen: list[Observed]) -> list[Observed]:
    """Apply the reading `name` ("" for none) to one Observed a case; twice is as good as once."""
    if not name or all(o.read for o in seen if o.outcome == "returned"):
        return seen
    values = KNOWN[name](cases, seen)
    return [
        replace(o, value=v, read=True) if o.outcome == "returned" else o
        for o, v in zip(seen, values, strict=True)
    ]


def returned(seen: list[Observed]) -> list[int]:
    """Positions of the calls that returned something."""
    return [i for i, o in enumerate(seen) if o.outcome == "returned"]


def without_seed(case: Case) -> tuple:
    """The arguments of a case without its random generators."""
    return tuple(a for a in case.args if not isinstance(a, Seed))


def use_of_rng(cases: tuple[Case, ...], seen: list[Observed], same=same_data) -> list[Finding]:
    """Say of each case whether the function drew its luck from the generator it was given.

    Findings: FINE; "global" (numpy's global generator was used or seeded); "differs" (equal
    generators, other results; needs cases that occur twice); "ignored" (the cases of a group with
    different seeds all gave the same). same(a, b): are two results the same?

    "ignored" is said of groups of at least two different seeds: it is up to the check that a
    right function gives the same to all of them with a probability that nobody meets.
    """
    if any(o.touched for o in seen):  # one call may find the state as it would leave it
        return [GLOBAL] * len(cases)
    found = [FINE] * len(cases)
    for group in groups(cases, seen):
        repeated = [
            (i, j)
            for i in group
            for j in group
            if i < j and same_data(_seeds(cases[i]), _seeds(cases[j]))
        ]
        differs = any(not same(seen[i].value, seen[j].value) for i, j in repeated)
        first = group[0]
        others = [i for i in group if not same_data(_seeds(cases[i]), _seeds(cases[first]))]
        ignored = others and all(same(seen[i].value, seen[first].value) for i in group)
        for i in group:
            if differs:
                found[i] = DIFFERS
            elif ignored:
                found[i] = IGNORED
    return found


GLOBAL = Finding(
    "global",
    "The call used or seeded numpy's global random generator. Draw from `rng` only: then nobody "
    "else's code can change your result, nor yours theirs.",
)
DIFFERS = Finding(
    "differs",
    "Two generators with the same seed gave different results. Draw everything from `rng`.",
)
IGNORED = Finding(
    "ignored",
    "Generators with different seeds all gave the same result. Draw from the `rng` that you are "
    "given.",
)


def _seeds(case: Case) -> tuple:
    return tuple(a for a in case.args if isinstance(a, Seed))


def groups(cases: tuple[Case, ...], seen: list[Observed]) -> list[list[int]]:
    """Positions of the calls that returned, those with the same arguments but the seed together."""
    found: dict[str, list[int]] = {}
    for i in returned(seen):
        found.setdefault(_key(without_seed(cases[i])), []).append(i)
    return list(found.values())


def _key(value) -> str:
    """Equal for arguments that hold the same data, and for no others."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({','.join(map(_key, value))})"
    return repr(value)


def plain_numbers(value) -> np.ndarray | None:
    """`value` as an array of real numbers, or None if it is nothing of the kind."""
    if value is None or isinstance(value, (str, bytes, dict, set)):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return array if array.dtype.kind in "fiu" else None


for _module in pkgutil.iter_modules([str(Path(__file__).parent)]):
    if _module.name.startswith("readings_"):
        importlib.import_module(f"downslope.{_module.name}")
