"""The steps behind `grade`, `feedback` and `demo`: room, boxes, gradebook, pages in one order."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import nbformat

from autograder import layout, pool
from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.invented import Invented, hand_in, invent
from autograder.progress import progress
from autograder.session import Job, released_notebook


def look_first(room: Classroom, root: Path, assignment: str) -> None:
    """Raise UserError (or OSError) for what would stop a run before it has begun."""
    released_notebook(root, assignment)
    room.students(assignment)
    for part in ("records", "autograded"):
        folder = room.folder / part
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()


@contextlib.contextmanager
def gradebook(db_url: str):
    """The open gradebook of `db_url`. Raises UserError if it cannot be opened."""
    from nbgrader.api import Gradebook

    from autograder.database import prepare

    prepare(db_url)
    book = Gradebook(db_url)
    try:
        yield book
    finally:
        book.close()


def grade(room: Classroom, job: Job, db_url: str, workers: int | None, force: bool) -> list[dict]:
    """Grade the class and write every grade; return the records in the order of the students.

    Stopped by Ctrl-C it raises KeyboardInterrupt with a sentence that says what is done.
    """
    records, total = [], len(room.students(job.assignment))
    try:
        _grade(room, job, db_url, workers, force, records)
    except KeyboardInterrupt:
        done = f"{len(records)} of {total} submissions are graded and in the gradebook"
        raise KeyboardInterrupt(f"{done}; the same command goes on with the rest.") from None
    return sorted(records, key=lambda record: record["student"])


def _grade(room, job, db_url, workers, force, records: list[dict]) -> None:
    """Fill `records` as submissions finish and their grades are written."""
    with pool.grade_class(room, job, workers, force) as graded:
        # nbgrader takes seconds to import; by now the boxes are at work.
        from autograder.database import only_run
        from autograder.gradebook import ensure_assignment, write

        source = nbformat.read(layout.source_path(job.root, job.assignment), as_version=4)
        with gradebook(db_url) as book, only_run(db_url, job.assignment):
            ensure_assignment(book, job.assignment, source, layout.nbgrader_config(job.root))
            with progress(job.assignment, len(room.students(job.assignment))) as step:
                for record, notebook, _new in graded:
                    write(book, record, notebook)
                    records.append(record)
                    step()


def write_feedback(room: Classroom, assignment: str, db_url: str) -> list[Path]:
    """Write the pages of all recorded submissions. Raises UserError if nothing is graded yet."""
    if not (room.folder / "records" / assignment).is_dir():
        raise UserError(
            f"Nothing of {assignment} is graded in {room.folder}; run `autograder grade "
            f"{assignment}` first."
        )
    from autograder.feedback import write_all

    with gradebook(db_url) as book:
        return write_all(book, assignment, room.folder)


def points_for(
    kind: str, db_url: str, assignment: str, roster_file: Path | None
) -> tuple[str, list[str]]:
    """The CSV of kind "csv", "canvas" or "moodle", and remarks about what is not in it."""
    from autograder.lms import export, roster
    from autograder.lms.scores import scores

    known = roster.read(roster_file) if roster_file else None
    with gradebook(db_url) as book:
        found = scores(book.engine, assignment)
    remarks = []
    waiting = sum(score.open > 0 for score in found)
    if waiting:
        remarks.append(
            f"{waiting} of {len(found)} have answers that nobody has graded by hand yet."
        )
    if kind == "csv":
        return export.as_csv(assignment, found), remarks
    write = {"canvas": export.as_canvas, "moodle": export.as_moodle}[kind]
    text = write(assignment, found, known)
    nowhere = export.without_a_place(found, known)
    if nowhere:
        remarks.append(f"Not in the roster, so not in the file: {', '.join(nowhere)}.")
    return text, remarks


def demo(
    root: Path, job: Job, students: int, workers: int | None, seed: int
) -> tuple[Classroom, list[Invented], list[dict], list[Path]]:
    """Invent a class in class/demo (made anew each time), grade it, write its pages."""
    room = Classroom(root / "class" / "demo")
    if room.folder.exists():
        shutil.rmtree(room.folder)
    class_ = invent(root, job.assignment, students, seed, hostile=job.boxed)
    hand_in(class_, lambda student: room.submitted(student, job.assignment), job.assignment)
    records = grade(room, job, room.db_url, workers, force=False)
    pages = write_feedback(room, job.assignment, room.db_url)
    return room, class_, records, pages
