"""Too many knobs in a real JupyterLab: dragged, trained step by step, compared, driven by code."""

import json

import pytest

from tests.browser.scripts import HOLD, HURRY

CELLS = {
    "imports": """
import json
import numpy as np
from downslope.knobs import TooManyKnobs, own_data
""",
    "knobs": "knobs = TooManyKnobs(); knobs",
    "own": """
def train(X, y, width, rng, lam, p_drop):
    if p_drop:
        raise NotImplementedError
    params = [{"W": np.ones((64, width)), "b": np.zeros(width)},
              {"W": np.zeros((width, 10)), "b": np.eye(10)[3]}]
    return params, np.array([[2.0, 2.1], [1.0 + lam, 0.5], [0.25, 1.0 + width]])
own = TooManyKnobs(train, *own_data(), width=4); own
""",
}


def shown(demo, words):
    demo.wait("root.dataset.shown === arg", words)


def end(demo) -> list[float]:
    """The two losses at the last epoch that is drawn, to the last digit."""
    return json.loads(demo.root.get_attribute("data-end"))


def test_lam_is_dragged_by_keys_and_python_agrees(notebook, part):
    demo = part("knobs")
    picture = demo.root.locator("svg.downslope-network")
    before, lam = picture.screenshot(), demo.get("slider", "Penalty lam")
    lam.focus()
    demo.wait("root.dataset.sweep === 'lam'")
    for value in ("0.001", "0.003", "0.01"):
        lam.press("ArrowRight")
        shown(demo, f"128 {value} 0")
    demo.says("lam 0.01, sloppy labels: after 80 epochs")
    assert picture.screenshot() != before
    notebook.idle()
    assert notebook.python("knobs.lam") == "0.01"
    curves = json.loads(notebook.python("json.dumps(knobs.run['curves'])").strip("'"))
    assert end(demo) == pytest.approx([curves[0][-1], curves[1][-1]], rel=1e-9)
    demo.root.locator("details > summary").press("Enter")
    told = demo.root.locator("details td:nth-child(3)").all_text_contents()
    demo.root.locator("details > summary").press("Enter")
    assert [float(text) for text in told] == pytest.approx(curves[1], abs=5.1e-5)


def test_training_is_shown_epoch_by_epoch(part):
    demo = part("own")
    demo.get("button", "Reset").press("Enter")
    demo.says("0 of 3 epochs")
    assert demo.root.locator(".bar").count() == 0
    for number, losses in ((1, [2, 2.1]), (2, [1, 0.5])):
        demo.get("button", "Step").press("Enter")
        demo.wait("root.dataset.epochs === arg", str(number))
        assert end(demo) == losses
    demo.says("2 of 3 epochs: the loss is 1.00 in training, 0.50 in validation")
    demo.get("button", "Train").press("Enter")
    demo.wait("root.dataset.epochs === '3'")
    demo.says("Overfitting")
    assert demo.root.locator(".bar").count() == 3


def test_a_run_is_kept_in_grey_and_clean_labels_leave_two_bars(notebook, part):
    demo = part("own")
    demo.get("button", "Keep in grey").press("Enter")
    demo.get("slider", "Hidden neurons").press("Home")
    demo.wait("root.dataset.shown.startsWith('2 ')")
    assert demo.root.locator("polyline.grey").count() == 2
    demo.get("button", "Take the grey away").press("Enter")
    assert demo.root.locator("polyline.grey").count() == 0
    demo.get("checkbox", "20 % wrong labels").press(" ")
    shown(demo, "2 0 0 clean")
    assert demo.root.locator(".bar").count() == 2
    notebook.idle()
    assert notebook.python("own.sloppy") == "False"


def test_python_moves_it_and_an_unwritten_function_is_told(notebook, part):
    demo = part("own")
    notebook.python("own.restore({'width': 16, 'lam': 0.1, 'p_drop': 0.0, 'sloppy': True}) or 0")
    shown(demo, "16 0.1 0")
    assert demo.get("slider", "Penalty lam").get_attribute("aria-valuetext") == "0.1"
    demo.get("slider", "Dropout p_drop").press("End")
    demo.says("p_drop needs your dropout_forward and dropout_backward")
    assert demo.root.locator("polyline").count() == 0
    demo.get("slider", "Dropout p_drop").press("Home")
    shown(demo, "16 0.1 0")


OVERTAKE = """(root) => {
  const [width, lam] = root.querySelectorAll('[type=range]');
  (HURRY)(width, [2, 1]);
  lam.dispatchEvent(new Event('focus'));
}""".replace("HURRY", HURRY)


def test_a_question_that_overtakes_a_change_is_asked_again(notebook, part):
    """The second of two changes waits in the page for the answer to the first."""
    demo, lam = part("own"), part("own").get("slider", "Penalty lam")
    notebook.python("own.restore({'width': 16, 'lam': 0.1, 'p_drop': 0.0, 'seed': 8}) or 0")
    shown(demo, "16 0.1 0")
    demo.root.evaluate(OVERTAKE)
    notebook.idle()
    lam.focus()
    lam.evaluate(HOLD, 0)
    shown(demo, "4 0 0")
    lam.blur()
    notebook.idle()
    assert notebook.python("own.width, own.lam") == "(4, 0)"


def test_pictures_are_kept(notebook, part):
    demo = part("knobs")
    notebook.python("knobs.restore({'width': 128, 'lam': 0.0, 'p_drop': 0.0}) or 0")
    shown(demo, "128 0 0")
    demo.get("button", "Keep in grey").press("Enter")
    notebook.python("knobs.restore({'width': 128, 'lam': 0.0, 'p_drop': 0.5}) or 0")
    shown(demo, "128 0 0.5")
    demo.keep("12_knobs_light")
    notebook.theme("Dark")
    demo.keep("12_knobs_dark")
    notebook.theme("Light")
