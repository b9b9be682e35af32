"""Who listens at the bars hears what was judged, and hears how near it came."""

import numpy as np
import pytest

from autograder.checks import EXERCISES
from autograder.judge import draw, judge, observe_all, rng_for
from downslope import bars
from downslope.ladder import ERROR

SOFTMAX = EXERCISES["softmax"]


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(bars, "heard", [])
    return bars.heard


def verdict(off: float):
    """On probabilities that are all too large by this share of themselves."""
    sheet = draw(SOFTMAX, rng_for(SOFTMAX, 1), with_mistakes=False)
    return judge(sheet, observe_all(lambda Z: SOFTMAX.truth(Z) * (1 + off), sheet.cases))


@pytest.mark.parametrize(("off", "passed"), [(1e-6, True), (1.9e-5, True), (2.1e-5, False)])
def test_the_share_of_the_tolerance_is_heard_of_what_decides(heard, off, passed):
    assert (verdict(off).outcome == "passed") == passed
    errors = [one for one in heard if one.what == f"{ERROR}P"]
    assert len(errors) > 10
    assert [one.value / one.bar for one in errors] == pytest.approx([off / 2e-5] * len(errors))


def test_nobody_listens_while_work_is_judged():
    assert verdict(1e-6).outcome == "passed"
    assert bars.heard is None


def test_what_is_no_number_reaches_no_bar(heard):
    assert not bars.at_most("error", np.nan, 1.0)
    assert not bars.at_least("share", np.nan, 0.9)
    assert [(one.what, one.below) for one in heard] == [("error", True), ("share", False)]
