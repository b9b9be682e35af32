"""What of ours lies inside a box: the scripts, and `downslope` without anything that grades."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import py_compile
import re
import shutil
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
LEFT_OUT = ("golden", "static", "__pycache__", "tests")
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
    folder = _scratch() / "versions"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def files(assignment: str) -> Path:
    """Return a folder with our scripts and the filtered `downslope`, made once a process.

    Its name tells which modules are missing.
    """
    with _lock:
        return _files(tuple(_locked(assignment)))


@functools.cache
def _files(locked: tuple[str, ...]) -> Path:
    everything = _all_files()
    if len(locked) < len(LOCKED):
        _compile(everything)
    left_out = shutil.ignore_patterns(*(f"{name}.*py*" for name in locked))
    folder = versions() / "-".join(["without", *locked])
    shutil.copytree(everything, folder, ignore=left_out, copy_function=_link)
    return folder


@functools.cache
def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="downslope-box-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def _all_files() -> Path:
    """Return a folder with our scripts and all of the filtered `downslope`; no box sees it."""
    folder = _scratch() / "all"
    folder.mkdir()
    for name in OURS:
        shutil.copyfile(HERE / name, folder / name)
    spec = importlib.util.find_spec("downslope")
    left_out = shutil.ignore_patterns(*LEFT_OUT, *(f"{name}.py" for name in INERT))
    shutil.copytree(spec.submodule_search_locations[0], folder / "downslope", ignore=left_out)
    for name in INERT:
        shutil.copyfile(HERE / "inert.py", folder / "downslope" / f"{name}.py")
    _readable(folder)
    return folder


@functools.cache
def _compile(folder: Path) -> None:
    """Compile what the template, in which all locked modules are missing, cannot import.

    Every box would do that anew.
    """
    needs = re.compile(rf"downslope\.({'|'.join(LOCKED)})\b")
    for path in (folder / "downslope").glob("*.py"):
        if path.stem in LOCKED or needs.search(path.read_text(encoding="utf-8")):
            py_compile.compile(path, invalidation_mode=UNCHECKED)
    _readable(folder)


def _readable(folder: Path) -> None:
    """Open files to the box's unprivileged user, whatever our umask says."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
        os.chmod(target, 0o644)
