"""How far a run is: a line now and then in a log, a bar on a terminal."""

import io
import sys

from autograder.progress import _Lines, progress, rate_and_estimate


def test_the_rate_and_what_is_left():
    assert rate_and_estimate(50, 300, 20) == "2.5 a second, 1:40 left"
    assert rate_and_estimate(1, 30, 4) == "15.0 a minute, 1:56 left"
    assert rate_and_estimate(30, 30, 10) == "3.0 a second, 0:00 left"
    assert rate_and_estimate(0, 30, 1) == ""


def test_a_log_gets_a_line_every_ten_seconds(capsys):
    times = iter(range(0, 300, 3))  # a submission takes three seconds
    lines = _Lines("02_descent", 12, clock=lambda: next(times))
    for _ in range(12):
        lines.step()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "02_descent: 4 of 12, 20.0 a minute, 0:24 left"
    assert len(said) == 3


def test_what_another_run_has_done_does_not_make_this_one_look_fast(capsys):
    times = iter(range(0, 300, 12))
    lines = _Lines("02_descent", 12, already=8, clock=lambda: next(times))
    lines.step()
    assert capsys.readouterr().err == "02_descent: 9 of 12, 5.0 a minute, 0:36 left\n"


def test_a_short_run_says_nothing_in_a_log(capsys):
    with progress("02_descent", 2) as step:
        step()
        step()
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress("02_descent", 3, already=1) as step:
        step()
        step()
    said = sys.stderr.getvalue()
    assert "02_descent" in said
    assert "3/3" in said
    assert "left" in said
