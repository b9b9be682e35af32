"""What do other machines cost? The same work on local threads and on dask workers, interleaved.

Run `python benchmarks/cluster.py [--submissions 120] [--rounds 3]`. A submission takes 0.3 s of
waiting, so that other work on this machine does not count, and gives back a notebook of 60 KB. Two
threads here against two worker processes on loopback, under TLS, with the window that a run uses.
The aim: under 2 % more.
"""

import argparse
import logging
import statistics
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from autograder import cluster, task
from autograder.layout import find_root
from autograder.session import Job, released_notebook, sha256
from tests.cluster import Machines

ASSIGNMENT = "08_backward"


def work(spec: dict) -> dict:
    """As long as a submission takes, and as much as one gives back."""
    time.sleep(0.3)
    return {"record": {"digest": spec["digest"]}, "notebook": "x" * 60_000}


class Here(ThreadPoolExecutor):
    window = 4


def run(executor, spec: dict, submissions: int) -> float:
    """Seconds for `submissions` with the window of `executor`."""
    start, left, waiting = time.monotonic(), submissions, set()
    while left or waiting:
        while left and len(waiting) < executor.window:
            waiting.add(executor.submit(work, spec | {"digest": str(left)}))
            left -= 1
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
    return time.monotonic() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--submissions", type=int, default=120)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    job = Job(ASSIGNMENT, find_root(), boxed=False)
    released = released_notebook(job.root, ASSIGNMENT)
    spec = task.spec(job, released, [], sha256(b""))
    with tempfile.TemporaryDirectory() as folder, Machines(Path(folder)) as machines:
        machines.add_worker(), machines.add_worker()
        there = cluster.connect(machines.address, machines.tls, None, 120)
        there.client.wait_for_workers(2, timeout=120)
        there._counted = -cluster.LOOK_SECONDS
        run(there, spec, 8)
        more = []
        for _ in range(asked.rounds):
            with Here(2) as here:
                alone = run(here, spec, asked.submissions)
            far = run(there, spec, asked.submissions)
            more.append(far / alone - 1)
            each = 1000 * (far - alone) * 2 / asked.submissions
            print(
                f"{asked.submissions} submissions: here {alone:.2f} s, there {far:.2f} s, "
                f"{100 * more[-1]:.1f} % more ({each:.1f} ms for each)",
                flush=True,
            )
        print(f"median: {100 * statistics.median(more):.1f} % more")
        there.shutdown()


if __name__ == "__main__":
    logging.getLogger("distributed").setLevel(logging.ERROR)
    main()
