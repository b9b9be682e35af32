"""The notebooks: what they hold, that they are the same everywhere, and the same as nbgrader's."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from traitlets.config import PyFileConfigLoader

STUB = 'raise NotImplementedError("Replace this line by your code.")'
TEXT_STUB = "*Write your answer here: double-click this cell.*"


def cells(path):
    """Return id -> cell of a notebook file."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return {cell.id: cell for cell in notebook.cells}


def test_solved_notebook_holds_every_cell_with_its_role(built_course):
    solved = cells(built_course.source)
    assert list(solved)[2:5] == ["twice", "check-twice", "answer-why"]
    assert solved["twice"].metadata == {
        "nbgrader": {
            "grade": False,
            "grade_id": "twice",
            "locked": False,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    }
    assert solved["check-twice"].metadata.nbgrader == {
        "grade": True,
        "grade_id": "check-twice",
        "locked": True,
        "points": 2,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert solved["answer-why"].metadata.nbgrader == {
        "grade": True,
        "grade_id": "answer-why",
        "locked": False,
        "points": 3,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert solved["answer-why"].source == "Because a thing and the same thing make two."


def test_ids_of_plain_cells_come_from_their_text(built_course):
    ids = list(cells(built_course.source))
    assert ids[5:] == [ids[5], f"{ids[5]}-2"]
    built_course.edit("# Write *twice*", "# Write twice")
    assert built_course.build() == []
    changed = list(cells(built_course.source))
    assert [old == new for old, new in zip(ids, changed, strict=True)] == [False] + 6 * [True]


def test_released_notebook_holds_stubs_and_the_visible_line_only(built_course):
    released = cells(built_course.release)
    assert list(released) == list(cells(built_course.source))
    assert released["twice"].source == f'def twice(x, y):\n    """Return 2 x + y."""\n    {STUB}'
    assert released["check-twice"].source == "check.twice(twice, points=2)"
    assert released["check-twice"].metadata.editable is False
    assert released["answer-why"].source == TEXT_STUB


@pytest.mark.parametrize("which", ["source", "release"])
def test_nothing_of_this_machine_is_in_a_notebook(built_course, which):
    notebook = json.loads(getattr(built_course, which).read_bytes())
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in notebook["metadata"]["language_info"]
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert all(not cell.get("outputs") for cell in notebook["cells"])
    plain = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]
    assert len(plain) == 4
    assert all(cell["metadata"] == {} for cell in plain)


def test_bytes_are_as_nbformat_writes_them(built_course):
    text = built_course.source.read_text("utf-8")
    assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"
    assert "naïve" in text


def test_second_build_and_another_folder_and_process_give_the_same_bytes(built_course, tmp_path):
    first = built_course.files()
    for path in (built_course.source, built_course.release, built_course.golden):
        path.unlink()
    assert built_course.build() == []
    assert built_course.files() == first

    elsewhere = tmp_path / "another place"
    shutil.copytree(built_course.root, elsewhere)
    for made in (elsewhere / "solutions" / "01_tiny", elsewhere / "course" / "01_tiny"):
        shutil.rmtree(made)
    code = "from autograder.build import build; print(build(names=['01_tiny']))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
    for part in ("solutions", "course"):
        where = f"{part}/01_tiny/01_tiny.ipynb"
        assert (elsewhere / where).read_bytes() == first[where]


@pytest.mark.parametrize("options", [["--no-db"], []], ids=["without_db", "with_db"])
def test_nbgrader_generate_assignment_writes_the_same_file(built_course, tmp_path, options):
    ours = built_course.release.read_bytes()
    built_course.release.unlink()
    scripts = os.path.dirname(sys.executable)
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "01_tiny", "--force", *options],
        cwd=built_course.root,
        env={
            **os.environ,
            "PATH": os.pathsep.join([scripts, os.environ["PATH"]]),  # alembic makes the gradebook
            "JUPYTER_CONFIG_DIR": str(tmp_path / "no_config"),
        },
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert built_course.release.read_bytes() == ours
    assert (built_course.root / "class" / "gradebook.db").exists() == (not options)


def test_building_one_assignment_leaves_the_others_and_the_golden_data(built_course):
    before = built_course.files()
    second = built_course.text.with_name("02_next.py")
    second.write_bytes(built_course.text.read_bytes())
    built_course.golden_texts = {"twice.json": '{"hint": "Another."}\n'}
    assert built_course.build(names=["02_next"]) == []
    new = set(built_course.files()) - set(before)
    assert new == {
        "solutions/02_next.py",
        "solutions/02_next/02_next.ipynb",
        "course/02_next/02_next.ipynb",
    }
    assert {path: data for path, data in built_course.files().items() if path in before} == before


def config(root):
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def test_the_tag_that_skips_cells_is_another_one_each_time(tiny_course):
    tags = {config(tiny_course.root).ExecutePreprocessor.skip_cells_with_tag for _ in range(3)}
    assert len(tags) == 3
    assert all(len(tag) == 32 for tag in tags)


def test_the_gradebook_lies_in_this_course_wherever_nbgrader_is_started(tiny_course):
    gradebook = tiny_course.root / "class" / "gradebook.db"
    assert config(tiny_course.root).CourseDirectory.db_url == f"sqlite:///{gradebook}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('c.ClearSolutions.begin_solution_delimeter = "BEGIN ANSWER"', "cell 3: the release has"),
        ('c.ClearHiddenTests.begin_test_delimeter = "BEGIN TESTS"', "cell 4: 'BEGIN HIDDEN TESTS'"),
        ("c.ClearSolutions.code_stub = {}", "nbgrader refuses to release it (ValueError: "),
        ('c.ClearSolutions.code_stub = {"python": "to do"}', "cell 3: not Python once"),
    ],
    ids=["other_solution_marker", "other_hidden_marker", "no_stub", "stub_that_is_no_code"],
)
def test_a_config_that_spoils_the_release_is_refused(tiny_course, line, words):
    path = tiny_course.root / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}{line}\n")
    [problem] = tiny_course.build()
    assert problem.startswith("solutions/01_tiny.py")
    assert words in problem
    assert "nbgrader_config.py" in problem or "indent" in problem
    assert not tiny_course.release.exists()


def test_a_notebook_in_which_somebody_worked_is_not_overwritten(built_course):
    notebook = json.loads(built_course.release.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["execution_count"] = 1
    built_course.release.write_text(json.dumps(notebook), encoding="utf-8")
    before = built_course.files()
    (problem,) = built_course.build()
    assert problem.startswith("course/01_tiny/01_tiny.ipynb: somebody has worked in this notebook")
    assert built_course.files() == before
