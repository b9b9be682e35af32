# %% [markdown]
# # 09 · Passing the blame II
#
# **What you will do.** You put any number of layers in a row, send the blame back through all of
# them, and train a network that reads handwritten digits. Every line of it will be yours.
#
# **What you will learn**
#
# * Backpropagation is one loop: from the last layer to the first, with the blame in your hands.
# * The forward pass leaves notes (caches). The walk back reads them.
# * First *all* gradients, then the step. The other order looks fine, until it explodes.
# * Why this is worth the trouble: it costs three forward passes, not thousands.
#
# **What you need.** Stop rules and learning rates (02), mini-batches (05), the forward pass (07),
# and above all the three backward functions of 08. In Python: lists, dicts, `for` loops.
#
# **Minutes.** 90. Good places for a break: after part 2, and after part 5.
# You write six functions of 2 to 9 lines, about 35 lines in all, and repair a seventh.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check, mine
from downslope.batches import minibatches
from downslope.data import digits
from downslope.departures import compare_every_step
from downslope.layers import cross_entropy, forward, init_params
from downslope.layers_backward import activation_backward, affine_backward, softmax_ce
from downslope.neuron import neuron_backward, neuron_forward
from downslope.second_opinion import check_network, once_written
from downslope.wavefront import Wavefront

np.set_printoptions(precision=3, suppress=True)
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ### Whose functions run below? (1 minute)
#
# This notebook builds on 16 functions of 05 to 08. The course has brought its own along. But you
# have written all of them! The next cell looks for your notebooks and takes **your** functions,
# each one only if it passes its check. The others come from the course, and you read why.
#
# Your points don't depend on this. `USE_MY_CODE = False` takes all of them from the course.

# %%
USE_MY_CODE = True
globals().update(mine.functions(USE_MY_CODE))  # puts them in the place of those imported above

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 02)** A walk stops as soon as the slope is at most `tol`. With a very small learning
# rate somebody stops instead as soon as the *step* is very short. Why is this a bad rule?
#
# <details><summary>Open the answer</summary>
#
# A step is learning rate times slope. With a tiny learning rate every step is short, even on the
# steepest hillside. The rule would stop at once, far from any valley. Look at the slope itself.
#
# </details>
#
# **2. (from 07)** A batch of N = 32 pictures, 64 numbers each, goes through layers of the sizes
# `[64, 20, 10]`. Which shapes have the two weight arrays, and the logits?
#
# <details><summary>Open the answer</summary>
#
# `W1` is (64, 20), `W2` is (20, 10). The logits are (32, 10): one row for each picture, one column
# for each class. The biases are (20,) and (10,).
#
# </details>

# %% [markdown]
# ## The story: four desks and a complaint (3 minutes)
#
# A letter goes through four desks. Each desk reads it, changes it by its own rules, keeps a
# **carbon copy** of what came in, and hands the result to the next desk. The customer gets the
# answer, and complains.
#
# The complaint walks back. The last desk takes out its carbon copy and asks two things: *what
# should I have done differently?* And: *what should have been handed to me?* The second answer goes
# to the desk before it. Desk by desk the complaint reaches the first one.
#
# One office rule matters: **nobody changes their rules before the complaint has reached the first
# desk.** The letter went through the *old* rules. A complaint that travels back through *new* rules
# tells the wrong story to the desks in front.
#
# | in the story | in the network |
# |---|---|
# | a desk and its rules | a layer, `W` and `b` |
# | the carbon copy | the cache |
# | the complaint | the blame, a gradient |
# | "what should I have done?" | `dW`, `db` |
# | "what should have been handed to me?" | `dX`, the blame that travels on |
#
# **Where the story stops being true**
#
# * Desks have opinions. A layer only multiplies, adds and bends.
# * The complaint is about *small* changes. It is a slope, not a verdict.
# * A whole batch of letters is answered at once, and each weight gets the sum of all complaints.

# %% [markdown]
# ## Predict first (4 minutes)
#
# A network with **four** layers has just run forward. You know all caches and the loss. Now the
# blame walks back, and these eight arrays become known, one after the other:
#
# `dW1  dW2  dW3  dW4` (for the weights) and `dZ1  dZ2  dZ3  dZ4` (for the sums of each layer)
#
# **Prediction A.** In which order? A gradient can only be computed when everything it is made of
# is known. (Where two are possible at the same moment, any order of the two is fine.)
#
# **Prediction B.** A hasty colleague moves `W3` as soon as `dW3` is known, *before* `dW2` is
# computed, and goes on with the moved `W3`. Which of `dW1, dW2, dW3, dW4` come out wrong?
#
# Fill in the lists, for example `["dW1", "dZ4", …]`. **A wrong guess costs nothing.**

# %%
# Your predictions.
my_order = []  # all eight names, in the order in which they become known
my_wrong_ones = []  # the names that come out wrong in prediction B

# %%
# A look at your predictions. (The answers come from the pictures below.)
print("A, your order:", " ".join(my_order) or "nothing yet: write the eight names into my_order")
print("B, wrong ones:", " ".join(my_wrong_ones) or "nothing yet: write names into my_wrong_ones")

