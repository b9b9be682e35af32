# %% [markdown]
# # 12 · Learning too well
#
# **What you will do.** You let a network learn sloppy labels by heart, and watch how this hurts.
# Then you build three brakes: a penalty for large weights, dropout, and stopping in time.
#
# **What you will learn**
#
# * The loss on the training data says little about data that nobody has seen.
# * *Overfitting* shows as a gap: the training loss falls on, the validation loss rises.
# * L2, dropout and early stopping: what each of them does, and what it costs.
# * When none of this helps. We measure that, too.
#
# **What you need.** Mini-batches (05), activations (07), backpropagation and its training loop
# (09). In Python: functions, `for` loops, picking rows of an array with an array of indices.
#
# **Minutes.** 70. Each part says how long it takes. A good place for a break is after part 3.
# You write five functions of 1 to 8 lines, and repair a sixth.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check
from downslope.batches import minibatches
from downslope.data import digits
from downslope.knobs import TooManyKnobs
from downslope.layers import (
    activation_forward,
    affine_forward,
    cross_entropy,
    forward,
    init_params,
)
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce
from downslope.second_opinion import once_written

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

np.set_printoptions(precision=3, suppress=True)
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (4 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 10)** A deep chain of sigmoid layers learns slowly in front. The blame is multiplied at
# each layer with the slope of the sigmoid. How large is this slope at most, and what is left of the
# blame behind eight of them?
#
# <details><summary>Open the answer</summary>
#
# At most 1/4. Eight slopes together are at most $(1/4)^8$, about 0.000015. The weights on the way
# multiply, too, but they would have to be large to make up for that.
#
# </details>
#
# **2. (from 05)** What is an epoch? And why are the examples shuffled before they are dealt into
# batches?
#
# <details><summary>Open the answer</summary>
#
# One round through all examples, each exactly once. Data often come sorted. Without shuffling, a
# batch would hold neighbours, which all say the same.
#
# </details>

# %% [markdown]
# ## The story: learning for the test
#
# Two pupils prepare for an exam with last year's questions. One understands how the tasks work. The
# other learns all answers by heart, with the misprints in the answer key. Asked last year's
# questions, the second one wins: 100 of 100. Asked **new** questions, she is lost.
#
# From the old questions alone you cannot tell the two apart. You have to keep some questions
# **secret**.
#
# | in the story | in this notebook |
# |---|---|
# | last year's questions | the **training** data: gradients come from these |
# | a mock exam, during the year | the **validation** data: to choose, and to decide when to stop |
# | the exam | the **test** data: looked at once, at the very end |
# | misprints in the answer key | wrong labels |
# | learning by heart | **overfitting** |
#
# Honest limit of the story: a pupil who learns by heart knows what she is doing. A network doesn't.
# It only follows the gradient, and large networks can do both at once: understand most tasks, *and*
# know the misprints by heart.

# %% [markdown]
# ## Part 1: keep some secret (8 minutes)
#
# ### A worked example
#
# Ten examples, and the share `frac = 0.3` is to be held back for validation. That makes 3 of 10.
#
# | | |
# |---|---|
# | the indices, shuffled | 7 2 9 0 4 1 8 3 6 5 |
# | the first 3: validation | 7 2 9 |
# | the others: training | 0 4 1 8 3 6 5 |
#
# The same indices pick the rows of `X` and the labels in `y`. So each row keeps its label.
#
# Three mistakes are common, and all three make your figures worthless:
#
# * cutting **without shuffling**, while the data are sorted;
# * shuffling `X` and `y` **each on its own**;
# * an example in **both** parts: then the exam has been seen before.
#
# ### Exercise 1: `split` (about four lines)
#
# `round(0.3 * 10)` is the number 3. (No check uses a number that ends in exactly one half.)


# %% exercise="split"
def split(X, y, frac, rng):
    """Shuffle the examples, and hold a share of them back for validation.

    X: array (N, D), one example a row. y: array (N,), their labels.
    frac: float, 0 to 1; the share for validation: round(frac * N) examples
    rng: np.random.Generator; all luck comes from here

    Returns (Xtr, ytr, Xva, yva): training rows and labels, validation rows and labels. Every
    example is in exactly one of the two parts, and keeps its label.
    Does not change X or y.

    Example: for N = 10 and frac = 0.3, Xtr has 7 rows and Xva has 3.
    """
    ### BEGIN SOLUTION
    shuffled = rng.permutation(len(y))
    n_va = round(frac * len(y))
    va, tr = shuffled[:n_va], shuffled[n_va:]
    return X[tr], y[tr], X[va], y[va]
    ### END SOLUTION


