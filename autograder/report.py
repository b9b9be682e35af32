"""What a run found, in words and tables for the terminal."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.classroom import Classroom
from autograder.invented import Invented
from autograder.lms.collect import Collected
from downslope.show import title

OURS = {
    "broken_check": "the check itself failed",
    "no_box": "no box to run it in",
    "lost_worker": "interrupted",
}


def _words(check: dict) -> str:
    """The outcome of a check in a few words."""
    return OURS.get(check["outcome"]) or title(check["outcome"], check["error"])


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
        lines.append(f"\n{check['function']}: {_words(check)}, {points}")
        for part in check["parts"]:
            lines.append(f"  {'✓' if part['passed'] else '✗'} {part['title']}")
            if part["message"]:
                lines.append(f"      {part['message']}")
        if check["hint"]:
            known = f" [{check['mistake']}]" if check["mistake"] else ""
            lines.append(f"  Hint{known}: {check['hint']}")
        lines += [f"  Remark: {remark}" for remark in check["remarks"]]
    return "\n".join(lines)


def summary(records: list[dict]) -> str:
    """How many were graded and refused; the refused with their reasons."""
    refused = [r for r in records if r["outcome"] == "refused"]
    unboxed = any(not r["boxed"] for r in records)
    lines = [
        f"{len(records) - len(refused)} graded, {len(refused)} refused"
        + (", all unboxed." if unboxed else ".")
    ]
    outcomes = Counter(_words(c) for r in records for c in r["checks"])
    if outcomes:
        lines.append("Checks: " + ", ".join(f"{n} {words}" for words, n in outcomes.most_common()))
    lines += [f"  {r['student']}: {r['reason']}" for r in refused]
    return "\n".join(lines)


def class_table(class_: list[Invented], records: list[dict]) -> str:
    """The invented class: who did what, and what the grader made of it."""
    table = Table(title="An invented class, and what the grader made of it", title_justify="left")
    for column in ("student", "what was handed in", "points", "outcome", "named mistake"):
        table.add_column(column, justify="right" if column == "points" else "left")
    by_student = {record["student"]: record for record in records}
    for student in sorted(class_, key=lambda s: s.student):
        record = by_student[student.student]
        table.add_row(
            student.student, student.story, _points(record), outcome_of(record), named(record)
        )
    with StringIO() as text:
        Console(file=text, width=118, markup=False).print(table)
        return text.getvalue()


def outcome_of(record: dict) -> str:
    """The outcome of a whole submission in a word or two."""
    if record["outcome"] == "refused":
        return "refused"
    words = next((_words(c) for c in record["checks"] if c["outcome"] != "passed"), "all passed")
    return words + ("" if record["boxed"] else ", unboxed")


def named(record: dict) -> str:
    """Ids of the mistakes that were recognised."""
    return ", ".join(f"{c['mistake']} in {c['function']}" for c in record["checks"] if c["mistake"])


def where_to_look(room: Classroom, records: list[dict], pages: list[Path]) -> str:
    """The summary, and the places of the gradebook and of a page worth opening."""
    helped = next((r for r in records if any(c["mistake"] for c in r["checks"])), records[0])
    page = room.feedback(helped["student"], helped["assignment"])
    return (
        f"{summary(records)}\n\nGradebook:      {room.folder / 'gradebook.db'}\n"
        f"Feedback pages: {room.folder / 'feedback'} ({len(pages)})\nOpen one:       {page}"
    )


def collected(found: Collected) -> str:
    """What came out of an archive: who handed in, what was left and why."""
    new = sum(placed.new for placed in found.placed)
    late = [placed.student for placed in found.placed if placed.late]
    lines = [f"{len(found.placed)} submissions, {new} of them new."]
    if late:
        lines.append(f"Marked as late: {', '.join(late)}.")
    if found.left:
        lines.append(f"{len(found.left)} files were not used:")
        lines += [f"  {name!r} {reason}." for name, reason in found.left]
    return "\n".join(lines)
