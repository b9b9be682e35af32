"""What a box could say to the trusted side, as Hypothesis makes it up: sound, mutated, or noise."""

import base64
import json
import struct

import numpy as np
from hypothesis import strategies as st

from autograder import wire
from downslope.functions import Fading, Sine, Tool, Waves

ID = "0123456789abcdef"  # of every request
LENT = (Sine(), Waves([1.0, 2.0], [[1.0, 0.5], [2.0, 1.0]], [0.0, 1.0]), Fading(), Tool("majority"))

TEXT = st.text(max_size=30) | st.sampled_from(
    ["\ud800", "<script>alert(1)</script>", "\x1b[2J\u202e", "NaN", "0x1p99999", "x" * 3000]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**66), 2**66) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["t", "v", "d", "s", "b", "kind", "id", "op"]), inner)
    ),
    max_leaves=8,
)
ARRAYS = st.builds(
    lambda shape, kind, fill: np.full(shape, fill).astype(kind),
    st.lists(st.integers(0, 5), max_size=4).map(tuple),
    st.sampled_from(["<f8", "<f4", "<i8", "|i1", "|b1", "<u4"]),
    st.integers(-3, 99),
)
NUMBERS = (
    st.integers(-(2**63) + 1, 2**63 - 1)
    | st.sampled_from([0, 1, 2, 3, 10**9, 10**18])
    | st.floats()
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=9) | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.sampled_from(["t", "fade", "w", "X", "lr"]) | st.integers(), inner)
    ),
    max_leaves=6,
)
LABELS = st.lists(st.integers(0, 3) | st.sampled_from([10**6, 2**31]), min_size=3, max_size=3)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@st.composite
def ran(draw):
    """A cell's outputs as a worker sends them, or nearly so."""
    items, blobs = [], []
    for _ in range(draw(st.integers(0, 3))):
        items.append(
            draw(
                st.fixed_dictionaries(
                    {"kind": st.just("stream"), "name": st.sampled_from(["stdout", "stderr", "x"])}
                )
                | st.fixed_dictionaries({"kind": st.just("display"), "result": st.booleans()})
                | st.fixed_dictionaries({"kind": st.just("error"), "name": TEXT, "value": TEXT})
            )
        )
        blobs.append(
            draw(st.binary(max_size=60) | TEXT.map(lambda t: t.encode("utf-8", "replace")))
        )
        blobs.append(draw(st.sampled_from([b"", PNG, PNG[:40], PNG[:8] + b"junk"])))
    return [({"op": "ran", "id": ID, "outputs": items}, blobs)]


@st.composite
def questions(draw):
    """A call-back: which function, with what, and whether its last argument holds names."""
    some = NUMBERS | ARRAYS
    w = draw(ARRAYS)
    match draw(st.sampled_from(["any", "rule", "tool"])):
        case "rule":
            args = (w, w, {"t": draw(some)}, draw(some), {"fade": draw(some)})
            return LENT.index(Fading()), args, True
        case "tool":
            X, y = np.ones((3, 2)), np.array(draw(LABELS))
            return LENT.index(Tool("majority")), (X, y, X), False
    args = draw(st.lists(VALUES, max_size=5).map(tuple))
    return draw(st.integers(-1, 5)), args, draw(st.booleans())


@st.composite
def answers(draw):
    """What a fork says in a call: call-backs, then a result."""
    said = []
    for _ in range(draw(st.integers(0, 3))):
        blobs: list[bytes] = []
        k, args, named = draw(questions())
        header = {"op": "cb", "id": ID, "k": k, "args": wire.encode(args, blobs), "named": named}
        said.append((header, blobs))
    blobs = []
    value = wire.encode(draw(VALUES), blobs)
    last = draw(
        st.sampled_from(
            [
                {"op": "returned", "value": value},
                {"op": "raised", "error": "\ud800 <b>"},
                {"op": "missing"},
                {"op": "out_of_memory"},
                {"op": "passed", "points": 100},
            ]
        )
    )
    rest = {"changed": draw(JSON), "forwards": draw(JSON), "touched": True}
    return [*said, ({**last, **(rest if draw(st.booleans()) else {}), "id": ID}, blobs)]


def planted(draw, tree):
    """The tree with something else in one place."""
    if isinstance(tree, dict) and tree and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(tree)))
        return {**tree, key: planted(draw, tree[key])}
    if isinstance(tree, list) and tree and draw(st.integers(0, 3)):
        k = draw(st.integers(0, len(tree) - 1))
        return [*tree[:k], planted(draw, tree[k]), *tree[k + 1 :]]
    return draw(JSON)


def bytes_of(header: dict, blobs: list[bytes], sizes=None) -> bytes:
    """A frame without the writer's own limits."""
    sizes = [len(b) for b in blobs] if sizes is None else sizes
    text = json.dumps({**header, "blobs": sizes}).encode()
    return struct.pack(">I", len(text)) + text + b"".join(blobs)


@st.composite
def conversations(draw, talk):
    """The bytes of a conversation: sound, with a tree changed, with bytes changed, or noise."""
    how = draw(st.sampled_from(["sound", "tree", "bytes", "bytes", "noise"]))
    if how == "noise":
        return draw(st.binary(max_size=300))
    said = draw(talk)
    if how == "tree":
        k = draw(st.integers(0, len(said) - 1))
        header, blobs = said[k]
        changed = planted(draw, {key: header[key] for key in header if key != "id"})
        said[k] = ({"id": ID, **changed} if isinstance(changed, dict) else {"v": changed}, blobs)
    data = b"".join(bytes_of(header, blobs) for header, blobs in said)
    if how == "bytes":
        for _ in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(data)))
            gone = draw(st.integers(0, 12))
            new = draw(st.binary(max_size=8) | st.just(2 * data[at : at + gone]))
            data = data[:at] + new + data[at + gone :]
    return data
