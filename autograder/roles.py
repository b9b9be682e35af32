"""The cells of an assignment's text, and what each of them is for.

A role is written behind the cell marker; this is the whole vocabulary:

    # %% [markdown]                          prose
    # %%                                     code that nobody grades
    # %% exercise="slope"                    the student writes here
    # %% check="slope" points=6              graded by the machine, locked
    # %% [markdown] answer="why" points=3    graded by a person

Everything else is refused in one sentence that names the file, the cell and the remedy.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from dataclasses import dataclass
from itertools import zip_longest

from autograder.layout import CourseError

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"

# The keys of each role; `None` is a cell without a role.
KEYS = {
    "exercise": {"exercise"},
    "check": {"check", "points"},
    "answer": {"answer", "points"},
    None: set(),
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What nbgrader acts on, in every spelling that an author may slip into.
MARKER = re.compile(
    r"\b(BEGIN|END)[\s_-]*(SOLUTION|HIDDEN[\s_-]*TESTS?|MARK[\s_-]*SCHEME)|\bAUTOTEST\b", re.I
)
_LOOKS_LIKE_A_CELL = re.compile(r"^\s*(?:#\s*)?%%")
# What jupytext notes for its own use.
_JUPYTEXT = {"lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker"}


@dataclass(frozen=True)
class Cell:
    """One cell of an assignment's text.

    kind: "code" or "markdown". role: "exercise", "check", "answer" or None, with the name behind
    it. points: what a check or an answer is worth, else None. number: counted from 1.
    """

    kind: str
    source: str
    number: int
    role: str | None = None
    name: str = ""
    points: int | float | None = None

    @property
    def grade_id(self) -> str | None:
        """The id in the gradebook: the name itself for an exercise, else role-name."""
        if self.role is None:
            return None
        return self.name if self.role == "exercise" else f"{self.role}-{self.name}"


def check_lines(name: str, points: int | float) -> str:
    """Return the only text that the check cell of function `name` may hold."""
    return (
        f"check.{name}({name}, points={points})\n"
        f"{BEGIN_HIDDEN}\n"
        f'from autograder.stock import grade; grade("{name}", {name}, points={points})\n'
        f"{END_HIDDEN}"
    )


def read_cells(text: str, where: str) -> list[Cell]:
    """Return the cells of a py:percent text; `where` names it in refusals.

    Raises CourseError at the first thing that an assignment's text may not hold.
    """
    import jupytext

    if text.lstrip().startswith("# ---"):
        raise CourseError(
            f"{where}: the text opens with a jupytext header; delete it (from # --- to # ---), "
            "the build sets the notebook's metadata itself."
        )
    percent = {"extension": ".py", "format_name": "percent", "comment_magics": False}
    notebook = jupytext.reads(text, fmt=percent)
    cells = [_cell(raw, number, where) for number, raw in enumerate(notebook.cells, start=1)]
    _refuse_bad_company(cells, where)
    return cells


def _cell(raw, number: int, where: str) -> Cell:
    """Return one notebook cell as a Cell with its role, or refuse it."""
    metadata = {key: value for key, value in raw.metadata.items() if key not in _JUPYTEXT}
    place = f"{where}, cell {number}"
    if "incorrectly_encoded_metadata" in metadata:
        raise CourseError(
            f"{place}: {metadata['incorrectly_encoded_metadata']!r} cannot be read; "
            'write names in quotes and points as a number, as in check="slope" points=6.'
        )
    if raw.cell_type not in ("code", "markdown"):
        raise CourseError(f"{place}: a {raw.cell_type} cell; make it code or [markdown].")
    roles = [role for role in KEYS if role in metadata]
    if len(roles) > 1:
        raise CourseError(f"{place}: both {roles[0]} and {roles[1]}; make it two cells.")
    role = roles[0] if roles else None
    _refuse_unknown_keys(metadata, role, place)
    if role is None:
        cell = Cell(raw.cell_type, raw.source, number)
    else:
        name = metadata[role]
        cell = Cell(raw.cell_type, raw.source, number, role, name, metadata.get("points"))
        _refuse_bad_role(cell, f'{place} ({role}="{name}")')
    _refuse_bad_source(cell, place if role is None else f'{place} ({role}="{cell.name}")')
    return cell


def _refuse_unknown_keys(metadata: dict, role: str | None, place: str) -> None:
    for key in metadata:
        if key in KEYS[role]:
            continue
        known = sorted(set().union(*KEYS.values()))
        if role is None and key == "points":
            remedy = "points stand in a cell with check= or answer=; add one or delete the points"
        elif key in known:
            remedy = f"{key} does not belong to a cell with {role}=; delete it"
        else:
            near = difflib.get_close_matches(key, known, 1)
            remedy = f"write {near[0]}" if near else f"known are {', '.join(known)}; delete it"
        raise CourseError(f"{place}: unknown key {key!r}: {remedy}.")


def _refuse_bad_role(cell: Cell, place: str) -> None:
    """Refuse a name, points or kind of cell that do not fit the role."""
    if not isinstance(cell.name, str) or not _ID.fullmatch(cell.grade_id):
        raise CourseError(
            f"{place}: the id {cell.grade_id!r} is not made of 1 to 64 letters, digits, "
            "underscores and hyphens; choose another name."
        )
    if cell.role in ("check", "answer"):
        points = cell.points
        if points is None:
            raise CourseError(f"{place}: no points; add points=<number> behind the name.")
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            raise CourseError(f"{place}: points={points!r} is not a number; write points=4.")
        if points < 0 or not math.isfinite(points):
            raise CourseError(f"{place}: points={points} must be 0 or more; write points=4.")
    if cell.role == "answer" and cell.kind != "markdown":
        raise CourseError(f"{place}: an answer is text; write # %% [markdown] {cell.role}=….")
    if cell.role in ("exercise", "check") and cell.kind != "code":
        raise CourseError(f"{place}: a {cell.role} is code; delete [markdown].")


def _refuse_bad_source(cell: Cell, place: str) -> None:
    """Refuse text that does not fit the role of its cell."""
    for line in cell.source.splitlines():
        if _LOOKS_LIKE_A_CELL.match(line):
            raise CourseError(
                f"{place}: {line.strip()!r} looks like a cell marker but is none; "
                "write # %% at the start of the line, with a space on both sides of %%."
            )
    if cell.role == "check":
        wanted = check_lines(cell.name, cell.points).splitlines()
        found = cell.source.splitlines()
        if found != wanted:
            pairs = enumerate(zip_longest(found, wanted))
            at = next(i for i, (one, other) in pairs if one != other)
            remedy = f"must be {wanted[at]!r}" if at < len(wanted) else "is one too many: delete it"
            raise CourseError(
                f"{place}: a check cell holds four lines and nothing else; line {at + 1} {remedy}."
            )
        return
    if cell.role == "exercise":
        regions = solution_regions(cell, place)
        if not any(line.strip() for region in regions for line in region):
            raise CourseError(
                f"{place}: no SOLUTION region; put {BEGIN_SOLUTION} and {END_SOLUTION} around "
                "the lines that the student is to write."
            )
    elif found := MARKER.search(cell.source):
        raise CourseError(
            f"{place}: {found[0]!r} stands in a cell that nobody clears; move the region into "
            "a cell with exercise= (or reword the text)."
        )
    if cell.role == "answer" and not cell.source.strip():
        raise CourseError(f"{place}: the answer is empty; write what a good answer says.")
    if cell.kind == "code":
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            raise CourseError(
                f"{place}: not Python in line {error.lineno} of the cell ({error.msg}); mend it "
                "(magics cannot be used)."
            ) from None


def solution_regions(cell: Cell, place: str = "") -> list[list[str]]:
    """Return the lines of each SOLUTION region of an exercise cell, markers left out.

    Raises CourseError when markers are nested, unpaired, misspelt or of another sort.
    """
    regions: list[list[str]] = []
    inside = False
    for line in cell.source.splitlines():
        if MARKER.search(line):
            expected = END_SOLUTION if inside else BEGIN_SOLUTION
            if line.strip() != expected:
                raise CourseError(
                    f"{place}: {line.strip()!r} where {expected!r} should stand; correct it."
                )
            inside = not inside
            if inside:
                regions.append([])
                indent = _indent(line)
        elif inside:
            if line.strip() and not any(map(str.strip, regions[-1])) and _indent(line) != indent:
                raise CourseError(
                    f"{place}: {BEGIN_SOLUTION!r} is not indented like the line below it; the stub "
                    "takes the marker's place, so indent it alike."
                )
            regions[-1].append(line)
    if inside:
        raise CourseError(f"{place}: a SOLUTION region without end; add {END_SOLUTION}.")
    return regions


def shown(cell: Cell) -> str:
    """Return what a student is meant to see of a cell."""
    if cell.role == "answer":
        return ""
    if cell.role == "check":
        return cell.source.split(BEGIN_HIDDEN)[0]
    kept, hidden = [], False
    for line in cell.source.splitlines():
        if line.strip() in (BEGIN_SOLUTION, END_SOLUTION):
            hidden = line.strip() == BEGIN_SOLUTION
        elif not hidden:
            kept.append(line)
    return "\n".join(kept)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _refuse_bad_company(cells: list[Cell], where: str) -> None:
    """Refuse double ids, a check without an exercise and an exercise that defines nothing."""
    seen: dict[str, Cell] = {}
    for cell in cells:
        if cell.role is None:
            continue
        place = f'{where}, cell {cell.number} ({cell.role}="{cell.name}")'
        if cell.grade_id in seen:
            raise CourseError(
                f"{place}: the id {cell.grade_id!r} is taken by cell "
                f"{seen[cell.grade_id].number}; choose another name."
            )
        seen[cell.grade_id] = cell
        if cell.role != "check":
            continue
        exercise = seen.get(cell.name)
        if exercise is None or exercise.role != "exercise":
            raise CourseError(
                f"{place}: no exercise of that name stands above it; add "
                f'# %% exercise="{cell.name}" or correct the name.'
            )
        if not _defines(exercise.source, cell.name):
            raise CourseError(
                f"{place}: cell {exercise.number}, its exercise, does not define {cell.name}; "
                "give function and exercise the same name."
            )


def _defines(source: str, name: str) -> bool:
    """Return whether the top level of `source` defines function or class `name`."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) and node.name == name for node in ast.parse(source).body)
