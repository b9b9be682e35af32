"""Still pictures of 07 and 08: where an entry of a sum or a gradient comes from, and the roads.

Each function returns a `Picture`: a PNG that carries its own description in words.
"""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

INK, PALE, SKY, ORANGE = "#222222", "#f2f2f2", "#56b4e9", "#e69f00"
GREEN, PURPLE = "#009e73", "#cc79a7"


@dataclass(frozen=True)
class Picture:
    """A picture with its description. Notebooks show the picture, screen readers the words."""

    png: bytes
    description: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        source = base64.b64encode(self.png).decode()
        return {
            "text/plain": self.description,
            "text/html": f'<img alt="{html.escape(self.description)}" style="max-width: 100%" '
            f'src="data:image/png;base64,{source}">',
        }


def sum_from(entry, X, W, b):
    """Draw which numbers make one entry of Z = X @ W + b.

    entry: its index (n, m). X: (N, D), W: (D, M), b: (M,). Returns a Picture.
    Raises IndexError for an entry that does not exist.
    """
    (N, D), M = X.shape, W.shape[1]
    n, m = entry
    if not (0 <= n < N and 0 <= m < M):
        raise IndexError(f"Z has shape {(N, M)}, so there is no entry {(n, m)}.")
    row, column = [(n, d) for d in range(D)], [(d, m) for d in range(D)]
    Z = np.full((N, M), np.nan)
    Z[n, m] = X[n] @ W[:, m] + b[m]
    products = [" · ".join(map(_signed, pair)) for pair in zip(X[n], W[:, m], strict=True)]
    words = f"Z[{n}, {m}] = {' + '.join([*products, _signed(b[m])])} = {Z[n, m]:g}"
    blocks = [("X", X, row, SKY), ("W", W, column, ORANGE), ("b", b, [(m,)], GREEN)]
    return _grids([*blocks, ("Z", Z, [(n, m)], PURPLE)], words)


def where_from(gradient, entry, X, W, dZ):
    """Draw which numbers make one entry of a gradient of the layer Z = X @ W + b.

    gradient: "dX", "dW" or "db". entry: its index, (n, d), (d, m) or m.
    X: (N, D), W: (D, M), dZ: (N, M). Returns a Picture.
    Raises ValueError for another name and IndexError for an entry that does not exist.
    """
    (N, D), M = X.shape, W.shape[1]
    entry = tuple(np.atleast_1d(entry).tolist())
    shapes = {"dX": (N, D), "dW": (D, M), "db": (M,)}
    if gradient not in shapes:
        raise ValueError(f'gradient must be "dX", "dW" or "db", but got {gradient!r}.')
    shape = shapes[gradient]
    if len(entry) != len(shape) or not all(0 <= i < s for i, s in zip(entry, shape, strict=True)):
        raise IndexError(f"{gradient} has shape {shape}, so there is no entry {entry}.")
    match gradient:
        case "dX":  # every output m of example n has listened to X[n, d], with weight W[d, m]
            n, d = entry
            terms = [{"dZ": (n, m), "W": (d, m)} for m in range(M)]
        case "dW":  # W[d, m] was used once in every example n
            d, m = entry
            terms = [{"X": (n, d), "dZ": (n, m)} for n in range(N)]
        case "db":
            (m,) = entry
            terms = [{"dZ": (n, m)} for n in range(N)]
    matrices = {"X": X, "W": W, "dZ": dZ}
    value = sum(np.prod([matrices[name][at] for name, at in t.items()]) for t in terms)
    words = _sum_in_words(f"{gradient}{list(entry)}", terms, matrices, value)
    sources = [
        (name, matrices[name], [term[name] for term in terms], colour)
        for name, colour in zip(terms[0], (SKY, ORANGE), strict=False)
    ]
    result = np.full(shape, np.nan)
    result[entry] = value
    return _grids([*sources, (gradient, result, [entry], GREEN)], words)


