"""The boundary gallery in a real JupyterLab: dragged, played, drawn anew, driven by code."""

import json

import pytest

CELLS = {
    "imports": """
import json
import numpy as np
from downslope import gallery as module
from downslope.gallery import BoundaryGallery
""",
    "gallery": "gallery = BoundaryGallery(); gallery",
    "own": """
def knn_predict(Xtr, ytr, X, k):
    raise NotImplementedError
own = BoundaryGallery(knn_predict, shape="boxes"); own
""",
}


def shown(demo, words):
    demo.wait("root.dataset.shown === arg", words)


def figures(demo) -> list:
    """Shares right in training and in the test, of all models, to the last digit."""
    return json.loads(demo.root.get_attribute("data-figures"))


def test_noise_is_dragged_by_keys_and_python_agrees(notebook, part):
    demo = part("gallery")
    picture = demo.root.locator("svg.downslope-network")
    before, noise = picture.screenshot(), demo.get("slider", "Columns of noise")
    noise.focus()
    demo.wait("root.dataset.sweep === 'curved 0'")
    for amount in (2, 5, 10):
        noise.press("ArrowRight")
        shown(demo, f"curved {amount} 0")
    demo.says("curved, 10 columns of noise. Right in the test: neighbours 0.*Best: tree")
    assert picture.screenshot() != before
    notebook.idle()
    assert notebook.python("gallery.noise") == "10"
    told = notebook.python("json.dumps([[m['train'], m['test']] for m in gallery.run['models']])")
    for ours, theirs in zip(figures(demo), json.loads(told.strip("'")), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-9)
    demo.root.locator("details:not([open]) > summary").first.press("Enter")
    cells = demo.root.locator("details td:nth-child(3)").all_text_contents()
    assert [float(text) for text in cells] == pytest.approx(
        [test for _, test in figures(demo)], abs=5.1e-4
    )


def test_keys_faster_than_python_move_nothing_back(notebook, part):
    demo = part("gallery")
    known = "[gallery.look('curved', noise, 0)['noise'] for noise in (0, 2, 5, 10)]"
    assert notebook.python(f"gallery.restore({{'noise': 0}}) or {known}") == "[0, 2, 5, 10]"
    shown(demo, "curved 0 0")
    noise = demo.get("slider", "Columns of noise")
    noise.blur()
    noise.focus()
    notebook.idle()
    moments = demo.hurry(noise, [1, 2, 3])
    assert {data["shown"] for data in moments} == {"curved 10 0"}
    assert notebook.python("gallery.noise") == "10"


def test_a_slider_let_go_where_it_was_taken_freezes_nothing(notebook, part):
    demo = part("own")
    noise = demo.get("slider", "Columns of noise")
    noise.focus()
    demo.wait("root.dataset.sweep === 'boxes 0'")
    with demo.away_and_back(noise):
        pass
    shown(demo, "boxes 0 0")
    demo.get("button", "Draw new points").press("Enter")
    shown(demo, "boxes 0 1")


def test_other_points_and_other_shapes(notebook, part):
    demo = part("gallery")
    before = figures(demo)
    demo.get("button", "Draw new points").press("Enter")
    shown(demo, "curved 10 1")
    assert figures(demo) != before
    demo.get("combobox", "Points").select_option("boxes")
    shown(demo, "boxes 10 1")
    notebook.idle()
    assert notebook.python("gallery.shape, gallery.seed") == "('boxes', 1)"


def test_it_plays_from_the_first_amount_to_the_last(part):
    demo = part("gallery")
    demo.get("slider", "Columns of noise").press("End")
    shown(demo, "boxes 50 1")
    demo.remember()
    demo.get("button", "Play").press("Enter")
    for amount in (0, 2, 5, 10, 20):
        demo.showed(f'"shown":"boxes {amount} 1"')
    shown(demo, "boxes 50 1")
    demo.get("button", "Play").wait_for()


def test_it_can_be_paused(notebook, part):
    demo = part("gallery")
    demo.pause_when("root.dataset.shown === 'boxes 2 1'")
    demo.get("button", "Play").press("Enter")
    shown(demo, "boxes 2 1")
    demo.get("button", "Play").wait_for()
    notebook.idle()
    assert notebook.python("gallery.noise") == "2"


def test_a_pause_before_the_next_amount_is_known_stays_where_it_is(notebook, part):
    demo = part("gallery")
    notebook.python("setattr(module, 'SWEEP_SECONDS', -1) or 0")  # nothing new is known
    notebook.python("gallery.restore({'shape': 'curved', 'noise': 0, 'seed': 9}) or 0")
    shown(demo, "curved 0 9")
    demo.get("button", "Play").press("Enter")
    demo.wait("root.dataset.sweep === 'curved 9'")
    demo.root.evaluate("(root) => delete root.dataset.sweep")
    demo.wait("root.dataset.sweep === 'curved 9'")  # it has asked again when its turn came
    demo.get("button", "Pause").press("Enter")
    notebook.idle()
    assert notebook.python("gallery.noise") == "0"
    assert demo.root.get_attribute("data-shown") == "curved 0 9"
    notebook.python("setattr(module, 'SWEEP_SECONDS', 2) or 0")


def test_python_moves_it_too(notebook, part):
    demo = part("gallery")
    notebook.python("gallery.restore({'shape': 'rings', 'noise': 50, 'seed': 4}) or 0")
    shown(demo, "rings 50 4")
    slider = demo.get("slider", "Columns of noise")
    assert slider.get_attribute("aria-valuetext") == "50"


def test_a_function_that_is_not_written_costs_one_map(part):
    demo = part("own")
    demo.says("knn_predict is not written yet")
    assert demo.root.locator(".zone1").count() == 3


def test_pictures_are_kept(notebook, part):
    demo = part("gallery")
    notebook.python("gallery.restore({'shape': 'curved', 'noise': 50, 'seed': 0}) or 0")
    shown(demo, "curved 50 0")
    demo.keep("14_gallery_light")
    notebook.theme("Dark")
    demo.keep("14_gallery_dark")
    notebook.theme("Light")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(notebook, part, theme):
    notebook.theme(theme)
    found = [said for name in ("gallery", "own") for said in part(name).violations()]
    notebook.theme("Light")
    assert found == []
