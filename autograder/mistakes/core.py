"""The register of known-wrong versions: a function, and a docstring that is its hint."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownMistake:
    """A wrong version of a function and the hint a good tutor would give.

    id: as in the catalogue ("LB-04") or our own ("X08-03"); hint: one or two sentences, with
    {N}, {M}, … standing for the sizes of the failing case, and never the code.
    """

    id: str
    function: Callable
    hint: str


KNOWN: dict[str, list[KnownMistake]] = {}


def mistake(id: str, *of: str):
    """Register the decorated function as wrong version of the functions named in `of`.

    Raises ValueError for a missing hint or an id that is taken.
    """

    def register(function: Callable) -> Callable:
        hint = " ".join((inspect.getdoc(function) or "").split())
        if not hint:
            raise ValueError(f"The mistake {id} needs a docstring: it is the hint.")
        for name in of:
            known = KNOWN.setdefault(name, [])
            if any(m.id == id for m in known):
                raise ValueError(f"{name} has two mistakes with the id {id}.")
            known.append(KnownMistake(id, function, hint))
        return function

    return register
