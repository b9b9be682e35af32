"""The mountain with two knobs in a real JupyterLab, by mouse and keyboard."""

import json
import re

CELLS = {
    "imports": """
import numpy as np
from downslope import surfaces
from downslope.surface import SurfaceMountain
""",
    "ravine": "ravine = SurfaceMountain(lr=0.08); ravine",
    "race": """
def signs(w, grad, lr):
    return w - lr * np.sign(grad)
race = SurfaceMountain(hikers={"plain": None, "signs": (signs, 0.1), "careful": (None, 0.01)})
race
""",
    "land": "SurfaceMountain(surfaces.himmelblau, lr=0.01, view='relief', at=40)",
    "flags": """
flags = SurfaceMountain(surfaces.bowl, marks=[(-2, 0), (1, 1), (0.4, -1), (0, 1.5)], lr=0.3); flags
""",
    # two lands that differ only where a hiker in the fog cannot see
    "mist": """
def lonely(outside):
    return surfaces.Surface("lonely", "Lonely", "f(x, y) = ?", (-2.4, 2.4), (-2.4, 2.4), (1.0, 1.0),
        lambda x, y: np.where(np.hypot(x - 1, y - 1) <= 0.7, x, outside(x, y)),
        lambda x, y: (1 + 0 * x, 0 * y))
mist = SurfaceMountain(lonely(lambda x, y: 3 + np.sin(5 * x)), sight=0.5, n_steps=1); mist
""",
    "haze": "SurfaceMountain(lonely(lambda x, y: 3 + np.sin(5 * y)), sight=0.5, n_steps=1)",
    "broken": """
def numerical_gradient(f, w):
    raise IndexError("one knob too many")
SurfaceMountain(gradient=numerical_gradient)
""",
}


def worked(demo) -> str:
    return demo.root.locator(".downslope-worked").text_content()


def test_start_is_placed_by_click_and_drag(notebook, part):
    demo = part("ravine")
    before, box = demo.picture(), demo.canvas.bounding_box()
    demo.page.mouse.move(box["x"] + 250, box["y"] + 120)
    demo.page.mouse.down()
    demo.changed(before)
    demo.page.mouse.move(box["x"] + 300, box["y"] + 90, steps=6)
    demo.page.mouse.up()
    demo.says("Step 0 of 40: w = ")
    notebook.until("min(ravine.start) > 0.5")
    notebook.idle()
    x, y = map(float, notebook.python("ravine.start").strip("[]").split(","))
    demo.says(re.escape(f"w = ({x:.3f}, {y:.3f})"))
    height = float(notebook.python("float(ravine.rows()[0, 0, 2])"))
    demo.says(re.escape(f"height {height:.3f}"))


def test_keys_move_the_start_and_the_worked_numbers_are_those_of_python(notebook, part):
    demo = part("ravine")
    demo.canvas.focus()
    demo.page.keyboard.press("Home")
    demo.says(r"w = \(−2.000, 1.000\), height 14.000, steepness \|∇f\| = 20.396")
    demo.page.keyboard.press("ArrowRight")
    demo.says(r"w = \(−1.950, 1.000\)")
    demo.page.keyboard.press("Shift+ArrowDown")
    demo.says(r"w = \(−1.950, 0.600\)")
    notebook.idle()
    numbers = notebook.python("'(%.3f, %.3f) − 0.08·(%.3f, %.3f) = (%.3f, %.3f)' % "
                              "tuple(ravine.rows()[0, 0, [0, 1, 3, 4, 5, 6]])")  # fmt: skip
    assert worked(demo) == f"w ← w − lr·∇f = {numbers[1:-1]}".replace("-", "−")


def test_rate_beyond_the_limit_diverges_in_words(notebook, part):
    demo = part("ravine")
    demo.canvas.focus()
    demo.page.keyboard.press("Home")
    rate, before = demo.get("slider", "Learning rate lr"), demo.picture()
    rate.focus()
    demo.wait("root.dataset.sweep === '0'")
    rate.press("ArrowRight")
    demo.changed(before)
    demo.says("^(Slow|Converged|Zigzag)")
    rate.press("End")
    demo.says("^Diverged: .* learning rate 3 is beyond the limit 0.1")
    assert demo.root.get_by_text("limit 0.1", exact=True).is_visible()
    notebook.idle()
    assert notebook.python("ravine.lrs") == "[3.0]"
    demo.keep("03_diverged_light")


