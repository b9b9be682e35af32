"""Late work in the gradebook: what nbgrader's own step, export and pages make of it, we make."""

import copy
import csv
from datetime import datetime, timedelta

import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.classroom import Classroom
from autograder.database import due_date, prepare
from autograder.errors import UserError
from autograder.extensions import Extension, Late
from autograder.gradebook import ensure_assignment
from autograder.grading import points_for
from autograder.items import CameLate
from autograder.late import LatePolicy
from autograder.layout import CONFIG
from autograder.lms.export import as_csv
from autograder.lms.scores import scores
from autograder.marks import came_late, marks
from autograder.penalties import settle
from autograder.writer import Writer

from .test_gradebook import Course, record_of, rows

NAME = "01_tiny"
STAMPS = {
    "early": "2026-10-05 21:59:00 UTC",
    "grace": "2026-10-05 22:04:00 UTC",
    "day": "2026-10-06 00:30:00 +0200",
    "weeks": "2026-11-01 10:00:00.123456 UTC",
    "longer": "2026-10-07 10:00:00 UTC",
    "odd": "yesterday",
}
DUE = datetime(2026, 10, 5, 22, 0)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    course = Course(root)
    course.root = root
    (root / "solutions").mkdir()
    (root / "solutions" / f"{NAME}.py").touch()
    with (root / CONFIG).open("a", encoding="utf-8") as config:
        config.write("c.LatePolicy.percent_a_day = 10\n")
    return course


