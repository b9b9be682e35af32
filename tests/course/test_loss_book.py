"""What notebook 04 says about its own numbers is true."""

import numpy as np
import pytest

from autograder.judge import judge_in_process
from autograder.truth import loss as truth
from downslope import aim
from tests.course import page
from tests.course.page import Page

PAGE = Page("04_loss")
OURS = {name: getattr(truth, name) for name in ("shell_range", "miss_gradient")}


def run(start: str, end: str) -> dict:
    """Run the book from `start` up to `end` with the reference's functions; return all names."""
    return page.run(PAGE.between(start, end), **OURS)


aim_gun = run("def aim_gun", "with once_written():\n    for degrees in (15, 75, 45, 44.9)")[
    "aim_gun"
]
LOG = run("x = np.array([2.8", "fig, ax = plt.subplots(figsize=(6.4, 3), layout")


@pytest.mark.parametrize(
    ("degrees", "lr", "free", "said", "angle", "speed"),
    [
        (15, 0.05, ["angle"], "28 corrections", 25.8, 100.0),
        (15, 0.2, ["angle"], "5 corrections", 25.9, 100.0),
        (15, 0.5, ["angle"], "10 corrections", 25.9, 100.0),
        (75, 0.05, ["angle"], "28 corrections", 64.2, 100.0),
        (75, 0.2, ["angle"], "5 corrections", 64.1, 100.0),
        (75, 0.5, ["angle"], "10 corrections", 64.1, 100.0),
        (45, 0.05, ["angle"], "no hit in 200", 45.0, 100.0),
        (45, 0.5, ["angle"], "no hit in 200", 45.0, 100.0),
        (44.9, 0.05, ["angle"], "93 corrections", 25.9, 100.0),
        (45, 0.11, ["angle", "speed"], "4 corrections", 45.0, 88.6),
        (45, 0.2, ["angle", "speed"], "5 corrections", 45.0, 88.6),
    ],
)
def test_the_gun_aims_as_the_text_says(degrees, lr, free, said, angle, speed):
    count, *end = aim_gun(degrees, lr, free)
    assert count == said
    assert np.round(end, 1).tolist() == [angle, speed]


def test_with_the_speed_in_metres_a_second_it_takes_71_757_corrections():
    speed, corrections = 100.0, 0
    while abs(truth.shell_range(np.pi / 4, speed) - 0.8) >= 0.001:
        speed -= 0.11 * truth.miss_gradient(np.pi / 4, speed, 0.8)[1]
        corrections += 1
    assert corrections == 71757
    assert "not 4 corrections but 71 757" in PAGE.prose


def test_the_demo_gets_away_from_44_and_46_degrees_in_the_shots_it_has():
    for degrees in (44, 46):
        [rows] = aim.shots((np.radians(degrees), 100.0), 0.8, 0.11, 40, ("angle",))
        assert aim.verdict(rows, 0.11, ("angle",)).startswith("Hit after 29 corrections")


def test_the_first_correction_with_rate_a_half_overshoots_by_219_m():
    angle = np.radians(15) - 0.5 * truth.miss_gradient(np.radians(15), 100.0, 0.8)[0]
    assert truth.shell_range(angle, 100.0) - 0.8 == pytest.approx(0.219, abs=5e-4)


def walk(gradients, steps, lr=0.1):
    """(w, b, loss) after each of the steps, from 0."""
    w = b = 0.0
    rows = []
    for _ in range(steps + 1):
        rows.append((w, b, truth.mse_loss(truth.linear_predict(LOG["x"], w, b), LOG["y"])[0]))
        dw, db = gradients(LOG["x"], LOG["y"], w, b)
        w, b = w - lr * dw, b - lr * db
    return np.array(rows)


def test_the_line_finds_the_place_of_the_formula():
    rows = walk(truth.linear_gradients, 100)
    assert np.round(rows[[0, -1], 2], 3).tolist() == [18.598, 0.346]
    np.testing.assert_allclose(rows[-1, :2], np.polyfit(LOG["x"], LOG["y"], 1), atol=5e-4)
    assert walk(truth.linear_gradients, 100, lr=0.3)[-1, 2] > 1e20


BUGGY = ("def buggy_linear_gradients", "# %%\n# The symptoms: the checker's opinion")


def test_the_bug_is_the_one_that_the_hints_know_and_mending_it_is_enough():
    verdict = judge_in_process(
        "repaired_linear_gradients", run(*BUGGY)["buggy_linear_gradients"], seed=1
    )
    assert verdict.mistake == "LR-06"
    source = PAGE.between(*BUGGY)
    assert source.count("w * x[n] - y[n]") == 1
    exec(source.replace("w * x[n] - y[n]", "w * x[n] + b - y[n]"), names := {})
    mended = judge_in_process("repaired_linear_gradients", names["buggy_linear_gradients"], seed=1)
    assert mended.outcome == "passed"


def test_the_buggy_line_floats_away_after_two_steps():
    buggy = run(*BUGGY)["buggy_linear_gradients"]
    start = LOG["x"], LOG["y"], 0.0, 0.0
    np.testing.assert_allclose(buggy(*start), truth.linear_gradients(*start), rtol=1e-12)
    w, b, loss = walk(buggy, 100).T
    assert loss.argmin() == 2
    assert (np.diff(loss[2:]) > 0).all()
    assert np.ptp(w[20:]) < 1e-6
    assert np.diff(b)[20:] == pytest.approx(0.1038, abs=1e-4)


def test_in_air_the_shell_falls_short_and_the_dead_point_moves():
    names = run("def range_in_air", "for degrees in (15, 30, 42, 43, 45, 60, 75)")
    degrees = np.arange(15, 76)
    ranges = [names["range_in_air"](np.radians(d), 100.0) for d in degrees]
    assert degrees[np.argmax(ranges)] == 43
    assert round(ranges[45 - 15], 3) == 0.743
    no_air = [names["range_in_air"](np.radians(d), 100.0, drag=0.0) for d in (15, 45, 75)]
    np.testing.assert_allclose(
        no_air, truth.shell_range(np.radians([15, 45, 75]), 100.0), rtol=2e-3
    )
