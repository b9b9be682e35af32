"""Cells and calls that are on their way before their turn: each outcome stays with its own."""

import numpy as np
import pytest

from autograder import fork, frames
from autograder.box import BoxDied
from autograder.fork import Question
from downslope.functions import Function
from downslope.sheet import Named


def texts(runs):
    return ["".join(out.get("text", "") for out in run.outputs) for run in runs]


def test_cells_come_back_in_their_order_however_long_they_are(box):
    long = [f"print({k})\n#{'x' * (frames.AHEAD - 20 * k)}" for k in range(3)]
    sources = ["print('a')", *long, "print('b')", "print('c')"]
    assert texts(box.run_cells(sources)) == ["a\n", "0\n", "1\n", "2\n", "b\n", "c\n"]


@pytest.mark.parametrize(
    ("deadly", "outcome"),
    [("import os; os._exit(0)", "died"), ("while True: pass", "timed_out")],
)
def test_a_cell_that_ends_the_box_takes_no_other_one_s_outputs(box, deadly, outcome):
    runs = box.run_cells(["print('a')", "print('b')", deadly, "print('c')"])
    assert texts([next(runs), next(runs)]) == ["a\n", "b\n"]
    with pytest.raises(BoxDied) as caught:
        next(runs)
    assert caught.value.outcome == outcome
    with pytest.raises(BoxDied):
        box.run_cell("1")


def calls(box, source, *cases, **how):
    box.run_cell(f"import numpy as np\n{source}")
    with box.check("f", **how) as copy:
        return list(copy.calls([Question(args) for args in cases]))


def test_a_call_that_ends_the_copy_takes_no_other_one_s_answer(box):
    seen = calls(
        box, "import os\ndef f(x): return x if x < 2 else os._exit(0)", (0,), (1,), (2,), (3,)
    )
    assert [(one.outcome, one.value) for one in seen] == [
        ("returned", 0), ("returned", 1), ("died", None)
    ]  # fmt: skip
    assert calls(box, "def f(x): return -x", (4,))[0].value == -4


def test_calls_wait_for_the_answers_to_call_backs(box):
    class Twice(Function):
        formula = "2x"

        def __call__(self, x):
            return 2 * x

        def points(self, x):
            return [x]

    cases = [(Twice(), float(k)) for k in range(5)]
    seen = calls(box, "def f(g, x): return g(x) + g(x + 1)", *cases)
    assert [one.value for one in seen] == [4 * k + 2 for k in range(5)]
    assert [one.asked for one in seen] == [(k, k + 1) for k in range(5)]


def test_large_arguments_and_results_cross_one_after_the_other(box):
    cases = [(np.full((k, 1000), float(k)),) for k in (1, 200, 3, 150)]
    seen = calls(box, "def f(X): return 2 * X", *cases)
    for one, (X,) in zip(seen, cases, strict=True):
        np.testing.assert_array_equal(one.value, 2 * X)
        assert not one.changed


def test_which_arguments_a_call_has_changed_is_told_one_by_one(box):
    source = "def f(p, q, X, **rest):\n p['new'] = np.ones(2)\n X[0] += 1\n rest['lr'] = 2"
    one, other = {"W": np.ones(3)}, [np.zeros(2), {"b": np.arange(2)}]
    (seen,) = calls(box, source, (one, other, np.ones(4), Named(lr=1.0)))
    assert (seen.outcome, seen.changed) == ("returned", (0, 2))
    (seen,) = calls(box, "def f(p, q, X): q[1]['b'][1] = 7", (one, other, np.ones(4)))
    assert seen.changed == (1,)


def test_what_a_class_asks_of_a_function_is_worked_out_once(box, monkeypatch):
    class Counted(Function):
        formula, count = "x²", 0

        def __call__(self, x):
            self.count += 1
            return x * x

        def points(self, x):
            return [x]

    function = Counted()
    question = Question((function, 3.0))
    box.run_cell(
        "def f(g, x): return [g(x + k) for k in range(5)]\ndef broken(g, x): return g([x])"
    )
    for _ in range(3):
        with box.check("f") as copy:
            seen = copy.call(question)
        assert seen.value == [9.0, 16.0, 25.0, 36.0, 49.0]
        assert seen.asked == (3.0, 4.0, 5.0, 6.0, 7.0)
    assert function.count == 5
    monkeypatch.setattr(fork, "KEPT_BYTES", 250)
    other = Question((function, -1.0))
    for _ in range(2):
        with box.check("f") as copy:
            assert copy.call(other).value == [1.0, 0.0, 1.0, 4.0, 9.0]
    assert 0 < len(other.answers) < 5, "whoever asks for many things may not fill our memory"


def test_what_a_class_asks_of_a_reference_is_worked_out_once(box):
    count = 0

    def double(X):
        nonlocal count
        count += 1
        return {"X": 2 * X}

    box.run_cell("import numpy as np\nscale = 1\ndef f(X): return double(X * scale)['X']")
    questions = [Question((np.full((3, 2), k),)) for k in (1.0, 2.0)]
    for times in (1, 2, 1):
        box.run_cell(f"scale = {times}")
        for question, k in zip(questions, (1.0, 2.0), strict=True):
            with box.check("f", {"double": double}) as copy:
                seen = copy.call(question).value
            np.testing.assert_array_equal(seen, np.full((3, 2), 2 * k * times))
    assert count == 4, "for each of two questions, what was asked with either scale"


def test_what_is_known_counts_as_asked_all_the_same(box):
    class Square(Function):
        formula = "x²"

        def __call__(self, x):
            return x * x

        def points(self, x):
            return list(x)

    box.run_cell("import numpy as np\ndef f(g, n): return [g(np.ones(90)) for _ in range(n)]")
    question = Question((Square(), 5)), Question((Square(), 6))
    for _ in range(2):
        for one, outcome in zip(question, ("returned", "raised"), strict=True):
            with box.check("f") as copy:
                seen = copy.call(one)
            assert seen.outcome == outcome, "the box allows 500 values"
            assert len(one.answers) == 1
    assert "more than 500 values" in seen.error


def test_matplotlib_s_docstrings_are_made_again_where_somebody_asks(box):
    run = box.run_cell("import matplotlib as mpl\nprint(mpl.artist.kwdoc(mpl.lines.Line2D))")
    assert "linestyle" in texts([run])[0]
