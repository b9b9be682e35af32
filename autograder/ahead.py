"""What nbgrader will come to next is graded in boxes while nbgrader is busy with the one before.

nbgrader converts a class one submission after the other, in one thread. Whose turn it will be is
known beforehand, so their boxes may work meanwhile, a few ahead. The whole class is tried with the
same inputs, too, as `autograder grade` does it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future

from autograder import task
from autograder.pool import Class, Finished, HandedIn, Threads


class Ahead:
    """The submissions of one run of `nbgrader autograde`. coming: whose they are, in its order."""

    def __init__(self, class_: Class, coming: Iterable[str]):
        self.class_, self.coming, self.threads = class_, deque(coming), Threads()
        self.begun: dict[str, tuple[str, Future]] = {}  # student -> version, what comes of it

    def grade(self, handed_in: HandedIn) -> Finished:
        """Grade a submission, or wait for what was begun of it; it may have changed since."""
        if handed_in.cells is None:
            return self.class_.refuse(handed_in, handed_in.reason)
        version, future = self.begun.pop(handed_in.student, ("", None))
        if version != handed_in.version:
            future = self._begin(handed_in)
        try:
            self._look_ahead(handed_in.student)
            return self.class_.finish(handed_in, future.result())
        except KeyboardInterrupt:
            self.threads.give_up()
            raise

    def _look_ahead(self, now: str) -> None:
        """Begin with those to come. Who was passed over, or is at work, is not among them."""
        if now in self.coming:
            while self.coming.popleft() != now:
                pass
        while self.coming and len(self.begun) < self.threads.window:
            handed_in = self.class_.read(self.coming.popleft())
            if handed_in.cells is not None:
                self.begun[handed_in.student] = handed_in.version, self._begin(handed_in)

    def _begin(self, handed_in: HandedIn) -> Future:
        return self.threads.submit(task.grade, self.class_.spec(handed_in))
