"""The points of a whole class, in one question to the gradebook."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader import api
from sqlalchemy import Engine, case, func, select

from autograder.errors import UserError
from autograder.late import Delay, delay
from autograder.totals import totals


@dataclass(frozen=True)
class Score:
    """A student's points. open: graded cells that a person has yet to look at.

    score: after the late penalty. late: what it was taken off for, if it was.
    """

    student: str
    score: float
    max_score: float
    open: int
    late: Delay | None = None


def scores(engine: Engine, assignment: str) -> list[Score]:
    """The points of all students with a submission, in their order; nbgrader's own rules.

    A manual score counts in place of the automatic one, extra credit is added, a late penalty is
    taken off, and nobody falls below 0. Raises UserError for an assignment nobody has entered.
    """
    submitted, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    with engine.connect() as connection:
        found = connection.execute(
            select(api.Assignment.id, api.Assignment.duedate).where(
                api.Assignment.name == assignment
            )
        ).first()
        if found is None:
            raise UserError(
                f"The gradebook does not know {assignment}; run `autograder grade {assignment}` "
                "first."
            )
        possible = connection.execute(
            select(func.coalesce(func.sum(api.GradeCell.max_score), 0.0))
            .join(api.Notebook, api.Notebook.id == api.GradeCell.notebook_id)
            .where(api.Notebook.assignment_id == found.id)
        ).scalar()
        copies = select(notebook.id).join(submitted).where(submitted.assignment_id == found.id)
        grades = totals(copies)
        total = func.coalesce(grades.c.points, 0.0)
        penalty = func.coalesce(notebook.late_submission_penalty, 0.0)
        kept = case((total > penalty, total - penalty), else_=0.0)
        rows = connection.execute(
            select(
                submitted.student_id, submitted.timestamp, submitted.extension, func.sum(kept),
                func.sum(total - kept), func.sum(func.coalesce(grades.c.open, 0)),
            )
            .join(notebook, notebook.assignment_id == submitted.id)
            .outerjoin(grades, grades.c.notebook_id == notebook.id)
            .where(submitted.assignment_id == found.id)
            .group_by(submitted.student_id, submitted.timestamp, submitted.extension)
            .order_by(submitted.student_id)
        ).all()  # fmt: skip
    return [
        Score(
            student, float(score), float(possible), int(n),
            delay(float(taken), time, found.duedate, extension),
        )
        for student, time, extension, score, taken, n in rows
    ]  # fmt: skip
