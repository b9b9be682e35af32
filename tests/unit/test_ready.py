"""The report of 00_start: complete where all is there, and a remedy where something is not."""

import re
import sys
from pathlib import Path

from downslope import ready

COURSE = Path(__file__).resolve().parents[2] / "course"


def test_all_is_there_where_the_tests_run():
    report = ready.report()
    assert report.complete
    assert str(report).endswith("Everything is there.")
    assert all(re.match(r"\d+\.\d+", line.version) for line in report.lines)


def test_the_list_is_that_of_the_package():
    metadata = (COURSE / "pyproject.toml").read_text(encoding="utf-8")
    required = re.search(r"dependencies = \[(.*?)\]", metadata, re.S).group(1)
    names = re.findall(r'"([a-z-]+)>=', required)
    assert set(ready.NEEDED) == {"sklearn" if n == "scikit-learn" else n for n in names}


def test_a_missing_and_a_broken_package_get_a_remedy(monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "anywidget":
                raise RuntimeError("cannot load <library>")

    monkeypatch.setitem(sys.modules, "numpy", None)  # what Python does for "not there"
    monkeypatch.delitem(sys.modules, "anywidget", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    report = ready.report()
    lines = {line.name: line for line in report.lines}
    assert not report.complete
    assert not lines["numpy"].there
    assert not lines["anywidget"].there
    assert "install the course again" in lines["numpy"].words
    assert "✗ anywidget" in str(report)
    assert "&lt;library&gt;" in report._repr_html_()


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(ready.sys, "version_info", (3, 10, 1))
    assert "install Python 3.11 or newer" in str(ready.report())
