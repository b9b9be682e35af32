"""Who gained and who lost points because the same work was graded anew under other checks.

Before the first grade changes, the points of those concerned are put into a file of the class; it
goes when the comparison is made. So a run that was killed loses nothing: the next one compares with
the points before both.

class/regrades/<assignment>.json    only while a run is at work, or was killed
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from autograder.classroom import Classroom
from autograder.files import write_atomically
from autograder.ledger import Entry
from autograder.tables import assignments, cells, copies, grade_cells, grades, hand_ins

TINY = 1e-9  # points


@dataclass(frozen=True)
class Change:
    """One exercise of one student. before, after: points; None while a person has to decide."""

    student: str
    exercise: str
    before: float | None
    after: float | None

    @property
    def gain(self) -> float:
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class Regrade:
    """students: whose work was graded anew. by_hand: changes that a manual score makes void."""

    students: int
    changes: tuple[Change, ...]
    by_hand: int

    def moved(self) -> dict[str, float]:
        """Student -> points gained (or lost, below 0) in sum, of those for whom that is not 0."""
        total = defaultdict(float)
        for change in self.changes:
            total[change.student] += change.gain
        return {student: gain for student, gain in total.items() if abs(gain) > TINY}

    def as_dict(self) -> dict:
        """JSON-able data."""
        changes = [vars(change) | {"change": round(change.gain, 4)} for change in self.changes]
        return {"students": self.students, "by_hand": self.by_hand, "changes": changes}


class Before:
    """The points before a run. `students` -> version of the work, of those to be compared."""

    def __init__(
        self, engine: Engine, room: Classroom, assignment: str, held: Mapping[str, Entry],
        left: Mapping[str, str],
    ):  # fmt: skip
        """held, left: what the gradebook holds and what there is to do (see `pool.Plan`)."""
        self.engine, self.assignment = engine, assignment
        self.path = room.folder / "regrades" / f"{assignment}.json"
        now = {s: left.get(s, entry.want) for s, entry in held.items()}
        again = {s for s, version in left.items() if s in held and _same(held[s], version)}
        earlier = self._of_a_killed_run(now)
        self.points = earlier | {
            student: points
            for student, points in (_points(engine, assignment) if again else {}).items()
            if student in again and student not in earlier
        }
        self.versions = {student: now[student] for student in self.points}
        if self.points:
            text = json.dumps({"versions": self.versions, "points": self.points})
            write_atomically(self.path, text, durably=True)
        else:
            self.path.unlink(missing_ok=True)

    def _of_a_killed_run(self, now: Mapping[str, str]) -> dict:
        """Its points of those who have not handed in anew since."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        same = {s for s, version in found["versions"].items() if now.get(s) == version}
        return {s: points for s, points in found["points"].items() if s in same}

    def compare(self, graded: Mapping[str, str]) -> Regrade | None:
        """What has changed since; None if nobody's work was graded anew.

        graded: student -> version, as graded in this run; who handed in again meanwhile is left
        out.
        """
        same = {s: v for s, v in self.versions.items() if graded.get(s, v) == v}
        if not same:
            self.path.unlink(missing_ok=True)
            return None
        after, changes, by_hand = _points(self.engine, self.assignment), [], 0
        for student in sorted(same):
            before = self.points[student]
            for cell, (auto, manual) in sorted(after.get(student, {}).items()):
                old, _ = before.get(cell, (None, None))
                if _alike(old, auto):
                    continue
                if manual is not None:
                    by_hand += 1
                else:
                    changes.append(Change(student, cell.removeprefix("check-"), old, auto))
        self.path.unlink(missing_ok=True)
        return Regrade(len(same), tuple(changes), by_hand)


def _same(entry: Entry, version: str) -> bool:
    """Does the gradebook hold the points of this very work?"""
    return entry.outcome == "graded" and entry.version == version


def _alike(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return abs(old - new) <= TINY


def _points(engine: Engine, assignment: str) -> dict[str, dict[str, list]]:
    """Student -> name of a graded cell -> [automatic score, manual score], in one question."""
    asked = (
        select(hand_ins.c.student_id, cells.c.name, grades.c.auto_score, grades.c.manual_score)
        .join_from(grades, cells, cells.c.id == grades.c.cell_id)
        .join(grade_cells, grade_cells.c.id == cells.c.id)
        .join(copies, copies.c.id == grades.c.notebook_id)
        .join(hand_ins, hand_ins.c.id == copies.c.assignment_id)
        .join(assignments, assignments.c.id == hand_ins.c.assignment_id)
        .where(assignments.c.name == assignment)
    )
    found = defaultdict(dict)
    with engine.connect() as connection:
        for student, name, auto, manual in connection.execute(asked):
            found[student][name] = [auto, manual]
    return found
