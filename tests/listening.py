"""The trusted side's readers of what a box says, on a socket of ours in the box's place."""

import os
import socket
import tracemalloc
from types import SimpleNamespace

from autograder import frames
from autograder.box import Box, BoxDied, Limits
from autograder.fork import Fork
from downslope.sheet import Observed
from tests.conversations import LENT

MULTIPLE, BASE = 60, 4 << 20  # bytes of memory for each byte that arrived, and without any
OUTCOMES = {"returned", "raised", "missing", "out_of_memory", "died"}  # of a call


def speaking(data: bytes, fd: int | None = None) -> socket.socket | tuple:
    """A socket on which `data` comes and then the end; `fd`: of one whose other end is ours."""
    ours, theirs = (None, socket.socket(fileno=os.dup(fd))) if fd else socket.socketpair()
    theirs.sendall(data)
    theirs.shutdown(socket.SHUT_WR)
    return ours, theirs


def cell_of(data: bytes):
    """What `Box.run_cell` makes of these bytes: a CellRun, or the death of the box."""
    box = Box("01_slope", boxed=False)
    ours, theirs = speaking(data)
    box._process = SimpleNamespace(end=lambda: None, lost=lambda: False)
    box._channel = frames.Channel(ours)
    with ours, theirs:
        try:
            return box.run_cell("1")
        except BoxDied as death:
            return death


def call_of(data: bytes, limits=Limits(call_backs=2000)) -> Observed:  # noqa: B008, it is frozen
    """What `Fork.call` makes of these bytes."""
    peers = []
    box = SimpleNamespace(
        limits=limits,
        begin_fork=lambda fd: peers.append(speaking(data, fd)[1]) or (lambda: None),
        end_fork=lambda: None,
    )
    try:
        with Fork(box, "f", {"double": lambda x: 2 * x}, 5.0, "") as fork:
            return fork.call(LENT)
    finally:
        for peer in peers:
            peer.close()


def measured(function, data: bytes):
    """function(data), in no more memory than a multiple of what arrived."""
    tracemalloc.start()
    try:
        result = function(data)
        assert tracemalloc.get_traced_memory()[1] < BASE + MULTIPLE * len(data)
    finally:
        tracemalloc.stop()
    return result
