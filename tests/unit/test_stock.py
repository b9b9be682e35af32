"""The hidden line of a check cell: points that stock nbgrader can read, and nothing on stderr."""

import logging
import sys
import warnings

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from autograder.stock import grade


def right(x, slope, lr):
    return x - lr * slope


def noisy(x, slope, lr):
    warnings.warn("careful", RuntimeWarning, stacklevel=1)
    np.log(np.zeros(2))
    print("note", file=sys.stderr)
    logging.warning("note")
    return x - lr * slope


def wrong(x, slope, lr):
    return x + lr * slope


def raising(x, slope, lr):
    raise SystemExit("gone")


@pytest.mark.parametrize(
    ("function", "points"), [(right, 4.0), (noisy, 4.0), (wrong, 0.0), (raising, 0.0)]
)
def test_what_nbgrader_reads_are_the_points(function, points, capfd):
    data, _metadata = DisplayFormatter().format(grade("step_1d", function, points=4))
    assert float(data["text/plain"]) == points
    assert "step_1d" in data["text/html"]
    assert capfd.readouterr().err == ""


def test_a_part_of_the_points():
    score = float(grade("downhill_direction", lambda slope: -1 if slope > 0 else 1, points=4))
    assert 0 < score < 4


def test_an_unknown_check_is_an_error():
    with pytest.raises(KeyError):
        grade("nonsense", right, points=4)
