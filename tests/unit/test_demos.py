"""What every demo owes: a static twin, one drawing, and a front end without strangers."""

import base64
import html
import io
import re
import subprocess
import sys
import threading

import nbformat
import numpy as np
import pytest
import traitlets
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image

from downslope.blame import BlameMap
from downslope.demo import STATIC, Demo, module
from downslope.mountain import DescentMountain, SlopeMountain

VIEWS = ("mountain.js", "blame.js", "flow.js", "wavefront.js")


def demos():
    rng = np.random.default_rng(0)
    params = [{"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)} for D, H in ((3, 4), (4, 2))]
    yield SlopeMountain()
    yield SlopeMountain(fog=True, marks=(-1, 0, 1))
    yield DescentMountain(lr=1.05)
    yield BlameMap(params, rng.normal(size=(5, 3)), rng.integers(0, 2, size=5))


def test_each_demo_leaves_a_picture_and_its_words():
    for demo in demos():
        data, _metadata = demo._repr_mimebundle_()
        alt, source = re.match(r'<img alt="([^"]+)".* src="data:image/png;base64,(.+)">$',
                               data["text/html"]).groups()  # fmt: skip
        assert alt == data["text/plain"]
        assert len(alt) > 40
        picture = Image.open(io.BytesIO(base64.b64decode(source)))
        assert picture.width == 720
        assert len(picture.convert("RGB").getcolors(10**6)) > 50
        assert "application/vnd.jupyter.widget-view+json" in data


def test_fog_hides_the_terrain_in_the_still_picture_too():
    def dark_columns(demo):
        png = base64.b64decode(demo._repr_mimebundle_()[0]["text/html"].split("base64,")[1][:-2])
        pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
        ground = np.abs(pixels - [0xCF, 0xE3, 0xD6]).sum(axis=2) < 6
        return ground.any(axis=0).sum()

    assert dark_columns(SlopeMountain(fog=True)) < 0.2 * dark_columns(SlopeMountain())


def test_alternative_text_cannot_leave_its_attribute():
    def descend(*args):
        raise ValueError('"><script>alert(1)</script>')

    data, _metadata = DescentMountain(descend=descend)._repr_mimebundle_()
    assert "<script>" not in data["text/html"]


@pytest.mark.parametrize("demo", [*demos()], ids=lambda demo: type(demo).__name__)
def test_a_demo_draws_once_and_not_before_it_is_shown(demo, monkeypatch):
    """How long that takes says benchmarks/demo_cost.py."""
    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, r: drawn.append(self) or draw(self, r))
    made = type(demo).picture
    pictures = []
    monkeypatch.setattr(type(demo), "picture", lambda d: pictures.append(made(d)) or pictures[-1])
    demo._repr_mimebundle_()
    assert drawn == pictures
    assert len(pictures) == 1


def test_demos_leave_pyplot_alone():
    """It keeps every figure until somebody closes it."""
    code = (
        "import sys, downslope.mountain, downslope.blame; print('matplotlib.pyplot' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_executed_and_exported_a_demo_is_its_picture_and_its_words(tmp_path):
    """Exporters prefer a widget's state, whose script they fetch from elsewhere, to a picture."""
    cells = ["from downslope.mountain import SlopeMountain", "demo = SlopeMountain()\ndemo", "demo"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    assert "widgets" not in notebook.metadata
    page, _resources = HTMLExporter().from_notebook_node(notebook)
    for cell in notebook.cells[1:]:
        (output,) = cell.outputs
        (picture,) = re.findall('src="(data:image/png;base64,.+)"', output.data["text/html"])
        assert picture in page
        assert output.data["text/plain"] in html.unescape(page)
    assert "embed-amd" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_joined_module_has_no_imports_and_one_export(view):
    text = module(view)
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]


@pytest.mark.parametrize("view", VIEWS)
def test_joined_module_names_nothing_twice(view):
    pattern = r"^(?:async )?(?:function|class|const|let) (\w+)"
    names = re.findall(pattern, module(view), re.MULTILINE)
    assert len(names) > 20
    assert sorted(names) == sorted(set(names))


def test_views_load_nothing_from_elsewhere():
    for file in STATIC.glob("*"):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//cdn" not in text
        assert "http" not in text
        assert len(text.splitlines()) < 300 or file.suffix == ".css"


class Asked(Demo):
    """It can be asked while something changes."""

    seed = traitlets.Int(0).tag(sync=True)

    def answer(self, content):
        self.asked.set()
        assert self.waits.wait(20)
        self.send({"sweep": self.seed})


class Turns:
    """A lock that tells when somebody waits for it."""

    def __init__(self, lock, asked, waits):
        self.lock, self.asked, self.waits = lock, asked, waits

    def __enter__(self):
        if self.asked.is_set():
            self.waits.set()
        self.lock.acquire()

    def __exit__(self, *error):
        self.lock.release()


def test_a_question_is_answered_with_the_state_that_it_finds():
    """JupyterLab may bring a change in another thread, while the answer is worked out."""
    demo, sent = Asked(), []
    demo.send = lambda content, buffers=None: sent.append(content)
    demo.asked, demo.waits = threading.Event(), threading.Event()
    demo._in_turn = Turns(demo._in_turn, demo.asked, demo.waits)
    thread = threading.Thread(target=demo._hear, args=({"sweep": True},))
    thread.start()
    assert demo.asked.wait(20)
    demo.set_state({"seed": 3})
    thread.join(20)
    assert sent == [{"sweep": 0}]
    assert demo.seed == 3


def test_who_asks_for_python_gets_it_of_all_that_was_told_before():
    demo, sent = DescentMountain(), []
    demo.send = lambda content, buffers=None: sent.append(content)
    demo.set_state({"copies": 1, "lr": 0.77})
    assert "0.77" in demo.code()
    assert sent == [{"code": demo.code()}]
