"""The warm templates, seen from the trusted side: started once a process, forked per submission.

A template is one bubblewrap with one process inside (`template.py`). It dies when this process
does, however that ends: its socket closes then. Where templates do not work (a system that allows
bubblewrap its namespaces, but nothing below it) every box starts cold, which is slower and as
safe.
"""

from __future__ import annotations

import atexit
import contextlib
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from autograder import cgroups, frames, inside, jail, launch
from autograder.launch import Forked, LostBox

SCRATCH_BYTES = 1 << 20  # for the template itself
GRACE = 1.0  # seconds in which a template may end by itself
ALONE = 3  # boxes before it is worth while to prepare for a class: the self-test's, one a worker
MOST_FAILURES = 3  # templates lost before this process starts every box cold


class Template:
    """A warm process that can be forked. Use `template` to get one."""

    def __init__(self, bwrap: Path, pictures: bool):
        self.lock = threading.Lock()  # one request at a time
        self.forks, self.known = 0, set[tuple[str, ...]]()  # known: cells that it has compiled
        self.ready = False
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115
        uid = jail.spare_uid()
        self.rooted = uid is not None
        ours, theirs = socket.socketpair()
        self.channel = frames.Channel(ours, accept_fds=True)
        line = [*cgroups.within(), str(bwrap), "--as-pid-1"]
        line += jail.command(inside.files("0"), SCRATCH_BYTES, uid, template=True)
        with theirs:
            line += launch.python(f"{jail.INSIDE}/template.py", theirs.fileno())
            line += ["pictures" if pictures else "names"]
            self.process = launch.start(line, self.stderr, (theirs.fileno(),))

    def fork(self, fd: int, assignment: str, limits, cells: tuple[str, ...] = ()) -> Forked:
        """Return a fork that serves the socket `fd`. Raises LostBox if there is none to be had.

        cells: see `Box`.
        """
        deadline = time.monotonic() + limits.start_seconds
        try:
            with self.lock:
                if not self.ready:
                    self._settled(self.channel.receive(deadline)[0])
                new = cells if self.forks >= ALONE and cells not in self.known else ()
                texts = [cell.encode("utf-8", "replace") for cell in new]
                self.channel.send({"op": "open"}, texts, deadline, [fd])
                self.channel.receive(deadline)
                self.forks += 1
                self.known.add(new)
                (pidfd,), self.channel.fds = self.channel.fds, []
        except (EOFError, OSError, ValueError) as error:  # TimeoutError and FrameError among them
            said = launch.last_words(self.stderr) or type(error).__name__
            self.close()
            raise LostBox(f"The template of the boxes failed: {said}") from error
        uid = jail.spare_uid() if self.rooted else None
        walls = {
            "scratch_bytes": limits.scratch_bytes,
            "home": jail.HOME,
            "files": f"{jail.VERSIONS}/{inside.files(assignment).name}",
            "versions": jail.VERSIONS,
            "kept": jail.below_scratch(),
        }
        return Forked(pidfd, self, uid, walls, limits.housekeeping_seconds)

    def _settled(self, state: dict) -> None:
        # A thread would be missing in the forks, a descriptor would be shared by them.
        if (state.get("threads"), state.get("descriptors")) != (1, 4):
            raise ValueError(f"the template is not in a state to be forked: {state}")
        self.ready = True

    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """End the template and all its forks."""
        self.channel.close()  # it ends itself when it sees this
        if not self.ready:
            self.process.kill()  # it would finish its imports first
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.stderr.close()


_templates: dict[Path, Template] = {}
_failures = 0
_lock = threading.Lock()


def template(bwrap: Path, pictures: bool = True) -> Template | None:
    """The template for this bubblewrap, started if there is none; None after too many failures.

    pictures: whether it warms up for figures that are drawn; it can be used for others, too.
    """
    with _lock:
        known = _templates.get(bwrap)
        if known and known.alive():
            return known
        if known:
            known.close()
            del _templates[bwrap]
        if _failures >= MOST_FAILURES:
            return None
        made = _templates[bwrap] = Template(bwrap, pictures)
        atexit.register(made.close)
        return made


def failed() -> None:
    """Note that a template could not be had, or could not be forked into a box."""
    global _failures
    with _lock:
        _failures += 1


def begin(pictures: bool = True) -> None:
    """Start a template in the background, if this machine can: it takes a second to warm up.

    pictures: see `template`.
    """
    bwrap = jail.find_bwrap()
    if bwrap is not None:
        with contextlib.suppress(LostBox):
            template(bwrap, pictures)


def end() -> None:
    """End all templates, and with them every box that came from one."""
    with _lock:
        for known in _templates.values():
            known.close()
        _templates.clear()
