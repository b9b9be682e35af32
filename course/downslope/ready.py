"""Is everything here that the course needs? One line a package, each with its remedy."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from html import escape

OLDEST_PYTHON = (3, 11)
NEEDED = {
    "numpy": "numbers and arrays",
    "matplotlib": "pictures",
    "ipywidgets": "sliders and buttons",
    "anywidget": "the moving mountains",
    "sklearn": "data, and other ways to learn (from notebook 09 on)",
}
REMEDY = "install the course again as its README says, then restart the kernel"


@dataclass(frozen=True)
class Line:
    """One thing the course needs: there or not, which version, what it is for or what to do."""

    name: str
    there: bool
    version: str
    words: str


@dataclass(frozen=True)
class Report:
    """What was found; shows itself as text and as a table."""

    lines: tuple[Line, ...]

    @property
    def complete(self) -> bool:
        return all(line.there for line in self.lines)

    @property
    def verdict(self) -> str:
        if self.complete:
            return "Everything is there."
        return "Something is missing: see the lines with ✗."

    def __str__(self) -> str:
        rows = [
            f"{'✓' if line.there else '✗'} {line.name:12} {line.version:12} {line.words}"
            for line in self.lines
        ]
        return "\n".join([*rows, self.verdict])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        cell = '<td style="text-align:left">'
        rows = "".join(
            f"<tr>{cell}{'✓' if line.there else '✗'}</td>{cell}<b>{escape(line.name)}</b></td>"
            f"{cell}{escape(line.version)}</td>{cell}{escape(line.words)}</td></tr>"
            for line in self.lines
        )
        return f"<table>{rows}</table><div><b>{self.verdict}</b></div>"


def report() -> Report:
    """Look for Python itself and for every package the notebooks import. Never raises."""
    python = ".".join(map(str, sys.version_info[:3]))
    recent = sys.version_info >= OLDEST_PYTHON
    wanted = f"Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer"
    words = "the language of the course" if recent else f"too old: install {wanted}"
    return Report((Line("python", recent, python, words), *map(_look_for, NEEDED)))


def _look_for(name: str) -> Line:
    try:
        module = importlib.import_module(name)
    except Exception as error:  # a package that is there, but broken, is missing, too
        return Line(name, False, "", f"{REMEDY} ({type(error).__name__}: {error})")
    return Line(name, True, getattr(module, "__version__", ""), NEEDED[name])
