"""A filter of system calls for student code: classic BPF, written by hand, without libseccomp.

Namespaces hide things; this keeps the kernel's rarer doors shut: no new namespaces, no mounts, no
keyrings, no tracing, no io_uring, no BPF, no virtual sockets (which no network namespace holds).
The same program goes to bubblewrap (`--seccomp`) and is installed by a fork of the template. What
it refuses fails with "operation not permitted", as if an administrator had forbidden it.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

# Name -> the numbers on x86_64 and aarch64, None where there is no such call.
DENIED = {
    # new namespaces, and entering others
    "unshare": (272, 97),
    "setns": (308, 268),
    # the tree of files
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # kernel interfaces with a long history of holes
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
SOCKET = {"x86_64": 41, "aarch64": 198}
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: those that the box's own network confines
NEW_NAMESPACE = 0x7E020000  # every CLONE_NEW… flag of clone()
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # the other ABI of x86_64, with numbers of its own

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data (low words)


def program(machine: str | None = None) -> bytes | None:
    """Return the filter for `machine` (default: this one), None for an unknown architecture."""
    machine = machine or platform.machine()
    if machine not in _AUDIT_ARCH:
        return None
    column = list(_AUDIT_ARCH).index(machine)
    numbers = [n for both in DENIED.values() if (n := both[column]) is not None]
    code = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += [_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _KILL)]
    for number in sorted(numbers):
        code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ERRNO | errno.EPERM)]
    # The flags of clone3 lie in memory, where a filter cannot look; the C library then uses clone.
    code += [_step(_EQUAL, CLONE3, 0, 1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    code += [
        _step(_EQUAL, CLONE[machine], 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, NEW_NAMESPACE, 0, 1),
        _step(_RETURN, _ERRNO | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    code += [_step(_EQUAL, SOCKET[machine], 0, len(FAMILIES) + 2), _step(_LOAD, _FIRST_ARGUMENT)]
    for k, family in enumerate(FAMILIES):
        code.append(_step(_EQUAL, family, len(FAMILIES) - k, 0))
    code += [_step(_RETURN, _ERRNO | errno.EAFNOSUPPORT), _step(_RETURN, _ALLOW)]
    return b"".join(code)


def _step(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One struct sock_filter: what to do with `k`, and how many steps to skip after a test."""
    return struct.pack("HBBI", code, if_true, if_false, k)


def install() -> bool:
    """Put this process, and all that it starts, under the filter for good.

    Returns False on an unknown architecture. Raises OSError if the kernel refuses.
    """
    code = program()
    if code is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    steps = ctypes.create_string_buffer(code, len(code))
    whole = struct.pack("HP", len(code) // 8, ctypes.addressof(steps))
    pr_set_no_new_privs, pr_set_seccomp, mode_filter = 38, 22, 2
    if libc.prctl(pr_set_no_new_privs, 1, 0, 0, 0) or libc.prctl(
        pr_set_seccomp, mode_filter, whole, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
    return True
