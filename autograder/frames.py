"""Frames over a socket: how the two sides of a box talk. What the frames hold is `wire`'s matter.

A frame is a 4-byte length, a JSON header of at most 1 MB and the raw blobs whose sizes the header
announces, 64 MB together. Both sides use this module, but only the trusted side relies on its
strictness: there every byte may have been chosen by a student.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

MAX_HEADER = 1 << 20
MAX_BLOBS = 64 << 20
MAX_BLOB_COUNT = 2000
CHUNK = 1 << 16  # bytes that are read at once
MOST_AT_ONCE = 1 << 18  # of a large blob
AHEAD = 1 << 16  # bytes that wait in a socket without holding up who sends them

Frame = tuple[dict, list[bytes]]
Item = TypeVar("Item")
Ticket = TypeVar("Ticket")


class FrameError(ValueError):
    """The bytes are no frame."""


def pieces(header: dict, blobs: list[bytes] | tuple = ()) -> list[bytes]:
    """Return the frame's bytes, in pieces. Raises FrameError when it exceeds a limit."""
    text = _WRITER.encode({**header, "blobs": [len(b) for b in blobs]}).encode()
    if len(text) > MAX_HEADER or len(blobs) > MAX_BLOB_COUNT or sum(map(len, blobs)) > MAX_BLOBS:
        raise FrameError("The frame is too large.")
    return [struct.pack(">I", len(text)), text, *blobs]


def read_frame(read: Callable[[int], bytes]) -> Frame:
    """Read one frame; `read(n)` returns exactly n bytes. Limits are checked before reading."""
    (size,) = struct.unpack(">I", read(4))
    if size > MAX_HEADER:
        raise FrameError("The header is too long.")
    header = _parse(read(size))
    sizes = header.pop("blobs", None)
    if not isinstance(sizes, list) or len(sizes) > MAX_BLOB_COUNT:
        raise FrameError("The header does not announce its blobs.")
    if not all(type(n) is int and 0 <= n <= MAX_BLOBS for n in sizes) or sum(sizes) > MAX_BLOBS:
        raise FrameError("The blobs are too large.")
    return header, [read(n) for n in sizes]


def _refuse(_):
    raise FrameError("The header holds a number that is not a small integer.")


def _small(digits: str) -> int:
    return int(digits) if len(digits) <= 20 else _refuse(digits)


# Made once: `json.dumps` and `json.loads` with options make one for every frame.
_WRITER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
_CAREFUL = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_small)
_LONG = re.compile(r"\d{21}")  # to read a long number takes time that grows with its square


def _parse(text: bytes) -> dict:
    try:
        words = text.decode()
        header = (_CAREFUL if _LONG.search(words) else _READER).decode(words)
    except (ValueError, RecursionError) as error:
        raise FrameError("The header is not JSON.") from error
    if isinstance(header, dict):
        return header
    raise FrameError("The header is not an object.")


def sent_ahead(
    items: Iterable[Item], size: Callable[[Item], int], send: Callable[[Item], Ticket]
) -> Iterator[Ticket]:
    """Send requests; yield what `send` says of each when it is time to wait for its answer.

    As many of the next as fit are on their way by then: the other side has no need to wait for us.
    """
    waiting, sent, room = deque(items), deque(), AHEAD
    while waiting or sent:
        while waiting and (not sent or size(waiting[0]) <= room):
            room -= size(waiting[0])
            sent.append((size(waiting[0]), send(waiting.popleft())))
        taken, ticket = sent.popleft()
        yield ticket
        room += taken


class Channel:
    """One end of a socket that speaks frames.

    Raises EOFError when the other end is gone, TimeoutError at the deadline, FrameError for
    anything that is not a frame. `fds`: file descriptors received, only if `accept_fds`.
    """

    def __init__(self, sock: socket.socket, accept_fds: bool = False):
        self.socket = sock
        self.fds: list[int] = []
        self._accept_fds = accept_fds
        self._chunk, self._used = b"", 0  # what came last, and how much of it was wanted so far
        self._timed = False  # does the kernel know of a deadline?

    def send(self, header: dict, blobs=(), deadline: float | None = None, fds=()) -> None:
        """Send one frame before `deadline` (time.monotonic seconds; None: wait for ever)."""
        parts = pieces(header, blobs)
        if sum(map(len, parts)) <= CHUNK:  # more would take longer to copy than to send
            parts = [b"".join(parts)]
        try:
            for piece in parts:
                self._send(memoryview(piece), deadline, fds)
                fds = ()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError("The other side is gone.") from error

    def _send(self, data: memoryview, deadline: float | None, fds) -> None:
        while data:
            self._limit(socket.SO_SNDTIMEO, deadline)
            with contextlib.suppress(BlockingIOError):  # time is up
                if fds:
                    data = data[socket.send_fds(self.socket, [data], list(fds)) :]
                    fds = ()
                else:
                    data = data[self.socket.send(data) :]

    def receive(self, deadline: float | None = None) -> Frame:
        """Return the next frame, read before `deadline`."""
        return read_frame(lambda n: self._read(n, deadline))

    def _read(self, n: int, deadline: float | None) -> bytes:
        part = self._chunk[self._used : self._used + n]
        self._used += len(part)
        if len(part) == n:
            return part
        # Memory grows with the bytes that arrived, not with the length that was announced.
        parts, missing = [part], n - len(part)
        while missing > 0:
            self._limit(socket.SO_RCVTIMEO, deadline)
            try:
                if self._accept_fds:  # to the byte, so that they stay with their frame
                    part, fds, _, _ = socket.recv_fds(self.socket, min(missing, CHUNK), 1)
                    self.fds += fds
                else:
                    part = self.socket.recv(max(CHUNK, min(missing, MOST_AT_ONCE)))
            except BlockingIOError:  # time is up
                continue
            except ConnectionResetError:
                part = b""
            if not part:
                raise EOFError("The other side is gone.")
            if len(part) > missing:
                self._chunk, self._used = part, missing
                part = part[:missing]
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _limit(self, option: int, deadline: float | None) -> None:
        """Have the kernel end the next call at the deadline. Raises TimeoutError after it.

        A timeout of Python's own would be three calls of the system instead of one, and with each
        of them other threads take their turn.
        """
        if deadline is None and not self._timed:
            return
        left = 0.0 if deadline is None else deadline - time.monotonic()  # 0: for ever
        if deadline is not None and left <= 0:
            raise TimeoutError
        self._timed = True
        whole, rest = divmod(math.ceil(left * 1e6), 1_000_000)
        self.socket.setsockopt(socket.SOL_SOCKET, option, _TIMEVAL.pack(whole, rest))

    def close(self) -> None:
        self.socket.close()


_TIMEVAL = struct.Struct("@ll")
