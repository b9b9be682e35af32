"""Right ways to fill a trace and to compute the loss of a yes-or-no question."""

import math

import numpy as np

from autograder.truth import neuron as truth
from autograder.variants.core import variant

# --- fill_trace ----------------------------------------------------------------------------------


@variant("V-41", "fill_trace")
def copy_then_fill(trace):
    """A copy, filled step by step."""
    t = dict(trace)
    t["z"] = t["w"] * t["x"] + t["b"]
    t["a"] = truth.ACTIVATIONS[t["act"]](t["z"])
    t["loss"] = (t["a"] - t["y"]) ** 2
    t["dloss_da"] = 2 * (t["a"] - t["y"])
    t["da_dz"] = truth.act_backward(1.0, t["z"], t["act"])
    t["dloss_dz"] = t["dloss_da"] * t["da_dz"]
    t["dloss_dw"] = t["dloss_dz"] * t["x"]
    t["dloss_db"] = t["dloss_dz"] * 1
    return t


@variant("W06-10", "fill_trace")
def plain_python(trace):
    """math in place of numpy, another order of the keys, whole products at once."""
    x, w, b, y = (trace[k] for k in "xwby")
    z = math.fsum([x * w, b])
    if trace["act"] == "relu":
        a, slope = max(z, 0.0), int(z > 0)
    else:
        half = math.tanh(z if trace["act"] == "tanh" else z / 2)
        a = half if trace["act"] == "tanh" else (1 + half) / 2
        slope = (1 - half * half) / (1 if trace["act"] == "tanh" else 4)
    miss = a - y
    return {
        "dloss_dw": 2 * miss * slope * x,
        "dloss_db": 2 * miss * slope,
        "dloss_dz": 2 * miss * slope,
        "da_dz": slope,
        "dloss_da": 2 * miss,
        **{"loss": miss * miss, "a": a, "z": z},
        **{k: trace[k] for k in ("act", "x", "w", "b", "y")},
    }


@variant("V-22", "fill_trace")
def zero_dimensional(trace):
    """0-d arrays as links."""
    filled = truth.fill_trace(trace)
    return {k: v if k == "act" else np.array(v) for k, v in filled.items()}


@variant("V-01", "fill_trace")
def single_precision(trace):
    """float32 links."""
    filled = truth.fill_trace(trace)
    return {k: v if k == "act" else np.float32(v) for k, v in filled.items()}


# --- bce_loss ------------------------------------------------------------------------------------


@variant("V-21", "bce_loss")
def two_fractions(p, y):
    """The slope as it falls out of the two logarithms."""
    p = np.minimum(np.maximum(p, 1e-12), 1 - 1e-12)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss, (-y / p + (1 - y) / (1 - p)) / len(p)


@variant("V-19", "bce_loss")
def picked(p, y):
    """The probability of what was right, picked with np.where."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    right = np.where(y == 1, p, 1 - p)
    return -np.log(right).mean(), np.where(y == 1, -1.0, 1.0) / right / len(p)


@variant("V-02", "bce_loss")
def one_at_a_time(p, y):
    """A loop over plain numbers; a list comes out."""
    loss, dp, n = 0.0, [], len(p)
    for probability, label in zip(p, y, strict=True):
        q = min(max(float(probability), 1e-12), 1 - 1e-12)
        loss -= (math.log(q) if label else math.log(1 - q)) / n
        dp.append((-1 / q if label else 1 / (1 - q)) / n)
    return loss, dp


@variant("V-20", "bce_loss")
def epsilon_in_the_logarithms(p, y):
    """1e-12 added inside the logarithms, not clipped; the slope is made safe apart."""
    eps = 1e-12
    loss = -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))
    return loss, (-y / (p + eps) + (1 - y) / (1 - p + eps)) / len(p)


@variant("V-01", "bce_loss", loses=("sure_right", "sure_wrong"))
def in_single_precision(p, y):
    """float32, where 1 - 1e-12 is exactly 1."""
    p = np.clip(p.astype(np.float32), np.float32(1e-12), np.float32(1 - 1e-12))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss, (p - y) / (p * (1 - p)) / len(p)


@variant("V-22", "bce_loss")
def a_list_and_a_zero_dimensional_loss(p, y):
    """A list of two, the loss as a 0-d array."""
    loss, dp = truth.bce_loss(p, y)
    return [np.array(loss), dp]


# --- bce_with_logits -----------------------------------------------------------------------------


@variant("V-16", "bce_with_logits")
def by_logaddexp(z, y):
    """np.logaddexp does the shifting itself."""
    return np.mean(np.logaddexp(0, z) - z * y), (1 / (1 + np.exp(-z)) - y) / len(y)


@variant("W06-11", "bce_with_logits")
def two_branches(z, y):
    """The size of the wrong way, z or -z, then one formula."""
    wrong = np.where(y == 1, -z, z)
    loss = np.where(wrong > 0, wrong, 0) + np.log(1 + np.exp(-np.abs(z)))
    return loss.mean(), (0.5 * (1 + np.tanh(z / 2)) - y) / z.size


@variant("V-02", "bce_with_logits")
def logits_one_at_a_time(z, y):
    """A loop over plain numbers."""
    loss, dz = 0.0, []
    for logit, label in zip(z.tolist(), y.tolist(), strict=True):
        loss += (max(logit, 0) - logit * label + math.log1p(math.exp(-abs(logit)))) / len(z)
        dz.append((0.5 + 0.5 * math.tanh(logit / 2) - label) / len(z))
    return loss, dz


@variant("V-25", "bce_with_logits", loses=("far_loss",))
def unstable(z, y):
    """Right for ordinary logits; the loss overflows far out."""
    p = 1 / (1 + np.exp(-z))
    return np.mean(np.log(1 + np.exp(z)) - z * y), (p - y) / len(z)


@variant("V-21", "bce_with_logits", loses=("far_loss",))
def through_clipped_probabilities(z, y):
    """By way of bce_loss: the large loss far out is cut off, the slope is not."""
    p = truth.sigmoid(z)
    return truth.bce_loss(p, y)[0], (p - y) / len(z)


@variant("V-01", "bce_with_logits")
def logits_in_single_precision(z, y):
    """float32."""
    z = z.astype(np.float32)
    return np.mean(np.logaddexp(np.float32(0), z) - z * y), (truth.sigmoid(z) - y) / len(z)
