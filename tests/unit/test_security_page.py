"""SECURITY.md names real files, all tests of attacks, and the limits that are in force."""

import re
from pathlib import Path

from autograder import frames, seccomp
from autograder.box import Limits

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`((?:autograder|tests)/[\w./]+)`", PAGE))


def test_every_file_that_it_names_is_there():
    links = set(re.findall(r"\]\(([\w./]+)\)", PAGE))
    assert len(NAMED) > 30
    assert [name for name in sorted(NAMED | links) if not (ROOT / name).exists()] == []


def test_every_test_of_attacks_is_named():
    here = {f"tests/attacks/{path.name}" for path in (ROOT / "tests/attacks").glob("test_*.py")}
    assert here <= NAMED


def test_it_says_the_limits_that_are_in_force():
    limits, text = Limits(), " ".join(PAGE.split())
    for words in (
        f"{limits.cell_seconds:g} s a cell, {limits.call_seconds:g} s a call and "
        f"{limits.run_seconds:g} s in all",
        f"at most {limits.processes} processes has {limits.cpu_seconds} s of computing and "
        f"{limits.memory_bytes >> 30} GB of memory",
        f"{limits.scratch_bytes >> 20} MB of scratch space",
        f"files of at most {limits.file_bytes >> 20} MB",
        f"limited to {limits.output_bytes:,} characters",
        f"to {limits.notebook_bytes >> 20} MB",
        f"a header of {frames.MAX_HEADER >> 20} MB and {frames.MAX_BLOBS >> 20} MB of data",
    ):
        assert words in text
    assert {
        "ptrace",
        "bpf",
        "keyctl",
        "io_uring_setup",
        "mount",
        "unshare",
    } <= seccomp.DENIED.keys()


def test_the_tricks_are_as_many_as_it_says():
    tricks = [p.read_text(encoding="utf-8") for p in (ROOT / "tests/attacks/tricks").glob("*.py")]
    ids = {re.match(r'"""([A-Z])-(\d\d)', text).groups() for text in tricks}
    assert len([letter for letter, _ in ids if letter == "C"]) == 58
    assert len([letter for letter, _ in ids if letter != "C"]) > 40
