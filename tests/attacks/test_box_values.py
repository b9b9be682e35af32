"""Returned values that lie, do not fit or do not end (C-14 to C-19): data arrives or a name."""

import math

import numpy as np
import pytest

from autograder.wire import Other


def test_subclasses_arrive_as_plain_data(observe):
    observed = observe("""
class Array(np.ndarray):
    def __array_ufunc__(self, *a, **k): return np.True_
    def __array_function__(self, *a): return True
    def __eq__(self, other): return True
class Number(float):
    def __eq__(self, other): return True
class Row(tuple):
    def __iter__(self): return iter((7, 7))
    def __len__(self): return 2
class Table(dict):
    def items(self): return [("W", 7)]
def f(): return [np.zeros(2).view(Array), Number(1), Row((1, 2, 3)), Table(a=1)]
""")
    array, *rest = observed.value
    assert type(array) is np.ndarray
    assert rest == [1.0, (1, 2, 3), {"a": 1}]
    assert [type(x) for x in rest] == [float, tuple, dict]


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("(i for i in ())", "generator"),
        ("type('Yes', (), {'__eq__': lambda s, o: True})()", "Yes"),
        ("np.array([object()])", "numpy array of dtype object"),
        ("np.array(['a'])", "numpy array of dtype <U1"),
        ("np.zeros((1,) * 5)", "numpy array with 5 axes"),
        ("np.broadcast_to(0.0, (10**6, 10**6))", "too large to check"),
        ("['0', [0]] * 300", "too large or too deeply nested"),
        ("nested(50)", "too large or too deeply nested"),
        ("nested(100_000)", "too large or too deeply nested"),
        ("2**64", "int of more than 63 bits"),
        ("np.sin", "numpy.ufunc"),
        ("f", "function"),
        ("1j", "complex"),
        ("{(1, 2): 3}", "dict whose keys"),
    ],
)
def test_what_is_no_plain_data_is_named(observe, expression, name):
    value = observe(f"""
def nested(depth):
    value = []
    for _ in range(depth): value = [value]
    return value
def f(): return {expression}
""").value
    assert type(value) is Other
    assert name in value.type


def test_nan_and_infinity_arrive_as_they_are(observe):
    value = observe("def f(): return [np.nan, -np.inf, np.array([np.nan])]").value
    assert math.isnan(value[0])
    assert value[1] == -math.inf
    assert np.isnan(value[2]).all()


def test_empty_things_keep_their_shape(observe):
    value = observe("def f(): return (), np.empty((0, 1, 1)), []").value
    assert value[0] == ()
    assert value[1].shape == (0, 1, 1)


def test_arguments_arrive_writable_and_whole(observe):
    args = (np.arange(6.0).reshape(2, 3).T, {"W": [np.int32(3), (True, None)]}, "name")
    observed = observe("def f(a, b, c):\n a += 0\n return a, b, c", *args)
    assert np.array_equal(observed.value[0], args[0])
    assert observed.value[1:] == (args[1], "name")
    assert observed.changed == ()


def test_a_class_that_fails_at_being_looked_at(observe):
    observed = observe("""
class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError("no")
class Shy(metaclass=Meta): pass
def f(): return Shy()
""")
    assert observed.outcome == "raised"


def test_an_argument_of_a_few_megabytes(observe):
    observed = observe("def f(a): return a * 2", np.ones((1000, 1000)))
    assert observed.value.sum() == 2e6
