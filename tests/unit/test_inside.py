"""What lies inside a box: nothing that is locked, in no form; and the fonts of this matplotlib."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from autograder import inside, jail

LAST = max(inside.LOCKED.values())


@pytest.mark.parametrize("number", [0, 7, LAST, LAST + 1])
def test_a_locked_module_is_there_neither_as_text_nor_compiled(number):
    locked = {name for name, last in inside.LOCKED.items() if number <= last}
    found = {path.name.split(".")[0] for path in inside.files(str(number)).rglob("*.py*")}
    assert found & inside.LOCKED.keys() == inside.LOCKED.keys() - locked
    assert {*inside.INERT, "worker", "drivers"} <= found


def from_source(files: Path, modules: str) -> list[str]:
    """Which of ours Python compiles when it imports `modules` where these files lie."""
    done = subprocess.run(
        [sys.executable, "-IBv", "-c", f"import sys; sys.path.insert(0, {str(files)!r})\n"
         f"import {modules}"],
        check=True, capture_output=True, text=True, env=jail.environment(jail.HOME),
    )  # fmt: skip
    assert f"{files}/frames.py" in done.stderr
    return re.findall(rf"# code object from '{files}/(.+[.]py)'", done.stderr)


OPEN_AT_LAST = "template, shell, drawing, figures, downslope.neuron, downslope.second_opinion"


def test_nothing_is_compiled_anew_in_a_box():
    assert from_source(inside.files(str(LAST + 1)), OPEN_AT_LAST) == []


def test_versions_share_their_files_and_everybody_may_read_them():
    first, second = inside.files("0") / "worker.py", inside.files("8") / "worker.py"
    assert first.samefile(second)
    assert all(path.stat().st_mode & 0o004 for path in inside.files("0").rglob("*"))


@pytest.fixture
def place(tmp_path):
    """A function: brings a module, given its text or left as it was, to a box; returns it there."""

    def place(text: str | None = None, mode: int = 0o644, link: bool = True) -> Path:
        source, folder = tmp_path / "own.py", Path(tempfile.mkdtemp(dir=tmp_path))
        if text is not None:
            source.write_text(text)
        source.chmod(mode)
        (folder / "__pycache__").mkdir()
        inside._place(source, folder / "own.py", link)
        return folder / "own.py"

    return place


def said_by(module: Path) -> str:
    """What the module's compiled form says when it is run."""
    compiled = importlib.util.cache_from_source(module)
    done = subprocess.run([sys.executable, "-I", compiled], capture_output=True, text=True)
    return done.stdout + done.stderr


def test_what_was_compiled_of_an_older_text_is_not_taken(place, tmp_path):
    place("print('an old text')")
    py_compile.compile(tmp_path / "own.py")
    assert said_by(place()) == "an old text\n"
    assert said_by(place("print('and this is the new one')")) == "and this is the new one\n"


def refused(*_):
    raise OSError("no links here")


@pytest.mark.parametrize("why", ["without links", "private", "no walls"])
def test_what_cannot_be_linked_is_copied(why, place, monkeypatch, tmp_path):
    if why == "without links":
        monkeypatch.setattr(os, "link", refused)
    there = place("print('a text')", 0o600 if why == "private" else 0o644, why != "no walls")
    assert there.read_text() == "print('a text')"
    assert not there.samefile(tmp_path / "own.py")
    assert there.stat().st_mode & 0o777 == 0o644
    assert said_by(there) == "a text\n"


def test_the_fonts_are_those_of_this_matplotlib(monkeypatch, tmp_path):
    mine = jail.font_cache().name
    for name in (mine, "fontlist-v1.json"):
        (tmp_path / name).write_text("{}")
    os.utime(tmp_path / "fontlist-v1.json", (time.time() + 1e6,) * 2)
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    assert jail.font_cache.__wrapped__() == tmp_path / mine
    (tmp_path / mine).unlink()
    assert Path(jail.font_cache.__wrapped__()) == tmp_path / mine, "made where it is missing"


def test_who_runs_without_walls_cannot_reach_our_own_files():
    ours, copies = inside.files("8"), inside.files("8", walls=False)
    names = [path.relative_to(ours) for path in ours.rglob("*.py*")]
    assert {path.relative_to(copies) for path in copies.rglob("*.py*")} == {*names}
    assert all((copies / name).stat().st_nlink == 1 for name in names)
    assert all((copies / name).read_bytes() == (ours / name).read_bytes() for name in names)
