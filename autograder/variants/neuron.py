"""Right ways to write an activation and a neuron. Ids V as in the catalogue; W06 are our own."""

import math
import warnings

import numpy as np

from autograder.truth import neuron as truth
from autograder.variants.core import variant

# --- the activations -----------------------------------------------------------------------------


@variant("V-26", "sigmoid")
def warns_and_is_right(z):
    """The short formula: exp overflows to infinity, and 1 / infinity is 0."""
    return 1 / (1 + np.exp(-z))


@variant("V-27", "sigmoid")
def by_tanh(z):
    """Half of 1 + tanh(z/2)."""
    return 0.5 * (1 + np.tanh(0.5 * z))


@variant("V-01", "sigmoid")
def single_precision(z):
    """float32."""
    return by_tanh(np.asarray(z, dtype=np.float32))


@variant("V-04", "sigmoid")
def number_by_number(z):
    """Plain Python with two branches; lists come out."""
    if np.ndim(z):
        return [number_by_number(v) for v in z]
    e = math.exp(-abs(z))
    return 1 / (1 + e) if z >= 0 else e / (1 + e)


@variant("W06-01", "sigmoid")
def clipped(z):
    """exp of a clipped number."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@variant("W06-02", "sigmoid")
def by_logaddexp(z):
    """exp(-log(1 + e^-z))."""
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


@variant("V-10", "tanh_")
def ready_made(z):
    """numpy's."""
    return np.tanh(z)


@variant("V-27", "tanh_")
def by_sigmoid(z):
    """2 sigmoid(2z) - 1."""
    return 2 * truth.sigmoid(2 * np.asarray(z)) - 1


@variant("W06-03", "tanh_")
def by_a_harmless_exponent(z):
    """From e^(-2|z|), with the sign put back."""
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e)


@variant("W06-04", "tanh_", loses=("far_out",))
def school_formula(z):
    """Infinity divided by infinity far out."""
    up, down = np.exp(z), np.exp(-np.asarray(z))
    return (up - down) / (up + down)


@variant("V-30", "relu")
def half_of_the_sum(z):
    """(z + |z|) / 2."""
    return (z + np.abs(z)) / 2


@variant("V-31", "relu")
def times_the_mask(z):
    """z (z > 0); -0.0 where z is negative."""
    return z * (np.asarray(z) > 0)


@variant("V-29", "relu")
def copy_and_zero(z):
    """A copy, with entries set to 0."""
    a = np.array(z, dtype=float)
    a[a < 0] = 0
    return a


@variant("W06-05", "relu")
def choose(z):
    """np.where."""
    return np.where(np.asarray(z) > 0, z, 0.0)


# --- neuron_forward ------------------------------------------------------------------------------


def _g(z, act):
    return {"sigmoid": warns_and_is_right, "tanh": np.tanh, "relu": half_of_the_sum}[act](z)


@variant("V-32", "neuron_forward")
def bias_as_a_weight(x, w, b, act):
    """w augmented by the bias, one product."""
    return _g(np.append(x, 1.0) @ np.append(w, b), act), (x, w, b, act)


@variant("V-02", "neuron_forward")
def loop(x, w, b, act):
    """Products added up one by one; the cache is a list."""
    z = b
    for xi, wi in zip(x, w, strict=True):
        z += xi * wi
    return _g(z, act), [x, w, b, act]


@variant("V-01", "neuron_forward")
def in_single_precision(x, w, b, act):
    """float32 on the way."""
    z = np.float32(w.astype(np.float32) @ x.astype(np.float32) + np.float32(b))
    return _g(z, act), (x, w, b, act)


@variant("V-06", "neuron_forward")
def one_entry(x, w, b, act):
    """a of shape (1,), and copies in the cache."""
    return np.atleast_1d(_g(np.sum(w * x) + b, act)), (x.copy(), w.copy(), b, act)


