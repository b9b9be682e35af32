"""Attacks on the conversation itself (C-53 to C-55): a liar loses, and only for himself."""

import pytest

from autograder.box import BoxDied
from downslope.functions import Sine

FORGE = """
import json, os, struct
def frame(header, blobs=()):
    text = json.dumps({**header, "blobs": [len(b) for b in blobs]}).encode()
    return struct.pack(">I", len(text)) + text + b"".join(blobs)
def flood(data):
    for fd in range(3, 64):
        try: os.write(fd, data)
        except OSError: pass
"""
ANSWER = '{"op": "returned", "id": "0", "value": {"t": "int", "v": 1}, "changed": []}'
GARBAGE = {
    "another id": f"frame({ANSWER})",
    "no frame": "b'hello, grader'",
    "huge length": "b'\\x7f\\xff\\xff\\xff'",
    "huge blob": "b'\\x00\\x00\\x00\\x16' + b'{\"blobs\":[99999999999]}'",
    "deep": "b'\\x00\\x01\\x00\\x00' + b'[' * 65536",
    "not an object": "b'\\x00\\x00\\x00\\x02[]'",
    "half a frame": "b'\\x00\\x00\\x10\\x00{'",
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=list(GARBAGE))
def test_a_call_that_writes_to_every_descriptor(shared_box, data):
    shared_box.run_cell(FORGE + f"def f():\n flood({data})\n return 1\ndef g(): return 2")
    with shared_box.check("f") as fork:
        assert fork.call(()).outcome in ("died", "timed_out")
    with shared_box.check("g") as fork:
        assert fork.call(()).value == 2


@pytest.mark.parametrize("data", GARBAGE.values(), ids=list(GARBAGE))
def test_a_cell_that_writes_to_every_descriptor(box, data):
    with pytest.raises(BoxDied):
        box.run_cell(FORGE + f"flood({data})\nwhile True: pass")


def test_a_forged_answer_that_knows_its_id_is_only_data(shared_box):
    shared_box.run_cell(
        FORGE
        + """
import sys
def f(x):
    header = sys._getframe(1).f_locals["header"]
    flood(frame({"op": "returned", "id": header["id"], "value": {"t": "int", "v": 41}}))
    return 1
"""
    )
    with shared_box.check("f") as fork:
        assert fork.call((1,)).value == 41
        assert fork.call((1,)).outcome == "died"


@pytest.mark.parametrize(
    "fields",
    [
        '{"op": "returned"}',
        '{"op": "returned", "value": {"t": "arr", "d": "O", "s": [1], "b": 0}}',
        '{"op": "returned", "value": {"t": "int", "v": 1}, "changed": [7]}',
        '{"op": "returned", "value": {"t": "int", "v": 1}, "changed": 7}',
        '{"op": "returned", "value": {"t": "int", "v": 1}, "error": "x"}',
        '{"op": "raised"}',
        '{"op": "raised", "error": 3}',
        '{"op": "passed", "points": 100}',
        '{"op": ["returned"]}',
        '{"op": "cb", "k": 0, "args": {"t": "tuple", "v": []}}',
        '{"op": "cb", "k": -1, "args": {"t": "tuple", "v": []}}',
        '{"op": "cb", "args": 1}',
    ],
)
def test_a_malformed_answer_ends_the_call(shared_box, fields):
    shared_box.run_cell(
        FORGE
        + f"""
import sys
def f():
    flood(frame({{**{fields}, "id": sys._getframe(1).f_locals["header"]["id"]}}))
    os._exit(0)
"""
    )
    with shared_box.check("f") as fork:
        assert fork.call(()).outcome == "died"


@pytest.mark.parametrize(
    "args",
    ['{"t": "tuple", "v": []}', '{"t": "tuple", "v": [{"t": "int", "v": 1}]}',
     '{"t": "tuple", "v": [{"t": "dict", "v": [[{"t": "int", "v": 1}, {"t": "int", "v": 1}]]}]}'],
)  # fmt: skip
def test_malformed_keyword_arguments_end_the_call(shared_box, args):
    fields = f'{{"op": "cb", "k": 0, "named": True, "args": {args}}}'
    shared_box.run_cell(
        FORGE
        + f"""
import sys
def f(g):
    flood(frame({{**{fields}, "id": sys._getframe(1).f_locals["header"]["id"]}}))
    os._exit(0)
"""
    )
    with shared_box.check("f") as fork:
        assert fork.call((Sine(),)).outcome == "died"


FIND_REQUEST = """
import traceback
frames = [frame for frame, _ in traceback.walk_stack(None)]
serve = next(frame for frame in frames if frame.f_code.co_name == "serve")
request = serve.f_locals["header"]["id"]
"""


def test_forged_outputs_of_a_cell_must_still_be_outputs(box):
    forged = '{"op": "ran", "id": request, "outputs": [{"kind": "html", "text": "<b>"}]}'
    with pytest.raises(BoxDied):
        box.run_cell(FORGE + FIND_REQUEST + f"flood(frame({forged}, [b'', b'']))")


def test_forged_outputs_gain_words_and_cost_the_box(box):
    forged = '{"op": "ran", "id": request, "outputs": []}'
    run = box.run_cell(FORGE + FIND_REQUEST + f"print('honest')\nflood(frame({forged}))")
    assert run.outputs == []
    with pytest.raises(BoxDied), box.check("f") as fork:
        fork.call(())


def test_threads_that_hog_the_worker_do_not_reach_the_fork(box):
    box.run_cell("""
import threading
def f(): return threading.active_count()
def spin():
    while True: pass
for _ in range(3): threading.Thread(target=spin, daemon=True).start()
""")
    with box.check("f") as fork:
        assert fork.call(()).value == 1


def test_nothing_is_unpickled(shared_box):
    shared_box.run_cell("""
import pickle
class Evil:
    def __reduce__(self): return (print, ("evil",))
def f(): return pickle.dumps(Evil())
def g(): return Evil()
""")
    with shared_box.check("f") as fork:
        assert fork.call(()).value.type == "bytes"
    with shared_box.check("g") as fork:
        assert fork.call(()).value.type == "Evil"
