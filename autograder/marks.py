"""What the gradebook says of one submission, and of the answers of a class, for the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import Engine, case, func, select

from autograder.items import CameLate, Item
from autograder.late import Delay, delay


@dataclass(frozen=True)
class Mark:
    """One graded cell in the gradebook. score: points, None while a person has yet to decide."""

    score: float | None
    max_score: float
    by_hand: bool


@dataclass(frozen=True)
class Marks:
    """What the gradebook holds of one submission.

    scores: cell name -> Mark. comments: cell name -> what a person wrote. late: if points were
    taken off for a delay.
    """

    scores: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    late: Delay | None = None


def marks(gb: Gradebook, assignment: str, student: str) -> Marks:
    """Read the scores and comments of one submission; empty if there are none."""
    try:
        submitted = gb.find_submission_notebook(assignment, assignment, student)
    except MissingEntry:
        return Marks()
    rows = (
        gb.db.query(api.Grade, api.GradeCell)
        .join(api.GradeCell, api.GradeCell.id == api.Grade.cell_id)
        .filter(api.Grade.notebook_id == submitted.id)
    )
    scores = {}
    for grade, cell in rows:
        open_ = grade.auto_score is None and grade.manual_score is None
        score = None if open_ else grade.score
        scores[cell.name] = Mark(score, cell.max_score, grade.manual_score is not None)
    written = (
        gb.db.query(api.SolutionCell.name, api.Comment.manual_comment)
        .join(api.Comment, api.SolutionCell.id == api.Comment.cell_id)
        .filter(api.Comment.notebook_id == submitted.id, api.Comment.manual_comment.is_not(None))
    )
    whole = submitted.assignment
    taken = submitted.late_submission_penalty or 0.0
    late = delay(taken, whole.timestamp, whole.assignment.duedate, whole.extension)
    return Marks(scores, dict(written.all()), late)


def written_answers(engine: Engine, assignment: str) -> tuple[Item, ...]:
    """How the answers that people grade came out, one item a cell, in one question.

    Answers that wait for a person are counted as waiting and nowhere else; an untouched one has
    its 0 already.
    """
    cell, grade = api.GradeCell, api.Grade
    points = func.coalesce(grade.manual_score, grade.auto_score, 0.0)
    points += func.coalesce(grade.extra_credit, 0.0)
    decided = grade.needs_manual_grade.is_(False)
    full = case((decided & (points >= cell.max_score), 1), else_=0)
    with engine.connect() as connection:
        rows = connection.execute(
            select(
                cell.name,
                cell.max_score,
                func.count(),
                func.sum(case((decided, 1), else_=0)),
                func.sum(case((decided, points), else_=0.0)),
                func.sum(full),
            )
            .join(grade, grade.cell_id == cell.id)
            .join(api.Notebook, api.Notebook.id == cell.notebook_id)
            .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
            .where(api.Assignment.name == assignment, cell.name.startswith("answer-"))
            .group_by(cell.name, cell.max_score)
            .order_by(cell.name)
        ).all()
    return tuple(
        Item(name, worth, taken, earned / taken / worth if taken and worth else None,
             int(full_), None, {}, waiting=count - taken)
        for name, worth, count, taken, earned, full_ in rows
    )  # fmt: skip


def came_late(engine: Engine, assignment: str) -> tuple[CameLate, ...]:
    """Who handed in after the due date or lost points for it, those who lost most first.

    Times, extensions and penalties are those in nbgrader's tables (`penalties.settle`).
    """
    whole, hand_in, copy = api.Assignment, api.SubmittedAssignment, api.SubmittedNotebook
    asked = (
        select(
            hand_in.student_id, hand_in.timestamp, hand_in.extension, whole.duedate,
            copy.late_submission_penalty.label("penalty"),
        )
        .join(whole, whole.id == hand_in.assignment_id)
        .join(copy, copy.assignment_id == hand_in.id)
        .where(whole.name == assignment)
    )  # fmt: skip
    with engine.connect() as connection:
        rows = connection.execute(asked).all()
    found = []
    for row in rows:
        seconds = 0.0
        if row.timestamp and row.duedate:
            due = row.duedate + (row.extension or timedelta(0))
            seconds = max((row.timestamp - due).total_seconds(), 0.0)
        if seconds or row.penalty:
            found.append(CameLate(row.student_id, seconds, row.penalty or 0.0))
    return tuple(sorted(found, key=lambda one: (-one.cost, -one.seconds, one.student)))
