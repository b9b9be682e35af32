# %% [markdown]
# # 05 · Noisy compasses
#
# **What you will do.** Go downhill without asking everybody for the way. Ask a few, step, and ask a
# few others. You will find out what that costs, what it saves, and how far the few are off.
#
# **What you will learn**
#
# * The gradient of a mean loss is the mean of many small gradients, one for each example.
# * A *mini-batch* asks some of them. Its answer is right on average, and noisy.
# * Noise falls with the square root of the batch size: four times the compasses, half the noise.
# * What *SGD* is, and what it approximates. (SGD: stochastic gradient descent, that is, with luck.)
#
# **What you need.** The loop and the learning rate (02), gradients (03), the mean squared loss of a
# line (04). In Python: functions, `for` loops, picking rows of an array.
#
# **Minutes.** 60. Each part says how long it takes. A good place for a break is after part 2.
# You write four functions of about three to seven lines.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check
from downslope.hikers import ThreeHikers
from downslope.second_opinion import once_written

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (2 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 02)** On the bowl $f(x) = x^2$ a hiker starts at $x = 1$ with lr $= 0.25$. Where is
# she after one step? And how many entries has her `path` after ten steps?
#
# <details><summary>Open the answer</summary>
#
# The slope is $2x = 2$. One step ends at $1 - 0.25 \cdot 2 = 0.5$. The path has eleven entries:
# ten steps, eleven places, the start included.
#
# </details>
#
# **2. (from 03)** A function $f(w)$ has a gradient. Which way does it point on a map with contour
# lines, and what shape does it have?
#
# <details><summary>Open the answer</summary>
#
# Uphill, the steepest way, at a right angle to the contour line. It has the shape of $w$: one
# slope for each knob.
#
# </details>

# %% [markdown]
# ## The story: forty compasses that disagree (1 minute)
#
# You are back in the fog. This time you carry forty compasses. A needle points where *it* thinks
# that down is, and it is long where it feels a steep slope. No two agree. But their **average** is
# exactly the way down.
#
# Reading a compass takes time. You can read all forty and take one very good step. You can read
# one and take a rather bad step, but forty times as often. Or something in between.
#
# | in the story | in this notebook |
# |---|---|
# | the ground | the loss of a straight line, over its two weights |
# | a compass | one example $(x_i, y_i)$ of the data |
# | what its needle shows | minus the gradient of the loss of that one example |
# | reading a compass | one **gradient evaluation**; we count the cost in these |
# | the average of all needles | minus the gradient of the loss: the way down |
#
# Honest limit of the story: a needle is not broken. It shows *exactly* the way down for its own
# example. It just knows nothing of the others.

# %% [markdown]
# ## Part 1: a gradient is an average (5 minutes)
#
# The data are forty points near a line. The line is intercept $+$ slope $\cdot\, x$. To write this
# as one product, we give every example a first number that is always 1:
#
# $$\text{prediction} = \text{intercept} \cdot 1 + \text{slope} \cdot x = (1, x) \cdot w
# \qquad\text{with}\quad w = (\text{intercept}, \text{slope})$$
#
# So with N examples (here 40) `X` has the shape (N, 2), `y` has (N,), `w` has (2,), and `X @ w`, of
# shape (N,), are all predictions. (In 04 the two knobs were `b` and `w`; now one array holds both.)
#
# Two helpers are ready-made. You wrote them in 04 for a line; these take any number D of weights.

# %%
rng = np.random.default_rng(5)
x = rng.uniform(-2, 2, 40)
y = 1.0 + 0.8 * x + rng.normal(0, 0.9, 40)
X = np.column_stack([np.ones(40), x])
w0 = np.array([-1.7, -1.9])  # a poor line to start with


def loss(X, y, w):
    """Mean over the examples of (prediction - y)². X (N, D), y (N,), w (D,). Returns a float."""
    return np.mean((X @ w - y) ** 2)


def gradient(X, y, w):
    """Gradient of that loss with respect to w, shape (D,): a mean over the rows of X."""
    return 2 * (X @ w - y) @ X / len(y)


