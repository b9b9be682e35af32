"""The minutes that a notebook prints: an estimate by one rule for all, not timed with learners.

The rule stands in solutions/README.md: reading, writing code and answers, playing with a demo,
running cells and looking at what they show.
"""

import re

import pytest

from autograder.layout import assignments, find_root
from autograder.notebooks import cells_of
from autograder.roles import solution_regions

ROOT = find_root()
WORDS_READ, WORDS_WRITTEN = 180, 25  # a minute
AN_EXERCISE, A_LINE, A_DEMO, A_CELL = 2.0, 0.75, 4.0, 0.25
NEAR = 5.0  # minutes: they are printed in steps of five

DEMO = re.compile(r"^[A-Z]\w+\(", re.M)


def words(text: str) -> int:
    return len(re.findall(r"[^\W\d_]{2,}", text))


def by_the_rule(cells) -> float:
    minutes = 0.0
    for cell in cells:
        if cell.role == "answer":
            minutes += words(cell.source) / WORDS_WRITTEN
        elif cell.role == "exercise":
            lines = [line for region in solution_regions(cell) for line in region if line.strip()]
            minutes += AN_EXERCISE + A_LINE * len(lines)
        elif cell.kind == "markdown":
            minutes += words(cell.source) / WORDS_READ
        else:
            minutes += A_DEMO if DEMO.search(cell.source) else A_CELL
    return minutes


@pytest.mark.parametrize("name", assignments(ROOT))
def test_the_minutes_are_those_of_the_rule(name):
    cells = cells_of(ROOT, name)
    printed = int(re.search(r"\*\*Minutes\.\*\* (\d+)", cells[0].source)[1])
    estimate = by_the_rule(cells)
    assert abs(printed - estimate) <= NEAR, f"{name}: about {estimate:.0f}"
    heads = [c.source for c in cells if c.kind == "markdown"]
    parts = [int(n) for head in heads for n in re.findall(r"^#+ .*\b(\d+) minutes?\)$", head, re.M)]
    assert sum(parts) == printed, f"{name}: its parts make {sum(parts)}"
