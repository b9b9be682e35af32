"""The bars that results are held to, so that who wants to can hear how near right work comes.

A comparison made here decides, and is heard at once: what is measured is what was judged. Nobody
listens while work is judged; `benchmarks/false_failures.py` does.
"""

from __future__ import annotations

from typing import NamedTuple


class Heard(NamedTuple):
    """One comparison: a value, its bar, and whether the value should stay below or reach it."""

    what: str
    value: float
    bar: float
    below: bool


heard: list[Heard] | None = None


def at_most(what: str, value: float, bar: float) -> bool:
    """True if `value` is not above the bar; False for NaN."""
    if heard is not None:
        heard.append(Heard(what, float(value), float(bar), True))
    return bool(value <= bar)


def at_least(what: str, value: float, bar: float) -> bool:
    """True if `value` reaches the bar; False for NaN."""
    if heard is not None:
        heard.append(Heard(what, float(value), float(bar), False))
    return bool(value >= bar)
