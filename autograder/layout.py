"""Where the files of a course lie: sources, notebooks, golden data, and the root of them all.

solutions/01_slope.py               the text somebody wrote
solutions/01_slope/01_slope.ipynb   generated: solved, nbgrader's source
course/01_slope/01_slope.ipynb      generated: released to students
course/downslope/golden/*.json      generated: what the visible checks compare with
"""

from __future__ import annotations

import json
import re
import traceback
from pathlib import Path

from autograder.errors import UserError

CONFIG = "nbgrader_config.py"
SOLUTIONS = "solutions"
COURSE = "course"
GOLDEN = "course/downslope/golden"

_ASSIGNMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class CourseError(UserError):
    """What is wrong with a course's files: one sentence that names the place and the remedy."""


def find_root(start: Path | None = None) -> Path:
    """Return the root of the course that `start` (default: the current folder) lies in.

    Looks upwards from `start`, then at the place of this package (a checkout of the repository).
    Raises CourseError when neither leads to a folder with nbgrader_config.py and solutions/.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[1]):
        if (folder / CONFIG).is_file() and (folder / SOLUTIONS).is_dir():
            return folder
    raise CourseError(
        f"No course here: neither {here} nor a folder above it holds {CONFIG} and {SOLUTIONS}/; "
        "change to the course's folder and try again."
    )


def assignments(root: Path) -> list[str]:
    """Return the names of all assignments, in order: one for each solutions/<name>.py.

    Raises CourseError for a name that cannot be an assignment's.
    """
    names = sorted(path.stem for path in (root / SOLUTIONS).glob("*.py"))
    for name in names:
        if not _ASSIGNMENT.fullmatch(name):
            raise CourseError(
                f"{SOLUTIONS}/{name}.py: an assignment's name has 1 to 64 letters, digits, "
                "underscores and hyphens; rename the file."
            )
    return names


def known(root: Path, name: str) -> str:
    """Return `name` if an assignment has it; raise CourseError with those that there are if not.

    To grade one takes its notebooks, not the text that they are made from.
    """
    if _ASSIGNMENT.fullmatch(name) and release_path(root, name).is_file():
        return name
    names = assignments(root)
    if name not in names:
        there_are = ", ".join(names) or "none at all"
        raise CourseError(f"There is no assignment {name!r} here; there are: {there_are}.")
    return name


def text_path(root: Path, name: str) -> Path:
    """Return the place of the text of assignment `name`."""
    return root / SOLUTIONS / f"{name}.py"


def source_path(root: Path, name: str) -> Path:
    """Return the place of the solved notebook of assignment `name`."""
    return root / SOLUTIONS / name / f"{name}.ipynb"


def solved_notebook(root: Path, name: str) -> bytes:
    """Return the solved notebook of assignment `name`, a whole one. Raises CourseError."""
    path = source_path(root, name)
    where = path.relative_to(root)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(f"{where} is missing; `autograder build` makes it.") from error
    if not is_notebook(data):
        raise CourseError(f"{where} is no whole notebook; `autograder build` makes it anew.")
    return data


def is_notebook(data: bytes) -> bool:
    """True if a file with these bytes is whole JSON with a list of cells."""
    try:
        return isinstance(json.loads(data.decode())["cells"], list)
    except (ValueError, KeyError, TypeError):
        return False


def release_path(root: Path, name: str) -> Path:
    """Return the place of the released notebook of assignment `name`."""
    return root / COURSE / name / f"{name}.ipynb"


def nbgrader_config(root: Path):
    """Return the course's nbgrader configuration (a traitlets Config).

    Raises CourseError, with the line where it is known, if the file cannot be executed.
    """
    from traitlets.config import PyFileConfigLoader  # only those who talk to nbgrader need it

    try:
        return PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as error:  # it is a program, and may raise what it likes
        line, said = _line_of(error, root / CONFIG), " ".join(str(error).split())
        raise CourseError(
            f"{root / CONFIG}{f', line {line},' if line else ''} cannot be executed "
            f"({type(error).__name__}: {said}); mend {'that line' if line else 'it'}."
        ) from error


def _line_of(error: Exception, file: Path) -> int | None:
    """The line of `file` at which executing it came to an error."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    steps = traceback.extract_tb(error.__traceback__)
    return next((step.lineno for step in reversed(steps) if step.filename == str(file)), None)
