"""From a slider to the picture: how long one step takes, and how many pictures a drag shows.

Run `python benchmarks/slider_to_pixels.py` on a quiet machine; it takes about three minutes. Four
demos and, for comparison, `ipywidgets.interact` with an inline PNG, in one JupyterLab and in turn,
so that what slows one slows all. The controls are moved by events inside the page: a driver's
mouse comes 30 times a second at most. Browsers deliver a drag's moves at the start of an animation
frame, so that is when these are sent, for all alike (a key press has to wait for a frame, 1000/60
ms at most):

- *pixels*: from the event until the end of the frame (scripts, layout, painting) that shows another
  picture, single steps. The pixels are read back after that, which costs nobody anything;
- *drag*: a move in every animation frame; different pictures a second, and frames that there were.

The aim: pixels below 16 ms in 95 of 100 steps, 45 pictures a second.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser import driver
from tests.browser.lab import lab

ROUNDS, STEPS, DRAG = 4, 25, 2000  # rounds in turn; in each: single steps, ms of dragging
WARM = 5, 500  # the same of a first round that does not count: fonts, caches, the first sweep
CELLS = [
    """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, interact
from downslope import landscapes, walk
from downslope.blame import BlameMap
from downslope.mountain import DescentMountain, SlopeMountain
from downslope.surface import SurfaceMountain
""",
    "SlopeMountain()",
    "DescentMountain(lr=0.1)",
    "SurfaceMountain()",
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
KINDS = ("slope", "descent", "surface", "blame", "interact")
# How to move each control to a part 0..1 of its way, and a fingerprint of what is to be seen.
TOOLS = """(kind) => {
  if (kind === 'interact') {
    const target = document.querySelector('.widget-interact .noUi-target');
    const handle = target.querySelector('.noUi-handle');
    const send = (element, type, box, part) => {
      const [clientX, clientY] = [box.x + part * box.width, box.y + box.height / 2];
      element.dispatchEvent(new MouseEvent(type, {clientX, clientY, bubbles: true, buttons: 1}));
    };
    const along = (type, part) =>
      send(document.documentElement, type, target.getBoundingClientRect(), part);
    return {
      // in its middle: what it is grabbed beside, it stays beside, and stops before the end
      grab: () => send(handle, 'mousedown', handle.getBoundingClientRect(), 0.5),
      move: (part) => along('mousemove', part),
      drop: () => along('mouseup', 0.5),
      look: () => {
        const image = document.querySelector('.widget-interact img');
        return image?.complete ? image.src : null;
      },
    };
  }
  const place = ['slope', 'descent', 'surface', 'blame'].indexOf(kind);
  const root = document.querySelectorAll('.downslope')[place];
  if (kind === 'blame') {
    const select = root.querySelector('select');
    const move = (part) => {
      select.value = Math.floor(part * 4.999);
      select.dispatchEvent(new Event('change'));
    };
    const look = () => root.querySelector('svg').textContent;
    return {grab: () => select.focus(), move, drop: () => {}, look};
  }
  const input = root.querySelector('input[type=range]');
  const move = (part) => {
    input.value = Math.round(part * input.max);
    input.dispatchEvent(new Event('input', {bubbles: true}));
  };
  const look = () => {
    const canvas = [...root.querySelectorAll('canvas')].find((c) => !c.hidden);
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const words = new Uint32Array(data.buffer);
    let hash = 0;
    for (let i = 0; i < words.length; i += 3) hash = (hash * 31 + words[i]) | 0;
    return hash;
  };
  return {grab: () => input.focus(), move, look,
    drop: () => input.dispatchEvent(new Event('change', {bubbles: true}))};
}"""
MEASURE = f"""async ([kind, steps, time]) => {{
  const {{grab, move, drop, look}} = ({TOOLS})(kind);
  const frame = () => new Promise(requestAnimationFrame);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const {{port1, port2}} = new MessageChannel();
  const painted = () => new Promise((done) => {{
    port1.onmessage = done;  // a task that is asked for in a frame runs when that is painted
    port2.postMessage(0);
  }});
  const pixels = [];
  grab();
  move(0); // away from where the steps begin
  await pause(600); // the sweep is fetched when a slider gets the focus
  for (let i = 0; i < steps; i++) {{
    await pause(50 + 30 * Math.random());
    const before = look();
    await frame();
    const begun = performance.now();
    move(0.3 + 0.4 * (i % 2) + 0.01 * i % 0.2);
    for (;;) {{
      await painted();
      const took = performance.now() - begun;
      if ((look() ?? before) !== before) {{
        pixels.push(took);
        break;
      }}
      if (took > 20000) throw new Error(`${{kind}} does not move`);
      await frame();
    }}
  }}
  let frames = 0, pictures = 0, last = look();
  const start = performance.now();
  while (performance.now() - start < time) {{
    await frame();
    frames += 1;
    move(0.5 + 0.4 * Math.sin((performance.now() - start) / 200));
    await painted();
    const now = look();
    if (now !== null && now !== last) [last, pictures] = [now, pictures + 1];
  }}
  const seconds = (performance.now() - start) / 1000;
  drop();
  await pause(300);
  return {{pixels, pictures: pictures / seconds, frames: frames / seconds}};
}}"""


def measure() -> dict[str, list[dict]]:
    """Return what each round found, for each technique."""
    with (
        driver.browser() as chromium,
        tempfile.TemporaryDirectory() as home,
        lab(Path(home)) as server,
    ):
        driver.write(server.folder / "speed.ipynb", CELLS)
        notebook = driver.Notebook(chromium.new_context(**driver.WINDOW), server)
        notebook.open("speed.ipynb")
        notebook.run()
        notebook.page.wait_for_selector(".widget-interact img")
        notebook.ready(len(KINDS) - 1)
        found = {kind: [] for kind in KINDS}
        for steps, drag in [WARM, *[(STEPS, DRAG)] * ROUNDS]:
            for place, kind in enumerate(KINDS):
                seen = ".widget-interact" if kind == "interact" else f".downslope >> nth={place}"
                notebook.page.locator(seen).scroll_into_view_if_needed()
                told = notebook.page.evaluate(MEASURE, [kind, steps, drag])
                notebook.idle()
                if steps == STEPS:
                    found[kind].append(told)
        notebook.nothing_wrong()
        return found


def summary(rounds: list[dict]) -> list[float]:
    """Return median and 95 % of the steps, ms, and medians of pictures and frames a second."""
    times = [ms for told in rounds for ms in told["pixels"]]
    rates = [median(told[what] for told in rounds) for what in ("pictures", "frames")]
    return [median(times), quantiles(times, n=20)[-1], *rates]


if __name__ == "__main__":
    found = {kind: summary(rounds) for kind, rounds in measure().items()}
    print(f"{'':10} pixels ms     p95  pictures/s  frames/s   beside interact")
    for kind, (middle, high, pictures, frames) in found.items():
        quicker, more = found["interact"][0] / middle, pictures / found["interact"][2]
        beside = f"{quicker:.1f} times as fast, {more:.1f} times the pictures"
        print(f"{kind:10} {middle:9.1f} {high:7.1f} {pictures:11.1f} {frames:9.1f}   "
              f"{beside if kind != 'interact' else ''}")  # fmt: skip
