"""Real boxes with small limits, and a student who is up to something."""

from dataclasses import replace

import pytest

from autograder.box import Box, Limits
from tests.boxes import skip_without

SMALL = Limits(
    cell_seconds=4,
    call_seconds=2,
    memory_bytes=512 << 20,
    file_bytes=8 << 20,
    scratch_bytes=8 << 20,
    output_bytes=10_000,
    call_backs=500,
)
PATIENT = replace(SMALL, cell_seconds=20, call_seconds=5)
HUNGRY = """
import os, signal
begun = []
for _ in range(4):  # each within its own limit of 512 MB
    begun.append(os.fork())
    if begun[-1] == 0:
        held = b"x" * (150 << 20)
        signal.pause()
first, status = os.wait()
print(os.WTERMSIG(status))
for child in {*begun} - {first}: os.kill(child, 9)
"""
BEGIN = "import os\nimport numpy as np"  # in a shared box, so that no test relies on another


@pytest.fixture(autouse=True, scope="session")
def boxes_work():
    """Without namespaces nothing here can be tried; say so instead of failing everywhere."""
    skip_without()


@pytest.fixture
def box(boxes_work):
    """A box of one's own, to be destroyed."""
    with Box("02_descent", SMALL) as box:
        yield box


@pytest.fixture(scope="module")
def shared_box(boxes_work):
    """A box for attacks after which it must still be whole."""
    with Box("02_descent", SMALL) as box:
        box.run_cell(BEGIN)
        yield box


@pytest.fixture
def say(shared_box):
    """Run a cell in the shared box; return what it printed and its error, as one text."""

    def run(source: str) -> str:
        run = shared_box.run_cell(source)
        text = "".join(out["text"] for out in run.outputs if out["output_type"] == "stream")
        return text + (run.error or "")

    return run


@pytest.fixture
def observe(shared_box):
    """Define a function `f` in the shared box and return what a call of it does."""

    def call(source: str, *args):
        run = shared_box.run_cell(source)
        assert run.error is None, run.error
        with shared_box.check("f") as fork:
            return fork.call(args)

    return call
