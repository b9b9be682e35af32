"""What every demo owes its readers: axe-core, keys alone, 200 % zoom, calm motion, no leaks."""

import re

import pytest

from tests.browser.demos import CELLS, DEMOS  # noqa: F401 (the notebook fixture asks for CELLS)

REACHABLE = "input, button, canvas[tabindex], select, summary, table, [tabindex='0']"
every_demo = pytest.mark.parametrize("name", DEMOS)


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_axe_finds_nothing(notebook, part, theme):
    """Everything unfolded, in either theme: labels, roles and contrast of the text."""
    notebook.theme(theme)
    for name, example in DEMOS.items():
        demo = part(name)
        for button in example.first:
            demo.get("button", button).press("Enter")
        folded = demo.root.locator("details:not([open]):visible > summary")
        while folded.count():
            folded.first.press("Enter")
        assert demo.violations() == [], name
        unfolded = demo.root.locator("details[open] > summary")
        while unfolded.count():
            unfolded.first.press("Enter")


ON_TOP = """(element) => {
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return element === top || element.contains(top) || top.contains(element);
}"""
ACTIVE = "document.activeElement.closest('.downslope') === root"


def reached_by_tab(demo) -> list[str]:
    """Tab from the first control through the whole demo; return what had the focus."""
    first = demo.root.locator("input, button, canvas, select, summary, [tabindex]").first
    first.focus()
    reached, page = [], demo.page
    element = demo.root.element_handle()
    while page.evaluate(f"(root) => {ACTIVE}", element):
        reached.append(page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent }"
        ))  # fmt: skip
        assert len(reached) < 40, "the focus is caught in this demo"
        page.keyboard.press("Tab")
    return reached


@every_demo
def test_every_control_is_on_the_way_of_the_tab_key(part, name):
    demo = part(name)
    kinds = ("input", "button", "canvas[tabindex]", "select", "summary", "[tabindex='0']")
    every = ", ".join(f"{kind}:visible" for kind in kinds)
    assert len(reached_by_tab(demo)) == demo.root.locator(every).count()


@every_demo
def test_every_control_answers_to_keys(notebook, part, name):
    demo = part(name)
    for slider in demo.root.get_by_role("slider").all():
        slider.press("Home")
        lowest = slider.get_attribute("aria-valuetext")
        slider.press("PageUp")
        demo.page.wait_for_function(
            "([slider, was]) => slider.getAttribute('aria-valuetext') !== was",
            arg=[slider.element_handle(), lowest],
        )
    for box in demo.root.get_by_role("checkbox").all():
        ticked = box.is_checked()
        box.press(" ")
        assert box.is_checked() != ticked
        box.press(" ")


@every_demo
def test_every_control_has_a_name_and_room_and_keeps_shortcuts_away(notebook, part, name):
    demo, cells = part(name), notebook.page.locator(".jp-Cell").count()
    reachable = demo.root.locator(REACHABLE)
    for i in range(reachable.count()):
        assert reachable.nth(i).get_attribute("data-lm-suppress-shortcuts") == "true"
    for i in range(0, reachable.count(), 3):
        reachable.nth(i).focus()
        for key in "ddbx":
            notebook.page.keyboard.press(key)
    assert notebook.page.locator(".jp-Cell").count() == cells
    for role in ("slider", "button", "checkbox", "combobox", "switch", "application"):
        every = demo.root.get_by_role(role)
        assert every.count() == demo.root.get_by_role(role, name=re.compile(r"\w")).count()
        for i in range(every.count()):
            box = every.nth(i).bounding_box()
            # a pixel of rounding: an SVG plate is scaled with the picture
            assert min(box["width"], box["height"]) >= 23


@every_demo
def test_teacher_hides_controls(notebook, part, name):
    demo = part(name)
    named = demo.root.locator("[data-control]")
    shown = [control for control in named.all() if control.is_visible()]
    assert len(shown) > 2
    told = eval(notebook.python(f"{name}.CONTROLS"))
    assert {control.get_attribute("data-control") for control in named.all()} <= set(told)
    notebook.python(f"setattr({name}, 'hide', list({name}.CONTROLS)) or 0")
    demo.wait("[...root.querySelectorAll('[data-control]')].every((e) => !e.offsetParent)")
    notebook.python(f"setattr({name}, 'hide', []) or 0")
    for control in shown:
        control.wait_for()


def test_slope_mountain_by_keys_alone(notebook, part):
    demo, press = part("slope"), notebook.page.keyboard.press
    demo.canvas.focus()
    before = demo.picture()
    press("End")
    demo.says("The hiker stands at x = 2.000")
    demo.changed(before)
    press("Tab")  # Play
    press("Tab")  # Step
    press("Enter")
    demo.says("The hiker stands at x = (?!2.000)")
    demo.get("button", "Picture")
    demo.get("checkbox", "tangent and arrow").focus()
    press(" ")
    demo.says("^Step 1: .* slope")
    press("Tab")  # the learning rate
    press("Home")
    demo.wait("root.querySelector('input[type=range]').getAttribute('aria-valuetext') === '0.001'")
    press("Tab")  # the fog
    press("Home")
    demo.wait("[...root.querySelectorAll('output')].some((o) => o.textContent === 'clear')")


