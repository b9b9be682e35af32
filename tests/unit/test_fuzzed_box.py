"""Every byte the box could say: the trusted side answers with a result or its own refusal.

Hypothesis makes up conversations, sound ones and sound ones that were mutated, as bytes and as
trees, and puts them on a real socket in the box's place. Whatever comes: no other exception, no
waiting for somebody who is gone, no more memory than a fixed multiple of what arrived, and nothing
that could not be written to a file. DOWNSLOPE_FUZZ=20000 tries that many, other ones each time.
"""

import base64
import json
import math
import os
import secrets
import socket
import struct
import tracemalloc
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import frames, harmless, wire
from autograder.box import Box, BoxDied, Limits
from autograder.checks import EXERCISES
from autograder.classroom import notebook_text
from autograder.feedback import page
from autograder.fork import Fork
from autograder.judge import draw, judge, rng_for
from autograder.nbgrader_plugin import Disarm, markdown
from downslope.functions import Fading, Sine, Tool, Waves
from downslope.sheet import Observed
from tests.markup import inactive

EXAMPLES = int(os.environ.get("DOWNSLOPE_FUZZ") or 0)
fuzzed = settings(
    max_examples=EXAMPLES or 80,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ID = "0123456789abcdef"
MULTIPLE, BASE = 60, 4 << 20  # bytes of memory for each byte that arrived, and without any
LENT = (Sine(), Waves([1.0, 2.0], [[1.0, 0.5], [2.0, 1.0]], [0.0, 1.0]), Fading(), Tool("majority"))


@pytest.fixture(autouse=True, scope="module")
def known_id():
    """Let every request have the one id that the made-up answers carry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda n: ID)
        yield


# --- what the box could say -------------------------------------------------------------------

TEXT = st.text(max_size=30) | st.sampled_from(
    ["\ud800", "<script>alert(1)</script>", "\x1b[2J\u202e", "NaN", "0x1p99999", "x" * 3000]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**66), 2**66) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["t", "v", "d", "s", "b", "kind", "id", "op"]), inner)
    ),
    max_leaves=8,
)
ARRAYS = st.builds(
    lambda shape, kind, fill: np.full(shape, fill).astype(kind),
    st.lists(st.integers(0, 5), max_size=4).map(tuple),
    st.sampled_from(["<f8", "<f4", "<i8", "|i1", "|b1", "<u4"]),
    st.integers(-3, 99),
)
NUMBERS = (
    st.integers(-(2**63) + 1, 2**63 - 1)
    | st.sampled_from([0, 1, 2, 3, 10**9, 10**18])
    | st.floats()
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=9) | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.sampled_from(["t", "fade", "w", "X", "lr"]) | st.integers(), inner)
    ),
    max_leaves=6,
)
LABELS = st.lists(st.integers(0, 3) | st.sampled_from([10**6, 2**31]), min_size=3, max_size=3)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@st.composite
def ran(draw):
    """A cell's outputs as a worker sends them, or nearly so."""
    items, blobs = [], []
    for _ in range(draw(st.integers(0, 3))):
        items.append(
            draw(
                st.fixed_dictionaries(
                    {"kind": st.just("stream"), "name": st.sampled_from(["stdout", "stderr", "x"])}
                )
                | st.fixed_dictionaries({"kind": st.just("display"), "result": st.booleans()})
                | st.fixed_dictionaries({"kind": st.just("error"), "name": TEXT, "value": TEXT})
            )
        )
        blobs.append(
            draw(st.binary(max_size=60) | TEXT.map(lambda t: t.encode("utf-8", "replace")))
        )
        blobs.append(draw(st.sampled_from([b"", PNG, PNG[:40], PNG[:8] + b"junk"])))
    return [({"op": "ran", "id": ID, "outputs": items}, blobs)]


@st.composite
def questions(draw):
    """A call-back: which function, with what, and whether its last argument holds names."""
    some = NUMBERS | ARRAYS
    w = draw(ARRAYS)
    match draw(st.sampled_from(["any", "rule", "tool"])):
        case "rule":
            args = (w, w, {"t": draw(some)}, draw(some), {"fade": draw(some)})
            return LENT.index(Fading()), args, True
        case "tool":
            X, y = np.ones((3, 2)), np.array(draw(LABELS))
            return LENT.index(Tool("majority")), (X, y, X), False
    args = draw(st.lists(VALUES, max_size=5).map(tuple))
    return draw(st.integers(-1, 5)), args, draw(st.booleans())


@st.composite
def answers(draw):
    """What a fork says in a call: call-backs, then a result."""
    said = []
    for _ in range(draw(st.integers(0, 3))):
        blobs: list[bytes] = []
        k, args, named = draw(questions())
        header = {"op": "cb", "id": ID, "k": k, "args": wire.encode(args, blobs), "named": named}
        said.append((header, blobs))
    blobs = []
    value = wire.encode(draw(VALUES), blobs)
    last = draw(
        st.sampled_from(
            [
                {"op": "returned", "value": value},
                {"op": "raised", "error": "\ud800 <b>"},
                {"op": "missing"},
                {"op": "out_of_memory"},
                {"op": "passed", "points": 100},
            ]
        )
    )
    rest = {"changed": draw(JSON), "forwards": draw(JSON), "touched": True}
    return [*said, ({**last, **(rest if draw(st.booleans()) else {}), "id": ID}, blobs)]


def planted(draw, tree):
    """The tree with something else in one place."""
    if isinstance(tree, dict) and tree and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(tree)))
        return {**tree, key: planted(draw, tree[key])}
    if isinstance(tree, list) and tree and draw(st.integers(0, 3)):
        k = draw(st.integers(0, len(tree) - 1))
        return [*tree[:k], planted(draw, tree[k]), *tree[k + 1 :]]
    return draw(JSON)


