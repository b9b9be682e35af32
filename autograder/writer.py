"""The one writer of a gradebook: many submissions in one transaction, by nbgrader's own rules.

The rows are those that nbgrader's `update_or_create_submission` and `SaveAutoGrades` would leave:
manual scores, extra credit and a person's comments are never touched; a score is shown to a
person if there is none, or if a person has scored before and there is something new to look at.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import secrets
import time
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from autograder import ledger, tables
from autograder.database import make_ours, seen, unusable
from autograder.errors import UserError

CACHE_KILOBYTES = 65_536  # sqlite's own 2 MB are too few from some thousand submissions on
NO_TEXT = hashlib.sha256(b"").hexdigest()
MISSING = {"sha256": NO_TEXT, "untouched": True}  # a cell that the graded notebook lacks
PAUSES = (0.5, 1, 2, 4, 8, 15)  # seconds between tries, while a database server restarts

_students, _grades, _comments = tables.students, tables.grades, tables.comments
_hand_ins, _notebooks = tables.hand_ins, tables.copies


class Writer:
    """Writes the submissions of one assignment through `engine`.

    The graded cells are read once, on making it. Raises UserError if the assignment was never
    entered (`gradebook.ensure_assignment`).
    """

    def __init__(self, engine: Engine, assignment: str):
        self.engine, self.assignment, self.ids = engine, assignment, _ids()
        make_ours(engine)
        assignments, notebooks = tables.assignments, tables.notebooks
        with engine.connect() as connection:
            notebook = connection.execute(
                select(notebooks.c.id, notebooks.c.assignment_id)
                .join(assignments, assignments.c.id == notebooks.c.assignment_id)
                .where(assignments.c.name == assignment, notebooks.c.name == assignment)
            ).one_or_none()
            if notebook is None:
                raise UserError(
                    f"The gradebook does not know {assignment}; enter it first with "
                    f"`nbgrader generate_assignment {assignment} --force`."
                )
            self.notebook, self.entered = notebook
            # id of a cell -> its name; id of a graded cell -> its name and points
            base, solution, grade = tables.cells, tables.solution_cells, tables.grade_cells
            mine = base.c.notebook_id == self.notebook
            self.solutions = dict(
                connection.execute(
                    select(base.c.id, base.c.name)
                    .join(solution, solution.c.id == base.c.id)
                    .where(mine)
                ).all()
            )
            self.written = set(self.solutions.values())  # by the student
            rows = connection.execute(
                select(base.c.id, base.c.name, grade.c.max_score)
                .join(grade, grade.c.id == base.c.id)
                .where(mine)
            )
            self.checks = {id: (name, points) for id, name, points in rows}

    def write(self, records: Iterable[dict]) -> list[str]:
        """Write records in one transaction; return the students whose submission is a newer one.

        records: as made by `session`, with "student", "version" (see `ledger`) and "key"; of those
        that are no longer the wanted version nothing is written. A check without a verdict gets 0.
        A refused submission only enters the student: earlier grades stay. Raises UserError if the
        database is locked or cannot be written.
        """
        given = {record["student"]: record for record in records}
        return self._patiently(lambda db: self._write(db, given))

    def want(self, versions: dict[str, str]) -> None:
        """Note what is handed in now (student -> version): results of earlier versions are late.

        Raises UserError like `write`.
        """
        self._patiently(lambda db: ledger.want(db, self.assignment, versions))

    def _patiently(self, change: Callable):
        """Make a change in one transaction, waiting for a server that restarts."""
        pauses = iter(() if self.engine.dialect.name == "sqlite" else PAUSES)
        again = iter(range(3))
        while True:
            try:
                with self.engine.begin() as db:
                    if self.engine.dialect.name == "sqlite":
                        db.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
                    return change(db)
            except IntegrityError:
                # Somebody else (`nbgrader autograde`) made a row that we were about to make: now
                # it is there to be found.
                if next(again, None) is None:
                    raise
            except (OperationalError, InterfaceError) as error:
                pause = next(pauses, None)
                if pause is None:
                    raise unusable(error) from error
                time.sleep(pause)

    def _write(self, db: Connection, given: dict[str, dict]) -> list[str]:
        known = ledger.lock(db, self.assignment, sorted(given))
        late = [s for s, r in given.items() if known.get(s, r["version"]) != r["version"]]
        current = {s: record for s, record in given.items() if s not in late}
        if current:
            self._enter_students(db, list(current))
            graded = {s: r for s, r in current.items() if r["outcome"] != "refused"}
            if graded:
                places = self._places(db, list(graded))
                self._write_grades(db, graded, places)
                self._write_comments(db, graded, places)
            entries = {s: ledger.entry_of(record) for s, record in current.items()}
            ledger.enter(db, self.assignment, known, entries)
        return late

    def _enter_students(self, db: Connection, students: list[str]) -> None:
        rows = db.execute(select(_students.c.id).where(_students.c.id.in_(students)))
        missing = set(students) - set(rows.scalars())
        if missing:
            db.execute(_students.insert(), [{"id": student} for student in sorted(missing)])

    def _places(self, db: Connection, students: list[str]) -> dict[str, str]:
        """Id of a student's copy of the notebook -> student; made where there is none."""
        rows = db.execute(
            select(_hand_ins.c.student_id, _hand_ins.c.id, _notebooks.c.id)
            .outerjoin(
                _notebooks,
                (_notebooks.c.assignment_id == _hand_ins.c.id)
                & (_notebooks.c.notebook_id == self.notebook),
            )
            .where(_hand_ins.c.assignment_id == self.entered, _hand_ins.c.student_id.in_(students))
        )
        hand_ins, places = {}, {}
        for student, hand_in, place in rows:
            hand_ins[student] = hand_in
            if place is not None:
                places[place] = student
        new = [
            {"id": next(self.ids), "assignment_id": self.entered, "student_id": student}
            for student in students
            if student not in hand_ins
        ]
        if new:
            db.execute(_hand_ins.insert(), new)
        hand_ins |= {row["student_id"]: row["id"] for row in new}
        there = set(places.values())
        new = [
            {"id": next(self.ids), "assignment_id": hand_in, "notebook_id": self.notebook}
            for student, hand_in in hand_ins.items()
            if student not in there
        ]
        if new:
            db.execute(_notebooks.insert(), new)
        of_hand_in = {hand_in: student for student, hand_in in hand_ins.items()}
        return places | {row["id"]: of_hand_in[row["assignment_id"]] for row in new}

    def _write_grades(self, db: Connection, graded: dict[str, dict], places: dict) -> None:
        rows = db.execute(
            select(
                _grades.c.id, _grades.c.notebook_id, _grades.c.cell_id, _grades.c.auto_score,
                _grades.c.manual_score, _grades.c.needs_manual_grade, seen.c.sha256,
            )
            .outerjoin(seen, seen.c.grade_id == _grades.c.id)
            .where(_grades.c.notebook_id.in_(places))
        )  # fmt: skip
        held = {(place, cell): (id, *rest) for id, place, cell, *rest in rows}
        changes = _Changes()
        for place, student in places.items():
            record = graded[student]
            verdicts = {check["id"]: check for check in record["checks"]}
            for cell, (name, max_score) in self.checks.items():
                score, text = self._score(record, verdicts.get(name), name, max_score)
                row = held.get((place, cell))
                if row is None:
                    new = {"id": next(self.ids), "notebook_id": place, "cell_id": cell}
                    changes.grades.append(
                        new | {"auto_score": score, "needs_manual_grade": score is None}
                    )
                    changes.texts.append({"grade_id": new["id"], "sha256": text})
                else:
                    changes.of(row, score, text)
        changes.write(db)

    def _score(self, record, verdict, name, max_score) -> tuple[float | None, str]:
        """The automatic score of a cell, and the sha256 of the text that it is for."""
        texts = record["texts"]
        if name in self.written:
            # nbgrader's own rule: 0 for the released text, a person decides about anything else.
            mine = texts.get(name, MISSING)
            return 0.0 if mine["untouched"] else None, mine["sha256"]
        text = texts.get(verdict["function"], MISSING)["sha256"] if verdict else NO_TEXT
        return _check_score(verdict, max_score), text

    def _write_comments(self, db: Connection, graded: dict[str, dict], places: dict) -> None:
        rows = db.execute(
            select(
                _comments.c.id, _comments.c.notebook_id, _comments.c.cell_id,
                _comments.c.auto_comment,
            ).where(_comments.c.notebook_id.in_(places))
        )  # fmt: skip
        held = {(place, cell): (id, comment) for id, place, cell, comment in rows}
        new, changed = [], []
        for place, student in places.items():
            record = graded[student]
            hints = {check["function"]: check["hint"] for check in record["checks"]}
            for cell, name in self.solutions.items():
                untouched = record["texts"].get(name, MISSING)["untouched"]
                comment = "No response." if untouched else hints.get(name) or None
                row = held.get((place, cell))
                if row is None:
                    new.append(
                        {"id": next(self.ids), "notebook_id": place, "cell_id": cell}
                        | {"auto_comment": comment}
                    )
                elif row[1] != comment:
                    changed.append({"of": row[0], "auto_comment": comment})
        if new:
            db.execute(_comments.insert(), new)
        if changed:
            db.execute(update(_comments).where(_comments.c.id == bindparam("of")), changed)


