"""What a gradebook says, by names: to compare gradebooks that were made in different ways."""

from nbgrader import api
from nbgrader.api import Gradebook
from sqlalchemy import select


def by_names(url: str, assignment: str) -> list:
    """All that the gradebook says of an assignment, without the ids of rows."""
    base, grade, comment = api.BaseCell, api.Grade, api.Comment
    who = (api.SubmittedAssignment.student_id, api.Notebook.name, base.name)
    found = []
    with Gradebook(url) as gb:
        for table, columns in (
            (grade, "auto_score manual_score extra_credit needs_manual_grade"),
            (comment, "auto_comment manual_comment"),
        ):
            rows = gb.db.execute(
                select(*who, *(getattr(table, name) for name in columns.split()))
                .join(base, base.id == table.cell_id)
                .join(api.SubmittedNotebook, api.SubmittedNotebook.id == table.notebook_id)
                .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
                .join(
                    api.SubmittedAssignment,
                    api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
                )
                .where(api.Notebook.name == assignment)
            ).all()
            found.append(sorted(map(tuple, rows), key=repr))
        whole = [
            (s.student_id, s.timestamp, s.extension, s.score, s.max_score, s.needs_manual_grade)
            for s in gb.assignment_submissions(assignment)
        ]
        return [*found, sorted(whole, key=repr), sorted(s.id for s in gb.students)]
