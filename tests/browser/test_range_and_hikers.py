"""The artillery range and the three hikers in a real JupyterLab: fired, aimed, walked, compared."""

import pytest

from tests.browser.driver import Part

CELLS = {
    "imports": """
import numpy as np
from downslope.artillery import ArtilleryRange
from downslope.hikers import ThreeHikers
""",
    "alone": "alone = ArtilleryRange(knobs=('angle',)); alone",
    "both": "both = ArtilleryRange(angle=45, lr=0.11); both",
    "broken": """
def shell_range(angle, speed):
    raise ValueError("a dud")
ArtilleryRange(shell_range=shell_range)
""",
    "wrong": """
import math
def short_range(angle, speed):
    return speed**2 * math.sin(angle) / 9810
ArtilleryRange(shell_range=short_range, angle=30)
""",
    "hikers": "hikers = ThreeHikers(); hikers",
    "own": """
def sgd_linear(X, y, w0, lr, batch_size, epochs, rng):
    assert epochs == 1 and batch_size == len(y)
    return w0 - 3 * lr * 2 * X.T @ (X @ w0 - y) / len(y), []
own = ThreeHikers(sgd=sgd_linear, epochs=2, reveal=True); own
""",
}


class Range(Part):
    """One gun on the page."""

    def press(self, name):
        self.get("button", name).press("Enter")

    def slider(self, name):
        return self.get("slider", name)

    def landed(self, k):
        self.wait("root.dataset.at === arg && root.dataset.flying === ''", str(k))


@pytest.fixture
def gun(notebook):
    return lambda name: Range(notebook, notebook.names.index(name))


def test_fire_then_let_the_gradient_aim(notebook, gun):
    demo = gun("alone")
    before = demo.picture()
    demo.remember()
    demo.press("Fire")
    demo.showed('"flying":"yes"')
    demo.landed(0)
    demo.says("Shot 0: 290 m too short, loss 0.0843 km²")
    assert demo.picture() != before
    worked = demo.root.locator(".downslope-worked").text_content()
    assert "angle ← 0.262 − 0.2·(−1.025) = 0.467 rad = 26.7°" in worked
    assert "speed ← frozen" in worked
    demo.press("Step")
    demo.landed(1)
    demo.says("Shot 1: 19 m too far")
    demo.press("Step back")
    demo.says("Shot 0")
    demo.press("Play")
    demo.landed(5)
    demo.says("Hit after 5 corrections, having jumped over")
    demo.keep("04_artillery_light")
    notebook.theme("Dark")
    demo.keep("04_artillery_dark")
    notebook.theme("Light")
    demo.press("Reset")
    demo.says("Turn the knobs and fire")


def test_at_45_degrees_only_powder_has_leverage(gun):
    demo = gun("both")
    levers = demo.root.locator(".downslope-leverage .value")
    assert levers.all_text_contents() == ["0.000", "0.894"]
    demo.root.get_by_role("checkbox", name="Freeze the speed").check()
    demo.wait("root.querySelector('.downslope-leverage.speed').classList.contains('frozen')")
    demo.press("Fire")
    demo.landed(0)
    demo.slider("Learning rate lr").press("ArrowRight")
    demo.says("no slope in angle")
    demo.root.get_by_role("checkbox", name="Freeze the speed").uncheck()
    demo.slider("Learning rate lr").press("ArrowLeft")
    demo.says("Hit after 4 corrections: the gun stands at 45.0°")


HASTY = """(root) => {
  const [range, chart] = root.querySelectorAll('canvas');
  const press = (target, key) => target.dispatchEvent(new KeyboardEvent('keydown', {key}));
  press(range, 'ArrowUp');
  press(chart, 'PageUp');  // in the same breath: Python has not told the other shots yet
}"""


