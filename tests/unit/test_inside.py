"""What lies inside a box: nothing that is locked, in no form; and the fonts of this matplotlib."""

from __future__ import annotations

import os
import subprocess
import sys
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


def test_what_a_box_would_compile_anew_is_compiled():
    files = inside.files(str(LAST + 1))
    done = subprocess.run(
        [sys.executable, "-IBv", "-c", f"import sys; sys.path.insert(0, {str(files)!r})\n"
         "import downslope.neuron, downslope.second_opinion"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in ("neuron", "second_opinion"):
        assert f"{name}.cpython" in done.stderr
        assert f"code object from '{files}/downslope/{name}.py'" not in done.stderr


def test_versions_share_their_files_and_everybody_may_read_them():
    first, second = inside.files("0") / "worker.py", inside.files("8") / "worker.py"
    assert first.samefile(second)
    assert all(path.stat().st_mode & 0o004 for path in inside.files("0").rglob("*"))


def test_without_links_the_files_are_copies(monkeypatch, tmp_path):
    def refuse(*_):
        raise OSError("no links here")

    (tmp_path / "a").write_text("text")
    monkeypatch.setattr(os, "link", refuse)
    inside._link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "text"


def test_the_fonts_are_those_of_this_matplotlib(monkeypatch, tmp_path):
    mine = jail.font_cache().name
    for name in (mine, "fontlist-v1.json"):
        (tmp_path / name).write_text("{}")
    os.utime(tmp_path / "fontlist-v1.json", (time.time() + 1e6,) * 2)
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    assert jail.font_cache.__wrapped__() == tmp_path / mine
    (tmp_path / mine).unlink()
    assert Path(jail.font_cache.__wrapped__()) == tmp_path / mine, "made where it is missing"
