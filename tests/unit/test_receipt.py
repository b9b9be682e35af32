"""What nbgrader's exchange leaves beside a submission is taken over only in the form it has."""

import pytest

from autograder import receipt

GOOD = {"timestamp.txt": "2026-11-20 09:30:00.000001 UTC", "submission_secret.txt": "ab" * 64}


def put(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text)


def test_both_files_come_through(tmp_path):
    put(tmp_path, GOOD)
    assert receipt.read(tmp_path) == GOOD
    receipt.write(GOOD, tmp_path / "page")
    assert receipt.read(tmp_path / "page") == GOOD


def test_who_handed_in_elsewhere_has_none(tmp_path):
    (tmp_path / "01_slope.ipynb").write_text("{}")
    assert receipt.read(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "AB" * 64, "ab" * 4, "ab" * 5000])
def test_a_forged_secret_is_replaced(tmp_path, text):
    put(tmp_path, GOOD | {"submission_secret.txt": text})
    found = receipt.read(tmp_path)
    assert found["timestamp.txt"] == GOOD["timestamp.txt"]
    assert found["submission_secret.txt"] != text
    assert receipt.FORMS["submission_secret.txt"].fullmatch(found["submission_secret.txt"].encode())


def test_a_link_to_a_private_file_is_not_followed(tmp_path):
    private = tmp_path / "private.txt"
    private.write_text("cd" * 64)
    put(tmp_path, {"timestamp.txt": GOOD["timestamp.txt"]})
    (tmp_path / "submission_secret.txt").symlink_to(private)
    assert receipt.read(tmp_path)["submission_secret.txt"] != "cd" * 64
