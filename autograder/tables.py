"""nbgrader's tables, as far as we read and write them, without importing nbgrader (half a second).

Every table of nbgrader's is here, so that a missing one is noticed; of the columns those that we
use. `tests/unit/test_tables.py` holds all of them against nbgrader's own models.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    Float,
    Interval,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()  # described here, and made by nbgrader alone


def _table(name: str, *columns: Column, of: int = 32) -> Table:
    return Table(name, metadata, Column("id", String(of), primary_key=True), *columns)


def _kind(name: str) -> Column:
    return Column("cell_type", Enum("code", "markdown", name=name), nullable=False)


courses = _table("course", of=128)
assignments = _table(
    "assignment", Column("name", String(128), nullable=False), Column("duedate", DateTime)
)
notebooks = _table(
    "notebook", Column("name", String(128), nullable=False), Column("assignment_id", String(32))
)
cells = _table(
    "base_cell",
    Column("name", String(128), nullable=False),
    Column("notebook_id", String(32), nullable=False),
    Column("type", String(50)),
)
# What these add to a cell, by its id.
grade_cells, task_cells = (
    _table(name, Column("max_score", Float, nullable=False), _kind("grade_cell_type"))
    for name in ("grade_cells", "task_cells")
)
solution_cells = _table("solution_cells")
source_cells = _table(
    "source_cell",
    Column("name", String(128), nullable=False),
    _kind("source_cell_type"),
    Column("locked", Boolean, default=False, nullable=False),
    Column("source", Text),
    Column("checksum", String(128)),
    Column("notebook_id", String(32)),
)
students = _table("student", of=128)
hand_ins = _table(
    "submitted_assignment",
    Column("assignment_id", String(32)),
    Column("student_id", String(128)),
    Column("timestamp", DateTime),
    Column("extension", Interval),
)
copies = _table(  # of a notebook, handed in
    "submitted_notebook",
    Column("assignment_id", String(32)),  # of the hand-in
    Column("notebook_id", String(32)),
    Column("flagged", Boolean, default=False),
    Column("late_submission_penalty", Float(0)),
)


def _of_copies(name: str, *columns: Column) -> Table:
    """One row for a cell of a copy."""
    return _table(name, Column("notebook_id", String(32)), Column("cell_id", String(32)), *columns)


grades = _of_copies(
    "grade",
    Column("auto_score", Float),
    Column("manual_score", Float),
    Column("extra_credit", Float),
    Column("needs_manual_grade", Boolean, default=True, nullable=False),
)
comments = _of_copies(
    "comment",
    Column("auto_comment", Text),
    Column("manual_comment", Text),
)
