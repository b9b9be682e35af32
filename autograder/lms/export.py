"""Points as Canvas, Moodle or a spreadsheet read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from autograder.errors import UserError
from autograder.lms.roster import POINTS_POSSIBLE, Roster
from autograder.lms.scores import Score

WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
COMMENTS = "Feedback comments"  # of Moodle
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula (CWE-1236): an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([[plain(c) for c in row] for row in rows])
    return file.getvalue()


def as_csv(assignment: str, found: list[Score], why: Mapping[str, str]) -> str:
    """One line a student: points, points possible, cells still open, what a delay cost and why.

    why: student -> the sentence about points that were taken off; they are no longer in `score`.
    """
    rows = [
        [assignment, s.student, f"{s.score:g}", f"{s.max_score:g}", str(s.open),
         f"{s.late.penalty if s.late else 0:g}", why.get(s.student, "")]
        for s in found
    ]  # fmt: skip
    columns = ["assignment", "student", "score", "max_score", "open", "late_penalty", "why"]
    return _csv([columns, *rows])


def as_canvas(assignment: str, found: list[Score], roster: Roster) -> str:
    """Canvas's own export again, with the points in the assignment's column.

    A column `01_slope (1234)` is filled in; without one, a column is added, and Canvas makes the
    assignment when it reads the file. Raises UserError for a roster that is not Canvas's.
    """
    _wanted(roster, "canvas", "grade export")
    identity = [h for h in roster.header if h in WHO]
    column = next(
        (h for h in roster.header if h == assignment or h.startswith(f"{assignment} (")), assignment
    )
    points = {s.student: s for s in found}
    rows = []
    for row, student in zip(roster.rows, roster.students, strict=True):
        cells = dict(zip(roster.header, row, strict=True))
        who = [cells[name] for name in identity]
        if POINTS_POSSIBLE in cells["Student"].lower():
            rows.append([*who, f"{found[0].max_score:g}" if found else ""])
        elif student:
            rows.append([*who, f"{points[student].score:g}" if student in points else ""])
    return _csv([[*identity, column], *rows])


def as_moodle(assignment: str, found: list[Score], roster: Roster, why: Mapping[str, str]) -> str:
    """Moodle's grading worksheet again, with the column Grade filled in.

    why: student -> the sentence about points that were taken off; it goes into an empty cell of
    the column Feedback comments, if there is one.
    Raises UserError for a roster that is no worksheet, or whose maximum is not the assignment's.
    """
    _wanted(roster, "moodle", "grading worksheet")
    if "Grade" not in roster.header:
        raise UserError("The worksheet has no column Grade; download it again from Moodle.")
    points = {s.student: s for s in found}
    rows = []
    for row, student in zip(roster.rows, roster.students, strict=True):
        cells = dict(zip(roster.header, row, strict=True))
        if student in points:
            possible = cells.get("Maximum Grade") or cells.get("Maximum grade") or ""
            _same_maximum(assignment, possible, points[student].max_score)
            cells["Grade"] = f"{points[student].score:g}"
            if cells.get(COMMENTS) == "":
                cells[COMMENTS] = why.get(student, "")
        rows.append(list(cells.values()))
    return _csv([list(roster.header), *rows])


def _same_maximum(assignment: str, there: str, here: float) -> None:
    try:
        same = not there or abs(float(there.replace(",", ".")) - here) < 1e-6
    except ValueError:
        same = False
    if not same:
        raise UserError(
            f"Moodle's maximum for {assignment} is {there}, the gradebook's {here:g}; set Moodle's "
            "to the same number and download the worksheet again."
        )


def _wanted(roster: Roster | None, kind: str, called: str) -> None:
    if roster is None or roster.kind != kind:
        system = kind.capitalize()
        raise UserError(
            f"To write for {system}, give {system}'s {called} with --roster: it tells who is who."
        )


def without_a_place(found: list[Score], roster: Roster) -> list[str]:
    """Students with points whom the roster does not name."""
    named = set(roster.students)
    return [s.student for s in found if s.student not in named]