# %%
# A picture: the data, the poor line, and the needles of all forty compasses. No need to read it.
fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained")
left.plot(x, y, "o", color="grey", ms=5, label="40 examples")
ends = np.array([-2, 2])
left.plot(ends, w0[0] + w0[1] * ends, color=RED, lw=2, label="line of w0")
left.set(xlabel="x", ylabel="y", title="The data")
left.legend(fontsize=8, loc="upper left")
for i in range(40):
    needle = -gradient(X[i : i + 1], y[i : i + 1], w0)
    label = "one example each" if i == 0 else None
    right.plot([0, needle[0]], [0, needle[1]], color=BLUE, lw=0.9, alpha=0.6, label=label)
mean = -gradient(X, y, w0)
right.annotate("", mean, (0, 0), arrowprops={"arrowstyle": "-|>", "color": "black", "lw": 3})
right.plot([], [], color="black", lw=3, label="average of all")
right.set(xlabel="direction intercept", ylabel="direction slope", title="Forty needles at w0")
right.set_aspect("equal")
right.legend(fontsize=8, loc="upper left")
plt.show()

# %% [markdown]
# ### A worked example
#
# Four examples and the weights $w = (0, 0)$, so that every prediction is 0. The gradient of one
# example is $2 \cdot \text{miss} \cdot (1, x)$, and the miss is prediction minus $y$.
#
# | example | $x$ | $y$ | miss | its gradient |
# |---|---|---|---|---|
# | 0 | −1 | 0 | 0 | (0, 0) |
# | 1 | 0 | 1 | −1 | (−2, 0) |
# | 2 | 1 | 1 | −1 | (−2, −2) |
# | 3 | 2 | 4 | −4 | (−8, −16) |
# | **mean of all four** | | | | **(−3, −4.5)** |
#
# The mean of all is the **full gradient**. Now ask two compasses only:
#
# * examples 0 and 1: the mean of (0, 0) and (−2, 0) is **(−1, 0)**, much too short;
# * examples 2 and 3: the mean of (−2, −2) and (−8, −16) is **(−5, −9)**, much too long.
#
# Each of the two is wrong. But the mean of the two is $(-3, -4.5)$, which is exactly the full
# gradient. That is no accident: each example was asked once, and both batches are equally large.
#
# Mind the divisor: the mean of a batch is divided by the number of examples **in the batch**.

# %% [markdown]
# ## Part 2: deal the cards (7 minutes)
#
# Three words that you will meet in every text about training:
#
# * A **batch** is a group of examples that are asked together. The **batch size** is how many.
#   (A *mini-batch* is a small one. *Full batch* means all of them.)
# * An **update** is one step of $w$. It uses one batch.
# * An **epoch** is one round through *all* examples, each exactly once.
#
# It works like dealing cards: **shuffle the pack, then deal.** Every card is dealt once. If the
# pack runs out, the last hand is smaller. (Here the likeness ends: nobody keeps a hand. After an
# epoch all cards go back into the pack, and are shuffled anew.)

# %% [markdown]
# ### A worked example
#
# `n = 10` examples, `batch_size = 3`. The indices 0 to 9, shuffled, may come out like this:
#
# | | | | | |
# |---|---|---|---|---|
# | shuffled | 7 2 9 | 0 4 1 | 8 3 6 | 5 |
# | batch | 0 | 1 | 2 | 3 |
# | size | 3 | 3 | 3 | 1 |
#
# Three full batches, and a short last one. If `batch_size` divides `n`, there is no short one. If
# `batch_size` is larger than `n`, there is one batch with everything in it.

# %% [markdown]
# **Why shuffle?** Data often come sorted. Without shuffling, a batch would hold neighbours, which
# all say the same. Shuffled, each batch is a small picture of the whole.
#
# **Where does the luck come from?** From `rng`, a numpy *generator*: a machine that deals out luck.
# Two generators made with the same seed deal the same luck, so a run can be repeated. This is why
# the generator comes in as an argument. A function that makes luck of its own can't be repeated.

# %%
rng = np.random.default_rng(3)  # 3 is the seed
print("rng.permutation(10):", rng.permutation(10))
print("and once more:      ", rng.permutation(10))
print("same seed, afresh:  ", np.random.default_rng(3).permutation(10))
print("four of a list:     ", np.array([40, 41, 42, 43, 44, 45])[1:5])

