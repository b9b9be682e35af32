"""The mountain with two knobs without a browser: surfaces, trails, hikers, random directions."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from downslope import maps, surfaces, trails, walk
from downslope.demo import module
from downslope.surface import TOO_SLOW, SurfaceMountain

# ---- trails


def test_descent_in_the_ravine_has_its_closed_form():
    rows = SurfaceMountain(lr=0.07, n_steps=15).rows()[0]
    k = np.arange(16)[:, None]
    exact = np.array([-2.0, 1.0]) * np.array([1 - 0.14, 1 - 1.4]) ** k
    np.testing.assert_allclose(rows[:, :2], exact, rtol=1e-12)
    np.testing.assert_allclose(rows[:-1, 5:7], rows[1:, :2], rtol=1e-12)
    assert not rows[:, 7].any()


@pytest.mark.parametrize(
    ("surface", "lr", "start", "word"),
    [
        (surfaces.bowl, 0.3, (1, 1), "Converged"),
        (surfaces.bowl, 0.001, (1, 1), "Slow"),
        (surfaces.bowl, 0.99, (1, 1), "Zigzag"),
        (surfaces.ravine, 0.11, (-2, 1), "Diverged"),
        (surfaces.ravine, 3.0, (-2, 1), "Diverged"),
        (surfaces.bowl, 0.3, (0, 0), "Stays"),
    ],
)
def test_verdict_in_words(surface, lr, start, word):
    demo = SurfaceMountain(surface, lr=lr, start=start)
    assert demo.status.startswith(word)
    assert ("beyond the limit" in demo.status) == (word == "Diverged")
    assert demo.rows().shape == (1, 41, len(trails.COLUMNS))


def test_hiker_off_the_map_stays_there():
    path = trails.follow(lambda w: 1e3 * w, (1.0, 0.0), 5)
    assert path[:, 0].tolist() == [1, 1e3, 1e6, 1e9, 1e9, 1e9]
    assert SurfaceMountain(lr=3.0).rows()[0, -1, 1] > walk.EDGE


def test_lower_valley_is_mentioned():
    assert "lower place" in SurfaceMountain(surfaces.double_well, start=(1.9, 1.6), lr=0.2).status


# ---- who walks


def numerical_gradient(f, w):
    return np.array([(f(w + d) - f(w - d)) / 2e-5 for d in 1e-5 * np.eye(2)])


def test_students_gradient_and_descent_drive_it():
    def gradient_descent(grad_f, w0, lr, n_steps):
        path = [w0]
        for _ in range(n_steps):
            path.append(path[-1] - 0.5 * lr * grad_f(path[-1]))
        return np.array(path)

    demo = SurfaceMountain(gradient=numerical_gradient, descend=gradient_descent, lr=0.05)
    rows = demo.rows()[0]
    np.testing.assert_allclose(rows[0, 3:7], [-4, 20, -1.8, 0], atol=1e-6)
    np.testing.assert_allclose(rows[1, :2], [-1.9, 0.5], atol=1e-6)
    assert rows[0, 7] == 1  # only half of what the rule says
    assert demo.scene["names"] == ["gradient_descent"]


def test_four_hikers_share_a_start_and_have_rates_of_their_own():
    def heavy(w, grad, lr):
        return w - lr * np.sign(grad)

    hikers = {"plain": None, "sign": (heavy, 0.1), "step": heavy, "fast": (None, 0.09)}
    demo = SurfaceMountain(hikers=hikers, lr=0.02, start=(1, 1))
    assert demo.lrs == [0.02, 0.1, 0.02, 0.09]
    assert (demo.rows()[:, 0, :2] == 1).all()
    np.testing.assert_allclose(demo.rows()[1, 1, :2], [0.9, 0.9])
    np.testing.assert_allclose(demo.rows()[1, 0, 5:7], [0.9, 0.9])
    assert demo.scene["plain"] == [True, False, False, True]
    assert [line.count(":") > 0 for line in demo.status.split(". ")]
    assert len(SurfaceMountain(hikers=5).lrs) == 5
    assert len(maps.STYLES) == 5


@pytest.mark.parametrize("hikers", [0, 6, {}, dict.fromkeys("abcdef")])
def test_too_many_or_too_few_hikers_are_refused(hikers):
    with pytest.raises(ValueError, match="room for 1 to 5 hikers"):
        SurfaceMountain(hikers=hikers)


@pytest.mark.parametrize("lr", [0, -0.1, float("inf")])
def test_learning_rate_that_is_none_is_refused(lr):
    with pytest.raises(ValueError, match="positive number"):
        SurfaceMountain(lr=lr)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"descend": lambda g, w, lr, n: 1 / 0}, "raised ZeroDivisionError"),
        ({"descend": lambda g, w, lr, n: np.zeros((n, 2))}, "but (41, 2) is needed"),
        ({"gradient": lambda f, w: None}, "returned None"),
        ({"gradient": lambda f, w: np.zeros(3)}, "of shape (3,), but (2,) is needed"),
        ({"descend": lambda w: w}, "needs 1 arguments, but step(w, grad, lr) has three"),
    ],
)
def test_failing_function_leaves_the_terrain_and_a_sentence(how, said):
    demo = SurfaceMountain(**how)
    assert said in demo.status
    assert demo.status.endswith("So here is only the terrain.")
    rows = demo.rows()[0]
    assert rows[0, :3].tolist() == [-2, 1, 14]
    assert np.isnan(rows[1:]).all()
    demo.picture()


def test_one_failing_hiker_does_not_stop_the_others():
    demo = SurfaceMountain(hikers={"good": None, "bad": lambda w, g, lr: 1 / 0})
    assert np.isfinite(demo.rows()[0]).all()
    assert demo.run["troubles"][0] == ""
    assert "bad: <lambda> raised" in demo.status


def test_a_function_that_changes_its_input_does_not_bend_the_trail():
    def gradient(f, w):
        w += 5
        return np.array([1.0, 0.0])

    path = SurfaceMountain(gradient=gradient, lr=0.1).rows()[0, :, :2]
    np.testing.assert_allclose(path[:3], [[-2, 1], [-2.1, 1], [-2.2, 1]])


# ---- what the view asks for


def ask(demo, monkeypatch, content):
    sent = []
    monkeypatch.setattr(demo, "send", lambda content, buffers: sent.append((content, buffers)))
    demo.answer(content)
    return sent


def test_sweep_holds_the_trails_at_all_rates(monkeypatch):
    demo = SurfaceMountain(hikers=2, n_steps=12)
    content, [buffer] = ask(demo, monkeypatch, {"sweep": 1, "start": [-2.0, 1.0]})[0]
    rates = demo.scene["rates"]
    table = np.frombuffer(buffer).reshape(len(rates), 13, -1)
    here = rates.index(demo.lrs[1])
    np.testing.assert_array_equal(table[here], demo.rows()[1])
    assert content["verdicts"][here] == demo.run["verdicts"][1]
    assert not ask(demo, monkeypatch, {"sweep": 2, "start": [0, 0]})


def test_slow_function_does_not_hold_up_the_kernel(monkeypatch):
    demo = SurfaceMountain(n_steps=2)
    clock = iter(np.arange(0, 1e4, 0.5))
    monkeypatch.setattr("downslope.surface.time.monotonic", lambda: next(clock))
    table, _verdicts, troubles = demo.sweep(0, (1.0, 1.0))
    assert (troubles[0], troubles[-1]) == ("", TOO_SLOW)
    assert table[-1, 0, :3].tolist() == [1, 1, 11]


def test_dragged_start_is_answered(monkeypatch):
    demo = SurfaceMountain(n_steps=4)
    asked = {"walks": True, "start": [1.0, 0.5], "lrs": [0.02]}
    content, [buffer] = ask(demo, monkeypatch, asked)[0]
    assert (content["start"], content["lrs"]) == ([1.0, 0.5], [0.02])
    demo.start, demo.lrs = [1.0, 0.5], [0.02]
    np.testing.assert_array_equal(np.frombuffer(buffer).reshape(1, 5, 8), demo.rows())


def test_no_random_direction_beats_the_gradient(monkeypatch):
    demo = SurfaceMountain()
    content, buffers = ask(demo, monkeypatch, {"slopes": [-2.0, 1.0]})[0]
    slopes, fan = (np.frombuffer(buffer) for buffer in buffers)
    fan = fan.reshape(100, 2)
    np.testing.assert_allclose(np.hypot(*fan.T), 1)
    np.testing.assert_allclose(slopes, fan @ [-4, 20])
    assert content["steepest"] == pytest.approx(np.hypot(4, 20))
    assert -content["steepest"] < slopes.min() < -0.99 * content["steepest"]
    assert f"{np.sum(slopes < 0)} of 100 random directions lead downhill" in content["said"]


def test_students_directional_slope_fills_the_histogram(monkeypatch):
    demo = SurfaceMountain(directional=lambda grad, u: 2 * grad @ u)
    _content, buffers = ask(demo, monkeypatch, {"slopes": [0.0, 1.0]})[0]
    slopes, fan = (np.frombuffer(buffer) for buffer in buffers)
    np.testing.assert_allclose(slopes, 2 * fan.reshape(100, 2) @ [0, 20])
    demo = SurfaceMountain(directional=lambda grad, u: None)
    content, _buffers = ask(demo, monkeypatch, {"slopes": [0.0, 1.0]})[0]
    assert "returned None" in content["trouble"]


def test_flat_place_has_no_steepest_direction():
    told = trails.compared(np.zeros(100), np.zeros(2))
    assert "flat in every direction" in told["said"]


def test_menu_changes_the_surface():
    demo = SurfaceMountain(marks=[(1, 1)])
    demo.preset = "himmelblau"
    assert demo.scene["formula"] == surfaces.himmelblau.formula
    assert (demo.start, demo.scene["marks"]) == (list(surfaces.himmelblau.start), [])
    assert demo.rows()[0, 0, 2] == surfaces.himmelblau(demo.start)
    assert demo.scene["limit"] is None


def test_marks_hide_the_gradient_until_asked_for():
    demo = SurfaceMountain(marks=[(1, 1), (0, 2)])
    assert not demo.reveal
    assert "gradient" not in demo.describe()
    assert demo.scene["marks"] == [[1, 1, 2, 20], [0, 2, 0, 40]]


# ---- maps and pictures


@pytest.mark.parametrize("surface", surfaces.PRESETS.values(), ids=surfaces.PRESETS)
def test_half_of_the_lines_enclose_half_of_the_map(surface):
    _x, _y, heights = maps.grid(surface)
    lines, power = maps.levels(heights)
    assert (np.diff(lines) > 0).all()
    assert heights.min() < lines[0] < lines[-1] < heights.max()
    if 1 < power < 3:
        below = np.mean(heights < np.interp(6.5, range(14), lines))
        assert below == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("how", [{}, {"hikers": 4}, {"marks": [(1, 1)]}, {"lr": 0.2}])
def test_demo_leaves_a_picture_and_its_words(how):
    data, _metadata = SurfaceMountain(**how)._repr_mimebundle_()
    pattern = r'<img alt="([^"]+)".* src="data:image/png;base64,(.+)">$'
    alt, source = re.match(pattern, data["text/html"]).groups()
    assert alt == data["text/plain"]
    assert "A map of f(x, y) = x² + 10y². From (-2.00, 1.00), height 14.00" in alt
    picture = Image.open(io.BytesIO(base64.b64decode(source)))
    assert picture.width == 720
    assert len(picture.convert("RGB").getcolors(10**6)) > 500


@pytest.mark.parametrize(("log", "scale"), [(True, "log"), (False, "linear")])
def test_the_losses_of_the_picture_have_the_scale_of_the_demo(log, scale):
    _land, losses = SurfaceMountain(log=log).picture().axes
    assert losses.get_yscale() == scale


@pytest.mark.parametrize("view", ["surface.js", "hikers.js"])
def test_joined_module_is_one_module(view):
    text = module(view)
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    pattern = r"^(?:async )?(?:function|class|const|let) (\w+)"
    names = re.findall(pattern, text, re.MULTILINE)
    assert sorted(names) == sorted(set(names))
