"""Golden data: what is written down comes back as it was, to the last bit."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from downslope import golden
from downslope.functions import Fading, Function, Polynomial, Quadratic, Sine, Waves
from downslope.judge import judge
from downslope.observe import observe, same_data
from downslope.sheet import Case, Mistake, Named, Observed, Part, Sheet

arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, max_side=3) | st.just((0,)),
)
functions = (
    st.builds(Polynomial, st.lists(st.floats(-9, 9), max_size=4))
    | st.builds(Sine)
    | hnp.arrays(float, (2, 2), elements=st.floats(-9, 9)).map(lambda c: Quadratic(np.eye(4), c))
    | st.builds(lambda a: Waves([a], [2.0], [0.5]).gradient(times=a), st.floats(-9, 9))
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
values = st.recursive(
    plain | arrays | functions,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def same(a, b) -> bool:
    """Same types all the way down, same bits (NaN equals NaN, 0.0 is not -0.0)."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float):
        return repr(a) == repr(b)
    if isinstance(a, Function):
        return a == b
    if isinstance(a, np.ndarray) and a.dtype.kind == "f":
        return a.dtype == b.dtype and repr(a.tolist()) == repr(b.tolist())
    return same_data(a, b)


@given(values)
def test_every_value_survives_json(value):
    text = json.dumps(golden.encode(value), allow_nan=False)
    assert same(golden.decode(json.loads(text)), value)


def test_keyword_arguments_and_steps_survive_json():
    args = (Fading(0.25), np.ones(2), Named(lr=0.1, fade=0.5))
    back = golden.decode(json.loads(json.dumps(golden.encode(args))))
    assert same(back, args)
    assert type(back[-1]) is Named
    assert observe(lambda step, w, **hp: (step(w, w, {}, **hp), hp), back).value[1] == back[-1]


@pytest.mark.parametrize("number", [np.float64(0.1), np.int64(3), np.float32(0.5), np.bool_(True)])
def test_numpy_numbers_become_python_numbers(number):
    assert same(golden.decode(golden.encode(number)), number.item())


def test_a_sheet_survives_but_for_the_words_of_an_exception():
    sheet = Sheet(
        "f",
        ("g", "x"),
        ("a", "b"),
        {"a": "NM"},
        (Case((Sine(), np.eye(2)), {"N": 2, "M": 2}, "naïve"),),
        (
            Part("one", "the first", 3, True, (0,), ("a",)),
            Part("two", "the rest", 1, True, (0,), rule="unchanged"),
        ),
        ((np.array([np.nan, -np.inf]), -0.0),),
        (
            Mistake("M-1", "Why?", (Observed("returned", (1, None), changed=(1,)),)),
            Mistake("M-2", "Oh.", (Observed("raised", error="ValueError: at my desk"),)),
        ),
        1e-7,
        1.0,
    )
    again, hidden = golden.parse(golden.dump(sheet, hidden=2))
    assert hidden == 2
    assert again.mistakes[1].observed[0] == Observed("raised", error="ValueError")
    for name in vars(sheet).keys() - {"mistakes", "cases", "expected"}:
        assert getattr(again, name) == getattr(sheet, name), name
    assert same(again.expected, sheet.expected)
    assert same(again.cases[0].args[1], np.eye(2))
    assert again.mistakes[0] == sheet.mistakes[0]
    assert golden.dump(again, 2) == golden.dump(sheet, 2)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_written_sheet_judges_like_the_drawn_one(name):
    exercise = EXERCISES[name]
    drawn = draw(exercise, rng_for(exercise, 3), visible_only=True)
    written, hidden = golden.parse(golden.dump(drawn, exercise.hidden))
    assert hidden == sum(not p.visible for p in exercise.parts)
    assert all(part.visible for part in written.parts)
    for a, b in zip(drawn.mistakes, written.mistakes, strict=True):
        assert judge(drawn, list(a.observed)).mistake == judge(written, list(b.observed)).mistake
    right = [observe(exercise.truth, case.args, written.driver) for case in written.cases]
    assert judge(written, right).outcome == "passed"


def test_there_is_golden_data_for_every_exercise_and_for_nothing_else():
    assert golden.names() == sorted(EXERCISES)
    with pytest.raises(KeyError):
        golden.load("no_such_function")
