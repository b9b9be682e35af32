"""Grading on other machines: real processes under TLS, killed while they are at work.

What is killed, and when, is drawn from DOWNSLOPE_SEED (default 1).
"""

import json
import os
import random
import shutil
import signal
from dataclasses import replace

import pytest
from sqlalchemy import text

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

from autograder import cluster, grading, pool
from autograder.box import Limits
from autograder.classroom import Classroom
from autograder.cluster import connect, make_credentials
from autograder.database import entries, opened
from autograder.errors import UserError
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job
from autograder.store import Store
from tests.boxes import needs_box
from tests.cluster import Machines
from tests.gradebooks import by_names

pytestmark = [
    needs_box,
    # Dask's own: its sockets are closed by whoever collects them.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
ROOT, ASSIGNMENT, STUDENTS = find_root(), "01_slope", 6
SEED = int(os.environ.get("DOWNSLOPE_SEED", "1"))
DESK = Desk(ROOT, ASSIGNMENT)


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    with Machines(tmp_path_factory.mktemp("machines")) as started:
        yield started


@pytest.fixture(scope="module")
def two_workers(machines):
    """The machines, when two workers have begun there."""
    machines.add_worker(), machines.add_worker()
    return machines


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A class that was graded here, and the folder of what it handed in."""
    desk, room = DESK, Classroom(tmp_path_factory.mktemp("class") / "class")
    texts = {f"key{k}": json.dumps(desk.key({"step_1d": f"# {k}"})) for k in range(STUDENTS - 3)}
    texts |= {name: json.dumps(desk.only(name)) for name in ("step_1d", "downhill_direction")}
    texts |= {"blank": json.dumps(desk.blank()), "torn": json.dumps(desk.blank())[:500]}
    for student, notebook in texts.items():
        place = room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(notebook, encoding="utf-8")
    handed_in = shutil.copytree(room.folder, room.folder.with_name("handed_in"))
    grading.grade(room, job(), room.db_url, pool.Threads(1), force=False)
    return room, handed_in


@pytest.fixture
def room(class_, tmp_path):
    """The same class, not graded yet."""
    return Classroom(shutil.copytree(class_[1], tmp_path / "class"))


def job():
    return Job(ASSIGNMENT, ROOT, seed=5, pictures=False)


def there(machines):
    return connect(machines.address, machines.tls, None, 120)


def kept(room):
    """All that is kept of the class, without the moment."""
    records = {s: room.load_record(s, ASSIGNMENT) for s in room.students(ASSIGNMENT)}
    for record in records.values():
        del record["timestamp"]
    return records, entries(room.db_url, ASSIGNMENT), by_names(room.db_url, ASSIGNMENT)


def test_addresses_and_certificates_are_refused_before_anything_runs(machines, tmp_path):
    make_credentials(tmp_path / "other")
    for address, tls, words in (
        (machines.address.replace("tls", "tcp"), machines.tls, "starts with tls://"),
        (machines.address, None, "autograder tls FOLDER"),
        (machines.address, tmp_path / "other", "There is no scheduler .* for this certificate"),
        ("slurm:nowhere.toml", None, "cannot be described"),
    ):
        with pytest.raises(UserError, match=words):
            connect(address, tls, None, 120)
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o700
    with pytest.raises(UserError, match="holds a certificate already"):
        make_credentials(tmp_path / "other")


def test_a_scheduler_without_workers_is_said_to_be_that(machines, monkeypatch):
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 0.1)
    with pytest.raises(UserError, match="has had no worker for 0 seconds; start some"):
        connect(machines.address, machines.tls, None, 120)


def test_a_class_on_two_workers_is_graded_as_here(two_workers, class_, room, tmp_path):
    cache = Store(tmp_path)
    tally = grading.grade(room, job(), room.db_url, there(two_workers), force=False, cache=cache)
    assert (tally.graded, len(tally.refused)) == (STUDENTS, 1)
    assert kept(room) == kept(class_[0])
    assert len([*tmp_path.glob("cache/*/*")]) == STUDENTS, "workers like this one fill the cache"


HOSTILE = {  # what step_1d does -> the outcome of its check
    "kills": ("import os\n    os.kill(os.getpid(), 9)", "died"),
    "hangs": ("import time\n    time.sleep(1000)", "timed_out"),
    "forks": (
        "import os, time\n    while True:\n        try:\n            os.fork()\n"
        "        except OSError:\n            time.sleep(1000)",
        "timed_out",
    ),
}


def test_hostile_submissions_cost_themselves_and_no_worker(two_workers, class_, tmp_path):
    room, handed_in = Classroom(tmp_path / "class"), class_[1]
    honest = room.submitted("key0", ASSIGNMENT)
    shutil.copytree(handed_in / honest.relative_to(room.folder), honest)
    for student, (body, _) in HOSTILE.items():
        text = json.dumps(DESK.key({"step_1d": f"def step_1d(x, slope, lr):\n    {body}\n"}))
        place = room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(text, encoding="utf-8")
    executor = there(two_workers)
    before = set(executor.client.scheduler_info()["workers"])
    limits = Limits(cell_seconds=6, call_seconds=2)
    tally = grading.grade(room, replace(job(), limits=limits), room.db_url, executor, force=False)
    assert (tally.graded, tally.refused) == (4, [])
    for student, (_, outcome) in HOSTILE.items():
        record = room.load_record(student, ASSIGNMENT)
        outcomes = {check["function"]: check["outcome"] for check in record["checks"]}
        assert outcomes.pop("step_1d") == outcome
        assert set(outcomes.values()) == {"passed"}, student
    here, got = (r.load_record("key0", ASSIGNMENT) for r in (class_[0], room))
    assert {**got, "timestamp": ""} == {**here, "timestamp": ""}
    assert [worker.poll() for worker in two_workers.workers] == [None, None]
    executor = there(two_workers)
    assert set(executor.client.scheduler_info()["workers"]) == before
    executor.shutdown()


def test_workers_that_never_answer_are_noticed_and_cost_nobody_points(two_workers, class_, room):
    executor = connect(two_workers.address, two_workers.tls, None, 120)
    executor.patience = 0.2
    for worker in two_workers.workers:
        two_workers.kill(worker, signal.SIGSTOP)
    tally = grading.grade(room, job(), room.db_url, executor, force=False)
    for worker in two_workers.workers:
        two_workers.kill(worker, signal.SIGCONT)
    assert (tally.graded, len(tally.refused)) == (0, STUDENTS + 1)
    assert sum("No worker came back" in reason for _, reason in tally.refused) == STUDENTS
    with opened(room.db_url) as engine, engine.connect() as connection:
        assert connection.execute(text("select * from grade")).all() == []
    tally = grading.grade(room, job(), room.db_url, there(two_workers), force=False)
    assert kept(room) == kept(class_[0])


class Fatal:
    """An executor during whose n-th submission something happens."""

    def __init__(self, executor, n, happen):
        self.executor, self.left, self.happen = executor, n, happen

    def submit(self, *args):
        self.left -= 1
        future = self.executor.submit(*args)
        if self.left == 0:
            self.happen()
        return future

    def __getattr__(self, name):
        return getattr(self.executor, name)


def test_a_worker_is_killed_and_another_takes_over(two_workers, class_, room):
    n = random.Random(SEED).randint(1, STUDENTS)
    executor = Fatal(there(two_workers), n, lambda: two_workers.kill(two_workers.workers[0]))
    grading.grade(room, job(), room.db_url, executor, force=False)
    assert kept(room) == kept(class_[0])


def test_the_scheduler_is_killed_and_the_rest_can_be_graded_anywhere(two_workers, class_, room):
    n = random.Random(SEED).randint(2, STUDENTS)
    executor = Fatal(there(two_workers), n, lambda: two_workers.kill(two_workers.scheduler))
    with pytest.raises(UserError, match=r"scheduler was lost.*goes on with the rest"):
        grading.grade(room, job(), room.db_url, executor, force=False)
    done = entries(room.db_url, ASSIGNMENT)
    assert all(entry.key for entry in done.values() if entry.outcome == "graded")
    grading.grade(room, job(), room.db_url, pool.Threads(1), force=False)  # or with a new one
    assert kept(room) == kept(class_[0])
