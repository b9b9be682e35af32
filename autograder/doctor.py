"""What protects this machine from the code that it grades, and what does not, in plain words."""

from __future__ import annotations

import math
import platform
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import cgroups, containers, hierarchies, jail, seccomp
from autograder.box import Box, BoxDied, Limits, LostBox
from autograder.engines import BUBBLEWRAP
from autograder.launch import Forked
from autograder.trial import box_problem

GOOD, WEAK, BAD = "✓", "!", "✗"


@dataclass(frozen=True)
class Finding:
    """One line of the report. sign: GOOD, WEAK (works, but know this) or BAD (must be mended)."""

    sign: str
    words: str


def examine(engine: str = BUBBLEWRAP) -> list[Finding]:
    """Try what the walls of `engine` are for, on this machine, now."""
    problem = box_problem(engine)
    if problem:
        return [
            Finding(BAD, problem),
            Finding(BAD, "Grading would have no walls: --unboxed is only for code that you trust."),
            Finding(WEAK, "Without a box only the time and memory of a submission are limited."),
        ]
    return [
        Finding(GOOD, f"Student code runs in a box, made by {_maker(engine)}."),
        Finding(GOOD, "Tried from inside: it reaches no network."),
        Finding(GOOD, "Tried from inside: it writes nothing outside its own scratch space."),
        Finding(GOOD, "Tried from inside: it sees no solution, no file of this system, no home."),
        Finding(GOOD, "Tried from inside: it sees no other process."),
        *_start(engine),
        _calls(),
        *_limits(engine),
        Finding(WEAK, "Not defended: a hole in this machine's Linux kernel. Install its updates."),
        Finding(WEAK, "Not looked for: copying. A solution from a classmate is graded like any."),
    ]


def _maker(engine: str) -> str:
    return str(jail.find_bwrap() if engine == BUBBLEWRAP else containers.find(engine))


def _start(engine: str) -> list[Finding]:
    try:
        with Box("00_self_test", engine=engine) as box:
            forked = isinstance(box._process, Forked)
    except (LostBox, BoxDied) as error:
        return [Finding(BAD, f"A second box could not be had: {error}")]
    if forked:
        return [Finding(GOOD, "Boxes start warm, a few milliseconds each; each has its own walls.")]
    start = "cold here, half a second each" if engine == BUBBLEWRAP else "in a second or two"
    words = f"Boxes start {start}: as safe as warm ones of bubblewrap, but slower."
    return [Finding(WEAK, words)]


def _calls() -> Finding:
    if seccomp.program() is None:
        words = f"There is no filter of system calls for {platform.machine()}: one wall fewer."
        return Finding(WEAK, words)
    count = len(seccomp.DENIED)
    return Finding(GOOD, f"{count} dangerous system calls are refused (mount, ptrace, bpf, …).")


def _limits(engine: str) -> list[Finding]:
    limits = Limits()
    size = f"{limits.memory_bytes >> 30} GB of memory a process, {limits.scratch_bytes >> 20} MB"
    found = [
        Finding(
            GOOD,
            f"Each submission has limits: {size} of files, {limits.processes} processes with "
            f"{limits.cpu_seconds} s of computing each, {limits.cell_seconds:g} s a cell, "
            f"{limits.run_seconds:g} s in all.",
        ),
        _whole_box(engine, limits),
    ]
    release = tuple(map(int, platform.release().split("-")[0].split(".")[:2]))
    if sys.platform == "linux" and release < (5, 14):
        words = "This kernel cannot count a submission's processes: one that forks is stopped late."
        found.append(Finding(WEAK, words))
    return found


def _whole_box(engine: str, limits: Limits) -> Finding:
    """What holds for all processes of one submission, or at least of all submissions, together."""
    held = (
        f"holds all processes of a submission together to {limits.box_bytes >> 30} GB of memory "
        f"and {limits.processes} processes."
    )
    if engine != BUBBLEWRAP:
        if containers.held(engine, limits):
            return Finding(GOOD, f"A control group {held}")
        words = (
            f"{engine} enforces no limits by control groups here: memory is limited for each "
            "process, not for all of a submission's together."
        )
        return Finding(WEAK, words)
    if problem := cgroups.problem():
        return _together(*surrounding(hierarchies.group_of("self")), problem)
    group = f"A control group (version {cgroups.version()})"
    if _end_of_the_greedy(replace(limits, box_bytes=limits.memory_bytes // 4)) == "-9":
        return Finding(GOOD, f"{group} {held} Tried: a box that took more was stopped.")
    words = (
        f"{group} can be made here, but a box that took more memory than its group has was not "
        "stopped: memory is limited for each process only. Please report this."
    )
    return Finding(WEAK, words)


def _end_of_the_greedy(limits: Limits) -> str:
    """How a process ends that keeps to its own limit, and not to its box's: "-9" if killed."""
    try:
        with Box("00_self_test", limits) as box:
            run = box.run_cell(_GREEDY.format(limits.box_bytes * 3 // 2))
    except (LostBox, BoxDied) as error:
        return str(error)
    return "".join(out.get("text", "") for out in run.outputs).strip()


_GREEDY = """
import os
child = os.fork()
if child == 0:
    held = b"x" * {}
    os._exit(0)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def _together(memory: float, processes: float, why: str) -> Finding:
    """What holds for all submissions together, from `surrounding`; why not for each by itself."""
    if memory < math.inf and processes < math.inf:
        words = (
            "The control group in which this runs holds all submissions together to "
            f"{memory / (1 << 30):.1f} GB of memory and {processes:g} processes."
        )
        return Finding(GOOD, words)
    words = (
        "Memory is limited for each process, not for all of a submission's together: many of them "
        f"can fill this machine, where Linux then ends the largest. {why}"
    )
    return Finding(WEAK, words)


def surrounding(group: Path | None) -> tuple[float, float]:
    """Return the bytes and processes to which a control group of version 2 holds who is in it.

    The lowest limits of the group and of all above it count; infinity where there is none.
    """
    folders = [] if group is None else [group, *group.parents]
    folders = [folder for folder in folders if (folder / "cgroup.controllers").exists()]
    memory, processes = (
        min((_limit(folder / name) for folder in folders), default=math.inf)
        for name in ("memory.max", "pids.max")
    )
    return memory, processes


def _limit(file: Path) -> float:
    try:
        return float(file.read_text())
    except (OSError, ValueError):  # no such limit here, or "max"
        return math.inf
