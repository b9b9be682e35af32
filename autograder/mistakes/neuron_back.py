"""What goes wrong on the way back through one neuron: `act_backward` and `neuron_backward`.

Ids AC are those of the catalogue of mistakes; X06 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import neuron as truth

BOTH = ("neuron_backward", "repaired_neuron_backward")


def _instead(kind, wrong):
    """act_backward with wrong(da, z, a) for one activation, right for the others."""

    def act_backward(da, z, act):
        a = truth.ACTIVATIONS[act](z)
        return wrong(da, np.asarray(z), a) if act == kind else truth.act_backward(da, z, act)

    return act_backward


# --- act_backward --------------------------------------------------------------------------------


@mistake("AC-01", "act_backward")
def sigmoid_formula_on_z(da, z, act):
    """Your slope of the sigmoid uses z where the formula wants the OUTPUT a. A slope of a sigmoid
    is never negative; yours sometimes is."""
    return _instead("sigmoid", lambda da, z, a: da * z * (1 - z))(da, z, act)


@mistake("AC-02", "act_backward")
def sigmoid_twice(da, z, act):
    """Your slope of the sigmoid hardly depends on z: an already activated number has been through
    the sigmoid again."""
    wrong = _instead("sigmoid", lambda da, z, a: truth.act_backward(da, a, "sigmoid"))
    return wrong(da, z, act)


@mistake("AC-03", "act_backward")
def upstream_ignored(da, z, act):
    """Right only where da happens to be 1. The local slope still has to be multiplied by the slope
    that comes in."""
    return truth.act_backward(np.ones_like(da), z, act)


@mistake("AC-04", "act_backward")
def mask_of_da(da, z, act):
    """In relu you ask whether da is positive. The gate was set by z, on the way forward: ask z."""
    return _instead("relu", lambda da, z, a: da * (np.asarray(da) > 0))(da, z, act)


@mistake("AC-05", "act_backward")
def relu_in_place_of_its_slope(da, z, act):
    """In relu the zeros are right, the others are off by the factor z. On the positive side relu
    climbs by 1 for each 1."""
    return _instead("relu", lambda da, z, a: da * a)(da, z, act)


@mistake("AC-06", "act_backward")
def square_missing(da, z, act):
    """Your slope of tanh is larger than 1 for negative z, which cannot be. Is the a in it
    squared?"""
    return _instead("tanh", lambda da, z, a: da * (1 - a))(da, z, act)


@mistake("AC-07", "act_backward")
def nothing_masked(da, z, act):
    """Your relu lets every slope pass. The output of relu is never negative, so asking whether it
    is at least 0 shuts out nothing."""
    return _instead("relu", lambda da, z, a: da * (a >= 0))(da, z, act)


@mistake("X06-60", "act_backward")
def tanh_formula_on_z(da, z, act):
    """Your slope of tanh uses z where the formula wants the OUTPUT a. A slope of tanh is never
    negative; yours sometimes is."""
    return _instead("tanh", lambda da, z, a: da * (1 - z**2))(da, z, act)


@mistake("X06-61", "act_backward")
def added(da, z, act):
    """You add the slope that comes in and the local slope. Slopes in a row multiply."""
    return da + truth.act_backward(np.ones_like(da), z, act)


@mistake("X06-62", "act_backward")
def divided(da, z, act):
    """You divide by the local slope. Where an activation is flat, little should get through; with
    you it becomes large."""
    with np.errstate(all="ignore"):
        return da / truth.act_backward(np.ones_like(da), z, act)


@mistake("X06-63", "act_backward")
def value_in_place_of_slope(da, z, act):
    """You multiply by the activation's value. The chain rule wants its slope."""
    return da * truth.ACTIVATIONS[act](z)


@mistake("X06-64", "act_backward")
def places_exchanged(da, z, act):
    """You take the slope at da and multiply by z: the two have changed places."""
    return truth.act_backward(z, da, act)


@mistake("X06-65", "act_backward")
def one_for_all(da, z, act):
    """Every activation gets the slope of the sigmoid: your code does not look at the word in
    act."""
    return truth.act_backward(da, z, "sigmoid")


@mistake("X06-66", "act_backward")
def other_way_open(da, z, act):
    """Your relu gate is open where it should be shut: negative z let nothing pass."""
    return _instead("relu", lambda da, z, a: da * (z <= 0))(da, z, act)


@mistake("X06-67", "act_backward")
def clipped_in_place(da, z, act):
    """Your relu gives the right numbers, but it writes its zeros into da, which somebody has lent
    you. Write them into an array of your own."""

    def clipped(da, z, a):
        dz = np.asarray(da)  # a list of somebody else's, or a copy of a number
        dz[z <= 0] = 0
        return dz

    return _instead("relu", clipped)(da, z, act)


# --- neuron_backward -----------------------------------------------------------------------------


def _dz(da, cache):
    x, w, b, act = cache
    return truth.act_backward(da, w @ x + b, act)


