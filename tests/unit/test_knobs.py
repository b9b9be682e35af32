"""Too many knobs without a browser: its curves are those of the reference, step by step."""

import base64
import io
import json

import numpy as np
import pytest
import traitlets
from PIL import Image

from autograder.truth import backprop
from autograder.truth import overfitting as truth
from downslope.batches import minibatches
from downslope.demo import STATIC
from downslope.knobs import BATCH, LR, SLIDERS, TooManyKnobs, own_data, own_run
from downslope.layers import cross_entropy, forward, init_params

EPOCHS = 5  # the first few say it all


def train(X, y, width, rng, lam, p_drop):
    """A student's train, out of reference parts; the penalty is in the loss, not a shrinking."""
    _, _, Xva, yva, _ = own_data()
    params, curves = init_params([64, width, 10], rng), []
    for _ in range(EPOCHS):
        for rows in minibatches(len(y), BATCH, rng):
            if p_drop:
                A = np.maximum(X[rows] @ params[0]["W"] + params[0]["b"], 0)
                dropped, mask = truth.dropout_forward(A, p_drop, rng, True)
                one = [params[1]]
                logits, caches = backprop.forward(one, dropped, [])
                dlogits = (truth_softmax(logits) - np.eye(10)[y[rows]]) / len(rows)
                last = backprop.backward(one, caches, dlogits)[0]
                dZ = truth.dropout_backward(dlogits @ params[1]["W"].T, mask) * (A > 0)
                grads = [{"W": X[rows].T @ dZ, "b": dZ.sum(axis=0)}, last]
                extra = truth.l2_penalty(params, lam)[1]
                grads = [{k: g[k] + e[k] for k in g} for g, e in zip(grads, extra, strict=True)]
            else:
                _, grads = backprop.loss_and_grads(params, X[rows], y[rows], ["relu"], lam)
            params = backprop.apply_update(params, grads, LR)
        parts = ((X, y), (Xva, yva))
        curves.append([cross_entropy(forward(params, A, ["relu"])[0], b) for A, b in parts])
    return params, np.array(curves)


def truth_softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("lam", "p_drop"), [(0.0, 0.0), (0.01, 0.0), (0.003, 0.5)])
def test_its_own_curves_are_the_references_and_a_students_train_drives_it(lam, p_drop, monkeypatch):
    monkeypatch.setattr("downslope.knobs.EPOCHS", EPOCHS)
    monkeypatch.setattr("downslope.knobs.own_run", own_run.__wrapped__)
    which = {"width": 8, "lam": lam, "p_drop": p_drop, "sloppy": lam == 0, "seed": 3}
    own, driven = TooManyKnobs(state=which), TooManyKnobs(train, *own_data(), state=which)
    np.testing.assert_allclose(own.run["curves"], driven.run["curves"], rtol=1e-9)
    for name in ("best", "right", "wrong", "by_heart", "words"):
        assert own.run[name] == driven.run[name]
    assert own.run["wrong"] == (40 if which["sloppy"] else 0)
    assert len(own.run["curves"][0]) == EPOCHS


def sweep(demo, name) -> dict:
    sent = []
    demo.send = lambda message, buffers=None: sent.append(message)
    demo.answer({"sweep": name})
    return sent[0]


def quick(X, y, width, rng, lam, p_drop):
    """Training that takes no time: curves that tell the setting."""
    params = [{"W": np.ones((64, width)), "b": np.zeros(width)},
              {"W": np.zeros((width, 10)), "b": np.eye(10)[3]}]  # fmt: skip
    return params, np.array([[2.0, 2.1], [1.0 + lam, 0.5], [p_drop, 1.0 + width]])


@pytest.mark.parametrize("name", SLIDERS)
def test_a_sweep_holds_every_position_of_a_slider(name):
    demo = TooManyKnobs(quick, *own_data(), width=4, lam=0.01, p_drop=0.5)
    answer = sweep(demo, name)
    assert json.dumps(answer)  # plain data
    assert [run[name] for run in answer["runs"]] == list(SLIDERS[name])
    at = SLIDERS[name].index(getattr(demo, name))
    assert answer["runs"][at] == demo.run
    for run in answer["runs"]:
        assert run["curves"] == [[2, 1 + run["lam"], run["p_drop"]], [2.1, 0.5, 1 + run["width"]]]
        assert run["best"] == 1


