# %% [markdown]
# # 08 · Passing the blame I
#
# **What you will do.** A small network misses its target. You send the blame for the miss
# backwards, layer by layer, until every weight knows its share. Then you cut wires and watch who
# is no longer to blame.
#
# **What you will learn**
#
# * Every layer has two functions: *forward* passes values on, *backward* passes blame back.
# * The shapes of the arrays lead you to each backward function.
# * The blame for a neuron contains the weights of the *next* layer.
# * A gradient checker tells you which gradient is wrong, even when you don't see why.
#
# **What you need.** Slopes and steps (01, 02), the gradient checker (03), a neuron and its slope
# (06), the forward pass of a network (07). In Python: numpy arrays, `@`, and `axis=0`.
#
# **Minutes.** 100. A good place for a break is after exercise 3.
# You write six short functions, about 35 lines in all, and repair a seventh.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check, pictures
from downslope.blame import BlameMap
from downslope.gradcheck import numerical_gradient
from downslope.layers import activation_forward, affine_forward, softmax, two_layer_forward
from downslope.second_opinion import check_layer, check_loss, check_network, once_written

np.set_printoptions(precision=3, suppress=True)

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 02)** Your stop rule says: stop as soon as the slope is nearly 0. Your hiker has
# stopped. Is this the lowest point of the whole landscape?
#
# <details><summary>Open the answer</summary>
#
# Not necessarily. A slope near 0 only says that the ground is flat *here*. It can be the lowest
# valley, another valley, a plateau, or a hill top. A stop rule sees the slope, nothing else.
#
# </details>
#
# **2. (from 06)** A tanh neuron gets $z = 5$, so it answers $a = \tanh 5 = 0.9999$. Somebody would
# like another answer, and turns $z$ a little. How much does $a$ change?
#
# <details><summary>Open the answer</summary>
#
# Hardly at all. The slope of tanh is $1 - a^2 = 1 - 0.9999^2 \approx 0.0002$: the neuron is
# saturated. Remember this number. In this notebook blame has to pass through that slope.
#
# </details>

# %% [markdown]
# ## The story: a shell, a gunner, and three scouts (3 minutes)
#
# In 04 a gun missed its target. You asked each knob: *if I turn you a little, how much does the
# miss change?* That number was the knob's share of the blame.
#
# Now the gunner doesn't see the target. Three scouts report to him. He trusts some of them more
# than others, and sets the gun. The shell lands too far.
#
# Who is to blame? First the gunner, for the way he set the gun. Then each scout: the more the
# gunner trusted him, the larger his share. And then whoever told the scouts.
# **Blame travels the same wires as the reports, in the other direction.**
#
# | in the story | in the network |
# |---|---|
# | what a scout reports | the activation of a hidden neuron |
# | how much the gunner trusts him | the weight on the wire |
# | the miss | the loss |
# | a share of the blame | a slope: how the loss changes if this number grows a little |
#
# **Where the story stops being true**
#
# * Blame is a slope, not a guilt. It can be negative: "more of you would have helped".
# * The shares don't add up to the miss. Nothing is divided; slopes are multiplied and added.
# * A slope is about *small* changes. It doesn't say what happens when a scout goes home.

# %% [markdown]
# ## The road forward (1 minute)
#
# This is the network of this notebook, as you built it in 07. Values travel to the right.
#
# | letter | means |
# |---|---|
# | N | how many examples are in the batch (one row each) |
# | D | how many inputs an example has |
# | H | how many hidden neurons there are |
# | K | how many classes there are |
# | M | how many outputs a layer has: H in the first layer, K in the second |

# %%
pictures.two_roads(backward=False)

# %% [markdown]
# ## One contract for every layer (3 minutes)
#
# The forward function returns its output, and a **cache**: a note of what it has seen.
#
#     Z, cache = affine_forward(X, W, b)          # the cache is (X, W, b)
#     A, cache = activation_forward(Z, "tanh")    # the cache is (Z, "tanh")
#
# The backward function gets two things: the blame for the *output*, and the cache. It returns the
# blame for each *input*.
#
#     dX, dW, db = affine_backward(dZ, cache)
#     dZ         = activation_backward(dA, cache)
#
# `dZ` is short for $\partial L / \partial Z$: for each entry of `Z`, the slope of the loss `L`.

# %% [markdown]
# ### Three rules
#
# They hold for every layer, and save you most of the thinking:
#
# 1. **A blame has the shape of the thing it belongs to.** `dW` has the shape of `W`. Always.
# 2. **A backward function never asks where its blame comes from.** It works with any `dZ`.
# 3. **The average over the N examples is taken once, in the loss.** So `dZ` already contains the
#    1/N, and no layer divides by N again.