def bytes_of(header: dict, blobs: list[bytes], sizes=None) -> bytes:
    """A frame without the writer's own limits."""
    sizes = [len(b) for b in blobs] if sizes is None else sizes
    text = json.dumps({**header, "blobs": sizes}).encode()
    return struct.pack(">I", len(text)) + text + b"".join(blobs)


@st.composite
def conversations(draw, talk):
    """The bytes of a conversation: sound, with a tree changed, with bytes changed, or noise."""
    how = draw(st.sampled_from(["sound", "tree", "bytes", "bytes", "noise"]))
    if how == "noise":
        return draw(st.binary(max_size=300))
    said = draw(talk)
    if how == "tree":
        k = draw(st.integers(0, len(said) - 1))
        header, blobs = said[k]
        changed = planted(draw, {key: header[key] for key in header if key != "id"})
        said[k] = ({"id": ID, **changed} if isinstance(changed, dict) else {"v": changed}, blobs)
    data = b"".join(bytes_of(header, blobs) for header, blobs in said)
    if how == "bytes":
        for _ in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(data)))
            gone = draw(st.integers(0, 12))
            new = draw(st.binary(max_size=8) | st.just(2 * data[at : at + gone]))
            data = data[:at] + new + data[at + gone :]
    return data


# --- who hears it -----------------------------------------------------------------------------


def speaking(data: bytes, fd: int | None = None) -> socket.socket | tuple:
    """A socket on which `data` comes and then the end; `fd`: of one whose other end is ours."""
    ours, theirs = (None, socket.socket(fileno=os.dup(fd))) if fd else socket.socketpair()
    theirs.sendall(data)
    theirs.shutdown(socket.SHUT_WR)
    return ours, theirs


def cell_of(data: bytes):
    """What `Box.run_cell` makes of these bytes: a CellRun, or the death of the box."""
    box = Box("01_slope", boxed=False)
    ours, theirs = speaking(data)
    box._process = SimpleNamespace(end=lambda: None, lost=lambda: False)
    box._channel = frames.Channel(ours)
    with ours, theirs:
        try:
            return box.run_cell("1")
        except BoxDied as death:
            return death


def call_of(data: bytes, limits=Limits(call_backs=2000)) -> Observed:  # noqa: B008, it is frozen
    """What `Fork.call` makes of these bytes."""
    peers = []
    box = SimpleNamespace(
        limits=limits,
        begin_fork=lambda fd: peers.append(speaking(data, fd)[1]),
        end_fork=lambda: None,
    )
    try:
        with Fork(box, "f", {"double": lambda x: 2 * x}, 5.0, "") as fork:
            return fork.call(LENT)
    finally:
        for peer in peers:
            peer.close()


