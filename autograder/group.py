"""The group of all commands: what goes wrong becomes one sentence and an exit status."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator

import click

from autograder.errors import UserError
from autograder.plain import one_line
from autograder.remedies import AGAIN, sentence

TRACEBACK = "DOWNSLOPE_TRACEBACK"  # of the environment: where an error of ours was made is shown
PASSED_ON = (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError)


class Course(click.Group):
    """The group of commands: every UserError becomes one sentence and exit status 2.

    Stopped by a signal it ends with 128 + its number, as shells expect, by an error of ours with 1.
    """

    def invoke(self, context):
        # What is imported stays: Python would look through it for rubbish again and again, and once
        # more on the way out, half a second in all.
        gc.set_threshold(100_000, 20, 20)
        atexit.register(gc.freeze)
        _open_streams()
        with _ended_politely() as signals:
            try:
                value = super().invoke(context)
                sys.stdout.flush()  # here a full disk can still be told
                return value
            except PASSED_ON:  # click ends quietly, or in its own words
                raise
            except UserError as problem:
                _tell(str(problem))
            except KeyboardInterrupt as stopped:
                words = (
                    str(stopped) or "Nothing half-written is left behind; the same command goes on."
                )
                _tell(f"stopped. {words}")
                context.exit(128 + (signals[0] if signals else signal.SIGINT))
            except OSError as problem:
                _tell(sentence(problem))
                _forget_output()
            except Exception as error:
                _tell(_unforeseen(error))
                context.exit(1)
        context.exit(2)


def _tell(words: str) -> None:
    print(f"autograder: {words}", file=sys.stderr)


def _unforeseen(error: Exception) -> str:
    """An error of ours, or of what we use; its traceback only for who asked for it."""
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    said = one_line(f"{type(error).__name__}: {getattr(error, 'orig', None) or error}")
    return (
        f"an unforeseen error ({said.rstrip('.')}); nothing is lost: {AGAIN}, or see with "
        f"{TRACEBACK}=1 before it where the error was made."
    )


def _open_streams() -> None:
    """Streams that were closed lead nowhere, so that no file of ours takes their number.

    What a locale allows nothing but ASCII to be written to is written to in UTF-8.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(handle, "w" if number else "r", closefd=False))
        elif number and stream.encoding and stream.encoding.lower() in ("ascii", "us-ascii"):
            stream.reconfigure(encoding="utf-8")


def _forget_output() -> None:
    """Drop what cannot be written: Python would try again on the way out, and fail at length."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def _ended_politely() -> Iterator[list[int]]:
    """SIGTERM and SIGHUP, where they would end us, do what Ctrl-C does; the value: which came."""
    came = []

    def stop(number, frame):
        came.append(number)
        raise KeyboardInterrupt

    ours = []
    if threading.current_thread() is threading.main_thread():
        asked = (signal.SIGTERM, signal.SIGHUP)
        ours = [number for number in asked if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, stop)
    try:
        yield came
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
