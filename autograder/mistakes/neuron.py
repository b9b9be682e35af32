"""What goes wrong with an activation, and with the way forward through one neuron.

Ids AC and PN are those of the catalogue of mistakes; X06 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake
from autograder.truth import neuron as truth

# --- sigmoid -------------------------------------------------------------------------------------


@mistake("AC-08", "sigmoid")
def falling(z):
    """Your curve falls: it is the sigmoid of −z. Look at the sign in the exponent."""
    return truth.sigmoid(-np.asarray(z))


@mistake("AC-02", "sigmoid")
def twice(z):
    """Your results lie between 0.5 and 0.73, whatever z is: the sigmoid has been applied twice."""
    return truth.sigmoid(truth.sigmoid(z))


@mistake("X06-01", "sigmoid")
def overflow(z):
    """Right near 0, but far out it gives NaN: infinity divided by infinity. Which of the two forms
    of the sigmoid has a harmless exponent when z is large?"""
    e = np.exp(z)
    return e / (1 + e)


@mistake("X06-02", "sigmoid")
def from_minus_one(z):
    """Your values run from −1 to 1, and at 0 you get 0: that is tanh. A sigmoid gives one half at
    0."""
    return np.tanh(z)


@mistake("X06-03", "sigmoid")
def its_slope(z):
    """You return the slope of the sigmoid; asked for is its value. The largest number you can get
    is a quarter."""
    return truth.sigmoid(z) * (1 - truth.sigmoid(z))


@mistake("X06-04", "sigmoid")
def over_all_entries(z):
    """All your numbers together add up to 1: you divide by a sum over all entries. A sigmoid treats
    every number on its own."""
    z = np.atleast_1d(z)
    e = np.exp(z - np.max(z))
    return e / e.sum()


@mistake("X06-05", "sigmoid")
def a_step(z):
    """Only 0 and 1 come out: you have built a switch. A sigmoid goes from 0 to 1 gently."""
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@mistake("X06-06", "sigmoid")
def powers_of_two(z):
    """The curve has the right form but is too flat: you take powers of 2 in place of powers of
    e."""
    return truth.sigmoid(np.log(2) * np.asarray(z))


# --- tanh ----------------------------------------------------------------------------------------


@mistake("X06-10", "tanh_")
def a_sigmoid(z):
    """Your values run from 0 to 1: that is the sigmoid. tanh gives 0 at 0, and −1 far to the
    left."""
    return truth.sigmoid(z)


@mistake("X06-11", "tanh_")
def half_as_steep(z):
    """Exactly tanh of z/2: in your formula a 2 is missing in the exponents."""
    return np.tanh(np.asarray(z) / 2)


@mistake("X06-12", "tanh_")
def tanh_that_overflows(z):
    """Right near 0, but far out it gives NaN: infinity divided by infinity. Does numpy have this
    function ready?"""
    return (np.exp(z) - np.exp(-np.asarray(z))) / (np.exp(z) + np.exp(-np.asarray(z)))


@mistake("X06-13", "tanh_")
def the_slope_of_tanh(z):
    """You return the slope of tanh; asked for is its value."""
    return 1 - np.tanh(z) ** 2


@mistake("X06-14", "tanh_")
def the_tangent(z):
    """That is the tangent of school, a function that jumps. The h stands for hyperbolic."""
    return np.tan(z)


@mistake("X06-15", "tanh_")
def cut_off(z):
    """You cut numbers off at −1 and 1. tanh bends, and never quite arrives there."""
    return np.clip(z, -1, 1)


@mistake("X06-16", "tanh_")
def falling_tanh(z):
    """Your curve falls: a minus sign is turned round."""
    return -np.tanh(z)


# --- relu ----------------------------------------------------------------------------------------


@mistake("X06-20", "relu")
def switch(z):
    """Positive numbers all become 1: that is the slope of relu. Asked for is its value, which lets
    positive numbers pass as they are."""
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@mistake("X06-21", "relu")
def size(z):
    """Negative numbers lose their sign in your version; they should become 0."""
    return np.abs(z)


@mistake("X06-22", "relu")
def other_half(z):
    """You keep the negative numbers and drop the positive ones: smaller and larger are mixed
    up."""
    return np.minimum(0, z)


@mistake("X06-23", "relu")
def leaky(z):
    """A little of each negative number leaks through. That is a known relative, leaky relu; here
    negative numbers become exactly 0."""
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))


@mistake("X06-24", "relu")
def bounded(z):
    """You cut off at 1 as well. relu has a floor, but no ceiling."""
    return np.clip(z, 0, 1)


@mistake("X06-25", "relu")
def the_original_too(z):
    """The result is right, but the array that came in has been changed, too. Make a new one."""
    if np.ndim(z) == 0:
        return max(0.0, float(z))
    z[z < 0] = 0
    return z


@mistake("X06-26", "relu")
def nothing_happens(z):
    """Negative numbers come out as they went in. Nothing has been cut off."""
    return z


# --- neuron_forward ------------------------------------------------------------------------------


@mistake("PN-04", "neuron_forward")
def without_bias(x, w, b, act):
    """Your output does not change when b changes: the bias is forgotten in the sum."""
    return truth.neuron_forward(x, w, 0.0, act)[0], (x, w, b, act)


@mistake("PN-05", "neuron_forward")
def products_not_summed(x, w, b, act):
    """A neuron gives one number. You have multiplied inputs and weights entry by entry, but the
    products still have to be added up."""
    return truth.ACTIVATIONS[act](x * w + b), (x, w, b, act)


@mistake("X06-30", "neuron_forward")
def not_activated(x, w, b, act):
    """You return z. The last step is missing: send it through the activation."""
    return w @ x + b, (x, w, b, act)


@mistake("X06-31", "neuron_forward")
def bias_behind_the_activation(x, w, b, act):
    """The bias comes too late: it belongs to the sum, before the activation, not behind it."""
    return truth.ACTIVATIONS[act](w @ x) + b, (x, w, b, act)


@mistake("X06-32", "neuron_forward")
def always_sigmoid(x, w, b, act):
    """Every neuron of yours is a sigmoid neuron: your code does not look at the word in act."""
    return truth.neuron_forward(x, w, b, "sigmoid")[0], (x, w, b, act)


@mistake("X06-33", "neuron_forward")
def mean_of_the_products(x, w, b, act):
    """You take the mean of the {D} products; a neuron adds them up."""
    return truth.neuron_forward(x, w / len(x), b, act)[0], (x, w, b, act)


@mistake("X06-34", "neuron_forward")
def multiplied_by_the_bias(x, w, b, act):
    """The bias should be added. You multiply by it."""
    return float(truth.ACTIVATIONS[act]((w @ x) * b)), (x, w, b, act)


@mistake("X06-35", "neuron_forward")
def other_order_in_the_cache(x, w, b, act):
    """The activation is right; in the cache x and w have changed places. Keep the order of the
    arguments."""
    return truth.neuron_forward(x, w, b, act)[0], (w, x, b, act)


@mistake("X06-36", "neuron_forward")
def results_exchanged(x, w, b, act):
    """You return the cache first. The output comes first, the cache second."""
    return truth.neuron_forward(x, w, b, act)[::-1]


@mistake("X06-37", "neuron_forward")
def weights_alone(x, w, b, act):
    """Your output does not change when x changes: the inputs have to be multiplied by their
    weights."""
    return truth.neuron_forward(np.ones_like(x), w, b, act)[0], (x, w, b, act)
