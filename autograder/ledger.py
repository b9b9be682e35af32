"""The ledger: for each submission which version is wanted, and which one the gradebook holds.

A table beside nbgrader's own, written in the same transaction as the grades, so that a run that
was killed anywhere can be repeated: what stands here is in the gradebook, and nothing else is.

*The fence.* `want` is the sha256 of what is handed in now. A result is entered only if it was
made from that version, so a slow old result never overwrites a newer one.
"""

from __future__ import annotations

import functools
import json
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    inspect,
    select,
    update,
)  # fmt: skip

from downslope.show import title

ledger = Table(
    "downslope_ledger",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("want", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("notebook", String(64), nullable=False),
)
OURS = {  # outcomes that are not the student's: never a 0
    "broken_check": "the check itself failed",
    "no_box": "no box to run it in",
    "lost_worker": "interrupted",
}
_ROWS = 500  # in one statement; sqlite allows some thousand parameters


class Entry(NamedTuple):
    """What the gradebook holds of one submission.

    want: sha256 of the version handed in last, as far as known. version: of the one that was
    graded, "" if none was. key: says under which checks and which grader; "" where it has to be
    tried again. outcome: "graded" or "refused". words: the outcome of each check in words, or
    the one reason of a refusal. notebook: sha256 of the file in autograded/, "" without one.
    """

    want: str
    version: str = ""
    key: str = ""
    outcome: str = ""
    words: tuple[str, ...] = ()
    notebook: str = ""


def read(engine: Engine, assignment: str) -> dict[str, Entry]:
    """Student -> entry; empty where there is no ledger yet."""
    columns = [c for c in ledger.c if c.name != "assignment"]
    with engine.connect() as connection:
        if not inspect(connection).has_table(ledger.name):
            return {}
        rows = connection.execute(select(*columns).where(ledger.c.assignment == assignment))
        return {
            student: Entry(want, version, key, outcome, _tuple(words), notebook)
            for student, want, version, key, outcome, words, notebook in rows
        }


def refused(engine: Engine, assignment: str) -> set[str]:
    """Students of whom what they handed in last could not be graded."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(ledger.name):
            return set()
        asked = select(ledger.c.student).where(
            ledger.c.assignment == assignment, ledger.c.outcome == "refused"
        )
        return set(connection.execute(asked).scalars())


@functools.lru_cache(10_000)
def _tuple(words: str) -> tuple[str, ...]:
    """The list in a column of JSON; most students have one of a few."""
    return tuple(json.loads(words))


def entry_of(record: dict) -> Entry:
    """What to enter for the record of a submission (see `session`), with "version" and "key"."""
    refused = record["outcome"] == "refused"
    words = [record["reason"]] if refused else map(words_for, record["checks"])
    version, graded = record["version"], record.get("notebook", "")
    return Entry(version, version, record["key"], record["outcome"], tuple(words), graded)


def words_for(check: dict) -> str:
    """The outcome of a check in a few words."""
    return OURS.get(check["outcome"]) or title(check["outcome"], check["error"])


def want(connection: Connection, assignment: str, versions: dict[str, str]) -> None:
    """Note that these versions (student -> sha256) are what is handed in now."""
    known = lock(connection, assignment, sorted(versions))
    _write(connection, assignment, known, {s: {"want": v} for s, v in versions.items()})


def lock(connection: Connection, assignment: str, students: list[str]) -> dict[str, str]:
    """Student -> wanted version, of those known. Nobody else changes them in this transaction."""
    found = {}
    for k in range(0, len(students), _ROWS):
        some = students[k : k + _ROWS]
        mine = (ledger.c.assignment == assignment) & ledger.c.student.in_(some)
        # A write that changes nothing takes the lock, in sqlite and in PostgreSQL alike.
        connection.execute(update(ledger).where(mine).values(want=ledger.c.want))
        found |= dict(connection.execute(select(ledger.c.student, ledger.c.want).where(mine)).all())
    return found


def enter(
    connection: Connection, assignment: str, known: dict[str, str], entries: dict[str, Entry]
) -> None:
    """Enter what is being written to the gradebook in this transaction.

    known: as given by `lock`.
    """
    rows = {
        student: {
            "want": entry.want,
            "version": entry.version,
            "key": entry.key,
            "outcome": entry.outcome,
            "words": json.dumps(entry.words, ensure_ascii=False),
            "notebook": entry.notebook,
        }
        for student, entry in entries.items()
    }
    _write(connection, assignment, known, rows)


def _write(connection, assignment: str, known: dict[str, str], rows: dict[str, dict]) -> None:
    """Update the rows of the known students with the given columns, insert the others."""
    blank = {"version": "", "key": "", "outcome": "", "words": "[]", "notebook": ""}
    new = [
        {"assignment": assignment, "student": student, **blank, **row}
        for student, row in rows.items()
        if student not in known
    ]
    old = [{"of": student, **row} for student, row in rows.items() if student in known]
    if new:
        connection.execute(ledger.insert(), new)
    if old:
        whose = (ledger.c.assignment == assignment) & (ledger.c.student == bindparam("of"))
        connection.execute(update(ledger).where(whose), old)
