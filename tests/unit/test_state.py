"""How a demo stands: told, taken on, set up by a teacher; and fog, flag, code with two knobs."""

import json

import numpy as np
import pytest
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg

from downslope import landscapes, surfaces, trails
from downslope.abacus import Abacus
from downslope.artillery import ArtilleryRange
from downslope.blame import BlameMap
from downslope.flow import SignalFlow
from downslope.hikers import ThreeHikers
from downslope.mountain import DescentMountain, SlopeMountain
from downslope.surface import SurfaceMountain
from downslope.wavefront import Wavefront
from downslope.whisper import WhisperChain


def blame_map(**how):
    rng = np.random.default_rng(0)
    params = [
        {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)},
        {"W": rng.normal(size=(4, 2)), "b": rng.normal(size=2)},
    ]
    return BlameMap(params, rng.normal(size=(5, 3)), rng.integers(0, 2, size=5), **how)


def signal_flow(**how):
    rng = np.random.default_rng(0)
    params = [
        {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)},
        {"W": rng.normal(size=(4, 2)), "b": rng.normal(size=2)},
    ]
    return SignalFlow(params, rng.normal(size=(5, 3)), ["tanh"], **how)


ALL = {
    SlopeMountain: {"start": 0.123, "lr": 0.077, "at": 2, "sight": 0.7, "reveal": False},
    DescentMountain: {"preset": "wavy", "start": -1.234, "lr": 0.0123, "log": True, "guess": 1.5},
    SurfaceMountain: {"preset": "cliff", "start": [0.3, -1.0], "lrs": [0.0123], "sight": 0.66},
    ArtilleryRange: {"target": 0.7, "angle": 33.3, "speed": 77.7, "lr": 0.123, "knobs": ["angle"]},
    ThreeHikers: {"lr": 0.0123, "seed": 3, "reveal": True},
    signal_flow: {"example": 2, "stage": 3, "chosen": [1, 2, 0], "edits": [[0, 1, 2, 0.5]]},
    blame_map: {"example": 2, "stage": 5, "muted": [[1, 0]], "edits": [[0, 1, 2, 0.5]]},
    Abacus: {"x": [0.7], "w": [-1.25], "b": 2.0, "act": "relu", "stage": 6},
    Wavefront: {"stage": 9, "hasty": True},
    WhisperChain: {"depth": 3, "act": "tanh", "init": "he", "seed": 2},
}
demos = pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)


@demos
def test_state_is_taken_on_and_told_again(make):
    want = ALL[make]
    for state in (want, json.dumps(want)):
        demo = make(state=state)
        assert {name: demo.state()[name] for name in want} == want
    again = make(state=json.dumps(demo.state()))
    assert again.state() == demo.state()
    assert again.describe() == demo.describe()
    if "guess" not in want:
        assert make().describe() != demo.describe()


@demos
def test_what_is_no_part_of_a_state_is_refused(make):
    with pytest.raises(ValueError, match="height: no part of a state, which is"):
        make(state={"height": 3})


@demos
def test_hidden_controls_are_told_to_the_view_and_unknown_ones_refused(make):
    demo = make(hide=make().CONTROLS[:2])
    assert demo.hide == list(demo.CONTROLS[:2])
    with pytest.raises(ValueError, match="no control 'lever' to hide"):
        make(hide=["lever"])


def test_values_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="No landscape 'alps' here"):
        DescentMountain(state={"preset": "alps"})
    with pytest.raises(ValueError, match="positive number"):
        SurfaceMountain(hikers=2, state={"lrs": [0.1]})
    with pytest.raises(traitlets.TraitError):
        SurfaceMountain(state={"start": "top"})


def test_sliders_can_stand_where_a_state_wants_them():
    demo = DescentMountain(state=ALL[DescentMountain])
    assert demo.lr in demo.scene["axes"]["lr"]
    assert demo.start in demo.scene["axes"]["start"]
    assert SlopeMountain(state=ALL[SlopeMountain]).scene["sights"][4] == 0.7
    surface = SurfaceMountain(state=ALL[SurfaceMountain])
    assert 0.0123 in surface.scene["rates"]
    assert 0.66 in surface.scene["sights"]
    assert 0.0123 in ThreeHikers(state=ALL[ThreeHikers]).scene["rates"]
    gun = ArtilleryRange(state=ALL[ArtilleryRange])
    assert 33.3 in gun.scene["axes"]["angle"]


