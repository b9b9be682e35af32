"""From what the worker says a cell put out to nbformat outputs that are safe to keep.

Nothing is passed through: every output is built here from checked pieces, only plain text and PNG
images exist, and characters that steer a terminal or reverse a line are dropped.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from autograder import wire
from autograder.plain import clean, one_line

MAX_OUTPUTS = 220
MAX_TEXT, MAX_PICTURES = 8 << 20, 16 << 20  # bytes of one cell; our own worker sends less
MAX_VALUE = 2000  # characters of an exception's words
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class CellRun:
    """What a cell put out (nbformat v4 output dicts) and the exception that ended it, one line.

    size: bytes of all texts and pictures together.
    """

    outputs: list[dict]
    error: str | None
    size: int = 0


def cell_run(items, blobs: list[bytes]) -> CellRun:
    """Build a cell's outputs from the worker's `items`; item k owns blobs 2k (text), 2k+1 (PNG).

    Raises wire.WireError if the items are malformed or more than a worker of ours would send.
    """
    if not isinstance(items, list) or len(items) > MAX_OUTPUTS or len(blobs) != 2 * len(items):
        raise wire.WireError("The outputs are malformed.")
    texts, pictures = (sum(map(len, blobs[k::2])) for k in (0, 1))
    if texts > MAX_TEXT or pictures > MAX_PICTURES:
        raise wire.WireError("The outputs are too large.")
    outputs, error = [], None
    for item, text, png in zip(items, blobs[::2], blobs[1::2], strict=True):
        if not isinstance(item, dict):
            raise wire.WireError("An output is malformed.")
        text = clean(text.decode("utf-8", "replace"))
        match item:
            case {"kind": "stream", "name": ("stdout" | "stderr") as name}:
                outputs.append({"output_type": "stream", "name": name, "text": text})
            case {"kind": "display", "result": bool(result)}:
                outputs.append(_display(text, png, result))
            case {"kind": "error", "name": str(name), "value": str(value)}:
                name, value = one_line(name), clean(value[:MAX_VALUE])
                error = one_line(f"{name}: {value}") if value else name
                outputs.append(
                    {
                        "output_type": "error",
                        "ename": name,
                        "evalue": value,
                        "traceback": text.split("\n"),
                    }
                )
            case _:
                raise wire.WireError("An output is of no known kind.")
    return CellRun(outputs, error, texts + pictures)


def _display(text: str, png: bytes, result: bool) -> dict:
    data = {"text/plain": text}
    if png.startswith(_PNG):
        data["image/png"] = base64.b64encode(png).decode()
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    if result:
        output |= {"output_type": "execute_result", "execution_count": None}
    return output
