"""Rebuilding a submission: the student's text in the released notebook, and nothing else."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.rebuild import ReleaseError, checked_function, rebuild
from autograder.submission import Submitted, parse


def graded(id, grade, solution, points=0):
    fields = {"grade_id": id, "grade": grade, "solution": solution, "locked": not solution}
    return {"nbgrader": fields | ({"points": points} if grade else {})}


RELEASED = new_notebook(
    cells=[
        new_markdown_cell("# Twice", id="title"),
        new_code_cell("import numpy as np", id="imports"),
        new_code_cell("def twice(x): ...", id="twice", metadata=graded("twice", False, True)),
        new_code_cell(
            "check.twice(twice, points=2)",
            id="check-twice",
            metadata=graded("check-twice", True, False, 2),
        ),
        new_markdown_cell("Why?", id="why", metadata=graded("answer-why", True, True, 3)),
        new_code_cell("twice(1)", id="try", execution_count=7),
    ]
)
ROLES = ["prose", "plain", "exercise", "check", "answer", "plain"]


def handed_in(*, ids=True, grade_ids=True, **texts) -> list[Submitted]:
    """The cells of a submission in which the cells named in `texts` (id -> text) were changed."""
    return [
        Submitted(
            cell.cell_type,
            texts.get(cell.id.replace("-", "_"), cell.source),
            cell.metadata.get("nbgrader", {}).get("grade_id") if grade_ids else None,
            cell.id if ids else None,
        )
        for cell in RELEASED.cells
    ]


def sources(submitted) -> list[str]:
    notebook, slots = rebuild(RELEASED, submitted)
    nbformat.validate(notebook)
    assert [slot.cell for slot in slots] == notebook["cells"]
    return [cell["source"] for cell in notebook["cells"]]


ANSWERED = {"twice": "def twice(x): return 2 * x", "why": "Because.", "try": "twice(21)"}
FILLED = [ANSWERED.get(cell.id, cell.source) for cell in RELEASED.cells]


@pytest.mark.parametrize(
    "names", [{}, {"ids": False}, {"grade_ids": False}], ids=["all", "no_ids", "no_grade_ids"]
)
def test_the_students_text_lands_in_its_place(names):
    if "ids" in names:  # then changed plain code can only be an addition
        submitted = handed_in(twice=ANSWERED["twice"], why=ANSWERED["why"], **names)
        assert sources(submitted) == [*FILLED[:5], "twice(1)"]
    else:
        assert sources(handed_in(**ANSWERED, **names)) == FILLED


def test_roles_and_points_are_the_released_ones():
    _, slots = rebuild(RELEASED, handed_in())
    assert [slot.role for slot in slots] == ROLES
    assert [slot.points for slot in slots] == [0, 0, 0, 2, 3, 0]
    assert slots[3].name == "twice"
    assert [slot.runs for slot in slots] == [False, True, True, False, False, True]


def test_prose_and_checks_are_the_released_ones_whatever_was_written():
    changed = handed_in(title="# 10 points for me", check_twice="print(2)")
    assert sources(changed) == [cell.source for cell in RELEASED.cells]


def test_an_exercise_that_was_deleted_is_missing_and_does_not_run():
    _, slots = rebuild(RELEASED, [c for c in handed_in() if c.id != "twice"])
    assert [slot.role for slot in slots] == ROLES
    assert (slots[2].present, slots[2].runs) == (False, False)
    assert slots[2].cell["source"] == "# This cell was missing in the submission."


def test_other_deleted_cells_come_back_as_released():
    assert sources([c for c in handed_in() if c.id == "twice"]) == [
        cell.source for cell in RELEASED.cells
    ]


def test_nothing_handed_in_is_the_released_notebook_without_its_exercises():
    assert sources([])[:2] == ["# Twice", "import numpy as np"]
    assert not any(s.present for s in rebuild(RELEASED, [])[1] if s.role == "exercise")


def test_reordered_cells_go_back_to_their_places():
    assert sources(handed_in(**ANSWERED)[::-1]) == FILLED


@pytest.mark.parametrize("cell", ["twice", "why"])
def test_of_a_doubled_cell_the_later_text_holds_and_the_earlier_is_kept_before_it(cell):
    first, second = handed_in(**{cell: "first"}), handed_in(**{cell: "second"})
    position = [c.id for c in first].index(cell)
    _, slots = rebuild(RELEASED, [*first[: position + 1], *second[position:]])
    assert [s.cell["source"] for s in slots[position : position + 2]] == ["first", "second"]
    assert [s.role for s in slots[position : position + 2]] == [
        "extra" if cell == "twice" else "prose",
        ROLES[position],
    ]
    assert len(slots) == len(ROLES) + 1


def test_a_changed_plain_cell_survives_a_copy_of_the_released_one():
    copy = Submitted("code", "import numpy as np", None, "another")
    submitted = handed_in(imports="import numpy as np; x = 1")
    assert sources([*submitted[:3], copy, *submitted[3:]])[1:4] == [
        "import numpy as np; x = 1",
        "def twice(x): ...",
        "import numpy as np",
    ]


def test_added_cells_keep_their_order_and_their_neighbours():
    def new(text, kind="code"):
        return Submitted(kind, text, None, f"id of {text}")

    cells = handed_in()
    submitted = [new("0"), cells[0], new("1"), new("2", "markdown"), *cells[1:], new("3"), new("4")]
    _, slots = rebuild(RELEASED, submitted)
    assert [s.cell["source"] for s in slots][:5] == ["0", "# Twice", "1", "2", "import numpy as np"]
    assert [s.cell["source"] for s in slots][-3:] == ["twice(1)", "3", "4"]
    assert [s.role for s in slots] == [
        "extra", "prose", "extra", "prose", *ROLES[1:], "extra", "extra",
    ]  # fmt: skip
    assert len({s.cell["id"] for s in slots}) == len(slots)


def test_a_retagged_cell_keeps_its_released_metadata_and_loses_its_outputs():
    forged = RELEASED.copy() | {"metadata": {"celltoolbar": "Create Assignment"}}
    forged["cells"] = [dict(cell) for cell in RELEASED.cells]
    forged["cells"][3] |= {
        "source": "200",
        "outputs": [{"output_type": "execute_result", "data": {"text/plain": "200"}}],
        "metadata": {"tags": ["skip-execution"]} | graded("check-twice", True, True, 200),
    }
    notebook, slots = rebuild(RELEASED, parse(nbformat.writes(nbformat.from_dict(forged)).encode()))
    assert notebook["cells"][3] == RELEASED.cells[3]
    assert notebook["metadata"] == RELEASED.metadata
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert [c["execution_count"] for c in code] == [None] * 4
    assert slots[3].points == 2


def test_the_released_notebook_itself_is_left_alone():
    before = nbformat.writes(RELEASED)
    rebuild(RELEASED, handed_in(**ANSWERED))
    assert nbformat.writes(RELEASED) == before


def test_python_s_own_trees_are_not_asked(monkeypatch):
    """Many threads rebuild at once, and Python 3.11 may fail where several of them parse."""

    def parse(*_, **__):
        raise SystemError("AST constructor recursion depth mismatch")

    monkeypatch.setattr("ast.parse", parse)
    _, slots = rebuild(RELEASED, handed_in())
    assert [slot.name for slot in slots if slot.role == "check"] == ["twice"]


@pytest.mark.parametrize(
    "source",
    ["", "check.twice", "2 +", "twice(1)", "check.twice(", "a\n.b()", "check.a(b, points=2)"],
)
def test_a_check_cell_that_holds_no_check_is_our_mistake(source):
    with pytest.raises(ReleaseError, match="A check cell holds something else"):
        checked_function(source)
