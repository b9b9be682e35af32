"""Matplotlib made quicker inside the box: the same pictures for a third less work.

Most of the time of a small figure goes into its ticks. Matplotlib makes each one from nothing,
makes those that are never shown, and works out where they lie three times; here a tick is a copy
of its axis's first one, made when it is needed. And it opens the files of its fonts anew in
every process, because processes cannot share an open file; here fonts are read from memory, so
that a fork of the template begins with the template's fonts. It begins with empty figures, too:
they are made once, in the template, and `pyplot.subplots` hands them out.

`tests/unit/test_drawing.py` holds pictures against those of matplotlib as it is.
"""

from __future__ import annotations

import copy
import functools
import io
import os
import re
from collections import defaultdict
from pathlib import Path

import matplotlib
from matplotlib import font_manager, ft2font, pyplot
from matplotlib.axis import Axis, XTick, YTick
from matplotlib.cbook import CallbackRegistry
from matplotlib.figure import Figure
from matplotlib.spines import Spine

LISTS = ("majorTicks", "minorTicks")
LOOKS = re.compile(r"(x|y)tick\.|grid\.|axes\.grid|text\.|font\.|lines\.")  # settings, of ticks
AHEAD = (  # how many figures are made ahead, with what axes: those of our notebooks
    (6, {}),
    (2, {"ncols": 2}),
    (1, {"ncols": 2, "sharey": True}),
    (1, {"ncols": 3}),
    (2, {"ncols": 3, "sharey": True}),
    (1, {"ncols": 4}),
    (1, {"ncols": 4, "sharey": True}),
)


def quicken() -> None:
    """Make this process's matplotlib quicker; does nothing the second time."""
    if hasattr(Axis.draw, "once"):
        return
    Axis.set_clip_path = _with_spines_in_place(_for_made_ticks(Axis.set_clip_path))
    Axis.set_tick_params = _for_made_ticks(Axis.set_tick_params)
    Axis.__init__ = _noting_its_looks(Axis.__init__)
    Axis._get_tick = _as_if_made_at_once(Axis._get_tick)
    Axis.get_major_ticks = _with_twins(Axis.get_major_ticks, "majorTicks", "get_majorticklocs")
    Axis.get_minor_ticks = _with_twins(Axis.get_minor_ticks, "minorTicks", "get_minorticklocs")
    Axis.draw = _placed_once(Axis.draw)
    Spine.get_window_extent = _for_made_ticks(Spine.get_window_extent, lambda spine: spine.axis)
    font_manager.ft2font = _InMemory()
    # The cache that matplotlib empties in every fork is the one that is replaced here.
    font_manager._get_font = functools.lru_cache(64)(font_manager._get_font.__wrapped__)


# --- ticks ----------------------------------------------------------------------------------------


def _for_made_ticks(method, axis_of=lambda axis: axis):
    """Have `method`, which tells or asks every tick, pass over those that do not exist yet.

    Matplotlib would make the first tick of a list only to tell it what the axis knows as well.
    """

    @functools.wraps(method)
    def wrapped(artist, *args, **kwargs):
        axis = axis_of(artist)
        made = {} if axis is None else vars(axis)
        empty = {name: [] for name in LISTS if name not in made}
        made.update(empty)
        try:
            return method(artist, *args, **kwargs)
        finally:
            for name, ticks in empty.items():
                if made.get(name) is ticks and not ticks:
                    del made[name]

    return wrapped


def _with_spines_in_place(method):
    """Have the lines that an axis's ticks stand on placed; matplotlib's first tick does it."""

    @functools.wraps(method)
    def wrapped(axis, *args, **kwargs):
        method(axis, *args, **kwargs)
        if axis.axes.name == "rectilinear":
            for spine in axis.axes.spines.values():
                if spine.axis is axis:
                    spine._ensure_position_is_set()

    return wrapped


def _noting_its_looks(init):
    """Have an axis know the settings it was made under, so that its ticks are made under them."""

    @functools.wraps(init)
    def wrapped(axis, *args, **kwargs):
        axis._looks = _looks()
        init(axis, *args, **kwargs)

    return wrapped


def _looks() -> list:
    return [matplotlib.rcParams[name] for name in _settings()]


@functools.cache
def _settings() -> tuple[str, ...]:
    return tuple(name for name in matplotlib.rcParams if LOOKS.match(name))


def _as_if_made_at_once(method):
    """Have a tick made later look, and be clipped to the axes, as if it had been there always."""

    @functools.wraps(method)
    def wrapped(axis, *args, **kwargs):
        if axis._looks == _looks():
            tick = method(axis, *args, **kwargs)
        else:  # it was made under a style that is over
            with matplotlib.rc_context(dict(zip(_settings(), axis._looks, strict=True))):
                tick = method(axis, *args, **kwargs)
        for artist in (tick, tick.gridline):
            artist.clipbox, artist._clippath = axis.clipbox, axis._clippath
        return tick

    return wrapped


