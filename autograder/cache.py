"""What was graded once need not run again: `grade --cache` (off unless asked for).

`Cached` stands before an executor, on the trusted side: a spec goes in and a result comes out, as
of `task.grade`. The key is a hash of all that decides: the notebook as rebuilt from the text of the
submission, checks, way of grading, limits, environment. So a resubmission and a fellow student's
equal text are given the result that is there; nothing personal is in it. Only what would come out
the same again is kept (`run.Run.steady`), never what time, memory, a death, a lost box or a broken
check decided. An entry is sealed with a key that lies in the folder of the class: who may write to
the store, and no more, can cost time and change no grade.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import hmac
import json
import os
import random
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

from autograder import task
from autograder.errors import UserError
from autograder.rebuild import rebuild
from autograder.session import now
from autograder.store import Store
from autograder.submission import Submitted

TRIED_AGAIN = 0.01  # of what is found
AT_ONCE = 1000  # threads, which mostly wait for the executor; more than are ever in flight
SEAL = hashlib.sha256().digest_size  # bytes
PERSONAL = ("notebook_sha256", "timestamp")  # of a record: not kept, and put in again


class Cached(Executor):
    """An executor that asks a store first.

    seed_counts: was the seed asked for? Then only results of that seed are equal. anew: look
    nothing up (`--force`), and keep what comes out. remarks: sentences for a person go there.
    """

    def __init__(
        self, executor: Executor, store: Store, secret: bytes, seed_counts: bool, anew: bool,
        remarks: list[str],
    ):  # fmt: skip
        self.executor, self.store, self.secret = executor, store, secret
        self.seed_counts, self.anew, self.remarks = seed_counts, anew, remarks
        self.off, self.environment = False, task.environment()
        self._at_work: dict[str, threading.Event] = {}  # key -> when who came first has finished
        self._threads = ThreadPoolExecutor(AT_ONCE)

    @property
    def window(self) -> int:
        """Submissions that may be in flight."""
        return self.executor.window

    def submit(self, grade, spec: dict) -> Future:
        return self._threads.submit(self._grade, grade, spec)

    def tried(self) -> None:
        """See `pool.Threads`."""
        self.executor.tried()

    def give_up(self) -> None:
        """Lose what is at work; nobody is blamed."""
        self.executor.give_up()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.executor.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _grade(self, grade, spec: dict) -> dict:
        try:
            key = self._key(spec)
        except Exception:  # a bug of ours must not stop the class: grading says which it is
            return self.executor.submit(grade, spec).result()
        with self._after_its_equal(key):
            return self._find_or_grade(key, grade, spec)

    @contextlib.contextmanager
    def _after_its_equal(self, key: str) -> Iterator[None]:
        """Wait for equal work in flight, once: if nothing is kept of it, all go on together."""
        mine = threading.Event()
        first = mine if self.anew or self.off else self._at_work.setdefault(key, mine)
        try:
            if first is not mine:
                first.wait()
            yield
        finally:
            if first is mine:
                self._at_work.pop(key, None)
                mine.set()

    def _find_or_grade(self, key: str, grade, spec: dict) -> dict:
        found = None if self.anew else self._look_up(key)
        if found and random.random() >= TRIED_AGAIN:
            return _with_what_is_personal(found, spec)
        if found:
            spec = spec | {"seed": found["record"]["seed"]}
        result = self.executor.submit(grade, spec | {"environment": True}).result()
        if result.get("steady") and result["environment"] == self.environment:
            if found and _verdicts(found) != _verdicts(result):
                self._switch_off(
                    f"A submission to {spec['assignment']} that had been graded before came out "
                    "otherwise when it was tried again, so the cache is off for the rest of this "
                    "run; grade with --force to be sure of the others."
                )
            elif not found:
                self._keep(key, result)
        return result

    def _key(self, spec: dict) -> str:
        """Equal for two submissions exactly if everything that decides about them is equal."""
        released = spec["released"]
        notebook, slots = rebuild(released, [Submitted(**cell) for cell in spec["cells"]])
        way = {k: v for k, v in spec.items() if k not in ("released", "cells", "digest", "seed")}
        way["seed"] = spec["seed"] if self.seed_counts else None
        roles = [(slot.role, slot.name, slot.points, slot.present) for slot in slots]
        parts = (self.environment, way, released, notebook, roles)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _look_up(self, key: str) -> dict | None:
        """The result that is kept under a key; None also for what is damaged or not our own."""
        if self.off:
            return None
        try:
            entry = self.store.read(_place(key)) or b""
        except UserError as error:
            self._switch_off(f"The cache is off for the rest of this run: {error}")
            return None
        if not hmac.compare_digest(entry[:SEAL], self._seal(key, entry[SEAL:])):
            return None
        return json.loads(gzip.decompress(entry[SEAL:]))

    def _keep(self, key: str, result: dict) -> None:
        if self.off:
            return
        record = {k: v for k, v in result["record"].items() if k not in PERSONAL}
        kept = {"record": record, "notebook": result["notebook"], "try_again": False}
        data = gzip.compress(json.dumps(kept).encode(), mtime=0)
        try:
            self.store.write(_place(key), self._seal(key, data) + data)
        except (UserError, OSError) as error:
            self._switch_off(f"The cache is off for the rest of this run: {error}")

    def _seal(self, key: str, data: bytes) -> bytes:
        return hmac.digest(self.secret, key.encode() + data, "sha256")

    def _switch_off(self, sentence: str) -> None:
        if not self.off:
            self.off = True
            self.remarks.append(sentence)


def secret_of(path: Path) -> bytes:
    """The key that seals a class's entries: 32 random bytes in hex, made if there is none yet."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        found = b""
    if len(found) == 64:
        return found
    made = secrets.token_hex(32).encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    return made


def _place(key: str) -> str:
    return f"cache/{key[:2]}/{key}.json.gz"


def _with_what_is_personal(found: dict, spec: dict) -> dict:
    mine = {"notebook_sha256": spec["digest"], "timestamp": now(), "reused": True}
    return found | {"record": found["record"] | mine}


def _verdicts(result: dict) -> list:
    """What must come out again: of each check outcome, points, mistake, and the parts passed."""
    return [
        (c["id"], c["outcome"], c["points"], c["mistake"], [p["passed"] for p in c["parts"]])
        for c in result["record"]["checks"]
    ]
