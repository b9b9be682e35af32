"""Thirteen notebooks with something wrong, in a class with an honest one: all are settled."""

import copy
import json

from autograder import grading, pool
from autograder.box import Limits
from autograder.classroom import Classroom
from autograder.database import entries
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job
from tests.boxes import needs_box

pytestmark = needs_box
ROOT, ASSIGNMENT = find_root(), "01_slope"


def changed(key, change):
    notebook = copy.deepcopy(key)
    change(notebook)
    return json.dumps(notebook).encode()


def named(notebook, grade_id):
    """The cell of that name."""
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def without(notebook, grade_id):
    notebook["cells"].remove(named(notebook, grade_id))


def to_nbformat_3(notebook):
    notebook["worksheets"] = [{"cells": notebook.pop("cells"), "metadata": {}}]
    notebook["nbformat"] = 3


def corrupt(desk):
    """Name -> bytes, and the points it is worth (None: refused)."""
    key = desk.key()
    whole = json.dumps(key).encode()
    blank = json.dumps(desk.blank()).encode()
    assert b"check.step_1d(step_1d" in blank
    easy = json.dumps({"cells": []}).encode()
    dies = desk.key({"step_1d": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"})

    def about(notebook, grade_id):
        return named(notebook, grade_id)["metadata"]["nbgrader"]

    return {
        "empty": (b"", None),
        "truncated": (whole[: len(whole) // 2], None),
        "html": (b"<!DOCTYPE html><title>Log in</title>", None),
        "binary": (bytes(range(256)) * 40, None),
        "a_list": (b"[]", None),
        "nbformat_3": (changed(key, to_nbformat_3), None),
        "no_cells": (easy, 0),
        "no_check_cell": (changed(key, lambda n: without(n, "check-step_1d")), 16),
        "altered_check": (
            blank.replace(b"check.step_1d(step_1d", b"print(9, step_1d"),
            0,
        ),
        "altered_points": (
            changed(
                desk.blank(),
                lambda n: about(n, "check-step_1d").update(points=99),
            ),
            0,
        ),
        "unknown_kernel": (
            changed(key, lambda n: n["metadata"].update(kernelspec={"name": "perl", "x": 1})),
            16,
        ),
        "schema_99": (
            changed(key, lambda n: about(n, "step_1d").update(schema_version=99)),
            16,
        ),
        "kills_itself": (json.dumps(dies).encode(), 12),
    }


def test_each_is_graded_or_refused_with_a_reason_and_stops_nobody(tmp_path):
    room, desk = Classroom(tmp_path), Desk(ROOT, ASSIGNMENT)
    class_ = corrupt(desk)
    assert len(class_) == 13
    class_["honest"] = json.dumps(desk.key()).encode(), 16
    for student, (data, _) in class_.items():
        place = room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(data)
    job = Job(ASSIGNMENT, ROOT, pictures=False, limits=Limits(memory_bytes=1 << 30))
    tally = grading.grade(room, job, room.db_url, pool.Threads(2), force=False)
    expected = {student: points for student, (_, points) in class_.items()}
    records = {student: room.load_record(student, ASSIGNMENT) for student in class_}
    found = {s: r["score"] if r["outcome"] == "graded" else None for s, r in records.items()}
    assert found == expected
    assert all(len(reason) > 20 for _, reason in tally.refused)
    held = entries(room.db_url, ASSIGNMENT)
    assert {s: e.outcome == "graded" for s, e in held.items()} == {
        student: points is not None for student, points in expected.items()
    }
    assert all(entry.key for entry in held.values())
    for student, (data, _) in class_.items():
        assert (room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_bytes() == data
