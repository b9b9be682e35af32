"""Ctrl-C in the middle of a class: said in one sentence, nothing left running, nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from autograder.invented import Desk
from autograder.layout import find_root
from tests.boxes import needs_box

pytestmark = needs_box

ROOT, ASSIGNMENT = find_root(), "01_slope"
STUDENTS = [f"student{k}" for k in range(8)]
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


def test_ctrl_c_and_then_the_same_command_again(tmp_path):
    key, handed = (ROOT / f"solutions/{ASSIGNMENT}/{ASSIGNMENT}.ipynb").read_bytes(), {}
    for student in STUDENTS:
        folder = tmp_path / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        handed[student] = folder / f"{ASSIGNMENT}.ipynb"
        handed[student].write_bytes(key)
    # the second one runs until its limit: however busy this machine, the class is not done before
    desk = Desk(ROOT, ASSIGNMENT)
    endless = desk.solution["downhill_direction"] + "\nwhile True:\n    pass\n"
    handed["student1"].write_text(json.dumps(desk.key({"downhill_direction": endless})))
    records = tmp_path / "records" / ASSIGNMENT
    command = [*GRADE, "--class", str(tmp_path)]
    # heard also where these tests were begun in the background, which ignores Ctrl-C
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stderr=pipe, text=True, preexec_fn=heard) as run:
        deadline = time.monotonic() + 120
        while not list(records.glob("student*.json")):
            assert run.poll() is None, run.stderr.read()
            assert time.monotonic() < deadline
            os.sched_yield()
        below = children(run.pid)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
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
    assert "8 graded, 0 refused" in done.stdout
    for path in records.glob("student*.json"):
        assert json.loads(path.read_text())["outcome"] == "graded"
        assert kept.get(path.name, path.read_bytes()) == path.read_bytes()
