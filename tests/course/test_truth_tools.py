"""The reference of 14 against scikit-learn, all questions at once, and four oracles of a slope."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from autograder.checks import EXERCISES
from autograder.judge import draw, rng_for
from autograder.truth import tools as truth
from downslope.data import clouds, digits
from downslope.gradcheck import numerical_gradient, relative_error
from downslope.readings_tools import GOOD, VERY_GOOD
from downslope.splitting import split


def hinge_cases():
    for seed in range(3):
        sheet = draw(EXERCISES["hinge_loss_grad"], rng_for(EXERCISES["hinge_loss_grad"], seed))
        yield from (case.args for case in sheet.cases)


def test_hinge_gradient_by_complex_step():
    for w, b, X, y, lam in hinge_cases():
        _, dw, db = truth.hinge_loss_grad(w, b, X, y, lam)
        scale = max(np.abs(dw).max(), abs(db), 1e-9)
        for j, step in enumerate(1e-30j * np.eye(len(w))):
            slope = truth.hinge_loss_grad(w + step, b, X, y, lam)[0].imag / 1e-30
            assert abs(slope - dw[j]) <= 1e-12 * scale
        slope = truth.hinge_loss_grad(w + 0j, b + 1e-30j, X, y, lam)[0].imag / 1e-30
        assert abs(slope - db) <= 1e-12 * scale


def test_hinge_gradient_by_centred_differences_away_from_the_kink():
    for w, b, X, y, lam in hinge_cases():
        if np.abs(X).max() > 1e3:
            continue  # a difference of 1e-5 in w would cross the kink
        _, dw, db = truth.hinge_loss_grad(w, b, X, y, lam)
        measured = numerical_gradient(
            lambda v, X=X, y=y, lam=lam: truth.hinge_loss_grad(v[1:], v[0], X, y, lam)[0],
            np.array([b, *w]),
        )
        assert relative_error(np.array([db, *dw]), measured) < 1e-6


def test_hinge_loss_and_gradient_by_autograd():
    autograd = pytest.importorskip("autograd")
    import autograd.numpy as anp

    def loss(v, X, y, lam):
        margins = y * (anp.dot(X, v[1:]) + v[0])
        return anp.mean(anp.maximum(0.0, 1 - margins)) + lam / 2 * anp.sum(v[1:] ** 2)

    for w, b, X, y, lam in hinge_cases():
        found, dw, db = truth.hinge_loss_grad(w, b, X, y, lam)
        v = np.array([b, *w])
        np.testing.assert_allclose(found, loss(v, X, y, lam), rtol=1e-12)
        theirs = autograd.grad(loss)(v, X, y, lam)
        np.testing.assert_allclose([db, *dw], theirs, rtol=1e-9, atol=1e-12 * np.abs(theirs).max())


def test_hinge_gradient_by_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed here")
    for w, b, X, y, lam in hinge_cases():
        _, dw, db = truth.hinge_loss_grad(w, b, X, y, lam)
        v = torch.tensor([b, *w], dtype=torch.float64, requires_grad=True)
        margins = torch.tensor(y) * (torch.tensor(X) @ v[1:] + v[0])
        loss = torch.relu(1 - margins).mean() + lam / 2 * (v[1:] ** 2).sum()
        loss.backward()
        theirs = v.grad.numpy()
        np.testing.assert_allclose([db, *dw], theirs, rtol=1e-9, atol=1e-12 * np.abs(theirs).max())


def test_a_linear_svm_by_gradient_descent_is_that_of_scikit_learn():
    X, y = clouds("straight", 120, np.random.default_rng(5))
    w, b, signs, lam = np.zeros(2), 0.0, 2 * y - 1, 0.02
    for step in range(4000):
        _, dw, db = truth.hinge_loss_grad(w, b, X, signs, lam)
        w, b = w - 0.5 / (1 + 0.02 * step) * dw, b - 0.5 / (1 + 0.02 * step) * db
    theirs = SVC(kernel="linear", C=1 / (lam * len(y)), tol=1e-8).fit(X, signs)
    lowest = truth.hinge_loss_grad(theirs.coef_[0], theirs.intercept_[0], X, signs, lam)[0]
    assert lowest <= truth.hinge_loss_grad(w, b, X, signs, lam)[0] < 1.001 * lowest


@pytest.mark.parametrize("k", [1, 4, 7])
def test_neighbours_are_those_of_scikit_learn(k):
    rng = np.random.default_rng(k)
    Xtr, ytr, X = rng.normal(size=(80, 4)), rng.integers(0, 5, 80), rng.normal(size=(60, 4))
    theirs = KNeighborsClassifier(k, algorithm="brute").fit(Xtr, ytr).predict(X)
    assert np.array_equal(truth.knn_predict(Xtr, ytr, X, k), theirs)
    if k == 1:
        assert np.array_equal(truth.knn_predict(Xtr, ytr, Xtr, 1), ytr)


def test_no_question_leaves_fewer_errors():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, y = rng.integers(0, 6, size=(15, 3)).astype(float), rng.integers(0, 3, 15)
        feature, threshold, left, right = truth.stump_fit(X, y)
        found = np.sum(np.where(X[:, feature] <= threshold, left, right) != y)
        every = [
            np.sum(np.where(X[:, f] <= t, a, b) != y)
            for f in range(3)
            for t in np.arange(-0.5, 6, 0.5)
            for a in range(3)
            for b in range(3)
            if (X[:, f] <= t).any() and (X[:, f] > t).any()
        ]
        assert found == min(every)


def test_the_split_of_the_library_keeps_every_row_beside_its_label():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    kept, y_kept, held, y_held = split(X, y, 0.3, np.random.default_rng(0))
    assert (len(kept), len(held)) == (7, 3)
    assert sorted([*y_kept, *y_held]) == list(range(10))
    assert np.array_equal(kept[:, 0], 2.0 * y_kept)
    assert np.array_equal(held[:, 0], 2.0 * y_held)
    for wrong in ((X, y[:3], 0.3), (X, y, 1.5)):
        with pytest.raises(ValueError, match=r"rows|frac"):
            split(*wrong, np.random.default_rng(0))


MEAN, SPREAD = 0.9745, 0.0094  # of unseen digits right in one run of the reference: twenty seeds


def test_a_good_reader_hardly_ever_misses_the_bar_by_bad_luck():
    for bar in (GOOD, VERY_GOOD):
        assert norm.cdf((bar - MEAN) / (SPREAD / np.sqrt(3))) < 1e-5
    for seed in (20, 21):
        X, y, X_new, y_new = digits(1350, np.random.default_rng(seed))
        data = (X[:1200], y[:1200], X[1200:], y[1200:])
        reader = truth.fit_digits(*data, np.random.default_rng(seed))
        assert abs(np.mean(reader(X_new) == y_new) - MEAN) < 3 * SPREAD