# %% [markdown]
# ### The shape table
#
# Keep this table at hand. If the shapes fit, you are nearly there.
#
# | value | shape | its blame | shape |
# |---|---|---|---|
# | `X` inputs of the layer | (N, D) | `dX` | (N, D) |
# | `W` weights | (D, M) | `dW` | (D, M) |
# | `b` biases | (M,) | `db` | (M,) |
# | `Z` outputs of the affine layer | (N, M) | `dZ` | (N, M) |
# | `A` activations | (N, M) | `dA` | (N, M) |
# | `L` the loss | () one number | 1 | () |

# %% [markdown]
# ## Part 1: back through the affine layer (14 minutes)
#
# ### A worked example, small enough for your fingers
#
# Two examples (N = 2), three inputs (D = 3), four outputs (M = 4). All numbers are integers.
# Somebody further to the right hands us the blame `dZ`. We don't ask why.

# %%
X = np.array([[1.0, 2, -1], [3, 4, 2]])
W = np.array([[1.0, 0, 2, -1], [2, 3, 1, -1], [0, -1, 1, 1]])
b = np.array([1.0, 0, -1, 2])
dZ = np.array([[1.0, -1, 3, 1], [2, 1, -2, 4]])

Z, cache = affine_forward(X, W, b)
print("X", X.shape, " W", W.shape, " b", b.shape, " Z", Z.shape)
print(Z)

# %% [markdown]
# ### The blame for one weight
#
# Take the weight `W[1, 2]`. Where was it used? It carried input 1 to output 2, once in each
# example:
#
# * In example 0 it was multiplied by `X[0, 1]` = 2. If it grows by a tiny bit, `Z[0, 2]` grows by
#   twice that bit. And `Z[0, 2]` is blamed with `dZ[0, 2]` = 3. Together: 2 · 3 = 6.
# * In example 1 it was multiplied by `X[1, 1]` = 4, and `dZ[1, 2]` = −2. Together: −8.
#
# The same weight did both, so the two shares add up: 6 − 8 = **−2**.
#
# **Slope times blame, added over all the places where it was used.** That is the whole chain rule.

# %%
pictures.where_from("dW", (1, 2), X, W, dZ)

# %% [markdown]
# Now the same entry the slow way. The checker of 03 wiggles every weight and watches the loss.
# It needs *one* number to watch, so we take `L = sum(dZ * Z)`: a loss whose blame for `Z` is
# exactly our `dZ`. (Think about it: if `Z[n, m]` grows by 1, then `L` grows by `dZ[n, m]`.)

# %%
numerical_gradient(lambda W: np.sum(dZ * affine_forward(X, W, b)[0]), W)

# %% [markdown]
# Row 1, column 2 says −2. And this table holds all the other entries of `dW`. You will get them
# in one line, without any wiggling.
#
# ### The blame for one input, and for one bias
#
# Guess before you run the next two cells:
#
# * `X[0, 1]` was used in which entries of `Z`? With which weights?
# * `b[2]` was used in which entries of `Z`? With which factor?

# %%
pictures.where_from("dX", (0, 1), X, W, dZ)

# %%
pictures.where_from("db", 2, X, W, dZ)

# %% [markdown]
# An input fans *out*: `X[0, 1]` reaches all four outputs of its example, so it collects blame from
# all four. A bias is added to its output in *every* example, so it collects from all examples.
#
# Change the entries in the cells above, for example `"dX", (1, 2)`. Do it until you can
# say beforehand which cells will be coloured.

# %% [markdown]
# ### Exercise 1: `affine_backward` (about four lines)
#
# You know each entry. Now write whole arrays. You need two matrix products and one sum.
#
# If you are not sure which factor to transpose: write the shapes side by side. `dW` must come out
# as (D, M), and you have an (N, D) and an (N, M). Only one order fits.

# %% exercise="affine_backward"
def affine_backward(dZ, cache):
    """Send blame back through Z = X @ W + b.

    dZ: (N, M) float64; the blame for each entry of Z
    cache: (X, W, b), as affine_forward returned it; X (N, D), W (D, M), b (M,)

    Returns a tuple of three arrays (dX, dW, db):
        dX (N, D), dW (D, M), db (M,)

    Does not change dZ or the arrays in the cache.
    """
    ### BEGIN SOLUTION
    X, W, _ = cache
    dX = dZ @ W.T
    dW = X.T @ dZ
    db = dZ.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %% check="affine_backward" points=10
check.affine_backward(affine_backward, points=10)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("affine_backward", affine_backward, points=10)
### END HIDDEN TESTS

# %% [markdown]
# ### A second opinion (no points)
#
# The check compares you with the right answer. The next cell doesn't know the right answer. It
# only knows the *forward* function: it wiggles every entry of `X`, `W` and `b`, and compares the
# slopes with what you say. A relative error (03) below $10^{-6}$ counts as agreement.
#
# This works for any layer that you will ever invent.

