"""How much a submission may use of time, memory, disk and words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use: wall seconds, bytes, numbers; each process: CPU seconds."""

    cell_seconds: float = 20
    call_seconds: float = 5
    start_seconds: float = 30
    housekeeping_seconds: float = 5
    run_seconds: float = 120
    cpu_seconds: int = 300
    memory_bytes: int = 2 << 30
    box_bytes: int = 4 << 30  # of all processes together, where control groups can be had
    file_bytes: int = 64 << 20
    scratch_bytes: int = 64 << 20
    output_bytes: int = 200_000
    notebook_bytes: int = 32 << 20
    processes: int = 64
    call_backs: int = 20_000
    asked_entries: int = 4_000_000  # of all points together at which call-backs are asked
    answer_entries: int = 8_000_000  # of all that the calls of a check give and ask together
