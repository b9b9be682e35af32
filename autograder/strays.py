"""Files that should not lie in course/ or solutions/.

nbgrader hands every file of solutions/<name>/ to students, and formgrader lists every folder of
solutions/ as an assignment; so each file there is generated, or hand-written and known to git.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from autograder.layout import COURSE, GOLDEN, SOLUTIONS, assignments

_CHECKPOINTS = ".ipynb_checkpoints"  # JupyterLab's; ignored by git and by nbgrader
_JUPYTEXT_CONFIGS = tuple(
    f"{dot}jupytext{ending}" for dot in ("", ".") for ending in (".toml", ".yml", ".yaml", ".json")
)


def strays(root: Path, generated: set[Path]) -> list[str]:
    """Return one sentence for each file that nothing generates and nobody has declared.

    generated: the absolute paths of all files that the build writes.
    """
    found: dict[Path, str] = {}
    for path in _in_assignment_folders(root):
        if path not in generated:
            found[path] = "nbgrader hands it to students; move it out of the assignment's folder"
    for path in _of_generated_kind(root):
        if path not in generated:
            found.setdefault(path, "no text or check generates it; delete it")
    for path in sorted((root / SOLUTIONS).iterdir()):
        if path.is_dir() and path.name not in (*assignments(root), _CHECKPOINTS):
            found[path] = "formgrader takes this folder for an assignment; delete it"
    for path in _unknown_to_git(root):
        if path not in generated:
            found.setdefault(path, "git does not know it; add it to git or delete it")
    for folder in ("", SOLUTIONS, COURSE):
        for name in _JUPYTEXT_CONFIGS:
            if (root / folder / name).exists():
                found[root / folder / name] = (
                    "pairing would write solved text where students see it; delete it"
                )
    return [f"{path.relative_to(root).as_posix()}: {why}." for path, why in sorted(found.items())]


def _in_assignment_folders(root: Path) -> list[Path]:
    folders = [root / part / name for name in assignments(root) for part in (SOLUTIONS, COURSE)]
    return [path for folder in folders for path in _files(folder)]


def _of_generated_kind(root: Path) -> list[Path]:
    """Return all notebooks and all golden data."""
    both = [*_files(root / SOLUTIONS), *_files(root / COURSE)]
    golden = root / GOLDEN
    return [path for path in both if path.suffix == ".ipynb" or golden in path.parents]


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and _CHECKPOINTS not in p.parts]


def _unknown_to_git(root: Path) -> list[Path]:
    """Return the files that git neither knows nor ignores; none outside a git checkout."""
    command = ["git", "ls-files", "-z", "--others", "--exclude-standard", "--", COURSE, SOLUTIONS]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return []  # a downloaded copy: there is nothing to ask
    return [root / name for name in listed.stdout.decode().split("\0") if name]
