"""What goes wrong when the layers are put in a row.

Ids B2 are those of the catalogue; X08 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backward as truth
from downslope.layers import two_layer_forward

NETWORKS = ("two_layer_grads", "repaired_grads")


class Trace:
    """Every number of a right forward and backward pass, to build wrong ones from."""

    def __init__(self, params, X, y):
        self.X, self.W1, self.W2 = X, params[0]["W"], params[1]["W"]
        self.loss, self.dZ2, caches = truth.blames(params, X, y)
        self.Z1, self.A1 = caches[1][0], caches[2][0]
        self.Z2 = two_layer_forward(params, X)[0]
        self.dA1 = self.dZ2 @ self.W2.T
        self.dZ1 = self.dA1 * (1 - self.A1**2)
        self.dW2 = self.A1.T @ self.dZ2

    def result(self, *, dZ1=None, dW1=None, db1=None, dW2=None, db2=None):
        """(loss, grads), right except for what is given; dZ1 changes dW1 and db1 with it."""
        dZ1 = self.dZ1 if dZ1 is None else dZ1
        layer_1 = {
            "W": self.X.T @ dZ1 if dW1 is None else dW1,
            "b": dZ1.sum(axis=0) if db1 is None else db1,
        }
        layer_2 = {
            "W": self.dW2 if dW2 is None else dW2,
            "b": self.dZ2.sum(axis=0) if db2 is None else db2,
        }
        return self.loss, [layer_1, layer_2]


@mistake("B2-01", *NETWORKS)
def before_tanh_for_dw2(params, X, y):
    """Three of four are right. dW2 is built from the numbers before tanh; but layer 2 was fed with
    those after it."""
    t = Trace(params, X, y)
    return t.result(dW2=t.Z1.T @ t.dZ2)


@mistake("B2-02", *NETWORKS)
def weights_moved_too_early(params, X, y):
    """Layer 2 is right, layer 1 a little off: the weights W2 had already moved when the blame came
    through. First all gradients, then the update."""
    t = Trace(params, X, y)
    return t.result(dZ1=(t.dZ2 @ (t.W2 - 0.1 * t.dW2).T) * (1 - t.A1**2))


@mistake("B2-03", *NETWORKS)
def gate_left_out(params, X, y):
    """Layer 2 is right. In layer 1 the slope of tanh is missing: on its way down the blame has to
    pass the activation."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dA1)


@mistake("B2-04", *NETWORKS)
def averaged_again_below(params, X, y):
    """Layer 2 is right; layer 1 is exactly {N} times too small. The 1/N has come down inside the
    blame already."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dZ1 / len(y))


@mistake("B2-05", *NETWORKS)
def through_the_gradient(params, X, y):
    """Layer 2 is right. But the blame for the hidden layer travels along the wires themselves, W2,
    not along their gradient."""
    t = Trace(params, X, y)
    return t.result(dZ1=(t.dZ2 @ t.dW2.T) * (1 - t.A1**2))


@mistake("B2-06", *NETWORKS)
def hidden_layer_as_input(params, X, y):
    """Three of four are right. dW1 is built from the hidden activations; but layer 1 was fed with
    the inputs X."""
    t = Trace(params, X, y)
    return t.result(dW1=t.A1.T @ t.dZ1)


@mistake("B2-07", *NETWORKS)
def gate_of_the_other_layer(params, X, y):
    """The gate stands in the wrong place: the slope of tanh is taken at the logits, but tanh was
    applied to the hidden layer."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dA1 * (1 - np.tanh(t.Z2) ** 2))


