"""Graded notebooks by their content, in a folder or behind a URL, not in nbgrader's folders."""

import gzip
import hashlib
import json

import pytest
from click.testing import CliRunner

from autograder import grading, pool
from autograder.classroom import Classroom
from autograder.cli import main
from autograder.database import only_run
from autograder.errors import UserError
from autograder.files import HALF_WRITTEN
from autograder.layout import find_root
from autograder.prune import prune
from autograder.session import Job
from autograder.store import Store
from tests.faults import rounds
from tests.faults.rounds import ASSIGNMENT

ROOT = find_root()
TEXT = '{"cells": ["naïve"]}'
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture(params=["a folder", "local://", "memory://"])
def store(request, tmp_path):
    if request.param == "a folder":
        return Store(tmp_path / "kept")
    pytest.importorskip("fsspec", reason="the extra [blobs] is not installed")
    return Store(f"{request.param}{tmp_path}/kept")


def test_what_was_written_is_read(store):
    assert store.read("ab/abc") is None
    store.write("ab/abc", b"one")
    store.write("ab/abc", b"two")
    assert store.read("ab/abc") == b"two"


def test_a_blob_is_found_by_the_hash_of_its_text(store):
    assert store.read_blob(DIGEST) is None
    store.write_blob(TEXT)
    assert store.read_blob(DIGEST) == TEXT
    data = store.read(f"blobs/{DIGEST[:2]}/{DIGEST}.ipynb.gz")
    assert gzip.decompress(data).decode() == TEXT


@pytest.mark.parametrize("how", ["torn", "empty", "of another"])
def test_what_is_not_whole_is_not_there_and_is_written_again(store, how):
    store.write_blob(TEXT)
    name = f"blobs/{DIGEST[:2]}/{DIGEST}.ipynb.gz"
    whole = store.read(name)
    store.write(name, {"torn": whole[:20], "empty": b"", "of another": gzip.compress(b"")}[how])
    assert store.read_blob(DIGEST) is None
    store.write_blob(TEXT)
    assert store.read(name) == whole


