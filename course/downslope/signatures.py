"""Signatures of wrongness that need no catalogue: a constant with a name, zeros, a transpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from downslope.functions import Function
from downslope.ladder import largest
from downslope.sheet import Case, Sheet

MATCH = 1e-8  # of the largest entry: how closely two outcomes must agree to be called the same


def is_numeric(value) -> bool:
    if value is None or isinstance(value, (str, dict)):
        return False
    try:
        return np.asarray(value).dtype.kind in "fiub"
    except (ValueError, TypeError):
        return False


def numbers(value) -> np.ndarray:
    return np.asarray(value, dtype=np.float64)


def slack(case: Case) -> float:
    """How closely outcomes must agree in this case to be called the same."""
    return case.tolerance or MATCH


def close(a: np.ndarray, b: np.ndarray, match: float = MATCH) -> bool:
    """Same shape and |a - b| <= match * max|b|; non-finite entries must stand alike."""
    finite = np.isfinite(b)
    if a.shape != b.shape or not np.array_equal(np.isfinite(a), finite):
        return False
    return largest(a[finite] - b[finite]) <= match * largest(b[finite])


def constants(letters: Iterable[str]) -> dict[str, Callable[[dict[str, int]], float]]:
    """The constants that have a name: -1, 2, 1/2, N, 1/N, N², N/M, … for the given letters."""
    table = {"-1": lambda s: -1.0, "2": lambda s: 2.0, "1/2": lambda s: 0.5, "-2": lambda s: -2.0}
    letters = list(letters)
    for k in letters:
        table[k] = lambda s, k=k: s[k]
        table[f"1/{k}"] = lambda s, k=k: 1 / s[k]
        table[f"-{k}"] = lambda s, k=k: -s[k]
        table[f"-1/{k}"] = lambda s, k=k: -1 / s[k]
        table[f"{k}²"] = lambda s, k=k: s[k] ** 2
        table[f"1/{k}²"] = lambda s, k=k: 1 / s[k] ** 2
        table[f"2/{k}"] = lambda s, k=k: 2 / s[k]
        for j in letters:
            if j != k:
                table[f"{k}/{j}"] = lambda s, k=k, j=j: s[k] / s[j]
                table[f"1/({k}·{j})"] = lambda s, k=k, j=j: 1 / (s[k] * s[j])
    return table


def named_factor(got: list, want: list, cases: list[Case]) -> str | None:
    """The one named constant c with got = c * want in every case; None without or with several."""
    ratios, known, slacks = [], [], []
    for g, w, case in zip(got, want, cases, strict=True):
        near = max(slack(case), 1e-6)
        if g.shape != w.shape or not np.isfinite(g).all() or not np.isfinite(w).all():
            return None
        square = float(np.sum(w * w))
        if not square:
            if largest(g):
                return None
            continue  # 0 = c * 0 says nothing
        c = float(np.sum(g * w)) / square
        if not c or largest(g - c * w) > near * largest(g):
            return None
        ratios.append(c)
        known.append(case.sizes)
        slacks.append(near)
    if not ratios:
        return None
    letters = set.intersection(*(set(s) for s in known))
    fits = [
        symbol
        for symbol, value in constants(sorted(letters)).items()
        if all(
            abs(c - value(s)) < near * abs(value(s))
            for c, s, near in zip(ratios, known, slacks, strict=True)
        )
        and not all(value(s) == 1 for s in known)
    ]
    return fits[0] if len(fits) == 1 else None


def signature(sheet: Sheet, name: str, got, want, usable: list[int]) -> str | None:
    """A generic shape of wrongness: zeros, transposed, reshaped, an argument handed back."""
    if all(not largest(g) for g in got) and any(largest(w) for w in want):
        return f"{name} is all zeros: is it filled in at all?"
    # A batch of one may come out right in the wrong shape too; some other case is wrong.
    if all(g.ndim == 2 and (close(g.T, w) or close(g, w)) for g, w in zip(got, want, strict=True)):
        return (
            f"{name} is the transpose of the right one. It should have the shape of the thing it "
            "belongs to."
        )
    if all(close(g.ravel(), w.ravel()) for g, w in zip(got, want, strict=True)):
        return f"{name} holds the right numbers in the wrong shape."
    for k, argument in enumerate(sheet.arguments):
        values = [sheet.cases[i].args[k] if k < len(sheet.cases[i].args) else None for i in usable]
        plain = all(is_numeric(v) and not isinstance(v, Function) for v in values)
        if plain and all(close(g, numbers(v)) for g, v in zip(got, values, strict=True)):
            return f"{name} is simply the argument {argument}, handed back unchanged."
    if all(
        g.ndim and close(np.broadcast_to(g.flat[0], g.shape), g) and not close(g, w)
        for g, w in zip(got, want, strict=True)
    ):
        return f"All entries of {name} are the same number; they should differ."
    return None
