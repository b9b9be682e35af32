"""The still picture of the wavefront demo: which number becomes known when, as a wave."""

from __future__ import annotations

from matplotlib.figure import Figure

BLUE, VERMILLION, INK = "#0072B2", "#D55E00", "#26323A"


def wave(net: dict) -> Figure:
    """Return the wave of a `Wavefront`: time to the right, layers upwards."""
    figure = Figure(figsize=(7.6, 3.2), layout="constrained")
    axes = figure.subplots()
    layers = len(net["sizes"]) - 1
    for moment, (name, layer) in enumerate(net["stages"]):
        if name in ("X", "step"):
            word, height = ("X", 0.0) if name == "X" else ("all\nmove", layers / 2)
        else:
            word = name if name == "loss" else f"{name}{layer}"
            height = (
                layer + {"Z": 0.0, "A": 0.4, "loss": 0.5, "dA": 0.4, "dZ": 0.0, "dW": -0.25}[name]
            )
        back = name.startswith("d")
        mark = "⚠" if f"{name}{layer}" in net["wrong"] else ""
        box = {
            "boxstyle": "round,pad=0.25" if not back else "square,pad=0.3",
            "fc": "white",
            "ec": VERMILLION if back else BLUE if name in "ZA" else INK,
            "ls": "--" if mark else "-",
        }
        axes.text(moment, height, word + ("!" if mark else ""), ha="center", va="center",
                  fontsize=7.5, bbox=box, color=INK)  # fmt: skip
    axes.set(xlim=(-0.8, len(net["stages"]) - 0.2), ylim=(-0.5, layers + 1.0),
             xlabel="moment", ylabel="layer", yticks=range(layers + 1),
             xticks=range(0, len(net["stages"]), 2))  # fmt: skip
    axes.set_title(
        f"forward (rounded, blue), loss {net['loss']:.3f}, back (square, orange)", fontsize=9
    )
    axes.spines[["top", "right"]].set_visible(False)
    return figure
