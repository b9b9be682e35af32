"""The walls that a fork of the template puts up around itself before it serves a submission.

The template (`template.py`) sits in a box of bubblewrap with the right to make namespaces. Each
fork takes namespaces, scratch space and a /proc of its own, and then gives up that right for
good: what bubblewrap does for a box that is started cold, repeated here for a copy of a process
that is running already.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import struct
from pathlib import Path

import seccomp

NEW_MOUNTS, NEW_CGROUP, NEW_NAMES, NEW_IPC = 0x20000, 0x02000000, 0x04000000, 0x08000000
NEW_USER, NEW_PIDS, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, WITH_ALL_BELOW, PRIVATE = 32, 4096, 16384, 1 << 18
STUDENT = 1000  # the user id inside, where we are not real root
_libc = ctypes.CDLL(None, use_errno=True)


def _done(result: int, what: str) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def unshare(flags: int) -> None:
    """Leave the namespaces of these kinds for new ones (NEW_PIDS: from the next child on)."""
    _done(_libc.unshare(flags), f"unshare {flags:#x}")


def return_to(fd: int, kind: int) -> None:
    """Enter the namespace that `fd` refers to."""
    _done(_libc.setns(fd, kind), "setns")


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    kind_ = kind.encode() if kind else None
    result = _libc.mount(
        source.encode(), target.encode(), kind_, ctypes.c_ulong(flags), data.encode() or None
    )
    _done(result, f"mount {target}")


def _scratch(target: str, size: int, mode: str = "1777", flags: int = 0) -> None:
    _mount("tmpfs", target, "tmpfs", NO_SUID | NO_DEVICES | flags, f"size={size},mode={mode}")


def put_up(options: dict) -> None:
    """Wall this process in, which must be process 1 of a new namespace of processes.

    options: `scratch_bytes`; `home`; `files` and `versions`, the folder that becomes /box and the
    one that holds it; `kept`, folders below the scratch places that stay visible there. Raises
    OSError with the step that failed.
    """
    unshare(NEW_MOUNTS | NEW_IPC | NEW_NAMES | NEW_NETWORK)
    with contextlib.suppress(OSError):  # a kernel without control groups has none to hide
        unshare(NEW_CGROUP)
    _mount("none", "/", None, WITH_ALL_BELOW | PRIVATE)
    _mount(options["files"], "/box", None, BIND)
    _scratch(options["versions"], 4096, "0555", READ_ONLY)
    kept = [(os.open(path, os.O_PATH | os.O_DIRECTORY), path) for path in options["kept"]]
    for place in ("/tmp", options["home"], "/dev/shm"):
        _scratch(place, options["scratch_bytes"])
    for fd, path in kept:
        os.makedirs(path, 0o755, exist_ok=True)
        _mount(f"/proc/self/fd/{fd}", path, None, BIND | WITH_ALL_BELOW)
        os.close(fd)
    # Terminals are shared by all forks of a template, and nobody needs one.
    _scratch("/dev/pts", 4096, "0555", READ_ONLY)
    _mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC, "subset=pid")
    os.chdir(options["home"])
    importlib.invalidate_caches()  # /box has changed


def become_student(own_user_namespace: bool) -> None:
    """Give up every right, for good. Under real root the user id was changed before."""
    if own_user_namespace:
        # Processes are counted by user and namespace: every submission needs a count of its own.
        uid, gid = os.geteuid(), os.getegid()
        unshare(NEW_USER)
        # Our /proc shows the namespace we are in, by our number in it.
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{STUDENT} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{STUDENT} {gid} 1")
    version_3, this_process = 0x20080522, 0
    none = b"\0" * 24
    _done(_libc.capset(struct.pack("Ii", version_3, this_process), none), "capset")
    seccomp.install()
