"""`autograder doctor`: what protects here, and what it says where nothing can."""

import math
from dataclasses import replace

from autograder import cgroups, doctor, seccomp
from autograder.box import Limits
from autograder.engines import BUBBLEWRAP
from tests.boxes import needs_box

from .test_usage import no_namespaces, run

__all__ = ["no_namespaces"]


@needs_box
def test_a_machine_with_boxes_is_well_and_its_limits_are_named():
    status, out, err = run("doctor")
    assert (status, err) == (0, "")
    assert out.count("✓ Tried from inside") == 4
    assert "✗" not in out
    assert "copying" in out
    stopped = "Tried: a box that took more was stopped."
    held = f"A control group (version {cgroups.version()}) holds all processes of a submission"
    assert (held in out) == (stopped in out) == cgroups.possible()


def test_without_namespaces_it_says_what_is_missing(no_namespaces):
    status, out, err = run("doctor", wrapper=no_namespaces)
    assert (status, err) == (1, "")
    assert out.startswith("✗ ")
    assert "✓" not in out
    assert "--unboxed" in out


def test_an_architecture_without_a_filter_is_a_weakness(monkeypatch):
    monkeypatch.setattr(seccomp, "program", lambda: None)
    assert doctor._calls().sign == doctor.WEAK


def test_a_limit_for_all_together_is_the_lowest_on_the_way_up(tmp_path):
    inner = tmp_path / "groups/user.slice/run.scope"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent, inner.parent.parent):
        (folder / "cgroup.controllers").touch()
    (inner / "memory.max").write_text("max\n")
    (inner / "pids.max").write_text("1000\n")
    (inner.parent / "memory.max").write_text(f"{8 << 30}\n")
    (tmp_path / "memory.max").write_text("1\n")  # not one of the groups
    found = doctor.surrounding(inner)
    assert found == (8 << 30, 1000)
    assert doctor._together(*found, "").sign == doctor.GOOD
    assert "8.0 GB of memory and 1000 processes" in doctor._together(*found, "").words
    (inner.parent / "memory.max").unlink()
    alone = doctor.surrounding(inner)
    assert alone == (math.inf, 1000)
    weak = doctor._together(*alone, "What to do.")
    assert weak.sign == doctor.WEAK
    assert weak.words.endswith("What to do.")
    assert doctor.surrounding(None) == (math.inf, math.inf)


@needs_box
def test_a_group_that_stops_nothing_is_a_weakness(monkeypatch):
    monkeypatch.setattr(cgroups, "problem", lambda: None)
    monkeypatch.setattr(cgroups, "hold", lambda *limits: None)
    assert doctor._end_of_the_greedy(replace(Limits(), box_bytes=512 << 20)) == "0"
    found = doctor._whole_box(BUBBLEWRAP, Limits())
    assert found.sign == doctor.WEAK
    assert "not stopped" in found.words
