# %% [markdown]
# # 06 · One neuron
#
# **What you will do.** Build one neuron. Send numbers through it. Then send the slope of the loss
# back through it, link by link, until every weight knows which way to move, and how strongly.
#
# **What you will learn**
#
# * A neuron adds up, then bends.
# * Along a chain, slopes **multiply**. That is the chain rule, and backpropagation is made of it.
# * The order of the way back: first the slope at the output, then before the bend, then at the
#   weights.
# * A neuron far out on its bend hardly learns. The right loss helps it.
#
# **What you need.** Slopes (01), the gradient checker (03), the loss and knobs without leverage
# (04). In Python: functions, `if`, dicts, numpy arrays, `w @ x`.
#
# **Minutes.** 105. Each part says how long it takes. A good place for a break is after part 3.
# You write nine short functions, about 40 lines in all, and repair a tenth.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check
from downslope.abacus import Abacus
from downslope.gradcheck import numerical_gradient
from downslope.second_opinion import check_loss, check_neuron, once_written

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (2 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 03)** Ada and Carl have worked out a gradient with pencil and paper. The gradient
# checker prints a relative error of $2 \cdot 10^{-10}$ for Ada's, and of 0.33 for Carl's. Who is
# right? And why isn't the better number exactly 0?
#
# <details><summary>Open the answer</summary>
#
# Ada. The checker *measures* slopes, and what is measured is never exact: about ten digits are
# right. Carl's error of one third is far too large for that. It is what comes out if one of the two
# gradients is twice as long as the other: he may have lost a factor 2.
#
# </details>
#
# **2. (from 04)** The gun stands at 45 degrees. The slope of the loss with respect to the *angle*
# is 0. Has the shot hit, then?
#
# <details><summary>Open the answer</summary>
#
# That does not follow. At 45 degrees the range is at its largest, so turning the angle *a little*
# changes nothing. The miss may be large, but this knob has no leverage at this moment. Keep it in
# mind: in part 5 a neuron will be in the same position.
#
# </details>

# %% [markdown]
# ## The story: three wheels in a row (2 minutes)
#
# You hold a crank. It drives a wheel, that wheel drives a second one, and the second one drives
# the hand of a dial.
#
# You turn the crank by a tiny bit. The first wheel turns **2** times as far. The second turns
# **¼** as far as the first. The hand turns **4** times as far as the second, and *backwards*: −4.
#
# How far does the hand turn? $2 \cdot \tfrac14 \cdot (-4) = -2$ times as far as the crank. To know
# that, nobody had to look at the whole machine. Everybody only had to know **their own ratio**.
#
# | in the story | in the neuron | |
# |---|---|---|
# | the crank | a weight $w$ | the knob that we may turn |
# | the first wheel | $z$ | the weighted sum |
# | the second wheel | $a$ | the output, after the bend |
# | the hand of the dial | $L$ | the loss |
# | a ratio of two neighbours | a **local slope** | how far the next moves when this one moves |
#
# **Where the story stops being true**
#
# * Cog wheels have a fixed ratio. A local slope *changes* with the place, as on any mountain. So
#   our ratios hold for small turns only.
# * Wheels can't have ratio 0. The slope of a neuron's bend can be 0, or nearly. Then the hand
#   stands still, however hard you crank.
# * It's called a neuron because of the brain. Real nerve cells send spikes, in time. Ours is a
#   small formula.

# %% [markdown]
# ## Part 1: forward (21 minutes)
#
# A neuron does two things, one after the other.
#
# | step | formula | in words |
# |---|---|---|
# | 1. add up | $z = w_0 x_0 + w_1 x_1 + \dots + b$ | each input times its weight, plus a bias |
# | 2. bend | $a = g(z)$ | send the sum through an **activation function** $g$ |
#
# | letter | shape | name |
# |---|---|---|
# | `x` | (D,) | the inputs; D is how many there are |
# | `w` | (D,) | the weights, one for each input |
# | `b` | one number | the bias |
# | `z` | one number | the sum, also called the *logit* |
# | `a` | one number | the activation: what the neuron says |
#
# In numpy, `w @ x` multiplies entry by entry and adds up, all in one.
#
# ### A worked example
#
# Three inputs, $x = (2, 1, 3)$, weights $w = (1, -2, 1)$, bias $b = -1$.
#
# | what | number |
# |---|---|
# | the products $w_i x_i$ | 2, −2, 3 |
# | their sum | 3 |
# | plus the bias: $z$ | 2 |
# | bent by relu: $a = \max(0, 2)$ | 2 |
# | bent by the sigmoid: $a = 1 / (1 + e^{-2})$ | 0.881 |
# | bent by tanh: $a = \tanh 2$ | 0.964 |

# %% [markdown]
# ### Three bends
#
# This course uses three activation functions, and calls them by these words: `"sigmoid"`, `"tanh"`
# and `"relu"`.
#
# | act | $g(z)$ | values |
# |---|---|---|
# | sigmoid | $1 / (1 + e^{-z})$ | between 0 and 1; at $z = 0$ it is ½ |
# | tanh | $(e^z - e^{-z}) / (e^z + e^{-z})$ | between −1 and 1; at $z = 0$ it is 0 |
# | relu | $\max(0, z)$ | 0 or larger; at $z = 0$ it is 0 |
#
# One number goes in, one comes out; given an array, a bend treats every entry on its own.
# $e = 2.718…$ is a fixed number, like $\pi$, and `np.exp(z)` computes $e^z$.

# %%
# A picture: the three activation functions. The dots are the worked example, z = 2.
z = np.linspace(-5, 5, 201)
bends = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: z * (z > 0)}
fig, axes = plt.subplots(1, 3, figsize=(8, 2.5), layout="constrained")
for ax, (name, bend) in zip(axes, bends.items(), strict=True):
    ax.axhline(0, color="grey", lw=0.8)
    ax.plot(z, bend(z), color=BLUE, lw=3)
    ax.plot(2, bend(2.0), "o", color="black")
    ax.set(title=name, xlabel="z", ylim=(-1.2, 5 if name == "relu" else 1.2))
axes[0].set_ylabel("a = g(z)")
plt.show()

