"""The reference of 13 against a complex step, HIPS autograd, torch and the walk back of 09."""

import numpy as np
import pytest

from autograder.checks import tape as checks
from autograder.checks import tape_broadcast
from autograder.checks.backprop import network
from autograder.truth import backprop
from autograder.truth import tape as truth
from downslope.drivers import driven
from downslope.ladder import largest
from downslope.tape import Node

RNG = np.random.default_rng(13)
PAIRS = [((3,), (3,)), ((2, 3), (3,)), ((4, 1), (4, 5)), ((), (3, 2)), ((3, 1), (1, 2)),
         ((3, 1, 5), (2, 3, 4, 5)), ((5,), (1, 5))]  # fmt: skip
ONE = {
    "exp": truth.exp,
    "tanh": truth.tanh,
    "relu": truth.relu,
    "log of exp": lambda a: truth.log(truth.exp(a)),
    "sum": truth.sum_,
    "sum 0": lambda a: truth.sum_(a, 0),
    "sum 1": lambda a: truth.sum_(a, 1),
}
TWO = {"add": truth.add, "mul": truth.mul}


def complex_step(f, arrays, g):
    """Σ g · ∂f/∂entry for every entry of every array, exact to the last digits."""
    found = []
    for k, array in enumerate(arrays):
        slopes = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = [a.astype(complex) for a in arrays]
            moved[k][at] += 1e-30j
            slopes[at] = np.sum(g * f(*map(Node, moved)).value).imag / 1e-30
        found.append(slopes)
    return found


def certified(f, arrays):
    out = f(*map(Node, arrays))
    g = RNG.normal(size=out.value.shape)
    nodes = [Node(a) for a in arrays]
    blame = truth.all_blame(truth.sum_(truth.mul(f(*nodes), g)))
    for node, wanted in zip(nodes, complex_step(f, arrays, g), strict=True):
        assert blame[node].shape == wanted.shape
        np.testing.assert_allclose(blame[node], wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ONE)
def test_steps_of_one_node_by_a_complex_step(name):
    certified(ONE[name], [RNG.normal(size=(3, 4))])


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_steps_of_two_nodes_by_a_complex_step(name, one, other):
    certified(TWO[name], [RNG.normal(size=one), RNG.normal(size=other)])


@pytest.mark.parametrize("shape", [(5, 3, 4), (1, 2, 3), (3, 3, 3)])
def test_matmul_by_a_complex_step(shape):
    N, D, M = shape
    certified(truth.matmul, [RNG.normal(size=(N, D)), RNG.normal(size=(D, M))])


def strange(exp, log, tanh, sum_, W, b, X):
    """A calculation with forks, a shared matrix and repeated arrays, for anybody's operations."""
    A = X
    for _ in range(3):
        A = tanh(A @ W + b)
    return sum_(log(exp(A) + exp(X * b))) + sum_(A * A * b)


class Plain:
    """The truth's steps behind Python's signs, so that one text serves all libraries."""

    def __init__(self, node):
        self.node = node

    def _two(step):  # noqa: N805
        def sign(self, other):
            return Plain(step(self.node, other.node if isinstance(other, Plain) else other))

        return sign

    __add__, __mul__, __matmul__ = map(_two, (truth.add, truth.mul, truth.matmul))


STEPS = [lambda a, step=step: Plain(step(a.node))
         for step in (truth.exp, truth.log, truth.tanh, truth.sum_)]  # fmt: skip
SIZES = ((4, 4), (4,), (5, 4))


def our_gradients(arrays):
    tape = truth.Tape()
    nodes = [tape.watch(a) for a in arrays]
    return tape.gradient(strange(*STEPS, *map(Plain, nodes)).node, nodes)


