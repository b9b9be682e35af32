"""Bad usage, bad surroundings: one sentence with the remedy, exit status 2, nothing half-done."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from autograder.layout import find_root
from autograder.trial import box_problem

ROOT = find_root()
AUTOGRADER = [sys.executable, "-m", "autograder"]
# Limits of the kernel on namespaces, set to 0 in a user namespace of the test's own.
NO_NAMESPACES = (
    "for n in user pid net mnt ipc uts; do echo 0 > /proc/sys/user/max_${n}_namespaces; done; "
    'exec "$@"'
)


def run(*args, wrapper=(), cwd=ROOT):
    """Run the real command; return (exit status, stdout, stderr)."""
    done = subprocess.run(
        [*wrapper, *AUTOGRADER, *map(str, args)], capture_output=True, text=True, cwd=cwd
    )
    return done.returncode, done.stdout, done.stderr


def refused(*args, **kwargs):
    """Run a command that must be refused; return its one sentence."""
    status, out, err = run(*args, **kwargs)
    assert (status, out) == (2, ""), err
    assert err.startswith("autograder: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


@pytest.fixture
def hand_in(tmp_path):
    """A class in which the key of 01 was handed in."""
    folder = tmp_path / "class" / "submitted" / "ada" / "01_slope"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "solutions/01_slope/01_slope.ipynb", folder)
    return tmp_path / "class"


def test_a_file_that_is_not_there(tmp_path):
    assert "There is no file" in refused("check", tmp_path / "x.ipynb", "--assignment", "01_slope")


def test_a_file_of_another_kind(tmp_path):
    (tmp_path / "x.txt").touch()
    message = refused("check", tmp_path / "x.txt", "--assignment", "01_slope")
    assert "neither a .ipynb nor a .py" in message


@pytest.mark.parametrize("command", ["check", "grade"])
def test_an_unknown_assignment(hand_in, command):
    notebook = hand_in / "submitted/ada/01_slope/01_slope.ipynb"
    args = {
        "check": ["check", notebook, "--assignment", "99_void"],
        "grade": ["grade", "99_void", "--class", hand_in],
    }
    assert "there are: 00_start, 01_slope, 02_descent" in refused(*args[command])


@pytest.mark.parametrize(
    "args",
    [
        ["unpack", "99_nope"],
        ["report", "02_descent/"],
        ["feedback", ".."],
        ["export", "99_nope"],
        ["collect", "99_nope", "x.zip"],
        ["demo", "--assignment", "99_nope"],
    ],
)
def test_every_command_knows_the_assignments(args):
    assert "there are: 00_start, 01_slope, 02_descent" in refused(*args)


def test_a_negative_seed(hand_in):
    status, _, err = run("grade", "01_slope", "--class", hand_in, "--seed", -5)
    assert status == 2
    assert "-5 is not in the range x>=0" in err


@pytest.mark.parametrize("name", ["what?", "100%25"])
def test_a_class_that_no_url_can_name(hand_in, name):
    odd = hand_in.rename(hand_in.with_name(name))
    before = sorted(odd.rglob("*"))
    message = refused("grade", "01_slope", "--class", odd)
    assert f"{odd} has a {'?' if '?' in name else '%'} in it" in message
    assert "--class" in message
    assert sorted(odd.parent.rglob("*")) == [odd, *before]


def test_checking_a_file_that_is_refused_falls_short(tmp_path):
    (tmp_path / "x.ipynb").write_text("{")
    status, out, _ = run("check", tmp_path / "x.ipynb", "--assignment", "01_slope", "--unboxed")
    assert status == 1
    assert "refused. The file is not a whole notebook" in out


def test_a_class_without_submissions(tmp_path):
    message = refused("grade", "01_slope", "--class", tmp_path / "nobody")
    assert "put the submissions there" in message
    assert not (tmp_path / "nobody").exists()


def test_an_assignment_nobody_handed_in(hand_in):
    assert "Nobody has handed in 02_descent" in refused("grade", "02_descent", "--class", hand_in)


def test_a_slip_in_the_list_of_extensions(hand_in):
    (hand_in / "extensions.csv").write_text("student,assignment,until\nada,01_slope,7.10.2026\n")
    before = sorted(hand_in.rglob("*"))
    message = refused("grade", "01_slope", "--class", hand_in)
    assert "Line 2 of " in message
    assert "write it like 2026-10-05 23:59" in message
    assert sorted(hand_in.rglob("*")) == before


def test_feedback_before_grading(hand_in):
    message = refused("feedback", "01_slope", "--class", hand_in)
    assert "run `autograder grade 01_slope` first" in message


def test_a_class_folder_that_cannot_be_written(hand_in):
    before = sorted(p for p in hand_in.rglob("*"))
    if os.geteuid() == 0:  # root may write anywhere, so the folder is mounted read-only
        script = (
            f'mount --bind {hand_in} {hand_in} && mount -o remount,bind,ro {hand_in} && exec "$@"'
        )
        wrapper = ["unshare", "-m", "sh", "-c", script, "sh"]
    else:
        hand_in.chmod(0o555)
        wrapper = []
    message = refused("grade", "01_slope", "--class", hand_in, wrapper=wrapper)
    assert "cannot be written" in message or "Read-only" in message
    hand_in.chmod(0o755)
    assert sorted(p for p in hand_in.rglob("*")) == before


def test_a_gradebook_that_cannot_be_opened(hand_in):
    message = refused(
        "grade", "01_slope", "--class", hand_in, "--db", "sqlite:////proc/nowhere/gradebook.db"
    )
    assert "--db" in message


def test_a_place_without_a_course(tmp_path):
    installed = find_root(tmp_path)  # a checkout finds its own course from anywhere
    assert installed == ROOT


@pytest.fixture
def no_namespaces():
    """A wrapper under which the kernel refuses new namespaces; skipped where it cannot be made."""
    wrapper = ["unshare", "-Ur", "sh", "-c", NO_NAMESPACES, "sh"]
    try:
        subprocess.run([*wrapper, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system has no user namespaces to take away")
    return wrapper


def test_without_namespaces_grade_refuses(hand_in, no_namespaces):
    message = refused("grade", "01_slope", "--class", hand_in, wrapper=no_namespaces)
    assert "--unboxed" in message
    assert not (hand_in / "gradebook.db").exists()


def test_without_namespaces_unboxed_grades_are_marked(hand_in, no_namespaces):
    status, out, err = run(
        "grade", "01_slope", "--class", hand_in, "--unboxed", wrapper=no_namespaces
    )
    assert status == 0, err
    assert "unboxed" in out
    record = json.loads((hand_in / "records/01_slope/ada.json").read_text())
    assert (record["boxed"], record["score"]) == (False, record["max_score"])


def test_without_namespaces_the_demo_leaves_the_attacks_out(tmp_path, no_namespaces):
    course = tmp_path / "course"
    shutil.copytree(
        ROOT, course, ignore=shutil.ignore_patterns(".*", "class", "tests", "artefacts")
    )
    status, out, err = run("demo", "--students", "6", wrapper=no_namespaces, cwd=course)
    assert status == 0, err
    assert "attacks are left out" in out
    assert "unboxed" in out
    assert "attack C-" not in out


def test_collect_grade_export_in_one_go(tmp_path):
    archive, room = tmp_path / "download.zip", tmp_path / "class"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(ROOT / "solutions/01_slope/01_slope.ipynb", "ada_12_3_01_slope.ipynb")
        target.writestr("bob_13_4_notes.txt", "no notebook")
    roster = tmp_path / "canvas.csv"
    roster.write_text('Student,ID,SIS Login ID,Section\n"Lovelace, Ada",12,ada,A\n')
    status, out, _ = run("collect", "01_slope", archive, "--class", room, "--roster", roster)
    assert status == 0
    assert "1 submission, 1 of them new.\n1 file was not used:\n" in out
    assert "'bob_13_4_notes.txt' is not a notebook." in out
    if box_problem() is None:
        assert run("grade", "01_slope", "--class", room)[0] == 0
        target = tmp_path / "points.csv"
        options = ["--to", "canvas", "--roster", roster, "--class", room, "--output", target]
        status, out, err = run("export", "01_slope", *options)
        assert (status, out) == (0, "")
        assert "1 of 1 have answers that nobody has graded by hand yet." in err
        assert '"Lovelace, Ada",12,ada,A,16' in target.read_text()


def test_collecting_from_a_file_that_is_not_there(tmp_path):
    assert "There is no file" in refused("collect", "01_slope", tmp_path / "none.zip")
