"""The command line: `autograder build`, `check`, `demo`, `grade`, `feedback`, `doctor` …

Exit status 0: done, whatever the score; 1: something fell short (`build --check`, `check` of what
had to be refused, an error of ours); 2: bad usage or input, with one sentence on stderr that names
the remedy. Heavy imports wait until they are needed, so that `--help` is quick.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from autograder.engines import BUBBLEWRAP
from autograder.errors import UserError
from autograder.group import Course
from autograder.options import (
    assignment_argument,
    assignment_option,
    boxed,
    class_option,
    db_option,
    engine_option,
    places,
    root_of_course,
    roster_option,
    seed_option,
    unboxed_option,
    workers_option,
)


@click.group(cls=Course, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="downslope-autograder")
def main() -> None:
    """Build the course, grade submissions in a box, write feedback."""


@main.command()
@click.option(
    "--check", is_flag=True, help="Write nothing; is everything fresh, does nothing leak?"
)
@click.argument("names", nargs=-1)
def build(check: bool, names: tuple[str, ...]) -> None:
    """Turn solutions/*.py into notebooks and golden data."""
    from autograder.build import build as build_course

    problems = build_course(check, list(names) or None, root_of_course())
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Everything is fresh and nothing leaks." if check else "Built.")
    sys.exit(bool(problems))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@assignment_option(required=True, help="For example 01_slope.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@seed_option
@engine_option
@unboxed_option
def check(
    file: Path, assignment: str, as_json: bool, seed: int | None, engine: str, unboxed: bool
) -> None:
    """Grade one notebook or .py file, without a gradebook."""
    from autograder import report, session

    if not file.exists() and not file.is_symlink():
        raise UserError(f"There is no file {file}; name a .ipynb or .py file.")
    if file.suffix not in (".ipynb", ".py"):
        raise UserError(f"{file} is neither a .ipynb nor a .py file; name one of these.")
    root = root_of_course()
    job = session.Job(assignment, root, seed, boxed(engine, unboxed), engine=engine)
    record = session.grade_file(file, job).record
    print(json.dumps(record, indent=1, ensure_ascii=False) if as_json else report.one(record))
    sys.exit(record["outcome"] == "refused")


@main.command()
@assignment_argument
@class_option
@db_option
@workers_option
@click.option("--force", is_flag=True, help="Grade unchanged submissions again, too.")
@click.option("--no-figures", is_flag=True, help="Draw no figures: quicker, and they are missing.")
@click.option("--scheduler", help="Grade on many machines: tls://HOST:PORT or slurm:FILE.")
@click.option(
    "--tls",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the scheduler's certificate (`autograder tls`).",
)
@click.option(
    "--cache", is_flag=False, flag_value="", metavar="[URL]",
    help="Reuse results of equal work, kept in the class folder or at URL.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@seed_option
@engine_option
@unboxed_option
def grade(
    assignment, folder, db, workers, force, no_figures, scheduler, tls, cache, as_json, seed,
    engine, unboxed,
) -> None:  # fmt: skip
    """Grade every submission of ASSIGNMENT into the gradebook; say who gained and who lost."""
    from autograder import warm

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would wait beside the boxes
    if not unboxed and not scheduler and engine == BUBBLEWRAP:
        warm.begin(not no_figures)  # while the rest is imported and looked at
    from functools import partial

    from autograder import grading, report
    from autograder.pool import Threads
    from autograder.session import Job
    from autograder.store import Store

    root, room = places(folder)
    grading.look_first(room, root, assignment)
    store = None if cache is None else Store(cache or room.folder)
    job = Job(assignment, root, seed, not unboxed, pictures=not no_figures, engine=engine)
    if scheduler:  # each worker tries its own box
        from autograder.cluster import connect

        executor = connect(scheduler, tls, workers, job.limits.run_seconds)
    else:
        executor = Threads(workers, partial(boxed, engine, unboxed))
    tally = grading.grade(room, job, db or room.db_url, executor, force, store)
    print(report.as_json(tally) if as_json else report.summary(tally))


@main.command()
@assignment_argument
@class_option
@db_option
def feedback(assignment, folder, db) -> None:
    """Write a feedback page for every graded submission of ASSIGNMENT."""
    from autograder import grading
    from autograder.late import counted

    root, room = places(folder)
    pages = grading.write_feedback(room, root, assignment, db or room.db_url)
    print(f"{counted(len(pages), 'feedback page')} in {room.folder / 'feedback'}.")


@main.command()
@assignment_argument
@click.argument("students", nargs=-1)
@class_option
def unpack(assignment, students, folder) -> None:
    """Put graded notebooks that class/blobs-url keeps elsewhere where formgrader looks."""
    from autograder import grading
    from autograder.late import counted

    _, room = places(folder)
    written = grading.unpack(room, assignment, students)
    print(f"{counted(len(written), 'graded notebook')} in {room.folder / 'autograded'}.")


@main.command()
@click.option("--remove", is_flag=True, help="Remove them; without this they are only listed.")
@class_option
@db_option
def prune(remove, folder, db) -> None:
    """List what class/blobs-url keeps and no record of the class names; --remove removes it."""
    from autograder import report
    from autograder.prune import prune as found

    root, room = places(folder)
    names = []
    for name in found(room, root, db or room.db_url, remove):
        print(name)
        names.append(name)
    print(report.pruned(len(names), remove, room.blobs.shown))


@main.command()
@assignment_argument
@click.option("--json", "as_json", is_flag=True, help="The same figures as one JSON object.")
@click.option("--output", type=click.Path(path_type=Path), help="File (default: class/reports/).")
@class_option
@db_option
def report(assignment, as_json, output, folder, db) -> None:
    """Write a page about the class: exercises, mistakes to talk about, late work."""
    from dataclasses import asdict

    from autograder import grading
    from autograder.files import write_atomically
    from autograder.report_page import page

    root, room = places(folder)
    found = grading.analyse(room, root, assignment, db or room.db_url)
    if as_json:
        text = json.dumps(asdict(found), indent=1, ensure_ascii=False) + "\n"
        write_atomically(output, text) if output else print(text, end="")
        return
    place = output or room.folder / "reports" / f"{assignment}.html"
    write_atomically(place, page(found))
    print(f"The report of {assignment}: {place}")


@main.command()
@engine_option
def doctor(engine: str) -> None:
    """Try what protects this machine from student code, and say what does not."""
    from autograder.doctor import BAD, examine

    found = examine(engine)
    for finding in found:
        print(f"{finding.sign} {finding.words}")
    sys.exit(any(finding.sign == BAD for finding in found))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def tls(folder: Path) -> None:
    """Make a certificate for a scheduler and its workers in FOLDER."""
    from autograder.cluster import make_credentials

    make_credentials(folder)
    print(f"{folder} holds cert.pem and key.pem; keep them as you keep a password.")


@main.command()
@assignment_argument
@click.argument("archive", type=click.Path(path_type=Path))
@roster_option
@class_option
def collect(assignment: str, archive: Path, roster: Path | None, folder: Path | None) -> None:
    """Take the submissions of ASSIGNMENT out of ARCHIVE, a zip from Canvas or Moodle."""
    from autograder import extensions, report
    from autograder.lms import collect as lms
    from autograder.lms import roster as rosters
    from autograder.release import graded_names

    if not archive.is_file():
        raise UserError(f"There is no file {archive}; name the zip that you downloaded.")
    root, room = places(folder)
    names = graded_names(root, assignment)
    known = rosters.read(roster) if roster else None
    zone = extensions.read(root, room.folder).policy.zone
    found = lms.collect(room, assignment, names, archive, known, zone)
    print(report.collected(found))


@main.command()
@assignment_argument
@click.option("--to", "kind", type=click.Choice(["csv", "canvas", "moodle"]), default="csv")
@click.option("--output", type=click.Path(path_type=Path), help="File (default: the screen).")
@db_option
@roster_option
@class_option
def export(assignment, kind, output, db, roster, folder) -> None:
    """Write the points of ASSIGNMENT as a CSV that Canvas, Moodle or a spreadsheet reads."""
    from autograder.files import write_atomically
    from autograder.grading import points_for

    root, room = places(folder)
    text, remarks = points_for(kind, room, root, db or room.db_url, assignment, roster)
    if output:
        write_atomically(output, text)
    else:
        click.echo(text.encode(), nl=False)  # UTF-8, whatever the locale says
    for remark in remarks:
        print(remark, file=sys.stderr)


@main.command()
@click.option("--students", type=click.IntRange(1, 1000), default=30, show_default=True)
@assignment_option(default="02_descent", show_default=True)
@workers_option
@click.option("--seed", type=int, default=1, show_default=True, help="Which class to invent.")
@engine_option
def demo(students: int, assignment: str, workers: int | None, seed: int, engine: str) -> None:
    """Build the course, invent a class, grade it, write its feedback, show what happened."""
    from autograder import grading, report
    from autograder.build import build as build_course
    from autograder.session import Job, released_notebook
    from autograder.trial import box_problem

    root = root_of_course()
    problems = build_course(root=root)
    if problems:
        raise UserError(f"The course cannot be built: {problems[0]}")
    released_notebook(root, assignment)
    problem = box_problem(engine)
    if problem:
        print(f"{problem} So the attacks are left out, and every grade is marked unboxed.\n")
    job = Job(assignment, root, None, boxed=not problem, engine=engine)
    room, class_, tally, pages = grading.demo(root, job, students, workers, seed)
    records = [room.load_record(student, assignment) for student in room.students(assignment)]
    print(report.class_table(class_, records))
    print(report.where_to_look(room, tally, records, pages))
