"""What goes wrong on the way back through many layers.

Ids BL and B2 are those of the catalogue; X09 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import backprop as truth
from autograder.truth.backward import activation_backward, affine_backward
from downslope.layers import activation_forward

TOO_EARLY = (0.1, 0.01, 0.5, 1.0, 0.05, 0.001)  # learning rates that people write into a function


def walk(caches, dlogits, *, through=None, gate=None, dW=None, db=None):
    """The right walk from the last layer to the first, with one thing exchanged.

    through(i, W, dW) -> what the blame is multiplied with on its way out of layer i;
    gate(dA, cache) -> dZ; dW(i, X, dZ), db(i, dZ) -> gradients.
    """
    grads = [None] * ((len(caches) + 1) // 2)
    dZ = dlogits
    for i in reversed(range(len(grads))):
        X, W, _ = caches[2 * i]
        slope = X.T @ dZ if dW is None else dW(i, X, dZ)
        grads[i] = {"W": slope, "b": dZ.sum(axis=0) if db is None else db(i, dZ)}
        if i > 0:
            dA = dZ @ (W if through is None else through(i, W, X.T @ dZ)).T
            dZ = (gate or activation_backward)(dA, caches[2 * i - 1])
    return grads


@mistake("BL-01", "backward")
def output_for_input(params, caches, dlogits):
    """All db are right, the dW are not: each is built from what its layer put out. The weights were
    multiplied with what came in."""
    outs = [activation_forward(*cache)[0] for cache in caches[1::2]]

    def from_output(i, X, dZ):
        return (outs[i] if i < len(outs) else X).T @ dZ

    return walk(caches, dlogits, dW=from_output)


@mistake("BL-02", "backward")
def from_last_to_first(params, caches, dlogits):
    """The numbers are right, but the list begins with the last layer, in the order of your walk. It
    should be in the order of params."""
    return truth.backward(params, caches, dlogits)[::-1]


@mistake("BL-03", "backward")
def gates_left_out(params, caches, dlogits):
    """The last layer is right, all before it are off: between two layers the blame has to pass the
    activation, too."""
    return walk(caches, dlogits, gate=lambda dA, cache: dA)


@mistake("BL-04", "backward")
def blame_not_handed_on(params, caches, dlogits):
    """The last layer is right. The layers before it get the blame of the last one again: each
    should work with what the layer behind it has handed over."""
    grads = []
    for cache in caches[::2]:
        _, dW, db = affine_backward(dlogits, cache)
        grads.append({"W": dW, "b": db})
    return grads


@mistake("BL-05", "backward")
def gate_on_the_logits(params, caches, dlogits):
    """Even the last layer is off: the blame that starts there went through an activation first. But
    nothing stands behind the last affine layer."""
    X, W, b = caches[-1]
    kind = caches[-2][1] if len(caches) > 1 else "relu"
    return walk(caches, activation_backward(dlogits, (X @ W + b, kind)))


def too_early(lr):
    def through_moved_weights(params, caches, dlogits):
        """The last layer is right, those before it are a little off: the weights had already been
        moved when the blame passed through them. First all gradients, then the update."""
        return walk(caches, dlogits, through=lambda i, W, dW: W - lr * dW)

    return through_moved_weights


for _number, _lr in enumerate(TOO_EARLY):
    mistake(f"B2-02{'abcdef'[_number]}", "backward")(too_early(_lr))


@mistake("B2-04", "backward")
def averaged_in_every_layer(params, caches, dlogits):
    """The last layer is right. With every layer further back the gradients get {N} times smaller
    once more: the average was already taken, in the loss."""
    N = len(dlogits)
    return walk(caches, dlogits, gate=lambda dA, cache: activation_backward(dA, cache) / N)


@mistake("B2-05", "backward")
def through_the_gradient(params, caches, dlogits):
    """The last layer is right. On its way back the blame is multiplied with the gradient of the
    weights; it travels along the weights themselves."""
    return walk(caches, dlogits, through=lambda i, W, dW: dW)


@mistake("X09-01", "backward")
def through_the_params(params, caches, dlogits):
    """Right, unless params have moved since the forward pass. The caches know with which weights it
    was made; take them from there."""
    return walk(caches, dlogits, through=lambda i, W, dW: params[i]["W"])


@mistake("X09-02", "backward")
def one_dict_for_all(params, caches, dlogits):
    """All entries of your list are the same: one and the same dict stands in it several times. Make
    a new one for each layer."""
    return [truth.backward(params, caches, dlogits)[0]] * len(params)


@mistake("X09-03", "backward")
def averaged_once_more(params, caches, dlogits):
    """All gradients are exactly {N} times too small. dlogits contains the 1/N already, or whatever
    else belongs to it: just pass it on."""
    return walk(caches, dlogits / len(dlogits))


@mistake("X09-04", "backward")
def gate_twice(params, caches, dlogits):
    """The last layer is right. Before it the blame has passed each activation twice."""
    return walk(
        caches,
        dlogits,
        gate=lambda dA, cache: activation_backward(activation_backward(dA, cache), cache),
    )


@mistake("X09-05", "backward")
def first_layer_forgotten(params, caches, dlogits):
    """The first layer has no gradient, only zeros: your loop stops one layer too early. Where does
    counting down end?"""
    first, *others = truth.backward(params, caches, dlogits)
    if not others:
        return [first]
    return [{k: np.zeros_like(v) for k, v in first.items()}, *others]


@mistake("X09-06", "backward")
def biases_averaged(params, caches, dlogits):
    """All weights are right, all biases exactly {N} times too small. If you use your own
    affine_backward, its db is the place to look."""
    return walk(caches, dlogits, db=lambda i, dZ: dZ.mean(axis=0))


@mistake("X09-07", "backward")
def gates_of_another_layer(params, caches, dlogits):
    """The last layer is right. Then the blame meets the wrong activation: which entry of the flat
    list stands directly before the affine cache you have just used?"""
    bends = caches[1::2]

    def shifted(dA, cache):
        place = next(k for k, bend in enumerate(bends) if bend is cache)
        other = bends[place - 1]
        return activation_backward(dA, other if other[0].shape == dA.shape else cache)

    return walk(caches, dlogits, gate=shifted)


@mistake("X09-08", "backward")
def pairs_in_place_of_dicts(params, caches, dlogits):
    """Each entry of grads should be built like the one in params: a dict with "W" and "b"."""
    return [(g["W"], g["b"]) for g in truth.backward(params, caches, dlogits)]


@mistake("X09-09", "backward")
def params_moved_on_the_way(params, caches, dlogits):
    """The gradients are right, but params have moved during the call. This function only reports
    slopes; moving is somebody else's job."""
    grads = truth.backward(params, caches, dlogits)
    for layer, grad in zip(params, grads, strict=True):
        for name in layer:
            layer[name] -= 0.1 * grad[name]
    return grads


@mistake("X09-10", "backward")
def whole_first_example(params, caches, dlogits):
    """The result does not change when the other examples change: only the first row of the batch
    has a say."""
    return walk(
        caches,
        dlogits,
        dW=lambda i, X, dZ: np.outer(X[0], dZ[0]),
        db=lambda i, dZ: dZ[0],
    )
