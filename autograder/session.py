"""The trusted side of one graded run: run the student's cells in a box, ask, judge, write down.

Student code runs only in the box. A grade comes only from values that were asked for and judged
here; what the box prints is shown to people and read by nobody.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import layout, submission
from autograder.box import Box, BoxDied, Limits, LostBox
from autograder.checks import EXERCISES, Exercise, references_for
from autograder.errors import UserError
from autograder.judge import draw, fresh_seed, judge, rng_for
from autograder.rebuild import Slot, rebuild
from autograder.submission import Refused
from downslope import show
from downslope.judge import Verdict
from downslope.sheet import Case, Observed

CHECK_SECONDS = 6.0  # for all calls of one check together; a single call has its own limit
RUN_SECONDS = 180.0  # for a whole submission


# Drawing runs known mistakes with warnings and stderr redirected, which is process-wide state.
_DRAWING = threading.Lock()


@dataclass
class Graded:
    """The outcome of one submission: the record (JSON-able) and, unless refused, the notebook."""

    record: dict
    notebook: NotebookNode | None = None


@dataclass
class Job:
    """What to grade and how. seed: None draws one from the operating system."""

    assignment: str
    root: Path
    seed: int | None = None
    boxed: bool = True
    limits: Limits = field(default_factory=Limits)


def released_notebook(root: Path, assignment: str) -> NotebookNode:
    """The released notebook of an assignment. Raises UserError if there is none."""
    path = layout.release_path(root, assignment)
    if not path.is_file():
        known = ", ".join(layout.assignments(root)) or "none at all"
        raise UserError(f"There is no assignment {assignment!r} here; there are: {known}.")
    return nbformat.read(path, as_version=4)


def grade_file(path: Path, job: Job) -> Graded:
    """Grade one submitted file. A file that cannot be read gives a refused record, no exception.

    Raises UserError for an unknown assignment, LostBox if the machine gave no box.
    """
    released = released_notebook(job.root, job.assignment)
    try:
        data = submission.read_bytes(path)
        return grade_cells(submission.parse(data, path.name), released, job, sha256(data))
    except Refused as reason:
        return refused(job, released, str(reason))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def refused(job: Job, released: NotebookNode, reason: str) -> Graded:
    """The record of a submission that could not be graded."""
    slots = rebuild(released, [])[1]
    return Graded(_record(job, slots, [], "refused", reason, None, ""))


def grade_cells(
    cells: list[submission.Submitted], released: NotebookNode, job: Job, digest: str
) -> Graded:
    """Grade the text of a submission's cells."""
    seed = fresh_seed() if job.seed is None else job.seed
    notebook, slots = rebuild(released, cells)
    with Run(job, seed) as run:
        checks = [result for slot in slots if (result := run.visit(slot))]
    notebook.metadata.pop("widgets", None)
    return Graded(_record(job, slots, checks, "graded", "", seed, digest), notebook)


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
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
    }


