"""What to grade and how, and the box for it, which somebody else may open before its turn."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from autograder.box import Box, Limits
from autograder.engines import BUBBLEWRAP
from autograder.stop import Stop


@dataclass
class Job:
    """What to grade and how.

    seed: None draws one from the operating system. pictures: False shows figures by name only.
    engine: who makes the box. cells: see `Box`. stop: once set, the present cell ends and no other
    is begun. ahead: a box for it that somebody else opens meanwhile.
    """

    assignment: str
    root: Path
    seed: int | None = None
    boxed: bool = True
    limits: Limits = field(default_factory=Limits)
    pictures: bool = True
    engine: str = BUBBLEWRAP
    cells: tuple[str, ...] = ()
    stop: Stop = field(default_factory=Stop, compare=False, repr=False)
    ahead: BoxAhead | None = field(default=None, compare=False, repr=False)


class BoxAhead:
    """A box that is opened before its submission's turn, by another thread.

    opening: a future of `open_box`.
    """

    def __init__(self, opening: Future):
        self._opening: Future | None = opening

    def take(self) -> Box | None:
        """The box; None if it was asked for before. Raises what `open_box` raised."""
        opening, self._opening = self._opening, None
        return opening and opening.result()

    def close(self) -> None:
        """Close the box if nobody has asked for it, or once it is open."""
        opening, self._opening = self._opening, None
        if opening and not opening.cancel():
            opening.add_done_callback(lambda done: done.exception() or done.result().close())


def open_box(job: Job) -> Box:
    """A box for a submission. Raises LostBox if there is none to be had, Stopped at the end."""
    how = {"pictures": job.pictures, "engine": job.engine, "cells": job.cells}
    box = Box(job.assignment, job.limits, job.boxed, **how)
    with contextlib.ExitStack() as stack:
        stack.enter_context(box)
        job.stop.watch(box)
        stack.pop_all()
    return box