def test_dragging_the_rate_looks_trails_up_without_asking_python(notebook, part):
    demo = part("ravine")
    rate = demo.get("slider", "Learning rate lr")
    rate.focus()
    demo.wait("root.dataset.sweep === '0'")
    box = rate.bounding_box()
    middle = box["y"] + box["height"] / 2
    demo.page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    demo.page.mouse.down()
    for part_of_way in (0.35, 0.42, 0.5):
        before = demo.picture()
        demo.page.mouse.move(box["x"] + box["width"] * part_of_way, middle)
        demo.changed(before)
    assert notebook.python("ravine.lrs") == "[3.0]"  # a drag is told when it ends
    demo.page.mouse.up()
    demo.says("^(Slow|Converged|Zigzag)")
    notebook.idle()
    assert notebook.python("0.01 < ravine.lrs[0] < 0.1") == "True"


def test_step_back_reset_and_chart_are_linked(part):
    demo = part("ravine")
    demo.get("button", "Reset").click()
    demo.says("Step 0 of 40")
    before = demo.picture()
    demo.get("button", "Step").click()
    demo.says("Step 1 of 40")
    demo.changed(before)
    demo.get("button", "Step back").click()
    demo.says("Step 0 of 40")
    chart = demo.get("slider", "Step of the run")
    chart.focus()
    chart.press("PageUp")
    demo.says("Step 10 of 40")
    before = chart.evaluate("(canvas) => canvas.toDataURL()")
    demo.root.get_by_role("checkbox", name="logarithmic losses").check()
    demo.wait("root.querySelectorAll('canvas')[2].toDataURL() !== arg", before)


def test_play_walks_to_the_end_and_reduced_motion_jumps(notebook, part):
    demo = part("ravine")
    demo.root.get_by_role("combobox", name="Speed").select_option("fast")
    demo.get("button", "Reset").click()
    demo.remember()
    demo.get("button", "Play").click()
    demo.says("^(Slow|Converged|Zigzag)")
    demo.get("button", "Play").wait_for()
    demo.showed("Pause")
    demo.get("button", "Reset").click()
    notebook.page.emulate_media(reduced_motion="reduce")
    demo.get("button", "Play").click()
    demo.says("Step 10 of 40")
    notebook.page.emulate_media(reduced_motion="no-preference")


def test_random_directions_never_beat_the_gradient(notebook, part):
    demo = part("ravine")
    demo.canvas.focus()
    demo.page.keyboard.press("Home")
    before = demo.picture()
    demo.root.get_by_text("100 random directions", exact=True).click()
    demo.root.get_by_text("of 100 random directions lead downhill").wait_for()
    demo.changed(before)  # the fan
    words = demo.root.locator("details p").first.text_content()
    best, steepest = (float(v.replace("−", "-")) for v in re.findall(r"−[\d.]+\d", words))
    assert steepest == -20.396
    assert steepest < best < 0.99 * steepest
    demo.keep("03_directions_light")


def test_each_hiker_has_a_rate_of_their_own(notebook, part):
    demo = part("race")
    demo.says("Step 0 of 40: heights: plain at 14.000, signs at 14.000, careful at 14.000")
    demo.root.get_by_role("button", name=re.compile("^signs")).click()
    assert worked(demo).startswith("signs: w = (−2.000, 1.000)∇f = (−4.000, 20.000)step (0.100")
    rate = demo.get("slider", "Learning rate lr")
    assert rate.get_attribute("aria-valuetext") == "0.1"
    rate.focus()
    demo.wait("root.dataset.sweep === '1'")
    rate.press("ArrowRight")
    demo.says("plain: .* signs: .* careful: ")
    demo.root.get_by_role("button", name="signs · lr 0.11").wait_for()
    notebook.idle()
    assert notebook.python("race.lrs") == "[0.08, 0.11, 0.01]"


def test_land_is_turned_by_drag_and_keys(part):
    demo = part("land")
    box, before = demo.canvas.bounding_box(), demo.picture()
    demo.page.mouse.move(box["x"] + 100, box["y"] + 150)
    demo.page.mouse.down()
    demo.page.mouse.move(box["x"] + 160, box["y"] + 170, steps=3)
    demo.page.mouse.up()
    demo.changed(before)
    demo.canvas.focus()
    demo.page.keyboard.press("Home")
    demo.wait("root.querySelector('canvas:not([hidden])').toDataURL() === arg", before)
    demo.page.keyboard.press("ArrowLeft")
    demo.changed(before)
    before = demo.picture()
    demo.get("button", "Contour map").click()
    demo.changed(before)
    demo.get("button", "3-D").click()


