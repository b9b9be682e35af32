"""Naming a mistake: each stage speaks for itself, and none of them guesses."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, observe_all, rng_for
from autograder.mistakes import KNOWN
from autograder.truth import backward as truth
from downslope.naming import fill, name_mistake
from downslope.sheet import Case, Mistake, Observed, Sheet

SHEETS = {
    name: draw(EXERCISES[name], rng_for(EXERCISES[name], 11))
    for name in ("affine_backward", "activation_backward", "softmax_ce", "gradient_descent_1d")
}
AFFINE = SHEETS["affine_backward"]
UNKNOWN = replace(AFFINE, mistakes=())  # as if the catalogue were empty


def affine(change):
    """A right affine_backward whose results and cache go through `change` before they come back."""

    def student(dZ, cache):
        return change(*truth.affine_backward(dZ, cache), dZ, *cache)

    return student


def named(sheet, student):
    name = name_mistake(sheet, observe_all(student, sheet.cases))
    return (name.mistake, name.hint) if name else (None, None)


@pytest.mark.parametrize(
    ("change", "mistake", "words"),
    [
        # The whole outcome is that of a known mistake; {N} is 2 in the first case.
        (lambda dX, dW, db, dZ, X, W, b: (dX, dW, dZ.mean(axis=0)), "LB-04", "all 2 examples"),
        (lambda dX, dW, db, dZ, X, W, b: (dX, dW.T, db), "LB-01", "dW came out as (M, D)"),
        (lambda dX, dW, db, dZ, X, W, b: (-dX, -dW, -db), "X08-03", "the wrong sign"),
        # One result is that of a known mistake, another is wrong in a way of its own.
        (lambda dX, dW, db, dZ, X, W, b: (dX, dW + 1, dZ.sum(axis=1)), "LB-05", "Add down the"),
        # Two independent known mistakes: the first wrong result is spoken of first.
        (
            lambda dX, dW, db, dZ, X, W, b: (dX, np.outer(X[-1], dZ[-1]), -db),
            "LB-09",
            "the last example alone",
        ),
        # A known mistake times a constant with a name.
        (
            lambda dX, dW, db, dZ, X, W, b: (dX, 2 * np.outer(X[-1], dZ[-1]), db),
            "LB-09",
            "(On top of it dW carries a factor 2.)",
        ),
    ],
)
def test_a_known_mistake_is_called_by_its_id(change, mistake, words):
    assert named(AFFINE, affine(change))[0] == mistake
    assert words in named(AFFINE, affine(change))[1]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (
            lambda dX, dW, db, dZ, X, W, b: (dX, dW * len(X), db),
            "dX and db are right. dW is exactly N times the right one. "
            "Where does that factor come from?",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (dX, dW, db * len(b) / len(X)),
            "dX and dW are right. db is exactly M/N times the right one. "
            "Where does that factor come from?",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (0 * dX, dW, db),
            "dW and db are right. dX is all zeros: is it filled in at all?",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (dX.T, dW, db),
            "dW and db are right. dX is the transpose of the right one. It should have the shape "
            "of the thing it belongs to.",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (dX.ravel(), dW, db),
            "dW and db are right. dX holds the right numbers in the wrong shape.",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (dZ, dW, db),
            "dW and db are right. dX is simply the argument dZ, handed back unchanged.",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (dX, dW, np.full_like(db, 7)),
            "dX and dW are right. All entries of db are the same number; they should differ.",
        ),
        (
            lambda dX, dW, db, dZ, X, W, b: (2 * dX, -dW, -db),
            "dX is exactly 2 times the right one. Where does that factor come from?",
        ),
    ],
)
def test_without_a_catalogue_the_kind_of_wrongness_is_named(change, hint):
    assert named(UNKNOWN, affine(change)) == (None, hint)


def test_right_results_with_a_changed_argument_are_said_to_be_that():
    def student(dZ, cache):
        results = truth.affine_backward(dZ, cache)
        dZ += 1
        return results

    assert named(UNKNOWN, student) == (
        None,
        "Your results are right, but the call changed its argument dZ. Work on a copy.",
    )


def test_a_right_function_has_no_mistake():
    assert named(AFFINE, truth.affine_backward) == (None, None)


@pytest.mark.parametrize("factor", [3.0, 0.3])
def test_a_constant_without_a_name_is_not_spoken_of(factor):
    student = affine(lambda dX, dW, db, *_: (dX, dW, factor * db))
    assert named(UNKNOWN, student) == (None, None)


@pytest.mark.parametrize(
    ("N", "got", "hint"),
    [
        (3, [2.0, 8.0], "a is exactly 2 times the right one. Where does that factor come from?"),
        (2, [2.0, 8.0], None),  # 2 might be 2 or N
        (3, [6.0, 7.0], None),  # 2 times the right one, and something across it
    ],
)
def test_a_constant_is_spoken_of_if_one_name_and_the_whole_array_fit(N, got, hint):
    case, want = Case((), {"N": N}), np.array([1.0, 4.0])
    sheet = Sheet("f", (), ("a",), {}, (case,), (), (want,))
    name = name_mistake(sheet, [Observed("returned", np.array(got))])
    assert (name and name.hint) == hint


def test_a_factor_that_changes_from_case_to_case_has_no_name():
    rng = np.random.default_rng(0)
    student = affine(lambda dX, dW, db, *_: (dX, dW, rng.choice([2.0, 3.0, 5.0]) * db))
    assert named(UNKNOWN, student) == (None, None)


# --- exceptions ----------------------------------------------------------------------------------


def outcomes(sheet, **what):
    return [Observed(**what)] * len(sheet.cases)


def test_a_mistake_is_never_named_from_exceptions_alone():
    raising = Mistake(
        "M-1", "Guess.", tuple(outcomes(AFFINE, outcome="raised", error="ValueError"))
    )
    sheet = replace(AFFINE, mistakes=(raising,))
    assert name_mistake(sheet, outcomes(sheet, outcome="raised", error="ValueError: no")) is None


RIGHT, WRONG = Observed("returned", np.ones(3)), Observed("returned", np.arange(3.0))


def raised(kind):
    return Observed("raised", error=f"{kind}: {np.random.default_rng().random()}")


def of_two_cases(*mistakes):
    return Sheet("f", (), ("a",), {}, (Case(()),) * 2, (), (np.ones(3),) * 2, mistakes)


def test_nor_from_exceptions_where_the_rest_is_right():
    sheet = of_two_cases(Mistake("M-1", "Guess.", (RIGHT, raised("ValueError"))))
    assert name_mistake(sheet, [RIGHT, raised("ValueError")]) is None


def test_the_kind_of_an_exception_tells_two_mistakes_apart():
    kinds = ("ValueError", "TypeError")
    sheet = of_two_cases(*(Mistake(kind, f"{kind}!", (WRONG, raised(kind))) for kind in kinds))
    for kind in kinds:
        assert name_mistake(sheet, [WRONG, raised(kind)]).mistake == kind


@pytest.mark.parametrize("outcome", ["timed_out", "died", "out_of_memory", "missing"])
def test_what_ended_without_a_word_has_no_name(outcome):
    assert name_mistake(AFFINE, outcomes(AFFINE, outcome=outcome)) is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotImplementedError: write here", "Nothing is written here yet"),
        ("NameError: name 'npp' is not defined", "Python does not know the name `npp`"),
        (
            "ValueError: shapes (2,4) and (2,3) not aligned: 4 (dim 1) != 2 (dim 0)",
            "may be missing. ((2, 4) is the shape of dZ (or its transpose)",
        ),
        (
            "ValueError: operands could not be broadcast together with shapes (4,2) (3,)",
            "((4, 2) is the shape of dZ (or its transpose).)",
        ),
        ("ValueError: shapes (77,88) and (99,) not aligned", None),
        ("CustomError: of the student's own", None),
    ],
)
def test_an_exception_is_put_into_the_words_of_the_exercise(error, words):
    name = name_mistake(AFFINE, outcomes(AFFINE, outcome="raised", error=error))
    assert (name is None) == (words is None)
    assert words is None or (name.mistake is None and words in name.hint)


# --- no guesses ----------------------------------------------------------------------------------


def scrambled(value, rng):
    """The same structure with random numbers in it."""
    if isinstance(value, (list, tuple)):
        return type(value)(scrambled(v, rng) for v in value)
    return rng.normal(size=np.shape(value))


@pytest.mark.parametrize("name", SHEETS)
def test_500_random_answers_are_no_mistake_that_we_know(name):
    sheet, rng = SHEETS[name], np.random.default_rng(17)
    for _ in range(500 // len(SHEETS)):
        seen = [Observed("returned", scrambled(want, rng)) for want in sheet.expected]
        assert name_mistake(sheet, seen) is None


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        (("Add up.", "Add up."), ("M-0", "Add up.")),
        (("Add up.", "Take the mean."), None),
        (("Take the mean of {N}.",), ("M-0", "Take the mean of 3.")),
    ],
)
@pytest.mark.parametrize("spoil", [0.0, 5.0], ids=["whole", "one_result"])
def test_equal_candidates_with_other_words_name_nothing(hints, expected, spoil):
    wrong = np.array([1.0, -4.0, 2.5])
    mistakes = tuple(
        Mistake(f"M-{k}", hint, (Observed("returned", (wrong, 1.0)),))
        for k, hint in enumerate(hints)
    )
    case = Case((), {"N": 3})
    sheet = Sheet("f", (), ("a", "b"), {}, (case,), (), ((np.array([1.0, 2, 3]), 0.0),), mistakes)
    name = name_mistake(sheet, [Observed("returned", (wrong, 1.0 + spoil))])
    assert (name and (name.mistake, name.hint)) == expected


def test_of_two_matching_mistakes_the_one_that_keeps_what_is_right_is_named():
    wrong, right = np.array([1.0, -4.0, 2.5]), np.array([1.0, 2, 3])
    mistakes = (
        Mistake("M-both", "Both.", (Observed("returned", (wrong, 9.0)),)),
        Mistake("M-one", "One.", (Observed("returned", (wrong, 1.0)),)),
    )
    sheet = Sheet("f", (), ("a", "b"), {}, (Case(()),), (), ((right, 1.0),), mistakes)
    rounded = 1 + 1e-6  # right, yet no match of the whole
    name = name_mistake(sheet, [Observed("returned", (wrong, rounded))])
    assert name.mistake == "M-one"


def test_lists_of_different_lengths_are_named_like_others():
    right, turned = (["a", "b", "c"], ["d"]), (["c", "b", "a"], ["d"])
    known = Mistake("M-0", "Turned round.", tuple(Observed("returned", v) for v in turned))
    sheet = Sheet("f", (), ("names",), {}, (Case(()), Case(())), (), right, (known,))
    assert name_mistake(sheet, list(known.observed)).mistake == "M-0"
    other = [Observed("returned", ["b", "a", "c"]), Observed("returned", ["d"])]
    assert name_mistake(sheet, other) is None


def test_sizes_are_filled_in_and_other_braces_stay():
    assert fill("{N} of {M}, {not_a_size} {}", {"N": 5, "M": 4}) == "5 of 4, {not_a_size} {}"


def test_hints_are_told_apart_by_more_than_their_ids():
    """Two hints with the same words are one mistake in the eyes of `name_mistake`.

    Which is meant for B2-02a, B2-02b, …: one mistake, shown with several learning rates.
    """
    for function, mistakes in KNOWN.items():
        stems = {(m.hint, m.id.rstrip("abcdefgh")) for m in mistakes}
        assert len(stems) == len({m.hint for m in mistakes}), function
        ids = {m.id for m in mistakes}
        assert len(ids) == len(mistakes), function


def test_a_function_that_is_not_there_needs_no_hint():
    gone = Observed("missing", error="NameError: name 'affine_backward' is not defined")
    assert name_mistake(AFFINE, [gone] * len(AFFINE.cases)) is None
