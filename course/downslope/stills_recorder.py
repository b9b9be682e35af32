"""The still picture of the tape recorder: a calculation with its values, slopes and blame."""

from __future__ import annotations

from matplotlib.figure import Figure

BLUE, PLUM, INK = "#0072B2", "#8A3767", "#26323A"


def web(run: dict) -> Figure:
    """Return the web of a `TapeRecorder`: arrows forward, slopes on them, blame below each step."""
    figure = Figure(figsize=(7.6, 3.0), layout="constrained")
    axes = figure.subplots()
    spots = [(2.0 * column, -row) for column, row in run["spots"]]
    blame = {len(spots) - 1: 1.0}
    for edge, total in zip(run["events"], run["sums"], strict=True):
        blame[run["edges"][edge][1]] = total
    pairs: dict[tuple, int] = {}
    for (child, parent), slope in zip(run["edges"], run["slopes"], strict=True):
        nth = pairs[child, parent] = pairs.get((child, parent), -1) + 1
        twice = run["edges"].count([child, parent]) > 1
        bend = (0.22 if nth else -0.22) if twice else 0.0
        (x1, y1), (x2, y2) = spots[parent], spots[child]
        axes.annotate("", (x2, y2), (x1, y1), arrowprops={
            "arrowstyle": "-|>", "color": BLUE, "shrinkA": 34, "shrinkB": 34,
            "connectionstyle": f"arc3,rad={bend}",
        })  # fmt: skip
        lift = -bend * (x2 - x1) / 2
        axes.text((x1 + x2) / 2, (y1 + y2) / 2 + lift, f"{slope:.3g}", color=BLUE, fontsize=8,
                  ha="center", va="center",
                  bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
    for k, ((x, y), text, value) in enumerate(zip(spots, run["texts"], run["values"], strict=True)):
        told = f"{text}\n{value:.4g}" if run["edges"] else text
        axes.text(x, y, told, ha="center", va="center", fontsize=8.5, color=INK,
                  bbox={"boxstyle": "round", "fc": "white", "ec": BLUE})  # fmt: skip
        if k in blame:
            axes.text(x, y - 0.36, f"blame {blame[k]:.4g}", ha="center", va="top", fontsize=8.5,
                      color=PLUM)  # fmt: skip
    axes.set(xlim=(-0.8, max(x for x, _ in spots) + 0.8), ylim=(-2.75, 0.5))
    axes.set_title(
        f"{run['program']}, x = {run['x']:g}: values forward, slopes, blame back", fontsize=9
    )
    axes.axis("off")
    return figure
