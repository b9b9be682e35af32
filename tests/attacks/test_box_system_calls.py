"""System calls that no notebook needs, tried one by one in a warm and in a cold box."""

import errno
import platform

import pytest

from autograder import seccomp
from autograder.box import Box

from .conftest import SMALL

MACHINES = ("x86_64", "aarch64")
pytestmark = pytest.mark.skipif(
    platform.machine() not in MACHINES, reason="no filter for this architecture"
)
TRY = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attempt(*args):
    ctypes.set_errno(0)
    return libc.syscall(*map(ctypes.c_long, args)), ctypes.get_errno()
"""
# Arguments to which the kernel itself would mostly answer with another error.
NONSENSE = (-1, -1, -1, -1, -1)


@pytest.fixture(scope="module", params=[True, False], ids=["warm", "cold"])
def attempt(request, boxes_work):
    """A function: the error number of a system call inside."""
    with Box("02_descent", SMALL, from_template=request.param) as box:
        box.run_cell(TRY)

        def tried(*args):
            run = box.run_cell(f"print(attempt{args})")
            result, number = eval(run.outputs[0]["text"])
            assert result == -1
            return number

        yield tried


@pytest.mark.parametrize("name", seccomp.DENIED)
def test_a_denied_call(attempt, name):
    number = seccomp.DENIED[name][MACHINES.index(platform.machine())]
    if number is None:
        pytest.skip("there is no such call here")
    assert attempt(number, *NONSENSE) == errno.EPERM


def test_a_new_user_namespace_by_clone(attempt):
    assert attempt(seccomp.CLONE[platform.machine()], 0x10000000 | 17, 0, 0, 0, 0) == errno.EPERM
    assert attempt(seccomp.CLONE3, 0, 0) == errno.ENOSYS


@pytest.mark.parametrize("family", [16, 17, 38, 40], ids=["netlink", "packet", "alg", "vsock"])
def test_a_socket_that_no_network_namespace_holds(attempt, family):
    assert attempt(seccomp.SOCKET[platform.machine()], family, 1, 0) == errno.EAFNOSUPPORT