class Run:
    """One submission in its box: cells in order, a fork per check, a new box after a death."""

    def __init__(self, job: Job, seed: int):
        self.job, self.seed = job, seed
        self.ran: list[str] = []  # sources that the present box has executed, for a replay
        self.count = 0
        self.deadline = time.monotonic() + RUN_SECONDS
        self.box: Box | None = None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *exc) -> None:
        self._close()

    def visit(self, slot: Slot) -> dict | None:
        """Execute or check one cell and write its outputs; return the result of a check."""
        if slot.role == "check":
            self.count += 1
            result, verdict = self._check(slot)
            slot.cell.execution_count = self.count
            slot.cell.outputs = [_check_output(result, verdict, self.count)]
            return result
        if slot.runs and slot.cell.source.strip():
            self.count += 1
            slot.cell.execution_count = self.count
            slot.cell.outputs = self._cell(slot.cell.source)
        return None

    # --- the box --------------------------------------------------------------------------------

    def _close(self) -> None:
        if self.box is not None:
            self.box.__exit__(None, None, None)
            self.box = None

    def _open(self) -> Box:
        """The present box, or a new one in which the earlier cells have been replayed."""
        while self.box is None:
            self.box = Box(self.job.assignment, self.job.limits, self.job.boxed).__enter__()
            for k, source in enumerate(self.ran):
                try:
                    self.box.run_cell(source)
                except BoxDied:
                    # It went well the first time and kills the box now: go on without it.
                    del self.ran[k]
                    self._close()
                    break
        return self.box

    def _cell(self, source: str) -> list[NotebookNode]:
        if time.monotonic() > self.deadline:
            return [
                _note("timed_out", "The notebook as a whole took too long; this cell did not run.")
            ]
        try:
            run = self._open().run_cell(source)
        except BoxDied as death:
            self._close()
            return [_note(death.outcome, DEATHS.get(death.outcome, DEATHS["died"]))]
        self.ran.append(source)
        return [nbformat.from_dict(output) for output in run.outputs]

    # --- a check --------------------------------------------------------------------------------

    def _check(self, slot: Slot) -> tuple[dict, Verdict | None]:
        function = slot.name
        result = {
            "id": f"check-{function}",
            "function": function,
            "outcome": "broken_check",
            "points": 0.0,
            "max_points": slot.points,
            "parts": [],
            "mistake": None,
            "hint": "",
            "remarks": [],
            "error": "",
        }
        exercise = EXERCISES.get(function)
        if exercise is None:
            result["error"] = f"The course has no check called {function}."
            return result, None
        rng = rng_for(exercise, self.seed)
        with _DRAWING:
            sheet = draw(exercise, rng)
        order = list(range(len(sheet.cases)))
        random.Random(int(rng.integers(2**63))).shuffle(order)  # no case can rely on another
        seen = self._ask(exercise, sheet.cases, order)
        verdict = judge(sheet, seen)
        result |= {
            "outcome": verdict.outcome,
            "points": round(slot.points * verdict.share, 2),
            "parts": [
                {
                    "name": p.name,
                    "title": p.title,
                    "visible": p.visible,
                    "passed": p.passed,
                    "weight": p.weight,
                    "message": p.message,
                }
                for p in verdict.parts
            ],
            "mistake": verdict.mistake,
            "hint": verdict.hint,
            "remarks": list(verdict.remarks),
            "error": verdict.error,
        }
        return result, verdict

    def _ask(self, exercise: Exercise, cases: tuple[Case, ...], order: list[int]) -> list[Observed]:
        """Observe one call a case. A call that ends the fork costs its own case only.

        When the time for the check is used up, the cases that are left count as timed out.
        """
        seen: dict[int, Observed] = {}
        deadline = min(time.monotonic() + CHECK_SECONDS, self.deadline)
        left = list(order)
        while left and time.monotonic() < deadline:
            try:
                with self._open().check(exercise.function, references_for(exercise)) as fork:
                    while left and time.monotonic() < deadline:
                        observed = fork.call(cases[left[0]].args)
                        seen[left.pop(0)] = observed
                        if observed.outcome == "missing":
                            return [observed] * len(cases)
                        if observed.outcome in FATAL:
                            break
            except BoxDied as death:
                self._close()
                if left:
                    seen[left.pop(0)] = Observed(death.outcome)
        return [seen.get(k, Observed("timed_out")) for k in range(len(cases))]


FATAL = ("timed_out", "died", "out_of_memory")
DEATHS = {
    "timed_out": "This cell took too long and was stopped; later cells went on without it.",
    "out_of_memory": "This cell asked for too much memory; later cells went on without it.",
    "died": "This cell ended the Python process; later cells went on without it.",
}


def _note(outcome: str, words: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename=outcome, evalue=words, traceback=[words])


def _check_output(result: dict, verdict: Verdict | None, count: int) -> NotebookNode:
    """The one output of a check cell, written by us: points for nbgrader, HTML for people."""
    html = show.as_html(verdict) if verdict else f"<p>{result['error']}</p>"
    data = {"text/plain": str(result["points"]), "text/html": html}
    return nbformat.v4.new_output("execute_result", data=data, execution_count=count)


__all__ = ["Graded", "Job", "LostBox", "grade_cells", "grade_file", "refused", "released_notebook"]
