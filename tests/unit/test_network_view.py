"""The network view's numbers: edits, and the products of local derivatives along each path."""

import numpy as np
import pytest

from downslope.blame import BlameMap


def network(sizes=(3, 4, 2)):
    rng = np.random.default_rng(3)
    D, H, K = sizes
    params = [{"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
              {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)}]  # fmt: skip
    return params, rng.normal(size=(5, D)), rng.integers(0, K, size=5)


def test_products_along_the_paths_add_up_to_the_blame():
    numbers = BlameMap(*network()).numbers()
    assert numbers["paths"].shape == (3, 4, 2)
    np.testing.assert_allclose(numbers["steered"], numbers["measured"]["dW1"], atol=1e-8)
    np.testing.assert_allclose(numbers["ends"], numbers["measured"]["dW2"], atol=1e-8)
    np.testing.assert_allclose(numbers["bend"], 1 - numbers["a1"] ** 2, atol=1e-8)
    np.testing.assert_allclose(numbers["dz1"], numbers["bend"] * numbers["da1"], atol=1e-8)


def test_edited_weight_changes_the_loss_and_not_the_params():
    params, X, y = network()
    before = params[0]["W"].copy()
    demo = BlameMap(params, X, y)
    loss = demo.net["loss"]
    demo.edits = [[0, 2, 1, 1.5], [1, 1, 0, -2.0]]
    assert demo.net["W1"][2][1] == 1.5
    assert demo.net["was"][1][0] == demo.net["W2"][1][0] == -2.0
    assert demo.net["loss"] != loss
    assert "Changed: W1[2, 1] = 1.50, W2[1, 0] = -2.00." in demo.net["words"][9]
    demo.muted = [[1, 0]]
    assert (demo.net["W2"][1][0], demo.net["was"][1][0]) == (0.0, -2.0)
    demo.edits, demo.muted = [], []
    assert demo.net["loss"] == loss
    np.testing.assert_array_equal(params[0]["W"], before)


@pytest.mark.parametrize(
    "edit", [[2, 0, 0, 1.0], [0, 3, 0, 1.0], [1, 0, -1, 1.0], [0, 0, 0, np.inf]]
)
def test_unusable_edit_is_dropped(edit):
    demo = BlameMap(*network(), edits=[[0, 0, 0, 1.0]])
    demo.edits = [edit]
    assert demo.edits == []
