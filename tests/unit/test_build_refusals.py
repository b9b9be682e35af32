"""Each rule for an assignment's text is enforced: one sentence with file, cell and remedy."""

import pytest

from autograder.layout import CourseError, assignments, find_root

EXERCISE = '# %% exercise="twice"\n'
CHECK = '# %% check="twice" points=2\n'
ANSWER = '# %% [markdown] answer="why" points=3\n'
LONG = "t" * 65

# mutation -> (old text, new text, number of the cell that is named, what the sentence says)
MUTATIONS = {
    "key_misspelt": (CHECK, CHECK.replace("points", "ponits"), 4, "'ponits': write points"),
    "key_unknown": (EXERCISE, '# %% exercise="twice" colour=1\n', 3, "'colour': known are"),
    "tags": (CHECK, CHECK[:-1] + ' tags=["skip-execution"]\n', 4, "unknown key 'tags'"),
    "cell_with_title": (EXERCISE, '# %% Twice exercise="twice"\n', 3, "unknown key 'title'"),
    "md_for_markdown": ("# %% [markdown]\n", "# %% [md]\n", 1, "unknown key 'region_name'"),
    "points_on_exercise": (EXERCISE, '# %% exercise="twice" points=2\n', 3, "does not belong"),
    "points_without_role": ("# %%\ntwice", "# %% points=2\ntwice", 6, "check= or answer="),
    "two_roles": (EXERCISE, '# %% exercise="twice" check="twice" points=2\n', 3, "two cells"),
    "raw_cell": ("# %%\ntwice", "# %% [raw]\ntwice", 6, "make it code or [markdown]"),
    "name_without_quotes": (EXERCISE, "# %% exercise=twice\n", 3, "write names in quotes"),
    "name_with_space": (EXERCISE, '# %% exercise="twice it"\n', 3, "choose another name"),
    "name_with_dot": (ANSWER, '# %% [markdown] answer="a.b" points=3\n', 5, "choose another name"),
    "name_empty": (EXERCISE, '# %% exercise=""\n', 3, "choose another name"),
    "name_a_number": (EXERCISE, "# %% exercise=2\n", 3, "choose another name"),
    "name_of_65": (EXERCISE, f'# %% exercise="{LONG}"\n', 3, "choose another name"),
    "id_of_65_with_role": (
        ANSWER,
        f'# %% [markdown] answer="{LONG[:58]}" points=3\n',
        5,
        "1 to 64",
    ),
    "points_missing": (CHECK, '# %% check="twice"\n', 4, "add points="),
    "points_missing_for_answer": (ANSWER, '# %% [markdown] answer="why"\n', 5, "add points="),
    "points_negative": (CHECK, '# %% check="twice" points=-2\n', 4, "0 or more"),
    "points_infinite": (CHECK, '# %% check="twice" points=1e999\n', 4, "0 or more"),
    "points_text": (CHECK, '# %% check="twice" points="2"\n', 4, "is not a number"),
    "points_a_word": (CHECK, '# %% check="twice" points=two\n', 4, "points as a number"),
    "points_true": (CHECK, '# %% check="twice" points=true\n', 4, "is not a number"),
    "points_disagree": (CHECK, '# %% check="twice" points=3\n', 4, "line 1 must be"),
    "check_line_changed": ("check.twice(twice, p", "check.twice(twice,p", 4, "line 1 must be"),
    "check_hidden_changed": ('grade("twice"', 'grade("thrice"', 4, "line 3 must be"),
    "check_without_hidden_end": ("### END HIDDEN TESTS\n", "", 4, "line 4 must be"),
    "check_line_too_many": ("### END HIDDEN TESTS\n", "### END HIDDEN TESTS\n1\n", 4, "delete it"),
    "check_without_exercise": (EXERCISE, '# %% exercise="thrice"\n', 4, "no exercise of that name"),
    "check_of_another_function": (
        "def twice(x, y)",
        "def thrice(x, y)",
        4,
        "does not define twice",
    ),
    "solution_markers_missing": (
        "    ### BEGIN SOLUTION\n    total = x + x + y  # no multiplication\n"
        "    return total\n    ### END SOLUTION\n",
        "    return 1\n",
        3,
        "no SOLUTION region",
    ),
    "solution_empty": (
        "    total = x + x + y  # no multiplication\n    return total\n",
        "",
        3,
        "no SOLUTION region",
    ),
    "solution_begin_missing": ("    ### BEGIN SOLUTION\n", "", 3, "'### BEGIN SOLUTION' should"),
    "solution_end_missing": ("    ### END SOLUTION\n", "", 3, "without end"),
    "solution_nested": (
        "    return total\n",
        "    ### BEGIN SOLUTION\n",
        3,
        "END SOLUTION' should",
    ),
    "solution_misspelt": ("### BEGIN SOLUTION", "### Begin solution", 3, "should stand"),
    "solution_not_indented": ("    ### BEGIN SOLUTION", "### BEGIN SOLUTION", 3, "indent"),
    "solution_inside_an_expression": (
        "    ### BEGIN SOLUTION\n    total = x + x + y  # no multiplication\n"
        "    return total\n    ### END SOLUTION\n",
        "    return (\n    ### BEGIN SOLUTION\n    x + x + y\n    ### END SOLUTION\n    )\n",
        3,
        "not Python once the solution is cut out",
    ),
    "hidden_test_in_exercise": (
        "    return total\n",
        "    ### BEGIN HIDDEN TESTS\n",
        3,
        "should st",
    ),
    "marker_in_plain_code": ("# %%\ntwice(1, 2)", "# %%\n### BEGIN SOLUTION", 6, "nobody clears"),
    "marker_in_prose": ("# Write *twice*", "# BEGIN HIDDEN TESTS", 1, "nobody clears"),
    "marker_in_answer": ("# Because a thing", "# ### END SOLUTION", 5, "nobody clears"),
    "autotest_marker": ("# %%\ntwice(1, 2)", "# %%\n### AUTOTEST twice", 6, "nobody clears"),
    "answer_on_code": (ANSWER, '# %% answer="why" points=3\n', 5, "an answer is text"),
    "answer_empty": ("# Because a thing and the same thing make two.\n", "#\n", 5, "is empty"),
    "exercise_on_markdown": (
        EXERCISE,
        '# %% [markdown] exercise="twice"\n',
        3,
        "delete [markdown]",
    ),
    "check_on_markdown": (
        CHECK,
        '# %% [markdown] check="twice" points=2\n',
        4,
        "delete [markdown]",
    ),
    "not_python": (
        "from downslope import check",
        "from downslope import",
        2,
        "not Python in line 1",
    ),
    "magic": ("from downslope import check", "%matplotlib inline", 2, "not Python in line 1"),
    "marker_without_space": ("# %%\ntwice", "# %%check=1\ntwice", 5, "looks like a cell marker"),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_broken_rule_is_refused_in_one_sentence(tiny_course, mutation):
    old, new, number, words = MUTATIONS[mutation]
    tiny_course.edit(old, new)
    before = tiny_course.files()
    problems = tiny_course.build()
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"solutions/01_tiny.py, cell {number}")
    assert words in problems[0]
    assert "\n" not in problems[0]
    assert problems[0].endswith(".")
    assert tiny_course.files() == before
    assert problems[0] in tiny_course.build(check=True)


