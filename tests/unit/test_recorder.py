"""The tape recorder without a browser: its numbers, its orders, its picture in words."""

import base64
import io
import json
import re

import numpy as np
import pytest
import traitlets
from PIL import Image

from autograder.truth import tape as truth
from downslope.demo import STATIC, module
from downslope.programs import PROGRAMS
from downslope.recorder import PLACES, TapeRecorder, shown

EXACT = {  # the derivative of each program, by school maths
    "x² + 3x": lambda x: 2 * x + 3,
    "doubles: b = x + x, c = b + b": lambda x: 4.0,
    "a diamond: 2x · (x + 1)": lambda x: 4 * x + 2,
    "a long way and a short one": lambda x: np.tanh(x) + (x + 1) * (1 - np.tanh(x) ** 2),
    "a neuron and its loss": lambda x: (np.tanh(x / 2 + 1) - 1) * (1 - np.tanh(x / 2 + 1) ** 2),
}


def sweep(demo) -> np.ndarray:
    sent = []
    demo.send = lambda message, buffers=None: sent.append(buffers[0])
    demo.answer({"sweep": True})
    return np.frombuffer(sent[0]).reshape(len(PLACES), -1)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_walk_back_ends_at_the_derivative(program):
    demo = TapeRecorder(program=program)
    for x in (-1.5, 0.0, 2.0):
        demo.x = x
        found = [s for e, s in zip(demo.run["events"], demo.run["sums"], strict=True)
                 if demo.run["edges"][e][1] == 0][-1]  # fmt: skip
        np.testing.assert_allclose([found, *demo.run["measured"]], EXACT[program](x), rtol=1e-12)
        assert not demo.run["wrong"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_table_has_a_row_for_every_place(program):
    demo = TapeRecorder(program=program)
    table = sweep(demo)
    for k in (0, 9, 20):
        np.testing.assert_array_equal(table[k], np.concatenate(list(demo.play(PLACES[k]).values())))


def test_without_an_order_too_much_arrives():
    demo = TapeRecorder(program="doubles: b = x + x, c = b + b", naive=True)
    assert demo.run["sums"][-1] == pytest.approx(8, rel=1e-9)  # as in the notebook's prediction
    assert demo.run["wrong"]
    assert "⚠" in demo.status
    assert not TapeRecorder(program="a diamond: 2x · (x + 1)", naive=True).run["wrong"]


def test_the_students_order_drives_it():
    long = "a long way and a short one"
    ours, theirs = (TapeRecorder(program=long, order=f) for f in (None, truth.toposort))
    assert theirs.run["sums"][-1] == pytest.approx(ours.run["sums"][-1])
    wrong = TapeRecorder(program=long, order=lambda node: [*truth.toposort(node)[-2::-1], node])
    assert wrong.run["wrong"]
    assert wrong.run["events"] != ours.run["events"]


def not_written(node):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (not_written, "not_written is not written yet."),
        (lambda node: None, "has to return a list of Nodes"),
        (lambda node: [3], "has to return a list of Nodes"),
        (lambda node: [node, *node.parents], "the last Node has to be the target"),
    ],
)
def test_an_order_that_cannot_be_used_becomes_a_sentence(order, words):
    demo = TapeRecorder(order=order)
    assert words in demo.status
    assert demo.run["trouble"]
    assert demo.run["events"] == TapeRecorder().run["events"]


def test_settings_are_refused_or_rounded():
    assert TapeRecorder(x=0.3).x == 0.25
    assert TapeRecorder(moment=99).moment == len(TapeRecorder().run["words"]) - 1
    with pytest.raises(traitlets.TraitError):
        TapeRecorder(program="x³")


def test_states_and_numbers_are_taken_home():
    demo = TapeRecorder(program="a neuron and its loss", x=-1.0, naive=True, moment=4)
    again = TapeRecorder(state=json.dumps(demo.state()))
    assert (again.run, again.moment) == (demo.run, 4)
    space = {"print": lambda *words: None}
    exec(demo.code(), space)
    assert space["numbers"] == demo.play(-1.0)


def test_the_static_twin_is_a_picture_and_a_sentence():
    data, _ = TapeRecorder(program="a long way and a short one")._repr_mimebundle_()
    source = data["text/html"].split("base64,")[1].split('"')[0]
    picture = Image.open(io.BytesIO(base64.b64decode(source))).convert("RGB")
    assert len(picture.getcolors(1 << 20)) > 50
    assert "Blame handed on, in this order: y to r 1, y to q 1" in data["text/plain"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0"), (-0.0, "0"), (2.5, "2.5"), (-1 / 3, "−0.333")]
)
def test_a_number_in_words(value, words):
    assert shown(value) == words


def test_the_view_computes_no_slope():
    own = (STATIC / "recorder.js").read_text(encoding="utf-8")
    assert not re.search(r"Math\.(exp|tanh|pow)|slopes\[.*\] \*", own)
    assert "import" not in module("recorder.js").split("function render")[1]
