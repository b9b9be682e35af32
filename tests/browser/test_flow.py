"""Signal flow in a real JupyterLab: clicked through, a weight turned, a neuron cut off."""

import pytest

from tests.browser.scripts import HOLD

CELLS = {
    "imports": """
import numpy as np
from downslope import layers
from downslope.flow import SignalFlow
rng = np.random.default_rng(0)
def network(*sizes):
    params = layers.init_params(list(sizes), rng)
    return params, rng.normal(size=(5, sizes[0])), ["tanh", "relu"][: len(sizes) - 2]
""",
    "flow": "flow = SignalFlow(*network(3, 4, 2), np.array([0, 1, 1, 0, 1])); flow",
    "deep": "deep = SignalFlow(*network(2, 4, 3, 2)); deep",
    "broken": """
def forward(params, X, acts):
    raise NotImplementedError
SignalFlow(*network(3, 3, 2), forward=forward)
""",
}
SHOWN = "root.dataset.numbers"


def numbers(demo) -> list[float]:
    return [float(v) for v in demo.root.get_attribute("data-numbers").split()]


def of_python(notebook, name) -> list[float]:
    notebook.idle()
    said = notebook.python(f"[round(float(v), 4) for v in {name}.net['numbers'] if v is not None]")
    return eval(said)


@pytest.fixture
def flow(part):
    demo = part("flow")
    demo.get("button", "Reset").click()
    demo.wait("root.dataset.stage === '0'")
    return demo


def test_steps_uncover_layer_by_layer(notebook, flow):
    empty = "[...root.querySelectorAll('.neuron .inside')].filter((t) => !t.textContent).length"
    for stage, hidden in enumerate([6, 2, 2, 0, 0]):
        flow.wait(f"root.dataset.stage === '{stage}' && {empty} === arg", hidden)
        if stage < 4:
            flow.get("button", "Forward ▸").click()
    flow.says("Softmax makes probabilities")
    flow.keep("07_flow_light")
    flow.get("button", "◂ Back").click()
    flow.says("its sums are the logits")
    assert numbers(flow) == pytest.approx(of_python(notebook, "flow"), abs=1e-4)


def test_slider_turns_a_weight_and_python_has_the_same_numbers(notebook, flow):
    flow.get("button", "Show all").click()
    before = flow.root.get_attribute("data-numbers")
    flow.root.get_by_role("button", name="Weight W1[1, 2]").click()
    flow.wait("root.dataset.sweep === '0,1,2'")
    knob = flow.root.get_by_role("slider", name="W1[1, 2]")
    for _ in range(4):
        knob.press("PageUp")
    flow.wait(f"{SHOWN} !== arg", before)
    flow.says("Changed: W1.1, 2. = ")
    expected = of_python(notebook, "flow")  # asked first: every key press has its answer then
    assert numbers(flow) == pytest.approx(expected, abs=1e-4)
    flow.get("button", "Put back").click()
    flow.wait(f"{SHOWN} === arg", before)


def test_dragging_needs_no_answer_from_python(notebook, flow):
    flow.get("button", "Show all").click()
    flow.root.get_by_role("button", name="Weight W2[0, 0]").click()
    flow.wait("root.dataset.sweep === '1,0,0'")
    before = flow.root.get_attribute("data-numbers")
    knob = flow.root.get_by_role("slider")
    knob.evaluate("(input) => { input.value = 3; input.dispatchEvent(new Event('input')); }")
    assert flow.root.get_attribute("data-numbers") != before  # at once, and nothing was told
    notebook.idle()
    assert notebook.python("flow.edits") == "[]"


def test_keys_faster_than_python_move_nothing_back(notebook, flow):
    flow.get("button", "Show all").click()
    flow.root.get_by_role("button", name="Weight W1[0, 0]").click()
    flow.wait("root.dataset.sweep === '0,0,0'")
    knob = flow.root.get_by_role("slider")
    moments = flow.hurry(knob, [40, 50, 60])
    assert len({data["numbers"] for data in moments}) == 1
    assert knob.input_value() == "60"
    assert notebook.python("flow.edits") == "[[0, 0, 0, 3]]"


OVERTAKE = """(root) => {
  const click = new MouseEvent('click');
  const pick = (key) => root.querySelector(`[data-key="${key}"]`).dispatchEvent(click);
  const zero = [...root.querySelectorAll('button')].find((b) => b.textContent === 'Set to 0');
  for (const key of ['0,1,2', '1,2,0']) {
    pick(key);
    zero.click();
  }
  pick('0,0,0');
  root.querySelector('[type=range]').dispatchEvent(new Event('focus'));
}"""


def test_a_question_that_overtakes_edits_is_asked_again(notebook, flow):
    """All but the first change wait in the page for the answer to it."""
    flow.get("button", "Show all").click()
    flow.root.evaluate(OVERTAKE)
    notebook.idle()
    knob = flow.root.get_by_role("slider", name="W1[0, 0]")
    before = flow.root.get_attribute("data-numbers")
    knob.focus()
    knob.evaluate(HOLD, 0)
    flow.wait(f"{SHOWN} !== arg", before)
    dragged = numbers(flow)
    knob.blur()
    assert dragged == pytest.approx(of_python(notebook, "flow"), abs=1e-4)
    assert notebook.python("len(flow.edits)") == "3"


def test_a_neuron_cut_off_still_fires(notebook, flow):
    flow.get("button", "Show all").click()
    flow.root.get_by_role("button", name="Neuron a1[2]").press("Enter")
    flow.root.get_by_role("button", name="Cut its outgoing weights (a1[2])").click()
    flow.says("Changed: W2.2, 0. = 0.00, W2.2, 1. = 0.00")
    before = numbers(flow)
    flow.root.get_by_role("button", name="Weight W1[0, 2]").press("Enter")
    flow.wait("root.dataset.sweep === '0,0,2'")
    flow.root.get_by_role("slider").press("Home")
    flow.says("a1.2. moved, but the output stands still: all weights that leave a1.2. are 0")
    flow.keep("07_flow_cut_light")
    after = numbers(flow)
    moved = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert moved == [2, 6]  # its sum and its answer: four sums come first, then four answers
    flow.get("button", "Put back what leaves a1[2]").click()
    flow.says("The output moved|and the output")


def test_example_menu_and_table(notebook, flow):
    flow.get("combobox", "Example").select_option("3")
    flow.says("Example 3 waits")
    flow.root.get_by_text("The numbers as a table").click()
    flow.root.get_by_role("cell", name="a1", exact=True).wait_for()
    assert numbers(flow) == pytest.approx(of_python(notebook, "flow"), abs=1e-4)


def test_deeper_network_in_the_dark(notebook, part):
    demo = part("deep")
    notebook.theme("Dark")
    demo.get("button", "Show all").click()
    demo.wait("root.dataset.stage === '6'")
    assert demo.overlaps() == []
    demo.keep("07_flow_dark")
    notebook.theme("Light")


def test_unfinished_forward_says_so(part):
    demo = part("broken")
    demo.says("forward is not written yet. So here are the course's own numbers")
