# %% [markdown]
# # 07 · Layers
#
# **What you will do.** You put neurons side by side until they are a layer, and layers in a row
# until they are a network. A batch of examples goes in on the left. Probabilities and one loss come
# out on the right.
#
# **What you will learn**
#
# * A whole layer is one matrix product, one sum and one bend.
# * Shapes tell you whether a network fits together, before anything runs.
# * Softmax turns scores into probabilities, and cross-entropy turns those into a loss.
# * Fresh weights have to differ, and they have to have the right size.
# * Without the bend, a hundred layers are worth no more than one.
#
# **What you need.** Loss and mean (04), batches and `rng` (05), one neuron (06).
# In Python: numpy arrays, `@`, `axis`, loops.
#
# **Minutes.** 80. A good place for a break is after part 4.
# You write seven functions of two to nine lines, and repair an eighth.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from downslope import check, pictures
from downslope.flow import SignalFlow
from downslope.second_opinion import once_written

np.set_printoptions(precision=3, suppress=True)

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (2 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 04)** A loss is the *mean* over the examples, not their sum. You copy every example, so
# the data is twice as long and says nothing new. What happens to the mean, and what would have
# happened to the sum?
#
# <details><summary>Open the answer</summary>
#
# The mean stays the same. The sum would double, and all slopes with it, as if the network were
# twice as wrong. A mean does not depend on how many examples you happen to have.
#
# </details>
#
# **2. (from 05)** You have 100 examples and take mini-batches of 32. How many batches are there in
# an epoch, and how many examples has the last one?
#
# <details><summary>Open the answer</summary>
#
# Four: 32 + 32 + 32 + 4. So the *same network* sees 32 rows at one time and 4 rows at another.
# Whatever you write today must not care how many rows there are.
#
# </details>

# %% [markdown]
# ## The story: a mixing desk (1 minute)
#
# Three microphones stand on a stage. Behind the stage is a **mixing desk** with two channels. Each
# channel has a slider for *each* microphone, and one knob for its own base volume. The sound of a
# channel is: every microphone times its slider, all added up, plus the base volume. Behind each
# channel sits a limiter that bends sounds that are too loud or too quiet.
#
# | on the stage | in the network |
# |---|---|
# | microphones | the inputs of a layer |
# | a channel | a neuron |
# | a slider | a weight |
# | the base volume | a bias |
# | the limiter | the activation |
# | one moment of the concert | one example, a row of `X` |
#
# The channels can feed a second desk, and that one a third. **Honest limit:** a sound engineer
# turns the sliders while he listens. Ours are fixed today. How a network finds its weights is the
# story of 08 and 09.
#
# This is the road. Values travel to the right, and each box will be a function of yours.

# %%
pictures.two_roads(backward=False)

# %% [markdown]
# | letter | means | | letter | means |
# |---|---|---|---|---|
# | N | examples in the batch (rows) | | H | neurons of a hidden layer |
# | D | inputs of a layer | | K | classes |
# | M | neurons of a layer | | | |
#
# A layer between input and output is called **hidden**: nobody tells it what its answers should be.

# %% [markdown]
# ## Part 1: many neurons at once (6 minutes)
#
# In 06 one neuron took one example: $z = w \cdot x + b$. Now M neurons listen to the same D inputs.
#
# * The weights of a neuron stand in a **column**. Side by side the columns make `W`, shape (D, M).
# * Each neuron has one bias. Together they make `b`, shape (M,).
# * The examples lie below each other as **rows** of `X`, shape (N, D).
#
# Row n of `X` meets column m of `W`. The sum goes to `Z[n, m]`, and neuron m adds its bias:
#
# $$Z[n, m] = \sum_d X[n, d] \cdot W[d, m] + b[m]$$
#
# ### A worked example
#
# Two examples, three inputs, two neurons.

# %%
X_small = np.array([[1.0, 0, 2], [3, 1, -2]])  # (N, D) = (2, 3)
W_small = np.array([[1.0, 2], [0, -1], [4, 1]])  # (D, M) = (3, 2)
b_small = np.array([10.0, -3])  # (M,) = (2,)

pictures.sum_from((1, 0), X_small, W_small, b_small)

# %% [markdown]
# Work out the other three entries with pencil and paper. Then put (0, 0), (0, 1) or (1, 1) into the
# cell above in place of (1, 0), and compare. (You should get 19, 1 and 0.)
#
# ### Read the shapes like a sentence
#
#     X       @  W       ->  X @ W
#     (N, D)     (D, M)      (N, M)
#
# The two D must agree, and they vanish. Then `+ b` adds an (M,) to an (N, M). numpy compares shapes
# from the **right**: M fits M. For the missing axis it repeats `b` in every row. This is called
# **broadcasting**, and here it is exactly what we want: neuron m adds `b[m]` in every example.

# %% [markdown]
# ### A trap that makes no noise
#
# Guess first: which of the two adds a number to each *neuron*, that is, to each column?

# %%
three_biases = np.array([10, 20, 30])
print(np.zeros((3, 3)) + three_biases)
print(np.zeros((3, 3)) + three_biases[:, np.newaxis])

# %% [markdown]
# The first. The second has turned `b` into a column of shape (3, 1), so each *example* gets a
# number. With 5 examples and 3 neurons numpy would complain. With 3 and 3 it keeps quiet.
# **Never test with square arrays only.**

# %% [markdown]
# ### The cache
#
# Each forward function returns two things: its output, and a note of what it has seen, the
# **cache**. Today we only look into it. In 08 the way back needs it.
#
# ### Exercise 1: `affine_forward` (about two lines)
#
# (*Affine* is the word for "products, added up, plus a number".)

