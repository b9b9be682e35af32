"""The abacus as a still picture, and its numbers as text."""

from __future__ import annotations

from matplotlib.figure import Figure

from downslope.stills import BLUE, INK

PURPLE = "#8A3767"


def few(value: float, digits: int = 4) -> str:
    """Return a number for people: so many digits, a real minus sign, powers of ten if need be."""
    text = f"{value + 0.0:.{digits}g}"
    if "e" in text:
        front, power = f"{value:.{digits - 2}e}".split("e")
        text = f"{front}e{int(power)}"
    return text.replace("-", "−")


def factor(value: float) -> str:
    """Return a number as a factor: in brackets if it is negative."""
    return f"({few(value)})" if value < 0 else few(value)


def suffixes(inputs: int) -> list[str]:
    """Return what tells inputs apart in the names of beads: nothing where there is only one."""
    return [""] if inputs == 1 else [str(i) for i in range(inputs)]


def spots(inputs: int) -> dict[str, tuple[float, float]]:
    """Return the place of each bead, in units of columns and rows."""
    last = 2 * inputs
    places = {"b": (1, last), "y": (3, last), "z": (2, last / 2), "a": (3, last / 2)}
    for row, i in enumerate(suffixes(inputs)):
        places |= {f"x{i}": (0, 2 * row), f"w{i}": (0, 2 * row + 1), f"p{i}": (1, 2 * row + 0.5)}
    return {**places, "L": (4, last / 2)}


def links(inputs: int) -> list[tuple[str, str]]:
    """Return the links, each as (bead at its left, bead at its right)."""
    own = [(f"{k}{i}", f"p{i}") for i in suffixes(inputs) for k in ("x", "w")]
    return [*own, *((f"p{i}", "z") for i in suffixes(inputs)), ("b", "z"), ("z", "a"), ("a", "L"),
            ("y", "L")]  # fmt: skip


def still(net: dict) -> Figure:
    """Return the abacus as a figure, every number filled in."""
    inputs, texts = net["inputs"], net["texts"]
    places = spots(inputs)
    figure = Figure(figsize=(7.2, 1.2 + 1.05 * (2 * inputs + 1)))
    figure.subplots_adjust(0.01, 0.02, 0.99, 0.92)
    axes = figure.subplots()
    axes.axis("off")
    axes.set(xlim=(-0.4, 4.4), ylim=(2 * inputs + 0.75, -0.45))
    for left, right in links(inputs):
        (x0, y0), (x1, y1) = places[left], places[right]
        axes.plot([x0, x1], [y0, y1], color=BLUE, lw=1.5, zorder=1)
        if left in texts["local"]:
            spot, text = ((x0 + x1) / 2, (y0 + y1) / 2), f"× {texts['local'][left]}"
            box = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": "none"}
            axes.text(*spot, text, color=PURPLE, fontsize=8, ha="center", va="center", bbox=box)
    for name, (x, y) in places.items():
        given = name in ("b", "y") or name[0] in "xw"
        axes.plot(x, y, "s" if given else "o", ms=34, color="#F3F6F8", mec=INK, zorder=2)
        axes.text(x, y, texts["values"][name], ha="center", va="center", fontsize=8.5)
        slope = texts["slopes"].get(name, "") if name != "L" else ""
        said = f"dL/d{name} {slope}" if slope else ""
        aside = {"z": 10, "p": -8}.get(name[0], 0)  # clear of the wires below
        # as in the demo: a computed bead has its name above, clear of wires from below
        words = [(f"{name}\n{said}", 0, -20, "top")] if given else [
            (name, 0, 20, "bottom"), (said, aside, -22, "top")]  # fmt: skip
        for text, right, up, side in words:
            axes.annotate(text, (x, y), (right, up), textcoords="offset points", ha="center",
                          va=side, fontsize=7.5, color=INK)  # fmt: skip
    title = f"{net['act']} neuron: beads hold values, links hold local slopes"
    axes.set_title(title, fontsize=10, color=INK)
    return figure
