"""Three hikers without a browser: equal budgets, a student's sgd and what may go wrong with it."""

import numpy as np
import pytest

from downslope.hikers import COLUMNS, ThreeHikers, data, line_loss, many_walks


def sgd(X, y, w0, lr, batch_size, epochs, rng):
    """A reference for these tests alone; `sgd.places` are all places."""
    w, places, history = w0.copy(), [w0.copy()], [np.mean((X @ w0 - y) ** 2)]
    for _epoch in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch_size):
            rows = order[start : start + batch_size]
            w -= lr * 2 * X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)
            places.append(w.copy())
        history.append(np.mean((X @ w - y) ** 2))
    sgd.places = np.array(places)
    return w, np.array(history)


def test_surface_is_the_mean_squared_error():
    X, y = data()
    surface = line_loss(X, y)
    for w in np.random.default_rng(0).normal(size=(5, 2)):
        assert surface(w) == pytest.approx(np.mean((X @ w - y) ** 2))
        np.testing.assert_allclose(surface.gradient(w), 2 * X.T @ (X @ w - y) / len(y))
    low = np.linalg.lstsq(X, y, rcond=None)[0]
    np.testing.assert_allclose(surface.gradient(low), 0, atol=1e-12)
    for value, (left, right) in zip(low, (surface.xlim, surface.ylim), strict=True):
        assert left < value < right
    assert np.ptp(surface.xlim) == pytest.approx(np.ptp(surface.ylim))


def test_beyond_the_limit_the_full_batch_diverges():
    limit = ThreeHikers().surface.stability_limit
    for rate, diverges in ((0.98 * limit, False), (1.03 * limit, True)):
        demo = ThreeHikers(lr=rate, epochs=60)
        assert ("full batch diverged" in demo.status) == diverges


@pytest.mark.parametrize("size", [1, 7, 8, 40])
def test_walks_are_those_of_plain_sgd(size):
    X, y = data()
    rates = [0.003, 0.05]
    fast = many_walks(X, y, (-1.0, 2.0), rates, size, 3, np.random.default_rng(4))
    for row, rate in zip(fast, rates, strict=True):
        rng = np.random.default_rng(4)
        sgd(X, y, np.array([-1.0, 2.0]), rate, size, 3, rng)
        np.testing.assert_allclose(row, sgd.places, rtol=1e-10, atol=1e-12)


def test_all_three_spend_the_same():
    demo = ThreeHikers(batch_size=7, epochs=5)
    assert [count[-1] for count in demo.counts] == [200] * 3
    assert [len(count) - 1 for count in demo.counts] == [5, 30, 200]
    assert demo.counts[1][:8].tolist() == [0, 7, 14, 21, 28, 35, 40, 47]  # the rest is a batch too
    for trail in demo.trails():
        assert trail.shape[1] == len(COLUMNS)
        assert tuple(trail[0, :2]) == demo.surface.start
        np.testing.assert_allclose(trail[:, 2], demo.surface(trail[:, :2]))


@pytest.mark.parametrize("size", [7, 8])
def test_students_sgd_walks_as_the_demo_does(size):
    how = {"batch_size": size, "epochs": 3}
    own, demo = ThreeHikers(**how), ThreeHikers(sgd=sgd, **how)
    assert not any(demo.run["troubles"])
    for trail, exact in zip(demo.trails(), own.trails(), strict=True):
        np.testing.assert_allclose(trail, exact, rtol=1e-9, atol=1e-9)


def test_a_function_that_moves_its_start_does_no_harm():
    def moves(X, y, w0, lr, size, epochs, rng):
        w, history = sgd(X, y, w0, lr, size, epochs, rng)
        w0[:] = w
        X[:], y[:] = 0, 0
        return w0, history

    ours, theirs = np.vstack(ThreeHikers(sgd=moves).trails()), np.vstack(ThreeHikers().trails())
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda *args: 1 / 0, "raised ZeroDivisionError"),
        (lambda *args: None, "returned None, but (w, history) is needed."),
        (lambda *args: np.zeros(2), "returned a ndarray, but (w, history) is needed."),
        (lambda *args: (np.zeros(3), []), "has 3 entries; X has two columns."),
        (lambda *args: (0.5, []), "has 1 entries; X has two columns."),
        (lambda *args: ("far", []), "is no array of numbers"),
        (lambda *args: ([[1], [2, 3]], []), "is no array of numbers"),
    ],
)
def test_an_unusable_answer_becomes_a_sentence(function, said):
    demo = ThreeHikers(sgd=function)
    assert said in demo.status
    assert all(demo.run["troubles"])
    assert tuple(demo.trails()[0][0, :2]) == demo.surface.start
    demo.picture()
    assert said in demo.describe()


def test_diverging_sgd_is_no_trouble():
    with np.errstate(all="ignore"):
        demo = ThreeHikers(sgd=sgd, lr=30.0)
    assert demo.trails()[2][-1, 2] > 1e12
    assert "full batch diverged" in demo.status
    assert "single example diverged" in demo.status
    demo.picture()


def test_sweep_holds_the_paths_at_all_rates(monkeypatch):
    sent = []
    demo = ThreeHikers(epochs=3)
    monkeypatch.setattr(demo, "send", lambda *message: sent.append(message))
    demo.answer({"sweep": True})
    demo.answer({"nonsense": True})
    [(content, [buffer])] = sent
    rates = demo.scene["rates"]
    table = np.frombuffer(buffer).reshape(len(rates), -1, len(COLUMNS))
    exact = np.vstack(demo.trails())
    np.testing.assert_allclose(table[rates.index(0.05)], exact, rtol=1e-9, atol=1e-9)
    assert content["verdicts"][rates.index(0.05)] == demo.status
    assert content["sweep"] == demo.seed


def test_slow_function_does_not_hold_up_the_kernel(monkeypatch):
    clock = iter(np.arange(0, 1e4, 0.5))
    demo = ThreeHikers(sgd=sgd, epochs=1)
    monkeypatch.setattr("downslope.hikers.time.monotonic", lambda: next(clock))
    _rows, troubles = demo.compute([0.01] * 9, 0)
    assert troubles[0] == ["", "", ""]
    assert "too slow" in troubles[-1][0]


def test_reshuffling_moves_all_but_the_full_batch():
    demo = ThreeHikers()
    before = [trail.copy() for trail in demo.trails()]
    demo.seed = 1
    same = [np.allclose(a, b) for a, b in zip(before, demo.trails(), strict=True)]
    assert same == [True, False, False]


def test_losses_stay_hidden_until_revealed():
    assert "Whose loss falls how?" in ThreeHikers().describe()
    assert "reached loss" in ThreeHikers(reveal=True).describe()


@pytest.mark.parametrize(
    "how", [{"batch_size": 1}, {"batch_size": 40}, {"X": np.zeros((9, 3)), "y": np.zeros(9)}]
)
def test_data_that_do_not_fit_are_refused(how):
    with pytest.raises(ValueError, match="mini-batch"):
        ThreeHikers(**how)


def test_the_words_of_the_picture_count_the_evaluations():
    data_, _metadata = ThreeHikers(reveal=True)._repr_mimebundle_()
    assert "480 gradient evaluations" in data_["text/plain"]