# %% [markdown]
# ### Play: the wavefront (10 minutes)
#
# A network with four layers, 2 → 3 → 3 → 3 → 2. The table below it is the **ledger**: what is
# known at this moment. A tick in the column *cache* is a carbon copy; the columns *dZ*, *dW, db*
# and *dA* belong to the blame.
#
# 1. Press *Next* and watch the wave run forward. Which column of the ledger fills up?
# 2. Go on. At the loss the wave turns. Check your prediction A, name by name.
# 3. Press *Reset*, tick the box **Move each layer at once**, and walk again. Numbers with a mark ⚠
#    are wrong. Check prediction B. (It moves *every* layer at once, not W3 alone. What does the
#    moved W4 do to `dW3`?)

# %%
Wavefront()

# %% [markdown]
# ### Write down what you predicted (5 points, about eight sentences)
#
# Your order and your list, what you saw, and **why**: what has to be known before `dW2` can be
# computed? Which way does the wrong number take, from the moved `W3` to the gradients that suffer?
#
# | points | what the answer shows |
# |---|---|
# | 5 | as for 3, both explained: what a gradient is made of, **and** which way the error takes |
# | 3 | as for 1, and what you saw for A and B, with one of the two explained |
# | 1 | both predictions are written down, right or wrong |
# | 0 | a prediction is missing |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=5
# **A, my guess:** dW4 dW3 dW2 dW1, and the dZ afterwards. *What I saw:* dZ4 dW4 dZ3 dW3 dZ2 dW2
# dZ1 dW1. A dW is made of two things: what came into its layer (in the cache since the forward
# pass) and the blame dZ of what went out. So dW2 has to wait for dZ2. And dZ2 comes from dZ3,
# through the weights W3 and the activation between the layers. It cannot be known before dZ3.
#
# **B, my guess:** dW3. *What I saw:* dW2 and dW1. dW3 was computed before W3 moved, and dW4 lies
# behind it, so both are right. But dA2 = dZ3 · W3ᵀ now uses weights that the forward pass has
# never seen. From there the error goes into dZ2, so into dW2, and on through W2 into dZ1 and dW1.
# Everything in front of the moved layer is wrong. With all layers moved at once also dW3 was
# wrong, because its blame had come through the moved W4.

# %% [markdown]
# ## Part 1: the walk back (10 minutes)
#
# ### A worked example, step by step
#
# A small network with three layers: 2 inputs, hidden layers of 3 and 4 neurons, 2 classes. Five
# examples.

# %%
rng = np.random.default_rng(9)
params = init_params([2, 3, 4, 2], rng)
X, y = rng.normal(size=(5, 2)), np.array([0, 1, 1, 0, 1])
acts = ["tanh", "relu"]  # one kind for each hidden layer

logits, caches = forward(params, X, acts)
for place, cache in enumerate(caches):
    shapes = [v if isinstance(v, str) else v.shape for v in cache]
    print(f"caches[{place}]", "affine    " if len(cache) == 3 else "activation", shapes)

# %% [markdown]
# `forward` (from 07) leaves **one cache for each step**, in the order of the steps: affine,
# activation, affine, activation, affine. Three layers make five steps. (L layers make 2L − 1.)
#
# | step | layer 1 | between | layer 2 | between | layer 3 |
# |---|---|---|---|---|---|
# | place in the list | 0 | 1 | 2 | 3 | 4 |
# | cache | (X, W1, b1) | (Z1, "tanh") | (A1, W2, b2) | (Z2, "relu") | (A2, W3, b3) |
#
# In Python we count layers from 0. So `params[i]` has its affine cache at `caches[2 * i]`, and the
# activation **in front of it** stands one place before that.
#
# Now walk back by hand, for the last two layers. Every line takes what the line above has handed
# over.

# %%
loss, dZ3 = softmax_ce(logits, y)  # where the blame begins (08)
dA2, dW3, db3 = affine_backward(dZ3, caches[4])
dZ2 = activation_backward(dA2, caches[3])
dA1, dW2, db2 = affine_backward(dZ2, caches[2])

for name, value in {"dZ3": dZ3, "dW3": dW3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2}.items():
    print(f"{name} {value.shape}")

# %% [markdown]
# Two more lines would bring you to `dW1`. For ten layers you would write twenty lines. But it is
# the same pair of lines again and again, with other places in the list. That is a loop.
#
# | round | comes in | affine step | goes into the list | activation step | goes out |
# |---|---|---|---|---|---|
# | i = 2 | dlogits | caches[4] | dW3, db3 | caches[3] | dZ2 |
# | i = 1 | dZ2 | caches[2] | dW2, db2 | caches[1] | dZ1 |
# | i = 0 | dZ1 | caches[0] | dW1, db1 | none: this is the input | |
#
# ### Exercise 1: `backward` (about eight lines)
#
# Useful: `reversed(range(3))` counts 2, 1, 0. `[None] * 3` makes a list with three places.
#
# The blame travels through the weights that were used on the way **forward**. These stand in the
# caches. If somebody has moved `params` in the meantime, your answer must not change.

