"""What docs/*.md tell people to type is understood, and their links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from autograder import layout
from autograder.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


def commands(page: Path) -> list[str]:
    """Lines of a page that call `autograder`, each command of a line by itself."""
    lines = re.findall(r"^    (?:\S+/)?(autograder .+)", page.read_text("utf-8"), re.MULTILINE)
    parts = [part.strip() for line in lines for part in line.partition("  #")[0].split("&&")]
    return [part for part in parts if part.startswith("autograder ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_one(page, monkeypatch):
    names = [*layout.assignments(ROOT), "15_own"]  # the one that docs/private-twin.md adds
    monkeypatch.setattr(layout, "assignments", lambda root: names)
    for command in commands(page):
        _, name, *arguments = shlex.split(command, comments=True)
        main.commands[name].make_context(name, arguments)  # parses, and runs nothing


def test_there_are_commands_to_look_at():
    assert sum(len(commands(page)) for page in PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