class Class:
    """A class with its gradebook in which everybody has 4 points for a check and 2 by hand."""

    def __init__(self, folder, url, course):
        self.room, self.url, self.config = Classroom(folder), url, course.config
        prepare(url)
        self.book = Gradebook(url)
        ensure_assignment(self.book, NAME, course.source, course.config)
        writer = Writer(self.book.engine, NAME)
        writer.write(record_of(student, points=4.0, texts={}) for student in (*STAMPS, "none"))
        for student in (*STAMPS, "none"):
            self.room.submitted(student, NAME).mkdir(parents=True)
            self.by_hand(student, 2.0)
        for student, stamp in STAMPS.items():
            self.stamp(student).write_text(stamp)

    def stamp(self, student):
        return self.room.submitted(student, NAME) / "timestamp.txt"

    def by_hand(self, student, score):
        grade = self.book.find_grade("answer-why", NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        self.book.db.commit()

    def late(self, extensions=None, **policy):
        """The usual policy (10 % a day, 5 minutes' grace, half is kept), changed by `policy`."""
        usual = {"due": {NAME: "2026-10-06 00:00"}, "time_zone": "Europe/Berlin"}
        usual |= {"grace_minutes": 5, "percent_a_day": 10, "keep_percent": 50} | policy
        config = copy.deepcopy(self.config)  # the course's own
        config.LatePolicy.merge(usual)
        return Late(config, LatePolicy(config=config), self.room.folder / "x.csv", extensions)

    def settle(self, late, read_times=True):
        remarks = settle(self.book.engine, NAME, late, self.room if read_times else None)
        self.book.db.rollback()  # see what was written
        return remarks

    def penalties(self):
        return {
            submission.student_id: submission.late_submission_penalty
            for submission in self.book.assignment_submissions(NAME)
        }


@pytest.fixture
def class_(tmp_path, new_database, course):
    made = Class(tmp_path / "class", new_database(), course)
    yield made
    made.book.close()


def test_nbgraders_own_step_export_and_pages_say_the_same(class_, course, tmp_path):
    given = {("longer", NAME): Extension(2, more=timedelta(days=1)), ("zoe", NAME): Extension(3)}
    late = class_.late(given)
    unreadable, absent = class_.settle(late)
    assert unreadable.startswith("Nobody knows when odd handed in")
    assert absent.startswith("Nothing of zoe is graded")
    taken = {"early": 0, "grace": 0, "day": 0.6, "weeks": 3, "longer": 0.6, "odd": 0, "none": 0}
    assert class_.penalties() == taken
    assert due_date(class_.url, NAME) == DUE
    assert came_late(class_.book.engine, NAME) == (
        CameLate("weeks", 26.5 * 86400 + 0.123456, 3.0), CameLate("longer", 43200.0, 0.6),
        CameLate("day", 1800.0, 0.6), CameLate("grace", 240.0, 0.0),
    )  # fmt: skip
    longer = class_.book.find_submission(NAME, "longer")
    assert (longer.extension, longer.total_seconds_late) == (timedelta(days=1), 12 * 3600)
    before = rows(class_.book)
    class_.settle(late)
    assert rows(class_.book) == before, "the same again changes no row"
    for student in ("grace", "day", "longer", "none"):
        names = {"notebook": NAME, "assignment": NAME, "student": student, "db_url": class_.url}
        AssignLatePenalties(config=late.config).preprocess(new_notebook(), {"nbgrader": names})
    assert rows(class_.book) == before, "nbgrader's own step leaves the same"

    found = scores(class_.book.engine, NAME)
    why = {s.student: late.policy.sentence(s.late) for s in found if s.late}
    assert why["day"] == (
        "0.6 points were taken off because this came 30 minutes after it was due, 6 October 2026, "
        "00:00 (Europe/Berlin): 10 % of the points earned for each day begun, 1 day."
    )
    assert "your extension included" in why["longer"]
    ours = {row["student"]: row for row in csv.DictReader(as_csv(NAME, found, why).splitlines())}
    CsvExportPlugin(to=str(tmp_path / "grades.csv")).export(class_.book)
    with (tmp_path / "grades.csv").open() as file:
        for row in csv.DictReader(file):
            mine = ours.pop(row["student_id"])
            assert float(mine["score"]) == float(row["score"])
            assert float(mine["late_penalty"]) == float(row["late_submission_penalty"])
            held = marks(class_.book, NAME, row["student_id"]).late
            assert mine["why"] == (late.policy.sentence(held) if held else "")
    assert ours == {}

    class_.by_hand("day", 1.0)  # points that a person gives later count, too
    class_.settle(late, read_times=False)
    assert class_.penalties() == taken | {"day": 0.5}

    # what goes to the LMS, under the policy of the course's own file: no grace, in UTC
    def points(kind, roster):
        (tmp_path / "roster.csv").write_text(roster)
        place = tmp_path / "roster.csv"
        return points_for(kind, class_.room, course.root, class_.url, NAME, place)

    sentence = (
        "0.5 points were taken off because this came 30 minutes after it was due, 5 October 2026, "
        "22:00 (UTC): 10 % of the points earned for each day begun, 1 day."
    )
    text, remarks = points("canvas", "Student,ID,SIS Login ID,Section\nDay,1,day,A\n")
    assert text.splitlines()[1] == "Day,1,day,A,4.5"
    assert f"day: {sentence}" in remarks
    text, _ = points(
        "moodle",
        "Identifier,Full name,Email address,Grade,Feedback comments\n"
        "Participant 1,Day,day,,\nParticipant 2,Early,early,,\nParticipant 3,Gr,grace,,Well done\n",
    )
    assert [row[3:] for row in csv.reader(text.splitlines()[1:])] == [
        ["4.5", sentence], ["6", ""], ["5.4", "Well done"]
    ]  # fmt: skip


def test_what_is_not_said_stays_as_it_is_in_the_gradebook(class_):
    class_.book.grant_extension(NAME, "weeks", weeks=8)
    class_.settle(class_.late())
    assert class_.penalties()["weeks"] == 0, "no list: nbgrader's own extensions count"
    class_.settle(class_.late(extensions={}))
    assert class_.penalties()["weeks"] == 3
    class_.settle(class_.late(due={}))
    assert class_.penalties()["day"] == 0.6, "no date: nbgrader's own counts"
    class_.book.update_or_create_assignment(NAME, duedate=None)
    class_.stamp("day").write_text("1999-01-01 00:00:00 UTC")
    class_.stamp("early").unlink()
    (remark,) = class_.settle(class_.late({("weeks", NAME): Extension(2)}, due={}))
    assert remark.startswith("01_tiny has no due date, so that weeks cannot have longer")
    assert set(class_.penalties().values()) == {0}
    when = class_.book.find_submission(NAME, "day").timestamp
    assert when == datetime(2026, 10, 5, 22, 30), "without a due date no time is read"


def test_what_is_odd_costs_nobody_points(class_):
    class_.stamp("day").unlink()
    class_.stamp("day").symlink_to(class_.stamp("weeks"))
    class_.stamp("grace").unlink()
    class_.stamp("grace").mkdir()
    class_.stamp("weeks").write_text("2026-11-01 00:00:00 " + 10_000 * "9")
    (remark,) = class_.settle(class_.late())
    assert "when day, grace, odd, weeks handed in" in remark
    assert set(class_.penalties().values()) == {0, 1.2}

    # a notebook that was refused came late; what is graded is an earlier one
    class_.stamp("early").write_text("2026-10-09 12:00:00 UTC")
    writer = Writer(class_.book.engine, NAME)
    writer.want({"early": "3" * 64})
    writer.write([record_of("early", version="3" * 64) | {"outcome": "refused"}])
    class_.settle(class_.late())
    assert class_.penalties()["early"] == 0
    writer.want({"early": "4" * 64})
    writer.write([record_of("early", points=4.0, texts={}, version="4" * 64)])
    class_.settle(class_.late())
    assert class_.penalties()["early"] == 2.4

    before = rows(class_.book)
    given = {("day", NAME): Extension(2, until=DUE - timedelta(minutes=1))}
    with pytest.raises(UserError, match=r"Line 2 of .*write one after 2026-10-06 00:00"):
        class_.settle(class_.late(given))
    assert rows(class_.book) == before
