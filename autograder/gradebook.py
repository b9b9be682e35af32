"""The gradebook: nbgrader's own database, so that formgrader and `nbgrader export` read it.

A submission is written in one transaction. What a person entered (manual score, extra credit,
comment) is never touched, and writing the same record twice changes nothing.
"""

from __future__ import annotations

import copy
import hashlib
import math

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import compute_checksum, determine_grade
from sqlalchemy.exc import OperationalError
from traitlets.config import Config

from autograder import database
from autograder.errors import UserError

NOT_THE_STUDENT = {"broken_check", "no_box", "lost_worker"}  # a person must look; never a 0


def ensure_assignment(gb: Gradebook, assignment: str, source: NotebookNode, config: Config) -> None:
    """Enter an assignment as `nbgrader generate_assignment` would: cells, points, checksums.

    source: the solved notebook with nbgrader metadata; not changed. config: the course's
    nbgrader_config.py, which says what replaces solutions (`layout.nbgrader_config`).
    Called again it brings changed points and texts up to date. Raises UserError if graded cells
    were added or removed after submissions had been graded.
    """
    db_url = gb.engine.url.render_as_string(hide_password=False)
    nb, resources = copy.deepcopy(source), ResourcesDict(metadata={"name": assignment, "path": ""})
    resources["nbgrader"] = {"notebook": assignment, "assignment": assignment, "db_url": db_url}
    gb.update_or_create_assignment(assignment)
    try:
        for step in GenerateAssignment(coursedir=None, config=config).preprocessors:
            nb, resources = step(config=config).preprocess(nb, resources)
            if step is SaveCells:
                break
    except RuntimeError as error:
        raise UserError(
            f"The graded cells of {assignment} changed after submissions had been graded; "
            "put the old cells back, or start a new gradebook with --db."
        ) from error
    finally:
        gb.db.rollback()  # SaveCells wrote through a connection of its own: read afresh


def write(gb: Gradebook, record: dict, notebook: NotebookNode | None) -> None:
    """Write the record of one submission, in one transaction.

    record: as made by `session.grade`, with "student". notebook: the graded notebook, needed for
    the answers. A check without a verdict gets 0. A refused submission only enters the student:
    earlier grades stay. Raises UserError if the assignment was never entered, or if the database
    is locked or cannot be written.
    """
    try:
        database.seen.create(
            gb.db.connection(), checkfirst=True
        )  # nbgrader may have made the database
        _write(gb, record, notebook)
        gb.db.commit()
    except OperationalError as error:
        gb.db.rollback()
        raise UserError(
            f"The gradebook cannot be written ({error.orig}); close what else uses it (formgrader, "
            "a second run) and repeat the command: what is graded is not graded twice."
        ) from error
    except BaseException:
        gb.db.rollback()
        raise


def _write(gb: Gradebook, record: dict, notebook: NotebookNode | None) -> None:
    db, name, student_id = gb.db, record["assignment"], record["student"]
    if db.get(api.Student, student_id) is None:
        db.add(api.Student(id=student_id))
        db.flush()
    if record["outcome"] == "refused":
        return
    try:
        master = gb.find_notebook(name, name)
    except MissingEntry as error:
        raise UserError(
            f"The gradebook does not know {name}; enter it first with "
            f"`nbgrader generate_assignment {name} --force`."
        ) from error
    submitted = _submitted(db, master, student_id)
    verdicts = {check["id"]: check for check in record["checks"]}
    cells = {cell.get("id"): cell for cell in notebook.cells} if notebook else {}
    checksums = {cell.name: cell.checksum for cell in master.source_cells}
    answers = {cell.name for cell in master.solution_cells}

    grades = (
        db.query(api.Grade, api.GradeCell, database.seen.c.sha256)
        .join(api.GradeCell, api.GradeCell.id == api.Grade.cell_id)
        .outerjoin(database.seen, database.seen.c.grade_id == api.Grade.id)
        .filter(api.Grade.notebook_id == submitted.id)
    )
    for grade, cell, seen in grades.all():
        verdict = verdicts.get(cell.name)
        if cell.name in answers:
            text_of, score = cell.name, _answer_score(cells.get(cell.name), checksums[cell.name])
        else:
            text_of = verdict["function"] if verdict else ""
            score = _check_score(verdict, cell.max_score)
        _grade(db, grade, score, seen, _source(cells, text_of))

    hints = {check["function"]: check["hint"] for check in record["checks"]}
    comments = (
        db.query(api.Comment, api.SolutionCell)
        .join(api.SolutionCell, api.SolutionCell.id == api.Comment.cell_id)
        .filter(api.Comment.notebook_id == submitted.id)
    )
    for comment, cell in comments:
        if _untouched(cells.get(cell.name), checksums[cell.name]):
            comment.auto_comment = "No response."
        else:
            comment.auto_comment = hints.get(cell.name) or None


def _submitted(db, master: api.Notebook, student_id: str) -> api.SubmittedNotebook:
    """The student's copy of the notebook, mirrored from the master if it is not there yet."""
    submission = (
        db.query(api.SubmittedAssignment)
        .filter_by(assignment_id=master.assignment_id, student_id=student_id)
        .one_or_none()
    )
    if submission is None:
        submission = api.SubmittedAssignment(
            assignment_id=master.assignment_id, student_id=student_id
        )
        db.add(submission)
        db.flush()
    submitted = (
        db.query(api.SubmittedNotebook)
        .filter_by(assignment_id=submission.id, notebook_id=master.id)
        .one_or_none()
    )
    if submitted is None:
        submitted = api.SubmittedNotebook(assignment_id=submission.id, notebook_id=master.id)
        db.add(submitted)
        db.flush()
        kept = {"notebook_id": submitted.id}
        db.add_all(api.Grade(cell_id=cell.id, **kept) for cell in master.grade_cells)
        db.add_all(api.Comment(cell_id=cell.id, **kept) for cell in master.solution_cells)
        db.flush()
    return submitted


def _untouched(cell: NotebookNode | None, checksum: str) -> bool:
    """Does the cell still hold the released text (or is it missing)?"""
    return cell is None or compute_checksum(cell) == checksum


def _answer_score(cell: NotebookNode | None, checksum: str) -> float | None:
    """nbgrader's own rule: 0 for the released text, None (a person decides) for anything else."""
    if cell is None:
        return 0.0
    cell.metadata.nbgrader["checksum"] = checksum
    return determine_grade(cell)[0]


def _check_score(verdict: dict | None, max_score: float) -> float | None:
    """Points between 0 and `max_score`; None where the check or the machine failed."""
    if verdict is None:
        return 0.0
    if verdict["outcome"] in NOT_THE_STUDENT:
        return None
    points = float(verdict["points"])
    return min(max(points, 0.0), max_score) if math.isfinite(points) else 0.0


def _source(cells: dict, name: str) -> str:
    """The sha256 of a cell's text."""
    source = cells[name].source if name in cells else ""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def _grade(db, grade: api.Grade, score: float | None, seen: str | None, text_now: str) -> None:
    """Set the automatic score; ask a person again only if there is something new to look at.

    seen, text_now: the sha256 of the text that was graded before (None: never) and of today's.
    """
    same = seen == text_now and grade.auto_score == score
    grade.auto_score = score
    if grade.manual_score is None or not same:
        grade.needs_manual_grade = score is None or grade.manual_score is not None
    if seen is None:
        db.execute(database.seen.insert().values(grade_id=grade.id, sha256=text_now))
    elif seen != text_now:
        db.execute(
            database.seen.update()
            .where(database.seen.c.grade_id == grade.id)
            .values(sha256=text_now)
        )
