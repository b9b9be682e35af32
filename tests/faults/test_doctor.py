"""`autograder doctor`: what protects here, and what it says where nothing can."""

from autograder import doctor, seccomp
from tests.boxes import needs_box

from .test_usage import no_namespaces, run

__all__ = ["no_namespaces"]


@needs_box
def test_a_machine_with_boxes_is_well_and_its_limits_are_named():
    status, out, err = run("doctor")
    assert (status, err) == (0, "")
    assert out.count("✓ Tried from inside") == 4
    assert "✗" not in out
    assert "copying" in out


def test_without_namespaces_it_says_what_is_missing(no_namespaces):
    status, out, err = run("doctor", wrapper=no_namespaces)
    assert (status, err) == (1, "")
    assert out.startswith("✗ ")
    assert "✓" not in out
    assert "--unboxed" in out


def test_an_architecture_without_a_filter_is_a_weakness(monkeypatch):
    monkeypatch.setattr(seccomp, "program", lambda: None)
    assert doctor._calls().sign == doctor.WEAK
