"""What is freed stays with the process: here as in a box (names and numbers are glibc's).

To give memory back to the system and ask for it again, page by page, is a twentieth of what a
submission costs.
"""

from __future__ import annotations

import contextlib
import ctypes

LIMITS = {  # name: (number for mallopt, bytes)
    "MMAP_THRESHOLD": (-3, 8 << 20),
    "TRIM_THRESHOLD": (-1, 64 << 20),
    "TOP_PAD": (-2, 1 << 20),
}


def environment() -> dict[str, str]:
    """Return the variables for a process that is to keep its memory."""
    return {f"MALLOC_{name}_": str(limit) for name, (_, limit) in LIMITS.items()}


def keep() -> None:
    """Have this process keep its memory, where its C library can be told."""
    with contextlib.suppress(AttributeError, OSError):  # not glibc
        mallopt = ctypes.CDLL(None).mallopt
        for number, limit in LIMITS.values():
            mallopt(number, limit)
