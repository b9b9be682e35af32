"""The ladder: every rung breaks where it should, and says in a sentence what came."""

import numpy as np
import pytest

from downslope.ladder import (
    WrongForm,
    axes_in_words,
    climb,
    compare,
    describe,
    leaves,
    result_leaves,
)
from downslope.sheet import Case, Observed, Sheet

SIZES = {"N": 5, "D": 3, "M": 4}
WANT = np.arange(1.0, 13.0).reshape(3, 4)


def sheet(expected=(WANT,), results=("dW",), **more):
    case = Case((), SIZES)
    return Sheet("f", (), results, {"dW": "DM"}, (case,), (), tuple(expected), **more)


def leaf(got, want=WANT, **more):
    more = {"tolerance": 1e-9, **more} if isinstance(want, float) else more
    return compare("dW", got, want, sheet(**more), Case((), SIZES))


@pytest.mark.parametrize(
    ("got", "want", "rung", "words"),
    [
        (None, WANT, "form", "None (is the `return` missing?)"),
        ("wrong", WANT, "form", "yours is the text 'wrong'"),
        ({"a": 1}, WANT, "form", "an object of type dict"),
        ([[1, 2], [3]], WANT, "form", "a list of 2"),
        (WANT + 0j, WANT, "form", "an array of complex128"),
        (WANT.astype(object), WANT, "form", "an array of object"),
        (2j, 1.0, "form", "should be a number; yours is an object of type complex"),
        (len, 1.0, "form", "an object of type builtin_function_or_method"),
        (WANT.T, WANT, "shape", "dW has shape (4, 3) = (M, D); expected (3, 4) = (D, M)."),
        (WANT[:1], WANT, "shape", "dW has shape (1, 4); expected"),
        (np.empty((0, 1, 1)), WANT, "shape", "(0, 1, 1)"),
        ([], 1.0, "shape", "dW has shape (0,); expected ()"),
        (WANT * np.nan, WANT, "finite", "dW contains NaN"),
        (WANT * np.inf, WANT, "finite", "dW contains infinity"),
        (float("nan"), 1.0, "finite", "NaN"),
        (-WANT, WANT, "value", "12 of its 12 entries differ: dW[2, 3] is -12, expected 12."),
        (WANT + np.eye(3, 4)[::-1] * [0, 0, 1, 0], WANT, "value", "1 of its 12 entries differs"),
        (1.5, 1.0, "value", "dW is 1.5; expected 1."),
        (1.00005, 1.0, "value", "dW is 1.00005; expected 1."),
        (-2.0 - 2e-8, -2.0, "value", "dW is -2.00000002; expected -2."),
        ("slow", "fast", "value", "dW should be 'fast'; yours is the text 'slow'."),
        (3, "fast", "form", "dW should be 'fast'; yours is the number 3."),
        (False, True, "value", "dW should be True; yours is False."),
        (0.3, False, "value", "dW should be False; yours is the number 0.3."),
        ("yes", True, "form", "dW should be True or False; yours is the text 'yes'."),
    ],
)
def test_the_first_rung_that_breaks_is_named_and_said(got, want, rung, words):
    found = leaf(got, want)
    assert (found.rung, found.right) == (rung, False)
    assert words in found.message
    assert found.message.endswith(".")


def test_a_number_too_long_to_be_written_is_said_to_be_long():
    found = leaf(10**5000, 1.0)
    assert found.message == "dW should be a number; yours is a whole number of more than 40 digits."
    with pytest.raises(WrongForm, match="has a whole number of more than 40 digits that nobody"):
        leaves({10**5000: 1, "a": 2}, {"a": 2}, "db")


@pytest.mark.parametrize(
    ("got", "want", "remark"),
    [
        (WANT, WANT, ""),
        (WANT.astype(int), WANT, ""),
        (WANT.tolist(), WANT, "dW is a plain list; an array would be handier."),
        (WANT[None], WANT, "dW has shape (1, 3, 4); (3, 4) would fit the rest of the course."),
        (np.array([[2.0]]), 2.0, "dW has shape (1, 1); () would fit the rest of the course."),
        (WANT.astype(np.float32) * np.float32(1 / 3), WANT / 3, "(single precision, or a"),
        (np.int64(2), 2.0, ""),
        (True, 1.0, ""),
        ("slow", "slow", ""),
    ],
)
def test_right_in_another_guise_is_right_with_a_remark(got, want, remark):
    found = leaf(got, want)
    assert found.right
    assert not found.message
    assert remark in found.remark
    assert bool(remark) == bool(found.remark)


