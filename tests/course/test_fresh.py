"""The real course: what is on disk is what the text makes, and nothing leaks or lies astray."""

from pathlib import Path

from autograder.build import build
from autograder.layout import assignments

ROOT = Path(__file__).resolve().parents[2]


def test_everything_is_built_and_nothing_leaks():
    assert assignments(ROOT), "no assignments found"
    assert build(check=True, root=ROOT) == []
