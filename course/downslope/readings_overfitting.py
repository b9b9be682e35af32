"""What is read off a split and off a dropout mask (12): what holds whatever the luck."""

from __future__ import annotations

import numpy as np

from downslope.bars import at_most
from downslope.ladder import describe, largest
from downslope.observe import same_data
from downslope.readings import (
    FINE,
    NOT_ASKED,
    plain_numbers,
    reading,
    returned,
    use_of_rng,
)
from downslope.sheet import Case, Finding, Observed

ENOUGH = 60  # examples; a quarter of them are neighbours by chance once in 10¹¹ splits
FAR = 6.5  # standard deviations that a share may be off: beyond them in 8 of 10¹¹ draws
NEVER = 1e-10
MEAN = 0.01  # share by which dropout may move the mean of 100,000 numbers
CLOSE = 2e-5  # of the largest entry: single precision passes


# --- split(X, y, frac, rng): results sizes, examples, pairs, luck, use of rng --------------------


@reading("split")
def split(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: sizes of the parts, which examples, rows beside their labels, luck, use of rng.

    In every case the first column of X and the labels must hold no number twice.
    """
    rng = use_of_rng(cases, seen)
    found = [(FINE,) * 5] * len(cases)
    for i in returned(seen):
        X, y, frac = cases[i].args[:3]
        parts = _parts(seen[i].value, X)
        if isinstance(parts, Finding):
            found[i] = (parts,) * 5
            continue
        found[i] = (_sizes(parts, len(y), round(frac * len(y))), *_rows(parts, X, y), rng[i])
    return found


def _parts(value, X) -> list[np.ndarray] | Finding:
    """The four arrays, or what is wrong with their form."""
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        words = f"Four arrays are asked for, (Xtr, ytr, Xva, yva); yours is {describe(value)}."
        return Finding("no four", words)
    arrays = [plain_numbers(v) for v in value]
    for name, array, axes in zip(("Xtr", "ytr", "Xva", "yva"), arrays, (2, 1, 2, 1), strict=True):
        if array is None or array.ndim != axes or (axes == 2 and array.shape[1] != X.shape[1]):
            shape = "(n, D)" if axes == 2 else "(n,)"
            found = f"of shape {array.shape}" if array is not None else "something else"
            order = " The order is Xtr, ytr, Xva, yva." if array is not None else ""
            words = f"{name} should be an array of shape {shape}; yours is {found}.{order}"
            return Finding(f"form of {name}", words)
    return arrays


def _sizes(parts, N: int, n_va: int) -> Finding:
    got, want = tuple(len(p) for p in parts), (N - n_va, N - n_va, n_va, n_va)
    if got == want:
        return FINE
    told = f"The four arrays have {', '.join(map(str, got))} rows; expected {want}."
    if got == (*want[2:], *want[:2]):
        return Finding("swapped", told)
    if got[0] != got[1] or got[2] != got[3]:
        return Finding("torn", told)
    return Finding("all" if sum(got) == 4 * N else f"{got[2] - n_va:+} of {N}", told)


def _rows(parts, X, y) -> tuple[Finding, Finding, Finding]:
    """Are all examples there once, beside their labels, and is the choice left to luck?"""
    Xtr, ytr, Xva, yva = parts
    places = [_places(P[:, 0], X[:, 0]) for P in (Xtr, Xva)]
    every = np.concatenate(places)
    if np.any(every < 0) or not np.allclose(np.concatenate([Xtr, Xva]), X[every], rtol=CLOSE):
        lost = Finding("changed", "Some rows are none of X any more; a split moves rows, no more.")
        return lost, NOT_ASKED, NOT_ASKED
    often = np.bincount(every, minlength=len(X))
    missing, repeated = int(np.sum(often == 0)), int(np.sum(often > 1))
    examples = FINE
    if missing or repeated:
        both = set(places[0].tolist()) & set(places[1].tolist())
        told = f"Of {len(X)} examples {missing} are in no part, {repeated} come more than once; "
        told += f"{len(both)} are in both parts."
        kind = "both" if both and not missing else "drawn" if both else "lost"
        examples = Finding(kind, told)
    pairs = FINE
    labels = np.concatenate([ytr, yva])
    if len(labels) != len(every) or not np.array_equal(labels, y[every]):
        wrong = int(np.sum(labels != y[every])) if len(labels) == len(every) else len(labels)
        told = f"{wrong} rows of X do not stand beside their own label any more."
        as_they_came = any(np.array_equal(np.roll(labels, k), y) for k in (0, len(yva)))
        pairs = Finding("labels left" if as_they_came else "torn", told)
    return examples, pairs, _choice(places, len(X))


def _places(values, column) -> np.ndarray:
    """Where each value stands in the column; -1 for nowhere."""
    if not values.size:
        return np.zeros(0, dtype=np.int64)
    off = np.abs(values[:, np.newaxis] - column)
    return np.where(off.min(axis=1) <= CLOSE * largest(column), off.argmin(axis=1), -1)


def _choice(places, N: int) -> Finding:
    """Not random if the validation part is a run of neighbours, on the circle of N indices."""
    if N < ENOUGH:
        return NOT_ASKED
    inside = np.zeros(N, dtype=bool)
    inside[places[1]] = True
    if np.sum(inside != np.roll(inside, 1)) > 2:
        return FINE
    return Finding(
        "in order",
        "The validation part is one stretch of the data as they came. Data often come sorted: "
        "shuffle before you cut.",
    )


# --- dropout_forward(A, p_drop, rng, train): A_out, kept, share, cache, use of rng ---------------

NO_PAIR = "The function should return two results, (A_out, cache)"


@reading("dropout")
def dropout(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: A_out where luck has no say; kept entries; share of zeros; cache; use of rng.

    about: "large" (shares are measured), "mean" (the mean of A_out as well).
    """
    rng = use_of_rng(cases, seen)
    found = [(FINE,) * 5] * len(cases)
    masks = {}
    for i in returned(seen):
        A, p, _, train = cases[i].args
        pair = _pair(seen[i].value, A)
        if isinstance(pair, Finding):
            found[i] = (pair,) * 5
            continue
        out, cache = pair
        lucky = train and p > 0
        kept = _kept(A, out, p) if lucky else NOT_ASKED
        share = _share(A, out, p, cases[i].about) if lucky and cases[i].about else NOT_ASKED
        told = _cache(A, out, cache, p if train else 0.0)
        found[i] = (NOT_ASKED if lucky else out, kept, share, told, rng[i])
        if lucky:
            masks[i] = out != 0
    for i in masks:
        twins = [j for j in masks if _same_luck(cases[i], cases[j])]
        if any(not np.array_equal(masks[i], masks[j]) for j in twins) and rng[i] == FINE:
            found[i] = (*found[i][:4], BY_NUMBERS)
    return found


BY_NUMBERS = Finding(
    "by numbers",
    "With one seed, two arrays of the same shape lost different entries. The mask should depend "
    "on `rng` alone, never on the numbers in A.",
)


def _same_luck(one: Case, other: Case) -> bool:
    """The same shape, p_drop and seed, but other numbers."""
    return one.args[0].shape == other.args[0].shape and same_data(one.args[1:], other.args[1:])


def _pair(value, A) -> tuple[np.ndarray, np.ndarray] | Finding:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return Finding("no pair", f"{NO_PAIR}; yours returned {describe(value)}.")
    arrays = []
    for name, entry in zip(("A_out", "cache"), value, strict=True):
        array = np.asarray(entry, dtype=float) if _is_mask(entry) else plain_numbers(entry)
        if array is None or array.shape != A.shape:
            words = f"{name} should be an array of the shape of A, {A.shape}; yours is "
            return Finding(f"form of {name}", f"{words}{describe(entry)}.")
        arrays.append(array)
    return arrays[0], arrays[1]


def _is_mask(value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "b"


def _alike(a, b) -> bool:
    return bool(largest(a - b) <= CLOSE * largest(b))


def _slips(on, p: float) -> tuple[tuple[str, float, str], ...]:
    """Wrong factors for the entries that were kept, where p > 0: (kind, factor, in words)."""
    if not p:
        return ()
    return (
        ("not scaled", 1.0, "yours are 0, or the entry of A as it was"),
        ("divided by p", 1 / p, "yours are 0, or the entry of A divided by p_drop"),
        ("times keep", 1 - p, "yours are 0, or the entry of A times 1 - p_drop"),
        ("times p", p, "yours are 0, or the entry of A times p_drop"),
        ("measured", 1 / max(on.mean(), NEVER), "yours are divided by the share that was left"),
    )


def _kept(A, out, p: float) -> Finding:
    """Is every entry 0, or the entry of A divided by 1 - p?"""
    on = out != 0
    told = "Entries should be 0, or the entry of A divided by 1 - p_drop"
    for kind, factor, words in (("", 1 / (1 - p), ""), *_slips(on, p)):
        if _alike(out, on * A * factor):
            if on[A != 0].all() and (1 - p) ** np.count_nonzero(A) < NEVER:
                return Finding("all " + kind, "No entry was dropped in training.")
            return Finding(kind, f"{told}; {words} (p_drop = {p:g}).") if kind else FINE
    place = np.unravel_index(np.argmax(on * np.abs(out - A / (1 - p))), A.shape)
    index = ", ".join(str(int(k)) for k in place)
    return Finding("other", f"{told}; A_out[{index}] is {out[place]:.4g}, A has {A[place]:.4g}.")


def _share(A, out, p: float, about: str) -> Finding:
    """Are as many entries 0 as p says, up to luck, and spread over rows and columns?"""
    off = (out == 0)[A != 0]
    share, deviation = float(off.mean()), float(np.sqrt(p * (1 - p) / off.size))
    told = f"With p_drop = {p:g}, {share:.1%} of {off.size} entries became 0"
    if not at_most("standard deviations of the share of zeros", abs(share - p) / deviation, FAR):
        near = abs(share - (1 - p)) <= FAR * deviation
        return Finding("share kept" if near else "share", f"{told}; that is not bad luck.")
    zeros = out == 0
    for axis, what in ((0, "rows"), (1, "columns")):
        if A.ndim == 2 and np.all(zeros == zeros.take([0], axis=axis)):
            return Finding(what, "The same entries are dropped in every one of the " + what + ".")
    if about == "mean" and not at_most("mean", abs(out.mean() / A.mean() - 1), MEAN):
        words = f"The mean of A is {A.mean():.4g}, that of A_out {out.mean():.4g}: more than luck."
        return Finding("mean", words)
    return FINE


def _cache(A, out, cache, p: float) -> Finding:
    """Is cache what A was multiplied with: 0, or 1 / (1 - p)?"""
    told = "cache should be what A was multiplied with: 0 for a dropped entry, else "
    told += f"1 / (1 - p_drop) = {1 / (1 - p):.4g}; "
    on = (out != 0) | ((A == 0) & (cache != 0))
    if _alike(cache, on / (1 - p)):
        return FINE
    if _alike(cache, A):
        return Finding("A itself", told + "yours is A.")
    if _alike(cache, out):
        return Finding("A_out", told + "yours is A_out.")
    if np.array_equal(cache, on):
        return Finding("not scaled", told + "yours holds 0 and 1.")
    if np.array_equal(cache, ~on):
        return Finding("dropped ones", told + "yours marks the dropped ones.")
    if np.array_equal(cache != 0, on):
        kinds = (kind for kind, factor, _ in _slips(on, p) if _alike(cache, on * factor))
        return Finding(next(kinds, "other numbers"), f"{told}yours holds {cache.max():.4g}.")
    return Finding("other mask", told + "yours is 0 in other places than A_out.")
