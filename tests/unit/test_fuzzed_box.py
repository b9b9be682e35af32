"""Every byte the box could say: the trusted side answers with a result or its own refusal.

Hypothesis makes up conversations, sound ones and sound ones that were mutated, as bytes and as
trees, and puts them on a real socket in the box's place. Whatever comes: no other exception, no
waiting for somebody who is gone, no more memory than a fixed multiple of what arrived, and nothing
that could not be written to a file. DOWNSLOPE_FUZZ=20000 tries that many, other ones each time.
"""

import math
import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import harmless, wire
from autograder.box import BoxDied, Limits
from autograder.checks import EXERCISES
from autograder.classroom import notebook_text
from autograder.feedback import page
from autograder.fork import Question, _remembered
from autograder.judge import draw, judge, rng_for
from autograder.nbgrader_plugin import Disarm, markdown
from downslope.functions import Fading
from downslope.sheet import Observed
from tests.conversations import ID, LENT, VALUES, answers, bytes_of, conversations, ran
from tests.listening import OUTCOMES, call_of, cell_of, measured
from tests.markup import inactive

ROOT = Path(__file__).parents[2]
EXAMPLES = int(os.environ.get("DOWNSLOPE_FUZZ") or 0)
fuzzed = settings(
    max_examples=EXAMPLES or 80,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True, scope="module")
def known_id():
    """Let every request have the one id that the made-up answers carry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda n: ID)
        yield


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


@pytest.mark.parametrize("reader", ["cell", "call"])
@pytest.mark.skipif(not find_spec("atheris"), reason="atheris is not installed: it is optional")
def test_a_fuzzer_that_sees_which_lines_run_finds_nothing(reader, tmp_path):
    command = [sys.executable, "-m", "tests.with_atheris", reader, f"-runs={EXAMPLES or 3000}"]
    done = subprocess.run([*command, f"-artifact_prefix={tmp_path}/"], cwd=ROOT,
                          stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert f"Done {EXAMPLES or 3000} runs" in done.stderr


def test_the_points_that_are_kept_have_a_limit():
    """Each question is small enough, and all of them together would fill our memory."""
    blobs: list[bytes] = []
    w = np.ones(400)
    args = wire.encode((w, w, {}, 0.1), blobs)
    question = {"op": "cb", "id": ID, "k": LENT.index(Fading()), "args": args}
    for entries, outcome in ((1200, "died"), (1199, "raised")):  # died: nothing after the third
        limits = Limits(asked_entries=entries)
        assert call_of(3 * bytes_of(question, blobs), limits).outcome == outcome


def test_call_backs_too_deep_to_be_kept_are_refused_as_any_others():
    deep = []
    for _ in range(3000):  # as Python 3.13 reads them
        deep = [deep]
    with pytest.raises(wire.WireError):
        _remembered(Question((Fading(),)), [Fading()], {"k": 0, "args": deep}, [], 100)


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