# %%
check_layer(affine_backward, affine_forward, X, W, b, names=("dX", "dW", "db"))

# %% [markdown]
# ## Part 2: back through the activation (10 minutes)
#
# An activation treats every number on its own: `A[n, m]` depends on `Z[n, m]`, and on nothing
# else. So there is nothing to add up. Only the slope is left:
#
# $$\text{dZ}[n, m] = \text{dA}[n, m] \cdot g'(\text{Z}[n, m])$$
#
# All three arrays have the shape (N, M).
#
# You met the slopes in 06. With $a = g(z)$, the *output* of the activation:
#
# | kind | slope $g'(z)$ | largest slope |
# |---|---|---|
# | sigmoid | $a (1 - a)$ | 0.25, at $z = 0$ |
# | tanh | $1 - a^2$ | 1, at $z = 0$ |
# | relu | 1 if $z > 0$, else 0 | 1 |
#
# (At exactly $z = 0$ relu has a corner, and no slope. This course takes 0.)

# %%
# A picture: the three activations and their slopes. The slopes are measured, as in 01.
z, h = np.linspace(-5, 5, 201), 1e-5
fig, axes = plt.subplots(1, 3, figsize=(8, 2.4), layout="constrained")
for ax, kind in zip(axes, ("sigmoid", "tanh", "relu"), strict=True):
    slope = (activation_forward(z + h, kind)[0] - activation_forward(z - h, kind)[0]) / (2 * h)
    ax.plot(z, activation_forward(z, kind)[0], color="grey", lw=3, label="activation")
    ax.plot(z, slope, "--", color="#D55E00", lw=2, label="its slope")
    ax.set(title=kind, xlabel="z", ylim=(-1.2, 1.7))
axes[0].set_ylabel("a, and its slope")
axes[0].legend(fontsize=8, loc="lower right")
plt.show()

# %% [markdown]
# Read the dashed lines as *gates*. Where the slope is 0, the gate is shut: no blame gets through,
# however large it is. That is the saturated neuron of warm-up question 2.

# %% [markdown]
# ### Exercise 2: `activation_backward` (about eight lines)
#
# The cache holds `Z`, not `A`. You can get `A` again: `A, _ = activation_forward(Z, kind)`.

# %% exercise="activation_backward"
def activation_backward(dA, cache):
    """Send blame back through A = g(Z), entry by entry.

    dA: (N, M) float64; the blame for each entry of A
    cache: (Z, kind), as activation_forward returned it; Z (N, M),
        kind is "sigmoid", "tanh" or "relu"

    Returns dZ, an array of shape (N, M).

    Does not change dA or the array in the cache.
    """
    ### BEGIN SOLUTION
    Z, kind = cache
    A, _ = activation_forward(Z, kind)
    if kind == "sigmoid":
        slope = A * (1 - A)
    elif kind == "tanh":
        slope = 1 - A**2
    else:
        slope = Z > 0
    return dA * slope
    ### END SOLUTION


# %% check="activation_backward" points=7
check.activation_backward(activation_backward, points=7)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("activation_backward", activation_backward, points=7)
### END HIDDEN TESTS

# %%
# A second opinion on each kind (no points).
for kind in ("sigmoid", "tanh", "relu"):
    print(kind)
    check_layer(activation_backward, activation_forward, Z, kind, names=("dZ",))

# %% [markdown]
# ## Part 3: where the blame begins (12 minutes)
#
# The last layer turns logits into probabilities, and probabilities into a loss. We take softmax
# and cross-entropy as *one* layer, because together they become very simple.
#
# For one example with K logits $z_0, z_1, \dots$ and the right class $y$:
#
# $$L = -\log p_y = -\log \frac{e^{z_y}}{\sum_j e^{z_j}} = -z_y + \log \sum_j e^{z_j}$$
#
# Now turn up one logit $z_k$ a little, and ask how $L$ changes:
#
# * The first term, $-z_y$, changes only if $k$ is the right class. It contributes $-1$.
# * The second term contributes $e^{z_k} / \sum_j e^{z_j}$. That is $p_k$ itself.
#   (Chain rule: $\log u$ has the slope $1/u$. In the sum $u$ only $e^{z_k}$ moves, and its slope is
#   $e^{z_k}$.)
#
# So the blame for a logit is **the probability you gave, minus the probability you should have
# given** (1 for the right class, 0 for the others). For a batch the loss is the mean over N
# examples, so each blame is divided by N. Here, and nowhere else.

# %%
# A picture: one example, right class 2. Blame = what you gave - what you should have given.
logits = np.array([[1.0, 2.0, 0.5, -1.0]])
p, target = softmax(logits)[0], np.array([0.0, 0, 1, 0])
fig, axes = plt.subplots(1, 3, figsize=(8, 2.2), layout="constrained", sharey=True)
titles = ("what you gave, p", "what was right", "the blame for each logit")
for ax, bars, title in zip(axes, (p, target, p - target), titles, strict=True):
    ax.bar(range(4), bars, color=["#0072B2" if v >= 0 else "#D55E00" for v in bars])
    ax.axhline(0, color="black", lw=1)
    ax.set(title=title, xlabel="class", xticks=range(4))