@pytest.mark.parametrize("got", [WANT[None], WANT.reshape(3, 1, 4)])
def test_where_shapes_are_what_is_asked_for_another_guise_is_wrong(got):
    assert (leaf(got, exact=True).rung, leaf(WANT, exact=True).right) == ("shape", True)


@pytest.mark.parametrize("tolerance", [1e-9, 2e-5])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_error_is_measured_against_the_largest_entry(scale, tolerance):
    want = scale * np.array([1e-3, 1.0])
    for factor, right in ((0.9, True), (1.1, False)):
        got = want + factor * tolerance * scale * np.array([1, 0])
        assert leaf(got, want, tolerance=tolerance).right == right


def test_arrays_smaller_than_the_floor_are_measured_against_the_floor():
    assert leaf(np.array([1e-7]), np.array([0.0]), floor=1e-2).right
    assert not leaf(np.array([1e-7]), np.array([0.0])).right


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ((1, 2), "The function should return 3 results (dX, dW, db); yours returned a tuple of 2."),
        (None, "yours returned None (is the `return` missing?)."),
        (np.zeros(3), "yours returned an array of shape (3,)."),
        ((1, [2], (3, 4)), "db should be a dict with the keys 'a', 'b'; yours is a tuple of 2."),
        ((1, [2], {"a": 3}), "db should be a dict with the keys 'a', 'b'; yours lacks 'b'."),
        ((1, [2], {"a": 3, "c": 4}), "yours lacks 'b' and has 'c' that nobody asked for."),
        ((1, 2, {"a": 3, "b": 4}), "dW should be a list of 1; yours is the number 2."),
        ((1, [2, 3], {"a": 3, "b": 4}), "dW should be a list of 1; yours is a list of 2."),
    ],
)
def test_what_cannot_be_taken_apart_is_said_in_a_sentence(value, words):
    with pytest.raises(WrongForm) as problem:
        result_leaves(value, (1, [2], {"a": 3, "b": 4}), ("dX", "dW", "db"))
    assert words in str(problem.value)


@pytest.mark.parametrize("value", [(1, 2), [1, 2], {"b": 2, "a": 1}])
def test_several_results_come_as_tuple_list_or_dict(value):
    assert result_leaves(value, (0, 0), ("a", "b")) == {"a": 1, "b": 2}


def test_leaves_are_named_by_the_way_to_them():
    value = [{"W": 1, "b": 2}, {"W": 3, "b": 4}]
    assert list(leaves(value, value, "grads").values()) == [1, 2, 3, 4]
    assert list(leaves(value, value, "grads"))[-1] == "grads[1]['b']"


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        (Observed("raised", error="TypeError: no"), "The call raised TypeError: no"),
        (Observed("timed_out"), "a loop that never ends"),
        (Observed("out_of_memory"), "more memory than there is"),
        (Observed("died"), "ended the whole Python process"),
        (Observed("missing"), "no function of this name"),
        (Observed("returned", (1.0,)), "should return 2 results"),
    ],
)
def test_where_nothing_usable_came_every_result_says_why(observed, message):
    found = climb(observed, 0, sheet([(1.0, WANT)], ("loss", "dW")))
    assert set(found) == {"loss", "dW"}
    assert all(leaf.rung == "form" and message in leaf.message for leaf in found.values())


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((3, 4), "(3, 4) = (D, M)"),
        ((5,), "(5,) = (N,)"),
        ((5, 7), "(5, 7)"),
        ((), "()"),
    ],
)
def test_axes_are_called_by_their_letters_where_these_are_clear(shape, words):
    assert axes_in_words(shape, SIZES) == words
    assert axes_in_words(shape, {"N": 5, "D": 5, "M": 5}) == str(shape)


def test_a_stand_in_from_the_box_is_called_by_its_original_type():
    class StandIn:
        type = "Tensor"

    assert describe(StandIn()) == "an object of type Tensor"
