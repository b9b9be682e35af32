"""How long a demo lives: a cell that runs again replaces what it made, and nothing else."""

import pytest

from downslope import demo as base
from downslope.mountain import SlopeMountain


@pytest.fixture
def run(monkeypatch):
    """A function: make a demo as if cell `name` ran for the n-th time."""
    monkeypatch.setattr(base.Demo, "_made_in", {})

    def run(name, n, work=SlopeMountain):
        monkeypatch.setattr(base, "cell", lambda: (name, f"{name} {n}"))
        return work()

    return run


def test_cell_that_runs_again_closes_what_it_made(run):
    first, second = run("a", 1), run("a", 1)
    other = run("b", 1)
    again = run("a", 2)
    assert first.comm is second.comm is first.layout.comm is None
    assert other.comm is not None
    assert again.comm is not None


def test_demo_shown_in_another_cell_stays(run):
    demo = run("a", 1)
    run("b", 1, demo._repr_mimebundle_)
    run("a", 2)
    assert demo.comm is not None


def test_closed_demo_can_be_shown_again(run):
    demo = run("a", 1)
    run("a", 2)
    data, _metadata = run("b", 1, demo._repr_mimebundle_)
    assert demo.comm is not None
    assert demo.layout.comm is not None
    assert "application/vnd.jupyter.widget-view+json" in data


def test_without_a_notebook_nothing_is_closed():
    assert base.cell() == (None, None)
    first, _second = SlopeMountain(), SlopeMountain()
    assert first.comm is not None
