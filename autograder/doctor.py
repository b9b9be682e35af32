"""What protects this machine from the code that it grades, and what does not, in plain words."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from autograder import jail, seccomp
from autograder.box import Box, BoxDied, Limits, LostBox, box_problem
from autograder.launch import Forked

GOOD, WEAK, BAD = "✓", "!", "✗"


@dataclass(frozen=True)
class Finding:
    """One line of the report. sign: GOOD, WEAK (works, but know this) or BAD (must be mended)."""

    sign: str
    words: str


def examine() -> list[Finding]:
    """Try what the walls are for, on this machine, now."""
    problem = box_problem()
    if problem:
        return [
            Finding(BAD, problem),
            Finding(BAD, "Grading would have no walls: --unboxed is only for code that you trust."),
            Finding(WEAK, "Without a box only the time and memory of a submission are limited."),
        ]
    return [
        Finding(GOOD, f"Student code runs in a box, made by {jail.find_bwrap()}."),
        Finding(GOOD, "Tried from inside: it reaches no network."),
        Finding(GOOD, "Tried from inside: it writes nothing outside its own scratch space."),
        Finding(GOOD, "Tried from inside: it sees no solution, no file of this system, no home."),
        Finding(GOOD, "Tried from inside: it sees no other process."),
        *_start(),
        _calls(),
        *_limits(),
        Finding(WEAK, "Not defended: a hole in this machine's Linux kernel. Install its updates."),
        Finding(WEAK, "Not looked for: copying. A solution from a classmate is graded like any."),
    ]


def _start() -> list[Finding]:
    try:
        with Box("00_self_test") as box:
            forked = isinstance(box._process, Forked)
    except (LostBox, BoxDied) as error:
        return [Finding(BAD, f"A second box could not be had: {error}")]
    if forked:
        return [Finding(GOOD, "Boxes start warm, a few milliseconds each; each has its own walls.")]
    words = "Boxes start cold here, half a second each: as safe, but slower."
    return [Finding(WEAK, words)]


def _calls() -> Finding:
    if seccomp.program() is None:
        words = f"There is no filter of system calls for {platform.machine()}: one wall fewer."
        return Finding(WEAK, words)
    count = len(seccomp.DENIED)
    return Finding(GOOD, f"{count} dangerous system calls are refused (mount, ptrace, bpf, …).")


def _limits() -> list[Finding]:
    limits = Limits()
    size = f"{limits.memory_bytes >> 30} GB of memory a process, {limits.scratch_bytes >> 20} MB"
    found = [
        Finding(
            GOOD,
            f"Each submission has limits: {size} of files, {limits.cell_seconds:g} s a cell, "
            f"{limits.run_seconds:g} s in all.",
        ),
        Finding(
            WEAK,
            f"Memory is limited for each of at most {limits.processes} processes, not for all of "
            "them together (where boxes start warm, Linux ends the submission before us).",
        ),
    ]
    release = tuple(map(int, platform.release().split("-")[0].split(".")[:2]))
    if sys.platform == "linux" and release < (5, 14):
        words = "This kernel cannot count a submission's processes: one that forks is stopped late."
        found.append(Finding(WEAK, words))
    return found
