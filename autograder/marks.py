"""What the gradebook says of one submission, and of the answers of a class, for the pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import Engine, case, func, select

from autograder.items import Item
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
