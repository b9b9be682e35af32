"""Grading one submission as a pure function: JSON in, JSON out.

No database, no folder of a class or a course: so it runs in a thread here, or in a process on
another machine (`cluster.py`), and gives the same. The course's own knowledge (checks, reference,
mistakes) is what is installed there; `fingerprint` says whether that is the same as here.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import platform
import re
import sys
from dataclasses import asdict
from importlib.metadata import distributions, version
from pathlib import Path

import downslope
from autograder import opening, session, sheets
from autograder.box import Box, Limits
from autograder.checks import of_assignment
from autograder.classroom import notebook_text
from autograder.errors import UserError
from autograder.mistakes import KNOWN
from autograder.opening import BoxAhead
from autograder.plain import one_line
from autograder.session import Job, LostBox
from autograder.stop import Stop, Stopped
from autograder.submission import Submitted

OUR_FAULT = (
    "The grader itself failed on this submission ({error}); this is not the student's fault."
)
OURS = re.compile(r"autograder\.(checks|truth|mistakes)\.|downslope\.")
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(\([^)]*\)|.*)|import\s+([\w.]+))", re.M)


def spec(job: Job, released: dict, cells: list[Submitted], digest: str) -> dict:
    """What `grade` needs to know of one submission, as JSON-able data.

    released: the released notebook. cells, digest: the submission's cells and its file's sha256.
    """
    return {
        "assignment": job.assignment,
        "fingerprint": fingerprint(job.assignment),
        "seed": job.seed,
        "boxed": job.boxed,
        "pictures": job.pictures,
        "engine": job.engine,
        "limits": asdict(job.limits),
        "released": released,
        "cells": [dict(vars(cell)) for cell in cells],
        "digest": digest,
    }


def grade(spec: dict, stop: Stop | None = None, ahead: BoxAhead | None = None) -> dict:
    """Grade one submission: {"record", "notebook": text or None}, JSON-able; never a 0 for us.

    Whatever the submission does, the record's outcome is "graded" or "refused". "try_again" is
    true where the fault was not the student's, so that another run may do better. For a spec with
    a true "environment" the result says under which one, and whether it is "steady": nothing that
    time, memory or a death decided. stop: once set, raises Stopped. ahead: a box for it, of
    `open_box`. Raises UserError where another version of the grader is installed.
    """
    if spec["fingerprint"] != fingerprint(spec["assignment"]):
        raise UserError(
            f"A worker has other checks of {spec['assignment']} than this machine, or another "
            "version of the grader; install the same everywhere and repeat the command."
        )
    job = _job(spec, stop, ahead)
    cells = [Submitted(**cell) for cell in spec["cells"]]
    graded, text = _grade(cells, spec["released"], job, spec["digest"])
    broken = any(check["outcome"] == "broken_check" for check in graded.record["checks"])
    result = {
        "record": graded.record,
        "notebook": text,
        "try_again": broken or graded.notebook is None,
    }
    if spec.get("environment"):
        steady = graded.steady and not result["try_again"]
        result |= {"environment": environment(), "steady": steady}
    return result


def open_box(spec: dict, stop: Stop) -> Box:
    """A box for the submission of a spec: see `opening.open_box`."""
    return opening.open_box(_job(spec, stop))


def draw_sheets(spec: dict) -> None:
    """Draw what the submissions of a class are asked, and what the known mistakes say to it.

    It would be drawn when it is first needed, and what fails here is told there.
    """
    drawn = []
    for exercise in of_assignment(spec["assignment"]):
        with contextlib.suppress(Exception):
            drawn.append(sheets.drawn(exercise, spec["seed"]))
    for sheet in drawn:
        with contextlib.suppress(Exception):
            sheet.with_mistakes()


def _job(spec: dict, stop: Stop | None, ahead: BoxAhead | None = None) -> Job:
    return Job(
        spec["assignment"],
        Path(),  # of a course: needed only by who reads its files
        spec["seed"],
        spec["boxed"],
        Limits(**spec["limits"]),
        spec["pictures"],
        spec["engine"],
        tuple(c["source"] for c in spec["released"]["cells"] if c["cell_type"] == "code"),
        stop or Stop(),
        ahead,
    )


def _grade(
    cells: list[Submitted], released: dict, job: Job, digest: str
) -> tuple[session.Graded, str | None]:
    """The outcome, and the graded notebook's text, None if refused; a file can hold both."""
    try:
        try:
            graded = session.grade_cells(cells, released, job, digest)
        except LostBox:  # the machine's fault: worth a second try
            graded = session.grade_cells(cells, released, job, digest)
        text = notebook_text(graded.notebook)
        (text + json.dumps(graded.record, ensure_ascii=False)).encode()
        return graded, text
    except Stopped:
        raise
    except LostBox as error:
        reason = f"No box could be had: {error}"
    except Exception as error:  # a bug of ours must not stop the rest of the class
        reason = OUR_FAULT.format(error=one_line(f"{type(error).__name__}: {error}"))
    return session.refused(job, released, reason), None


@functools.cache
def fingerprint(assignment: str) -> str:
    """A hash of all that decides about points: the grader's version, and this assignment's checks.

    The checks are the modules from which its exercises, what they build on, and their known
    mistakes come, with all that these import of the course's own knowledge.
    """
    exercises = of_assignment(assignment)
    functions = [e.function for e in exercises] + [n for e in exercises for n in e.builds_on]
    waiting = [e.truth.__module__ for e in exercises]
    waiting += [part.cases.__module__ for e in exercises for part in e.parts]
    waiting += [known.function.__module__ for name in functions for known in KNOWN.get(name, ())]
    files = {}
    while waiting:
        name = waiting.pop()
        if name in files or not OURS.match(name) or name not in sys.modules:
            continue
        files[name] = Path(sys.modules[name].__file__).read_bytes()
        for package, names, module in IMPORT.findall(files[name].decode("utf-8")):
            found = re.findall(r"\w+", names)
            waiting += [module or package, *(f"{package}.{n}" for n in found)]
    digest = hashlib.sha256(version("downslope-autograder").encode())
    for name in sorted(files):
        digest.update(name.encode() + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


@functools.cache
def environment() -> str:
    """A hash of what runs here: Python, the machine's kind, every package's version, our code."""
    digest = hashlib.sha256(f"{sys.version} {platform.system()} {platform.machine()}".encode())
    # Where packages are installed, and not what else has come onto the path by now: the folder one
    # is in, or what setuptools brings along.
    places = [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    for package in sorted({f"{d.name}=={d.version}" for d in distributions(path=places)}):
        digest.update(package.encode())
    for root in (Path(__file__).parent, Path(downslope.__file__).parent):
        for path in sorted(root.rglob("*.py")):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
