# %% [markdown]
# # 11 · Better boots
#
# **What you will do.** Walk down a ravine that is fifty times steeper across than along. Your old
# step crawls there. You will build four better ones, let five hikers race, and find out that no one
# of them wins everywhere.
#
# **What you will learn**
#
# * A step can **remember**: what it has seen goes into a *state* and comes along to the next step.
# * *Momentum* adds up slopes. *Adagrad* and *RMSProp* give every knob a learning rate of its own.
#   *Adam* does both, and has to correct for having started from nothing.
# * The number lr means something else in each of them. So a ranking at one lr says little.
# * Straight down is not the fastest way, and Adam is not always the best one.
#
# **What you need.** Gradients and `path` (03), what a mini-batch is (05). In Python: dicts, and
# functions as arguments.
#
# **Minutes.** 70. Each part says how long it takes. A good place for a break is after part 4.
# You write six functions of one to seven lines, and repair a seventh.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check, surfaces
from downslope.second_opinion import once_written
from downslope.surface import SurfaceMountain

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

np.set_printoptions(precision=4, suppress=True)

# Five colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"

START = np.array([-2.0, 1.0])  # where everybody sets out today: km to the east, km to the north


def ravine(w):
    """Height (100 m) at w, an array of shape (..., 2)."""
    return (w[..., 0] ** 2 + 50 * w[..., 1] ** 2) / 2


def ravine_gradient(w):
    """The gradient of the ravine at w (2,): (x, 50y), by the rules of school maths."""
    return np.array([w[0], 50 * w[1]])


# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 03)** The ground is $f(x, y) = (x^2 + 50\,y^2)/2$, with the gradient $(x, 50y)$. By
# which number does one step of gradient descent multiply $x$, by which $y$? Above which learning
# rate does the hiker fly off the map?
#
# <details><summary>Open the answer</summary>
#
# $x$ by $1 - \text{lr}$, and $y$ by $1 - 50\,\text{lr}$. Above $2/50 = 0.04$ the second one is
# below $-1$: each step ends farther out than the one before. The steep knob sets the limit.
#
# </details>
#
# **2. (from 05)** Somebody says: "SGD approximates the gradient." What is it that is approximated,
# and what is it that stays exactly the same as ever?
#
# <details><summary>Open the answer</summary>
#
# The gradient of the mean loss of *all* examples is approximated by that of a few, a mini-batch.
# The rule of the step, $w - \text{lr} \cdot$ gradient, stays the same. Today it is the other way
# round: the gradient stays, and we change the rule.
#
# </details>

# %% [markdown]
# ## The story: the same compass, other boots (3 minutes)
#
# You are in the fog again, in a long ravine. Across it the ground is steep, along it nearly level.
# You have one good compass: it shows you the gradient where you stand. What you may choose is your
# boots, that is, **how a gradient becomes a step**.
#
# | boots | what they do | what they remember |
# |---|---|---|
# | plain boots | step against the slope | nothing |
# | rollers | keep rolling for a while (*momentum*) | a velocity |
# | careful boots | shorter steps where it was steep (*Adagrad*) | all slopes so far |
# | forgetful careful boots | the same, but old slopes fade (*RMSProp*) | the slopes of late |
# | rolling careful boots | both (*Adam*) | both |
#
# Such a rule is called an **optimiser**. (In the names of Python things you will find *optimizer*.)
#
# Honest limits of the story. No real boots have a length of stride for east and another one for
# north; some of ours do. And nothing rolls here: a "velocity" is an array of numbers that we carry
# along. It has no mass, and the fog hides no physics.


# %%
# A picture: the ravine, and forty plain steps with lr = 0.035. Run it; no need to read the code.
def contours(ax):
    """Draw the map of the ravine: lines of equal height."""
    x, y = np.meshgrid(np.linspace(-2.4, 2.4, 201), np.linspace(-1.2, 1.2, 201))
    levels = (0.25, 1, 4, 9, 16, 25)
    lines = ax.contour(x, y, (x**2 + 50 * y**2) / 2, levels=levels, colors="grey", linewidths=0.8)
    ax.clabel(lines, levels[2:], fontsize=7, fmt=lambda height: f"{100 * height:g} m")
    ax.plot(0, 0, "v", color="black", ms=8)
    ax.set(xlabel="x (km to the east)", ylabel="y (km to the north)", xlim=(-2.3, 1))


places = [START]
for _ in range(40):
    places.append(places[-1] - 0.035 * ravine_gradient(places[-1]))
fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
contours(ax)
ax.plot(*np.transpose(places), "o-", color=BLUE, ms=3, lw=1)
ax.text(-2.05, 1.05, "start", ha="right", fontsize=9)
ax.text(0, -0.34, "lowest place", ha="center", fontsize=9)
ax.set_title("Forty plain steps, lr = 0.035: to and fro across, hardly any way along")
plt.show()

# %% [markdown]
# Steepest is not fastest. Straight down leads **across** the ravine, and the way is **along** it.

