"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HALF_WRITTEN = ".half-written-"  # how the name of a file begins that is being written


def write_atomically(path: Path, content: str | bytes, durably: bool = False) -> bool:
    """Write `content` beside `path` and move it there, so that nobody ever sees half a file.

    Text is written in UTF-8. Makes the folder. Returns False, and touches nothing, where the file
    already holds it. durably: a power cut cannot take back what was written once this returns.
    Raises OSError, leaving an earlier file as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=HALF_WRITTEN, suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durably:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return True