@mistake("X06-70", *BOTH)
def roles_exchanged(da, cache):
    """dx and dw have changed places. How fast z changes with a weight is the INPUT on its wire, and
    the other way round."""
    dx, dw, db = truth.neuron_backward(da, cache)
    return dw, dx, db


@mistake("AC-03", *BOTH)
def da_ignored(da, cache):
    """Right only for da = 1: the slope that comes in is not used."""
    return truth.neuron_backward(1.0, cache)


@mistake("X06-71", *BOTH)
def past_the_activation(da, cache):
    """The slope of the activation is missing: da belongs to a, and w and b feed z. There is one
    link between them."""
    x, w, _, _ = cache
    return da * w, da * x, da


@mistake("X06-72", *BOTH)
def slope_without_bias(da, cache):
    """Your slope of the activation is taken at a z without the bias."""
    x, w, _, act = cache
    return truth.neuron_backward(da, (x, w, 0.0, act))


@mistake("X06-73", *BOTH)
def bias_times_b(da, cache):
    """db carries a factor b too many. If b grows by a bit, z grows by just that bit."""
    dx, dw, db = truth.neuron_backward(da, cache)
    return dx, dw, db * cache[2]


@mistake("X06-74", *BOTH)
def bias_once_for_each_input(da, cache):
    """db has one entry for each input, but there is only one b: db is one number."""
    dx, dw, db = truth.neuron_backward(da, cache)
    return dx, dw, db * np.ones(len(cache[0]))


@mistake("X06-75", *BOTH)
def weights_twice(da, cache):
    """dx is right, but dw is the same thing again. How fast does z change with a weight: what
    stands beside it in the product?"""
    dx, _, db = truth.neuron_backward(da, cache)
    return dx, dx, db


@mistake("X06-76", *BOTH)
def inputs_twice(da, cache):
    """dw is right, but dx is the same thing again. How fast does z change with an input: what
    stands beside it in the product?"""
    _, dw, db = truth.neuron_backward(da, cache)
    return dw, dw, db


@mistake("X06-77", *BOTH)
def averaged_over_the_inputs(da, cache):
    """dx and dw are {D} times too small: nothing in a neuron is averaged over its inputs."""
    dx, dw, db = truth.neuron_backward(da, cache)
    return dx / len(dx), dw / len(dw), db


@mistake("X06-78", *BOTH)
def one_number_for_all_weights(da, cache):
    """dw is one number, but there are several weights. A slope has the shape of the thing it
    belongs to."""
    dx, dw, db = truth.neuron_backward(da, cache)
    return dx, np.sum(dw), db


@mistake("X06-79", *BOTH)
def slope_at_the_output(da, cache):
    """You take the slope of the activation at a. It has to be taken at z: a has been through the
    activation already."""
    x, w, _, act = cache
    a, _ = truth.neuron_forward(*cache)
    dz = truth.act_backward(da, a, act)
    return dz * w, dz * x, dz


@mistake("X06-80", *BOTH)
def bias_forgotten(da, cache):
    """db is 0, but the bias has a say in the loss: if b grows by a bit, by how much does z grow?"""
    dx, dw, _ = truth.neuron_backward(da, cache)
    return dx, dw, 0.0


@mistake("X06-81", *BOTH)
def downhill(da, cache):
    """All three have the wrong sign. Backward gives slopes; the minus comes later, in the step."""
    return tuple(-g for g in truth.neuron_backward(da, cache))


def _tanh_without_square(da, cache):
    x, w, b, act = cache
    z = w @ x + b
    dz = da * (1 - np.tanh(z)) if act == "tanh" else truth.act_backward(da, z, act)
    return dz * w, dz * x, dz


@mistake("AC-06", *BOTH)
def tanh_slope_without_its_square(da, cache):
    """sigmoid and relu are right; the slope of tanh comes out larger than 1 for negative z, which
    cannot be. Is the a in it squared?"""
    return _tanh_without_square(da, cache)


@mistake("AC-01", *BOTH)
def sigmoid_slope_on_z(da, cache):
    """tanh and relu are right. Your slope of the sigmoid uses z where the formula wants the OUTPUT
    a."""
    x, w, b, act = cache
    z = w @ x + b
    dz = _instead("sigmoid", lambda da, z, a: da * z * (1 - z))(da, z, act)
    return dz * w, dz * x, dz


@mistake("AC-07", *BOTH)
def relu_gate_always_open(da, cache):
    """sigmoid and tanh are right. Your relu lets every slope pass, even where z is negative."""
    x, w, b, act = cache
    dz = da if act == "relu" else truth.act_backward(da, w @ x + b, act)
    return dz * w, dz * x, dz


@mistake("X06-90", "repaired_neuron_backward")
def both_bugs_left(da, cache):
    """Both bugs are still there. Let the checker point: which activation is bad in everything, and
    which two results are bad in every activation?"""
    dx, dw, db = _tanh_without_square(da, cache)
    return dw, dx, db
