"""A program that grades a class in children which are killed at a drawn moment, and then again.

    python -m tests.faults.rounds FOLDER URL SERIAL SEED...

FOLDER: an empty one for the class. URL: an empty gradebook. SERIAL: file in which the gradebook of
an undisturbed run is kept, made if it is missing. In each round a class is graded, a person grades
by hand, everybody hands in again, and a child grades that: it sends itself SIGKILL when it is about
to take its n-th step: open, rename or remove a file of the class, ask the database something, or
commit. Then another child does the same and is not killed. n is drawn, one for each SEED.

What a submission is worth is read from its text here: boxes have tests of their own.
"""

import json
import os
import random
import shutil
import signal
import sys
from pathlib import Path

import nbgrader.converters  # noqa: F401  # it takes seconds: here, and not in each child
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from autograder import grading, pool, session, task
from autograder.classroom import Classroom
from autograder.database import entries, prepare
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job
from tests.boxes import no_box
from tests.gradebooks import by_names

ASSIGNMENT = "01_slope"
STUDENTS = ("amy", "bob", "cid", "dot", "eve", "fay")
DESK = Desk(find_root(), ASSIGNMENT)
OURS = (
    "downslope_ledger downslope_seen comment grade submitted_notebook submitted_assignment student"
)
FILES = {"open", "os.rename", "os.remove"}


class Steps:
    """Counts steps; at the n-th one the process is gone."""

    def __init__(self, room, fatal=None):
        self.count, self.fatal, self.folder = 0, fatal, str(room.folder)
        sys.addaudithook(self.look)
        event.listen(Engine, "before_cursor_execute", lambda *_: self.step())
        event.listen(Engine, "commit", lambda *_: self.step())

    def look(self, name, args):
        if name in FILES and str(args[0]).startswith(self.folder):
            self.step()

    def step(self):
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def worth(cells, released, job, digest):
    """Stands in for the box: two checks, with points that the text decides."""
    notebook, slots = session.rebuild(released, cells)
    source = "".join(cell.source for cell in cells)
    checks = [
        {
            "id": f"check-{slot.name}", "function": slot.name, "outcome": "partly", "error": "",
            "points": len(source) % (3 + k), "max_points": slot.points, "hint": f"Look: {k}",
            "parts": [], "mistake": None, "remarks": [],
        }
        for k, slot in enumerate(s for s in slots if s.role == "check")
    ]  # fmt: skip
    with (Path(os.environ["RAN"])).open("a") as ran:
        ran.write(digest + "\n")
    record = session._record(job, slots, checks, "graded", "", 1, digest)
    record["texts"] = session.texts(notebook, released)
    return session.Graded(record, notebook)


def child(room, url, fatal=None) -> tuple[int, int]:
    """Grade in a child; its exit status, and how many steps it took."""
    told, tell = os.pipe()
    pid = os.fork()
    if not pid:
        session.grade_cells, task.open_box = worth, no_box
        steps = Steps(room, fatal)
        job = Job(ASSIGNMENT, find_root(), seed=1, boxed=False)
        grading.grade(room, job, url, pool.Threads(2), force=False)
        os.write(tell, str(steps.count).encode())
        os._exit(0)
    os.close(tell)
    _, status = os.waitpid(pid, 0)
    with open(told) as pipe:
        return status, int(pipe.read() or 0)


def hand_in(room, version):
    """Everybody hands in; amy a torn notebook, and bob one the second time."""
    for k, student in enumerate(STUDENTS):
        text = json.dumps(DESK.key({"step_1d": f"# {student} {version}" * (k + 1)}))
        torn = student == "amy" or (student, version) == ("bob", 2)
        place = room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text[:500] if torn else text, encoding="utf-8")


def handed_in(folder, monkeypatch) -> Classroom:
    """A class below `folder` in which everybody has handed in; what stands in for boxes is set."""
    monkeypatch.setattr(session, "grade_cells", worth)
    monkeypatch.setattr(task, "open_box", no_box)
    monkeypatch.setenv("RAN", str(folder / "ran"))
    room = Classroom(folder / "class")
    hand_in(room, 1)
    return room


def grade_by_hand(url):
    """What a person enters in formgrader."""
    with Gradebook(url) as gb:
        for student in STUDENTS[1:3]:
            for name in ("check-step_1d", "check-downhill_direction"):
                grade = gb.find_grade(name, ASSIGNMENT, ASSIGNMENT, student)
                grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.0, 0.5, False
            comment = gb.find_comment("step_1d", ASSIGNMENT, ASSIGNMENT, student)
            comment.manual_comment = "I like it."
        gb.db.commit()


def begin(room, url):
    """Up to the moment when everybody has handed in for the second time."""
    for name in ("records", "autograded", "submitted", "kept"):
        shutil.rmtree(room.folder / name, ignore_errors=True)
    prepare(url)
    engine = create_engine(url)
    with engine.begin() as db:
        for table in OURS.split():
            db.execute(text(f"delete from {table}"))
    engine.dispose()
    hand_in(room, 1)
    assert child(room, url)[0] == 0
    grade_by_hand(url)
    hand_in(room, 2)


def kept(room, url):
    """Everything that is to be as after an undisturbed run."""
    held, files = entries(url, ASSIGNMENT), {}
    for student, entry in held.items():
        graded = room.graded(room.record_of(student, ASSIGNMENT))
        files[student] = session.sha256(graded.encode()) if graded else ""
        assert files[student] == entry.notebook, student
        assert not (room.blobs and room.autograded(student, ASSIGNMENT).exists()), student
    records = sorted(path.name for path in (room.folder / "records").rglob("*.json"))
    entered = {student: str(entry) for student, entry in held.items()}
    all_ = {"book": by_names(url, ASSIGNMENT), "files": files, "held": entered, "records": records}
    return json.loads(json.dumps(all_, default=str))


def main():
    folder, url, serial, *seeds = sys.argv[1:]
    room, serial, ran = Classroom(Path(folder)), Path(serial), Path(folder, "ran")
    os.environ["RAN"] = str(ran)
    room.folder.mkdir(parents=True, exist_ok=True)
    if url.startswith("postgresql"):  # one kind of database is enough for each kind of place
        (room.folder / "blobs-url").write_text(f"local://{room.folder}/kept")
    begin(room, url)
    status, steps = child(room, url)
    assert status == 0
    undisturbed = kept(room, url)
    assert "I like it." in str(undisturbed)
    if serial.exists():
        assert json.loads(serial.read_text()) == undisturbed, "not as on the other database"
    else:
        serial.write_text(json.dumps(undisturbed))
    for seed in map(int, seeds):
        begin(room, url)
        ran.write_text("")
        fatal = random.Random(seed).randint(1, steps)
        status, _ = child(room, url, fatal)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, seed
        assert child(room, url)[0] == 0, seed
        assert kept(room, url) == undisturbed, seed
        graded = ran.read_text().splitlines()
        assert child(room, url)[0] == 0
        assert ran.read_text().splitlines() == graded, "graded what the ledger names"
        again = len(graded) - len(set(graded))
        print(json.dumps({"seed": seed, "step": fatal, "of": steps, "graded twice": again}))


if __name__ == "__main__":
    main()
