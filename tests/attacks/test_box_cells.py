"""Cells that misbehave: the whole box may go, never the grader (C-42 to C-47, C-41)."""

from dataclasses import replace

import pytest

from autograder.box import Box, BoxDied

from .conftest import SMALL
from .processes import await_start, running


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("while True: pass", "timed_out"),
        ("while True:\n try:\n  while True: pass\n except BaseException: pass", "timed_out"),
        ("import os; os._exit(0)", "died"),
        ("import os; os.abort()", "died"),
        ("import ctypes; ctypes.string_at(0)", "died"),
        ("import os\nfor fd in range(3, 256):\n try: os.close(fd)\n except OSError: pass", "died"),
        (
            "import os\nwhile True:\n try: os.fork()\n except OSError: pass",
            "timed_out",
        ),
        (
            # The promise to die with bubblewrap, cancelled.
            "import ctypes; ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\nwhile True: pass",
            "timed_out",
        ),
    ],
    ids=["loop", "swallow", "exit", "abort", "segfault", "close", "forkbomb", "orphan"],
)
def test_a_cell_that_ends_the_box(box, source, outcome):
    with pytest.raises(BoxDied) as caught:
        box.run_cell(source)
    assert caught.value.outcome == outcome
    with pytest.raises(BoxDied):
        box.run_cell("1")


def test_a_process_has_cpu_seconds_beside_the_limit_of_its_cell(boxes_work):
    limits = replace(SMALL, cpu_seconds=2, cell_seconds=60)
    with Box("02_descent", limits) as box, pytest.raises(BoxDied) as caught:
        box.run_cell("while True: pass")
    assert caught.value.outcome == "died"


def test_nothing_outlives_the_box(box):
    box.run_cell("""
import ctypes, os, subprocess
subprocess.Popen(["sleep", "98765.4321"], start_new_session=True)
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
""")
    await_start("98765.4321")
    box.close()
    assert not running("98765.4321")


def test_no_process_of_a_cell_watches_a_check(shared_box):
    shared_box.run_cell("""
import os, subprocess
subprocess.Popen(["sleep", "3600"])
def f(): return len([p for p in os.listdir("/proc") if p.isdigit()])
""")
    with shared_box.check("f") as fork:
        assert fork.call(()).value == 2


def test_killing_the_worker_from_inside(shared_box):
    shared_box.run_cell("import os, signal\ndef f(): os.kill(1, signal.SIGKILL); return 1")
    with shared_box.check("f") as fork:
        assert fork.call(()).value == 1
    assert shared_box.run_cell("1").error is None


def test_ten_gigabytes_are_an_ordinary_error(shared_box):
    run = shared_box.run_cell("np.ones(10 * 2**30 // 8)")
    assert "Error: Unable to allocate 10.0 GiB" in run.error


@pytest.mark.parametrize(
    "source",
    [
        "print('x' * 200_000_000)",
        "for _ in range(200_000): print('x' * 1000)",
        "import sys; sys.stderr.write('x' * 200_000_000)",
        "raise ValueError('x' * 200_000_000)",
        "'x' * 200_000_000",
        "display(*['x' * 1000] * 1000)",
        "class R:\n def __repr__(self): return 'x' * 200_000_000\nR()",
        "import os\nfor _ in range(200): os.write(1, b'x' * 1_000_000)",
        "import subprocess; subprocess.run(['yes'], timeout=1)",
    ],
    ids=["line", "lines", "stderr", "error", "result", "displays", "repr", "fd", "subprocess"],
)
def test_very_long_output_is_cut_while_it_arrives(box, source):
    run = box.run_cell("import resource\n" + source)
    assert len(repr(run.outputs)) < 60_000
    assert box.run_cell("print('still here')").outputs[0]["text"] == "still here\n"


def test_a_cut_is_marked_once(shared_box):
    run = shared_box.run_cell("for k in range(100_000): print(k)")
    text = "".join(out["text"] for out in run.outputs)
    assert text.count("was cut off") == 1
    assert text.startswith("0\n1\n2\n")


def test_many_figures(boxes_work):
    with Box("02_descent") as box:  # matplotlib takes its time
        run = box.run_cell("""
import matplotlib.pyplot as plt
for _ in range(40): plt.figure(figsize=(0.2, 0.2))
""")
    assert sum("image/png" in out.get("data", {}) for out in run.outputs) == 20


def test_outputs_are_those_of_a_notebook(shared_box):
    run = shared_box.run_cell("print('a')\nimport sys; print('b', file=sys.stderr)\n1 + 1")
    assert run.error is None
    assert [o["output_type"] for o in run.outputs] == ["stream", "stream", "execute_result"]
    assert run.outputs[2]["data"] == {"text/plain": "2"}
    run = shared_box.run_cell("def g():\n    1 / 0\ng()")
    assert run.error == "ZeroDivisionError: division by zero"
    (output,) = run.outputs
    assert output["ename"] == "ZeroDivisionError"
    assert any("1 / 0" in line for line in output["traceback"])
    assert "\x1b" not in "".join(output["traceback"])


def test_scripts_and_control_characters_are_dropped(shared_box):
    run = shared_box.run_cell("""
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
print("a\\x1b[2J\\u202eb")
""")
    assert all(set(o["data"]) == {"text/plain"} for o in run.outputs if "data" in o)
    assert run.outputs[-1]["text"] == "a[2Jb\n"


def test_warnings_go_to_stderr(shared_box):
    run = shared_box.run_cell("np.log(np.zeros(1))[0]")
    assert "divide by zero" in run.outputs[0]["text"]
    assert run.outputs[0]["name"] == "stderr"


@pytest.mark.parametrize(
    "source",
    ["%matplotlib inline", "!ls", "%load_ext x", "%%bash\nls", "%%html\n<b>", "x = !ls", "?len"],
)
def test_magics_and_shell_lines_do_nothing(shared_box, source):
    run = shared_box.run_cell(source)
    assert run.error is None
    assert all("not run" in out["text"] for out in run.outputs)


def test_code_under_a_timing_magic_still_runs(shared_box, say):
    shared_box.run_cell("%%time\ndef timed(): return 7")
    assert say("%time print(timed())") == "7\n"


def test_input_has_a_friendly_end(shared_box):
    assert shared_box.run_cell("input('name? ')").error.startswith("EOFError: input() cannot be")


def test_a_question_for_the_exit_does_not_end_the_box(shared_box, say):
    for source in ("exit()", "quit()", "raise SystemExit", "raise KeyboardInterrupt"):
        shared_box.run_cell(source)
    assert say("print(1)") == "1\n"


def test_awaiting_at_top_level(say):
    assert say("import asyncio\nawait asyncio.sleep(0)\nprint('awake')") == "awake\n"


def test_patched_shells_and_streams_deceive_nobody_but_the_reader(box):
    box.run_cell("""
import sys
shell = get_ipython()
shell.ast_transformers.append(None)
shell.input_transformers_post.append(lambda lines: ["pass"])
shell.display_formatter = None
sys.stdout = None
""")
    with box.check("f") as fork:
        assert fork.call(()).outcome == "missing"
