"""How long does it take to record a course of 100,000, and does it stay flat?

Run `python benchmarks/recording.py [--submissions 100000] [--postgres]`. Writes synthetic results
of 08_backward into a new gradebook, as a run does (100 in a transaction), and prints: milliseconds
for each at 1,000, 10,000 and at the end (the aim: under 3, flat); memory of the writer; how long
it takes to know again what is done (under 1 s); and how long an export of 12,000 students takes
(under 2 s). --postgres starts a server of its own, which syncs to the disk as it does by default.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from autograder import grading, layout, pool, recorder, session
from autograder.classroom import Classroom
from autograder.database import entries, prepare
from autograder.gradebook import ensure_assignment
from autograder.session import Job
from autograder.writer import Writer
from tests.postgres import Server

ASSIGNMENT, EXPORTED = "08_backward", 12_000
ROOT = layout.find_root()


def synthetic(class_: pool.Class, k: int) -> dict:
    """The record of a student who did something or other."""
    draw = random.Random(k)
    student = f"student{k:06}"
    handed_in = pool.HandedIn(student, f"{k:064x}")
    checks, texts = [], {}
    for slot in SLOTS:
        if slot.role == "check":
            passed = draw.random() < 0.7
            checks.append(
                {"id": f"check-{slot.name}", "function": slot.name, "error": ""}
                | {"outcome": "passed" if passed else "wrong", "hint": "" if passed else "Look."}
                | {"points": slot.points * passed, "max_points": slot.points}
            )
        elif slot.role in ("exercise", "answer"):
            texts[slot.cell["id"]] = {"sha256": f"{draw.getrandbits(256):064x}", "untouched": False}
    record = {"assignment": ASSIGNMENT, "outcome": "graded", "reason": "", "checks": checks}
    result = {"record": record | {"texts": texts}, "notebook": None, "try_again": False}
    return class_.finish(handed_in, result).record


def resident() -> float:
    """The resident set now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--submissions", type=int, default=100_000)
    options.add_argument("--postgres", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.postgres:
            server = Server(durable=True)
            try:
                measure(server.url("course"), Path(folder), asked.submissions)
            finally:
                server.close()
        else:
            measure(f"sqlite:///{folder}/gradebook.db", Path(folder), asked.submissions)


def measure(url: str, folder: Path, submissions: int) -> None:
    class_ = pool.Class(Classroom(folder), Job(ASSIGNMENT, ROOT))
    SLOTS.extend(session.rebuild(class_.released, [])[1])
    source = nbformat.read(layout.source_path(ROOT, ASSIGNMENT), as_version=4)
    prepare(url)
    keys = {}
    with grading.gradebook(url) as book:
        ensure_assignment(book, ASSIGNMENT, source, layout.nbgrader_config(ROOT))
        writer, spent, cpu = Writer(book.engine, ASSIGNMENT), [], []
        rows = len(writer.checks) + len(writer.solutions) + 2
        print(f"{submissions} submissions of {ASSIGNMENT}, {rows} rows each, and one of the ledger")
        for begin in range(0, submissions, recorder.BATCH):
            some = [synthetic(class_, k) for k in range(begin, begin + recorder.BATCH)]
            keys |= {record["student"]: record["key"] for record in some}
            start, used = time.perf_counter(), time.process_time()
            writer.want({record["student"]: record["version"] for record in some})
            assert writer.write(some) == []
            spent.append(time.perf_counter() - start)
            cpu.append(time.process_time() - used)
            if begin + recorder.BATCH in (1_000, 10_000, submissions):
                last = 1000 * sum(spent[-10:]) / recorder.BATCH / len(spent[-10:])
                mine = 1000 * sum(cpu[-10:]) / recorder.BATCH / len(cpu[-10:])
                print(
                    f"  at {begin + recorder.BATCH:7}: {last:5.2f} ms each ({mine:.2f} of them CPU "
                    f"here), memory {resident():.0f} MB",
                    flush=True,
                )
        whole = sum(spent)
        print(f"  together {whole:.0f} s, {1000 * whole / submissions:.2f} ms each")
        start, used = time.perf_counter(), time.process_time()
        held = entries(url, ASSIGNMENT)
        left = [s for s, key in keys.items() if s not in held or held[s].key != key]
        print(f"  what is left? {len(left)}, known after {since(start, used)}")
        start, used = time.perf_counter(), time.process_time()
        text, _ = grading.points_for("csv", class_.room, ROOT, url, ASSIGNMENT, None)
        students = text.count("\n") - 1
        print(
            f"  export of {students} students: {since(start, used)}; for {EXPORTED} "
            f"{since(start, used, min(1.0, EXPORTED / students))}"
        )


def since(start: float, used: float, share: float = 1.0) -> str:
    """Seconds by the clock, and CPU seconds of this process, since then."""
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    return f"{share * wall:.2f} s ({share * cpu:.2f} CPU s)"


SLOTS: list = []

if __name__ == "__main__":
    main()
