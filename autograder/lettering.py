"""Matplotlib's Agg canvas with quicker letters: the same pixels for a third of the work.

Matplotlib sets a font's size anew before each letter, after which FreeType prepares the font again;
it shapes each text twice, once to measure and once to draw it; and it reads each formula (every
label of a logarithmic axis is one) again for every picture. Here a font is told its size when that
changes, and what shaping and reading gave is kept for the life of the process. So a fork of the
template finds there what the template has drawn.

`tests/unit/test_drawing.py` holds pictures against those of matplotlib as it is.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, RenderMode
from matplotlib.mathtext import MathTextParser

KEPT = 4096  # texts
_formulas = MathTextParser("path")


class Canvas(FigureCanvasAgg):
    """Agg's canvas, drawn on by `Renderer`."""

    def get_renderer(self):
        """Return the renderer for the figure's present size and resolution."""
        width, height = self.get_width_height(physical=True)
        key = width, height, self.figure.dpi
        if self._lastKey != key:
            self.renderer = Renderer(*key)
            self._lastKey = key
        return self.renderer


class Renderer(RendererAgg):
    """Agg's renderer, which remembers texts beyond the life of one picture."""

    def __init__(self, width: float, height: float, dpi: float):
        super().__init__(width, height, dpi)
        self.mathtext_parser = _formulas

    def _get_font_height_metrics(self, prop):
        # Asked by Text for the font's height and gap, in pixels, before it looks itself.
        return _heights(_font(prop), prop.get_size_in_points(), self.dpi)

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return the size of a text in pixels, measured once."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return _measured(_font(prop), prop.get_size_in_points(), self.dpi, get_hinting_flag(), s)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Draw a text, shaped once."""
        if ismath:
            return self.draw_mathtext(gc, x, y, s, prop, angle)
        size, how = prop.get_size_in_points(), (None, None)
        if mtext is not None:
            how = mtext.get_fontfeatures(), mtext.get_language()
        letters = _shaped(_font(prop), size, self.dpi, get_hinting_flag(), s, *map(_fixed, how))
        glyphs = ((font, size, index, 0, 1, dx, dy) for font, index, dx, dy in letters)
        return self._draw_text_glyphs_and_boxes(gc, x, y, angle, glyphs, [])

    def _draw_text_glyphs_and_boxes(self, gc, x, y, angle, glyphs, boxes):
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        flags, height = get_hinting_flag(), int(self.height)
        smooth = gc.get_antialiased()
        mode = RenderMode.NORMAL if smooth else RenderMode.MONO
        last = None
        for font, size, glyph, slant, extend, dx, dy in glyphs:  # dy is upwards
            if last != (font, size):
                font.set_size(size, self.dpi)
                last = font, size
            font._set_transform(
                _turned(cos, sin, slant, extend),
                [
                    round(0x40 * (x + dx * cos - dy * sin)),
                    round(0x40 * (self.height - y + dx * sin + dy * cos)),
                ],
            )
            bitmap = font._render_glyph(glyph, flags, mode)
            pixels = bitmap.buffer
            if not smooth:
                pixels *= 0xFF
            low = height - bitmap.top + pixels.shape[0]
            self._renderer.draw_text_image(pixels, bitmap.left, low, 0, gc)
        if boxes:
            super()._draw_text_glyphs_and_boxes(gc, x, y, angle, (), boxes)


def learn(texts: Iterable[str], size: float, dpi: float) -> None:
    """Measure and shape texts that pictures will show, so that each finds them done."""
    font, flags = _font(FontProperties(size=size)), get_hinting_flag()
    for text in texts:
        _measured(font, size, dpi, flags, text)
        _shaped(font, size, dpi, flags, text, None, None)


@functools.lru_cache(KEPT)
def _turned(cos: float, sin: float, slant: float, extend: float) -> np.ndarray:
    """The matrix of a turned letter, in FreeType's units."""
    turn = np.array([[cos, -sin], [sin, cos]])
    return (0x10000 * turn @ [[extend, extend * slant], [0, 1]]).round().astype(int)


def _font(prop) -> FT2Font:
    return get_font(fontManager._find_fonts_by_props(prop))


def _fixed(value):
    """A list as a tuple, which can be looked up."""
    return tuple(value) if isinstance(value, list) else value


@functools.lru_cache(KEPT)
def _heights(font: FT2Font, size: float, dpi: float) -> tuple:
    """Ascent, descent and gap between lines in pixels, as Text finds them; None if unknown."""
    for table, gap, ascent, descent in (
        ("OS/2", "sTypoLineGap", "sTypoAscender", "sTypoDescender"),
        ("hhea", "lineGap", "ascent", "descent"),
    ):
        found = font.get_sfnt_table(table)
        if found is not None:
            scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * size * dpi / 72
            return found[ascent] * scale, -found[descent] * scale, found[gap] * scale
    return None, None, None


@functools.lru_cache(KEPT)
def _measured(font: FT2Font, size: float, dpi: float, flags, text: str) -> tuple:
    """Width, height and descent of a text in pixels."""
    font.clear()
    font.set_size(size, dpi)
    font.set_text(text, 0.0, flags=flags)
    width, height = font.get_width_height()
    return width / 64, height / 64, font.get_descent() / 64


@functools.lru_cache(KEPT)
def _shaped(font: FT2Font, size: float, dpi: float, flags, text: str, features, language) -> list:
    """The letters of a text: font, glyph, and place from its beginning (upwards) in pixels."""
    font.clear()
    font.set_size(size, dpi)
    items = font._layout(text, flags=flags, features=features, language=language)
    return [(item.ft_object, item.glyph_index, item.x, item.y) for item in items]