axes[0].set_ylabel("probability, blame")
plt.show()

# %% [markdown]
# Blame is positive for the three wrong classes: *less of you*. It is negative for the right class:
# *more of you*. The four bars on the right add up to 0. What one logit should lose, another
# should gain.
#
# ### A trap: the logarithm of 0
#
# `softmax` never overflows. But it may return exactly 0, and then `np.log` gives minus infinity:

# %%
print("softmax:", softmax(np.array([[1000.0, 0.0]])))

# %% [markdown]
# With the right class 1, the true loss of these logits is 1000. It is large, but not infinite.
# The way out is the right-hand side of the formula above, $-z_y + \log \sum_j e^{z_j}$. It never
# takes the logarithm of 0, if you first subtract the largest logit of each row. (This changes
# nothing: the same number is taken off $z_y$ and off the logarithm.)

# %% [markdown]
# ### Exercise 3: `softmax_ce` (about eight lines)
#
# To pick one entry in each row: `P[np.arange(N), y]` is `P[0, y[0]]`, `P[1, y[1]]`, and so on.
#
# The straight way with `np.log(softmax(Z))` earns all the points, too. One small part at grading
# tries logits near ±1000, where `np.exp` alone overflows; `softmax` takes care of that.

# %% exercise="softmax_ce"
def softmax_ce(Z, y):
    """Softmax and cross-entropy in one: the loss, and the blame for each logit.

    Z: (N, K) float64; logits, one row for each example
    y: (N,) int; the right class of each example, 0 <= y[n] < K

    Returns a tuple (loss, dZ):
        loss: float; the mean over the N examples of -log softmax(Z)[n, y[n]]
        dZ: (N, K); the gradient of that mean

    Does not change Z or y.
    """
    ### BEGIN SOLUTION
    N = len(y)
    rows = np.arange(N)
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    loss = np.mean(log_sums - shifted[rows, y])
    dZ = softmax(Z)
    dZ[rows, y] -= 1
    return float(loss), dZ / N
    ### END SOLUTION


# %% check="softmax_ce" points=8
check.softmax_ce(softmax_ce, points=8)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("softmax_ce", softmax_ce, points=8)
### END HIDDEN TESTS

# %%
# A second opinion (no points): is your dZ the slope of your own loss?
three_rows = np.array([[1.0, 2, 0.5, -1], [0, 1, 3, 2], [2, -1, 0, 1]])
check_loss(softmax_ce, three_rows, np.array([2, 0, 2]))

# %% [markdown]
# **A good place for a break.** You have three layers, each checked on its own. What is left is to
# put them in a row.

# %% [markdown]
# ## Part 4: the whole road back (10 minutes)
#
# The forward pass went affine, tanh, affine, softmax. The backward pass meets the same layers in
# the opposite order. Each one takes the blame that the layer to its right has handed over.
#
# Your network for the rest of this notebook: two inputs, three hidden neurons, two classes. It
# should answer 1 if the two inputs have different signs, and 0 otherwise.

# %%
X = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])  # (N, D) = (4, 2)
y = np.array([0, 1, 1, 0])  # (N,)
params = [
    {"W": np.array([[0.8, -0.5, 0.3], [0.4, 0.9, -0.6]]), "b": np.array([0.1, -0.2, 0.3])},
    {"W": np.array([[0.7, -0.4], [-0.6, 0.3], [0.2, 0.9]]), "b": np.array([0.1, -0.1])},
]
logits, caches = two_layer_forward(params, X)
print("logits", logits.shape, "and one cache each for affine 1, tanh, affine 2:")
for layer, cache in zip(("affine 1", "tanh", "affine 2"), caches, strict=True):
    print(" ", layer, "has seen", [v if isinstance(v, str) else v.shape for v in cache])

# %% [markdown]
# ### Exercise 4: `two_layer_grads` (about six lines)
#
# Use `two_layer_forward`, and your own three functions. Say aloud what each line hands to the
# next one, and its shape. (If one of the three is not right yet, the check below cannot pass
# either: mend that one first. At grading a mistake there costs nothing here.)

