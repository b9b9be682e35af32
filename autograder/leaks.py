"""The leak gate: nothing that a student is to find out stands in a file below course/.

Secret are the lines of SOLUTION regions, hidden tests, the answers of answer cells, and the code of
autograder/truth/ and autograder/mistakes/. A line is looked for without its white space, wherever
it stands; lines too plain to tell anything (`N, D = X.shape`) and lines that an assignment shows
on purpose (the buggy function of a bug hunt) don't count.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.layout import COURSE, GOLDEN, SOLUTIONS, CourseError, assignments
from autograder.notebooks import cells_of
from autograder.roles import BEGIN_HIDDEN, MARKER, Cell, shown, solution_regions

SECRET_CODE = ("autograder/truth", "autograder/mistakes")

_SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}
_IMPORTS_AUTOGRADER = re.compile(
    r"\b(?:from|import)\s+autograder\b|(?:import_module|__import__)\(\s*[\"']autograder\b"
)
_SOURCE_CODE = re.compile(
    r"\bdef \w+\(|\blambda\b[^.\n]*:|^\s*return\s|^\s*import \w|^\s*from [\w.]+ import", re.M
)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ARITHMETIC = re.compile(r"[\w)\]]\s*(?:[-+*/@]|\*\*)=?\s*[\w(\[-]")
_PLAIN = re.compile(r"(?:for|import|from|def|class|raise|assert|with|async|global|nonlocal)\b|@")


@dataclass(frozen=True)
class Secret:
    """A line that no file of the course may hold, without white space, and where it comes from."""

    text: str
    line: str
    origin: str


def squeezed(text: str) -> str:
    """Return `text` without any white space."""
    return "".join(text.split())


def telling(line: str) -> bool:
    """Return whether a line of code would tell a student something.

    It must compute (6 tokens with an arithmetic operator, such as `return x - lr * slope`) or be
    long (10 tokens), and not be the head of a loop or of a definition, an import or a refusal.
    """
    line = line.strip()
    if not line or line.startswith("#") or _PLAIN.match(line):
        return False
    tokens = len(_TOKEN.findall(line))
    return tokens >= 10 or (tokens >= 6 and bool(_ARITHMETIC.search(line)))


def _texts(root: Path) -> dict[str, list[Cell]]:
    """Return name -> cells; a text that is refused is left out, since the build names it anyway."""
    texts = {}
    for name in assignments(root):
        with contextlib.suppress(CourseError):
            texts[name] = cells_of(root, name)
    return texts


def _open_text(texts: dict[str, list[Cell]]) -> str:
    """Return all that students are meant to see, without white space inside a cell."""
    return "\n".join(squeezed(shown(cell)) for cells in texts.values() for cell in cells)


def secrets_of(root: Path, names: list[str] | None = None) -> list[Secret]:
    """Return all secrets of the assignments `names` (default: all) and of the reference code."""
    texts = _texts(root)
    found: dict[str, Secret] = {}
    for name, cells in texts.items():
        if names is None or name in names:
            for cell in cells:
                for secret in _secrets_of_cell(cell, f"{SOLUTIONS}/{name}.py"):
                    found.setdefault(secret.text, secret)
    for folder in SECRET_CODE:
        for path in sorted((root / folder).glob("*.py")):
            origin = path.relative_to(root).as_posix()
            for line in _code_lines(path.read_text(encoding="utf-8")):
                found.setdefault(squeezed(line), Secret(squeezed(line), line.strip(), origin))
    open_text = _open_text(texts)
    return [secret for text, secret in found.items() if text not in open_text]


def given_away(root: Path) -> list[str]:
    """Return which solutions stand, whole, in text that students are meant to see."""
    texts = _texts(root)
    open_text = _open_text(texts)
    problems = []
    for name, cells in texts.items():
        for cell in cells:
            secrets = _secrets_of_cell(cell, "") if cell.role == "exercise" else []
            if secrets and all(secret.text in open_text for secret in secrets):
                problems.append(
                    f'{SOLUTIONS}/{name}.py, cell {cell.number} (exercise="{cell.name}"): all that '
                    "its solution computes also stands where students see it; reword that text."
                )
    return problems


def _secrets_of_cell(cell: Cell, where: str) -> list[Secret]:
    if cell.role == "exercise":
        origin = f'{where} (solution of exercise="{cell.name}")'
        lines = [_uncommented(line) for region in solution_regions(cell) for line in region]
        lines = [line for line in lines if telling(line)]
    elif cell.role == "check":
        origin = f'{where} (hidden test of check="{cell.name}")'
        lines = cell.source.split(BEGIN_HIDDEN)[1].splitlines()[1:2]
    elif cell.role == "answer":
        origin = f'{where} (answer="{cell.name}")'
        lines = [line for line in cell.source.splitlines() if len(line.split()) >= 5]
        if not lines and len(squeezed(cell.source)) >= 8:
            lines = [cell.source]
    else:
        return []
    return [Secret(squeezed(line), line.strip(), origin) for line in lines]


def _uncommented(line: str) -> str:
    """Return a line of code without the comment behind it."""
    return re.sub(r"\s+#.*$", "", line)


def _code_lines(source: str) -> list[str]:
    """Return the telling lines of a module, without comments and docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            skipped.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(source.splitlines(), start=1)
    kept = (_uncommented(line) for number, line in lines if number not in skipped)
    return [line for line in kept if telling(line)]


