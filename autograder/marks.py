"""What the gradebook says of one submission, for the feedback page."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry


@dataclass(frozen=True)
class Mark:
    """One graded cell in the gradebook. score: points, None while a person has yet to decide."""

    score: float | None
    max_score: float
    by_hand: bool


@dataclass(frozen=True)
class Marks:
    """What the gradebook holds of one submission.

    scores: cell name -> Mark. comments: cell name -> what a person wrote. late_penalty: points.
    """

    scores: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0


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
    return Marks(scores, dict(written.all()), submitted.late_submission_penalty or 0.0)