def measured(function, data: bytes):
    """function(data), in no more memory than a multiple of what arrived."""
    tracemalloc.start()
    try:
        result = function(data)
        assert tracemalloc.get_traced_memory()[1] < BASE + MULTIPLE * len(data)
    finally:
        tracemalloc.stop()
    return result


@fuzzed
@given(conversations(ran()))
def test_whatever_is_said_of_a_cell_ends_in_outputs_or_a_dead_box(data):
    run = measured(cell_of, data)
    if isinstance(run, BoxDied):
        assert run.outcome in ("died", "out_of_memory")
        return
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.from_dict(
            {
                "cell_type": "code",
                "id": "x",
                "metadata": {},
                "source": "1",
                "execution_count": 1,
                "outputs": run.outputs,
            }
        )
    ]
    notebook_text(notebook).encode()
    nbformat.validate(notebook)
    assert inactive(page(RECORD, notebook)) == []
    disarmed, _ = Disarm().preprocess(notebook, {})
    nbformat.validate(disarmed)


NASTY = [
    "<script>",
    "</pre>",
    "<!--",
    "&#x3c;",
    "](javascript:a)",
    "![a](data:text/html,b)",
    "[a](http://a.b)",
    "<http://a.b>",
]
PIECES = st.sampled_from(
    [*"<>&\"'`$\\[]()!#|-*_:=/ \n\tx", "```", "\x1b]0;", "\u202e", "\ud800", "r'''", *NASTY]
)


@fuzzed
@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_is_written_is_inactive_in_a_page(text):
    for html in (harmless.markdown(text), harmless.code(text), markdown(text)):
        html.encode()
        assert inactive(f"<main>{html}</main>") == []


RECORD = {
    "assignment": "01_slope",
    "student": "amy",
    "outcome": "graded",
    "reason": "",
    "checks": [],
    "answers": [],
}


@fuzzed
@given(conversations(answers()))
def test_whatever_is_said_of_a_call_ends_in_something_observed(data):
    observed = measured(call_of, data)
    assert observed.outcome in OUTCOMES
    observed.error.encode()


def test_the_points_that_are_kept_have_a_limit():
    """Each question is small enough, and all of them together would fill our memory."""
    blobs: list[bytes] = []
    w = np.ones(400)
    args = wire.encode((w, w, {}, 0.1), blobs)
    question = {"op": "cb", "id": ID, "k": LENT.index(Fading()), "args": args}
    for entries, outcome in ((1200, "died"), (1199, "raised")):  # died: nothing after the third
        limits = Limits(asked_entries=entries)
        assert call_of(3 * bytes_of(question, blobs), limits).outcome == outcome


OUTCOMES = {"returned", "raised", "missing", "out_of_memory", "died"}


@pytest.fixture(scope="module")
def sheets():
    """One drawn sheet for functions of different kinds: numbers, arrays, tuples, readings."""
    names = ("downhill_direction", "affine_backward", "numerical_derivative", "softmax_ce")
    return [draw(EXERCISES[name], rng_for(EXERCISES[name], 1)) for name in names]


def near(draw_, right):
    """The right answer with something else in one place, or in its place."""
    if isinstance(right, tuple | list) and len(right) and draw_(st.booleans()):
        k = draw_(st.integers(0, len(right) - 1))
        return type(right)([*right[:k], near(draw_, right[k]), *right[k + 1 :]])
    return draw_(VALUES)


@fuzzed
@given(st.data())
def test_whatever_is_returned_is_judged(sheets, data):
    sheet = data.draw(st.sampled_from(sheets))
    values = [near(data.draw, right) for right in sheet.expected]
    blobs: list[bytes] = []
    values = wire.decode(wire.encode(values, blobs), blobs)
    if isinstance(values, wire.Other):
        return
    verdict = judge(sheet, [Observed("returned", value) for value in values])
    assert 0 <= verdict.share <= 1
    assert math.isclose(verdict.share, 1) == (verdict.outcome == "passed")
    words = [verdict.hint, verdict.error, *verdict.remarks, *(p.message for p in verdict.parts)]
    "".join(words).encode()
