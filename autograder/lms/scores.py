"""The points of a whole class, in one question to the gradebook."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader import api
from sqlalchemy import Engine, case, func, select

from autograder.errors import UserError


@dataclass(frozen=True)
class Score:
    """A student's points. open: graded cells that a person has yet to look at."""

    student: str
    score: float
    max_score: float
    open: int


def scores(engine: Engine, assignment: str) -> list[Score]:
    """The points of all students with a submission, in their order; nbgrader's own rules.

    A manual score counts in place of the automatic one, extra credit is added, a late penalty is
    taken off, and nobody falls below 0. Raises UserError for an assignment nobody has entered.
    """
    points = func.coalesce(api.Grade.manual_score, api.Grade.auto_score, 0.0)
    waiting = case((api.Grade.needs_manual_grade, 1), else_=0)
    grades = (
        select(
            api.Grade.notebook_id,
            func.sum(points + func.coalesce(api.Grade.extra_credit, 0.0)).label("points"),
            func.sum(waiting).label("open"),
        )
        .group_by(api.Grade.notebook_id)
        .subquery()
    )
    submitted, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    total = func.coalesce(grades.c.points, 0.0)
    penalty = func.coalesce(notebook.late_submission_penalty, 0.0)
    kept = case((total > penalty, total - penalty), else_=0.0)
    with engine.connect() as connection:
        found = connection.execute(
            select(api.Assignment.id).where(api.Assignment.name == assignment)
        ).scalar()
        if found is None:
            raise UserError(
                f"The gradebook does not know {assignment}; run `autograder grade {assignment}` "
                "first."
            )
        possible = connection.execute(
            select(func.coalesce(func.sum(api.GradeCell.max_score), 0.0))
            .join(api.Notebook, api.Notebook.id == api.GradeCell.notebook_id)
            .where(api.Notebook.assignment_id == found)
        ).scalar()
        rows = connection.execute(
            select(submitted.student_id, func.sum(kept), func.sum(func.coalesce(grades.c.open, 0)))
            .join(notebook, notebook.assignment_id == submitted.id)
            .outerjoin(grades, grades.c.notebook_id == notebook.id)
            .where(submitted.assignment_id == found)
            .group_by(submitted.student_id)
            .order_by(submitted.student_id)
        ).all()
    return [Score(student, float(score), float(possible), int(n)) for student, score, n in rows]
