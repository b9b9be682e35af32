"""What a run found, in words and tables for the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom import Classroom
from autograder.late import counted
from autograder.ledger import Entry, words_for
from autograder.lms.collect import Collected

if TYPE_CHECKING:
    from autograder.invented import Invented
    from autograder.regrade import Regrade


@dataclass
class Tally:
    """What became of a class, counted. unboxed: were they graded without a box?

    remarks: sentences for a person about what is not a matter of grading. unchanged: how many an
    earlier run had graded. regrade: whose same work was graded anew, and what that changed. reused:
    for how many the result of equal work was found in the cache.
    """

    unboxed: bool = False
    graded: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    checks: Counter = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    unchanged: int = 0
    regrade: Regrade | None = None
    reused: int = 0

    def add(self, student: str, entry: Entry, reused: bool = False) -> None:
        """Count one submission."""
        self.reused += reused
        if entry.outcome == "refused":
            self.refused += [(student, reason) for reason in entry.words]
        else:
            self.graded += 1
            self.checks.update(entry.words)

    def __len__(self) -> int:
        return self.graded + len(self.refused)


def _points(record: dict) -> str:
    return f"{record['score']:g} / {record['max_score']:g}"


def one(record: dict) -> str:
    """The record of one submission as text: each check, its parts, its hint."""
    if record["outcome"] == "refused":
        return f"{record['assignment']}: refused. {record['reason']}"
    boxed = "" if record["boxed"] else " (unboxed)"
    lines = [f"{record['assignment']}: {_points(record)} points{boxed}, seed {record['seed']}"]
    for check in record["checks"]:
        points = f"{check['points']:g} / {check['max_points']:g}"
        lines.append(f"\n{check['function']}: {words_for(check)}, {points}")
        for part in check["parts"]:
            lines.append(f"  {'✓' if part['passed'] else '✗'} {part['title']}")
            if part["message"]:
                lines.append(f"      {part['message']}")
        if check["hint"]:
            known = f" [{check['mistake']}]" if check["mistake"] else ""
            lines.append(f"  Hint{known}: {check['hint']}")
        lines += [f"  Remark: {remark}" for remark in check["remarks"]]
    return "\n".join(lines)


def summary(tally: Tally) -> str:
    """How many were graded and refused; the refused with their reasons."""
    lines = [
        f"{tally.graded} graded, {len(tally.refused)} refused"
        + (", all unboxed." if tally.unboxed else ".")
    ]
    if tally.reused:
        lines.append(f"For {tally.reused} of them the result of equal work was in the cache.")
    if tally.checks:
        counts = tally.checks.most_common()
        lines.append("Checks: " + ", ".join(f"{n} {words}" for words, n in counts))
    lines += [f"  {student}: {reason}" for student, reason in sorted(tally.refused)]
    if tally.regrade:
        lines.append(regraded(tally.regrade))
    elif tally.unchanged and tally.unchanged == len(tally):
        lines.append("Nothing has changed since the last run, so nothing was graded again.")
    return "\n".join(lines + tally.remarks)


def as_json(tally: Tally) -> str:
    """The same as one JSON object."""
    found = vars(tally) | {
        "refused": dict(tally.refused),
        "regrade": tally.regrade and tally.regrade.as_dict(),
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def class_table(class_: list[Invented], records: list[dict]) -> str:
    """The invented class: who did what, and what the grader made of it."""
    by_student = {record["student"]: record for record in records}
    rows = []
    for one in sorted(class_, key=lambda s: s.student):
        record = by_student[one.student]
        found = _points(record), outcome_of(record), named(record)
        rows.append((one.student, one.story, *found))
    columns = ("student", "what was handed in", "points", "outcome", "named mistake")
    look = {"title": "An invented class, and what the grader made of it", "title_justify": "left"}
    return _table(columns, rows, 118, **look)


def regraded(regrade: Regrade) -> str:
    """Who gained and who lost, as a sentence and a table."""
    moved, most = regrade.moved(), 40  # lines of the table; --json has all of them
    gained = sum(gain > 0 for gain in moved.values())
    outcome = f"{gained} gained points, {len(moved) - gained} lost points"
    first = (
        f"{regrade.students} graded again, the work being the same (other checks or options, a "
        "newer grader, or --force): "
        f"{outcome if regrade.changes else 'nobody gained or lost points'}."
    )
    if regrade.by_hand:
        first += f" {regrade.by_hand} scores entered by hand stay as they are."
    if not regrade.changes:
        return first
    rows = []
    for change in regrade.changes[:most]:
        before, after = ("open" if p is None else f"{p:g}" for p in (change.before, change.after))
        rows.append((change.student, change.exercise, before, after, f"{change.gain:+g}"))
    columns = ("student", "exercise", "before", "after", "change")
    table = _table(columns, rows, 100, show_edge=False)
    lines = [first, *(line.rstrip() for line in table.splitlines())]
    more = len(regrade.changes) - most
    if more > 0:
        lines.append(f"And {more} more; --json lists all.")
    return "\n".join(lines)


NUMBERS = {"points", "before", "after", "change"}  # columns


def _table(columns: Sequence[str], rows: Iterable[tuple[str, ...]], width: int, **look) -> str:
    """A table in text, at most `width` wide; look: see rich's Table."""
    from rich.console import Console  # slow to import, and most runs show no table
    from rich.table import Table

    table = Table(**look)
    for column in columns:
        table.add_column(column, justify="right" if column in NUMBERS else "left")
    for row in rows:
        table.add_row(*row)
    with StringIO() as text:
        Console(file=text, width=width, markup=False).print(table)
        return text.getvalue()


