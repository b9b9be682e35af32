"""The filter of system calls, run step by step as the kernel would, for both architectures."""

import errno
import struct

import pytest

from autograder import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def verdict(machine: str, number: int, first: int = 0, arch: int | None = None) -> int:
    """What the filter of `machine` says to a system call with this first argument."""
    arch = MACHINES[machine] if arch is None else arch
    data = struct.pack("<IIQ6Q", number, arch, 0, first, *[0] * 5)
    code = seccomp.program(machine)
    steps = [struct.unpack("HBBI", code[k : k + 8]) for k in range(0, len(code), 8)]
    at, accumulator = 0, 0
    while True:
        op, if_true, if_false, k = steps[at]
        at += 1
        if op == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif op == 0x06:
            return k
        else:
            tests = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: bool(accumulator & k)}
            at += if_true if tests[op] else if_false


def error(number: int) -> int:
    return 0x00050000 | number


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", seccomp.DENIED)
def test_each_denied_call_is_denied(machine, name):
    number = seccomp.DENIED[name][list(MACHINES).index(machine)]
    if number is not None:
        assert verdict(machine, number) == error(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_all_other_calls_are_allowed(machine):
    column = list(MACHINES).index(machine)
    special = {numbers[column] for numbers in seccomp.DENIED.values()}
    special |= {seccomp.CLONE3, seccomp.SOCKET[machine]}
    for number in set(range(500)) - special:
        assert verdict(machine, number) == ALLOW, number


@pytest.mark.parametrize("machine", MACHINES)
def test_processes_and_threads_may_be_made_but_no_namespaces(machine):
    sigchld, thread, new_user = 17, 0x3D0F00, 0x10000000
    clone = seccomp.CLONE[machine]
    assert verdict(machine, clone, sigchld) == verdict(machine, clone, thread) == ALLOW
    for flag in (0x20000, 0x02000000, 0x04000000, 0x08000000, new_user, 0x20000000, 0x40000000):
        assert verdict(machine, clone, sigchld | flag) == error(errno.EPERM)
    assert verdict(machine, seccomp.CLONE3) == error(errno.ENOSYS)


@pytest.mark.parametrize("machine", MACHINES)
def test_only_families_that_the_network_namespace_holds(machine):
    for family in range(64):
        expected = ALLOW if family in (1, 2, 10) else error(errno.EAFNOSUPPORT)
        assert verdict(machine, seccomp.SOCKET[machine], family) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_by_another_abi_kill(machine):
    assert verdict(machine, 1, arch=0x40000003) == KILL  # 32 bits
    if machine == "x86_64":
        assert verdict(machine, 0x40000000 | 101) == KILL  # x32


def test_an_unknown_machine_has_no_filter():
    assert seccomp.program("riscv64") is None
