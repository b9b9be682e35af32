"""From calls to a verdict: parts, shares, outcomes, and that doing nothing earns nothing."""

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, observe_all, rng_for
from downslope.functions import Polynomial, Quadratic
from downslope.judge import judge
from downslope.observe import observe
from downslope.sheet import Case, Observed, Part, Sheet
from downslope.show import as_html
from tests.sheets import drawn

A, B = np.array([1.0, 2.0]), np.array([3.0, 4.0, 5.0])
GOOD = Observed("returned", (A, B))


def sheet(*parts, cases=2, expected=(A, B)):
    return Sheet(
        "f",
        ("x", "y"),
        ("a", "b"),
        {},
        tuple(Case((np.zeros(2), np.ones(3)), {}, f"case {i}") for i in range(cases)),
        parts,
        (expected,) * cases,
    )


def part(name="all", weight=1, cases=(0, 1), results=None, rule="values", visible=True):
    return Part(name, f"the part {name}", weight, visible, cases, results, rule)


PARTS = sheet(
    part("a", 5, results=("a",)),
    part("b", 2, results=("b",)),
    part("first", 3, cases=(0,), visible=False),
)


@pytest.mark.parametrize(
    ("seen", "passed", "share", "outcome"),
    [
        ([GOOD, GOOD], "a b first", 1.0, "passed"),
        ([GOOD, Observed("returned", (A, -B))], "a first", 0.8, "partly"),
        ([Observed("returned", (A, -B)), GOOD], "a", 0.5, "partly"),
        ([GOOD, Observed("raised", error="ValueError: 1")], "first", 0.3, "partly"),
        ([Observed("returned", (-A, -B))] * 2, "", 0.0, "wrong"),
        ([Observed("returned", (B, A))] * 2, "", 0.0, "wrong_form"),
        ([Observed("returned", None)] * 2, "", 0.0, "wrong_form"),
        ([Observed("raised", error="ValueError: 1")] * 2, "", 0.0, "raised"),
        ([Observed("timed_out")] * 2, "", 0.0, "timed_out"),
        ([Observed("out_of_memory")] * 2, "", 0.0, "out_of_memory"),
        ([Observed("died")] * 2, "", 0.0, "died"),
        ([Observed("missing")] * 2, "", 0.0, "missing"),
    ],
)
def test_parts_add_up_to_a_share_and_an_outcome(seen, passed, share, outcome):
    verdict = judge(PARTS, seen)
    assert [p.name for p in verdict.parts if p.passed] == passed.split()
    assert all(bool(p.message) != p.passed for p in verdict.parts)
    assert verdict.share == pytest.approx(share)
    assert verdict.outcome == outcome
    assert (verdict.broken is None) == (outcome == "passed")


def test_a_message_says_on_which_case_it_happened():
    verdict = judge(PARTS, [GOOD, Observed("returned", (-A, B))])
    assert verdict.parts[0].message.endswith("expected 2. (Tried on: case 1.)")
    assert verdict.broken.name == "a"


def test_an_error_is_kept_and_remarks_are_said_once():
    verdict = judge(
        PARTS, [Observed("returned", (A.tolist(), B)), Observed("raised", error="E: 1")]
    )
    assert verdict.error == "E: 1"
    assert verdict.remarks == ("a is a plain list; an array would be handier.",)


def test_numbers_of_any_size_are_judged_without_a_warning():
    huge = Observed("returned", (np.array([1.7e308, -1.7e308]), -B))
    verdict = judge(sheet(part(), expected=(np.array([-1.7e308, 1.7e308]), B)), [huge, huge])
    assert verdict.outcome == "wrong"
    assert "a[0] is 1.7e+308, expected -1.7e+308" in verdict.parts[0].message
    assert as_html(verdict).count(" ✗</td>") == 2


# --- arguments left alone ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ([GOOD, GOOD], ""),
        ([Observed("returned", (A, -B))] * 2, ""),
        ([GOOD, Observed("returned", (A, B), changed=(0, 1))], "changed its argument x, y; work"),
        ([Observed("returned", (-A, -B))] * 2, "as soon as one of the results is right"),
        # Each result is right once, but none of them throughout.
        ([Observed("returned", (A, -B)), Observed("returned", (-A, B))], "as soon as one"),
        ([Observed("returned", None)] * 2, "as soon as one of the results is right"),
        ([GOOD, Observed("raised", error="ValueError: 1")], "The call raised ValueError: 1"),
        ([GOOD, Observed("timed_out")], "took too long"),
    ],
)
def test_unchanged_counts_for_who_gets_something_right_and_breaks_nothing(seen, words):
    [verdict] = judge(sheet(part(rule="unchanged")), seen).parts
    assert verdict.passed == (not words)
    assert words in verdict.message


