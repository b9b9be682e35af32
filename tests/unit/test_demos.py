"""The demos without a browser: numbers, guard, static twins, and the parts of the front end."""

import base64
import io
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from PIL import Image

from downslope import landscapes, walk
from downslope.blame import BlameMap
from downslope.demo import STATIC, Trouble, call, call_array, call_number, module
from downslope.mountain import DescentMountain, SlopeMountain

PRESETS = list(landscapes.PRESETS.values())
VIEWS = ("mountain.js", "blame.js", "flow.js", "wavefront.js")


def network(seed=0, sizes=(3, 4, 2), n=5):
    rng = np.random.default_rng(seed)
    D, H, K = sizes
    params = [
        {"W": rng.normal(size=(D, H)), "b": rng.normal(size=H)},
        {"W": rng.normal(size=(H, K)), "b": rng.normal(size=K)},
    ]
    return params, rng.normal(size=(n, D)), rng.integers(0, K, size=n)


def exact_grads(params, X, y):
    """Backpropagation for the network of 08, written here for one purpose: to compare."""
    (W1, b1), (W2, b2) = ((layer["W"], layer["b"]) for layer in params)
    A = np.tanh(X @ W1 + b1)
    E = np.exp(A @ W2 + b2)
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(len(y)), y]).mean()
    dZ2 = (P - np.eye(P.shape[1])[y]) / len(y)
    dZ1 = (dZ2 @ W2.T) * (1 - A**2)
    return loss, [
        {"W": X.T @ dZ1, "b": dZ1.sum(axis=0)},
        {"W": A.T @ dZ2, "b": dZ2.sum(axis=0)},
    ]


# ---- landscapes


@pytest.mark.parametrize("landscape", PRESETS, ids=lambda landscape: landscape.name)
def test_slope_is_the_derivative(landscape):
    x = np.linspace(*landscape.xlim, 41)
    step = 1e-30j  # the complex step is exact to the last digit
    exact = landscape.height(x + step).imag / step.imag
    np.testing.assert_allclose(landscape.slope(x), exact, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("landscape", PRESETS, ids=lambda landscape: landscape.name)
def test_landscape_takes_numbers_and_arrays(landscape):
    assert isinstance(landscape(0.5), float)
    assert isinstance(landscape.slope(1), float)
    grid = np.zeros((2, 3))
    assert landscape(grid).shape == landscape.slope(grid).shape == (2, 3)
    assert landscape.xlim[0] < landscape.start < landscape.xlim[1]


def test_only_the_bowl_has_a_stability_limit():
    assert landscapes.bowl.stability_limit == 1.0
    assert [land.name for land in PRESETS if land.stability_limit is not None] == ["bowl"]


# ---- walks


def test_learning_rates_are_round_and_sorted():
    rates = walk.learning_rates(also=0.123)
    assert (np.diff(rates) > 0).all()
    assert {0.001, 0.1, 0.123, 0.85, 1.0, 1.1, 3.0} <= set(rates.tolist())
    assert max(len(f"{rate:.10g}".replace(".", "").strip("0")) for rate in rates) <= 3


def test_places_contain_the_start():
    xs = walk.places((-2.0, 2.0), also=0.12345)
    assert 0.12345 in xs
    assert (xs[0], xs[-1]) == (-2.0, 2.0)


def test_walk_in_the_bowl_has_its_closed_form():
    path = walk.follow(lambda x: x - 0.1 * 2 * x, 3.0, 10)
    np.testing.assert_allclose(path, 3.0 * 0.8 ** np.arange(11), rtol=1e-14)


def test_hiker_stays_beyond_the_edge_of_the_map():
    asked = []

    def advance(x):
        asked.append(x)
        return 100 * x

    path = walk.follow(advance, 1.0, 10)
    assert path.tolist() == [1, 1e2, 1e4, 1e6, 1e8] + [1e8] * 6
    assert asked == [1, 1e2, 1e4, 1e6]


def test_rows_mark_a_step_that_breaks_the_rule():
    bowl = landscapes.bowl
    run = walk.rows(np.array([1.0, 0.8, 0.9, 0.72]), bowl, bowl.slope, 0.1)
    assert run.shape == (4, len(walk.COLUMNS))
    assert run[:, 2].tolist() == [2.0, 1.6, 1.8, 1.44]
    assert run[:, 4].tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("lr", "start", "word"),
    [
        (0.1, -1.6, "Converged"),
        (0.001, -1.6, "Slow"),
        (0.99, -1.6, "Oscillating"),
        (1.0, -1.6, "Oscillating"),
        (1.05, -1.6, "Diverged"),
        (3.0, -1.6, "Diverged"),
        (0.1, 0.0, "Stays"),
    ],
)
def test_verdict_in_the_bowl(lr, start, word):
    demo = DescentMountain(lr=lr, start=start)
    assert demo.status.startswith(word)
    assert ("beyond the limit 1" in demo.status) == (lr > 1)


