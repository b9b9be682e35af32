"""Fuzz what reads a box's bytes, guided by coverage: python -m tests.with_atheris cell|call [...].

Needs atheris (`pip install atheris`), which is not in the default set-up, as it installs on few
systems. Further words are libFuzzer's: -max_total_time=600, or a folder for what it comes across.
"""

import itertools
import secrets
import struct
import sys
import tempfile
from pathlib import Path

import atheris
from hypothesis import given, settings

READERS = [f"autograder.{name}" for name in ("frames", "wire", "fork", "box", "outputs")]
with atheris.instrument_imports(include=READERS):
    from autograder.box import BoxDied
    from tests import conversations, listening

SEEDS = 60  # sound and mutated conversations to begin with


def spoken(data: bytes) -> bytes:
    """The bytes of a conversation: as they are or, so that a header may grow, behind its length."""
    if not data.startswith(b"H"):
        return data
    header, _, blobs = data[1:].partition(b"\0")
    return struct.pack(">I", len(header)) + header + blobs


def unspoken(said: bytes) -> bytes:
    """What `spoken` makes the first frame of it of."""
    size = struct.unpack(">I", said[:4].rjust(4, b"\0"))[0]
    return b"H" + said[4 : 4 + size] + b"\0" + said[4 + size :]


def cell(data: bytes) -> None:
    run = listening.measured(listening.cell_of, spoken(data))
    assert isinstance(run, BoxDied) or isinstance(run.outputs, list)


def call(data: bytes) -> None:
    assert listening.measured(listening.call_of, spoken(data)).outcome in listening.OUTCOMES


def plant(folder: Path, talk) -> None:
    """Write conversations into a folder, from which the fuzzer makes others."""
    names = itertools.count()

    @settings(max_examples=SEEDS, derandomize=True, deadline=None, database=None)
    @given(conversations.conversations(talk))
    def write(said):
        k = next(names)
        (folder / f"{k}").write_bytes(unspoken(said) if k % 2 else said)

    write()


if __name__ == "__main__":
    secrets.token_hex = lambda n: conversations.ID  # of every request: nobody could guess it
    reader, talk = {
        "cell": (cell, conversations.ran()),
        "call": (call, conversations.answers()),
    }[sys.argv.pop(1)]
    with tempfile.TemporaryDirectory() as folder:
        plant(Path(folder), talk)
        atheris.Setup([*sys.argv, folder], reader)
        atheris.Fuzz()
