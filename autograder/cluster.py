"""Workers on other machines, by dask.distributed (extra `[cluster]`), for `grade --scheduler`.

    tls://host:8786      a scheduler that is running, with its workers
    slurm:FILE           pilot jobs of a batch system, started for this run (or pbs:, htcondor:)

Always under TLS, also on 127.0.0.1: whoever reaches a scheduler can run code on its workers. Only
`task.grade` is sent, with JSON, and JSON comes back. No result is ever kept there: the ledger,
not the scheduler, knows what is done.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
import tomllib
from concurrent.futures import CancelledError, Executor, Future
from pathlib import Path

from autograder.errors import UserError
from autograder.pool import LostWorker
from autograder.trial import box_problem

QUEUES = {"slurm": "SLURMCluster", "pbs": "PBSCluster", "htcondor": "HTCondorCluster"}
CERTIFICATE, KEY = "cert.pem", "key.pem"
WAIT_SECONDS = 60.0  # for the first worker of a scheduler that is running
QUEUE_SECONDS = 3600.0  # for the first one of a batch system
LOOK_SECONDS = 5.0  # between two looks at how many workers there are
HOW_TO = "docs/cluster.md tells how"


class Cluster(Executor):
    """Grades on the workers of a dask client.

    patience: seconds after which a submission that was handed out counts as lost. jobs: the batch
    system's jobs, if they were started for this run; they end with it.
    """

    def __init__(self, client, patience: float, jobs=None):
        self.client, self.patience, self.jobs = client, patience, jobs
        self.flying = set()
        self._threads, self._counted = 0, -LOOK_SECONDS

    @property
    def window(self) -> int:
        """Submissions handed out at once: two for each thread that works, whoever comes or goes."""
        if time.monotonic() - self._counted > LOOK_SECONDS:
            self._threads = sum(self.client.nthreads().values())
            self._counted = time.monotonic()
        return 2 * max(1, self._threads)

    def submit(self, grade, spec: dict) -> Future:
        outcome = Future()
        # Dask would take equal submissions for one (pure), and grade one twice on its own.
        remote = self.client.submit(there, grade, spec, pure=False)
        self.flying.add(remote)
        asyncio.run_coroutine_threadsafe(
            self._follow(remote, outcome), self.client.loop.asyncio_loop
        )
        return outcome

    async def _follow(self, remote, outcome: Future) -> None:
        """Bring what comes of a remote task, or why nothing does, into `outcome`."""
        try:
            # Waits again by itself when a result was lost with its worker and is worked out anew.
            outcome.set_result(await asyncio.wait_for(remote._result(), self.patience))
        except (asyncio.CancelledError, CancelledError):
            self._fail(outcome, UserError(
                "The scheduler was lost; start it and its workers again and repeat the command, "
                "which goes on with the rest."
            ))  # fmt: skip
        except TimeoutError:
            self._fail(outcome, LostWorker(f"no answer for {self.patience:.0f} seconds"))
            await self.client.cancel([remote], asynchronous=True, force=True)
        except UserError as error:
            self._fail(outcome, error)
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                self._fail(outcome, LostWorker("the workers that had it ended"))
            else:
                self._fail(outcome, UserError(
                    f"The workers cannot grade ({type(error).__name__}: {error}); install the same "
                    f"version of downslope-autograder there as here ({HOW_TO})."
                ))  # fmt: skip
        finally:
            self.flying.discard(remote)

    def _fail(self, outcome: Future, error: Exception) -> None:
        if not outcome.done():
            outcome.set_exception(error)

    def tried(self) -> None:
        """See `pool.Threads`; here each worker tries its own box."""

    def give_up(self) -> None:
        """Drop what the workers have not begun."""
        if self.client.status == "running":
            self.client.cancel(list(self.flying), force=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.client.close(timeout=5)
        jobs, self.jobs = self.jobs, None
        if jobs is not None:
            jobs.close(timeout=30)


def there(grade, spec: dict) -> dict:
    """`grade(spec)`, on a worker. Raises UserError where no safe box can be made."""
    problem = box_problem(spec["engine"]) if spec["boxed"] else None
    if problem:
        raise UserError(f"A worker cannot box student code: {problem}")
    return grade(spec)


def connect(scheduler: str, tls: Path | None, workers: int | None, run_seconds: float) -> Cluster:
    """The executor for `--scheduler`. Raises UserError without an answer or without a worker.

    tls: the folder of `make_credentials`, for a scheduler that is running. workers: how many jobs
    to start. run_seconds: how long a submission may take.
    """
    try:
        import distributed
    except ImportError as error:
        raise UserError(
            "Grading on many machines needs dask: pip install 'downslope-autograder[cluster]'."
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we say what matters
    kind, _, rest = scheduler.partition(":")
    if kind in QUEUES:
        jobs, security = _jobs(kind, Path(rest), workers, distributed)
        address, seconds = jobs.scheduler_address, QUEUE_SECONDS
    else:
        jobs, security = None, _credentials(scheduler, tls, distributed)
        address, seconds = scheduler, WAIT_SECONDS
    try:
        client = distributed.Client(
            address, security=security, timeout=20, set_as_default=False, name="autograder"
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(
            f"There is no scheduler at {address} for this certificate; start one there, or mend "
            f"the address or --tls ({HOW_TO})."
        ) from error
    executor = Cluster(client, 3 * run_seconds + 60, jobs)
    try:
        wait_for_worker(client, address, seconds)
    except BaseException:
        executor.shutdown()
        raise
    return executor


def wait_for_worker(client, address: str, seconds: float) -> None:
    """Come back when there is a worker. Raises UserError after `seconds` without one."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise UserError(
            f"The scheduler {address} has had no worker for {seconds:.0f} seconds; start some "
            f"({HOW_TO}) and repeat the command."
        ) from error


