"""The text of a notebook, for the tests that ask whether what it says is true."""

from pathlib import Path

import numpy as np

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"


class Page:
    """text: a notebook's text as it is written; prose: the same as if it had no line ends."""

    def __init__(self, assignment: str):
        self.text = (SOLUTIONS / f"{assignment}.py").read_text(encoding="utf-8")
        self.prose = " ".join(line.lstrip("# ") for line in self.text.splitlines())

    def between(self, start: str, end: str) -> str:
        """The text from `start` up to the next `end`; both occur."""
        at = self.text.index(start)
        return self.text[at : self.text.index(end, at)]


def run(source: str, **names) -> dict:
    """Run a piece of a notebook's code with numpy and `names`; return all names."""
    names = {"np": np, **names}
    exec(source, names)
    return names
