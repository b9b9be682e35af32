"""The ravine race of 11: the notebook's own cell, with the reference's steps."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.truth import optimizers as truth
from downslope import surfaces
from downslope.surface import SurfaceMountain

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("sgd_step", "momentum_step", "adagrad_step", "rmsprop_step", "adam_step")


def cell() -> str:
    """The source of the cell that shows the race."""
    notebook = nbformat.read(ROOT / "solutions/11_optimizers/11_optimizers.ipynb", as_version=4)
    (found,) = [c.source for c in notebook.cells if "SurfaceMountain(steep_ravine" in c.source]
    return found


def race(**functions):
    """Run the cell, with the reference's functions or others; return the demo."""
    space = {name: getattr(truth, name) for name in (*STEPS, "run_optimizer")}
    space |= {"np": np, "surfaces": surfaces, "SurfaceMountain": SurfaceMountain, **functions}
    body, shown = cell().rsplit("\n", 1)
    exec(body, space)
    return eval(shown, space)


def test_five_hikers_walk_as_their_steps_say():
    demo = race()
    rows = demo.rows()
    for k, (name, lr) in enumerate(zip(STEPS, demo.lrs, strict=True)):
        path = truth.run_optimizer(
            getattr(truth, name), demo.surface.gradient, np.array([-2.0, 1.0]), 120, lr=lr
        )
        np.testing.assert_allclose(rows[k, :, :2], path, rtol=1e-12)
        np.testing.assert_allclose(rows[k, :, 2], path**2 @ [0.5, 25], rtol=1e-12)
    assert demo.run["troubles"] == [""] * 5


def test_who_flies_off_the_map_is_no_trouble():
    demo = race()
    demo.lrs = [3.0] * 5
    assert demo.run["troubles"] == [""] * 5
    assert np.isfinite(demo.rows()[:, :, :2]).all()
    assert demo.run["verdicts"][0].startswith("Diverged")


@pytest.mark.parametrize("k", range(5))
def test_a_step_that_is_not_written_yet_stops_only_its_own_hiker(k):
    def unwritten(w, g, state, lr):
        raise NotImplementedError

    demo = race(**{STEPS[k]: unwritten})
    assert [bool(trouble) for trouble in demo.run["troubles"]] == [i == k for i in range(5)]
