"""The register of correct-but-different versions: a check that fails one of them is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """A right version in another style. loses: names of the parts that it may miss, if any."""

    id: str
    function: Callable
    loses: tuple[str, ...] = ()


KNOWN: dict[str, list[Variant]] = {}


def variant(id: str, *of: str, loses: tuple[str, ...] = ()):
    """Register the decorated function as right version of the functions named in `of`."""

    def register(function: Callable) -> Callable:
        for name in of:
            KNOWN.setdefault(name, []).append(Variant(id, function, loses))
        return function

    return register
