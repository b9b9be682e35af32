"""From a submission to its record and its graded notebook: read, rebuild, run, write down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder import submission
from autograder.judge import fresh_seed
from autograder.launch import LostBox
from autograder.opening import Job
from autograder.rebuild import Slot, rebuild
from autograder.release import Own, released_notebook
from autograder.run import Run
from autograder.submission import Refused


@dataclass
class Graded:
    """The outcome of one submission: the record (JSON-able) and, unless refused, the notebook.

    steady: see `run.Run`.
    """

    record: dict
    notebook: dict | None = None
    steady: bool = True


def grade_file(path: Path, job: Job) -> Graded:
    """Grade one submitted file. A file that cannot be read gives a refused record, no exception.

    Raises UserError for an unknown assignment, LostBox if the machine gave no box.
    """
    released = released_notebook(job.root, job.assignment)
    try:
        data = submission.read_bytes(path)
        own = Own(job.root, job.assignment)
        cells = own.held(submission.parse(data, path.name))
        return grade_cells(cells, released, job, sha256(data))
    except Refused as reason:
        return refused(job, released, str(reason))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def refused(job: Job, released: dict, reason: str) -> Graded:
    """The record of a submission that could not be graded."""
    slots = rebuild(released, [])[1]
    return Graded(_record(job, slots, [], "refused", reason, None, ""))


def grade_cells(cells: list[submission.Submitted], released: dict, job: Job, digest: str) -> Graded:
    """Grade the text of a submission's cells."""
    seed = fresh_seed() if job.seed is None else job.seed
    notebook, slots = rebuild(released, cells)
    with Run(job, seed) as run:
        checks = run.grade(slots)
    notebook["metadata"].pop("widgets", None)
    record = _record(job, slots, checks, "graded", "", seed, digest)
    return Graded(record | {"texts": texts(notebook, released)}, notebook, run.steady)


def texts(notebook: dict, released: dict) -> dict[str, dict]:
    """For each cell that a student writes: the sha256 of its text, and whether it is untouched.

    The gradebook needs no more of the graded notebook: nbgrader's rules ask whether an answer was
    given, and ours whether a person has seen it.
    """
    before = {cell["id"]: cell["source"] for cell in released["cells"]}
    return {
        cell["id"]: {
            "sha256": sha256(cell["source"].encode("utf-8", "surrogatepass")),
            "untouched": cell["source"] == before[cell["id"]],
        }
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["id"] in before
    }


def _record(job: Job, slots: list[Slot], checks, outcome, reason, seed, digest) -> dict:
    return {
        "assignment": job.assignment,
        "score": round(sum(c["points"] for c in checks), 2),
        "max_score": sum(s.points for s in slots if s.role == "check"),
        "outcome": outcome,
        "reason": reason,
        "seed": seed,
        "boxed": job.boxed,
        "checks": checks,
        "answers": [{"id": s.name, "max_points": s.points} for s in slots if s.role == "answer"],
        "notebook_sha256": digest,
        "timestamp": now(),
    }


def now() -> str:
    """The moment that a record shows."""
    return datetime.now(UTC).isoformat(timespec="seconds")


__all__ = [
    "Graded", "Job", "LostBox", "grade_cells", "grade_file", "now", "refused", "released_notebook",
]  # fmt: skip
