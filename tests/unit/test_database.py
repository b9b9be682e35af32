"""Opening the database: made once by however many, and one grading run at a time."""

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import quote_plus

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from autograder.database import INDEXED, explained, only_run, prepare, unusable
from autograder.errors import UserError

PREPARE = """
import os, sys
from autograder.database import prepare  # takes seconds, so one process does it for all four
children = []
for _ in range(3):
    children.append(os.fork())
    if not children[-1]:
        children = []
        break
prepare(sys.argv[1])
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
"""
HOLD = """
import sys
from autograder.database import only_run
with only_run(sys.argv[1], "01_tiny"):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_preparing_twice_and_after_an_interruption(new_database):
    url = new_database()
    prepare(url)
    with Gradebook(url) as gb:
        version = gb.db.execute(text("select version_num from alembic_version")).scalar_one()
        gb.db.execute(text("drop table alembic_version"))
        gb.db.commit()
    prepare(url)
    with Gradebook(url) as gb:
        again = gb.db.execute(text("select version_num from alembic_version")).scalar_one()
    assert again == version


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "sqlite:////proc/none/gradebook.db"])
def test_a_place_that_cannot_be_used_gets_one_sentence(url):
    with pytest.raises(UserError, match="--db") as refusal:
        prepare(url)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        (
            "postgres://ada@host/course",
            "give --db a URL like sqlite:///class/gradebook.db or postgresql",
        ),
        ("postgresql+psycopg://ada@127.0.0.1:1/course", "its server runs and knows user, password"),
        ("postgresql+pg8000://ada@host/course", r"pip install -e '\.\[postgres\]'"),
        ("sqlite:////proc/none/gradebook.db", "name a database that you may write"),
    ],
)
def test_what_is_wrong_with_a_place_has_its_own_remedy(url, remedy):
    pytest.importorskip("psycopg")
    with pytest.raises(UserError, match=remedy):
        prepare(url)


def ask(place, *questions, **how):
    with closing(sqlite3.connect(place, **how)) as connection:
        for question in questions:
            connection.execute(question)


def locked(place):
    with closing(sqlite3.connect(place)) as mine:
        mine.execute("begin exclusive")
        ask(place, "select * from student", timeout=0)


def malformed(place):
    place.write_bytes(place.read_bytes()[:8192] + b"\xff" * 40_000)
    ask(place, "select * from student")


def no_database(place):
    place.write_bytes(b"This is no database. " * 1000)
    ask(place, "select * from student")


def full(place):
    ask(place, "pragma max_page_count = 1", "create table more as select zeroblob(1000000)")


def read_only(place):
    ask(f"file:{place}?mode=ro", "delete from student", uri=True)


def another_version(place):
    ask(place, "select shoe_size from student")


@pytest.mark.parametrize(
    ("damage", "remedy"),
    [
        (locked, r"is locked\); close what else uses it \(formgrader, a second run\) and repeat"),
        (malformed, r"malformed\); put a backup of it back, or move it aside: then grading makes"),
        (no_database, r"not a database\); put a backup of it back, or move it aside"),
        (full, r"is full\); make room on its disk and repeat the command"),
        (read_only, r"readonly database\); make it and its folder writable and repeat"),
        (another_version, r"no such column: shoe_size\); it is damaged, or of another version"),
    ],
)
def test_each_cause_has_its_own_remedy(tmp_path, damage, remedy):
    place = tmp_path / "gradebook.db"
    prepare(f"sqlite:///{place}")
    with pytest.raises(sqlite3.DatabaseError) as problem:
        damage(place)
    error = DatabaseError("select", {}, problem.value)
    for told in (unusable(error), refusal(error)):
        assert re.search(remedy, str(told))
        assert "--db" not in str(told)
        assert "\n" not in str(told)


def refusal(error):
    with pytest.raises(UserError) as told, explained("sqlite:///class/gradebook.db"):
        raise error
    return told.value


def test_a_password_is_not_shown():
    with pytest.raises(UserError) as refusal:
        prepare("sqlite://amy:secret@host/x")
    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_database(tmp_path):
    place = tmp_path / "gradebook.db"
    place.write_text("This is not a database. " * 100)
    with pytest.raises(UserError, match="not a database"):
        prepare(f"sqlite:///{place}")


def test_many_may_prepare_at_once(new_database):
    url = new_database()
    command = [sys.executable, "-c", PREPARE, url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    engine = create_engine(url)
    tables = inspect(engine)
    for table, column in INDEXED.items():
        assert [column] in [index["column_names"] for index in tables.get_indexes(table)]
    with engine.connect() as connection:
        assert len(connection.execute(text("select * from alembic_version")).all()) == 1
    engine.dispose()


def test_one_run_at_a_time_and_a_killed_one_holds_nobody_up(new_database):
    url = new_database()
    prepare(url)
    command = [sys.executable, "-c", HOLD, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(UserError, match="Another run"), only_run(url, "01_tiny"):
            pass
        with only_run(url, "02_other"):  # another assignment may go on beside it
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with only_run(url, "01_tiny"):
        pass


@pytest.mark.parametrize("change", [{"port": 1}, {"database": "none"}, {"username": "nobody"}])
def test_no_password_is_shown_when_a_server_refuses(postgres_server, change):
    url = make_url(postgres_server.url(f"secrets-{'-'.join(change)}")).set(**change)
    with pytest.raises(UserError, match="cannot be opened") as refusal:
        prepare(url.render_as_string(hide_password=False))
    said = f"{refusal.value} {refusal.value.__cause__}"
    assert postgres_server.password not in said
    assert quote_plus(postgres_server.password) not in said


def test_a_gradebook_on_postgresql_is_one_for_nbgrader(postgres_server):
    url = postgres_server.url("for_nbgrader")
    prepare(url)
    with Gradebook(url) as gb:
        gb.add_student("amy")
        assert [student.id for student in gb.students] == ["amy"]
