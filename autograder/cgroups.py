"""Control groups: one holds all processes of a submission together, to memory and a number.

    group = cgroups.hold(pid, bytes, processes)     None where this machine lets us make none
    group.release()                                 once all that was in it is gone

For boxes of bubblewrap and for code without a box; podman and docker make their own. We make groups
where the hierarchies of version 1 are ours to write (root, mostly). They are kept for the next box,
because the kernel takes its time to forget one, and removed at the end. Of a run that was killed
empty ones stay, which the next run removes.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import os
import re
import threading
from collections import defaultdict
from pathlib import Path

KINDS = ("memory", "pids")
OURS = re.compile(r"downslope-(\d+)-\d+")  # the process that made it
_free: dict[tuple[int, int], list[Group]] = defaultdict(list)  # limits -> groups of nobody's
_lock = threading.Lock()
_numbers = itertools.count()


class Group:
    """A pair of groups, one in each hierarchy. Raises OSError if there are none to be had."""

    def __init__(self, homes: tuple[Path, ...], limits: tuple[int, int]):
        name = f"downslope-{os.getpid()}-{next(_numbers)}"
        self.limits, self.folders = limits, [home / name for home in homes]
        memory, processes = map(str, limits)
        atexit.register(self.remove)
        for folder in self.folders:
            folder.mkdir()
        self._write("memory.limit_in_bytes", memory)
        with contextlib.suppress(OSError):  # not where the kernel counts no swap
            self._write("memory.memsw.limit_in_bytes", memory)
        self._write("pids.max", processes)

    def _write(self, name: str, value: str) -> None:
        """Write to a file that there is already: those of the kernel's."""
        folder = self.folders[KINDS.index(name.split(".")[0])]
        with open(folder / name, "r+") as file:
            file.write(value)

    def take_in(self, pid: int) -> None:
        """Put a process in, and so all that it will start. Raises OSError if it is gone."""
        for folder in self.folders:
            with open(folder / "cgroup.procs", "r+") as file:
                file.write(str(pid))

    def release(self) -> None:
        """Let another box have it, as soon as nothing in there is alive any more."""
        with _lock:
            _free[self.limits].append(self)

    def empty(self) -> bool:
        """Is nobody in it? False, too, if somebody else has removed it."""
        with contextlib.suppress(OSError):
            return not any((folder / "cgroup.procs").read_text() for folder in self.folders)
        return False

    def remove(self) -> None:
        """Remove it, if nobody is in it."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def hold(pid: int, memory: int, processes: int) -> Group | None:
    """Hold a process, with all that it will start, to bytes of memory and a number of processes.

    None where we may make no groups, or if the process is gone.
    """
    if not possible():
        return None
    limits = (memory, processes)
    with _lock:
        kept = next((group for group in _free[limits] if group.empty()), None)
        if kept is not None:
            _free[limits].remove(kept)
    for group in (kept, None):  # somebody else may have removed the one that was kept
        try:
            group = group or Group(_homes(), limits)
            group.take_in(pid)
            return group
        except OSError:
            if group is not None:
                group.remove()
    return None


@functools.cache
def possible() -> bool:
    """May we make groups here? Tried once."""
    try:
        group = Group(_homes(), (1 << 30, 64))
    except (OSError, ValueError):
        return False
    group.remove()
    return True


@functools.cache
def _homes() -> tuple[Path, ...]:
    """Our own groups, below which we make others, in the order of KINDS; () if one is missing."""
    try:
        own = Path("/proc/self/cgroup").read_text()
        mounts = Path("/proc/self/mountinfo").read_text()
    except OSError:
        return ()
    homes = tuple(home for kind in KINDS if (home := home_of(kind, own, mounts)))
    if len(homes) < len(KINDS):
        return ()
    for stray in (folder for home in homes for folder in home.glob("downslope-*")):
        maker = OURS.fullmatch(stray.name)
        if maker and not Path("/proc", maker[1]).exists():
            with contextlib.suppress(OSError):
                stray.rmdir()
    return homes


def home_of(kind: str, own: str, mounts: str) -> Path | None:
    """The folder of our own group in the hierarchy (version 1) that counts `kind`, if it is shown.

    own, mounts: what /proc/self/cgroup and /proc/self/mountinfo say.
    """
    for line in own.splitlines():
        _, kinds, place = line.split(":", 2)
        if kind not in kinds.split(","):
            continue
        for mount in mounts.splitlines():
            shown, _, how = mount.partition(" - ")
            root, point = shown.split()[3:5]
            system, *_, options = how.split()
            if system == "cgroup" and kind in options.split(","):
                with contextlib.suppress(ValueError):  # mounted is a part that we are not in
                    return Path(point, Path(place).relative_to(root))
    return None