def leaks_in(where: str, text: str, secrets: list[Secret]) -> list[str]:
    """Return what the file `where` (relative to the root) with this text gives away.

    Notebooks and JSON are looked at string by string, other files as they are.
    """
    generated_data = where.startswith(f"{GOLDEN}/")
    if where.endswith((".ipynb", ".json")):
        text = "\n".join(_strings(json.loads(text)))
    problems = []
    if found := _IMPORTS_AUTOGRADER.search(text):
        problems.append(f"{where}: {found[0]!r}: students don't have the autograder; remove it.")
    if where.endswith(".ipynb") and (found := MARKER.search(text)):
        problems.append(f"{where}: {found[0]!r} is left over; run `autograder build`.")
    if generated_data and (found := _SOURCE_CODE.search(text)):
        problems.append(
            f"{where}: {found[0].strip()!r}: golden data holds source code; "
            "keep it out of what autograder/golden.py writes."
        )
    haystack = squeezed(text)
    leaked: dict[str, list[Secret]] = {}
    for secret in secrets:
        if secret.text in haystack:
            leaked.setdefault(secret.origin, []).append(secret)
    for origin, lines in leaked.items():
        more = f" (and {len(lines) - 1} more lines)" if len(lines) > 1 else ""
        problems.append(
            f"{where}: holds {lines[0].line!r}{more} of {origin}; reword the file that students "
            "get, or run `autograder build` when it is a notebook."
        )
    return problems


def leaks(root: Path) -> list[str]:
    """Return what the files below course/ give away, one sentence each."""
    secrets = secrets_of(root)
    problems = []
    for path in sorted((root / COURSE).rglob("*")):
        parts = path.relative_to(root).parts
        if not path.is_file() or _SKIPPED_FOLDERS & set(parts) or "egg-info" in str(path.parent):
            continue
        where = path.relative_to(root).as_posix()
        try:
            problems += leaks_in(where, path.read_text(encoding="utf-8"), secrets)
        except UnicodeDecodeError:
            continue  # a picture or the like
        except json.JSONDecodeError as error:
            problems.append(f"{where}: not JSON ({error}); run `autograder build`.")
    return problems


def _strings(value) -> list[str]:
    """Return all strings of JSON data, the lines of a list of strings joined."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for v in value.values() for text in _strings(v))]
    if isinstance(value, list):
        if value and all(isinstance(v, str) for v in value):
            return ["".join(value)]
        return [text for v in value for text in _strings(v)]
    return []