# %% exercise="affine_forward"
def affine_forward(X, W, b):
    """The sums of a whole layer, for a whole batch.

    X: (N, D) float64; one example in each row
    W: (D, M) float64; the weights of one neuron in each column
    b: (M,) float64; one bias for each neuron

    Returns a tuple (Z, cache):
        Z: (N, M); Z[n, m] is the sum of neuron m in example n
        cache: the tuple (X, W, b)

    Does not change X, W or b.

    Example: X = [[1, 0, 2], [3, 1, -2]], W = [[1, 2], [0, -1], [4, 1]], b = [10, -3]
    gives Z = [[19, 1], [5, 0]].
    """
    ### BEGIN SOLUTION
    Z = X @ W + b
    return Z, (X, W, b)
    ### END SOLUTION


# %% check="affine_forward" points=5
check.affine_forward(affine_forward, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("affine_forward", affine_forward, points=5)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: the bend (8 minutes)
#
# A weighted sum grows with each of its inputs along a straight line. A neuron also *bends* its
# sum: that is the activation $a = g(z)$ of 06. It treats every number on its own, so `A` has the
# shape of `Z`: (N, M).
#
# | kind | $g(z)$ | at $z = -2,\ 0,\ 2$ | its values |
# |---|---|---|---|
# | "sigmoid" | $1 / (1 + e^{-z})$ | 0.119, 0.5, 0.881 | between 0 and 1 |
# | "tanh" | $\tanh z$ | −0.964, 0, 0.964 | between −1 and 1 |
# | "relu" | $z$ if $z > 0$, else 0 | 0, 0, 2 | 0 and up, **no upper end** |
#
# One practical point. For $z = -1000$ the formula of sigmoid asks for $e^{1000}$, which is too
# large for the computer. You met a way around it in 06. Here is another: $\tanh$ never overflows,
# and
#
# $$\text{sigmoid}(z) = \frac{1 + \tanh(z / 2)}{2}$$
#
# ### Exercise 2: `activation_forward` (about seven lines)
#
# Useful: `np.tanh(…)`, and `np.maximum(Z, 0)` for the larger of each entry and 0.

# %% exercise="activation_forward"
def activation_forward(Z, kind):
    """Bend every number of Z on its own: A = g(Z).

    Z: (N, M) float64
    kind: str; "sigmoid", "tanh" or "relu"

    Returns a tuple (A, cache):
        A: (N, M); the bent numbers
        cache: the tuple (Z, kind)

    Does not change Z.

    Example: activation_forward(np.array([[-2.0, 0, 2]]), "relu")[0] is [[0, 0, 2]].
    """
    ### BEGIN SOLUTION
    if kind == "sigmoid":
        A = (1 + np.tanh(Z / 2)) / 2
    elif kind == "tanh":
        A = np.tanh(Z)
    else:
        A = np.maximum(Z, 0)
    return A, (Z, kind)
    ### END SOLUTION


# %% check="activation_forward" points=4
check.activation_forward(activation_forward, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("activation_forward", activation_forward, points=4)
### END HIDDEN TESTS

# %%
# A picture: your three activations.
with once_written():
    z = np.linspace(-5, 5, 201)[np.newaxis]  # one row of 201 numbers
    fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
    styles = [("sigmoid", BLUE, "-"), ("tanh", ORANGE, "--"), ("relu", GREEN, "-.")]
    for kind, colour, dash in styles:
        ax.plot(z[0], activation_forward(z, kind)[0][0], dash, color=colour, lw=2.5, label=kind)
    ax.set(xlabel="z, the sum", ylabel="a, what the neuron says", ylim=(-1.2, 2.6))
    ax.legend(fontsize=9)
    plt.show()

# %% [markdown]
# ## Part 3: from scores to probabilities (6 minutes)
#
# The last layer has one neuron for each class. Its sums are called **logits**: scores that can be
# anything. We want probabilities: positive, and adding up to 1 in each row.
#
# **Softmax** does it in two steps: $e$ to the power of each logit makes it positive; division by
# the sum of the row makes the row add up to 1.
#
# $$P[n, k] = \frac{e^{Z[n, k]}}{\sum_j e^{Z[n, j]}}$$
#
# `Z` and `P` both have the shape (N, K).
#
# ### A worked example
#
# Take a row of logits $0,\ \log 2,\ \log 3$. (The natural logarithm, `np.log`.)
#
# | | class 0 | class 1 | class 2 | sum |
# |---|---|---|---|---|
# | logit $z$ | 0 | 0.693 | 1.099 | |
# | $e^z$ | 1 | 2 | 3 | 6 |
# | probability | 1/6 | 2/6 | 3/6 | 1 |

# %% [markdown]
# ### Add 5 to the whole row
#
# Guess first: what happens to the probabilities if each of the three logits grows by 5?
#
# <details><summary>Open the answer</summary>
#
# Nothing. Each $e^z$ is multiplied by $e^5$, so the sum is, too, and the fraction stays. **Softmax
# does not see a number that is added to a whole row.**
#
# </details>
#
# This is our way out of a practical problem:

# %%
with np.errstate(over="ignore"):  # numpy would warn, and rightly so
    print("exp of 700 :", np.exp(700.0))
    print("exp of 1000:", np.exp(1000.0))

# %% [markdown]
# A row with a logit of 1000 would become `inf / inf`, which is `nan`. So first take a number off
# the whole row, such that no logit is above 0. Which number of the row is that?
#
# One hint about shapes. For a `Z` of shape (N, K), `Z.max(axis=1)` has shape (N,), which
# broadcasting would lay along the *columns*. `Z.max(axis=1, keepdims=True)` keeps the axis: the
# shape is (N, 1), one number for each *row*.
#
# ### Exercise 3: `softmax` (about three lines)

# %% exercise="softmax"
def softmax(Z):
    """Turn each row of logits into probabilities.

    Z: (N, K) float64; logits, also as large as 1000 or as low as -1000

    Returns P, an array of shape (N, K): no entry is negative, and every row adds up to 1.

    Does not change Z.

    Example: softmax(np.log([[1.0, 2, 3]])) is [[1/6, 2/6, 3/6]].
    """
    ### BEGIN SOLUTION
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="softmax" points=5
check.softmax(softmax, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("softmax", softmax, points=5)
### END HIDDEN TESTS

# %%
# A picture: the same three scores, and the same scores with more and more contrast.
with once_written():
    scores = np.array([[1.0, 2, 0]])
    fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.2), sharey=True, layout="constrained")
    for ax, contrast in zip(axes, (0.2, 1, 5), strict=True):
        ax.bar(range(3), softmax(contrast * scores)[0], color=[BLUE, ORANGE, GREEN])
        said = ", ".join(f"{v:g}" for v in contrast * scores[0])
        ax.set(title=f"logits {said}", xlabel="class", xticks=range(3))
        ax.set_ylim(0, 1)
    axes[0].set_ylabel("probability")
    plt.show()

# %% [markdown]
# The order of the classes never changes. But large *differences* make softmax very sure of itself,
# and small ones leave it undecided.

# %% [markdown]
# ## Part 4: one number for a whole batch (6 minutes)
#
# Let $p$ be the probability that the network gave to the **right** class. Its loss for this example
# is $-\log p$. This is called **cross-entropy**. You may read it as *surprise*:
#
# | $p$ for the right class | 1 | 0.9 | 0.5 | 0.1 | 0.001 |
# |---|---|---|---|---|---|
# | loss $-\log p$ | 0 | 0.11 | 0.69 | 2.30 | 6.91 |
#
# Sure and right costs nothing. Sure and wrong costs a lot. The other classes don't appear, but they
# are not free: what they get, the right class cannot have. (With two classes this is the loss of
# 06.) The loss of a batch is the mean over its examples.

# %% [markdown]
# ### A worked example
#
# Two examples, three classes, `y = [2, 2]`: in both examples class 2 is right.
#
# | | probabilities | right class | its $p$ | loss |
# |---|---|---|---|---|
# | example 0 | 1/6, 2/6, 3/6 | 2 | 1/2 | 0.693 |
# | example 1 | 3/6, 2/6, 1/6 | 2 | 1/6 | 1.792 |
# | | | | mean | **1.242** |
#
# **Pure guessing.** If all K logits are equal, each class gets $1/K$, and the loss is $\log K$. For
# ten classes that is 2.303. Learn this number: a network that starts far above it is sure of
# nonsense.

# %% [markdown]
# ### Never take the logarithm of 0
#
# If the right class lies 1000 behind, its probability is so tiny that the computer rounds it to 0,
# and $-\log 0$ is infinite. The true loss is 1000: large, but finite. So don't go through the
# probability. Write $s$ for the K logits of a row *after* its largest was taken off, and $y$ for
# the right class. Then
#
# $$-\log p = -\log \frac{e^{s_y}}{\sum_j e^{s_j}} = \log \Big(\sum_j e^{s_j}\Big) - s_y$$
#
# The sum contains $e^0 = 1$, so it is never 0. Nothing can go wrong.

# %% [markdown]
# ### Exercise 4: `cross_entropy` (about four lines)
#
# To pick one entry in each row of an array `S`: `S[np.arange(N), y]` is
# `S[0, y[0]], S[1, y[1]], …`, shape (N,).

# %% exercise="cross_entropy"
def cross_entropy(Z, y):
    """The mean loss of a batch.

    Z: (N, K) float64; logits (not probabilities), one row for each example
    y: (N,) int; the right class of each example, 0 <= y[n] < K

    Returns a float: the mean over the N examples of -log softmax(Z)[n, y[n]]. It is finite for
    all finite logits, also near +1000 and -1000.

    Does not change Z or y.

    Example: cross_entropy(np.zeros((3, 4)), np.array([1, 3, 1])) is log 4 = 1.386.
    """
    ### BEGIN SOLUTION
    S = Z - Z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]
    return losses.mean()
    ### END SOLUTION


