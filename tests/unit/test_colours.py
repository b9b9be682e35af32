"""The colours that carry meaning, seen by eyes of every kind, in both themes.

The simulation: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency", IEEE TVCG 15 (2009), the matrices of severity 1.0, for linear RGB.
Differences are distances in CIELAB (1976, white D65): about 2 is just noticeable, we ask for 20.
"""

import re
from itertools import combinations

import numpy as np
import pytest

from downslope.demo import STATIC

EYES = {
    "any": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # sRGB, IEC 61966-2-1
TOLD_APART = [  # what a reader has to tell from each other by eye
    ("path", "hiker"),  # where they were, where they are
    ("slope", "hiker"),  # tangent and step
    ("plus", "minus"),  # signs of weights
    ("blame", "plus"),
    ("blame", "minus"),
    ("flag", "hiker"),
    ("flag", "path"),
]
HIKERS = ("one", "two", "three", "four", "five")  # on one map; markers and dashes differ too
LEGIBLE = ("path", "slope", "hiker", "lr", "blame", "plus", "minus", "focus")  # on panel and page
PAGE = {"light": "#ffffff", "dark": "#111111"}  # JupyterLab's layout colour 0


def palette(theme: str) -> dict[str, np.ndarray]:
    """Name -> linear RGB of each plain colour of a theme."""
    found = []
    for sheet in ("demo.css", "surface.css"):
        text = (STATIC / sheet).read_text(encoding="utf-8")
        light, dark = re.findall(r"\.downslope \{(.*?)\n\}", text, re.DOTALL)[:2]
        found += re.findall(r"--ds-(\w+): (#\w{6})", light + (dark if theme == "dark" else ""))
    return {name: linear(colour) for name, colour in [*found, ("page", PAGE[theme])]}


def linear(colour: str) -> np.ndarray:
    """ "#0072b2" -> linear RGB (3,) in 0..1."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB (3,) -> CIELAB (3,)."""
    xyz = TO_XYZ @ rgb / (TO_XYZ @ np.ones(3))
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen(rgb: np.ndarray, eyes: str) -> np.ndarray:
    return np.clip(np.asarray(EYES[eyes]) @ rgb, 0, 1)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted(TO_XYZ[1] @ colour for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_simulation_is_what_it_should_be():
    for eyes in EYES:
        np.testing.assert_allclose(seen(np.ones(3), eyes), 1, atol=1e-5)  # white stays white
    red, green = linear("#d00000"), linear("#008000")
    far = np.linalg.norm(lab(red) - lab(green))
    near = np.linalg.norm(lab(seen(red, "deuteranopia")) - lab(seen(green, "deuteranopia")))
    assert near < 0.4 * far


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("pair", [*TOLD_APART, *combinations(HIKERS, 2)], ids="-".join)
def test_colours_can_be_told_apart(pair, eyes, theme):
    one, other = (lab(seen(palette(theme)[name], eyes)) for name in pair)
    assert np.linalg.norm(one - other) > 20


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", HIKERS)
def test_hikers_stand_out_from_the_land(name, theme):
    colours = palette(theme)
    for ground in ("panel", "h1" if theme == "light" else "h2"):
        assert contrast(colours[name], colours[ground]) > 3  # WCAG 2 AA for graphics


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", LEGIBLE)
def test_colours_can_be_read(name, theme):
    colours = palette(theme)
    for ground in ("panel", "page"):
        assert contrast(colours[name], colours[ground]) > 4.5  # WCAG 2 AA for text
