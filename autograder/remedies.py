"""What the operating system refused, in one sentence with the remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path

AGAIN = "repeat the command: what is graded is not graded twice"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OTHERS = {
    errno.EROFS: ("lies where nothing can be written", "make that disk writable, or choose "
                  "another folder"),
    errno.EISDIR: ("is a folder where a file should be", "move it away and repeat the command"),
    errno.ENOENT: ("is not there", "put it back, or name another place, and repeat the command"),
    errno.ENOTDIR: ("leads through a file as if that were a folder", "move that file away, or "
                    "name another place, and repeat the command"),
}  # fmt: skip


def sentence(problem: OSError) -> str:
    """What to tell a person. Nothing half-written is left behind: see `files`."""
    said, place = problem.strerror or str(problem), problem.filename
    if problem.errno in FULL:
        where = f"for {place} " if place else ""
        return f"There is no room {where}({said}); make room and {AGAIN}."
    if place is None or isinstance(place, int):
        return f"{said}; nothing half-written was left behind, so mend that and {AGAIN}."
    if isinstance(problem, PermissionError):
        return f"{place} {_forbidden(Path(os.fsdecode(place)), said)}"
    if problem.errno in OTHERS:
        what, remedy = OTHERS[problem.errno]
        return f"{place} {what} ({said}); {remedy}."
    return f"{place}: {said}; nothing half-written was left behind, so mend that and {AGAIN}."


def _forbidden(place: Path, said: str) -> str:
    """Was it to be read, or to be written? The system does not say which."""
    there = os.path.lexists(place)
    if not os.access(place if there else place.parent, os.R_OK | (0 if there else os.X_OK)):
        return f"cannot be read ({said}); make it readable and repeat the command."
    return f"cannot be written ({said}); make it writable, or choose another folder."
