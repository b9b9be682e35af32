"""Planted leaks, stale files and stray files are found, each named with its remedy."""

import json

import pytest

from autograder.leaks import telling


def plant(built_course, line):
    """Add a line to the text of the first cell of the released notebook."""
    notebook = json.loads(built_course.release.read_bytes())
    notebook["cells"][0]["source"] += [f"\n{line}"]
    built_course.release.write_text(json.dumps(notebook))


NOTEBOOK = "course/01_tiny/01_tiny.ipynb: "
LEAKS_IN_A_NOTEBOOK = {
    "solution_line": ("total = x + x + y", 'solution of exercise="twice"'),
    "solution_line_respaced": ("    total=x+x+y # mine", 'solution of exercise="twice"'),
    "solution_line_in_prose": ("The trick: `total = x + x + y`.", 'solution of exercise="twice"'),
    "hidden_line": (
        'from autograder.stock import grade; grade("twice", twice, points=2)',
        'hidden test of check="twice"',
    ),
    "hidden_marker": ("### BEGIN HIDDEN TESTS", "'BEGIN HIDDEN TESTS' is left over"),
    "autograder_import": ("import autograder", "students don't have the autograder"),
    "autograder_from_import": ("from autograder.truth import tiny", "students don't have"),
    "autograder_import_by_name": ("import_module('autograder.truth')", "students don't have"),
    "answer": ("Because a thing and the\nsame thing make two.", 'answer="why"'),
    "truth_line": ("return np.multiply(2.0, x) + y", "autograder/truth/tiny.py"),
    "mistake_line": ("return np.multiply(2.0, x) + 0*y", "autograder/mistakes/tiny.py"),
}


@pytest.mark.parametrize("leak", LEAKS_IN_A_NOTEBOOK)
def test_leak_in_a_released_notebook(built_course, leak):
    line, words = LEAKS_IN_A_NOTEBOOK[leak]
    plant(built_course, line)
    problems = built_course.build(check=True)
    assert f"{NOTEBOOK}stale; run `autograder build`." in problems
    assert any(p.startswith(NOTEBOOK) and words in p for p in problems), problems


def test_innocent_line_in_a_released_notebook_is_stale_and_no_leak(built_course):
    plant(built_course, "An innocent remark about doubling.")
    assert built_course.build(check=True) == [f"{NOTEBOOK}stale; run `autograder build`."]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("def helper(x, y):\n    return np.multiply(2.0, x) + y\n", "autograder/truth/tiny.py"),
        ("def helper(x, y):\n    total = x + x + y\n", 'exercise="twice"'),
        ("from autograder import judge\n", "students don't have the autograder"),
        ("NOTE = 'Because a thing and the same thing make two.'\n", 'answer="why"'),
    ],
    ids=["truth_source", "solution_source", "import", "answer"],
)
def test_leak_in_the_students_package(built_course, text, origin):
    path = built_course.root / "course" / "downslope" / "__init__.py"
    path.write_text(text)
    [problem] = built_course.build(check=True)
    assert problem.startswith("course/downslope/__init__.py: ")
    assert origin in problem


@pytest.mark.parametrize(
    "source",
    ["def twice(x, y):\\n    return 0", "lambda x: x", "    return 2 * x", "import numpy"],
    ids=["def", "lambda", "return", "import"],
)
def test_source_code_in_golden_data(built_course, source):
    built_course.golden_texts["twice.json"] = json.dumps({"made_by": source})
    [problem] = built_course.build()
    assert "golden data holds source code" in problem
    assert built_course.golden.read_text() == '{"hint": "You forgot to add y."}\n'


def test_words_in_golden_data_are_no_source_code(built_course):
    built_course.golden_texts["twice.json"] = json.dumps(
        {"hint": "You return y from the wrong import; define it, then return twice."}
    )
    assert built_course.build() == []


def test_line_that_an_assignment_shows_on_purpose_is_no_secret(built_course):
    built_course.edit("    return total\n", "    total = total + 0 * y\n    return total\n")
    built_course.edit("# %%\ntwice(1, 2)\n", "# %%\ntotal = total + 0 * y\ntwice(1, 2)\n")
    assert built_course.build() == []
    assert built_course.build(check=True) == []


def test_whole_solution_shown_in_another_cell(built_course):
    built_course.edit("# %%\ntwice(1, 2)\n", "# %%\ntotal = x + x + y\n")
    assert built_course.build() == []
    [problem] = built_course.build(check=True)
    assert problem.startswith('solutions/01_tiny.py, cell 3 (exercise="twice"): all that')


