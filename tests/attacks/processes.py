"""The programs that run on this machine, with their arguments."""

import contextlib
import time
from pathlib import Path


def running(marker: str) -> list[str]:
    """The command lines that hold `marker`."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            lines.append(path.read_bytes().decode(errors="replace").replace("\0", " "))
    return [line for line in lines if marker in line]


def await_start(marker: str) -> None:
    """Return once it runs: a program's arguments show a moment after whoever started it goes on."""
    deadline = time.monotonic() + 10
    while not running(marker):
        assert time.monotonic() < deadline, f"nothing runs with {marker}"
