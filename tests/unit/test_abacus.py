"""The chain-rule abacus: its numbers are the chain rule's, whoever computes them."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from autograder.truth import neuron as truth
from downslope.abacus import LAST, Abacus
from downslope.beads import few, links, spots, suffixes
from downslope.demo import STATIC, module

KINDS = ("sigmoid", "tanh", "relu")


def drawn(seed, act, D=2):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=D).tolist(), rng.normal(size=D).tolist()
    return {"x": x, "w": w, "b": float(rng.normal()), "y": float(rng.normal()), "act": act}


@pytest.mark.parametrize("act", KINDS)
@pytest.mark.parametrize("D", [1, 2])
def test_every_number_is_the_references(act, D):
    for seed in range(8):
        given = drawn(seed, act, D)
        net = Abacus(**given).net
        x, w = np.array(given["x"]), np.array(given["w"])
        a, cache = truth.neuron_forward(x, w, given["b"], act)
        da = 2 * (a - given["y"])
        dx, dw, db = truth.neuron_backward(da, cache)
        values, slopes, local = net["values"], net["slopes"], net["local"]
        assert values["z"] == pytest.approx(w @ x + given["b"], rel=1e-12)
        assert (values["a"], values["L"]) == pytest.approx((a, (a - given["y"]) ** 2), rel=1e-12)
        assert (slopes["a"], slopes["b"]) == pytest.approx((da, db), rel=1e-12)
        assert local["z"] == pytest.approx(truth.act_backward(1.0, values["z"], act), rel=1e-12)
        for i, name in enumerate(suffixes(D)):
            got = (slopes[f"x{name}"], slopes[f"w{name}"], slopes[f"p{name}"])
            assert got == pytest.approx((dx[i], dw[i], db), rel=1e-12)


def test_one_input_is_the_trace_of_the_course():
    given = {"x": 1.5, "w": -0.5, "b": 0.4, "y": 1.0, "act": "tanh"}
    t = truth.fill_trace(given)
    net = Abacus(**{**given, "x": [1.5], "w": [-0.5]}).net
    assert net["slopes"]["w"] == pytest.approx(t["dloss_dw"], rel=1e-12)
    assert net["slopes"]["b"] == pytest.approx(t["dloss_db"], rel=1e-12)
    assert net["local"]["z"] == pytest.approx(t["da_dz"], rel=1e-12)


@pytest.mark.parametrize("act", KINDS)
def test_far_out_nothing_overflows_and_the_gate_is_called_shut(act):
    demo = Abacus(x=[1.0], w=[-900.0], b=0.0, y=1.0, act=act)
    assert demo.net["local"]["z"] == 0
    assert "The gate is shut" in demo.net["words"][6]
    assert demo.net["slopes"]["w"] == 0
    nearly = Abacus(x=[1.0], w=[10.0], b=0.0, y=0.0)
    assert "nearly shut" in nearly.net["words"][6]
    assert nearly.net["texts"]["local"]["z"] == "4.5e−5"
    assert Abacus(x=[1.0], w=[0.0], b=0.0, act="relu").net["local"]["z"] == 0  # the corner


def test_edits_recompute_and_unusable_ones_are_refused():
    demo = Abacus(x=[2.0], w=[3.0], b=-6.0, y=1.0)
    demo.w = [3.5]
    assert demo.net["values"]["z"] == 1
    for trait, bad in (("w", [np.inf]), ("w", [1.0, 2.0]), ("x", ["a"]), ("b", np.nan), ("y", 1e9)):
        before = getattr(demo, trait)
        setattr(demo, trait, bad)
        assert getattr(demo, trait) == before
    demo.act = "cosine"
    assert demo.act == "sigmoid"
    assert demo.net["start"] == {"x": [2.0], "w": [3.0], "b": -6.0, "y": 1.0, "act": "sigmoid"}


def test_the_worked_lines_multiply_local_by_incoming():
    lines = Abacus().net["lines"]
    assert len(lines) == LAST + 1
    assert lines[5] == [["dL/da = 2 · (a − y)", "2 · (0.5 − 1)", "−1"]]
    assert lines[6] == [["dL/dz = da/dz · dL/da", "0.25 · (−1)", "−0.25"]]
    assert lines[8][0] == ["dL/dw = dp/dw · dL/dp", "2 · (−0.25)", "−0.5"]
    assert few(-0.0) == "0"


def test_the_students_functions_drive_it():
    net = Abacus(forward=truth.neuron_forward, backward=truth.neuron_backward).net
    assert (net["doubts"], net["troubled"]) == ([], False)

    def neuron_backward(da, cache):
        dx, dw, db = truth.neuron_backward(da, cache)
        return dw, dx, db

    net = Abacus(backward=neuron_backward).net
    assert net["doubts"] == ["w", "x"]
    assert net["slopes"]["w"] == -0.75
    assert net["words"][8] == "Your dL/dw is −0.75, but the demo finds −0.5."

    def neuron_forward(x, w, b, act):
        return w @ x + b + 0.5, (x, w, b, act)

    net = Abacus(x=[1.0], w=[2.0], b=0.0, act="tanh", forward=neuron_forward).net
    assert net["doubts"] == ["value of a"]
    assert net["values"]["a"] == 2.5
    assert "Your a is 2.5" in net["words"][3]


def not_written(*args):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ({"forward": not_written}, "not_written is not written yet. So a is the demo's own."),
        ({"backward": not_written}, "not_written is not written yet. So the last slopes are"),
        ({"forward": lambda *a: 3.0}, "has to return (a, cache)"),
        ({"forward": lambda *a: (None, a)}, "returned None"),
        ({"backward": lambda da, cache: None}, "has to return (dx, dw, db)"),
        ({"backward": lambda da, cache: (1.0, 2.0, 3.0)}, "shape (), but (1,) is needed"),
        ({"backward": lambda da, cache: ([1.0], [np.nan], 3.0)}, "nan"),
        ({"backward": lambda da, cache: 1 / 0}, "raised ZeroDivisionError"),
    ],
)
def test_unusable_functions_become_a_sentence(functions, said):
    demo = Abacus(**functions)
    assert said in demo.status
    assert demo.net["doubts"] == []
    assert demo.net["slopes"]["w"] == -0.5


def test_refuses_what_does_not_fit():
    for wrong in ({"x": [1.0] * 3, "w": [1.0] * 3}, {"x": [1.0, 2.0]}, {"act": "step"}):
        with pytest.raises(ValueError, match="The abacus takes 1 to 2 inputs"):
            Abacus(**wrong)


def test_leaves_a_picture_and_its_words():
    for act in KINDS:
        demo = Abacus(**drawn(1, act))
        data, _metadata = demo._repr_mimebundle_()
        alt, source = re.match(r'<img alt="([^"]+)".* src="data:image/png;base64,(.+)">$',
                               data["text/html"]).groups()  # fmt: skip
        assert alt == data["text/plain"]
        assert demo.net["texts"]["slopes"]["w1"] in alt
        assert Image.open(io.BytesIO(base64.b64decode(source))).width == 720


def test_every_link_joins_two_beads():
    for inputs in (1, 2):
        ends = {name for link in links(inputs) for name in link}
        assert ends == set(spots(inputs)) == set(Abacus(**drawn(0, "tanh", inputs)).net["values"])


def test_the_view_is_one_module_that_computes_nothing():
    text = module("abacus.js")
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    names = re.findall(r"^(?:async )?(?:function|class) (\w+)", text, re.MULTILINE)
    for line in re.findall(r"^(?:const|let) (.*)", text, re.MULTILINE):
        names += re.findall(r"(?:^|, )(\w+) = ", line)
    assert sorted(names) == sorted(set(names))
    own = (STATIC / "abacus.js").read_text(encoding="utf-8")
    assert not re.search(r"Math\.(exp|tanh|pow)", own)


@pytest.mark.parametrize(
    "told", [{"x": [1e300]}, {"w": [1.0, 2.0]}, {"b": float("inf")}, {"y": 1e6}, {"act": "step"}]
)
def test_what_is_unusable_is_refused_from_the_front_end_too(told):
    """There all that is told at once is set before it is checked."""
    demo = Abacus()
    before = demo.state()
    demo.set_state(told)
    assert demo.state() == before
    demo.set_state({"x": [1.5]})
    demo.set_state({"x": [float("nan")]})
    assert demo.x == [1.5]
