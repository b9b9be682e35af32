"""Random generators as arguments, and what is read off results that are not unique."""

import json

import numpy as np
import pytest

from autograder import wire
from downslope import golden, readings
from downslope.judge import judge
from downslope.observe import observe
from downslope.readings import FINE, read, use_of_rng
from downslope.sheet import Case, Finding, Mistake, Observed, Part, Seed, Sheet

ONES = tuple(Case((20, Seed(n))) for n in (1, 2, 1))


def test_every_call_gets_a_fresh_generator_of_the_seed():
    def f(rng):
        return rng.random(3)

    first, second = (observe(f, (Seed(5),)) for _ in range(2))
    assert np.array_equal(first.value, second.value)
    assert np.array_equal(first.value, np.random.default_rng(5).random(3))
    assert (first.changed, first.touched) == ((), False)


@pytest.mark.parametrize(
    "use",
    [
        lambda: np.random.random(),
        lambda: np.random.seed(1),
        lambda: np.random.shuffle([1, 2]),
        lambda: np.random.normal(),
    ],
)
def test_the_global_generator_is_watched(use):
    state = np.random.get_state()
    try:
        assert observe(lambda rng: use(), (Seed(1),)).touched
        assert not observe(lambda rng: rng.normal(), (Seed(1),)).touched
    finally:
        np.random.set_state(state)


def test_seeds_and_findings_are_written_down():
    value = (Seed(3), Finding("kind", "A sentence."), [Seed(4)])
    again = golden.decode(json.loads(json.dumps(golden.encode(value))))
    assert again == value
    assert again[1].sentence == ""


def test_a_generator_crosses_only_where_one_is_expected():
    blobs = []
    tree = wire.encode((1, wire.Generator(6)), blobs, [])
    with pytest.raises(wire.WireError):
        wire.decode(tree, blobs)
    assert wire.decode(tree, blobs, None, np.random.default_rng)[1].integers(100) == (
        np.random.default_rng(6).integers(100)
    )


@pytest.mark.parametrize("seed", [-1, 2**63, True, 1.0, "1", None, [1]])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(wire.WireError):
        wire.decode({"t": "rng", "v": seed}, [], None, np.random.default_rng)


def seen(function):
    return [observe(function, case.args) for case in ONES]


def fixed(n, rng):
    return np.random.default_rng(0).permutation(n)


def fresh(n, rng):
    return np.random.default_rng().permutation(n)


def shared(n, rng):
    return np.random.permutation(n)


def seeds_first(n, rng):
    np.random.seed(4)
    return np.random.permutation(n)


def drawn(n, rng):
    return rng.permutation(n)


@pytest.mark.parametrize(
    ("function", "kind"),
    [(drawn, "fine"), (fixed, "ignored"), (fresh, "differs"), (shared, "global"),
     (seeds_first, "global")],
)  # fmt: skip
def test_the_use_of_the_generator_is_told(function, kind):
    assert {f.kind for f in use_of_rng(ONES, seen(function))} == {kind}


def test_calls_that_returned_nothing_are_passed_over():
    failed = Observed("raised", error="ValueError: no")
    ok = seen(drawn)
    assert use_of_rng(ONES, [failed, *ok[1:]]) == [FINE] * 3
    assert use_of_rng(ONES, [failed] * 3) == [FINE] * 3


@pytest.fixture
def parity(monkeypatch):
    """A reading: is the number even? And is it far from 10?"""

    def look(cases, seen):
        return [
            (Finding("even") if o.value % 2 == 0 else Finding("odd", f"{o.value} is odd."), o.value)
            for o in seen
        ]

    monkeypatch.setitem(readings.KNOWN, "parity", look)
    return look


def sheet(**more):
    cases = (Case((1,)), Case((2,), tolerance=0.2))
    parts = (
        Part("kind", "even numbers", 1, True, (0, 1), ("parity",)),
        Part("size", "of the right size", 1, True, (0, 1), ("size",)),
    )
    expected = ((Finding("even"), 10.0), (Finding("even"), 10.0))
    return Sheet(
        "f", ("n",), ("parity", "size"), {}, cases, parts, expected, reading="parity", **more
    )


def values(*numbers):
    return [Observed("returned", n) for n in numbers]


def test_what_was_read_is_judged_in_place_of_what_was_returned(parity):
    assert judge(sheet(), values(10, 10)).outcome == "passed"
    verdict = judge(sheet(), values(10, 11))
    assert [p.passed for p in verdict.parts] == [False, True], "11 is within the case's tolerance"
    assert verdict.parts[0].message == "11 is odd."
    assert [p.passed for p in judge(sheet(), values(12, 10)).parts] == [True, False]


def test_reading_twice_is_reading_once(parity):
    once = read("parity", sheet().cases, values(10, 11))
    assert read("parity", sheet().cases, once) == once
    assert read("", sheet().cases, values(10, 11)) == values(10, 11)


def test_a_call_that_failed_is_left_as_it_is(parity):
    failed = Observed("raised", error="ValueError: no")
    assert read("parity", sheet().cases, [failed, failed]) == [failed, failed]


def known(id, *pairs):
    observed = tuple(Observed("returned", p, read=True) for p in pairs)
    return Mistake(id, f"The hint of {id}.", observed)


def test_a_mistake_is_named_by_what_was_read(parity):
    odd, even = Finding("odd"), Finding("even")
    mistakes = (
        known("M-odd", (odd, 11.0), (odd, 13.0)),
        known("M-large", (even, 20.0), (even, 20.0)),
    )
    names = {
        (11, 13): "M-odd",  # the whole of it
        (21, 23): "M-odd",  # the finding alone
        (20, 20): "M-large",
        (20, 23.9): "M-large",  # where luck plays a part, the tolerance says what is close
        (20, 24.1): None,
    }
    for numbers, id in names.items():
        assert judge(sheet(mistakes=mistakes), values(*numbers)).mistake == id, numbers


def test_golden_data_keeps_what_was_read(parity):
    full = sheet(mistakes=(known("M-odd", (Finding("odd", "Psst."), 11.0), (Finding("odd"), 1.0)),))
    text = golden.dump(full, 0)
    again, _ = golden.parse(text)
    assert again == full
    assert "Psst" not in text
