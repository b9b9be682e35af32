"""Tests that need a box: skipped, with the reason, where the machine allows none.

On CI tests/attacks/test_there_is_a_box.py fails instead.
"""

import pytest

from autograder.box import box_problem

needs_box = pytest.mark.skipif(box_problem() is not None, reason=f"no box here: {box_problem()}")
