"""Still pictures of the mountain demos: what a notebook shows where no browser runs the demo."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from downslope import walk

# Okabe and Ito's colours, which people with any colour vision can tell apart
BLUE, ORANGE, GREEN, VERMILLION, INK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#26323A"
GROUND, EDGE = "#CFE3D6", "#5B7F6B"


def mountain(demo) -> Figure:
    """Return the terrain with the walk of a `Mountain` demo and, for a descent, its losses."""
    descent = demo.kind == "descent"
    figure = Figure(figsize=(7.2, 4.4 if descent else 3.2))
    figure.subplots_adjust(0.09, 0.12 if descent else 0.16, 0.98, 0.93, hspace=0.35)
    if descent:
        axes, losses = figure.subplots(2, 1, height_ratios=(3, 1))
        _losses(losses, demo)
    else:
        axes = figure.subplots()
    _terrain(axes, demo)
    return figure


def _terrain(axes, demo):
    low, high = demo.scene["ylim"]
    rows = demo.rows()
    x, height, slope, rule, _astray = rows[0]
    left, right = demo.landscape.xlim
    if demo.sight is not None:
        left, right = max(left, x - demo.sight), min(right, x + demo.sight)
        axes.set_facecolor("#E4E7E9")
    grid = np.linspace(left, right, 300)
    hill = demo.landscape(grid)
    axes.fill_between(grid, hill, low, color=GROUND, linewidth=0)
    axes.plot(grid, hill, color=EDGE, linewidth=2)
    if demo.kind == "descent":
        axes.plot(rows[:, 0], rows[:, 1], "-", color=BLUE, linewidth=1, alpha=0.6)
        axes.plot(rows[:, 0], rows[:, 1], "o", color=BLUE, markersize=3.5)
    elif demo.reveal and np.isfinite(slope):
        reach = 0.12 * np.subtract(*demo.landscape.xlim[::-1])
        near = np.array([x - reach, x + reach])
        axes.plot(near, height + slope * (near - x), color=BLUE, linewidth=2, label="tangent")
        arrow = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2.2}
        axes.annotate("", (rule, height), (x, height), arrowprops=arrow)
        words = f"lr·|slope| = {abs(rule - x):.2f}"
        axes.annotate(words, ((x + rule) / 2, height), (0, 14), textcoords="offset points",
                      color=VERMILLION, ha="center")  # fmt: skip
    axes.plot(x, height, "o", color=VERMILLION, markeredgecolor="white", markersize=10, zorder=5)
    names = {str(number): place for number, place in enumerate(demo.scene["marks"], 1)}
    if demo.guess is not None:
        names["?"] = demo.guess
    for number, place in names.items():
        foot = low if demo.sight is not None else demo.landscape(place)
        axes.annotate(number, (place, foot), (0, 16), textcoords="offset points",
                      ha="center", bbox={"boxstyle": "round", "fc": "#FFF3D6", "ec": ORANGE},
                      arrowprops={"arrowstyle": "-", "color": ORANGE})  # fmt: skip
    across, up = demo.landscape.labels
    axes.set(xlim=demo.landscape.xlim, ylim=(low, high), xlabel=across, ylabel=up)
    axes.set_title(f"{demo.landscape.formula}      lr = {demo.lr:g}", fontsize=10, color=INK)
    axes.spines[["top", "right"]].set_visible(False)


def _losses(axes, demo):
    heights = np.where(np.abs(demo.rows()[:, 0]) <= walk.EDGE, demo.rows()[:, 1], np.nan)
    axes.plot(heights, "o-", color=BLUE, markersize=3, linewidth=1)
    axes.set(xlim=(0, demo.n_steps), xlabel="step")
    axes.set_ylabel(f"loss =\n{demo.landscape.labels[1]}", fontsize=8)
    if demo.log and np.nanmax(heights, initial=-1) > 0:
        axes.set_yscale("log")
    else:
        axes.set_ylim(demo.scene["ylim"])
    axes.spines[["top", "right"]].set_visible(False)


def network(net: dict) -> Figure:
    """Return the network of a `BlameMap`: weights on the edges, firing and blame at the neurons."""
    figure = Figure(figsize=(7.2, 4.2))
    figure.subplots_adjust(0.01, 0.02, 0.99, 0.92)
    axes = figure.subplots()
    axes.axis("off")
    axes.set(xlim=(-0.25, 2.3), ylim=(-0.02, 1.02))
    spots = [[(layer, (i + 0.5) / n) for i in range(n)] for layer, n in enumerate(net["sizes"])]
    heaviest = max(np.abs(net["W1"]).max(), np.abs(net["W2"]).max()) or 1.0
    for layer, name in enumerate(("W1", "W2")):
        for (i, j), weight in np.ndenumerate(net[name]):
            (x0, y0), (x1, y1) = spots[layer][i], spots[layer + 1][j]
            colour, dash = (BLUE, "-") if weight >= 0 else (VERMILLION, (0, (3, 2)))
            width = 0.6 + 4 * abs(weight) / heaviest
            axes.plot([x0, x1], [1 - y0, 1 - y1], ls=dash, c=colour, lw=width, zorder=1)
            t = 0.3 + 0.4 * ((i + 0.5) / len(net[name]))
            box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.9}
            axes.text(x0 + t * (x1 - x0), 1 - y0 - t * (y1 - y0), f"{weight:.2f}", color=colour,
                      fontsize=8, ha="center", va="center", bbox=box)  # fmt: skip
    columns = (("x", "x", None), ("h", "a1", "da1"), ("class ", "p", "dz2"))
    for layer, (label, value, blame) in enumerate(columns):
        for i, (x, y) in enumerate(spots[layer]):
            axes.plot(x, 1 - y, "o", markersize=30, color="#F3F6F8", markeredgecolor=INK, zorder=2)
            axes.text(x, 1 - y, f"{net[value][i]:.2f}", ha="center", va="center", fontsize=8.5)
            words = f"{label}{i}" + (f"\nblame {net[blame][i]:.3f}" if blame else "")
            axes.annotate(words, (x, 1 - y), (0, -18), textcoords="offset points", ha="center",
                          va="top", fontsize=7.5, color=INK)  # fmt: skip
    axes.set_title(f"example {net['example']}: loss {net['loss']:.3f}", fontsize=10, color=INK)
    return figure


def flow(net: dict) -> Figure:
    """Return the network of a `SignalFlow`: weights on the edges, what each neuron answers."""
    figure = Figure(figsize=(7.2, 4.0))
    figure.subplots_adjust(0.01, 0.02, 0.99, 0.92)
    axes = figure.subplots()
    axes.axis("off")
    sizes = net["sizes"]
    axes.set(xlim=(-0.25, len(sizes) - 0.7), ylim=(-0.02, 1.02))
    spots = [[(layer, 1 - (i + 0.5) / n) for i in range(n)] for layer, n in enumerate(sizes)]
    heaviest = max(np.abs(W).max() for W in map(np.array, net["weights"])) or 1.0
    for layer, weights in enumerate(net["weights"]):
        for (i, j), weight in np.ndenumerate(weights):
            (x0, y0), (x1, y1) = spots[layer][i], spots[layer + 1][j]
            colour, dash = (BLUE, "-") if weight >= 0 else (VERMILLION, (0, (3, 2)))
            width = 0.6 + 4 * abs(weight) / heaviest
            axes.plot([x0, x1], [y0, y1], ls=dash, c=colour, lw=width, zorder=1)
            t = 0.3 + 0.4 * ((i + 0.5) / len(weights))
            box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.9}
            axes.text(x0 + t * (x1 - x0), y0 + t * (y1 - y0), f"{weight:.2f}", color=colour,
                      fontsize=8, ha="center", va="center", bbox=box)  # fmt: skip
    answers, start = [net["x"]], 0
    for n in sizes[1:]:  # sums, then answers, layer by layer
        answers.append(net["numbers"][start + n : start + 2 * n])
        start += 2 * n
    for layer, places in enumerate(spots):
        letter = "x" if layer == 0 else "p" if layer == len(sizes) - 1 else f"a{layer}"
        largest = max(1e-9, *(abs(v) for v in answers[layer]))
        for i, (x, y) in enumerate(places):
            value = answers[layer][i]
            axes.plot(x, y, "o", markersize=32, color="white", markeredgecolor=INK, zorder=2)
            colour, strength = BLUE if value >= 0 else VERMILLION, abs(value) / largest
            axes.plot(x, y, "o", ms=30, color=colour, alpha=0.35 * strength, mew=0, zorder=3)
            axes.text(x, y, f"{value:.2f}", ha="center", va="center", fontsize=9, zorder=4)
            axes.annotate(f"{letter}[{i}]", (x, y), (0, -19), textcoords="offset points",
                          ha="center", va="top", fontsize=8, color=INK)  # fmt: skip
    loss = net["numbers"][-1]
    title = f"example {net['example']}" + (f": loss {loss:.3f}" if loss is not None else "")
    axes.set_title(title, fontsize=10, color=INK)
    return figure
