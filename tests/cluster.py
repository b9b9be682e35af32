"""A real scheduler and real workers under TLS on loopback, as processes that a test may kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from autograder.cluster import CERTIFICATE, KEY, make_credentials

DASK = [str(Path(sys.executable).parent / "dask")]
PATIENCE = 120  # seconds in which a process must have started


class Machines:
    """A scheduler with workers; a context manager."""

    def __init__(self, folder: Path):
        self.folder, self.tls = folder, folder / "tls"
        make_credentials(self.tls)
        self.workers: list[subprocess.Popen] = []
        self.scheduler = self.address = None

    def __enter__(self) -> Machines:
        self.start_scheduler()
        return self

    def __exit__(self, *error) -> None:
        for process in [*self.workers, self.scheduler]:
            self.kill(process)

    def start_scheduler(self) -> None:
        """Start one on a free port; `address` is where."""
        file = self.folder / "scheduler.json"
        self.scheduler = self._dask(
            "scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard", "--scheduler-file", file,
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while self.address is None or not file.exists():
            assert self.scheduler.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            with contextlib.suppress(OSError, ValueError):
                self.address = json.loads(file.read_text())["address"]

    def add_worker(self) -> subprocess.Popen:
        """Start a worker without a nanny: killed, it stays away."""
        worker = self._dask(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", self.folder,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def kill(self, process: subprocess.Popen, how=signal.SIGKILL) -> None:
        """Send a signal to a process and all it started, and wait for its end if it ends."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        if how == signal.SIGKILL:
            process.wait()

    def said(self) -> str:
        return (self.folder / "log").read_text()

    def _dask(self, program: str, *options) -> subprocess.Popen:
        pems = [self.tls / name for name in (CERTIFICATE, CERTIFICATE, KEY)]
        names = ("--tls-ca-file", "--tls-cert", "--tls-key")
        tls = [text for pair in zip(names, pems, strict=True) for text in pair]
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen(
                [*DASK, program, *map(str, [*options, *tls])],
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
