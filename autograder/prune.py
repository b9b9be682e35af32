"""Graded notebooks kept by their content that no record names any more: a regrade leaves them.

A blob may be the notebook of several students, in several assignments, so all of the class's
records say together what is needed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from autograder import layout
from autograder.classroom import Classroom
from autograder.database import only_run
from autograder.errors import UserError


def prune(room: Classroom, root: Path, db_url: str, remove: bool) -> Iterator[str]:
    """Give the name of each blob that no record names, and remove it first if asked to.

    No assignment can be graded meanwhile. Raises UserError if one is being graded, if a record
    cannot be read (it might name any blob), or if the class keeps no blobs.
    """
    store = room.blobs
    if store is None:
        raise UserError(
            f"{room.folder} keeps no graded notebooks by their content (there is no blobs-url in "
            "it), and in autograded/ a new one replaces the old: there is nothing to prune."
        )
    graded = {path.name for path in (room.folder / "records").glob("*") if path.is_dir()}
    with contextlib.ExitStack() as alone:
        for assignment in sorted(graded | set(layout.assignments(root))):
            alone.enter_context(only_run(db_url, assignment))
        named = {name for assignment in graded for name in _named(room, assignment)}
        for name, digest in store.blobs():
            if digest not in named:
                if remove:
                    store.remove(name)
                yield name


def _named(room: Classroom, assignment: str) -> Iterator[str]:
    """The sha256 of every graded notebook that a record of the assignment names."""
    for student in room.recorded(assignment):
        record = room.load_record(student, assignment)
        if record is None:
            raise UserError(
                f"{room.record(student, assignment)} cannot be read, so which notebook it names is "
                f"unknown; remove it, run `autograder grade {assignment}`, and repeat this."
            )
        yield record.get("notebook") or "none: it was refused"
