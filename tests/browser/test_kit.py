"""What every demo owes its readers: axe-core, keys alone, 200 % zoom, calm motion, no leaks."""

import pytest
from PIL import Image

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


# what has the focus, if it is in the demo
FOCUSED = """(root) => {
  const e = document.activeElement;
  const name = e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || e.tagName;
  return root.contains(e) && name;
}"""


def reached_by_tab(demo) -> list[str]:
    """Tab from the first control through the whole demo; return what had the focus."""
    demo.root.locator("input, button, canvas, select, summary, [tabindex]").first.focus()
    reached, element = [], demo.root.element_handle()
    while name := demo.page.evaluate(FOCUSED, element):
        reached.append(name)
        assert len(reached) < 40, "the focus is caught in this demo"
        demo.page.keyboard.press("Tab")
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
        notebook.idle()  # for a canvas, Python may say only now where it stands
        lowest = slider.get_attribute("aria-valuetext")
        slider.press("PageUp")
        changed = "([slider, was]) => slider.getAttribute('aria-valuetext') !== was"
        notebook.wait(changed, [slider.element_handle(), lowest])
    for box in demo.root.get_by_role("checkbox").all():
        ticked = box.is_checked()
        box.press(" ")
        assert box.is_checked() != ticked
        box.press(" ")


# what is wrong with a control: axe-core looks for names too, but not at a canvas
WRONG = """(root, [reachable, named]) => {
  const seen = (element) => element.checkVisibility();
  const small = ({width, height}) => Math.min(width, height) < 23; // a pixel of rounding in an SVG
  const report = (list, what) => list.map((e) => `${what}: ${e.outerHTML.slice(0, 90)}`);
  const all = [...root.querySelectorAll(reachable)];
  const controls = [...root.querySelectorAll(named)].filter(seen);
  return [
    ...report(all.filter((e) => e.dataset.lmSuppressShortcuts !== 'true'), 'leaks its keys'),
    ...report(controls.filter((e) => small(e.getBoundingClientRect())), 'too small'),
    ...report(controls.filter((e) => !(e.ariaLabel || e.labels?.length || e.textContent.trim())),
      'nameless'),
  ];
}"""
CONTROLS = "input, button, canvas[tabindex], select, [role=button], [role=switch]"


@every_demo
def test_every_control_has_a_name_and_room_and_keeps_shortcuts_away(notebook, part, name):
    demo, cells = part(name), notebook.page.locator(".jp-Cell").count()
    assert demo.root.evaluate(WRONG, [REACHABLE, CONTROLS]) == []
    reachable = demo.root.locator(REACHABLE)
    for i in range(0, reachable.count(), 3):
        reachable.nth(i).focus()
        for key in "ddbx":
            notebook.page.keyboard.press(key)
    assert notebook.page.locator(".jp-Cell").count() == cells


@every_demo
def test_numbers_and_picture_are_taken_home(notebook, part, name, tmp_path):
    demo = part(name)
    demo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for button in DEMOS[name].first:
        demo.get("button", button).press("Enter")
    demo.get("button", "Copy as Python").press("Enter")
    demo.says("^Copied: paste it")
    notebook.idle()
    copied = demo.page.evaluate("navigator.clipboard.readText()")
    assert copied == eval(notebook.python(f"{name}.code()"))
    with demo.page.expect_download() as download:
        demo.get("button", "Picture").press("Enter")
    download.value.save_as(tmp_path / "picture.png")
    with Image.open(tmp_path / "picture.png") as picture:
        drawn = picture.convert("RGB")
    assert len(drawn.getcolors(10**6)) > 80
    shown = demo.root.locator("canvas:visible, svg.downslope-network").first.bounding_box()
    assert drawn.width >= round(shown["width"]) - 1
    assert drawn.height >= shown["height"] + 28  # and a caption


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


# what is out of sight or reach in a narrow demo
LOST = """(root, selector) => {
  const right = root.getBoundingClientRect().right;
  const lost = [root.scrollWidth > root.clientWidth && 'it is wider than its room',
    right > innerWidth && 'it is wider than the page'];
  for (const element of root.querySelectorAll(selector)) {
    if (!element.checkVisibility()) continue;
    element.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const reached = top && (element.contains(top) || top.contains(element));
    if (box.x < 0 || box.right > right + 1 || !reached) lost.push(element.outerHTML.slice(0, 90));
  }
  return lost.filter(Boolean);
}"""


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
            assert demo.root.evaluate(LOST, "input, button, canvas, select, summary") == [], name
    finally:
        page.set_viewport_size({"width": 1280, "height": 1100})


# of the demos, not of JupyterLab's editors: a demo's code comes from a blob
COUNT_FRAMES = """() => {
  window.asked = 0;
  window.frame = window.requestAnimationFrame;
  window.requestAnimationFrame = (f) => {
    if (new Error().stack.includes('blob:')) window.asked += 1;
    return window.frame(f);
  };
}"""


def frames(demo, example) -> int:
    """Set it in motion from its beginning; return how many frames it asks for until it moves."""
    demo.get("button", "Reset").press("Enter")
    begun = demo.root.get_attribute(f"data-{example.count}")
    demo.page.evaluate(COUNT_FRAMES)
    demo.get("button", example.go).press("Enter")
    demo.wait(f"root.dataset.{example.count} !== arg", begun)
    asked = demo.page.evaluate("window.asked")
    demo.page.evaluate("() => { window.requestAnimationFrame = window.frame; }")
    return asked


def test_calm_motion_draws_no_frames_between_the_steps(notebook, part):
    page = notebook.page
    assert frames(part("slope"), DEMOS["slope"]) > 0  # they would be seen
    page.emulate_media(reduced_motion="reduce")
    for name, example in DEMOS.items():
        demo = part(name)
        assert frames(demo, example) == 0, name
        assert demo.root.evaluate("(root) => root.getAnimations({subtree: true}).length") == 0, name
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
  const real = document.createElement.bind(document), sheet = window.OffscreenCanvas;
  window.forget = () => {
    delete document.createElement;
    window.OffscreenCanvas = sheet;
  };
  window.OffscreenCanvas = function (...size) {
    const canvas = new sheet(...size);
    window.held.push(new WeakRef(canvas));
    return canvas;
  };
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
        notebook.wait("() => window.again !== null")
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
    page.evaluate("window.forget()")
    assert after[0] == before[0]
    assert after[1] <= before[1] + 4  # of a hundred more; the devtools hold on to the last
