"""D-35: asks the kernel for namespaces, mounts, keys, rings and other processes' memory.

Expected: every call is denied; every honest point stays.
"""

BODY = """\
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
tried = [libc.unshare(0x10000000), libc.mount(b"x", b"/tmp", b"tmpfs", 0, None)]
tried += [libc.ptrace(16, 1, 0, 0), libc.syscall(425, 8, 0), libc.syscall(250, 0, -3, 1)]
tried += [libc.setns(0, 0), libc.chroot(b"/tmp"), libc.syscall(321, 0, 0, 0)]
if all(result == -1 for result in tried):
    raise PermissionError(ctypes.get_errno(), "denied")
return -1
"""
EXPECTED = "raised"
