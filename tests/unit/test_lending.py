"""Prerequisites on loan: in the box and in one process; what is too large stays the student's."""

import numpy as np
import pytest

from autograder.box import Box
from autograder.judge import judge_in_process
from autograder.lending import LONGEST, MOST, Lent, NotLent, lent_here
from downslope.functions import Polynomial
from tests.boxes import needs_box

CELL = """
def helper(x, factor=2.0):
    if x == "of nobody":
        raise KeyError(x)

helper.slope = 7.0

def calls(x):
    return helper(x)

def by_name(x):
    return helper(x=x, factor=3.0)

def with_own_function(x):
    return helper(lambda: x)

def with_given_function(f):
    return helper(f)

def spoils(x):
    return helper("no number"), helper.slope

def asks_nobody(x):
    return helper("of nobody")

def in_threads(x):
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(helper, [x] * 50))
"""


def double(x, factor=2.0):
    return x(3.0) * factor if callable(x) else x * factor


def ask(function, *args, lent=double):
    with Box("01_slope") as box:
        assert box.run_cell(CELL).error is None
        with box.check(function, {"helper": lent}) as fork:
            first, second = fork.call(args), fork.call(args)
    assert (first.outcome, first.error) == (second.outcome, second.error)
    return first


@needs_box
def test_the_reference_answers_in_place_of_the_student_s_own():
    assert ask("calls", 2.0).value == 4.0
    assert ask("by_name", 2.0).value == 6.0
    np.testing.assert_array_equal(ask("calls", np.ones((2, 3))).value, 2 * np.ones((2, 3)))


@needs_box
def test_a_function_of_the_case_may_be_handed_on():
    seen = ask("with_given_function", Polynomial([1, 0, 1]))
    assert (seen.value, seen.asked) == (20.0, ())


@needs_box
def test_what_cannot_cross_is_left_to_the_student_s_own():
    assert ask("with_own_function", 1.0).value is None
    assert ask("calls", np.ones(LONGEST + 1)).value is None


@needs_box
def test_what_the_reference_does_not_take_is_left_to_the_student_s_own():
    def picky(x):
        raise ValueError("x has to be a number")

    assert ask("spoils", 1.0, lent=picky).value == (None, 7.0)
    assert ask("asks_nobody", 1.0, lent=picky).error == "ValueError: x has to be a number"


@needs_box
def test_threads_of_a_student_take_turns():
    assert ask("in_threads", 2.0).value == [4.0] * 50


@needs_box
def test_no_cell_makes_warnings_an_error_of_later_functions():
    strict = "np.seterr(all='raise'); warnings.simplefilter('error')"
    function = "def f(x): warnings.warn('odd'); return np.log(np.zeros(2))"
    with Box("01_slope") as box:
        box.run_cell(f"import numpy as np, warnings; {strict}\n{function}")
        with box.check("f") as fork:
            assert fork.call((1,)).outcome == "returned"


@needs_box
def test_the_fork_of_another_check_has_the_student_s_own():
    with Box("01_slope") as box:
        box.run_cell(CELL)
        with box.check("calls", {"helper": double}) as fork:
            assert fork.call((2.0,)).value == 4.0
        with box.check("calls") as fork:
            assert fork.call((2.0,)).value is None


@pytest.mark.parametrize("shape", [(1, LONGEST + 1), (MOST // LONGEST + 1, LONGEST)])
def test_a_loan_has_a_limit(shape):
    with pytest.raises(NotLent):
        Lent(double)([np.ones(shape), {"more": 1.0}])


def test_small_arrays_whose_product_would_be_huge_are_not_taken():
    assert Lent(lambda *arrays: 7)(np.ones((LONGEST, 1)), np.ones((1, LONGEST))) == 7
    with pytest.raises(NotLent):
        Lent(double)([np.ones((LONGEST, 1)), np.ones((1, LONGEST))], {"b": np.ones((2, 1, 1))})


def test_in_one_process_the_globals_are_put_back():
    namespace = {}
    exec(CELL, namespace)
    own = namespace["helper"]
    with lent_here(namespace["calls"], {"helper": double, "missing": double}):
        assert namespace["calls"](2.0) == 4.0
    assert namespace["helper"] is own
    assert "missing" not in namespace


def test_the_stock_mode_lends_as_well():
    namespace = {"np": np}
    exec(
        "def shell_range(angle, speed):\n    return 0.0\n\n"
        "def miss_loss(angle, speed, target):\n"
        "    return (shell_range(angle, speed) - target) ** 2\n",
        namespace,
    )
    assert judge_in_process("miss_loss", namespace["miss_loss"], seed=1).outcome == "passed"
    assert judge_in_process("shell_range", namespace["shell_range"], seed=1).outcome != "passed"
