"""The folder of a class: who handed in what, and where everything made from it lies.

class/submitted/<student>/<assignment>/<assignment>.ipynb     handed in
class/autograded/<student>/<assignment>/<assignment>.ipynb    graded, as formgrader shows it
class/records/<assignment>/<student>.json                     what the checks found, replayable
class/feedback/<student>/<assignment>/<assignment>.html       the student's page
class/gradebook.db                                            nbgrader's database
class/secret-seed                                             if the class has one: see below
class/blobs-url                                               if graded notebooks lie elsewhere
class/cache/, class/cache-key                                 of `grade --cache`
"""

from __future__ import annotations

import contextlib
import functools
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from autograder import layout, receipt
from autograder.errors import UserError
from autograder.files import HALF_WRITTEN, write_atomically
from autograder.handed_in import HandIns, look
from autograder.store import Store

SHORTEST_SECRET = 32  # characters of class/secret-seed: 128 bits, if they are random hex digits

# Keys that each whole record has: see `session`.
NEEDED = {"student", "assignment", "outcome", "checks", "answers"}


@dataclass(frozen=True)
class Classroom:
    """The class kept in `folder`."""

    folder: Path

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    def submitted(self, student: str, assignment: str) -> Path:
        """The folder in which a student's notebook was handed in."""
        return self.folder / "submitted" / student / assignment

    def autograded(self, student: str, assignment: str) -> Path:
        return self.folder / "autograded" / student / assignment / f"{assignment}.ipynb"

    def record(self, student: str, assignment: str) -> Path:
        return self.folder / "records" / assignment / f"{student}.json"

    def feedback(self, student: str, assignment: str) -> Path:
        return self.folder / "feedback" / student / assignment / f"{assignment}.html"

    def secret_seed(self, assignment: str) -> int | None:
        """The seed that class/secret-seed stands for in an assignment; None without that file.

        All runs of the class then try the same inputs. From the seed of one assignment nobody
        finds that of another. Raises UserError for a secret that is too short to be one.
        """
        path = self.folder / "secret-seed"
        try:
            secret = path.read_bytes().strip()
        except FileNotFoundError:
            return None
        if len(secret) < SHORTEST_SECRET:
            raise UserError(
                f"{path} holds fewer than {SHORTEST_SECRET} characters, and somebody could guess "
                "them; write a longer secret into it, or remove it."
            )
        return int.from_bytes(hmac.digest(secret, assignment.encode(), "sha256")[:8], "big")

    @functools.cached_property
    def blobs(self) -> Store | None:
        """Where graded notebooks are kept by their content; None for the folders of nbgrader.

        class/blobs-url names the place: an fsspec URL, or a folder, seen from that of the class.
        Raises UserError for an empty or impossible one.
        """
        path = self.folder / "blobs-url"
        try:
            place = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        if not place:
            raise UserError(f"{path} is empty; write a URL or a folder into it, or remove it.")
        return Store(place if "://" in place else self.folder / place)

    def students(self, assignment: str) -> list[str]:
        """Who handed in this assignment, sorted. Raises UserError if there is nothing at all."""
        return self.hand_ins(assignment).students

    def hand_ins(self, assignment: str) -> HandIns:
        """Who handed in, and what is not graded. Raises UserError if nobody has."""
        folder = self.folder / "submitted"
        if not folder.is_dir():
            raise UserError(
                f"There is no folder {folder}; put the submissions there as "
                f"<student>/{assignment}/{assignment}.ipynb."
            )
        found = look(folder, assignment)
        if not found.students:
            nobody = (
                f"Nobody has handed in {assignment}: {folder} holds no "
                f"<student>/{assignment}/{assignment}.ipynb."
            )
            raise UserError(" ".join([nobody, *found.remarks(assignment)]))
        return found

    def load_record(self, student: str, assignment: str) -> dict | None:
        """The record of an earlier run, None without one (or with one that is not whole)."""
        try:
            record = json.loads(self.record(student, assignment).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) and set(record) >= NEEDED else None

    def record_of(self, student: str, assignment: str) -> dict:
        """The record of an earlier run. Raises UserError without one, or if it is not whole."""
        record, place = self.load_record(student, assignment), self.record(student, assignment)
        if record is None and place.exists():
            raise UserError(f"{place} is no whole record; {self._made_anew(student, assignment)}")
        if record is None:
            raise UserError(
                f"There is no record of {student} in {assignment}; grade it first with "
                f"`autograder grade {assignment}`."
            )
        return record

    def _made_anew(self, student: str, assignment: str) -> str:
        """The remedy for what is damaged: without its record a submission is graded again."""
        return (
            f"remove {self.record(student, assignment)} and repeat `autograder grade {assignment}`."
        )

    def recorded(self, assignment: str) -> set[str]:
        """Students of whom there is a record. (The name of one may begin with a dot.)"""
        folder = self.record("x", assignment).parent
        with contextlib.suppress(FileNotFoundError), os.scandir(folder) as files:
            names = [f.name for f in files if not f.name.startswith(HALF_WRITTEN)]
            return {name.removesuffix(".json") for name in names if name.endswith(".json")}
        return set()

    def sweep(self, assignment: str) -> None:
        """Remove what a run that was killed left half-written. Only for who is alone at work."""
        for folder in (self.record("*", assignment), self.autograded("*", assignment)):
            place = str(folder.parent.relative_to(self.folder))
            for stray in self.folder.glob(f"{place}/{HALF_WRITTEN}*"):
                stray.unlink(missing_ok=True)

    def store(self, record: dict, notebook: str | None) -> None:
        """Write the graded notebook, then the record: a record stands for a finished run.

        notebook: its text. Both are on the disk, and not in its cache only, before this returns:
        the gradebook is told of them afterwards.
        """
        student, assignment = record["student"], record["assignment"]
        graded = self.autograded(student, assignment)
        if notebook is not None and self.blobs:
            self.blobs.write_blob(notebook)
        elif notebook is not None:
            self.unpack(record, notebook)
        if notebook is None or self.blobs:
            graded.unlink(missing_ok=True)  # an earlier hand-in is no longer the last
        write_atomically(self.record(student, assignment), record_text(record), durably=True)

    def unpack(self, record: dict, notebook: str) -> Path:
        """Put a graded notebook where nbgrader and formgrader look for it; return that place."""
        place = self.autograded(record["student"], record["assignment"])
        receipt.write(record.get("receipt", {}), place.parent)
        write_atomically(place, notebook, durably=True)
        return place

    def graded(self, record: dict) -> str | None:
        """The text of the graded notebook of a record; None if there is none.

        Raises UserError if the one that the record names is lost, or no notebook.
        """
        student, assignment = record["student"], record["assignment"]
        place, digest = self.autograded(student, assignment), record.get("notebook")
        if self.blobs and digest and (text := self.blobs.read_blob(digest)) is not None:
            return text
        if place.is_file():
            data = place.read_bytes()
            if not layout.is_notebook(data):
                anew = self._made_anew(student, assignment)
                raise UserError(f"{place} is no whole notebook; {anew}")
            return data.decode()
        if self.blobs and digest:
            raise UserError(
                f"The graded notebook of {student} in {assignment} is not in {self.blobs.shown}, "
                f"or not whole; {self._made_anew(student, assignment)}"
            )
        return None


def notebook_text(notebook: dict) -> str:
    """The notebook as a file, one cell a line: nbformat's own layout takes ten times as long."""
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in notebook["cells"])
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    return f'{{"cells": [\n{cells}\n],\n{json.dumps(rest, ensure_ascii=False)[1:]}\n'


def record_text(record: dict) -> str:
    """The record as a file, one check a line: json's own layout takes ten times as long."""

    def lines(value) -> str:
        if not (isinstance(value, list) and value):
            return json.dumps(value, ensure_ascii=False)
        items = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
        return f"[\n  {items}\n ]"

    keys = ",\n ".join(f"{json.dumps(key)}: {lines(value)}" for key, value in record.items())
    return f"{{\n {keys}\n}}\n"
