"""The demos in a real JupyterLab: moved by mouse and keyboard, driven by a student's functions."""

import re

CELLS = {
    "imports": """
import numpy as np
from downslope import landscapes
from downslope.blame import BlameMap
from downslope.landscapes import Landscape
from downslope.mountain import DescentMountain, SlopeMountain
""",
    "slope": "slope = SlopeMountain(); slope",
    "flags": "SlopeMountain(fog=True, marks=(-2, -1, 0, 1.1, 1.7), start=-0.4)",
    "descent": "descent = DescentMountain(lr=0.85); descent",
    "broken": """
def gradient_descent_1d(df, x0, lr, n_steps):
    raise ZeroDivisionError("lost the map")
DescentMountain(descend=gradient_descent_1d)
""",
    "astray": """
def step_1d(x, slope, lr):
    return x + lr * slope
SlopeMountain(landscapes.bowl, step=step_1d, start=1.0, lr=0.1)
""",
    "blame": """
rng = np.random.default_rng(0)
params = [{"W": rng.normal(size=(3, 4)), "b": 0.3 * rng.normal(size=4)},
          {"W": rng.normal(size=(4, 2)), "b": np.zeros(2)}]
blame = BlameMap(params, rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])); blame
""",
    # two landscapes that differ only where a hiker in the fog cannot see
    "left": """
def lonely(outside):
    def height(x):
        return np.where(abs(x) <= 0.32, x**2, np.where(abs(x) > 1.9, 4 + 0 * x, outside(x)))
    return Landscape("lonely", "Lonely", "f(x) = ?", (-2, 2), 0.0, height, lambda x: 2 * x)
SlopeMountain(lonely(lambda x: 2 + np.sin(9 * x)), start=0.0, fog=True)
""",
    "right": "SlopeMountain(lonely(lambda x: 1 + abs(x)), start=0.0, fog=True)",
}


# ---- 01


def test_dragging_the_hiker_moves_the_tangent(notebook, part):
    demo = part("slope")
    demo.says("x = −1.500, height .* downhill is to the right")
    before, box = demo.picture(), demo.canvas.bounding_box()
    middle = box["y"] + 150
    demo.page.mouse.move(box["x"] + 200, middle)
    demo.page.mouse.down()
    demo.wait("root.dataset.sweep === 'start'")
    demo.page.mouse.move(box["x"] + box["width"] - 60, middle, steps=8)
    demo.page.mouse.up()
    demo.changed(before)
    demo.says("downhill is to the left")
    notebook.idle()
    x, height = notebook.python("slope.start, slope.landscape(slope.start)").strip("()").split(",")
    assert float(x) > 1.5
    demo.says(re.escape(f"x = {float(x):.3f}, height {float(height):.3f}"))


def test_worked_numbers_are_those_of_python(notebook, part):
    demo = part("slope")
    demo.canvas.focus()
    demo.page.keyboard.press("Home")
    demo.says("x = −2.300")
    notebook.until("slope.start == -2.3")
    notebook.idle()  # what the line says at first may be looked up: now it is told
    x, slope, then = notebook.python("'%.3f %.3f %.3f' % tuple(slope.rows()[0, [0, 2, 3]])")[
        1:-1
    ].split()
    worked = demo.root.locator(".downslope-worked").text_content()
    assert worked == f"x ← x − lr·slope = {x} − 0.2·({slope}) = {then}".replace("-", "−")


def test_step_and_back_and_reset(part):
    demo = part("slope")
    demo.canvas.focus()
    demo.page.keyboard.press("End")
    demo.says("Step 0: x = 2.000")
    demo.get("button", "Step").click()
    demo.says("Step 1: x = ")
    demo.get("button", "Step").click()
    demo.says("Step 2: x = ")
    demo.get("button", "Step back").click()
    demo.says("Step 1: x = ")
    demo.get("button", "Reset").click()
    demo.says("Step 0: x = 2.000")


