"""What nbgrader's exchange puts beside a submission: when it came, and a secret.

`nbgrader release_feedback` reads both beside the page of feedback and names the released page after
the secret, so that only the account that handed in finds it. It stops for the whole class where one
of them is missing. Both files come from a student's account: they are believed no more than the
rest, and nothing but text of the expected form is taken over.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from autograder.files import write_atomically
from autograder.submission import Refused, read_bytes

TIME, SECRET = "timestamp.txt", "submission_secret.txt"
FORMS = {TIME: re.compile(rb"[\w :.,+-]{1,64}"), SECRET: re.compile(rb"[0-9a-f]{32,256}")}


def stand_in() -> dict[str, str]:
    """A receipt for who has none: a page released under it is found by nobody."""
    return {TIME: datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC"),
            SECRET: secrets.token_hex(64)}  # fmt: skip


def read(folder: Path) -> dict[str, str]:
    """File name -> text of the receipt in a student's folder; {} where neither file is there.

    What is missing, is no ordinary file or has another form is replaced by a stand-in.
    """
    if not any(os.path.lexists(folder / name) for name in FORMS):
        return {}
    found = stand_in()
    for name, form in FORMS.items():
        with contextlib.suppress(Refused):
            data = read_bytes(folder / name).strip()
            if form.fullmatch(data):
                found[name] = data.decode("ascii")
    return found


def write(receipt: Mapping[str, str], folder: Path) -> None:
    """Put a receipt beside a graded notebook or a page."""
    for name, text in receipt.items():
        write_atomically(folder / name, text)
