"""Predict where a run ends, look at it on a log scale and at another pace, take it home."""

import pytest

from tests.browser.driver import Part

CELLS = {
    "imports": """
from downslope import landscapes, surfaces
from downslope.mountain import DescentMountain
from downslope.surface import SurfaceMountain
""",
    "demo": "demo = DescentMountain(landscapes.double_well, lr=0.08, n_steps=12); demo",
    "land": "SurfaceMountain(surfaces.himmelblau, lr=0.01, view='relief', n_steps=12)",
}


@pytest.fixture
def demo(notebook):
    """The demo with its sliders where they stood at first, and no flag."""
    begin = "demo.set_trait('guess', None) or demo.set_trait('start', -1.0) or 'begun'"
    assert notebook.python(begin) == "'begun'"
    demo = Part(notebook, 0)
    demo.get("button", "Reset").click()
    demo.get("button", "Plant a flag").wait_for()
    demo.says("Step 0 of 12: x = −1.000")
    return demo


def place_of_flag(demo) -> float:
    return float(demo.canvas.get_attribute("aria-valuenow"))


def test_flag_is_planted_by_keys_and_measured_at_the_end(notebook, demo):
    before = demo.picture()
    demo.get("button", "Plant a flag").press("Enter")
    demo.says("Where will the hiker be after 12 steps. Your flag: x = −1.000")
    demo.changed(before)
    assert demo.canvas.get_attribute("aria-label") == "Your flag's place x"
    for _ in range(4):  # the focus is on the mountain already
        demo.page.keyboard.press("PageUp")
    demo.says("Your flag: x = 0.000")
    demo.get("combobox", "Speed").select_option("fast")
    demo.page.keyboard.press("Tab")
    demo.canvas.press(" ")
    demo.says("Your flag stands at x = 0.000, .* too far to the right")
    notebook.idle()
    assert notebook.python("demo.status")[1:-1] == demo.status_line()
    assert notebook.python("demo.guess, demo.start") == "(0.0, -1.0)"
    demo.keep("02_flag_light")
    demo.get("button", "Take the flag away").click()
    demo.wait("!root.querySelector('.downslope-status').textContent.includes('flag')")


def test_flag_is_planted_by_a_click_and_hides_the_end_until_the_walk_is_over(notebook, demo):
    demo.get("button", "Plant a flag").click()
    box = demo.canvas.bounding_box()
    demo.canvas.click(position={"x": box["width"] * 0.75, "y": 150})
    demo.says("Your flag: x = 1.2")
    assert 1.1 < place_of_flag(demo) < 1.4
    demo.canvas.press("Enter")  # planted: now the keys move the hiker again
    demo.says("Step 0 of 12")
    planted = demo.picture()
    rate = demo.get("slider", "Learning rate lr")
    rate.press("ArrowRight")
    demo.changed(planted)
    demo.says("Step 0 of 12")  # without a flag a new learning rate shows the whole run
    demo.root.get_by_text("The run as a table").click()
    assert demo.root.locator("td").count() == 4  # one row, and no more of the run
    demo.get("slider", "Step of the run").press("End")
    demo.says("Your flag stands at x = 1.2.*, .* too far to the right")
    demo.wait("root.querySelectorAll('tr').length === 14")
    demo.root.get_by_text("The run as a table").click()
    rate.press("ArrowLeft")
    demo.says("Your flag stands")  # once seen, the end may be explored


def test_flag_at_the_rim_predicts_that_the_walk_leaves(notebook, demo):
    demo.get("slider", "Learning rate lr").press("End")
    demo.says("^Diverged")
    demo.get("button", "Plant a flag").click()
    demo.page.keyboard.press("End")
    demo.says("Your flag: x = 2.400")
    demo.get("slider", "Step of the run").press("End")
    demo.says("^Diverged: .* the rim, and the walk has left the picture: a hit")
    assert notebook.python("demo.set_trait('lr', 0.08) or demo.lr") == "0.08"


def test_losses_on_a_log_scale(notebook, demo):
    chart = demo.root.locator("canvas").nth(1)
    picture = "(canvas) => canvas.toDataURL()"
    demo.get("slider", "Step of the run").press("End")
    demo.says("Slow|Converged")
    plain = chart.evaluate(picture)
    tick = demo.get("checkbox", "log scale")
    tick.press(" ")
    demo.wait("root.querySelectorAll('canvas')[1].toDataURL() !== arg", plain)
    notebook.idle()
    assert notebook.python("demo.log") == "True"
    demo.keep("02_log_light")
    tick.press(" ")
    demo.wait("root.querySelectorAll('canvas')[1].toDataURL() === arg", plain)


