"""Late policy and extensions as people write them: moments, zones, costs, and one sentence each."""

import shutil
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.errors import UserError
from autograder.extensions import read
from autograder.late import Delay, LatePolicy, moment, stamp
from autograder.layout import CONFIG, find_root

BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NINE = datetime(2026, 10, 5, 9, 0)


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-10-05 23:59", UTC, "2026-10-05 23:59"),
        ("2026-10-05 23:59", BERLIN, "2026-10-05 21:59"),  # summer time
        ("2026-11-05 23:59", BERLIN, "2026-11-05 22:59"),  # winter time
        ("2026-10-05T23:59:30", UTC, "2026-10-05 23:59:30"),
        ("2026-10-05 23:59+05:30", BERLIN, "2026-10-05 18:29"),
        ("2026-10-05 23:59Z", BERLIN, "2026-10-05 23:59"),
        ("2026-10-05", BERLIN, "2026-10-05 22:00"),  # until its end
        ("2026-10-25", BERLIN, "2026-10-25 23:00"),  # a day of 25 hours
        ("2026-10-25 02:30", BERLIN, "2026-10-25 01:30"),  # comes twice: the later one
        ("2026-03-29 02:30", BERLIN, "2026-03-29 01:30"),  # never comes
    ],
)
def test_a_moment_is_one_of_the_policys_zone(text, zone, utc):
    assert moment(text, zone) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "text", ["05.10.2026", "10/05/2026", "20261005", "2026-13-01", "2026-10-05 25:00", "tomorrow",
             "", "9999-12-31", "0001-01-01", "2026-10-05 23:59 CEST"],
)  # fmt: skip
def test_anything_else_is_no_moment(text):
    with pytest.raises(ValueError):  # noqa: PT011 - its words are for nobody
        moment(text, BERLIN)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-05 23:59:00.123456 UTC\n", "2026-10-05 23:59:00.123456"),
        ("2026-10-05 23:59:00", "2026-10-05 23:59"),
        ("2026-10-05T23:59:00+00:00", "2026-10-05 23:59"),
        ("2026-10-05 23:59:00 +0200", "2026-10-05 21:59"),
        ("2026-10-05 23:59:00 Europe/Berlin", "2026-10-05 21:59"),
        ("2026-10-05 23:59:00 CEST", None),
        ("2026-10-05", None),
        ("5", None),
        ("", None),
    ],
)
def test_nbgraders_times(text, utc):
    if utc is None:
        with pytest.raises(ValueError):  # noqa: PT011 - its words are for nobody
            stamp(text)
    else:
        assert stamp(text) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("hours", "penalty"),
    [(0, 0), (0.2, 0), (0.3, 2), (24, 2), (24.1, 4), (71, 6), (200, 10), (1e9, 10)],
)
def test_a_delay_costs_a_share_for_each_day_begun_after_the_grace_and_never_more_than_the_rest(
    hours, penalty
):
    policy = LatePolicy(grace_minutes=15, percent_a_day=10, keep_percent=50)
    assert policy.penalty(20, 3600 * hours) == penalty


def test_without_a_policy_a_delay_costs_nothing():
    assert LatePolicy().penalty(20, 1e9) == 0


def test_the_sentence_says_how_many_points_and_why():
    policy = LatePolicy(percent_a_day=10, keep_percent=75, time_zone="Europe/Berlin")
    due = datetime(2026, 10, 5, 21, 59)
    assert policy.sentence(Delay(3.5, 97_200, due, extended=False)) == (
        "3.5 points were taken off because this came 1 day and 3 hours after it was due, "
        "5 October 2026, 23:59 (Europe/Berlin): 10 % of the points earned for each day begun, "
        "2 days."
    )
    assert policy.sentence(Delay(1.0, 20, due, extended=True)) == (
        "1 point was taken off because this came less than a minute after it was due, "
        "5 October 2026, 23:59 (Europe/Berlin, your extension included): 10 % of the points earned "
        "for each day begun, 1 day."
    )
    assert policy.sentence(Delay(5, 2.592e5, due, extended=False)).endswith(
        "3 days, but 25 % at most."
    )
    assert LatePolicy().sentence(Delay(5, 0, None, extended=False)) == (
        "5 points were taken off because this came late."
    )