def two_roads(*, backward=True):
    """Draw the network of notebook 08: values travel right, and (if `backward`) blame travels left.

    Returns a Picture.
    """
    figure = Figure(figsize=(9, 2.5 if backward else 1.5))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.9, 9.6), ylim=(-1.5 if backward else -0.5, 1.0))
    ax.axis("off")
    layers = ["affine 1", "tanh", "affine 2", "softmax +\ncross-entropy"]
    values = ["X\n(N, D)", "Z1\n(N, H)", "A1\n(N, H)", "Z2\n(N, K)", "loss"]
    blame = ["", "dZ1\n(N, H)", "dA1\n(N, H)", "dZ2\n(N, K)", ""]
    centres = [1.0 + 2.4 * i for i in range(4)]
    for x, name in zip(centres, layers, strict=True):
        ax.add_patch(Rectangle((x - 0.6, -0.35), 1.2, 0.7, fc=PALE, ec=INK))
        ax.text(x, 0, name, ha="center", va="center", fontsize=10)
    gaps = [-0.2, 2.2, 4.6, 7.0, 9.0]
    for i, x in enumerate(gaps):
        start, end = (x - 0.6, x + 0.6) if 0 < i < 4 else (x - 0.5, x + 0.6)
        if i == 4:
            start, end = x - 0.2, x + 0.45
        _arrow(ax, start, end, 0.12 if backward else 0, SKY)
        ax.text(x + (0.1 if i == 4 else 0), 0.42, values[i], ha="center", fontsize=9)
        if backward and i > 0:
            _arrow(ax, end, start, -0.12, ORANGE)
            ax.text(x + (0.1 if i == 4 else 0), -0.72, blame[i], ha="center", fontsize=9)
    if backward:
        for x, names in ((centres[0], "dW1, db1"), (centres[2], "dW2, db2")):
            ax.annotate(
                "", (x, -1.05), (x, -0.38), arrowprops={"arrowstyle": "-|>", "color": ORANGE}
            )
            ax.text(x, -1.32, names, ha="center", fontsize=10, color=INK)
    words = "Values travel right: X, affine 1, Z1, tanh, A1, affine 2, Z2, softmax, loss."
    if backward:
        words += (
            " Blame travels left: dZ2, then affine 2 gives dW2, db2 and dA1; tanh turns dA1 into "
            "dZ1; affine 1 gives dW1 and db1. Each blame has the shape of its value."
        )
    return _finished(figure, words)


def _sum_in_words(label, terms, matrices, value):
    """Write the sum out: the entries first, then their numbers, then the result."""
    entries, numbers = [], []
    for term in terms:
        entries.append(" · ".join(f"{name}{list(at)}" for name, at in term.items()))
        numbers.append(" · ".join(_signed(matrices[name][at]) for name, at in term.items()))
    return f"{label} = {' + '.join(entries)}\n= {' + '.join(numbers)} = {value:g}"


def _signed(number):
    """A number for a formula: a negative one stands in brackets."""
    return f"({number:g})" if number < 0 else f"{number:g}"


def _grids(blocks, words):
    """Draw matrices side by side, some cells coloured; `words` stands below."""
    widths = [matrix.shape[-1] for _, matrix, _, _ in blocks]
    height = max(len(np.atleast_2d(matrix)) for _, matrix, _, _ in blocks)
    total = sum(widths) + 1.6 * (len(blocks) - 1)
    figure = Figure(figsize=(0.5 * (total + 1), 0.5 * (height + 2.6)))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.5, total + 0.5), ylim=(height + 1.6, -1.0), aspect="equal")
    ax.axis("off")
    left = 0.0
    for i, (name, matrix, cells, colour) in enumerate(blocks):
        rows, columns = np.atleast_2d(matrix).shape
        top = (height - rows) / 2
        ax.text(left + columns / 2, top - 0.3, f"{name} {matrix.shape}", ha="center", fontsize=10)
        for at, number in np.ndenumerate(matrix):
            r, c = at if len(at) == 2 else (0, *at)
            chosen = at in cells
            paint = colour if chosen else PALE
            ax.add_patch(Rectangle((left + c, top + r), 1, 1, fc=paint, ec="white", lw=2))
            if not np.isnan(number):
                weight = "bold" if chosen else "normal"
                text = f"{number:g}"
                ax.text(
                    left + c + 0.5, top + r + 0.5, text, ha="center", va="center", weight=weight
                )
        if i < len(blocks) - 1:
            sign = "→" if i == len(blocks) - 2 else "and"
            ax.text(left + columns + 0.8, height / 2, sign, ha="center", va="center", fontsize=12)
        left += columns + 1.6
    ax.text(total / 2, height + 0.9, words, ha="center", va="center", fontsize=10, linespacing=1.5)
    return _finished(figure, words.replace("\n", " "))


def _arrow(ax, start, end, y, colour):
    ax.annotate(
        "", (end, y), (start, y), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2}
    )


def _finished(figure, description):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return Picture(buffer.getvalue(), description)