@mistake("B2-08", *NETWORKS)
def gates_mixed_by_a_matrix_product(params, X, y):
    """Layer 2 is right. In layer 1 each neuron has its own slope, so multiply entry by entry; a
    matrix product mixes the neurons."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dA1 @ (1 - t.A1.T @ t.A1))


@mistake("X08-30", *NETWORKS)
def gate_on_the_output_too(params, X, y):
    """The last layer has no tanh, only softmax, and its slope is already inside the blame that
    starts there."""
    t = Trace(params, X, y)
    t.dZ2 = t.dZ2 * (1 - np.tanh(t.Z2) ** 2)
    return t.result(dZ1=(t.dZ2 @ t.W2.T) * (1 - t.A1**2), dW2=t.A1.T @ t.dZ2, db2=t.dZ2.sum(axis=0))


@mistake("X08-31", *NETWORKS)
def layers_in_walking_order(params, X, y):
    """The numbers are right, but the list starts with the last layer, in the order in which you met
    them. It should be in the order of params."""
    loss, grads = truth.two_layer_grads(params, X, y)
    return loss, grads[::-1]


@mistake("X08-32", *NETWORKS)
def bias_before_the_gate(params, X, y):
    """Three of four are right. db1 was summed before the blame went through the gate of tanh."""
    t = Trace(params, X, y)
    return t.result(db1=t.dA1.sum(axis=0))


@mistake("X08-33", *NETWORKS)
def first_layer_forgotten(params, X, y):
    """Layer 2 is right, layer 1 is all zeros: the blame has not gone further back yet."""
    t = Trace(params, X, y)
    return t.result(dZ1=np.zeros_like(t.dZ1))


@mistake("X08-34", *NETWORKS)
def second_gate(params, X, y):
    """Layer 2 is right. In layer 1 the blame has gone through the gate of tanh twice."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dZ1 * (1 - t.A1**2))


@mistake("X08-35", *NETWORKS)
def summed_over_the_batch(params, X, y):
    """The loss is right, but all gradients are exactly {N} times too large: they belong to the sum
    of the losses, not to their mean."""
    loss, grads = truth.two_layer_grads(params, X, y)
    return loss, [{name: len(y) * g for name, g in layer.items()} for layer in grads]


@mistake("X08-36", *NETWORKS)
def updated_parameters(params, X, y):
    """You return the network after a step, not the gradient. Leave the update to whoever asked."""
    loss, grads = truth.two_layer_grads(params, X, y)
    return loss, [{k: p[k] - 0.1 * g[k] for k in p} for p, g in zip(params, grads, strict=True)]


@mistake("X08-37", "two_layer_grads")
def steps_in_place(params, X, y):
    """The gradients are right, but params have moved during the call. This function only reports
    the slopes."""
    loss, grads = truth.two_layer_grads(params, X, y)
    for layer, grad in zip(params, grads, strict=True):
        for name in layer:
            layer[name] -= 0.1 * grad[name]
    return loss, grads


@mistake("X08-38", *NETWORKS)
def square_missing_in_the_gate(params, X, y):
    """Layer 2 is right. In layer 1 some neurons let more blame through than came in, but tanh is
    never steeper than 1. Look at the line with its slope."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dA1 * (1 - t.A1))


@mistake("X08-39", *NETWORKS)
def last_bias_averaged(params, X, y):
    """Only db2 is off, by exactly 1/N. The {N} examples share one bias, and their blame already
    carries the average."""
    t = Trace(params, X, y)
    return t.result(db2=t.dZ2.sum(axis=0) / len(y))


@mistake("X08-41", *NETWORKS)
def both_biases_averaged(params, X, y):
    """All weights are right, both biases exactly {N} times too small. If you use your own
    affine_backward, its db is the place to look: mend it there."""
    t = Trace(params, X, y)
    return t.result(db1=t.dZ1.mean(axis=0), db2=t.dZ2.mean(axis=0))


@mistake("X08-42", *NETWORKS)
def one_average_too_many(params, X, y):
    """The loss is right, but all gradients are exactly {N} times too small: somewhere on the road a
    second 1/N got in. Ask the second opinion of each layer."""
    loss, grads = truth.two_layer_grads(params, X, y)
    return loss, [{name: g / len(y) for name, g in layer.items()} for layer in grads]


@mistake("X08-40", "repaired_grads")
def neither_bug_mended(params, X, y):
    """Both bugs are still there: db2 and the whole first layer differ, dW2 is right. Copy the body
    and let the checker point."""
    t = Trace(params, X, y)
    return t.result(dZ1=t.dA1 * (1 - t.A1), db2=t.dZ2.sum(axis=0) / len(y))
