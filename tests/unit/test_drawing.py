"""The pictures of the box are those of matplotlib as it is, pixel by pixel."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from autograder import jail

DRAW = """
import io, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
import matplotlib
matplotlib.use("module://figures" if sys.argv[2] == "quick" else "agg")
from matplotlib import pyplot as plt
if sys.argv[2] == "quick":
    import drawing
    drawing.quicken()  # the back end has done it: nothing happens the second time
    drawing.make_ahead()

def grid():
    figure, axes = plt.subplots(2, 2, sharex="col", layout="constrained")
    for k, ax in enumerate(axes.flat):
        ax.plot(np.linspace(0, 10, 50), np.sin(np.linspace(0, 10, 50) + k), label=f"$x^{k}$")
        ax.grid(k > 1, alpha=0.3)
        ax.legend()
    axes[0, 0].set(title="a title", xlabel="steps", ylabel="loss $L$")
    figure.align_ylabels()

def logs():
    figure, (left, right) = plt.subplots(1, 2)
    left.loglog([1e-3, 1, 1e4], [1, 2e5, 3])
    left.grid(True, which="both")
    right.set_yscale("symlog")
    right.plot([-100, 100], [-1e5, 1e5])
    right.minorticks_on()
    right.tick_params(which="both", direction="in", top=True, right=True, labelrotation=30)

def by_hand():
    figure, ax = plt.subplots()
    ax.plot([0, 1e7], [1e-9, 2e-9])
    ax.set_xticks([0, 5e6, 1e7], ["none", "half", "all"], rotation=45)
    for label in ax.get_yticklabels():
        label.set_color("red")
        label.set_bbox({"facecolor": "yellow"})
    ax.yaxis.get_major_ticks()[0].label1.set_fontsize(20)
    ax.twinx().set_ylim(-3, 500)
    ax.spines["left"].set_position("zero")
    figure.draw_without_rendering()
    ax.set_xlim(-1e7, 3e7)

def images():
    figure, ax = plt.subplots()
    figure.colorbar(ax.imshow(np.outer(range(5), range(4))), label="a bar")
    ax.set_xticks(range(4), minor=True)
    ax.cla()
    ax.bar(["a", "b"], [1, 2])
    ax.set_axis_off()
    figure.add_subplot(projection="polar").plot([0, 1, 2], [1, 2, 1])
    figure.add_subplot(224, projection="3d").plot([0, 1], [0, 1], [0, 1])

def shared():
    figure, axes = plt.subplots(1, 3, figsize=(8, 2.4), sharey=True, layout="constrained")
    for k, ax in enumerate(axes):
        ax.plot([0, 1], [k, 10 * k])
    axes[0].set_ylabel("height")

def styled():
    with plt.style.context("ggplot"):
        figure, ax = plt.subplots(figsize=(3, 2))
        ax.plot([1, 3, 2])

shots = {}
for picture in (grid, logs, by_hand, images, shared, styled):
    picture()
    for dpi in (72, 100):
        data = io.BytesIO()
        plt.savefig(data, format="raw", dpi=dpi, bbox_inches="tight" if dpi == 72 else None)
        shots[f"{picture.__name__}{dpi}"] = np.frombuffer(data.getvalue(), np.uint8)
    plt.savefig(io.BytesIO(), format="pdf")  # which embeds the fonts
    plt.close("all")
np.savez(sys.argv[3], **shots)
"""


@pytest.fixture(scope="module")
def shots(tmp_path_factory):
    """How -> name -> pixels; two processes, because matplotlib is changed for good."""
    folder, found = tmp_path_factory.mktemp("shots"), {}
    for how in ("plain", "quick"):
        file = folder / f"{how}.npz"
        line = [sys.executable, "-c", DRAW, str(jail.HERE), how, str(file)]
        subprocess.run(line, check=True, env={"MPLCONFIGDIR": str(folder), "PATH": ""})
        found[how] = np.load(file)
    return found


def test_every_picture_is_the_same_pixel_by_pixel(shots):
    assert len(shots["plain"].files) == 12
    for name in shots["plain"].files:
        plain, quick = shots["plain"][name], shots["quick"][name]
        assert (plain < 255).mean() > 0.01, f"{name} shows nothing"
        assert np.array_equal(plain, quick), name


AHEAD = """
import sys
sys.path.insert(0, sys.argv[1])
import matplotlib
matplotlib.use("agg")
import drawing
from matplotlib import figure, pyplot as plt
drawing.make_ahead()
made = [0]
init = figure.Figure.__init__
def count(self, *args, **how):
    made[0] += 1
    init(self, *args, **how)
figure.Figure.__init__ = count
plain, _ = plt.subplots()
assert not made[0] and plain.get_layout_engine() is None
assert tuple(plain.get_size_inches()) == (6.4, 4.8)
two, axes = plt.subplots(1, 2, figsize=(5, 3), layout="constrained")
assert not made[0] and tuple(two.get_size_inches()) == (5, 3) and len(axes) == 2
assert two.get_layout_engine() and plt.gcf() is two and plt.gca() is axes[1]
assert (two.number, plt.get_fignums()) == (2, [1, 2])
assert two.subplots.__func__ is figure.FigureBase.subplots
other, _ = plt.subplots(1, 2)
assert other is not two and not made[0]
for how in ({"dpi": 50}, {"squeeze": False}, {"nrows": 7}, {"sharex": "col"}, {"facecolor": "red"}):
    made[0] = 0
    plt.subplots(**how)
    assert made[0] == 1, how
matplotlib.rcParams["lines.linewidth"] = 9
plt.subplots()
assert made[0] == 2, "what is set since is in a new one"
try: plt.subplots(figsize=(-1, 2))
except ValueError as error: print(error)
"""


def test_figures_are_handed_out_only_where_they_are_what_is_asked_for(tmp_path):
    line = [sys.executable, "-c", AHEAD, str(jail.HERE)]
    done = subprocess.run(line, check=True, capture_output=True, env={"MPLCONFIGDIR": tmp_path})
    assert b"figure size must be positive finite" in done.stdout


OTHER = """
import sys
sys.path.insert(0, sys.argv[1])
import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
matplotlib.__version_info__ = (3, 10, 7, "final", 0)
import figures
from matplotlib import pyplot as plt
assert figures.FigureCanvas is FigureCanvasAgg
figures.learn(["1.0"], 10, 72)
print(figures.png(plt.figure())[:4])
"""


def test_a_matplotlib_whose_insides_we_do_not_know_draws_as_it_is(tmp_path):
    line = [sys.executable, "-c", OTHER, str(jail.HERE)]
    done = subprocess.run(line, check=True, capture_output=True, env={"MPLCONFIGDIR": tmp_path})
    assert done.stdout == b"b'\\x89PNG'\n"
