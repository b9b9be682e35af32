"""Files kept under names: in a folder or, by fsspec (extra `[blobs]`), wherever a URL leads.

    store = Store("s3://course-2026/graded")          or a folder, which needs no fsspec
    store.write("ab/abcd.json.gz", data)
    store.read("ab/abcd.json.gz")                     -> the same bytes, or None

A store may hold half a file for a moment, or for good if its writer was killed: so whoever reads
must be able to tell, by a hash of the whole. Blobs are named by that of their own text.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import re
import threading
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.errors import UserError
from autograder.files import HALF_WRITTEN, write_atomically

LOCKS = 64
# A blob in a store; without a digest what somebody was writing who was killed.
BLOB = re.compile(rf"blobs/../(?:([0-9a-f]{{64}})\.ipynb|{re.escape(HALF_WRITTEN)}\w+)\.gz$")


class Store:
    """place: a folder or an fsspec URL. Raises UserError for a URL that nothing here can open."""

    def __init__(self, place: str | Path):
        self.shown = re.sub(r"//[^/]*@", "//", str(place))  # without a password
        self.files, self.root = None, str(place).rstrip("/")
        # Two students may hand in the same: a name is written by one thread at a time.
        self._locks = [threading.Lock() for _ in range(LOCKS)]
        if "://" in str(place):
            try:
                import fsspec

                self.files, self.root = fsspec.core.url_to_fs(str(place))
            except Exception as error:  # each kind of store raises what it likes
                raise UserError(
                    f"{self.shown} cannot be opened ({_said(error)}); see that it is there, for "
                    "s3:// and the like install 'downslope-autograder[blobs]' and fsspec's package "
                    "for it, or name a folder."
                ) from error

    def read(self, name: str) -> bytes | None:
        """What was written under `name`, None if nothing was.

        Raises UserError where the place cannot be reached.
        """
        with self._or_nothing("read", "see that it is there, and repeat the command"):
            if self.files is None:
                return Path(self.root, name).read_bytes()
            return self.files.cat_file(f"{self.root}/{name}")
        return None

    def write(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`: it is there, whole, once this returns.

        What is there already is left alone. Raises UserError, or OSError for a folder.
        """
        if self.files is None:
            write_atomically(Path(self.root, name), data, durably=True)
            return
        with self._locks[zlib.crc32(name.encode()) % LOCKS]:
            if self.read(name) == data:
                return
            path = f"{self.root}/{name}"
            try:
                try:
                    self.files.pipe_file(path, data)
                except FileNotFoundError:  # a store with real folders
                    self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
                    self.files.pipe_file(path, data)
            except Exception as error:
                raise UserError(
                    f"{self.shown} cannot be written ({_said(error)}); see that you may, and "
                    "repeat the command: what is graded is not graded twice."
                ) from error

    def write_blob(self, text: str) -> None:
        """Keep a text under the name that `read_blob` finds it by: its sha256."""
        data = text.encode()
        digest = hashlib.sha256(data).hexdigest()
        self.write(_blob(digest), gzip.compress(data, mtime=0))

    def read_blob(self, digest: str) -> str | None:
        """The text with this sha256 (in hex); None if it is not there, or not whole."""
        try:
            data = gzip.decompress(self.read(_blob(digest)) or b"")
        except (OSError, EOFError, zlib.error):
            return None
        return data.decode() if hashlib.sha256(data).hexdigest() == digest else None

    def blobs(self) -> Iterator[tuple[str, str]]:
        """The name of each blob, and the sha256 of its text; "" for one left half-written.

        Raises UserError where the place cannot be reached.
        """
        names: Iterable[str] = ()
        with self._or_nothing("read", "see that it is there, and repeat the command"):
            if self.files is None:
                names = [path.as_posix() for path in Path(self.root, "blobs").rglob("*")]
            else:
                names = self.files.find(f"{self.root}/blobs")
        for name in sorted(names):
            if found := BLOB.search(name):
                yield found[0], found[1] or ""

    def remove(self, name: str) -> None:
        """Remove what is kept under `name`, if it is there. Raises UserError or OSError."""
        if self.files is None:
            Path(self.root, name).unlink(missing_ok=True)
            return
        with self._or_nothing("changed", "see that you may, and repeat the command"):
            self.files.rm_file(f"{self.root}/{name}")

    @contextlib.contextmanager
    def _or_nothing(self, what: str, remedy: str) -> Iterator[None]:
        """Pass over what is not there; say in a sentence what else is wrong with the place."""
        try:
            yield
        except (FileNotFoundError, NotADirectoryError):
            pass
        except Exception as error:  # each kind of store raises what it likes
            raise UserError(f"{self.shown} cannot be {what} ({_said(error)}); {remedy}.") from error


def _blob(digest: str) -> str:
    return f"blobs/{digest[:2]}/{digest}.ipynb.gz"


def _said(error: Exception) -> str:
    """What went wrong, on one line, without what somebody may have put into a URL."""
    words = re.sub(r"//[^/\s]*@", "//", str(error) or type(error).__name__)
    return " ".join(words.split()).rstrip(".")[:200]