def test_the_same_gradients_as_autograd():
    anp = pytest.importorskip("autograd.numpy", reason="HIPS autograd is not installed here")
    from autograd import grad

    arrays = [0.5 * RNG.normal(size=s) for s in SIZES]

    def loss(*arrays):
        return strange(anp.exp, anp.log, anp.tanh, anp.sum, *arrays)

    for ours, theirs in zip(our_gradients(arrays), grad(loss, (0, 1, 2))(*arrays), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


def test_the_same_gradients_as_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed here")
    arrays = [0.5 * RNG.normal(size=s) for s in SIZES]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    strange(torch.exp, torch.log, torch.tanh, torch.sum, *tensors).backward()
    for ours, theirs in zip(our_gradients(arrays), tensors, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("sizes", [(4, 3), (3, 5, 2), (3, 4, 5, 3, 2)])
def test_a_network_has_the_gradients_of_09(sizes):
    params, X = network(RNG, sizes), RNG.normal(size=(6, sizes[0]))
    y = RNG.integers(0, sizes[-1], 6)
    loss, grads = truth.taped_loss_and_grads(params, X, y)
    wanted, theirs = backprop.loss_and_grads(params, X, y, ["tanh"] * (len(sizes) - 2))
    assert loss == pytest.approx(wanted, rel=1e-13)
    for ours, other in zip(grads, theirs, strict=True):
        for key in ("W", "b"):
            np.testing.assert_allclose(ours[key], other[key], rtol=1e-10, atol=1e-14)


def by_matrices(graph, target, source):
    """∂(Σ target)/∂source of a graph: all ways, by the series of its matrix of slopes."""
    n, m = len(graph["values"]), graph["slopes"].shape[-1] if graph["slopes"].ndim == 3 else 1
    A = np.zeros((n * m, n * m))
    for (child, parent), slope in zip(graph["edges"], graph["slopes"], strict=True):
        A[child * m : (child + 1) * m, parent * m : (parent + 1) * m] += slope
    ways = np.linalg.inv(np.eye(n * m) - A)  # I + A + A² + …, which ends
    block = ways[target * m : (target + 1) * m, source * m : (source + 1) * m]
    return block.sum(axis=0)


@pytest.mark.parametrize("m", [None, 1, 3])
def test_a_walk_back_adds_up_all_ways(m):
    for seed in range(20):
        graph = checks.weave(np.random.default_rng(seed), 9, m)
        ask = {"target": 8, "sources": [0, 1, 4], "unconnected": "zero"}
        [found] = driven(truth.Tape, "tape")(graph, [0, 1, 4], [ask])
        for source, blame in zip((0, 1, 4), found, strict=True):
            wanted = by_matrices(graph, 8, source)
            np.testing.assert_allclose(np.ravel(blame), wanted, rtol=1e-9, atol=1e-10)


def test_a_chain_of_5000_and_a_ladder_of_many_ways():
    [case] = checks.tapes_of_chains(RNG)
    [[found]] = [driven(truth.Tape, "tape")(*case.args)]
    np.testing.assert_allclose(found, np.prod(case.args[0]["slopes"]), rtol=1e-9)
    order = driven(truth.toposort, "order")(case.args[0], checks.LONG - 1)
    assert order.tolist() == list(range(checks.LONG))  # of a chain there is one
    ladder = checks.ladder(RNG, 40)  # 2**40 ways
    slopes = ladder["slopes"].reshape(-1, 4)
    rungs = slopes[:, 0] * slopes[:, 2] + slopes[:, 1] * slopes[:, 3]
    [found] = driven(truth.Tape, "tape")(ladder, [0], [{"target": 120, "sources": 0}])
    np.testing.assert_allclose(found, np.prod(rungs), rtol=1e-9)


def test_sums_that_nearly_cancel_are_not_asked():
    """Honest single precision looks wrong where next to nothing is left of what was added up."""
    worst = 0.0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        for case in tape_broadcast.sums_in_many_axes(rng) + tape_broadcast.sums_of_squares(rng):
            g, shape = case.args
            exact, single = truth.unbroadcast(g, shape), truth.unbroadcast(np.float32(g), shape)
            worst = max(worst, largest(single - exact) / largest(exact))
    assert 1e-8 < worst < 4e-6  # the ladder lets 2e-5 pass
