"""Ways to get a process that serves a submission: a fork of a warm template, or a cold start.

A third, a container of podman's or docker's, is in `containers.py`. All give a `Process`: something
that can be ended, with everything it started, and that can say why it did not begin.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder import cgroups, inside, jail, scopes, seccomp
from autograder.plain import clean

LAST = 4000  # bytes of what a program said that are kept


class LostBox(Exception):
    """The machine could not provide a box: nobody's code is to blame."""


class Process:
    """A worker and how to be rid of it.

    uid: the user it must change to, or None. walls: what it has to put up around itself, or None
    where somebody else has done so. unfiltered: whether it has to put itself under our filter of
    system calls. pid: of the worker, as seen from here, if it is for us to hold it in a control
    group. patience: seconds to wait for a killed process.
    """

    pid: int | None = None
    uid: int | None = None
    walls: dict | None = None
    unfiltered = False

    def __init__(self, patience: float):
        self.patience = patience

    def kill(self) -> None:
        """Kill the worker with everything it started. Another thread may be using, or end, it."""
        raise NotImplementedError

    def end(self) -> None:
        """Kill the worker with everything it started and wait until it is gone."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """What it wrote to stderr, if it ended before it served anything."""
        return ""

    def lost(self) -> bool:
        """Has the machine taken it away? Then nobody's code is to blame."""
        return False


class Started(Process):
    """A worker started from nothing: bubblewrap and Python, half a second of work."""

    def __init__(self, line: list[str], patience: float, fds: tuple[int, ...], **how):
        super().__init__(patience)
        self.pidfd: int | None = None
        self._said = ""
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self.process = start(line, self.stderr, fds, **how)
        except BaseException:
            self.stderr.close()
            raise

    @property
    def said(self) -> str:
        return self._said

    def end(self) -> None:
        self._said = last_words(self.stderr)
        self.stderr.close()
        gone = self._signalled()
        if gone:
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                gone = False
        if self.pidfd is not None:
            os.close(self.pidfd)
        if not gone:
            self.force()

    def kill(self) -> None:
        if not self._signalled():
            self.force()

    def _signalled(self) -> bool:
        """Kill process 1 of the box; False if we know none, or may not."""
        if self.pidfd is None:
            return False
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:  # ended by itself
            pass
        except PermissionError:
            return False
        return True

    def force(self) -> None:
        """Kill the process that was started, and its process group."""
        # Without a box the group is all that can be found of the worker's children.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Cold(Started):
    """A bubblewrap of its own. It dies with the thread that started it."""

    def __init__(self, bwrap: Path, fd: int, assignment: str, limits):
        self.uid = jail.spare_uid()
        info, told = os.pipe()
        rules = filter_file()
        try:
            line = [
                *cgroups.within(),
                str(bwrap),
                "--die-with-parent",
                "--info-fd",
                str(told),
                "--as-pid-1",
            ]
            line += ["--seccomp", str(rules)] if rules is not None else []
            line += jail.command(inside.files(assignment), limits.scratch_bytes, self.uid)
            line += python(f"{jail.INSIDE}/worker.py", fd)
            fds = tuple(n for n in (fd, told, rules) if n is not None)
            super().__init__(line, limits.housekeeping_seconds, fds)
        except BaseException:
            os.close(info)
            raise
        finally:
            os.close(told)
            if rules is not None:
                os.close(rules)
        # Killing bwrap kills the worker only by a promise that student code could cancel in its
        # own process. Killing the worker, process 1 inside, always ends everything inside.
        with open(info, "rb") as pipe:
            answer = pipe.read()  # ends when bwrap closes its end: at once, also if it fails
        if answer:
            with contextlib.suppress(ProcessLookupError):
                self.pid = json.loads(answer)["child-pid"]
                self.pidfd = os.pidfd_open(self.pid)


class Plain(Started):
    """A subprocess with limits but without walls."""

    def __init__(self, fd: int, assignment: str, limits):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        worker = inside.files(assignment, walls=False) / "worker.py"
        scope = cgroups.within()
        line = [*scope, *python(str(worker), fd)]
        how = {"env": jail.environment(self.home.name), "cwd": self.home.name}
        super().__init__(line, limits.housekeeping_seconds, (fd,), **how)
        if scope:
            scopes.arrived(self.process)
        self.pid = self.process.pid

    def end(self) -> None:
        super().end()
        self.home.cleanup()


class Forked(Process):
    """A fork of a template (`warm.py`), known by its pidfd."""

    def __init__(self, pidfd: int, template, uid: int | None, walls: dict, patience: float):
        super().__init__(patience)
        self.pidfd, self.template, self.uid, self.walls = pidfd, template, uid, walls
        about = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
        known = re.search(r"^Pid:\s*([1-9]\d*)", about, re.M)
        self.pid = int(known[1]) if known else None  # -1 where it has ended

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        gone = select.poll()
        gone.register(self.pidfd, select.POLLIN)  # readable when all of its namespace is gone
        gone.poll(1000 * self.patience)
        os.close(self.pidfd)

    @property
    def said(self) -> str:
        return last_words(self.template.stderr)

    def lost(self) -> bool:
        return not self.template.alive()


def last_words(stderr) -> str:
    """Return the end of what was written to the file `stderr`, cleaned."""
    if stderr.closed:
        return ""
    size = os.fstat(stderr.fileno()).st_size
    return readable(os.pread(stderr.fileno(), LAST, max(0, size - LAST)))


def readable(said: bytes) -> str:
    """Return the end of what a program wrote, cleaned."""
    return clean(said[-LAST:].decode("utf-8", "replace")).strip()


def python(script: str, fd: int | str) -> list[str]:
    """The command that runs a script of ours on the socket `fd`, or on what is given at a door."""
    return [sys.executable, "-IB", script, str(fd)]  # -B: the files are shared with other runs


def filter_file() -> int | None:
    """Return a descriptor from which bubblewrap can read the filter of system calls."""
    code = seccomp.program()
    if code is None:
        return None
    fd = os.memfd_create("filter")
    os.write(fd, code)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def start(line: list[str], stderr, fds: tuple[int, ...], env=None, cwd="/") -> subprocess.Popen:
    """Start a command in a session of its own. Raises LostBox if that is not possible."""
    try:
        return subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            pass_fds=fds,
            env=env or {},
            cwd=cwd,
            start_new_session=True,
        )
    except OSError as error:
        raise LostBox(f"The box did not start: {error}") from error