def test_every_kind_of_land_is_there():
    kinds = ["bowl", "ravine", "saddle", "double_well"]
    assert list(surfaces.PRESETS) == [*kinds, "himmelblau", "plateau", "cliff", "noisy"]
    assert {"bowl", "double_well", "plateau"} < set(landscapes.PRESETS)


# ---- fog, flag and code over two knobs


def test_fog_hides_the_land_in_the_still_picture_too():
    pictures = []
    for surface in (surfaces.bowl, surfaces.noisy):
        demo = SurfaceMountain(surface, sight=0.3, start=(2, 2), lr=0.1, n_steps=1)
        figure = demo.picture()
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        axes = figure.axes[0]
        paths = [part.get_clip_path() for part in axes.collections]
        assert all(path is not None for path in paths)
        pictures.append(np.array(canvas.buffer_rgba())[120:280, 60:200])
    np.testing.assert_array_equal(*pictures)  # far from the hiker the two lands look alike


def test_fog_stays_when_the_landscape_changes():
    demo = SurfaceMountain(surfaces.bowl)
    demo.sight = demo.scene["sights"][2]
    demo.preset = "plateau"
    assert demo.sight == demo.scene["sights"][2] > 2
    demo.sight = None
    demo.preset = "bowl"
    assert demo.sight is None


def test_flag_is_measured_from_where_the_chosen_hiker_ended():
    demo = SurfaceMountain(surfaces.bowl, hikers={"slow": (None, 0.001), "fast": (None, 0.3)})
    demo.guess = [0.3, 0.4]
    demo.chosen = 1
    slow, fast = demo.run["verdicts"]
    assert "flag" not in slow
    assert fast.endswith("Your flag stands at (0.300, 0.400), 0.500 from there.")
    demo.guess = [0.0, 0.01]
    assert demo.run["verdicts"][1].endswith("only 0.010 from there: a hit.")
    demo.preset = "ravine"
    assert demo.guess is None
    assert "flag" not in demo.status


def test_flag_at_the_rim_says_that_the_walk_leaves():
    demo = SurfaceMountain(surfaces.bowl, lr=1.5, guess=[2.4, 0.7])
    assert demo.status.endswith("the rim, and the walk has left the picture: a hit.")
    demo.guess = [2.3, 0.7]
    assert demo.status.endswith("but the walk has left the picture.")


def numerical_gradient(f, w):
    h = 1e-5 * np.eye(2)
    return np.array([(f(w + e) - f(w - e)) / 2e-5 for e in h])


def momentum(grad_f, w0, lr, n_steps):
    path, v = [w0], 0 * w0
    for _ in range(n_steps):
        v = 0.5 * v - lr * grad_f(path[-1])
        path.append(path[-1] + v)
    return np.array(path)


def signs(w, grad, lr):
    return w - lr * np.sign(grad)


@pytest.mark.parametrize(
    "demo",
    [
        SurfaceMountain(),
        SurfaceMountain(surfaces.himmelblau, hikers=5, lr=0.01, n_steps=7),
        SurfaceMountain(descend=momentum),
        SurfaceMountain(
            surfaces.noisy,
            gradient=numerical_gradient,
            hikers={"plain": None, "signs": (signs, 0.1), "heavy": momentum},
        ),
    ],
)
def test_snippet_walks_the_very_trails_that_are_shown(demo):
    space = {"print": lambda *words: None}
    space |= {f.__name__: f for f in (numerical_gradient, momentum, signs)}
    exec(demo.code(), space)
    assert list(space["paths"]) == list(demo.hikers)
    for path, rows in zip(space["paths"].values(), demo.rows(), strict=True):
        np.testing.assert_array_equal(path, rows[:, : len(trails.COLUMNS[:2])])
