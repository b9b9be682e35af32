"""Silence for one thread: what a function prints while a demo asks it is not for the notebook.

JupyterLab lets a kernel hear of sliders in one thread while a cell runs in another. To swap
`sys.stdout` for both, as contextlib.redirect_stdout does, would swallow what the cell prints.
"""

from __future__ import annotations

import contextlib
import io
import sys
import threading

_here = threading.local()  # .sink: where this thread's prints go, or None
_lock = threading.Lock()
_at_work = 0  # how many blocks are silent at the moment, in all threads


class _Switch:
    """Stands in for sys.stdout: a sink in threads that are silenced, in all others the stream."""

    def __init__(self, stream):
        vars(self)["stream"] = stream

    def __getattr__(self, name):
        return getattr(self._chosen(), name)

    def __setattr__(self, name, value):
        setattr(self._chosen(), name, value)

    def _chosen(self):
        return getattr(_here, "sink", None) or self.stream


@contextlib.contextmanager
def quiet():
    """Drop what this thread prints in the block. The streams of other threads are theirs.

    The switch is there only while somebody needs it. Whoever replaces sys.stdout meanwhile is
    left alone; whoever has kept the switch, to put it back later, has a stream like the old one.
    """
    global _at_work
    outer = getattr(_here, "sink", None)
    with _lock:
        _at_work += 1
        if not isinstance(sys.stdout, _Switch):
            sys.stdout = _Switch(sys.stdout)
    try:
        _here.sink = io.StringIO()
        yield
    finally:
        _here.sink = outer
        with _lock:
            _at_work -= 1
            if not _at_work and isinstance(sys.stdout, _Switch):
                sys.stdout = sys.stdout.stream
