"""What goes wrong with the whole gradient, with the penalty, and with the step.

Ids RG, PU and B2 are those of the catalogue; X09 are our own.
"""

import numpy as np

from autograder.mistakes.backprop import TOO_EARLY, walk
from autograder.mistakes.core import mistake
from autograder.truth import backprop as truth
from autograder.truth.backward import softmax_ce
from downslope.layers import activation_forward, cross_entropy, forward

WHOLE = "loss_and_grads"


def weights(params):
    return [layer["W"] for layer in params]


def shifted(grads, dW=(), db=()):
    """grads with something added to their W, or to their b."""
    more = [dict.fromkeys("Wb", 0.0) for _ in grads]
    for name, extra in (("W", dW), ("b", db)):
        for place, value in zip(more, extra, strict=False):
            place[name] = value
    return [{k: g[k] + m[k] for k in g} for g, m in zip(grads, more, strict=True)]


@mistake("RG-01", WHOLE)
def penalty_twice_in_the_gradient(params, X, y, acts, l2=0.0):
    """The loss is right. What the penalty adds to the gradient is exactly twice too large: the half
    in front of the squares is there to cancel a 2."""
    loss, grads = truth.loss_and_grads(params, X, y, acts, l2)
    return loss, shifted(grads, [l2 * W for W in weights(params)])


@mistake("RG-02", WHOLE)
def biases_punished(params, X, y, acts, l2=0.0):
    """Without l2 all is right. With it the biases are punished as well; the penalty is for weights
    alone."""
    loss, grads = truth.loss_and_grads(params, X, y, acts, l2)
    biases = [layer["b"] for layer in params]
    extra = l2 / 2 * sum(np.sum(b * b) for b in biases)
    return loss + extra, shifted(grads, db=[l2 * b for b in biases])


@mistake("RG-03", WHOLE)
def penalty_in_the_loss_alone(params, X, y, acts, l2=0.0):
    """The loss contains the penalty, the gradient does not: it is the gradient of another loss."""
    loss, _ = truth.loss_and_grads(params, X, y, acts, l2)
    return loss, truth.loss_and_grads(params, X, y, acts)[1]


@mistake("RG-04", WHOLE)
def sum_of_weights_in_every_entry(params, X, y, acts, l2=0.0):
    """With l2 you add the same number to every entry of dW. How does the sum of all squares change
    if one single weight grows?"""
    loss, _ = truth.loss_and_grads(params, X, y, acts, l2)
    grads = truth.loss_and_grads(params, X, y, acts)[1]
    return loss, shifted(grads, [l2 * np.sum(W) for W in weights(params)])


@mistake("X09-20", WHOLE)
def penalty_in_the_gradient_alone(params, X, y, acts, l2=0.0):
    """The gradients are right, but the loss does not contain the penalty."""
    _, grads = truth.loss_and_grads(params, X, y, acts, l2)
    return truth.loss_and_grads(params, X, y, acts)[0], grads


@mistake("X09-21", WHOLE)
def penalty_without_the_half(params, X, y, acts, l2=0.0):
    """The gradients are right. The penalty in the loss is exactly twice too large: half of l2
    stands in front of the squares."""
    loss, grads = truth.loss_and_grads(params, X, y, acts, l2)
    return loss + l2 / 2 * sum(np.sum(W * W) for W in weights(params)), grads


@mistake("X09-22", WHOLE)
def penalty_averaged(params, X, y, acts, l2=0.0):
    """With l2 the penalty is {N} times too small, in loss and gradient. The mean over the examples
    is for their losses; the weights exist only once."""
    return truth.loss_and_grads(params, X, y, acts, l2 / len(y))


@mistake("X09-23", WHOLE)
def penalty_on_the_last_layer_alone(params, X, y, acts, l2=0.0):
    """With l2 only the last layer is right: the penalty is for the weights of all layers."""
    loss, grads = truth.loss_and_grads(params, X, y, acts)
    last = params[-1]["W"]
    zeros = [0.0] * (len(params) - 1)
    return loss + l2 / 2 * np.sum(last * last), shifted(grads, [*zeros, l2 * last])


