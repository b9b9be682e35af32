"""Read a downloaded zip as if somebody wanted to do harm with it: nothing is ever unpacked to disk.

Names only serve to find out who handed something in; where a file lands is decided elsewhere.
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import UserError
from autograder.submission import LARGEST

MOST_MEMBERS = 200_000
MOST_BYTES = 20 * 2**30  # unpacked, of the whole archive
NESTED_BYTES = 100 * 2**20  # a zip inside the zip
DAMAGED = (  # what unpacking raises at bytes that somebody has damaged or made up
    zipfile.BadZipFile,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    MemoryError,
    zlib.error,
    lzma.LZMAError,
)
LITTER = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store")  # what computers put there by themselves


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name inside, and its bytes, or why there are none."""

    name: str
    data: bytes = b""
    problem: str = ""


class _Budget:
    def __init__(self):
        self.bytes, self.members = MOST_BYTES, MOST_MEMBERS

    def spend(self, size: int) -> None:
        self.bytes, self.members = self.bytes - size, self.members - 1
        if self.bytes < 0 or self.members < 0:
            raise UserError(
                "The archive unpacks to more than any class hands in (a zip bomb?); "
                "download it again, or collect it in parts."
            )


def members(path: Path) -> Iterator[Member]:
    """All files of a zip, those of zips inside it too (one level), in the archive's order.

    Raises UserError if `path` is no zip, or unpacks to more than MOST_BYTES.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _files(archive, "", _Budget())
    except DAMAGED as error:
        raise UserError(
            f"{path} is not a zip that can be read ({error}); download it again."
        ) from (error)


def _files(archive: zipfile.ZipFile, outer: str, budget: _Budget) -> Iterator[Member]:
    for info in archive.infolist():
        name = outer + _name(info)
        if not PurePosixPath(info.filename).parts:
            yield Member(name, problem="has no name")
            continue
        if info.is_dir() or any(part in LITTER for part in PurePosixPath(name).parts):
            continue
        problem = _problem(info, name)
        if problem:
            yield Member(name, problem=problem)
        elif name.lower().endswith(".zip") and not outer:
            yield from _nested(archive, info, name, budget)
        elif name.lower().endswith(".ipynb"):
            yield _read(archive, info, name, LARGEST, budget)
        else:
            yield Member(name, problem="is not a notebook")


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _problem(info: zipfile.ZipInfo, name: str) -> str:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]:
        return "has a name that leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link; the notebook itself is needed"
    if info.flag_bits & 0x1:
        return "is encrypted; ask for it without a password"
    return ""


def _read(archive, info, name: str, largest: int, budget: _Budget) -> Member:
    try:
        with archive.open(info) as file:
            data = file.read(largest + 1)  # what the header announces proves nothing
    except DAMAGED:
        return Member(name, problem="cannot be unpacked; ask for it again")
    budget.spend(len(data))
    if len(data) > largest:
        return Member(name, problem=f"has more than {largest // 2**20} MB")
    return Member(name, data)


def _nested(archive, info, name: str, budget: _Budget) -> Iterator[Member]:
    inner = _read(archive, info, name, NESTED_BYTES, budget)
    if inner.problem:
        yield inner
        return
    try:
        with zipfile.ZipFile(io.BytesIO(inner.data)) as nested:
            yield from _files(nested, f"{name}/", budget)
    except DAMAGED:
        yield Member(name, problem="is not a zip that can be read")
