"""The wavefront's ledger: what is known when, the right numbers, and what a hasty move spoils."""

import numpy as np
import pytest

from downslope.backprop import apply_update, loss_and_grads
from downslope.wavefront import KIND, LAYERS, LR, STAGES, Wavefront, example_network

PARAMS, X, LABEL = example_network()
LOSS, GRADS = loss_and_grads(PARAMS, X, np.array([LABEL]), [KIND] * (LAYERS - 1))


def right_backward(params, caches, dlogits):
    return [dict(grad) for grad in GRADS]


def test_nothing_is_known_before_what_it_is_made_of():
    when = {f"{name}{n}": moment for moment, (name, n) in enumerate(STAGES)}
    assert len(when) == len(STAGES) == 21
    for n in range(1, LAYERS + 1):
        assert when[f"Z{n}"] < when[f"loss{LAYERS}"] < when[f"dZ{n}"] < when[f"dW{n}"]
        if n < LAYERS:
            assert when[f"Z{n}"] < when[f"A{n}"] < when[f"Z{n + 1}"]
            assert when[f"dZ{n + 1}"] < when[f"dA{n}"] < when[f"dZ{n}"]
    assert (when["X0"], when["step0"]) == (0, 20)


def test_the_measured_numbers_are_those_of_a_walk_back():
    net = Wavefront().net
    assert net["wrong"] == []
    assert net["loss"] == pytest.approx(LOSS)
    moved = apply_update(PARAMS, GRADS, LR)
    for i, grad in enumerate(GRADS):
        np.testing.assert_allclose(net["dW"][i], grad["W"], atol=1e-9)
        np.testing.assert_allclose(net["db"][i], grad["b"], atol=1e-9)
        np.testing.assert_allclose(net["dZ"][i], grad["b"], atol=1e-9)  # one example
        np.testing.assert_allclose(net["moved"][i], moved[i]["W"], atol=1e-9)


def test_moving_each_layer_at_once_spoils_all_in_front_of_the_last():
    demo = Wavefront()
    demo.hasty = True
    in_front = [f"{name}{n}" for name in ("dZ", "dW", "db") for n in (1, 2, 3)]
    assert sorted(demo.net["wrong"]) == sorted([*in_front, "dA0", "dA1", "dA2", "dA3"])
    for (name, n), words in zip(STAGES, demo.net["words"], strict=True):
        assert ("⚠" in words) == (f"{name}{n}" in demo.net["wrong"])
    demo.hasty = False
    assert demo.net["wrong"] == []


def test_a_right_backward_is_shown_and_a_wrong_one_marked_where_it_is_wrong():
    assert Wavefront(backward=right_backward).net["wrong"] == []

    def one_wrong(*args):
        grads = right_backward(*args)
        grads[1]["W"] = 1.01 * grads[1]["W"]
        return grads

    assert Wavefront(backward=one_wrong).net["wrong"] == ["dW2"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, 'has to return a list of 4 dicts {"W", "b"}'),
        (GRADS[:3], "has to return a list of 4 dicts"),
        ([{"W": grad["W"].T, "b": grad["b"]} for grad in GRADS], "answer dW1 is unusable"),
        ([{"W": grad["W"] * np.nan, "b": grad["b"]} for grad in GRADS], "finite numbers"),
    ],
)
def test_an_answer_that_cannot_be_shown_is_named_and_measured_numbers_stand_in(answer, sentence):
    net = Wavefront(backward=lambda *args: answer).net
    assert sentence in net["words"][0]
    np.testing.assert_allclose(net["dW"][0], GRADS[0]["W"], atol=1e-9)


def test_the_words_follow_the_stage_and_the_picture_has_a_text_twin():
    demo = Wavefront(stage=9)
    assert demo.status == demo.net["words"][9]
    assert demo.status.startswith("dW4 and db4") or demo.status.startswith("dZ4")
    assert "dZ4, dW4, dA3, dZ3" in demo.describe()
    assert "layers moved too early" in Wavefront(hasty=True).describe()
