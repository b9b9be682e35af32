"""What the text of 07 claims is true: its tables, its figures, and the bugs of its bug hunt."""

import matplotlib
import numpy as np
import pytest
from sklearn.datasets import load_digits

from autograder.judge import judge_in_process
from autograder.truth import layers as truth
from tests.course.page import Page, run

PAGE = Page("07_layers")
BUGGY = PAGE.between("def buggy_softmax", "\n\n# %%\n# The symptoms")
MENDED = [("np.max(Z)", "Z.max(axis=1, keepdims=True)"), ("sum(axis=1)", "sum(1, keepdims=True)")]


@pytest.mark.parametrize(
    ("mend", "mistake"),
    [([], "X07-39"), (MENDED[:1], "X07-31"), (MENDED[1:], "X07-30"), (MENDED, None)],
    ids=["both bugs", "one mended", "the other mended", "both mended"],
)
def test_the_bug_hunt_has_exactly_the_two_bugs_that_the_hints_know(mend, mistake):
    source = BUGGY
    for old, new in mend:
        assert source.count(old) == 1
        source = source.replace(old, new)
    verdict = judge_in_process("repaired_softmax", run(source)["buggy_softmax"], seed=1)
    assert verdict.mistake == mistake
    assert (verdict.outcome == "passed") == (mistake is None)


def test_the_buggy_softmax_is_right_for_one_example_only():
    buggy = run(BUGGY)["buggy_softmax"]
    row = np.array([[1.0, 2, 3]])
    np.testing.assert_allclose(buggy(row), truth.softmax(row))
    assert buggy(np.array([[1.0, 2, 3], [1, 1, 1], [3, 0, 0]])).sum(axis=1)[0] > 1.5
    with pytest.raises(ValueError, match="broadcast"):
        buggy(np.array([[1.0, 2, 3], [1, 1, 1]]))


def test_the_small_example_of_the_sums():
    names = run(PAGE.between("X_small = ", "\npictures.sum_from"))
    Z, _ = truth.affine_forward(names["X_small"], names["W_small"], names["b_small"])
    assert Z.tolist() == [[19, 1], [5, 0]]


def test_the_table_of_activations():
    Z = np.array([[-2.0, 0, 2]])
    for kind, said in (("sigmoid", "0.119, 0.5, 0.881"), ("tanh", "−0.964, 0, 0.964")):
        values = truth.activation_forward(Z, kind)[0][0]
        assert ", ".join(f"{v:.3g}" for v in values).replace("-", "−") == said
        assert said in PAGE.text


def test_the_tables_of_the_loss():
    said = PAGE.between("# | loss $-\\log p$ |", "\n#\n").split("|")[2:7]
    surprise = [f"{-np.log(p):.2f}" for p in (1, 0.9, 0.5, 0.1, 0.001)]
    assert [f"{float(s):.2f}" for s in said] == [s.replace("-", "") for s in surprise]
    Z = np.log([[1.0, 2, 3], [3, 2, 1]])
    assert f"{truth.cross_entropy(Z[:1], [2]):.3f}" == "0.693"
    assert f"{truth.cross_entropy(Z[1:], [2]):.3f}" == "1.792"
    assert f"{truth.cross_entropy(Z, [2, 2]):.3f}" == "1.242"


def test_prediction_a_counts_2410():
    table = truth.shape_table([64, 32, 10], 1)
    assert sum(np.prod(W) + np.prod(b) for _, W, b, _ in table) == 2410


def test_the_puzzle_is_solved_and_folded():
    names = run(PAGE.between("X_xor = ", "\n# A picture: the four"))
    logits, caches = truth.forward(names["params_xor"], names["X_xor"], ["relu"])
    assert logits.tolist() == [[0, -1], [0, 1], [0, 1], [0, -1]]
    assert caches[1][0].tolist() == [[0, -1], [1, 0], [1, 0], [2, 1]]
    assert caches[2][0].tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]


def test_prediction_b_two_change_and_two_do_not():
    names = run(PAGE.between("params_flow = ", "\nSignalFlow"))
    params, X, y = names["params_flow"], names["X_flow"], names["y_flow"]
    params[1]["W"][2] = 0
    before, caches = truth.forward(params, X, ["tanh"])
    params[0]["W"][0, 2] += 1.5
    after, turned = truth.forward(params, X, ["tanh"])
    assert np.all(caches[1][0][:, 2] != turned[1][0][:, 2])
    assert np.all(caches[2][0][:, 2] != turned[2][0][:, 2])
    assert before.tolist() == after.tolist()
    assert truth.cross_entropy(before, y) == truth.cross_entropy(after, y)


def test_sums_draw_a_line_and_tanh_follows_the_moons(monkeypatch):
    """The figures of the key's answer: 84 and 99 of 100, and one layer as good as two."""
    matplotlib.use("Agg")
    import contextlib

    import matplotlib.pyplot as plt

    source = PAGE.between("# A picture: where each network says", "\n# %% [markdown]")
    both = ("affine_forward", "activation_forward")
    names = run(
        source,
        plt=plt,
        once_written=contextlib.nullcontext,
        BLUE="blue",
        RED="red",
        **{name: getattr(truth, name) for name in both},
    )
    titles = [ax.get_title().split("\n")[1] for ax in names["axes"]]
    plt.close("all")
    assert titles == ["84% of new points right", "99% of new points right"]
    assert "84 % of the new points were right, with tanh 99 %" in PAGE.prose
    (W1, b1), (W2, b2) = names["layers"]
    X = names["X_moons"]
    two = (X @ W1 + b1) @ W2 + b2
    assert np.abs(two - (X @ (W1 @ W2) + (b1 @ W2 + b2))).max() < 5e-14


def test_a_newborn_network_is_right_about_one_time_in_ten_and_worse_than_guessing():
    pixels, digits = load_digits(return_X_y=True)
    for seed in range(3):
        params = truth.init_params([64, 32, 10], np.random.default_rng(seed))
        logits, _ = truth.forward(params, pixels / 16, ["relu"])
        assert np.log(10) < truth.cross_entropy(logits, digits) < 2.7
        assert 0.07 < np.mean(logits.argmax(axis=1) == digits) < 0.16
