"""The still pictures of notebooks 07 and 08: the sum they show is the entry, in words as well."""

import numpy as np
import pytest

from autograder.truth.backward import affine_backward
from downslope.pictures import sum_from, two_roads, where_from

RNG = np.random.default_rng(0)
X, W, DZ = (RNG.integers(-3, 4, size=s).astype(float) for s in ((2, 3), (3, 4), (2, 4)))
GRADIENTS = dict(zip(("dX", "dW", "db"), affine_backward(DZ, (X, W, np.zeros(4))), strict=True))
ENTRIES = [(name, at) for name, g in GRADIENTS.items() for at in np.ndindex(g.shape)]


@pytest.mark.parametrize(("name", "at"), ENTRIES)
def test_the_sum_in_words_is_the_entry(name, at):
    picture = where_from(name, at, X, W, DZ)
    label, entries, numbers = picture.description.split(" = ", 2)
    assert label == f"{name}{list(at)}"
    terms, value = numbers.split(" = ")
    assert float(value) == GRADIENTS[name][at]
    assert eval(terms.replace("·", "*"), {"__builtins__": {}}) == GRADIENTS[name][at]
    assert eval(entries.replace("·", "*"), {"X": X, "W": W, "dZ": DZ}) == GRADIENTS[name][at]


@pytest.mark.parametrize("at", [*np.ndindex(2, 4)])
def test_the_sum_of_a_neuron_in_words_is_its_entry(at):
    b = np.array([1.0, -2, 0, 3])
    label, terms, value = sum_from(at, X, W, b).description.split(" = ")
    assert label == f"Z{list(at)}"
    assert eval(terms.replace("·", "*"), {"__builtins__": {}}) == float(value) == (X @ W + b)[at]
    with pytest.raises(IndexError, match="there is no entry"):
        sum_from((2, 0), X, W, b)


def test_a_bias_may_come_as_a_number():
    assert where_from("db", 2, X, W, DZ) == where_from("db", (2,), X, W, DZ)


def test_an_unknown_gradient_is_named():
    with pytest.raises(ValueError, match='"dX", "dW" or "db", but got \'dQ\''):
        where_from("dQ", (0, 0), X, W, DZ)


@pytest.mark.parametrize(("name", "entry"), [("dW", (3, 0)), ("dX", (0, -1)), ("db", (0, 1))])
def test_an_entry_that_is_not_there_is_named(name, entry):
    with pytest.raises(IndexError, match="there is no entry"):
        where_from(name, entry, X, W, DZ)


def test_a_picture_comes_with_its_description():
    picture = two_roads()
    shown = picture._repr_mimebundle_()
    assert shown["text/plain"] == picture.description
    assert f'alt="{picture.description}"' in shown["text/html"]
    assert picture.png.startswith(b"\x89PNG")


def test_the_way_forward_tells_nothing_of_blame():
    assert "Blame" in two_roads().description
    assert "Blame" not in two_roads(backward=False).description
