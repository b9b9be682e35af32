"""The artillery range without a browser: flight, figures of the syllabus, guard, twin."""

import re

import numpy as np
import pytest

from downslope import aim
from downslope.artillery import ArtilleryRange
from downslope.demo import module

TARGET = 0.8
SPEEDS = (40.0, 100.0, 140.0)


def shell_range(angle, speed):
    return speed**2 * np.sin(2 * angle) / 9.81 / 1000


def miss_gradient(angle, speed, target):
    miss = shell_range(angle, speed) - target
    by_angle = 2 * speed**2 * np.cos(2 * angle) / 9810
    by_speed = 2 * speed * np.sin(2 * angle) / 9810
    return 2 * miss * np.array([by_angle, by_speed])


def run(degrees, lr, *, free=("angle",), speed=100.0, n_steps=40):
    return aim.shots((np.radians(degrees), speed), TARGET, lr, n_steps, free)[0]


# ---- the flight


@pytest.mark.parametrize("speed", SPEEDS)
def test_shell_lands_where_the_textbook_says(speed):
    angle = np.radians(np.linspace(0.5, 89.5, 90))
    np.testing.assert_allclose(aim.landing(angle, speed), shell_range(angle, speed), rtol=1e-12)
    heights = speed**2 * np.sin(angle) ** 2 / (2 * 9810)
    np.testing.assert_allclose(aim.apex(angle, speed), heights, rtol=1e-12)


def test_drawn_parabola_is_the_flight():
    """The view bends each path through (0, 0), (lands / 2, 2·apex), (lands, 0)."""
    angle, speed, t = np.radians(37.0), 93.0, np.linspace(0, 1, 21)
    lands, apex = aim.landing(angle, speed), aim.apex(angle, speed)
    seconds = t * lands * 1000 / (speed * np.cos(angle))
    x, y = aim.flight(angle, speed, seconds)
    np.testing.assert_allclose(x, 2 * t * (1 - t) * lands / 2 + t**2 * lands, atol=1e-9)
    np.testing.assert_allclose(y, 2 * t * (1 - t) * 2 * apex, atol=1e-9)


def test_barrel_in_the_ground_shoots_nowhere():
    assert aim.landing(np.array([-0.2, 0.0]), 100.0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("speed", SPEEDS)
def test_measured_gradient_is_the_derivative(speed):
    angles = np.radians(np.linspace(1, 89, 45))
    exact = np.array([miss_gradient(angle, speed, TARGET) for angle in angles])
    measured = aim.gradient(angles, speed, TARGET)
    np.testing.assert_allclose(measured * aim.UNITS, exact * aim.UNITS, atol=1e-7)


# ---- what the syllabus says: loss (range − target)² in km², radians, a hit within 1 m


@pytest.mark.parametrize("degrees", [15, 75])
@pytest.mark.parametrize(("lr", "corrections"), [(0.05, 28), (0.2, 5), (0.5, 10)])
def test_gradient_aims_with_the_angle_alone(degrees, lr, corrections):
    rows = run(degrees, lr)
    assert aim.last_shot(rows) == corrections
    assert abs(rows[corrections, 3]) < aim.HIT <= abs(rows[corrections - 1, 3])
    solution = np.degrees(np.arcsin(9.81 * 0.8 * 1000 / 100**2) / 2)
    assert solution == pytest.approx(25.851, abs=1e-3)
    wanted = solution if degrees < 45 else 90 - solution
    assert np.degrees(rows[corrections, 0]) == pytest.approx(wanted, abs=0.05)


@pytest.mark.parametrize(("lr", "over"), [(0.05, False), (0.2, True), (0.5, True)])
def test_only_a_large_rate_jumps_over_the_target(lr, over):
    rows = run(15, lr)
    assert ("jumped over" in aim.verdict(rows, lr, ("angle",))) == over
    if lr == 0.5:  # the first correction overshoots as far as 219 m, past nearly 44°
        assert rows[1, 3] == pytest.approx(0.219, abs=1e-3)


@pytest.mark.parametrize("lr", [0.05, 0.2, 0.5, 1.0])
def test_angle_alone_never_moves_from_45_degrees(lr):
    rows = run(45, lr)
    assert (rows[:, 0] == rows[0, 0]).all()
    assert (rows[:, 5] == 0).all()
    assert "no slope in angle" in aim.verdict(rows, lr, ("angle",))


@pytest.mark.parametrize(
    ("lr", "corrections"), [(0.05, 13), (0.1, 5), (0.11, 4), (0.15, 3), (0.18, 4), (0.2, 5)]
)
def test_powder_alone_aims_from_45_degrees(lr, corrections):
    rows = run(45, lr, free=aim.KNOBS)
    assert aim.last_shot(rows) == corrections
    assert np.ptp(rows[: corrections + 1, 0]) == 0
    assert rows[corrections, 1] == pytest.approx(np.sqrt(0.8 * 9810), abs=0.06)


def test_many_runs_at_once_are_the_runs_one_by_one():
    lrs = np.array([0.05, 0.2, 0.5])
    together = aim.shots((np.radians(15), 100.0), TARGET, lrs, 40, ("angle",))
    for rows, lr in zip(together, lrs, strict=True):
        np.testing.assert_array_equal(rows, run(15, lr))


@pytest.mark.parametrize(
    ("degrees", "lr", "free", "word"),
    [
        (15, 0.2, ("angle",), "Hit after 5 corrections"),
        (15, 0.01, ("angle",), "Slow"),
        (15, 0.7, ("angle",), "Oscillating"),
        (15, 1.0, aim.KNOBS, "Diverged: correction 2 points the gun at the gunner"),
        (75, 1.0, aim.KNOBS, "Diverged: correction 2 points the gun at the ground"),
        (15, 0.5, aim.KNOBS, "Diverged: correction 2 asks for"),
        (15, 0.2, (), "Stays: both knobs are frozen."),
        (25.851, 0.2, aim.KNOBS, "Hit with the first shot"),
    ],
)
def test_verdict(degrees, lr, free, word):
    assert aim.verdict(run(degrees, lr, free=free), lr, free).startswith(word)


# ---- the demo


def test_students_functions_aim_as_the_measurement_does():
    own = ArtilleryRange(shell_range=shell_range, miss_gradient=miss_gradient)
    measured = ArtilleryRange()
    np.testing.assert_allclose(own.rows()[:19], measured.rows()[:19], atol=1e-6)
    assert own.run["remark"] == ""
    assert own.scene["driver"] == "shell_range"


def test_gradient_is_measured_on_the_students_own_range():
    def short_range(angle, speed):
        return 0.9 * shell_range(angle, speed)

    demo = ArtilleryRange(shell_range=short_range, knobs=("angle",))
    row = demo.rows()[0]
    assert row[2] == pytest.approx(0.9 * row[7])
    assert row[5] == pytest.approx(2 * row[3] * 0.9 * 2 * 100**2 * np.cos(np.pi / 6) / 9810)
    assert "Your short_range says 0.459 km for 15.0°" in demo.run["remark"]
    assert "comes down at 0.510 km" in demo.run["remark"]


def test_wrong_gradient_is_compared_with_the_measured_one():
    def half(angle, speed, target):
        return miss_gradient(angle, speed, target) / 2

    remark = ArtilleryRange(miss_gradient=half).run["remark"]
    assert "dL/dangle = -0.51258 at shot 0, but turning the knob measures -1.0252" in remark


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ({"shell_range": lambda a, s: 1 / 0}, "raised ZeroDivisionError"),
        ({"shell_range": lambda a, s: None}, "returned None"),
        ({"miss_gradient": lambda a, s, t: 1.0}, "(2,) is needed"),
        ({"miss_gradient": lambda a, s, t: [np.nan, 0.0]}, "nan among its numbers"),
    ],
)
def test_unusable_function_leaves_the_gun_and_a_sentence(functions, said):
    demo = ArtilleryRange(**functions, angle=30)
    assert said in demo.status
    assert demo.status.endswith("So here is only the gun.")
    np.testing.assert_allclose(demo.rows()[0, :2], [np.pi / 6, 100])
    assert np.isnan(demo.rows()[1:]).all()
    assert said in demo.describe()
    demo.picture()


