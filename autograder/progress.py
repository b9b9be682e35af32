"""How far a long run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

SECONDS_BETWEEN_LINES = 10.0


@contextlib.contextmanager
def progress(what: str, total: int, already: int = 0) -> Iterator[Callable[[], None]]:
    """Show how many of `total` are done; call the value once for each that this run does.

    what: e.g. "01_slope". already: done before this run; they say nothing about its rate.
    """
    if sys.stderr.isatty():
        with _bar(what, total, already) as step:
            yield step
    else:
        yield _Lines(what, total, already).step


@contextlib.contextmanager
def _bar(what: str, total: int, already: int):
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    begin, done = time.monotonic(), 0  # in this run

    class Rate(ProgressColumn):
        def render(self, task):
            return Text(rate_and_estimate(done, total - already, time.monotonic() - begin))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, completed=already)

        def step() -> None:
            nonlocal done
            done += 1
            bar.advance(task)

        yield step


class _Lines:
    """Lines for a log: none in a short run, one every ten seconds in a long one."""

    def __init__(self, what: str, total: int, already: int = 0, clock=time.monotonic):
        self.what, self.total, self.already, self.clock = what, total, already, clock
        self.begin = self.last = clock()
        self.done = 0

    def step(self) -> None:
        self.done += 1
        now = self.clock()
        if now - self.last >= SECONDS_BETWEEN_LINES:
            self.last = now
            left = self.total - self.already
            words = rate_and_estimate(self.done, left, now - self.begin)
            done = self.already + self.done
            print(f"{self.what}: {done} of {self.total}, {words}", file=sys.stderr, flush=True)


def rate_and_estimate(done: int, total: int, seconds: float) -> str:
    """E.g. "2.5 a second, 1:40 left"; nothing before the first is done."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    rate_in_words = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"
    minutes, rest = divmod(round((total - done) / rate), 60)
    return f"{rate_in_words}, {minutes}:{rest:02d} left"
