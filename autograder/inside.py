"""What of ours lies inside a box: the scripts, and `downslope` without anything that grades."""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib.util
import os
import py_compile
import re
import shutil
import stat
import struct
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).parent
OURS = (
    "calls.py",
    "drawing.py",
    "figures.py",
    "frames.py",
    "lettering.py",
    "seccomp.py",
    "shell.py",
    "template.py",
    "walls.py",
    "wire.py",
    "worker.py",
)
INERT = (
    "aim",
    "artillery",
    "check",
    "mountain",
    "pictures",
    "blame",
    "demo",
    "walk",
    "snippet",
    "surface",
    "trails",
    "party",
    "maps",
    "hikers",
    "flow",
    "abacus",
    "beads",
    "wavefront",
    "whisper",
    "knobs",
    "gallery",
    "recorder",
    "programs",
    "stills_recorder",
    "quiet",
)
# opens for assignments with a larger number
LOCKED = {
    "gradcheck": 3,
    "batches": 5,
    "neuron": 6,
    "layers": 7,
    "layers_backward": 8,
    "backprop": 9,
    "splitting": 12,
}
AUTODIFF = ("autograd", "jax", "torch", "tensorflow", "sympy", "theano", "casadi", "tinygrad")

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH

_lock = threading.Lock()


def withheld(assignment: str) -> dict[str, str]:
    """Return the modules that may not be imported in this assignment, each with the reason."""
    reasons = {
        name: f"{name} is not available here: this course takes its derivatives by hand."
        for name in AUTODIFF
    }
    # In a box there is none; without walls this keeps the first idea of a cheat from working.
    reasons["autograder"] = "autograder is not available here: the answers are in it."
    for name in _locked(assignment):
        reasons[f"downslope.{name}"] = (
            f"downslope.{name} opens after assignment {LOCKED[name]}: until then you write it."
        )
    return reasons


def _locked(assignment: str) -> list[str]:
    number = re.match(r"\d+", assignment)
    return [m for m, last in LOCKED.items() if int(number[0] if number else 0) <= last]


@functools.cache
def versions() -> Path:
    """Return the folder in which `files` makes folders."""
    folder = Path(tempfile.mkdtemp(prefix="downslope-box-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def files(assignment: str, walls: bool = True) -> Path:
    """Return a folder with our scripts and the filtered `downslope`, made once a process.

    Its name tells which modules are missing. walls: whether nobody who sees it can write there;
    otherwise all files are copies.
    """
    with _lock:
        return _files(tuple(_locked(assignment)), walls)


@functools.cache
def _files(locked: tuple[str, ...], walls: bool) -> Path:
    folder = versions() / "-".join(["linked" if walls else "copied", "without", *locked])
    package = folder / "downslope"
    for place in (folder, package):
        for made in (place, place / "__pycache__"):
            made.mkdir()
            made.chmod(0o755)  # for the box's unprivileged user, whatever our umask says
    for name in OURS:
        _place(HERE / name, folder / name, walls)
    spec = importlib.util.find_spec("downslope")
    for source in Path(spec.submodule_search_locations[0]).glob("*.py"):
        if source.stem not in locked:
            inert = source.stem in INERT
            _place(HERE / "inert.py" if inert else source, package / source.name, walls)
    return folder


def _place(source: Path, target: Path, link: bool) -> None:
    """Bring a module, and what Python made of it: whoever runs inside would make it anew."""
    _bring(source, target, link)
    compiled, to = (Path(importlib.util.cache_from_source(path)) for path in (source, target))
    if _is_fresh(compiled, source):
        _bring(compiled, to, link)
    else:
        py_compile.compile(source, to, source.name, invalidation_mode=UNCHECKED)
        to.chmod(0o644)


def _is_fresh(compiled: Path, source: Path) -> bool:
    """Would Python take it for what `source` says now?"""
    found = source.stat()
    with contextlib.suppress(OSError), open(compiled, "rb") as file:
        made_of = int(found.st_mtime) & 0xFFFFFFFF, found.st_size & 0xFFFFFFFF
        return file.read(16) == importlib.util.MAGIC_NUMBER + struct.pack("<3I", 0, *made_of)
    return False


def _bring(source: Path, target: Path, link: bool) -> None:
    """Link a file if that will do, else copy it: to make a file takes twenty times as long."""
    found = source.lstat()
    with contextlib.suppress(OSError):  # another file system, or one without links
        if link and stat.S_ISREG(found.st_mode) and found.st_mode & stat.S_IROTH:
            os.link(source, target)
            return
    shutil.copy2(source, target)  # with its time, which tells what was compiled of it
    target.chmod(0o644)