def test_descent_mountain_by_keys_alone(notebook, part):
    demo, press = part("descent"), notebook.page.keyboard.press
    demo.get("combobox", "Landscape").select_option("bowl")
    demo.get("combobox", "Landscape").focus()
    press("ArrowDown")
    demo.root.get_by_text("f(x) = x⁴/4").wait_for()
    press("Tab")  # the mountain
    press("Home")
    demo.says("Step 0 of 12: x = −2.400")
    press(" ")
    demo.get("button", "Pause").wait_for()
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


def test_blame_map_by_keys_alone(notebook, part):
    demo, press = part("blame"), notebook.page.keyboard.press
    demo.get("button", "Reset").press("Enter")
    demo.get("button", "Forward ▸").focus()
    for _ in range(4):
        press("Enter")
    demo.says("so the loss is")
    press("Tab")
    for _ in range(5):
        press(" ")
    demo.says("Now every weight knows its share")
    demo.root.get_by_role("switch").first.focus()
    press(" ")
    demo.root.locator("[role=switch][aria-checked=false]").wait_for()
    press(" ")
    demo.wait("!root.querySelector('[role=switch][aria-checked=false]')")


def test_half_the_room_is_enough(notebook, part):
    """At 200 % zoom a page of 1280 pixels has 640 left: everything is still there and in reach."""
    page = notebook.page
    page.set_viewport_size({"width": 640, "height": 1500})
    try:
        for name in DEMOS:
            demo = part(name)
            demo.wait("root.clientWidth < 620")
            demo.keep(f"kit_zoom_{name}")
            demo.wait("root.scrollWidth <= root.clientWidth")
            right = demo.root.bounding_box()["x"] + demo.root.bounding_box()["width"]
            assert right <= 640
            kinds = ("input", "button", "canvas", "select", "summary")
            controls = demo.root.locator(", ".join(f"{kind}:visible" for kind in kinds))
            for i in range(controls.count()):
                controls.nth(i).scroll_into_view_if_needed()
                box = controls.nth(i).bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= right + 1
                assert controls.nth(i).evaluate(ON_TOP)
    finally:
        page.set_viewport_size({"width": 1280, "height": 1100})


COUNT_FRAMES = """() => {
  window.asked = 0;
  window.requestAnimationFrame = (f) => (window.asked += 1, window.frame(f));
}"""


def test_calm_motion_draws_no_frames_between_the_steps(notebook, part):
    page = notebook.page
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("() => { window.frame = window.requestAnimationFrame; }")
    for name, example in DEMOS.items():
        demo = part(name)
        demo.get("button", "Reset").press("Enter")
        begun = demo.root.get_attribute(f"data-{example.count}")
        page.evaluate(COUNT_FRAMES)
        demo.get("button", example.go).press("Enter")
        demo.wait(f"root.dataset.{example.count} !== arg", begun)
        assert page.evaluate("window.asked") == 0, name
        assert demo.root.evaluate("(root) => root.getAnimations({subtree: true}).length") == 0, name
        page.evaluate("() => { window.requestAnimationFrame = window.frame; }")
    page.emulate_media(reduced_motion="no-preference")


RUN_AGAIN = """([first, demos, times]) => {
  const {content, sessionContext} = window.jupyterapp.shell.currentWidget;
  window.again = null;
  const once = async () => {
    for (let i = first; i < first + demos; i++) {
      content.activeCellIndex = i;
      await window.jupyterapp.commands.execute('notebook:run-cell');
    }
  };
  (async () => { for (let k = 0; k < times; k++) await once(); })()
    .then(() => { window.again = true; }, (error) => { window.again = String(error); });
}"""
# what the browser still holds once it has collected its garbage
HELD = "(name) => window.held.filter((weak) => weak.deref()).length"
WATCH = """() => {
  window.held = [];
  const real = document.createElement.bind(document);
  document.createElement = (tag, options) => {
    const element = real(tag, options);
    if (tag === 'canvas') window.held.push(new WeakRef(element));
    return element;
  };
}"""


def test_fifty_runs_leave_nothing_behind(notebook):
    """Widgets closed in the kernel, canvases and models let go of in the browser."""
    page = notebook.page
    session = page.context.new_cdp_session(page)
    page.evaluate(WATCH)

    def run(times):
        page.evaluate(RUN_AGAIN, [1, len(DEMOS), times])
        page.wait_for_function("() => window.again !== null", timeout=120_000)
        assert page.evaluate("window.again") is True
        notebook.idle()
        notebook.ready(len(DEMOS))

    def counts():
        session.send("HeapProfiler.collectGarbage")
        comms = notebook.python(
            "gc.collect() and 0 or len(__import__('comm').get_comm_manager().comms)"
        )
        return int(comms), page.evaluate(HELD)

    run(1)
    before = counts()
    run(-(-50 // len(DEMOS)))  # all demos together about fifty times
    after = counts()
    assert after[0] == before[0]
    assert after[1] <= before[1] + 4  # of a hundred more; the devtools hold on to the last