def test_menu_changes_the_surface(part):
    demo = part("flags")
    before = demo.picture()
    demo.root.get_by_role("checkbox", name="arrows").check()
    demo.changed(before)
    demo.keep("03_flags_light")
    before = demo.picture()
    demo.root.get_by_role("combobox", name="Landscape").select_option("cliff")
    demo.root.get_by_text("tanh").wait_for()
    demo.changed(before)
    assert not demo.root.locator(".downslope-limit").is_visible()


def test_fog_really_hides(part):
    lands = mist, haze = part("mist"), part("haze")
    for view in ("3-D", "Contour map"):
        for demo in lands:
            demo.get("button", view).press("Enter")
        assert mist.picture() == haze.picture()
        hidden = mist.picture()
        for demo in lands:
            demo.get("slider", "Fog").press("Home")
            demo.changed(hidden)
        assert mist.picture() != haze.picture()
        for demo in lands:
            for _ in range(4):
                demo.get("slider", "Fog").press("ArrowRight")
            demo.root.locator("output", has_text="sees ±0.5").wait_for()


def test_flag_hides_the_end_until_the_walk_is_over(notebook, part):
    demo = part("flags")
    demo.get("button", "Plant a flag").press("Enter")
    demo.says("Where will the hiker be after 40 steps. Your flag: ")
    before, begun = demo.picture(), notebook.python("flags.start")
    demo.page.keyboard.press("Shift+ArrowRight")  # the focus is on the map already
    demo.changed(before)
    box = demo.canvas.bounding_box()
    demo.page.mouse.click(box["x"] + 250, box["y"] + 100)
    demo.page.keyboard.press("Enter")
    demo.says("Step 0 of 40|The start is")
    rate = demo.get("slider", "Learning rate lr")
    rate.press("ArrowRight")
    demo.says("Step 0 of 40|The start is")  # without a flag a new rate shows the whole run
    demo.root.get_by_text("The run as a table").click()
    assert demo.root.locator("details tr").count() == 2
    demo.get("combobox", "Speed").select_option("fast")
    demo.get("button", "Play").press("Enter")
    demo.says(r"^Converged: .* Your flag stands at \(\d.*\), \d.* from there\.$")
    demo.wait("root.querySelectorAll('details tr').length === 42")
    demo.root.get_by_text("The run as a table").click()
    notebook.idle()
    assert notebook.python("flags.start") == begun
    assert notebook.python("flags.status")[1:-1] == demo.status_line()
    demo.keep("03_flag_light")
    demo.get("button", "Take the flag away").press("Enter")
    demo.wait("!root.querySelector('.downslope-status').textContent.includes('flag')")


def test_race_tells_where_it_is_while_it_plays_and_its_state_is_copied(notebook, part):
    demo = part("race")
    demo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    demo.get("button", "Reset").press("Enter")
    says = "root.querySelector('[role=status]')"
    told = f"/^Step [2-9] of 40: heights/.test({says}.textContent)"
    demo.pause_when(f"{told} && {says}.ariaLive === 'off'")
    demo.get("button", "Play").press("Enter")
    demo.wait(f"{told} && {says}.ariaLive === 'polite'")
    demo.get("slider", "Step of the run").press("End")
    notebook.idle()
    demo.get("button", "Copy state").press("Enter")
    demo.says("^Copied: a demo")
    state = json.loads(demo.page.evaluate("navigator.clipboard.readText()"))
    assert state == eval(notebook.python("race.state()"))


def test_raising_function_shows_in_words_over_the_map(part):
    demo = part("broken")
    demo.says("numerical_gradient raised IndexError: one knob too many")
    assert demo.root.get_attribute("data-ready") == "trouble"
    colours = demo.canvas.evaluate("""(canvas) => {
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }""")
    assert colours > 200


def test_pictures_in_both_themes(notebook, part):
    light = {name: part(name).picture() for name in ("race", "land")}
    part("race").get("slider", "Step of the run").press("End")
    for theme in ("Light", "Dark"):
        notebook.theme(theme)
        shown = {"race": "03_race", "land": "03_land", "ravine": "03_ravine"}
        for name, file in shown.items():
            demo = part(name)
            if name in light and theme == "Dark":
                demo.changed(light[name])
            demo.keep(f"{file}_{theme.lower()}")
    notebook.theme("Light")
