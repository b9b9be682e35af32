"""After a check changed: the same work is graded again, and told is who gained and who lost."""

import json
from pathlib import Path

import pytest

from autograder import grading, pool, report, session, task
from autograder.classroom import Classroom
from autograder.layout import find_root
from autograder.regrade import Change, Regrade
from autograder.report import regraded
from autograder.session import Job
from tests.boxes import no_box
from tests.faults import rounds
from tests.faults.rounds import ASSIGNMENT, STUDENTS, grade_by_hand, hand_in
from tests.gradebooks import by_names

ROOT = find_root()


class Interrupted(pool.Threads):
    """Threads; Ctrl-C is pressed before the fourth submission is handed out."""

    def submit(self, *args):
        self.left = getattr(self, "left", 4) - 1
        if not self.left:
            raise KeyboardInterrupt
        return super().submit(*args)


@pytest.fixture
def grade(tmp_path, monkeypatch, new_database):
    """A function: grade with checks that give these points for step_1d (student -> points)."""
    room, url, checks = Classroom(tmp_path / "class"), new_database(), {}

    def worth(cells, released, job, digest):
        graded = rounds.worth(cells, released, job, digest)
        mine = next(s for s in STUDENTS if any(f"# {s} " in cell.source for cell in cells))
        step = next(c for c in graded.record["checks"] if c["function"] == "step_1d")
        step |= {"points": checks.get(mine, 1.0), "outcome": "partly"}
        return graded

    def grade(points, executor=None):
        checks.clear()
        checks.update(points)
        monkeypatch.setattr(task, "fingerprint", lambda _: str(sorted(points.items())))
        job = Job(ASSIGNMENT, ROOT, seed=1, boxed=False)
        return grading.grade(room, job, url, executor or pool.Threads(1), force=False)

    grade.room, grade.url, grade.ran = room, url, tmp_path / "ran"
    monkeypatch.setattr(session, "grade_cells", worth)
    monkeypatch.setattr(task, "open_box", no_box)
    monkeypatch.setenv("RAN", str(grade.ran))
    hand_in(room, 1)
    return grade


def test_who_gained_and_who_lost_is_told_and_nothing_of_a_persons_changes(grade):
    first = grade({"cid": 2.0})
    assert first.regrade is None
    assert "graded again" not in report.summary(first)
    again = grade({"cid": 2.0})
    assert report.summary(again).endswith("so nothing was graded again.")
    grade_by_hand(grade.url)  # bob and cid
    by_hand, ran = by_names(grade.url, ASSIGNMENT), grade.ran.read_text()

    # the check changed; eve has handed in something new meanwhile
    path = grade.room.submitted("eve", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace("# eve 1", "# eve 2", 1))
    told = grade({"cid": 3.0, "dot": 2.5, "eve": 0.0, "fay": 0.5})
    assert told.regrade == Regrade(
        4,
        (Change("dot", "step_1d", 1.0, 2.5), Change("fay", "step_1d", 1.0, 0.5)),
        by_hand=1,
    )
    text = report.summary(told)
    assert "4 graded again, the work being the same (other checks or options, a newer" in text
    assert "1 gained points, 1 lost points. 1 scores entered by hand stay as they are." in text
    assert ["dot", "step_1d", "1", "2.5", "+1.5"] in [
        [word for word in line.split() if word != "│"] for line in text.splitlines()
    ]
    found = json.loads(report.as_json(told))
    assert found["regrade"]["changes"][1] == {
        "student": "fay", "exercise": "step_1d", "before": 1.0, "after": 0.5, "change": -0.5,
    }  # fmt: skip
    assert list(found["refused"]) == ["amy"]
    assert len(grade.ran.read_text().splitlines()) == len(ran.splitlines()) + 5
    now = by_names(grade.url, ASSIGNMENT)
    entered = [[(*row[:3], *row[4:6]) for row in book[0]] for book in (by_hand, now)]
    assert entered[0] == entered[1]
    assert now[1] == by_hand[1]


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_run_that_was_stopped_tells_nobody_half_of_it(grade):
    grade({"dot": 2.0})
    with pytest.raises(KeyboardInterrupt):
        grade({"bob": 2.0, "dot": 3.0, "fay": 4.0}, Interrupted(1))
    path = grade.room.submitted("cid", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace("# cid 1", "# cid 2", 1))
    told = grade({"bob": 2.0, "dot": 3.0, "fay": 4.0})
    assert [(c.student, c.gain) for c in told.regrade.changes] == [
        ("bob", 1.0), ("dot", 1.0), ("fay", 3.0)
    ]  # fmt: skip
    assert told.regrade.students == 4
    assert list((grade.room.folder / "regrades").iterdir()) == []


def test_points_that_wait_for_a_person_are_open():
    regrade = Regrade(2, (Change("amy", "slope", None, 2.0), Change("bob", "slope", 3.0, None)), 0)
    assert regrade.moved() == {"amy": 2.0, "bob": -3.0}
    assert "open" in regraded(regrade)


def test_a_long_table_is_cut():
    changes = tuple(Change(f"s{k:02}", "slope", 1.0, 2.0) for k in range(50))
    lines = regraded(Regrade(50, changes, 0)).splitlines()
    assert lines[-1] == "And 10 more; --json lists all."
    assert regraded(Regrade(50, (), 2)) == (
        "50 graded again, the work being the same (other checks or options, a newer grader, or "
        "--force): nobody gained or lost points. 2 scores entered by hand stay as they are."
    )


def test_a_changed_check_concerns_its_own_assignment_only(monkeypatch):
    names = ("01_slope", "02_descent", "11_optimizers")
    ask, read = task.fingerprint.__wrapped__, Path.read_bytes
    before = {name: ask(name) for name in names}

    def changed(path):
        return read(path) + b"#" * (path.parts[-2:] == ("checks", "descent.py"))

    monkeypatch.setattr(Path, "read_bytes", changed)
    assert [name for name in names if ask(name) != before[name]] == ["02_descent"]