def test_fog_slider_closes_and_opens(part):
    demo = part("slope")
    clear = demo.picture()
    fog = demo.get("slider", "Fog")
    fog.focus()
    fog.press("End")
    demo.changed(clear)
    assert fog.get_attribute("aria-valuetext") == "sees ±0.3"
    fog.press("Home")
    demo.wait("root.querySelector('canvas').toDataURL() === arg", clear)


def test_fog_really_hides(part):
    left, right = part("left"), part("right")
    assert left.picture() == right.picture()
    for demo in (left, right):
        demo.get("slider", "Fog").press("Home")
    left.wait("root.querySelector('canvas').toDataURL() !== arg", right.picture())
    for demo in (left, right):
        demo.get("slider", "Fog").press("End")


def test_flags_stand_and_the_slope_stays_hidden_until_asked_for(part):
    demo = part("flags")
    demo.keep("01_flags_light")
    demo.says("Which way is downhill: left, right, or stay")
    assert "slope hidden" in demo.root.locator(".downslope-worked").text_content()
    before = demo.picture()
    demo.root.get_by_role("checkbox", name="tangent and arrow").check()
    demo.changed(before)
    demo.says("downhill is to the right")


def test_step_against_the_rule_is_told(part):
    demo = part("astray")
    worked = demo.root.locator(".downslope-worked")
    assert worked.text_content().endswith("= 0.800⚠ but step_1d went to 1.200")


# ---- 02


def test_learning_rate_beyond_the_limit_diverges_in_words(notebook, part):
    demo = part("descent")
    rate, before = demo.get("slider", "Learning rate lr"), demo.picture()
    rate.focus()
    demo.wait("root.dataset.sweep === 'lr'")
    rate.press("ArrowRight")
    demo.changed(before)
    demo.says("^Converged")
    rate.press("End")
    demo.says("^Diverged: .* learning rate 3 is beyond the limit 1")
    notebook.idle()
    assert float(notebook.python("descent.lr")) == 3.0
    assert demo.root.get_by_text("limit 1", exact=True).is_visible()
    demo.keep("02_diverged_light")
    rate.press("Home")
    demo.says("^Slow")


def test_dragging_looks_runs_up_without_asking_python(notebook, part):
    demo = part("descent")
    rate = demo.get("slider", "Learning rate lr")
    rate.focus()
    demo.wait("root.dataset.sweep === 'lr'")
    box = rate.bounding_box()
    middle = box["y"] + box["height"] / 2
    demo.page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    demo.page.mouse.down()
    pictures = set()
    for part_of_way in (0.55, 0.65, 0.75, 0.9):
        before = demo.picture()
        demo.page.mouse.move(box["x"] + box["width"] * part_of_way, middle)
        demo.changed(before)
        pictures.add(demo.picture())
    assert float(notebook.python("descent.lr")) == 0.001  # a drag is told when it ends
    demo.page.mouse.up()
    demo.says("Converged|Oscillating|Diverged")
    notebook.idle()
    assert float(notebook.python("descent.lr")) > 0.001
    assert len(pictures) == 4


def test_play_walks_to_the_end(part):
    demo = part("descent")
    rate = demo.get("slider", "Learning rate lr")
    rate.press("End")
    demo.get("button", "Reset").click()
    demo.says("Step 0 of 40")
    demo.remember()
    demo.get("button", "Play").click()
    demo.says("^Diverged")
    demo.get("button", "Play").wait_for()
    demo.showed("Pause")
    demo.showed("^Step [1-9] of 40: x = ")  # while it plays


def test_chart_and_hiker_are_linked(part):
    demo = part("descent")
    chart = demo.get("slider", "Step of the run")
    chart.focus()
    chart.press("Home")
    demo.says("Step 0 of 40")
    before = demo.picture()
    chart.press("ArrowRight")
    demo.changed(before)
    demo.says("Step 1 of 40")
    chart.click(position={"x": 40 + (chart.bounding_box()["width"] - 52) / 2, "y": 50})
    demo.says("Step 20 of 40")


