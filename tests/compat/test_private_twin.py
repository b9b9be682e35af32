"""docs/private-twin.md, followed to the letter: its files in a copy of the repository."""

import json
import re
import shutil

import pytest

from tests.boxes import needs_box

from .conftest import REPOSITORY, Course

PAGE = REPOSITORY / "docs" / "private-twin.md"
FILES = dict(
    re.findall(r"```(?:text|python)\n# (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
)
# Only what is new, in one process: the rest of the course is built and judged by other tests.
WALK = """
import json, sys
from pathlib import Path

import autograder
from autograder import golden, leaks, mistakes, session, variants
from autograder.build import build
from autograder.checks import EXERCISES
from autograder.diagnose import problems_of
from autograder.invented import Desk, standalone

root = Path.cwd()
assert Path(autograder.__file__).is_relative_to(root), autograder.__file__
own = EXERCISES["meeting_place"]
problems = build(names=["15_own"], root=root) + problems_of(own)
problems += leaks.given_away(root)
EXERCISES.clear()
EXERCISES["meeting_place"] = own
found = {"problems": problems, "golden": [*golden.golden_files()]}
desk, job = Desk(root, "15_own"), session.Job("15_own", root, boxed=True)
works = {"blank": desk.blank(), "key": desk.key()}
for kind in (mistakes, variants):
    for known in kind.KNOWN["meeting_place"]:
        works[known.id] = desk.key({"meeting_place": standalone(known.function, "meeting_place")})
for name, notebook in works.items():
    file = root / "handed_in.ipynb"
    file.write_text(json.dumps(notebook))
    record = session.grade_file(file, job).record
    found[name] = [record["score"], record["checks"][0]["mistake"]]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> dict:
    """What the walk found: problems, and of each work the points and the named mistake."""
    root = tmp_path_factory.mktemp("twin")
    for folder in ("autograder", "course/downslope"):
        ignored = shutil.ignore_patterns("__pycache__", "golden")
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=ignored)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for name, text in FILES.items():
        assert not (REPOSITORY / name).exists()
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return json.loads(Course(root).run("python", "-c", WALK).splitlines()[-1])


@needs_box
def test_the_page_s_exercise_is_built_and_judged(walked):
    assert len(FILES) == 5
    assert walked.pop("problems") == []
    assert walked.pop("golden") == ["meeting_place.json"]
    assert walked.pop("blank") == [0, None]
    for right in ("key", "weights", "interp"):
        assert walked.pop(right) == [4, None]
    assert len(walked) == 5
    for mistake, (points, named) in walked.items():
        assert points < 4
        assert named == mistake
