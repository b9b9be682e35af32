"""What notebook 11 says about its own numbers is true."""

import re

import numpy as np
import pytest

from autograder.truth import optimizers as truth
from tests.course import page
from tests.course.page import Page

PAGE = Page("11_optimizers")
STEPS = {
    "plain": truth.sgd_step,
    "momentum": truth.momentum_step,
    "Adagrad": truth.adagrad_step,
    "RMSProp": truth.rmsprop_step,
    "Adam": truth.adam_step,
}
BOOK = page.run(
    PAGE.between("START = ", "# %% [markdown]")
    + PAGE.between("def arrival", "def race")
    + PAGE.between("turn = np.array", "with once_written")
    + PAGE.between("def scheduled", "with once_written")
)


def steps_of(name, lr, turned=False):
    """At which step somebody arrives, in the ravine or in the turned one; None within 600."""
    slope, start, height = BOOK["ravine_gradient"], BOOK["START"], BOOK["ravine"]
    if turned:
        slope, height = BOOK["turned_gradient"], BOOK["turned_ravine"]
        start = BOOK["turn"] @ start
    with np.errstate(all="ignore"):
        return BOOK["arrival"](truth.run_optimizer(STEPS[name], slope, start, 600, lr=lr), height)


def test_the_race_ends_as_the_text_and_the_model_answers_say():
    assert [steps_of(name, 0.01) for name in STEPS] == [379, 94, None, 238, 410]
    for said in ("momentum (94 steps), RMSProp (238), plain (379), Adam (410)",
                 "410 steps against 94 with momentum and 379 in plain boots"):  # fmt: skip
        assert said in PAGE.prose
    assert [steps_of(name, 1) for name in STEPS] == [None, None, 7, None, 94]
    assert steps_of("Adam", 0.5) == 90
    assert [steps_of("Adagrad", 1, True), steps_of("Adam", 0.035, True)] == [148, 578]
    assert steps_of("Adam", 0.035) == 100
    assert (
        "Adagrad needs 148 steps instead of 7 with lr = 1, and Adam 578 instead of 100"
        in PAGE.prose
    )


@pytest.mark.parametrize(("fade", "metres"), [(0.95, 60), (0.9, 275)])
def test_a_schedule_that_is_too_quick_ends_beside_the_lowest_place(fade, metres):
    path = BOOK["scheduled"](truth.adam_step, lambda k: 0.2 * fade**k)
    assert BOOK["arrival"](path) is None
    assert round(1000 * np.linalg.norm(path[-1])) == metres
    assert re.search(rf"\b{metres} m\b", PAGE.prose)
