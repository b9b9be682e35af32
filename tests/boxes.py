"""Tests that need a box: skipped, with the reason, where the machine allows none.

A box whose self-test finds a leak is no reason to skip: its tests run, or fail and say what leaks.
On CI tests/attacks/test_there_is_a_box.py fails where there is none.
"""

from types import SimpleNamespace

import pytest

from autograder.engines import BUBBLEWRAP
from autograder.trial import LEAKS, box_problem


def skip_without(engine: str = BUBBLEWRAP) -> None:
    """Skip the test where `engine` can make no box; fail it where the box leaks."""
    problem = box_problem(engine)
    if problem and problem.startswith(LEAKS):
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)


_there = (box_problem() or LEAKS).startswith(LEAKS)  # whole or not
needs_box = pytest.mark.skipif(not _there, reason=f"no box here: {box_problem()}")


def no_box(spec, stop):
    """Stands in for `task.open_box` where something else stands in for what runs in the box."""
    return SimpleNamespace(close=lambda: None)


def no_descriptor_leads_out(say) -> None:
    """Fail if a box has a file open that is more than its socket, nothing, or a nameless one."""
    targets = say("""
for n in range(256):
    try: print(os.readlink(f"/proc/self/fd/{n}"))
    except FileNotFoundError: pass
""").splitlines()
    assert len(targets) >= 4
    for target in targets:
        assert target.startswith(("socket:[", "/dev/null", "/tmp/#", "/memfd:output ")), target
