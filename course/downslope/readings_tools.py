"""What is read off a comparison of tools and off a trained reader of digits (14)."""

from __future__ import annotations

import numpy as np

from downslope.bars import at_least
from downslope.data import digits
from downslope.ladder import describe
from downslope.readings import FINE, NOT_ASKED, plain_numbers, reading, returned
from downslope.readings import use_of_rng as luck
from downslope.sheet import Case, Finding, Observed

CLOSE = 1e-4  # of a spread that should be 1; single precision passes
LONGEST = 600.0  # seconds that no comparison here takes


# --- compare(models, data, rng): results table, given, seconds -----------------------------------


@reading("compare")
def compare(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: the shares that were right, what the tools were given, the seconds.

    The data sets of a case must differ in their numbers of columns, and none of their columns may
    have the mean 0 and the spread 1 as it comes.
    """
    found = [(FINE,) * 3] * len(cases)
    for i in returned(seen):
        models, data = cases[i].args[:2]
        given = _given(seen[i].asked, data)
        table = _table(seen[i].value, models, data)
        if isinstance(table, Finding):
            found[i] = (table, given, table)
            continue
        shares = {m: {d: list(three[:2]) for d, three in row.items()} for m, row in table.items()}
        found[i] = (shares, given, _seconds([t[2] for row in table.values() for t in row.values()]))
    return found


def _table(value, models: dict, data: dict) -> dict | Finding:
    """The three entries of every cell, or what is wrong with the form of the table."""
    if not isinstance(value, dict):
        return Finding("no table", f"A dict of dicts is asked for; yours is {describe(value)}.")
    if set(value) != set(models):
        told = f"The table should have the keys {', '.join(models)}; yours has "
        swapped = set(value) == set(data)
        return Finding(
            "data first" if swapped else "names",
            f"{told}{', '.join(map(str, value)) or 'none'}."
            + (" First comes the name of the model, then the data set." if swapped else ""),
        )
    table = {}
    for name, row in value.items():
        if not isinstance(row, dict) or set(row) != set(data):
            told = f"table[{name!r}] should be a dict with the keys {', '.join(data)}"
            return Finding("row", f"{told}; yours is {describe(row)}.")
        for dataset, cell in row.items():
            three = plain_numbers(cell) if isinstance(cell, (tuple, list, np.ndarray)) else None
            if three is None or three.shape != (3,):
                told = f"table[{name!r}][{dataset!r}] should be three numbers"
                return Finding("cell", f"{told}, (train, test, seconds); yours is {describe(cell)}")
        table[name] = {dataset: [float(number) for number in row[dataset]] for dataset in data}
    return {name: table[name] for name in models}


def _seconds(seconds: list[float]) -> Finding:
    low, high = min(seconds), max(seconds)
    if not np.isfinite(seconds).all() or low < 0:
        return Finding("negative", f"Seconds cannot be {low:.3g}. Take the end minus the start.")
    if high > LONGEST:
        told = f"Your seconds reach {high:.4g}: that is a time of the clock, no time that passed."
        return Finding("clock", told)
    return FINE


def _given(asked: tuple, data: dict) -> Finding:
    """What the tools were trained on, the same for all of them, and what they were asked about."""
    triples = [asked[k : k + 3] for k in range(0, len(asked), 3)]
    for name, (X, _) in data.items():
        calls = [(A, B) for A, _, B in triples if A.shape[1] == X.shape[1]]
        if not calls:
            return Finding("never", f"None of the models has been asked about {name!r}.")
        first, held = calls[0][0], round(len(X) / 4)
        lengths = {len(A) for A, _ in calls}
        if lengths != {len(X) - held}:
            told = f"Of the {len(X)} rows of {name!r}, {len(X) - held} are for training; "
            told += f"a model was trained on {(lengths - {len(X) - held}).pop()}."
            return Finding("all" if len(X) in lengths else "held" if held in lengths else "rows",
                           told)  # fmt: skip
        if any(not np.allclose(A, first, atol=CLOSE) for A, _ in calls):
            told = f"On {name!r} the models were trained on different rows. Then part of what you "
            return Finding("unfair", told + "measure is luck of the draw.")
        others = [B for _, B in calls if B.shape != first.shape or not np.allclose(B, first)]
        test = next((B[len(first) :] if len(B) == len(X) else B for B in others), first[:0])
        scaled = _scaled(first, test, X, name)
        if scaled != FINE:
            return scaled
    return FINE


def _scaled(train: np.ndarray, test: np.ndarray, X: np.ndarray, name: str) -> Finding:
    """By whose mean and spread have the columns been shifted and scaled?"""
    if not np.isfinite(train).all():
        return Finding("not finite", f"The models were given nan or inf as rows of {name!r}.")
    if all(np.abs(X - row).max(axis=1).min() <= CLOSE * np.abs(X).max() for row in train):
        told = f"The models got the columns of {name!r} in their own units. Bring them to one scale"
        return Finding("raw", told + " first.")
    if _standard(np.vstack([train, test])):
        told = f"In {name!r} mean 0 and spread 1 hold for training AND test rows together."
        return Finding("leak", told)
    if not _standard(train):
        told = f"In {name!r} the training rows have not mean 0 and spread 1 in every column: means "
        kind = "scale" if np.abs(train.mean(axis=0)).max() > CLOSE * train.std() else "spread"
        return Finding(kind, f"{told}{_few(train.mean(0))}, spreads {_few(train.std(0))}.")
    if len(test) and _standard(test):
        return Finding("own", f"In {name!r} the test rows were scaled by their own mean and spread")
    return FINE


def _standard(A: np.ndarray) -> bool:
    """Mean 0 in every column, and spread 1, or 0 in a column without any."""
    spread = A.std(axis=0)
    fits = (np.abs(spread - 1) < CLOSE) | (spread < CLOSE)
    return bool(fits.all() and np.all(np.abs(A.mean(axis=0)) < CLOSE))


def _few(numbers) -> str:
    return ", ".join(f"{x:.3g}" for x in numbers[:3])


# --- fit_digits, through the driver "trained": answers, unseen, very, alone, use of rng -----------

GOOD, VERY_GOOD = 0.93, 0.95  # of unseen digits, on average over the seeds


@reading("reader")
def reader(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: form of the answers; unseen ones right; very many right; rows alone; use of rng.

    about: "easy LABELS" (nearly all must be right: the right labels, digit by digit) or "digits
    SEED" (rows that `digits(n, default_rng(SEED))` keeps back; all such cases are judged together).
    """
    rng = luck(cases, seen)
    found = [(FINE,) * 5] * len(cases)
    shares = {}
    for i in returned(seen):
        answers = _answers(seen[i].value, cases[i])
        if isinstance(answers, Finding):
            found[i] = (answers, answers, answers, answers, FINE)
            continue
        word, _, rest = cases[i].about.partition(" ")
        right = _labels(rest) if word == "easy" else _held_back(cases[i], int(rest))
        share = float(np.mean(answers == right))
        unseen = _easy(answers, share) if word == "easy" else NOT_ASKED
        if word == "digits":
            shares[i] = share
        used = rng[i] if rng[i].kind in ("global", "differs") else FINE
        found[i] = (FINE, unseen, NOT_ASKED, _alone(seen[i].value, answers), used)
    for i in shares:
        bars = (_bar(shares, GOOD), _bar(shares, VERY_GOOD))
        found[i] = (found[i][0], *bars, *found[i][3:])
    return found


def _labels(word: str) -> np.ndarray:
    return np.array([int(letter) for letter in word])


def _held_back(case: Case, seed: int) -> np.ndarray:
    n = len(case.args[1]) + len(case.args[3])
    return digits(n, np.random.default_rng(seed))[3][: len(case.args[-1])]


def _answers(value, case: Case) -> np.ndarray | Finding:
    """The answers for all rows, or what is wrong with their form."""
    X = case.args[-1]
    if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list)):
        told = f"A function predict(X) is asked for; yours is {describe(value)}."
        rows = plain_numbers(value)
        return Finding("labels" if rows is not None and rows.ndim == 1 else "no function", told)
    answers = plain_numbers(value[0])
    if answers is None or answers.shape != (len(X),):
        told = f"predict(X) should return one label for each of the {len(X)} rows"
        logits = answers is not None and answers.ndim == 2
        kind = "logits" if logits else "answers"
        return Finding(kind, f"{told}; yours returned {describe(value[0])}.")
    return answers


