"""D-49 to D-52: the plain process that `--unboxed` grades in, which has limits and no walls.

Expected: nobody gains a point, the class is graded, and every grade is marked as unboxed. What is
not promised here is what only walls give: files of the user can be read and written, also those
of the grader, and a process that leaves its group stays.
"""

import time

import pytest

from autograder.box import Box, BoxDied

from .class_of_tricks import grade_class, trick
from .conftest import SMALL
from .processes import await_start, running

# Tricks that harm nobody where there are no walls, of each kind.
NAMES = (
    *("published_score", "answers_twice", "closes_the_channel", "replaced_check", "empty_tuple"),
    *("ends_the_interpreter", "endless_loop", "prints_200_megabytes", "hangs_when_looked_at"),
    *("takes_every_descriptor", "inside_a_loan", "skip_execution_tags", "imports_the_reference"),
)


def test_d49_no_trick_gains_a_point_and_the_grades_are_marked(tmp_path):
    room = grade_class(tmp_path / "class", "01_slope", NAMES, boxed=False)
    for name in NAMES:
        record, it = room.load_record(name, "01_slope"), trick(name)
        checks = {c["function"]: c for c in record["checks"]}
        attacked = checks.pop(it.target)
        assert not record["boxed"]
        assert (attacked["points"], attacked["outcome"]) == (0, it.says("EXPECTED")), name
        assert {c["outcome"] for c in checks.values()} == {"passed"}, name
    assert room.load_record("the_key", "01_slope")["score"] == 16


def test_d50_what_a_cell_starts_ends_with_the_process_group():
    with Box("02_descent", SMALL, boxed=False) as box:
        box.run_cell("import subprocess; subprocess.Popen(['sleep', '86398.59'])")
        await_start("86398.59")
    time.sleep(0.2)
    assert not running("86398.59")


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("while True: pass", "timed_out"),
        ("import os; os.kill(0, 9)", "died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "timed_out"),
        ("import os; os.closerange(3, 256)", "died"),
    ],
    ids=["loop", "group", "stop", "close"],
)
def test_d51_a_cell_that_ends_or_stops_everything_it_can_reach(source, outcome):
    with Box("02_descent", SMALL, boxed=False) as box:
        with pytest.raises(BoxDied) as caught:
            box.run_cell(source)
        assert caught.value.outcome == outcome


def test_d52_memory_and_files_are_limited_there_too():
    with Box("02_descent", SMALL, boxed=False) as box:
        assert "Error" in box.run_cell("x = bytearray(10 * 2**30)").error
        assert "Error" in box.run_cell("open('big', 'wb').write(bytes(9 << 20))").error
        assert box.run_cell("print(open('big', 'rb').seek(0, 2))").error is None
