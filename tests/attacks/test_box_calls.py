"""Functions that misbehave while they are called (attacks C-42 to C-46, and honest failures).

After each, the same box must still answer: a fork's death costs only that call.
"""

import numpy as np
import pytest

from downslope.functions import Fading, Polynomial, Quadratic, Sine, Waves
from downslope.sheet import Named


@pytest.fixture(autouse=True)
def box_is_whole_afterwards(shared_box):
    yield
    shared_box.run_cell("def honest(x): return x + 1")
    with shared_box.check("honest") as fork:
        assert fork.call((1,)).value == 2


def test_an_endless_loop(observe):
    assert observe("def f():\n while True: pass").outcome == "timed_out"


def test_an_endless_loop_that_swallows_everything(observe):
    source = "def f():\n while True:\n  try:\n   while True: pass\n  except BaseException: pass"
    assert observe(source).outcome == "timed_out"


def test_an_endless_loop_in_compiled_code(observe):
    assert observe("def f(): return 10 ** 10 ** 10").outcome == "timed_out"


def test_the_end_of_the_interpreter(observe):
    assert observe("import os\ndef f(): os._exit(0)").outcome == "died"


def test_a_crash(observe):
    assert observe("import ctypes\ndef f(): ctypes.string_at(0)").outcome == "died"


def test_sys_exit_is_an_exception(observe):
    observed = observe("import sys\ndef f(): sys.exit(0)")
    assert (observed.outcome, observed.error) == ("raised", "SystemExit: 0")


def test_ten_gigabytes(observe):
    assert observe("def f(): return np.ones(10 * 2**30 // 8)").outcome == "out_of_memory"
    assert observe("def f(): return bytearray(10 * 2**30)").outcome == "out_of_memory"


def test_a_fork_bomb(observe):
    bomb = "import os\ndef f():\n while True:\n  try: os.fork()\n  except OSError: pass"
    assert observe(bomb).outcome == "timed_out"


def test_the_number_of_processes_is_limited(observe):
    source = """
import os, time
def f():
    count = 0
    while count < 200:
        try:
            pid = os.fork()
        except OSError:
            return count
        if pid == 0:
            time.sleep(60)
        count += 1
    return count
"""
    assert 10 < observe(source).value < 64


def test_a_flood_of_processes_that_leave_their_group(observe):
    source = """
import os
def f():
    while True:
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            pass
"""
    assert observe(source).outcome == "timed_out"


def test_a_function_that_forks_answers_once(shared_box, observe):
    assert observe("import os\ndef f():\n os.fork()\n return 1").value == 1
    with shared_box.check("f") as fork:
        assert [fork.call(()).value for _ in range(5)] == [1] * 5


def test_no_process_outlives_its_check(shared_box, say):
    shared_box.run_cell("""
import os, subprocess
def spawn():
    subprocess.Popen(["sleep", "3600"], start_new_session=True)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True: pass
        os._exit(0)
""")
    with shared_box.check("spawn") as fork:
        assert fork.call(()).outcome == "returned"
    assert say("print([p for p in os.listdir('/proc') if p.isdigit()])") == "['1']\n"


def test_a_check_leaves_nothing_behind(shared_box, say):
    shared_box.run_cell("state = []\ndef f(x):\n state.append(x)\n print(x)\n return len(state)")
    for _ in range(2):
        with shared_box.check("f") as fork:
            assert [fork.call((9,)).value, fork.call((9,)).value] == [1, 2]
    assert say("print(state)") == "[]\n"


def test_after_a_time_out_the_next_call_gets_a_fresh_fork(shared_box):
    shared_box.run_cell("def f(x):\n while x: pass\n return 'here'")
    with shared_box.check("f") as fork:
        outcomes = [fork.call((x,)).outcome for x in (0, 1, 0)]
    assert outcomes == ["returned", "timed_out", "returned"]


def test_a_missing_function_is_no_exception_of_the_students(shared_box):
    with shared_box.check("never_written") as fork:
        observed = fork.call((1,))
    assert observed.outcome == "missing"
    assert observed.error == "NameError: name 'never_written' is not defined"


def test_an_error_is_one_clean_line(observe):
    observed = observe("def f(): raise ValueError('a\\x1b[2J\\u202e\\nb' + 'x' * 10**6)")
    assert observed.error.startswith("ValueError: a[2J b")
    assert len(observed.error) == 500
    assert observed.error.isprintable()


def test_an_exception_without_words(observe):
    source = """
class Mute(Exception):
    def __str__(self): raise Mute
def f(): raise Mute
"""
    assert observe(source).error == "Mute"


