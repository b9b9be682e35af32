"""What goes wrong when neurons are dropped, and when blame comes back through the mask.

Ids DR are those of the catalogue; X12 are our own.
"""

import numpy as np

from autograder.mistakes.core import mistake

DROPOUTS = ("dropout_forward", "repaired_dropout")


def drop(A, cache, train):
    cache = cache if train else np.ones(A.shape)
    return A * cache, cache


@mistake("DR-01", *DROPOUTS)
def not_scaled(A, p_drop, rng, train):
    """The survivors keep their old size, so the layer becomes weaker on average. They have to make
    up for the dropped ones."""
    return drop(A, (rng.random(A.shape) >= p_drop) * 1.0, train)


@mistake("DR-02", *DROPOUTS)
def wrong_way_round(A, p_drop, rng, train):
    """You keep as many as you should drop. p_drop is the share that becomes 0; with 0.5 nobody
    would notice."""
    return drop(A, (rng.random(A.shape) < p_drop) / (1 - p_drop), train)


@mistake("DR-04", *DROPOUTS)
def also_without_training(A, p_drop, rng, train):
    """You drop entries even where train is False. After the training nothing may be dropped."""
    return drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), True)


@mistake("X12-60", *DROPOUTS)
def divided_by_p(A, p_drop, rng, train):
    """You divide the survivors by the share that is dropped. How large is the share that
    survives?"""
    return drop(A, (rng.random(A.shape) >= p_drop) / max(p_drop, 1e-12), train)


@mistake("X12-61", *DROPOUTS)
def multiplied(A, p_drop, rng, train):
    """The survivors become smaller instead of larger. They have to make up for the dropped ones:
    which way does the factor go?"""
    return drop(A, (rng.random(A.shape) >= p_drop) * (1 - p_drop), train)


@mistake("X12-89", *DROPOUTS)
def by_measured_share(A, p_drop, rng, train):
    """You divide by the share that happened to survive, which differs from draw to draw. Divide by
    the share that survives on average; p_drop says how large that is."""
    on = rng.random(A.shape) >= p_drop
    return drop(A, on / max(on.mean(), 1e-12), train)


@mistake("X12-62", *DROPOUTS)
def weakened_afterwards(A, p_drop, rng, train):
    """After the training you make all entries smaller. With survivors that are scaled in training
    this isn't needed: without training, A stays as it is."""
    out, cache = drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)
    return (out, cache) if train else (A * (1 - p_drop), cache)


@mistake("X12-63", *DROPOUTS)
def not_inverted(A, p_drop, rng, train):
    """You scale after the training, and not in it. That works, but it isn't inverted dropout: scale
    the survivors in training, and leave A alone afterwards."""
    kept = (rng.random(A.shape) >= p_drop) * 1.0
    return (A * kept, kept) if train else (A * (1 - p_drop), np.full(A.shape, 1 - p_drop))


@mistake("X12-64", *DROPOUTS)
def unscaled_cache(A, p_drop, rng, train):
    """A_out is right, but the cache holds only zeros and ones. The way back needs the factor,
    too."""
    kept = (rng.random(A.shape) >= p_drop) if train else np.ones(A.shape, dtype=bool)
    return A * kept / (1 - p_drop if train else 1), kept * 1.0


@mistake("X12-65", *DROPOUTS)
def second_draw(A, p_drop, rng, train):
    """The cache is another mask than the one you used: you drew twice. The way back has to meet the
    same gaps."""
    out, _ = drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)
    return out, drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)[1]


@mistake("X12-66", *DROPOUTS)
def whole_columns(A, p_drop, rng, train):
    """Every example loses the same neurons: you drew one row of luck for all. Each entry is dropped
    on its own."""
    kept = rng.random(A.shape[1]) >= p_drop
    return drop(A, np.tile(kept / (1 - p_drop), (len(A), 1)), train)


