"""Who has longer: class/extensions.csv, read strictly: a slip of the pen must cost nobody points.

student,assignment,until,hours,days
ada,01_slope,2026-10-12 23:59,,
bob,02_descent,,,2
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from traitlets import TraitError
from traitlets.config import Config

from autograder import layout, table
from autograder.errors import UserError
from autograder.late import FORM, LatePolicy, moment, one_of, wrong

EXTENSIONS = "extensions.csv"  # in the folder of the class
LONGEST = 366  # days of an extension
COLUMNS = ("student", "assignment", "until", "hours", "days")


@dataclass(frozen=True)
class Extension:
    """More time for one student. One of the two is given. until: UTC. line: in the file."""

    line: int
    until: datetime | None = None
    more: timedelta | None = None


@dataclass(frozen=True)
class Late:
    """Policy and extensions of a class.

    config: the course's nbgrader configuration. extensions: (student, assignment) -> Extension,
    None without a file: then what the gradebook says of extensions stays.
    """

    config: Config
    policy: LatePolicy
    path: Path
    extensions: dict[tuple[str, str], Extension] | None

    def due_date(self, assignment: str, in_gradebook: datetime | None) -> datetime | None:
        """When an assignment is due: the policy goes before the gradebook."""
        return self.policy.due_date(assignment) or in_gradebook

    def extension(self, student: str, assignment: str, due: datetime) -> timedelta | None:
        """What a student has beyond the due date. Raises UserError if that is no more at all."""
        found = (self.extensions or {}).get((student, assignment))
        if found is None or found.until is None:
            return found and found.more
        if found.until <= due:
            at = due.replace(tzinfo=UTC).astimezone(self.policy.zone)
            raise _at(
                self.path, found.line, f"gives {student} until a moment before {assignment} is due",
                f"write one after {at:%Y-%m-%d %H:%M} ({self.policy.time_zone})",
            )  # fmt: skip
        return found.until - due

    def named(self, assignment: str) -> set[str]:
        """Students with an extension for an assignment."""
        return {student for student, name in self.extensions or () if name == assignment}

    def look_first(self, assignment: str, in_gradebook: datetime | None) -> None:
        """Raise UserError for an extension that cannot be: before anything is graded."""
        due = self.due_date(assignment, in_gradebook)
        for student in self.named(assignment) if due else ():
            self.extension(student, assignment, due)


def read(root: Path, folder: Path) -> Late:
    """What the course in `root` and the class in `folder` say about late work.

    Raises UserError, with the setting or the line, for what makes no sense.
    """
    config, names = layout.nbgrader_config(root), layout.assignments(root)
    unknown = set(config.get("LatePolicy", {})) - set(LatePolicy.class_trait_names(config=True))
    if unknown:
        raise wrong(
            f"there is no {min(unknown)}", one_of(sorted(LatePolicy.class_trait_names(config=True)))
        )
    try:
        policy = LatePolicy(config=config)
    except TraitError as error:
        raise wrong(" ".join(str(error).split()).rstrip("."), "mend that line") from error
    policy.check(names)
    path = folder / EXTENSIONS
    extensions = _extensions(path, names, policy.zone) if path.exists() else None
    return Late(config, policy, path, extensions)


def _extensions(path: Path, names: list[str], zone: ZoneInfo) -> dict:
    rows = table.read(path, "list of extensions")
    header = rows[0][1] if rows else ()
    if not {"student", "assignment"} <= set(header) <= set(COLUMNS) | {""}:
        raise UserError(
            f"The list of extensions {path} must have the columns student, assignment, and any of "
            "until, hours and days, and no other; mend its first line."
        )
    found = {}
    for line, row in rows[1:]:
        cells = dict.fromkeys(COLUMNS, "") | dict(
            zip(header, table.filled(header, row), strict=True)
        )
        who = cells["student"], cells["assignment"]
        if not who[0]:
            raise _at(path, line, "names no student", "fill in the column student")
        if who[1] not in names:
            raise _at(path, line, f"names {who[1]!r}, which is no assignment", one_of(names))
        if who in found:
            also = f"gives {who[0]} a second extension for {who[1]}, after line {found[who].line}"
            raise _at(path, line, also, "delete one of the two")
        given = [name for name in ("until", "hours", "days") if cells[name]]
        if len(given) != 1:
            several = "several of until, hours and days" if given else "neither until nor more time"
            raise _at(path, line, f"has {several}", "fill in one of until, hours and days")
        found[who] = _extension(path, line, given[0], cells[given[0]], zone)
    return found


def _extension(path: Path, line: int, kind: str, text: str, zone: ZoneInfo) -> Extension:
    try:
        if kind == "until":
            return Extension(line, until=moment(text, zone))
        more = timedelta(**{kind: float(text.replace(",", "."))})
        if not timedelta(0) < more <= timedelta(days=LONGEST):
            raise ValueError(text)
        return Extension(line, more=more)
    except (ValueError, OverflowError) as error:
        if kind == "until":
            raise _at(path, line, f"says until {text!r}, which is no date", FORM) from error
        most = LONGEST * (24 if kind == "hours" else 1)
        remedy = f"write a number above 0 and up to {most}"
        raise _at(path, line, f"says {text!r} {kind}", remedy) from error


def _at(path: Path, line: int, what: str, remedy: str) -> UserError:
    return UserError(f"Line {line} of {path} {what}; {remedy}.")
