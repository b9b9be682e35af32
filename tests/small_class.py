"""A class of three, and how to grade it: with boxes, or with something that stands in for them."""

import json

from autograder import pool, session
from autograder.classroom import Classroom
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job

ASSIGNMENT = "01_slope"


class SmallClass:
    """A class with the key, the blank and half a notebook."""

    def __init__(self, folder):
        self.room, self.desk = Classroom(folder), Desk(find_root(), ASSIGNMENT)
        self.job = Job(ASSIGNMENT, find_root(), seed=5, boxed=False)  # all of it is honest work
        blank = json.dumps(self.desk.blank())
        self.hand_in("key", json.dumps(self.desk.key()))
        self.hand_in("blank", blank)
        self.hand_in("torn", blank[: len(blank) // 2])

    def hand_in(self, student, text):
        folder = self.room.submitted(student, ASSIGNMENT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")

    def grade(self, keys=None, force=False):
        """Student -> record; `new` then holds student -> whether that is a new one.

        keys: what the gradebook holds; nothing, so that all comes from the folder.
        """
        class_ = pool.Class(self.room, self.job)
        plan = class_.plan(keys or {}, force)
        with pool.grade_class(class_, plan, pool.Threads(2), force) as stream:
            results = {one.record["student"]: one for one in stream if one}
        for one in results.values():
            refused = one.record["outcome"] == "refused"
            assert (one.notebook is None) == (refused or not one.new)
            if one.new:
                self.room.store(one.record, one.notebook)
        self.new = {student: one.new for student, one in results.items()}
        return {student: one.record for student, one in results.items()}

    def files(self):
        return {
            path.relative_to(self.room.folder).as_posix(): path.read_bytes()
            for path in self.room.folder.rglob("*")
            if path.is_file()
        }


class Calls(list):
    """Stands in for the boxes: what was graded, in order; failures[text] is raised instead."""

    def __init__(self):
        super().__init__()
        self.failures: dict[str, list[Exception]] = {}

    def grade_cells(self, cells, released, job, digest):
        self.append(digest)
        for text, failures in self.failures.items():
            if failures and any(text in cell.source for cell in cells):
                raise failures.pop(0)
        slots = session.rebuild(released, cells)[1]
        record = session._record(job, slots, [], "graded", "", 5, digest)
        return session.Graded(record, released)