def test_a_key_that_comes_before_the_other_shots_is_not_lost(gun):
    demo = gun("alone")
    before = demo.slider("Angle").get_attribute("aria-valuetext")
    demo.canvas.focus()
    demo.wait("root.dataset.sweep === 'angle'")
    demo.root.evaluate(HASTY)
    demo.wait("Number(root.dataset.at) > 0")
    demo.press("Reset")
    demo.page.keyboard.press("Tab")
    demo.canvas.press("ArrowDown")
    demo.wait(
        f"root.querySelector('input[type=range]').getAttribute('aria-valuetext') === '{before}'"
    )


def test_knobs_turn_by_keyboard_and_mouse(notebook, gun):
    demo = gun("alone")
    before = demo.picture()
    demo.canvas.focus()
    demo.page.keyboard.press("ArrowUp")
    demo.wait("root.textContent.includes('15.5°')")
    assert demo.picture() != before
    demo.page.keyboard.press(" ")
    demo.landed(0)
    demo.says("Shot 0: 275 m too short")
    speed = demo.slider("Speed")
    speed.focus()
    demo.wait("root.dataset.sweep === 'speed'")
    before = demo.picture()
    box = speed.bounding_box()
    y = box["y"] + box["height"] / 2
    demo.page.mouse.move(box["x"] + 0.6 * box["width"], y)
    demo.page.mouse.down()
    demo.page.mouse.move(box["x"] + box["width"] - 14, y, steps=5)
    demo.page.mouse.up()
    demo.wait("root.querySelectorAll('output')[1].textContent.startsWith('1')")
    assert demo.picture() != before
    box = demo.canvas.bounding_box()
    demo.page.mouse.click(box["x"] + 300, box["y"] + 60)
    demo.wait("/^4\\d\\.\\d°$/.test(root.querySelector('output').textContent)")
    notebook.idle()


def test_step_right_after_a_turn_of_the_knob_waits_for_the_shots(notebook, gun):
    """Turned and stepped in one breath, before Python can have told what follows the first shot."""
    demo, angle = gun("alone"), gun("alone").slider("Angle")
    notebook.python("alone.restore({'angle': 15, 'speed': 100, 'at': -1}) or 0")
    demo.wait("root.querySelector('output').textContent === '15.0°'")
    demo.says("Turn the knobs and fire")
    angle.focus()
    demo.wait("root.dataset.sweep === 'angle'")
    notebook.idle()
    demo.press("Fire")
    demo.landed(0)
    angle.evaluate("""(slider) => {
      slider.value = 40;
      slider.dispatchEvent(new Event('input', {bubbles: true}));
      slider.dispatchEvent(new Event('change', {bubbles: true}));
      const root = slider.closest('.downslope');
      const press = (name) =>
        [...root.querySelectorAll('button')].find((b) => b.textContent === name).click();
      press('Fire');
      press('Step');
    }""")
    demo.landed(1)
    demo.says("^Shot 1")
    notebook.idle()
    assert notebook.python("alone.at, alone.angle") == "(1, 21.0)"


KEYS = """(root) => {
  const canvas = root.querySelector('canvas'), speed = root.querySelectorAll('[type=range]')[1];
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp']) {
    canvas.dispatchEvent(new KeyboardEvent('keydown', {key}));
    speed.stepUp();
    for (const name of ['input', 'change']) speed.dispatchEvent(new Event(name, {bubbles: true}));
  }
}"""


def test_keys_faster_than_python_all_count(notebook, gun):
    demo = gun("alone")
    notebook.python("alone.restore({'angle': 15, 'speed': 90, 'at': -1}) or 0")
    demo.wait("root.querySelectorAll('output')[1].textContent.startsWith('90')")
    demo.root.evaluate(KEYS)
    assert demo.slider("Angle").get_attribute("aria-valuetext") == "16.5°"
    notebook.idle()
    assert notebook.python("alone.angle, alone.speed") == "(16.5, 93.0)"


def test_a_knob_let_go_where_it_was_taken_can_still_be_aimed(notebook, gun):
    demo, angle = gun("both"), gun("both").slider("Angle")
    notebook.python("both.restore({'at': -1}) or 0")
    demo.says("Turn the knobs and fire")
    angle.focus()
    demo.wait("root.dataset.sweep === 'angle'")
    with demo.away_and_back(angle):
        pass
    demo.press("Step")
    demo.landed(0)


