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


# name -> {learning rate: when she arrives}
CLAIMED = {
    "plain": {0.01: 379, 0.035: 107, 0.041: None, 1: None},
    "momentum": {0.01: 94, 0.035: 97, 0.1: None, 1: None},
    "Adagrad": {0.01: None, 0.1: 381, 1: 7},
    "RMSProp": {0.01: 238, 0.2: None, 1: None},
    "Adam": {0.01: 410, 0.035: 100, 0.2: 92, 0.5: 90, 1: 94},
}


@pytest.mark.parametrize("name", CLAIMED)
def test_the_race_ends_as_the_notebook_says(name):
    assert {lr: steps_of(name, lr) for lr in CLAIMED[name]} == CLAIMED[name]


@pytest.mark.parametrize(("name", "lr", "steps"), [("Adagrad", 1, 148), ("Adam", 0.035, 578)])
def test_who_gives_every_knob_its_own_rate_notices_that_the_ravine_is_turned(name, lr, steps):
    assert steps_of(name, lr, turned=True) == steps
    assert f"{name} {'needs ' if name == 'Adagrad' else ''}{steps} " in PAGE.prose
    assert [steps_of(other, 0.01, turned=True) for other in ("plain", "momentum")] == [379, 94]


def test_the_model_answers_quote_the_race():
    for said in ("momentum (94 steps), RMSProp (238), plain (379), Adam (410)",
                 "410 steps against 94 with momentum and 379 in plain boots"):  # fmt: skip
        assert said in PAGE.prose


@pytest.mark.parametrize(("fade", "metres"), [(0.95, 60), (0.9, 275)])
def test_a_schedule_that_is_too_quick_ends_beside_the_lowest_place(fade, metres):
    path = BOOK["scheduled"](truth.adam_step, lambda k: 0.2 * fade**k)
    assert BOOK["arrival"](path) is None
    assert round(1000 * np.linalg.norm(path[-1])) == metres
    assert re.search(rf"\b{metres} m\b", PAGE.prose)