# %% exercise="two_layer_grads"
def two_layer_grads(params, X, y):
    """Loss and gradient of the network affine, tanh, affine, softmax with cross-entropy.

    params: list of two dicts, params[0] = {"W": (D, H), "b": (H,)},
        params[1] = {"W": (H, K), "b": (K,)}
    X: (N, D) float64. y: (N,) int, the right classes.

    Returns a tuple (loss, grads):
        loss: float
        grads: a list of two dicts with the same keys and shapes as params;
            grads[0]["W"] is dL/dW1, shape (D, H), and so on

    Does not change params, X or y.
    """
    ### BEGIN SOLUTION
    logits, (cache1, cache_tanh, cache2) = two_layer_forward(params, X)
    loss, dZ2 = softmax_ce(logits, y)
    dA1, dW2, db2 = affine_backward(dZ2, cache2)
    dZ1 = activation_backward(dA1, cache_tanh)
    _, dW1, db1 = affine_backward(dZ1, cache1)
    return loss, [{"W": dW1, "b": db1}, {"W": dW2, "b": db2}]
    ### END SOLUTION


# %% check="two_layer_grads" points=9
check.two_layer_grads(two_layer_grads, points=9)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("two_layer_grads", two_layer_grads, points=9)
### END HIDDEN TESTS

# %%
# A second opinion on all four gradients (no points).
check_network(two_layer_grads, params, X, y)

# %% [markdown]
# ### Is it true?
#
# In a popular article: *"The gradient procedure only works for the previous layer."*
#
# Look at your six lines. Decide, and give a reason. Then open the answer.
#
# <details><summary>Open the answer</summary>
#
# Not true. One *call* of a backward function reaches one layer back. But it returns `dA1`, which is
# exactly what the next layer back needs, and so on. Your `dW1` belongs to the layer *before* the
# previous one, and the checker agreed with it. In 09 you do the same with any number of layers.
#
# </details>

# %% [markdown]
# ## Part 5: cutting wires (28 minutes)
#
# Neuron 1 of the hidden layer speaks to the two logits over two wires: `W2[1, 0]` and `W2[1, 1]`.
# Now we cut one of them: `W2[1, 0]` becomes 0.
#
# ### Predict first
#
# Between the input and the probabilities of one example there are ten numbers:
#
# | | numbers |
# |---|---|
# | before tanh | `z1[0]`  `z1[1]`  `z1[2]` |
# | after tanh, what the neurons say | `a1[0]`  `a1[1]`  `a1[2]` |
# | logits | `z2[0]`  `z2[1]` |
# | probabilities | `p[0]`  `p[1]` |
#
# **Prediction A.** Exactly **three** of the ten change. Which three? Write them down, with a
# reason, before you run anything below.
#
# **Prediction B.** Now cut *both* wires of neuron 1, and take all four examples. In which of the
# gradients `dW1`, `db1`, `dW2`, `db2` do zeros appear, and where?
#
# **Claim C.** *"A neuron only matters if the next weight is not zero."* True, false, or true with
# a condition? Answer this one at the end of part 5.

# %% [markdown]
# ### Write down what you predict (5 points, about ten sentences in the end)
#
# Write your guesses for A and B now, with a reason. Leave them standing. When you have seen what
# happens, write below them what you saw and why. C comes last.
#
# | points | what the answer shows |
# |---|---|
# | 5 | as for 4, **and** C answered with its condition and with something seen in this part |
# | 4 | A and B predicted, and what you saw explained by the way that values and blame take |
# | 2 | A and B predicted, and what you saw |
# | 0 | a prediction is missing |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=5
# **A, my guess.** `z2[0]`, `p[0]` and `p[1]`. The wire ends at logit 0, so that logit changes.
# Softmax divides by the sum of all, so both probabilities change.
# *What I saw:* these three. Neuron 1 itself says the same as before (`a1[1]` = 0.834): a wire that
# leaves a neuron doesn't change what the neuron says.
#
# **B, my guess.** Column 1 of `dW1` and entry 1 of `db1` are 0. *What I saw:* yes. Nobody listens
# to neuron 1, so nothing that feeds it can change the loss. But row 1 of `dW2` is *not* 0: the
# neuron still fires, and if a wire were there, it would carry something. `db2` has no zeros.
#
# **C.** True with a condition. A zero weight shuts *that path*. A neuron with several outgoing
# wires is without influence only if nothing gets through on all of them together. After cutting
# one wire, the influence of neuron 1 was still not 0. And two equal weights (0.5 and 0.5) gave
# influence 0 although neither is 0, because softmax doesn't see it when all logits are shifted
# together. It also is a statement about this moment: `dW2` can bring the wire back.

# %% [markdown]
# ### Look: prediction A
#
# Write your three names into the list, for example `["z1[0]", "a1[0]", "p[0]"]`. Then run the cell.

# %%
my_guess = []

one_wire_cut = [params[0], {**params[1], "W": params[1]["W"].copy()}]
one_wire_cut[1]["W"][1, 0] = 0.0


def ten_numbers(params):
    """The ten numbers of example 1, by name."""
    logits, caches = two_layer_forward(params, X[1:2])
    rows = {"z1": caches[1][0], "a1": caches[2][0], "z2": logits, "p": softmax(logits)}
    return {f"{name}[{i}]": v for name, row in rows.items() for i, v in enumerate(row[0])}