def test_config_that_gives_an_answer_away_is_caught_before_anything_is_written(tiny_course):
    path = tiny_course.root / "nbgrader_config.py"
    answer = "Because a thing and the same thing make two."
    path.write_text(path.read_text() + f"c.ClearSolutions.text_stub = {answer!r}\n")
    [problem] = tiny_course.build()
    assert 'answer="why"' in problem
    assert not tiny_course.release.exists()


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("dW = X.T @ dZ", True),
        ("db = dZ.sum(axis=0)", True),
        ("return x - lr * slope", True),
        ("return (f(x + h) - f(x - h)) / (2 * h)", True),
        ("X, W, b = cache", False),
        ("N, D = X.shape", False),
        ("k += 1", False),
        ("return -1", False),
        ("for k in range(n_steps + 1):", False),
        ("# x - lr * slope is the step", False),
        ("from numpy import array, zeros, ones, empty", False),
    ],
)
def test_which_lines_tell_something(line, tells):
    assert telling(line) is tells


STRAYS = {
    "solutions/01_tiny/notes.txt": "nbgrader hands it to students",
    "solutions/01_tiny/01_tiny.py": "nbgrader hands it to students",
    "course/01_tiny/data.csv": "move it out of the assignment's folder",
    "course/00_old/00_old.ipynb": "no text or check generates it",
    "solutions/00_old/00_old.ipynb": "no text or check generates it",
    "course/downslope/golden/thrice.json": "no text or check generates it",
    "course/downslope/extra.py": "git does not know it",
    "course/notes.md": "git does not know it",
    "solutions/jupytext.toml": "pairing would write solved text",
    "jupytext.toml": "pairing would write solved text",
    ".jupytext.yml": "pairing would write solved text",
}


@pytest.mark.parametrize("stray", STRAYS)
def test_stray_file(built_course, stray):
    path = built_course.root / stray
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    problems = built_course.build(check=True)
    assert any(p.startswith(f"{stray}: ") and STRAYS[stray] in p for p in problems), problems


def test_stray_files_are_found_outside_a_git_checkout_too(built_course):
    (built_course.root / ".git").rename(built_course.root / "git")
    assert built_course.build(check=True) == []
    (built_course.root / "course" / "00_old").mkdir()
    (built_course.root / "course" / "00_old" / "00_old.ipynb").write_text("{}")
    [problem] = built_course.build(check=True)
    assert problem.startswith("course/00_old/00_old.ipynb: no text or check generates it")


def test_old_notebook_that_git_knows_is_still_an_orphan(built_course):
    built_course.text.rename(built_course.text.with_name("01_new.py"))
    assert built_course.build() == []
    built_course.git("add", ".")
    problems = built_course.build(check=True)
    assert "course/01_tiny/01_tiny.ipynb: no text or check generates it; delete it." in problems


def test_folder_in_solutions_that_formgrader_would_list(built_course):
    (built_course.root / "solutions" / "__pycache__").mkdir()
    [problem] = built_course.build(check=True)
    assert problem.startswith("solutions/__pycache__: formgrader takes this folder")


def test_checkpoints_of_jupyterlab_are_left_alone(built_course):
    (built_course.root / ".gitignore").write_text(".ipynb_checkpoints/\n")
    for folder in (built_course.root / "solutions", built_course.release.parent):
        (folder / ".ipynb_checkpoints").mkdir()
        (folder / ".ipynb_checkpoints" / "01_tiny-checkpoint.ipynb").write_text("{}")
    assert built_course.build(check=True) == []


@pytest.mark.parametrize("which", ["source", "release", "golden"])
def test_stale_and_missing_files_are_named(built_course, which):
    path = getattr(built_course, which)
    where = path.relative_to(built_course.root).as_posix()
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert built_course.build(check=True) == [f"{where}: stale; run `autograder build`."]
    path.unlink()
    assert built_course.build(check=True) == [f"{where}: missing; run `autograder build`."]
    assert not path.exists()


def test_executed_notebook_is_stale(built_course):
    notebook = json.loads(built_course.source.read_bytes())
    notebook["cells"][1]["execution_count"] = 1
    built_course.source.write_text(json.dumps(notebook, indent=1))
    assert built_course.build(check=True) == [
        "solutions/01_tiny/01_tiny.ipynb: stale; run `autograder build`."
    ]


def test_mistake_that_no_check_recognises_is_passed_on(built_course):
    built_course.unrecognised = ["twice: the known mistake TW-01 passes every part; add a case."]
    assert built_course.build(check=True) == built_course.unrecognised
    assert built_course.build() == []
