"""What is read off batches, off a walk with batches, and off a measurement of noise (05)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from downslope.ladder import describe
from downslope.observe import same_data
from downslope.readings import (
    FINE,
    IGNORED,
    NOT_ASKED,
    groups,
    plain_numbers,
    reading,
    returned,
    use_of_rng,
    without_seed,
)
from downslope.sheet import Case, Finding, Observed
from downslope.signatures import close

ENOUGH = 24  # examples; with at most a quarter of them in a batch, chance never looks like order


# --- minibatches(n, batch_size, rng): results sizes, indices, shuffle, rng ----------------------


@reading("minibatches")
def minibatches(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: sizes of the batches, indices in them, whether they are shuffled, use of rng."""
    rng = use_of_rng(cases, seen, _same_batches)
    found = [(FINE,) * 4] * len(cases)
    for i in returned(seen):
        n, size = cases[i].args[:2]
        batches = _batches(seen[i].value)
        if isinstance(batches, Finding):
            found[i] = (batches,) * 4
            continue
        found[i] = (_sizes(batches, n, size), _indices(batches, n), _order(batches, n, size))
        found[i] += (rng[i],)
    return found


def _batches(value) -> list[np.ndarray] | Finding:
    """`value` as a list of arrays of whole numbers, or what is wrong with its form."""
    array = plain_numbers(value)
    if array is not None and array.ndim == 1 and array.size and not isinstance(value, tuple):
        return Finding("flat", "One list of indices came back; a list of batches is asked for.")
    if not isinstance(value, (list, tuple)) and (array is None or array.ndim != 2):
        words = f"A list of arrays is asked for; yours is {describe(value)}."
        return Finding("generator" if "generator" in describe(value) else "no list", words)
    batches = []
    for batch in value:
        array = plain_numbers(batch)
        if array is None or array.ndim != 1:
            words = f"Each batch should be an array of shape (B,); one is {describe(batch)}."
            return Finding("no array", words)
        if array.dtype.kind == "f" and array.size:
            return Finding("floats", "The indices are floats; only whole numbers can pick rows.")
        batches.append(array.astype(np.int64))
    return batches


def _same_batches(a, b) -> bool:
    a, b = _batches(a), _batches(b)
    if isinstance(a, Finding) or isinstance(b, Finding):
        return a == b
    return len(a) == len(b) and all(map(np.array_equal, a, b))


def _sizes(batches: list[np.ndarray], n: int, size: int) -> Finding:
    full, rest = divmod(n, size)
    sizes, want = [len(b) for b in batches], [size] * full + [rest] * (rest > 0)
    if sizes == want:
        return FINE
    told = f"{n} examples with batch_size {size} gave batches of {sizes or 'nothing'}; "
    told += f"expected {want}."
    if 0 in sizes:
        return Finding("empty", told)
    if rest and sizes == [size] * full:
        return Finding("rest dropped", told)
    if sizes == want[:-1]:
        return Finding("last dropped", told)
    if len(sizes) == min(n, size):
        return Finding("number", told)
    if sum(sizes) == n and len(sizes) == len(want):
        return Finding("even", told)
    return Finding("full" if sizes == [size] * len(want) else "other", told)


def _indices(batches: list[np.ndarray], n: int) -> Finding:
    every = np.concatenate([*batches, np.array([], dtype=np.int64)])
    strange = every[(every < 0) | (every >= n)]
    if strange.size:
        words = f"Index {strange[0]} is in a batch; {n} examples have the indices 0 to {n - 1}."
        return Finding("outside", words)
    often = np.bincount(every, minlength=n)
    missing, repeated = int(np.sum(often == 0)), int(np.sum(often > 1))
    told = f"Of {n} indices {missing} never came and {repeated} came more than once; "
    told += "each should come exactly once."
    pairs = list(pairwise(batches))
    if repeated and all(len(a) > 1 and np.array_equal(a[1:], b[: len(a) - 1]) for a, b in pairs):
        return Finding("overlap", told)
    if missing and repeated:
        return Finding("missing and repeated", told)
    if missing or repeated:
        return Finding("missing" if missing else "repeated", told)
    return FINE


def _order(batches: list[np.ndarray], n: int, size: int) -> Finding:
    """Does each batch hold a run of neighbours, as if nobody had shuffled?

    Chance does this with a probability below 3e-10 where n >= ENOUGH and 4 size <= n.
    """
    if n < ENOUGH or 4 * size > n or len(batches) < 3:
        return NOT_ASKED
    every = np.concatenate(batches)
    if np.array_equal(every, np.arange(len(every))):
        return Finding("in order", "The batches hold the examples in their old order, 0, 1, 2, …")
    if size == 1:
        steps = np.diff(every) % n
        runs = (steps == 1).all() or (steps == n - 1).all()
    else:
        runs = all(_run(batch, n) for batch in batches)
    if not runs:
        return FINE
    words = "Examples that are neighbours always come in the same batch: not a real shuffle."
    starts = [int(b.min()) for b in batches]
    return Finding("inside" if starts == sorted(starts) else "blocks", words)