def _credentials(scheduler: str, tls: Path | None, distributed):
    """What the client shows to a scheduler, and what it expects of it."""
    if not scheduler.startswith("tls://"):
        raise UserError(
            f"{scheduler} is no address that starts with tls://; without TLS anybody on the "
            f"network could run code on the workers ({HOW_TO})."
        )
    files = [tls / name for name in (CERTIFICATE, KEY)] if tls else []
    if not files or not all(file.is_file() for file in files):
        raise UserError(
            f"A scheduler needs --tls and a folder with {CERTIFICATE} and {KEY}; "
            "`autograder tls FOLDER` makes one."
        )
    certificate, key = map(str, files)
    return distributed.Security(
        tls_ca_file=certificate, tls_client_cert=certificate, tls_client_key=key,
        require_encryption=True,
    )  # fmt: skip


def _jobs(kind: str, file: Path, workers: int | None, distributed):
    """Pilot jobs of a batch system: each grades many submissions. See `connect`."""
    try:
        import dask_jobqueue

        options = tomllib.loads(file.read_text(encoding="utf-8"))
        workers = workers or options.pop("workers", 1)
        options.pop("workers", None)
        security = distributed.Security.temporary()
        jobs = getattr(dask_jobqueue, QUEUES[kind])(
            security=security, protocol="tls://", **{"cores": 1, "processes": 1} | options
        )
        jobs.scale(workers)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise UserError(
            f"The jobs of {kind}:{file} cannot be described ({error}); mend the file ({HOW_TO})."
        ) from error
    return jobs, security


def make_credentials(folder: Path) -> None:
    """Write a certificate and its key, good for a year: who holds both may run code on the workers.

    Raises UserError where there are some already.
    """
    import distributed

    if any((folder / name).exists() for name in (CERTIFICATE, KEY)):
        raise UserError(f"{folder} holds a certificate already; remove it, or name another folder.")
    made = distributed.Security.temporary()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, text in ((KEY, made.tls_client_key), (CERTIFICATE, made.tls_client_cert)):
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