def test_what_is_slow_is_left_for_later(monkeypatch):
    monkeypatch.setattr("downslope.knobs.SWEEP_SECONDS", 0)
    demo = TooManyKnobs(quick, *own_data())
    assert sweep(demo, "lam")["runs"] == [None] * 6
    demo.lam = 0.1
    assert not demo.run["trouble"]


def test_words_name_what_the_curves_show():
    demo = TooManyKnobs(quick, *own_data())
    assert demo.status.endswith("Overfitting: the validation loss has turned round.")
    _, y, _, yva, y_true = own_data()
    shares = f"Right: {np.mean(y == 3):.1%} in training, {np.mean(yva == 3):.1%} in validation"
    assert shares in demo.status
    learnt = np.sum((y == 3) & (y_true != 3))
    assert f"{learnt} of 40 wrong labels are known by heart" in demo.status
    high = TooManyKnobs(
        lambda X, y, width, *_: (quick(X, y, width, *_)[0], [[2, 2.0]]), *own_data()
    )
    assert high.status.endswith("Underfitting: both losses stay high.")


def not_written(X, y, width, rng, lam, p_drop):
    if lam or p_drop:
        raise NotImplementedError
    return quick(X, y, width, rng, lam, p_drop)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (not_written, "lam needs your l2_penalty (part 3), and it is not written yet."),
        (lambda *_: None, "train should return two results"),
        (lambda *_: (1, np.ones(3)), "curves should have the shape (epochs, 2), but has (3,)."),
        (lambda *_: (1, np.full((4, 2), np.nan)), "This network diverged"),
        (lambda *_: 1 / 0, "raised ZeroDivisionError"),
    ],
)
def test_a_function_that_cannot_drive_it_becomes_a_sentence(function, words):
    demo = TooManyKnobs(function, *own_data(), lam=0.01)
    assert words in demo.status
    assert demo.run["trouble"]
    assert demo._repr_mimebundle_()[0]["text/plain"].endswith(demo.status)


def test_the_slider_of_an_unwritten_function_says_so_and_the_others_work():
    demo = TooManyKnobs(not_written, *own_data())
    assert not any(run["trouble"] for run in sweep(demo, "width")["runs"])
    told = [run["words"] for run in sweep(demo, "p_drop")["runs"] if run["trouble"]]
    assert len(told) == 3
    assert "dropout_forward" in told[0]


def test_a_function_that_spoils_its_arguments_spoils_nothing():
    def spoil(X, y, *rest):
        X[:], y[:] = 0, 0
        return quick(X, y, *rest)

    demo = TooManyKnobs(spoil, *own_data())
    assert all(map(np.array_equal, demo._data, own_data()))


def test_what_is_no_setting_is_refused():
    with pytest.raises(ValueError, match="or none of them"):
        TooManyKnobs(quick, own_data()[0])
    for wrong in ({"width": 5}, {"lam": 1.0}, {"p_drop": 1.0}):
        with pytest.raises(traitlets.TraitError):
            TooManyKnobs(**wrong)


@pytest.mark.parametrize("sloppy", [True, False])
def test_the_static_twin_is_a_picture_and_a_sentence(sloppy):
    data, _ = TooManyKnobs(quick, *own_data(), sloppy=sloppy)._repr_mimebundle_()
    source = data["text/html"].split("base64,")[1].split('"')[0]
    picture = Image.open(io.BytesIO(base64.b64decode(source))).convert("RGB")
    assert picture.size == (760, 320)
    assert len(picture.getcolors(1 << 20)) > 50
    assert data["text/plain"].startswith("The loss in training and in validation, epoch by epoch.")


def test_states_come_back():
    demo = TooManyKnobs(quick, *own_data(), width=4, lam=0.1, sloppy=False, seed=7)
    again = TooManyKnobs(quick, *own_data(), state=json.dumps(demo.state()))
    assert again.run == demo.run
    with pytest.raises(ValueError, match="no part of a state"):
        demo.restore({"neurons": 3})


def test_the_view_trains_nothing():
    own = (STATIC / "knobs.js").read_text(encoding="utf-8")
    assert "Math.exp" not in own
    assert "Math.random" not in own
