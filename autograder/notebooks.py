"""Text to notebooks: the solved one that nbgrader reads, and the released one that students get.

Both are functions of the text and of nbgrader_config.py alone, byte for byte: ids have meaning,
metadata is ours, nothing is executed. The release runs nbgrader's own steps in this process, so
`nbgrader generate_assignment NAME --force` writes the same file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import MappingProxyType

from autograder.layout import CONFIG, CourseError, source_path, text_path
from autograder.roles import MARKER, Cell, read_cells, shown

SCHEMA = 3  # of nbgrader's cell metadata

METADATA = MappingProxyType(
    {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        # No patch version here: it would change the file with every Python.
        "language_info": {
            "codemirror_mode": {"name": "ipython", "version": 3},
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "nbconvert_exporter": "python",
            "pygments_lexer": "ipython3",
        },
    }
)


def cells_of(root: Path, name: str) -> list[Cell]:
    """Return the cells of assignment `name`. Raises CourseError when the text breaks a rule."""
    path = text_path(root, name)
    where = path.relative_to(root).as_posix()
    try:
        return read_cells(path.read_text(encoding="utf-8"), where)
    except FileNotFoundError:
        raise CourseError(f"{where}: no such file; correct the assignment's name.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{where}: not UTF-8 text; save it as UTF-8.") from None


def source_notebook(cells: list[Cell]) -> str:
    """Return the solved notebook as JSON text (nbformat 4.5), with nbgrader's metadata."""
    notebook = {
        "cells": [
            _notebook_cell(cell, cell_id) for cell, cell_id in zip(cells, _ids(cells), strict=True)
        ],
        "metadata": dict(METADATA),
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return _json(notebook)


def _notebook_cell(cell: Cell, cell_id: str) -> dict:
    made = {
        "cell_type": cell.kind,
        "id": cell_id,
        "metadata": {},
        "source": cell.source.splitlines(keepends=True),
    }
    if cell.kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if cell.role is not None:
        made["metadata"]["nbgrader"] = {
            "grade": cell.role in ("check", "answer"),
            "grade_id": cell.grade_id,
            "locked": cell.role == "check",
            "schema_version": SCHEMA,
            "solution": cell.role in ("exercise", "answer"),
            "task": False,
        }
        if cell.points is not None:
            made["metadata"]["nbgrader"]["points"] = cell.points
    return made


def _ids(cells: list[Cell]) -> list[str]:
    """Return one id a cell: its grade id, else the first 8 hex digits of its text's sha256."""
    taken = {cell.grade_id for cell in cells if cell.role is not None}
    ids = []
    for cell in cells:
        if cell.role is not None:
            ids.append(cell.grade_id)
            continue
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        cell_id, copies = digest, 1
        while cell_id in taken:
            copies += 1
            cell_id = f"{digest}-{copies}"
        taken.add(cell_id)
        ids.append(cell_id)
    return ids


def _json(notebook: dict) -> str:
    """Return the notebook as nbformat writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def released_notebook(root: Path, name: str, cells: list[Cell]) -> str:
    """Return what `nbgrader generate_assignment` makes of the solved notebook of these cells.

    The steps are those of nbgrader's GenerateAssignment with the settings of
    root/nbgrader_config.py; only SaveCells is left out, which fills the gradebook and changes
    nothing in the notebook. Raises CourseError when a step refuses, when a marker is left over,
    when a cell is no longer Python or has lost more than its secrets.
    """
    import nbformat
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import PyFileConfigLoader

    where = text_path(root, name).relative_to(root).as_posix()
    config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        if step is not SaveCells:
            exporter.register_preprocessor(step)
    place = {"name": name, "path": str(source_path(root, name).parent)}
    try:
        text, _ = exporter.from_notebook_node(
            nbformat.reads(source_notebook(cells), as_version=4), resources={"metadata": place}
        )
    except Exception as error:
        raise CourseError(
            f"{where}: nbgrader refuses to release it ({type(error).__name__}: {error}); "
            f"mend the text or {CONFIG}."
        ) from error
    _refuse_bad_release(json.loads(text), cells, where)
    return text


def _refuse_bad_release(notebook: dict, cells: list[Cell], where: str) -> None:
    for number, (cell, text) in enumerate(zip(notebook["cells"], cells, strict=True), start=1):
        source = "".join(cell["source"])
        if found := MARKER.search(source):
            raise CourseError(
                f"{where}, cell {number}: {found[0]!r} is still there after the release; "
                f"compare the markers in the text with those in {CONFIG}."
            )
        lost = [line for line in shown(text).splitlines() if line not in source.splitlines()]
        if lost:
            raise CourseError(
                f"{where}, cell {number}: the release has lost {lost[0].strip()!r}, which students "
                f"should see; compare the markers in the text with those in {CONFIG}."
            )
        if cell["cell_type"] == "code":
            try:
                compile(source, where, "exec", dont_inherit=True)
            except SyntaxError as error:
                raise CourseError(
                    f"{where}, cell {number}: not Python once the solution is cut out "
                    f"({error.msg}); indent {'### BEGIN SOLUTION'!r} like the lines it hides."
                ) from None
