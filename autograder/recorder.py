"""What has finished goes to the disk and then into the gradebook, many submissions at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from autograder.classroom import Classroom
from autograder.ledger import entry_of
from autograder.plain import some
from autograder.pool import Finished
from autograder.report import Tally

BATCH = 100  # submissions in one transaction
LONGEST = 1.0  # seconds for which a result waits for others to be written with
FILES_AT_ONCE = 8


class Recorder:
    """Brings what has finished to the disk and then into the gradebook, in batches.

    writer: a `writer.Writer`. step: called for each submission. wanted: student -> version, as
    planned; whoever hands in again meanwhile is graded again, and that version is wanted then.
    """

    def __init__(
        self, room: Classroom, writer, tally: Tally, step: Callable[[], None],
        wanted: Mapping[str, str],
    ):  # fmt: skip
        self.room, self.writer, self.tally, self.step = room, writer, tally, step
        self.wanted = dict(wanted)
        self.batch: list[Finished] = []
        self.written = time.monotonic()
        writer.want(self.wanted)

    def take(self, finished: Finished | None) -> None:
        """Put one aside; write when there are many, after a while, or (None) at a quiet moment."""
        if finished is not None:
            self.batch.append(finished)
        waited = time.monotonic() - self.written
        if finished is None or len(self.batch) >= BATCH or waited > LONGEST:
            self.flush()

    def flush(self) -> None:
        """Write what was put aside. Raises UserError or OSError; the rest of it is then dropped."""
        batch, self.batch, self.written = self.batch, [], time.monotonic()
        if not batch:
            return
        new = [finished for finished in batch if finished.new]
        with ThreadPoolExecutor(FILES_AT_ONCE) as threads:  # a disk syncs many as fast as one
            list(threads.map(lambda done: self.room.store(done.record, done.notebook), new))
        records = [finished.record for finished in batch]
        self._want_what_was_read(records)
        late = self.writer.write(records)
        for record in records:
            if record["student"] not in late:
                self.tally.add(record["student"], entry_of(record), record.get("reused", False))
                self.step()
        if late:
            self.tally.remarks.append(
                f"Handed in anew from elsewhere meanwhile, so not entered: {some(late)}; repeat "
                "the command."
            )

    def _want_what_was_read(self, records: list[dict]) -> None:
        """Who has handed in again since the run began was read again, and graded as that."""
        read = {record["student"]: record["version"] for record in records}
        newer = {s: version for s, version in read.items() if self.wanted.get(s) != version}
        if newer:
            self.writer.want(newer)
            self.wanted |= newer
