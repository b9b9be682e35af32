"""A whole feedback page, compared with one that somebody looked at."""

import json
from pathlib import Path

import nbformat
import pytest

from autograder.feedback import page
from autograder.marks import Mark

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def record():
    return json.loads((HERE / "feedback.record.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(HERE / "feedback.notebook.ipynb", as_version=4)


def test_graded(record, notebook, golden):
    scores = {c["id"]: Mark(c["points"], c["max_points"], False) for c in record["checks"]}
    scores["answer-predictions"] = Mark(1.0, 1.0, True)
    scores["answer-limits"] = Mark(None, 3.0, False)
    comments = {"downhill_direction": "Nearly there.\nThink of the summit."}
    golden(HERE / "feedback.html", page(record, notebook, comments, scores))


def test_refused(record, golden):
    reason = "The file is not JSON; save it again in JupyterLab and hand that file in."
    refused = record | {"outcome": "refused", "reason": reason, "checks": [], "answers": []}
    golden(HERE / "refused.html", page(refused))
