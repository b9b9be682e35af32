"""The box that podman or docker makes: the same walls, and the same conversation through them.

Skipped, with what the engine said, where it is not installed or cannot run a container; where its
self-test finds a leak, all of them fail.
"""

import json
import subprocess
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder import containers, inside, jail
from autograder.box import Box, BoxDied, Limits
from autograder.cli import main
from autograder.layout import find_root
from tests.boxes import no_descriptor_leads_out, skip_without

from .conftest import BEGIN, HUNGRY, PATIENT, SMALL
from .test_box_neighbours import EVERYWHERE

ROOT = find_root()
PLANT = "plant(); print(found())"


@pytest.fixture(scope="module", params=containers.ENGINES)
def engine(request):
    skip_without(request.param)  # its self-test is the first of the tests here
    return request.param


@pytest.fixture(scope="module")
def boxes_work(engine):
    """Asks for this engine, not for bubblewrap."""


@pytest.fixture(scope="module")
def shared_box(engine):
    """The container for all that it must survive."""
    with Box("02_descent", PATIENT, engine=engine) as box:
        box.run_cell(BEGIN)
        yield box


def names(engine: str) -> str:
    """The names of all containers of this engine, also of those that have ended."""
    line = [containers.find(engine), "ps", "--all", "--format", "{{.Names}}"]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout


def test_nothing_of_the_system_or_the_grader_is_there(say):
    private = [ROOT / name for name in ("solutions", "autograder", "course", "tests", ".git")]
    for path in ("/etc/passwd", "/etc/shadow", "/var", "/mnt", "/root/.ssh", *private):
        assert say(f"import os; print(os.path.exists({str(path)!r}))") == "False\n"
    listing = f"{sorted([*inside.OURS, '__pycache__', 'downslope'])}\n"
    assert say("print(sorted(os.listdir('/box')))") == listing
    assert say("print({*os.listdir('/home/student')} <= {'.matplotlib', '.ipython'})") == "True\n"
    hidden = [path for path, is_hidden in jail.python_places().items() if is_hidden]
    assert say(f"print([os.listdir(path) for path in {hidden!r}])") == f"{[[]] * len(hidden)}\n"


def test_what_would_do_the_exercise_cannot_be_had(say):
    say("import sys; del sys.meta_path[0]  # the hook that explains why not")
    for name in ("autograder", "downslope.layers", "autograd.numpy", "torch.nn"):
        assert say(f"import {name}").startswith(("ImportError: ", "ModuleNotFoundError: "))


def test_nothing_can_be_written_but_scratch_space_which_is_limited(say):
    scratch = {"/tmp", jail.HOME, "/dev/shm"}
    own = {f"{jail.HOME}/.matplotlib", "/dev/mqueue"}  # gone with the container, too
    planted = {name.removesuffix("/planted") for name in eval(say(EVERYWHERE + PLANT))}
    assert scratch <= planted <= scratch | own
    for folder in ("/tmp", "/home/student", "/dev/shm"):
        said = say(f"""
import os
for k in range(10):
    with open(f"{folder}/{{k}}", "wb") as file: file.write(b"x" * 1_000_000)
""")
        assert said.startswith("OSError: [Errno 28] No space left"), folder
        say(f"import glob\nfor name in glob.glob('{folder}/[0-9]'): os.remove(name)")


def test_there_is_no_network_and_no_second_way_through_the_door(say):
    for place in (("1.1.1.1", 53), ("127.0.0.1", 22)):
        assert "Error: " in say(f"import socket; socket.create_connection({place}, timeout=1)")
    knock = "socket.socket(socket.AF_UNIX).connect('/door/socket'); print('open')"
    assert "Error: " in say(f"import socket; {knock}")
    virtual = "print(socket.socket(40, socket.SOCK_STREAM))"  # what our filter alone refuses
    assert "Errno 97" in say(f"import socket; {virtual}")


def test_the_student_is_nobody_in_a_world_of_their_own(say):
    assert say("print(os.getuid() != 0, os.getgroups() in ([], [os.getgid()]))") == "True True\n"
    assert "Error: " in say("os.setuid(0)")
    state = dict(
        line.split(":\t", 1)
        for line in say("print(open('/proc/self/status').read())").split("\n")
        if ":\t" in line
    )
    assert {int(state[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd")} == {0}
    assert (state["NoNewPrivs"], state["Seccomp"]) == ("1", "2")
    assert int(state["Seccomp_filters"]) >= 1
    assert say("print([p for p in os.listdir('/proc') if p.isdigit()])") == "['1']\n"
    known = {*jail.environment(jail.HOME), "PWD", "LC_CTYPE"}
    assert set(say("print(*os.environ)").split()) <= known
    no_descriptor_leads_out(say)


def test_the_conversation_is_the_same(shared_box):
    picture = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"
    assert any("image/png" in out.get("data", {}) for out in shared_box.run_cell(picture).outputs)
    assert shared_box.run_cell("def f(x):\n while x: pass\n return 'here'").error is None
    with shared_box.check("f", call_seconds=1) as fork:
        assert fork.call((0,)).value == "here"
        assert fork.call((1,)).outcome == "timed_out"
    with shared_box.check("f") as fork:
        assert fork.call((0,)).value == "here"


def test_processes_are_counted(say):
    said = say("""
import os, time
begun = 0
try:
    while begun < 200:
        if os.fork() == 0: time.sleep(60); os._exit(0)
        begun += 1
except OSError as error: print(begun < 64, error.errno == 11)
import signal
os.kill(-1, signal.SIGKILL)
while begun: os.wait(); begun -= 1
""")
    assert said == "True True\n"


def test_a_cell_that_hangs_takes_its_container_along(engine):
    with Box("02_descent", replace(SMALL, cell_seconds=1), engine=engine) as box:
        name = box._process.name
        assert name in names(engine)
        with pytest.raises(BoxDied) as death:
            box.run_cell(
                "import os, time\nif os.fork() == 0: os.setsid()\nwhile True: time.sleep(1)"
            )
    assert death.value.outcome == "timed_out"
    assert name not in names(engine)


def test_memory_is_limited_for_all_processes_together(engine):
    limits = replace(PATIENT, box_bytes=400 << 20)
    if not containers.held(engine, limits):
        pytest.skip(f"{engine} enforces no limits by control groups here")
    with Box("02_descent", limits, engine=engine) as box:
        run = box.run_cell(HUNGRY)
    assert run.outputs[0]["text"] == "9\n"


def test_a_notebook_is_graded_in_it(engine):
    key = ROOT / "solutions/01_slope/01_slope.ipynb"
    line = ["check", str(key), "--assignment", "01_slope", "--json", "--box", engine]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    record = json.loads(done.output)
    assert (record["score"], record["boxed"]) == (record["max_score"], True)


def test_doctor_says_who_makes_the_box(engine):
    done = CliRunner().invoke(main, ["doctor", "--box", engine])
    assert done.exit_code == 0, done.output
    assert f"made by {containers.find(engine)}" in done.output
    assert done.output.count("✓ Tried from inside") == 4
    together = "A control group holds" if containers.held(engine, Limits()) else "no limits by"
    assert together in done.output


def test_a_container_that_we_cannot_signal_is_ended_by_its_name(engine, shared_box):
    name = shared_box._process.name
    shared_box._process.pidfd = None
    shared_box.close()  # nobody needs it after this, the last of the tests
    assert name not in names(engine)
