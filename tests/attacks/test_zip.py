"""D-45 to D-48: zips made to stop the collecting of a class (more: `tests/unit/test_collect.py`).

Expected: a file that is damaged, nameless or misnamed is reported, and the others are placed.
"""

import io
import struct
import zipfile

import pytest

from autograder.errors import UserError
from autograder.lms.archive import members

HONEST = ("bob_5_6_01_slope.ipynb", b"{}")


def packed(*files, method=zipfile.ZIP_STORED) -> bytearray:
    """The bytes of a zip of these files and an honest one."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as archive:
        for name, data in (*files, HONEST):
            archive.writestr(name, data)
    return bytearray(stored.getvalue())


@pytest.fixture
def read(tmp_path):
    """A function: name -> problem of what a zip of these bytes holds."""

    def read(data: bytes) -> dict[str, str]:
        (tmp_path / "download.zip").write_bytes(data)
        return {member.name: member.problem for member in members(tmp_path / "download.zip")}

    return read


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_d45_a_file_damaged_in_any_way_of_packing(read, method):
    name = "ada_1_2_01_slope.ipynb"
    data = packed((name, bytes(range(256)) * 40), method=method)
    start = data.index(name.encode()) + len(name) + 9
    data[start : start + 30] = b"\xff" * 30
    found = read(data)
    assert "cannot be unpacked" in found[name]
    assert found[HONEST[0]] == ""


def test_d46_a_zip_inside_whose_names_are_no_text(read):
    inner = packed(("äa_1_2_01_slope.ipynb", b"{}")).replace("ä".encode(), b"\xff\xfe")
    found = read(packed(("ada_1_2_work.zip", bytes(inner))))
    assert "is not a zip" in found["ada_1_2_work.zip"]
    assert found[HONEST[0]] == ""
    with pytest.raises(UserError, match="not a zip that can be read"):
        read(inner)


@pytest.mark.parametrize("name", [b".", b"/", b"\0"])
def test_d47_a_file_without_a_name(read, name):
    found = read(packed(("?", b"{}")).replace(b"?", name))
    assert found.pop(HONEST[0]) == ""
    assert "" not in found.values()


def test_d48_a_zip_in_a_zip_in_a_zip(read):
    inner = bytes(packed(("ada_1_2_deep.zip", bytes(packed()))))
    found = read(packed(("ada_1_2_work.zip", inner)))
    assert found["ada_1_2_work.zip/ada_1_2_deep.zip"] == "is not a notebook"
    assert found[HONEST[0]] == ""


def test_d59_a_zip_inside_that_begins_beyond_what_a_number_can_say(read):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("ada_1_2_01_slope.ipynb", b"{}")
    data = bytearray(inner.getvalue())
    at = data.rindex(b"PK\x01\x02")  # its entry in the directory
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    data[at + 30 : at + 32] = struct.pack("<H", len(extra))
    data[at + 42 : at + 46] = b"\xff" * 4
    end = data.rindex(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    data[end + 12 : end + 16] = (size + len(extra)).to_bytes(4, "little")
    data[end:end] = extra
    found = read(packed(("ada_1_2_work.zip", bytes(data))))
    assert found.pop(HONEST[0]) == ""
    assert any("cannot be unpacked" in problem or "no zip" in problem for problem in found.values())
