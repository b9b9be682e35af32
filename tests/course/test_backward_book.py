"""What notebook 08 says about its own numbers is true."""

import numpy as np
import pytest

from autograder.judge import judge_in_process
from autograder.truth import backward as truth
from downslope.layers import softmax, two_layer_forward
from tests.course.page import Page, run

PAGE = Page("08_backward")


@pytest.fixture(scope="module")
def network():
    names = run(
        PAGE.between("X = np.array([[-1.0, -1]", "logits, caches = two_layer_forward(params, X)")
    )
    return names["params"], names["X"], names["y"]


BUGGY = PAGE.between("def buggy_grads", "check_network(buggy_grads")


@pytest.mark.parametrize(
    ("mend", "mistake"),
    [
        ([], "X08-40"),
        ([("db2 += dz2 / N", "db2 += dz2")], "X08-38"),
        ([("(1 - a)", "(1 - a**2)")], "X08-39"),
        ([("db2 += dz2 / N", "db2 += dz2"), ("(1 - a)", "(1 - a**2)")], None),
    ],
    ids=["both bugs", "one mended", "the other mended", "both mended"],
)
def test_the_bug_hunt_has_exactly_the_two_bugs_that_the_hints_know(mend, mistake):
    source = BUGGY
    for old, new in mend:
        assert source.count(old) == 1
        source = source.replace(old, new)
    verdict = judge_in_process(
        "repaired_grads", run(source, softmax=softmax)["buggy_grads"], seed=1
    )
    assert verdict.mistake == mistake
    assert (verdict.outcome == "passed") == (mistake is None)


def after_training(loss_and_grads, params, X, y, steps=50):
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_grads(params, X, y)
        losses.append(loss)
        params = [{k: p[k] - g[k] for k in p} for p, g in zip(params, grads, strict=True)]
    return losses, two_layer_forward(params, X)[0].argmax(axis=1)


def test_the_buggy_network_starts_to_learn_and_gets_stuck(network):
    losses, _ = after_training(run(BUGGY, softmax=softmax)["buggy_grads"], *network)
    assert losses[10] < losses[0]
    assert min(losses) > 0.5


def test_the_right_network_learns_in_50_steps(network):
    losses, answers = after_training(truth.two_layer_grads, *network)
    assert losses[-1] < 0.1
    assert answers.tolist() == network[2].tolist()


def test_prediction_a_exactly_three_numbers_change(network):
    params, X, _ = network
    cut = [params[0], {**params[1], "W": params[1]["W"].copy()}]
    cut[1]["W"][1, 0] = 0
    changed = set()
    (before, caches), (after, caches_cut) = (two_layer_forward(p, X[1:2]) for p in (params, cut))
    rows = {
        "z1": (caches[1][0], caches_cut[1][0]),
        "a1": (caches[2][0], caches_cut[2][0]),
        "z2": (before, after),
        "p": (softmax(before), softmax(after)),
    }
    for name, (a, b) in rows.items():
        changed |= {f"{name}[{i}]" for i in np.flatnonzero(a != b)}
    assert changed == {"z2[0]", "p[0]", "p[1]"}
    assert f"{caches[2][0][0, 1]:.3f}" == "0.834"


def test_the_blame_of_neuron_2_grows_when_one_of_its_wires_is_cut(network):
    params, X, y = network
    cut = [params[0], {**params[1], "W": params[1]["W"].copy()}]
    cut[1]["W"][2, 0] = 0
    for n in range(4):  # as in the map: one example at a time
        before, after = (truth.influence(p, X[n : n + 1], y[n : n + 1])[2] for p in (params, cut))
        assert after > before > 0
    assert "cut only the wire from h2 to class 0" in PAGE.prose


def test_claim_c_one_wire_is_not_all_wires(network):
    params, X, y = network

    def influence_of_neuron_1(*wires):
        moved = [params[0], {**params[1], "W": params[1]["W"].copy()}]
        moved[1]["W"][1] = wires
        return truth.influence(moved, X, y)[1]

    assert influence_of_neuron_1(0.0, 0.3) > 0
    assert influence_of_neuron_1(0.0, 0.3) < influence_of_neuron_1(-0.6, 0.3)
    assert influence_of_neuron_1(0.0, 0.0) == 0
    assert influence_of_neuron_1(0.5, 0.5) == pytest.approx(0, abs=1e-16)