def _run(batch: np.ndarray, n: int) -> bool:
    """True for neighbouring indices in any order; n - 1 and 0 count as neighbours."""
    holds = np.zeros(n, dtype=bool)
    holds[batch % n] = True
    return bool(np.sum(holds & ~np.roll(holds, 1)) <= 1)


# --- sgd_linear(X, y, w0, lr, batch_size, epochs, rng): w, history, visits, rng -----------------


@reading("sgd")
def sgd(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: w and history where no shuffle can change them, the order of visits, use of rng.

    about: "diary" (the order can be read off w), "luck" (only the use of rng is judged) or "".
    """
    rng = use_of_rng(cases, seen, _same_walk)
    found = [(FINE,) * 4] * len(cases)
    for i in returned(seen):
        pair = _pair(seen[i].value)
        if isinstance(pair, Finding):
            found[i] = (pair,) * 4
        elif cases[i].about:
            found[i] = (NOT_ASKED, NOT_ASKED, NOT_ASKED, rng[i])
        else:
            found[i] = (*pair, NOT_ASKED, rng[i])
    for group in groups(cases, seen):
        diaries = [i for i in group if cases[i].about == "diary" and found[i][0] == NOT_ASKED]
        visits = _visits([(cases[i].args, seen[i].value[0]) for i in diaries])
        for i in diaries:
            found[i] = (NOT_ASKED, NOT_ASKED, visits, rng[i])
    return found


def _pair(value) -> tuple | Finding:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return tuple(value)
    words = "The function should return two results, (w, history); yours returned "
    return Finding("no pair", f"{words}{describe(value)}.")


def _same_walk(a, b) -> bool:
    """Are both results the same, up to rounding?"""
    a, b = _pair(a), _pair(b)
    if isinstance(a, Finding) or isinstance(b, Finding):
        return a == b
    pairs = [(plain_numbers(x), plain_numbers(y)) for x, y in zip(a, b, strict=True)]
    return all(x is not None and y is not None and close(1.0 * x, 1.0 * y) for x, y in pairs)


def _visits(diaries: list[tuple]) -> Finding:
    """Read the order of visits off the weights of some runs that differ in their seeds only.

    With four examples x = 1, y = 0, 1, 2, 3 in any order, w0 = 0, lr = 3/8 and batches of one, an
    update is w = w/4 + 3y/4. So w·4/3 spells the visited y as digits in base 4, the last one
    first. Epochs of a right run are all in a new order; that all runs of four examples repeat
    theirs happens with probability 24^-runs.
    """
    orders = []
    for args, weight in diaries:
        order = _digits(weight, len(args[1]) * args[5])
        if order is None:
            words = "The weights after two epochs fit no order of the examples."
            return Finding("unreadable", words)
        place = {int(v): k for k, v in enumerate(args[1])}
        orders.append([place[d] for d in order])
    for order in orders:
        for epoch in (order[:4], order[4:]):
            if sorted(epoch) != [0, 1, 2, 3]:
                words = f"One epoch used the examples {epoch}; each should come exactly once."
                return Finding("not each once", words)
    if orders and all(order == [0, 1, 2, 3] * 2 for order in orders):
        return Finding("in order", "Every epoch goes through the examples in their old order.")
    if orders and all(order[:4] == order[4:] for order in orders):
        words = "The second epoch always repeats the order of the first; shuffle again each time."
        return Finding("same order", words)
    return FINE


def _digits(weight, count: int) -> list[int] | None:
    """The visited y, the first one first, or None where the weight spells nothing."""
    weight = plain_numbers(weight)
    if weight is None or weight.size != 1 or not np.isfinite(weight).all():
        return None
    scaled = float(weight.ravel()[0]) * 4 / 3 * 4 ** (count - 1)
    if not -0.5 < scaled < 4**count - 0.5 or abs(scaled - round(scaled)) >= 0.2:
        return None
    return [round(scaled) // 4**k % 4 for k in range(count)]


# --- gradient_noise(X, y, w, batch_size, n_draws, rng): noise, rng ------------------------------


@reading("noise")
def noise(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: the noise (where there are draws enough, so not about "luck"), and use of rng.

    A function that needs no luck, because it knows the answer for infinitely many draws, gives
    the same for few draws as for many: it doesn't ignore its generator, it has no use for it.
    """
    rng = use_of_rng(cases, seen, _same_number)
    found = [(NOT_ASKED, finding) for finding in rng]
    for i in returned(seen):
        told = rng[i]
        if told == IGNORED and _same_with_other_draws(i, cases, seen):
            told = FINE
        found[i] = (NOT_ASKED if cases[i].about == "luck" else seen[i].value, told)
    return found


def _same_number(a, b) -> bool:
    a, b = plain_numbers(a), plain_numbers(b)
    return a is not None and b is not None and close(1.0 * a, 1.0 * b)


def _same_with_other_draws(i: int, cases: tuple[Case, ...], seen: list[Observed]) -> bool:
    draws, rest = cases[i].args[4], without_seed(cases[i])[:4]
    twins = [
        seen[j].value
        for j in returned(seen)
        if cases[j].args[4] != draws and same_data(without_seed(cases[j])[:4], rest)
    ]
    return bool(twins) and all(_same_number(seen[i].value, value) for value in twins)
