"""The checks as a whole: what they are worth and what they show."""

from pathlib import Path

import nbformat
import pytest

from autograder.checks import EXERCISES, of_assignment
from autograder.judge import draw, rng_for
from autograder.layout import assignments, release_path
from autograder.rebuild import slot_of
from downslope import golden
from tests.sheets import drawn

ROOT = Path(__file__).resolve().parents[2]
POINTS = {  # of the whole course; the weights of the plan, times 5
    "01_slope": {
        "numerical_derivative": 6,
        "downhill_direction": 4,
        "step_1d": 4,
        "repaired_derivative": 2,
        "answer-predictions": 1,
        "answer-limits": 3,
    },
    "02_descent": {
        "gradient_descent_1d": 8,
        "classify_run": 6,
        "stop_index": 4,
        "repaired_descent": 2,
        "answer-predictions": 2,
        "answer-no-knobs": 3,
    },
    "03_gradient": {
        "numerical_gradient": 7,
        "directional_slope": 3,
        "gradient_descent": 5,
        "relative_error": 3,
        "check_gradient": 4,
        "repaired_gradient": 2,
        "answer-predictions": 2,
        "answer-cost": 4,
    },
    "04_loss": {
        "shell_range": 3,
        "miss_loss": 2,
        "miss_gradient": 4,
        "mse_loss": 4,
        "linear_predict": 2,
        "linear_gradients": 5,
        "rank_knobs": 2,
        "repaired_linear_gradients": 2,
        "answer-predictions": 2,
        "answer-analogy": 4,
    },
    "05_minibatch": {
        "minibatches": 6,
        "sgd_linear": 9,
        "gradient_noise": 6,
        "repaired_minibatches": 3,
        "answer-predictions": 2,
        "answer-approximates": 4,
    },
    "06_neuron": {
        "sigmoid": 2,
        "tanh_": 1,
        "relu": 1,
        "neuron_forward": 3,
        "fill_trace": 4,
        "act_backward": 4,
        "neuron_backward": 5,
        "bce_loss": 3,
        "bce_with_logits": 3,
        "repaired_neuron_backward": 2,
        "answer-predictions": 3,
        "answer-slopes": 4,
    },
    "07_layers": {
        "affine_forward": 5,
        "activation_forward": 4,
        "softmax": 5,
        "cross_entropy": 5,
        "init_params": 4,
        "forward": 5,
        "shape_table": 2,
        "repaired_softmax": 2,
        "answer-predictions": 3,
        "answer-linear": 5,
    },
    "08_backward": {
        "affine_backward": 10,
        "activation_backward": 7,
        "softmax_ce": 8,
        "two_layer_grads": 9,
        "influence": 4,
        "kill_neuron": 3,
        "repaired_grads": 3,
        "answer-predictions": 5,
        "answer-transpose": 6,
    },
    "09_backprop": {
        "backward": 14,
        "loss_and_grads": 9,
        "apply_update": 4,
        "train": 9,
        "predict": 3,
        "op_count": 5,
        "repaired_train_step": 4,
        "answer-predictions": 5,
        "answer-sentence": 7,
    },
    "10_vanishing": {
        "layer_grad_norms": 6,
        "he_init": 3,
        "xavier_init": 3,
        "dead_fraction": 2,
        "diagnose": 4,
        "repaired_init": 2,
        "answer-predictions": 2,
        "answer-first-layer": 3,
    },
    "11_optimizers": {
        "sgd_step": 2,
        "momentum_step": 4,
        "adagrad_step": 4,
        "rmsprop_step": 4,
        "adam_step": 7,
        "run_optimizer": 4,
        "repaired_adam_step": 3,
        "answer-predictions": 3,
        "answer-always-adam": 4,
    },
    "12_overfitting": {
        "split": 4,
        "l2_penalty": 5,
        "dropout_forward": 6,
        "dropout_backward": 4,
        "early_stop": 5,
        "repaired_dropout": 4,
        "answer-predictions": 3,
        "answer-hundred-percent": 4,
    },
    "13_autodiff": {
        "unbroadcast": 4,
        "mul": 3,
        "matmul": 3,
        "sum_": 3,
        "tanh": 2,
        "toposort": 4,
        "Tape": 7,
        "stop_gradient": 1,
        "taped_loss_and_grads": 3,
        "repaired_walk_back": 2,
        "answer-predictions": 3,
        "answer-cost": 5,
    },
    "14_capstone": {
        "knn_predict": 6,
        "stump_fit": 5,
        "hinge_loss_grad": 6,
        "compare": 6,
        "fit_digits": 6,
        "repaired_best_columns": 2,
        "answer-predictions": 2,
        "answer-model-card": 2,
        "answer-claims": 5,
    },
}
WEIGHTS = {"01_slope": 4, "02_descent": 5, "03_gradient": 6, "04_loss": 6, "05_minibatch": 6,
           "06_neuron": 7, "07_layers": 8, "08_backward": 11, "09_backprop": 12,
           "10_vanishing": 5, "11_optimizers": 7, "12_overfitting": 7,
           "13_autodiff": 8, "14_capstone": 8}  # fmt: skip
