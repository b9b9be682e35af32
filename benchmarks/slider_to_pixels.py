"""From a slider to the picture: how long one step takes, and how many pictures a drag shows.

Run `python benchmarks/slider_to_pixels.py` on a quiet machine. Three demos and, for comparison,
`ipywidgets.interact` with an inline PNG, in one JupyterLab and in turn, so that what slows one
slows all: only the ratios count. Latency: from the key's time stamp to the first animation frame
that shows another picture. Drag: pictures seen a second while the mouse pulls (the blame map is not
dragged: its main control is the menu of examples, which Python answers).
"""

import math
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser import driver

ROUNDS, DRAG = 4, 2.0  # rounds in turn, and seconds of dragging in each
STEPS = 12  # by key in each round; whole fours lead back to where they began
CELLS = [
    """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, interact
from downslope import landscapes, walk
from downslope.blame import BlameMap
from downslope.mountain import DescentMountain, SlopeMountain
""",
    "SlopeMountain()",
    "DescentMountain(lr=0.1)",
    """
rng = np.random.default_rng(0)
params = [{"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)},
          {"W": rng.normal(size=(4, 2)), "b": rng.normal(size=2)}]
BlameMap(params, rng.normal(size=(5, 3)), rng.integers(0, 2, size=5), stage=9)
""",
    """
land, rates, grid = landscapes.bowl, np.geomspace(1e-3, 3, 256), np.linspace(-2.4, 2.4, 481)
def descent(i):
    path = walk.follow(lambda x: x - rates[i] * land.slope(x), -1.6, 40)
    _figure, (terrain, losses) = plt.subplots(2, 1, figsize=(7.2, 4.4), height_ratios=(3, 1))
    terrain.fill_between(grid, land(grid), -1)
    terrain.plot(path, land(path), "o-")
    terrain.set(xlim=(-2.4, 2.4), ylim=(-1, 7))
    losses.plot(land(path), "o-")
    losses.set(ylim=(-1, 7))
    plt.show()
interact(descent, i=IntSlider(128, 0, 255));
""",
]
# a fingerprint of what is to be seen, cheap enough for every frame
LOOK = """(kind) => {
  const roots = document.querySelectorAll('.downslope');
  if (kind === 'interact') {
    return () => {
      const image = document.querySelector('.widget-interact img');
      return image?.complete ? image.src.length + image.src.slice(-3000, -2000) : null;
    };
  }
  if (kind === 'blame') return () => roots[2].querySelector('svg').textContent;
  const canvas = roots[kind === 'slope' ? 0 : 1].querySelector('canvas');
  return () => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const words = new Uint32Array(data.buffer);
    let hash = 0;
    for (let i = 0; i < words.length; i += 3) hash = (hash * 31 + words[i]) | 0;
    return hash;
  };
}"""
WATCH = f"""(kind) => {{
  const look = ({LOOK})(kind);
  window.seen = {{frames: 0, moves: 0, latency: null, on: true}};
  let last = look(), pressed = null;
  const move = () => {{ window.seen.moves += 1; }};
  document.addEventListener('pointermove', move, true);
  const key = (event) => {{ pressed ??= event.timeStamp; }};
  document.addEventListener('keydown', key, true);
  const turn = (now) => {{
    if (!window.seen.on) {{
      document.removeEventListener('pointermove', move, true);
      return document.removeEventListener('keydown', key, true);
    }}
    const picture = look();
    if (picture !== null && picture !== last) {{
      last = picture;
      window.seen.frames += 1;
      if (pressed !== null) window.seen.latency ??= performance.now() - pressed;
    }}
    requestAnimationFrame(turn);
  }};
  requestAnimationFrame(turn);
}}"""


