"""Where a process's control groups are shown: version 1, version 2, and both side by side."""

from pathlib import Path

import pytest

from autograder import hierarchies, scopes

TOP = Path("/sys/fs/cgroup")
MIXED = "9:memory:/user/me\n4:cpu,pids:/user/me\n1:name=systemd:/user/me\n0::/scope\n"
MIXED_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 {root} /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/cpu,pids rw,relatime - cgroup cgroup rw,cpu,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,memory
"""
SESSION = "0::/user.slice/user-1000.slice/session-2.scope\n"
MOUNTS = """\
23 28 0:22 / /proc rw,relatime - proc proc rw
36 23 0:33 {root} {point} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
"""


@pytest.mark.parametrize(
    ("root", "memory"),
    [("/", "memory/user/me"), ("/user", "memory/me"), ("/user/me", "memory"), ("/other", None)],
)
def test_where_both_versions_are_mounted(root, memory):
    mounts = MIXED_MOUNTS.format(root=root)
    assert hierarchies.folder("memory", MIXED, mounts) == (memory and TOP / memory)
    assert hierarchies.folder("pids", MIXED, mounts) == TOP / "cpu,pids/user/me"
    assert hierarchies.folder(hierarchies.UNIFIED, MIXED, mounts) == TOP / "unified/scope"


@pytest.mark.parametrize(
    ("own", "root", "group"),
    [
        (SESSION, "/", "user.slice/user-1000.slice/session-2.scope"),
        (SESSION, "/user.slice", "user-1000.slice/session-2.scope"),  # a container that shows it
        (SESSION, "/system.slice", None),
        ("0::/\n", "/", ""),  # in a namespace of control groups
        ("0::/../other.scope\n", "/", None),  # outside of ours
        ("4:memory:/user/me\n", "/", None),
        ("", "/", None),
    ],
)
def test_where_there_is_version_2_only(own, root, group):
    mounts = MOUNTS.format(root=root, point="/sys/fs/cgroup")
    expected = None if group is None else TOP / group
    assert hierarchies.folder(hierarchies.UNIFIED, own, mounts) == expected
    assert hierarchies.folder("memory", SESSION, mounts) is None


def test_a_place_with_a_space_in_it():
    mounts = MOUNTS.format(root="/", point="/mnt/my\\040groups")
    assert hierarchies.folder(hierarchies.UNIFIED, "0::/a\n", mounts) == Path("/mnt/my groups/a")


def test_no_process_no_group():
    assert hierarchies.group_of(2**22 + 1) is None  # more than the kernel counts to


def test_who_is_held_to_limits_already_gets_no_group_outside_of_them(tmp_path, monkeypatch):
    job, scope = tmp_path / "system.slice/job/step", tmp_path / "user.slice/a.scope"
    job.mkdir(parents=True)
    monkeypatch.setattr(hierarchies, "group_of", lambda pid: job)
    (job / "memory.max").write_text("max\n")
    (job / "cpuset.cpus").write_text("\n")
    (job.parent / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("1\n")  # holds both
    assert scopes.confined(scope) is None
    (job.parent / "cpu.max").write_text("50000 100000\n")
    assert "cpu.max of job" in scopes.confined(scope)
    (job / "cpuset.cpus").write_text("0-3\n")
    assert "cpuset.cpus of step" in scopes.confined(scope)
    assert scopes.confined(job / "a.scope") is None
