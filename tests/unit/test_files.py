"""Whole or not at all: what `write_atomically` leaves behind."""

import os

import pytest

from autograder.files import write_atomically


@pytest.mark.parametrize("before", [None, "old", b"\xff not text"])
def test_the_text_is_there_afterwards_and_nothing_beside_it(tmp_path, before):
    path = tmp_path / "class" / "amy.json"
    if before is not None:
        path.parent.mkdir()
        path.write_bytes(before if isinstance(before, bytes) else before.encode())
    assert write_atomically(path, "näive ✓\n") is True
    assert path.read_bytes() == "näive ✓\n".encode()
    assert os.listdir(path.parent) == ["amy.json"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_same_text_again_touches_nothing(tmp_path):
    path = tmp_path / "amy.json"
    write_atomically(path, "text")
    before = path.stat()
    assert write_atomically(path, "text") is False
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("step", ["replace", "chmod"])
def test_where_writing_fails_the_earlier_file_stays_and_no_half_one(tmp_path, monkeypatch, step):
    def full(*args):
        raise OSError("No space left on device")

    path = tmp_path / "amy.json"
    path.write_text("old")
    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["amy.json"]


def test_a_text_that_no_file_can_hold_leaves_nothing(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_atomically(tmp_path / "amy.json", "\ud800")
    assert os.listdir(tmp_path) == []
