"""The released notebooks: read, held against what is to be checked, known again when handed in."""

from __future__ import annotations

import contextlib
import functools
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder import layout
from autograder.checks import EXERCISES, of_assignment
from autograder.layout import CourseError
from autograder.plain import some
from autograder.rebuild import ReleaseError, slot_of
from autograder.submission import Refused, Submitted


def released_notebook(root: Path, assignment: str) -> dict:
    """The released notebook of an assignment, as in its file, but the texts of its cells are whole.

    Raises CourseError if there is none, or only a part: everybody would get 0 for what it lacks.
    Nothing holds it against nbformat's schema: that is done when it is built, and to import
    nbformat takes a tenth of a second.
    """
    path = layout.release_path(root, assignment)
    where = path.relative_to(root)
    if not path.is_file():
        layout.known(root, assignment)
        raise CourseError(f"{where} is missing; `autograder build` makes it.")
    try:
        notebook = json.loads(path.read_bytes())
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        slots = [slot_of(cell) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, ReleaseError) as error:
        raise CourseError(
            f"{where} is no whole notebook; `autograder build` makes it anew."
        ) from error
    checked = {slot.name for slot in slots if slot.role == "check"}
    if lost := {exercise.function for exercise in of_assignment(assignment)} - checked:
        raise CourseError(
            f"{where} lacks the check of {some(lost)}; `autograder build` makes it anew from "
            f"{layout.text_path(root, assignment).relative_to(root)}."
        )
    if unknown := checked - set(EXERCISES):
        raise CourseError(
            f"{where} has a check of {some(unknown)}, which autograder/checks/ does not declare; "
            "declare it there, or make the notebook anew with `autograder build`."
        )
    return notebook


def graded_names(root: Path, assignment: str) -> dict[str, set[str]]:
    """Assignment -> names of graded cells that no other assignment has.

    Raises CourseError if there is no such assignment.
    """
    layout.known(root, assignment)
    all_names = {}
    for name in layout.assignments(root):
        cells = released_notebook(root, name)["cells"]
        graded = (cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells)
        all_names[name] = {grade_id for grade_id in graded if grade_id}
    count = Counter(grade_id for theirs in all_names.values() for grade_id in theirs)
    return {name: {i for i in theirs if count[i] == 1} for name, theirs in all_names.items()}


def names_in(cells: Iterable[Submitted]) -> set[str]:
    """The names by which the cells of a submission may be known again."""
    return {name for cell in cells for name in (cell.grade_id, cell.id) if name}


def whose(found: set[str], assignment: str, names: dict[str, set[str]]) -> str | None:
    """The assignment whose cells these are, `assignment` first; None if they are nobody's.

    found: as by `names_in`. names: as by `graded_names`.
    """
    fits = {name: len(found & theirs) for name, theirs in names.items()}
    if fits.get(assignment):
        return assignment
    other = max(fits, key=fits.get, default=assignment)
    return other if fits.get(other) else None


class Own:
    """Tells notebooks of an assignment from those of another one.

    No two assignments have an exercise of the same name. All released notebooks are read only when
    somebody hands in a notebook with none of ours.
    """

    def __init__(self, root: Path, assignment: str):
        self.root, self.assignment = root, assignment
        self.exercises = {exercise.function for exercise in of_assignment(assignment)}

    def held(self, cells: list[Submitted]) -> list[Submitted]:
        """Return the cells. Raises Refused for another assignment's, which would earn 0 in silence.

        Cells that are nobody's pass: a student may have written everything anew.
        """
        found = names_in(cells)
        other = None if found & self.exercises else whose(found, self.assignment, self._all)
        if other not in (None, self.assignment):
            raise Refused(f"This is a notebook of {other}; hand in the one of {self.assignment}.")
        return cells

    @functools.cached_property
    def _all(self) -> dict[str, set[str]]:
        with contextlib.suppress(CourseError):  # the damaged notebook of another stops nobody here
            return graded_names(self.root, self.assignment)
        return {}