# %% [markdown]
# ## Part 1: a step with a state (5 minutes)
#
# From now on a step is a function that takes four things and returns two:
#
# `w_new, state_new = step(w, g, state, lr)`
#
# * `w` is where you stand, and `g` the gradient there: two arrays of one shape.
# * `state` is a **dict** that holds what the boots remember. Before the first step it is `{}`.
# * Back come the new place and the **new** state. Nothing that was given is changed: then anybody
#   can try a step twice from the same place.

# %% [markdown]
# ### A worked example: plain boots
#
# | `w` | `g` | `lr` | new place: `w - lr * g` | new state |
# |---|---|---|---|---|
# | (−2, 1) | (−2, 50) | 0.01 | (−2 + 0.02, 1 − 0.5) = (−1.98, 0.5) | `{}` |
# | (−1.98, 0.5) | (−1.98, 25) | 0.01 | (−1.9602, 0.25) | `{}` |
#
# Plain boots remember nothing, so their state is an empty dict all the time.

# %% [markdown]
# ### Exercise 1: `sgd_step` (one line)
#
# The name comes from *stochastic gradient descent* (05). Where `g` comes from, from all examples or
# from a few, is none of the step's business.


# %% exercise="sgd_step"
def sgd_step(w, g, state, lr):
    """One plain step of gradient descent.

    w: array of any shape; where we stand
    g: array of the same shape; the gradient there
    state: dict; what earlier steps remember. A plain step has nothing to look up in it
    lr: float; the learning rate

    Returns (w_new, state_new): the place w - lr * g, and an empty dict.

    Does not change w, g or state.

    Example: sgd_step(np.array([-2.0, 1.0]), np.array([-2.0, 50.0]), {}, 0.01) is
    (array([-1.98, 0.5]), {}).
    """
    ### BEGIN SOLUTION
    return w - lr * g, {}
    ### END SOLUTION


