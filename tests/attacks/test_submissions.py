"""A class in which everybody cheats: no trick gains a point, and the rest of the class is graded.

Every attacker has solved one function honestly and attacks the others.
"""

import json
import os

import pytest

from autograder import attacks, grading
from autograder.box import Limits, box_problem
from autograder.classroom import Classroom
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job

pytestmark = pytest.mark.skipif(box_problem() is not None, reason=f"no box here: {box_problem()}")

ASSIGNMENT = "01_slope"
HONEST = "step_1d"
HONEST_POINTS = 4.0
# These sabotage the attacker's own notebook so thoroughly that the honest function is lost, too.
SELF_DEFEATING = {"input_transformer", "patched_run_cell", "shadowed_builtins"}
REFUSED = {"broken_json", "empty_file", "fifty_megabytes", "symbolic_link", "fifo"}


@pytest.fixture(scope="module")
def class_of_cheats(tmp_path_factory):
    """Grade one submission for each attack, a key and a blank; return (classroom, records)."""
    root = find_root()
    desk = Desk(root, ASSIGNMENT)
    room = Classroom(tmp_path_factory.mktemp("class"))

    def path_of(student):
        folder = room.submitted(student, ASSIGNMENT)
        folder.mkdir(parents=True)
        return folder / f"{ASSIGNMENT}.ipynb"

    def hand_in(student, notebook):
        data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        path_of(student).write_bytes(data)

    for name, attack in attacks.KNOWN.items():
        hand_in(name, attack.make(desk.only(HONEST)))
    hand_in("the_key", desk.key())
    hand_in("the_blank", desk.blank())
    key = room.submitted("the_key", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    path_of("symbolic_link").symlink_to(key)
    os.mkfifo(path_of("fifo"))
    limits = Limits(call_seconds=1, cell_seconds=5, memory_bytes=1 << 30)
    job = Job(ASSIGNMENT, root, limits=limits)
    records = grading.grade(room, job, room.db_url, workers=2, force=False)
    grading.write_feedback(room, ASSIGNMENT, room.db_url)
    return room, {record["student"]: record for record in records}


def test_everybody_is_graded_or_refused_with_a_page(class_of_cheats):
    room, records = class_of_cheats
    assert {s for s, r in records.items() if r["outcome"] == "refused"} == REFUSED
    for student, record in records.items():
        assert room.feedback(student, ASSIGNMENT).is_file()
        assert bool(record["reason"]) == (record["outcome"] == "refused")


@pytest.mark.parametrize("name", sorted(set(attacks.KNOWN) - REFUSED))
def test_no_attack_gains_a_point(class_of_cheats, name):
    record = class_of_cheats[1][name]
    if name in SELF_DEFEATING:
        assert record["score"] in (0.0, HONEST_POINTS)
    else:
        assert record["score"] == HONEST_POINTS, record["checks"]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_read_scores_nothing(class_of_cheats, name):
    assert class_of_cheats[1][name]["score"] == 0.0


def test_the_rest_of_the_class_gets_what_it_deserves(class_of_cheats):
    records = class_of_cheats[1]
    assert records["the_key"]["score"] == records["the_key"]["max_score"]
    assert records["the_blank"]["score"] == 0.0


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("endless_loop", "timed_out"),
        ("ends_the_interpreter", "died"),
        ("takes_ten_gigabytes", "out_of_memory"),
        ("prints_200_megabytes", "raised"),
    ],
)
def test_the_outcome_names_what_happened(class_of_cheats, name, outcome):
    outcomes = {c["function"]: c["outcome"] for c in class_of_cheats[1][name]["checks"]}
    assert outcomes.pop(HONEST) == "passed"
    assert set(outcomes.values()) == {outcome}


def test_nothing_of_the_students_markup_reaches_a_page(class_of_cheats):
    room, records = class_of_cheats
    for student in records:
        page = room.feedback(student, ASSIGNMENT).read_text(encoding="utf-8")
        assert "<script" not in page.lower()