def _easy(answers: np.ndarray, share: float) -> Finding:
    if at_least("share of easy rows", share, GOOD):
        return FINE
    told = f"Of {len(answers)} unseen rows that are easy to tell apart, {share:.0%} were right."
    if len(set(answers.tolist())) == 1:
        return Finding("one label", f"{told} All of them got the same label.")
    return Finding("few", told)


def _alone(value, answers: np.ndarray) -> Finding:
    """Does a row get the same answer alone as among others?"""
    alone = [plain_numbers(one) for one in value[1]]
    if len(alone) != 3 or any(one is None or one.shape != (1,) for one in alone):
        return Finding("alone form", "predict(X) should return one label for an X of one row, too.")
    together = answers[[0, len(answers) // 2, len(answers) - 1]]
    if np.array_equal(np.concatenate(alone), together):
        return FINE
    told = "A row gets another label alone than among other rows. What predict(X) says of a row "
    return Finding("neighbours", told + "must depend on that row and on the training.")


def _bar(shares: dict[int, float], bar: float) -> Finding:
    share = float(np.mean(list(shares.values())))
    if at_least(f"share of unseen digits, bar {bar}", share, bar):
        return FINE
    told = f"On {len(shares)} runs {share:.3f} of the unseen digits were right; expected at least "
    return Finding("below", f"{told}{bar}.")
