"""What "Copy as Python" gives, of every demo: it runs as it is, and finds the demo's numbers."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.truth import backprop as truth_backprop
from autograder.truth import layers as truth_layers
from autograder.truth import loss, minibatch, neuron, vanishing
from downslope import snippet, surfaces
from downslope.abacus import Abacus
from downslope.artillery import ArtilleryRange
from downslope.blame import BlameMap
from downslope.flow import SignalFlow
from downslope.hikers import ThreeHikers
from downslope.knobs import TooManyKnobs
from downslope.landscapes import Landscape
from downslope.layers import init_params
from downslope.mountain import DescentMountain
from downslope.surface import SurfaceMountain
from downslope.wavefront import Wavefront
from downslope.whisper import WhisperChain

RNG = np.random.default_rng(0)
PARAMS, X, Y = init_params([3, 4, 2], RNG), RNG.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
LINE = np.column_stack([np.ones(12), RNG.normal(size=12)]), RNG.normal(size=12)


@pytest.fixture
def names(monkeypatch):
    """What the notebook holds, by its names."""
    space = {}
    monkeypatch.setattr(snippet, "get_ipython", lambda: SimpleNamespace(user_ns=space))
    return space


def ran(demo, names) -> dict:
    """The names that the copied lines leave behind in the notebook."""
    space = {**names, "print": lambda *words: None}
    exec(demo.code(), space)
    return space


def close(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


# ---- the mountains


def test_lands_of_ones_own_are_called_by_their_names(names):
    names["hill"] = Landscape(
        "h", "Hill", "f(x) = x", (-1, 1), 0.0, lambda x: x, lambda x: 1 + 0 * x
    )
    demo = DescentMountain(names["hill"], lr=0.1)
    assert "land = hill" in demo.code()
    close(ran(demo, names)["path"], demo.rows()[:, 0])
    names["steep"] = surfaces.quadratic(0.5, 25)
    demo = SurfaceMountain(names["steep"], hikers=2, lr=0.01)
    close(list(ran(demo, names)["heights"].values()), demo.rows()[..., 2])


def test_lands_without_a_name_leave_their_numbers(names):
    demo = DescentMountain(
        Landscape("h", "Hill", "f(x) = x", (-1, 1), 0.0, lambda x: x, lambda x: 1 + 0 * x)
    )
    space = ran(demo, names)
    close(np.column_stack([space["path"], space["heights"]]), demo.rows()[:, :2])
    demo = SurfaceMountain(surfaces.quadratic(0.5, 25), hikers=2, lr=0.01)
    space = ran(demo, names)
    close(list(space["paths"].values()), demo.rows()[..., :2])
    close(list(space["heights"].values()), demo.rows()[..., 2])


# ---- the others, by themselves and driven by a learner's functions


@pytest.mark.parametrize(
    "more",
    [{}, {"knobs": ("angle",), "angle": 75.0}, {"shell_range": loss.shell_range},
     {"shell_range": loss.shell_range, "miss_gradient": loss.miss_gradient, "lr": 0.11}],
)  # fmt: skip
def test_artillery(names, more):
    names.update({name: f for name, f in more.items() if callable(f)})
    demo = ArtilleryRange(**more)
    close(ran(demo, names)["shots"], demo.rows())


@pytest.mark.parametrize("sgd", [None, minibatch.sgd_linear])
def test_three_hikers(names, sgd):
    names["mine"] = sgd
    for handed_in in ((), LINE):
        demo = ThreeHikers(*handed_in, sgd=sgd, epochs=2, seed=4)
        paths = ran(demo, names)["paths"]
        for path, trail in zip(paths.values(), demo.trails(), strict=True):
            close(path, trail[:, :2])


@pytest.mark.parametrize("act", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("mine", [{}, {"forward": neuron.neuron_forward,
                                       "backward": neuron.neuron_backward}])  # fmt: skip
def test_abacus(names, act, mine):
    names.update(neuron_forward=neuron.neuron_forward, neuron_backward=neuron.neuron_backward)
    demo = Abacus(x=[2.0, -1.0], w=[0.5, 1.5], b=0.3, act=act, **mine)
    space, slopes = ran(demo, names), demo.net["slopes"]
    close([space["a"], space["loss"]], [demo.net["values"][n] for n in "aL"])
    found = [*space["dw"], *space["dx"], space["db"]]
    wanted = [slopes[n] for n in ("w0", "w1", "x0", "x1", "b")]
    np.testing.assert_allclose(found, wanted, atol=1e-8)  # measured by wiggling


@pytest.mark.parametrize(
    "grads", [None, lambda p, X, y: truth_backprop.loss_and_grads(p, X, y, ["tanh"])]
)
def test_blame_map(names, grads):
    names["two_layer_grads"] = grads
    demo = BlameMap(PARAMS, X, Y, grads=grads, example=3, muted=[[1, 0]], edits=[[0, 2, 1, 0.7]])
    space = ran(demo, names)
    close(space["loss"], demo.net["loss"])
    for number, grad in enumerate(space["grads"], 1):
        for key in "Wb":  # the demo measures by wiggling
            np.testing.assert_allclose(grad[key], demo.numbers()[f"d{key}{number}"], atol=1e-8)


@pytest.mark.parametrize("forward", [None, truth_layers.forward])
@pytest.mark.parametrize("labels", [None, Y])
def test_signal_flow(names, forward, labels):
    names["forward"] = forward
    demo = SignalFlow(
        PARAMS, X, ["tanh"], labels, forward=forward, example=2, edits=[[1, 0, 1, 2.0]]
    )
    space = ran(demo, names)
    (_, sums, bent), logits = (cache[0][0] for cache in space["caches"]), space["logits"][0]
    numbers = [*sums, *bent, *logits, *space["p"][0], space.get("loss", np.nan)]
    close(numbers, np.array(demo.net["numbers"], dtype=float))


@pytest.mark.parametrize("mine", [{}, {"backward": truth_backprop.backward}, {"hasty": True}])
def test_wavefront(names, mine):
    demo = Wavefront(**mine)
    names["backward"] = truth_backprop.backward
    space = ran(demo, names)
    close(space["loss"], demo.net["loss"])
    for grad, dW in zip(space["grads"], demo.net["dW"], strict=True):
        np.testing.assert_allclose(grad["W"], dW, atol=1e-8)  # measured by wiggling, too


@pytest.mark.parametrize("norms", [None, vanishing.layer_grad_norms])
def test_whisper_chain(names, norms):
    names["mine"] = norms
    for handed_in in ((), (X, Y)):
        demo = WhisperChain(*handed_in, norms=norms, depth=3, act="tanh", init="he", seed=2)
        close(ran(demo, names)["norms"], demo.run["norms"])


def learn(X, y, width, rng, lam, p_drop):
    return init_params([3, width, 2], rng), [[lam, p_drop], [width, len(y)]]


@pytest.mark.parametrize("own", [(), (learn, X, Y, X[:2], Y[:2], Y)])
def test_too_many_knobs(names, own):
    names.update(learn=learn, examples=X)
    demo = TooManyKnobs(*own, width=4, lam=0.01)
    close(ran(demo, names)["curves"], np.transpose(demo.run["curves"]))
