"""Whether a box holds here: one is started, and what runs in it tries to get out."""

from __future__ import annotations

import functools
import re
import sys

from autograder import jail
from autograder.box import NO_BWRAP, Box, BoxDied
from autograder.engines import BUBBLEWRAP
from autograder.launch import LostBox


@functools.cache
def box_problem(engine: str = BUBBLEWRAP) -> str | None:
    """Return why `engine` can make no box here and what to do, or None when boxed grading works.

    The answer of the first call, which starts a box and tries to get out of it, is kept.
    """
    if sys.platform != "linux":
        return "Boxes need Linux: grade on a Linux machine or in WSL2, or grade unboxed."
    ours = engine == BUBBLEWRAP
    if ours and jail.find_bwrap() is None:
        return NO_BWRAP
    try:
        with Box("00_self_test", engine=engine) as box:
            run = box.run_cell(_SELF_TEST.format(paths=_out_of_reach()))
    except (LostBox, BoxDied) as error:
        why = re.sub(r"[^.?]$", r"\g<0>.", str(error))
        return f"{why} {_NAMESPACES if ours else _ENGINE.format(engine)}"
    leak = run.error or "".join(out.get("text", "") for out in run.outputs).strip()
    return f"{LEAKS} ({leak}): please report this, and grade unboxed." if leak else None


LEAKS = "The box leaks"
_NAMESPACES = (
    "If this system forbids user namespaces, allow them "
    "(`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or grade unboxed."
)
_ENGINE = (
    "If {0} itself does not work here (`{0} info`), mend that, or grade in a box of bubblewrap "
    "(--box bubblewrap), or unboxed."
)
_SELF_TEST = """
import os, socket
for path in {paths!r}:
    if os.path.exists(path): print("it shows", path)
try: open("/written", "w")
except OSError: pass
else: print("its root can be written")
try: socket.create_connection(("1.1.1.1", 53), timeout=1)
except OSError: pass
else: print("it reaches the network")
if len([p for p in os.listdir("/proc") if p.isdigit()]) > 1: print("it shows other processes")
"""


def _out_of_reach() -> list[str]:
    ours = jail.HERE
    return [str(path) for path in (ours / "truth", ours.parent / "solutions", "/etc/passwd")]
