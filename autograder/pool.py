"""Grade a whole class: several submissions at once, each one graded or refused, none lost.

The work is handed, a few submissions ahead and never the whole class, to an executor: threads here
(`Threads`: the student's code runs in boxes, which are processes of their own, and what is left to
do is to wait for them and to judge), or workers on other machines (`cluster.py`).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder import layout, memory, receipt, session, submission, task, warm
from autograder.classroom import Classroom
from autograder.handed_in import HandIns
from autograder.judge import fresh_seed
from autograder.opening import BoxAhead
from autograder.release import Own
from autograder.session import Job
from autograder.stop import Stop
from autograder.submission import Refused

TRIES = 3  # of one submission, when workers are lost
TURN = 0.0005  # seconds for which a thread computes while a box waits for another one
MOMENT = 0.2  # seconds without a result, after which there is time for other things


class LostWorker(Exception):
    """A worker on another machine was lost, or did not come back in time: nobody's fault."""


class Threads(ThreadPoolExecutor):
    """Grades on this machine, in boxes that are forks of one template.

    The next boxes are opened while others are at work: mostly one waits for the kernel then. What
    all submissions are asked is drawn meanwhile, too. trial: begun at once; returns when something
    has been found fit to be graded in, or raises what is then raised for every submission.
    """

    def __init__(self, workers: int | None = None, trial: Callable[[], object] = lambda: None):
        super().__init__(workers or os.cpu_count() or 1)
        self.window = 2 * self._max_workers
        sys.setswitchinterval(TURN)
        memory.keep()
        self.stop = Stop()
        self._helpers = ThreadPoolExecutor(self._max_workers + 2)
        self._trial, self._drawing = self._helpers.submit(trial), False

    def submit(self, grade, spec: dict) -> Future:
        ahead = BoxAhead(self._helpers.submit(task.open_box, spec, self.stop))
        if not self._drawing:
            self._drawing = True
            self._helpers.submit(task.draw_sheets, spec)
        future = super().submit(self._grade, grade, spec, ahead)
        future.add_done_callback(lambda _: ahead.close())
        return future

    def _grade(self, grade, spec: dict, ahead: BoxAhead) -> dict:
        self.tried()
        return grade(spec, stop=self.stop, ahead=ahead)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=wait, cancel_futures=cancel_futures)
        self._helpers.shutdown(wait=wait, cancel_futures=cancel_futures)

    def tried(self) -> None:
        """Return once the trial is over. Raises what it raised."""
        self._trial.result()

    def give_up(self) -> None:
        """What is at work in a box loses it now, and nobody is blamed."""
        self.stop.set()
        warm.end()


@dataclass(frozen=True)
class HandedIn:
    """One student's submission as it lies there now. version: names it, also if it is unreadable.

    cells, digest: what was read; reason: why nothing could be. receipt: see `receipt`.
    """

    student: str
    version: str
    cells: list | None = None
    digest: str = ""
    reason: str = ""
    receipt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finished:
    """A submission that has been graded, or refused.

    notebook: the text of the graded notebook, if graded in this run. new: False for a record
    that an earlier run stored and did not bring into the gradebook.
    """

    record: dict
    notebook: str | None = None
    new: bool = True


@dataclass(frozen=True)
class Plan:
    """What there is to do. `left`: student -> version of those that are not in the gradebook yet.

    done: students of whom the gradebook holds what they handed in.
    """

    left: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)


