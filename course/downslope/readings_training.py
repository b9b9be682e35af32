"""What is read off a training (09): numbers, where no luck can reach them; else what was learnt.

With inputs that are all 0 and no hidden layer, the weights have no say. Then the biases and the
losses follow from the number and the size of the steps, whatever the generator has drawn.
"""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np

from downslope.bars import at_least, at_most
from downslope.data import digits
from downslope.ladder import describe
from downslope.layers import cross_entropy, forward
from downslope.naming import same_value
from downslope.readings import FINE, NOT_ASKED, groups, plain_numbers, reading, returned, use_of_rng
from downslope.sheet import Case, Finding, Observed

GOOD = 0.94  # share of unseen digits that are right, on average over the best runs
BEST = 2  # of three: one run in a hundred ends on a bump of its loss, and nobody is to blame
CLOSE = 2e-5
NO_TIE = 1e-12


@reading("training")
def training(cases: tuple[Case, ...], seen: list[Observed]) -> list:
    """Read off: the biases and the history, what was learnt, use of rng.

    about: "blind" (numbers), "order" (is there a shuffle?), "diary" (a new one?), "learn" (all
    examples right in the end), "digits SEED" (unseen ones: those that `digits(n,
    default_rng(SEED))` keeps back).
    """
    rng = use_of_rng(cases, seen, same_value)
    found = [(FINE,) * 4] * len(cases)
    shares = {}
    for i in returned(seen):
        trained = _form(seen[i].value, cases[i])
        if isinstance(trained, Finding):
            found[i] = (trained,) * 4
            continue
        params, history = trained
        if cases[i].about == "blind":
            found[i] = ([layer["b"] for layer in params], history, NOT_ASKED, rng[i])
            continue
        asked = cases[i].about not in ("order", "diary")
        learnt = _learnt(params, cases[i], shares) if asked else NOT_ASKED
        told = _history(params, history, cases[i]) if asked else NOT_ASKED
        found[i] = (NOT_ASKED, told, learnt, rng[i])
    if shares:
        best = sorted(shares.values())[-BEST:]
        unseen = _on_unseen(np.mean(best), len(best), len(shares))
        for i in returned(seen):
            if cases[i].about in shares and found[i][2] == FINE:
                found[i] = (*found[i][:2], unseen, found[i][3])
    for group in groups(cases, seen):
        ordered = [i for i in group if cases[i].about == "order" and found[i][0] == NOT_ASKED]
        biases = [_biases(seen[i].value) for i in ordered]
        if len(ordered) > 2 and np.allclose(biases, biases[0], atol=1e-9):
            for i in ordered:
                found[i] = (NOT_ASKED, NOT_ASKED, IN_ORDER, found[i][3])
        diary = [i for i in group if cases[i].about == "diary" and found[i][0] == NOT_ASKED]
        if diary and all(_repeats(_biases(seen[i].value), cases[i]) for i in diary):
            for i in diary:
                found[i] = (NOT_ASKED, NOT_ASKED, SAME_ORDER, found[i][3])
    return found


IN_ORDER = Finding(
    "in order",
    "With examples sorted by class, every generator led to the same biases: the batches always "
    "come in the same order. Shuffle anew in each epoch.",
)

SAME_ORDER = Finding(
    "same order",
    "The second epoch always repeats the order of the first; shuffle anew in each epoch.",
)
SAME_END = 1e-3  # with lr = 1.5, any two of the 24 · 24 walks end 0.03 apart


def _repeats(biases: np.ndarray, case: Case) -> bool:
    """Are these the biases after one of the 24 walks that have the same order in both epochs?

    Inputs are 0, each label comes once, batches are of one: a step is b + lr (one-hot - softmax).
    A right run repeats its order with probability 1/24; that all runs do is nobody's luck.
    """
    lr, epochs = case.args[3], case.args[5]
    orders = np.array(list(permutations(case.args[1].tolist())))  # (24, 4), as labels
    b = np.zeros(orders.shape)
    for labels in np.tile(orders, epochs).T:
        P = np.exp(b - b.max(axis=1, keepdims=True))
        b = b + lr * (np.eye(b.shape[1])[labels] - P / P.sum(axis=1, keepdims=True))
    return bool(np.abs(b - biases).max(axis=1).min() < SAME_END)


