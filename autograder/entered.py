"""Which assignments are in the gradebook as they are in the course, and need not be entered.

A table beside nbgrader's own holds a hash for each: of all that `gradebook.ensure_assignment` makes
rows of, and of the rows themselves. So a new text, another configuration or nbgrader, `nbgrader
generate_assignment` and a change by hand are all noticed, without importing nbgrader.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, inspect, select
from traitlets.config import Config

from autograder import tables

entered = Table(
    "downslope_entered",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("sha256", String(64), nullable=False),
)


def given(source: bytes, config: Config) -> str | None:
    """The sha256 of what an assignment's rows are made from: its solved notebook and the settings.

    None where more decides than these: other files, or an instructor's own steps.
    """
    steps = "preprocessors" in config.get("GenerateAssignment", {})
    if steps or {"IncludeHeaderFooter", "InstantiateTests"} & set(config) or b"AUTOTEST" in source:
        return None
    # How notebooks are executed decides nothing here, and has a random word in it.
    settings = {name: value for name, value in config.items() if name != "ExecutePreprocessor"}
    return _sha256(source, repr(settings).encode(), version("nbgrader").encode())


def is_entered(engine: Engine, assignment: str, given: str | None) -> bool:
    """Were the rows made from `given`, and are they still the same?"""
    with engine.connect() as connection:
        if given is None or not inspect(connection).has_table(entered.name):
            return False
        noted = select(entered.c.sha256).where(entered.c.assignment == assignment)
        found = connection.execute(noted).scalar()
        return found is not None and found == _with_rows(connection, assignment, given)


def note(engine: Engine, assignment: str, given: str | None) -> None:
    """Remember that the rows, as they are now, were made from `given`."""
    with engine.begin() as connection:
        connection.execute(delete(entered).where(entered.c.assignment == assignment))
        if given is not None:
            sha256 = _with_rows(connection, assignment, given)
            connection.execute(entered.insert().values(assignment=assignment, sha256=sha256))


def _with_rows(connection: Connection, assignment: str, given: str) -> str:
    """The sha256 of `given` and of the rows that entering an assignment makes, without ids."""
    assignments, notebooks, cells = tables.assignments, tables.notebooks, tables.cells
    grade, solution, task = tables.grade_cells, tables.solution_cells, tables.task_cells
    mine = (assignments.c.name == assignment) & (notebooks.c.name == assignment)
    place = notebooks.join(assignments, assignments.c.id == notebooks.c.assignment_id)
    typed = select(
        cells.c.name, cells.c.type, solution.c.id.is_not(None),
        grade.c.max_score, grade.c.cell_type,
        task.c.max_score, task.c.cell_type,
    ).select_from(
        place.join(cells, cells.c.notebook_id == notebooks.c.id)
        .outerjoin(grade, grade.c.id == cells.c.id)
        .outerjoin(solution, solution.c.id == cells.c.id)
        .outerjoin(task, task.c.id == cells.c.id)
    )  # fmt: skip
    sources = tables.source_cells
    columns = [column for column in sources.c if not column.name.endswith("id")]
    texts = select(*columns).select_from(
        place.join(sources, sources.c.notebook_id == notebooks.c.id)
    )
    rows = [
        sorted(repr(tuple(row)) for row in connection.execute(question.where(mine)))
        for question in (typed, texts)
    ]
    return _sha256(given.encode(), repr(rows).encode())


def _sha256(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()