# %% exercise="backward"
def backward(params, caches, dlogits):
    """Send blame back through a whole network, and collect the gradients on the way.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}, the first layer first
    caches: list of 2L - 1 tuples, as forward returned them: affine (X, W, b), activation
        (Z, kind), affine, …, affine
    dlogits: (N, K) float64; the blame for each logit. It may be any blame, not only that of
        softmax_ce; a 1/N is already inside, if there is one.

    Returns grads: a list of L dicts with the same keys and shapes as params, in the same order.
    The blame passes through the weights in the caches, even if params have moved since.

    Does not change params, caches or dlogits.
    """
    ### BEGIN SOLUTION
    grads = [None] * len(params)
    dZ = dlogits
    for i in reversed(range(len(params))):
        dA, dW, db = affine_backward(dZ, caches[2 * i])
        grads[i] = {"W": dW, "b": db}
        if i > 0:
            dZ = activation_backward(dA, caches[2 * i - 1])
    return grads
    ### END SOLUTION


# %% check="backward" points=14
check.backward(backward, points=14)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("backward", backward, points=14)
### END HIDDEN TESTS

# %% [markdown]
# ### A second opinion: where does the blame go astray? (no points)
#
# The next cell takes a single example through the network. It *measures* the blame at every layer,
# by wiggling and running `forward` (yours, if it has passed), and compares it with what your
# `backward` says: the last layer first, as the blame walks. The first line that differs tells you
# where to look. All lines below it are wrong because of it.

# %%
compare_every_step(backward, params, X[0], y[0], acts, run=forward)

# %% [markdown]
# ### A third opinion: neuron by neuron (no points)
#
# A layer is many neurons side by side (07). So the functions of **06**, one neuron and one example
# at a time, must give the same gradient. Take neuron 0 of layer 1. It hears the blame `dA1[n, 0]`
# in example n, and what the five examples say is added up.

# %%
with once_written():
    dw = np.zeros(2)  # (D,), the gradient of the neuron's two weights
    for n in range(5):
        a, note = neuron_forward(X[n], params[0]["W"][:, 0], params[0]["b"][0], acts[0])
        dw += neuron_backward(dA1[n, 0], note)[1]
    print("with the neuron of 06:            ", dw)
    print('with your backward, grads[0]["W"]:', backward(params, caches, dZ3)[0]["W"][:, 0])

# %% [markdown]
# ## Part 2: loss and gradients in one go (8 minutes)
#
# Forward, loss, backward: you need these three together all the time. And we add one small thing.
#
# ### A penalty for large weights
#
# With large weights a small change of an input can make a large change of the answer. So people add
# a penalty to the loss, and call it **L2**:
#
# $$L = \text{mean cross-entropy} + \frac{\text{l2}}{2} \sum W^2$$
#
# The sum goes over **all weights of all layers, and over no bias**. `l2` is a number you choose, a
# hyper-parameter; with `l2 = 0` there is no penalty. (What it is good for, you will see in 12.)

# %% [markdown]
# **A worked example.** One weight, W = 3, and l2 = 0.1. The penalty is 0.1/2 · 9 = 0.45. Its slope
# is 0.1/2 · 2 · 3 = 0.1 · 3 = 0.3. The 2 from the square and the 1/2 cancel each other: that is why
# the 1/2 is there. So each `dW` gets an extra `l2` times its own weights.
#
# | | comes from the examples | comes from the penalty |
# |---|---|---|
# | loss | mean over N examples | l2/2 times the sum of all squared weights |
# | `dW` | from `backward` | l2 times W |
# | `db` | from `backward` | nothing |

# %% [markdown]
# ### Exercise 2: `loss_and_grads` (about seven lines)
#
# Use `forward`, `softmax_ce`, and your `backward`. **No wiggling here**: the check counts your
# forward passes. And one hidden part tries a network with 50,000 weights, where wiggling would need
# 100,000 forward passes in place of one.

# %% exercise="loss_and_grads"
def loss_and_grads(params, X, y, acts, l2=0.0):
    """Loss of a network on a batch, and its gradient: one pass forward, one walk back.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}
    X: (N, D) float64. y: (N,) int, the right classes.
    acts: list of L - 1 kinds, one for each hidden layer: "relu", "tanh" or "sigmoid"
    l2: float; strength of the penalty l2/2 * (sum of all squared weights, without the biases)

    Returns a tuple (loss, grads):
        loss: float; mean cross-entropy of the N examples, plus the penalty
        grads: list of L dicts with the same keys and shapes as params

    Does not change params, X, y or acts.
    """
    ### BEGIN SOLUTION
    logits, caches = forward(params, X, acts)
    loss, dlogits = softmax_ce(logits, y)
    grads = backward(params, caches, dlogits)
    for layer, grad in zip(params, grads, strict=True):
        loss = loss + l2 / 2 * np.sum(layer["W"] ** 2)
        grad["W"] = grad["W"] + l2 * layer["W"]
    return loss, grads
    ### END SOLUTION


