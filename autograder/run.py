"""One submission in its box: the cells in order, a fork for each check, and patience that ends.

Student code runs only in the box. A grade comes only from values that were asked for and judged
here; what the box prints is shown to people and read by nobody.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from html import escape
from itertools import takewhile

from autograder import opening, sheets
from autograder.box import Box, BoxDied
from autograder.checks import EXERCISES, Exercise, references_for
from autograder.judge import judge_and_name
from autograder.lending import arrays_in
from autograder.opening import Job
from autograder.outputs import CellRun
from autograder.plain import one_line
from autograder.rebuild import Slot
from downslope import show
from downslope.judge import Verdict
from downslope.sheet import Observed

CHECK_SECONDS = 6.0  # for all calls of one check together; a single call has its own limit
LEAST_SECONDS = 4.0  # that a cell or call is always given, however many have hung before


class Run:
    """One submission in its box: cells in order, a fork per check, a new box after a death.

    steady: True as long as nothing was ended by time, memory or a death, which might go otherwise
    on another day.
    """

    def __init__(self, job: Job, seed: int):
        self.job, self.seed = job, seed
        self.ran: list[str] = []  # sources that the present box has executed, for a replay
        self.count = 0
        self.deadline = time.monotonic() + job.limits.run_seconds
        self.hung, self.steady = 0, True  # hung: cells and calls that had to be stopped
        self.room = job.limits.notebook_bytes  # for what the cells put out
        self.box: Box | None = None
        self.cells: Iterator[CellRun] | None = None  # what comes of those up to the next check

    def __enter__(self) -> Run:
        self.box = self.job.ahead and self.job.ahead.take()  # ours to close from now on
        return self

    def __exit__(self, *exc) -> None:
        self._close()

    def grade(self, slots: list[Slot]) -> list[dict]:
        """Execute and check cell after cell and write their outputs; return the checks' results.

        Raises Stopped once the job's `stop` is set, or LostBox if that took the box away.
        """
        results = (self._visit(slot, slots[k + 1 :]) for k, slot in enumerate(slots))
        return [result for result in results if result]

    def _visit(self, slot: Slot, later: list[Slot]) -> dict | None:
        self.job.stop.look()
        if slot.role == "check":
            self.count, self.cells = self.count + 1, None
            result, verdict = self._check(slot)
            shown = _check_output(result, verdict, self.count)
            slot.cell |= {"execution_count": self.count, "outputs": [shown]}
            return result
        if _has_code(slot):
            self.count += 1
            before_check = takewhile(lambda other: other.role != "check", later)
            then = (other.cell["source"] for other in before_check if _has_code(other))
            outputs = self._cell(slot.cell["source"], then)
            slot.cell |= {"execution_count": self.count, "outputs": outputs}
        return None

    # --- the box --------------------------------------------------------------------------------

    def _died(self, death: BoxDied) -> None:
        self._close()
        self.hung += death.outcome == "timed_out"
        self.steady = False

    def _close(self) -> None:
        if self.box is not None:
            self.job.stop.forget(self.box)
            self.box.close()
            self.box = self.cells = None

    def _open(self) -> Box:
        """The present box, or a new one in which the earlier cells have been replayed.

        Raises BoxDied if the notebook's time ends first: a cell may notice that it is replayed.
        """
        while self.box is None:
            self.box = opening.open_box(self.job)
            for k, source in enumerate(self.ran):
                left = self.deadline - time.monotonic()
                if left <= 0:
                    raise BoxDied("timed_out")
                try:
                    self.box.run_cell(source, min(left, self.job.limits.cell_seconds))
                except BoxDied:
                    # It went well the first time and kills the box now: go on without it.
                    del self.ran[k]
                    self._close()
                    break
        return self.box

    def _patience(self, seconds: float) -> float:
        """What is left of a limit: each cell or call that hung halves it for the later ones.

        So a notebook that hangs everywhere is done within a minute, and one that hangs once loses
        nothing else.
        """
        return max(seconds / 2**self.hung, min(seconds, LEAST_SECONDS))

    def _cell(self, source: str, then: Iterable[str] = ()) -> list[dict]:
        """The outputs of a cell. then: those that follow, one by one, up to the next check."""
        if time.monotonic() > self.deadline:
            self.steady = False
            return [_note("timed_out", TOO_LONG.format("cell"))]
        try:
            if self.cells is None:
                seconds = self._patience(self.job.limits.cell_seconds)
                self.cells = self._open().run_cells([source, *then], seconds)
            run = next(self.cells)
        except BoxDied as death:
            self._died(death)
            return [_note(death.outcome, DEATHS.get(death.outcome, DEATHS["died"]))]
        self.ran.append(source)
        self.steady &= not (run.error or "").startswith("MemoryError")
        if run.size > self.room:
            return [_note("left_out", TOO_MUCH)]
        self.room -= run.size
        return run.outputs

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
        drawn = sheets.drawn(exercise, self.seed)
        sheet, order = drawn.sheet, list(range(len(drawn.sheet.cases)))
        random.Random(drawn.luck).shuffle(order)  # no case can rely on another
        late = time.monotonic() > self.deadline
        seen = self._ask(exercise, drawn, order)
        try:
            verdict = judge_and_name(sheet, seen, drawn.with_mistakes)
        except Exception as error:  # a bug of ours must not cost the other exercises
            result["error"] = OUR_FAULT.format(one_line(f"{type(error).__name__}: {error}"))
            return result, None
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
            "remarks": [*verdict.remarks, *([TOO_LONG.format("check")] if late else [])],
            "error": verdict.error,
        }
        return result, verdict

    def _ask(self, exercise: Exercise, drawn: sheets.Drawn, order: list[int]) -> list[Observed]:
        """Observe one call a case. A call that ends the fork costs its own case only.

        When the time for the check is used up, the cases that are left count as timed out.
        """
        seen: dict[int, Observed] = {}
        room = self.job.limits.answer_entries
        cases, questions = drawn.sheet.cases, drawn.questions
        left, limits = sorted(order, key=lambda k: cases[k].unaided), self.job.limits
        seconds = self._patience(exercise.patience * CHECK_SECONDS)
        deadline = min(time.monotonic() + seconds, self.deadline)
        while left and time.monotonic() < deadline:
            try:
                call_seconds = self._patience(exercise.patience * limits.call_seconds)
                box, alone = self._open(), cases[left[0]].unaided
                lent = {} if alone else references_for(exercise)
                batch = [questions[k] for k in left if cases[k].unaided == alone]
                with box.check(exercise.function, lent, call_seconds, exercise.driver) as fork:
                    for observed in fork.calls(batch):
                        room -= _entries(observed)
                        seen[left.pop(0)] = observed if room >= 0 else TOO_LARGE
                        if observed.outcome == "missing":
                            return [observed] * len(cases)
                        self.hung += observed.outcome == "timed_out"
                        if observed.outcome in FATAL or time.monotonic() >= deadline:
                            break
            except BoxDied as death:
                self._died(death)
                if left:
                    seen[left.pop(0)] = Observed(death.outcome)
        answers = [seen.get(k, Observed("timed_out")) for k in range(len(cases))]
        self.steady &= not any(observed.outcome in FATAL for observed in answers)
        return answers


TOO_LONG = "The notebook as a whole took too long, so this {} was not run any more."
TOO_MUCH = "The notebook shows more than can be kept, so what this cell showed is left out."
TOO_LARGE = Observed("raised", error="ValueError: the results are too large to be checked")
OUR_FAULT = "The grader itself failed on this check ({}); this is not the student's fault."
FATAL = ("timed_out", "died", "out_of_memory")
DEATHS = {
    "timed_out": "This cell took too long and was stopped; later cells went on without it.",
    "out_of_memory": "This cell asked for too much memory; later cells went on without it.",
    "died": "This cell ended the Python process; later cells went on without it.",
}


def _entries(observed: Observed) -> int:
    """How many numbers the arrays hold that came of a call, and those that it asked about."""
    return sum(array.size for array in arrays_in([observed.value, *observed.asked]))


def _has_code(slot: Slot) -> bool:
    return slot.runs and bool(slot.cell["source"].strip())


def _note(outcome: str, words: str) -> dict:
    return {"output_type": "error", "ename": outcome, "evalue": words, "traceback": [words]}


def _check_output(result: dict, verdict: Verdict | None, count: int) -> dict:
    """The one output of a check cell, written by us: points for nbgrader, HTML for people."""
    html = show.as_html(verdict) if verdict else f"<p>{escape(result['error'])}</p>"
    return {
        "output_type": "execute_result",
        "execution_count": count,
        "data": {"text/plain": str(result["points"]), "text/html": html},
        "metadata": {},
    }