WRITTEN = [a for a in assignments(ROOT) if a != "00_start"]  # which earns no points


def released_points(assignment) -> dict[str, float]:
    """Function or answer -> points, as the released notebook has them."""
    notebook = nbformat.read(release_path(ROOT, assignment), as_version=4)
    return {s.name: s.points for s in map(slot_of, notebook.cells) if s.role in ("check", "answer")}


def test_the_plan_covers_every_assignment():
    assert set(WRITTEN) <= set(POINTS)


@pytest.mark.parametrize("assignment", POINTS)
def test_the_plan_gives_every_assignment_its_weight(assignment):
    assert sum(POINTS[assignment].values()) == 5 * WEIGHTS[assignment]


@pytest.mark.parametrize("assignment", WRITTEN)
def test_points_are_those_of_the_plan(assignment):
    assert released_points(assignment) == POINTS[assignment]


@pytest.mark.parametrize("assignment", WRITTEN)
def test_points_are_mixed_45_35_20(assignment):
    """Percent for what the notebook checks, for what only grading checks, and by hand."""
    points = released_points(assignment)
    mix = {"visible": 0.0, "hidden": 0.0, "by_hand": 0.0}
    for exercise in of_assignment(assignment):
        worth = points.pop(exercise.function) / sum(p.weight for p in exercise.parts)
        for part in exercise.parts:
            mix["visible" if part.visible else "hidden"] += worth * part.weight
    mix["by_hand"] = sum(points.values())
    percent = {k: 100 * v / sum(mix.values()) for k, v in mix.items()}
    for kind, planned in (("visible", 45), ("hidden", 35), ("by_hand", 20)):
        assert percent[kind] == pytest.approx(planned, abs=6), percent


@pytest.mark.parametrize("name", EXERCISES)
def test_every_function_is_checked_in_the_notebook_and_again_at_grading(name):
    parts = EXERCISES[name].parts
    assert {part.visible for part in parts} == {True, False}
    assert len({part.name for part in parts}) == len(parts)
    assert all(part.weight > 0 and part.title for part in parts)


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_notebook_shows_says_nothing_of_the_hidden_part(name):
    exercise, (sheet, hidden) = EXERCISES[name], golden.load(name)
    shown = golden.dump(sheet, hidden)
    unseen = [part for part in exercise.parts if not part.visible]
    assert hidden == len(unseen)
    assert [part.name for part in sheet.parts] == [p.name for p in exercise.parts if p.visible]
    assert not any(f'"{p.title}"' in shown for p in unseen)
    used = {i for part in sheet.parts for i in part.cases}
    assert used == set(range(len(sheet.cases))), "a case of a hidden part is written down"


@pytest.mark.parametrize("name", EXERCISES)
def test_grading_asks_for_what_no_notebook_and_no_earlier_run_has_asked(name):
    """So a table of the known answers earns none of the parts that are drawn."""
    exercise = EXERCISES[name]
    shown, first, second = (
        {repr(golden.encode(case.args)) for case in sheet.cases}
        for sheet in (
            golden.load(name)[0],
            drawn(name),
            draw(exercise, rng_for(exercise, 2), with_mistakes=False),
        )
    )
    assert len(second - first - shown) >= 3