def test_verdict_mentions_the_lower_valley():
    demo = DescentMountain(landscapes.double_well, start=2.0, lr=0.05)
    assert "There is a lower place on this map." in demo.status
    demo = DescentMountain(landscapes.double_well, start=-2.0, lr=0.05)
    assert "lower place" not in demo.status


# ---- the guard


def fails(x):
    raise ValueError("no\nidea")


def not_written(x):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (fails, "fails raised ValueError: no idea"),
        (not_written, "not_written is not written yet."),
        (lambda x: None, "<lambda> returned None: is its return statement missing?"),
        (lambda x: "up", "<lambda> returned a str, but a number is needed."),
        (lambda x: np.zeros(3), "<lambda> returned a ndarray, but a number is needed."),
        (lambda x: float("nan"), "<lambda> returned nan, which is no place on a map."),
        (lambda x: np.float64(1) / np.float64(0), "<lambda> returned inf"),
    ],
)
def test_guard_says_what_is_wrong_with_a_number(function, said):
    with pytest.raises(Trouble, match=re.escape(said)):
        call_number(function, 1.0)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda: None, "returned None"),
        (lambda: [0.0, 1.0], "returned an array of shape (2,), but (3,) is needed."),
        (lambda: [0.0, float("nan"), 1.0], "returned nan among its numbers."),
        (lambda: "far", "returned a str, but an array is needed."),
    ],
)
def test_guard_says_what_is_wrong_with_an_array(function, said):
    with pytest.raises(Trouble, match=re.escape(said)):
        call_array(function, (3,))


def test_guard_keeps_prints_out_of_the_notebook(capsys):
    assert call(lambda: print("hello") or 7) == 7
    assert capsys.readouterr().out == ""


# ---- the mountains


def test_students_functions_drive_the_slope_mountain():
    asked = []

    def numerical_derivative(f, x):
        asked.append(x)
        return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5

    def step_1d(x, slope, lr):
        return x - 0.5 * lr * slope  # half of what the rule says

    demo = SlopeMountain(landscapes.bowl, derivative=numerical_derivative, step=step_1d, lr=0.2)
    rows = demo.rows()
    assert -1.5 in asked
    np.testing.assert_allclose(rows[0, :4], [-1.5, 2.25, -3.0, -0.9], rtol=1e-9)
    assert rows[1, 0] == pytest.approx(-1.2)
    assert rows[0, 4] == 1
    assert demo.scene["driver"] == "step_1d"


def test_students_path_drives_the_descent():
    def gradient_descent_1d(df, x0, lr, n_steps):
        assert df(2.0) == 4.0
        return np.linspace(x0, 0, n_steps + 1)

    demo = DescentMountain(descend=gradient_descent_1d, start=-2.0, n_steps=8)
    assert demo.rows()[:, 0].tolist() == np.linspace(-2, 0, 9).tolist()


@pytest.mark.parametrize("kind", [SlopeMountain, DescentMountain])
def test_failing_function_leaves_the_terrain_and_a_sentence(kind):
    name = "step" if kind is SlopeMountain else "descend"

    def broken(*args):
        raise ZeroDivisionError("division by zero")

    demo = kind(landscapes.bowl, **{name: broken}, start=-1.5)
    assert demo.status.startswith("broken raised ZeroDivisionError: division by zero")
    rows = demo.rows()
    assert rows[0, :2].tolist() == [-1.5, 2.25]
    assert np.isnan(rows[1:]).all()
    assert "ZeroDivisionError" in demo.describe()
    demo.picture()


def test_sweep_holds_the_runs_of_all_positions():
    demo = DescentMountain(landscapes.wavy, start=1.2, lr=0.15, n_steps=12)
    for axis in ("lr", "start"):
        table, verdicts, troubles = demo.sweep(axis, 0.15, 1.2)
        values = demo.scene["axes"][axis]
        assert table.shape == (len(values), 13, len(walk.COLUMNS))
        here = values.index(getattr(demo, axis))
        np.testing.assert_array_equal(table[here], demo.rows())
        assert verdicts[here] == demo.status
        assert not any(troubles)


def test_answer_sends_the_sweep_for_where_the_view_stands(monkeypatch):
    sent = []
    demo = DescentMountain(n_steps=5)
    monkeypatch.setattr(demo, "send", lambda *message: sent.append(message))
    demo.answer({"sweep": "lr", "lr": 0.1, "start": 2.0})
    demo.answer({"sweep": "nonsense"})
    [(content, [buffer])] = sent
    assert (content["sweep"], content["start"], content["preset"]) == ("lr", 2.0, "bowl")
    table = np.frombuffer(buffer).reshape(len(demo.scene["axes"]["lr"]), 6, -1)
    assert (table[:, 0, 0] == 2.0).all()