def outcome_of(record: dict) -> str:
    """The outcome of a whole submission in a word or two."""
    if record["outcome"] == "refused":
        return "refused"
    words = next((words_for(c) for c in record["checks"] if c["outcome"] != "passed"), "all passed")
    return words + ("" if record["boxed"] else ", unboxed")


def named(record: dict) -> str:
    """Ids of the mistakes that were recognised."""
    return ", ".join(f"{c['mistake']} in {c['function']}" for c in record["checks"] if c["mistake"])


def where_to_look(room: Classroom, tally: Tally, records: list[dict], pages: list[Path]) -> str:
    """The summary, and the places of the gradebook and of a page worth opening."""
    helped = next((r for r in records if any(c["mistake"] for c in r["checks"])), records[0])
    page = room.feedback(helped["student"], helped["assignment"])
    return (
        f"{summary(tally)}\n\nGradebook:      {room.folder / 'gradebook.db'}\n"
        f"Feedback pages: {room.folder / 'feedback'} ({len(pages)})\nOpen one:       {page}"
    )


def pruned(count: int, removed: bool, place: str) -> str:
    """How many blobs of a place no record names, and what to do about them."""
    if not count:
        return f"A record names every graded notebook in {place}."
    what = f"{counted(count, 'graded notebook')} in {place} that no record names"
    return f"Removed {what}." if removed else f"Found {what}; --remove removes them."


def collected(found: Collected) -> str:
    """What came out of an archive: who handed in, what was left and why."""
    new = sum(placed.new for placed in found.placed)
    late = [placed.student for placed in found.placed if placed.late and not placed.timed]
    lines = [f"{counted(len(found.placed), 'submission')}, {new} of them new."]
    if late:
        lines.append(
            f"Marked as late, nobody knows by how much: {', '.join(late)}. Nothing is taken off "
            "for it: leave that to the LMS, or write the time into timestamp.txt beside the "
            "notebook, like 2026-10-05 23:59:00 UTC."
        )
    if found.left:
        were = "was" if len(found.left) == 1 else "were"
        lines.append(f"{counted(len(found.left), 'file')} {were} not used:")
        lines += [f"  {name!r} {reason}." for name, reason in found.left]
    return "\n".join(lines)
