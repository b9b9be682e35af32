"""What a learner does with a run: predict its end, look at it on a log scale, take it home."""

import numpy as np
import pytest

from downslope import landscapes, walk
from downslope.mountain import DescentMountain, SlopeMountain
from downslope.stills import mountain

MAP = (-2.0, 2.0)


def ending(x):
    return np.array([[0.0] * 5, [x, 0, 0, 0, 0]])


@pytest.mark.parametrize(
    ("end", "guess", "said"),
    [
        (0.5, 0.5, "x = 0.500, only 0.000 from there: a hit."),
        (0.5, 0.47, "x = 0.470, only 0.030 from there: a hit."),
        (0.5, -1.0, "x = −1.000, 1.500 too far to the left."),
        (-0.5, 1.25, "x = 1.250, 1.750 too far to the right."),
        (1e7, 1.0, "x = 1.000, but the walk has left the picture."),
        (-1e7, 2.0, "x = 2.000, the rim, and the walk has left the picture: a hit."),
        (np.nan, 1.0, "x = 1.000, but the walk has left the picture."),
    ],
)
def test_flag_is_measured_from_where_the_walk_ended(end, guess, said):
    assert walk.missed(ending(end), guess, MAP) == f"Your flag stands at {said}"


def test_flag_joins_the_verdict_and_leaves_with_the_landscape():
    demo = DescentMountain(lr=0.1)
    alone = demo.run["verdict"]
    demo.guess = 1.0
    assert demo.run["verdict"].startswith(alone)
    assert "1.000 too far to the right" in demo.run["verdict"]
    assert "flag" in demo.describe()
    demo.picture()
    demo.preset = "wavy"
    assert demo.guess is None
    assert "flag" not in demo.run["verdict"]


def test_flag_of_a_walk_that_failed_is_not_judged():
    demo = DescentMountain(descend=lambda *args: 1 / 0)
    demo.guess = 1.0
    assert "flag" not in demo.status + demo.run["verdict"]


def walked(code: str, **mine) -> np.ndarray:
    """Run a snippet as a notebook would, and return its path."""
    space = {"print": lambda *words: None, **mine}
    exec(code, space)
    return np.asarray(space["path"])


def step_1d(x, slope, lr):
    return x - 0.5 * lr * slope


def numerical_derivative(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4


def gradient_descent_1d(df, x0, lr, n_steps):
    return np.linspace(x0, df(x0) * lr, n_steps + 1)


@pytest.mark.parametrize(
    "demo",
    [
        DescentMountain(),
        DescentMountain(landscapes.wavy, start=1.2, lr=0.137, n_steps=7),
        DescentMountain(lr=1.7),
        DescentMountain(descend=gradient_descent_1d),
        DescentMountain(descend=lambda *args: gradient_descent_1d(*args)),
        SlopeMountain(),
        SlopeMountain(step=step_1d),
        SlopeMountain(derivative=numerical_derivative),
        SlopeMountain(landscapes.bowl, derivative=numerical_derivative, step=step_1d, lr=0.3),
    ],
)
def test_snippet_walks_the_very_run_that_is_shown(demo):
    mine = [step_1d, numerical_derivative, gradient_descent_1d]
    path = walked(demo.code(), **{function.__name__: function for function in mine})
    np.testing.assert_array_equal(path, demo.rows()[:, 0])


def test_snippet_follows_sliders_and_menu():
    demo = DescentMountain()
    demo.preset, demo.lr = "plateau", 0.5
    np.testing.assert_array_equal(walked(demo.code()), demo.rows()[:, 0])


def test_snippet_prints_each_step():
    lines = []
    exec(DescentMountain(lr=0.5, n_steps=1).code(), {"print": lines.append})
    assert lines == [
        "step  0: x =  -1.6000, height   2.5600",
        "step  1: x =   0.0000, height   0.0000",
    ]


@pytest.mark.parametrize(("land", "scale"), [(landscapes.bowl, "log"), (landscapes.wavy, "linear")])
def test_losses_on_a_log_scale_where_there_is_one(land, scale):
    demo = DescentMountain(land, start=3.4 if land is landscapes.wavy else 1.0, lr=0.05)
    demo.log = True
    heights = demo.rows()[:, 1]
    assert (heights > 0).all() if scale == "log" else (heights < 0).all()
    assert mountain(demo).axes[1].get_yscale() == scale
