"""What goes wrong when a network is written down forward and the tape does the rest."""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import tape as truth
from autograder.truth.tape import Tape, add, exp, log, matmul, mul, stop_gradient, sum_, tanh


def _logits(layers, X, bend=tanh, last=lambda Z: Z, past=lambda A: A):
    A = X
    for k, layer in enumerate(layers):
        Z = add(matmul(past(A) if k else A, layer["W"]), layer["b"])
        A = bend(Z) if k < len(layers) - 1 else last(Z)
    return A


def _losses(Z, y, keep=1.0):
    """The loss of each example, (N, 1); `keep` of the logit of the right class counts."""
    Z = add(Z, -Z.value.max(axis=1, keepdims=True))
    right = sum_(mul(Z, np.eye(Z.value.shape[1])[y]), 1)
    return add(log(sum_(exp(Z), 1)), mul(-keep, right))


def _taped(params, X, y, logits=_logits, losses=_losses, share=lambda N: 1 / N):
    tape = Tape()
    layers = [{key: tape.watch(array) for key, array in layer.items()} for layer in params]
    loss = mul(sum_(losses(logits(layers, X), y)), share(len(X)))
    return loss.value, tape.gradient(loss, layers)


@mistake("X13-90", "taped_loss_and_grads")
def total_for_mean(params, X, y):
    """Loss and gradients are {N} times too large: this is the total of the batch. The loss is the
    mean of its {N} examples."""
    return _taped(params, X, y, share=lambda N: 1.0)


@mistake("X13-91", "taped_loss_and_grads")
def bent_logits(params, X, y):
    """You bend the logits, too. Behind the last layer there is no tanh."""
    return _taped(params, X, y, lambda layers, X: _logits(layers, X, last=tanh))


@mistake("X13-92", "taped_loss_and_grads")
def never_bent(params, X, y):
    """There is no tanh between your layers. Without it they are one long linear step."""
    return _taped(params, X, y, lambda layers, X: _logits(layers, X, bend=lambda Z: Z))


@mistake("X13-93", "taped_loss_and_grads")
def nothing_is_right(params, X, y):
    """Your loss does not depend on the labels: the logit of the right class has to be taken away
    again."""
    return _taped(params, X, y, losses=lambda Z, y: _losses(Z, y, keep=0.0))


@mistake("X13-94", "taped_loss_and_grads")
def last_layer_learns(params, X, y):
    """The last layer's gradients are right, but no blame gets through to the layers before. Is the
    way recorded, or do you go on with plain arrays somewhere?"""
    loss, grads = _taped(params, X, y, lambda layers, X: _logits(layers, X, past=stop_gradient))
    return loss, [{k: np.zeros_like(p[k]) if g[k] is None else g[k] for k in p}
                  for p, g in zip(params, grads, strict=True)]  # fmt: skip


@mistake("X13-95", "taped_loss_and_grads")
def none_for_the_rest(params, X, y):
    """Some gradients are None: no way leads from these arrays to the loss. Is every step on the way
    recorded, or do you go on with plain arrays somewhere?"""
    return _taped(params, X, y, lambda layers, X: _logits(layers, X, past=stop_gradient))


@mistake("X13-96", "taped_loss_and_grads")
def the_other_way_round(params, X, y):
    """The gradients of the layers stand in the wrong order: the first layer comes first, as in
    params."""
    loss, grads = truth.taped_loss_and_grads(params, X, y)
    return loss, grads[::-1]


@mistake("X13-97", "taped_loss_and_grads")
def forgets_the_biases(params, X, y):
    """There are no biases in your layers: their gradients are all 0 and the loss differs."""
    loss, grads = _taped([{**p, "b": 0 * p["b"]} for p in params], X, y)
    return loss, [{"W": g["W"], "b": 0 * g["b"]} for g in grads]


@mistake("X13-98", "taped_loss_and_grads")
def averaged_twice(params, X, y):
    """The loss and all gradients are {N} times too small: the mean over the examples is taken
    twice."""
    return _taped(params, X, y, share=lambda N: 1 / N**2)
