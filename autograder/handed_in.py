"""Who has handed in an assignment, and what lies where nobody would look for it.

submitted/<student>/<assignment>/ is a hand-in. A folder that cannot be read or named, and what was
put beside its place, stop nobody: they are said in a sentence each.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.plain import clean, one_line, some


@dataclass
class HandIns:
    """students: sorted. The rest: what is not graded, as shown to a person."""

    students: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    unnameable: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    def remarks(self, assignment: str) -> list[str]:
        """One sentence for each kind of thing that is not graded, with the remedy."""
        found = []
        if self.unreadable:
            found.append(
                f"Not graded, because it cannot be read: {some(self.unreadable)}; make it readable "
                "and repeat the command."
            )
        if self.unnameable:
            found.append(
                "Not graded, because its name is no text in UTF-8: "
                f"{some(self.unnameable)}; rename it and repeat the command."
            )
        if self.misplaced:
            found.append(
                f"Not graded, because it does not lie at <student>/{assignment}/{assignment}.ipynb "
                f"in submitted/: {some(self.misplaced)}; move it there and repeat the command."
            )
        return found


def look(folder: Path, assignment: str) -> HandIns:
    """Look through `folder`, that of all students. Raises OSError if it cannot be read itself."""
    found = HandIns()
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                _look_at(entry, assignment, found)
            except OSError as error:
                found.unreadable.append(f"{_shown(entry.name)} ({error.strerror})")
    found.students.sort()
    return found


def _look_at(entry: os.DirEntry, assignment: str, found: HandIns) -> None:
    """Put what lies in a student's folder where it belongs. Raises OSError."""
    try:
        status = os.stat(os.path.join(entry.path, assignment))
    except NotADirectoryError:
        if entry.name.endswith(".ipynb"):
            found.misplaced.append(_shown(entry.name))
        return
    except FileNotFoundError:
        found.misplaced += _astray(entry, assignment)
        return
    if not stat.S_ISDIR(status.st_mode):
        found.misplaced.append(f"{_shown(entry.name)}/{assignment}")
    elif _is_text(entry.name):
        found.students.append(entry.name)
    else:
        found.unnameable.append(_shown(entry.name))


def _astray(entry: os.DirEntry, assignment: str) -> Iterable[str]:
    """What a student without a folder for the assignment may have meant to be it."""
    if not entry.is_dir():  # a link to nowhere
        return
    meant = {assignment.casefold(), f"{assignment}.ipynb".casefold()}
    for name in os.listdir(entry.path):
        if name.strip().casefold() in meant:
            yield f"{_shown(entry.name)}/{_shown(name)}"


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    """A name as a person may see it: in quotation marks where spaces or odd bytes matter."""
    text = os.fsencode(name).decode(errors="backslashreplace")
    return name if one_line(text) == name else f"'{clean(text)}'".replace("\n", " ")
