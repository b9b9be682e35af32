"""Where the files of a course lie: sources, notebooks, golden data, and the root of them all.

solutions/01_slope.py               the text somebody wrote
solutions/01_slope/01_slope.ipynb   generated: solved, nbgrader's source
course/01_slope/01_slope.ipynb      generated: released to students
course/downslope/golden/*.json      generated: what the visible checks compare with
"""

from __future__ import annotations

import re
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


def text_path(root: Path, name: str) -> Path:
    """Return the place of the text of assignment `name`."""
    return root / SOLUTIONS / f"{name}.py"


def source_path(root: Path, name: str) -> Path:
    """Return the place of the solved notebook of assignment `name`."""
    return root / SOLUTIONS / name / f"{name}.ipynb"


def release_path(root: Path, name: str) -> Path:
    """Return the place of the released notebook of assignment `name`."""
    return root / COURSE / name / f"{name}.ipynb"


def nbgrader_config(root: Path):
    """Return the course's nbgrader configuration (a traitlets Config)."""
    from traitlets.config import PyFileConfigLoader  # only those who talk to nbgrader need it

    return PyFileConfigLoader(CONFIG, path=str(root)).load_config()