before, after = ten_numbers(params), ten_numbers(one_wire_cut)
if len(my_guess) != 3:
    print("Write three names into my_guess first. Then this cell shows what happened.")
else:
    for name, value in before.items():
        changed = "changed" if after[name] != value else ""
        guessed = "you said so" if name in my_guess else ""
        print(f"{name:6}{value:7.3f}  ->{after[name]:7.3f}   {changed:8} {guessed}")

# %% [markdown]
# ### Play: the blame map
#
# The map shows one example at a time, so here N is 1. The hidden neurons are called h0, h1 and h2.
#
# 1. Press **Forward** until the loss is there, then **Backward** to the end, and watch the blame
#    travel left along the same wires. (In this first map it is *measured*, by wiggling.)
# 2. Two wires leave h1, each with a number in a frame. Click both numbers: they become 0. Neuron h1
#    **still fires**, its value stays as it was. But its own blame is now 0, and so is the blame of
#    the two wires that lead *into* it. (A second click puts a wire back.)
# 3. A surprise: put both back, and cut only the wire from h2 to class 0. Does the blame of h2 get
#    smaller?

# %%
BlameMap(params, X, y)

# %% [markdown]
# <details><summary>Open the answer to 3</summary>
#
# It gets larger. The two wires of h2 had carried blame of opposite signs, and cancelled a part of
# each other. A cut wire shuts one path; what the others carry is still there.
#
# </details>

# %% [markdown]
# The next map runs on **your** `two_layer_grads`. It should look the same. (A number with a mark ⚠
# is not what wiggling measures.)

# %%
BlameMap(params, X, y, grads=two_layer_grads)

# %% [markdown]
# ### Exercise 5: `influence` (about five lines)
#
# How much does each hidden neuron matter for the loss? Ask for the blame of its activation, `dA1`,
# shape (N, H). Some examples blame it up, others down. To keep them from cancelling, take the size
# of each entry (`np.abs`), and then the mean over the N examples: one number for each neuron, (H,).
#
# `L` is the mean loss, as always. So there is already a 1/N in `dA1`. The mean comes on top of it.

# %% exercise="influence"
def influence(params, X, y):
    """How strongly the loss reacts to each hidden neuron.

    params, X, y: as in two_layer_grads; X (N, D), y (N,) int, H hidden neurons

    Returns an array of shape (H,): for hidden neuron j the mean over the N examples
    of |dL/da_j|, where a_j is the neuron's activation (after tanh) and L the mean loss.

    Does not change params, X or y.
    """
    ### BEGIN SOLUTION
    logits, caches = two_layer_forward(params, X)
    _, dZ2 = softmax_ce(logits, y)
    dA1, _, _ = affine_backward(dZ2, caches[2])
    return np.abs(dA1).mean(axis=0)
    ### END SOLUTION


