"""Signal flow: its numbers are those of the layers, and edits, sweeps and words tell of them."""

import numpy as np
import pytest

from downslope import layers
from downslope.flow import SignalFlow

ACTS = {2: ["tanh"], 3: ["relu", "sigmoid"]}


def network(sizes=(3, 4, 2), seed=0):
    rng = np.random.default_rng(seed)
    params = layers.init_params(list(sizes), rng)
    for layer in params:
        layer["b"] = rng.normal(size=len(layer["b"]))
    return params, rng.normal(size=(5, sizes[0])), ACTS[len(sizes) - 1]


def labels(K=2):
    return np.arange(5) % K


@pytest.mark.parametrize("sizes", [(3, 4, 2), (2, 4, 3, 2)])
def test_numbers_are_those_of_the_layers(sizes):
    params, X, acts = network(sizes)
    demo = SignalFlow(params, X, acts, labels(), example=3)
    found = dict(zip(demo.names(), demo.net["numbers"], strict=True))
    logits, caches = layers.forward(params, X[3:4], acts)
    last = len(params)
    for layer in range(1, last):
        for j in range(sizes[layer]):
            assert found[f"z{layer}[{j}]"] == caches[2 * layer - 1][0][0, j]
            assert found[f"a{layer}[{j}]"] == caches[2 * layer][0][0, j]
    for k in range(sizes[-1]):
        assert found[f"z{last}[{k}]"] == logits[0, k]
        assert found[f"p[{k}]"] == layers.softmax(logits)[0, k]
    assert found["loss"] == layers.cross_entropy(logits, labels()[3:4])


def test_sweep_has_the_numbers_at_every_position():
    params, X, acts = network()
    demo = SignalFlow(params, X, acts, labels(), edits=[[1, 0, 1, 0.5]])
    positions, table = demo.positions(0, 2, 1), demo.sweep(0, 2, 1)
    assert 0.0 in positions
    assert table.shape == (len(positions), len(demo.names()))
    for k in (0, 30, 47):
        demo.edits = [[1, 0, 1, 0.5], [0, 2, 1, float(positions[k])]]
        np.testing.assert_array_equal(table[k], demo.net["numbers"])


def test_answer_sends_the_table_and_ignores_nonsense(monkeypatch):
    params, X, acts = network()
    demo, sent = SignalFlow(params, X, acts), []
    monkeypatch.setattr(demo, "send", lambda *message: sent.append(message))
    demo.answer({"sweep": [0, 1, 2]})
    for nonsense in ("W1", [0, 9, 0], [5, 0, 0], [0, 1], None):
        demo.answer({"sweep": nonsense})
    [(content, [buffer])] = sent
    assert content["sweep"] == [0, 1, 2]
    assert len(np.frombuffer(buffer)) == len(content["values"]) * len(demo.names())


def test_a_neuron_that_nobody_hears_moves_and_the_output_stands_still():
    params, X, acts = network()
    before = [{k: v.copy() for k, v in layer.items()} for layer in params]
    demo = SignalFlow(params, X, acts, labels(), stage=4)
    demo.edits = [[1, 2, 0, 0.0], [1, 2, 1, 0.0]]
    old = np.array(demo.net["numbers"])
    demo.edits = [*demo.edits, [0, 0, 2, 2.5]]
    moved = {demo.names()[k] for k in np.flatnonzero(old != demo.net["numbers"])}
    assert moved == {"z1[2]", "a1[2]"}
    assert demo.net["remark"].endswith(
        "a1[2] moved, but the output stands still: all weights that leave a1[2] are 0."
    )
    demo.edits = [[1, 2, 0, 0.0], [0, 0, 2, 2.5]]
    assert "The output moved: p[" in demo.net["remark"]
    for layer, old in zip(params, before, strict=True):
        assert all((layer[key] == old[key]).all() for key in old)


def right(params, X, acts):
    return layers.forward(params, X, acts)


def test_students_forward_drives_the_picture():
    params, X, acts = network()
    own = SignalFlow(params, X, acts, labels())
    demo = SignalFlow(params, X, acts, labels(), forward=right)
    assert demo.net == own.net

    def forward(params, X, acts):
        logits, caches = right(params, X, acts)
        return logits + 1, caches

    wrong = SignalFlow(params, X, acts, forward=forward)
    assert "forward gives the logits" in wrong.status
    assert wrong.net["numbers"][8] == own.net["numbers"][8] + 1


@pytest.mark.parametrize(
    ("forward", "said"),
    [
        (lambda p, X, acts: 1 / 0, "raised ZeroDivisionError"),
        (lambda p, X, acts: None, "has to return (logits, caches)"),
        (lambda p, X, acts: (X, []), "have shape (1, 3)"),
        (lambda p, X, acts: (right(p, X, acts)[0], []), "a cache for each step"),
        (lambda p, X, acts: (np.nan * right(p, X, acts)[0], right(p, X, acts)[1]), "nan"),
    ],
)
def test_unusable_forward_becomes_a_sentence(forward, said):
    params, X, acts = network()
    demo = SignalFlow(params, X, acts, forward=forward)
    assert said in demo.status
    assert "the course's own numbers" in demo.status
    assert demo.net["numbers"] == SignalFlow(params, X, acts).net["numbers"]


@pytest.mark.parametrize("sizes", [(7, 2, 2), (2, 2, 9)])
def test_a_network_that_does_not_fit_is_refused(sizes):
    with pytest.raises(ValueError, match="Hand in a smaller one"):
        SignalFlow(*network(sizes))


def test_static_twin_tells_the_answers():
    demo = SignalFlow(*network(), labels())
    data, _ = demo._repr_mimebundle_()
    assert "<img alt=" in data["text/html"]
    assert f"p[0] = {demo.net['numbers'][-3]:.3f}" in data["text/plain"]
