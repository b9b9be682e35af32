"""The process inside the box: runs a submission's cells and calls its functions.

It is a fork of the template (`template.py`), or a script, `python -I worker.py FD`, where there is
none; FD is a socket that speaks `wire`, or the path of a door at which one is handed over. Nothing
it says is believed: student code runs in this very process and may do to it whatever it likes. It
serves four requests, each echoed with the id it came with:

    setup   once: limits, user id, locked modules, walls    -> ready
    cell    run the source in blob 0                        -> ran, with outputs
    fork    fork a child that answers calls on a new socket -> forked
    end     kill every process but this one                 -> ended
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # -I leaves the script's own directory out
import frames
import seccomp
import walls
from calls import Calls

PR_SET_PDEATHSIG = 1
FILES, SPARE = 240, 16  # that may be open in a cell, and more in a check


def setup(options: dict) -> None:
    """Give up rights and set limits, before anything of the student's runs."""
    warm = options["walls"] is not None
    with contextlib.suppress(OSError):  # if the machine runs out of memory, better this than us
        Path("/proc/self/oom_score_adj").write_text("500")
    if warm:
        walls.put_up(options["walls"])
    if options["uid"] is not None:
        # Under real root RLIMIT_NPROC binds nobody; an unused user id is bound by it.
        os.setgroups([])
        os.setresgid(options["uid"], options["uid"], options["uid"])
        os.setresuid(options["uid"], options["uid"], options["uid"])
        # A change of user forgets the promise to die with the parent: renew it.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    for name, value in (("CORE", 0), ("FSIZE", options["file_bytes"]), ("NOFILE", FILES + SPARE)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (options["cpu_seconds"],) * 2)
    if warm:
        walls.become_student(own_user_namespace=options["uid"] is None)
    elif options["unfiltered"]:
        seccomp.install()
    # Last, because a new user namespace would hold all submissions together to this number.
    if options["processes"] and _counts_processes_by_namespace():
        resource.setrlimit(resource.RLIMIT_NPROC, (options["processes"],) * 2)


def _counts_processes_by_namespace() -> bool:
    # Before Linux 5.14 the limit counted all processes of the user, on the whole machine.
    release = platform.release().split("-")[0].split(".")
    return sys.platform == "linux" and (int(release[0]), int(release[1])) >= (5, 14)


def limit_memory(extra: int) -> None:
    """Allow `extra` bytes of address space above what is in use now."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class Withheld:
    """An import hook that refuses some modules with a sentence of explanation."""

    def __init__(self, reasons: dict[str, str]):
        self.reasons = reasons

    def find_spec(self, name, path=None, target=None):
        """Raise ImportError for a withheld module, leave all others to the usual finders."""
        if name in self.reasons:
            raise ImportError(self.reasons[name], name=name)


class Worker:
    """Serves requests; everything about the submission is in `self.shell`.

    shell: one that was made before, in the template; None makes it now.
    """

    def __init__(self, channel: frames.Channel, options: dict, shell=None):
        # Imported late, so that nothing is imported with the rights that `setup` gives up.
        from shell import make_shell

        self.channel, self.pid = channel, os.getpid()
        self.alone = options["boxed"] and self.pid == 1  # then every other process is ours
        self.children: list[int] = []
        self.shell = shell or make_shell()
        self.shell.outputs.limit = options["output_bytes"]
        self.shell.pictures = options["pictures"]
        for fd in (1, 2):  # C code and subprocesses write here; read after every cell
            with nameless_file() as file:
                os.dup2(file.fileno(), fd)
        sys.meta_path.insert(0, Withheld(options["withheld"]))
        limit_memory(options["memory_bytes"])

    def serve(self) -> None:
        """Answer requests until the trusted side closes the socket."""
        while True:
            header, blobs = self.channel.receive()
            fds, self.channel.fds = self.channel.fds, []
            reply = {"id": header["id"]}
            match header["op"]:
                case "cell":
                    outputs, out = self.run(blobs[0].decode())
                    self.channel.send({**reply, "op": "ran", "outputs": outputs}, out)
                case "fork":
                    self.kill_others()
                    self.fork(fds[0])
                    self.channel.send({**reply, "op": "forked"})
                case "end":
                    self.kill_others()
                    self.channel.send({**reply, "op": "ended"})

    def run(self, source: str) -> tuple[list[dict], list[bytes]]:
        """Run a cell; return its outputs with texts and images moved to blobs."""
        # Who leaves files open may use them all up: some are kept for the sockets of the checks.
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES + SPARE))
        items = self.shell.run(source)
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES + SPARE, FILES + SPARE))
        if os.getpid() != self.pid:
            os._exit(0)  # a process forked by the cell has come out of it: it has no say here
        headers, blobs = [], []
        for item in items:
            blobs.append("".join(item.pop("text")).encode("utf-8", "replace"))
            blobs.append(item.pop("png", b""))
            headers.append(item)
        return headers, blobs

    def fork(self, fd: int) -> None:
        """Fork a child that answers calls on the socket `fd` and never returns."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads of the student's
            child = os.fork()
        if child:
            os.close(fd)
            self.children.append(child)
            return
        self.channel.close()
        try:
            Calls(frames.Channel(socket.socket(fileno=fd)), self.shell.user_ns).serve()
        finally:
            os._exit(0)

    def kill_others(self) -> None:
        """Kill what the student started and wait until it is gone."""
        if self.alone:
            # As process 1 of its own namespace the worker outlives this, and only the worker.
            while True:
                try:
                    os.kill(-1, signal.SIGKILL)
                except ProcessLookupError:
                    break
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(-1, 0)  # asleep: asking again and again would cost more than a fork
                reap()
        for child in self.children:
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        self.children.clear()
        reap()


def nameless_file():
    """Return a new file that nobody can find; in memory, where the system has such files."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("output"), "rb+", buffering=0)
    return tempfile.TemporaryFile()


def reap() -> None:
    """Bury the children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def descriptor(place: str) -> int:
    """Return the descriptor `place`, or the one given at the door of this name."""
    if place.isdigit():
        return int(place)
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(place)
        return socket.recv_fds(door, 1, 1)[1][0]


def only_descriptor(fd: int) -> socket.socket:
    """Return the socket `fd` under another number, after closing every other descriptor from 3."""
    kept = socket.socket(fileno=os.dup(fd))
    os.closerange(3, kept.fileno())
    os.closerange(kept.fileno() + 1, 4096)
    return kept


def serve(channel: frames.Channel, shell=None) -> None:
    """Set up what the first request asks for and serve the others; never returns."""
    header, _ = channel.receive()
    setup(header["options"])
    worker = Worker(channel, header["options"], shell)
    channel.send({"op": "ready", "id": header["id"]})
    try:
        worker.serve()
    except EOFError:
        os._exit(0)
    except MemoryError:
        channel.send({"op": "out_of_memory", "id": ""})
        os._exit(1)


if __name__ == "__main__":
    serve(frames.Channel(only_descriptor(descriptor(sys.argv[1])), accept_fds=True))
