"""Tests that need a box: skipped, with the reason, where the machine allows none.

On CI tests/attacks/test_there_is_a_box.py fails instead.
"""

import pytest

from autograder.box import box_problem

needs_box = pytest.mark.skipif(box_problem() is not None, reason=f"no box here: {box_problem()}")


def no_descriptor_leads_out(say) -> None:
    """Fail if a box has a file open that is more than its socket, nothing, or a nameless one."""
    targets = say("""
for n in range(256):
    try: print(os.readlink(f"/proc/self/fd/{n}"))
    except FileNotFoundError: pass
""").splitlines()
    assert len(targets) >= 4
    for target in targets:
        assert target.startswith(("socket:[", "/dev/null", "/tmp/#")), target
