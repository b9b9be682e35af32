"""Downloaded zips: everything placed or reported, nothing outside the class folder, no bomb."""

import io
import json
import stat
import zipfile
from zoneinfo import ZoneInfo

import pytest

from autograder.classroom import Classroom
from autograder.errors import UserError
from autograder.lms import archive
from autograder.lms.collect import collect
from autograder.lms.roster import read

BERLIN = ZoneInfo("Europe/Berlin")
NAMES = {"01_slope": {"step_1d", "check-step_1d"}, "02_descent": {"stop_index"}}


def notebook(name="step_1d", text="pass", **more) -> bytes:
    cell = {"cell_type": "code", "source": text, "metadata": {"nbgrader": {"grade_id": name}}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
                      ).encode()  # fmt: skip


@pytest.fixture
def take(tmp_path):
    """A function: collect a zip of these files; `take.room` is the class."""
    room = Classroom(tmp_path / "class")

    def take(files, roster=None):
        path = tmp_path / "download.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items() if isinstance(files, dict) else files:
                archive.writestr(name, data)
        known = None
        if roster:
            (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
            known = read(tmp_path / "roster.csv")
        return collect(room, "01_slope", NAMES, path, known, BERLIN)

    take.room, take.folder = room, tmp_path
    return take


def handed_in(take, student):
    return (take.room.submitted(student, "01_slope") / "01_slope.ipynb").read_bytes()


def test_canvas_s_zip_with_a_roster(take):
    found = take(
        {
            "lovelaceada_1234_99_01_slope.ipynb": notebook(text="first"),
            "lovelaceada_LATE_1234_100_01_slope-1.ipynb": notebook(text="second"),
            "müllerjörg_1235_7_My Notebook (final).ipynb": notebook(text="renamed"),
            "nobody_9_9_01_slope.ipynb": notebook(),
            "eve_1236_1_answers.pdf": b"%PDF",
            "bob_1237_1_02_descent.ipynb": notebook("stop_index"),
            "may_1238_1_other.ipynb": notebook("something_else"),
        },
        "student,canvas\nada,1234\njoerg,1235\neve,1236\nbob,1237\nmay,1238\n",
    )
    assert [(p.student, p.version, p.new, p.late) for p in found.placed] == [
        ("ada", 2, True, True),
        ("joerg", 1, True, False),
    ]
    assert handed_in(take, "ada") == notebook(text="second")
    assert handed_in(take, "joerg") == notebook(text="renamed")
    kept = sorted((take.room.folder / "collected/01_slope/ada").iterdir())
    assert [path.read_bytes() for path in kept] == [notebook(text="first"), notebook(text="second")]
    reasons = dict(found.left)
    assert "not in the roster" in reasons["nobody_9_9_01_slope.ipynb"]
    assert reasons["eve_1236_1_answers.pdf"] == "is not a notebook"
    assert reasons["bob_1237_1_02_descent.ipynb"] == "is a notebook of 02_descent"
    assert "none of the exercises" in reasons["may_1238_1_other.ipynb"]
    assert "earlier version of ada's" in reasons["lovelaceada_1234_99_01_slope.ipynb"]


def test_moodle_s_zip_without_a_roster_keeps_its_numbers(take):
    found = take({"Ada Lovelace_77_assignsubmission_file_/01_slope.ipynb": notebook()})
    assert [p.student for p in found.placed] == ["77"]


def test_moodle_s_worksheet_tells_when(take):
    head = "Identifier,Full name,Email address,Last modified (submission)\n"
    names = [f"{who} X_{k}_assignsubmission_file_/a.ipynb" for k, who in enumerate(["Ada", "Bob"])]
    stamps = [take.room.submitted(who, "01_slope") / "timestamp.txt" for who in ("ada", "bob")]

    def collect_at(time, text="work"):
        line = 'Participant {},{},{},"{}"\n'
        roster = head + line.format(0, "A", "ada", time) + line.format(1, "B", "bob", "-")
        found = take({name: notebook(text=text) for name in names}, roster).placed
        return [(placed.timed, stamp.exists()) for placed, stamp in zip(found, stamps, strict=True)]

    assert collect_at("Thursday, 8 October 2026, 11:02 PM") == [(True, True), (False, False)]
    assert stamps[0].read_text() == "2026-10-08 21:02:00 UTC\n", "the worksheet is in Berlin's time"
    assert collect_at("Donnerstag, 8. Oktober 2026, 23:02") == [(True, True), (False, False)]
    assert collect_at("-", "new work") == [(False, False), (False, False)], (
        "that was another's time"
    )
    collect_at("Friday, 9 Oct 2026, 12:00 AM", "new work")
    assert stamps[0].read_text() == "2026-10-08 22:00:00 UTC\n"
    collect_at("Thursday, 8 October 2026, 11:02 PM")
    assert stamps[0].read_text() == "2026-10-08 22:00:00 UTC\n", "an old zip does not win"


def test_a_zip_handed_in_is_opened_one_level_deep(take):
    inner, deeper = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(deeper, "w") as archive:
        archive.writestr("01_slope.ipynb", notebook())
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("work/01_slope.ipynb", notebook(text="inside"))
        archive.writestr("work/.ipynb_checkpoints/01_slope-checkpoint.ipynb", notebook())
        archive.writestr("__MACOSX/._01_slope.ipynb", b"")
        archive.writestr("deeper.zip", deeper.getvalue())
    found = take({"ada_1_2_homework.zip": inner.getvalue()})
    assert [p.student for p in found.placed] == ["1"]
    assert handed_in(take, "1") == notebook(text="inside")
    assert [name for name, _ in found.left] == ["ada_1_2_homework.zip/deeper.zip"]


def test_the_same_zip_again_changes_nothing_and_an_old_one_does_not_win(take):
    old = {"ada_1_2_01_slope.ipynb": notebook(text="old")}
    new = {"ada_1_3_01_slope.ipynb": notebook(text="new")}
    take(old)
    take(new)
    before = {path: path.stat().st_mtime_ns for path in take.room.folder.rglob("*")}
    assert [p.new for p in take(new).placed] == [False]
    assert [p.new for p in take(old).placed] == [False]
    assert {path: path.stat().st_mtime_ns for path in take.room.folder.rglob("*")} == before
    assert handed_in(take, "1") == notebook(text="new")


def test_a_broken_notebook_is_placed_for_grading_to_say_why(take):
    assert take({"ada_1_2_01_slope.ipynb": b"{"}).placed[0].student == "1"


def symlink(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../ada_1_2_01_slope.ipynb", "leads out"),
        ("/etc/ada_1_2_01_slope.ipynb", "leads out"),
        ("C:/ada_1_2_01_slope.ipynb", "leads out"),
        ("x\\..\\ada_1_2_01_slope.ipynb", "leads out"),
        ("ada_1_2/../../01_slope.ipynb", "leads out"),
        (symlink("ada_1_2_01_slope.ipynb"), "symbolic link"),
        (".hidden/01_slope/01_slope.ipynb", "no name for a student"),
        ("01_slope.ipynb", "who handed it in"),
    ],
    ids=str,
)
def test_a_hostile_name_is_reported_and_lands_nowhere(take, name, reason):
    found = take([(name, notebook()), ("bob_5_6_01_slope.ipynb", notebook())])
    assert [p.student for p in found.placed] == ["5"]
    assert reason in found.left[0][1]
    files = [p for p in take.folder.rglob("*") if p.is_file() and p.suffix == ".ipynb"]
    assert {p.relative_to(take.room.folder).parts[0] for p in files} == {"submitted", "collected"}


