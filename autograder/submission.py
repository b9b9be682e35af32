"""Read what a student handed in, trusting nothing: only the text of its cells comes out.

Everything that could not be read ends in `Refused` with one sentence and its remedy, so that one
broken file never stops a class.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from autograder.plain import one_line

LARGEST = 20 * 2**20  # bytes; an honest notebook with pictures stays below a few megabytes
MOST_CELLS = 1000
MOST_PARTS = 500_000  # of its JSON: those of a file of 20 MB could fill a gigabyte of memory


class Refused(Exception):
    """The submission cannot be graded; the message says why and what to do, in one sentence."""


@dataclass(frozen=True)
class Submitted:
    """One cell as handed in: kind ("code" or "markdown"), text, the names it carries.

    grade_id: nbgrader's name for a graded cell, or None; id: the cell's own id, or None.
    """

    kind: str
    source: str
    grade_id: str | None = None
    id: str | None = None


def find(folder: Path, assignment: str) -> Path:
    """Return the notebook in a student's folder: the one with the right name, else the only one.

    Raises Refused where there is none, or several of which none has the right name.
    """
    expected = folder / f"{assignment}.ipynb"
    if os.path.lexists(expected):
        return expected
    try:
        others = sorted(p for p in folder.iterdir() if p.suffix == ".ipynb")
    except OSError as error:
        raise Refused(f"The folder cannot be read ({error.strerror}).") from error
    if len(others) == 1:
        return others[0]
    found = ", ".join(one_line(p.name) for p in others[:5]) or "no notebook at all"
    raise Refused(
        f"The folder holds {found}; hand in one notebook with the name {assignment}.ipynb."
    )


def read_bytes(path: Path) -> bytes:
    """Read a submitted file: a regular one, of a sane size. Raises Refused otherwise."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise Refused(
                "The file is a symbolic link; hand in the notebook itself, not a link to it."
            ) from error
        raise Refused(f"The file cannot be read ({error.strerror}); hand it in again.") from error
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("This is not an ordinary file; hand in the notebook itself.")
        if status.st_size > LARGEST:
            raise Refused(
                f"The file has {status.st_size / 2**20:.0f} MB, more than the "
                f"{LARGEST // 2**20} MB allowed; clear all outputs (Edit, Clear Outputs of "
                "All Cells), save, and hand in again."
            )
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.read(LARGEST + 1)
    finally:
        os.close(fd)


def parse(data: bytes, name: str = "submission.ipynb") -> list[Submitted]:
    """Return the cells of a notebook, or of a Python file whose name ends in .py.

    Raises Refused for anything else.
    """
    if not data.strip():
        raise Refused("The file is empty; save the notebook and hand it in again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not text in UTF-8; hand in the notebook itself.") from error
    return _parse_python(text) if name.endswith(".py") else _parse_notebook(text)


def _parse_python(text: str) -> list[Submitted]:
    import jupytext  # slow to import, and only this rare kind of submission needs it

    try:
        cells = jupytext.reads(text, fmt="py:percent").cells
    except Exception as error:  # it raises what it likes at odd headers: AttributeError, ValueError
        raise Refused(
            "The file is not a notebook written as Python text; hand in the notebook itself."
        ) from error
    _not_too_many(cells)
    return [
        Submitted("code" if cell.cell_type == "code" else "markdown", cell.source, _role(cell))
        for cell in cells
    ]


def _role(cell) -> str | None:
    """nbgrader's name for a cell that the text calls exercise="f", check="f" or answer="why"."""
    for key, prefix in (("exercise", ""), ("check", "check-"), ("answer", "answer-")):
        if name := _name(cell.metadata.get(key)):
            return prefix + name
    return None


def _not_too_many(cells: list) -> None:
    if len(cells) > MOST_CELLS:
        raise Refused(
            f"The notebook has {len(cells)} cells, more than the {MOST_CELLS} allowed; delete "
            "those that are not needed, and hand it in again."
        )


def _parse_notebook(text: str) -> list[Submitted]:
    if text.count("{") + text.count("[") > MOST_PARTS:
        raise Refused(
            "The notebook has more parts than any that was written by hand; clear all outputs "
            "(Edit, Clear Outputs of All Cells), save, and hand it in again."
        )
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "The file is not a whole notebook (its JSON is broken); open it in JupyterLab, save "
            "it, and hand it in again."
        ) from error
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        old = isinstance(data, dict) and "worksheets" in data
        raise Refused(
            "The notebook has an old format; open it in JupyterLab, save it, and hand it in again."
            if old
            else "The file is JSON, but not a notebook; hand in the notebook itself."
        )
    _not_too_many(cells)
    return [cell for cell in map(_submitted, cells) if cell]


def _submitted(cell) -> Submitted | None:
    """Take the text of one raw cell over; None for what is not a cell or holds no text."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    kind = "code" if cell.get("cell_type") == "code" else "markdown"
    return Submitted(kind, _clean(source), _name(grade_id), _name(cell.get("id")))


def _clean(text: str) -> str:
    """Replace lone surrogates, which JSON allows and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _name(value) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 else None