@variant("V-13", "neuron_forward")
def other_names(inputs, weights, bias=0.0, kind="relu", verbose=False):
    """Other parameter names, defaults, and text on stdout."""
    print("one neuron,", kind)
    return _g(np.dot(inputs, weights) + bias, kind), (inputs, weights, bias, kind)


# --- act_backward --------------------------------------------------------------------------------


@variant("V-26", "act_backward")
def formulas_that_overflow(da, z, act):
    """A sigmoid that warns of an overflow on the way."""
    s = warns_and_is_right(z)
    if act == "sigmoid":
        return da * s * (1 - s)
    return da * (1 - np.tanh(z) ** 2 if act == "tanh" else np.asarray(z) > 0)


@variant("V-27", "act_backward")
def sigmoid_slope_by_tanh(da, z, act):
    """(1 - tanh²(z/2)) / 4, 1 / cosh² by way of tanh, and the sign for relu."""
    z = np.asarray(z)
    slopes = {
        "sigmoid": (1 - np.tanh(z / 2) ** 2) / 4,
        "tanh": (1 - np.tanh(z)) * (1 + np.tanh(z)),
        "relu": np.sign(np.maximum(z, 0)),
    }
    return slopes[act] * da


@variant("V-28", "act_backward")
def slope_1_at_0(da, z, act):
    """relu with slope 1 at exactly 0: never asked."""
    a = _g(z, act)
    return da * {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": np.asarray(z) >= 0}[act]


@variant("V-29", "act_backward")
def where(da, z, act):
    """np.where for relu."""
    return np.where(np.asarray(z) > 0, da, 0.0) if act == "relu" else slope_1_at_0(da, z, act)


@variant("V-04", "act_backward")
def nested_lists(da, z, act):
    """Lists where arrays are expected."""
    return np.asarray(truth.act_backward(da, z, act)).tolist()


@variant("V-01", "act_backward")
def slopes_in_single_precision(da, z, act):
    """float32."""
    return truth.act_backward(np.float32(da), np.asarray(z, dtype=np.float32), act)


# --- neuron_backward and its repaired twin -------------------------------------------------------

BOTH = ("neuron_backward", "repaired_neuron_backward")


def _dz(da, cache):
    x, w, b, act = cache
    return sigmoid_slope_by_tanh(da, w @ x + b, act)


@variant("V-02", *BOTH)
def entry_by_entry(da, cache):
    """Loops over plain numbers; lists come out."""
    dz = _dz(da, cache)
    return [dz * w for w in cache[1]], [dz * x for x in cache[0]], dz


@variant("V-05", *BOTH)
def a_list_of_results(da, cache):
    """A list of three in place of a tuple, db as a 0-d array."""
    dz = _dz(da, cache)
    return [np.multiply(dz, cache[1]), np.multiply(dz, cache[0]), np.array(dz)]


@variant("V-06", *BOTH)
def one_entry_of_db(da, cache):
    """db of shape (1,)."""
    dz = _dz(da, cache)
    return dz * cache[1], dz * cache[0], np.array([dz])


@variant("V-01", *BOTH)
def backward_in_single_precision(da, cache):
    """float32 on the way."""
    dz = np.float32(_dz(da, cache))
    return dz * cache[1].astype(np.float32), dz * cache[0].astype(np.float32), dz


@variant("V-12", *BOTH)
def prints_and_warns(da, cache):
    """Text on stdout and a warning of the student's own."""
    print("backward", cache[3])
    warnings.warn("look here", RuntimeWarning, stacklevel=2)
    return a_list_of_results(da, cache)


@variant("W06-06", *BOTH)
def augmented(da, cache):
    """Bias as a weight with input 1; dw and db are cut out of one array."""
    x, w, _, _ = cache
    both = _dz(da, cache) * np.append(x, 1.0)
    return _dz(da, cache) * w, both[:-1], both[-1]


@variant("W06-07", *BOTH)
def dict_of_results(da, cache):
    """A dict with the right names."""
    dz = _dz(da, cache)
    return {"db": dz, "dw": dz * cache[0], "dx": dz * cache[1]}
