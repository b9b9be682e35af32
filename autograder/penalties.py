"""Late work in the gradebook: nbgrader's own columns, filled by its own mechanism.

What a delay costs is asked of the plugin that nbgrader's configuration names (ours, `LatePenalty`,
unless an instructor puts another one there), so that `nbgrader autograde`, formgrader and
`nbgrader export` show the same. Where nothing is due, nbgrader is not imported (see `fines`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder import ledger, tables
from autograder.classroom import Classroom
from autograder.database import unusable
from autograder.extensions import Late
from autograder.late import stamp
from autograder.submission import Refused, read_bytes
from autograder.totals import totals

NAMED = 12  # students in a remark
UNREADABLE = (
    "Nobody knows when {} handed in, so nothing is taken off: mend timestamp.txt beside the "
    "notebook, like 2026-10-05 23:59:00 UTC."
)
NOT_DUE = "{1} has no due date, so that {0} cannot have longer: give it one, as README.md says."
ABSENT = "Nothing of {} is graded, whom {} gives longer; are the names right?"

_assignments, _hand_ins, _notebooks = tables.assignments, tables.hand_ins, tables.copies


def __getattr__(name: str):
    """`LatePenalty`, which configurations name as of this module, and which needs nbgrader."""
    if name == "LatePenalty":
        from autograder.fines import LatePenalty

        return LatePenalty
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def settle(
    engine: Engine,
    assignment: str,
    late: Late,
    room: Classroom | None = None,
    students: Iterable[str] | None = None,
) -> list[str]:
    """Bring due date, times, extensions and penalties up to date; return remarks for a person.

    room: where the times of handing in are read (timestamp.txt); None keeps those of the gradebook.
    students: only these. Changes what differs, in one transaction; nothing at all of an assignment
    that is not entered. Raises UserError for an impossible extension or if nothing can be written.
    """
    try:
        times = _Times(room, assignment, ledger.read(engine, assignment) if room else {})
        with engine.begin() as db:
            present = _settle(db, assignment, late, times, students)
    except SQLAlchemyError as error:
        raise unusable(error) from error
    named = set() if students else late.named(assignment)
    if present is None:
        return _remark(NOT_DUE, sorted(named), assignment)
    return [*times.remarks(), *_remark(ABSENT, sorted(named - present), late.path)]


def _settle(
    db: Connection, assignment: str, late: Late, times: _Times, students
) -> set[str] | None:
    """Bring the rows up to date; return the students they are about, None without a due date."""
    mine = _assignments.c.name == assignment
    entered = db.execute(select(_assignments.c.id, _assignments.c.duedate).where(mine)).first()
    if entered is None:
        return None
    due = late.due_date(assignment, entered.duedate)
    if due != entered.duedate:
        db.execute(update(_assignments).where(mine).values(duedate=due))
    wanted = _hand_ins.c.assignment_id == entered.id
    if students is not None:
        wanted &= _hand_ins.c.student_id.in_(students)
    of_hand_in = _notebooks.c.assignment_id == _hand_ins.c.id
    copies = select(_notebooks.c.id).join(_hand_ins, of_hand_in).where(wanted)
    if due is None:
        fined = _notebooks.c.late_submission_penalty.is_not(None) & _notebooks.c.id.in_(copies)
        db.execute(update(_notebooks).where(fined).values(late_submission_penalty=None))
        return None
    points = totals(copies)
    asked = (
        select(
            _hand_ins.c.id, _hand_ins.c.student_id, _hand_ins.c.timestamp, _hand_ins.c.extension,
            _notebooks.c.id.label("notebook"), points.c.points,
            _notebooks.c.late_submission_penalty.label("penalty"),
        )
        .join(_notebooks, of_hand_in)
        .outerjoin(points, points.c.notebook_id == _notebooks.c.id)
        .where(wanted)
    )  # fmt: skip
    rows = db.execute(asked).all()
    from autograder.fines import cost_by  # imports nbgrader

    cost = cost_by(late)
    hand_ins, penalties = [], []
    for row in rows:
        time, extension = times.of(row.student_id, row.timestamp), row.extension
        if late.extensions is not None:
            extension = late.extension(row.student_id, assignment, due)
        penalty = cost(row, time, due + extension if extension else due)
        if (time, extension) != (row.timestamp, row.extension):
            hand_ins.append({"of": row.id, "timestamp": time, "extension": extension})
        if penalty != row.penalty:
            penalties.append({"of": row.notebook, "late_submission_penalty": penalty})
    for table, changed in ((_hand_ins, hand_ins), (_notebooks, penalties)):
        if changed:
            db.execute(update(table).where(table.c.id == bindparam("of")), changed)
    return {row.student_id for row in rows}


class _Times:
    """When notebooks were handed in: nbgrader's timestamp.txt beside each."""

    def __init__(self, room: Classroom | None, assignment: str, held: dict[str, ledger.Entry]):
        self.room, self.assignment = room, assignment
        # Of whom the gradebook holds an earlier version, its time stays, too.
        self.earlier = {s for s, e in held.items() if e.outcome == "refused" or e.version != e.want}
        self.unreadable: list[str] = []

    def of(self, student: str, known: datetime | None) -> datetime | None:
        """The time in UTC; None without one; `known` where no folder tells another."""
        folder = self.room and self.room.submitted(student, self.assignment)
        if not folder or student in self.earlier or not folder.is_dir():
            return known
        path = folder / "timestamp.txt"
        if not os.path.lexists(path):
            return None
        try:
            return stamp(read_bytes(path).decode("ascii"))
        except (Refused, ValueError):
            self.unreadable.append(student)
            return None

    def remarks(self) -> list[str]:
        """What a person should know, one sentence each."""
        return _remark(UNREADABLE, sorted(self.unreadable))


def _remark(text: str, students: list[str], what: object = "") -> list[str]:
    """The sentence about some students, the first dozen by name; none about nobody."""
    more = len(students) - NAMED
    names = ", ".join(students[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return [text.format(names, what)] if students else []