def test_pace_is_chosen_and_told_to_python(notebook, demo):
    for pace in ("slow", "fast"):
        demo.get("combobox", "Speed").select_option(pace)
        demo.get("button", "Reset").click()
        demo.says("Step 0 of 12")
        demo.get("button", "Play").click()
        demo.wait("Number(root.dataset.at) > 0")
        notebook.idle()
        assert notebook.python("demo.pace") == f"'{pace}'"
        demo.get("button", "Reset").click()
    demo.get("combobox", "Speed").select_option("normal")


def test_state_is_copied_and_makes_the_same_demo_again(notebook, demo):
    demo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    demo.get("slider", "Learning rate lr").press("PageUp")
    demo.get("slider", "Step of the run").press("PageDown")
    notebook.idle()
    demo.get("button", "Copy state").click()
    demo.says("^Copied: .* state='…'")
    copied = demo.page.evaluate("navigator.clipboard.readText()")
    again = f"DescentMountain(n_steps=12, state={copied!r})"
    assert notebook.python(f"{again}.state() == demo.state() and demo.at") == "2"
    assert notebook.python(f"{again}.describe() == demo.describe()") == "True"
    assert notebook.python("demo.restore({'lr': 0.08}) or demo.lr") == "0.08"


def test_run_can_be_copied_by_hand_where_the_browser_forbids_it(notebook, demo):
    forbid = "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
    demo.page.evaluate(forbid)
    demo.get("button", "Copy as Python").click()
    demo.says("Ctrl")
    area = demo.get("textbox", "These numbers in Python")
    assert area.input_value() == eval(notebook.python("demo.code()"))
    selected = "(area) => area === document.activeElement && area.selectionEnd > 100"
    assert area.evaluate(selected)
    assert area.get_attribute("data-lm-suppress-shortcuts") == "true"
    demo.page.evaluate("delete navigator.clipboard.writeText")


def test_descent_mountain_by_keys_alone(notebook, demo):
    press = notebook.page.keyboard.press
    demo.get("combobox", "Landscape").select_option("bowl")
    demo.root.get_by_text("f(x) = x²", exact=True).wait_for()
    demo.get("combobox", "Landscape").focus()
    press("ArrowUp")
    demo.root.get_by_text("f(x) = x⁴/4").wait_for()
    press("Tab")  # the mountain
    press("Home")
    demo.says("Step 0 of 12: x = −2.400")
    demo.remember()
    press(" ")
    demo.showed("Pause")
    press(" ")
    demo.get("button", "Play").wait_for()
    press("Tab")  # the chart
    press("End")
    demo.says("Converged|Slow|Oscillating")
    demo.get("button", "Reset").press("Enter")
    demo.says("Step 0 of 12")
    press("Tab")  # speed
    press("Tab")
    press("Enter")  # plant a flag
    demo.says("Your flag")
    press("Enter")
    demo.get("button", "Take the flag away").press(" ")
    demo.get("button", "Plant a flag").wait_for()


def test_flag_stands_on_the_land_in_3d(part):
    demo = part("land")
    before = demo.picture()
    demo.get("button", "Plant a flag").press("Enter")
    demo.says("Where will the hiker be after 12 steps")
    demo.page.keyboard.press("Shift+ArrowUp")
    demo.page.keyboard.press("Enter")
    demo.get("button", "3-D").press("Enter")
    demo.get("slider", "Step of the run").press("End")
    demo.says("Your flag stands at")
    demo.changed(before)
    demo.keep("03_land_flag_light")
    demo.get("button", "Take the flag away").press("Enter")
    demo.get("button", "Reset").press("Enter")
    demo.wait("root.querySelector('canvas:not([hidden])').toDataURL() === arg", before)


@pytest.mark.parametrize("name", ["demo", "land"])
def test_every_landscape_has_a_picture_of_its_own_and_walks(notebook, part, name):
    demo = part(name)
    chooser, formula = demo.get("combobox", "Landscape"), demo.root.locator(".downslope-formula")
    offered = chooser.locator("option").evaluate_all("(all) => all.map(({value}) => value)")
    assert len(offered) == {"demo": 5, "land": 8}[name]
    begun, seen = offered[0], set()
    for landscape in [*offered[1:], begun]:
        before = formula.text_content()
        chooser.select_option(landscape)
        demo.wait("root.querySelector('.downslope-formula').textContent !== arg", before)
        demo.says("Step 0 of 12")
        seen.add(demo.picture())
        demo.get("slider", "Step of the run").press("End")
        demo.wait("root.dataset.at === '12'")
        demo.get("button", "Reset").press("Enter")
    assert len(seen) == len(offered)
