"""What is freed stays with the process, so that to ask for it again costs no new page."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from autograder import memory

NEW_PAGES = """
import resource, sys
from autograder import memory
def new_pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        held = [bytearray(1_600_000) for _ in range(10)]
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
if sys.argv[1] == "told":
    memory.keep()
new_pages()
print(new_pages())
"""


def new_pages(told: str, **environment: str) -> int:
    line = [sys.executable, "-c", NEW_PAGES, told]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env=environment)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the limits are glibc's")
def test_what_is_freed_stays():
    assert new_pages("not told") > 1000
    assert new_pages("told") < 20
    assert new_pages("not told", **memory.environment()) < 20


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    memory.keep()
