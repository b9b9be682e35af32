"""The language of the box: what is sent arrives, and no bytes harm the reader."""

import io
import socket
import struct
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import frames, wire

KEYS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9)
ARRAYS = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="?")
    | hnp.unsigned_integer_dtypes(endianness="?")
    | hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
    | ARRAYS
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a, b) -> bool:
    """Equal in value, type, shape and every bit of every number."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        little = a.astype(a.dtype.newbyteorder("<"))
        return a.shape == b.shape and b.flags.writeable and little.tobytes() == b.tobytes()
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (a != a and b != b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return all(map(same, a, b)) and all(map(same, a.values(), b.values()))
    return a == b


def through_the_wire(value):
    """Return the value as the other side gets it."""
    blobs: list[bytes] = []
    tree = wire.encode(value, blobs)
    header, blobs = frames.read_frame(reader(b"".join(frames.pieces({"v": tree}, blobs))))
    return wire.decode(header["v"], blobs)


def reader(data: bytes):
    stream = io.BytesIO(data)

    def read(n: int) -> bytes:
        part = stream.read(n)
        if len(part) < n:
            raise EOFError
        return part

    return read


@given(VALUES)
def test_what_is_sent_arrives(value):
    assert same(value, through_the_wire(value))


@given(st.binary(max_size=200))
@example(struct.pack(">I", 2**31) + b"{}")
@example(struct.pack(">I", 2) + b"{}")
@example(struct.pack(">I", 2) + b"\xff\xff")
@example(struct.pack(">I", 90_000) + b"[" * 90_000)
@example(struct.pack(">I", 15) + b'{"blobs":[1e9]}')
@example(struct.pack(">I", 14) + b'{"blobs":[-1]}')
@example(struct.pack(">I", 16) + b'{"blobs":[true]}')
@example(struct.pack(">I", 30) + b'{"blobs":[99999999999999999999}')
@example(struct.pack(">I", 6011) + b'{"blobs":[' + b"9" * 6000 + b"]")
@example(struct.pack(">I", 22) + b'{"blobs":[67108864,1]}')
def test_no_bytes_are_a_surprise(data):
    with pytest.raises((frames.FrameError, EOFError)):
        frames.read_frame(reader(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**64) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("tvdsb"), inner),
    max_leaves=20,
)
TREES = st.recursive(
    st.fixed_dictionaries(
        {"t": st.sampled_from(["none", "bool", "int", "float", "str", "arr", "fn", "other", "?"])},
        optional={"v": JSON, "d": st.sampled_from(["<f8", "|b1", "O", "V9"]), "s": JSON, "b": JSON},
    ),
    lambda inner: st.fixed_dictionaries(
        {"t": st.sampled_from(["list", "tuple", "dict"]), "v": st.lists(inner | JSON, max_size=3)}
    ),
    max_leaves=10,
)


@given(JSON | TREES, st.lists(st.binary(max_size=16), max_size=3))
def test_no_tree_is_a_surprise(tree, blobs):
    try:
        wire.decode(tree, blobs)
    except wire.WireError:
        return
    assert isinstance(tree, dict)


def test_memory_follows_what_arrived_not_what_was_announced():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack(">I", 20) + b'{"blobs":[67000000]}' + b"x" * 1000)
        theirs.close()
        tracemalloc.start()
        with pytest.raises(EOFError):
            frames.Channel(ours).receive()
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()


def test_one_blob_does_not_make_many_arrays():
    node = {"t": "arr", "d": "<f8", "s": [1], "b": 0}
    with pytest.raises(wire.WireError):
        wire.decode({"t": "list", "v": [node, node]}, [bytes(8)])


@pytest.mark.parametrize(
    "node",
    [
        {"t": "arr", "d": "<f8", "s": [2], "b": 0},
        {"t": "arr", "d": "<f8", "s": [-1], "b": 0},
        {"t": "arr", "d": "<f8", "s": [1, 1, 1, 1, 1], "b": 0},
        {"t": "arr", "d": "<f8", "s": [1], "b": -1},
        {"t": "arr", "d": "<f8", "s": [1], "b": 1},
        {"t": "arr", "d": "|O8", "s": [1], "b": 0},
        {"t": "arr", "d": "<M8[s]", "s": [1], "b": 0},
        {"t": "arr", "d": "|b1", "s": [8], "b": 0},
        {"t": "arr", "d": ["<f8"], "s": [1], "b": 0},
        {"t": "int", "v": 2**63},
        {"t": "int", "v": True},
        {"t": "bool", "v": 1},
        {"t": "float", "v": "one"},
        {"t": "float", "v": "0x1p99999"},
        {"t": "str", "v": "\ud800"},
        {"t": "str", "v": "x" * 10_001},
        {"t": "none", "v": 0},
        {"t": "fn", "v": 0},
        {"t": "dict", "v": [[{"t": "list", "v": []}, {"t": "none"}]]},
        {"t": "dict", "v": [[{"t": "none"}]]},
        {"t": "dict", "v": [[{"t": "tuple", "v": []}, {"t": "none"}]]},
        {"t": "dict", "v": [[{"t": "other", "v": "x"}, {"t": "none"}]]},
        {"t": "dict", "v": [7]},
        {"t": "list", "v": [{"t": "none"}] * 201},
        [],
        None,
    ],
)
def test_a_tree_that_encode_cannot_make_is_refused(node):
    with pytest.raises(wire.WireError):
        wire.decode(node, [b"\2" * 8])


def test_what_cannot_cross_is_named():
    class Tensor:
        pass

    values = [(i for i in ()), np.array([object()]), 2**63, Tensor(), 1j, {(1, 2): 3}, "x" * 20_000]
    names = [through_the_wire(v).type for v in values]
    assert names[0] == "generator"
    assert names[1] == "numpy array of dtype object"
    assert names[2] == "int of more than 63 bits"
    assert names[3].endswith("Tensor")
    assert names[4] == "complex"
    assert names[5] == "dict whose keys are not names or numbers"
    assert names[6] == "str of 20000 characters"


def test_what_is_too_large_or_too_deep_is_named():
    deep: list = []
    deep.append(deep)
    for value in (deep, ["0"] * 201, [deep, 0] * 101):
        assert through_the_wire(value) == wire.Other("list that is too large or too deeply nested")
    huge = np.broadcast_to(np.zeros(1), (10**5, 10**5))
    assert "too large" in through_the_wire(huge).type


def test_a_long_list_of_numbers_crosses_as_an_array():
    for value in ([0.5] * 201, [[1, 2, 3] * 5] * 100, ([True] * 300, [False] * 300)):
        np.testing.assert_array_equal(through_the_wire(value), np.array(value))
    assert through_the_wire([(1, 2)] * 200) == [(1, 2)] * 200
    assert through_the_wire(np.longdouble(0.1)) == 0.1


def test_a_subclass_is_read_as_what_it_is_made_of():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

        def __array_ufunc__(self, *args, **kwargs):
            return np.True_

    class Always(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    array, number = through_the_wire((np.ones(2).view(Liar), Always(3)))
    assert type(array) is np.ndarray
    assert type(number) is float


def test_functions_cross_as_positions():
    functions: list = []
    tree = wire.encode((np.sin, np.cos, np.sin), [], functions)
    assert functions == [np.sin, np.cos]
    assert wire.decode(tree, [], "f{}".format) == ("f0", "f1", "f0")


def test_a_silent_other_side_costs_the_time_limit_only():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel, begin = frames.Channel(ours), time.monotonic()
        with pytest.raises(TimeoutError):
            channel.receive(begin + 0.05)
        with pytest.raises(TimeoutError):
            channel.send({}, [bytes(60 << 20)], begin + 0.1)


def test_as_much_is_sent_ahead_as_has_room_and_everything_in_its_order(monkeypatch):
    monkeypatch.setattr(frames, "AHEAD", 10)
    sizes, sent = {"a": 4, "b": 5, "c": 3, "d": 99, "e": 1}, []
    tickets = frames.sent_ahead(sizes, sizes.get, lambda item: sent.append(item) or item.upper())
    seen = [(next(tickets), "".join(sent)) for _ in sizes]
    # d is larger than all the room there is: it has to wait until nothing else is on its way.
    assert seen == [("A", "ab"), ("B", "abc"), ("C", "abc"), ("D", "abcd"), ("E", "abcde")]
    assert not list(tickets)


def test_frames_of_any_size_come_one_after_the_other():
    ours, theirs = socket.socketpair()
    sizes = [0, 1, frames.CHUNK, 3 * frames.CHUNK + 1, 5, frames.MOST_AT_ONCE + 7]
    sent = [({"n": n}, [bytes([n % 251]) * n, b"end"]) for n in sizes]
    with ours, theirs, ThreadPoolExecutor(1) as other:
        sender, receiver = frames.Channel(ours), frames.Channel(theirs)
        other.submit(lambda: [sender.send(*frame) for frame in sent])
        assert [receiver.receive(time.monotonic() + 20) for _ in sent] == sent


def test_a_frame_beyond_the_limits_is_not_sent():
    for header, blobs in (({"x": "y" * frames.MAX_HEADER}, []), ({}, [b""] * 2001)):
        with pytest.raises(frames.FrameError):
            frames.pieces(header, blobs)


def test_a_frame_carries_every_value():
    assert wire.MAX_BYTES <= frames.MAX_BLOBS
