"""Demos in a hurry in a real JupyterLab: Python's answers, or its own changes, come meanwhile."""

from tests.browser.scripts import HOLD, HURRY

CELLS = {
    "imports": """
import numpy as np
from downslope.artillery import ArtilleryRange
from downslope.blame import BlameMap
from downslope.hikers import ThreeHikers
from downslope.mountain import DescentMountain
from downslope.surface import SurfaceMountain
rng = np.random.default_rng(0)
params = [{"W": rng.normal(size=(3, 4)), "b": 0.3 * rng.normal(size=4)},
          {"W": rng.normal(size=(4, 2)), "b": np.zeros(2)}]
""",
    "descent": "descent = DescentMountain(lr=0.3); descent",
    "ravine": "ravine = SurfaceMountain(lr=0.08); ravine",
    "both": "both = ArtilleryRange(angle=45, lr=0.11); both",
    "hikers": "hikers = ThreeHikers(reveal=True); hikers",
    "blame": "blame = BlameMap(params, rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])); blame",
}


def same_when_let_go(demo, rate, place):
    """Fail unless the sum that is seen where a slider is held is what Python tells of there."""
    worked = demo.root.locator(".downslope-worked")
    rate.evaluate(HOLD, place)
    dragged = worked.text_content()
    rate.blur()
    demo.notebook.idle()
    assert worked.text_content() == dragged


def test_descent_with_a_restored_rate_leaves_the_positions_of_others_right(notebook, part):
    demo, rate = part("descent"), part("descent").get("slider", "Learning rate lr")
    rate.focus()
    demo.wait("root.dataset.sweep === 'lr'")
    notebook.idle()
    notebook.python("descent.restore({'lr': 0.0333}) or 0")
    demo.wait("arg.getAttribute('aria-valuetext') === '0.0333'", rate.element_handle())
    same_when_let_go(demo, rate, int(rate.input_value()) + 4)


def test_a_restored_look_is_seen(notebook, part):
    demo = part("descent")
    notebook.python("descent.restore({'sight': 0.5, 'pace': 'fast', 'log': True}) or 0")
    demo.get("checkbox", "log scale").and_(demo.page.locator(":checked")).wait_for()
    assert demo.get("slider", "Fog").get_attribute("aria-valuetext") == "sees ±0.5"
    assert demo.get("combobox", "Speed").input_value() == "fast"
    notebook.python("descent.restore({'sight': None, 'pace': 'normal', 'log': False}) or 0")
    demo.root.get_by_text("clear", exact=True).wait_for()


COPY = """(rate) => {
  (HURRY)(rate, [10, 11, 12]);
  const buttons = [...rate.closest('.downslope').querySelectorAll('button')];
  buttons.find((b) => b.textContent === 'Copy as Python').click();
}""".replace("HURRY", HURRY)


def test_python_copied_right_after_keys_is_of_where_they_led(notebook, part):
    demo = part("descent")
    demo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    demo.get("slider", "Learning rate lr").evaluate(COPY)
    demo.says("^Copied")
    notebook.idle()
    copied = demo.page.evaluate("navigator.clipboard.readText()")
    assert copied == eval(notebook.python("descent.code()"))


def test_two_knobs_with_a_restored_rate_leave_the_positions_of_others_right(notebook, part):
    demo, rate = part("ravine"), part("ravine").get("slider", "Learning rate lr")
    for told in (0.0333, 0.0777):
        notebook.python(f"ravine.restore({{'lrs': [{told}]}}) or 0")
        shown = f"arg.getAttribute('aria-valuetext') === '{told}'"
        demo.wait(shown, rate.element_handle())
        rate.focus()
        notebook.idle()
        same_when_let_go(demo, rate, int(rate.input_value()) - 2)


def test_the_look_of_two_knobs_is_restored_too(notebook, part):
    demo = part("ravine")
    notebook.python("ravine.restore({'view': 'relief', 'log': True, 'reveal': False}) or 0")
    demo.get("checkbox", "logarithmic losses").and_(demo.page.locator(":checked")).wait_for()
    assert demo.get("button", "3-D").get_attribute("aria-pressed") == "true"
    assert not demo.get("checkbox", "arrows").is_checked()


