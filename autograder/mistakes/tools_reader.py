"""What goes wrong with a reader of digits. A nearest mean stands in for a network: it is quick."""

import numpy as np

from autograder.mistakes.core import mistake


def reader(Xtr, ytr, *, scale=None):
    """predict(X): the class whose mean is nearest, after `scale`."""
    scale = scale or (lambda X: (X - Xtr.mean()) / Xtr.std())
    kinds = np.unique(ytr)
    means = np.array([scale(Xtr)[ytr == k].mean(axis=0) for k in kinds])

    def far(X):
        return np.sum((scale(X)[:, np.newaxis] - means) ** 2, axis=2)

    return lambda X: kinds[far(X).argmin(axis=1)], far


@mistake("X14-90", "fit_digits")
def answers_in_place_of_a_function(Xtr, ytr, Xva, yva, rng):
    """You return labels for the validation rows. Asked for is a FUNCTION that takes any X and
    returns labels."""
    return reader(Xtr, ytr)[0](Xva)


@mistake("X14-91", "fit_digits")
def params_in_place_of_a_function(Xtr, ytr, Xva, yva, rng):
    """You return the weights. Asked for is a function predict(X): define it inside and return its
    name."""
    return [{"W": rng.normal(size=(Xtr.shape[1], 10)), "b": np.zeros(10)}]


@mistake("X14-92", "fit_digits")
def logits_in_place_of_labels(Xtr, ytr, Xva, yva, rng):
    """Your predict returns a row of numbers for each example. Asked for is one label: which of the
    numbers is the largest?"""
    far = reader(Xtr, ytr)[1]
    return lambda X: -far(X)


@mistake("X14-93", "fit_digits")
def scaled_by_the_question(Xtr, ytr, Xva, yva, rng):
    """predict brings its X to scale with the mean and spread of that very X. So a row alone gets
    another label than among others. Use the numbers of the training rows."""
    return reader(Xtr, ytr, scale=lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9))[0]


@mistake("X14-94", "fit_digits")
def scaled_in_training_only(Xtr, ytr, Xva, yva, rng):
    """Training rows are brought to scale, and the rows that predict is asked about are not. Do the
    same to both, with the same numbers."""
    trained = reader((Xtr - Xtr.mean()) / Xtr.std(), ytr, scale=lambda X: X)[0]
    return lambda X: trained(X)


@mistake("X14-95", "fit_digits")
def never_trained(Xtr, ytr, Xva, yva, rng):
    """Your answers are no better than guessing, as of fresh weights. Does the training change what
    predict uses, and has every row kept its own label?"""
    W = rng.normal(size=(Xtr.shape[1], int(ytr.max()) + 1))
    return lambda X: ((X - Xtr.mean()) / Xtr.std() @ W).argmax(axis=1)


@mistake("X14-96", "fit_digits")
def the_most_frequent(Xtr, ytr, Xva, yva, rng):
    """All rows get the same label. Has the training diverged? Look at the losses, and try a smaller
    learning rate."""
    return lambda X: np.full(len(X), np.bincount(ytr).argmax())


@mistake("X14-97", "fit_digits")
def luck_from_elsewhere(Xtr, ytr, Xva, yva, rng):
    """Two runs with generators of the same seed answer differently. Draw everything from rng."""
    learnt, K = reader(Xtr, ytr)[0], int(ytr.max()) + 1
    luck = np.random.default_rng().uniform(1, 2, Xtr.shape[1])

    def predict(X):
        # always another wrong label: none is right, so that golden data come out alike every time
        beside = 1 + (100 * np.abs((X * luck).sum(axis=1))).astype(int) % (K - 1)
        return (learnt(X) + beside) % K

    return predict


@mistake("X14-98", "fit_digits")
def global_luck(Xtr, ytr, Xva, yva, rng):
    """Your luck comes from numpy's global generator. Draw everything from rng."""
    np.random.rand(3)
    return reader(Xtr, ytr)[0]


@mistake("X14-99", "fit_digits")
def too_little(Xtr, ytr, Xva, yva, rng):
    """Groups that lie far apart are told from each other, but too few digits are. Train longer, or
    give the hidden layer more neurons, and look at the loss on the validation rows."""
    return reader(Xtr, ytr)[0]


@mistake("X14-100", "fit_digits")
def brings_the_arguments_to_scale(Xtr, ytr, Xva, yva, rng):
    """The answers are right, but the call brought Xtr and Xva to scale in place: whoever uses them
    next finds other numbers. Work on copies."""
    mean, spread = Xtr.mean(), Xtr.std()
    for X in (Xtr, Xva):
        X -= mean
        X /= spread
    trained = reader(Xtr, ytr, scale=lambda X: X)[0]
    return lambda X: trained((X - mean) / spread)
