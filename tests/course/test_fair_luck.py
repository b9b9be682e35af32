"""Checks with luck in them: a right function hardly ever fails, and a wrong one is told by name.

"Hardly ever" is computed, not tried: trying would take a million runs.
"""

import math

import numpy as np
import pytest

from autograder.checks import EXERCISES, minibatch_noise
from autograder.checks.minibatch import RUNS
from autograder.judge import draw, judge, observe_all, rng_for
from autograder.truth import minibatch as truth
from autograder.variants import KNOWN
from downslope.ladder import compare
from downslope.readings_minibatch import ENOUGH
from downslope.sheet import Case

WORST = 1e-4  # accepted chance that a right function loses anything; the bounds are far below


def sheets(function, seeds=60):
    exercise = EXERCISES[function]
    return [draw(exercise, rng_for(exercise, s), with_mistakes=False) for s in range(seeds)]


def test_chance_hardly_ever_looks_like_an_old_order():
    """A shuffle is called none if every batch is a run of neighbours on the circle of n indices.

    All ways to deal are equally likely; those with runs only number at most n · (batches)! for
    batches of more than one, and 2n for batches of one.
    """
    risk = 0.0
    for sheet in sheets("minibatches"):
        asked = [
            c.args[:2] for c in sheet.cases if c.args[0] >= ENOUGH and 4 * c.args[1] <= c.args[0]
        ]
        assert len(asked) >= 6
        chances = []
        for n, size in asked:
            full, rest = divmod(n, size)
            deals = math.factorial(n) // math.factorial(size) ** full // math.factorial(rest)
            runs = 2 * n if size == 1 else n * math.factorial(full + (rest > 0))
            chances.append(runs / deals)
        risk = max(risk, sum(chances))
    assert risk < 1e-9 < WORST


