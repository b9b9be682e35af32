"""A box made by podman or docker, for machines where these are what is allowed, or trusted.

Each submission gets a container of its own, started cold and thrown away. Nothing is downloaded:
its image is a few empty folders, made here, and what it shows is mounted read-only from this
machine, the same as in a box of bubblewrap (`jail`). The conversation is the same, too. As the
pipes of these engines carry no descriptors, the worker fetches its socket at a door: a named socket
that opens once, before anything of a student's runs.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import io
import os
import secrets
import select
import shutil
import socket
import struct
import subprocess
import tarfile
import tempfile
from pathlib import Path

from autograder import inside, jail, launch
from autograder.engines import BOXES
from autograder.launch import LostBox

ENGINES = BOXES[1:]
DOOR = "/door"
SCRATCH = ("/tmp", jail.HOME)  # podman gives what it mounts there the rights of the image's folder
OPEN_FILES = 1024  # to begin with; the worker allows less
# What the engines would add to the box, each by an option that the other one does not know.
OWN = {"podman": ["--passwd=false", "--no-hosts", "--read-only-tmpfs=false"], "docker": []}
NOT_BEGUN = (125, 126, 127)  # what the engines' `run` returns if the program inside did not start
LIMITS_SEEN = [  # by a box, in the two versions of control groups
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/pids.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    "/sys/fs/cgroup/pids/pids.max",
]
SECONDS = 60  # for what the engine does outside a box: it may be busy


def find(engine: str) -> str | None:
    """Return the path of the program `engine`, None if it is not installed."""
    return shutil.which(engine)


def missing(engine: str) -> str:
    """What to say where there is no such program."""
    return f"The program {engine} was not found: install the system's package for it."


def held(engine: str, limits) -> bool:
    """Does `engine` hold all processes of a box together to the limits of memory and number?"""
    return _groups(engine, limits)[0]


class Contained(launch.Started):
    """A container of its own, known by its name and, where we can see it, by a pidfd."""

    unfiltered = True  # but for the engine's own filter of system calls, which stays on

    def __init__(self, engine: str, fd: int, assignment: str, limits):
        self.engine, self.name = engine, f"downslope-{secrets.token_hex(8)}"
        group = _groups(engine, limits)[1]
        seconds = limits.start_seconds + 2 * limits.run_seconds
        if engine == "podman":  # ends what outlives us, should we be killed
            group = [*group, f"--timeout={seconds:.0f}"]
        room = tempfile.TemporaryDirectory(prefix="downslope-door-")  # closed to other users here
        with room, socket.socket(socket.AF_UNIX) as door:
            outside = _opened(Path(room.name), door)
            line = command(engine, inside.files(assignment), limits, group)
            line += ["--name", self.name, _bind(outside, DOOR), image(engine), *_environment()]
            line += launch.python(f"{jail.INSIDE}/worker.py", f"{DOOR}/socket")
            patience, env = limits.housekeeping_seconds, dict(os.environ)
            super().__init__(line, patience, (), env=env)
            try:
                self._let_in(door, fd, limits.start_seconds)
            except BaseException:
                self.end()
                raise

    def _let_in(self, door: socket.socket, fd: int, seconds: float) -> None:
        """Hand `fd` to whoever knocks first: the worker, as nothing else runs in there yet."""
        client = os.pidfd_open(self.process.pid)
        try:
            waiting = select.poll()
            waiting.register(door, select.POLLIN)
            waiting.register(client, select.POLLIN)
            knocked = door.fileno() in dict(waiting.poll(1000 * seconds))
        finally:
            os.close(client)
        if not knocked:
            said = launch.last_words(self.stderr) or "nobody came to the door in time"
            raise LostBox(f"The box did not start: {said}")
        caller, _ = door.accept()
        with caller:
            who = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            with contextlib.suppress(OSError):  # a process that we cannot see is ended by its name
                self.pidfd = os.pidfd_open(struct.unpack("3i", who)[0])
            try:
                socket.send_fds(caller, [b"."], [fd])
            except OSError as error:
                raise LostBox(f"The box did not start: {error}") from error

    def force(self) -> None:
        """End the engine's client and then, by name, whatever it has begun."""
        super().force()
        _run([find(self.engine), "rm", "--force", self.name])


def _opened(room: Path, door: socket.socket) -> Path:
    """Have `door` wait for one caller; return the folder in which a box finds it."""
    outside = room / "door"
    outside.mkdir()
    outside.chmod(0o755)
    try:
        door.bind(str(outside / "socket"))
    except OSError as error:
        raise LostBox(f"The box did not start: {error}: {room}") from error
    (outside / "socket").chmod(0o777)  # the box's user is none of this machine
    door.listen(1)
    return outside


