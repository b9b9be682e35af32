"""Grade a whole class: several submissions at once, each one graded or refused, none lost.

The workers are threads: the student's code runs in boxes, which are processes of their own, and
what is left to do here is to wait for them and to judge.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import nbformat
from nbformat import NotebookNode

from autograder import session, submission, warm
from autograder.classroom import Classroom
from autograder.session import Graded, Job, LostBox
from autograder.submission import Refused

OUR_FAULT = (
    "The grader itself failed on this submission ({error}); this is not the student's fault."
)


@dataclass(frozen=True)
class Task:
    """One student's submission, read and ready to be graded (or refused)."""

    student: str
    released: NotebookNode
    key: str  # changes whenever the submission, the assignment or the way of grading changes
    cells: list | None = None
    digest: str = ""
    reason: str = ""


def prepare(room: Classroom, job: Job) -> list[Task]:
    """Read all submissions of the job's assignment. Raises UserError if there are none."""
    released = session.released_notebook(job.root, job.assignment)
    release = hashlib.sha256(nbformat.writes(released).encode()).hexdigest()
    tasks = []
    for student in room.students(job.assignment):
        task = Task(student, released, "")
        try:
            path = submission.find(room.submitted(student, job.assignment), job.assignment)
            data = submission.read_bytes(path)
            digest = session.sha256(data)
            task = replace(task, digest=digest, cells=submission.parse(data, path.name))
        except Refused as reason:
            task = replace(task, reason=str(reason))
        key = f"{release} {task.digest} {task.reason} {job.boxed} {job.pictures}"
        tasks.append(replace(task, key=hashlib.sha256(key.encode()).hexdigest()))
    return tasks


@contextlib.contextmanager
def grade_class(
    room: Classroom, job: Job, workers: int | None = None, force: bool = False
) -> Iterator[Iterator[tuple[dict, NotebookNode | None, bool]]]:
    """Grade every submission; the value is an iterator of (record, graded notebook, is it new).

    They come as they finish. A submission graded before, and unchanged since, is not graded again
    unless `force`. Work begins on entering; what has not begun on leaving is dropped, and so is
    what has begun if one leaves by an exception (Ctrl-C).
    """
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    job = replace(job, stop=threading.Event())
    try:
        waiting, done = {}, []
        for task in prepare(room, job):
            earlier = None if force else room.load_record(task.student, job.assignment)
            if earlier and earlier.get("key") == task.key:
                done.append(earlier)
            else:
                waiting[pool.submit(grade_task, task, job)] = task
        yield _as_they_finish(room, job, waiting, done)
    except BaseException:
        job.stop.set()
        warm.end()  # what is at work in a box loses it now, and nobody is blamed
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _as_they_finish(room: Classroom, job: Job, waiting: dict, done: list[dict]):
    for record in done:
        yield record, _graded_before(room, record["student"], job.assignment), False
    for future in as_completed(waiting):
        task, graded = waiting[future], future.result()
        record = {"student": task.student, **graded.record, "key": _key(task, graded)}
        room.store(record, graded.notebook)
        yield record, graded.notebook, True


def _key(task: Task, graded: Graded) -> str:
    """The key to keep; none where the fault was not the student's, so that it is tried again."""
    lost = task.cells is not None and graded.record["outcome"] == "refused"
    broken = any(check["outcome"] == "broken_check" for check in graded.record["checks"])
    return "" if lost or broken else task.key


def _graded_before(room: Classroom, student: str, assignment: str) -> NotebookNode | None:
    path = room.autograded(student, assignment)
    return nbformat.read(path, as_version=4) if path.is_file() else None


def grade_task(task: Task, job: Job) -> Graded:
    """Grade one submission; whatever happens, the outcome is graded or refused."""
    if task.cells is None:
        return session.refused(job, task.released, task.reason)
    try:
        try:
            return session.grade_cells(task.cells, task.released, job, task.digest)
        except LostBox:  # the machine's fault: worth a second try
            return session.grade_cells(task.cells, task.released, job, task.digest)
    except LostBox as error:
        return session.refused(job, task.released, f"No box could be had: {error}")
    except Exception as error:  # a bug of ours must not stop the rest of the class
        reason = OUR_FAULT.format(error=f"{type(error).__name__}: {error}")
        return session.refused(job, task.released, reason)
