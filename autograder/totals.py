"""The points of submitted notebooks, as a part of a question to the gradebook."""

from __future__ import annotations

from sqlalchemy import Select, Subquery, case, func, select

from autograder.tables import grades


def totals(notebooks: Select) -> Subquery:
    """notebook_id, points (before a late penalty) and open (cells that a person has yet to see).

    notebooks: a question for the ids of those that are wanted. nbgrader's own rules: a manual
    score goes before the automatic one, extra credit is added.
    """
    grade = grades.c
    points = func.coalesce(grade.manual_score, grade.auto_score, 0.0)
    return (
        select(
            grade.notebook_id,
            func.sum(points + func.coalesce(grade.extra_credit, 0.0)).label("points"),
            func.sum(case((grade.needs_manual_grade, 1), else_=0)).label("open"),
        )
        .where(grade.notebook_id.in_(notebooks))
        .group_by(grade.notebook_id)
        .subquery()
    )
