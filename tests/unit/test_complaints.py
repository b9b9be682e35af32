"""Frequent errors, made on purpose with today's Python and numpy, are put into one sentence."""

import math
import re
import warnings

import numpy as np
import pytest

from downslope.complaints import TABLE, in_words
from downslope.drivers import driven
from downslope.observe import observe
from downslope.tape import Node

HERE = """
A, b, ints, M = np.ones((5, 3)), np.ones(4), np.arange(3), np.ones((4, 2))

def reads_too_early(n):
    for k in range(n):
        total += k
    return total

def forgets():
    A.sum()

def two(x, w):
    return x, w

def without_end(n):
    return without_end(n + 1)

class Pair:
    def first():
        pass

class Deaf:
    gradient = watch = lambda *given: None

def play(tape):
    graph = {"values": np.ones(2), "edges": np.array([[1, 0]]), "slopes": np.ones(1)}
    driven(tape, "tape")(graph, [0], [])

a = Node(3.0)

def step(made):
    driven(lambda a: made(a), "step")(b, b)
"""
ERRORS = [
    ("if A > 0: pass", "`.any()` or `.all()`"),
    ("max(A, A)", "`np.maximum`"),
    ("A and A", "one yes or no"),
    ("A @ b", "as many columns in A as rows in B, but there are 3 and 4"),
    ("np.dot(A, M)", "but there are 3 and 4"),
    ("A @ 2.0", "write `*` for numbers"),
    ("2.0 @ 2.0", "write `*` for numbers"),
    ("A + b", "agree from the right"),
    ("b += A[:, :1]", "`keepdims=True`"),
    ("b[:] = np.ones(3)", "agree from the right"),
    ("A.reshape(4, 4)", "15 entries was given a shape"),
    ("forgets().shape", "no `return`"),
    ("forgets() + 1.0", "no `return`"),
    ("forgets()[0]", "no `return`"),
    ("list(forgets())", "no `return`"),
    ("np.exp(np.array([None]))", "no `return`"),
    ("float(forgets())", "no `return`"),
    ("len(forgets())", "no `return`"),
    ("a.vjp(1.0)", "before you call it"),
    ("Pair().first()", "begins with `self`"),
    ("Node(1.0, (a), forgets)", "`(a,)`, with a comma"),
    ("a.shape", "its `.value`"),
    ("2.0 * a", "its `.value`"),
    ("a @ a", "its `.value`"),
    ("-a", "its `.value`"),
    ("float(a)", "its `.value`"),
    ("np.tanh(a)", "its `.value`"),
    ("step(lambda a: 1.0)", "A step returns"),
    ("play(Deaf)", "remembers it in `self.watched`"),
    ("step(lambda a: Node(1.0, (b,), forgets))", "not the arrays"),
    ("step(lambda a: Node(1.0, (a,)))", "a third thing"),
    ("step(lambda a: Node(1.0, (a,), 2.0))", "`lambda g: …`"),
    ("step(lambda a: Node(1.0, (a,), lambda g: g))", "with a comma"),
    ("step(lambda a: Node(1.0, (a,), lambda g: forgets()))", "is its `return` missing?"),
    ("not_there + 1", "does not know the name `not_there`"),
    ("reads_too_early(3)", "`total` is read before it has a value"),
    ("1.0 / 0", "A division by 0"),
    ("1 // 0", "A division by 0"),
    ("math.exp(1000)", "use numpy's functions"),
    ("10.0 ** 400", "use numpy's functions"),
    ("math.log(-1.0)", "look at its sign first"),
    ("{A: 1}", "a number, a text or a tuple"),
    ("{[1]}", "a number, a text or a tuple"),
    ("float(A)", "such as `np.exp`"),
    ("math.exp(b)", "such as `np.exp`"),
    ("A[7]", "the last of n is n - 1"),
    ("[1, 2][2]", "the last of n is n - 1"),
    ("b[0, 1]", "print its `.shape`"),
    ("b.sum(axis=1)", "print its `.shape`"),
    ("b[1.0]", "`//` divides"),
    ("range(5 / 2)", "`//` divides"),
    ("np.zeros(5 / 2)", "`//` divides"),
    ("np.max(0, 2.5)", "`np.maximum(a, 0)`"),
    ("np.max([0, b])", "`np.maximum(a, b)`"),
    ("np.broadcast_to(A, (3,))", "add up along it"),
    ("[{'W': A}]['W']", "opens a list"),
    ("{'W': A}['w']", "no entry `w`"),
    ("{}[a]", "`.get(key, 0.0)`"),
    ("[1.0] * 0.5", "np.array"),
    ("[1.0] + 0.5", "np.array"),
    ("{} - 1.0", "np.array"),
    ("A - '1'", "np.array"),
    ("two - A", "np.array"),
    ("-[1.0]", "np.array"),
    ("[1.0] < 0.5", "np.array"),
    ("two(A)", "leave the `def` line"),
    ("two(A, b, 1)", "leave the `def` line"),
    ("two(A, weights=b)", "leave the `def` line"),
    ("A(0)", "`[ ]` for an entry"),
    ("2.0(1)", "`[ ]` for an entry"),
    ("two[0]", "call it first"),
    ("np.linalg.norm[0]", "call it first"),
    ("[n for n in two]", "call it first"),
    ("ints ** -1", "`2.0 ** -k`"),
    ("ints -= 0.5", "start with floats"),
    ("b[0] = A", "one number belongs"),
    ("np.array([[1, 2], [3]])", "the same length"),
    ("float([1])", "one number belongs"),
    ("p, q, r = two(A, b)", "another number of names"),
    ("p, = two(A, b)", "another number of names"),
    ("p, q = 1.0", "another number of names"),
    ("np.zeros(2, 3)", "`np.zeros((2, 3))`"),
    ("[1.0].T", "`.T` belongs to arrays"),
    ("(1.0).shape", "`.shape` belongs to arrays"),
    ("b.append(1)", "arrays don't grow"),
    ("np.expp(b)", "no `.expp` there"),
    ("len(1.0)", "A single number is used like a list"),
    ("b.sum()[0]", "A single number is used like a list"),
    ("[n for n in 3]", "A single number is used like a list"),
    ("t = (1, 2); t[0] = 3", "a new tuple"),
    ("without_end(0)", "calls itself"),
    ("eval('(1 +')", "missing bracket"),
    ("exec('if 1:\\nx = 2')", "missing bracket"),
]


