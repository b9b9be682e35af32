"""Control groups: processes that share the work of filling the machine are held together.

What needs a group is run in whichever version this machine gives, and skipped where it gives none.
"""

import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import cgroups
from autograder.box import Box

from .conftest import HUNGRY, PATIENT, SMALL

needs_groups = pytest.mark.skipif(
    not cgroups.possible(), reason=f"no control groups here: {cgroups.problem()}"
)
WAYS = {"a fork": {}, "a cold box": {"from_template": False}, "unboxed": {"boxed": False}}

HOLDING = """
import os, signal, sys
begun = []
while len(begun) < 2:
    begun.append(os.fork())
    if begun[-1] == 0: signal.pause()
print(*begun, flush=True)
for child, _ in zip(begun, sys.stdin):  # one ends for each line
    os.kill(child, 9)
    os.wait()
    print("ended", flush=True)
"""
HOLDS_ONE = """
import os, signal, subprocess, sys
from autograder import cgroups, scopes
line = cgroups.within()
held = subprocess.Popen([*line, "cat"], stdin=subprocess.PIPE)  # ends when we do
if line: scopes.arrived(held)
group = cgroups.hold(held.pid, 1 << 30, 5)
print(held.pid, *group.folders, flush=True)
if sys.stdin.readline() == "SIGKILL\\n": os.kill(os.getpid(), signal.SIGKILL)
held.kill()
held.wait()
group.release()
"""


@needs_groups
@pytest.mark.parametrize("way", WAYS)
def test_memory_of_all_processes_together(way):
    limits = replace(PATIENT, box_bytes=400 << 20)
    with Box("02_descent", limits, **WAYS[way]) as box:
        run = box.run_cell(HUNGRY)
    assert run.outputs[0]["text"] == "9\n"


@needs_groups
def test_processes_are_counted_without_a_box_too():
    limits = replace(SMALL, processes=20)
    with Box("02_descent", limits, boxed=False) as box:
        said = box.run_cell("""
import os, signal
begun = []
try:
    while len(begun) < 30:
        child = os.fork()
        if child == 0: signal.pause()
        begun.append(child)
except OSError as error: print(len(begun) < 20, error.errno == 11)
for child in begun: os.kill(child, 9); os.wait()
""").outputs[0]["text"]
    assert said == "True True\n"


@needs_groups
def test_a_group_is_given_to_the_next_when_nobody_is_left_in_it():
    line, limits = [*cgroups.within(), sys.executable, "-c", HOLDING], (1 << 30, 5)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(line, text=True, **pipes) as those:
        one, two = map(int, those.stdout.readline().split())
        first = cgroups.hold(one, *limits)
        assert all(folder.is_dir() for folder in first.folders)
        assert (first.holds(one), first.holds(two)) == (True, False)
        first.release()
        second = cgroups.hold(two, *limits)
        assert second is not first
        those.stdin.write("end one\n")
        those.stdin.flush()
        those.stdout.readline()
        assert not first.holds(one)
        assert cgroups.hold(two, *limits) is first
        assert (first.holds(two), second.holds(two)) == (True, False)
        those.communicate("end the other\n")
    assert cgroups.hold(two, *limits) is None, "nobody has that number"
    for group in (first, second):
        group.remove()
        assert not any(folder.exists() for folder in group.folders) or group.home.scope


@needs_groups
def test_a_limit_that_somebody_else_lifts_holds_no_more():
    line = [*cgroups.within(), sys.executable, "-c", HOLDING]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(line, text=True, **pipes) as those:
        one, _ = map(int, those.stdout.readline().split())
        group = cgroups.hold(one, 1 << 30, 5)
        assert group.holds(one)
        (group.folders[-1] / "pids.max").write_text("max")
        assert not group.holds(one)
        those.communicate("\n\n")
    group.remove()


@needs_groups
def test_whoever_grades_stays_in_their_own_group():
    before = Path("/proc/self/cgroup").read_text()
    with Box("02_descent", SMALL) as box:
        inside = Path(f"/proc/{box._process.pid}/cgroup").read_text()
        assert box._group.holds(box._process.pid)
        assert not box._group.holds(os.getpid())
    assert inside != before
    assert Path("/proc/self/cgroup").read_text() == before


@needs_groups
@pytest.mark.parametrize("end", ["exit", "SIGKILL"])
def test_groups_go_with_their_process_or_with_the_next_one(end):
    line = [sys.executable, "-c", HOLDS_ONE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(line, text=True, **pipes) as driver:
        held, *folders = driver.stdout.readline().split()
        gone = os.pidfd_open(int(held))
        driver.communicate(end + "\n")
    select.select([gone], [], [])  # the kernel's word that it has ended
    os.close(gone)
    folders = [Path(folder) for folder in folders]
    scope = cgroups.within()
    if not scope:
        left = [folder for folder in folders if folder.exists()]
        assert len(left) == (len(folders) if end == "SIGKILL" else 0)
        cgroups._fixed.__wrapped__()
    cgroups.problem.__wrapped__()  # as the next run does
    assert not any(folder.exists() for folder in folders)
    assert not scope or not folders[0].parent.exists()
