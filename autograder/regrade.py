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
from io import StringIO

from nbgrader import api
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, select

from autograder.classroom import Classroom
from autograder.files import write_atomically
from autograder.ledger import Entry

SHOWN = 40  # lines of the table; --json has all of them
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

    def words(self) -> str:
        """Who gained and who lost, as a sentence and a table for the terminal."""
        moved = self.moved()
        gained = sum(gain > 0 for gain in moved.values())
        first = (
            f"{self.students} graded again, the same work under other checks or a newer grader: "
        )
        first += f"{gained} gained points, {len(moved) - gained} lost points."
        if not self.changes:
            first = f"{first.partition(':')[0]}: nobody gained or lost points."
        if self.by_hand:
            first += f" {self.by_hand} scores entered by hand stay as they are."
        if not self.changes:
            return first
        table = Table(show_edge=False)
        for column in ("student", "exercise", "before", "after", "change"):
            table.add_column(
                column, justify="left" if column in ("student", "exercise") else "right"
            )
        for change in self.changes[:SHOWN]:
            table.add_row(
                change.student, change.exercise, _shown(change.before), _shown(change.after),
                f"{change.gain:+g}",
            )  # fmt: skip
        with StringIO() as text:
            Console(file=text, width=100, markup=False).print(table)
            lines = [first, *(line.rstrip() for line in text.getvalue().splitlines())]
        more = len(self.changes) - SHOWN
        if more > 0:
            lines.append(f"And {more} more; --json lists all.")
        return "\n".join(lines)


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

    def compare(self) -> Regrade | None:
        """What has changed since; None if nobody's work was graded anew."""
        if not self.points:
            return None
        after, changes, by_hand = _points(self.engine, self.assignment), [], 0
        for student, before in sorted(self.points.items()):
            for cell, (auto, manual) in sorted(after.get(student, {}).items()):
                old, _ = before.get(cell, (None, None))
                if _alike(old, auto):
                    continue
                if manual is not None:
                    by_hand += 1
                else:
                    changes.append(Change(student, cell.removeprefix("check-"), old, auto))
        self.path.unlink(missing_ok=True)
        return Regrade(len(self.points), tuple(changes), by_hand)


def _same(entry: Entry, version: str) -> bool:
    """Does the gradebook hold the points of this very work?"""
    return entry.outcome == "graded" and entry.version == version


def _alike(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return abs(old - new) <= TINY


def _points(engine: Engine, assignment: str) -> dict[str, dict[str, list]]:
    """Student -> name of a graded cell -> [automatic score, manual score], in one question."""
    grade, cell, hand_in = api.Grade, api.GradeCell, api.SubmittedAssignment
    asked = (
        select(hand_in.student_id, cell.name, grade.auto_score, grade.manual_score)
        .join(cell, cell.id == grade.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == grade.notebook_id)
        .join(hand_in, hand_in.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == hand_in.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    found = defaultdict(dict)
    with engine.connect() as connection:
        for student, name, auto, manual in connection.execute(asked):
            found[student][name] = [auto, manual]
    return found


def _shown(points: float | None) -> str:
    return "open" if points is None else f"{points:g}"
