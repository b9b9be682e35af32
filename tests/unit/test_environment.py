"""What has to be installed is said in four files; they agree."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
OURS = {"downslope", "downslope-autograder"}
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:>=(?P<floor>[\d.]+))?(?:;.*)?$")
PIN = re.compile(r"^[A-Za-z0-9._-]+==\d[\w.]*$")


def project(folder: Path) -> dict:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def normal(name: str) -> str:
    """The one spelling of a name: jinja2 for Jinja2, jupyter-core for jupyter_core."""
    return re.sub(r"[-_.]+", "-", name).lower()


def floors(requirements: list[str]) -> dict[str, str | None]:
    """Name -> lowest version, from lines such as numpy>=1.26."""
    found = {}
    for line in requirements:
        match = REQUIREMENT.match(line.replace(" ", ""))
        assert match, f"{line!r} is not a plain name>=version"
        found[normal(match["name"])] = match["floor"]
    return found


GRADER, COURSE = project(ROOT), project(ROOT / "course")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = floors([line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)])
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = [line for line in LINES if line and not line.startswith("#")]
VERSION = {normal(pin.split("==")[0]): pin.split("==")[-1] for pin in PINS}
# The extra `certify` (torch) is left out: it is large, and no test fails without it.
DIRECT = floors(GRADER["dependencies"] + GRADER["optional-dependencies"]["test"])
DIRECT |= floors(COURSE["dependencies"])


def number(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version))


def test_both_distributions_ask_for_the_same_versions():
    grader, course = floors(GRADER["dependencies"]), floors(COURSE["dependencies"])
    assert {n: grader[n] for n in grader.keys() & course} == {
        n: course[n] for n in grader.keys() & course
    }
    assert GRADER["requires-python"] == COURSE["requires-python"]


def test_the_environment_asks_for_what_the_distributions_ask_for():
    named = {name: floor for name, floor in CONDA.items() if name not in ("python", "pip")}
    assert named == {name: DIRECT.get(name, "nobody asks for it") for name in named}
    assert f">={CONDA['python']}" == GRADER["requires-python"]


def test_the_environment_installs_the_course_and_its_heavy_parts_from_conda():
    assert ENVIRONMENT["dependencies"][-1] == {"pip": ["-e ./course"]}
    small = {"anywidget"}  # pure Python; comes with the course's own package
    assert floors(COURSE["dependencies"]).keys() - small <= CONDA.keys()
    assert {"jupyterlab", "nbgrader", "pip"} <= CONDA.keys()


def test_constraints_are_exact_versions_each_said_once():
    """No index, no host, no path, no marker: the file says which, not from where."""
    assert [line for line in PINS if not PIN.match(line)] == []
    assert len(VERSION) == len(PINS)


@pytest.mark.parametrize("name", sorted(DIRECT.keys() - OURS))
def test_every_direct_dependency_is_pinned_at_or_above_its_floor(name):
    assert name in VERSION, f"constraints.txt lacks {name}"
    assert number(VERSION[name]) >= number(DIRECT[name])
