"""Control groups: one holds all processes of a submission together, to memory and a number.

    subprocess.Popen([*cgroups.within(), ...])      what is to be held, or forks who is
    group = cgroups.hold(pid, bytes, processes)     None where this machine lets us make none
    group.release()                                 once all that was in it is gone

For boxes of bubblewrap and for code without a box; podman and docker make their own. We make groups
where the hierarchies of version 1 are ours to write (root, mostly); in version 2 in scopes that
systemd gives us (`scopes.py`) or, where systemd does not run, below our own group, if that is ours
to divide. They are kept for the next box, because the kernel takes its time to forget one, and
removed at the end. Of a run that was killed empty ones stay, which the next run removes; those in a
scope systemd removes at once.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import os
import re
import shutil
import subprocess
import threading
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from autograder import hierarchies, scopes
from autograder.hierarchies import KINDS

OURS = re.compile(r"downslope-(\d+)-\d+")  # the process that made it
TRIED = (1 << 30, 64)
_lock = threading.Lock()
_numbers = itertools.count()


class Home(NamedTuple):
    """Where groups can be made: version 1 has a folder for each of KINDS, version 2 one.

    scope: it is a scope, whose groups systemd removes. (If we did, too, one would trip the other.)
    """

    version: int
    folders: tuple[Path, ...]
    scope: bool = False


_free: dict[tuple[Home, tuple[int, int]], list[Group]] = defaultdict(list)  # of nobody's


class Group:
    """A group, in version 1 one in each hierarchy. Raises OSError if there is none to be had.

    limits: bytes of memory, swapped out or not, and the number of processes (threads count).
    """

    def __init__(self, home: Home, limits: tuple[int, int]):
        name = f"downslope-{os.getpid()}-{next(_numbers)}"
        self.home, self.limits = home, limits
        self.folders = [folder / name for folder in home.folders]
        memory, processes = limits
        first = home.version == 1
        if not home.scope:
            atexit.register(self.remove)
        for folder in self.folders:
            folder.mkdir()
        self.files = {
            self.folders[0] / ("memory.limit_in_bytes" if first else "memory.max"): memory,
            self.folders[-1] / "pids.max": processes,
        }
        swapped = ("memory.memsw.limit_in_bytes", memory) if first else ("memory.swap.max", 0)
        for file, value in self.files.items():
            _write(file, value)
        with contextlib.suppress(OSError):  # not where the kernel counts no swap
            _write(self.folders[0] / swapped[0], swapped[1])

    def take_in(self, pid: int) -> None:
        """Put a process in, and so all that it will start. Raises OSError if it is gone."""
        for folder in self.folders:
            _write(folder / "cgroup.procs", pid)
        if not self.holds(pid):
            raise OSError(f"{self.folders[0]} does not hold {pid}")

    def holds(self, pid: int) -> bool:
        """Is a process in here, under our limits? The kernel is asked, whatever was written."""
        try:
            limits = [(int(file.read_text()), most) for file, most in self.files.items()]
            within = [(folder / "cgroup.procs").read_text().split() for folder in self.folders]
        except (OSError, ValueError):  # "max"
            return False
        # The kernel counts memory in whole pages.
        return all(0 < is_ <= most for is_, most in limits) and all(str(pid) in w for w in within)

    def release(self) -> None:
        """Let another box have it, as soon as nothing in there is alive any more."""
        with _lock:
            _free[self.home, self.limits].append(self)

    def empty(self) -> bool:
        """Is nobody in it? False, too, if somebody else has removed it."""
        with contextlib.suppress(OSError):
            return not any((folder / "cgroup.procs").read_text() for folder in self.folders)
        return False

    def remove(self) -> None:
        """Remove it, if nobody is in it and if that is for us to do."""
        atexit.unregister(self.remove)
        for folder in () if self.home.scope else self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def within() -> list[str]:
    """What to put before a command whose processes `hold` is to hold; often nothing."""
    return scopes.within() if possible() and not _fixed() else []


def hold(pid: int, memory: int, processes: int) -> Group | None:
    """Hold a process, with all that it will start, to bytes of memory and a number of processes.

    None where we may make no groups, or if the process is gone.
    """
    return _held(pid, (memory, processes)) if possible() else None


def _held(pid: int, limits: tuple[int, int]) -> Group | None:
    with _lock:
        home = _home(pid)
        if home is None:
            return None
        for gone in [key for key in _free if not key[0].folders[0].exists()]:
            del _free[gone]  # with a scope that has ended
        free = _free[home, limits]
        kept = next((group for group in free if group.empty()), None)
        if kept is not None:
            free.remove(kept)
    for group in (kept, None):  # somebody else may have removed the one that was kept
        try:
            group = group or Group(home, limits)
            group.take_in(pid)
            return group
        except OSError:
            if group is not None:
                group.remove()
    return None


def possible() -> bool:
    """May we make groups here, and do they hold?"""
    return problem() is None


def version() -> int:
    """The version of the control groups that are made here, if any are."""
    home = _fixed()
    return home.version if home else 2


@functools.cache
def problem() -> str | None:
    """Return why there can be no groups here and what to do, or None if they hold. Tried once."""
    scope = [] if _fixed() else scopes.within()
    try:
        if scope:
            return _problem_of_scopes(scope)
        group = Group(_fixed(), TRIED) if _fixed() else None
    except OSError:
        group = None
    if group is not None:
        return group.remove()
    if hierarchies.group_of("self", KINDS[0]):
        return "The control groups here (version 1) are root's: only root can make more of them."
    return scopes.missing()


def _problem_of_scopes(scope: list[str]) -> str | None:
    """Hold a program for a moment: one that ends when its input does, should we be killed."""
    line = [*scope, shutil.which("cat") or "cat"]
    ignored = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, stdin=subprocess.PIPE, env={}, **ignored) as program:
        scopes.arrived(program)
        group = _held(program.pid, TRIED)
        program.kill()
    if group is None:
        return scopes.refused()
    scopes.sweep(group.home.folders[0].parent)
    return scopes.confined(group.home.folders[0])


def _home(pid: int) -> Home | None:
    """Where to make the group for a process."""
    if _fixed():
        return _fixed()
    with contextlib.suppress(OSError):
        scope = scopes.home(pid)
        return scope and Home(2, (scope,), scope=True)
    return None


@functools.cache
def _fixed() -> Home | None:
    """The home of all our groups, if it is below our own groups: else each process has its own."""
    first = [hierarchies.group_of("self", kind) for kind in KINDS]
    second = hierarchies.group_of("self")
    if all(first):
        home = Home(1, tuple(first))
    elif second is None or scopes.within() or not _ours_to_divide(second):
        return None
    else:
        home = Home(2, (second,))
    for stray in (folder for place in home.folders for folder in place.glob("downslope-*")):
        maker = OURS.fullmatch(stray.name)
        if maker and not Path("/proc", maker[1]).exists():
            with contextlib.suppress(OSError):
                stray.rmdir()
    return home


def _ours_to_divide(group: Path) -> bool:
    """Can there be groups below it that count? Where there is no systemd to ask for a scope."""
    with contextlib.suppress(OSError):
        if not hierarchies.divided(group):
            hierarchies.divide(group)
        return True
    return False


def _write(file: Path, value: int) -> None:
    """Write to a file that there is already: those of the kernel's."""
    with open(file, "r+") as there:
        there.write(str(value))