# %% [markdown]
# ### Exercise 1: `minibatches` (about three lines)
#
# Shuffle *first*, then cut. `order[start : start + batch_size]` picks a piece of an array; a piece
# that reaches over the end is simply shorter. `range(0, n, 3)` counts 0, 3, 6, …

# %% exercise="minibatches"
def minibatches(n, batch_size, rng):
    """Deal the indices 0 to n - 1 out into batches, in random order.

    n: int; the number of examples, 1 or more
    batch_size: int; how many of them make a full batch, 1 or more (also more than n)
    rng: np.random.Generator; all luck comes from here

    Returns a list of int arrays. Together they hold each index 0 ... n - 1 exactly once.
    Each has batch_size entries; only the last one is shorter, if n cannot be divided.

    Example: minibatches(10, 3, rng) has four batches, with 3, 3, 3 and 1 entries.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% check="minibatches" points=6
check.minibatches(minibatches, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("minibatches", minibatches, points=6)
### END HIDDEN TESTS

# %% [markdown]
# ### Measure: right on average
#
# With your batches, the average over one epoch can be tested. For each batch size the next cell
# takes the batch gradients at `w0` and compares with the full gradient:
#
# * the **worst** of the batches: how far is it off?
# * the **mean** of the batches, each counted once;
# * the **weighted mean**: each batch counted as often as it has examples.
#
# The sizes are 1, 7, 8 and 40. Guess first: which of the two means is exactly the full gradient,
# and for which sizes do they differ?

# %%
with once_written():
    full = gradient(X, y, w0)
    print("full gradient:", full.round(4), " length:", np.linalg.norm(full).round(2))
    print("\nbatch  how far off (length of the difference)")
    print("size   worst batch      mean   weighted mean")
    for size in (1, 7, 8, 40):
        batches = minibatches(40, size, np.random.default_rng(1))
        grads = np.array([gradient(X[rows], y[rows], w0) for rows in batches])
        share = np.array([len(rows) for rows in batches]) / 40
        off = [grads - full, grads.mean(axis=0) - full, share @ grads - full]
        off = [np.linalg.norm(np.atleast_2d(some), axis=1).max() for some in off]
        print(f"{size:5}{off[0]:13.4f}{off[1]:10.4f}{off[2]:16.1e}")

# %% [markdown]
# * The **weighted mean** is right up to rounding ($10^{-15}$). Always: every example is in it once,
#   with the same weight.
# * The plain mean is off for size 7 only. There the last batch holds 5 examples instead of 7, and
#   its voice counts too much. Where all batches are equally large, the two are the same.
# * A single compass can be off by more than the whole length of the gradient: the worst one by
#   25.6, and the full gradient has the length 9.57.
#
# This is meant by the word **unbiased**: a batch gradient is wrong, but not wrong *to one side*.

# %% [markdown]
# ## Part 3: walk with them (22 minutes)
#
# ### Predict first
#
# Three hikers stand on the loss of our line. All start at `w0`, all with lr $= 0.05$. Each may read
# a compass 480 times, that is, for twelve epochs. They spend these readings differently:
#
# | hiker | batch size B | updates | compasses read for each |
# |---|---|---|---|
# | full batch | 40 | 12 | 40 |
# | mini-batch | 8 | 60 | 8 |
# | single example | 1 | 480 | 1 |
#
# Run the next cell, and press *Play*. The loss curves stay hidden. Leave the button *Reveal the
# losses* **alone for now**, and the learning rate, too. Whose path is smooth? Who reaches the
# bottom? What does the single-example hiker do when she is there?

# %%
ThreeHikers(X, y)

# %% [markdown]
# And here are three loss curves that were measured with batch sizes 1, 8 and 40. One dot an epoch,
# that is, every 40 readings. **Which is which?**

# %%
curves = {
    "I": [18.7, 5.56, 2.08, 1.15, 0.87, 0.78, 0.76, 0.74, 0.74, 0.74, 0.74, 0.74, 0.74],
    "II": [18.7, 14.43, 11.21, 8.78, 6.93, 5.53, 4.46, 3.63, 3.0, 2.51, 2.13, 1.84, 1.61],
    "III": [18.7, 0.86, 0.94, 0.78, 0.8, 0.75, 0.76, 0.82, 0.75, 0.83, 0.75, 0.75, 0.97],
}
fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.5), sharey=True, layout="constrained")
for ax, (name, values) in zip(axes, curves.items(), strict=True):
    ax.plot(values, ".-", color="black", ms=7)
    ax.set(title=f"curve {name}", xlabel="epoch", yscale="log", ylim=(0.6, 25))
axes[0].set(ylabel="loss (powers of ten)", yticks=[1, 10], yticklabels=["1", "10"])
plt.show()

# %%
# Your prediction: put "I", "II" or "III" in place of each "?".
my_curves = {1: "?", 8: "?", 40: "?"}  # batch size: curve

# %% [markdown]
# ### A worked example: one epoch by hand
#
# The four examples of part 1, $w = (0, 0)$, lr $= 0.1$, batches {0, 1} and {2, 3}.
#
# | update | batch | $w$ before | gradient of the batch | $w$ after |
# |---|---|---|---|---|
# | 1 | 0, 1 | (0, 0) | (−1, 0) | (0.1, 0) |
# | 2 | 2, 3 | (0.1, 0) | (−4.8, −8.7) | (0.58, 0.87) |
#
# The second batch starts where the first one ended: at $w = (0.1, 0)$ both predictions are 0.1, the
# misses are −0.9 and −3.9, and their gradients (−1.8, −1.8) and (−7.8, −15.6) have the mean
# (−4.8, −8.7).
#
# The loss of all four examples was 4.5 before the epoch, and is 0.82 after it. One full-batch
# update reads four compasses as well: it goes to $(0.3, 0.45)$ and reaches 2.10.

# %% [markdown]
# ### Exercise 2: `sgd_linear` (about seven lines)
#
# Two loops, one inside the other: epochs outside, batches inside. **Ask for new batches in every
# epoch.** Write the loss of *all* examples into `history`: once before you start, and once at the
# end of each epoch. `X[rows]` are the rows of one batch. `loss` and `gradient` are ready-made.

# %% exercise="sgd_linear"
def sgd_linear(X, y, w0, lr, batch_size, epochs, rng):
    """Fit a linear prediction X @ w to y by gradient descent with mini-batches.

    X: array (N, D), one example a row. y: array (N,). w0: array (D,), the first weights.
    lr: float; the learning rate. batch_size, epochs: int; epochs may be 0.
    rng: np.random.Generator; all luck comes from here

    In every epoch: new batches of 0 ... N - 1, and for each batch one update
    w - lr * (gradient of the mean of (prediction - y)² over the examples of this batch).

    Returns (w, history): w (D,) after the last epoch; history, an array of shape (epochs + 1,),
    the mean of (prediction - y)² over ALL N examples, before the first and after every epoch.
    Does not change X, y or w0.

    Example: X = [[1.0], [3.0]], y = [2.0, 4.0], w0 = [1.0], lr = 0.05, batch_size = 2, epochs = 1
    (X, y and w0 as arrays) gives w = [1.2] and history = [1.0, 0.4].
    """
    ### BEGIN SOLUTION
    w = w0.copy()
    history = [loss(X, y, w)]
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            w = w - lr * gradient(X[rows], y[rows], w)
        history.append(loss(X, y, w))
    return w, np.array(history)
    ### END SOLUTION


# %% check="sgd_linear" points=9
check.sgd_linear(sgd_linear, points=9)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("sgd_linear", sgd_linear, points=9)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: which curve was which
#
# Run this when the check above is green. The curves come from **your** function. Now you may press
# *Reveal the losses* in the demo above, too.

# %%
with once_written():
    fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.5), sharey=True, layout="constrained")
    runs = {}
    for ax, size, colour in zip(axes, (1, 8, 40), (GREEN, RED, BLUE), strict=True):
        for seed in range(4):
            w, history = sgd_linear(X, y, w0, 0.05, size, 12, np.random.default_rng(seed))
            ax.plot(history, ".-", color=colour, lw=1, ms=5, alpha=0.7)
        runs[size] = history
        said = my_curves.get(size, "?")
        ax.set(title=f"B = {size}: you said {said}", xlabel="epoch", yscale="log", ylim=(0.6, 25))
    axes[0].set(ylabel="loss (powers of ten)", yticks=[1, 10], yticklabels=["1", "10"])
    plt.show()
    lowest = loss(X, y, np.linalg.lstsq(X, y, rcond=None)[0])
    print(f"lowest loss of any line: {lowest:.3f}")
    for size, history in runs.items():
        print(f"B = {size:2}: loss {history[1]:6.3f} after 1 epoch, {history[-1]:.3f} after 12")

# %% [markdown]
# Four seeds, four curves in each picture. For B = 40 they lie on top of each other: one batch of
# all leaves no room for luck.
#
# * **B = 40** goes down smoothly, and slowly: only twelve updates.
# * **B = 1** is nearly down after a single epoch. But it never comes to rest. It trembles.
# * **B = 8** is down after six epochs, and stays there. At this learning rate it gets the best of
#   both.

# %% [markdown]
# ### Play: your code on the map
#
# The next map runs on your `sgd_linear`; its colours are those of the pictures above. It hands your
# function one batch at a time, so that you see every update. The walks have five epochs, and the
# losses are shown. Press *Play*. Then try lr $= 0.01$, and lr $= 0.2$: who gains, who loses? Switch
# *logarithmic losses* on to see more. (Beyond the mark on the slider even the full batch diverges.)

# %%
ThreeHikers(X, y, sgd=sgd_linear, epochs=5, reveal=True)

# %% [markdown]
# ### Write down what you predicted (2 points, about four sentences)
#
# Write which curve you gave to which batch size, and what you found. Then explain one of the three
# curves: why does it fall as fast (or as slowly) as it does, or why does it tremble (or not)?
#
# | points | what the answer shows |
# |---|---|
# | 2 | three predictions, what was found, **and** one curve explained by updates or by noise |
# | 1½ | the explanation is there, but predictions or findings are not complete |
# | 1 | predictions and findings, without an explanation |
# | 0 | less than that |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=2
# I predicted: B = 1 is curve II, B = 8 is I, B = 40 is III. I found: B = 1 is III, B = 8 is I,
# B = 40 is II.
#
# I had thought that the hiker who reads all forty compasses must be the fastest, because she takes
# the best steps. But she takes only twelve of them. For the same 480 readings the single-example
# hiker takes 480 steps. Each is poor, but they are poor in different directions, so together they
# lead down: after one epoch curve III is at 0.86, and curve II at 14.43.
#
# Curve III trembles because single examples go on disagreeing at the bottom. There the full
# gradient is 0, but the gradient of one example is not, and the learning rate stays the same.

# %% [markdown]
# ## Part 4: how noisy? (10 minutes)
#
# How far is a batch gradient from the full gradient? It depends on the luck of the draw. So we draw
# many batches, and take a kind of average of the distances:
#
# 1. Draw a batch: `batch_size` **different** rows. Compute its gradient $g_B$ at $w$, shape (D,).
# 2. Take the difference to the full gradient, $g_B - g$, and its length, squared: one number.
# 3. Do this `n_draws` times. Take the mean of the squares, and at the end the root.
#
# $$\text{noise} = \sqrt{\text{mean over the draws of } \lVert g_B - g \rVert^2}
# \qquad (\lVert d \rVert \text{ is the length of } d)$$
#
# First squares, then their mean, then the root: a standard deviation is made in the same way.
# The root gives the noise the unit of the gradient, so the two can be compared.
#
# ### A worked example
#
# Part 1 again: four examples, full gradient $g = (-3, -4.5)$. Three draws with batch size 2:
#
# | draw | rows | $g_B$ | $g_B - g$ | length squared |
# |---|---|---|---|---|
# | 1 | 0, 1 | (−1, 0) | (2, 4.5) | 24.25 |
# | 2 | 0, 2 | (−1, −1) | (2, 3.5) | 16.25 |
# | 3 | 3, 0 | (−4, −8) | (−1, −3.5) | 13.25 |
#
# The mean of the last column is 17.92, its root **4.23**.

# %% [markdown]
# ### Exercise 3: `gradient_noise` (about seven lines)
#
# `rng.permutation(N)[:batch_size]` draws different rows; so does
# `rng.choice(N, batch_size, replace=False)`. The squared length of an array `d` is `np.sum(d**2)`.

# %% exercise="gradient_noise"
def gradient_noise(X, y, w, batch_size, n_draws, rng):
    """How far batch gradients are from the full gradient: root mean square of the distance.

    X: array (N, D). y: array (N,). w: array (D,); where the gradients are taken
    batch_size: int, 1 to N; each draw takes so many different rows
    n_draws: int, 1 or more; how many batches are drawn, each afresh
    rng: np.random.Generator; all luck comes from here

    Returns a float: the root of the mean, over the draws, of the squared length of
    (gradient of the batch's mean loss) - (gradient of the mean loss of all N examples).
    Does not change X, y or w.

    Example: for X = [[1.0], [1.0]], y = [0.0, 2.0], w = [3.0] and batch_size 1 the two gradients
    are 6 and 2, the full one is 4, so every draw is off by 2: the noise is 2.0, whatever the luck.
    """
    ### BEGIN SOLUTION
    full = gradient(X, y, w)
    squares = []
    for _ in range(n_draws):
        rows = rng.permutation(len(y))[:batch_size]
        off = gradient(X[rows], y[rows], w) - full
        squares.append(np.sum(off**2))
    return np.sqrt(np.mean(squares))
    ### END SOLUTION


# %% check="gradient_noise" points=6
check.gradient_noise(gradient_noise, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("gradient_noise", gradient_noise, points=6)
### END HIDDEN TESTS

# %% [markdown]
# Your draws have luck in them, so the check allows 15 % where luck plays a part, and asks for so
# many draws that a right function stays well inside.
#
# ### Measure: the price of less noise
#
# A thousand examples of the same kind. Guess first: to *halve* the noise, how many more compasses
# do you have to read: twice as many? four times? ten times?

# %%
with once_written():
    rng = np.random.default_rng(8)
    many_x = rng.uniform(-2, 2, 1000)
    many_y = 1.0 + 0.8 * many_x + rng.normal(0, 0.9, 1000)
    many_X = np.column_stack([np.ones(1000), many_x])
    sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    noise = [gradient_noise(many_X, many_y, w0, size, 300, rng) for size in sizes]
    fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    ax.loglog(sizes, noise, "o", color=BLUE, ms=7, label="measured, 300 draws each")
    law = noise[0] / np.sqrt(sizes)
    ax.loglog(sizes, law, "--", color=ORANGE, lw=2, label="noise of one, divided by root of B")
    length = np.linalg.norm(gradient(many_X, many_y, w0))
    ax.axhline(length, color="grey", lw=1)
    ax.text(512, 1.1 * length, "length of the full gradient", ha="right", fontsize=8)
    ax.set(xlabel="batch size B", ylabel="noise", title="Four times the batch, half the noise")
    ax.set(xticks=[1, 4, 16, 64, 256], xticklabels=["1", "4", "16", "64", "256"])
    ax.legend(fontsize=8)
    plt.show()
    print(" B    noise   noise · √B")
    for size, value in zip(sizes, noise, strict=True):
        print(f"{size:3} {value:8.3f} {value * np.sqrt(size):9.2f}")

# %% [markdown]
# * To **halve** the noise you have to read **four times** as many compasses. The noise falls like
#   $1/\sqrt{B}$; the cost grows like $B$. This is why small batches are such a good bargain.
# * If the rule were exact, the last column would be one number all the way down. It gets smaller at
#   the end: a batch that holds a large part of *all* examples has less left to be wrong about. At
#   $B = N$ the noise is 0.

# %% [markdown]
# ### Why B = 1 trembles
#
# The same forty examples as before, at two places: at the start, and at the bottom.

# %%
with once_written():
    bottom = np.linalg.lstsq(X, y, rcond=None)[0]
    print("              length of the    noise      noise")
    print("              full gradient    of B = 1   of B = 8")
    for name, w in (("at the start ", w0), ("at the bottom", bottom)):
        length = np.linalg.norm(gradient(X, y, w))
        noise = [gradient_noise(X, y, w, size, 500, np.random.default_rng(2)) for size in (1, 8)]
        print(f"{name} {length:14.2f} {noise[0]:11.2f} {noise[1]:10.2f}")

# %% [markdown]
# * **At the start** the gradient is about as long as the noise of a single example, and 37 of the
#   40 needles point to the downhill side.
# * **At the bottom** the gradient is gone, but the noise is not: the line cannot go through all
#   points at once, so each example pulls to its own side.
# * So with a fixed learning rate the walk **cannot settle**. A smaller one helps: with lr $= 0.01$
#   and B = 1 the loss after twelve epochs is about 0.74 instead of 0.80 (means of ten seeds,
#   measured). In practice one often starts with a larger learning rate and lowers it.
#
# Honest limit: we measured two weights and at most a thousand examples. Large networks are trained
# with batches as well. How large the best batch is depends on the data, the network, and the
# computer, which may read 32 compasses as quickly as one.

# %% [markdown]
# ## Bug hunt: who is never asked? (5 minutes)
#
# A colleague deals cards like this. Sizes look fine at first sight, the order looks shuffled. She
# has run fifty epochs with twelve examples and batches of four, and counted how often each example
# was used. **Two things are wrong.**

# %%
def buggy_minibatches(n, batch_size, rng):
    """Meant to deal out all n indices, in a new order each time. Two bugs are hidden in here."""
    order = np.random.default_rng(5).permutation(n)
    starts = range(0, n - batch_size, batch_size)
    return [order[start : start + batch_size] for start in starts]


# %%
# The symptoms: how often each of twelve examples was used in fifty epochs.
counts = np.zeros(12)
rng = np.random.default_rng(0)
for _ in range(50):
    for rows in buggy_minibatches(12, 4, rng):
        counts[rows] += 1
fig, ax = plt.subplots(figsize=(6.4, 2.4), layout="constrained")
ax.bar(range(12), counts, color=[RED if c == 0 else BLUE for c in counts])
for i in np.flatnonzero(counts == 0):
    ax.text(i, 1, "never", ha="center", fontsize=9, color=RED)
ax.axhline(50, color="grey", ls="--", lw=1)
ax.text(11.5, 52, "as it should be: 50 for each", ha="right", fontsize=8, color="dimgrey")
ax.set(xlabel="example", ylabel="times used", xticks=range(12), ylim=(0, 62))
plt.show()
for epoch in (1, 2):
    print(f"epoch {epoch}:", *buggy_minibatches(12, 4, rng))

# %% [markdown]
# Either bug alone would be less bad. Together, the same four examples are never asked.
#
# ### Exercise 4: `repaired_minibatches` (copy, and mend two lines)

# %% exercise="repaired_minibatches"
def repaired_minibatches(n, batch_size, rng):
    """Deal the indices 0 to n - 1 out into batches, in random order: buggy_minibatches, repaired.

    n, batch_size, rng, and what is returned: as in minibatches.

    Example: repaired_minibatches(12, 4, rng) has three batches of 4 entries.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    starts = range(0, n, batch_size)
    return [order[start : start + batch_size] for start in starts]
    ### END SOLUTION


# %% check="repaired_minibatches" points=3
check.repaired_minibatches(repaired_minibatches, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_minibatches", repaired_minibatches, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: what is approximated? (8 minutes)
#
# In a popular text on neural networks you can read:
#
# > "Optimisation algorithms such as SGD approximate the gradient."
#
# **What exactly is approximated here, and by what?** About eight lines, 4 points. Say what is right
# in the sentence and what is blurred. Some questions that may help: Is the gradient of a batch
# computed inexactly, like the slope in 01? In which sense is it right on average? Which part of
# `sgd_linear` samples, and which part updates? Support it with numbers from this notebook.
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, **and** sampling is kept apart from the update rule: only the first approximates |
# | 3 | a batch's gradient stands for the full one, exact for its batch; bias or noise in numbers |
# | 1 | a few examples stand for all of them, without measurement or reason |
# | 0 | none of this |

# %% [markdown] answer="approximates" points=4
# What is approximated is the *full* gradient, the mean over all N examples. It is replaced by the
# mean over a batch that was drawn at random. The batch gradient itself is not computed inexactly:
# it is the exact gradient of the loss of that batch. That is different from 01, where a slope was
# approximated with a small $h$.
#
# It is right on average. Weighted by their sizes, the batch gradients of an epoch have exactly the
# full gradient as their mean; I measured a difference of about $10^{-15}$. A single batch is off:
# at the start by 11.3 for B = 1, where the full gradient itself has the length 9.6, and by half as
# much for four times the batch.
#
# So the sentence mixes two things. *Choosing a batch* approximates the gradient. The *update rule*,
# $w - \text{lr} \cdot g$, is the same for one example, for eight, and for all; it does not
# approximate any gradient, it uses the one that it is given. With B = N nothing is approximated:
# that is plain gradient descent. Other update rules could use the same noisy gradient.

# %% [markdown]
# ## Bonus: a weight that keeps a diary (no points)
#
# Four examples, all with $x = 1$, and $y = 0, 1, 2, 3$. Start at $w = 0$ and take lr $= 3/8$, with
# batches of one. Then an update is
#
# $$w - \tfrac38 \cdot 2\,(w - y) = \tfrac14 w + \tfrac34 y$$
#
# Think of numbers in base 4, with the digits 0 to 3. There, dividing by 4 moves all digits one
# place to the right, as dividing by 10 does in ours. So each update moves what was there one place
# to the right, and writes the new $y$ in front of it: $w$ is a diary. Multiply by 4/3, write the
# number in base 4, and read whom you met, the last one first.

# %%
def read_diary(w, visits):
    """The examples that were visited, the first one first."""
    number = round(w * 4 / 3 * 4 ** (visits - 1))
    return [number // 4**k % 4 for k in range(visits)]


with once_written():
    ones, four = np.ones((4, 1)), np.array([0.0, 1.0, 2.0, 3.0])
    for seed in range(3):
        w, _ = sgd_linear(ones, four, np.zeros(1), 3 / 8, 1, 2, np.random.default_rng(seed))
        diary = read_diary(w[0], 8)
        print(f"seed {seed}: w = {w[0]:.10f}  first epoch {diary[:4]}, second epoch {diary[4:]}")

# %% [markdown]
# * Is every example in every epoch? Is the second epoch in a new order?
# * The digits in front count most. So the **last** examples of a walk have the most say in where it
#   ends. That is the trembling, seen from inside.
# * How many epochs does the diary remember? A float has room for 26 digits in base 4. Try 10 epochs
#   and `read_diary(w[0], 40)`. What has become of the first visits?

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: batch gradients at w0 for three batch sizes, and the full one.
rng = np.random.default_rng(4)
fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.9), sharex=True, sharey=True, layout="constrained")
for ax, size, colour in zip(axes, (1, 8, 40), (GREEN, RED, BLUE), strict=True):
    for _ in range(60):
        rows = np.argsort(rng.random(40))[:size]
        g = -gradient(X[rows], y[rows], w0)
        ax.plot(*g, "o", color=colour, ms=4, alpha=0.5)
    ax.annotate("", -gradient(X, y, w0), (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 2})
    ax.set(title=f"B = {size}: {480 // size} updates", xlabel="direction intercept")
axes[0].set_ylabel("direction slope")
plt.show()

# %% [markdown]
# *Where 60 batches point (dots), and where all examples together point (arrow). Above: how many
# updates 480 gradient evaluations pay for.*
#
# * A full gradient is a **mean** of the gradients of single examples. A batch takes the mean of a
#   few: exact for the batch, **unbiased** for the whole.
# * **Shuffle, deal, keep the short last batch**, and divide by the number that is really in it.
#   Luck comes from an `rng` that is handed in.
# * **Noise falls like** $1/\sqrt{B}$, **cost grows like** $B$.
# * Small batches run down fast and then tremble. Large batches are calm and slow. **The batch size
#   is a hyper-parameter**, and it goes together with the learning rate.
#
# **Next: 06, one neuron.** So far the prediction was a straight line, and its gradient one formula.
# Now the line gets a bend at its end, and the gradient has to be passed on from part to part.