def _form(value, case: Case) -> tuple | Finding:
    """(params, history) of what a training returned, or what is wrong with its form."""
    sizes = case.args[2]
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        words = "The function should return two results, (params, history); yours returned "
        return Finding("no pair", f"{words}{describe(value)}.")
    params, history = value
    if not isinstance(params, (tuple, list)) or len(params) != len(sizes) - 1:
        words = f"params should be a list of {len(sizes) - 1} layers; yours is {describe(params)}."
        return Finding("no layers", words)
    layers = []
    for number, (layer, shape) in enumerate(zip(params, pairwise(sizes), strict=True)):
        if not isinstance(layer, dict) or set(layer) != {"W", "b"}:
            return Finding("no layer", f'params[{number}] should be a dict with "W" and "b".')
        W, b = plain_numbers(layer["W"]), plain_numbers(layer["b"])
        if W is None or b is None or W.shape != shape or b.shape != shape[1:]:
            words = f"params[{number}] should hold W of shape {shape} and b of shape {shape[1:]}."
            return Finding("shapes", words)
        layers.append({"W": W.astype(float), "b": b.astype(float)})
    return layers, history


def _biases(value) -> np.ndarray:
    return np.concatenate([np.asarray(layer["b"], dtype=float) for layer in value[0]])


def _logits(params: list[dict], X) -> np.ndarray:
    return forward(params, X, ["relu"] * (len(params) - 1))[0]


def _finite(params: list[dict]) -> bool:
    return all(np.isfinite(array).all() for layer in params for array in layer.values())


def _learnt(params: list[dict], case: Case, shares: dict[str, float]) -> Finding:
    """What the network knows now. Shares of unseen digits are noted, and judged together."""
    if not _finite(params):
        return Finding("not finite", "After the training the weights are not finite any more.")
    X, y = case.args[:2]
    word, _, seed = case.about.partition(" ")
    if word == "digits":
        _, _, X_new, y_new = digits(len(y), np.random.default_rng(int(seed)))
        shares[case.about] = float(np.mean(_logits(params, X_new).argmax(axis=1) == y_new))
        return FINE
    leads = _leads(_logits(params, X), y)
    if at_least("lead of a right answer", leads.min(), NO_TIE):
        return FINE
    right = int(np.sum(leads >= NO_TIE))
    few = right <= max(np.bincount(y)) if len(y) < 10 else right < len(y) / 2
    told = f"After the training {right} of {len(y)} examples are right; all of them should be."
    return Finding("nothing learnt" if few else "not all right", told)


def _leads(logits: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How far the logit of the right class lies above all others, for each example."""
    others, rows = logits.copy(), np.arange(len(y))
    others[rows, y] = -np.inf
    return logits[rows, y] - others.max(axis=1)


def _on_unseen(share: float, best: int, runs: int) -> Finding:
    if at_least(f"share of unseen digits, best {best} of {runs}", share, GOOD):
        return FINE
    told = f"On the best {best} of {runs} runs {share:.3f} of the unseen digits were right; "
    return Finding("too few", f"{told}expected at least {GOOD}.")


def _history(params: list[dict], history, case: Case) -> Finding:
    """Has the history the right length, and is its last entry the loss of the final network?"""
    X, y, epochs = *case.args[:2], case.args[5]
    losses = plain_numbers(history)
    if losses is None or losses.shape != (epochs + 1,):
        told = (
            f"history should hold epochs + 1 = {epochs + 1} losses; yours is {describe(history)}."
        )
        return Finding("length", told)
    if not np.isfinite(losses).all():
        return Finding("not finite", "history holds losses that are not finite.")
    last = cross_entropy(_logits(params, X), y)
    if not at_most("end of the history", abs(losses[-1] - last) / max(1.0, last), CLOSE):
        told = f"history ends with {losses[-1]:.6g}, but the loss of the network that you return, "
        return Finding("end", f"{told}on all examples, is {last:.6g}.")
    return FINE
