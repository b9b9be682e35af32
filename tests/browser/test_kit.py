"""What every demo owes its readers: axe-core, keys alone, 200 % zoom, calm motion, no leaks."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.browser.driver import Part

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SETUP = """
import gc
import numpy as np
import ipywidgets
from downslope.blame import BlameMap
from downslope.mountain import DescentMountain, SlopeMountain
rng = np.random.default_rng(0)
params = [{"W": rng.normal(size=(3, 4)), "b": 0.3 * rng.normal(size=4)},
          {"W": rng.normal(size=(4, 2)), "b": np.zeros(2)}]
X, y = rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
"""
DEMOS = ("slope", "descent", "blame")
CELLS = [
    "slope = SlopeMountain(fog=True, marks=(-1, 1)); slope",
    "descent = DescentMountain(lr=0.3, n_steps=12); descent",
    "blame = BlameMap(params, X, y); blame",
]
READY = "(n) => document.querySelectorAll('.downslope[data-ready]').length === n"
AXE_SAYS = """async (root) => {
  const {violations} = await axe.run(root, {resultTypes: ['violations']});
  return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 160)}`));
}"""


@pytest.fixture(scope="module")
def notebook(open_notebook):
    notebook = open_notebook("kit", cells=[SETUP, *CELLS])
    notebook.page.wait_for_function(READY, arg=len(DEMOS))
    return notebook


@pytest.fixture(autouse=True)
def nothing_wrong(notebook):
    yield
    notebook.idle()
    wrong, notebook.wrong[:] = list(notebook.wrong), []
    assert wrong == []


@pytest.fixture
def part(notebook):
    return lambda name: Part(notebook, DEMOS.index(name))


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_axe_finds_nothing(notebook, part, theme):
    notebook.page.add_script_tag(path=AXE)
    notebook.theme(theme)
    for name in DEMOS:
        demo = part(name)
        if name == "blame":
            demo.get("button", "Show all").click()
        else:
            demo.root.get_by_text("The run as a table").click()
        assert demo.page.evaluate(AXE_SAYS, demo.root.element_handle()) == []
        if name != "blame":
            demo.root.get_by_text("The run as a table").click()


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


def test_every_control_of_a_demo_is_on_the_way_of_the_tab_key(part):
    for name in DEMOS:
        demo = part(name)
        kinds = ("input", "button", "canvas", "select", "summary", "[tabindex='0']")
        every = ", ".join(f"{kind}:visible" for kind in kinds)
        assert len(reached_by_tab(demo)) == demo.root.locator(every).count()


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
    page.set_viewport_size({"width": 640, "height": 1000})
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


def test_calm_motion_draws_no_frames_between_the_steps(notebook, part):
    notebook.page.emulate_media(reduced_motion="reduce")
    for name, words in (("slope", "Step 10: |stands at"), ("descent", "Step 10 of 12")):
        demo = part(name)
        demo.get("button", "Reset").click()
        asked = "() => { window.asked = 0; const real = requestAnimationFrame;"
        asked += " window.requestAnimationFrame = (f) => (window.asked += 1, real(f)) }"
        demo.page.evaluate(asked)
        demo.get("button", "Play").click()
        demo.says(words)
        demo.wait("root.dataset.at === '10'")
        demo.get("button", "Step").click()
        demo.wait("root.dataset.at === '11'")
        assert demo.page.evaluate("window.asked") == 0
    blame = part("blame")
    blame.get("button", "Reset").click()
    blame.get("button", "Forward ▸").click()
    flows = "getComputedStyle(root.querySelector('.flow')).animationName === 'none'"
    blame.wait(flows)
    notebook.page.emulate_media(reduced_motion="no-preference")


RUN_AGAIN = """([first, times]) => {
  const {content, sessionContext} = window.jupyterapp.shell.currentWidget;
  window.again = null;
  const once = async () => {
    for (let i = first; i < first + 3; i++) {
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


def test_fifty_runs_leave_nothing_behind(notebook, part):
    """Widgets closed in the kernel, canvases and models let go of in the browser."""
    page = notebook.page
    session = page.context.new_cdp_session(page)
    page.evaluate(WATCH)

    def run(times):
        page.evaluate(RUN_AGAIN, [1, times])
        page.wait_for_function("() => window.again !== null", timeout=120_000)
        assert page.evaluate("window.again") is True
        notebook.idle()
        page.wait_for_function(READY, arg=len(DEMOS))

    def counts():
        session.send("HeapProfiler.collectGarbage")
        comms = notebook.python(
            "gc.collect() and 0 or len(__import__('comm').get_comm_manager().comms)"
        )
        return int(comms), page.evaluate(HELD)

    run(2)
    before = counts()
    run(16)  # three demos, sixteen times: about fifty
    after = counts()
    assert after[0] == before[0]
    assert after[1] <= before[1] + 4  # of sixty-four more; the devtools hold on to the last