# %% check="cross_entropy" points=5
check.cross_entropy(cross_entropy, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("cross_entropy", cross_entropy, points=5)
### END HIDDEN TESTS

# %% [markdown]
# **A good place for a break.** You have all the pieces. What is left is to give them weights and to
# put them in a row.

# %% [markdown]
# ## Predict first: two questions (1 minute)
#
# Please answer before you read on. A wrong guess costs nothing.
#
# **A.** A network has `sizes = [64, 32, 10]`: 64 inputs, one hidden layer of 32 neurons, 10
# classes. How many numbers (weights and biases) does it have to learn?
#
# **B.** Somebody sets all weights that *leave* hidden neuron 2 to 0. Then you turn a weight that
# leads *into* neuron 2. Which of these change: its sum `"z"`, its answer `"a"`, the `"logits"`, the
# `"loss"`?

# %%
# Your predictions: put a number in place of None, and names into the list.
my_count = None
my_changes = []

# %% [markdown]
# ## Part 5: shapes, and fresh weights (15 minutes)
#
# ### The shape table
#
# Before you build a network, write down its shapes. Between two neighbouring sizes stands one
# layer. For `sizes = [2, 3, 2]` and N = 5 examples:
#
# | layer | shape of `W` | shape of `b` | shape of `Z` |
# |---|---|---|---|
# | 1 | (2, 3) | (3,) | (5, 3) |
# | 2 | (3, 2) | (2,) | (5, 2) |
#
# Three sizes, two layers: it is the fence of 02 again, posts and panels. And only `Z` knows about
# N. **The weights don't care how many examples come.**
#
# ### Exercise 5: `shape_table` (about five lines)

# %% exercise="shape_table"
def shape_table(sizes, N):
    """The shapes of a network, one row for each layer.

    sizes: list of int; inputs, neurons of each hidden layer, classes; at least 2 entries
    N: int; the number of examples in the batch

    Returns a list of tuples (layer, shape of W, shape of b, shape of Z), the first layer first:
        layer: int; 1 for the first layer
        the shapes: tuples of int

    Example: shape_table([2, 3, 2], 5) is [(1, (2, 3), (3,), (5, 3)), (2, (3, 2), (2,), (5, 2))].
    """
    ### BEGIN SOLUTION
    table = []
    for i in range(len(sizes) - 1):
        n_in, n_out = sizes[i], sizes[i + 1]
        table.append((i + 1, (n_in, n_out), (n_out,), (N, n_out)))
    return table
    ### END SOLUTION


# %% check="shape_table" points=2
check.shape_table(shape_table, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("shape_table", shape_table, points=2)
### END HIDDEN TESTS

# %%
# Look: prediction A. Your table counts the numbers of the network.
with once_written():
    total = 0
    for layer, W_shape, b_shape, Z_shape in shape_table([64, 32, 10], N=100):
        count = np.prod(W_shape) + np.prod(b_shape)
        total += count
        print(f"layer {layer}: W {W_shape}, b {b_shape}: {count} numbers;   Z {Z_shape}")
    print(f"together: {total}.   Your prediction: {my_count}")

# %% [markdown]
# ### All equal is useless
#
# What should the weights be before anything is learnt? Let us try all 0.5: two examples, three
# hidden neurons.

# %%
with once_written():
    Z, _ = affine_forward(X_small, np.full((3, 3), 0.5), np.zeros(3))
    print(Z)

# %% [markdown]
# Three neurons, one opinion. If they have the same weights behind them as well, they also get the
# same slopes, so every step of learning moves them alike. They stay copies for ever: a hundred
# neurons do the work of one. So **weights are drawn at random**, only to make the neurons
# different. Biases can start at 0.

# %% [markdown]
# ### Too large, too small
#
# How large should they be? A sum of many random numbers tends to be larger than each of them, and
# the next layer takes sums of these sums. We send 200 random examples through ten layers of 100
# relu neurons, with weights of three different spreads. (The **spread** is the standard deviation,
# `np.std`: the typical distance from the mean.)

# %%
# A picture: the spread of the answers, layer by layer. Note the scale: powers of ten.
# Run it; no need to read the code.
rng = np.random.default_rng(7)
fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
spread_of = {"1": 1.0, "√(2/100) = 0.14": np.sqrt(2 / 100), "0.01": 0.01}
styles = [("o-", RED), ("s-", GREEN), ("^-", BLUE)]
for (name, std), (style, colour) in zip(spread_of.items(), styles, strict=True):
    A, spreads = rng.normal(size=(200, 100)), []
    for _ in range(10):
        A = np.maximum(A @ rng.normal(scale=std, size=(100, 100)), 0)
        spreads.append(A.std())
    label = f"weights with spread {name}"
    ax.semilogy(range(1, 11), spreads, style, color=colour, label=label)
ax.set(xlabel="layer", ylabel="spread of the answers", xticks=range(1, 11))
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# With spread 1 the answers explode, with 0.01 they fade to nothing. In between lies a spread that
# keeps them alive. It depends on the number of inputs, for each neuron adds up `n_in` terms:
#
# | scheme | spread of the weights | made for |
# |---|---|---|
# | `"he"` (K. He, 2015) | $\sqrt{2 / n_\text{in}}$ | relu; it throws half away: hence the 2 |
# | `"xavier"` (X. Glorot, 2010) | $\sqrt{2 / (n_\text{in} + n_\text{out})}$ | tanh and sigmoid |
#
# Honest limit: these rules keep the *first* forward pass healthy. What happens to the slopes on the
# way back, and later in training, is the theme of 10.
#
# ### Exercise 6: `init_params` (about six lines)
#
# `rng.normal(size=(3, 4))` draws an array of shape (3, 4) with spread 1 and mean 0. What do you
# have to multiply it by?

# %% exercise="init_params"
def init_params(sizes, rng, scheme="he"):
    """Draw the weights of a new network.

    sizes: list of int; inputs, neurons of each hidden layer, classes; at least 2 entries
    rng: np.random.Generator; all random numbers are drawn from it
    scheme: str; "he": normal weights with standard deviation sqrt(2 / n_in), or
        "xavier": normal weights with standard deviation sqrt(2 / (n_in + n_out))

    Returns params, a list with one dict for each layer, the first layer first:
        {"W": array of shape (n_in, n_out), random with mean 0; "b": zeros of shape (n_out,)}

    Does not change sizes. Generators with the same seed give the same params.
    """
    ### BEGIN SOLUTION
    params = []
    for i in range(len(sizes) - 1):
        n_in, n_out = sizes[i], sizes[i + 1]
        std = np.sqrt(2 / (n_in if scheme == "he" else n_in + n_out))
        params.append({"W": std * rng.normal(size=(n_in, n_out)), "b": np.zeros(n_out)})
    return params
    ### END SOLUTION


# %% check="init_params" points=4
check.init_params(init_params, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("init_params", init_params, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 6: the whole road (11 minutes)
#
# ### A worked example: the puzzle that one line cannot solve
#
# Two inputs, 0 or 1. The answer should be class 1 if *exactly one* of them is 1, and class 0
# otherwise. (This is called XOR, "either or".) Nobody can separate the two classes with one
# straight line: see the left picture below.
#
# A tiny network can. Its weights were found with pencil and paper:
#
# * hidden neuron 0: $h_0 = \text{relu}(x_0 + x_1)$, "how many ones?"
# * hidden neuron 1: $h_1 = \text{relu}(x_0 + x_1 - 1)$, "how many more than one?"
# * logit of class 0: always 0. Logit of class 1: $2 h_0 - 4 h_1 - 1$.
#
# | $x_0, x_1$ | sums $z$ | answers $h_0, h_1$ | logits | the larger one |
# |---|---|---|---|---|
# | 0, 0 | 0, −1 | 0, 0 | 0, −1 | class 0 |
# | 0, 1 | 1, 0 | 1, 0 | 0, 1 | class 1 |
# | 1, 0 | 1, 0 | 1, 0 | 0, 1 | class 1 |
# | 1, 1 | 2, 1 | 2, 1 | 0, −1 | class 0 |
#
# Check the last row with your own pencil.

# %%
X_xor = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
y_xor = np.array([0, 1, 1, 0])
params_xor = [
    {"W": np.array([[1.0, 1], [1, 1]]), "b": np.array([0.0, -1])},
    {"W": np.array([[0.0, 2], [0, -4]]), "b": np.array([0.0, -1])},
]

# A picture: the four examples as they come, and as the hidden layer sees them.
# No need to read the code below.
fig, (before, after) = plt.subplots(1, 2, figsize=(6.6, 2.8), layout="constrained")
places = [X_xor, np.array([[0, 0], [1, 0], [1, 0], [2, 1]])]
for ax, P in zip((before, after), places, strict=True):
    ax.plot(*P[y_xor == 0].T, "o", ms=11, color=BLUE, label="class 0")
    ax.plot(*P[y_xor == 1].T, "s", ms=11, color=ORANGE, label="class 1")
before.set(title="the inputs", xlabel="$x_0$", ylabel="$x_1$", xlim=(-0.6, 1.6), ylim=(-0.6, 1.6))
after.plot([0.2, 2.6], [-0.15, 1.05], "--", color="grey", lw=1.5)
after.set(title="what the hidden layer says", xlabel="$h_0$", ylabel="$h_1$")
after.set(xlim=(-0.6, 2.6), ylim=(-0.6, 1.6))
after.text(1, -0.4, "two examples", ha="center", fontsize=8)
before.legend(fontsize=8, loc="upper center")
plt.show()

# %% [markdown]
# On the left no line separates circles from squares. On the right one does (dashed): the hidden
# layer has **folded** the plane, and two examples now lie on top of each other. That is what hidden
# layers are for: they move the examples until the last layer has an easy task.

# %% [markdown]
# ### The recipe
#
# For each layer: sum, then bend, and the result is the input of the next layer. With one exception:
# **behind the last layer there is no bend.** Logits may be negative; softmax wants them as they
# are.
#
# Collect the caches of all steps in one list, in the order of the steps. With three layers and
# `acts = ["relu", "tanh"]`:
#
# | step | function | its cache |
# |---|---|---|
# | 0 | `affine_forward`, layer 1 | `caches[0]` |
# | 1 | `activation_forward`, "relu" | `caches[1]` |
# | 2 | `affine_forward`, layer 2 | `caches[2]` |
# | 3 | `activation_forward`, "tanh" | `caches[3]` |
# | 4 | `affine_forward`, layer 3 | `caches[4]` |
#
# L layers have L − 1 kinds and 2 L − 1 caches. In 09 the way back will read this list from its end.

# %% [markdown]
# ### Exercise 7: `forward` (about nine lines)
#
# Use your own `affine_forward` and `activation_forward`. (If one of them is not right yet, the
# check below cannot pass either: mend that one first. At grading a mistake there costs nothing
# here.)

# %% exercise="forward"
def forward(params, X, acts):
    """Run a network of any depth on a batch.

    params: list of L layers {"W": (D, M), "b": (M,)}, the first layer first
    X: (N, D) float64
    acts: list of L - 1 str; the kind of activation behind each hidden layer; none behind the last

    Returns a tuple (logits, caches):
        logits: (N, K); what the last layer says
        caches: list of the 2 L - 1 caches of all steps, in the order of the steps:
            affine, activation, affine, activation, ..., affine

    Does not change params, X or acts.
    """
    ### BEGIN SOLUTION
    caches = []
    A = X
    for i in range(len(params)):
        Z, cache = affine_forward(A, params[i]["W"], params[i]["b"])
        caches.append(cache)
        if i < len(acts):
            A, cache = activation_forward(Z, acts[i])
            caches.append(cache)
    return Z, caches
    ### END SOLUTION


# %% check="forward" points=5
check.forward(forward, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("forward", forward, points=5)
### END HIDDEN TESTS

# %%
# The puzzle, solved by your functions.
with once_written():
    logits, caches = forward(params_xor, X_xor, ["relu"])
    print("logits:\n", logits)
    print("answers:", logits.argmax(axis=1), "  right:", y_xor)
    print("probabilities of class 1:", softmax(logits)[:, 1])
    print("loss:", round(cross_entropy(logits, y_xor), 3), "  pure guessing:", round(np.log(2), 3))

# %% [markdown]
# ### Three promises that every network keeps
#
# They are quick tests for any network that you ever build. Guess each result before you run.

# %%
with once_written():
    rng = np.random.default_rng(1)
    X_any, y_any = rng.normal(size=(6, 3)), rng.integers(0, 4, size=6)
    network = init_params([3, 5, 4], rng)
    logits, _ = forward(network, X_any, ["tanh"])

    print("1. An example alone gets the same logits as in its batch:")
    print("   ", forward(network, X_any[2:3], ["tanh"])[0][0], "and", logits[2])

    print("2. Hidden neurons in another order change nothing:")
    order = [4, 2, 0, 3, 1]
    mixed = [
        {"W": network[0]["W"][:, order], "b": network[0]["b"][order]},
        {"W": network[1]["W"][order], "b": network[1]["b"]},
    ]
    again, _ = forward(mixed, X_any, ["tanh"])
    print("    largest change of a logit:", np.abs(again - logits).max(), "(rounding)")

    print("3. With all weights 0 it guesses among 4 classes:")
    zero = [{"W": 0 * layer["W"], "b": 0 * layer["b"]} for layer in network]
    guessing = cross_entropy(forward(zero, X_any, ["tanh"])[0], y_any)
    print(f"    loss {guessing:.4f}, and log 4 is {np.log(4):.4f}")

# %% [markdown]
# ## Part 7: watch the signal flow (9 minutes)
#
# A network with three inputs, four hidden neurons and two classes, driven by **your** `forward`.
# (If it is not finished, the line below the picture says so, and the course's own takes over.)
#
# 1. Press **Forward** until the probabilities are there. Click a neuron: its sum is written out.
# 2. Click a weight, and move its slider. Which numbers change? Are there changes to the *left* of
#    it?
# 3. Click hidden neuron `a1[2]`, and press **Cut its outgoing weights**. Now click a weight that
#    leads *into* it, and move the slider far to both sides. Watch the neuron, then the output.

# %%
params_flow = [
    {"W": np.array([[0.9, -0.6, 0.4, 0.2], [-0.5, 0.8, 0.7, -1.1], [0.3, 0.5, -0.9, 0.6]]),
     "b": np.array([0.1, -0.2, 0.6, 0.0])},
    {"W": np.array([[1.2, -0.7], [-0.8, 0.9], [0.6, 1.1], [-0.4, 0.5]]),
     "b": np.array([0.2, -0.1])},
]  # fmt: skip
X_flow = np.array([[0.8, -0.5, 0.3], [-0.6, 0.9, 0.4], [0.2, 0.7, -0.9], [-0.4, -0.8, 0.5]])
y_flow = np.array([0, 1, 1, 0])

SignalFlow(params_flow, X_flow, ["tanh"], y_flow, forward=forward)

# %% [markdown]
# Now prediction B in numbers: cut the weights that leave neuron 2, then turn `W1[0, 2]`.

# %%
# Look: prediction B.
with once_written():
    cut = [params_flow[0], {**params_flow[1], "W": params_flow[1]["W"].copy()}]
    cut[1]["W"][2] = 0  # row 2: all weights that leave hidden neuron 2
    turned = [{**cut[0], "W": cut[0]["W"].copy()}, cut[1]]
    turned[0]["W"][0, 2] += 1.5
    values = []
    for network in (cut, turned):
        logits, caches = forward(network, X_flow, ["tanh"])
        z, a = caches[1][0][0, 2], caches[2][0][0, 2]  # example 0, neuron 2
        values.append({"z": z, "a": a, "logits": logits[0], "loss": cross_entropy(logits, y_flow)})
    for name in values[0]:
        old, new = values[0][name], values[1][name]
        verdict = "same   " if np.all(old == new) else "changed"
        guess = "you said: changes" if name in my_changes else ""
        print(f"{name:7} {verdict}  {np.round(old, 3)}  ->  {np.round(new, 3)}   {guess}")

# %% [markdown]
# ### Write down what you predicted (3 points, about six sentences)
#
# For A: your number, and how 2410 comes about from the shapes. For B: your guess, what happened,
# and why. And one question more: in B the weights that leave neuron 2 were *all* 0. What if only
# *one* of them is 0?
#
# | points | what the answer shows |
# |---|---|
# | 3 | both predictions, both explained, **and** the case of one single 0 |
# | 2 | both predictions, and both explained by shapes (A) and by the path of the signal (B) |
# | 1 | both predictions, one of them explained |
# | 0 | a prediction is missing, or nothing is explained |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=3
# **A.** I guessed $64 \cdot 32 + 32 \cdot 10 = 2368$ and forgot the biases. Layer 1 has a weight
# for each pair of input and neuron, $64 \cdot 32 = 2048$, and 32 biases. Layer 2 has $32 \cdot 10 =
# 320$ and 10 biases. Together $2048 + 32 + 320 + 10 = 2410$.
#
# **B.** I guessed z and a. These two changed, logits and loss did not. The weight leads into neuron
# 2, so its sum and its answer move. But the answer reaches the logits only over the weights that
# leave it, and each of those multiplies it by 0. So nobody hears it.
#
# **One single 0.** Then only that path is shut. The neuron still reaches the other logit, so this
# logit changes, and with it both probabilities (softmax divides by the sum of all) and the loss.

# %% [markdown]
# ## Part 8: why bend at all? (2 minutes)
#
# Sums are so simple. Why not a network of sums only, if we just make it deep enough?
#
# We try, with data that lie in two interleaved half moons:
#
# | | network on the left | network on the right |
# |---|---|---|
# | hidden neurons | 40 and 40 | 40 and 40 |
# | hidden weights | random | the same |
# | behind each hidden layer | **nothing** | **tanh** |
#
# We can't train yet, so only the *last* layer is fitted, by least squares. (That is a formula for
# the best straight fit; `np.linalg.lstsq` knows it.) Guess first: how will the borders differ?

# %%
# A picture: where each network says "class 1". It takes your affine_forward and activation_forward.
# Run it; no need to read the code.
def moons(n, rng):
    """n points in two half moons: X (n, 2), y (n,)."""
    t, y = rng.uniform(0, np.pi, n), rng.integers(0, 2, n)
    upper, lower = np.c_[np.cos(t), np.sin(t)], np.c_[1 - np.cos(t), 0.5 - np.sin(t)]
    return np.where(y[:, np.newaxis] == 0, upper, lower) + 0.15 * rng.normal(size=(n, 2)), y


def hidden(X, layers, bend):
    """What the last hidden layer says; with or without a bend behind each layer."""
    for W, b in layers:
        X, _ = affine_forward(X, W, b)
        if bend:
            X, _ = activation_forward(X, "tanh")
    return np.c_[X, np.ones(len(X))]  # a column of ones: the last layer has a bias


with once_written():
    rng = np.random.default_rng(0)
    (X_moons, y_moons), (X_new, y_new) = moons(300, rng), moons(1000, rng)
    layers = [(rng.normal(size=(2, 40)), rng.normal(size=40)),
              (rng.normal(size=(40, 40)) / 6, rng.normal(size=40))]  # fmt: skip
    x0, x1 = np.meshgrid(np.linspace(-1.6, 2.6, 160), np.linspace(-1.2, 1.7, 120))
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 2.9), sharey=True, layout="constrained")
    for ax, bend in zip(axes, (False, True), strict=True):
        last, *_ = np.linalg.lstsq(hidden(X_moons, layers, bend), np.eye(2)[y_moons], rcond=None)
        right = np.mean((hidden(X_new, layers, bend) @ last).argmax(axis=1) == y_new)
        winner = (hidden(np.c_[x0.ravel(), x1.ravel()], layers, bend) @ last).argmax(axis=1)
        ax.contourf(x0, x1, winner.reshape(x0.shape), levels=[-0.5, 0.5, 1.5],
                    colors=["#cfe3f2", "#fbe6c4"])  # fmt: skip
        for k, marker, colour in ((0, "o", BLUE), (1, "^", RED)):
            ax.plot(*X_moons[y_moons == k].T, marker, ms=3.5, color=colour, label=f"class {k}")
        name = "three layers, with tanh" if bend else "three layers of sums only"
        ax.set(title=f"{name}\n{right:.0%} of new points right", xlabel="$x_0$")
    axes[0].set_ylabel("$x_1$")
    axes[0].legend(fontsize=8, loc="lower left")
    plt.show()

# %% [markdown]
# *Background: what the network answers there, blue for class 0, orange for class 1.*
#
# The network of sums draws one straight line, however deep it is. The one that bends follows the
# moons.
#
# Is it bad luck with the weights? Let us make *one* layer out of the two hidden ones, and compare.

# %%
with once_written():
    (W1, b1), (W2, b2) = layers
    two_layers = affine_forward(affine_forward(X_moons, W1, b1)[0], W2, b2)[0]
    one_layer = affine_forward(X_moons, W1 @ W2, b1 @ W2 + b2)[0]
    print("largest difference:", np.abs(two_layers - one_layer).max())
    print("shape of the one W:", (W1 @ W2).shape)

# %% [markdown]
# ## In your own words: why not only sums? (5 points, 6 minutes)
#
# A friend says: *"I leave the activations out. I have a thousand layers instead, that must be
# enough."* Explain why it is not. About eight lines. Use the last two cells, and show with letters
# ($W_1, b_1, W_2, b_2$) or with a small example of numbers what becomes of two layers.
#
# Then judge this popular claim: *"It is the activation function that lets a network learn
# non-linear relations."* Is it true? Is the activation alone enough?
#
# | points | what the answer shows |
# |---|---|
# | 5 | as for 4, **and** the claim is judged: true, but at least one more thing is needed |
# | 4 | shows with letters or numbers that two layers of sums are one layer of sums |
# | 2 | says so, and supports it by an observation (the straight border, the two equal results) |
# | 0 | nothing written, or only "it works better" |

# %% [markdown] answer="linear" points=5
# Two layers of sums are one layer of sums. The first gives $X W_1 + b_1$. The second takes this in:
# $(X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2)$. Call the first bracket $W$ and the
# second $b$, and it is an ordinary layer $X W + b$. I measured it: the largest difference was about
# $4 \cdot 10^{-15}$: rounding. A third layer changes nothing, and neither does the thousandth:
# each melts into the one before. So the border between two classes is always one straight line. On
# the moons 84 % of the new points were right, with tanh 99 %. XOR it could never solve.
#
# The claim is true: sums alone can only draw straight lines, so every bend in the border comes from
# an activation. But an activation alone is not enough. It has to stand *between* layers, there have
# to be enough hidden neurons, and their weights must be found. And it has to bend: with $g(z) = 3z$
# everything would still melt into one layer.

# %% [markdown]
# ## Bug hunt: right for a week (7 minutes)
#
# A colleague has written her own softmax. She tried it on one example, and it was right. It worked
# for a week. Then somebody came with three examples.

# %%
def buggy_softmax(Z):
    """Meant to turn each row of logits into probabilities. Two bugs are hidden in here."""
    E = np.exp(Z - np.max(Z))
    return E / E.sum(axis=1)


# %%
# The symptoms. Each row should add up to 1.
batches = {
    "one example, three classes": np.array([[1.0, 2, 3]]),
    "three examples, three classes": np.array([[1.0, 2, 3], [1, 1, 1], [3, 0, 0]]),
    "two examples, three classes": np.array([[1.0, 2, 3], [1, 1, 1]]),
    "one high, one low example": np.array([[900.0, 901], [-1, 0]]),
}
for name, Z in batches.items():
    try:
        with np.errstate(all="ignore"):
            print(f"{name}: rows add up to {buggy_softmax(Z).sum(axis=1)}")
    except ValueError as problem:
        print(f"{name}: an error!\n    {problem}")

# %% [markdown]
# Read the symptoms one by one. Why is one example always right? Why is there an error in the third
# batch and none in the second? What is special about the last?
#
# ### Exercise 8: `repaired_softmax` (about three lines)
#
# Mend both bugs. Then put your version into the cell of the symptoms, and see.

# %% exercise="repaired_softmax"
def repaired_softmax(Z):
    """Turn each row of logits into probabilities: buggy_softmax without its two bugs.

    Z, and what is returned: as in softmax. Does not change Z.
    """
    ### BEGIN SOLUTION
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))  # each row has a largest logit of its own
    sums = E.sum(axis=1, keepdims=True)  # and its sum stands beside it
    return E / sums
    ### END SOLUTION


# %% check="repaired_softmax" points=2
check.repaired_softmax(repaired_softmax, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_softmax", repaired_softmax, points=2)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>The symptoms explained (open it when your version passes)</summary>
#
# *One example:* the largest logit of the batch is its own, and its single sum fits. *Three rows,
# three columns:* the sums have shape (3,) and lie along the columns. numpy keeps quiet, and column
# k is divided by the sum of row k. *Two rows, three columns:* (2, 3) and (2,) don't fit. *One high,
# one low:* 901 was taken off both rows, so all powers of the low one are rounded to 0, and 0 / 0
# is `nan`. (The `inf` of the other row is a 1 that was divided by that same sum of 0.)
#
# </details>

# %% [markdown]
# ## Bonus: a newborn network looks at digits (no points)
#
# 1797 handwritten digits, each 8 × 8 = 64 pixels; they come with scikit-learn. We show them to
# three networks `[64, 32, 10]` that have learnt nothing. Guess first: how many do they get right?
# Is the loss above or below $\log 10 = 2.303$?

# %%
with once_written():
    pixels, digits = load_digits(return_X_y=True)
    pixels = pixels / 16  # between 0 and 1
    for seed in range(3):
        newborn = init_params([64, 32, 10], np.random.default_rng(seed))
        logits, _ = forward(newborn, pixels, ["relu"])
        right = np.mean(logits.argmax(axis=1) == digits)
        loss = cross_entropy(logits, digits)
        print(f"network {seed}: {right:.0%} right, loss {loss:.2f};   log 10 = {np.log(10):.2f}")

# %% [markdown]
# About one in ten is right, as by rolling dice. And the loss is a little *above* pure guessing: the
# random weights have opinions, and the opinions are wrong. In 09 you train exactly this network.
#
# **If you go on to PyTorch:** there a linear layer stores its weights flipped, as (outputs,
# inputs). The shape table looks different, the sums are the same.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: sizes [64, 32, 10], a batch of N examples.
fig, ax = plt.subplots(figsize=(7.6, 2.1), layout="constrained")
ax.set(xlim=(-0.2, 10.7), ylim=(-1.6, 1.3))
ax.axis("off")
boxes = ["affine\n64 → 32", "relu", "affine\n32 → 10", "softmax", "mean of\n−log p"]
shapes = ["X\n(N, 64)", "Z\n(N, 32)", "A\n(N, 32)", "logits\n(N, 10)", "P\n(N, 10)", "loss\n()"]
owned = ["W (64, 32)\nb (32,)", "", "W (32, 10)\nb (10,)", "", ""]
for i, (box, own) in enumerate(zip(boxes, owned, strict=True)):
    x = 1.2 + 2 * i
    style = {"boxstyle": "round,pad=0.5", "fc": "#eef3f7", "ec": BLUE}
    ax.text(x, 0, box, ha="center", va="center", fontsize=10, bbox=style)
    ax.text(x, -0.75, own, ha="center", va="top", fontsize=9, color=RED)
for i, shape in enumerate(shapes):
    x = 0.2 + 2 * i
    ax.annotate("", (x + 0.32, 0), (x - 0.32, 0), arrowprops={"arrowstyle": "-|>", "color": "k"})
    ax.text(x, 0.6, shape, ha="center", fontsize=9)
plt.show()

# %% [markdown]
# *Above the arrows: what flows, and its shape. Below the boxes: what will be learnt, 2410 numbers.*
#
# * A layer is `X @ W + b`, then a bend. Rows are examples, columns are neurons.
# * Shapes are checked from the right. Never test with square arrays only.
# * Softmax makes probabilities, and does not see a number added to a whole row. So take off the
#   largest.
# * Cross-entropy is the surprise about the right class. Guessing among K classes costs $\log K$.
# * Fresh weights differ at random, with a spread that fits the number of inputs.
# * A neuron is heard only over the weights that leave it.
# * Layers without a bend between them melt into one.
#
# **Next: 08, passing the blame.** The loss is there. Which of the 2410 numbers is to blame for it,
# and by how much? The blame travels the same road, in the other direction.
