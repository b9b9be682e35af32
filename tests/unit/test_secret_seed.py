"""A class that keeps a secret: every run tries the same inputs, and no page tells which."""

import pytest

from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.feedback import page
from autograder.layout import find_root
from autograder.pool import Class, HandedIn
from autograder.session import Job

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def room(tmp_path):
    return Classroom(tmp_path)


def keep(room, secret=SECRET):
    (room.folder / "secret-seed").write_text(secret + "\n")


def run(room, assignment="01_slope", seed=None):
    return Class(room, Job(assignment, find_root(), seed=seed))


def test_without_a_secret_each_run_draws_its_own_seed(room):
    assert run(room).job.seed != run(room).job.seed


def test_with_one_all_runs_have_the_same(room, tmp_path_factory):
    keep(room)
    elsewhere = Classroom(tmp_path_factory.mktemp("elsewhere"))
    keep(elsewhere)
    assert run(room).job.seed == run(room).job.seed == run(elsewhere).job.seed


def test_another_assignment_or_another_secret_has_another_seed(room):
    keep(room)
    seeds = {run(room).job.seed, run(room, "02_descent").job.seed}
    keep(room, SECRET[::-1])
    assert len(seeds | {run(room).job.seed}) == 3


def test_a_seed_on_the_command_line_goes_before_it(room):
    keep(room)
    assert run(room, seed=7).job.seed == 7


def test_what_somebody_could_guess_is_refused(room):
    keep(room, "sesame")
    with pytest.raises(UserError, match="write a longer secret"):
        run(room)


@pytest.mark.parametrize("kept", [True, False])
def test_the_page_tells_the_seed_only_where_it_is_used_once(room, kept):
    if kept:
        keep(room)
    class_ = run(room)
    refused = class_.refuse(HandedIn("ada", "1" * 64), "Not there.").record
    record = refused | {"outcome": "graded", "seed": class_.job.seed}
    assert (str(class_.job.seed) in page(record)) != kept
    assert ("drawn for your class" in page(record)) == kept
