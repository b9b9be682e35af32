"""Text to notebooks and golden data; and is everything fresh, and does nothing leak?

| written | made of | by |
|---|---|---|
| solutions/<name>/<name>.ipynb | solutions/<name>.py | notebooks.source_notebook |
| course/<name>/<name>.ipynb | that, nbgrader_config.py | notebooks.released_notebook |
| course/downslope/golden/<function>.json | truth, mistakes, checks | golden.golden_files |

All is made in memory first and written only when nothing is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from autograder.files import write_atomically
from autograder.layout import (
    GOLDEN,
    CourseError,
    assignments,
    find_root,
    release_path,
    source_path,
)
from autograder.leaks import given_away, leaks, leaks_in, secrets_of
from autograder.notebooks import cells_of, released_notebook, source_notebook
from autograder.strays import strays


def build(
    check: bool = False,
    names: list[str] | None = None,
    root: Path | None = None,
    *,
    golden: Callable[[], dict[str, str]] | None = None,
    separation: Callable[[], list[str]] | None = None,
) -> list[str]:
    """Build the course, or with `check` compare it with what would be built; return the problems.

    check: write nothing; also look for leaks, stray files and mistakes that no check recognises.
    names: only the notebooks of these assignments, without golden data and without the looks at
        the course as a whole; default: everything.
    root: the course's root; default: found from the current folder (CourseError without one).
    golden, separation: what makes the golden data (file name -> text) and what names unrecognised
        mistakes; default: autograder.golden.golden_files and
        autograder.diagnose.separation_problems.
    Returns one sentence a problem, each with its remedy; when there is one, nothing was written.
    """
    root = find_root() if root is None else root.resolve()
    wanted = assignments(root) if names is None else names
    made, problems = _notebooks(root, wanted)
    if names is None:
        golden_texts, golden_problems = _golden(root, wanted, golden)
        made |= golden_texts
        problems += golden_problems
    if not check:
        if not problems:
            problems = _leaks_of(root, wanted, made) + _somebodys_work(root, wanted)
        if not problems:
            for path, text in made.items():
                write_atomically(path, text)
        return problems
    problems += _stale(root, made)
    if names is None:
        problems += given_away(root)
        problems += leaks(root)
        problems += strays(root, set(made))
        problems += _separation(separation)
    return problems


def _somebodys_work(root: Path, names: list[str]) -> list[str]:
    """Name each released notebook that somebody has run: it may hold answers worth keeping."""
    found = []
    for name in names:
        path = release_path(root, name)
        try:
            cells = json.loads(path.read_bytes())["cells"]
            ran = any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue  # not there yet, or nothing that a person could have worked in
        if ran:
            found.append(
                f"{path.relative_to(root)}: somebody has worked in this notebook; move it away "
                "(`make lab` works in a copy), then run `autograder build` again."
            )
    return found


def _notebooks(root: Path, names: list[str]) -> tuple[dict[Path, str], list[str]]:
    """Return path -> text of the notebooks of `names`, and why some could not be made."""
    made, problems = {}, []
    for name in names:
        try:
            cells = cells_of(root, name)
            made[source_path(root, name)] = source_notebook(cells)
            made[release_path(root, name)] = released_notebook(root, name, cells)
        except CourseError as error:
            problems.append(str(error))
    return made, problems


def _golden(
    root: Path, names: list[str], golden: Callable[[], dict[str, str]] | None
) -> tuple[dict[Path, str], list[str]]:
    """Return path -> text of the golden data, and which check cells have none."""
    if golden is None:
        from autograder.golden import golden_files as golden
    texts = golden()
    problems = []
    for name in names:
        try:
            cells = cells_of(root, name)
        except CourseError:
            continue  # named by _notebooks already
        problems += [
            f'solutions/{name}.py, cell {cell.number} (check="{cell.name}"): no golden data of '
            "that name; declare the check in autograder/checks/ or correct the name."
            for cell in cells
            if cell.role == "check" and f"{cell.name}.json" not in texts
        ]
    return {root / GOLDEN / file: text for file, text in sorted(texts.items())}, problems


def _leaks_of(root: Path, names: list[str], made: dict[Path, str]) -> list[str]:
    """Return what the freshly made files of the students' side would give away."""
    secrets = secrets_of(root, names)
    own = [path for path in made if path.is_relative_to(root / "course")]
    return [
        problem
        for path in own
        for problem in leaks_in(path.relative_to(root).as_posix(), made[path], secrets)
    ]


def _stale(root: Path, made: dict[Path, str]) -> list[str]:
    """Return which files on disk are not what the build would write."""
    problems = []
    for path, text in made.items():
        where = path.relative_to(root).as_posix()
        if not path.is_file():
            problems.append(f"{where}: missing; run `autograder build`.")
        elif path.read_bytes() != text.encode():
            problems.append(f"{where}: stale; run `autograder build`.")
    return problems


def _separation(separation: Callable[[], list[str]] | None) -> list[str]:
    if separation is None:
        from autograder.diagnose import separation_problems as separation
    return separation()
