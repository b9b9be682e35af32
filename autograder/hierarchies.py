"""Where this system shows its control groups, and the one rule of version 2 for dividing them."""

from __future__ import annotations

import functools
import re
from pathlib import Path

KINDS = ("memory", "pids")  # what we hold a box by; controllers, in the kernel's words
UNIFIED = ""  # in place of a kind: the one hierarchy of version 2


def group_of(pid: int | str, kind: str = UNIFIED) -> Path | None:
    """The folder of a process's group in the hierarchy that counts `kind`, if it is shown here.

    pid: a number or "self". None, too, if there is no such process.
    """
    try:
        own = Path(f"/proc/{pid}/cgroup").read_text()
        return folder(kind, own, _mounts())
    except OSError:
        return None


@functools.cache
def _mounts() -> str:
    return Path("/proc/self/mountinfo").read_text()


def folder(kind: str, own: str, mounts: str) -> Path | None:
    """`group_of`, from what /proc/PID/cgroup (`own`) and /proc/self/mountinfo (`mounts`) say."""
    for line in own.splitlines():
        _, kinds, place = line.split(":", 2)
        if kind not in kinds.split(",") or ".." in place.split("/"):
            continue  # or it is in no group below the one that we see as the root
        for mount in mounts.splitlines():
            shown, _, how = mount.partition(" - ")
            root, point = map(_unescaped, shown.split()[3:5])
            system, *_, options = how.split()
            if (system == "cgroup2") if kind == UNIFIED else _counts(kind, system, options):
                try:
                    return Path(point, Path(place).relative_to(root))
                except ValueError:  # mounted is a part that it is not in
                    continue
    return None


def divided(group: Path) -> bool:
    """Whether groups below one of version 2 are counted by what we hold a box by."""
    return set(KINDS) <= set((group / "cgroup.subtree_control").read_text().split())


def divide(group: Path) -> None:
    """See to that. Raises OSError where we may not, or where somebody is in the group itself."""
    (group / "cgroup.subtree_control").write_text(" ".join(f"+{kind}" for kind in KINDS))


def _counts(kind: str, system: str, options: str) -> bool:
    return system == "cgroup" and kind in options.split(",")


def _unescaped(path: str) -> str:
    """Mountinfo has spaces and the like as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)