@pytest.mark.parametrize("url", ["s4://bucket/x", "ftp://amy:secret@127.0.0.1:1/x"])
def test_a_place_that_cannot_be_opened_is_told_without_its_password(url):
    pytest.importorskip("fsspec", reason="the extra [blobs] is not installed")
    with pytest.raises(UserError, match="cannot be opened") as refusal:
        Store(url)
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_store_that_goes_away_gets_a_sentence(tmp_path):
    (tmp_path / "kept").touch()
    pytest.importorskip("fsspec", reason="the extra [blobs] is not installed")
    store = Store(f"local://{tmp_path}/kept/below")
    with pytest.raises(UserError, match="cannot be written"):
        store.write("a", b"")
    store = Store(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        store.read("folder")


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A class that has handed in, two of them the same work, and no boxes."""
    room = rounds.handed_in(tmp_path, monkeypatch)
    place = room.submitted("twin", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes((room.submitted("bob", ASSIGNMENT) / place.name).read_bytes())
    return room


def grade(room, force=False):
    job = Job(ASSIGNMENT, ROOT, seed=1, boxed=False)
    grading.look_first(room, ROOT, ASSIGNMENT)
    return grading.grade(room, job, room.db_url, pool.Threads(2), force)


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def pages(room):
    """The pages of feedback, without the moments."""
    for path in (room.folder / "records" / ASSIGNMENT).iterdir():
        record = json.loads(path.read_text())
        path.write_text(json.dumps(record | {"timestamp": "2026-10-05T12:00:00+00:00"}))
    return [p.read_text() for p in grading.write_feedback(room, ROOT, ASSIGNMENT, room.db_url)]


def keep_elsewhere(room, place):
    """The class, which from now on keeps its blobs there."""
    (room.folder / "blobs-url").write_text(f"{place}\n")
    return Classroom(room.folder)


def test_a_class_that_keeps_blobs_has_the_same_pages_and_notebooks(room, tmp_path):
    pytest.importorskip("fsspec", reason="the extra [blobs] is not installed")
    assert grade(room).graded == 6
    tree, seen = files(room.folder / "autograded"), pages(room)
    before = len(tree)
    room = keep_elsewhere(room, f"local://{tmp_path}/kept")
    assert pages(room) == seen, "what an earlier run left in folders is still found"
    assert grade(room, force=True).graded == 6
    assert files(room.folder / "autograded") == {}
    assert pages(room) == seen
    entry = room.record_of("bob", ASSIGNMENT)["notebook"]
    assert entry == room.record_of("twin", ASSIGNMENT)["notebook"]
    assert hashlib.sha256(room.blobs.read_blob(entry).encode()).hexdigest() == entry
    blobs = list((tmp_path / "kept" / "blobs").rglob("*.ipynb.gz"))
    assert len(blobs) == 5, "one for bob and his twin"
    (bob,) = grading.unpack(room, ASSIGNMENT, ["bob"])
    assert files(room.folder / "autograded") == {
        bob.relative_to(room.folder / "autograded"): bob.read_bytes()
    }
    assert len(grading.unpack(room, ASSIGNMENT, [])) == before
    assert files(room.folder / "autograded") == tree
    with pytest.raises(UserError, match="no record of nobody"):
        grading.unpack(room, ASSIGNMENT, ["nobody"])


def test_a_lost_blob_is_told_and_graded_again(room):
    room = keep_elsewhere(room, "kept")
    grade(room)
    seen = pages(room)
    digest = room.record_of("cid", ASSIGNMENT)["notebook"]
    (blob,) = (room.folder / "kept").rglob(f"{digest}*")
    blob.write_bytes(blob.read_bytes()[:50])
    with pytest.raises(UserError, match=r"notebook of cid .* not whole; remove .*cid\.json"):
        pages(room)
    room.record("cid", ASSIGNMENT).unlink()
    grade(room)
    assert pages(room) == seen


def test_a_place_without_a_name_is_refused_before_anything_runs(room):
    room = keep_elsewhere(room, " ")
    with pytest.raises(UserError, match="blobs-url is empty"):
        grade(room)
    assert not (room.folder / "gradebook.db").exists()


@pytest.mark.parametrize("kind", ["a folder", "local://"])
def test_what_no_record_names_is_listed_and_then_removed(room, tmp_path, kind):
    if kind != "a folder":
        pytest.importorskip("fsspec", reason="the extra [blobs] is not installed")
    room = keep_elsewhere(room, "kept" if kind == "a folder" else f"{kind}{tmp_path}/class/kept")
    grade(room)
    blobs = room.folder / "kept" / "blobs"
    before = set(files(blobs))
    rounds.hand_in(room, 2)  # bob's is torn now; his twin's is the notebook that both had
    grade(room)
    named, seen = set(files(blobs)) - before, pages(room)
    twin = room.record_of("twin", ASSIGNMENT)["notebook"]
    stray = next(blobs.iterdir()) / f"{HALF_WRITTEN}abc.gz"
    stray.write_bytes(b"half")
    old = [name for name in before if name.suffix == ".gz" and twin not in name.name]
    expected = sorted(f"blobs/{name}" for name in [*old, stray.relative_to(blobs)])
    assert len(expected) == 5, "of four students, and what was left half-written"
    assert sorted(prune(room, ROOT, room.db_url, remove=False)) == expected
    assert len(files(blobs)) == len(before | named) + 1
    run = CliRunner().invoke(main, ["prune", "--remove", "--class", str(room.folder)])
    assert run.exit_code == 0, run.output
    *told, summary = run.stdout.splitlines()
    assert sorted(told) == expected
    assert summary.startswith("Removed 5 graded notebooks in ")
    assert set(files(blobs)) == (before | named) - set(old)
    assert pages(room) == seen
    assert [*prune(room, ROOT, room.db_url, remove=True)] == []


def test_nothing_is_removed_where_it_might_be_needed(room):
    with pytest.raises(UserError, match="there is nothing to prune"):
        list(prune(room, ROOT, room.db_url, remove=True))
    room = keep_elsewhere(room, "kept")
    grade(room)
    tree = files(room.folder / "kept")
    with only_run(room.db_url, "02_descent"), pytest.raises(UserError, match="is grading 02_desc"):
        list(prune(room, ROOT, room.db_url, remove=True))
    room.record("cid", ASSIGNMENT).write_text("torn")
    with pytest.raises(UserError, match=r"cid\.json cannot be read"):
        list(prune(room, ROOT, room.db_url, remove=True))
    assert files(room.folder / "kept") == tree
