"""Reading what was handed in: text comes out, or one sentence that says what to do."""

import json
import os
import socket

import pytest

from autograder import submission
from autograder.submission import Refused, Submitted, find, parse, read_bytes


def notebook(*cells, **more) -> bytes:
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5} | more).encode()


def code(source, **more) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {}} | more


# --- files ----------------------------------------------------------------------------------------


def too_large(path):
    with path.open("wb") as file:
        file.truncate(50 * 2**20)


def a_link(path):
    (path.parent / "real.ipynb").write_bytes(notebook())
    path.symlink_to(path.parent / "real.ipynb")


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(path))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (too_large, "The file has 50 MB, more than the 20 MB allowed; clear all outputs"),
        (a_link, "The file is a symbolic link; hand in the notebook itself"),
        (os.mkfifo, "This is not an ordinary file; hand in the notebook itself."),
        (os.mkdir, "This is not an ordinary file; hand in the notebook itself."),
        (a_socket, "The file cannot be read (No such device or address); hand it in again."),
        (lambda path: None, "The file cannot be read (No such file or directory)"),
    ],
    ids=["50_MB", "symlink", "fifo", "directory", "socket", "missing"],
)
def test_what_is_no_ordinary_file_is_refused(tmp_path, monkeypatch, make, words):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    path = tmp_path.relative_to(tmp_path) / "hand_in.ipynb"
    make(path)
    with pytest.raises(Refused) as refused:
        read_bytes(path)
    assert str(refused.value).startswith(words)


def test_a_file_of_the_largest_size_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(submission, "LARGEST", 10)
    for size in (0, 10):
        (tmp_path / "a").write_bytes(b"x" * size)
        assert read_bytes(tmp_path / "a") == b"x" * size


# --- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty; save the notebook"),
        (b" \n\t", "The file is empty"),
        (notebook(code("x = 1"))[:-20], "The file is not a whole notebook (its JSON is broken)"),
        (b"PK\x03\x04 not a notebook", "The file is not a whole notebook"),
        ("é".encode("latin-1"), "The file is not text in UTF-8"),
        (notebook(code("x = 1")).decode().encode("utf-16"), "The file is not text in UTF-8"),
        (b"[" * 100_000, "The file is not a whole notebook"),
        (
            b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            "The file is not a whole notebook",
        ),
        (b'{"cells": [' + b"1" * 5000 + b"]}", "The file is not a whole notebook"),
        (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "The notebook has an old format"),
        (b"[]", "The file is JSON, but not a notebook"),
        (b'"cells"', "The file is JSON, but not a notebook"),
        (b'{"cells": {"0": 1}}', "The file is JSON, but not a notebook"),
        (notebook(*[code("")] * 1001), "The notebook has 1001 cells, more than the 1000 allowed"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_remedy(data, words):
    with pytest.raises(Refused) as refused:
        parse(data)
    assert str(refused.value).startswith(words)
    assert "hand" in str(refused.value)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (code("x = 1"), Submitted("code", "x = 1")),
        (code(["x = 1\n", "y = 2"]), Submitted("code", "x = 1\ny = 2")),
        (code("x", id="abc"), Submitted("code", "x", None, "abc")),
        (code("x", metadata={"nbgrader": {"grade_id": "f"}}), Submitted("code", "x", "f")),
        ({"cell_type": "markdown", "source": "# Hi"}, Submitted("markdown", "# Hi")),
        ({"cell_type": "raw", "source": "x = 1"}, Submitted("markdown", "x = 1")),
        ({"cell_type": "code"}, Submitted("code", "")),
        (code("s = '\ud800'"), Submitted("code", "s = '?'")),
        (code("x", id=7, metadata=None), Submitted("code", "x")),
        (code("x", id="", metadata={"nbgrader": [1]}), Submitted("code", "x")),
        (code("x", metadata={"nbgrader": {"grade_id": ["f"]}}), Submitted("code", "x")),
        (code("x", id="i" * 201), Submitted("code", "x")),
        (code({"x": 1}), None),
        (code(["x", 1]), None),
        ("x = 1", None),
        (None, None),
    ],
)
def test_only_text_and_names_are_taken_from_a_cell(cell, expected):
    assert parse(notebook(cell)) == ([expected] if expected else [])


def test_a_byte_order_mark_is_no_obstacle():
    assert parse(b"\xef\xbb\xbf" + notebook(code("x"))) == [Submitted("code", "x")]


PYTHON = """\
# %% [markdown]
# # Slopes

# %% exercise="step_1d"
def step_1d(x, slope, lr):
    return x - lr * slope

# %% check="step_1d" points=4
check.step_1d(step_1d, points=4)

# %% [markdown] answer="limits" points=3
# None.

# %% exercise=["unhashable"]
x = 1
"""


def test_a_python_file_is_read_like_the_sources_of_the_course():
    assert parse(PYTHON.encode(), "01_slope.py") == [
        Submitted("markdown", "# Slopes"),
        Submitted("code", "def step_1d(x, slope, lr):\n    return x - lr * slope", "step_1d"),
        Submitted("code", "check.step_1d(step_1d, points=4)", "check-step_1d"),
        Submitted("markdown", "None.", "answer-limits"),
        Submitted("code", "x = 1"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "# ---\n# jupyter:\n#   jupytext:\n#     formats: 7\n# ---\nx\n",
            "is not a notebook writ",
        ),
        ("# %%\nx\n\n" * 1001, "The notebook has 1001 cells"),
        ("", "The file is empty"),
    ],
)
def test_a_python_file_that_makes_no_notebook_is_refused(text, words):
    with pytest.raises(Refused, match=words):
        parse(text.encode(), "01_slope.py")


# --- folders --------------------------------------------------------------------------------------


def folder_with(path, files):
    for name in files:
        (path / name).touch()
    return path


@pytest.mark.parametrize("files", [["01_slope.ipynb", "b.ipynb"], ["my work (1).ipynb", "a.txt"]])
def test_the_notebook_of_the_right_name_is_found_else_the_only_one(tmp_path, files):
    assert find(folder_with(tmp_path, files), "01_slope").name == files[0]


@pytest.mark.parametrize(
    ("files", "found"), [([], "no notebook at all"), (["a.ipynb", "b.ipynb"], "a.ipynb, b.ipynb")]
)
def test_a_folder_without_the_notebook_is_refused_in_words(tmp_path, files, found):
    remedy = "hand in one notebook with the name 01_slope.ipynb."
    with pytest.raises(Refused, match=f"^The folder holds {found}; {remedy}$"):
        find(folder_with(tmp_path, files), "01_slope")


def test_a_dangling_link_of_the_right_name_is_found_and_then_refused(tmp_path):
    (tmp_path / "01_slope.ipynb").symlink_to("nowhere")
    (tmp_path / "other.ipynb").touch()
    with pytest.raises(Refused, match="symbolic link"):
        read_bytes(find(tmp_path, "01_slope"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"The folder cannot be read \(No such file or directory\)"):
        find(tmp_path / "nobody", "01_slope")