def test_a_sweep_that_comes_late_takes_no_shots_away(notebook, part):
    demo = part("both")
    notebook.python("both.restore({'angle': 44.5, 'speed': 100, 'at': -1}) or 0")
    demo.wait("root.querySelector('output').textContent === '44.5°'")
    demo.get("slider", "Angle").press("ArrowRight")
    demo.get("slider", "Shot").press("End")  # which waits for all shots
    demo.wait("root.dataset.at === '4'")
    for axis, name in (("speed", "Speed"), ("angle", "Angle")):
        demo.get("slider", name).focus()
        demo.wait("root.dataset.sweep === arg", axis)
    assert demo.root.get_attribute("data-at") == "4"


def test_range_with_a_restored_rate_leaves_the_positions_of_others_right(notebook, part):
    demo, rate = part("both"), part("both").get("slider", "Learning rate lr")
    rate.focus()
    demo.wait("root.dataset.sweep === 'lr'")
    notebook.python("both.restore({'lr': 0.0333}) or 0")
    demo.wait("arg.getAttribute('aria-valuetext') === '0.0333'", rate.element_handle())
    same_when_let_go(demo, rate, int(rate.input_value()) + 4)


def test_a_question_that_overtakes_a_shuffle_is_asked_again(notebook, part):
    """The second of two changes waits in the page for the answer to the first."""
    demo, rate = part("hikers"), part("hikers").get("slider", "Learning rate lr")
    demo.overtake("Reshuffle")
    rate.focus()
    before = demo.picture()
    rate.evaluate(HOLD, 40)
    demo.changed(before)
    dragged = demo.picture()
    rate.blur()
    notebook.idle()
    assert demo.picture() == dragged


def test_hikers_take_on_a_restored_rate_and_look(notebook, part):
    demo, rate = part("hikers"), part("hikers").get("slider", "Learning rate lr")
    state = "{'lr': 0.0333, 'seed': 5, 'view': 'relief', 'log': True, 'reveal': False}"
    notebook.python(f"hikers.restore({state}) or 0")
    demo.says("After 480 of 480 evaluations")
    demo.get("checkbox", "logarithmic losses").and_(demo.page.locator(":checked")).wait_for()
    assert demo.get("button", "3-D").get_attribute("aria-pressed") == "true"
    assert rate.get_attribute("aria-valuetext") == "0.0333"
    notebook.python("hikers.restore({'view': 'map', 'log': False, 'reveal': True}) or 0")
    demo.says("After 480 evaluations each")
    rate.focus()
    notebook.idle()
    before = demo.picture()
    rate.evaluate(HOLD, int(rate.input_value()) + 3)
    demo.changed(before)
    dragged = demo.picture()
    rate.blur()
    notebook.idle()
    assert demo.picture() == dragged


def test_a_rate_let_go_where_it_was_taken_shows_what_has_come_meanwhile(notebook, part):
    demo = part("hikers")
    rate = demo.get("slider", "Learning rate lr")
    with demo.away_and_back(rate):
        notebook.python("setattr(hikers, 'seed', 7) or 0")
    demo.get("slider", "Evaluations spent").press("End")
    assert demo.status.text_content() == notebook.python("hikers.status")[1:-1]
    notebook.python("setattr(hikers, 'lr', 0.02) or 0")
    demo.wait("arg.getAttribute('aria-valuetext') === '0.02'", rate.element_handle())


def test_a_question_that_overtakes_a_change_is_asked_again(notebook, part):
    """The second of two changes waits in the page for the answer to the first."""
    demo, menu = part("blame"), part("blame").root.get_by_role("combobox", name="Example")
    demo.root.evaluate("""(root) => {
      for (const key of ['0,0', '0,1']) {
        const weight = root.querySelector(`[role=switch][data-key="${key}"]`);
        weight.dispatchEvent(new MouseEvent('click'));
      }
      root.querySelector('select').dispatchEvent(new Event('focus'));
    }""")
    notebook.idle()
    demo.root.evaluate("(root) => delete root.dataset.sweep")
    menu.focus()
    demo.wait("root.dataset.sweep === '5'")