def _ids() -> Iterator[str]:
    """Ids of new rows, in nbgrader's form. They ascend, so that a batch touches few pages of the
    indexes; nbgrader's random ones touch one each, and the more rows there are the longer it takes.
    """
    run = secrets.token_hex(8)
    return (f"{run}{k:016x}" for k in itertools.count())


class _Changes:
    """Grades, and the texts that they are for: new rows, and what changes of old ones."""

    def __init__(self):
        self.grades, self.texts = [], []
        self.new_scores, self.new_texts = [], []

    def of(self, row: tuple, score: float | None, text: str) -> None:
        """Note what changes of a grade that is there."""
        id, before, manual, waits, text_before = row
        same = text_before == text and before == score
        now = waits
        if manual is None or not same:
            now = score is None or manual is not None
        if (before, waits) != (score, now):
            self.new_scores.append({"of": id, "auto_score": score, "needs_manual_grade": now})
        if text_before is None:
            self.texts.append({"grade_id": id, "sha256": text})
        elif text_before != text:
            self.new_texts.append({"of": id, "sha256": text})

    def write(self, db: Connection) -> None:
        if self.grades:
            db.execute(_grades.insert(), self.grades)
        if self.new_scores:
            db.execute(update(_grades).where(_grades.c.id == bindparam("of")), self.new_scores)
        if self.texts:
            db.execute(seen.insert(), self.texts)
        if self.new_texts:
            db.execute(update(seen).where(seen.c.grade_id == bindparam("of")), self.new_texts)


def _check_score(verdict: dict | None, max_score: float) -> float | None:
    """Points between 0 and `max_score`; None where the check or the machine failed."""
    if verdict is None:
        return 0.0
    if verdict["outcome"] in ledger.OURS:  # a person must look
        return None
    points = float(verdict["points"])
    return min(max(points, 0.0), max_score) if math.isfinite(points) else 0.0
