"""The steps behind `grade`, `feedback` and `demo`: room, boxes, gradebook, pages in one order."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterable
from concurrent.futures import Executor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from autograder import entered, extensions, layout, ledger, pool
from autograder.cache import Cached, secret_of
from autograder.classroom import Classroom
from autograder.database import (
    due_date,
    entries,
    exists,
    explained,
    only_run,
    opened,
    prepare,
    unusable,
)
from autograder.errors import UserError
from autograder.progress import progress
from autograder.recorder import Recorder
from autograder.report import Tally
from autograder.session import Job, released_notebook
from autograder.store import Store

if TYPE_CHECKING:
    from traitlets.config import Config

    from autograder.invented import Invented
    from autograder.items import Analysis


def look_first(room: Classroom, root: Path, assignment: str) -> None:
    """Raise UserError (or OSError) for what would stop a run before it has begun."""
    released_notebook(root, assignment)
    layout.solved_notebook(root, assignment)
    room.students(assignment)
    extensions.read(root, room.folder)
    for part in ("records", "autograded"):
        folder = room.folder / part
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    if room.blobs:
        room.blobs.write("blobs/.writable", b"")


@contextlib.contextmanager
def gradebook(db_url: str):
    """The open gradebook of `db_url`. Raises UserError if it cannot be opened, or fails later."""
    from nbgrader.api import Gradebook

    prepare(db_url)
    with explained(db_url):
        book = Gradebook(db_url)
    try:
        yield book
    except DBAPIError as error:
        raise unusable(error) from error
    finally:
        book.close()


def grade(
    room: Classroom, job: Job, db_url: str, executor: Executor, force: bool,
    cache: Store | None = None,
) -> Tally:  # fmt: skip
    """Grade the class and write every grade; return what became of everybody, counted.

    executor: `pool.Threads`, or workers elsewhere; it is shut down afterwards. cache: where results
    of equal work are kept. Stopped by Ctrl-C it raises KeyboardInterrupt with a sentence that says
    what is done.
    """
    class_, tally = pool.Class(room, job), Tally(unboxed=not job.boxed)
    try:
        if cache is not None:
            seed_counts = class_.secret or job.seed is not None
            secret = secret_of(room.folder / "cache-key")
            executor = Cached(executor, cache, secret, seed_counts, force, tally.remarks)
        with only_run(db_url, job.assignment):
            room.sweep(job.assignment)
            _grade(class_, db_url, executor, force, tally)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_how_far(tally, class_)) from None
    except DBAPIError as error:
        raise unusable(error) from error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return tally


def _how_far(tally: Tally, class_: pool.Class) -> str:
    done = f"{len(tally)} of {len(class_.students)} submissions are graded and in the gradebook"
    return f"{done}; the same command goes on with the rest."


def _grade(class_: pool.Class, db_url: str, executor, force: bool, tally: Tally) -> None:
    """Add to `tally` as submissions finish and their grades are written."""
    job = class_.job
    late = extensions.read(job.root, class_.room.folder)
    due = due_date(db_url, job.assignment)
    late.look_first(job.assignment, due)
    source = layout.solved_notebook(job.root, job.assignment)
    given = entered.given(source, late.config)
    with opened(db_url) as engine, explained(db_url):
        known = exists(db_url) and entered.is_entered(engine, job.assignment, given)
    # To import nbgrader takes a second, if it is needed: while the boxes warm up.
    ahead = threading.Thread(target=import_module, args=("autograder.gradebook",))
    if not known or late.due_date(job.assignment, due):
        ahead.start()
    held = entries(db_url, job.assignment)
    plan = class_.plan({student: entry.key for student, entry in held.items()}, force)
    for student in plan.done:
        tally.add(student, held[student])
    tally.unchanged = len(plan.done)
    tally.remarks += class_.hand_ins.remarks(job.assignment)
    with pool.grade_class(class_, plan, executor, force) as finished:
        from autograder.penalties import settle
        from autograder.regrade import Before
        from autograder.writer import Writer

        shown = progress(job.assignment, len(class_.students), len(plan.done))
        if ahead.ident:
            ahead.join()  # nbgrader's modules import each other: two threads would see halves
        executor.tried()  # before anything is written
        prepare(db_url)
        with opened(db_url) as engine, shown as step:
            if not known:
                _enter(db_url, job.assignment, source, late.config)
                entered.note(engine, job.assignment, given)
            before = Before(engine, class_.room, job.assignment, held, plan.left)
            writer = Writer(engine, job.assignment)
            recorder = Recorder(class_.room, writer, tally, step, plan.left)
            try:
                for submission in finished:
                    recorder.take(submission)
            finally:
                recorder.flush()  # what has finished is kept, however this ends
            tally.regrade = before.compare(recorder.wanted)
            tally.remarks += settle(engine, job.assignment, late, class_.room)


def _enter(db_url: str, assignment: str, source: bytes, config: Config) -> None:
    import nbformat

    from autograder.gradebook import ensure_assignment  # imports nbgrader

    notebook = nbformat.reads(source.decode("utf-8"), as_version=4)
    with gradebook(db_url) as book:
        ensure_assignment(book, assignment, notebook, config)


def write_feedback(room: Classroom, root: Path, assignment: str, db_url: str) -> list[Path]:
    """Write the pages of all recorded submissions. Raises UserError if nothing is graded yet."""
    late = extensions.read(root, room.folder)
    if not (room.folder / "records" / assignment).is_dir():
        raise UserError(_nothing_graded(room, assignment))
    from autograder.feedback import write_all
    from autograder.penalties import settle

    with gradebook(db_url) as book:
        settle(book.engine, assignment, late)
        return write_all(book, assignment, room.folder, late.policy)


def unpack(room: Classroom, assignment: str, students: Iterable[str]) -> list[Path]:
    """Put the graded notebooks of students (none named: of all) into the folders of nbgrader.

    Returns their places. Raises UserError for a student without a record, or if one is lost.
    """
    records = [
        room.record_of(student, assignment)
        for student in students or sorted(room.recorded(assignment))
    ]
    texts = ((record, room.graded(record)) for record in records)
    return [room.unpack(record, text) for record, text in texts if text is not None]


def points_for(
    kind: str, room: Classroom, root: Path, db_url: str, assignment: str, roster_file: Path | None
) -> tuple[str, list[str]]:
    """The CSV of kind "csv", "canvas" or "moodle", and remarks about what is not in it."""
    from autograder.lms import export, roster
    from autograder.lms.scores import scores
    from autograder.penalties import settle

    late = extensions.read(root, room.folder)
    known = roster.read(roster_file) if roster_file else None
    with gradebook(db_url) as book:
        settle(book.engine, assignment, late)  # a person may have scored since
        found = scores(book.engine, assignment)
        refused = ledger.refused(book.engine, assignment)
    remarks, why = [], {s.student: late.policy.sentence(s.late) for s in found if s.late}
    waiting = sum(score.open > 0 for score in found)
    if waiting:
        remarks.append(
            f"{waiting} of {len(found)} have answers that nobody has graded by hand yet."
        )
    earlier = [score.student for score in found if score.student in refused]
    if earlier:
        remarks.append(
            f"What {', '.join(earlier)} handed in last could not be graded; the points are those "
            "of an earlier hand-in."
        )
    if kind == "csv":
        return export.as_csv(assignment, found, why), remarks
    remarks += [f"{student}: {sentence}" for student, sentence in why.items()]
    if kind == "canvas":
        text = export.as_canvas(assignment, found, known)
    else:
        text = export.as_moodle(assignment, found, known, why)
    nowhere = export.without_a_place(found, known)
    if nowhere:
        remarks.append(f"Not in the roster, so not in the file: {', '.join(nowhere)}.")
    return text, remarks


def analyse(room: Classroom, root: Path, assignment: str, db_url: str) -> Analysis:
    """What the records and the gradebook say about the exercises and the mistakes of a class.

    Raises UserError if nothing of the assignment is graded yet, or a record is damaged.
    """
    from autograder import items
    from autograder.marks import came_late, written_answers
    from autograder.penalties import settle

    records = [room.record_of(s, assignment) for s in sorted(room.recorded(assignment))]
    if not records:
        raise UserError(_nothing_graded(room, assignment))
    policy = extensions.read(root, room.folder)
    with gradebook(db_url) as book:
        settle(book.engine, assignment, policy)  # a person may have scored since
        answers, late = (ask(book.engine, assignment) for ask in (written_answers, came_late))
    return items.analyse(assignment, records, answers, late)


def _nothing_graded(room: Classroom, assignment: str) -> str:
    return (
        f"Nothing of {assignment} is graded in {room.folder}; run `autograder grade "
        f"{assignment}` first."
    )


def demo(
    root: Path, job: Job, students: int, workers: int | None, seed: int
) -> tuple[Classroom, list[Invented], Tally, list[Path]]:
    """Invent a class in class/demo (made anew each time), grade it, write its pages."""
    from autograder.invented import hand_in, invent

    room = Classroom(root / "class" / "demo")
    if room.folder.exists():
        shutil.rmtree(room.folder)
    class_ = invent(root, job.assignment, students, seed, hostile=job.boxed)
    hand_in(class_, lambda student: room.submitted(student, job.assignment), job.assignment)
    tally = grade(room, job, room.db_url, pool.Threads(workers), force=False)
    pages = write_feedback(room, root, job.assignment, room.db_url)
    return room, class_, tally, pages