# %% [markdown]
# ### Is it true?
#
# In a popular article: *"An activation function scales its input into a predefined range."*
#
# Look at the three pictures. Decide, and give a reason. Then open the answer.
#
# <details><summary>Open the answer</summary>
#
# Only half true. Sigmoid and tanh do have a range: (0, 1) and (−1, 1). But relu has no upper end,
# relu(1000) is 1000. And "scales" is the wrong word: to scale is to multiply by a fixed number.
# What all three have in common is that they **bend**: they are not straight lines. In 07 you will
# see why that is what counts.
#
# </details>

# %% [markdown]
# ### A trap: e to the 1000
#
# The computer's numbers end near $10^{308}$. $e^{1000}$ is beyond, so `np.exp` says `inf`,
# infinity. And `inf / inf` is `nan`, *not a number*, which spoils everything that it touches.

# %%
with np.errstate(all="ignore"):  # be quiet about it: we want to see it happen
    big = np.exp(1000.0)
    print("e^1000 =", big, "   e^1000 / (1 + e^1000) =", big / (1 + big))
    print("e^-1000 =", np.exp(-1000.0))

# %% [markdown]
# Large *negative* exponents are harmless: they give 0. So a careful sigmoid computes only one
# power, $u = e^{-|z|}$. It is never larger than 1:
#
# $$\text{sigmoid}(z) = \frac{1}{1 + u} \;\text{ if } z \ge 0, \qquad
# \frac{u}{1 + u} \;\text{ if } z < 0$$
#
# Try both ends: $z = 1000$ gives $u = 0$ and $1/1 = 1$. $z = -1000$ gives $u = 0$ and $0/1 = 0$.
# (For $z < 0$ it is the same fraction, with top and bottom multiplied by $e^{z}$.)
#
# `np.where(condition, this, that)` picks between two, entry by entry.

# %% [markdown]
# ### Exercises 1 to 3: `sigmoid`, `tanh_`, `relu` (about four lines in all)
#
# Each takes a number or an array of any shape, and returns the same shape. For `tanh_`, numpy has
# a ready-made function. (The name ends in `_` so that it doesn't clash with numpy's.) For `relu`:
# Python's own `max` compares single numbers only, but numpy has one that takes arrays.

# %% exercise="sigmoid"
def sigmoid(z):
    """Squash every number into the range from 0 to 1: 1 / (1 + exp(-z)).

    z: a number or an array of any shape, float64; also far out, near ±1000

    Returns the same shape. Does not change z.

    Example: sigmoid(0.0) is 0.5.
    """
    ### BEGIN SOLUTION
    u = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, u) / (1 + u)
    ### END SOLUTION


