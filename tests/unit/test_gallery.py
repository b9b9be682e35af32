"""The boundary gallery without a browser: its figures are those of the models it names."""

import base64
import io
import json

import numpy as np
import pytest
import traitlets
from PIL import Image
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from autograder.truth import tools as truth
from downslope.demo import STATIC
from downslope.gallery import ACROSS, NEIGHBOURS, NOISES, SHAPES, UP, BoundaryGallery


@pytest.mark.parametrize("shape", SHAPES)
def test_every_figure_is_that_of_the_model(shape):
    gallery = BoundaryGallery(shape=shape, noise=5, seed=3)
    Xtr, ytr, Xte, yte, low, high = gallery.points(shape, 5, 3)
    right = {
        "neighbours": lambda X: truth.knn_predict(Xtr, ytr, X, NEIGHBOURS),
        "tree": DecisionTreeClassifier(random_state=0).fit(Xtr, ytr).predict,
        "RBF SVM": SVC().fit(Xtr, ytr).predict,
    }
    for model in gallery.run["models"][:3]:
        ask = right[model["name"]]
        assert model["train"] == pytest.approx(np.mean(ask(Xtr) == ytr), abs=1e-9)
        assert model["test"] == pytest.approx(np.mean(ask(Xte) == yte), abs=1e-9)
        middle = low + (high - low) * [(17 + 0.5) / ACROSS, (9 + 0.5) / UP]  # of one cell
        answer = ask(np.array([[*middle, 0, 0, 0, 0, 0]]))[0]
        assert model["cells"][9 * ACROSS + 17] == str(answer)
        assert len(model["cells"]) == ACROSS * UP


def test_the_plane_is_the_same_for_every_amount_of_noise():
    gallery = BoundaryGallery()
    first = [gallery.points("rings", noise, 1)[0][:, :2] for noise in NOISES]
    assert all(np.array_equal(points, first[0]) for points in first)
    assert not np.array_equal(gallery.points("rings", 0, 2)[0], first[0])


def test_the_sweep_holds_every_amount_of_noise():
    gallery, sent = BoundaryGallery(shape="straight"), []
    gallery.send = lambda message, buffers=None: sent.append(message)
    gallery.answer({"sweep": True})
    [answer] = sent
    found = [run for run in answer["runs"] if run]
    assert gallery.run in found
    assert {run["noise"] for run in found} <= set(NOISES)
    assert json.dumps(answer)


def test_the_students_neighbours_are_shown():
    gallery = BoundaryGallery(lambda Xtr, ytr, X, k: np.ones(len(X), dtype=int))
    assert set(gallery.run["models"][0]["cells"]) == {"1"}


def not_written(Xtr, ytr, X, k):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (not_written, "not_written is not written yet."),
        (lambda *_: None, "returned None"),
        (lambda *_: np.zeros(3), r"shape \(3,\), but \(\d+,\) is needed"),
    ],
)
def test_a_function_that_cannot_answer_costs_its_own_map_only(function, words):
    gallery = BoundaryGallery(function)
    assert [model["cells"] == "" for model in gallery.run["models"]] == [True, False, False, False]
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(gallery.status)
    assert "tree 0." in gallery._repr_mimebundle_()[0]["text/plain"]


def test_the_static_twin_is_a_picture_and_a_sentence():
    data, _ = BoundaryGallery(noise=10)._repr_mimebundle_()
    source = data["text/html"].split("base64,")[1].split('"')[0]
    picture = Image.open(io.BytesIO(base64.b64decode(source))).convert("RGB")
    assert picture.size == (760, 460)
    assert len(picture.getcolors(1 << 20)) > 50
    assert "10 columns of noise. Right in the test: neighbours 0." in data["text/plain"]


def test_states_come_back_and_what_is_none_is_refused():
    gallery = BoundaryGallery(shape="boxes", noise=20, seed=7)
    assert BoundaryGallery(state=json.dumps(gallery.state())).run == gallery.run
    for wrong in ({"shape": "stars"}, {"noise": 7}):
        with pytest.raises(traitlets.TraitError):
            BoundaryGallery(**wrong)


def test_copied_python_prints_what_is_shown(capsys):
    gallery = BoundaryGallery(shape="boxes", noise=2)
    exec(gallery.code(), {})
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [float(line[-1]) for line in told] == pytest.approx(
        [model["test"] for model in gallery.run["models"]], abs=5.1e-4
    )


def test_the_view_computes_no_answer():
    view = (STATIC / "gallery.js").read_text(encoding="utf-8")
    assert "Math.sqrt" not in view
    assert "Math.exp" not in view