def test_two_seeds_hardly_ever_deal_alike():
    """A generator is called ignored if all seeds of a group give the same batches."""
    for sheet in sheets("minibatches"):
        for case in sheet.cases:
            n, size = case.args[:2]
            twins = {c.args[2] for c in sheet.cases if c.args[:2] == (n, size)}
            if len(twins) > 1:
                assert 1 / math.factorial(n) * math.factorial(size) ** (n // size) < 1e-9


def test_an_order_is_hardly_ever_repeated_by_chance():
    """The walks of four examples: all runs would have to repeat the order of their first epoch."""
    for sheet in sheets("sgd_linear"):
        runs = [c for c in sheet.cases if c.about == "diary"]
        assert len(runs) == 2 * (RUNS + 1)  # in the notebook and at grading, one twice
    assert 2 * math.factorial(4) ** -RUNS < 1e-9


def test_a_measured_noise_is_hardly_ever_off_by_more_than_allowed():
    """Bernstein's inequality, with the exact spread of all batches of each case that is drawn."""
    for sheet in sheets("gradient_noise"):
        risk = 0.0
        for case in sheet.cases:
            if case.tolerance is None:
                continue
            X, y, w, size, draws = case.args[:5]
            squares = minibatch_noise.squared_misses(X, y, w, size)
            exact = truth.gradient_noise(X, y, w, size, draws, None)
            assert math.sqrt(squares.mean()) == pytest.approx(exact, rel=1e-9)
            for off in ((1 + case.tolerance) ** 2 - 1, 1 - (1 - case.tolerance) ** 2):
                spread, top = squares.var() / exact**4, squares.max() / exact**2
                risk += math.exp(-draws * off**2 / 2 / (spread + top * off / 3))
        assert 0 < risk < 1e-6 < WORST


def test_cases_without_luck_have_none():
    """Where the sheet asks for exact numbers, fifty seeds give the same."""
    for function in ("sgd_linear", "gradient_noise"):
        for sheet in sheets(function, 3):
            for case in sheet.cases:
                if case.about or case.tolerance:
                    continue
                exact = [np.hstack(lucky(function, case.args, seed)) for seed in range(50)]
                for other in exact:
                    np.testing.assert_allclose(other, exact[0], rtol=1e-9, atol=1e-9)


def lucky(function, args, seed):
    """The result of a right function that does use its luck."""
    rng = np.random.default_rng(seed)
    if function == "sgd_linear":
        return truth.sgd_linear(*args[:-1], rng)
    X, y, w, size, draws = args[:5]
    rows = [rng.permutation(len(y))[:size] for _ in range(draws)]
    full = truth.batch_gradient(X, y, w)
    off = np.array([truth.batch_gradient(X[r], y[r], w) - full for r in rows])
    return [math.sqrt(np.mean(np.sum(off**2, axis=1)))]


LINES = {  # of one point: the prediction passes 0 at `near`, or the line passes what was measured
    "linear_predict": lambda near: (np.array([1.1]), 1.7, near - 1.87),
    "linear_gradients": lambda near: (np.array([4.3]), np.array([9.77 - near]), 1.9, 1.6),
}


@pytest.mark.parametrize("function", LINES)
def test_what_nearly_cancels_is_not_held_to_a_share_of_itself(function):
    """Single precision leaves few digits near 0, and is right all the same."""
    exercise, [sheet] = EXERCISES[function], sheets(function, 1)
    [single] = [variant.function for variant in KNOWN[function] if variant.id == "V-01"]
    worst = 0.0
    for near in np.logspace(-1, -8, 50):
        case = Case(LINES[function](near), {"N": 1})
        got, want = np.atleast_1d(single(*case.args)), np.atleast_1d(exercise.truth(*case.args))
        for name, mine, ours in zip(exercise.results, got, want, strict=True):
            assert compare(name, mine, ours, sheet, case).right
            worst = max(worst, abs(mine / ours - 1))
    assert worst > 10 * sheet.tolerance  # so a share of itself would be too strict


# --- wrong in another style than the known mistakes, and recognised all the same -----------------


def dealt(n, size, rng):
    """Another use of rng than in truth and in the mistakes."""
    order = list(range(n))
    rng.shuffle(order)
    return [order[k : k + size] for k in range(0, n, size)]


def walk(X, y, w0, lr, size, epochs, rng, *, share=None, deal=dealt):
    w, history = w0 * 1.0, [np.mean((X @ w0 - y) ** 2)]
    batches = deal(len(y), size, rng)
    for epoch in range(epochs):
        batches = batches if share == "order" and epoch else deal(len(y), size, rng)
        for rows in batches:
            if share == "rest" and len(rows) < min(size, len(y)):
                continue
            count = size if share == "size" else len(rows)
            w = w - lr * 2 * (X[rows] @ w - y[rows]) @ X[rows] / count
        history.append(np.mean((X @ w - y) ** 2))
    return w, history


def off_by(X, y, w, size, draws, rng):
    """Lengths of the misses of so many batches, drawn by rng.choice."""
    alone = 2 * X * (X @ w - y)[:, None]
    some = np.array(
        [alone[rng.choice(len(y), size, replace=False)].mean(axis=0) for _ in range(draws)]
    )
    return np.linalg.norm(some - alone.mean(axis=0), axis=1)


def never(n, size, rng):
    return np.array_split(np.arange(n), np.arange(size, n, size))


def luck_of_all(n, size, rng):
    order = np.arange(n)
    np.random.shuffle(order)
    return np.split(order, range(size, n, size))


IN_ANOTHER_STYLE = {
    ("minibatches", "MB-01"): lambda n, size, rng: dealt(n, size, rng)[: n // size],
    ("minibatches", "MB-04"): never,
    ("minibatches", "X05-01"): lambda n, size, rng: [
        rng.choice(n, len(b)) for b in dealt(n, size, rng)
    ],
    ("minibatches", "X05-02"): lambda n, size, rng: dealt(n, size, np.random.default_rng(42)),
    ("minibatches", "X05-03"): luck_of_all,
    ("minibatches", "X05-04"): lambda n, size, rng: dealt(n, size, np.random.default_rng()),
    ("minibatches", "X05-07"): lambda n, size, rng: [dealt(len(b), len(b), rng)[0] + b[0]
                                                     for b in never(n, size, rng)],
    ("sgd_linear", "X05-23"): lambda *a: walk(*a, share="size"),
    ("sgd_linear", "X05-24"): lambda *a: walk(*a, share="rest"),
    ("sgd_linear", "X05-25"): lambda *a: walk(*a, deal=never),
    ("sgd_linear", "X05-26"): lambda *a: walk(*a, share="order"),
    ("sgd_linear", "X05-28"): lambda *a: walk(*a[:-1], np.random.default_rng(42)),
    ("sgd_linear", "X05-29"): lambda *a: walk(*a, deal=luck_of_all),
    ("gradient_noise", "X05-50"): lambda *a: off_by(*a).mean(),
    ("gradient_noise", "X05-51"): lambda *a: np.mean(off_by(*a) ** 2),
    ("gradient_noise", "X05-57"): lambda *a: np.linalg.norm(off_by(*a)) / a[4],
    ("gradient_noise", "X05-64"): lambda *a: np.sqrt(
        np.mean(off_by(*a[:-1], np.random.default_rng(42)) ** 2)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("function", "id"), IN_ANOTHER_STYLE)
def test_a_mistake_in_another_style_is_named_as_well(function, id):
    exercise, named = EXERCISES[function], []
    for seed in range(5):
        sheet = draw(exercise, rng_for(exercise, seed))
        verdict = judge(sheet, observe_all(IN_ANOTHER_STYLE[function, id], sheet.cases))
        assert verdict.share < 1
        named.append(verdict.mistake)
    assert set(named) <= {id, None}
    assert named.count(id) >= 4, named
