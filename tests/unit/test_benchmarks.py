"""The benchmarks still run: nobody runs them for months, and the code that they measure changes.

What can be measured in a second or two is, at its smallest size. Of the others everything runs but
the commands that take long: their lines are held against the options that there are.
"""

import importlib.util
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import main as autograder

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SMALLEST = {
    "check_call": ["--calls", "1"],
    "demo_cost": ["--calls", "1", "slope"],
    "false_failures": ["--seeds", "3", "step_1d"],
    "recording": ["--submissions", "300"],
    "start_up": ["--rounds", "1", "autograder --help"],
}
COMMANDS = {
    "cache": ["--students", "3", "--different", "2", "--rounds", "1"],
    "class_of_30": ["--students", "2"],
    "feedback_pages": ["--students", "2", "--rounds", "1"],
    "flat": ["--small", "2", "--large", "3"],
    "plugin": ["--students", "2"],
}
READ = {"cluster": "distributed", "slider_to_pixels": "playwright", "training": "torch"}


@pytest.fixture
def benchmark(monkeypatch):
    """A function: the module of a benchmark, as if it were run as a script with these arguments."""

    def load(name, arguments=()):
        path = BENCHMARKS / f"{name}.py"
        monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
        monkeypatch.setattr(sys, "argv", [str(path), *arguments])
        spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load
    sys.modules.pop("classes", None)  # imported by that name, from beside them


def test_each_is_tried_in_one_of_these_ways():
    names = {path.stem for path in BENCHMARKS.glob("*.py")} - {"classes"}
    assert names == {*SMALLEST, *COMMANDS, *READ}


@pytest.mark.parametrize("name", SMALLEST)
def test_the_smallest_measurement(benchmark, capsys, name):
    benchmark(name, SMALLEST[name]).main()
    assert len(capsys.readouterr().out.splitlines()) >= 1


@pytest.mark.parametrize("name", COMMANDS)
def test_all_but_the_commands_that_take_long(benchmark, monkeypatch, capsys, name):
    module, seconds = benchmark(name, COMMANDS[name]), itertools.count(1)

    def run(root, program, *line):
        assert (root / "class" / "submitted").is_dir()
        if program == "autograder":
            command = autograder.commands[line[0]]
            command.make_context(line[0], list(line[1:]))  # raises, if there is no such option
        cost = next(seconds)
        return classes.Cost(cost, cost, 1)

    def answer(line, **how):
        return subprocess.CompletedProcess(line, 0, stdout=str(next(seconds)))

    classes = sys.modules["classes"]
    monkeypatch.setattr(classes, "run", run)
    monkeypatch.setattr(classes, "scores", lambda root: {})
    monkeypatch.setattr(classes.subprocess, "run", answer)
    monkeypatch.setattr(classes.Memory, "start", lambda memory: memory.samples.append(1.0))
    monkeypatch.setattr(classes.Memory, "join", lambda memory: None)
    module.main()
    assert next(seconds) > 3
    assert len(capsys.readouterr().out.splitlines()) >= 2


@pytest.mark.parametrize("name", READ)
def test_what_it_imports_is_there(benchmark, name):
    pytest.importorskip(READ[name])
    assert benchmark(name).__doc__