@mistake("X09-24", WHOLE)
def l2_not_used(params, X, y, acts, l2=0.0):
    """Without a penalty all is right. But your result does not change when l2 does."""
    return truth.loss_and_grads(params, X, y, acts)


@mistake("X09-25", WHOLE)
def activation_on_the_logits(params, X, y, acts, l2=0.0):
    """Even the loss is off: the logits went through an activation. Nothing but softmax stands
    behind the last layer."""
    logits, caches = forward(params, X, acts)
    bent, _ = activation_forward(logits, acts[-1] if acts else "relu")
    loss, blame = softmax_ce(bent, y)
    loss += l2 / 2 * sum(np.sum(W * W) for W in weights(params))
    return loss, shifted(walk(caches, blame), [l2 * W for W in weights(params)])


@mistake("X09-26", WHOLE)
def summed_over_the_batch(params, X, y, acts, l2=0.0):
    """Loss and gradients are {N} times too large, apart from the penalty: they belong to the sum of
    the losses, not to their mean."""
    plain, grads = truth.loss_and_grads(params, X, y, acts)
    whole, _ = truth.loss_and_grads(params, X, y, acts, l2)
    grads = [{k: len(y) * g for k, g in layer.items()} for layer in grads]
    return len(y) * plain + whole - plain, shifted(grads, [l2 * W for W in weights(params)])


def moved_too_early(lr):
    def through_moved_weights(params, X, y, acts, l2=0.0):
        """Loss and last layer are right, the layers before it a little off: their blame came back
        through weights that had already been moved. First all gradients, then the update."""
        logits, caches = forward(params, X, acts)
        _, blame = softmax_ce(logits, y)
        grads = walk(caches, blame, through=lambda i, W, dW: W - lr * dW)
        loss, _ = truth.loss_and_grads(params, X, y, acts, l2)
        return loss, shifted(grads, [l2 * W for W in weights(params)])

    return through_moved_weights


for _number, _lr in enumerate(TOO_EARLY):
    mistake(f"B2-02{'abcdef'[_number]}", WHOLE)(moved_too_early(_lr))


@mistake("X09-27", WHOLE)
def wiggles_every_weight(params, X, y, acts, l2=0.0):
    """The numbers are right, but you run the whole network forward for every single weight. One
    pass forward and one walk back are enough."""
    if sum(W.size for W in weights(params)) > 1000:
        raise TimeoutError  # it would take minutes

    def loss_of(params):
        size = sum(np.sum(W * W) for W in weights(params))
        return cross_entropy(forward(params, X, acts)[0], y) + l2 / 2 * size

    grads, h = [{k: np.zeros_like(v) for k, v in layer.items()} for layer in params], 1e-5
    for layer, grad in zip(params, grads, strict=True):
        for name, array in layer.items():
            for place in np.ndindex(array.shape):
                kept = array[place]
                array[place] = kept + h
                above = loss_of(params)
                array[place] = kept - h
                grad[name][place] = (above - loss_of(params)) / (2 * h)
                array[place] = kept
    return loss_of(params), grads


@mistake("X09-28", WHOLE)
def grads_without_the_loss(params, X, y, acts, l2=0.0):
    """Two things are asked for, in this order: the loss, and the gradients."""
    return truth.loss_and_grads(params, X, y, acts, l2)[::-1]


# --- apply_update --------------------------------------------------------------------------------


@mistake("PU-01", "apply_update")
def nothing_stored(params, grads, lr):
    """What you return is what came in: the new numbers were computed and then forgotten. Where are
    they stored?"""
    return [dict(layer) for layer in params]


@mistake("PU-02", "apply_update")
def uphill(params, grads, lr):
    """You climb: a gradient points uphill, so a step downhill goes against it."""
    return truth.apply_update(params, grads, -lr)


@mistake("PU-03", "apply_update")
def in_place(params, grads, lr):
    """The numbers are right, but the old params have changed as well. A copy of a list or of a dict
    still holds the same arrays."""
    new = [dict(layer) for layer in params]
    for layer, grad in zip(new, grads, strict=True):
        for name in layer:
            layer[name] -= lr * grad[name]
    return new


