"""The class in which everybody cheats: reads the tricks, hands them in, grades them.

A trick is a module of `tricks/`. It says in which function it stands (TARGET; all others are
solved as in the key) and what is done to the notebook: FIRST is the text of a cell before all
others, BODY what the function does instead of answering, ANSWER what every written answer says;
`make(notebook)` returns another notebook, or bytes; `put(folder, notebook)` writes files of its
own. EXPECTED is the outcome of the attacked check, HONEST that of all others, GAINED the points of
the attacked check.
"""

import functools
import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from autograder import attacks, grading
from autograder.box import Limits
from autograder.classroom import Classroom
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.pool import Threads
from autograder.session import Job

FOLDER = Path(__file__).parent / "tricks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
LIMITS = Limits(
    call_seconds=2,
    cell_seconds=4,
    memory_bytes=1 << 30,
    file_bytes=8 << 20,
    scratch_bytes=8 << 20,
    notebook_bytes=8 << 20,
    call_backs=100,
)


@dataclass(frozen=True)
class Trick:
    """One trick and what it must come to."""

    name: str
    module: ModuleType

    def says(self, key: str, default=None):
        return getattr(self.module, key, default)

    @property
    def assignment(self) -> str:
        return self.says("ASSIGNMENT", "01_slope")

    @property
    def target(self) -> str:
        return self.says("TARGET", "downhill_direction")

    @property
    def refused(self) -> bool:
        return self.says("EXPECTED") == "refused"

    def notebook(self, desk: Desk) -> dict | bytes:
        """What is handed in: the key, but for the attacked function and what the trick adds."""
        notebook = quick(desk.key({self.target: desk.stub[self.target]}))
        if body := self.says("BODY"):
            notebook = attacks.in_every_function(notebook, body)
        if answer := self.says("ANSWER"):
            for cell in notebook["cells"]:
                if cell["id"].startswith("answer-"):
                    cell["source"] = answer
        if first := self.says("FIRST"):
            notebook = attacks.before_everything(notebook, first)
        return self.says("make", lambda notebook: notebook)(notebook)

    def hand_in(self, folder: Path, desk: Desk) -> None:
        folder.mkdir(parents=True)
        if put := self.says("put"):
            put(folder, self.notebook(desk))
        else:
            write(folder, self.notebook(desk))


@functools.cache
def trick(name: str) -> Trick:
    return Trick(name, importlib.import_module(f"tests.attacks.tricks.{name}"))


def quick(notebook: dict) -> dict:
    """Empty the cells that only draw pictures: they are not what is tried here."""
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if "nbgrader" not in cell["metadata"] and "plt." in text and "import" not in text:
            cell["source"] = ""
    return notebook


def write(folder: Path, notebook: dict | bytes) -> None:
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / f"{folder.name}.ipynb").write_bytes(data)


@functools.cache
def course() -> Path:
    return find_root()


def grade_class(folder: Path, assignment: str, names: list[str], boxed: bool = True) -> Classroom:
    """Grade these tricks, a key and a blank as one class with two workers; write the pages."""
    desk, room = Desk(course(), assignment), Classroom(folder)
    for name in names:
        trick(name).hand_in(room.submitted(name, assignment), desk)
    for name, notebook in (("the_key", quick(desk.key())), ("the_blank", quick(desk.blank()))):
        room.submitted(name, assignment).mkdir(parents=True)
        write(room.submitted(name, assignment), notebook)
    job = Job(assignment, course(), boxed=boxed, limits=LIMITS)
    grading.grade(room, job, room.db_url, Threads(2), force=False)
    grading.write_feedback(room, course(), assignment, room.db_url)
    return room