# %% check="loss_and_grads" points=9
check.loss_and_grads(loss_and_grads, points=9)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("loss_and_grads", loss_and_grads, points=9)
### END HIDDEN TESTS

# %%
# A second opinion on all six gradients, with a penalty (no points).
check_network(lambda p, X, y: loss_and_grads(p, X, y, ["tanh", "tanh"], 0.1), params, X, y)

# %% [markdown]
# **A good place for a break.** The heart of this course is behind you. The rest is using it.

# %% [markdown]
# ## Part 3: what does it cost? (8 minutes)
#
# In 03 you measured gradients by wiggling. It needed no thinking. Why bother with backpropagation?
# Count. Nearly all the work of a network is in its matrix products. So we count the
# **multiplications in matrix products**, and nothing else.
#
# **The rule.** `X @ W` with shapes (N, D) and (D, M) makes N · M numbers, each a sum of D products:
# N · D · M multiplications.
#
# * **forward:** one such product in each layer.
# * **backward:** *two* in each layer, `dZ @ W.T` and `X.T @ dZ`. Both have N · D · M
#   multiplications as well. (Nobody needs the blame for the input of the *first* layer. But our
#   `affine_backward` computes it, and we count what our code does.)
# * **numerical:** centred differences. Two forward passes for every number in `params`, biases
#   included.

# %% [markdown]
# **A worked example.** Sizes `[2, 3, 1]`, N = 10.
#
# | | layer 1 | layer 2 | together |
# |---|---|---|---|
# | forward | 10 · 2 · 3 = 60 | 10 · 3 · 1 = 30 | 90 |
# | backward | 120 | 60 | 180 |
# | numbers in params | 6 weights, 3 biases | 3 weights, 1 bias | 13 |
# | numerical | | | 2 · 13 · 90 = 2340 |

# %% [markdown]
# ### Exercise 3: `op_count` (about six lines)
#
# Write the rule down for any sizes and any N. No network runs here: only its shapes count.

# %% exercise="op_count"
def op_count(sizes, N):
    """Count the multiplications in the matrix products of one gradient.

    sizes: list of L + 1 ints: inputs, hidden layers, classes; for example [64, 32, 10]
    N: int; number of examples

    Returns a dict of three ints:
        "forward": one pass forward; N * D_in * D_out for each layer
        "backward": one walk back; two products of that size for each layer, the first included
        "numerical": centred differences; two passes forward for every weight and every bias

    Example: op_count([2, 3, 1], 10) is {"forward": 90, "backward": 180, "numerical": 2340}.
    """
    ### BEGIN SOLUTION
    products, numbers = 0, 0
    for i in range(len(sizes) - 1):
        D_in, D_out = sizes[i], sizes[i + 1]
        products += N * D_in * D_out
        numbers += D_in * D_out + D_out
    return {"forward": products, "backward": 2 * products, "numerical": 2 * numbers * products}
    ### END SOLUTION


