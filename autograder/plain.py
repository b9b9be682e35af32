"""Words made fit to be shown: no control, direction or half characters, and not too many names."""

from __future__ import annotations

import re
from collections.abc import Iterable

# C0 and C1 controls but tab and newline; marks, overrides and isolates of writing direction; half
# characters, which JSON allows and no file can hold.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return `text` without control, direction and half characters; tabs and line ends stay."""
    return _STEERING.sub("", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return `text` cleaned, on one line, at most 500 characters."""
    return " ".join(clean(text[:2000]).split())[:500]


def some(names: Iterable[str], most: int = 5) -> str:
    """The first of these names, and how many more there are."""
    first = sorted(names)
    more = len(first) - most
    return ", ".join(first[:most]) + (f" and {more} more" if more > 0 else "")
