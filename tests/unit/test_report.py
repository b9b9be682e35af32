"""What a run found, in words: each submission, the class, the invented class."""

import pytest

from autograder import report
from autograder.classroom import Classroom
from autograder.invented import Invented
from autograder.ledger import entry_of


def check(function="step_1d", outcome="passed", points=4.0, **more):
    return {
        "function": function,
        "outcome": outcome,
        "points": points,
        "max_points": 4.0,
        "parts": [],
        "mistake": None,
        "hint": "",
        "remarks": [],
        "error": "",
    } | more


WRONG = check(
    outcome="partly",
    points=2.2,
    parts=[
        {"title": "steps by hand", "passed": True, "message": ""},
        {"title": "random steps", "passed": False, "message": "new x is 3; expected 1."},
    ],
    mistake="X01-14",
    hint="Your step goes uphill.",
    remarks=["new x is a plain list."],
)
STUB = check(outcome="raised", points=0.0, error="NotImplementedError: write here")


def record(student="amy", *checks, **more):
    return {
        "assignment": "01_slope",
        "student": student,
        "score": sum(c["points"] for c in checks),
        "max_score": 16.0,
        "outcome": "graded",
        "reason": "",
        "seed": 5,
        "boxed": True,
        "version": "1" * 64,
        "key": "2" * 64,
        "checks": list(checks),
    } | more


def tally(*records):
    counted = report.Tally(unboxed=any(not r["boxed"] for r in records))
    for r in records:
        counted.add(r["student"], entry_of(r))
    return counted


REFUSED = record("bob", outcome="refused", reason="The file is empty; save it again.")


def test_one_submission_reads_check_by_check():
    assert report.one(record("amy", check(), WRONG)) == (
        "01_slope: 6.2 / 16 points, seed 5\n"
        "\n"
        "step_1d: passed, 4 / 4\n"
        "\n"
        "step_1d: partly right, 2.2 / 4\n"
        "  ✓ steps by hand\n"
        "  ✗ random steps\n"
        "      new x is 3; expected 1.\n"
        "  Hint [X01-14]: Your step goes uphill.\n"
        "  Remark: new x is a plain list."
    )


def test_a_refused_submission_reads_as_its_reason():
    assert report.one(REFUSED) == "01_slope: refused. The file is empty; save it again."


def test_a_hint_without_a_catalogued_mistake_has_no_id():
    assert "  Hint: Only that." in report.one(record("amy", check(hint="Only that.")))


def test_grading_without_a_box_is_never_silent():
    unboxed = record("amy", check(), boxed=False)
    assert "4 / 16 points (unboxed)" in report.one(unboxed)
    assert report.summary(tally(unboxed)).startswith("1 graded, 0 refused, all unboxed.")
    assert report.outcome_of(unboxed) == "all passed, unboxed"


def test_the_summary_counts_outcomes_and_gives_the_reasons_of_the_refused():
    class_ = tally(record("amy", check(), WRONG, STUB), record("cid", check()), REFUSED)
    assert len(class_) == 3
    assert report.summary(class_) == (
        "2 graded, 1 refused.\n"
        "Checks: 2 passed, 1 partly right, 1 not written yet\n"
        "  bob: The file is empty; save it again."
    )
    assert report.summary(tally()) == "0 graded, 0 refused."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (record("amy", check(), check()), "all passed"),
        (record("amy", check(), WRONG, STUB), "partly right"),
        (record("amy", STUB, WRONG), "not written yet"),
        (record("amy", check(outcome="timed_out")), "took too long"),
        (record("amy", check(outcome="broken_check")), "the check itself failed"),
        (REFUSED, "refused"),
    ],
)
def test_a_submission_is_called_by_the_first_thing_that_fell_short(given, words):
    assert report.outcome_of(given) == words


def test_every_outcome_of_a_check_has_words():
    closed_set = (
        "passed partly wrong raised wrong_form timed_out out_of_memory died missing "
        "broken_check no_box lost_worker"
    )
    words = {report.outcome_of(record("amy", check(outcome=o))) for o in closed_set.split()}
    assert len(words) == len(closed_set.split())


def test_the_class_table_has_a_row_for_everybody():
    class_ = [Invented("bob", "hands in nothing", b""), Invented("amy", "attack [C-01]: [b]x", b"")]
    table = report.class_table(class_, [record("amy", WRONG), REFUSED])
    amy, bob = (line for line in table.splitlines() if line.startswith("│"))
    assert [cell.strip() for cell in amy.strip("│").split("│")] == [
        "amy",
        "attack [C-01]: [b]x",
        "2.2 / 16",
        "partly right",
        "X01-14 in step_1d",
    ]
    assert "bob" in bob
    assert "refused" in bob


def test_the_page_worth_opening_is_one_with_a_named_mistake(tmp_path):
    room = Classroom(tmp_path)
    records = [record("amy", check()), record("zoe", WRONG)]
    class_ = tally(*records)
    words = report.where_to_look(room, class_, records, [tmp_path / "a", tmp_path / "b"])
    assert f"Open one:       {room.feedback('zoe', '01_slope')}" in words
    assert f"Feedback pages: {tmp_path / 'feedback'} (2)" in words
    assert str(room.feedback("amy", "01_slope")) in report.where_to_look(
        room, class_, records[:1], []
    )
