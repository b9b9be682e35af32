"""The check below an exercise: what a student reads, and what nbgrader reads."""

import numpy as np
import pytest

from autograder.checks import EXERCISES
from downslope import check, golden
from downslope.show import as_html, as_text, more_to_come


def derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_passes_the_check_of_its_name(name):
    result = getattr(check, name)(EXERCISES[name].truth, points=5)
    assert result.verdict.outcome == "passed"
    assert float(result) == 5.0


def test_the_text_names_each_part_and_what_is_still_to_come():
    assert str(check.numerical_derivative(derivative, points=6)).split("\n") == [
        "numerical_derivative: passed",
        "  ✓ slopes you can work out by hand",
        "  ✓ a wide h",
        "  Visible checks passed; 2 more parts run at grading, on fresh inputs.",
    ]


def test_the_text_says_what_is_wrong_and_gives_one_hint():
    text = str(check.numerical_derivative(lambda f, x, h=1e-5: 2 * derivative(f, x, h)))
    assert text.startswith("numerical_derivative: not right yet\n")
    assert "  ✗ a wide h\n      slope is 4; expected 2. (Tried on: f(x) = x², at x = 1" in text
    assert text.count("  Hint: Exactly twice too steep: how far apart") == 1


def test_what_was_said_of_one_part_is_not_said_again_of_the_next():
    result = check.fill_trace(lambda trace: None)
    parts = len(result.verdict.parts)
    for text in (str(result), as_html(result.verdict)):
        assert text.count("yours is None (is the ") == 1
        assert text.count("As above.") == parts - 1
    text = str(check.neuron_forward(lambda x, w, b, act: (0.0, (x, w, b, act))))
    assert text.count("a is 0; expected ") == 3  # short, and each of its own inputs


def test_a_rough_result_is_remarked_upon_once():
    h, bends = 1e-6, {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}
    bends["relu"] = lambda z: z * (z > 0)
    result = check.act_backward(lambda da, z, act: da * (bends[act](z + h) - bends[act](z)) / h)
    assert result.verdict.outcome == "passed"
    assert str(result).count("Remark: dz is right to about") == 1


@pytest.mark.parametrize(
    ("outcome", "hidden", "sentence"),
    [
        ("passed", 1, "Visible checks passed; 1 more part runs at grading, on fresh inputs."),
        ("passed", 3, "Visible checks passed; 3 more parts run at grading, on fresh inputs."),
        ("partly", 1, "1 more part runs at grading."),
        ("wrong", 2, "2 more parts run at grading."),
    ],
)
def test_the_number_of_hidden_parts_is_said_in_good_grammar(outcome, hidden, sentence):
    verdict = check.step_1d(lambda x, slope, lr: x - lr * slope).verdict
    verdict = type(verdict)(**(vars(verdict) | {"outcome": outcome}))
    assert more_to_come(verdict, hidden) == sentence
    assert sentence in as_text(verdict, hidden)
    assert sentence in as_html(verdict, hidden)
    assert "at grading" not in as_text(verdict) + as_html(verdict)


@pytest.mark.parametrize(
    ("function", "points"),
    [
        (derivative, 6.0),
        (lambda f, x, h=1e-5: derivative(f, x, h) if h == 1e-5 else 0.0, 4.8),
        (lambda f, x, h=1e-5: 0.0, 0.0),
    ],
)
def test_nbgrader_reads_a_number_and_people_see_html(function, points):
    result = check.numerical_derivative(function, points=6)
    bundle = result._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert float(bundle["text/plain"]) == float(result) == points
    assert bundle["text/html"] == as_html(result.verdict, result.hidden)


def raises(message):
    def f(*args):
        raise ValueError(message)

    return f


class Shouting:
    """A value whose type has a name full of markup."""


Shouting.__name__ = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "function",
    [raises("<script>alert(1)</script>"), lambda *args: "<script>", lambda *args: Shouting()],
    ids=["error", "string", "type"],
)
def test_html_escapes_what_a_student_wrote(function):
    html = check.step_1d(function)._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert "&lt;script" in html


def test_html_frames_the_entries_that_differ():
    def last_row_wrong(dZ, cache):
        dX, dW, db = EXERCISES["affine_backward"].truth(dZ, cache)
        dX[-1] += 1
        return dX, dW, db

    html = check.affine_backward(last_row_wrong)._repr_mimebundle_()["text/html"]
    assert "your dX, shape (2, 3)" in html
    assert "expected, shape (2, 3)" in html
    assert html.count(" ✗</td>") == 3


@pytest.mark.parametrize("value", [None, 3, np.zeros(3), "step_1d"])
def test_something_that_is_no_function_gives_one_clear_sentence(value):
    with pytest.raises(TypeError) as problem:
        check.step_1d(value, points=4)
    assert str(problem.value) == (
        f"check.step_1d wants your function step_1d; it was given a {type(value).__name__} instead."
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_nobody_has_begun_is_not_written_yet(name):
    def stub(*args, **kwargs):
        raise NotImplementedError("Replace this line by your code.")

    result = getattr(check, name)(stub, points=3)
    assert float(result) == 0
    assert str(result).startswith(f"{name}: not written yet\n")
    assert "Hint: Nothing is written here yet" in str(result)
    assert "<b>not written yet</b>" in as_html(result.verdict)


def test_a_check_shows_no_warning_and_leaves_its_inputs_as_they_were():
    def overflows_and_scribbles(dZ, cache):
        np.exp(np.array([1e4]))
        results = EXERCISES["affine_backward"].truth(dZ, cache)
        dZ[...] = cache[0][...] = np.nan
        return results

    for _ in range(2):
        assert check.affine_backward(overflows_and_scribbles).verdict.outcome == "passed"


def test_ctrl_c_stops_a_check():
    def interrupted(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check.step_1d(interrupted)


def test_an_unknown_check_says_which_there_are():
    with pytest.raises(AttributeError, match=r"no check called 'step_2d'; there are: .*step_1d"):
        _ = check.step_2d
    assert set(golden.names()) <= set(dir(check))
