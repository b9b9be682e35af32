"""The report of a class: the figures of item analysis, the mistakes, and the page about them."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.database import prepare
from autograder.items import CameLate, analyse, correlation
from autograder.marks import written_answers
from autograder.report_page import page, remark
from downslope import golden

HOSTILE = '<img src=x onerror="alert(1)">'
NOT_BEGUN = "NotImplementedError: Replace this line by your code."


def check(function, points, outcome="wrong", **more):
    failed = {"title": "random bowls", "passed": False, "message": f"x is {points}; expected 7."}
    return {
        "id": f"check-{function}",
        "function": function,
        "outcome": "passed" if points == 4.0 else outcome,
        "points": points,
        "max_points": 4.0,
        "parts": [] if points == 4.0 else [failed],
        "mistake": None,
        "hint": "",
        "remarks": [],
        "error": "",
    } | more


def record(student, *checks, **more):
    return {
        "student": student,
        "score": sum(c["points"] for c in checks),
        "max_score": 8.0,
        "outcome": "graded",
        "reason": "",
        "boxed": True,
        "checks": list(checks),
    } | more


FIVE = ["amy", "bob", "cid", "dee", "eve"]


def five(first, second):
    """Five records: the points of step_1d and those of slope_at."""
    return [
        record(student, check("step_1d", a), check("slope_at", b))
        for student, a, b in zip(FIVE, first, second, strict=True)
    ]


def test_difficulty_is_the_mean_share_of_the_points():
    found = analyse("01_slope", five([4, 4, 2, 0, 0], [4, 4, 4, 4, 4]))
    step, slope = found.items
    assert (step.name, step.mean, step.full, step.taken) == ("step_1d", 0.5, 2, 5)
    assert step.outcomes == {"passed": 2, "not right yet": 3}
    assert (slope.mean, slope.full) == (1.0, 5)
    assert found.points == {"amy": 8, "bob": 8, "cid": 6, "dee": 4, "eve": 4}


def test_discrimination_is_the_correlation_with_the_other_exercises():
    step, slope = analyse("01_slope", five([4, 3, 2, 1, 0], [4, 3, 2, 1, 0])).items
    assert step.discrimination == slope.discrimination == pytest.approx(1)
    step, _ = analyse("01_slope", five([4, 3, 2, 1, 0], [0, 1, 2, 3, 4])).items
    assert step.discrimination == pytest.approx(-1)
    assert "weak students do better" in remark(step)


@pytest.mark.parametrize(
    ("a", "b"), [([1.0] * 4, [1.0, 2.0, 3.0, 4.0]), ([1.0] * 6, [1.0, 2, 3, 4, 5, 6])]
)
def test_there_is_no_correlation_of_too_few_or_of_equals(a, b):
    assert correlation(a, b) is None


def test_what_is_not_the_students_counts_nowhere():
    lost = record("fay", check("step_1d", 0.0, outcome="lost_worker"), check("slope_at", 4.0))
    found = analyse("01_slope", [*five([4] * 5, [4] * 5), lost])
    assert found.not_ours == 1
    assert [item.taken for item in found.items] == [5, 6]


def test_the_refused_are_listed_and_not_graded():
    broken = record("gus", outcome="refused", reason="The file is empty.")
    found = analyse("01_slope", [*five([4] * 5, [4] * 5), broken])
    assert found.refused == {"gus": "The file is empty."}
    assert "gus" not in found.points


def test_mistakes_come_with_what_to_ask_and_what_to_put_on_the_board():
    sheet, _ = golden.load("step_1d")
    common, rare = sheet.mistakes[:2]

    def wrong(student, mistake):
        return record(student, check("step_1d", 0.0, mistake=mistake.id, hint=mistake.hint))

    found = analyse("01_slope", [wrong("amy", rare), wrong("bob", common), wrong("cid", common)])
    assert [m.mistake for m in found.mistakes] == [common.id, rare.id]
    first = found.mistakes[0]
    assert (first.students, first.ask) == (("bob", "cid"), common.hint)
    assert "expected" in first.shows
    assert not found.clusters


def test_unnamed_wrong_answers_that_differ_in_numbers_only_are_one_cluster():
    other = check("step_1d", 0.0, outcome="raised", error="IndexError: index 9 is out of bounds")
    records = [
        record("amy", check("step_1d", 1.0)),
        record("bob", check("step_1d", 2.0)),
        record("cid", other),
        record("dee", check("step_1d", 0.0, outcome="raised", error=NOT_BEGUN)),
    ]
    alike, alone = analyse("01_slope", records).clusters
    assert (alike.students, alike.fell_short) == (("amy", "bob"), ("random bowls",))
    assert (alone.students, alone.example) == (("cid",), other["error"])


@pytest.fixture
def answers(new_database):
    """Three answers of 5 points in a real gradebook: read (4), waiting, untouched (0)."""
    url = new_database()
    prepare(url)
    with Gradebook(url) as book:
        book.add_assignment("01_slope")
        book.add_notebook("01_slope", "01_slope")
        cell = {"max_score": 5, "cell_type": "markdown"}
        book.add_grade_cell("answer-limits", "01_slope", "01_slope", **cell)
        for student in ("amy", "bob", "cid"):
            book.add_student(student)
            with book.db.no_autoflush:
                book.add_submission("01_slope", student)
            grade = book.find_grade("answer-limits", "01_slope", "01_slope", student)
            grade.auto_score = 0 if student == "cid" else None
            grade.manual_score = 4 if student == "amy" else None
            grade.needs_manual_grade = student != "cid" and student != "amy"
        book.db.commit()
        yield written_answers(book.engine, "01_slope")


def test_written_answers_count_once_a_person_has_read_them(answers):
    (item,) = answers
    assert (item.name, item.max_points) == ("answer-limits", 5)
    assert (item.taken, item.waiting, item.full) == (2, 1, 0)
    assert item.mean == pytest.approx(4 / 10)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, *pair) for pair in attrs] or [(tag, "", "")]


def test_the_page_runs_nothing_and_asks_for_nothing():
    records = five([4, 4, 2, 0, 0], [4, 4, 4, 4, 0])
    records[2]["checks"][0]["parts"][0]["message"] = HOSTILE
    records.append(record(HOSTILE, outcome="refused", reason=HOSTILE))
    html = page(analyse("01_slope", records))
    tags = Tags(html).found
    assert not [t for t in tags if t[0] in ("script", "iframe", "link") or t[1].startswith("on")]
    sources = [value for _tag, name, value in tags if name in ("src", "href")]
    assert len(sources) == 2
    assert all(value.startswith("data:image/svg+xml;base64,") for value in sources)
    assert "default-src 'none'" in unescape(html)
    assert html == page(analyse("01_slope", records))


def test_what_came_late_and_what_that_cost_is_said():
    late = (CameLate("amy", 90_000.0, 1.5), CameLate(HOSTILE, 600.0, 0.0))
    html = page(analyse("01_slope", five([4] * 5, [4] * 5), late=late))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "2 came late, which cost 1.5 points in all." in words
    assert "amy 1 day and 1 hour 1.5 " in words
    assert "&lt;img src=x onerror" in html
    free = page(analyse("01_slope", five([4] * 5, [4] * 5), late=late[1:]))
    assert "1 came late, which cost nobody a point." in free
    assert "came late" not in page(analyse("01_slope", five([4] * 5, [4] * 5)))


def test_every_picture_has_its_numbers_beside_it():
    html = page(analyse("01_slope", five([4, 4, 2, 0, 0], [4] * 5)))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "7.2 to 8 2 " in words  # two students in the highest band of points
    assert "step_1d 3 not right yet, 2 passed" in words


def test_a_long_list_of_students_is_counted():
    many = [record(f"s{k:03}", check("step_1d", 1.0)) for k in range(30)]
    assert "s011 and 18 more" in page(analyse("01_slope", many))


def test_the_command_writes_the_page_and_the_same_figures_as_json(tmp_path):
    folder = tmp_path / "records" / "01_slope"
    folder.mkdir(parents=True)
    for found in five([4, 4, 2, 0, 0], [4] * 5):
        whole = found | {"assignment": "01_slope", "answers": []}
        (folder / f"{found['student']}.json").write_text(json.dumps(whole))
    run = CliRunner().invoke
    told = ["report", "01_slope", "--class", str(tmp_path)]
    done = run(main, told, catch_exceptions=False)
    place = tmp_path / "reports" / "01_slope.html"
    assert done.output == f"The report of 01_slope: {place}\n"
    assert "report of the class" in place.read_text()
    figures = json.loads(run(main, [*told, "--json"], catch_exceptions=False).output)
    assert figures["items"][0]["mean"] == 0.5
    assert figures["late"] == []
    nothing = run(main, ["report", "02_descent", "--class", str(tmp_path)])
    assert nothing.exit_code == 2