# %% check="op_count" points=5
check.op_count(op_count, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("op_count", op_count, points=5)
### END HIDDEN TESTS

# %%
# A picture: the cost of one gradient for 100 examples, in networks [64, H, 10].
with once_written():
    widths = np.array([4, 8, 16, 32, 64, 128, 256])
    counts = [op_count([64, int(H), 10], 100) for H in widths]
    walk = [c["forward"] + c["backward"] for c in counts]
    wiggle = [c["numerical"] for c in counts]
    fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
    ax.loglog(widths, wiggle, "s--", color=RED, label="wiggling: two passes for every number")
    ax.loglog(widths, walk, "o-", color=BLUE, label="backpropagation: forward and back")
    ax.set(xlabel="hidden neurons H", ylabel="multiplications", xticks=widths)
    ax.set_xticklabels(widths)
    ax.minorticks_off()
    ax.legend(fontsize=8)
    plt.show()
    print(f"With 32 hidden neurons: {wiggle[3] / walk[3]:.0f} times as much work.")

# %% [markdown]
# Forward and back together cost **three** forward passes, however many weights there are. Wiggling
# costs two forward passes *for each number*. A training that takes two seconds with the one takes
# almost an hour with the other, for the little digit network of part 5. And for a model with a
# billion weights, the one does the work of three forward passes, the other that of two billion.
#
# Honest limit: we counted multiplications. Memory has a price, too: backpropagation has to keep all
# caches until the walk back has passed them.

# %% [markdown]
# ## Part 4: the step, and the answer (9 minutes)
#
# ### A worked example
#
# One layer, lr = 0.5:
#
# | | `W` | `b` |
# |---|---|---|
# | params | [[1, 2], [3, 4]] | [1, −1] |
# | grads | [[2, 0], [−2, 4]] | [10, 20] |
# | lr · grads | [[1, 0], [−1, 2]] | [5, 10] |
# | new params | [[0, 2], [4, 2]] | [−4, −11] |
#
# The new numbers go into **new** arrays. Why? The caches still hold the old `W`: *the very same
# array*, not a copy. Whoever changes it in place (`-=`) rewrites the carbon copies.
#
# ### Exercise 4: `apply_update` (about five lines)

# %% exercise="apply_update"
def apply_update(params, grads, lr):
    """One step downhill for all layers at once.

    params, grads: lists of L dicts {"W": (D_in, D_out), "b": (D_out,)}
    lr: float; the learning rate

    Returns new params: every array is the old one minus lr times its gradient.

    Does not change params or grads.
    """
    ### BEGIN SOLUTION
    new = []
    for layer, grad in zip(params, grads, strict=True):
        new.append({"W": layer["W"] - lr * grad["W"], "b": layer["b"] - lr * grad["b"]})
    return new
    ### END SOLUTION


# %% check="apply_update" points=4
check.apply_update(apply_update, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("apply_update", apply_update, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 5: `predict` (about two lines)
#
# Which class does the network choose? The one with the **largest logit** in the row. (Softmax
# doesn't change which one is the largest, so you don't need it.)
#
# **In `predict` and `train` all hidden layers are relu.** For L layers, `acts` is a list of L − 1
# times `"relu"`.
#
# Example: the logits [[2, 5, 1], [0, −1, −3]] give the classes [1, 0]. `np.argmax(a, axis=1)` finds
# the place of the largest number in each row.

# %% exercise="predict"
def predict(params, X):
    """The class that the network chooses for each example. All hidden layers are relu.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}. X: (N, D) float64.

    Returns an array of shape (N,), int: the place of the largest logit in each row.
    """
    ### BEGIN SOLUTION
    logits, _ = forward(params, X, ["relu"] * (len(params) - 1))
    return np.argmax(logits, axis=1)
    ### END SOLUTION


# %% check="predict" points=3
check.predict(predict, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("predict", predict, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 5: train (12 minutes)
#
# Everything is there. Training is the walk of 02, with the batches of 05 and your gradient:
#
# 1. Make a network with fresh weights: `init_params(sizes, rng)` (He, from 07).
# 2. Write down the loss on **all** examples. It is the start of the history.
# 3. In each epoch: shuffle and cut the examples into batches, `minibatches(N, batch_size, rng)`
#    (from 05). For each batch: gradients, then one step.
# 4. At the end of each epoch write down the loss on **all** examples, and go on with 3.

# %% [markdown]
# ### A worked example
#
# N = 10 examples, `batch_size` = 4, two epochs.
#
# | | batches | steps | written into the history |
# |---|---|---|---|
# | before | | | loss of the fresh network |
# | epoch 1 | 4, 4 and 2 examples | 3 | loss after step 3 |
# | epoch 2 | 4, 4 and 2 (other ones) | 3 | loss after step 6 |
#
# Six steps, three losses: the fence posts of 02 again. So `history` has the shape
# `(epochs + 1,)`. The loss of a *batch* does not belong into it.

# %% [markdown]
# ### Exercise 6: `train` (about nine lines)
#
# All hidden layers are relu, and there is no penalty (l2 = 0). Draw everything from `rng`: first
# the weights, then the batches.
#
# **The bar.** At grading your function trains `[64, 32, 10]` on 1200 handwritten digits, with three
# different seeds, and reads digits that it has never seen. The best two of the three runs count:
# together they should read at least 94 of 100 right. (Bad luck may spoil one run.)

# %% exercise="train"
def train(X, y, sizes, lr, batch_size, epochs, rng):
    """Train a fresh network with mini-batches. All hidden layers are relu; no penalty.

    X: (N, D) float64. y: (N,) int, the right classes.
    sizes: list of ints: D, the hidden layers, K; for example [64, 32, 10]
    lr: float; learning rate. batch_size, epochs: int; an epoch uses every example once,
        in a new random order; the last batch of an epoch may be smaller
    rng: np.random.Generator; for the weights (He, by init_params), then for the batches

    Returns a tuple (params, history):
        params: the trained network, a list of dicts
        history: array of shape (epochs + 1,); the mean loss on all N examples,
            before the first epoch and after each epoch

    Does not change X or y.
    """
    ### BEGIN SOLUTION
    params = init_params(sizes, rng)
    acts = ["relu"] * (len(sizes) - 2)
    history = [cross_entropy(forward(params, X, acts)[0], y)]
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            _, grads = loss_and_grads(params, X[rows], y[rows], acts)
            params = apply_update(params, grads, lr)
        history.append(cross_entropy(forward(params, X, acts)[0], y))
    return params, np.array(history)
    ### END SOLUTION


# %% check="train" points=9
check.train(train, points=9)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("train", train, points=9)
### END HIDDEN TESTS

# %% [markdown]
# The check also let your network learn **20 digits by heart**. Do this first with every network you
# ever build: if it cannot learn twenty examples by heart, it is broken, and more data won't help.
#
# ### First test: what one layer cannot do
#
# XOR again (07), with −1 in place of 0: answer 1 if the two inputs have different signs. No
# straight line separates the classes, so a single layer can't do it. The background shows what your
# trained network answers everywhere.

# %%
X_xor, y_xor = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0])
with once_written():
    fig, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
    side = np.linspace(-2, 2, 81)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    for ax, sizes in zip(axes, ([2, 2], [2, 24, 2]), strict=False):
        network, losses = train(X_xor, y_xor, sizes, 0.5, 4, 100, np.random.default_rng(1))
        answers = predict(network, grid).reshape(81, 81)
        ax.contourf(side, side, answers, levels=[-0.5, 0.5, 1.5], colors=["#cfe6f5", "#fde3c0"])
        right = int(np.sum(predict(network, X_xor) == y_xor))
        ax.set(title=f"{sizes}: {right} of 4 right", xlabel="input 0")
        axes[2].plot(losses, label=str(sizes), ls="--" if len(sizes) == 2 else "-", color="black")
        for label, marker, colour in ((0, "o", BLUE), (1, "^", RED)):
            ax.plot(*X_xor[y_xor == label].T, marker, color=colour, ms=10, mec="white")
    axes[0].set_ylabel("input 1")
    axes[2].axhline(np.log(2), color="grey", lw=0.8)
    axes[2].set(title="loss (grey: guessing)", xlabel="epoch", ylim=(0, None))
    axes[2].legend(fontsize=8)
    plt.show()

# %% [markdown]
# *Circles are class 0, triangles class 1. Where the background is blue, the network answers 0;
# where it is orange, 1.*
#
# ### Second test: handwritten digits
#
# 1797 small pictures of digits, 8 by 8 pixels, written by hand. Your network learns from 1437.
# The other 360 it has never seen. Guess first: how many of 100 unseen digits will it read right?

# %%
X_digits, y_digits, X_new, y_new = digits(1437, np.random.default_rng(0))
fig, axes = plt.subplots(1, 10, figsize=(8.4, 1.2), layout="constrained")
for digit, ax in enumerate(axes):
    ax.imshow(X_digits[y_digits == digit][0].reshape(8, 8), cmap="gray_r")
    ax.set(title=str(digit), xticks=[], yticks=[])
plt.show()

# %%
# Train on the digits: 60 epochs. This takes a few seconds.
network = None
with once_written():
    network, losses = train(
        X_digits, y_digits, [64, 32, 10], 0.3, 32, 60, np.random.default_rng(0)
    )
    seen, unseen = (np.mean(predict(network, A) == b) for A, b in
                    ((X_digits, y_digits), (X_new, y_new)))  # fmt: skip
    print(f"right, of those it has learnt from: {seen:.1%}")
    print(f"right, of those it has never seen:  {unseen:.1%}")
    fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
    ax.semilogy(losses, color=BLUE, lw=2)
    ax.axhline(np.log(10), color="grey", ls="--", lw=1)
    ax.text(60, np.log(10) * 1.15, "guessing, log 10", ha="right", fontsize=8)
    ax.set(xlabel="epoch", ylabel="loss on all 1437", ylim=(None, 5))
    plt.show()

# %% [markdown]
# You wrote this. No library knows anything about learning here: matrix products, a few gates, and
# your loop.
#
# ### What has it learnt?
#
# Each of the 32 hidden neurons has 64 weights, one for each pixel. So we can draw its weights as a
# picture. Orange: ink here makes the neuron fire. Purple: ink here keeps it quiet.

# %%
if network is None:
    print("Nothing to see yet: the network above is not trained.")
else:
    fig, axes = plt.subplots(4, 8, figsize=(7.2, 3.9), layout="constrained")
    for j, ax in enumerate(axes.flat):
        weights = network[0]["W"][:, j].reshape(8, 8)
        shades = ax.imshow(weights, cmap="PuOr_r", vmin=-1.5, vmax=1.5)
        ax.set(xticks=[], yticks=[])
    fig.colorbar(shades, ax=axes, label="weight", shrink=0.7)
    fig.suptitle("The weights of the 32 hidden neurons, as pictures", fontsize=10)
    plt.show()

# %% [markdown]
# Some look for a stroke in one place and for paper beside it. Nobody told them to. Such a stroke is
# no digit yet; it is a *piece*. The second layer puts pieces together. Here is, for some digits,
# the piece that speaks loudest for it, and the one that speaks loudest against it. (Colours as
# above.)

# %%
if network is None:
    print("Nothing to see yet: the network above is not trained.")
else:
    fig, axes = plt.subplots(2, 5, figsize=(7.2, 3.7), layout="constrained")
    for column, digit in enumerate((0, 1, 4, 7, 9)):
        wires = network[1]["W"][:, digit]  # from each hidden neuron to this digit
        for row, (j, word) in enumerate(((wires.argmax(), "for"), (wires.argmin(), "against"))):
            ax = axes[row, column]
            ax.imshow(network[0]["W"][:, j].reshape(8, 8), cmap="PuOr_r", vmin=-1.5, vmax=1.5)
            ax.set(xticks=[], yticks=[])
            ax.set_title(f"{word} {digit}: neuron {j}\nweight {wires[j]:.1f}", fontsize=8)
    plt.show()

# %% [markdown]
# Layers build on layers: from pixels to pieces, from pieces to digits. This is what people mean by
# a **hierarchical representation**.
#
# Honest limit: it is tempting to see more in these pictures than there is. Many neurons look like
# noise to us, and work. With another seed all pictures are different, and the network reads about
# as well (see the bonus).
#
# **A good place for a break.**

# %% [markdown]
# ## Bug hunt: the hasty step (12 minutes)
#
# A colleague saves a list. Why keep all gradients, if each layer can move as soon as its gradient
# is known? His code needs no such list. And it learns!

# %%
def buggy_train_step(params, X, y, acts, lr):
    """One training step, from the last layer to the first. Meant to be right."""
    logits, notes = forward(params, X, acts)
    loss, blame = softmax_ce(logits, y)
    new = [dict(layer) for layer in params]
    for layer in reversed(new):
        came_in, W, b = notes.pop()
        layer["W"] = W - lr * came_in.T @ blame
        layer["b"] = b - lr * blame.sum(axis=0)
        blame = blame @ layer["W"].T
        if notes:
            blame = activation_backward(blame, notes.pop())
    return loss, new


# %%
# The symptoms: five epochs on the digits, with his step and with yours, for four learning rates.
def losses_with(step, lr, epochs=5):
    rng = np.random.default_rng(2)
    network, losses = init_params([64, 32, 10], rng), []
    for _ in range(epochs):
        for rows in minibatches(len(y_digits), 32, rng):
            loss, network = step(network, X_digits[rows], y_digits[rows], ["relu"], lr)
            losses.append(loss)
    return np.array(losses)


def my_step(params, X, y, acts, lr):
    loss, grads = loss_and_grads(params, X, y, acts)
    return loss, apply_update(params, grads, lr)


with once_written(), np.errstate(all="ignore"):
    fig, axes = plt.subplots(1, 4, figsize=(8.8, 2.5), layout="constrained", sharey=True)
    for ax, lr in zip(axes, (0.01, 0.1, 0.3, 0.5), strict=True):
        ax.plot(losses_with(my_step, lr), color=BLUE, lw=2, label="all gradients first")
        hasty = losses_with(buggy_train_step, lr)
        ax.plot(np.where(hasty < 8, hasty, np.nan), ":", color=RED, lw=2, label="hasty")
        ax.set(title=f"lr = {lr}", xlabel="step", ylim=(0, 5))
        if not np.max(hasty) < 8:
            word = f"hasty: up to {np.nanmax(hasty):.0e}"
            ax.text(0.5, 0.6, word, transform=ax.transAxes, color=RED, ha="center", fontsize=8)
    axes[0].set_ylabel("loss of the batch")
    axes[0].legend(fontsize=7)
    plt.show()

# %% [markdown]
# This is the nastiest kind of bug: with a small learning rate **you can't see it in the result**.
# With a larger one, which your own step takes easily, the colleague's network explodes. (The dotted
# line ends where it leaves the picture. Train on, and all its numbers become NaN.)
#
# How wrong is his gradient? Take the first batch, and compare the step of the *first* layer with
# the right one:

# %%
with once_written():
    start = init_params([64, 32, 10], np.random.default_rng(2))
    for lr in (0.01, 0.1, 0.5):
        batch = (start, X_digits[:32], y_digits[:32], ["relu"], lr)
        moved = [step(*batch)[1][0]["W"] - start[0]["W"] for step in (my_step, buggy_train_step)]
        off = np.linalg.norm(moved[1] - moved[0]) / np.linalg.norm(moved[0])
        print(f"lr = {lr:4}: the first layer's step is off by {off:.1%}")

# %% [markdown]
# ### Exercise 7: `repaired_train_step` (copy, and mend)
#
# Copy the body and mend it. **Through which weights does the blame have to travel?** You may mend
# it in place, or write it anew with your own functions.

# %% exercise="repaired_train_step"
def repaired_train_step(params, X, y, acts, lr):
    """One training step: all gradients belong to the network as it was.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}
    X: (N, D) float64. y: (N,) int. acts: list of L - 1 kinds. lr: float.

    Returns a tuple (loss, new params): the mean loss before the step, and the network after it.

    Does not change params.
    """
    ### BEGIN SOLUTION
    logits, notes = forward(params, X, acts)
    loss, blame = softmax_ce(logits, y)
    new = [dict(layer) for layer in params]
    for layer in reversed(new):
        came_in, W, b = notes.pop()
        passed_on = blame @ W.T  # through the weights of the forward pass
        layer["W"] = W - lr * came_in.T @ blame
        layer["b"] = b - lr * blame.sum(axis=0)
        if notes:
            blame = activation_backward(passed_on, notes.pop())
    return loss, new
    ### END SOLUTION


# %% check="repaired_train_step" points=4
check.repaired_train_step(repaired_train_step, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_train_step", repaired_train_step, points=4)
### END HIDDEN TESTS

# %%
with once_written():
    losses = losses_with(repaired_train_step, 0.5)
    print(f"lr = 0.5, repaired: loss {losses[0]:.2f} at first, {losses[-1]:.2f} at the end.")

# %% [markdown]
# ## In your own words: mend a sentence (10 minutes)
#
# In popular texts about neural networks you can read something like this:
#
# > "Backpropagation starts with the last layer and optimises the network layer by layer."
#
# Half of it is right, and you have just seen what the other half can do.
#
# **Rewrite the sentence so that it is correct** (one to three sentences). Then **defend every
# change**: what is right in the original, what is wrong, and what you have *measured* in this
# notebook that shows it. About ten sentences in all.
#
# | points | what the answer shows |
# |---|---|
# | 7 | as for 5, with own figures: where the wrong order fails, **and** where it seems to work |
# | 5 | as for 3, and why: the blame has to travel through the weights of the forward pass |
# | 3 | the new sentence separates computing gradients (last to first) from changing weights |
# | 0 | nothing written, or the sentence is repeated in other words |

# %% [markdown] answer="sentence" points=7
# **My sentence.** Backpropagation starts at the loss and computes the gradients of all layers, from
# the last to the first, without changing any weight. Only when all gradients are known does an
# optimiser such as gradient descent change the weights of all layers, in one step.
#
# **What was right:** the direction. dW of a layer needs the blame of what the layer put out, and
# this blame comes from the layer behind. So the last layer is the first to know its gradient.
#
# **What was wrong:** "optimises layer by layer". Backpropagation doesn't optimise at all; it
# computes slopes. And the layers don't move one after the other. A gradient says how the loss of
# *this* network changes. The blame on its way to layer 1 is multiplied with W2. If W2 has already
# moved, the numbers belong neither to the old network (its activations are in the caches) nor to
# the new one.
#
# **What I measured:** with the hasty step the first layer's step was off by 0.2 % at lr = 0.01, by
# 2 % at 0.1 and by 12 % at 0.5. At 0.01 and 0.1 the two loss curves lay on each other, so you
# cannot find this bug by looking at the loss. At 0.3 and 0.5 the hasty network exploded, while the
# right order learnt without trouble.

# %% [markdown]
# ## Bonus: three seeds, and a deeper network (no points)
#
# One good run may be luck. Try three seeds, and two depths. What changes more: the seed or the
# depth?

# %%
with once_written():
    for sizes in ([64, 32, 10], [64, 32, 32, 10]):
        shares = []
        for seed in range(3):
            X_a, y_a, X_b, y_b = digits(1437, np.random.default_rng(seed))
            net, _ = train(X_a, y_a, sizes, 0.3, 32, 15, np.random.default_rng(seed))
            shares.append(np.mean(predict(net, X_b) == y_b))
        print(sizes, "15 epochs, unseen digits right:", [f"{share:.1%}" for share in shares])

# %% [markdown]
# **If you go on to PyTorch:** there `loss.backward()` is your `backward`, and `optimizer.step()` is
# your `apply_update`. Two calls, in this order, because they are two different things. In 13 you
# will see how a library finds the walk back by itself.

# %% [markdown]
# ## What you take home

# %%
# The whole notebook in one picture.
fig, ax = plt.subplots(figsize=(8.4, 2.7), layout="constrained")
ax.axis("off")
ax.set(xlim=(-0.6, 8.5), ylim=(-1.9, 1.1))
steps = ["X", "affine 1", "relu", "affine 2", "relu", "affine 3", "loss"]
for place, step in enumerate(steps):
    box = {"boxstyle": "round,pad=0.4", "fc": "#f2f2f2", "ec": "#444444"}
    ax.text(place * 1.3, 0, step, ha="center", va="center", bbox=box, fontsize=9)
    if place < 6:
        at = place * 1.3 + 0.65
        for height, way, colour in ((0.42, "->", BLUE), (-0.42, "<-", RED)):
            arrow = {"arrowstyle": way, "color": colour, "lw": 2}
            ax.annotate("", (at + 0.45, height), (at - 0.45, height), arrowprops=arrow)
for place, layer in ((1, 1), (3, 2), (5, 3)):
    ax.text(place * 1.3, -0.85, f"dW{layer}, db{layer}", ha="center", color=RED, fontsize=9)
ax.text(0.65, 0.75, "1. forward: values, and a cache at every step", color=BLUE, fontsize=9)
ax.text(0.65, -1.3, "2. back: blame, and a gradient at every affine step", color=RED, fontsize=9)
ax.text(0.65, -1.75, "3. only then: one step for all layers", color="black", fontsize=9)
plt.show()

# %% [markdown]
# * **Backpropagation is a loop** from the last layer to the first. It hands the blame on, and drops
#   a gradient at each affine step.
# * The **caches** hold what each step has seen. The blame travels through *those* weights.
# * **First all gradients, then one step.** Two different jobs: `backward` and `apply_update`.
# * Forward and back cost **three** forward passes, for any number of weights.
# * A small loss curve proves little. Check your gradients, and learn twenty examples by heart.
#
# **Next: 10, when the signal fades.** Your network had two or three layers. What happens with
# twelve? The blame gets lost on the way, and you will find out where.