def test_two_files_of_one_name_are_two_versions(take):
    with pytest.warns(UserWarning, match="Duplicate name"):
        found = take([("ada_1_2_01_slope.ipynb", notebook(text=t)) for t in "ab"])
    assert (found.placed[0].version, len(found.left)) == (2, 1)
    assert handed_in(take, "1") == notebook(text="b")


def test_a_file_that_unpacks_to_too_much_is_not_read(take):
    bomb = b" " * (archive.LARGEST + 1)  # a few kilobytes in the zip
    found = take({"ada_1_2_01_slope.ipynb": bomb, "bob_5_6_01_slope.ipynb": notebook()})
    assert [p.student for p in found.placed] == ["5"]
    assert "more than 20 MB" in found.left[0][1]


def test_a_bomb_of_many_files_stops_the_run(take, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(UserError, match="zip bomb"):
        take({f"s{i}_{i}_1_01_slope.ipynb": notebook(text="x" * 400) for i in range(9)})


def test_a_damaged_file_inside_costs_only_itself(take):
    take({"ada_1_2_01_slope.ipynb": notebook(text="y" * 3000)})
    path = take.folder / "download.zip"
    data = bytearray(path.read_bytes())
    start = data.index(b"01_slope.ipynb") + 20
    data[start : start + 20] = bytes(20)
    path.write_bytes(data)
    found = collect(take.room, "01_slope", NAMES, path, None, BERLIN)
    assert found.placed == ()
    assert "cannot be unpacked" in found.left[0][1]


def test_what_is_no_zip_is_refused_in_a_sentence(take):
    path = take.folder / "download.zip"
    path.write_bytes(b"<html>please log in</html>")
    with pytest.raises(UserError, match="not a zip"):
        collect(take.room, "01_slope", NAMES, path, None, BERLIN)


def test_names_written_in_utf8_without_saying_so(take):
    path = take.folder / "download.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("Jo_e_1_2_01_slope.ipynb".replace("_e", "__"), notebook())
    raw = path.read_bytes().replace(b"Jo___1_2", "Joé_1_2".encode() + b"")
    assert len(raw) == path.stat().st_size
    path.write_bytes(raw)
    found = collect(take.room, "01_slope", NAMES, path, None, BERLIN)
    assert found.placed[0].member.startswith("Joé")
