"""However a command ends: one sentence, and an exit status that says how."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder import remedies, tables
from autograder.database import prepare
from autograder.layout import find_root
from autograder.remedies import sentence

ROOT = find_root()


@pytest.fixture
def room(tmp_path):
    """A class of one that has handed in."""
    folder = tmp_path / "submitted/ada/01_slope"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "solutions/01_slope/01_slope.ipynb", folder)
    return tmp_path


@pytest.fixture
def scored(room):
    """The same, with a gradebook in which thousands have 0 points."""
    url = f"sqlite:///{room}/gradebook.db"
    prepare(url)
    many = range(3000)
    with Gradebook(url) as gb:
        gb.add_assignment("01_slope")
        notebook = gb.add_notebook("01_slope", "01_slope").id
        assignment = gb.find_assignment("01_slope").id
        for table, rows in (
            (tables.students, [{"id": f"é{k}"} for k in many]),
            (tables.hand_ins, [{"id": f"{k}", "assignment_id": assignment, "student_id": f"é{k}"}
                               for k in many]),
            (tables.copies, [{"id": f"{k}", "assignment_id": f"{k}", "notebook_id": notebook}
                             for k in many]),
        ):  # fmt: skip
            gb.db.execute(table.insert(), rows)
        gb.db.commit()
    return room


def shell(line, room, **environment):
    """Run a line of sh in which `autograder` is the command; (exit status, stdout, stderr)."""
    line = line.replace("autograder", f"{sys.executable} -m autograder").replace("ROOM", str(room))
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, cwd=ROOT, env=os.environ | environment
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_an_unforeseen_error_is_one_sentence_and_its_traceback_is_to_be_had(room):
    (room / "blobs-url").write_bytes(b"\xff\xfe")
    line = "autograder grade 01_slope --class ROOM --unboxed"
    status, out, err = shell(line, room)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("autograder: an unforeseen error (UnicodeDecodeError: 'utf-8' codec can")
    assert "nothing is lost: repeat the command" in err
    status, _, err = shell(line, room, DOWNSLOPE_TRACEBACK="1")
    assert status == 1
    assert err.startswith("Traceback (most recent call last):\n")


def test_a_gradebook_that_lacks_a_column_is_said_to_be_that(scored):
    with closing(sqlite3.connect(scored / "gradebook.db")) as book:
        book.execute("alter table grade drop column extra_credit")
    status, out, err = shell("autograder export 01_slope --class ROOM", scored)
    assert (status, out) == (2, "")
    assert (
        "cannot be used (no such column: grade.extra_credit); it is damaged, or of another" in err
    )
    assert err.count("\n") == 1


def test_usage_stays_clicks_own(room):
    status, _, err = shell("autograder grade 01_slope --no-such-option", room)
    assert status == 2
    assert "No such option" in err


def test_a_reader_who_has_enough_ends_it_quietly(scored):
    line = "autograder export 01_slope --class ROOM | head -1"
    assert shell(line, scored) == (
        0,
        "assignment,student,score,max_score,open,late_penalty,why\r\n",
        "",
    )


def test_points_are_utf_8_whatever_the_locale(scored):
    ascii = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    for environment in (ascii, {"PYTHONIOENCODING": "latin-1"}):
        status, out, err = shell("autograder export 01_slope --class ROOM", scored, **environment)
        assert (status, err) == (0, "")
        assert "01_slope,é0,0,0,0,0," in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_a_full_disk_behind_the_screen(scored):
    status, _, err = shell("autograder export 01_slope --class ROOM > /dev/full", scored)
    assert status == 2
    assert err == (
        "autograder: There is no room (No space left on device); make room and repeat the command: "
        "what is graded is not graded twice.\n"
    )


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_files_of_ours(room, closed):
    line = f"autograder grade 01_slope --class ROOM --unboxed --no-figures {closed}; echo $?"
    status, out, err = shell(line, room)
    assert (status, err) == (0, "")
    assert out.endswith("0\n")
    assert (room / "records/01_slope/ada.json").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_words_and_with_the_status_that_shells_expect(room, number):
    """It comes before the first submission."""
    fifo = room / "secret-seed"
    os.mkfifo(fifo)  # the run waits here
    command = [sys.executable, "-m", "autograder", "grade", "01_slope", "--unboxed", "--class"]
    heard = partial(signal.signal, number, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(
            [*command, str(room)], cwd=ROOT, stdout=pipe, stderr=pipe, text=True, preexec_fn=heard
        ) as run,
        fifo.open("w"),  # as soon as the run reads it
    ):
        run.send_signal(number)
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (128 + number, "")
    assert err == (
        "autograder: stopped. Nothing half-written is left behind; the same command goes on.\n"
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "There is no room for PLACE ("),
        (errno.EROFS, "PLACE lies where nothing can be written ("),
        (errno.EISDIR, "PLACE is a folder where a file should be ("),
        (errno.ENOENT, "PLACE is not there ("),
        (errno.ENOTDIR, "PLACE leads through a file as if that were a folder ("),
        (errno.EACCES, "PLACE cannot be written ("),
        (errno.EIO, "PLACE: Input/output error; nothing half-written was left behind"),
    ],
)
def test_what_a_system_refuses_has_its_own_sentence(tmp_path, number, words):
    said = sentence(OSError(number, os.strerror(number), str(tmp_path / "x")))
    assert said.startswith(words.replace("PLACE", str(tmp_path / "x")))
    assert said.endswith(".")
    assert "; " in said, "the remedy"
    assert sentence(OSError(number, os.strerror(number))).endswith(".")


def test_what_may_not_be_read_is_not_said_to_be_unwritable(tmp_path, monkeypatch):
    monkeypatch.setattr(remedies.os, "access", lambda place, mode: False)  # root may read all
    refused = PermissionError(errno.EACCES, "Permission denied", str(tmp_path))
    assert sentence(refused) == (
        f"{tmp_path} cannot be read (Permission denied); make it readable and repeat the command."
    )