def add(tiny_course, text):
    tiny_course.text.write_text(tiny_course.text.read_text("utf-8") + text, "utf-8")


def test_double_exercise(tiny_course):
    add(
        tiny_course,
        '\n# %% exercise="twice"\ndef twice():\n    ### BEGIN SOLUTION\n    return 1\n'
        "    ### END SOLUTION\n",
    )
    [problem] = tiny_course.build()
    assert "cell 8" in problem
    assert "taken by cell 3" in problem


def test_exercise_that_takes_the_id_of_a_check(tiny_course):
    add(
        tiny_course,
        '\n# %% exercise="check-twice"\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n'
        "    ### END SOLUTION\n",
    )
    [problem] = tiny_course.build()
    assert "the id 'check-twice' is taken by cell 4" in problem


def test_check_above_its_exercise(tiny_course):
    text = tiny_course.text.read_text("utf-8")
    start, end = text.index(CHECK), text.index(ANSWER)
    moved = text[start:end] + text[:start] + text[end:]
    tiny_course.text.write_text(moved, "utf-8")
    [problem] = tiny_course.build()
    assert "cell 1 " in problem
    assert "stands above it" in problem


def test_jupytext_header(tiny_course):
    text = tiny_course.text.read_text("utf-8")
    tiny_course.text.write_text(f"# ---\n# jupyter:\n#   x: 1\n# ---\n\n{text}", "utf-8")
    [problem] = tiny_course.build()
    assert problem.startswith("solutions/01_tiny.py: the text opens with a jupytext header")


def test_text_that_is_not_utf8(tiny_course):
    tiny_course.text.write_bytes(b"# %%\n# \xe9\n")
    assert tiny_course.build() == ["solutions/01_tiny.py: not UTF-8 text; save it as UTF-8."]


def test_name_of_no_assignment(tiny_course):
    assert tiny_course.build(names=["09_none"]) == [
        "solutions/09_none.py: no such file; correct the assignment's name."
    ]


def test_check_without_golden_data(tiny_course):
    tiny_course.golden_texts = {}
    [problem] = tiny_course.build()
    assert problem.startswith('solutions/01_tiny.py, cell 4 (check="twice"): no golden data')
    assert not tiny_course.source.exists()


def test_one_bad_text_keeps_all_others_from_being_written(tiny_course):
    good = tiny_course.text.read_text("utf-8")
    (tiny_course.root / "solutions" / "02_bad.py").write_text(good.replace("points=2", "p=2"))
    [problem] = tiny_course.build()
    assert problem.startswith("solutions/02_bad.py, cell 4")
    assert not tiny_course.release.exists()


def test_file_name_that_cannot_be_an_assignment(tiny_course):
    tiny_course.text.rename(tiny_course.text.with_name("01 tiny.py"))
    with pytest.raises(CourseError, match="rename the file"):
        assignments(tiny_course.root)


def test_root_is_found_from_below(tiny_course):
    assert find_root(tiny_course.root / "course" / "downslope") == tiny_course.root


def test_no_course_anywhere(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.layout.__file__", str(tmp_path / "a" / "b.py"))
    with pytest.raises(CourseError, match=r"No course here.*change to the course's folder"):
        find_root(tmp_path)
