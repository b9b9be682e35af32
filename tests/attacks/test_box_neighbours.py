"""One submission after, or beside, another: forks of the same template must share nothing.

What one leaves behind in memory, files, names or processes, the next one must not find.
"""

import os
import select

import pytest

from autograder import jail, warm
from autograder.box import Box, BoxDied
from autograder.launch import Forked, LostBox

from .conftest import SMALL


@pytest.fixture
def pair(boxes_work):
    """Two submissions in boxes from the same template, at the same time."""
    with Box("02_descent", SMALL) as one, Box("02_descent", SMALL) as other:
        assert isinstance(one._process, Forked)
        assert one._process.template is other._process.template
        yield one, other


def says(box, source):
    run = box.run_cell(source)
    assert run.error is None, run.error
    return "".join(out["text"] for out in run.outputs if out["output_type"] == "stream")


def test_names_and_patches_stay_in_their_own_process(pair):
    one, other = pair
    one.run_cell("""
import builtins, sys, numpy, downslope
x = builtins.x = numpy.x = downslope.x = 41
numpy.allclose = lambda *a, **k: True
sys.modules["planted"] = numpy
get_ipython().ast_transformers.append(None)
""")
    for box in (other, fresh := Box("02_descent", SMALL).__enter__()):
        assert says(box, "import builtins, sys, numpy, downslope; print('here')") == "here\n"
        assert says(box, "print([hasattr(o, 'x') for o in (builtins, numpy, downslope)])") == (
            "[False, False, False]\n"
        )
        assert says(box, "print(numpy.allclose(0, 1), 'planted' in sys.modules)") == "False False\n"
        assert box.run_cell("x").error == "NameError: name 'x' is not defined"
    fresh.close()


EVERYWHERE = """
import os
places = {line.split()[1] for line in open("/proc/self/mounts") if line.strip()} - {"/proc"}
for folder, names, _ in os.walk("/"):
    names[:] = [n for n in names if os.path.join(folder, n) not in places | {"/proc"}]
    places.add(folder)
def plant():
    for folder in places:
        for attempt in (lambda: os.chmod(folder, 0o777), lambda: open(folder + "/planted", "w")):
            try: attempt()
            except OSError: pass
def found():
    return sorted(p + "/planted" for p in places if os.path.exists(p + "/planted"))
"""


def test_no_file_can_be_left_for_another(pair):
    one, other = pair
    says(one, EVERYWHERE + "plant()")
    planted = says(one, "print(found())")
    assert "/tmp/planted" in planted
    assert set(eval(planted)) == {f"{p}/planted" for p in ("/tmp", jail.HOME, "/dev/shm")}
    assert says(other, EVERYWHERE + "print(found())") == "[]\n"
    with Box("02_descent", SMALL) as fresh:
        assert says(fresh, EVERYWHERE + "print(found())") == "[]\n"


def test_only_scratch_space_is_mounted_writable(pair):
    mounts = says(pair[0], "print(open('/proc/self/mounts').read())")
    state = {}  # of two mounts on one place the later one is what is seen
    for line in mounts.splitlines():
        if line:
            _, place, _, flags, *_ = line.split()
            state[place] = flags.split(",")[0]
    writable = {place for place, flag in state.items() if flag == "rw"}
    devices = {place for place in writable if place.startswith("/dev/")} - {"/dev/shm"}
    assert devices <= {f"/dev/{d}" for d in ("null", "zero", "full", "random", "urandom", "tty")}
    assert writable - devices == {"/tmp", jail.HOME, "/dev/shm", "/proc"}


def test_neighbours_see_and_reach_no_process_of_each_other(pair):
    one, other = pair
    says(one, "import subprocess; p = subprocess.Popen(['sleep', '3600'])")
    assert says(other, "import os; print([p for p in os.listdir('/proc') if p.isdigit()])") == (
        "['1']\n"
    )
    says(
        other, "import os, signal\nfor p in range(2, 100):\n try: os.kill(p, 9)\n except OSError: 0"
    )
    assert says(one, "print(p.poll())") == "None\n"


def test_neighbours_have_no_socket_in_common(pair):
    one, other = pair
    says(one, "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0meet'); s.listen()")
    says(one, "t = socket.socket(); t.bind(('', 8000)); t.listen()")
    for address in (
        "socket.AF_UNIX).connect('\\0meet'",
        "socket.AF_INET).connect(('127.0.0.1', 8000)",
    ):
        assert "Error" in other.run_cell(f"import socket; socket.socket({address})").error


def test_chance_differs_between_neighbours(pair):
    draw = "import random, numpy as np; print(random.random(), np.random.rand())"
    assert says(pair[0], draw) != says(pair[1], draw)


def test_the_death_of_one_is_not_noticed_by_the_other(pair):
    one, other = pair
    with pytest.raises(BoxDied):
        one.run_cell("import os; os._exit(0)")
    assert says(other, "print('here')") == "here\n"


def run_cells_for_ever(box):
    while True:
        box.run_cell("1")


def test_a_template_that_is_killed_is_the_machines_fault_and_replaced(pair):
    one, _ = pair
    template = one._process.template
    template.process.kill()
    with pytest.raises(LostBox):
        run_cells_for_ever(one)
    with Box("02_descent", SMALL) as box:
        assert isinstance(box._process, Forked)
        assert box._process.template is not template
        assert says(box, "print('here')") == "here\n"


def test_a_fork_does_not_outlive_its_template(boxes_work):
    with Box("02_descent", SMALL) as box:
        pidfd = os.dup(box._process.pidfd)
        box._process.template.close()
        gone = select.poll()
        gone.register(pidfd, select.POLLIN)
        assert gone.poll(10_000)
        os.close(pidfd)


def test_where_templates_do_not_work_boxes_start_cold(boxes_work, monkeypatch):
    def broken(self, *_):
        raise LostBox("no template today")

    monkeypatch.setattr(warm.Template, "fork", broken)
    monkeypatch.setattr(warm, "_failures", 0)
    for failures in (1, 2, 3, 4):
        with Box("02_descent", SMALL) as box:
            assert not isinstance(box._process, Forked)
            assert says(box, "print('here')") == "here\n"
        assert warm._failures == failures