def test_menu_changes_the_landscape(part):
    demo = part("descent")
    before = demo.picture()
    demo.root.get_by_role("combobox", name="Landscape").select_option("wavy")
    demo.root.get_by_text("f(x) = x · cos(x)").wait_for()
    demo.changed(before)
    assert not demo.root.locator(".downslope-limit").is_visible()
    demo.root.get_by_role("combobox", name="Landscape").select_option("bowl")
    demo.root.get_by_text("f(x) = x²").wait_for()


def test_slider_follows_python(notebook, part):
    demo = part("descent")
    notebook.python("[setattr(descent, 'start', -1.6), setattr(descent, 'lr', 0.9), 1]")
    demo.wait("root.querySelector('input[type=range]').getAttribute('aria-valuetext') === '0.9'")


def test_raising_function_shows_in_words_over_the_terrain(part):
    demo = part("broken")
    demo.says("gradient_descent_1d raised ZeroDivisionError: lost the map")
    assert demo.root.get_attribute("data-ready") == "trouble"
    colours = demo.canvas.evaluate("""(canvas) => {
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }""")
    assert colours > 200  # sky, meadow, hiker: the terrain is there


# ---- 08


def test_forward_then_backward_fills_the_numbers_in(part):
    demo = part("blame")
    forward, backward = demo.get("button", "Forward ▸"), demo.get("button", "◂ Backward")
    backward.press("Enter")
    demo.says("send it Forward first")
    assert demo.root.get_by_text("dL/dz").count() == 0
    for _stage in range(4):
        forward.press("Enter")
    demo.says("so the loss is")
    forward.press("Enter")
    demo.says("Press Backward to pass the blame")
    backward.press("Enter")
    assert demo.root.locator("svg").get_by_text("dL/dz").count() == 2
    for _stage in range(4):
        backward.press("Enter")
    demo.says("Now every weight knows its share")
    assert demo.root.locator("svg").get_by_text("dL/da").count() == 4


def test_weights_set_to_zero_take_the_blame_away(notebook, part):
    demo = part("blame")
    demo.get("button", "Show all").click()
    blames = demo.root.locator("svg").get_by_text("dL/da")
    assert "dL/da 0.000" not in blames.all_text_contents()
    for k in (0, 1):
        weight = demo.root.get_by_role("switch", name=f"W2[1, {k}]")
        weight.focus()
        demo.page.keyboard.press("Enter")
        demo.root.locator(f'[role=switch][aria-checked=false][data-key="1,{k}"]').wait_for()
    demo.says(r"Neuron h1 still fires \(a = .*\), but no blame comes back to it")
    assert blames.all_text_contents()[1] == "dL/da 0.000"
    focused = "document.activeElement.dataset.key"
    assert demo.page.evaluate(focused) == "1,1"  # the focus survives the new picture
    notebook.idle()
    assert notebook.python("blame.muted, blame.net['da1'][1]") == "([[1, 0], [1, 1]], 0.0)"
    demo.keep("08_blame_light")
    demo.root.get_by_role("switch", name="W2[1, 1]").click()
    demo.root.locator('[role=switch][aria-checked=true][data-key="1,1"]').wait_for()
    demo.wait("!root.querySelector('.downslope-status').textContent.includes('still fires')")


def test_another_example_has_other_numbers(part):
    demo = part("blame")
    demo.get("button", "Show all").click()
    before = demo.root.locator("svg").text_content()
    demo.root.get_by_role("combobox", name="Example").select_option("3")
    demo.wait("root.querySelector('svg').textContent !== arg", before)


# ---- all of them


def test_pictures_in_both_themes(notebook, part):
    shown = {"slope": "01_slope", "flags": "01_flags", "descent": "02_descent", "blame": "08_blame"}
    light = {name: part(name).picture() for name in ("slope", "descent")}
    for theme in ("Light", "Dark"):
        notebook.theme(theme)
        for name, file in shown.items():
            demo = part(name)
            if name in light and theme == "Dark":
                demo.changed(light[name])
            demo.keep(f"{file}_{theme.lower()}")
    notebook.theme("Light")