def error_of(source: str) -> str:
    names = {"np": np, "math": math, "Node": Node, "driven": driven}
    exec(HERE, names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python itself warns of some of these
        code = compile(source, "<cell>", "exec")
    seen = observe(lambda: exec(code, names), ())
    assert seen.outcome == "raised", source
    return seen.error


@pytest.mark.parametrize(("source", "words"), ERRORS)
def test_a_frequent_error_gets_a_sentence_with_its_remedy(source, words):
    error = error_of(source)
    said = in_words(error)
    assert said, error
    assert words in said, f"{error}: {said}"


def test_every_sentence_is_tried_and_ends_in_a_remedy():
    used = set()
    for source, _ in ERRORS:
        error = error_of(source)
        used.add(next(pattern for pattern, _ in TABLE if re.match(pattern, error)))
    tested_elsewhere = {"NotImplementedError", "NameError"}
    assert {pattern for pattern, _ in TABLE} - used == tested_elsewhere
    for _, sentence in TABLE:
        assert sentence.endswith((".", "?"))
        assert re.search("[:,]", sentence), "say what to do"


@pytest.mark.parametrize("error", ["", "ValueError", "CustomError: boo", "ValueError: too cold"])
def test_what_nobody_knows_is_left_to_its_own_words(error):
    assert in_words(error) is None


def test_no_text_of_a_students_gets_into_a_sentence():
    assert "<" not in in_words("NameError: name '<b>x</b>' is not defined")
    assert "{" not in in_words("KeyError: '{0}'")