@mistake("PU-04", "apply_update")
def biases_left_out(params, grads, lr):
    """The weights move, the biases stand still."""
    moved = truth.apply_update(params, grads, lr)
    return [{"W": m["W"], "b": p["b"]} for m, p in zip(moved, params, strict=True)]


@mistake("X09-40", "apply_update")
def without_learning_rate(params, grads, lr):
    """Your steps have the same length for every learning rate. Where should lr enter?"""
    return truth.apply_update(params, grads, 1.0)


@mistake("X09-41", "apply_update")
def last_layer_only(params, grads, lr):
    """Only the last layer has moved; all of them should."""
    return [*params[:-1], truth.apply_update(params, grads, lr)[-1]]


@mistake("X09-42", "apply_update")
def only_the_step(params, grads, lr):
    """You return the steps alone. The new params are the old ones plus the step."""
    return [{k: -lr * g for k, g in layer.items()} for layer in grads]


@mistake("X09-43", "apply_update")
def sign_of_the_gradient(params, grads, lr):
    """All your steps have the same length, lr. A steep direction should get a longer step."""
    signs = [{k: np.sign(g) for k, g in layer.items()} for layer in grads]
    return truth.apply_update(params, signs, lr)


# --- repaired_train_step -------------------------------------------------------------------------

STEP = "repaired_train_step"


@mistake("B2-02", STEP)
def still_moved_too_early(params, X, y, acts, lr):
    """The last layer is right, those before it are a little off, the more the larger lr is. Through
    which weights does the blame travel, the old or the new ones?"""
    logits, caches = forward(params, X, acts)
    loss, blame = softmax_ce(logits, y)
    grads = walk(caches, blame, through=lambda i, W, dW: W - lr * dW)
    return loss, truth.apply_update(params, grads, lr)


@mistake("X09-60", STEP)
def loss_after_the_step(params, X, y, acts, lr):
    """The new params are right. The loss belongs to the network before the step."""
    _, new = truth.train_step(params, X, y, acts, lr)
    return cross_entropy(forward(new, X, acts)[0], y), new


@mistake("X09-61", STEP)
def uphill_step(params, X, y, acts, lr):
    """The step goes uphill."""
    return truth.train_step(params, X, y, acts, -lr)


@mistake("X09-62", STEP)
def last_layer_moves_alone(params, X, y, acts, lr):
    """Only the last layer has moved. Every layer has a gradient, so every layer takes its step."""
    loss, new = truth.train_step(params, X, y, acts, lr)
    return loss, [*params[:-1], new[-1]]


@mistake("X09-63", STEP)
def moves_the_argument(params, X, y, acts, lr):
    """The numbers are right, but the params that came in have moved as well."""
    loss, new = truth.train_step(params, X, y, acts, lr)
    for layer, moved in zip(params, new, strict=True):
        for name in layer:
            layer[name][...] = moved[name]
    return loss, params


@mistake("X09-64", STEP)
def fresh_forward_pass_for_every_layer(params, X, y, acts, lr):
    """Layer after layer is optimised on its own: each gradient belongs to a network in which the
    layers behind have moved already. All gradients should belong to one and the same network."""
    loss, new = None, list(params)
    for i in reversed(range(len(params))):
        value, grads = truth.loss_and_grads(new, X, y, acts)
        loss = value if loss is None else loss
        new = [*new[:i], truth.apply_update([new[i]], [grads[i]], lr)[0], *new[i + 1 :]]
    return loss, new


@mistake("X09-65", STEP)
def gates_left_out_of_the_step(params, X, y, acts, lr):
    """The last layer is right. On the way further back the blame no longer passes the activations:
    this line was right before the repair."""
    logits, caches = forward(params, X, acts)
    loss, blame = softmax_ce(logits, y)
    return loss, truth.apply_update(params, walk(caches, blame, gate=lambda dA, cache: dA), lr)