def test_changed_arguments_are_seen_to_any_depth(observe):
    source = """
def f(a, b, c, d):
    a[0] = 5
    b[0]["W"] -= 1
    c.append(1)
    return a, b, c, d
"""
    args = (np.zeros(2), [{"W": np.ones((2, 2))}], [], np.full(2, np.nan))
    assert observe(source, *args).changed == (0, 1, 2)
    assert args[0][0] == 0


def test_call_backs_are_answered_here_and_logged(observe):
    observed = observe("def f(g, x):\n return g(x) + g(x=x) if 0 else g(x) + g(2)", Sine(), 1.0)
    assert observed.value == Sine()(1.0) + Sine()(2.0)
    assert observed.asked == (1.0, 2.0)


def test_a_call_back_takes_arrays_where_the_function_does(observe):
    observed = observe("def f(g): return g(np.array([1.0, 2.0]))", Polynomial([0, 0, 1]))
    assert observed.value.tolist() == [1, 4]
    assert observed.asked == (1, 2)
    observed = observe("def f(g): return g(np.array([1.0, 2.0]))", Sine())
    assert observed.error.startswith("TypeError: ")


@pytest.mark.parametrize("point", ["'x'", "None", "[1]", "g", "1j", "object()", "10**30"])
def test_a_call_back_at_nonsense_is_a_type_error(observe, point):
    assert observe(f"def f(g): return g({point})", Polynomial([1, 2])).outcome == "raised"


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_call_backs_of_arrays_are_answered_here_and_logged(observe, shape):
    f = Waves([1.0, 2.0], np.ones((2, *shape)), [0.5, 0.0])
    w = np.full(shape, 0.3)
    source = (
        "def step(f, g, w):\n  v = w.copy()\n  v -= g(v)\n  return f(w), v, f((0 * v).tolist())"
    )
    observed = observe(source.replace("step", "f", 1), f, f.gradient(), w)
    value, v, at_zero = observed.value
    assert (value, at_zero) == (f(w), f(np.zeros(shape)))
    assert np.array_equal(v, w - f.gradient()(w))
    assert [a.tolist() for a in observed.asked] == [
        w.tolist(),
        w.tolist(),
        np.zeros(shape).tolist(),
    ]


WIDE = Quadratic(np.eye(3), np.zeros(3))


@pytest.mark.parametrize(
    "point", ["np.zeros(10**6)", "np.zeros((3, 1))", "1.0", "None", "['a', 1, 2]", "[[1], 2, 3]"]
)
def test_a_call_back_at_an_array_of_the_wrong_kind_is_refused_and_not_logged(observe, point):
    observed = observe(
        f"def f(g):\n  try: g({point})\n  except (TypeError, ValueError): return 1", WIDE
    )
    assert (observed.outcome, observed.asked) in (("returned", ()), ("raised", ()))


def test_the_log_keeps_the_points_as_they_were(observe):
    source = "def f(g, w):\n  for _ in range(3):\n    w += 1\n    g(w)"
    observed = observe(source, WIDE, np.zeros(3))
    assert [a.tolist() for a in observed.asked] == [[1] * 3, [2] * 3, [3] * 3]
    assert observed.changed == (1,)


def test_call_backs_are_counted(observe):
    observed = observe("def f(g):\n while True:\n  try: g(1.0)\n  except: pass", Sine())
    assert observed.outcome == "raised"
    assert "more than 500 values" in observed.error
    observed = observe("def f(g): return g(np.zeros(10**6))", Polynomial([1, 2]))
    assert "more than 500 values" in observed.error


def test_an_argument_that_cannot_be_sent_is_our_mistake(shared_box):
    with shared_box.check("f") as fork, pytest.raises(TypeError, match="cannot be sent"):
        fork.call((1, [{"a": object()}]))


def test_keyword_arguments_come_in_and_go_back_to_a_step(observe):
    source = "def f(step, w, **hp):\n w, s = step(w, w, {}, **hp)\n hp['lr'] = 0\n return w, s, hp"
    observed = observe(source, Fading(), np.ones(2), Named(lr=0.25, fade=0.5))
    w, state, hp = observed.value
    assert w.tolist() == [0.75, 0.75]
    assert (state, hp, observed.changed) == ({"t": 1}, {"lr": 0, "fade": 0.5}, ())


@pytest.mark.parametrize("hp", ["{'lr': 'x'}", "{'speed': 1}", "{'w': w}", "{}"])
def test_keyword_arguments_that_a_step_does_not_take_are_refused(observe, hp):
    source = f"def f(step, w):\n  try: step(w, w, {{}}, **{hp})\n  except TypeError: return 1"
    assert observe(source, Fading(), np.ones(2)).value == 1


def test_keyword_arguments_to_a_function_without_any(observe):
    source = "def f(g):\n  try: g(1.0, points=3)\n  except TypeError: return 1"
    assert observe(source, Sine()).value == 1