def test_functions_that_fail_or_differ_are_said(gun):
    demo = gun("broken")
    demo.says("shell_range raised ValueError: a dud. So here is only the gun.")
    assert demo.root.get_attribute("data-ready") == "trouble"
    demo = gun("wrong")
    demo.press("Fire")
    demo.landed(0)
    demo.says(r"Your short_range says 0.510 km for 30.0° and 100 m/s, but .* at 0.883 km")


def test_table_and_reduced_motion(notebook, gun):
    demo = gun("both")
    notebook.page.emulate_media(reduced_motion="reduce")
    demo.press("Reset")
    demo.press("Play")
    demo.says("Hit after 4 corrections")
    notebook.page.emulate_media(reduced_motion="no-preference")
    demo.root.get_by_text("The shots as a table").click()
    assert demo.root.locator("details tr").count() == 6


# ---- 05


def test_three_hikers_walk_and_their_losses_are_revealed(notebook, part):
    demo = part("hikers")
    demo.says("After 0 of 480 evaluations")
    before = demo.picture()
    budget = demo.get("slider", "Evaluations spent")
    budget.press("PageUp")
    demo.says("After 80 of 480 .* full batch: 2 steps, .* of 8: 10 steps, single example: 80 steps")
    demo.changed(before)
    demo.keep("05_hikers_hidden")
    assert "loss 0" not in demo.status.text_content()
    demo.get("button", "Reveal the losses").click()
    demo.says(r"full batch: 2 steps \(loss \d")
    budget.press("End")
    demo.says("After 480 evaluations each: full batch reached loss .* in 12 steps")
    notebook.idle()
    assert demo.status.text_content() == notebook.python("hikers.status")[1:-1]


def test_three_hikers_share_a_learning_rate(notebook, part):
    demo = part("hikers")
    rate, before = demo.get("slider", "Learning rate lr"), demo.picture()
    rate.focus()
    demo.wait("root.dataset.sweep === '0'")
    rate.press("End")
    demo.changed(before)
    demo.says("full batch diverged in 12 steps; .* single example diverged")
    before = demo.picture()
    rate.press("Home")
    demo.changed(before)
    demo.says("full batch reached loss")
    notebook.idle()
    assert notebook.python("hikers.lr") == "0.001"
    before = demo.picture()
    demo.get("button", "Reshuffle").click()
    demo.changed(before)
    notebook.python("setattr(hikers, 'lr', 0.05) or 0")
    demo.wait("root.querySelector('input[type=range]').getAttribute('aria-valuetext') === '0.05'")


def test_three_hikers_go_where_the_students_function_leads(notebook, part):
    demo = part("own")
    rate, before = demo.get("slider", "Learning rate lr"), demo.picture()
    rate.focus()
    demo.wait("root.dataset.sweep === '0'")
    rate.press("ArrowRight")
    demo.changed(before)
    demo.says("After 80 evaluations each: full batch reached loss .* in 2 steps")
    notebook.idle()
    assert demo.status.text_content() == notebook.python("own.status")[1:-1]
    told = "[own.lr, *(own.trails()[0][1, :2] - own.trails()[0][0, :2])]"
    ours = "3 * own.lr * own.surface.gradient(own.trails()[0][0, :2])"
    assert notebook.python(f"np.allclose({told}[1:], -{ours})") == "True"
    notebook.python("setattr(own, '_sgd', lambda *args: 1 / 0) or setattr(own, 'seed', 1) or 0")
    demo.says("raised ZeroDivisionError")


def test_pictures_of_the_hikers_in_both_themes(notebook, part):
    demo = part("hikers")
    demo.get("slider", "Evaluations spent").press("End")
    for theme in ("Dark", "Light"):
        notebook.theme(theme)
        demo.keep(f"05_hikers_{theme.lower()}")
