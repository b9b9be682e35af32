"""On CI there must be a box: without one the tests of this folder skip, and nothing is tried."""

import os

import pytest

from autograder.trial import box_problem


@pytest.mark.skipif("CI" not in os.environ, reason="only CI promises a box")
def test_ci_grades_boxed():
    assert box_problem() is None
