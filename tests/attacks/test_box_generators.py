"""Random generators go into the box as seeds; nothing of them comes back."""

import numpy as np
import pytest

from downslope.sheet import Seed


def test_a_seed_arrives_as_a_fresh_generator(observe):
    source = "def f(n, rng): return rng.permutation(n)"
    want = np.random.default_rng(7).permutation(9)
    for _ in range(2):
        observed = observe(source, 9, Seed(7))
        assert np.array_equal(observed.value, want)
        assert (observed.changed, observed.touched) == ((), False)


def test_drawing_is_no_change_of_an_argument(observe):
    observed = observe("def f(x, rng):\n x += rng.random()\n return 0", np.zeros(2), Seed(1))
    assert observed.changed == (0,)


@pytest.mark.parametrize(
    "line",
    ["np.random.random()", "np.random.seed(3)", "np.random.shuffle([1, 2])", "np.random.randn()"],
)
def test_use_of_the_global_generator_is_seen(observe, line):
    assert observe(f"def f(rng):\n {line}\n return 1", Seed(1)).touched
    assert not observe("def f(rng): return rng.random()", Seed(1)).touched


def test_a_generator_cannot_come_back(observe):
    assert observe("def f(rng): return rng", Seed(1)).value.type.endswith("Generator")
    source = "import sys\ndef f(rng): return sys.modules['wire'].Generator(5)"
    assert observe(source, Seed(1)).outcome == "died"


def test_a_generator_is_no_argument_of_a_call_back(observe):
    from downslope.functions import Polynomial

    source = "import sys\ndef f(g): return g(sys.modules['wire'].Generator(5))"
    assert observe(source, Polynomial([1, 2])).outcome == "died"


@pytest.mark.parametrize("trick", ["np.random.get_state = None", "np.random.default_rng = None"])
def test_who_breaks_the_random_module_breaks_their_own_check_only(shared_box, trick):
    shared_box.run_cell("def f(rng): return 1")
    with shared_box.check("f") as fork:
        assert fork.call((Seed(1),)).value == 1
    shared_box.run_cell(f"def f(rng):\n {trick}\n return 1")
    with shared_box.check("f") as fork:
        fork.call((Seed(1),))
    shared_box.run_cell("def f(rng): return 2")
    with shared_box.check("f") as fork:
        assert fork.call((Seed(1),)).value == 2