def command(engine: str, files: Path, limits, group: list[str]) -> list[str]:
    """Return the command that makes one box, up to its name and image.

    files: from `inside.files`. group: options about control groups and time.
    """
    program = find(engine)
    if program is None:
        raise LostBox(missing(engine))
    # Under real root a number used once; else one of those that a user may have beside their own.
    uid = jail.spare_uid() or 10_000 + secrets.randbelow(50_000)
    line = [program, "run", "--rm", "--pull=never", "--log-driver=none", "--network=none"]
    line += [
        "--init=false",
        "--ipc=private",
        "--hostname=box",
        f"--user={uid}:{uid}",
        "--cap-drop=ALL",
    ]
    line += ["--security-opt=no-new-privileges", "--security-opt=label=disable", "--read-only"]
    line += [f"--ulimit=nofile={OPEN_FILES}:{OPEN_FILES}", "--ulimit=core=0:0"]
    line += [f"--ulimit=nproc={limits.processes}:{limits.processes}"]
    line += [*OWN[engine], *group, f"--workdir={jail.HOME}"]
    # The engines mount outer folders first. A hidden folder is an empty one of ours: over a
    # temporary file system podman would copy what it is to hide.
    for place in (*SCRATCH, "/dev/shm"):
        line.append(f"--tmpfs={place}:rw,nosuid,nodev,size={limits.scratch_bytes},mode=1777")
    for path in jail.system():
        line.append(_bind(path, path))
    for path, hidden in jail.python_places().items():
        line.append(_bind(_empty() if hidden else path, path))
    line.append(_bind(files, jail.INSIDE))
    if fonts := jail.font_cache():
        folder = f"{jail.HOME}/.matplotlib"
        line.append(f"--tmpfs={folder}:rw,nosuid,nodev,size={1 << 20},mode=1777")
        line.append(_bind(fonts, f"{folder}/{fonts.name}"))
    return line


def _bind(source: Path | str, target: str) -> str:
    return f"--mount=type=bind,source={source},target={target},readonly"


def _environment() -> list[str]:
    # What the engine sets (proxies, its own name) is dropped by the first program inside.
    return ["/usr/bin/env", "-i", *(f"{k}={v}" for k, v in jail.environment(jail.HOME).items())]


@functools.cache
def _empty() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="downslope-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o555)
    return folder


@functools.cache
def image(engine: str) -> str:
    """Return the name of an image with nothing in it, made if it is missing.

    It has the folders on which all else is mounted, and the links of this machine's root.
    """
    data = _archive()
    name = f"localhost/downslope-box:{hashlib.sha256(data).hexdigest()[:12]}"
    if _run([find(engine), "image", "inspect", name]).returncode:
        made = _run([find(engine), "import", "-", name], data)
        if made.returncode:
            raise LostBox(f"{engine} made no image: {launch.readable(made.stderr)}")
    return name


def _archive() -> bytes:
    with io.BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for path in ("dev", "etc", "home", "proc", "run", "sys", "usr", *SCRATCH):
                folder = tarfile.TarInfo(path.lstrip("/"))
                folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if path in SCRATCH else 0o755
                archive.addfile(folder)
            for path, target in sorted(jail.links().items()):
                link = tarfile.TarInfo(path.lstrip("/"))
                link.type, link.linkname = tarfile.SYMTYPE, target
                archive.addfile(link)
        return file.getvalue()


@functools.cache
def _groups(engine: str, limits) -> tuple[bool, list[str]]:
    """Are limits for a whole box in force here, and the options that go with that.

    Tried from inside, because engines also accept limits that nothing enforces.
    """
    memory, processes = str(limits.box_bytes), str(limits.processes)
    wanted = [f"--memory={memory}", f"--memory-swap={memory}", f"--pids-limit={processes}"]
    for options in (wanted, [], *([["--cgroups=disabled"]] if engine == "podman" else [])):
        line = command(engine, inside.files("0"), limits, options)
        tried = _run([*line, image(engine), "/usr/bin/cat", *LIMITS_SEEN])
        if tried.returncode not in NOT_BEGUN:
            seen = set(tried.stdout.decode("utf-8", "replace").split())
            return {memory, processes} <= seen, options
    raise LostBox(f"{engine} cannot run a container: {launch.readable(tried.stderr)}")


def _run(line: list[str], data: bytes = b"") -> subprocess.CompletedProcess:
    try:
        return subprocess.run(line, input=data, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(line, NOT_BEGUN[0], b"", str(error).encode())