# %% check="sgd_step" points=2
check.sgd_step(sgd_step, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("sgd_step", sgd_step, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: a walk in any boots (8 minutes)
#
# A walk does the same for all kinds of boots: ask for the gradient, make a step, keep the place and
# the state, and again. So we write it once, and hand the step in.
#
# ### A worked example
#
# To see the state at work, here is a step of our own. Each is half as long as the one before, so it
# has to count. Its state is `{"t": how many steps so far}`.


# %%
def tired_step(w, g, state, lr, fade=0.5):
    """A plain step that gets shorter every time: w - lr * fade**t * g."""
    t = state.get("t", 0)  # state["t"], or 0 where there is no "t" yet
    return w - lr * fade**t * g, {"t": t + 1}


# Three steps by hand on the ravine. Watch the state.
w, state = START, {}
print("start:       w =", w, "  state =", state)
for k in range(3):
    w, state = tired_step(w, ravine_gradient(w), state, lr=0.01)
    print(f"after step {k + 1}: w =", w, "  state =", state)

# %% [markdown]
# **Two bits of Python.** `state.get("t", 0)` looks up an entry, and takes 0 where there is none.
#
# And `**hp`, with two stars, collects all named arguments in a dict. Hand them on with two stars
# again. Then a walk can be used with settings that it has never heard of (hp: *hyper-parameters*).


# %%
def shows(n, **hp):
    """Prints what arrives."""
    print("n =", n, "  hp =", hp)


shows(3, lr=0.01)
shows(3, lr=0.01, fade=0.9)

# %% [markdown]
# ### Exercise 2: `run_optimizer` (about six lines)
#
# The loop of `gradient_descent` (03), with a step that is handed in. Begin with the state `{}`.
# Give each step the state that the one before has returned, and all settings: `step(w, g, state,
# **hp)`.


# %% exercise="run_optimizer"
def run_optimizer(step, grad_f, w0, n, **hp):
    """Walk n steps with any kind of step.

    step: function; step(w, g, state, **hp) returns (w_new, state_new)
    grad_f: function; takes a place (array of w0's shape), returns the gradient there (same shape)
    w0: array of any shape; the start; it may hold integers
    n: int; the number of steps, 0 or more
    **hp: settings for the step, such as lr=0.1; all of them are handed on to every step

    Returns an array of floats of shape (n + 1, *w0.shape): all places; entry 0 is w0.

    Does not change w0.

    Example: run_optimizer(tired_step, lambda w: 2 * w, np.array([2.0, 4.0]), 2, lr=0.25) is
    [[2.0, 4.0], [1.0, 2.0], [0.75, 1.5]].
    """
    ### BEGIN SOLUTION
    path = np.zeros((n + 1, *w0.shape))
    path[0] = w0
    state = {}
    for k in range(n):
        path[k + 1], state = step(path[k], grad_f(path[k]), state, **hp)
    return path
    ### END SOLUTION


# %% check="run_optimizer" points=4
check.run_optimizer(run_optimizer, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("run_optimizer", run_optimizer, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 3: rollers (6 minutes)
#
# Across the ravine the slope changes its sign at every step. Along it the slope always points the
# same way. So **add the slopes up**: what goes to and fro cancels, what is steady builds up.
#
# The sum is called **velocity**, $v$. It has the shape of $w$, and starts at 0. In each step the
# old velocity loses a part of itself, like a roller on grass. What is left is the share $\beta$
# (beta, usually 0.9):
#
# $$v_\text{new} = \beta \cdot v + g \qquad\qquad w_\text{new} = w - \text{lr} \cdot v_\text{new}$$

# %% [markdown]
# ### A worked example, with lr = 0.01 and β = 0.9
#
# | step | $w$ | $g$ | $v_\text{new} = 0.9\,v + g$ | $w_\text{new} = w - 0.01\,v_\text{new}$ |
# |---|---|---|---|---|
# | 1 | (−2, 1) | (−2, 50) | (−2, 50) | (−1.98, 0.5) |
# | 2 | (−1.98, 0.5) | (−1.98, 25) | (−1.8 − 1.98, 45 + 25) = (−3.78, 70) | (−1.9422, −0.2) |
# | 3 | (−1.9422, −0.2) | (−1.9422, −10) | (−5.3442, 53) | (−1.8888, −0.73) |
#
# The first step is a plain one. In the second, she already moves nearly twice as far to the east.
# But look at $y$: in step 3 the slope says "back", and she rolls on. Rollers overshoot.
#
# **How fast can she get?** On a steady slope of 1 the velocity is 1, then 1.9, then 2.71, and comes
# closer and closer to 10. There the 0.9 of it that is left and the new 1 make 10 again. In general:
# $1/(1 - \beta)$ times the slope.

# %% [markdown]
# ### Exercise 3: `momentum_step` (about two lines)
#
# Keep the velocity in the state under the name `"v"`. `state.get("v", 0.0)` is 0 before the first
# step. A single 0 will do: `beta * 0.0 + g` has the shape of `g` by itself.


# %% exercise="momentum_step"
def momentum_step(w, g, state, lr, beta=0.9):
    """One step with momentum.

    w, g: two arrays of one shape; where we stand, and the gradient there
    state: dict; {} before the first step, then {"v": the velocity, an array of w's shape}
    lr: float; the learning rate
    beta: float; the share of the old velocity that is left

    Returns (w_new, state_new). The new velocity is beta * v + g, the new place
    w - lr * (new velocity). state_new is a new dict {"v": new velocity}.

    Does not change w, g or state.

    Example: momentum_step(np.array([1.0]), np.array([2.0]), {"v": np.array([10.0])}, 0.1) is
    (array([-0.1]), {"v": array([11.0])}).
    """
    ### BEGIN SOLUTION
    v = beta * state.get("v", 0.0) + g
    return w - lr * v, {"v": v}
    ### END SOLUTION


# %% check="momentum_step" points=4
check.momentum_step(momentum_step, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("momentum_step", momentum_step, points=4)
### END HIDDEN TESTS

# %%
# A picture: forty steps in plain boots and on rollers, both with lr = 0.01. It uses your functions.
with once_written():
    fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
    for step, colour, words in (
        (sgd_step, BLUE, "plain boots"),
        (momentum_step, ORANGE, "rollers"),
    ):
        path = run_optimizer(step, ravine_gradient, START, 40, lr=0.01)
        ax.plot(*path.T, "o-", color=colour, ms=3, lw=1, label=words)
    contours(ax)
    ax.legend(fontsize=9)
    ax.set_title("Forty steps with the same learning rate, 0.01")
    plt.show()

# %% [markdown]
# Plain boots go straight into the bottom of the ravine and then crawl. The rollers swing from side
# to side, and are far ahead.

# %% [markdown]
# ## Part 4: careful boots (6 minutes)
#
# One learning rate has to suit all knobs: that was the trouble (03). **Adagrad** gives every knob
# its own. It collects the squares of all slopes this knob has seen, and divides by the root:
#
# $$s_\text{new} = s + g^2 \qquad\qquad
# w_\text{new} = w - \text{lr} \cdot \frac{g}{\sqrt{s_\text{new}} + \varepsilon}$$
#
# Everything here is **entry by entry**: $g^2$ is `g * g`, and $s$ has the shape of $w$. A knob that
# has seen steep slopes has a large $s$, so it has a small learning rate of its own: lr divided by
# the root. The $\varepsilon$ (epsilon) is a tiny number, `eps`, that makes sure that we never
# divide by 0. It is added **after** the root.

# %% [markdown]
# ### A worked example, with lr = 1
#
# | step | $w$ | $g$ | $s_\text{new}$ | $\sqrt{s_\text{new}}$ | $w_\text{new}$ |
# |---|---|---|---|---|---|
# | 1 | (−2, 1) | (−2, 50) | (4, 2500) | (2, 50) | (−2 + 2/2, 1 − 50/50) = (−1, 0) |
# | 2 | (−1, 0) | (−1, 0) | (4 + 1, 2500) = (5, 2500) | (2.2361, 50) | (−0.5528, 0) |
# | 3 | (−0.5528, 0) | (−0.5528, 0) | (5.3056, 2500) | (2.3034, 50) | (−0.3128, 0) |
#
# In the first step **both** knobs move by exactly 1, that is by lr, although one slope is 25 times
# the other. The slope is divided by itself. (That $y$ arrives at once is luck: it was 1 away.)
#
# Then $s$ can only grow, so the steps get shorter and shorter, even where the slope stays the same:
# on a steady slope lr, then lr/√2, lr/√3, lr/√4 …

# %% [markdown]
# ### Exercise 4: `adagrad_step` (about two lines)
#
# Keep $s$ in the state under the name `"s"`. Before the first step it is 0, as the velocity was.


# %% exercise="adagrad_step"
def adagrad_step(w, g, state, lr, eps=1e-8):
    """One step of Adagrad.

    w, g: two arrays of one shape; where we stand, and the gradient there
    state: dict; {} before the first step, then {"s": the sum of the squared slopes so far, an
        array of w's shape}
    lr: float; the learning rate
    eps: float; is added to the root, not under it

    Returns (w_new, state_new). The new s is the old one plus the squares of g. The new place is
    w - lr * g / (root of the new s + eps). state_new is a new dict {"s": new s}.

    Does not change w, g or state.

    Example: adagrad_step(np.array([1.0]), np.array([4.0]), {"s": np.array([9.0])}, 0.5) is
    (array([0.6]), {"s": array([25.0])}).
    """
    ### BEGIN SOLUTION
    s = state.get("s", 0.0) + g * g
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}
    ### END SOLUTION


# %% check="adagrad_step" points=4
check.adagrad_step(adagrad_step, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("adagrad_step", adagrad_step, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 5: forgetful careful boots (6 minutes)
#
# Adagrad never forgets. After a steep cliff at the start it walks in tiny steps for ever.
# **RMSProp** lets old slopes fade. Its $s$ is not a sum but an **average of late**:
#
# $$s_\text{new} = \rho \cdot s + (1 - \rho) \cdot g^2 \qquad\qquad
# w_\text{new} = w - \text{lr} \cdot \frac{g}{\sqrt{s_\text{new}} + \varepsilon}$$
#
# The old value keeps the share $\rho$ (rho, usually 0.9), the new square gets the rest, 0.1. The
# two weights add up to 1. That makes it an average, and the root of it a **typical size** of the
# slopes of late. (RMS: root of the mean of squares.)

# %% [markdown]
# ### A worked example, with lr = 0.1 and ρ = 0.9
#
# | step | $w$ | $g$ | $s_\text{new}$ | $g/\sqrt{s_\text{new}}$ | $w_\text{new}$ |
# |---|---|---|---|---|---|
# | 1 | (−2, 1) | (−2, 50) | (0.4, 250) | (−3.1623, 3.1623) | (−1.6838, 0.6838) |
# | 2 | (−1.6838, 0.6838) | (−1.6838, 34.19) | (0.64, 342) | (−2.099, 1.849) | (−1.4739, 0.4989) |
#
# Slope divided by typical slope: on a steady slope that is soon 1, and each step is about lr long,
# gentle or steep. (The first ones are longer, here 3.16 lr: the average starts at 0 and is still
# too small. Part 6 has a cure.) Remember this: **it also means that the steps don't get shorter
# near the lowest place.**

# %% [markdown]
# ### Exercise 5: `rmsprop_step` (about two lines)
#
# As in exercise 4, with the other rule for $s$.


# %% exercise="rmsprop_step"
def rmsprop_step(w, g, state, lr, rho=0.9, eps=1e-8):
    """One step of RMSProp.

    w, g: two arrays of one shape; where we stand, and the gradient there
    state: dict; {} before the first step, then {"s": the average of the squared slopes of late, an
        array of w's shape}; the average starts at 0
    lr: float; the learning rate
    rho: float; the share of the old average
    eps: float; is added to the root, not under it

    Returns (w_new, state_new). The new s has the share rho of the old one and 1 - rho of the
    squares of g. The new place is w - lr * g / (root of the new s + eps). state_new is a new dict
    {"s": new s}.

    Does not change w, g or state.

    Example: rmsprop_step(np.array([1.0]), np.array([4.0]), {}, 0.25, rho=0.75) is
    (array([0.5]), {"s": array([4.0])}).
    """
    ### BEGIN SOLUTION
    s = rho * state.get("s", 0.0) + (1 - rho) * g * g
    return w - lr * g / (np.sqrt(s) + eps), {"s": s}
    ### END SOLUTION


# %% check="rmsprop_step" points=4
check.rmsprop_step(rmsprop_step, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("rmsprop_step", rmsprop_step, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 6: Adam (9 minutes)
#
# **Adam** takes both ideas: an average $m$ of the slopes, so it rolls, and an average $v$ of their
# squares, so it is careful. (Here $v$ is *not* the velocity. That is how Adam's inventors named
# them, and so does everybody.)
#
# $$m_\text{new} = b_1 \cdot m + (1 - b_1) \cdot g \qquad\qquad
# v_\text{new} = b_2 \cdot v + (1 - b_2) \cdot g^2$$
#
# Both have the shape of $w$, and all is entry by entry again. Usually $b_1 = 0.9$ and
# $b_2 = 0.999$: $v$ remembers about a hundred times longer than $m$.

# %% [markdown]
# ### An average that starts from nothing
#
# Both start at 0. Take a steady slope of 50. After the first step $m = 0.9 \cdot 0 + 0.1 \cdot 50
# = 5$: ten times too small! The average still believes in the 0 it was given. What share of it is
# real? After $t$ steps a share $b_1^t$ is still that 0, so $1 - b_1^t$ is real:
#
# | $t$ | 1 | 2 | 3 | 10 | 50 |
# |---|---|---|---|---|---|
# | $m$ on a steady slope of 50 | 5 | 9.5 | 13.55 | 32.57 | 49.74 |
# | real share $1 - 0.9^t$ | 0.1 | 0.19 | 0.271 | 0.6513 | 0.9948 |
# | $m$ divided by the real share | 50 | 50 | 50 | 50 | 50 |
#
# So divide by it. This is the **bias correction** ($t$ is 1 in the first step):
#
# $$\hat m = \frac{m_\text{new}}{1 - b_1^{\,t}} \qquad \hat v = \frac{v_\text{new}}{1 - b_2^{\,t}}
# \qquad\qquad w_\text{new} = w - \text{lr} \cdot \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$

# %% [markdown]
# ### A worked example, with lr = 0.1
#
# | what | step 1, from (−2, 1) | step 2, from (−1.9, 0.9) |
# |---|---|---|
# | $g$ | (−2, 50) | (−1.9, 45) |
# | $m_\text{new} = 0.9\,m + 0.1\,g$ | (−0.2, 5) | (−0.37, 9) |
# | $v_\text{new} = 0.999\,v + 0.001\,g^2$ | (0.004, 2.5) | (0.007606, 4.5225) |
# | $\hat m$: divided by | 0.1: (−2, 50) | 0.19: (−1.9474, 47.3684) |
# | $\hat v$: divided by | 0.001: (4, 2500) | 0.001999: (3.8049, 2262.4) |
# | $\hat m / \sqrt{\hat v}$ | (−1, 1) | (−0.9983, 0.9959) |
# | $w_\text{new}$ | (−1.9, 0.9) | (−1.8002, 0.8004) |
#
# **Adam's first step is lr long in every knob**, however steep or gentle its slope. (Only a slope
# of exactly 0 gives no step, and $\varepsilon$ takes a hair off.) The next steps are about as long.

# %% [markdown]
# ### Exercise 6: `adam_step` (about six lines)
#
# The state holds `"t"`, `"m"` and `"v"`. Keep `m` and `v` there **as they are**, without the
# correction: it is made for one step only, and made anew in the next.


# %% exercise="adam_step"
def adam_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """One step of Adam.

    w, g: two arrays of one shape; where we stand, and the gradient there
    state: dict; {} before the first step, then {"t": int, the number of steps so far, "m": the
        average of the slopes, "v": the average of their squares}; m and v are arrays of w's shape
        and start at 0
    lr: float; the learning rate
    b1, b2: float; the share of the old average in m, and in v
    eps: float; is added to the root, not under it

    Returns (w_new, state_new). t, m and v are brought up to date; t is 1 after the first step. m
    and v are then corrected for their start at 0, for this step only. The new place is
    w - lr * (corrected m) / (root of the corrected v + eps). state_new is a new dict with the new
    t, m and v, not corrected.

    Does not change w, g or state.

    Example: adam_step(np.array([1.0]), np.array([4.0]), {}, 0.25, b1=0.5, b2=0.75) is
    (array([0.75]), {"t": 1, "m": array([2.0]), "v": array([4.0])}), up to 0.000000001.
    """
    ### BEGIN SOLUTION
    t = state.get("t", 0) + 1
    m = b1 * state.get("m", 0.0) + (1 - b1) * g
    v = b2 * state.get("v", 0.0) + (1 - b2) * g * g
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"t": t, "m": m, "v": v}
    ### END SOLUTION


# %% check="adam_step" points=7
check.adam_step(adam_step, points=7)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("adam_step", adam_step, points=7)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 7: the race (13 minutes)
#
# Five hikers start at (−2, 1). A hiker **has arrived** at the step from which on she stays lower
# than 0.001, which is 10 cm above the lowest place. Rolling through and out again does not count.
#
# ### Predict first
#
# 1. All five use lr = 0.01. **Who arrives first, who last?** Write them in order.
# 2. Now all five use lr = 1. Who arrives first?
#
# Think of how long a step is: plain boots make it lr times the slope. How long is it in the others?
# A wrong guess costs nothing.

# %%
# Your prediction: put "plain", "momentum", "Adagrad", "RMSProp" and "Adam" in place of the "?".
my_order = ["?", "?", "?", "?", "?"]  # with lr = 0.01, the first to arrive comes first
my_first_at_1 = "?"  # with lr = 1


# %%
def arrival(path, height=ravine):
    """The step from which on the height stays below 0.001 to the end of the path, or None."""
    above = np.flatnonzero(~(height(path) < 0.001))
    step = above[-1] + 1 if len(above) else 0
    return step if step < len(path) else None


def race(rates, gradient=ravine_gradient, start=START, height=ravine):
    """Print when the five arrive, with each learning rate; "-" for not within 600 steps."""
    steps = (sgd_step, momentum_step, adagrad_step, rmsprop_step, adam_step)
    print("   lr     plain  momentum   Adagrad   RMSProp      Adam")
    for lr in rates:
        said = ""
        with np.errstate(all="ignore"):  # whoever flies off meets numbers without end
            for step in steps:
                k = arrival(run_optimizer(step, gradient, start, 600, lr=lr), height)
                said += f"{'-' if k is None else k:>10}"
        print(f"{lr:5}{said}")


print("You said:", ", ".join(my_order), "  and with lr = 1:", my_first_at_1, "\n")
with once_written():
    race((0.01, 0.035, 0.1, 0.2, 0.5, 1))

# %% [markdown]
# *A dash: not arrived within 600 steps.*
#
# The ranking turns upside down. With lr = 0.01 the rollers are first, and Adagrad has not arrived
# after 600 steps. With lr = 1 Adagrad needs 7 steps, and plain boots and rollers have flown off the
# map. **A ranking at one learning rate says little: lr is another thing in each of them.**
#
# | boots | how long is a step of one knob? | so lr has to be … |
# |---|---|---|
# | plain | lr · slope | below 2 / 50 = 0.04, because of the steep knob |
# | momentum | up to 10 · lr · slope | below 2 · 1.9 / 50 = 0.076, and can be ten times smaller |
# | Adagrad | lr, lr/√2, lr/√3, … on a steady slope | about as large as the way is long |
# | RMSProp | about lr, all the time | small, or she never comes to rest |
# | Adam | about lr, at first | the way divided by the steps that you can pay for |
#
# With lr = 0.01 Adam needs at least 200 steps for the two kilometres: none of them is longer than
# 10 m here. Plain boots with lr = 1 land 49 km out on the other side. From another start,
# (−2, 0.5), the numbers change a little, but the order at lr = 0.01 does not.

# %% [markdown]
# ### Play: the ravine race
#
# Here they run on one map, with **your** five steps, and each with a learning rate that suits it.
#
# 1. Press *Play*. Who takes the shortest way, who the longest?
# 2. Choose the hiker *RMSProp* and set her lr to 0.2. When is she at the lowest place for the first
#    time, and what does she do then? The losses on the right tell you. (They are logarithmic.)
# 3. Give all five lr = 0.03. Who is first now?
# 4. Drag the start. Can you find one from which plain boots are hard to beat?


# %%
# Each hiker as a walk (grad_f, w0, lr, n_steps) -> path. Run it; no need to read the code.
def on_the_map(step, grad_f, w0, lr, n_steps):
    """The walk of run_optimizer; who leaves the map stays where she was last seen."""
    with np.errstate(all="ignore"):
        path = run_optimizer(step, grad_f, w0, n_steps, lr=lr)
    lost = np.flatnonzero(~(np.abs(path).max(axis=1) < 1e6))
    if len(lost):
        path[lost[0] :] = path[lost[0] - 1]
    return path


def walk_plain(grad_f, w0, lr, n_steps):
    return on_the_map(sgd_step, grad_f, w0, lr, n_steps)


def walk_momentum(grad_f, w0, lr, n_steps):
    return on_the_map(momentum_step, grad_f, w0, lr, n_steps)


def walk_adagrad(grad_f, w0, lr, n_steps):
    return on_the_map(adagrad_step, grad_f, w0, lr, n_steps)


def walk_rmsprop(grad_f, w0, lr, n_steps):
    return on_the_map(rmsprop_step, grad_f, w0, lr, n_steps)


def walk_adam(grad_f, w0, lr, n_steps):
    return on_the_map(adam_step, grad_f, w0, lr, n_steps)


steep_ravine = surfaces.quadratic(
    0.5, 25, name="steep_ravine", title="Steep ravine", start=(-2.0, 1.0)
)
hikers = {
    "plain": (walk_plain, 0.035),
    "momentum": (walk_momentum, 0.01),
    "Adagrad": (walk_adagrad, 1.0),
    "RMSProp": (walk_rmsprop, 0.01),
    "Adam": (walk_adam, 0.1),
}
SurfaceMountain(steep_ravine, hikers=hikers, n_steps=120, log=True)

# %% [markdown]
# ### One more thing: turn the ravine
#
# Our ravine runs exactly east to west: along a knob. A knob of its own for "along" is a piece of
# luck that a network does not have. So turn the whole land by 45 degrees, the start with it. It is
# the same ravine; now both knobs are steep. Who notices?

# %%
turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)


def turned_ravine(w):
    """Height of the ravine, turned by 45 degrees, at w (..., 2)."""
    return ravine(w @ turn)


def turned_gradient(w):
    """Its gradient at w (2,): turned back, looked up, turned again."""
    return turn @ ravine_gradient(w @ turn)


with once_written():
    race((0.01, 0.035, 0.1, 0.2, 0.5, 1), turned_gradient, turn @ START, turned_ravine)

# %% [markdown]
# Plain boots and rollers need exactly as many steps as before: they don't care how the land lies.
# The boots with one rate for each knob do. Adagrad needs 148 steps instead of 7 with lr = 1, and
# Adam 578 instead of 100 with lr = 0.035.
#
# ### Write down what you predicted (3 points, about six sentences)
#
# Write your two predictions and what came out. Then explain **why the ranking turns upside down**
# between lr = 0.01 and lr = 1. Use the length of a step in at least two kinds of boots.
#
# | points | what the answer shows |
# |---|---|
# | 3 | predictions, findings, **and** step lengths of two kinds of boots that explain the turn |
# | 2 | predictions and findings, and the step length of one kind of boots |
# | 1 | predictions and findings, without an explanation that uses a length |
# | 0 | less than that |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=3
# I predicted Adam, RMSProp, momentum, Adagrad, plain for lr = 0.01, because I had heard that Adam
# is the best, and Adam again for lr = 1. It came out as momentum (94 steps), RMSProp (238), plain
# (379), Adam (410), and Adagrad not within 600. With lr = 1 it is Adagrad, with 7 steps.
#
# The number lr is not the same thing in all boots. A plain step is lr times the slope. Across the
# ravine the slope is 50 at the start: with lr = 0.01 that is half a kilometre, and with lr = 1 it
# is 50 km, far off the map. So plain boots need a small lr, below 0.04.
#
# Adagrad divides the slope by the slopes it has seen. Its first step is lr in both knobs, then they
# get shorter. With lr = 0.01 the first step is 10 metres, and the way is 2 km, so it hardly gets
# anywhere. With lr = 1 the first step is one kilometre, just the size of the way. What is too large
# for the one is right for the other.

# %% [markdown]
# ## Bug hunt: boots in a hurry (5 minutes)
#
# Somebody has left a piece out of Adam. It runs, it even arrives. But its first steps are not lr
# long.


# %%
def buggy_adam_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Meant to be one step of Adam. Something is missing."""
    t = state.get("t", 0) + 1
    m = b1 * state.get("m", 0.0) + (1 - b1) * g
    v = b2 * state.get("v", 0.0) + (1 - b2) * g * g
    return w - lr * m / (np.sqrt(v) + eps), {"t": t, "m": m, "v": v}


# %%
# The symptoms: how long are the steps to the east, in lr? In a right Adam: about 1 at the start.
with once_written():
    paths = {
        "adam_step": run_optimizer(adam_step, ravine_gradient, START, 20, lr=0.01),
        "buggy_adam_step": run_optimizer(buggy_adam_step, ravine_gradient, START, 20, lr=0.01),
    }
    print("step            ", "".join(f"{k:8}" for k in (1, 2, 5, 10, 20)))
    for name, path in paths.items():
        steps = np.diff(path[:, 0]) / 0.01
        print(f"{name:16}", "".join(f"{steps[k - 1]:8.2f}" for k in (1, 2, 5, 10, 20)))

# %% [markdown]
# The first step is 3.16 times too long, the tenth even 6.3 times. Strange: $m$ **and** $v$ start at
# 0 and are too small. Why then are the steps too *long*? (Look at the first row of the worked
# example of part 6: by how much is each too small, and which of them has a root over it?)
#
# On this ravine the hurry even pays: it acts like a larger lr. Don't count on it. Whoever sets
# lr = 0.01 wants steps of 0.01.
#
# ### Exercise 7: `repaired_adam_step` (about six lines)
#
# Repair it. (Yes, you have written it before. Here see how little it takes.)


# %% exercise="repaired_adam_step"
def repaired_adam_step(w, g, state, lr, b1=0.9, b2=0.999, eps=1e-8):
    """One step of Adam: buggy_adam_step, repaired.

    w, g, state, lr, b1, b2, eps: as in adam_step

    Returns (w_new, state_new), as adam_step does. state_new holds the same t, m and v as in
    buggy_adam_step: they are right.

    Does not change w, g or state.

    Example: repaired_adam_step(np.array([1.0]), np.array([4.0]), {}, 0.25)[0] is 0.75, up to
    0.000000001.
    """
    ### BEGIN SOLUTION
    t = state.get("t", 0) + 1
    m = b1 * state.get("m", 0.0) + (1 - b1) * g
    v = b2 * state.get("v", 0.0) + (1 - b2) * g * g
    above = m / (1 - b1**t)
    below = np.sqrt(v / (1 - b2**t)) + eps
    return w - lr * above / below, {"t": t, "m": m, "v": v}
    ### END SOLUTION


# %% check="repaired_adam_step" points=3
check.repaired_adam_step(repaired_adam_step, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_adam_step", repaired_adam_step, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: always Adam? (6 minutes)
#
# A forum says: *"Just use Adam. It is always better than plain gradient descent and the others, and
# as fast as it gets."* Is that so **here**, in this notebook's ravine?
#
# First measure. Fair means that each may choose its **own** learning rate. Change the rates in the
# next cell as you like, and try the turned ravine.

# %%
# Your measurement. Put other numbers in, as many as you like.
with once_written():
    race((0.003, 0.03, 0.07, 0.3))

# %% [markdown]
# **Your question.** Answer the forum, with numbers that you measured: for which boots and which lr
# does Adam lose, for which does it win? Say how you made the comparison fair, and what a comparison
# in one ravine **cannot** tell. About six sentences, 4 points.
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, **and** what the measurement cannot tell, or where Adam wins, with numbers |
# | 3 | a case in which Adam loses, with both numbers, each with a learning rate that suits it |
# | 2 | a case in which Adam loses, with both numbers, at one learning rate for all |
# | 0 | no measurement: "it depends" alone |

# %% [markdown] answer="always-adam" points=4
# Not here. I let each choose its own lr, among those I tried. Adam's best was 90 steps, with lr =
# 0.5. Adagrad arrived after 7 steps with lr = 1. So Adam is not the fastest in this ravine. Also at
# lr = 0.01, the same for all, it was fourth: 410 steps against 94 with momentum and 379 in plain
# boots.
#
# It does win in other cases. With lr = 0.1 or more, plain boots and rollers fly off the map, and
# Adam arrives with every rate from 0.01 to 1. It forgives a badly chosen lr. And in the turned
# ravine Adagrad's best was 148 with lr = 1, Adam's still 93 or 94: there Adam is ahead of Adagrad,
# but just level with the rollers.
#
# One ravine with two knobs and an exact gradient cannot tell how it is with a network, with
# thousands of knobs and noisy batches. The forum's "always" is refuted by one case. "Often a good
# first try" is not.

# %% [markdown]
# ## Bonus: slow down on the way (no points)
#
# RMSProp with lr = 0.2 reaches the lowest place after 11 steps, and then jumps about for ever: its
# steps stay 100 to 250 m long in each knob. A **schedule** makes lr smaller on the way: large at
# first to get there, small later to come to rest.


# %%
def scheduled(step, rate, n=600):
    """A walk from START with the learning rate rate(k) in step k."""
    path, state = [START], {}
    for k in range(n):
        w, state = step(path[-1], ravine_gradient(path[-1]), state, rate(k))
        path.append(w)
    return np.array(path)


schedules = {
    "0.2 all the time": lambda k: 0.2,
    "0.2 · 0.97 ** k": lambda k: 0.2 * 0.97**k,
    "0.2 · 0.95 ** k": lambda k: 0.2 * 0.95**k,
    "0.2 · 0.90 ** k": lambda k: 0.2 * 0.9**k,
    "0.2 / root of (1 + k)": lambda k: 0.2 / np.sqrt(1 + k),
}
with once_written():
    print("schedule                  RMSProp arrives   Adam arrives")
    for name, rate in schedules.items():
        k, j = (arrival(scheduled(step, rate)) for step in (rmsprop_step, adam_step))
        print(f"{name:24} {k if k else '-':>16} {j if j else '-':>14}")

# %% [markdown]
# RMSProp gains a lot: it comes to rest. Adam gains a little with two of them, and with the other
# two it never arrives. With $0.95^k$ it rolls past the lowest place and comes to rest 60 m away
# from it. With $0.9^k$ it stops 275 m too early. Here its steps are at most lr long. Add up all lr:
# $0.2 \cdot (1 + 0.9 + 0.9^2 + \dots) = 2$ km. That is the whole way, with nothing to spare for the
# shorter steps where it gets flat.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: how the height falls, each with a learning rate that suits it.
with once_written():
    fig, ax = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
    for step, lr, colour, words in (
        (sgd_step, 0.035, BLUE, "plain"),
        (momentum_step, 0.01, ORANGE, "momentum"),
        (adagrad_step, 1.0, GREEN, "Adagrad"),
        (rmsprop_step, 0.01, RED, "RMSProp"),
        (adam_step, 0.1, PINK, "Adam"),
    ):
        path = run_optimizer(step, ravine_gradient, START, 250, lr=lr)
        k = arrival(path)
        ax.plot(ravine(path), color=colour, lw=1.5, label=f"{words}, lr {lr:g}: {k} steps")
        ax.plot(k, ravine(path)[k], "o", color=colour, ms=8)
    words = "10 cm above the lowest place"
    ax.axhline(0.001, ls="--", color="black", lw=1, label=words)
    ax.set(yscale="log", ylim=(1e-5, 1e3), xlabel="step", ylabel="height (100 m)")
    ax.set_title("Five pairs of boots in one ravine")
    ax.legend(fontsize=9, loc="upper right")
    plt.show()

# %% [markdown]
# * A step takes a **state** along, and returns a new one. It changes nothing that it was given.
# * **Momentum** adds up slopes: it is fast along a ravine, and overshoots.
# * **Adagrad** and **RMSProp** divide each knob's slope by the slopes that it has seen. Adagrad's
#   steps shrink for ever, those of RMSProp stay about lr long.
# * **Adam** does both, and corrects its averages for their start at 0. Its first step is lr long.
# * **lr means something else in each of them.** Compare only with a good lr for each.
# * **No boots are the best for every land.** Try two, each with a few learning rates, and measure.
#
# **Next: 12, learning too well.** With good boots you get to the bottom of the loss. Is the bottom
# where you want to be?