# %% check="influence" points=4
check.influence(influence, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("influence", influence, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 6: `kill_neuron` (about three lines)
#
# Cut *all* outgoing wires of hidden neuron `j`. Its wires are the row `j` of `W2`: one for each
# class.
#
# Work on a copy: the network that comes in must leave unharmed. Careful: a copy of a list, or of a
# dict, still holds *the same arrays*.

# %% exercise="kill_neuron"
def kill_neuron(params, j):
    """A copy of the network in which nobody listens to hidden neuron j.

    params: as in two_layer_grads. j: int, 0 <= j < H.

    Returns new params of the same structure: row j of params[1]["W"] is 0,
    everything else as before.

    Does not change params.
    """
    ### BEGIN SOLUTION
    new = [{name: value.copy() for name, value in layer.items()} for layer in params]
    new[1]["W"][j] = 0.0
    return new
    ### END SOLUTION


# %% check="kill_neuron" points=3
check.kill_neuron(kill_neuron, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("kill_neuron", kill_neuron, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: prediction B
#
# Nobody listens to neuron 1 any more. What does it still say? And who is still to blame?

# %%
# once_written: while one of your functions is still empty, the cell says so and the show goes on.
with once_written():
    silenced = kill_neuron(params, 1)
    _, grads = two_layer_grads(silenced, X, y)
    print("neuron 1 says, in the four examples:", two_layer_forward(silenced, X)[1][2][0][:, 1])
    print("influence of the three neurons:     ", influence(silenced, X, y))
    for layer, number in ((0, 1), (1, 2)):
        print(f"\ndW{number} =\n{grads[layer]['W']}\ndb{number} = {grads[layer]['b']}")

# %% [markdown]
# Compare with your prediction B, and write what you saw below it. This is why it is *exactly* 0.
# Neuron j collects its blame in example n over the wires that leave it:
#
# $$\text{dA1}[n, j] = \sum_k \text{dZ2}[n, k] \cdot \text{W2}[j, k]$$
#
# `dA1` is (N, H), `dZ2` is (N, K), `W2` is (H, K). **The weights of the next layer are factors in
# the blame of this one.** With row 1 of `W2` all 0, each term is 0. And all that lies further back,
# column 1 of `dW1` and entry 1 of `db1`, is a multiple of that 0.

# %% [markdown]
# Did row 1 of `dW2` surprise you? The wires are cut, but *the blame for the wires* is not 0. The
# neuron fires on one end, the logit is blamed at the other. So the very next step of gradient
# descent would move the wires away from 0 again. A cut wire is not a dead one.

# %% [markdown]
# ### Look: how far does claim C reach?
#
# Neuron 1 in four networks. Guess the height of the second bar in each picture before you look.

# %%
# A picture: influence of the three neurons, with other wires leaving neuron 1.
wires_of_neuron_1 = {"both wires": (-0.6, 0.3), "one wire cut": (0.0, 0.3)}
wires_of_neuron_1 |= {"both cut": (0.0, 0.0), "two equal wires": (0.5, 0.5)}
with once_written():
    heights = []
    for wires in wires_of_neuron_1.values():
        network = [params[0], {**params[1], "W": params[1]["W"].copy()}]
        network[1]["W"][1] = wires
        heights.append(influence(network, X, y))
    fig, axes = plt.subplots(1, 4, figsize=(8.4, 2.3), layout="constrained", sharey=True)
    colours = ["#999999", "#0072B2", "#999999"]
    for ax, (title, wires), bars in zip(axes, wires_of_neuron_1.items(), heights, strict=True):
        ax.bar(["0", "1", "2"], bars, color=colours)
        ax.set(title=f"{title}\nW2[1] = {list(wires)}", xlabel="hidden neuron")
        ax.title.set_fontsize(9)
    axes[0].set_ylabel("influence")
    plt.show()

# %% [markdown]
# * **One wire cut:** here the influence is smaller, but not 0. The other wire still carries blame.
#   A zero weight shuts *that path*, not the neuron. Always look at all outgoing wires.
# * **Both cut:** exactly 0.
# * **Two equal wires:** also 0, without any zero weight! The neuron lifts both logits by the same
#   amount, and softmax doesn't see that. Blame from the two paths cancels.
#
# And one more limit: influence is a slope. It speaks about this moment, these four examples, and
# small changes. Now go back and answer claim C.

# %% [markdown]
# ## In your own words: why a transpose? (8 minutes)
#
# In exercise 1 you needed `W.T` and `X.T`. Where do they come from? Many people learn this by
# heart, and mix it up in a year. You can do better: explain it to a friend who knows sums, but no
# matrix rules.
#
# Take one example with **two inputs and three outputs**, so `W` has shape (2, 3):
#
#     W = [[w00, w01, w02],
#          [w10, w11, w12]]
#
# Write out what one output is made of in the forward pass, and what the blame of one input is made
# of in the backward pass. Where does the flip come in? About eight lines.
#
# | points | what the answer shows |
# |---|---|
# | 6 | as for 4, **and** *why*: an input feeds all outputs, so it collects blame from all of them |
# | 4 | both sums, and that forward reads a *column* of `W`, but backward a *row* |
# | 2 | the sums are written out correctly for one output or for one input of the 2×3 example |
# | 0 | nothing written, or only "so that the shapes fit" |

# %% [markdown] answer="transpose" points=6
# **Forward.** One output collects from both inputs: `z1 = x0*w01 + x1*w11` (plus the bias).
# The weights `w01, w11` stand below each other: that is *column* 1 of `W`.
#
# **Backward.** How does the loss react to input 0? It was used three times: in `z0` with factor
# `w00`, in `z1` with factor `w01`, in `z2` with factor `w02`. Turning up `x0` by a little moves all
# three outputs, each by its factor, and each output moves the loss by its own blame. The three
# effects add up (chain rule): `dx0 = dz0*w00 + dz1*w01 + dz2*w02`. The weights `w00, w01, w02`
# stand side by side: that is *row* 0 of `W`.
#
# So forward reads the table by columns, because an output collects from all inputs; backward reads
# the same table by rows, because an input has spread to all outputs. The product `v @ W` always
# combines along columns of `W`. To combine along rows we flip the table first: `dX = dZ @ W.T`.
# It is the same set of wires, walked in the other direction.
#
# `X.T` has the same reason: a weight was used once in each example, so its blame is a sum over the
# examples, and the examples run down the columns of `X`.

# %% [markdown]
# ## Bug hunt: two bugs, one checker (8 minutes)
#
# A colleague has written the whole thing in her own way: one example at a time. It runs, the shapes
# are right, and in training the loss even falls at first. Then it gets stuck.
# **Two lines are wrong.**
#
# Rule of the game: don't read the lines yet. Let the checker point first.

# %%
def buggy_grads(params, X, y):
    """Loss and gradient, one example at a time. Two bugs are hidden in here."""
    W1, b1, W2, b2 = params[0]["W"], params[0]["b"], params[1]["W"], params[1]["b"]
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    N, loss = len(y), 0.0
    for x, label in zip(X, y, strict=True):
        a = np.tanh(x @ W1 + b1)
        p = softmax((a @ W2 + b2)[np.newaxis])[0]
        loss += -np.log(p[label]) / N
        dz2 = p / N
        dz2[label] -= 1 / N
        dW2 += np.outer(a, dz2)
        db2 += dz2 / N
        da = W2 @ dz2
        dz1 = da * (1 - a)
        dW1 += np.outer(x, dz1)
        db1 += dz1
    return loss, [{"W": dW1, "b": db1}, {"W": dW2, "b": db2}]


check_network(buggy_grads, params, X, y)

# %% [markdown]
# Read this table like a detective, from the last layer to the first:
#
# 1. Which gradients agree? Everything that they are made of must be right.
# 2. Which differ? Where does the road to them leave the road that is right?
#
# Now you know where to look. Only then read those lines.

# %% [markdown]
# ### Exercise 7: `repaired_grads` (copy, and mend two lines)
#
# Copy the body of `buggy_grads` into the cell and mend it.

# %% exercise="repaired_grads"
def repaired_grads(params, X, y):
    """Loss and gradient, one example at a time, without the two bugs.

    params, X, y, and what is returned: as in two_layer_grads.
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = params[0]["W"], params[0]["b"], params[1]["W"], params[1]["b"]
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    N, loss = len(y), 0.0
    for x, label in zip(X, y, strict=True):
        a = np.tanh(x @ W1 + b1)
        p = softmax((a @ W2 + b2)[np.newaxis])[0]
        loss += -np.log(p[label]) / N
        dz2 = p / N
        dz2[label] -= 1 / N
        dW2 += np.outer(a, dz2)
        db2 += dz2  # the 1/N is already inside dz2
        da = W2 @ dz2
        dz1 = da * (1 - a**2)  # the slope of tanh
        dW1 += np.outer(x, dz1)
        db1 += dz1
    return loss, [{"W": dW1, "b": db1}, {"W": dW2, "b": db2}]
    ### END SOLUTION


# %% check="repaired_grads" points=3
check.repaired_grads(repaired_grads, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_grads", repaired_grads, points=3)
### END HIDDEN TESTS

# %%
# The checker again, on your repaired version (no points).
check_network(repaired_grads, params, X, y)

# %% [markdown]
# ## Bonus: let it learn (no points)
#
# A gradient is for walking downhill. Take 50 steps with it and watch the loss. All gradients are
# computed first; only then the weights move. (Why this order matters is a story for 09.)

# %%
with once_written():
    network, losses, lr = params, [], 1.0
    for _ in range(50):
        loss, grads = two_layer_grads(network, X, y)
        losses.append(loss)
        network = [
            {name: layer[name] - lr * grad[name] for name in layer}
            for layer, grad in zip(network, grads, strict=True)
        ]
    fig, ax = plt.subplots(figsize=(6.4, 2.4), layout="constrained")
    ax.plot(losses, color="#0072B2", lw=2)
    ax.axhline(np.log(2), color="grey", ls="--", label="pure guessing, log 2")
    ax.set(xlabel="step", ylabel="loss", ylim=(0, None))
    ax.legend()
    plt.show()
    print("right classes:", y, "  answers:", two_layer_forward(network, X)[0].argmax(axis=1))

# %% [markdown]
# Try it: learning rate 0.1? 10? What does `influence(network, X, y)` say about the trained network,
# and why are all influences so small now? (Where does all blame begin, and how large is it there?)
#
# **If you go on to PyTorch:** there a linear layer stores its weights flipped, as
# (outputs, inputs), and flips them back in the forward pass. So the transposes stand in other
# places. The idea is the same, and so is the rule that saves you: a gradient has the shape of the
# thing it belongs to.

# %% [markdown]
# ## What you take home

# %%
pictures.two_roads()

# %% [markdown]
# * Values travel right, blame travels left, through the same layers and the same wires.
# * An **affine** layer spreads values, so its backward function collects: over the outputs for
#   `dX`, over the examples for `dW` and `db`.
# * An **activation** is a gate: blame times slope, entry by entry.
# * **Softmax with cross-entropy** is where blame begins: given minus right, divided by N.
# * A neuron is blamed only through its outgoing wires. Look at all of them.
# * You need no faith. A gradient checker gives a second opinion on any layer.
#
# **Next: 09, passing the blame II.** You put any number of layers in a row with one loop, and train
# a network on handwritten digits. You will also see what goes wrong if weights move before all the
# blame has passed.
