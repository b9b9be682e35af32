"""The driver and the database at fault: whatever happens, the same command ends with the same book.

DOWNSLOPE_ROUNDS sets how many runs are killed on each database (default 2), DOWNSLOPE_SEED which.
"""

import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import text

from autograder import grading, pool, writer
from autograder.classroom import Classroom
from autograder.database import entries, only_run, opened
from autograder.errors import UserError
from autograder.layout import find_root
from autograder.session import Job
from tests.gradebooks import by_names

from . import rounds
from .rounds import ASSIGNMENT, STUDENTS

ROOT = find_root()
ROUNDS = int(os.environ.get("DOWNSLOPE_ROUNDS", "2"))
SEED = int(os.environ.get("DOWNSLOPE_SEED", "1"))


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    """Where the gradebook of an undisturbed run is kept, for both databases to compare with."""
    return tmp_path_factory.mktemp("serial") / "serial.json"


def test_killed_at_any_moment_the_same_command_goes_on(new_database, serial, tmp_path):
    seeds = [str(SEED * 1000 + k) for k in range(ROUNDS)]
    command = [sys.executable, "-m", "tests.faults.rounds", str(tmp_path / "room"), new_database()]
    done = subprocess.run(
        [*command, str(serial), *seeds], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [str(line["seed"]) for line in told] == seeds


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A class that has handed in, and no boxes."""
    return rounds.handed_in(tmp_path, monkeypatch)


@pytest.fixture
def undisturbed(room, tmp_path):
    """The gradebook by names of the same class, graded in peace."""
    twin = Classroom(shutil.copytree(room.folder, tmp_path / "twin"))
    grade(twin)
    return by_names(twin.db_url, ASSIGNMENT)


def grade(room, url=None, executor=None):
    job = Job(ASSIGNMENT, ROOT, seed=1, boxed=False)
    return grading.grade(room, job, url or room.db_url, executor or pool.Threads(1), force=False)


class Disturbed(pool.Threads):
    """Threads; just before the third submission is handed out something happens."""

    def __init__(self, happen):
        super().__init__(1)
        self.left, self.happen = 3, happen

    def submit(self, *args):
        self.left -= 1
        if self.left == 0:
            self.happen()
        return super().submit(*args)


def test_the_database_is_stopped_hard_and_started_again(room, undisturbed, postgres_server):
    url = postgres_server.url(f"restart-{uuid.uuid4()}")

    def power_cut():
        postgres_server.stop("immediate")
        postgres_server.start()

    grade(room, url, Disturbed(power_cut))
    assert by_names(url, ASSIGNMENT) == undisturbed


def test_a_server_that_stays_away_is_named_and_the_same_command_goes_on(
    room, undisturbed, postgres_server, monkeypatch
):
    url, naps = postgres_server.url(f"away-{uuid.uuid4()}"), []
    monkeypatch.setattr(writer, "time", SimpleNamespace(sleep=naps.append))
    with pytest.raises(UserError, match=r"see that its server runs.*repeat the command"):
        grade(room, url, Disturbed(lambda: postgres_server.stop("immediate")))
    assert naps == list(writer.PAUSES), "and is waited for before"
    try:
        with pytest.raises(UserError, match="see that its server runs and knows"):
            grade(room, url)
    finally:
        postgres_server.start()
    grade(room, url)
    assert by_names(url, ASSIGNMENT) == undisturbed


def test_all_connections_are_cut(room, undisturbed, postgres_server):
    url = postgres_server.url(f"cut-{uuid.uuid4()}")

    def cut():
        everybody = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> "
        with opened(url) as engine, engine.connect() as connection:
            connection.execute(text(f"{everybody} pg_backend_pid() and datname is not null"))

    grade(room, url, Disturbed(cut))
    assert by_names(url, ASSIGNMENT) == undisturbed


OTHERS = "pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"


class Crowd:
    """Others who use a server that allows few connections."""

    def __init__(self, url):
        self.url, self.held = url.replace("+psycopg", ""), []

    def take_all(self):
        """Cut whoever is connected, and take every connection there is."""
        self.held.append(psycopg.connect(self.url, autocommit=True))
        self.held[0].execute(f"select pg_terminate_backend(pid) from {OTHERS}")
        self.wait_for_the_others()
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                self.held.append(psycopg.connect(self.url))

    def leave(self):
        while len(self.held) > 1:
            self.held.pop().close()
        for last in self.held:
            self.wait_for_the_others()
            last.close()
        self.held.clear()

    def wait_for_the_others(self):
        """A connection that was closed or cut is gone a moment later."""
        while self.held[0].execute(f"select count(*) from {OTHERS}").fetchone()[0]:
            pass


@pytest.fixture
def crowd(postgres_server):
    postgres_server.stop()
    postgres_server.start(connections=12)
    crowd = Crowd(postgres_server.url(f"crowd-{uuid.uuid4()}"))
    yield crowd
    crowd.leave()
    postgres_server.stop()
    postgres_server.start()


def test_a_server_without_a_connection_left_is_told_and_later_all_is_graded(
    room, undisturbed, crowd
):
    url = crowd.url.replace("postgresql:", "postgresql+psycopg:")
    crowd.take_all()
    with pytest.raises(UserError, match=r"has no connection left .* raise its max_connections"):
        grade(room, url)
    crowd.leave()
    grade(room, url)
    assert by_names(url, ASSIGNMENT) == undisturbed


def test_connections_that_run_out_during_a_run_are_waited_for(
    room, undisturbed, crowd, monkeypatch
):
    url, naps = crowd.url.replace("postgresql:", "postgresql+psycopg:"), []

    def nap(seconds):  # the first is for connections that were cut, the second for none left
        naps.append(seconds)
        if len(naps) == 2:
            crowd.leave()

    monkeypatch.setattr(writer, "time", SimpleNamespace(sleep=nap))
    grade(room, url, Disturbed(crowd.take_all))
    assert naps == list(writer.PAUSES[:2])
    assert by_names(url, ASSIGNMENT) == undisturbed


def test_a_second_run_is_told_and_changes_nothing(room, undisturbed):
    second = []

    def another():
        with pytest.raises(UserError, match="Another run is grading 01_slope"):
            grade(room)
        second.append(True)

    grade(room, executor=Disturbed(another))
    assert second
    assert by_names(room.db_url, ASSIGNMENT) == undisturbed


@pytest.mark.parametrize("limit", [6_000, 120_000])
def test_a_full_disk_gets_one_sentence_and_corrupts_nothing(room, undisturbed, limit):
    # First the graded notebooks do not fit, then the database; no file may grow beyond `limit`.
    if limit > 100_000:
        grading.prepare(room.db_url)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises((UserError, OSError)) as refusal:
            grade(room)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "\n" not in str(refusal.value)
    with sqlite3.connect(room.folder / "gradebook.db") as book:
        assert book.execute("pragma integrity_check").fetchone() == ("ok",)
    for path in (room.folder / "records").rglob("*.json"):
        json.loads(path.read_text())
    grade(room)
    assert by_names(room.db_url, ASSIGNMENT) == undisturbed


def test_forged_and_absurd_times_change_nothing(room, undisturbed, tmp_path):
    stamps = ("1999-01-01 00:00:00 UTC", "2999-12-31 23:59:59 UTC", "yesterday", "")
    for student, stamp in zip(STUDENTS, stamps, strict=False):
        folder = room.submitted(student, ASSIGNMENT)
        (folder / "timestamp.txt").write_text(stamp)
        moment = 32_000_000_000 if stamp.startswith("2999") else 0
        os.utime(folder / f"{ASSIGNMENT}.ipynb", (moment, moment))
    grade(room)
    assert by_names(room.db_url, ASSIGNMENT) == undisturbed
    ran = Path(os.environ["RAN"]).read_text()
    for student in STUDENTS:
        os.utime(room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb")
    assert len(grade(room)) == len(STUDENTS)
    assert Path(os.environ["RAN"]).read_text() == ran


def test_nothing_asks_what_time_it_is_but_to_show_it():
    shown = {"session.py", "feedback.py", "report_page.py", "receipt.py"}
    engine = {*(ROOT / "autograder").glob("*.py"), *(ROOT / "autograder/lms").glob("*.py")}
    for path in engine:
        source = path.read_text(encoding="utf-8")
        assert "time.time(" not in source, path.name
        assert "datetime.now(" not in source or path.name in shown, path.name


def test_a_run_that_does_nothing_changes_no_row_and_no_file(room):
    grade(room)
    held, files = entries(room.db_url, ASSIGNMENT), {
        path: path.read_bytes() for path in room.folder.rglob("*") if path.is_file()
    }  # fmt: skip
    grade(room)
    assert entries(room.db_url, ASSIGNMENT) == held
    assert {p: p.read_bytes() for p in room.folder.rglob("*") if p.is_file()} == files
    with only_run(room.db_url, ASSIGNMENT):
        pass
