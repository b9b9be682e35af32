"""Control groups of version 2 that systemd lets us divide: scopes of our own.

    subprocess.Popen([*scopes.within(), "program", ...])    born in a scope of its own
    scopes.home(pid)                                        the scope, ready to have groups in it

In version 2 a process may be moved by who may write to the nearest group above both its old and its
new one. A session's groups are root's, so an ordinary user can move nothing out of there, and a
process has to be born where it is to be held: systemd makes a scope, gives it to us ("delegates"
it) and starts the program in it. Root could move anything anywhere, but all groups outside such
scopes are systemd's to arrange, so it is done the same way.

A scope ends with its last process, however that ended, and systemd removes it with all its groups.
Should it fail to, the next run does.
"""

from __future__ import annotations

import contextlib
import functools
import getpass
import os
import re
import secrets
import shutil
import subprocess
import time
from pathlib import Path

from autograder import hierarchies

OURS = re.compile(r"downslope-[0-9a-f]{16}\.scope")
BOOTED = Path("/run/systemd/system")  # there where systemd is process 1
REST = "rest"  # the group of whoever is not held
# Limits that nobody has by default, and what they say then.
GIVEN = {"memory.max": ["max"], "memory.high": ["max"], "cpu.max": ["max"], "cpuset.cpus": []}
PATIENCE = 10.0  # seconds in which systemd makes a scope
MOVES = 100  # at most, until nobody is left in a scope itself


def manager() -> Path | None:
    """The socket of the systemd that makes scopes for us: the system's for root, else our own."""
    ours = Path("/run/systemd") if os.geteuid() == 0 else _runtime() / "systemd"
    socket = ours / "private"
    return socket if os.path.exists(BOOTED) and os.path.exists(socket) else None


def within() -> list[str]:
    """What to put before a command, so that it begins in a scope; nothing where that can't be.

    The process stays the one that was started, and keeps its descriptors and environment. It takes
    a moment to be there: see `arrived`.
    """
    program, socket = _program(), manager()
    if program is None or socket is None or hierarchies.group_of("self") is None:
        return []
    line = [program, "--scope", "--quiet", "--collect", "--no-ask-password"]
    line += [f"--unit=downslope-{secrets.token_hex(8)}.scope"]
    line += ["--property=Delegate=" + " ".join(hierarchies.KINDS), "--property=TasksMax=infinity"]
    env = shutil.which("env") or "/usr/bin/env"
    if os.geteuid() == 0:
        return [*line, "--", env, "-u", "INVOCATION_ID"]
    asked = [env, f"XDG_RUNTIME_DIR={_runtime()}"]
    return [*asked, *line, "--user", "--", env, "-u", "XDG_RUNTIME_DIR", "-u", "INVOCATION_ID"]


def home(pid: int) -> Path | None:
    """The scope that a process was born in, made ready to have groups in it; None if in none.

    Raises OSError if the scope cannot be divided.
    """
    scope = _scope(pid)
    if scope is not None and not hierarchies.divided(scope):
        _empty(scope)
        hierarchies.divide(scope)
    return scope


def missing() -> str:
    """Why there is nothing to put before a command, and what to do."""
    if hierarchies.group_of("self") is None:
        return "This system shows no control groups that count memory and processes."
    if not os.path.exists(BOOTED):
        return (
            "Control groups (version 2) are made by systemd, which does not run here. A container "
            "as a whole can be limited where it is started: docker run --memory=8g "
            "--pids-limit=1000 …"
        )
    if _program() is None:
        return "Control groups (version 2) are made by systemd-run, which is not installed."
    return (
        "Control groups (version 2) are made by a systemd of your own, and none runs: log in as "
        "yourself, not by su or sudo, or have root run this once: loginctl enable-linger "
        f"{getpass.getuser()}"
    )


def refused() -> str:
    """What to say where systemd was asked for a scope, and that did not help."""
    user = "" if os.geteuid() == 0 else "--user "
    return (
        "systemd gives us no control group (version 2) that counts memory and processes; this may "
        f'say why: systemd-run {user}--scope -p Delegate="memory pids" true'
    )


def confined(scope: Path) -> str | None:
    """Return what to say if we are held to limits that processes in `scope` would be free of."""
    ours = hierarchies.group_of("self")
    around = () if ours is None else (ours, *ours.parents)
    for folder in around:
        if folder not in scope.parents and (limit := _limited(folder)):
            return (
                f"Boxes get no control groups of their own, because those would be free of the "
                f"limits that this run has been given ({limit} of {folder.name})."
            )
    return None


def _limited(group: Path) -> str | None:
    """The name of a limit that somebody has given to a group."""
    for name, free in GIVEN.items():
        with contextlib.suppress(OSError):
            if (group / name).read_text().split()[:1] != free:
                return name
    return None


def sweep(folder: Path) -> None:
    """Remove scopes in `folder` that are over, should systemd have failed to."""
    for scope in folder.glob("downslope-*.scope"):
        with contextlib.suppress(OSError):
            # Divided, it was somebody's, and is not only just being made.
            over = "populated 0" in (scope / "cgroup.events").read_text().splitlines()
            if over and OURS.fullmatch(scope.name) and hierarchies.divided(scope):
                for place in (*(f for f in scope.iterdir() if f.is_dir()), scope):
                    with contextlib.suppress(OSError):  # systemd may be at it, too
                        place.rmdir()


def arrived(process: subprocess.Popen) -> None:
    """Wait until a process that was started `within` is there, or has ended, or for PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not _scope(process.pid) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)  # systemd-run tells nobody when it has moved


def _scope(pid: int) -> Path | None:
    """The scope of ours in which a process is."""
    group = hierarchies.group_of(pid)
    around = () if group is None else (group, *group.parents)
    return next((folder for folder in around if OURS.fullmatch(folder.name)), None)


def _empty(scope: Path) -> None:
    """Move everybody to a group below: a group that is to be divided may have nobody in itself."""
    rest = scope / REST
    rest.mkdir(exist_ok=True)
    for _ in range(MOVES):  # somebody may be born meanwhile
        those = (scope / "cgroup.procs").read_text().split()
        if not those:
            return
        for pid in those:
            with contextlib.suppress(ProcessLookupError):
                (rest / "cgroup.procs").write_text(pid)


def _runtime() -> Path:
    """Where our own systemd has its sockets; after su or in a service no variable tells us."""
    return Path(f"/run/user/{os.geteuid()}")


@functools.cache
def _program() -> str | None:
    return shutil.which("systemd-run")