def test_slow_function_does_not_hold_up_the_kernel(monkeypatch):
    clock = iter(np.arange(0, 1e4, 0.5))
    demo = DescentMountain(n_steps=3)
    monkeypatch.setattr("downslope.mountain.time.monotonic", lambda: next(clock))
    table, _verdicts, troubles = demo.sweep("start", 0.1, -1.6)
    assert not troubles[0]
    assert "too slow" in troubles[-1]
    assert table[-1, 0, :2].tolist() == [2.4, 2.4**2]


def test_menu_changes_the_landscape():
    demo = DescentMountain(lr=0.1)
    demo.preset = "plateau"
    assert demo.scene["formula"] == landscapes.plateau.formula
    assert demo.start == landscapes.plateau.start
    assert demo.rows()[0, 1] == landscapes.plateau(demo.start)
    assert demo.scene["limit"] is None


def test_moving_a_slider_from_python_moves_the_run():
    demo = DescentMountain()
    demo.lr = 0.5
    assert demo.rows()[1, 0] == 0.0
    assert demo.run["lr"] == 0.5


def test_marks_hide_the_slope_until_asked_for():
    demo = SlopeMountain(marks=(-2, 0.5), fog=True)
    assert (demo.reveal, demo.sight) == (False, 0.3)
    assert "slope" not in demo.describe()
    assert SlopeMountain().reveal


# ---- the blame map


def test_blame_is_the_gradient():
    params, X, y = network()
    demo = BlameMap(params, X, y, example=2)
    numbers = demo.numbers()
    loss, grads = exact_grads(params, X[2:3], y[2:3])
    assert numbers["loss"] == pytest.approx(loss)
    for n in (1, 2):
        for key in ("W", "b"):
            np.testing.assert_allclose(numbers[f"d{key}{n}"], grads[n - 1][key], atol=1e-8)
    np.testing.assert_allclose(numbers["da1"], params[1]["W"] @ numbers["dz2"], atol=1e-8)


def test_cutting_all_weights_of_a_neuron_takes_its_blame():
    params, X, y = network()
    before = [{k: v.copy() for k, v in layer.items()} for layer in params]
    demo = BlameMap(params, X, y)
    fires = demo.net["a1"][1]
    demo.muted = [[1, 0]]
    assert demo.net["da1"][1] != 0
    demo.muted = [[1, 0], [1, 1]]
    assert demo.net["da1"][1] == 0
    assert [row[1] for row in demo.net["dW1"]] == [0, 0, 0]
    assert demo.net["a1"][1] == fires != 0
    assert "Neuron h1 still fires" in demo.net["words"][9]
    for layer, old in zip(params, before, strict=True):
        assert all((layer[key] == old[key]).all() for key in old)


def test_students_gradients_are_shown_and_compared():
    params, X, y = network()

    def two_layer_grads(params, X, y):
        loss, grads = exact_grads(params, X, y)
        grads[0]["W"][1, 2] *= 2
        return loss, grads

    right = BlameMap(params, X, y, grads=exact_grads)
    assert right.net["doubts"] == []
    assert right.net["source"] == "exact_grads"
    wrong = BlameMap(params, X, y, grads=two_layer_grads)
    assert wrong.net["doubts"] == [["dW1", 1, 2]]
    assert wrong.net["dW1"][1][2] == pytest.approx(2 * right.net["dW1"][1][2])
    assert "dW1[1, 2]" in wrong.net["words"][9]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda p, X, y: 1 / 0, "raised ZeroDivisionError"),
        (lambda p, X, y: None, "has to return (loss, grads)"),
        (lambda p, X, y: (0.0, [{"W": 1}, {}]), "has to return (loss, grads)"),
        (lambda p, X, y: (0.0, [{"W": p[1]["W"], "b": p[0]["b"]}, p[1]]), "has shape (4, 2)"),
        (lambda p, X, y: (0.0, [{k: v * np.nan for k, v in q.items()} for q in p]), "nan"),
    ],
)
def test_unusable_gradients_become_a_sentence(answer, said):
    params, X, y = network()
    demo = BlameMap(params, X, y, grads=answer)
    assert said in demo.status
    assert "measured by wiggling" in demo.status
    assert demo.net["doubts"] == []


def test_blame_map_refuses_a_network_that_does_not_fit():
    params, X, y = network(sizes=(9, 4, 2))
    with pytest.raises(ValueError, match="Hand in a smaller one"):
        BlameMap(params, X, y)


# ---- static twins


def demos():
    params, X, y = network()
    yield SlopeMountain()
    yield SlopeMountain(fog=True, marks=(-1, 0, 1))
    yield DescentMountain(lr=1.05)
    yield BlameMap(params, X, y)


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


def test_executed_notebook_keeps_the_picture_and_no_widget_state(tmp_path):
    cells = ["from downslope.mountain import SlopeMountain", "SlopeMountain()"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    assert "<img alt=" in notebook.cells[1].outputs[0].data["text/html"]
    assert "widgets" not in notebook.metadata


# ---- the front end's files


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
