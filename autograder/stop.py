"""Ctrl-C for those who are at work in boxes: their boxes go, and nobody is blamed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.box import Box


class Stopped(Exception):
    """Somebody wants no more results of this run."""


class Stop:
    """A wish, set once, that reaches all runs that were given it: from any thread to any other."""

    def __init__(self):
        self._lock = threading.Lock()
        self._boxes: set[Box] = set()
        self._wanted = False

    def set(self) -> None:
        """Take all boxes away, and let nobody begin with another."""
        with self._lock:
            self._wanted, boxes = True, list(self._boxes)
        for box in boxes:
            box.take_away()

    def watch(self, box: Box) -> None:
        """Take this open box away, too, should it come to that. Raises Stopped if it has."""
        with self._lock:
            self._boxes.add(box)
        self.look()

    def forget(self, box: Box) -> None:
        """This box is closed, or about to be."""
        with self._lock:
            self._boxes.discard(box)

    def look(self) -> None:
        """Raise Stopped if this is set."""
        if self._wanted:
            raise Stopped
