"""Rebuild the graded notebook from the released one.

Only the text of the student's cells is taken over: answers, exercises, changed plain code, and
cells the student added, in their order. Metadata, tags, outputs, attachments, locked text and
check cells are the released ones, so tampering with them needs no repair: it is never read.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from autograder.submission import Submitted

# The first of `roles.check_lines`. Not read by `ast.parse`: of several threads that call it, Python
# 3.11 lets one fail now and then ("AST constructor recursion depth mismatch").
CHECK = re.compile(r"\s*check\.([^\W\d]\w*)\(\1, points=[\d.e+-]+\)[ \t]*$", re.MULTILINE)


@dataclass
class Slot:
    """One cell of the graded notebook, as it stands in the file.

    role: "prose", "plain", "exercise", "check", "answer" or "extra" (added by the student);
    name: the function of a check, else the cell's id; points: of a check or an answer.
    present: False for an exercise whose cell the student deleted.
    """

    role: str
    name: str
    cell: dict
    points: float = 0.0
    present: bool = True

    @property
    def runs(self) -> bool:
        """True for the student's side of the notebook: everything that is executed in the box."""
        return self.role in ("plain", "exercise", "extra") and self.present


class ReleaseError(Exception):
    """The released notebook itself is broken: ours to mend (`autograder build`)."""


def checked_function(source: str) -> str:
    """Return NAME of the released line `check.NAME(NAME, points=p)`. Raises ReleaseError."""
    found = CHECK.match(source)
    if found is None:
        raise ReleaseError(f"A check cell holds something else than one check: {source[:80]!r}")
    return found[1]


def slot_of(cell: dict) -> Slot:
    """The role of a released cell, read from its nbgrader metadata."""
    nbgrader = cell["metadata"].get("nbgrader")
    if not nbgrader:
        return Slot("plain" if cell["cell_type"] == "code" else "prose", cell["id"], cell)
    points = float(nbgrader.get("points", 0))
    if nbgrader["grade"] and nbgrader["solution"]:
        return Slot("answer", nbgrader["grade_id"], cell, points)
    if nbgrader["grade"]:
        return Slot("check", checked_function(cell["source"]), cell, points)
    return Slot("exercise", nbgrader["grade_id"], cell)


def rebuild(released: dict, submitted: list[Submitted]) -> tuple[dict, list[Slot]]:
    """Return the graded notebook (a copy of `released` with the student's text) and its slots."""
    notebook = json.loads(json.dumps(released))  # a copy, five times as fast
    slots = [slot_of(cell) for cell in notebook["cells"]]
    place = _Places(slots)
    text_of: dict[int, str] = {}
    extras: dict[int, list[Submitted]] = {}
    anchor = -1
    for cell in submitted:
        position = place.find(cell)
        if position is None:
            extras.setdefault(anchor, []).append(cell)
            continue
        role = slots[position].role
        if position in text_of and role == "plain":
            extras.setdefault(anchor, []).append(cell)  # a copy runs where the student put it
            continue
        anchor = position
        if role in ("exercise", "answer", "plain"):
            if position in text_of:
                # A copied cell: Jupyter runs both, and the later definition holds.
                kind = "markdown" if role == "answer" else "code"
                extras.setdefault(position - 1, []).append(Submitted(kind, text_of[position]))
            text_of[position] = cell.source

    rebuilt = _added(extras.get(-1, []), -1)
    for position, slot in enumerate(slots):
        if position in text_of:
            slot.cell["source"] = text_of[position]
        elif slot.role == "exercise":
            slot.cell["source"] = "# This cell was missing in the submission."
            slot.present = False
        rebuilt += [slot, *_added(extras.get(position, []), position)]
    for slot in rebuilt:
        if slot.cell["cell_type"] == "code":
            slot.cell |= {"outputs": [], "execution_count": None}
    notebook["cells"] = [slot.cell for slot in rebuilt]
    return notebook, rebuilt


class _Places:
    """Where a submitted cell belongs: by nbgrader's name, by its id, by its text."""

    def __init__(self, slots: list[Slot]):
        self.by_grade_id, self.by_id, self.by_text = {}, {}, {}
        for position, slot in enumerate(slots):
            nbgrader = slot.cell["metadata"].get("nbgrader")
            if nbgrader:
                self.by_grade_id[nbgrader["grade_id"]] = position
            else:
                self.by_text[slot.cell["source"].strip()] = position
            self.by_id[slot.cell["id"]] = position

    def find(self, cell: Submitted) -> int | None:
        for table, key in (
            (self.by_grade_id, cell.grade_id),
            (self.by_id, cell.id),
            (self.by_text, cell.source.strip()),
        ):
            if key in table:
                return table[key]
        return None


def _added(cells: list[Submitted], position: int) -> list[Slot]:
    """Slots for cells that the student added behind the released cell `position`."""
    slots = []
    for k, cell in enumerate(cells):
        id = f"added-{position + 1}-{k + 1}"
        role = "extra" if cell.kind == "code" else "prose"
        made = {"cell_type": cell.kind, "id": id, "metadata": {}, "source": cell.source}
        slots.append(Slot(role, id, made))
    return slots
