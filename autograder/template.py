"""The warm process that every submission starts from: everything imported, nothing executed.

A script, started by `warm.py` as `python -I template.py FD` inside a box of bubblewrap that may
make namespaces. It imports what notebooks import, draws a picture, and then does one thing: for
each request `open`, which brings a socket, it forks. The fork becomes process 1 of namespaces of
its own and goes on as a worker (`worker.py`) on that socket. So no student's code, and nothing
that a student wrote, ever runs in or reaches the template, and what one fork does to its memory no
other one sees.

    open    fork a worker for the socket that came along    -> opened, with a pidfd of the worker

Beforehand it compiles the cells in the request's blobs, if there are any: those of a released
notebook, which a class that is to follow has in common.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import io
import os
import pkgutil
import random
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # -I leaves the script's own directory out
import frames
import walls
import worker

HUGE, MADV_COLLAPSE = 2 << 20, 25
PLAIN_MEMORY = re.compile(r"^(\w+)-(\w+) rw-p \S+ \S+ 0\s*(?:\[heap\])?$", re.MULTILINE)
PRELOADED = (
    "asyncio",
    "matplotlib.backends.backend_agg",
    "matplotlib.pyplot",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "IPython.core.ultratb",
    "IPython.display",
    "figures",
)


def main() -> None:
    """Warm up, then fork for every request on the socket whose descriptor is the first argument.

    The second one says whether boxes will show `pictures`, or `names` of figures only.
    """
    # Whoever kills bubblewrap means the template, too.
    ctypes.CDLL(None).prctl(worker.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    control = frames.Channel(worker.only_descriptor(int(sys.argv[1])), accept_fds=True)
    shell = warm_up(pictures=sys.argv[2] == "pictures")
    control.send({"op": "ready", **state_of_the_process()})
    channel = forked(control, shell)
    try:
        worker.serve(channel, shell)
    except BaseException as error:  # before any student code ran: say why there is no worker
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(1)


def forked(control: frames.Channel, shell) -> frames.Channel:
    """Fork once a request; return in each child, with the channel to serve, never in the template.

    Ends the template, and with it whatever its forks left behind, when the trusted side is gone.
    shell: that of all forks.
    """
    home = os.open("/proc/self/ns/pid", os.O_RDONLY)
    prepare = functools.cache(prepare_for_a_class)  # once, for the first class
    while True:
        try:
            _, cells = control.receive()
        except EOFError:
            worker.reap()
            os._exit(0)
        worker.reap()
        if cells:
            learn(shell, cells)
            prepare(shell)
        (sock,), control.fds = control.fds, []
        walls.unshare(walls.NEW_PIDS)
        child = os.fork()
        if child == 0:
            os.close(home)
            control.close()
            fresh_chance()
            return frames.Channel(worker.only_descriptor(sock), accept_fds=True)
        os.close(sock)
        walls.return_to(home, walls.NEW_PIDS)
        pidfd = os.pidfd_open(child)
        control.send({"op": "opened"}, fds=[pidfd])
        os.close(pidfd)


def learn(shell, cells: list[bytes]) -> None:
    """Compile cells, which are not run here, for all forks."""
    for cell in cells:
        shell.learn(cell.decode())
    gc.freeze()


def prepare_for_a_class(shell) -> None:
    """Do what costs one submission more time than it saves, and many less."""
    import drawing

    gc.disable()
    try:
        raise ValueError("an exception, to load what formats one")
    except ValueError as error:
        shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
    drawing.make_ahead()
    gc.enable()
    gc.freeze()
    use_huge_pages()


def use_huge_pages() -> None:
    """Move what is in memory into huge pages, where the system gives them (Linux 6.1).

    Each check is a fork of a fork; to copy and to clear the tables of small pages is a tenth of
    what a submission costs.
    """
    libc = ctypes.CDLL(None)
    for first, last in PLAIN_MEMORY.findall(Path("/proc/self/maps").read_text()):
        begin = -(-int(first, 16) // HUGE) * HUGE
        size = int(last, 16) // HUGE * HUGE - begin
        if size > 0:
            libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(size), MADV_COLLAPSE)


def fresh_chance() -> None:
    """Undo what forks of one process would have in common by chance."""
    import numpy as np

    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4)))  # without a number it takes three times as long
    tempfile._name_sequence = None


def warm_up(pictures: bool = True):
    """Import, and draw if there will be pictures; return the shell of the forks."""
    gc.disable()  # what is made here stays: there is no rubbish to look for
    from shell import make_shell

    with without_tables_of_properties():
        for name in PRELOADED:
            importlib.import_module(name)
    for module in pkgutil.iter_modules(importlib.import_module("downslope").__path__):
        with contextlib.suppress(ImportError):  # needs one that is locked at first
            importlib.import_module(f"downslope.{module.name}")
    shell = make_shell()
    shell.run_cell("1 + 1", silent=True, store_history=False)
    shell.display_formatter.format(object())
    if pictures:
        draw()
    shell.outputs.clear()
    gc.freeze()  # or the first collection in each fork would copy all of this
    gc.set_threshold(20_000, 20, 20)  # a submission lives for seconds: look for rubbish less often
    gc.enable()
    return shell


@contextlib.contextmanager
def without_tables_of_properties() -> Iterator[None]:
    """Leave the tables out that matplotlib writes into its docstrings: an eighth of all imports."""
    from matplotlib import artist

    kwdoc, artist.kwdoc = artist.kwdoc, lambda artist: ""
    try:
        yield
    finally:
        artist.kwdoc = kwdoc


def draw() -> None:
    """Draw and discard a picture with all that is slow the first time."""
    import figures
    import numpy as np
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, dpi=figures.DPI)
    left.plot([1, 2], [1, 2], "o-", label="$x^2$")
    left.legend()
    left.set(title="a title", xlabel="$w_1$", ylabel="y")
    left.annotate("here", (1, 1), (2, 2), arrowprops={"arrowstyle": "->"})
    right.contour(np.outer([1, 2, 3], [1, 2, 3]))
    right.set_yscale("symlog")
    right.set(xscale="log", yticks=[])
    right.set_xticks(10.0 ** np.arange(-4, 5))  # formulas are slow to read, and kept
    figure.colorbar(right.imshow(np.eye(3)))
    figure.tight_layout()
    figures.png(figure)
    pyplot.figure().savefig(io.BytesIO(), format="png", bbox_inches="tight")
    pyplot.close("all")
    ticks = ((0, 1), (0, 10), (1, 0.5), (1, 0.2), (2, 0.25))  # digits, step
    labels = {f"{step * k:.{digits}f}" for digits, step in ticks for k in range(-6, 11)}
    figures.learn((label.replace("-", "\u2212") for label in labels), 10, figures.DPI)


def state_of_the_process() -> dict:
    """What has to hold before anything is forked: one thread, no descriptor but the known ones."""
    return {
        "threads": len(os.listdir("/proc/self/task")),
        "descriptors": len(os.listdir("/proc/self/fd")) - 1,  # the listing opens one itself
    }


if __name__ == "__main__":
    main()