@pytest.fixture
def course(tmp_path):
    """A function: what a course with these settings and this list of extensions says."""
    (tmp_path / "solutions").mkdir()
    for name in ("01_slope", "02_descent"):
        (tmp_path / "solutions" / f"{name}.py").touch()
    shutil.copy(find_root() / CONFIG, tmp_path)

    def told(settings="", extensions=None):
        with (tmp_path / CONFIG).open("a", encoding="utf-8") as config:
            config.write(settings)
        if extensions is not None:
            (tmp_path / "extensions.csv").write_text(extensions, encoding="utf-8")
        return read(tmp_path, tmp_path)

    return told


def test_the_configuration_as_it_comes_takes_nothing_off(course):
    late = course()
    assert late.extensions is None
    assert late.due_date("01_slope", None) is None
    assert late.policy.penalty(20, 1e9) == 0


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('time_zone = "Berlin"', "time_zone is 'Berlin'.*Europe/Berlin"),
        ('due = {"01_slope": "5.10.2026"}', r"due\['01_slope'\] is '5.10.2026'.*2026-10-05 23:59"),
        ('due = {"01": "2026-10-05"}', "'01', which is no assignment; there are 01_slope, 02_desc"),
        ("percent_a_day = 101", "percent_a_day is 101; use a number from 0 to 100"),
        ("keep_percent = -1", "keep_percent is -1; use a number from 0 to 100"),
        ("grace_minutes = -5", "grace_minutes is -5; use 0 or more"),
        ('percent_a_day = "ten"', "percent_a_day.*mend that line"),
        ("percent_per_day = 10", "no percent_per_day; there are due, grace_minutes"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_the_remedy(course, setting, told):
    with pytest.raises(UserError, match=rf"In nbgrader_config.py, c.LatePolicy: .*{told}"):
        course(f"\nc.LatePolicy.{setting}\n")


def test_a_list_of_extensions(course):
    late = course(
        '\nc.LatePolicy.time_zone = "Europe/Berlin"\n',
        "\ufeffstudent;assignment;until;hours;days;\r\n"
        "ada;01_slope;2026-10-05 12:00;;\r\n"
        "\r\n"
        "bob;01_slope;;;1,5;;;\r\n"
        "bob;02_descent;;36\r\n",
    )
    given = {
        (student, name): late.extension(student, name, NINE)
        for student in ("ada", "bob")
        for name in ("01_slope", "02_descent")
    }
    assert given == {
        ("ada", "01_slope"): timedelta(hours=1),  # noon in Berlin is ten o'clock UTC
        ("ada", "02_descent"): None,
        ("bob", "01_slope"): timedelta(days=1.5),
        ("bob", "02_descent"): timedelta(hours=36),
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ada,01_slope,,,", "neither until nor more time; fill in one"),
        ("ada,01_slope,2026-10-07,,2", "several of until, hours and days; fill in one"),
        ("ada,01_slope,7.10.2026,,", "says until '7.10.2026'.*write it like 2026-10-05 23:59"),
        ("ada,01_slope,,two,", "says 'two' hours; write a number above 0 and up to 8784"),
        ("ada,01_slope,,,-1", "says '-1' days; write a number above 0 and up to 366"),
        ("ada,01_slope,,,nan", "says 'nan' days"),
        ("ada,01_slope,,1e300,", "says '1e300' hours"),
        ("ada,01,,,2", "names '01', which is no assignment; there are 01_slope, 02_descent"),
        (",01_slope,,,2", "names no student"),
        ("zoe,01_slope,,,2", "a second extension for 01_slope, after line 2; delete one"),
        ("ada,01_slope,2026-10-05 08:59,,", r"before 01_slope is due; write one after .*09:00"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_its_line(course, line, told):
    rows = f"student,assignment,until,hours,days\nzoe,01_slope,,,1\n\n{line}\n"
    with pytest.raises(UserError, match=rf"Line 4 of .*extensions.csv .*{told}"):
        course(extensions=rows).look_first("01_slope", NINE)


@pytest.mark.parametrize("header", ["", "student,until", "student,assignment,minutes"])
def test_other_columns_are_refused(course, header):
    with pytest.raises(UserError, match="must have the columns student, assignment"):
        course(extensions=f"{header}\n")


def test_a_list_that_is_no_text_is_refused(course, tmp_path):
    (tmp_path / "extensions.csv").write_bytes(b"student,assignment\n\xff\xfe")
    with pytest.raises(UserError, match="save it as CSV in UTF-8"):
        course()
