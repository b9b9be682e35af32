"""Training on digits: the course's reference network beside the same one in torch (eager, CPU).

Same sizes, start, batches, learning rate and epochs, in float64; interleaved, medians and ratios.
Run `python benchmarks/training.py`; torch has to be installed (`pip install -e '.[certify]'`).
The goal is to be faster than torch at 64-32-10. Both end at the same accuracy, which is printed.
"""

from statistics import median
from time import perf_counter

import numpy as np
import torch
from sklearn.datasets import load_digits

from autograder.truth.backprop import apply_update, hidden_kinds, loss_and_grads, predict
from downslope.batches import minibatches
from downslope.layers import init_params

SIZES = ([64, 32, 10], [64, 64, 32, 10])
ROUNDS, EPOCHS, BATCH, LR = 5, 20, 32, 0.1


def digits():
    """(Xtr, ytr, Xte, yte): 80 % to train with, pixels from 0 to 1."""
    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))
    X, y = data.data[order] / 16.0, data.target[order]
    return X[:1437], y[:1437], X[1437:], y[1437:]


def batches(n: int):
    """The rows of every update: the same for both."""
    rng = np.random.default_rng(1)
    return [rows for _ in range(EPOCHS) for rows in minibatches(n, BATCH, rng)]


def ours(params, X, y, Xte, plan):
    acts = hidden_kinds(params)
    begin = perf_counter()
    for rows in plan:
        _, grads = loss_and_grads(params, X[rows], y[rows], acts)
        params = apply_update(params, grads, LR)
    return perf_counter() - begin, predict(params, Xte)


def theirs(params, X, y, Xte, plan):
    steps = []
    for layer in params:
        linear = torch.nn.Linear(*layer["W"].shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer["W"].T.copy()))
            linear.bias.copy_(torch.from_numpy(layer["b"]))
        steps += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*steps[:-1])
    optimiser = torch.optim.SGD(network.parameters(), lr=LR)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    plan = [torch.from_numpy(rows) for rows in plan]
    begin = perf_counter()
    for rows in plan:
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(network(X[rows]), y[rows]).backward()
        optimiser.step()
    seconds = perf_counter() - begin
    with torch.no_grad():
        return seconds, network(torch.from_numpy(Xte)).argmax(1).numpy()


if __name__ == "__main__":
    torch.set_num_threads(1)  # with networks this small more of them only wait for each other
    Xtr, ytr, Xte, yte = digits()
    plan = batches(len(ytr))
    print(f"{len(plan)} updates of {BATCH}; {ROUNDS} rounds; torch {torch.__version__}")
    print(f"{'sizes':16} {'ours (s)':>9} {'torch (s)':>9} {'torch/ours':>11} {'accuracy':>16}")
    for sizes in SIZES:
        params = init_params(sizes, np.random.default_rng(2))
        times, found = {ours: [], theirs: []}, {}
        for _ in range(ROUNDS):
            for train in times:
                seconds, found[train] = train(params, Xtr, ytr, Xte, plan)
                times[train].append(seconds)
        mine, torchs = median(times[ours]), median(times[theirs])
        ratio = median(b / a for a, b in zip(times[ours], times[theirs], strict=True))
        right = [f"{np.mean(found[train] == yte):.4f}" for train in times]
        name = "-".join(map(str, sizes))
        print(f"{name:16} {mine:9.2f} {torchs:9.2f} {ratio:11.2f} {' / '.join(right):>16}")
