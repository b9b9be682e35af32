"""The class list: which number of the LMS is which student of the gradebook.

Three kinds of CSV are understood: the grade export of Canvas, the grading worksheet of Moodle, and
a list of one's own with the columns student, and any of canvas, moodle, name, email.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import table
from autograder.errors import UserError
from autograder.late import in_utc

CANVAS = ("Student", "ID", "Section")  # columns by which each export is known
MOODLE = ("Identifier", "Full name", "Email address")
MODIFIED = "Last modified (submission)"  # e.g. Thursday, 8 October 2026, 11:02 PM
POINTS_POSSIBLE = "points possible"
GOOD_ID = re.compile(r"\w[\w.@+-]{0,127}")


@dataclass(frozen=True)
class Roster:
    """kind: "canvas", "moodle" or "own". header, rows: the table as it was read.

    students: the gradebook's name of each row, "" for a row that is no student's.
    """

    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    students: tuple[str, ...]

    def find(self, system: str, id: str) -> str | None:
        """The student with number `id` in `system` ("canvas", "moodle" or "tree")."""
        for row, student in zip(self.rows, self.students, strict=True):
            if student and id in self._numbers(system, dict(zip(self.header, row, strict=True))):
                return student
        return None

    def handed_in(self, student: str, zone: ZoneInfo) -> datetime | None:
        """When Moodle's worksheet says that a student last handed in, in UTC; None if unknown.

        zone: of whoever downloaded the worksheet, which does not say it. Only English is read.
        """
        if self.kind != "moodle" or MODIFIED not in self.header:
            return None
        text = self.rows[self.students.index(student)][self.header.index(MODIFIED)]
        _, _, rest = text.partition(", ")  # the day of the week
        for form in ("%d %B %Y, %I:%M %p", "%d %b %Y, %I:%M %p"):
            with contextlib.suppress(ValueError):
                return in_utc(datetime.strptime(rest, form), zone)
        return None

    def _numbers(self, system: str, row: dict[str, str]) -> set[str]:
        if system == "tree":
            return {
                student for student in (row.get("student"), _student(self.kind, row)) if student
            }
        if self.kind == "own":
            return {row.get(system, "")}
        if self.kind != system:
            return set()
        return {row["ID"]} if system == "canvas" else {row["Identifier"].split()[-1]}


def read(path: Path) -> Roster:
    """Read a roster. Raises UserError for a file that is none, or with one student twice."""
    lines = [row for _, row in table.read(path, "roster")]
    header, rows = (lines[0], lines[1:]) if lines else ((), [])
    kind = _kind(header)
    if kind is None:
        raise UserError(
            f"The roster {path} is neither Canvas's grade export nor Moodle's grading worksheet, "
            "and has no column called student; add one."
        )
    rows = [table.filled(header, row) for row in rows]
    students = tuple(_student(kind, dict(zip(header, row, strict=True))) for row in rows)
    named = [student for student in students if student]
    for student in named:
        if not GOOD_ID.fullmatch(student):
            raise UserError(
                f"The roster {path} calls a student {student!r}; begin with a letter or a digit, "
                "and use letters, digits and . _ - @ + only."
            )
    doubled = sorted({student for student in named if named.count(student) > 1})
    if doubled:
        raise UserError(f"The roster {path} names {doubled[0]} twice; delete one of the lines.")
    return Roster(kind, header, tuple(rows), students)


def _kind(header) -> str | None:
    if all(column in header for column in CANVAS):
        return "canvas"
    if all(column in header for column in MOODLE):
        return "moodle"
    return "own" if "student" in header else None


def _student(kind: str, row: dict[str, str]) -> str:
    """What the gradebook calls the student: the login where the system tells it."""
    if kind == "own":
        return row["student"]
    if kind == "moodle":
        return row["Email address"] or row["Identifier"].split()[-1]
    if POINTS_POSSIBLE in row["Student"].lower() or not row["ID"]:
        return ""  # Canvas puts lines of its own among the students
    return row.get("SIS Login ID") or row["ID"]