# %% check="sigmoid" points=2
check.sigmoid(sigmoid, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("sigmoid", sigmoid, points=2)
### END HIDDEN TESTS

# %% exercise="tanh_"
def tanh_(z):
    """Squash every number into the range from -1 to 1.

    z: a number or an array of any shape, float64

    Returns the same shape. Does not change z.

    Example: tanh_(0.0) is 0.0.
    """
    ### BEGIN SOLUTION
    return np.tanh(z)
    ### END SOLUTION


# %% check="tanh_" points=1
check.tanh_(tanh_, points=1)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("tanh_", tanh_, points=1)
### END HIDDEN TESTS

# %% exercise="relu"
def relu(z):
    """Keep every positive number; every other one becomes 0.

    z: a number or an array of any shape, float64

    Returns the same shape. Does not change z.

    Example: relu(np.array([-2.0, 3.0])) is [0.0, 3.0].
    """
    ### BEGIN SOLUTION
    return np.maximum(0, z)
    ### END SOLUTION


# %% check="relu" points=1
check.relu(relu, points=1)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("relu", relu, points=1)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 4: `neuron_forward` (about eight lines)
#
# Add up, then bend. `act` is a word that says which bend to take.
#
# Return **two** things: the output, and a **cache**. The cache is a note for the way back: what
# this neuron has seen. In this course the rule is simple: *the cache is a tuple of the function's
# own arguments*. So here it is `(x, w, b, act)`.

# %% exercise="neuron_forward"
def neuron_forward(x, w, b, act):
    """One neuron: add up, then bend.

    x: (D,) float64, the inputs
    w: (D,) float64, the weights
    b: float, the bias
    act: "sigmoid", "tanh" or "relu"

    Returns a tuple (a, cache):
        a: float, the activation g(z) of z = w @ x + b
        cache: the tuple (x, w, b, act)

    Does not change x or w.

    Example: neuron_forward(np.array([2.0, 1.0]), np.array([3.0, -1.0]), -1.0, "relu")[0] is 4.0.
    """
    ### BEGIN SOLUTION
    z = w @ x + b
    if act == "sigmoid":
        a = sigmoid(z)
    elif act == "tanh":
        a = tanh_(z)
    else:
        a = relu(z)
    return float(a), (x, w, b, act)
    ### END SOLUTION


# %% check="neuron_forward" points=3
check.neuron_forward(neuron_forward, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("neuron_forward", neuron_forward, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: one push, three moves (7 minutes)
#
# Now the way back. We take the smallest neuron there is: **one** input, one weight, one bias, a
# sigmoid. Its answer $a$ is compared with a target $y$. The loss is the squared miss, as in 04:
#
# $$L = (a - y)^2$$
#
# Our neuron: $x = 2$, $w = 3$, $b = -6$, target $y = 1$. You can compute it in your head:
#
# | | | number |
# |---|---|---|
# | $z$ | $3 \cdot 2 - 6$ | 0 |
# | $a$ | sigmoid(0) | 0.5 |
# | $L$ | $(0.5 - 1)^2$ | 0.25 |
#
# **The question:** the weight $w$ grows a tiny bit. What does the loss do?
#
# Don't answer at once. Follow the push through the machine, from neighbour to neighbour.

# %%
# The same neuron twice: once as it is, once with a slightly larger weight.
def walk_through(w, x=2.0, b=-6.0, y=1.0):
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    return np.array([w, z, a, (a - y) ** 2])


push = 0.001
before, after = walk_through(3.0), walk_through(3.0 + push)
moves = after - before
print("      before      after        move   ratio to the move one line above")
for i, name in enumerate("wzaL"):
    ratio = f"{moves[i] / moves[i - 1]:10.4f}" if i else ""
    print(f"{name}  {before[i]:10.6f} {after[i]:10.6f} {moves[i]:11.6f} {ratio}")
print(f"\nall the way from w to L: {moves[3] / moves[0]:.4f}")

# %% [markdown]
# Read the last column from top to bottom:
#
# * $w$ moves by 0.001, and $z$ moves **2** times as far. (Of course: $z = wx + b$, and $x = 2$.)
# * $a$ moves **0.25** times as far as $z$. That is the slope of the sigmoid at $z = 0$.
# * $L$ moves **−1** times as far as $a$. (Nearly: −0.9995. The loss is curved, and our push is
#   small but not tiny.) The answer was too small, so a larger $a$ makes the loss smaller.
#
# And the whole way: $2 \cdot 0.25 \cdot (-1) = -0.5$ (nearly, again: −0.4997). The ratios
# multiply. With $\partial$ for
# "slope of … with respect to …", and for a push that is very, very small:
#
# $$\frac{\partial L}{\partial w} \;=\; \underbrace{\frac{\partial z}{\partial w}}_{2} \cdot
# \underbrace{\frac{\partial a}{\partial z}}_{0.25} \cdot
# \underbrace{\frac{\partial L}{\partial a}}_{-1} \;=\; -0.5$$
#
# This is the **chain rule**. All four are single numbers here.

# %% [markdown]
# ### Why go backwards?
#
# We could multiply in any order. But there are two knobs, $w$ and $b$, and later there will be
# thousands. They all share the same last links. So start at the loss, and carry **one running
# product** back:
#
# | going back | running product | local slope × incoming slope |
# |---|---|---|
# | from $L$ to $a$ | $\partial L/\partial a$ | $-1$ |
# | from $a$ to $z$ | $\partial L/\partial z$ | $0.25 \cdot (-1) = -0.25$ |
# | from $z$ to $w$ | $\partial L/\partial w$ | $2 \cdot (-0.25) = -0.5$ |
# | from $z$ to $b$ | $\partial L/\partial b$ | $1 \cdot (-0.25) = -0.25$ |
#
# The product up to $z$ is used twice: once for $w$, once for $b$. It was computed once.
#
# **At every link: local slope times incoming slope.** Say it aloud; it's the whole notebook.

# %% [markdown]
# ### Play: the chain-rule abacus
#
# This is our neuron as a row of beads. (Bead `p` is the product $x \cdot w$, before the bias is
# added.) Press **Forward** until the loss has its number. Then press **Backward**, and before each
# step say the number that will come.
#
# You can change every framed number: click it, or walk there with Tab and press Enter. Then try:
#
# 1. Make $x = 0$. Which slopes become 0, and which don't? Why is it no use to turn $w$ now?
# 2. Put $x = 2$ back, and set $b = 4$. The sum is $z = 10$ now. Set $y = 0$: the answer is as
#    wrong as can be. What is $\partial a/\partial z$, and what does it do to all slopes to its
#    left?
# 3. Choose *relu*, and find a weight for which all slopes on the left are exactly 0.
#
# <details><summary>Open: what you should have seen</summary>
#
# 1. $\partial L/\partial w$ is 0: whatever the weight, it's multiplied by 0. The slopes for $b$ and
#    for $x$ itself are not 0.
# 2. $\partial a/\partial z$ is 0.000045. It's a factor of every slope on its left, so all of them
#    are tiny, although $\partial L/\partial a$ is as large as 2.
# 3. Any weight that makes $z$ negative, for example $w = 2$ with $b = -6$.
#
# </details>

# %%
Abacus(x=[2.0], w=[3.0], b=-6.0, y=1.0, act="sigmoid")

# %% [markdown]
# ## Part 3: back through the bend (10 minutes)
#
# In code we write `da` for $\partial L/\partial a$, and `dz` for $\partial L/\partial z$. A `d` in
# front of a name always means: *the slope of the loss with respect to this*.
#
# A **backward function** takes the slope for its output, and returns the slope for its input.
# Where the incoming slope comes from, it never asks.
#
# $$\text{dz} = \text{da} \cdot g'(z) \qquad \text{(incoming slope times local slope)}$$
#
# Here $g'(z)$ (say: "g prime") is the slope of the bend at $z$. For one neuron all three are single
# numbers; for many at once they are arrays of one shape, multiplied entry by entry.
#
# The local slopes of our three bends, with $a = g(z)$:
#
# | act | $g'(z)$ | at $z = 0$ | far out |
# |---|---|---|---|
# | sigmoid | $a\,(1 - a)$ | 0.25, its largest | nearly 0 on both sides |
# | tanh | $1 - a^2$ | 1, its largest | nearly 0 on both sides |
# | relu | 1 if $z > 0$, else 0 | a corner, see below | 0 on the left, 1 on the right |
#
# Careful: the first two formulas want $a$, the **output** of the bend, not $z$.
#
# <details><summary>Where does a(1 − a) come from? (for those who like school rules)</summary>
#
# Write $a = 1/q$ with $q = 1 + e^{-z}$. The slope of $1/q$ by $q$ is $-1/q^2$, and the slope of
# $q$ by $z$ is $-e^{-z}$. A chain of two links, so multiply: $e^{-z}/q^2$. Now $e^{-z} = q - 1$,
# so this is $(q - 1)/q^2 = \frac{1}{q}\left(1 - \frac{1}{q}\right) = a(1 - a)$.
#
# </details>
#
# **The corner of relu.** At exactly $z = 0$ relu has no slope: 0 on one side, 1 on the other. This
# course takes 0, as most libraries do. Both are accepted, since no check asks there.

# %%
# A picture: the bends and their slopes. The slopes are measured from both sides, as in 01.
fig, axes = plt.subplots(1, 3, figsize=(8, 2.5), layout="constrained", sharey=True)
z, h = np.linspace(-5, 5, 201), 1e-5
for ax, (name, bend) in zip(axes, bends.items(), strict=True):
    ax.plot(z, bend(z), color="grey", lw=2, label="bend a")
    ax.plot(z, (bend(z + h) - bend(z - h)) / (2 * h), "--", color=RED, lw=2.5, label="its slope")
    ax.set(title=name, xlabel="z", ylim=(-1.2, 1.7))
axes[0].set_ylabel("a, and its slope by z")
axes[0].legend(fontsize=8, loc="lower right")
plt.show()

# %% [markdown]
# Read the dashed line as a **gate**: it says how much of the incoming slope gets through. None of
# our three gates lets through more than what comes in: no slope is above 1. Where it is nearly 0,
# the neuron is called **saturated**.

# %% [markdown]
# ### A worked example
#
# The slope that comes in is `da = 3`.
#
# | act | $z$ | $a$ | $g'(z)$ | `dz` = 3 · $g'(z)$ |
# |---|---|---|---|---|
# | sigmoid | 0 | 0.5 | 0.5 · 0.5 = 0.25 | 0.75 |
# | sigmoid | 4 | 0.982 | 0.982 · 0.018 = 0.0177 | 0.053 |
# | tanh | 0 | 0 | 1 − 0 = 1 | 3 |
# | tanh | −1 | −0.762 | 1 − 0.580 = 0.420 | 1.26 |
# | relu | 4 | 4 | 1 | 3 |
# | relu | −4 | 0 | 0 | 0 |

# %% [markdown]
# ### Exercise 5: `act_backward` (about eight lines)
#
# It works entry by entry, on numbers and on arrays. (So no `if z > 0`: that doesn't work on an
# array. `z > 0` itself does: it is True or False in every entry, and counts as 1 or 0 when you
# multiply.)

# %% exercise="act_backward"
def act_backward(da, z, act):
    """Send a slope back through the activation a = g(z), entry by entry.

    da: a number or an array of any shape, float64; the slope of the loss with respect to a
    z: the same shape; what came into the activation on the way forward
    act: "sigmoid", "tanh" or "relu"

    Returns dz, of the same shape: the slope of the loss with respect to z.
    Does not change da or z.

    Example: act_backward(3.0, 0.0, "sigmoid") is 0.75.
    """
    ### BEGIN SOLUTION
    if act == "sigmoid":
        a = sigmoid(z)
        slope = a * (1 - a)
    elif act == "tanh":
        slope = 1 - tanh_(z) ** 2
    else:
        slope = z > 0
    return da * slope
    ### END SOLUTION


# %% check="act_backward" points=4
check.act_backward(act_backward, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("act_backward", act_backward, points=4)
### END HIDDEN TESTS

# %% [markdown]
# **A good place for a break.** You have every link. What is left is to put them in a row.

# %% [markdown]
# ## Part 4: the whole neuron, forward and back (23 minutes)
#
# ### Every link by its name
#
# Back to one input and the loss $L = (a - y)^2$. From the first sum to the last slope there are
# eight numbers. When a network is trained, nobody ever looks at them. Today you look at every
# single one.
#
# | name in the code | what it is | the worked example of part 2 |
# |---|---|---|
# | `z` | the sum | 0 |
# | `a` | the activation | 0.5 |
# | `loss` | $(a - y)^2$ | 0.25 |
# | `dloss_da` | $\partial L/\partial a$; the slope of a square, $2\,(a - y)$ | −1 |
# | `da_dz` | $\partial a/\partial z$; a local slope, it knows no loss | 0.25 |
# | `dloss_dz` | $\partial L/\partial z$; the two above, multiplied | −0.25 |
# | `dloss_dw` | $\partial L/\partial w$; one link further | −0.5 |
# | `dloss_db` | $\partial L/\partial b$; one link further | −0.25 |

# %% [markdown]
# ### Exercise 6: `fill_trace` (about twelve lines)
#
# You get a dict with holes. The inputs are there, the eight names hold `None`. Return a **new**
# dict with all holes filled: start with `filled = dict(trace)`, which is a copy, and fill that.
#
# Every hole is checked on its own. So if one is wrong, you see where the chain breaks first.
# (For the local slope: what does `act_backward` give if the incoming slope is 1?)

# %%
holes = ("z", "a", "loss", "dloss_da", "da_dz", "dloss_dz", "dloss_dw", "dloss_db")
an_empty_trace = {"act": "sigmoid", "x": 2.0, "w": 3.0, "b": -6.0, "y": 1.0}
an_empty_trace |= dict.fromkeys(holes)
an_empty_trace


# %% exercise="fill_trace"
def fill_trace(trace):
    """Fill in every number on the way from the inputs to the loss and back.

    trace: a dict with the inputs "act" ("sigmoid", "tanh" or "relu"), "x", "w", "b", "y" (floats),
        and eight names that hold None: "z", "a", "loss", "dloss_da", "da_dz", "dloss_dz",
        "dloss_dw", "dloss_db"

    Returns a new dict with the same 13 keys, in which the eight are floats. The loss is (a - y)².
    Does not change trace.

    Example: with act "sigmoid", x = 2, w = 3, b = -6, y = 1 it has "z" 0.0, "a" 0.5, "loss" 0.25.
    """
    ### BEGIN SOLUTION
    filled = dict(trace)
    x, w, b, y, act = (trace[name] for name in ("x", "w", "b", "y", "act"))
    z = w * x + b
    a, _ = neuron_forward(np.array([x]), np.array([w]), b, act)
    filled["z"] = z
    filled["a"] = a
    filled["loss"] = (a - y) ** 2
    filled["dloss_da"] = 2 * (a - y)
    filled["da_dz"] = act_backward(1.0, z, act)
    filled["dloss_dz"] = filled["dloss_da"] * filled["da_dz"]
    filled["dloss_dw"] = filled["dloss_dz"] * x
    filled["dloss_db"] = filled["dloss_dz"]
    return filled
    ### END SOLUTION


# %% check="fill_trace" points=4
check.fill_trace(fill_trace, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("fill_trace", fill_trace, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Many inputs, one neuron
#
# With D inputs only the last link is new. Each weight $w_i$ stands beside its own input in the
# sum:
#
# $$z = w_0 x_0 + w_1 x_1 + \dots + b \qquad \text{with } x \text{ and } w \text{ of shape (D,)}$$
#
# * How fast does $z$ move with $w_i$? By what stands beside it: $x_i$.
# * How fast does $z$ move with $x_i$? By what stands beside it: $w_i$.
# * How fast does $z$ move with $b$? By 1.
#
# Why would anybody want the slope for an *input*? We can't turn inputs. But in a network the
# inputs of this neuron are the outputs of others, and those want to know.

# %% [markdown]
# ### A worked example
#
# The neuron of part 1, with relu: $x = (2, 1, 3)$, $w = (1, -2, 1)$, $b = -1$, so $z = 2$.
# Somebody hands us `da = 5`.
#
# | what | how | number | shape |
# |---|---|---|---|
# | `dz` | 5 · 1, since $z > 0$ | 5 | one number |
# | `dw` | 5 · (2, 1, 3): **the inputs** | (10, 5, 15) | (D,), as `w` |
# | `dx` | 5 · (1, −2, 1): **the weights** | (5, −10, 5) | (D,), as `x` |
# | `db` | 5 · 1 | 5 | one number, as `b` |
#
# **A slope has the shape of the thing it belongs to.** That rule will never fail you.

# %% [markdown]
# ### Exercise 7: `neuron_backward` (about four lines)
#
# All you need is in the cache. The sum `z` isn't, but it's quickly computed again.

# %% exercise="neuron_backward"
def neuron_backward(da, cache):
    """Send a slope back through one neuron, a = g(w @ x + b).

    da: float; the slope of the loss with respect to a
    cache: (x, w, b, act), as neuron_forward returned it

    Returns a tuple (dx, dw, db), the slopes of the loss with respect to x, w and b:
        dx: (D,), dw: (D,), db: float

    Does not change the arrays in the cache.

    Example: with x = [2, 1, 3], w = [1, -2, 1], b = -1, "relu" and da = 5, dw is [10, 5, 15].
    """
    ### BEGIN SOLUTION
    x, w, b, act = cache
    dz = act_backward(da, w @ x + b, act)
    return dz * w, dz * x, dz
    ### END SOLUTION


# %% check="neuron_backward" points=5
check.neuron_backward(neuron_backward, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("neuron_backward", neuron_backward, points=5)
### END HIDDEN TESTS

# %% [markdown]
# ### A second opinion (no points)
#
# The gradient checker of 03 knows nothing of chains. It wiggles every number, watches what your
# `neuron_forward` does, and compares with your slopes.

# %%
x_try, w_try = np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.5, -0.4])
for act in ("sigmoid", "tanh", "relu"):
    print(act)
    check_neuron(neuron_backward, neuron_forward, x_try, w_try, 0.7, act)

# %% [markdown]
# ### Play: the abacus, driven by *your* code
#
# Two inputs now. The activation comes from your `neuron_forward`, the slopes on the left come from
# your `neuron_backward`. If one of them isn't finished or not right, the line below says so.
#
# Set one of the weights to 0. Its input has no influence on the loss any more: which of the slopes
# says so? And is the slope of that *weight* 0 as well?
#
# <details><summary>Open: what you should have seen</summary>
#
# The slope of the *input* is 0, since its local slope is the weight. The slope of the *weight* is
# not 0: its local slope is the input. So the next step of gradient descent would move the weight
# away from 0.
#
# </details>

# %%
Abacus(x=[2.0, -1.0], w=[0.5, 1.5], b=0.3, y=1.0, act="tanh",
       forward=neuron_forward, backward=neuron_backward)  # fmt: skip

# %% [markdown]
# ## Part 5: sure, and wrong (19 minutes)
#
# A sigmoid neuron with one input, $x = 1$, and no bias. So $z = w$. The right answer is $y = 0$.
# The loss is the squared miss, $L = (a - y)^2$. We look at three such neurons:
#
# | $z$ | it says $a$ | miss $a - y$ |
# |---|---|---|
# | 0 | 0.5 | 0.5: "I don't know" |
# | 3 | 0.953 | 0.953: "rather yes" |
# | 10 | 0.99995 | 0.99995: "yes, for sure!" Sure, and wrong. |
#
# ### Predict first
#
# **Prediction A.** Which of the three has the strongest slope $|\partial L/\partial w|$, which one
# the weakest? Write the three values of $z$ in order, the strongest first.

# %%
# Your prediction A, strongest first: put 0, 3 and 10 into the list, in your order.
my_order = ["?", "?", "?"]


# %%
def squared_miss(w):
    return (1 / (1 + np.exp(-w))) ** 2  # x = 1, b = 0, y = 0


places = (0, 3, 10)
measured = {place: abs(float(numerical_gradient(squared_miss, place))) for place in places}
if {str(place) for place in my_order} != {"0", "3", "10"}:
    print("Write 0, 3 and 10 into my_order first. Then this cell shows what is measured.")
else:
    order = sorted(measured, key=measured.get, reverse=True)
    print("   z   |dL/dw|, measured by wiggling")
    for place in order:
        print(f"{place:4}   {measured[place]:.6f}")
    print("\nin order:", order, "   you said:", my_order)

# %% [markdown]
# Compare, and try to explain the order with the three links before you read on.
#
# <details><summary>Open the explanation</summary>
#
# There are three factors: $\partial L/\partial a = 2(a - y)$ grows with the miss, from 1 to 2.
# $\partial z/\partial w = x = 1$ is always the same. But $\partial a/\partial z$ falls from 0.25
# to 0.000045: at $z = 10$ the sigmoid is flat. A product is small as soon as *one* factor is
# small. So the neuron that needs to learn most learns least: about 2750 times less than the one
# that says "I don't know". It is in the same place as the gun at 45 degrees: a large miss, and no
# leverage.
#
# </details>

# %% [markdown]
# ### A loss that shouts
#
# The gate of a sigmoid is what it is. But we may choose the **loss**. Suppose that the neuron's
# answer is a probability, $p = a$: how sure it is that the class is 1. The class $y$ is 0 or 1.
#
# Take the logarithm of the probability that it gave to what was *right*, and turn the sign round:
#
# $$\text{loss of one example} = \begin{cases} -\log p & \text{if } y = 1 \\ -\log (1 - p) &
# \text{if } y = 0 \end{cases}$$
#
# Right and sure costs nearly nothing ($-\log 1 = 0$). Wrong and sure costs a lot, without an upper
# end. In one line, and as the mean over N examples:
#
# $$L = -\frac1N \sum_n \Big( y_n \log p_n + (1 - y_n) \log (1 - p_n) \Big)$$
#
# Here `p` and `y` have the shape (N,), and $L$ is one number. It's called **binary cross-entropy**,
# or BCE. `log` is the natural logarithm, `np.log`.

# %%
# A picture: what one example costs, if the right answer is 0.
p = np.linspace(0.001, 0.999, 300)
fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.plot(p, p**2, color="grey", lw=2.5, label="squared miss: never more than 1")
ax.plot(p, -np.log(1 - p), color=RED, lw=2.5, label="binary cross-entropy: no upper end")
ax.set(xlabel="p, the probability that it gave to class 1", ylabel="loss", ylim=(0, 6))
ax.set_title("The right answer is 0")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# ### A worked example
#
# Two examples (N = 2): $p = (0.8, 0.4)$ and $y = (1, 0)$.
#
# | example | loss | slope of its own loss by $p$ | in the mean: divided by N |
# |---|---|---|---|
# | 0: $y = 1$, $p = 0.8$ | $-\log 0.8 = 0.223$ | $-1/0.8 = -1.25$ | −0.625 |
# | 1: $y = 0$, $p = 0.4$ | $-\log 0.6 = 0.511$ | $+1/0.6 = 1.667$ | 0.833 |
# | together | mean: 0.367 | | `dp` = (−0.625, 0.833) |
#
# Both cases in one formula (try it): $\dfrac{p - y}{p\,(1 - p)}$, and then the 1/N. **The 1/N
# stands in the loss, and nowhere else**: that is a rule of this course.

# %% [markdown]
# **The edge.** If $p$ is exactly 0 or 1, the logarithm of 0 lies in wait. So we agree: a $p$ below
# $10^{-12}$ counts as $10^{-12}$, and a $p$ above $1 - 10^{-12}$ counts as $1 - 10^{-12}$. Then
# the loss of one example is at most 27.6, and nothing is infinite. (`np.clip` does that in one
# line.)
#
# ### Exercise 8: `bce_loss` (about four lines)

# %% exercise="bce_loss"
def bce_loss(p, y):
    """Binary cross-entropy of probabilities, and its slope with respect to each of them.

    p: (N,) float64; probabilities of class 1. Entries below 1e-12 count as 1e-12, entries above
        1 - 1e-12 count as 1 - 1e-12, for the loss and for its slope.
    y: (N,) of 0 and 1; the right classes

    Returns a tuple (loss, dp):
        loss: float; the mean over the N examples
        dp: (N,); the slope of that mean with respect to each p (the 1/N is in it)

    Does not change p or y.

    Example: bce_loss(np.array([0.8, 0.4]), np.array([1, 0])) is about (0.367, [-0.625, 0.833]).
    """
    ### BEGIN SOLUTION
    p = np.clip(p, 1e-12, 1 - 1e-12)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    dp = (p - y) / (p * (1 - p)) / len(p)
    return float(loss), dp
    ### END SOLUTION


# %% check="bce_loss" points=3
check.bce_loss(bce_loss, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("bce_loss", bce_loss, points=3)
### END HIDDEN TESTS

# %%
# A second opinion (no points): is your dp the slope of your own loss?
check_loss(bce_loss, np.array([0.8, 0.4, 0.3]), np.array([1, 0, 1]), name="dp")

# %% [markdown]
# ### Predict again
#
# **Prediction B.** The same three neurons, $z = 0$, 3 and 10, right answer 0. But now the loss is
# binary cross-entropy. Which order do you expect? And: **how many times** stronger is the
# strongest than the weakest, roughly: 2, 20, or 2000 times?

# %%
# Your prediction B, strongest first; and 2, 20 or 2000.
my_second_order = ["?", "?", "?"]
my_factor = "?"

# %% [markdown]
# ### The gate and the loss cancel
#
# One link further back: from $p$ to $z$, through the sigmoid, whose slope is $p\,(1 - p)$. For one
# example:
#
# $$\frac{\partial L}{\partial z} = \underbrace{p\,(1 - p)}_{\text{local}} \cdot
# \underbrace{\frac{p - y}{p\,(1 - p)}}_{\text{incoming}} = p - y$$
#
# The small number of the gate is cancelled by the large slope of the loss. What is left is the
# plain miss. So sigmoid and BCE are best written as *one* function of the logits $z$. For a batch
# (`z`, `y` and `dz` of shape (N,)):
#
# $$\text{dz} = \frac{\text{sigmoid}(z) - y}{N}$$

# %% [markdown]
# ### A trap: a probability of exactly 1
#
# For $z = 40$ the computer rounds $p$ to exactly 1. With $y = 0$ the true loss is 40. By way of
# `bce_loss` we would get 27.6, the edge, and far out the true slope would be lost as well. So
# don't go through $p$. Start from $z$:
#
# $$\text{loss of one example} = \max(z, 0) - z\,y + \log\big(1 + e^{-|z|}\big)$$
#
# <details><summary>Why is this the same loss?</summary>
#
# Take $y = 0$: the loss is $-\log(1 - p) = \log(1 + e^{z})$. For $z \le 0$ the exponent is
# harmless, and the formula says just that. For $z > 0$, pull out the large part: $\log(1 + e^{z})
# = \log\big(e^{z} (e^{-z} + 1)\big) = z + \log(1 + e^{-z})$. For $y = 1$ everything is smaller by
# $z$, since $-\log p = \log(1 + e^{-z}) = \log(1 + e^{z}) - z$.
#
# </details>
#
# | $z$ | $y$ | $\max(z, 0) - zy$ | $\log(1 + e^{-\vert z\vert})$ | loss | $p - y$ |
# |---|---|---|---|---|---|
# | 0 | 1 | 0 | log 2 = 0.693 | 0.693 | −0.5 |
# | 3 | 0 | 3 | 0.049 | 3.049 | 0.953 |
# | 1000 | 0 | 1000 | 0 | 1000 | 1 |

# %% [markdown]
# ### Exercise 9: `bce_with_logits` (about three lines)

# %% exercise="bce_with_logits"
def bce_with_logits(z, y):
    """Sigmoid and binary cross-entropy in one: the loss, and its slope with respect to each logit.

    z: (N,) float64; logits, any numbers, also near ±1000
    y: (N,) of 0 and 1; the right classes

    Returns a tuple (loss, dz):
        loss: float; the mean over the N examples
        dz: (N,); the slope of that mean with respect to each z, (sigmoid(z) - y) / N

    Does not change z or y.

    Example: for z = [0, 0] and y = [1, 0] it returns about (0.693, [-0.25, 0.25]).
    """
    ### BEGIN SOLUTION
    losses = np.maximum(z, 0) - z * y + np.log(1 + np.exp(-np.abs(z)))
    return float(losses.mean()), (sigmoid(z) - y) / len(z)
    ### END SOLUTION


# %% check="bce_with_logits" points=3
check.bce_with_logits(bce_with_logits, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("bce_with_logits", bce_with_logits, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: prediction B
#
# The same three neurons, with both losses. Is the order the one that you expected?

# %%
def cross_entropy(w):
    return np.logaddexp(0, w)  # log(1 + e^w): the loss for x = 1, b = 0, y = 0


shouted = {place: abs(float(numerical_gradient(cross_entropy, place))) for place in places}
if {str(place) for place in my_second_order} != {"0", "3", "10"}:
    print("Write 0, 3 and 10 into my_second_order first. Then this cell shows what is measured.")
else:
    order = sorted(shouted, key=shouted.get, reverse=True)
    print("   z   |dL/dw|, squared miss   |dL/dw|, cross-entropy")
    for place in order:
        print(f"{place:4}   {measured[place]:21.6f}   {shouted[place]:22.6f}")
    print("\nin order:", order, "   you said:", my_second_order)
    print(f"strongest / weakest: {shouted[10] / shouted[0]:.1f}   you said: {my_factor}")
    z = np.linspace(-6, 12, 200)
    a = 1 / (1 + np.exp(-z))
    fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    ax.plot(z, 2 * a * a * (1 - a), color="grey", lw=2.5, label="squared miss")
    ax.plot(z, a, "--", color=RED, lw=2.5, label="cross-entropy")
    for place in (0, 3, 10):
        ax.plot([place, place], [measured[place], shouted[place]], "o", color="black", ms=5)
    ax.set(xlabel="z (the right answer is 0)", ylabel="|dL/dw|", title="Who gets to learn?")
    ax.legend(fontsize=8, loc="center left")
    plt.show()

# %% [markdown]
# ### Write down what you predicted (3 points, about six sentences)
#
# In the next cell, write your predictions A and B as you made them, and what you saw. Explain A
# with the three links: which factor makes the slope small, and where? Explain B: what happens to
# that factor with cross-entropy?
#
# | points | what the answer shows |
# |---|---|
# | 3 | both predictions, what was seen, **and** both explained |
# | 2 | both predictions, what was seen, and one of the two explained |
# | 1 | both predictions and what was seen, without an explanation; or only an explanation |
# | 0 | less than that |
#
# **A wrong guess costs nothing.** We count the explanation.

# %% [markdown] answer="predictions" points=3
# **A, my guess:** 10, 3, 0, because the miss is largest at 10. *What I saw:* 0 (0.25), 3 (0.086),
# 10 (0.00009): just the other way round. The slope is a product of three: the slope of the loss by
# $a$, which is 2 times the miss, the slope of the sigmoid, and $x = 1$. The first one grows only
# from 1 to 2. But the slope of the sigmoid, $a(1 - a)$, falls from 0.25 to 0.000045. So at $z =
# 10$ the product is tiny: the neuron is saturated, and hardly learns although it is quite wrong.
#
# **B, my guess:** 10, 3, 0, and a factor of 2. *What I saw:* 10 (1.0), 3 (0.953), 0 (0.5), so 2
# times. The gate is as flat as before. But the slope of the cross-entropy by $p$ is
# $(p - y)/(p(1-p))$, and it has the same small number *below* the line. The two cancel, and only
# the miss $p - y$ is left.

# %% [markdown]
# ## Bug hunt: two bugs, one checker (12 minutes)
#
# A colleague has written `neuron_backward` in one piece. It runs, the shapes are right, the
# numbers look reasonable. **Two things are wrong.** Rule of the game: don't read the lines yet.
# Let the checker point first.

# %%
def buggy_neuron_backward(da, cache):
    """Meant to be neuron_backward. Two bugs are hidden in here."""
    x, w, b, act = cache
    z = w @ x + b
    if act == "sigmoid":
        a = 1 / (1 + np.exp(-z))
        slope = a * (1 - a)
    elif act == "tanh":
        slope = 1 - np.tanh(z)
    else:
        slope = 1.0 if z > 0 else 0.0
    dz = da * slope
    dx = dz * x
    dw = dz * w
    return dx, dw, dz


for act in ("sigmoid", "tanh", "relu"):
    print(act)
    check_neuron(buggy_neuron_backward, neuron_forward, x_try, w_try, 0.7, act)

# %% [markdown]
# Read the tables like a detective:
#
# 1. With sigmoid and relu, `db` agrees. So up to `dz` everything is right there. Which lines come
#    after it?
# 2. With tanh, even `db` differs. Which line is used for tanh alone?
#
# Only now read those lines.

# %% [markdown]
# ### Exercise 10: `repaired_neuron_backward` (copy, and mend)

# %% exercise="repaired_neuron_backward"
def repaired_neuron_backward(da, cache):
    """Send a slope back through one neuron, with both bugs repaired.

    da, cache, and what is returned: as in neuron_backward.
    """
    ### BEGIN SOLUTION
    x, w, b, act = cache
    z = w @ x + b
    if act == "sigmoid":
        a = 1 / (1 + np.exp(-z))
        slope = a * (1 - a)
    elif act == "tanh":
        slope = 1 - np.tanh(z) ** 2  # the square was missing
    else:
        slope = 1.0 if z > 0 else 0.0
    dz = da * slope
    dx = dz * w  # z moves with an input by its weight,
    dw = dz * x  # and with a weight by its input
    return dx, dw, dz
    ### END SOLUTION


# %% check="repaired_neuron_backward" points=2
check.repaired_neuron_backward(repaired_neuron_backward, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_neuron_backward", repaired_neuron_backward, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: why multiply? (9 minutes)
#
# A friend knows what a slope is, and asks: *"You have three slopes in a row. Why do you multiply
# them? Why don't you add them, or take their mean?"*
#
# **Explain it.** Use one chain with your own three numbers, and follow a tiny push through it.
# Then say what happens if one of the slopes is 0, and whether that fits. About eight sentences, 4
# points.
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, and also: why adding would be wrong, and what a slope 0 does |
# | 3 | a push followed through all links with numbers, and *why* each link multiplies it |
# | 1 | the product is stated for an example, but not why it is a product |
# | 0 | nothing yet, or only "because of the chain rule" |

# %% [markdown] answer="slopes" points=4
# A slope says how far the next number moves **for each unit** that this one moves. Take local
# slopes 3, 0.5 and −2, and push the first number by 0.01. The second moves 3 times as far: 0.03.
# Now the second one *is* the push for the third: it moves 0.5 times as far as the second, 0.015.
# The last one moves −2 times as far as that: −0.03. Each link takes what comes in and makes it so
# many times as large. "So many times of so many times" is a product: $3 \cdot 0.5 \cdot (-2) =
# -3$, and $-3 \cdot 0.01$ is the −0.03 that we saw.
#
# Adding would say $3 + 0.5 - 2 = 1.5$: even the sign is wrong. It would also say that something
# moves in the end although one link stands still. If one slope is 0, the push stops there:
# everything behind it gets a move of 0, however large the other slopes are. Only a product says
# that. It's what a saturated neuron does, and a relu neuron with negative $z$.
#
# Honest limit: this holds for small pushes, because the slopes change when the numbers move far.

# %% [markdown]
# ## Bonus: one neuron learns (no points)
#
# Forty points in the plane, two classes. A neuron with two weights and a bias is to tell them
# apart. All points go through at once: `X` has shape (40, 2), so `X @ w + b` has shape (40,). The
# same weights are used 40 times, so their slopes *add up* over the examples. (More of that in 08.)

# %%
rng = np.random.default_rng(6)
y = np.arange(40) % 2
X = rng.normal(size=(40, 2)) + np.where(y[:, None] == 1, 1.3, -1.3)
with once_written():
    w, b, losses, lr = np.zeros(2), 0.0, [], 0.5
    for _ in range(60):
        loss, dz = bce_with_logits(X @ w + b, y)
        w, b = w - lr * (X.T @ dz), b - lr * dz.sum()
        losses.append(loss)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    left.plot(losses, color=BLUE, lw=2)
    left.axhline(np.log(2), color="grey", ls="--", label="pure guessing, log 2")
    left.set(xlabel="step", ylabel="loss", ylim=(0, None), title="The loss falls")
    left.legend(fontsize=8)
    for label, colour, mark in ((0, BLUE, "o"), (1, RED, "s")):
        right.plot(*X[y == label].T, mark, color=colour, ms=5, label=f"class {label}")
    line = np.array([-4.0, 4.0])
    right.plot(line, -(w[0] * line + b) / w[1], color="black", label="z = 0: p is ½")
    right.set(xlabel="input 0", ylabel="input 1", title="What it has learnt")
    right.set(xlim=(-4, 4), ylim=(-5, 4))
    right.legend(fontsize=8, loc="lower center", ncols=3)
    plt.show()
    right_ones = np.mean((X @ w + b > 0) == (y == 1))
    print(f"right: {right_ones:.1%}, loss {losses[-1]:.3f}, w = {w.round(2)}, b = {b:.2f}")

# %% [markdown]
# Try it: one neuron draws one straight line. Give the class 1 to the points whose two inputs have
# different signs: below the line with `X`, write `y = (X[:, 0] * X[:, 1] < 0) * 1`. Why does the
# neuron fail, whatever its weights? (That is the reason for 07.)

# %% [markdown]
# ## What you take home

# %%
# The whole notebook in one picture: the neuron of part 2, x = 2, w = 3, b = -6, y = 1, sigmoid.
fig, ax = plt.subplots(figsize=(8, 2.6), layout="constrained")
ax.axis("off")
ax.set(xlim=(-0.35, 3.35), ylim=(-1.15, 0.65))
beads = (("w", "3", "−0.5"), ("z", "0", "−0.25"), ("a", "0.5", "−1"), ("L", "0.25", "1"))
links = (("· x, + b", "∂z/∂w = 2"), ("sigmoid", "∂a/∂z = 0.25"), ("(a − y)²", "∂L/∂a = −1"))
for at, (name, value, slope) in enumerate(beads):
    ax.plot(at, 0, "o", ms=46, mfc="white", mec="black")
    ax.text(at, 0, f"{name}\n{value}", ha="center", va="center", fontsize=11)
    said = f"∂L/∂{name}\n{slope}" if name != "L" else "start: 1"
    ax.text(at, -0.86, said, ha="center", va="center", fontsize=10, color=RED, weight="bold")
for at, (does, local) in enumerate(links):
    go = {"arrowstyle": "-|>", "color": BLUE, "lw": 2.5}
    ax.annotate("", (at + 0.77, 0.16), (at + 0.23, 0.16), arrowprops=go)
    ax.annotate("", (at + 0.23, -0.16), (at + 0.77, -0.16), arrowprops={**go, "color": RED})
    ax.text(at + 0.5, 0.34, does, ha="center", fontsize=10, color=BLUE)
    ax.text(at + 0.5, -0.46, f"times\n{local}", ha="center", va="center", fontsize=9, color=RED)
ax.set_title("Forward: values. Backward: local slope times incoming slope.")
plt.show()

# %% [markdown]
# * **Forward:** add up, then bend. Keep what you have seen in a cache.
# * **Backward:** start with the slope of the loss. At every link, multiply by the local slope.
# * The order is fixed: `da`, then `dz`, then `dw`, `db` and `dx`.
# * How fast does $z$ move with a weight? By its **input**. With an input? By its **weight**.
# * A slope has the shape of the thing it belongs to.
# * **Saturated** means: the local slope is nearly 0, and nothing gets through. Sigmoid with
#   cross-entropy takes away that problem at the output, since the two cancel.
#
# **Next: 07, layers.** Many neurons side by side, all fed by the same inputs: their weights become
# a table, and one matrix product does the work of all. And what one neuron can't draw, a layer
# can.