# %% check="split" points=4
check.split(split, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("split", split, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### The data: sloppy labels
#
# 200 handwritten digits to learn from. Somebody was in a hurry: **40 of the 200 labels are wrong**.
# The network can't know which. The other 1597 digits were labelled with care. We split those: 399
# for validation, 1198 for the test.

# %%
rng = np.random.default_rng(0)
X, y_true, X_rest, y_rest = digits(200, rng)
wrong = rng.permutation(200)[:40]  # the places of the wrong labels
y = y_true.copy()
y[wrong] = (y[wrong] + rng.integers(1, 10, 40)) % 10  # some other digit

Xva, yva, Xte, yte = X_rest[:399], y_rest[:399], X_rest[399:], y_rest[399:]
with once_written():  # as soon as your split works, it is used
    Xva, yva, Xte, yte = split(X_rest, y_rest, 0.75, np.random.default_rng(0))
print("training:", X.shape, " validation:", Xva.shape, " test:", Xte.shape)

# %%
# A look at ten of the training examples. A cross: the label is wrong. (The network isn't told.)
fig, axes = plt.subplots(1, 10, figsize=(8.4, 1.3), layout="constrained")
for ax, i in zip(axes, [*wrong[:3], *range(7)], strict=True):
    ax.imshow(X[i].reshape(8, 8), cmap="gray_r")
    off = y[i] != y_true[i]
    title = f"“{y[i]}”" + (" ✗" if off else "")
    ax.set_title(title, color=RED if off else "black", fontsize=10)
    ax.set(xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## Part 2: too small, too large (9 minutes)
#
# ### Predict first
#
# Two networks learn from the 200 sloppy digits. Both have one hidden layer. One has **4** hidden
# neurons, the other **128**. (How much a network can keep is called its *capacity*. More hidden
# neurons, more capacity.)
#
# During the training we note two losses: on the training data, and on the validation data. **Which
# sketch belongs to which network?** The sketches are drawn by hand. One letter for each; two
# sketches are left over.

# %%
t = np.linspace(0, 1, 60)
sketches = {
    "A": (2.3 * np.exp(-5 * t), 2.3 * np.exp(-5 * t) + 0.03),
    "B": (1.3 + np.exp(-2.5 * t), 1.38 + 0.95 * np.exp(-2.5 * t)),
    "C": (2.3 * np.exp(-4 * t), 2.3 * np.exp(-7 * t) + 0.75 * t + 0.15),
    "D": (2.3 * np.exp(-4 * t), 2.3 + 0.3 * t),
}
fig, axes = plt.subplots(1, 4, figsize=(8.4, 2.1), sharey=True, layout="constrained")
for ax, (name, (train_curve, val_curve)) in zip(axes, sketches.items(), strict=True):
    ax.plot(t, train_curve, color=BLUE, lw=2, label="training")
    ax.plot(t, val_curve, "--", color=RED, lw=2, label="validation")
    ax.set(title=f"sketch {name}", xlabel="epoch", xticks=[], ylim=(0, 2.8))
axes[0].set_ylabel("loss")
axes[0].legend(fontsize=8)
plt.show()

# %%
# Your prediction: put "A", "B", "C" or "D" in place of each "?".
my_sketches = {4: "?", 128: "?"}  # hidden neurons: sketch

# %% [markdown]
# ### The training loop
#
# It is the loop of 09 with one hidden layer, written out. Three lines are new, marked with ←. They
# use functions that you will write in parts 3 and 4. As long as `lam` and `p_drop` are 0, they do
# nothing. You need not read the rest again.


# %%
def train(X, y, width, rng, lam=0.0, p_drop=0.0, epochs=80, watch=True):
    """Train a network of sizes [64, width, 10]: relu, lr 0.2, batches of 20.

    Returns (params, curves): curves (epochs, 2), mean cross-entropy on the training data and on
    the validation data after each epoch, without penalty and without dropout (none if watch is
    False: that saves time).
    """
    params, curves = init_params([64, width, 10], rng), []
    for _ in range(epochs):
        for rows in minibatches(len(y), 20, rng):
            Z, cache1 = affine_forward(X[rows], **params[0])
            A, cache2 = activation_forward(Z, "relu")
            if p_drop > 0:
                A, mask = dropout_forward(A, p_drop, rng, True)  # ← part 4
            logits, cache3 = affine_forward(A, **params[1])
            dlogits = softmax_ce(logits, y[rows])[1]
            dA, dW2, db2 = affine_backward(dlogits, cache3)
            if p_drop > 0:
                dA = dropout_backward(dA, mask)  # ← part 4
            _, dW1, db1 = affine_backward(activation_backward(dA, cache2), cache1)
            grads = [{"W": dW1, "b": db1}, {"W": dW2, "b": db2}]
            if lam > 0:
                extra = l2_penalty(params, lam)[1]  # ← part 3
                grads = [{k: g[k] + e[k] for k in g} for g, e in zip(grads, extra, strict=True)]
            params = [{k: p[k] - 0.2 * g[k] for k in p} for p, g in zip(params, grads, strict=True)]
        if watch:
            curves.append([mean_loss(params, X, y), mean_loss(params, Xva, yva)])
    return params, np.array(curves)


def mean_loss(params, X, y):
    """Mean cross-entropy; nothing is dropped here."""
    return cross_entropy(forward(params, X, ["relu"])[0], y)


def accuracy(params, X, y):
    """The share of right answers, 0 to 1."""
    return np.mean(forward(params, X, ["relu"])[0].argmax(axis=1) == y)


# %%
# Look: which sketch was which.
networks, fig = {}, plt.figure(figsize=(8.4, 2.8), layout="constrained")
for ax, width in zip(fig.subplots(1, 2, sharey=True), (4, 128), strict=True):
    networks[width], curves = train(X, y, width, np.random.default_rng(1))
    ax.plot(curves[:, 0], color=BLUE, lw=2, label="training")
    ax.plot(curves[:, 1], "--", color=RED, lw=2, label="validation")
    best = curves[:, 1].argmin()
    ax.plot(best, curves[best, 1], "o", color="black", label=f"lowest: epoch {best}")
    said = my_sketches.get(width, "?")
    ax.set(title=f"{width} hidden neurons: you said {said}", xlabel="epoch", ylim=(0, 2.5))
    ax.legend(fontsize=8)
fig.axes[0].set_ylabel("loss")
plt.show()
plain_curves = curves  # those of 128 neurons, for later
print("neurons   right in training   right in validation")
for width, params in networks.items():
    print(f"{width:7}{accuracy(params, X, y):17.1%}{accuracy(params, Xva, yva):22.1%}")

# %% [markdown]
# * **4 neurons** are too few. Both losses stay high, close together. The network can't even learn
#   what is right in the data. This is called **underfitting**. (The validation labels are right, so
#   their loss can even be the lower one.)
# * **128 neurons** learn nearly everything, most of the 40 wrong labels as well. On the way the
#   validation loss turns round and **rises**. From there on, what is learnt no longer holds for
#   other digits. This is **overfitting**.
#
# Where do the wrong labels come in? Count how many of the 40 the large network has learnt:

# %%
answers = forward(networks[128], X, ["relu"])[0].argmax(axis=1)
print(f"of 40 wrong labels it repeats   {np.sum(answers[wrong] == y[wrong])}")
print(f"of 40 wrong labels it puts right {np.sum(answers[wrong] == y_true[wrong])}")

# %% [markdown]
# ### Write down what you predicted (3 points, about six sentences)
#
# Which sketch did you give to which network, and what did you see? Then explain both pictures: why
# do the two curves stay together in one of them, and come apart in the other?
#
# | points | what the answer shows |
# |---|---|
# | 3 | both predictions, what was seen, and both pictures explained by what a network can keep |
# | 2 | predictions and findings, one of the two pictures explained |
# | 1 | predictions and findings, without an explanation |
# | 0 | less than that |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=3
# I predicted A for 4 neurons and C for 128. I saw B for 4, and C for 128.
#
# I had thought that a small network learns slowly but well. But four hidden neurons pass on only
# four numbers for ten classes, so it can't even keep what is right in the training data. What it
# has found out is coarse, and holds for new digits just as well (or as badly): the curves stay
# together.
#
# The network with 128 neurons has room for rules *and* for exceptions. At first it learns rules,
# which hold for all digits, and both losses fall. Then the rest of the training loss is mostly the
# 40 wrong labels. Learning these by heart lowers the training loss and bends the answers for other
# digits, so the validation loss rises.

# %% [markdown]
# ## Part 3: a price for large weights (9 minutes)
#
# To learn an exception by heart, a network needs large weights: its answer has to change steeply
# around a single example. So put a price on them. You have met it in 09, as a part of the loss:
#
# $$\text{penalty} = \frac{\text{lam}}{2} \sum W^2
# \qquad\text{and its gradient is}\qquad \text{lam} \cdot W \text{ for each weight}$$
#
# `lam` (for the Greek letter lambda; 09 called it `l2`) is a hyper-parameter. The sum goes over
# **all weights of all layers, and over no bias**: a bias only shifts.

# %% [markdown]
# ### A worked example
#
# One layer, lam = 0.5:
#
# | | `W` | `b` |
# |---|---|---|
# | params | [[1, −2], [0, 3]] | [5, −1] |
# | squares | 1 + 4 + 0 + 9 = 14 | don't count |
# | penalty | 0.5/2 · 14 = **3.5** | |
# | gradient | [[0.5, −1], [0, 1.5]] | [0, 0] |
#
# An update takes lr · lam · W away: every weight shrinks by the same share. That is why L2 is also
# called **weight decay**.

# %% [markdown]
# ### Exercise 2: `l2_penalty` (about six lines)
#
# `np.zeros_like(b)` is an array of zeros in the shape of `b`.


# %% exercise="l2_penalty"
def l2_penalty(params, lam):
    """The L2 penalty of a network, and its gradient.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}
    lam: float, 0 or more; the price of large weights

    Returns (penalty, grads):
        penalty: float; lam / 2 * (sum of all squared weights, without the biases)
        grads: list of L dicts with the same keys and shapes as params: lam * W for every W, and
            zeros for every b

    Does not change params.

    Example: one layer with W = [[1.0, 3.0]] and b = [5.0, 5.0], lam = 0.2: the penalty is 1.0, its
    gradient [[0.2, 0.6]] for W and [0.0, 0.0] for b.
    """
    ### BEGIN SOLUTION
    penalty, grads = 0.0, []
    for layer in params:
        penalty += lam / 2 * np.sum(layer["W"] ** 2)
        grads.append({"W": lam * layer["W"], "b": np.zeros_like(layer["b"])})
    return penalty, grads
    ### END SOLUTION


# %% check="l2_penalty" points=5
check.l2_penalty(l2_penalty, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("l2_penalty", l2_penalty, points=5)
### END HIDDEN TESTS

# %%
# Measure: four prices. What happens to the weights, and to the two accuracies?
with once_written():
    print("  lam   mean |W|   right in training   in validation")
    for lam in (0.0, 0.001, 0.01, 0.1):
        params, _ = train(X, y, 128, np.random.default_rng(0), lam=lam, watch=False)
        size = np.mean([np.abs(layer["W"]).mean() for layer in params])
        shares = accuracy(params, X, y), accuracy(params, Xva, yva)
        print(f"{lam:5}{size:11.3f}{shares[0]:20.1%}{shares[1]:16.1%}")

# %% [markdown]
# The higher the price, the smaller the weights, and the less is learnt by heart: the training
# accuracy falls **on purpose**. The accuracy in validation gains, up to a point. If the price is
# too high, the network can't afford anything any more. So lam has to be *chosen*, on the validation
# data.
#
# **A good place for a break.**

# %% [markdown]
# ## Part 4: dropout (19 minutes)
#
# A second idea sounds like sabotage. **In each training step, switch off neurons at random**, each
# with probability `p_drop`. In the next step, others are missing. So no neuron can rely on a
# certain colleague, and knowledge has to be spread over many.
#
# Half of the neurons gone: then the next layer would get only half the sum. To make up for that,
# **the survivors are divided by** `1 - p_drop`. On average the sum is the same as before. After
# the training all neurons are there, and nothing needs to be scaled. (To scale in training, and not
# afterwards, is called *inverted* dropout.)

# %% [markdown]
# ### A worked example
#
# Four neurons, `p_drop` = 0.5, so survivors are divided by 0.5, that is, doubled. The luck has
# dropped the second and the fourth.
#
# | | | | | | sum |
# |---|---|---|---|---|---|
# | `A` | 1 | 2 | 3 | 4 | 10 |
# | `cache` (the mask, with its scale) | 2 | 0 | 2 | 0 | |
# | `A_out` = `A` · `cache` | 2 | 0 | 6 | 0 | 8 |
#
# Another draw drops others and gives another sum: 2 + 4 = 6, or 6 + 8 = 14, … All 16 possible masks
# are equally likely here. Their mean is exactly 10.

# %% [markdown]
# ### Exercise 3: `dropout_forward` (about five lines)
#
# `rng.random(A.shape)` draws a number from 0 to 1 for each entry; compare it with `p_drop`. True
# and False count as 1 and 0 when you multiply or divide.


# %% exercise="dropout_forward"
def dropout_forward(A, p_drop, rng, train):
    """Inverted dropout: in training, drop each entry at random, and scale the survivors.

    A: float64 array, for example (N, M). p_drop: float, 0 <= p_drop < 1; each entry becomes 0 with
    this probability, on its own.
    rng: np.random.Generator; all luck comes from here
    train: bool; if False, nothing is dropped and nothing is scaled

    Returns (A_out, cache), both of the shape of A:
        cache: what A is multiplied with. In training 0 for a dropped entry, else 1 / (1 - p_drop);
            all ones if train is False
        A_out: A times cache, entry by entry

    Does not change A.

    Example: with p_drop = 0.5 in training, every entry of A_out is 0 or twice the entry of A.
    """
    ### BEGIN SOLUTION
    if not train:
        return A.copy(), np.ones_like(A)
    kept = rng.random(A.shape) >= p_drop
    cache = kept / (1 - p_drop)
    return A * cache, cache
    ### END SOLUTION


# %% check="dropout_forward" points=6
check.dropout_forward(dropout_forward, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("dropout_forward", dropout_forward, points=6)
### END HIDDEN TESTS

# %%
# Measure: is the mean really kept? One array of ones, five values of p_drop.
with once_written():
    print("p_drop   share of zeros   largest entry   mean")
    for p_drop in (0.0, 0.2, 0.5, 0.8, 0.95):
        A_out, _ = dropout_forward(np.ones((500, 200)), p_drop, np.random.default_rng(1), True)
        print(f"{p_drop:6}{np.mean(A_out == 0):14.3f}{A_out.max():16.2f}{A_out.mean():11.3f}")

# %% [markdown]
# ### The way back
#
# A neuron that was dropped had no say in the answer. So it gets no blame. A survivor was multiplied
# by a number. That number is the local slope of this step (06), so the blame is multiplied by **the
# same number**.
#
# | | | | | |
# |---|---|---|---|---|
# | blame for `A_out` | 5 | 7 | −1 | 3 |
# | `cache` | 2 | 0 | 2 | 0 |
# | blame for `A` | 10 | 0 | −2 | 0 |
#
# It has to be the mask of *this* forward pass. That is why it is in the cache.
#
# ### Exercise 4: `dropout_backward` (one line)


# %% exercise="dropout_backward"
def dropout_backward(dA, cache):
    """Send blame back through dropout.

    dA: array (N, M); the blame for A_out
    cache: array (N, M), as dropout_forward returned it: 0 for a dropped entry, else the number
        with which the entry was multiplied

    Returns dA_in (N, M): the blame for A. Does not change dA or cache.

    Example: dA = [[5.0, 7.0]] and cache = [[2.0, 0.0]] give [[10.0, 0.0]].
    """
    ### BEGIN SOLUTION
    return dA * cache
    ### END SOLUTION


# %% check="dropout_backward" points=4
check.dropout_backward(dropout_backward, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("dropout_backward", dropout_backward, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Measure: does it help?
#
# Four ways to train, with sloppy labels and with **clean** ones. Each of two seeds draws 200
# digits of its own to learn from; "new digits" are the 1597 others. Guess first: how much better is
# the best way, and is it the same with clean labels?

# %%
WAYS = {"plain": (0, 0), "L2, 0.01": (0.01, 0), "dropout, 0.5": (0, 0.5), "both": (0.003, 0.5)}
results = {}


def compare_ways(labels, n_wrong):
    """Train in all four ways, two seeds each; note and print the mean accuracies."""
    for name, (lam, p_drop) in WAYS.items():
        shares = []
        for seed in range(2):
            rng = np.random.default_rng(seed)
            X_s, y_s, X_new, y_new = digits(200, rng)
            some = rng.permutation(200)[:n_wrong]
            y_s[some] = (y_s[some] + rng.integers(1, 10, n_wrong)) % 10
            luck = np.random.default_rng(seed)
            params, _ = train(X_s, y_s, 128, luck, lam, p_drop, watch=False)
            shares.append([accuracy(params, X_s, y_s), accuracy(params, X_new, y_new)])
        results[labels, name] = np.mean(shares, axis=0)
        in_training, new = results[labels, name]
        print(f"{labels:7} {name:13} in training {in_training:6.1%}   new digits {new:6.1%}")


# %%
with once_written():
    compare_ways("sloppy", 40)

# %%
# The same, with clean labels. Did you guess?
with once_written():
    compare_ways("clean", 0)

# %%
# The same as a picture.
if len(results) < 8:
    print("Nothing to see yet: the table above is not complete.")
else:
    fig, ax = plt.subplots(figsize=(6.8, 2.8), layout="constrained")
    for labels, marker, colour in (("sloppy", "o", RED), ("clean", "s", BLUE)):
        new = [results[labels, name][1] for name in WAYS]
        ax.plot(list(WAYS), new, marker, ls=":", color=colour, ms=9, label=f"{labels} labels")
    ax.set(ylabel="right, of new digits", ylim=(0.7, 1), title="Mean of two seeds")
    ax.legend(fontsize=8, loc="lower right")
    plt.show()

# %% [markdown]
# With five seeds we measured:
#
# | 200 labels | plain | L2 0.01 | dropout 0.5 | dropout 0.5 and L2 0.003 |
# |---|---|---|---|---|
# | 20 % wrong | 0.785 | 0.845 | 0.847 | 0.858 |
# | all right | 0.924 | 0.925 | 0.935 | 0.932 |
#
# * With sloppy labels, each brake gains about **6 percentage points**, both together 7.
# * With clean labels L2 gains 0.1, dropout 1.1: next to nothing. There is little to be learnt by
#   heart that is *wrong*. The brakes are no magic; they help against a certain illness.
# * The training accuracy tells you nothing of all this: with sloppy labels, the plain network has
#   the *highest*, and is the worst.
#
# Two honest limits. First, `lam` and `p_drop` depend on the rest: with lr 0.5 in place of 0.2, L2
# with 0.01 gained nothing (0.790 against 0.795 without). Second, these are small digits and a small
# network.

# %% [markdown]
# ### Play: too many knobs
#
# Here are the two curves for every setting, trained by **your** `train`: with your `l2_penalty` and
# your dropout, on your sloppy digits. Take a slider: now all its positions are trained (this takes
# a moment), and then you can drag. **Keep in grey** leaves a run in the picture, to compare.
#
# Find out:
#
# 1. From which width on does the validation loss turn round?
# 2. Take 128 neurons. Which `lam` makes the validation loss lowest at the end? And which `p_drop`?
# 3. Can the brakes be too strong? How do you see it in the curves?
# 4. Take the tick at **20 % wrong labels** away. What is left of the gap?

# %%
TooManyKnobs(train, X, y, Xva, yva, y_true)

# %% [markdown]
# We found: with 8 neurons it turns a little, from 16 on clearly. The loss is lowest at the end with
# `lam` = 0.01 (0.60; it is 0.70 without) and with `p_drop` = 0.5 (0.46). A brake that is too strong
# shows as two high curves: underfitting, again. With clean labels a gap is left, but nothing turns
# round.
#
# Did you see `lam` = 0.03? More answers are right than with 0.01, and yet the loss is higher. The
# network is right and unsure. Loss and accuracy are two questions.

# %% [markdown]
# ## Part 5: stop in time (8 minutes)
#
# The third brake needs no new training step. Look at the validation loss after each epoch. When it
# has not reached a **new lowest value** for a while, stop, and go back to the best epoch. How long
# is "a while"? That number is called **patience**.
#
# The rule, exactly:
#
# 1. Walk through the epochs, and remember the lowest loss so far, and where it was.
# 2. Only a value that is really **lower** is new. In a tie the first one stays.
# 3. Stop as soon as `patience` epochs **in a row** have brought nothing new. What would come later
#    nobody knows.
# 4. The answer is the index of the lowest value so far. If the walk never stops, that is the lowest
#    of all.

# %% [markdown]
# ### A worked example
#
# patience = 2, losses 5, 3, 4, 2, 6, 7, 1:
#
# | epoch | loss | lowest so far | epochs in a row without a new one |
# |---|---|---|---|
# | 0 | 5 | 5 (epoch 0) | 0 |
# | 1 | 3 | 3 (epoch 1) | 0 |
# | 2 | 4 | 3 (epoch 1) | 1 |
# | 3 | 2 | 2 (epoch 3) | 0 |
# | 4 | 6 | 2 (epoch 3) | 1 |
# | 5 | 7 | 2 (epoch 3) | 2: **stop** |
#
# The answer is **3**. The 1 at epoch 6 is never seen: nobody has trained that far.

# %% [markdown]
# ### Exercise 5: `early_stop` (about eight lines)
#
# The four rules above, as a loop. The columns of the table are what you have to keep.


# %% exercise="early_stop"
def early_stop(val_losses, patience):
    """The epoch to go back to, when a training is stopped early.

    val_losses: array (E,), one validation loss an epoch; E is 1 or more
    patience: int, 1 or more. The walk stops at the first epoch at which `patience` epochs in a row
        have brought no new lowest value. Equal is not lower.

    Returns an int: the index of the lowest value up to the stop, the first one in a tie. If the
    walk never stops, the index of the lowest value of all. Does not change val_losses.

    Example: early_stop(np.array([5.0, 3, 4, 2, 6, 7, 1]), 2) is 3.
    """
    ### BEGIN SOLUTION
    best, waited = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best
    ### END SOLUTION


# %% check="early_stop" points=5
check.early_stop(early_stop, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("early_stop", early_stop, points=5)
### END HIDDEN TESTS

# %%
# Where would you have stopped the large network of part 2? Three kinds of patience.
with once_written():
    losses = plain_curves[:, 1]
    fig, ax = plt.subplots(figsize=(6.8, 2.7), layout="constrained")
    ax.plot(losses, "--", color=RED, lw=1.5, label="validation loss, 128 neurons")
    for patience, marker, colour in ((1, "v", ORANGE), (3, "s", BLUE), (10, "o", GREEN)):
        best = early_stop(losses.copy(), patience)
        words = f"patience {patience}: epoch {best}"
        ax.plot(best, losses[best], marker, color=colour, ms=9, label=words)
    ax.set(xlabel="epoch", ylabel="loss", ylim=(0.4, 2.0))
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# A validation curve trembles: batches are noisy (05). With too little patience the first bump ends
# everything. More patience costs a few epochs, and nothing else.
#
# ### The exam, once
#
# Now choose. Train in all four ways on the sloppy labels, look at the **validation** data, and take
# the best. Only this one network may look at the **test** data.

# %%
with once_written():
    trained = {}
    for name, (lam, p_drop) in WAYS.items():
        luck = np.random.default_rng(0)
        trained[name], _ = train(X, y, 128, luck, lam, p_drop, watch=False)
        print(f"{name:13} validation {accuracy(trained[name], Xva, yva):.1%}")
    best = max(WAYS, key=lambda name: accuracy(trained[name], Xva, yva))
    print(f"chosen: {best}. Test: {accuracy(trained[best], Xte, yte):.1%}")

# %% [markdown]
# The winner's validation figure is a little flattered, because it was picked for being high. The
# test figure is honest: these 1198 digits had no say in this choice.
#
# A strict examiner would still object. The "new digits" of part 4 came from the same pile, so you
# had seen there which way does well on them. In earnest, the test data stay locked away until now.

# %% [markdown]
# ## Bug hunt: fine at one half (6 minutes)
#
# A colleague's dropout has always worked for her. She always used `p_drop` = 0.5. Today she tried
# 0.2, and her network learns as badly as with 0.8. **Two things are wrong.**


# %%
def buggy_dropout(A, p_drop, rng, train):
    """Meant to be inverted dropout. Two bugs are hidden in here."""
    if not train:
        return A.copy(), np.ones_like(A)
    cache = (rng.random(A.shape) < p_drop) * 1.0
    return A * cache, cache


# %%
# The symptoms, for an array of ones: what the next layer gets in training, and afterwards.
print("p_drop   share of zeros   mean in training   mean afterwards")
for p_drop in (0.2, 0.5, 0.8):
    ones, luck = np.ones((300, 300)), np.random.default_rng(2)
    in_training = buggy_dropout(ones, p_drop, luck, True)[0]
    afterwards = buggy_dropout(ones, p_drop, luck, False)[0]
    zeros = np.mean(in_training == 0)
    print(f"{p_drop:6}{zeros:14.3f}{in_training.mean():18.3f}{afterwards.mean():18.3f}")

# %% [markdown]
# Compare each column with what it should be. One bug is invisible at 0.5. The other one shows
# there, too: she has just never looked.
#
# ### Exercise 6: `repaired_dropout` (copy, and mend one or two lines)


# %% exercise="repaired_dropout"
def repaired_dropout(A, p_drop, rng, train):
    """Inverted dropout: buggy_dropout, repaired.

    A, p_drop, rng, train, and what is returned, (A_out, cache): as in dropout_forward.

    Example: with p_drop = 0.2 in training, about 20 % of the entries become 0, and the others are
    divided by 0.8.
    """
    ### BEGIN SOLUTION
    if not train:
        return A.copy(), np.ones_like(A)
    cache = (rng.random(A.shape) >= p_drop) / (1 - p_drop)
    return A * cache, cache
    ### END SOLUTION


# %% check="repaired_dropout" points=4
check.repaired_dropout(repaired_dropout, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_dropout", repaired_dropout, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: 100 % (7 minutes)
#
# In a popular text on neural networks you can read something like this:
#
# > "If the loss is 0, the model can predict accurately."
#
# And a friend tells you proudly: *"My network has 100 % accuracy on its training data!"*
#
# **Is this good or bad news?** About eight lines, 4 points. Say what the friend knows and what not;
# which figure you would ask for, and on which data. Support it with your own figures: one case in
# which (nearly) 100 % was bad, and one in which it did no harm. What is the test part for, if there
# is a validation part?
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, **and** why the test data are looked at once: whoever chooses by them, fits them |
# | 3 | it can be either; own figures for a case where it was bad and one where it did no harm |
# | 1 | training accuracy is no proof, other data are needed; no figures |
# | 0 | none of this |

# %% [markdown] answer="hundred-percent" points=4
# It is neither good nor bad, because it says nothing about new data. My friend knows that the
# network has room enough and that the training works. I would ask for the accuracy on data that
# were held back before the training.
#
# Bad: with 40 wrong labels, the plain network had 98 % right in training and only 78 % of the new
# digits. It had learnt the wrong labels by heart. The network with L2 had 86 % in training and 85 %
# of the new digits. So the one with the *worse* training accuracy was better.
#
# Harmless: with clean labels the plain network had 100 % in training and 92 % of the new digits,
# and the brakes hardly changed that.
#
# The sentence about loss 0 confuses "has reproduced" with "can predict". Validation data are used
# to choose lam, p_drop and the epoch. Whoever tries many settings and keeps the best has fitted
# these data, too, if only a little. So the last word belongs to a test part that took no part in
# any choice.

# %% [markdown]
# ## Bonus: more data (no points)
#
# The best brake is often none of the three. Take 1000 digits in place of 200, again with 20 % wrong
# labels, and train the plain network. Guess first.

# %%
rng = np.random.default_rng(0)
X_many, y_many, X_new, y_new = digits(1000, rng)
some = rng.permutation(1000)[:200]
y_many[some] = (y_many[some] + rng.integers(1, 10, 200)) % 10
params, _ = train(X_many, y_many, 128, np.random.default_rng(0), epochs=16, watch=False)
print(f"1000 sloppy labels, 16 epochs: {accuracy(params, X_new, y_new):.1%} of the new digits")

# %% [markdown]
# Sixteen epochs of 1000 are as many updates as eighty epochs of 200. Train longer, and the gap
# opens here as well: try `epochs=80`.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture. (Drawn by hand.)
fig, ax = plt.subplots(figsize=(7.2, 2.9), layout="constrained")
t = np.linspace(0, 1, 100)
train_curve, val_curve = 2.2 * np.exp(-4 * t), 2.2 * np.exp(-6 * t) + 0.9 * t**1.5 + 0.25
ax.plot(t, train_curve, color=BLUE, lw=2)
ax.plot(t, val_curve, "--", color=RED, lw=2)
ax.text(0.99, 0.12, "training loss", color=BLUE, ha="right")
ax.text(0.99, 1.27, "validation loss", color=RED, ha="right")
low = t[val_curve.argmin()]
ax.axvline(low, color="grey", lw=1)
ax.text(low + 0.01, 2.15, "stop here (early stopping)", fontsize=9)
ax.text(low / 2, 0.08, "underfitting", ha="center", fontsize=9)
ax.text(
    0.76, 0.36, "the gap: overfitting\n(L2 and dropout make it smaller)", ha="center", fontsize=9
)
ax.set(xlabel="epochs, or capacity", ylabel="loss", xticks=[], yticks=[], ylim=(0, 2.5))
plt.show()

# %% [markdown]
# * **Hold data back before you train.** Validation to choose, test for one last look.
# * **Overfitting is a gap**, and a validation loss that rises. Underfitting: both are high.
# * **L2** makes weights small: penalty lam/2 · sum of W², gradient lam · W, no biases.
# * **Dropout** switches entries off at random in training and divides the survivors by 1 − p_drop.
#   The way back uses the same mask. Afterwards all are there.
# * **Early stopping** goes back to the best epoch when patience runs out.
# * They help where something wrong can be learnt by heart. With clean labels they did very little.
#
# **Next: 13, the tape.** You have written many backward functions by hand. A machine can find the
# way back by itself, if it writes down what was computed.