def _with_twins(method, name: str, locations: str):
    """Make the ticks that are missing as copies of the first one."""

    @functools.wraps(method)
    def wrapped(axis, numticks=None):
        if numticks is None:
            numticks = len(getattr(axis, locations)())
        ticks = getattr(axis, name)
        if len(ticks) < numticks and ticks and _is_plain(ticks[0]):
            ticks += [_twin(ticks[0]) for _ in range(numticks - len(ticks))]
        return method(axis, numticks)

    return wrapped


def _is_plain(tick) -> bool:
    """Is this an ordinary tick, without a frame around its label?"""
    plain = type(tick) in (XTick, YTick)
    return plain and not (tick.label1.get_bbox_patch() or tick.label2.get_bbox_patch())


def _twin(tick):
    """Return a copy of a tick that shares nothing with it that anybody would change in place."""
    new = _copy(tick)
    for line in ("tick1line", "tick2line", "gridline"):
        setattr(new, line, _copy(getattr(tick, line)))
    for label in ("label1", "label2"):
        text = _copy(getattr(tick, label))
        text._fontproperties = text._fontproperties.copy()
        setattr(new, label, text)
    return new


def _copy(artist):
    new = object.__new__(type(artist))
    vars(new).update(vars(artist))
    new._callbacks = CallbackRegistry(signals=["pchanged"])
    return new


def _placed_once(draw):
    """Have the ticks of an axis placed once a drawing; matplotlib does it again for its label."""

    @functools.wraps(draw)
    def wrapped(axis, renderer, *args, **kwargs):
        made = vars(axis)
        ticks = functools.cache(axis._update_ticks)
        boxes: list = []

        def boxes_of(drawn, renderer):
            if drawn is not ticks():
                return type(axis)._get_ticklabel_bboxes(axis, drawn, renderer)
            boxes[:] = boxes or type(axis)._get_ticklabel_bboxes(axis, drawn, renderer)
            return boxes

        made |= {"_update_ticks": ticks, "_get_ticklabel_bboxes": boxes_of}
        try:
            return draw(axis, renderer, *args, **kwargs)
        finally:
            made.pop("_update_ticks", None)
            made.pop("_get_ticklabel_bboxes", None)

    wrapped.once = True
    return wrapped


# --- figures made ahead ---------------------------------------------------------------------------


def make_ahead() -> None:
    """Make empty figures, which `pyplot.subplots` then hands out in place of new ones.

    Each of their axes has its first tick; the others are made as its copies.
    """
    stock = defaultdict(list)
    for count, how in AHEAD:
        for _ in range(count):
            figure = Figure()
            stock[_shape(**how)].append((figure, figure.subplots(**how)))
            for axes in figure.axes:
                for axis in (axes.xaxis, axes.yaxis):
                    axis.get_major_ticks(1)
    as_made = copy.deepcopy(dict(matplotlib.rcParams))
    pyplot.subplots = _from_stock(pyplot.subplots, stock, as_made)


def _shape(nrows=1, ncols=1, sharex=False, sharey=False) -> tuple:
    return nrows, ncols, sharex, sharey


def _from_stock(subplots, stock: dict[tuple, list], as_made: dict):
    """Have `subplots` take a figure from stock, if there is one like that which it would make."""

    @functools.wraps(subplots)
    def wrapped(nrows=1, ncols=1, *, sharex=False, sharey=False, **how):
        shape = _shape(nrows, ncols, sharex, sharey)
        asked = {"nrows": nrows, "ncols": ncols, "sharex": sharex, "sharey": sharey, **how}
        size = how.get("figsize")
        plain = (
            all(type(x) in (int, bool) for x in shape)
            and how.keys() <= {"figsize", "layout"}
            and (size is None or (type(size) is tuple and len(size) == 2))
        )
        if not plain or not stock.get(shape) or matplotlib.rcParams != as_made:
            return subplots(**asked)
        figure, axes = stock[shape].pop()

        def made(figsize, layout=None, **_):
            if figsize is not None:
                figure.set_size_inches(figsize)
            figure.set_layout_engine(layout)
            figure.subplots = handed_out
            return figure

        def handed_out(**_):
            del figure.subplots
            return axes

        return subplots(**asked, FigureClass=made)

    return wrapped


# --- fonts ----------------------------------------------------------------------------------------


class _Bytes(io.BytesIO):
    """The bytes of a font file, which still tells its path to those who embed it in a PDF."""

    def __init__(self, path: str):
        super().__init__(Path(path).read_bytes())
        self.path = path

    def __str__(self) -> str:
        return self.path


class _InMemory:
    """Stands for the module `ft2font` where fonts are opened."""

    def __getattr__(self, name):
        return getattr(ft2font, name)

    @staticmethod
    def FT2Font(path, *args, **kwargs):
        if isinstance(path, (str, bytes, os.PathLike)):
            path = _Bytes(os.fsdecode(path))
        return ft2font.FT2Font(path, *args, **kwargs)
