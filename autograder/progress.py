"""How far a long run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

SECONDS_BETWEEN_LINES = 10.0


@contextlib.contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show how many of `total` are done; call the value once for each.

    what: e.g. "01_slope".
    """
    if sys.stderr.isatty():
        with _bar(what, total) as step:
            yield step
    else:
        yield _Lines(what, total).step


@contextlib.contextmanager
def _bar(what: str, total: int):
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    begin, done = time.monotonic(), 0

    class Rate(ProgressColumn):
        def render(self, task):
            return Text(rate_and_estimate(done, total, time.monotonic() - begin))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def step() -> None:
            nonlocal done
            done += 1
            bar.advance(task)

        yield step


class _Lines:
    """Lines for a log: none in a short run, one every ten seconds in a long one."""

    def __init__(self, what: str, total: int, clock=time.monotonic):
        self.what, self.total, self.clock = what, total, clock
        self.begin = self.last = clock()
        self.done = 0

    def step(self) -> None:
        self.done += 1
        now = self.clock()
        if now - self.last >= SECONDS_BETWEEN_LINES:
            self.last = now
            words = rate_and_estimate(self.done, self.total, now - self.begin)
            print(f"{self.what}: {self.done} of {self.total}, {words}", file=sys.stderr, flush=True)


def rate_and_estimate(done: int, total: int, seconds: float) -> str:
    """E.g. "2.5 a second, 1:40 left"; nothing before the first is done."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    rate_in_words = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"
    minutes, rest = divmod(round((total - done) / rate), 60)
    return f"{rate_in_words}, {minutes}:{rest:02d} left"