def test_unchanged_may_ask_for_one_result_in_particular():
    seen = [Observed("returned", (A, -B))] * 2
    asked_for = {r: sheet(part(rule="unchanged", results=(r,))) for r in ("a", "b")}
    assert judge(asked_for["a"], seen).outcome == "passed"
    assert judge(asked_for["b"], seen).outcome == "wrong"


# --- both sides ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (lambda f, x: (f(x + 1) - f(x - 1)) / 2, ""),
        (lambda f, x: f(x + 1) - f(x), "one side of x only"),
        (lambda f, x: f(x) - f(x - 1), "one side of x only"),
        (lambda f, x: 3.0, "one side of x only"),
        (lambda f, x: f(x + 1) - f(x - 1), "slope is 6; expected 3."),
    ],
)
def test_both_sides_wants_the_value_and_a_look_to_both_sides(slope, words):
    args = (Polynomial([1, 3]), 2.0)
    parts = (part(cases=(0,), rule="both_sides"),)
    line = Sheet("slope_of", ("f", "x"), ("slope",), {}, (Case(args),), parts, (3.0,))
    [verdict] = judge(line, [observe(slope, args)]).parts
    assert verdict.passed == (not words)
    assert words in verdict.message


PLANE = Quadratic(np.zeros((4, 4)), np.ones((2, 2)), slope=[1.0, 2.0, 3.0, 4.0])


def probing(*sides):
    """A gradient of PLANE that asks on the given sides of each entry: one pair (b, a) an entry."""

    def gradient(f, w):
        slopes = np.zeros(w.shape)
        for place, (before, after) in zip(np.ndindex(w.shape), sides, strict=True):
            left, right = w.copy(), w.copy()
            left[place] -= before
            right[place] += after
            slopes[place] = (f(right) - f(left)) / (before + after)
        return slopes

    return gradient


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (probing((1, 1), (1, 1), (1, 1), (1, 1)), ""),
        (probing((1, 2), (2, 1), (1, 1), (3, 3)), ""),
        (probing((0, 1), (0, 1), (0, 1), (0, 1)), "one side of w[0, 0] only"),
        (probing((1, 1), (1, 1), (1, 0), (1, 1)), "one side of w[1, 0] only"),
        (lambda f, w: np.array([[1.0, 2.0], [3.0, 4.0]]), "one side of w only"),
    ],
)
def test_both_sides_of_an_array_means_both_sides_of_every_entry(gradient, words):
    args = (PLANE, np.ones((2, 2)))
    right = np.array([[1.0, 2.0], [3.0, 4.0]])
    parts = (part(cases=(0,), rule="both_sides"),)
    plane = Sheet("gradient_of", ("f", "w"), ("gradient",), {}, (Case(args),), parts, (right,))
    [verdict] = judge(plane, [observe(gradient, args)]).parts
    assert verdict.passed == (not words)
    assert words in verdict.message


# --- what the graded run draws -------------------------------------------------------------------

LAZY = {
    "nothing": lambda *args: None,
    "zero": lambda *args: 0.0,
    "first_argument": lambda *args: args[0],
    "last_argument": lambda *args: args[-1],
    "all_arguments": lambda *args: args,
    "three_zeros": lambda *args: (0.0, 0.0, 0.0),
    "error": lambda *args: 1 / 0,
    "exit": lambda *args: exit(),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_doing_nothing_earns_nothing(name):
    sheet = drawn(name)
    shares = {way: judge(sheet, observe_all(lazy, sheet.cases)).share for way, lazy in LAZY.items()}
    assert shares == dict.fromkeys(LAZY, 0)


def test_a_seed_draws_the_same_again_and_another_seed_something_else():
    exercise = EXERCISES["affine_backward"]
    first, again, other = (draw(exercise, rng_for(exercise, s)).expected[-1] for s in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_broken_reference_is_our_fault_and_says_so():
    import dataclasses

    broken = dataclasses.replace(EXERCISES["step_1d"], truth=lambda x, slope, lr: 1 / 0)
    with pytest.raises(AssertionError, match="The reference step_1d fails on its own case"):
        draw(broken, rng_for(broken, 1))
