"""A tiny fake course, so that the machinery is tested without the real one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from autograder import session, task
from autograder.build import build
from tests.boxes import no_box
from tests.small_class import Calls, SmallClass

REPOSITORY = Path(__file__).resolve().parents[2]

TEXT = '''\
# %% [markdown]
# # Twice
#
# Write *twice* — the naïve way.

# %%
from downslope import check

# %% exercise="twice"
def twice(x, y):
    """Return 2 x + y."""
    ### BEGIN SOLUTION
    total = x + x + y  # no multiplication
    return total
    ### END SOLUTION


# %% check="twice" points=2
check.twice(twice, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("twice", twice, points=2)
### END HIDDEN TESTS

# %% [markdown] answer="why" points=3
# Because a thing and the same thing make two.

# %%
twice(1, 2)

# %%
twice(1, 2)
'''

TRUTH = '''\
"""The right answer."""


def twice(x, y):
    """Return 2 x + y."""
    return np.multiply(2.0, x) + y
'''

MISTAKES = '''\
def forgot_y(x, y):
    """You forgot to add y."""
    return np.multiply(2.0, x) + 0 * y
'''


class TinyCourse:
    """A course with one assignment, 01_tiny, in a git repository of its own."""

    name = "01_tiny"

    def __init__(self, root: Path):
        self.root = root
        self.text = root / "solutions" / "01_tiny.py"
        self.source = root / "solutions" / "01_tiny" / "01_tiny.ipynb"
        self.release = root / "course" / "01_tiny" / "01_tiny.ipynb"
        self.golden = root / "course" / "downslope" / "golden" / "twice.json"
        self.golden_texts = {"twice.json": '{"hint": "You forgot to add y."}\n'}
        self.unrecognised: list[str] = []
        for path, text in {
            self.text: TEXT,
            root / "course" / "downslope" / "__init__.py": '"""Demos."""\n',
            root / "autograder" / "truth" / "tiny.py": TRUTH,
            root / "autograder" / "mistakes" / "tiny.py": MISTAKES,
        }.items():
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        shutil.copy(REPOSITORY / "nbgrader_config.py", root)
        self.git("init", "-q")
        self.git("add", ".")

    def git(self, *arguments: str) -> None:
        """Run git in the course."""
        subprocess.run(["git", *arguments], cwd=self.root, check=True)

    def edit(self, old: str, new: str) -> None:
        """Replace `old`, which must be there, in the text of the assignment."""
        text = self.text.read_text(encoding="utf-8")
        assert old in text, f"the mutation {old!r} does not apply"
        self.text.write_text(text.replace(old, new, 1), encoding="utf-8")

    def build(self, check: bool = False, names: list[str] | None = None) -> list[str]:
        """Build or check this course."""
        return build(
            check,
            names,
            self.root,
            golden=lambda: self.golden_texts,
            separation=lambda: self.unrecognised,
        )

    def files(self) -> dict[str, bytes]:
        """Return relative path -> bytes of all files but git's own."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.root).parts
        }


@pytest.fixture
def tiny_course(tmp_path) -> TinyCourse:
    """A fresh tiny course, not yet built."""
    root = tmp_path / "tiny"
    root.mkdir()
    return TinyCourse(root)


@pytest.fixture
def built_course(tiny_course) -> TinyCourse:
    """A tiny course, built and fresh."""
    assert tiny_course.build() == []
    assert tiny_course.build(check=True) == []
    return tiny_course


@pytest.fixture
def small_class(tmp_path):
    return SmallClass(tmp_path)


@pytest.fixture
def calls(monkeypatch):
    """What stands in for the boxes: see `Calls`."""
    seen = Calls()
    monkeypatch.setattr(session, "grade_cells", seen.grade_cells)
    monkeypatch.setattr(task, "open_box", no_box)
    return seen
