"""Silence is for one thread: what others print meanwhile arrives, and the stream stays theirs."""

import contextlib
import io
import sys
import threading

import pytest

from downslope.quiet import quiet


@pytest.fixture
def stdout(monkeypatch):
    """A function: make a new stream sys.stdout. (Between fixtures and test pytest sets its own.)"""

    def stdout():
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        return sys.stdout

    return stdout


@pytest.fixture
def other():
    """Another thread that is silent, until the function that this is has returned."""
    inside, over = threading.Event(), threading.Event()

    def work():
        with quiet():
            print("lost")
            inside.set()
            assert over.wait(20)
            print("lost too")

    thread = threading.Thread(target=work)

    def end():
        over.set()
        thread.join(20)
        assert not thread.is_alive()

    def begin():
        thread.start()
        assert inside.wait(20)
        return end

    yield begin
    over.set()


def test_what_another_thread_prints_arrives(stdout, other):
    out = stdout()
    out.parent = "a cell"  # IPython's streams have more to them than write
    end = other()
    print("heard")
    assert sys.stdout.parent == out.parent
    sys.stdout.parent = "another cell"
    end()
    assert out.getvalue() == "heard\n"
    assert sys.stdout is out
    assert out.parent == "another cell"


def test_silent_inside_silence(stdout):
    out = stdout()
    with quiet():
        with quiet():
            print("lost")
        print("lost too")
    print("heard")
    assert out.getvalue() == "heard\n"


def test_an_error_ends_the_silence(stdout):
    out = stdout()
    with contextlib.suppress(ValueError), quiet():
        raise ValueError
    print("heard")
    assert (out.getvalue(), sys.stdout) == ("heard\n", out)


def test_two_threads_that_overlap_leave_the_stream_as_it_was(stdout, other):
    out = stdout()
    with quiet():
        end = other()
        print("lost")
    print("heard")
    end()
    assert (out.getvalue(), sys.stdout) == ("heard\n", out)


def test_who_replaces_the_stream_meanwhile_has_it_for_themselves(stdout, other):
    out, end, mine = stdout(), other(), io.StringIO()
    with contextlib.redirect_stdout(mine):
        print("mine")
    end()
    print("heard")
    assert (mine.getvalue(), out.getvalue(), sys.stdout) == ("mine\n", "heard\n", out)


def test_the_switch_put_back_after_its_time_is_as_good_as_the_stream(stdout):
    out, mine = stdout(), io.StringIO()
    with contextlib.ExitStack() as stack:
        with quiet():
            stack.enter_context(contextlib.redirect_stdout(mine))
        print("mine")
    print("heard")
    assert (mine.getvalue(), out.getvalue()) == ("mine\n", "heard\n")
    with quiet():
        print("lost")
    assert (out.getvalue(), sys.stdout) == ("heard\n", out)
