"""Control groups: processes that share the work of filling the machine are held together.

What needs a group is skipped where we may make none: version 2 only, or no right to.
"""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import cgroups
from autograder.box import Box

from .conftest import HUNGRY, PATIENT, SMALL

needs_groups = pytest.mark.skipif(
    not cgroups.possible(), reason="no control groups (version 1) that we may write here"
)
WAYS = {"a fork": {}, "a cold box": {"from_template": False}, "unboxed": {"boxed": False}}
OWN = "9:memory:/user/me\n4:cpu,pids:/user/me\n0::/scope\n"
MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 {root} /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/cpu,pids rw,relatime - cgroup cgroup rw,cpu,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,memory
"""


def ours() -> list[Path]:
    """The groups that this process has made."""
    return [f for home in cgroups._homes() for f in home.glob(f"downslope-{os.getpid()}-*")]


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
    line, limits = ["sleep", "1000"], (1 << 30, 5)
    with subprocess.Popen(line) as one, subprocess.Popen(line) as two:
        first = cgroups.hold(one.pid, *limits)
        assert set(first.folders) <= set(ours())
        first.release()
        second = cgroups.hold(two.pid, *limits)
        assert second is not first
        one.kill()
        one.wait()
        assert cgroups.hold(two.pid, *limits) is first
        two.kill()
    assert cgroups.hold(two.pid, *limits) is None, "nobody has that number"
    for group in (first, second):
        group.remove()
        assert not set(group.folders) & set(ours())


@needs_groups
@pytest.mark.parametrize("end", ["exit", "SIGKILL"])
def test_groups_go_with_their_process_or_with_the_next_one(end):
    script = "from autograder import cgroups; import os, signal, sys\n"
    script += "cgroups.Group(cgroups._homes(), (1 << 30, 5)).release()\n"
    script += "if sys.argv[1] == 'SIGKILL': os.kill(os.getpid(), signal.SIGKILL)\n"
    child = subprocess.Popen([sys.executable, "-c", script, end])
    child.wait()
    homes = cgroups._homes()
    left = [folder for home in homes for folder in home.glob(f"downslope-{child.pid}-*")]
    assert len(left) == (len(homes) if end == "SIGKILL" else 0)
    assert cgroups._homes.__wrapped__() == homes
    assert not any(folder.exists() for folder in left)


@pytest.mark.parametrize(
    ("root", "memory"),
    [("/", "memory/user/me"), ("/user", "memory/me"), ("/user/me", "memory"), ("/other", None)],
)
def test_where_our_own_group_is_shown(root, memory):
    mounts, shown = MOUNTS.format(root=root), Path("/sys/fs/cgroup")
    assert cgroups.home_of("memory", OWN, mounts) == (memory and shown / memory)
    assert cgroups.home_of("pids", OWN, mounts) == shown / "cpu,pids/user/me"
    assert cgroups.home_of("memory", "0::/scope\n", mounts) is None, "only version 2"
