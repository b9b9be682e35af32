"""Options that several commands of `autograder` share."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from autograder.engines import BOXES, BUBBLEWRAP
from autograder.errors import UserError


def _known(context: click.Context, parameter: click.Parameter, name: str) -> str:
    from autograder.layout import known

    return known(root_of_course(), name)


assignment_argument = click.argument("assignment", callback=_known)
assignment_option = partial(click.option, "--assignment", callback=_known)
engine_option = click.option(
    "--box",
    "engine",
    type=click.Choice(BOXES),
    default=BUBBLEWRAP,
    show_default=True,
    help="Who makes the box.",
)
unboxed_option = click.option(
    "--unboxed", is_flag=True, help="Run student code without a box: only for code you trust."
)
class_option = click.option(
    "--class",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the class (default: class/ beside the course).",
)
db_option = click.option("--db", help="Gradebook as SQLAlchemy URL (default: class/gradebook.db).")
workers_option = click.option(
    "--workers", type=click.IntRange(1), help="Submissions at once (default: cores)."
)
seed_option = click.option(
    "--seed", type=click.IntRange(0), help="Replay a run (default: a fresh seed)."
)
roster_option = click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="Who is who: Canvas's grade export, Moodle's grading worksheet, or a CSV of your own.",
)


def boxed(engine: str, unboxed: bool) -> bool:
    """Whether to grade in a box. Raises UserError if there is none and that was not waived."""
    from autograder.trial import box_problem

    if unboxed:
        return False
    problem = box_problem(engine)
    if problem:
        raise UserError(f"{problem} (Unboxed: add --unboxed, and only for code that you trust.)")
    return True


def root_of_course() -> Path:
    """The root of the course that we are in. Raises UserError outside of one."""
    from autograder.layout import find_root

    return find_root()


def places(folder: Path | None) -> tuple:
    """The course's root (a Path), and the Classroom in `folder` or its own.

    Raises UserError for a folder that no URL of a gradebook can name.
    """
    from autograder.classroom import Classroom

    root = root_of_course()
    place = (folder or root / "class").resolve()
    if odd := [sign for sign in "?%" if sign in str(place)]:
        raise UserError(
            f"{place} has a {odd[0]} in it, which means something else in the URL of a gradebook; "
            "rename that folder, or name another one with --class."
        )
    return root, Classroom(place)
