"""Options and fixtures for all tests."""

import itertools
import os
from pathlib import Path

import pytest

from tests import postgres

# Before numpy is imported, here and in every process that a test starts: the tests themselves share
# the cores, and matrices as small as ours gain nothing from threads that wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them (then read the diff)",
    )


# Of several processes (`make test`) each takes whole files, whose tests share a class; files that
# share a class graded by nbgrader, or a JupyterLab, TOGETHER; and the tests of SINGLY one by one.
# The longest begin: else the last of them would keep one core busy while the others have nothing
# left to do.
SINGLY = "variants/test_variants.py"
STOCK, BROWSER = "compat/test_same_points.py", "browser/test_kit.py"
TOGETHER = {"compat/test_pages.py": STOCK} | {
    f"browser/{path.name}": BROWSER
    for path in (Path(__file__).parent / "browser").glob("test_*.py")
    if path.name != "test_notebooks.py"  # as long as several others
}
LONGEST = (
    "compat/test_the_real_course.py",
    BROWSER,
    "browser/test_notebooks.py",
    SINGLY,
    STOCK,
    "course/test_key_and_stub.py",
    "course/test_mistakes.py",
)


def pytest_collection_modifyitems(items):
    rank = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With --dist loadfile: what stays together in one process."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid).removeprefix("tests/")
            return nodeid if file == SINGLY else TOGETHER.get(file, file)

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(autouse=True)
def templates_that_failed(monkeypatch):
    """Where a test has templates fail, the boxes of later ones would be started cold."""
    from autograder import warm

    monkeypatch.setattr(warm, "_failures", warm._failures)


@pytest.fixture
def golden(request):
    """A function: compare a text with a golden file, or write it with --update-golden."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing; run pytest --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def postgres_server():
    """A running PostgreSQL, or a skip that says what is missing."""
    if not postgres.programs():
        pytest.skip("no PostgreSQL here: apt install postgresql")
    server = postgres.Server()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """A function: the URL of a gradebook nobody has made yet; each test runs on both kinds."""
    if request.param == "sqlite":
        names = (tmp_path / f"class/gradebook{n}.db" for n in itertools.count())
        return lambda: f"sqlite:///{next(names)}"
    server = request.getfixturevalue("postgres_server")
    name = f"{request.node.name}-{id(request.node)}"[-60:]
    names = (f"{name}-{n}"[-63:] for n in itertools.count())
    return lambda: server.url(next(names))
