"""Right ways to write a network down on a tape, in other styles."""

import numpy as np

from autograder.truth import tape as truth
from autograder.truth.tape import add, exp, log, matmul, mul, sum_, tanh
from autograder.variants.core import variant
from downslope.tape import as_node


@variant("V-42", "taped_loss_and_grads")
def with_helpers(params, X, y):
    """Softmax first, the logarithm of its entries afterwards; gradients asked for one by one."""
    tape = truth.Tape()
    W, b = ([tape.watch(layer[key]) for layer in params] for key in "Wb")
    A = as_node(X)
    for k in range(len(params)):
        A = add(matmul(tanh(A) if k else A, W[k]), b[k])
    top = truth.stop_gradient(np.max(A.value, axis=1, keepdims=True))
    E = add(A, mul(-1.0, top))
    logP = add(E, mul(-1.0, log(sum_(exp(E), axis=1))))
    hot = np.arange(A.value.shape[1]) == np.asarray(y)[:, np.newaxis]
    loss = mul(sum_(mul(logP, hot.astype(float))), -1 / len(y))
    grads = [{"W": tape.gradient(loss, W[k]), "b": tape.gradient(loss, b[k])}
             for k in range(len(params))]  # fmt: skip
    return float(loss.value), grads


@variant("W13-19", "taped_loss_and_grads")
def one_flat_list(params, X, y):
    """All arrays in one flat list; a mean by the slope of its parts; labels picked by matmul."""
    tape = truth.Tape()
    flat = [tape.watch(np.asarray(layer[key])) for layer in params for key in ("W", "b")]
    Z = add(matmul(X, flat[0]), flat[1])
    for k in range(2, len(flat), 2):
        Z = add(matmul(tanh(Z), flat[k]), flat[k + 1])
    N, K = Z.value.shape
    Z = add(Z, np.tile(-Z.value.max(axis=1)[:, None], (1, K)))
    ones = np.ones((K, 1))
    losses = add(log(matmul(exp(Z), ones)), mul(-1, matmul(mul(Z, np.eye(K)[y]), ones)))
    loss = matmul(np.full((1, N), 1 / N), losses)
    found = tape.gradient(loss, flat)
    return loss.value[0, 0], [{"W": found[k], "b": found[k + 1]} for k in range(0, len(found), 2)]
