"""The blame map: its numbers are the gradient, and what a student computed is compared with it."""

import numpy as np
import pytest

from downslope.blame import BlameMap


def network(seed=0, sizes=(3, 4, 2), n=5):
    rng = np.random.default_rng(seed)
    D, H, K = sizes
    params = [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]
    return params, rng.normal(size=(n, D)), rng.integers(0, K, size=n)


def exact_grads(params, X, y):
    """Backpropagation for the network of 08, written here for one purpose: to compare."""
    (W1, b1), (W2, b2) = ((layer["W"], layer["b"]) for layer in params)
    A = np.tanh(X @ W1 + b1)
    E = np.exp(A @ W2 + b2)
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(len(y)), y]).mean()
    dZ2 = (P - np.eye(P.shape[1])[y]) / len(y)
    dZ1 = (dZ2 @ W2.T) * (1 - A**2)
    return loss, [
        {"W": X.T @ dZ1, "b": dZ1.sum(axis=0)},
        {"W": A.T @ dZ2, "b": dZ2.sum(axis=0)},
    ]


def test_blame_is_the_gradient():
    params, X, y = network()
    demo = BlameMap(params, X, y, example=2)
    numbers = demo.numbers()
    loss, grads = exact_grads(params, X[2:3], y[2:3])
    assert numbers["loss"] == pytest.approx(loss)
    for n in (1, 2):
        for key in ("W", "b"):
            np.testing.assert_allclose(numbers[f"d{key}{n}"], grads[n - 1][key], atol=1e-8)
    np.testing.assert_allclose(numbers["da1"], params[1]["W"] @ numbers["dz2"], atol=1e-8)


def test_cutting_all_weights_of_a_neuron_takes_its_blame():
    params, X, y = network()
    before = [{k: v.copy() for k, v in layer.items()} for layer in params]
    demo = BlameMap(params, X, y)
    fires = demo.net["a1"][1]
    demo.muted = [[1, 0]]
    assert demo.net["da1"][1] != 0
    demo.muted = [[1, 0], [1, 1]]
    assert demo.net["da1"][1] == 0
    assert [row[1] for row in demo.net["dW1"]] == [0, 0, 0]
    assert demo.net["a1"][1] == fires != 0
    assert "Neuron h1 still fires" in demo.net["words"][9]
    for layer, old in zip(params, before, strict=True):
        assert all((layer[key] == old[key]).all() for key in old)


def test_students_gradients_are_shown_and_compared():
    params, X, y = network()

    def two_layer_grads(params, X, y):
        loss, grads = exact_grads(params, X, y)
        grads[0]["W"][1, 2] *= 2
        return loss, grads

    right = BlameMap(params, X, y, grads=exact_grads)
    assert right.net["doubts"] == []
    assert right.net["source"] == "exact_grads"
    wrong = BlameMap(params, X, y, grads=two_layer_grads)
    assert wrong.net["doubts"] == [["dW1", 1, 2]]
    assert wrong.net["dW1"][1][2] == pytest.approx(2 * right.net["dW1"][1][2])
    assert "dW1[1, 2]" in wrong.net["words"][9]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda p, X, y: 1 / 0, "raised ZeroDivisionError"),
        (lambda p, X, y: None, "has to return (loss, grads)"),
        (lambda p, X, y: (0.0, [{"W": 1}, {}]), "has to return (loss, grads)"),
        (lambda p, X, y: (0.0, [{"W": p[1]["W"], "b": p[0]["b"]}, p[1]]), "has shape (4, 2)"),
        (lambda p, X, y: (0.0, [{k: v * np.nan for k, v in q.items()} for q in p]), "nan"),
    ],
)
def test_unusable_gradients_become_a_sentence(answer, said):
    params, X, y = network()
    demo = BlameMap(params, X, y, grads=answer)
    assert said in demo.status
    assert "measured by wiggling" in demo.status
    assert demo.net["doubts"] == []


def test_blame_map_refuses_a_network_that_does_not_fit():
    params, X, y = network(sizes=(9, 4, 2))
    with pytest.raises(ValueError, match="Hand in a smaller one"):
        BlameMap(params, X, y)
