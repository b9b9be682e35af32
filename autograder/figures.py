"""The matplotlib back end inside the box (MPLBACKEND=module://figures): Agg, shown as PNG.

`plt.show()` displays the open figures and closes them, as Jupyter's inline back end does; the
shell calls `show` once more at the end of each cell. A picture here is for a look at it in the
feedback, and pictures are most of what a submission costs. So each is drawn once: no layout is
worked out from the sizes of its texts, which would take two to four drawings more; the margins are
generous instead, and what stays empty around the picture is cut off afterwards.
"""

from __future__ import annotations

import io
import struct
import zlib

import drawing
import matplotlib
import numpy as np
from matplotlib import pyplot

if matplotlib.__version_info__[:2] == (3, 11):  # whose insides lettering.py knows
    from lettering import Canvas as FigureCanvas
    from lettering import learn as learn
else:
    from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

    def learn(texts, size, dpi):
        """Nothing: this matplotlib draws as it is."""


drawing.quicken()
MAX_FIGURES = 20
DPI = 72  # enough for a look; 100 would take half as long again, for every figure of a class
LARGEST = 2000  # pixels on a side
AROUND = 0.4  # inches drawn beyond the figure's edges, for labels that lie there
MARGINS = {"left": 0.6, "right": 0.15, "bottom": 0.5, "top": 0.35}  # inches
BETWEEN = (0.55, 0.75)  # inches between axes, across and down
pictures = True  # False: a figure is shown by its name only


def show(*args, **kwargs) -> None:
    """Display every open figure (the first 20) as image/png, in order, and close all."""
    from IPython.display import publish_display_data

    try:
        for number in pyplot.get_fignums()[:MAX_FIGURES]:
            figure = pyplot.figure(number)
            data = {"text/plain": repr(figure)}
            if pictures:
                data["image/png"] = png(figure)
            publish_display_data(data)
    finally:
        pyplot.close("all")


def png(figure) -> bytes:
    """Return the figure, drawn once if that is possible, and cut to what is on it."""
    figure.set_dpi(min(DPI, LARGEST / max(1e-3, *figure.get_size_inches())))
    for axes in figure.axes:
        axes._autotitlepos = False  # else each title measures everything around its axes
    if _is_a_plain_grid(figure):
        _place(figure)
    elif figure.get_layout_engine() is None:
        data = io.BytesIO()
        figure.savefig(data, format="png", bbox_inches="tight", dpi=figure.dpi)
        return data.getvalue()
    canvas = FigureCanvas(figure)
    canvas.draw()
    return _encoded(_cut(np.asarray(canvas.buffer_rgba())))


def _is_a_plain_grid(figure) -> bool:
    """Are there only axes of one grid: no colour bar, subfigure, insets or spanning axes?"""
    places = [axes.get_subplotspec() for axes in figure.axes]
    return (
        not figure.subfigs
        and bool(places)
        and all(p is not None and p.num1 == p.num2 for p in places)
        and len({p.get_gridspec() for p in places}) == 1
        and getattr(places[0].get_gridspec(), "figure", None) is figure
    )


def _place(figure) -> None:
    """Enlarge the figure on all sides, and place the axes of its grid in what it was.

    Without a layout engine they keep their places; else they get margins for texts of the usual
    size.
    """
    width, height = figure.get_size_inches()
    grid = figure.axes[0].get_subplotspec().get_gridspec()
    as_set = grid.get_subplot_params(figure)
    edges = {"left": as_set.left * width, "right": as_set.right * width}
    edges |= {"bottom": as_set.bottom * height, "top": as_set.top * height}
    gaps = {"wspace": as_set.wspace, "hspace": as_set.hspace}
    if figure.get_layout_engine() is not None:
        figure.set_layout_engine(None)
        above = 0.3 * bool(figure.get_suptitle())
        edges = {"left": MARGINS["left"], "right": width - MARGINS["right"]}
        edges |= {"bottom": MARGINS["bottom"], "top": height - MARGINS["top"] - above}
        if edges["right"] - edges["left"] < 0.5 or edges["top"] - edges["bottom"] < 0.5:
            edges = {"left": 0.0, "right": width, "bottom": 0.0, "top": height}
        rows, columns = grid.get_geometry()
        gaps = {
            "wspace": _gap(BETWEEN[0], edges["right"] - edges["left"], columns),
            "hspace": _gap(BETWEEN[1], edges["top"] - edges["bottom"], rows),
        }
    whole = {"left": width, "right": width, "bottom": height, "top": height}
    figure.set_size_inches(width + 2 * AROUND, height + 2 * AROUND)
    shares = {k: (inches + AROUND) / (whole[k] + 2 * AROUND) for k, inches in edges.items()}
    figure.subplots_adjust(**shares, **gaps)


def _gap(inches: float, room: float, count: int) -> float:
    """The gap between `count` axes in a room, as a share of one of them (matplotlib's measure)."""
    one = (room - inches * (count - 1)) / count
    return inches / max(one, 0.2 * room / count)


def _cut(pixels: np.ndarray) -> np.ndarray:
    """Return the pixels without the empty edges: those of the colour of the corner."""
    colours = pixels.view(np.uint32)[:, :, 0]
    inked = colours != colours[0, 0]
    if not inked.any():
        return pixels
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    pad = 4
    return pixels[
        max(rows[0] - pad, 0) : rows[-1] + pad + 1, max(columns[0] - pad, 0) : columns[-1] + pad + 1
    ]


def _encoded(pixels: np.ndarray) -> bytes:
    """The PNG of RGBA pixels, without their opacity.

    Pillow tries five filters for each row; diagrams are as small without, in half the time.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with its filter: none
    rows[:, 1:] = pixels[:, :, :3].reshape(height, 3 * width)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, RGB
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
