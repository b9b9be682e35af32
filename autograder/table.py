"""Tables that people write: CSV with commas or semicolons, in UTF-8, and the numbers of lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.errors import UserError


def read(path: Path, called: str) -> list[tuple[int, tuple[str, ...]]]:
    """(Number of the line, cells without blanks around them) of each row, the header first.

    Empty rows are left out. Raises UserError, which says what the file is `called`, if it cannot
    be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
        lines = csv.reader(io.StringIO(text), delimiter=delimiter)
        rows = [(lines.line_num, tuple(cell.strip() for cell in row)) for row in lines]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"The {called} {path} cannot be read; save it as CSV in UTF-8.") from error
    return [(line, row) for line, row in rows if any(row)]


def filled(header: tuple[str, ...], row: tuple[str, ...]) -> tuple[str, ...]:
    """The row as long as the header: spreadsheets drop and add empty cells at the end."""
    return (*row, *[""] * len(header))[: len(header)]