@mistake("X12-67", *DROPOUTS)
def seed_inside(A, p_drop, rng, train):
    """The mask is the same for every generator: a fixed seed hides inside. Then the same neurons
    would be missing for ever; draw from the generator that comes in."""
    kept = np.random.default_rng(0).random(A.shape) >= p_drop
    return drop(A, kept / (1 - p_drop), train)


@mistake("X12-68", *DROPOUTS)
def global_generator(A, p_drop, rng, train):
    """Your mask comes from the generator that numpy shares with everybody. Draw from the one that
    comes in."""
    return drop(A, (np.random.rand(*A.shape) >= p_drop) / (1 - p_drop), train)


@mistake("X12-69", *DROPOUTS)
def smallest_dropped(A, p_drop, rng, train):
    """Your mask depends on the numbers in A: you drop the smallest ones. Luck alone decides, not
    size."""
    size = np.abs(A) + 0 * rng.random(A.shape)
    return drop(A, (size >= np.quantile(size, p_drop)) / (1 - p_drop), train)


@mistake("X12-70", *DROPOUTS)
def cache_is_the_output(A, p_drop, rng, train):
    """You return A_out as the cache as well. The way back needs what A was multiplied with."""
    out, _ = drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)
    return out, out.copy()


@mistake("X12-71", *DROPOUTS)
def never_drops(A, p_drop, rng, train):
    """Nothing is dropped, in training either."""
    return A.copy(), np.ones(A.shape)


@mistake("X12-72", *DROPOUTS)
def no_cache(A, p_drop, rng, train):
    """Only A_out comes back. The way back needs the cache as well."""
    return drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)[0]


@mistake("X12-73", *DROPOUTS)
def in_place(A, p_drop, rng, train):
    """The numbers are right, but the array of the caller has lost its entries. Multiply into a new
    array."""
    out, cache = drop(A, (rng.random(A.shape) >= p_drop) / (1 - p_drop), train)
    A[:] = out
    return out, cache


@mistake("X12-74", "repaired_dropout")
def both_bugs(A, p_drop, rng, train):
    """Both bugs are still in: look at the share of zeros for a p_drop that isn't one half, and at
    the size of the survivors."""
    return drop(A, (rng.random(A.shape) < p_drop) * 1.0, train)


# --- dropout_backward ----------------------------------------------------------------------------


@mistake("DR-03", "dropout_backward")
def fresh_mask(dA, cache):
    """Your gaps are not those of the cache: a new mask was drawn. The blame has to go through the
    neurons that were there on the way forward."""
    kept = np.random.default_rng(0).random(dA.shape) < 0.5
    return dA * kept * 2.0


@mistake("DR-05", "dropout_backward")
def scale_forgotten(dA, cache):
    """The gaps are right, but the survivors' blame isn't scaled. Forward, they were multiplied with
    a number larger than 1."""
    return dA * (cache > 0)


@mistake("X12-80", "dropout_backward")
def mask_forgotten(dA, cache):
    """The blame comes out as it went in. A neuron that was dropped had no say, so it gets no
    blame."""
    return dA.copy()


@mistake("X12-81", "dropout_backward")
def dropped_ones(dA, cache):
    """You blame exactly those that were dropped, and spare the others."""
    return dA * (cache == 0)


@mistake("X12-82", "dropout_backward")
def scaled_twice(dA, cache):
    """The survivors' blame is scaled twice. The cache has the factor in it already."""
    return dA * cache * max(cache.max(), 1.0)


@mistake("X12-83", "dropout_backward")
def divided(dA, cache):
    """You divide by the factor with which the forward pass has multiplied. The slope of a product
    is the factor itself."""
    return np.where(cache > 0, dA / np.where(cache > 0, cache, 1.0), 0.0)


@mistake("X12-84", "dropout_backward")
def the_cache(dA, cache):
    """You return the cache. What happens to the blame that comes in?"""
    return cache.copy()


@mistake("X12-85", "dropout_backward")
def in_place_back(dA, cache):
    """Right, but the blame that came in has been changed. Multiply into a new array."""
    dA *= cache
    return dA