def test_sweeps_hold_the_runs_of_all_positions():
    demo = ArtilleryRange(lr=0.123, knobs=("angle",))
    table, verdicts, troubles = demo.sweep("lr", 15.0, 100.0, 0.123)
    here = demo.scene["axes"]["lr"].index(0.123)
    np.testing.assert_array_equal(table[here], demo.rows())
    assert verdicts[here] == demo.status
    assert not any(troubles)
    for axis, column in (("angle", 0), ("speed", 1)):
        table, *_words = demo.sweep(axis, 15.0, 100.0, 0.123)
        here = demo.scene["axes"][axis].index({"angle": 15.0, "speed": 100.0}[axis])
        np.testing.assert_array_equal(table[here, 0], demo.rows()[0])
        assert (np.diff(table[:, 0, column]) > 0).all()


def test_answer_sends_the_sweep_for_where_the_view_stands(monkeypatch):
    sent = []
    demo = ArtilleryRange()
    monkeypatch.setattr(demo, "send", lambda *message: sent.append(message))
    demo.answer({"sweep": "speed", "angle": 45.0, "speed": 90.0, "lr": 0.1})
    demo.answer({"sweep": "target"})
    [(content, [buffer])] = sent
    assert (content["angle"], content["shots"], content["knobs"]) == (45.0, 1, ["angle", "speed"])
    table = np.frombuffer(buffer).reshape(len(demo.scene["axes"]["speed"]), len(aim.COLUMNS))
    assert (table[:, 0] == np.radians(45)).all()


def test_slow_function_does_not_hold_up_the_kernel(monkeypatch):
    clock = iter(np.arange(0, 1e4, 0.5))
    demo = ArtilleryRange(shell_range=shell_range)
    monkeypatch.setattr("downslope.artillery.time.monotonic", lambda: next(clock))
    table, _verdicts, troubles = demo.sweep("angle", 15.0, 100.0, 0.2)
    assert not troubles[0]
    assert "too slow" in troubles[-1]
    assert np.degrees(table[-1, 0, 0]) == pytest.approx(89.0)


def test_python_moves_the_gun():
    demo = ArtilleryRange()
    demo.angle = 45.0
    demo.knobs = ["angle"]
    assert "no slope in angle" in demo.status
    demo.target = 1.5
    assert demo.scene["xlim"][1] > 1.5


def test_unknown_knob_is_refused():
    with pytest.raises(ValueError, match="The gun has no knob 'wind'"):
        ArtilleryRange(knobs=("wind",))


def test_still_picture_and_its_words():
    demo = ArtilleryRange(knobs=("angle",))
    data, _metadata = demo._repr_mimebundle_()
    assert "data:image/png" in data["text/html"]
    assert "290 m short of the flag: loss 0.0843 km²" in data["text/plain"]


def test_joined_module_names_nothing_twice():
    text = module("artillery.js")
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    names = re.findall(r"^(?:function|class|const|let) (\w+)", text, re.MULTILINE)
    assert sorted(names) == sorted(set(names))
