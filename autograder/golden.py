"""Golden data for the notebooks: the visible parts of every check, drawn once with a fixed seed."""

from __future__ import annotations

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from downslope.golden import dump

SEED = 2026  # only the visible cases that draw anything depend on it


def golden_files() -> dict[str, str]:
    """File name -> text of `course/downslope/golden/`, byte-reproducible."""
    return {
        f"{name}.json": dump(draw(e, rng_for(e, SEED), visible_only=True), e.hidden)
        for name, e in EXERCISES.items()
    }
