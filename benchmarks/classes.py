"""Classes to measure with: copies of the course with invented submissions, and how to run on them.

Used by the other scripts of this folder. A command is measured by the CPU seconds of all its
processes, which other work on the machine hardly changes, and by the clock.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from autograder import layout
from autograder.invented import hand_in, invent

ROOT = layout.find_root()
BIN = Path(sys.executable).parent
PLUGIN_LINES = "# Grading, feedback and formgrader's view go through our engine"
SCORES = """
    select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    where base_cell.name like 'check-%'
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, CPU seconds, the largest resident set (MB)."""

    wall: float
    cpu: float
    peak: float


def course(folder: Path, assignment: str, students: int, plugin: bool) -> Path:
    """Make a course in `folder` in which honest students handed in; returns its root.

    plugin: whether nbgrader is set up to use our engine.
    """
    config = (ROOT / layout.CONFIG).read_text(encoding="utf-8")
    assert PLUGIN_LINES in config
    folder.mkdir(parents=True)
    config = config if plugin else config.partition(PLUGIN_LINES)[0]
    (folder / layout.CONFIG).write_text(config, encoding="utf-8")
    for path in (layout.source_path(ROOT, assignment), layout.release_path(ROOT, assignment)):
        (folder / path.relative_to(ROOT)).parent.mkdir(parents=True)
        shutil.copy(path, folder / path.relative_to(ROOT))
    shutil.copy(layout.text_path(ROOT, assignment), folder / layout.SOLUTIONS)
    class_ = invent(ROOT, assignment, students, seed=1, hostile=False)
    submitted = folder / "class" / "submitted"
    hand_in(class_, lambda student: submitted / student / assignment, assignment)
    return folder


def environment() -> dict[str, str]:
    """Our variables, with the environment's commands found first."""
    ours = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # our modules are compiled, as other packages' are
    return ours


def run(root: Path, *command: str) -> Cost:
    """Run a command of the environment in the course `root`. Raises if it fails."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begin
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, after.ru_maxrss / 1024)


def forget(root: Path) -> None:
    """Remove all that grading wrote, so that it can be measured again."""
    for name in ("autograded", "records", "feedback"):
        shutil.rmtree(root / "class" / name, ignore_errors=True)
    (root / "class" / "gradebook.db").unlink(missing_ok=True)


def enter(root: Path, assignment: str) -> None:
    """Have the assignment in a new gradebook, as after a run for somebody who handed in nothing."""
    forget(root)
    earlier = root / "earlier"
    (earlier / "submitted" / "nobody" / assignment).mkdir(parents=True, exist_ok=True)
    book = f"sqlite:///{root / 'class' / 'gradebook.db'}"
    run(root, "autograder", "grade", assignment, "--unboxed", "--class", earlier, "--db", book)


def scores(root: Path) -> dict[tuple[str, str], float]:
    """(student, check) -> points, from the gradebook."""
    engine = create_engine(f"sqlite:///{root / 'class' / 'gradebook.db'}")
    with engine.connect() as connection:
        rows = connection.execute(text(SCORES)).all()
    engine.dispose()
    return {(student, check): points or 0.0 for student, check, points in rows}


def _resident() -> dict[int, tuple[int, float]]:
    """Process id -> (parent, resident set in MB), of all processes."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            found[int(stat.parent.name)] = int(fields[1]), int(fields[21]) * 4096 / 2**20
        except (OSError, ValueError):
            continue
    return found


class Memory(threading.Thread):
    """Samples the resident set of this process's children (the drivers), in MB, twice a second."""

    def __init__(self):
        super().__init__(daemon=True)
        self.samples: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            found = _resident()
            drivers = [pid for pid, (parent, _) in found.items() if parent == os.getpid()]
            self.samples.append(sum(found[pid][1] for pid in drivers))
