"""The whisper chain in a real JupyterLab: dragged, whispered, drawn anew, driven by code."""

import json

import pytest

from tests.browser.scripts import HOLD

CELLS = {
    "imports": """
import json
import numpy as np
from downslope import whisper
from downslope.whisper import WhisperChain
""",
    "chain": "chain = WhisperChain(); chain",
    "deep": "deep = WhisperChain(depth=12, act='relu', init='0.01'); deep",
    "own": """
def layer_grad_norms(params, X, y, acts):
    return [10.0 ** -i for i in range(len(params))]
own = WhisperChain(depth=2, norms=layer_grad_norms); own
""",
    "empty": """
def layer_grad_norms(params, X, y, acts):
    raise NotImplementedError
WhisperChain(norms=layer_grad_norms)
""",
}


def shown(demo, words):
    demo.wait("root.dataset.shown === arg", words)


def table(demo) -> list[float]:
    """What each layer hears, as the unfolded table says it."""
    demo.root.locator("details:not([open]) > summary").press("Enter")
    texts = demo.root.locator("details td:nth-child(2)").all_text_contents()
    demo.root.locator("details[open] > summary").press("Enter")
    return [float(text.replace("−", "-")) for text in texts]


def test_the_depth_is_dragged_by_keys_and_python_agrees(notebook, part):
    demo = part("chain")
    picture = demo.root.locator("svg.downslope-network")
    before, depth = picture.screenshot(), demo.get("slider", "Hidden layers")
    depth.focus()
    demo.wait("root.dataset.sweep === '0'")
    for number in (10, 12):
        depth.press("ArrowRight")
        shown(demo, f"{number} sigmoid xavier")
    demo.says("12 hidden layers: layer 1 hears .*e−.*, the last hidden layer 0")
    assert picture.screenshot() != before
    notebook.idle()
    told = json.loads(notebook.python("json.dumps(chain.run['norms'])").strip("'"))
    assert len(told) == 13
    assert table(demo) == pytest.approx(told, rel=1e-3, abs=0)
    assert notebook.python("chain.depth") == "12"


def test_every_setting_is_a_look_up(notebook, part):
    demo = part("chain")
    for name, value in (("Activation", "relu"), ("Spread of the weights", "1")):
        demo.get("slider", name).press("End")
        demo.wait(f"root.dataset.shown.includes(' {value}')")
    shown(demo, "12 relu 1")
    demo.says("13 of 13 layers hear more than 10")
    demo.get("slider", "Spread of the weights").press("Home")
    shown(demo, "12 relu 0.01")
    demo.says("13 of 13 layers hear less than 0.001")
    assert demo.root.locator(".bar.silent").count() == 13
    notebook.idle()
    assert notebook.python("chain.act, chain.init") == "('relu', '0.01')"


def test_the_whisper_walks_from_the_loss_to_layer_1(part):
    demo = part("own")
    demo.get("button", "Reset").press("Enter")
    demo.wait("root.dataset.heard === '0'")
    assert demo.root.locator(".bar").count() == 0
    for number, words in ((1, "layer output hears 0.01"), (2, "layer 2 hears 0.1")):
        demo.get("button", "Step").press("Enter")
        demo.says(f"reached {number} of 3 layers; {words}")
        assert demo.root.locator(".bar").count() == number
    demo.get("button", "Reset").press("Enter")
    demo.get("button", "Whisper").press("Enter")
    demo.wait("root.dataset.heard === '3'")
    demo.get("button", "Whisper").wait_for()
    demo.says("layer 1 hears 1, the last hidden layer 0.1 .ratio 10")


def test_new_weights_are_other_weights(notebook, part):
    demo = part("deep")
    before = table(demo)
    demo.get("button", "Draw new weights").press("Enter")
    notebook.idle()
    told = json.loads(notebook.python("json.dumps(deep.run['norms'])").strip("'"))
    assert notebook.python("deep.seed") == "1"
    assert table(demo) == pytest.approx(told, rel=1e-3, abs=0)
    assert told != pytest.approx(before, rel=1e-3, abs=0)


def test_a_slider_let_go_where_it_was_taken_shows_what_has_come_meanwhile(notebook, part):
    demo = part("deep")
    with demo.away_and_back(demo.get("slider", "Hidden layers")):
        notebook.python("setattr(deep, 'seed', 5) or 0")
    told = notebook.python("[float(v) for v in deep.run['norms']]")
    assert table(demo) == pytest.approx(json.loads(told), rel=1e-3, abs=0)
    demo.get("button", "Draw new weights").press("Enter")
    notebook.idle()
    told = notebook.python("[float(v) for v in deep.run['norms']]")
    assert table(demo) == pytest.approx(json.loads(told), rel=1e-3, abs=0)


def test_a_question_that_overtakes_a_change_is_asked_again(notebook, part):
    """The second of two changes waits in the page for the answer to the first."""
    demo = part("deep")
    demo.overtake("Draw new weights")
    depth = demo.get("slider", "Hidden layers")
    depth.focus()
    depth.evaluate(HOLD, 0)
    demo.wait("root.dataset.shown.startsWith('1 ')")
    heard = demo.root.locator(".value").all_text_contents()
    depth.blur()
    notebook.idle()
    assert notebook.python("deep.depth") == "1"
    assert demo.root.locator(".value").all_text_contents() == heard


def test_positions_not_computed_in_time_are_said_while_dragging(notebook, part):
    demo, depth = part("deep"), part("deep").get("slider", "Hidden layers")
    notebook.python("setattr(whisper, 'SWEEP_SECONDS', -1) or setattr(deep, 'seed', 30) or 0")
    depth.focus()
    demo.wait("root.dataset.sweep === '30'")
    depth.evaluate(HOLD, 3)
    demo.says("too slow to compute all positions")
    depth.blur()
    demo.says("layer 1 hears")
    notebook.python("setattr(whisper, 'SWEEP_SECONDS', 2) or 0")


def test_python_moves_it_too(notebook, part):
    demo = part("deep")
    notebook.python("deep.restore({'depth': 4, 'act': 'tanh', 'init': 'he'}) or 0")
    shown(demo, "4 tanh he")
    assert demo.get("slider", "Activation").get_attribute("aria-valuetext") == "tanh"


def test_a_function_that_is_not_written_is_told(part):
    part("empty").says("layer_grad_norms is not written yet")


def test_pictures_are_kept(notebook, part):
    demo = part("chain")
    notebook.python("chain.restore({'depth': 8, 'act': 'sigmoid', 'init': 'xavier'}) or 0")
    shown(demo, "8 sigmoid xavier")
    demo.keep("10_whisper_light")
    notebook.theme("Dark")
    demo.keep("10_whisper_dark")
    notebook.theme("Light")