class Class:
    """The submissions of one assignment, and the way they are graded.

    Raises UserError if there is no such assignment.
    """

    def __init__(self, room: Classroom, job: Job):
        # One seed for the class: everybody is tried with the same inputs, which are drawn once.
        secret = room.secret_seed(job.assignment)
        seed = next(s for s in (job.seed, secret, fresh_seed()) if s is not None)
        self.room, self.job, self.secret = room, replace(job, seed=seed), seed == secret
        self.released = session.released_notebook(job.root, job.assignment)
        self.own = Own(job.root, job.assignment)
        text = layout.release_path(job.root, job.assignment).read_text(encoding="utf-8")
        way = (text.rstrip("\n"), task.fingerprint(job.assignment))
        self.way = hashlib.sha256(f"{way} {job.boxed} {job.pictures}".encode()).hexdigest()

    @functools.cached_property
    def hand_ins(self) -> HandIns:
        """Who has handed in, and what is not graded. Raises UserError if nobody has."""
        return self.room.hand_ins(self.job.assignment)

    @property
    def students(self) -> list[str]:
        return self.hand_ins.students

    def key(self, version: str) -> str:
        """Changes whenever the submission, the assignment or the way of grading changes."""
        return session.sha256(f"{self.way} {version}".encode())

    def read(self, student: str, parse: bool = True, folder: Path | None = None) -> HandedIn:
        """What a student has handed in (in `folder`, if given); parse=False: its version only."""
        assignment, cells, reason, digest = self.job.assignment, None, "", ""
        folder = folder or self.room.submitted(student, assignment)
        try:
            path = submission.find(folder, assignment)
            data = submission.read_bytes(path)
            digest = session.sha256(data)
            cells = self.own.held(submission.parse(data, path.name)) if parse else None
        except Refused as refusal:
            reason = str(refusal)
        version = digest or session.sha256(reason.encode())
        found = receipt.read(folder) if parse else {}
        return HandedIn(student, version, cells, digest, reason, found)

    def grade(self, handed_in: HandedIn) -> Finished:
        """Grade one submission here and now."""
        if handed_in.cells is None:
            return self.refuse(handed_in, handed_in.reason)
        return self.finish(handed_in, task.grade(self.spec(handed_in)))

    def spec(self, handed_in: HandedIn) -> dict:
        """What a worker needs to know of a submission (see `task`)."""
        return task.spec(self.job, self.released, handed_in.cells, handed_in.digest)

    def refuse(self, handed_in: HandedIn, reason: str, try_again: bool = False) -> Finished:
        """A submission that could not be graded."""
        record = session.refused(self.job, self.released, reason).record
        return self.finish(handed_in, {"record": record, "notebook": None, "try_again": try_again})

    def finish(self, handed_in: HandedIn, result: dict) -> Finished:
        """The result of a worker, with the names under which it is kept."""
        key = "" if result["try_again"] else self.key(handed_in.version)
        text = result["notebook"]
        names = {"student": handed_in.student, "version": handed_in.version, "key": key}
        names["notebook"] = session.sha256(text.encode()) if text else ""
        names["receipt"] = dict(handed_in.receipt)
        names["secret_seed"] = self.secret
        return Finished({**names, **result["record"]}, text)

    def plan(self, keys: Mapping[str, str], force: bool = False) -> Plan:
        """Compare what is handed in with what the gradebook holds (student -> key)."""
        plan = Plan()
        recorded = self.room.recorded(self.job.assignment)
        for student in self.students:
            version = self.read(student, parse=False).version
            if not force and student in recorded and keys.get(student) == self.key(version):
                plan.done.append(student)
            else:
                plan.left[student] = version
        return plan


@contextlib.contextmanager
def grade_class(
    class_: Class, plan: Plan, executor: Executor, force: bool = False
) -> Iterator[Iterator[Finished | None]]:
    """Grade what is left of a plan; the value is an iterator over what has finished.

    The first ones begin at once. It gives None whenever nothing has finished for a moment. A
    submission that was replaced while it was being graded is graded again. One that an earlier run
    graded under the same key, and was killed before it was in the gradebook, is not graded again
    unless `force`. What has not begun on leaving is dropped, and so is what has begun if one leaves
    by an exception (Ctrl-C).
    """
    try:
        stream = _Stream(class_, executor, force, plan.left)
        stream.fill()
        yield stream.run()
    except BaseException:
        executor.give_up()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


class _Stream:
    """The submissions in flight."""

    def __init__(self, class_: Class, executor: Executor, force: bool, students: Iterable[str]):
        self.class_, self.executor, self.force = class_, executor, force
        self.queue, self.ready = deque(students), deque()  # ready: finished without a worker
        self.waiting: dict[Future, tuple[HandedIn, int]] = {}

    def fill(self) -> None:
        """Begin with as many as the executor wants to have in hand."""
        while self.queue and len(self.waiting) + len(self.ready) < self.executor.window:
            self._begin(self.queue.popleft())

    def run(self) -> Iterator[Finished | None]:
        while True:
            self.fill()
            if self.ready:
                yield self.ready.popleft()
                continue
            if not self.waiting:
                return
            done = wait(self.waiting, timeout=MOMENT, return_when=FIRST_COMPLETED).done
            if not done:
                yield None
            for future in done:
                handed_in, tries = self.waiting.pop(future)
                finished = self._finish(future, handed_in, tries)
                if finished is None:
                    continue
                if self.class_.read(handed_in.student, parse=False).version == handed_in.version:
                    yield finished
                else:
                    self.queue.append(handed_in.student)

    def _begin(self, student: str) -> None:
        """Hand a submission to the executor; what needs no box is finished at once."""
        handed_in = self.class_.read(student)
        earlier = None if self.force else self._stored(handed_in)
        if earlier:
            self.ready.append(Finished(earlier, new=False))
        elif handed_in.cells is None:
            self.ready.append(self.class_.refuse(handed_in, handed_in.reason))
        else:
            self._submit(handed_in, tries=1)

    def _stored(self, handed_in: HandedIn) -> dict | None:
        room, assignment = self.class_.room, self.class_.job.assignment
        record = room.load_record(handed_in.student, assignment)
        same = record and record.get("key") == self.class_.key(handed_in.version)
        return record if same else None

    def _submit(self, handed_in: HandedIn, tries: int) -> None:
        future = self.executor.submit(task.grade, self.class_.spec(handed_in))
        self.waiting[future] = handed_in, tries

    def _finish(self, future: Future, handed_in: HandedIn, tries: int) -> Finished | None:
        """What came of it; None if a worker was lost and the submission is handed out again."""
        try:
            return self.class_.finish(handed_in, future.result())
        except LostWorker as loss:
            if tries < TRIES:
                self._submit(handed_in, tries + 1)
                return None
            reason = f"No worker came back with it ({loss}); this is not the student's fault."
            return self.class_.refuse(handed_in, reason, try_again=True)
