"""The whisper chain without a browser: what its layers hear is what the reference says."""

import base64
import io
import json

import numpy as np
import pytest
import traitlets
from PIL import Image

from autograder.truth import vanishing as truth
from downslope.demo import STATIC, module
from downslope.whisper import ACTS, DEPTHS, SPREADS, WhisperChain, own_data, said


def sweep(demo) -> list[dict]:
    sent = []
    demo.send = lambda message, buffers=None: sent.append(message)
    demo.answer({"sweep": True})
    return sent[0]["runs"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("init", SPREADS)
def test_every_loudness_is_the_references(act, init):
    for depth in (1, 8):
        demo = WhisperChain(depth=depth, act=act, init=init, seed=3)
        X, y = own_data()
        right = truth.layer_grad_norms(demo.network(depth, init, 3), X, y, [act] * depth)
        np.testing.assert_allclose(demo.run["norms"], right, rtol=1e-12)
        assert len(right) == depth + 1


def test_the_sweep_holds_every_setting_in_the_order_of_the_view():
    demo = WhisperChain()
    runs = sweep(demo)
    assert len(runs) == len(DEPTHS) * len(ACTS) * len(SPREADS)
    at = (DEPTHS.index(8) * len(ACTS) + ACTS.index("sigmoid")) * len(SPREADS) + 1
    assert runs[at]["norms"] == demo.run["norms"]
    assert json.dumps(runs)  # plain data
    assert not any(run["trouble"] for run in runs)


def test_the_students_function_drives_it():
    demo = WhisperChain(depth=4, norms=lambda params, X, y, acts: [len(acts)] * len(params))
    assert demo.run["norms"] == [4.0] * 5
    assert sweep(demo)[0]["norms"] == [1.0, 1.0]


def not_written(params, X, y, acts):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (not_written, "not_written is not written yet."),
        (lambda *_: None, "returned None"),
        (lambda *_: np.ones((2, 2)), r"shape \(2, 2\), but \(9,\) is needed"),
        (lambda params, *_: [np.nan] * len(params), "nan"),
    ],
)
def test_a_function_that_cannot_drive_it_becomes_a_sentence(function, words):
    demo = WhisperChain(norms=function)
    assert demo.run["norms"] == []
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(demo.status)
    assert all(run["trouble"] for run in sweep(demo))
    assert demo._repr_mimebundle_()[0]["text/plain"].endswith(demo.status)


def test_a_function_that_spoils_its_arguments_spoils_nothing():
    def spoil(params, X, y, acts):
        X[:] = 0
        return np.ones(len(params))

    demo = WhisperChain(norms=spoil)
    sweep(demo)
    assert np.array_equal(demo.X, own_data()[0])


def test_what_is_no_setting_is_refused():
    with pytest.raises(ValueError, match=r"needs X \(N, D\) and y \(N,\)"):
        WhisperChain(np.ones((3, 2)), np.array([0, 1]))
    for wrong in ({"depth": 5}, {"act": "swish"}, {"init": "zero"}):
        with pytest.raises(traitlets.TraitError):
            WhisperChain(**wrong)


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (0.344, "0.34"), (5.06e-5, "5.1e−5"), (61234567.0, "6.1e7")]
)
def test_a_loudness_in_words(value, words):
    assert said(value) == words


@pytest.mark.parametrize("init", SPREADS)
def test_the_static_twin_is_a_picture_and_a_sentence(init):
    demo = WhisperChain(depth=12, act="relu", init=init)
    data, _ = demo._repr_mimebundle_()
    source = data["text/html"].split("base64,")[1].split('"')[0]
    picture = Image.open(io.BytesIO(base64.b64decode(source))).convert("RGB")
    assert picture.size == (720, 320)
    assert len(picture.getcolors(1 << 20)) > 50
    assert "From layer 1 to the output" in data["text/plain"]


def test_states_come_back():
    demo = WhisperChain(depth=4, act="tanh", init="1", seed=7)
    again = WhisperChain(state=json.dumps(demo.state()))
    assert again.run == demo.run
    with pytest.raises(ValueError, match="no part of a state"):
        demo.restore({"layers": 3})


def test_the_view_computes_no_gradient():
    own = (STATIC / "whisper.js").read_text(encoding="utf-8")
    assert "Math.exp" not in own
    assert "tanh(" not in own
    assert "import" not in module("whisper.js").split("function render")[1]
