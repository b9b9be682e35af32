"""The gradebook: nbgrader's own database, so that formgrader and `nbgrader export` read it.

Here assignments are entered; `writer.py` writes what became of the submissions.
"""

from __future__ import annotations

import copy

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.database import unusable
from autograder.errors import UserError


def ensure_assignment(gb: Gradebook, assignment: str, source: NotebookNode, config: Config) -> None:
    """Enter an assignment as `nbgrader generate_assignment` would: cells, points, checksums.

    source: the solved notebook with nbgrader metadata; not changed. config: the course's
    nbgrader_config.py, which says what replaces solutions (`layout.nbgrader_config`).
    Called again it brings changed points and texts up to date. Raises UserError if graded cells
    were added or removed after submissions had been graded, or if the database cannot be written.
    """
    db_url = gb.engine.url.render_as_string(hide_password=False)
    nb, resources = copy.deepcopy(source), ResourcesDict(metadata={"name": assignment, "path": ""})
    resources["nbgrader"] = {"notebook": assignment, "assignment": assignment, "db_url": db_url}
    try:
        gb.update_or_create_assignment(assignment)
        for step in GenerateAssignment(coursedir=None, config=config).preprocessors:
            nb, resources = step(config=config).preprocess(nb, resources)
            if step is SaveCells:
                break
    except RuntimeError as error:
        raise UserError(
            f"The graded cells of {assignment} changed after submissions had been graded; "
            "put the old cells back, or start a new gradebook with --db."
        ) from error
    except (SQLAlchemyError, InvalidEntry) as error:
        raise unusable(error) from error
    finally:
        gb.db.rollback()  # SaveCells wrote through a connection of its own: read afresh
