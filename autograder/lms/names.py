"""Who handed a file in, read from the name that Canvas, Moodle or nbgrader gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILE = r"(?P<file>[^/]*?)"
_ENDING = r"\.ipynb"
# lovelaceada_LATE_1234_567890_01_slope-2.ipynb; with a nested zip, its name and what is inside it
_CANVAS = re.compile(
    r"(?:.*/)?(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_"
    rf"(?:[^/]*?(?:-(?P<zipped>\d+))?\.zip/(?:.*/)?)?{_FILE}(?:-(?P<again>\d+))?{_ENDING}",
    re.IGNORECASE,
)
# Ada Lovelace_1234_assignsubmission_file_/01_slope.ipynb, or flat: …_file_01_slope.ipynb
_MOODLE = re.compile(
    r"(?:.*/)?(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_file_?/?"
    rf"(?:.*/)?{_FILE}(?: \((?P<again>\d+)\))?{_ENDING}",
    re.IGNORECASE,
)
# nbgrader's own tree: ada/01_slope/01_slope.ipynb, or ada/01_slope.ipynb
_TREE = re.compile(rf"(?:submitted/)?(?P<id>[^/]+)/(?:[^/]+/)*{_FILE}{_ENDING}", re.IGNORECASE)


@dataclass(frozen=True)
class Origin:
    """Where a file comes from.

    system: "canvas", "moodle" or "tree". id: the system's number of the student, or the folder's
    name. name: the student's name as the system writes it. again: 1, 2, … for a file handed in
    again under the same name. late: the system's own marker.
    """

    system: str
    id: str
    name: str
    file: str
    again: int = 0
    late: bool = False


def origin_of(path: str) -> Origin | None:
    """Read the name of an archive's member; None for a name of no known form."""
    for system, pattern in (("moodle", _MOODLE), ("canvas", _CANVAS), ("tree", _TREE)):
        match = pattern.fullmatch(path)
        if match:
            found = match.groupdict()
            again = found.get("again") or found.get("zipped") or 0
            late = bool(found.get("late"))
            name = found.get("name") or ""
            return Origin(system, found["id"], name, found["file"], int(again), late)
    return None
