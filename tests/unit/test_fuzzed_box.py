"""Every byte the box could say: the trusted side answers with a result or its own refusal.

Hypothesis makes up conversations, sound ones and sound ones that were mutated, as bytes and as
trees, and puts them on a real socket in the box's place. Whatever comes: no other exception, no
waiting for somebody who is gone, no more memory than a fixed multiple of what arrived, and nothing
that could not be written to a file. DOWNSLOPE_FUZZ=20000 tries that many, other ones each time.
"""

import math
import os
import secrets
import socket
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
from downslope.functions import Fading
from downslope.sheet import Observed
from tests.conversations import ID, LENT, VALUES, answers, bytes_of, conversations, ran
from tests.markup import inactive

EXAMPLES = int(os.environ.get("DOWNSLOPE_FUZZ") or 0)
fuzzed = settings(
    max_examples=EXAMPLES or 80,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MULTIPLE, BASE = 60, 4 << 20  # bytes of memory for each byte that arrived, and without any


@pytest.fixture(autouse=True, scope="module")
def known_id():
    """Let every request have the one id that the made-up answers carry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda n: ID)
        yield


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
