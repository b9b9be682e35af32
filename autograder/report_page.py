"""The class report: one HTML file without scripts or network, pictures with tables beside them."""

from __future__ import annotations

import base64
import io
import statistics
from collections.abc import Callable

from autograder.harmless import plain
from autograder.items import Analysis, Item
from autograder.late import duration
from autograder.pages import style, template

HARD, EASY = 0.5, 0.95  # shares of the points below and above which an exercise is worth a look
WEAK = 0.2  # the usual limit below which an item hardly tells strong from weak work
TALKED_ABOUT = 20  # mistakes that are unfolded
NAMES = 12  # students that a list names before it only counts
GREEN, ORANGE, GREY = "#009E73", "#E69F00", "#8a9099"  # two of Okabe and Ito's, and grey
FIRST = {"passed": GREEN, "partly right": ORANGE, "not written yet": "#c9cdd2"}


def page(analysis: Analysis) -> str:
    """Return the report as HTML. Student names and messages are escaped and shortened."""
    css, policy = style("feedback.css", "report.css")
    points = sorted(analysis.points.values())
    return template("report.html").render(
        title=plain(analysis.assignment).replace("_", " "),
        analysis=analysis,
        middle=statistics.median(points) if points else None,
        quarters=statistics.quantiles(points, n=4) if len(points) > 1 else None,
        histogram=_picture(lambda axes: _histogram(axes, analysis), 2.2) if points else None,
        bands=_bands(analysis),
        outcomes=_picture(lambda axes: _outcomes(axes, analysis.items), _height(analysis.items))
        if analysis.items
        else None,
        remarks={item.name: remark(item) for item in (*analysis.items, *analysis.answers)},
        named=_named,
        cost=sum(one.cost for one in analysis.late),
        duration=duration,
        first=TALKED_ABOUT,
        style=css,
        policy=policy,
    )


def remark(item: Item) -> str:
    """What is worth a look about an exercise, in a few words; "" for nothing."""
    if item.mean is None or not item.taken:
        return ""
    if item.discrimination is not None and item.discrimination < 0:
        return "weak students do better here than strong ones: is the question clear?"
    if item.mean < HARD:
        return "hard: worth a word in class"
    if item.mean > EASY:
        return "nearly everybody has it"
    if item.discrimination is not None and item.discrimination < WEAK:
        return "hardly tells strong from weak work"
    return ""


def _named(students: tuple[str, ...]) -> str:
    """The first dozen of some students, and how many there are besides."""
    shown = ", ".join(plain(student, 60) for student in students[:NAMES])
    more = len(students) - NAMES
    return f"{shown} and {more} more" if more > 0 else shown


# --- pictures ----------------------------------------------------------------------------------


def _bands(analysis: Analysis, count: int = 10) -> list[tuple[float, float, int]]:
    """(from, to, how many) of equal bands of points; the last one includes its upper end."""
    if not analysis.max_points:
        return []
    width = analysis.max_points / count
    counts = [0] * count
    for points in analysis.points.values():
        counts[min(int(points / width), count - 1)] += 1
    return [(k * width, (k + 1) * width, n) for k, n in enumerate(counts)]


def _histogram(axes, analysis: Analysis) -> None:
    bands = _bands(analysis)
    lefts, rights, counts = zip(*bands, strict=True)
    axes.bar(lefts, counts, width=rights[0] - lefts[0], align="edge", color=GREEN, edgecolor="none")
    axes.set_xlim(0, analysis.max_points)
    axes.set_xticks([0.0, *rights])
    axes.set_xlabel("points of the automatic checks")
    axes.set_ylabel("students")
    axes.yaxis.get_major_locator().set_params(integer=True)


def _height(items: tuple[Item, ...]) -> float:
    """Inches for a bar each, and the axis and legend below them."""
    return 1.1 + 0.3 * len(items)


def _outcomes(axes, items: tuple[Item, ...]) -> None:
    """A bar for each exercise: how many passed, were partly right, had not begun, and the rest."""
    names = [item.name for item in items]
    left = [0] * len(items)
    for word, colour in (*FIRST.items(), ("something else", "#D55E00")):
        if word in FIRST:
            counts = [item.outcomes.get(word, 0) for item in items]
        else:
            counts = [item.taken - n for item, n in zip(items, left, strict=True)]
        axes.barh(names, counts, left=left, color=colour, label=word, height=0.7)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("students")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.figure.legend(ncols=4, loc="outside lower center")


def _picture(draw: Callable, height: float) -> str:
    """A picture, 7 inches wide, as the base64 of an SVG that is the same in every run."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    colours = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    settings = dict.fromkeys(colours, GREY) | {"svg.hashsalt": "report", "svg.fonttype": "none"}
    settings |= {"legend.frameon": False, "legend.labelcolor": GREY, "font.size": 9}
    settings |= {"axes.spines.top": False, "axes.spines.right": False}
    with rc_context(settings):
        figure = Figure(figsize=(7, height), layout="constrained")
        draw(figure.subplots())
        data = io.BytesIO()
        figure.savefig(data, format="svg", transparent=True, metadata={"Date": None})
    return base64.b64encode(data.getvalue()).decode()
