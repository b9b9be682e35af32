"""The matplotlib back end inside the box (MPLBACKEND=module://figures): Agg, shown as PNG.

`plt.show()` displays the open figures and closes them, as Jupyter's inline back end does; the
shell calls `show` once more at the end of each cell.
"""

from __future__ import annotations

import io

from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_agg import new_figure_manager as new_figure_manager

FigureCanvas = FigureCanvasAgg
MAX_FIGURES = 20
DPI = 72  # enough for a look; 100 would take half as long again, for every figure of a class


def show(*args, **kwargs) -> None:
    """Display every open figure (the first 20) as image/png, in order, and close all."""
    from IPython.display import publish_display_data

    try:
        for number in pyplot.get_fignums()[:MAX_FIGURES]:
            data = io.BytesIO()
            figure = pyplot.figure(number)
            figure.savefig(data, format="png", bbox_inches="tight", dpi=DPI)
            publish_display_data({"image/png": data.getvalue(), "text/plain": repr(figure)})
    finally:
        pyplot.close("all")
