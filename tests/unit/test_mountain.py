"""The mountain with one knob: students' functions drive it, and its verdicts are true."""

import numpy as np
import pytest

from downslope import landscapes, walk
from downslope.mountain import DescentMountain, SlopeMountain


def test_students_functions_drive_the_slope_mountain():
    asked = []

    def numerical_derivative(f, x):
        asked.append(x)
        return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5

    def step_1d(x, slope, lr):
        return x - 0.5 * lr * slope  # half of what the rule says

    demo = SlopeMountain(landscapes.bowl, derivative=numerical_derivative, step=step_1d, lr=0.2)
    rows = demo.rows()
    assert -1.5 in asked
    np.testing.assert_allclose(rows[0, :4], [-1.5, 2.25, -3.0, -0.9], rtol=1e-9)
    assert rows[1, 0] == pytest.approx(-1.2)
    assert rows[0, 4] == 1
    assert demo.scene["driver"] == "step_1d"


def test_students_path_drives_the_descent():
    def gradient_descent_1d(df, x0, lr, n_steps):
        assert df(2.0) == 4.0
        return np.linspace(x0, 0, n_steps + 1)

    demo = DescentMountain(descend=gradient_descent_1d, start=-2.0, n_steps=8)
    assert demo.rows()[:, 0].tolist() == np.linspace(-2, 0, 9).tolist()


@pytest.mark.parametrize("kind", [SlopeMountain, DescentMountain])
def test_failing_function_leaves_the_terrain_and_a_sentence(kind):
    name = "step" if kind is SlopeMountain else "descend"

    def broken(*args):
        raise ZeroDivisionError("division by zero")

    demo = kind(landscapes.bowl, **{name: broken}, start=-1.5)
    assert demo.status.startswith("broken raised ZeroDivisionError: division by zero")
    rows = demo.rows()
    assert rows[0, :2].tolist() == [-1.5, 2.25]
    assert np.isnan(rows[1:]).all()
    assert "ZeroDivisionError" in demo.describe()
    demo.picture()


def test_sweep_holds_the_runs_of_all_positions():
    demo = DescentMountain(landscapes.wavy, start=1.2, lr=0.15, n_steps=12)
    for axis in ("lr", "start"):
        table, verdicts, troubles = demo.sweep(axis, 0.15, 1.2)
        values = demo.scene["axes"][axis]
        assert table.shape == (len(values), 13, len(walk.COLUMNS))
        here = values.index(getattr(demo, axis))
        np.testing.assert_array_equal(table[here], demo.rows())
        assert verdicts[here] == demo.status
        assert not any(troubles)


def test_answer_sends_the_sweep_for_where_the_view_stands(monkeypatch):
    sent = []
    demo = DescentMountain(n_steps=5)
    monkeypatch.setattr(demo, "send", lambda *message: sent.append(message))
    demo.answer({"sweep": "lr", "lr": 0.1, "start": 2.0})
    demo.answer({"sweep": "nonsense"})
    [(content, [buffer])] = sent
    assert (content["sweep"], content["start"], content["preset"]) == ("lr", 2.0, "bowl")
    table = np.frombuffer(buffer).reshape(len(demo.scene["axes"]["lr"]), 6, -1)
    assert (table[:, 0, 0] == 2.0).all()


def test_slow_function_does_not_hold_up_the_kernel(monkeypatch):
    clock = iter(np.arange(0, 1e4, 0.5))
    demo = DescentMountain(n_steps=3)
    monkeypatch.setattr("downslope.mountain.time.monotonic", lambda: next(clock))
    table, _verdicts, troubles = demo.sweep("start", 0.1, -1.6)
    assert not troubles[0]
    assert "too slow" in troubles[-1]
    assert table[-1, 0, :2].tolist() == [2.4, 2.4**2]


def test_menu_changes_the_landscape():
    demo = DescentMountain(lr=0.1)
    demo.preset = "plateau"
    assert demo.scene["formula"] == landscapes.plateau.formula
    assert demo.start == landscapes.plateau.start
    assert demo.rows()[0, 1] == landscapes.plateau(demo.start)
    assert demo.scene["limit"] is None


def test_moving_a_slider_from_python_moves_the_run():
    demo = DescentMountain()
    demo.lr = 0.5
    assert demo.rows()[1, 0] == 0.0
    assert demo.run["lr"] == 0.5


def test_marks_hide_the_slope_until_asked_for():
    demo = SlopeMountain(marks=(-2, 0.5), fog=True)
    assert (demo.reveal, demo.sight) == (False, 0.3)
    assert "slope" not in demo.describe()
    assert SlopeMountain().reveal


@pytest.mark.parametrize(
    ("lr", "start", "word"),
    [
        (0.1, -1.6, "Converged"),
        (0.001, -1.6, "Slow"),
        (0.99, -1.6, "Oscillating"),
        (1.0, -1.6, "Oscillating"),
        (1.05, -1.6, "Diverged"),
        (3.0, -1.6, "Diverged"),
        (0.1, 0.0, "Stays"),
    ],
)
def test_verdict_in_the_bowl(lr, start, word):
    demo = DescentMountain(lr=lr, start=start)
    assert demo.status.startswith(word)
    assert ("beyond the limit 1" in demo.status) == (lr > 1)


def test_verdict_mentions_the_lower_valley():
    demo = DescentMountain(landscapes.double_well, start=2.0, lr=0.05)
    assert "There is a lower place on this map." in demo.status
    demo = DescentMountain(landscapes.double_well, start=-2.0, lr=0.05)
    assert "lower place" not in demo.status
