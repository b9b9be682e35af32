"""The book as a whole: its list of notebooks says what the notebooks themselves say."""

import re

import nbformat

from autograder.layout import assignments, find_root, release_path
from autograder.rebuild import slot_of

ROOT = find_root()
ROW = re.compile(r"\| \[(\w+)\]\((\S+)\) \| .+ \| (\d+) \| (\d+) \|")


def test_the_list_has_every_notebook_with_its_minutes_and_points():
    text = (ROOT / "solutions" / "README.md").read_text(encoding="utf-8")
    rows = {name: (link, int(m), int(p)) for name, link, m, p in ROW.findall(text)}
    assert list(rows) == assignments(ROOT)
    for name, (link, minutes, points) in rows.items():
        notebook = nbformat.read(release_path(ROOT, name), as_version=4)
        assert (ROOT / "solutions" / link).is_file()
        assert int(re.search(r"\*\*Minutes\.\*\* (\d+)", notebook.cells[0].source)[1]) == minutes
        assert sum(slot_of(cell).points for cell in notebook.cells) == points
