"""From a downloaded zip to class/submitted: every file placed, or reported with a reason.

class/collected/<assignment>/<student>/001-<sha256>.ipynb    every version, never overwritten
class/submitted/<student>/<assignment>/<assignment>.ipynb    the newest of them
class/submitted/<student>/<assignment>/timestamp.txt         when, if the LMS says it

Moodle's worksheet tells when; Canvas's zip only marks what is late. The times inside a zip are not
used: they are those of the download or of a computer's copy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.classroom import Classroom
from autograder.files import write_atomically
from autograder.lms.archive import Member, members
from autograder.lms.names import Origin, origin_of
from autograder.lms.roster import GOOD_ID, Roster
from autograder.release import names_in, whose
from autograder.submission import Refused, parse


@dataclass(frozen=True)
class Placed:
    """A file that became a student's submission. new: it was not there before.

    late: the LMS marks it so. timed: when it was handed in is known.
    """

    student: str
    member: str
    version: int
    new: bool
    late: bool
    timed: bool


@dataclass(frozen=True)
class Collected:
    """What a zip held: files that were placed, and (file, reason) of those that were not."""

    placed: tuple[Placed, ...]
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Candidate:
    origin: Origin
    member: Member
    order: int


def collect(
    room: Classroom,
    assignment: str,
    names: dict[str, set[str]],
    archive: Path,
    roster: Roster | None,
    zone: ZoneInfo,
) -> Collected:
    """Take the submissions of `assignment` out of a zip of Canvas, Moodle or nbgrader's tree.

    names: as by `release.graded_names`; a renamed notebook is recognised by them.
    roster: None keeps the numbers of the LMS as names of the students. zone: of its times.
    Collecting the same zip again changes nothing. Raises UserError for a zip that cannot be read.
    """
    left, of_student = [], {}
    for order, member in enumerate(members(archive)):
        student, problem = _whose(member, roster)
        problem = problem or _not_ours(member, assignment, names)
        if problem:
            left.append((member.name, problem))
        else:
            candidate = _Candidate(origin_of(member.name), member, order)
            of_student.setdefault(student, []).append(candidate)
    placed = []
    for student, candidates in sorted(of_student.items()):
        *older, newest = sorted(candidates, key=lambda c: (c.origin.again, c.order))
        for candidate in older:
            _keep(room, assignment, student, candidate.member)
            left.append((candidate.member.name, f"kept as an earlier version of {student}'s"))
        when = roster.handed_in(student, zone) if roster else None
        placed.append(_place(room, assignment, student, newest, when))
    return Collected(tuple(placed), tuple(left))


def _whose(member: Member, roster: Roster | None) -> tuple[str, str]:
    """(student, "") or ("", why nobody could be found)."""
    if member.problem:
        return "", member.problem
    origin = origin_of(member.name)
    if origin is None:
        return "", "has a name that says nothing about who handed it in"
    if roster is None:
        student = origin.id
    else:
        student = roster.find(origin.system, origin.id)
        if student is None:
            return "", f"belongs to number {origin.id}, who is not in the roster"
    if not GOOD_ID.fullmatch(student):
        return "", f"belongs to {student!r}, which is no name for a student"
    return student, ""


def _not_ours(member: Member, assignment: str, names: dict[str, set[str]]) -> str:
    """Why this is not a notebook of the assignment; "" if it is, or if nobody can tell."""
    try:
        found = names_in(parse(member.data))
    except Refused:
        return ""  # grading refuses it with the reason, and the student reads it
    owner = whose(found, assignment, names)
    if owner == assignment:
        return ""
    return f"is a notebook of {owner}" if owner else f"holds none of the exercises of {assignment}"


def _keep(room: Classroom, assignment: str, student: str, member: Member) -> tuple[int, bool]:
    """Keep a version; return (its number, is it new)."""
    folder = room.folder / "collected" / assignment / student
    sha = hashlib.sha256(member.data).hexdigest()
    versions = sorted(folder.glob("[0-9]*-*")) if folder.is_dir() else []
    for path in versions:
        number, _, rest = path.name.partition("-")
        if rest.startswith(sha):
            return int(number), False
    number = len(versions) + 1
    write_atomically(folder / f"{number:03}-{sha}.ipynb", member.data)
    return number, True


def _place(
    room: Classroom, assignment: str, student: str, candidate: _Candidate, when: datetime | None
) -> Placed:
    member = candidate.member
    number, new = _keep(room, assignment, student, member)
    folder = room.submitted(student, assignment)
    target, stamp = folder / f"{assignment}.ipynb", folder / "timestamp.txt"
    if new or not target.exists():
        stamp.unlink(missing_ok=True)  # it is an earlier version's
        write_atomically(target, member.data)
    current = target.read_bytes() == member.data
    if when and current:
        write_atomically(stamp, f"{when:%Y-%m-%d %H:%M:%S} UTC\n")
    timed = current and stamp.exists()
    return Placed(student, member.name, number, new, candidate.origin.late, timed)
