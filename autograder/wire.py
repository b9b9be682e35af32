"""The few kinds of values that the two sides of a box can say to each other in a frame.

A value is a small JSON tree; the numbers of an array travel in one of the frame's blobs. Nothing
else can be said: no pickle, no objects, no code. Both sides use this module, but only the trusted
side relies on its strictness: there every byte may have been chosen by a student.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MAX_BYTES = 64 << 20  # of all arrays of a value; what `frames` carries
MAX_DEPTH = 8
MAX_ITEMS = 200
MAX_NODES = 5000
MAX_ROWS = 1000  # entries of a list of rows; more of them cross as an array
MAX_TEXT = 10_000
MAX_AXES = 4
INT_LIMIT = 1 << 63


class WireError(ValueError):
    """The tree is no value of this language."""


@dataclass(frozen=True)
class Other:
    """Stands for a value that cannot cross; `type` describes it, e.g. "generator"."""

    type: str


@dataclass(frozen=True)
class Generator:
    """Stands for a random generator. Only its seed crosses, and only into the box."""

    seed: int


def encode(value, blobs: list[bytes], functions: list | None = None) -> dict:
    """Return the tree of `value`, appending the bytes of its arrays to `blobs`.

    functions: callables found are appended here and sent as their position; None sends them as
    `other`. What cannot cross becomes `other` with a description, so that the judge can name it.
    """
    start = len(blobs)
    try:
        return _Encoder(blobs, functions).node(value, 0)
    except _TooMuch:
        del blobs[start:]
        return {"t": "other", "v": f"{type_name(value)} that is too large or too deeply nested"}


class _TooMuch(Exception):
    pass


class _Encoder:
    def __init__(self, blobs: list[bytes], functions: list | None):
        self.blobs, self.functions, self.nodes = blobs, functions, 0

    def node(self, value, depth: int) -> dict:
        self.nodes += 1
        length = _length(value)
        if length and depth <= MAX_DEPTH and (table := _table(value)) is not None:
            return self.array(table)
        if depth > MAX_DEPTH or self.nodes > MAX_NODES or length > MAX_ITEMS:
            raise _TooMuch
        # Subclasses are read with the base class's own methods, so none of theirs runs.
        match value:
            case np.ndarray():  # what is most often sent comes first
                return self.array(value)
            case None:
                return {"t": "none"}
            case bool() | np.bool_():
                return {"t": "bool", "v": bool(value)}
            case int() | np.integer():
                number = int.__index__(value) if isinstance(value, int) else int(value)
                if -INT_LIMIT < number < INT_LIMIT:
                    return {"t": "int", "v": number}
                return {"t": "other", "v": "int of more than 63 bits"}
            case float() | np.floating():
                return {"t": "float", "v": float.hex(float(value))}
            case str():
                return self.text(str.__str__(value))
            case Generator():
                return {"t": "rng", "v": int(value.seed)}
            case list() | tuple():
                kind = list if isinstance(value, list) else tuple
                items = list(kind.__iter__(value))
                return {"t": kind.__name__, "v": [self.node(x, depth + 1) for x in items]}
            case dict():
                items = list(dict.items(value))
                pairs = [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in items]
                if all(k["t"] in _KEYS for k, _ in pairs):
                    return {"t": "dict", "v": pairs}
                return {"t": "other", "v": "dict whose keys are not names or numbers"}
        if self.functions is not None and callable(value):
            return {"t": "fn", "v": self.position(value)}
        return {"t": "other", "v": type_name(value)}

    def text(self, value: str) -> dict:
        if len(value) > MAX_TEXT:
            return {"t": "other", "v": f"str of {len(value)} characters"}
        return {"t": "str", "v": value.encode("utf-8", "replace").decode()}

    def array(self, value: np.ndarray) -> dict:
        if value.dtype.kind not in "fiub" or value.dtype.itemsize > 8:
            return {"t": "other", "v": f"numpy array of dtype {value.dtype}"[:80]}
        if value.ndim > MAX_AXES:
            return {"t": "other", "v": f"numpy array with {value.ndim} axes"}
        if value.nbytes + sum(map(len, self.blobs)) > MAX_BYTES:
            return {"t": "other", "v": f"numpy array of shape {value.shape}, too large to check"}
        plain = np.asarray(value)
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        self.blobs.append(plain.tobytes())
        place = len(self.blobs) - 1
        return {"t": "arr", "d": plain.dtype.str, "s": list(plain.shape), "b": place}

    def position(self, function) -> int:
        for k, known in enumerate(self.functions):
            if known is function:
                return k
        self.functions.append(function)
        return len(self.functions) - 1


def _table(value) -> np.ndarray | None:
    """A list or tuple with more numbers than a tree should hold, as an array; else None."""
    rows = value if type(value) in (list, tuple) else ()  # no iterator of a student's runs
    most = _length(value) * max([0, *map(_length, rows)])
    if _length(value) <= MAX_ITEMS and most <= MAX_ROWS:
        return None
    try:
        array = np.asarray(value)
    except Exception:  # rows of different lengths, or what a student's object raises
        return None
    return array if array.dtype.kind in "fiub" else None


def _length(value) -> int:
    for kind in (list, tuple, dict):
        if isinstance(value, kind):
            return kind.__len__(value)
    return 0


def holds_other(tree) -> bool:
    """True if something in an encoded tree could not cross."""
    if isinstance(tree, dict):
        return tree.get("t") == "other" or holds_other(tree.get("v"))
    return isinstance(tree, list) and any(map(holds_other, tree))


def arrays(tree) -> int:
    """How many arrays an encoded tree holds."""
    if isinstance(tree, dict):
        return 1 if tree.get("t") == "arr" else arrays(tree.get("v"))
    return sum(map(arrays, tree)) if isinstance(tree, list) else 0


_KEYS = {"none", "bool", "int", "float", "str"}
_DTYPES = {np.dtype(c).newbyteorder("<").str: np.dtype(c) for c in "?bBhHiIlLqQefd"}


def type_name(value) -> str:
    """Return e.g. "generator" or "torch.Tensor", at most 80 characters."""
    kind = type(value)
    module = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"[:80]


def decode(node, blobs: list[bytes], function=None, generator=None):
    """Return the value of a tree; arrays are fresh and writable.

    function: what to put in the place of the k-th function; None refuses functions.
    generator: what makes a random generator of a seed; None refuses generators.
    Raises WireError for anything but a tree that `encode` could have made.
    """
    try:
        return _Decoder(blobs, function, generator).value(node, 0)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise WireError("The tree is not a value.") from error


class _Decoder:
    def __init__(self, blobs: list[bytes], function, generator):
        # Each blob may be used once: many arrays made of one blob would multiply its memory.
        self.blobs, self.nodes = dict(enumerate(blobs)), 0
        self.function, self.generator = function, generator

    def value(self, node, depth: int):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES or not isinstance(node, dict):
            raise WireError("The tree is too deep, too large or malformed.")
        match node["t"], node.get("v"):
            case "arr", None:  # what is most often sent comes first
                return self.array(node["d"], node["s"], node["b"])
            case "float", str(v) if len(v) <= 32:
                return float.fromhex(v)
            case "none", None:
                return None
            case "bool", bool(v):
                return v
            case "int", int(v) if type(v) is int and -INT_LIMIT < v < INT_LIMIT:
                return v
            case "str", str(v) if len(v) <= MAX_TEXT:
                v.encode()  # refuses half characters, which no file could hold
                return v
            case "other", str(v):
                return Other("".join(c for c in v[:120] if c.isprintable()))
            case ("list" | "tuple") as kind, list(v) if len(v) <= MAX_ITEMS:
                items = [self.value(x, depth + 1) for x in v]
                return items if kind == "list" else tuple(items)
            case "dict", list(v) if len(v) <= MAX_ITEMS and all(k["t"] in _KEYS for k, _ in v):
                return {self.value(k, depth + 1): self.value(x, depth + 1) for k, x in v}
            case "fn", int(k) if self.function and type(k) is int and 0 <= k < MAX_ITEMS:
                return self.function(k)
            case "rng", int(n) if self.generator and type(n) is int and 0 <= n < INT_LIMIT:
                return self.generator(n)
        raise WireError("The tree holds something that is not a value.")

    def array(self, name, shape, place) -> np.ndarray:
        if not isinstance(shape, list) or len(shape) > MAX_AXES or not isinstance(name, str):
            raise WireError("The array is malformed.")
        if not all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape):
            raise WireError("The array's shape is impossible.")
        dtype, data = _DTYPES[name], self.blobs.pop(place)
        if math.prod(shape) * dtype.itemsize != len(data):
            raise WireError("The array's shape does not fit its bytes.")
        flat = np.frombuffer(data, dtype.newbyteorder("<"))
        if dtype.kind == "b" and (flat.view(np.uint8) > 1).any():
            raise WireError("The array holds bools that are neither true nor false.")
        return flat.astype(dtype).reshape(shape)
