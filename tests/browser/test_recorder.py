"""The tape recorder in a real JupyterLab: recorded, rewound, dragged, without an order, by code."""

import json

import pytest

from tests.browser.scripts import HOLD

CELLS = {
    "imports": """
import json
from downslope.recorder import TapeRecorder
""",
    "tape": "tape = TapeRecorder(); tape",
    "long": "long = TapeRecorder(program='a long way and a short one', x=-1.0); long",
    "own": """
def toposort(node):
    raise NotImplementedError
own = TapeRecorder(order=toposort); own
""",
}


def at(demo, moment):
    demo.wait("root.dataset.moment === arg", str(moment))


def table(demo) -> list[str]:
    """The last column of the unfolded table."""
    demo.root.locator("details:not([open]) > summary").press("Enter")
    texts = demo.root.locator("details td:nth-child(3)").all_text_contents()
    demo.root.locator("details[open] > summary").press("Enter")
    return texts


def numbers(demo) -> list[float]:
    texts = [part for text in table(demo) for part in text.split("; ")]
    return [float(text.replace("−", "-")) for text in texts]


def told(notebook, name) -> list[float]:
    """The same numbers in Python: values, then each piece and its sum, then the slope."""
    run = json.loads(notebook.python(f"json.dumps({name}.run)").strip("'").encode().decode(
        "unicode_escape"))  # fmt: skip
    pairs = [v for pair in zip(run["pieces"], run["sums"], strict=True) for v in pair]
    return [*run["values"], *pairs, *run["measured"]]


def test_it_records_turns_and_adds_up(notebook, part):
    demo = part("tape")
    picture = demo.root.locator("svg.downslope-network")
    before = picture.screenshot()
    for moment in (1, 2):
        demo.get("button", "Next ▸").press("Enter")
        at(demo, moment)
    demo.says("q = x · x: q = 4 is recorded")
    assert demo.root.locator(".cell.full").count() == 2
    assert picture.screenshot() != before
    demo.get("button", "To the turn").press("Enter")
    demo.says("y begins with blame 1")
    demo.get("button", "To the end").press("Enter")
    demo.says("together 7. dy/dx = 7; measured directly it is 7")
    assert demo.root.locator(".badge.adds").count() == 1
    demo.get("button", "◂ Step back").press("Enter")
    demo.says("q hands slope × blame = 2 on to x, which has 3 already: together 5")
    notebook.idle()
    assert notebook.python("tape.moment") == "9"
    assert numbers(demo) == pytest.approx(told(notebook, "tape"), rel=1e-9, abs=0)


def test_another_x_is_a_look_up_and_python_agrees(notebook, part):
    demo = part("long")
    knob = demo.get("slider", "x")
    knob.focus()
    demo.wait("root.dataset.sweep !== undefined")
    demo.get("button", "To the end").press("Enter")
    for x in (-0.75, -0.5):
        knob.press("ArrowRight")
        demo.wait("root.dataset.shown.endsWith(arg)", f"false {x}")
    notebook.idle()
    assert notebook.python("long.x") == "-0.5"
    assert numbers(demo) == pytest.approx(told(notebook, "long"), rel=1e-9, abs=0)


def test_keys_faster_than_python_move_nothing_back(notebook, part):
    demo, knob = part("long"), part("long").get("slider", "x")
    notebook.python("long.restore({'x': -0.5}) or 0")
    demo.wait("root.dataset.shown.endsWith(' -0.5')")
    knob.focus()
    demo.wait("root.dataset.sweep !== undefined")
    moments = demo.hurry(knob, [8, 9, 10])
    assert {data["shown"].split()[-1] for data in moments} == {"-0.5"}
    assert notebook.python("long.x") == "-0.5"


def test_without_an_order_the_doubles_come_to_8(part):
    demo = part("tape")
    demo.root.get_by_role("combobox").select_option("doubles: b = x + x, c = b + b")
    demo.wait("root.dataset.shown.startsWith('doubles')")
    demo.get("checkbox", "No order: hand on at once").press(" ")
    demo.wait("root.dataset.wrong === 'true'")
    demo.get("button", "To the end").press("Enter")
    demo.says("dc/dx = 8; measured directly it is 4. ⚠")
    demo.get("checkbox", "No order: hand on at once").press(" ")
    demo.wait("root.dataset.wrong === 'false'")
    at(demo, 0)


def test_a_question_that_overtakes_a_change_is_asked_again(notebook, part):
    """The second of two changes waits in the page for the answer to the first."""
    demo, knob = part("tape"), part("tape").get("slider", "x")
    demo.root.evaluate("""(root) => {
      const menu = root.querySelector('select');
      menu.value = 'a neuron and its loss';
      menu.dispatchEvent(new Event('change'));
      root.querySelector('[type=checkbox]').click();
      root.querySelector('[type=range]').dispatchEvent(new Event('focus'));
    }""")
    notebook.idle()
    knob.focus()
    knob.evaluate(HOLD, 0)
    demo.wait("root.dataset.shown === 'a neuron and its loss true -3'")
    knob.blur()
    demo.get("checkbox", "No order: hand on at once").press(" ")
    demo.wait("root.dataset.wrong === 'false'")


def test_it_plays_by_itself_to_the_end(part):
    demo = part("own")
    demo.says("toposort is not written yet. So here is the order of the tape. The tape is empty")
    demo.get("button", "To the end").press("Enter")
    demo.get("button", "◂ Step back").press("Enter")
    demo.get("button", "Play").press("Enter")
    demo.wait("root.dataset.moment === '10'")
    demo.get("button", "Play").wait_for()


def test_python_moves_it_too(notebook, part):
    demo = part("long")
    notebook.python("long.restore({'program': 'a neuron and its loss', 'x': 1, 'moment': 7}) or 0")
    demo.wait("root.dataset.shown === arg", "a neuron and its loss false 1")
    at(demo, 7)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_and_pictures_are_kept(notebook, part, theme):
    notebook.theme(theme)
    notebook.python("tape.restore({'program': 'x² + 3x', 'x': 2, 'moment': 9}) or 0")
    notebook.python("long.restore({'program': 'a long way and a short one', 'moment': 9}) or 0")
    for name in ("tape", "long"):
        at(part(name), 9)
        part(name).keep(f"13_recorder_{name}_{theme.lower()}")
    found = part("tape").violations()
    notebook.theme("Light")
    assert found == []
