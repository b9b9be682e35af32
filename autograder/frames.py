"""Frames over a socket: how the two sides of a box talk. What the frames hold is `wire`'s matter.

A frame is a 4-byte length, a JSON header of at most 1 MB and the raw blobs whose sizes the header
announces, 64 MB together. Both sides use this module, but only the trusted side relies on its
strictness: there every byte may have been chosen by a student.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Callable

MAX_HEADER = 1 << 20
MAX_BLOBS = 64 << 20
MAX_BLOB_COUNT = 2000
CHUNK = 1 << 16  # bytes that are read at once

Frame = tuple[dict, list[bytes]]


class FrameError(ValueError):
    """The bytes are no frame."""


def pack(header: dict, blobs: list[bytes] | tuple = ()) -> bytes:
    """Return the frame's bytes. Raises FrameError when it exceeds a limit."""
    text = _WRITER.encode({**header, "blobs": [len(b) for b in blobs]}).encode()
    if len(text) > MAX_HEADER or len(blobs) > MAX_BLOB_COUNT or sum(map(len, blobs)) > MAX_BLOBS:
        raise FrameError("The frame is too large.")
    return b"".join((struct.pack(">I", len(text)), text, *blobs))


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


class Channel:
    """One end of a socket that speaks frames.

    Raises EOFError when the other end is gone, TimeoutError at the deadline, FrameError for
    anything that is not a frame. `fds`: file descriptors received, only if `accept_fds`.
    """

    def __init__(self, sock: socket.socket, accept_fds: bool = False):
        self.socket = sock
        self.fds: list[int] = []
        self._accept_fds = accept_fds
        self._ahead = b""  # what came along with the bytes that were wanted

    def send(self, header: dict, blobs=(), deadline: float | None = None, fds=()) -> None:
        """Send one frame before `deadline` (time.monotonic seconds; None: wait for ever)."""
        data = memoryview(pack(header, blobs))
        try:
            self._limit(deadline)
            if fds:
                data = data[socket.send_fds(self.socket, [data], list(fds)) :]
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError("The other side is gone.") from error

    def receive(self, deadline: float | None = None) -> Frame:
        """Return the next frame, read before `deadline`."""
        return read_frame(lambda n: self._read(n, deadline))

    def _read(self, n: int, deadline: float | None) -> bytes:
        if n <= len(self._ahead):
            found, self._ahead = self._ahead[:n], self._ahead[n:]
            return found
        # Memory grows with the bytes that arrived, not with the length that was announced.
        parts, missing = [self._ahead[:n]], n - len(self._ahead)
        self._ahead = self._ahead[n:]
        while missing > 0:
            self._limit(deadline)
            try:
                if self._accept_fds:  # to the byte, so that they stay with their frame
                    part, fds, _, _ = socket.recv_fds(self.socket, min(missing, CHUNK), 1)
                    self.fds += fds
                else:
                    part = self.socket.recv(CHUNK)
            except ConnectionResetError:
                part = b""
            if not part:
                raise EOFError("The other side is gone.")
            if len(part) > missing:
                self._ahead, part = part[missing:], part[:missing]
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _limit(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)

    def close(self) -> None:
        self.socket.close()
