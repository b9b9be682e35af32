"""Ctrl-C in the middle of a class, or SIGTERM: one sentence, nothing left running or lost."""

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from autograder import pool, task, warm
from autograder.box import Limits
from autograder.classroom import Classroom
from autograder.engines import BOXES, BUBBLEWRAP
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job
from autograder.stop import Stopped
from tests.boxes import needs_box, skip_without

ROOT, ASSIGNMENT = find_root(), "01_slope"
STUDENTS = [f"student{k}" for k in range(4)]
GRADE = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--workers", "1"]


def children(pid: int) -> list[int]:
    """Process ids of everything below `pid`."""
    below = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            below += [int(stat.parent.name), *children(int(stat.parent.name))]
    return below


def endless() -> str:
    """A notebook with a cell that does not end."""
    desk = Desk(ROOT, ASSIGNMENT)
    text = desk.solution["downhill_direction"] + "\nwhile True:\n    pass\n"
    return json.dumps(desk.key({"downhill_direction": text}))


@needs_box
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_then_the_same_command_again(tmp_path, number):
    key, handed = (ROOT / f"solutions/{ASSIGNMENT}/{ASSIGNMENT}.ipynb").read_bytes(), {}
    for student in STUDENTS:
        folder = tmp_path / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        handed[student] = folder / f"{ASSIGNMENT}.ipynb"
        handed[student].write_bytes(key)
    # the second one runs until its limit: however busy this machine, the class is not done before
    handed["student1"].write_text(endless())
    records = tmp_path / "records" / ASSIGNMENT
    command = [*GRADE, "--class", str(tmp_path)]
    # heard also where these tests were begun in the background, which ignores Ctrl-C
    heard = partial(signal.signal, number, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stderr=pipe, text=True, preexec_fn=heard) as run:
        deadline = time.monotonic() + 120
        while not list(records.glob("student*.json")):
            assert run.poll() is None, run.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)  # leaves the processor to the run, which gives no other sign
        below = children(run.pid)
        run.send_signal(number)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 128 + number
    assert said.startswith("autograder: stopped. ")
    assert f"of {len(STUDENTS)} submissions are graded" in said
    assert said.count("\n") == 1
    assert below
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]
    kept = {path.name: path.read_bytes() for path in records.glob("student*.json")}
    assert 0 < len(kept) < len(STUDENTS)
    handed["student1"].write_bytes(key)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{len(STUDENTS)} graded, 0 refused" in done.stdout
    for path in records.glob("student*.json"):
        assert json.loads(path.read_text())["outcome"] == "graded"
        assert kept.get(path.name, path.read_bytes()) == path.read_bytes()


@pytest.mark.parametrize("way", [*BOXES, "a cold box", "unboxed"])
def test_the_present_cell_is_not_waited_for(tmp_path, monkeypatch, way):
    """What Ctrl-C does: whoever makes the box, it goes at once, and the run with it."""
    engine, boxed = way if way in BOXES else BUBBLEWRAP, way != "unboxed"
    if boxed:
        skip_without(engine)
    if way == "a cold box":
        monkeypatch.setattr(warm, "template", lambda bwrap: None)
    room, day = Classroom(tmp_path), 86_400
    notebook = room.submitted("ada", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text(endless())
    limits = Limits(cell_seconds=day, run_seconds=day)
    class_ = pool.Class(room, Job(ASSIGNMENT, ROOT, boxed=boxed, limits=limits, engine=engine))
    threads = pool.Threads(1)
    future = threads.submit(task.grade, class_.spec(class_.read("ada")))
    while not threads.stop._boxes:
        assert not future.done(), future.result()
        time.sleep(0.01)  # leaves the processor to the run, which gives no other sign
    threads.give_up()
    with pytest.raises(Stopped):
        future.result(timeout=120)
    assert not threads.stop._boxes
    with pytest.raises(Stopped):  # and nobody begins with another
        threads.submit(task.grade, class_.spec(class_.read("ada"))).result(timeout=120)
    threads.shutdown()