class Technique:
    """One demo and the control that is moved."""

    def __init__(self, page, kind):
        self.page, self.kind, self.latencies, self.rates = page, kind, [], []
        self.moves = []  # of the mouse a second: no drag can show more pictures
        roots = page.locator(".downslope")
        if kind == "interact":
            self.control = page.locator(".widget-interact .noUi-handle")
            self.track = page.locator(".widget-interact .noUi-base")
        elif kind == "blame":
            self.control = roots.nth(2).get_by_role("combobox", name="Example")
            self.track = None
        else:
            name = "Learning rate lr"
            self.control = roots.nth(0 if kind == "slope" else 1).get_by_role("slider", name=name)
            self.track = self.control

    def press(self, key):
        self.page.evaluate(WATCH, self.kind)
        self.control.press(key)
        self.page.wait_for_function("() => window.seen.latency !== null", timeout=10_000)
        latency = self.page.evaluate("(window.seen.on = false, window.seen.latency)")
        self.latencies.append(latency)

    def step(self):
        """Single steps there and back, each waited for."""
        self.control.scroll_into_view_if_needed()
        self.control.focus()
        self.page.wait_for_timeout(300)  # the sweep of a slider is fetched when it gets the focus
        for i in range(STEPS):
            self.press("ArrowDown" if (i % 4 < 2) == (self.kind == "blame") else "ArrowUp")
            self.page.wait_for_timeout(60)

    def drag(self):
        """Pull the slider to and fro for a while."""
        if self.track is None:
            return
        box, mouse = self.track.bounding_box(), self.page.mouse
        middle = box["y"] + box["height"] / 2
        handle = self.control.bounding_box() if self.kind == "interact" else None
        start = handle["x"] + handle["width"] / 2 if handle else box["x"] + box["width"] / 2
        mouse.move(start, middle)
        mouse.down()
        self.page.wait_for_timeout(200)
        self.page.evaluate(WATCH, self.kind)
        begun = monotonic()
        while (now := monotonic() - begun) < DRAG:
            way = 0.5 + 0.4 * math.sin(5 * now)
            mouse.move(box["x"] + box["width"] * way, middle)
        self.page.evaluate("window.seen.on = false")
        frames, moves = self.page.evaluate("[window.seen.frames, window.seen.moves]")
        mouse.up()
        self.rates.append(frames / now)
        self.moves.append(moves / now)
        self.page.wait_for_timeout(500)


def measure() -> list[Technique]:
    with (
        driver.browser() as chromium,
        tempfile.TemporaryDirectory() as home,
        driver.lab(Path(home)) as server,
    ):
        driver.write(server.folder / "speed.ipynb", CELLS)
        notebook = driver.Notebook(chromium.new_context(**driver.WINDOW), server)
        notebook.open("speed.ipynb")
        notebook.run()
        notebook.page.wait_for_selector(".widget-interact img")
        kinds = ("slope", "descent", "blame", "interact")
        techniques = [Technique(notebook.page, kind) for kind in kinds]
        for round_ in range(ROUNDS + 1):
            for technique in techniques:
                technique.step()
                technique.drag()
                if round_ == 0:  # a warm-up: fonts, caches, the first sweep
                    technique.latencies.clear()
                    technique.rates.clear()
                    technique.moves.clear()
        assert notebook.wrong == [], notebook.wrong
        return techniques


def table(techniques) -> str:
    base = techniques[-1]
    slow, rate = median(base.latencies), median(base.rates)
    head = f"{'main control of':16} {'median ms':>10} {'p95 ms':>8} {'faster':>8}"
    lines = [f"{head} {'drag fps':>9} {'more':>6} {'moves/s':>8}"]
    for t in techniques:
        middle = median(t.latencies)
        line = f"{t.kind:16} {middle:10.1f} {quantiles(t.latencies, n=20)[-1]:8.1f}"
        line += f" {slow / middle:7.1f}×"
        if t.rates:
            line += f" {median(t.rates):9.1f} {median(t.rates) / rate:5.1f}× {median(t.moves):8.1f}"
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure()))
