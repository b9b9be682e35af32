# %% [markdown]
# # 02 · How far to step
#
# **What you will do.** Turn one step into a walk, and find out what a single number, the learning
# rate, does to it.
#
# **What you will learn**
#
# * Gradient descent is a short loop: place, slope, step, and again.
# * A run can converge, be slow, oscillate or diverge. You will teach the computer to tell which.
# * Where you start decides which valley you reach.
# * The learning rate is a choice that you make, a *hyper-parameter*.
#
# **What you need.** Notebook 01: a slope, its sign, one step. In Python: `for` loops, numpy arrays.
#
# **Minutes.** 60. Each part says how long it takes.
# You write four functions of four to nine lines.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check, landscapes
from downslope.mountain import DescentMountain

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"


def bowl(x):
    """Height (100 m) at position x (km)."""
    return x**2


def bowl_slope(x):
    """Slope of the bowl at x (100 m per km)."""
    return 2 * x


# %% [markdown]
# ## Warm up: two questions about notebook 01 (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1.** At $x = 2$ the slope is $-3$. The learning rate is 0.1. Which way is downhill, and where
# does one step end?
#
# <details><summary>Open the answer</summary>
#
# The ground falls to the right, so downhill is to the right.
# The step is $-\text{lr} \cdot \text{slope} = -0.1 \cdot (-3) = +0.3$. It ends at $2.3$.
#
# </details>
#
# **2.** Why do we look to *both* sides when we measure a slope?
#
# <details><summary>Open the answer</summary>
#
# Because the ground bends. Looking to one side only, we see the bend as extra slope.
# With both sides the bend cancels, and the error gets very small.
#
# </details>

# %% [markdown]
# ## The story: set the length of your stride before you leave
#
# The fog is as thick as in notebook 01. You feel the slope under your boots. You take a step, you
# feel the slope again, you take the next step.
#
# One number you must fix *before* you leave the tent: the **learning rate** lr. It turns a slope
# into the length of a step. In the fog you cannot know which lr fits this mountain.
# Whoever always takes tiny steps is still on the way at nightfall. Whoever leaps may land on the
# opposite slope, higher up than before.
#
# Honest limit of the story: a real hiker would shorten the stride when the leap went wrong. Ours
# keeps the same lr for the whole walk.

# %% [markdown]
# ### Play: one walk (4 minutes)
#
# Run the next cell. It shows the valley of notebook 01. **Leave the sliders and the menu alone**;
# you will predict what the learning rate does before you move it. Use only *Play*, *Step* and
# *Step back*.
#
# 1. How does the length of the steps change on the way down? Nobody changes lr!
# 2. Look at the chart under the mountain. It shows the height after each step. In later notebooks
#    the height is an error, called the **loss**, and this curve is the **loss curve**.

# %%
DescentMountain(landscapes.valley, lr=0.2)

# %% [markdown]
# ## Part 1: the loop (10 minutes)
#
# One step is $x_\text{new} = x - \text{lr} \cdot f'(x)$, where $f'(x)$ is the slope at $x$.
# A walk does this again and again, **each time with the slope of the new place**.
#
# ### A worked example
#
# The bowl $f(x) = x^2$ has the slope $f'(x) = 2x$. Start $x_0 = 1$, lr $= 0.25$, three steps.
#
# | $k$ | place `path[k]` (km) | slope there (100 m per km) | step $= -0.25 \cdot$ slope (km) |
# |---|---|---|---|
# | 0 | 1.0 | 2.0 | −0.5 |
# | 1 | 0.5 | 1.0 | −0.25 |
# | 2 | 0.25 | 0.5 | −0.125 |
# | 3 | 0.125 | | |
#
# **Three steps, four places.** It is like a fence: three panels need four posts. So `path` has the
# shape `(n_steps + 1,)`, and `path[0]` is the start.

# %%
# A picture: the walk of the table. Run it; no need to read the code.
path = np.array([1.0, 0.5, 0.25, 0.125])
fig, (ground, chart) = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained")
x = np.linspace(-0.5, 1.2, 100)
ground.plot(x, bowl(x), color="grey", lw=3)
ground.plot(path, bowl(path), "o-", color=BLUE)
for k, (right, up) in enumerate([(9, -4), (9, -6), (9, -4), (-14, -16)]):
    place = path[k], bowl(path[k])
    ground.annotate(f"path[{k}]", place, (right, up), textcoords="offset points", fontsize=9)
ground.set(xlabel="x (km)", ylabel="height (100 m)", title="The walk")
ground.set(xlim=(-0.5, 1.6), ylim=(-0.25, 1.5))
chart.plot(bowl(path), "o-", color=BLUE)
chart.set(xlabel="step k", ylabel="height (100 m)", title="The loss curve", xticks=[0, 1, 2, 3])
plt.show()

# %% [markdown]
# ### The edge of the map
#
# With a large learning rate the places can grow and grow, until the computer writes `inf`
# (infinite) and then `nan` (not a number). We stop this with one rule:
#
# > Once $|\text{path}[k]| > 1\,000\,000$ (in Python: `1e6`), the hiker has **left the map and
# > stays**: all later entries repeat `path[k]`, and `df` is not asked again.
#
# Example: slope $2x$, $x_0 = 300\,000$, lr $= 2$, four steps.
#
# | $k$ | `path[k]` | is it outside? | so |
# |---|---|---|---|
# | 0 | 300 000 | no | step $-2 \cdot 600\,000$ |
# | 1 | −900 000 | no | step $-2 \cdot (-1\,800\,000)$ |
# | 2 | 2 700 000 | **yes** | stay |
# | 3 | 2 700 000 | yes | stay |
# | 4 | 2 700 000 | | |
#
# The first place outside is written down as it is. Nothing is cut off.
#
# ### Exercise 1: `gradient_descent_1d` (about seven lines)
#
# `df` is the slope as a function: `df(x)` is a number. `np.zeros(5)` makes an array of five zeros
# to fill; it holds floats.

# %% exercise="gradient_descent_1d"
def gradient_descent_1d(df, x0, lr, n_steps):
    """Walk downhill n_steps times, each time against the slope of the place where we are.

    df: function; takes a position (float, km), returns the slope there (float, 100 m per km)
    x0: float; the start (km)
    lr: float; the learning rate, greater than 0
    n_steps: int; the number of steps, 0 or more

    Returns an array of shape (n_steps + 1,): all places (km); entry 0 is x0.
    Beyond |path[k]| > 1e6 the hiker stays, and df is not asked again.

    Example: gradient_descent_1d(lambda x: 2 * x, 1.0, 0.25, 3) is [1.0, 0.5, 0.25, 0.125].
    """
    ### BEGIN SOLUTION
    path = np.zeros(n_steps + 1)
    path[0] = x0
    for k in range(n_steps):
        if abs(path[k]) > 1e6:
            path[k + 1] = path[k]
        else:
            path[k + 1] = path[k] - lr * df(path[k])
    return path
    ### END SOLUTION


# %% check="gradient_descent_1d" points=8
check.gradient_descent_1d(gradient_descent_1d, points=8)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("gradient_descent_1d", gradient_descent_1d, points=8)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: the learning rate (10 minutes)
#
# ### Predict first
#
# The ground is the bowl $f(x) = x^2$ again. **For which learning rates does the hiker jump to the
# other side of the valley at every step, and still get lower with every step?**
#
# Give a range, from low to high. Take a pencil, try two or three learning rates from $x = 1$.
# Please do not read on before you have one. A wrong guess costs nothing.

# %%
# Your prediction: put a number in place of each None.
my_low, my_high = None, None

# %% [markdown]
# Done? Now play. This time the mountain is driven by **your** `gradient_descent_1d`. (If it is not
# finished, the line below the picture says so.)
#
# 1. Move the learning rate slowly from small to large. Watch the hiker, and the sentence below.
# 2. The slider has a mark, *limit*. What happens beyond it?

# %%
DescentMountain(landscapes.bowl, descend=gradient_descent_1d)

# %% [markdown]
# Now the same in numbers. Run this when the check of exercise 1 is green.

# %%
# Four steps from x = 1 with your function, for seven learning rates.
rates = (0.1, 0.4, 0.5, 0.6, 0.9, 1.0, 1.1)
try:
    paths = [gradient_descent_1d(bowl_slope, 1.0, lr, 4) for lr in rates]
    print("  lr   path[0] path[1] path[2] path[3] path[4]  jumps over?  gets lower?  your range?")
    for lr, path in zip(rates, paths, strict=True):
        jumps = np.all(path[1:] * path[:-1] < 0)
        lower = bowl(path[1]) < bowl(path[0])
        mine = "?" if None in (my_low, my_high) else "yes" if my_low < lr < my_high else "no"
        print(f"{lr:4}  " + "".join(f"{x:8.3f}" for x in path), end="  ")
        print(f"{'yes' if jumps else 'no':12} {'yes' if lower else 'no':12} {mine}")
except Exception as problem:
    print("Make the check of exercise 1 green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# ### Why: each step multiplies
#
# Take the bowl $f(x) = a x^2$ with any steepness $a > 0$. Its slope is $2 a x$. One step gives
#
# $$x_\text{new} = x - \text{lr} \cdot 2 a x = (1 - 2 a \cdot \text{lr}) \cdot x$$
#
# So every step multiplies $x$ by the same number, $1 - 2a\cdot\text{lr}$. This number decides
# everything:
#
# | learning rate | for $a = 1$ | $1 - 2a\cdot\text{lr}$ | what you see |
# |---|---|---|---|
# | below $1/(2a)$ | 0 to 0.5 | between 0 and 1 | comes down on one side |
# | exactly $1/(2a)$ | 0.5 | 0 | at the bottom in **one** step |
# | between $1/(2a)$ and $1/a$ | 0.5 to 1 | between −1 and 0 | jumps across, lower each time |
# | exactly $1/a$ | 1 | −1 | bounces for ever between two places |
# | above $1/a$ | over 1 | below −1 | climbs higher with every jump |
#
# Compare with the slider of the demo and with the table above.
#
# After $k$ steps, $x_k = (1 - 2a\cdot\text{lr})^k \cdot x_0$. Honest limit: this formula is true
# for bowls $a x^2$ only. On other ground the number changes from place to place.

# %% [markdown]
# ### Write down what you predicted (2 points, about four sentences)
#
# Write your range, and the range that you found. Then explain one end of the true range: why does
# something else begin exactly there?
#
# | points | what the answer shows |
# |---|---|
# | 2 | the predicted range, the range found, **and** one end explained by what a step does to $x$ |
# | 1 | two of the three |
# | 0 | at most one of the three |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=2
# I predicted 1 to 2. I found 0.5 to 1.
#
# One step on $x^2$ takes $2 \cdot \text{lr} \cdot x$ away from $x$. At lr $= 0.5$ it takes away all
# of $x$ and lands at the bottom. With a little more it takes away more than $x$, so it lands on
# the other side: jumping begins at 0.5. At lr $= 1$ it takes away $2x$ and lands at $-x$, which is
# just as high as $x$. With more than 1 it lands higher than it started.
#
# My mistake: I thought that the jump begins when the step is twice as long as the way to the
# bottom. It begins when the step is longer than the way.

# %% [markdown]
# ## Part 3: four kinds of run (11 minutes)
#
# Four runs on the bowl from $x_0 = 1$, forty steps each. Only the learning rate differs.

# %%
# A picture: the place after each step. It uses the formula above, with a = 1.
k = np.arange(41)
fig, axes = plt.subplots(1, 4, figsize=(8.4, 2.5), layout="constrained")
kinds = [("slow", 0.01), ("converged", 0.2), ("oscillating", 0.98), ("diverged", 1.01)]
for ax, (kind, lr), colour in zip(axes, kinds, (ORANGE, GREEN, BLUE, RED), strict=True):
    ax.plot(k, (1 - 2 * lr) ** k, ".-", color=colour, lw=1, ms=4)
    ax.axhline(0, color="grey", lw=0.8)
    ax.set(title=f"{kind}\nlr = {lr}", xlabel="step k", ylim=(-2.4, 2.4))
    ax.label_outer()
axes[0].set_ylabel("place x (km)")
plt.show()

# %% [markdown]
# The eye sees the kind at once. A computer needs definitions. Here are ours, **asked in this
# order**; the first that fits is the answer. The *steps* are the differences of neighbouring
# places, `np.diff(path)`, of shape `(n_steps,)`; *neighbouring pairs* are steps 0 and 1, 1 and 2, …
#
# | order | answer | when |
# |---|---|---|
# | 1 | "diverged" | an entry of `path` is not finite, or `f(path[-1]) > f(path[0])` |
# | 2 | "converged" | the last step is at most a thousandth of the longest step (in size) |
# | 3 | "oscillating" | more than half of the neighbouring pairs of steps have opposite signs |
# | 4 | "slow" | none of the above |
#
# *Not finite* means `inf` or `nan`. *In size* means without the sign. A path that never moves is
# converged: its last step and its longest step are both 0.

# %% [markdown]
# ### A worked example
#
# $f(x) = x^2$ and `path = [1.0, -0.8, 0.64, -0.512]`.
#
# 1. Diverged? All entries are finite. $f(-0.512) = 0.26$ is not greater than $f(1) = 1$. **No.**
# 2. Converged? The steps are $-1.8,\ +1.44,\ -1.152$. The longest has size 1.8; a thousandth of
#    it is 0.0018. The last has size 1.152. **No.**
# 3. Oscillating? There are two neighbouring pairs: $(-1.8, +1.44)$ and $(+1.44, -1.152)$. Both have
#    opposite signs. Two of two is more than half. **Yes: `"oscillating"`.**
#
# **Why this order?** A hiker who has left the map stands still. The last step is 0, so question 2
# would call the run converged. Question 1 must come first.

# %% [markdown]
# ### Exercise 2: `classify_run` (about nine lines)
#
# Useful: `np.diff(path)`, `np.abs(…)`, `np.max(…)`, `np.sign(…)`, `np.sum(…)`, `np.isfinite(…)`,
# `np.all(…)`. All steps but the first are `steps[1:]`, all but the last are `steps[:-1]`.

# %% exercise="classify_run"
def classify_run(path, f):
    """Say in one word how a run went.

    path: array of shape (n_steps + 1,), n_steps at least 1; the places of the run (km)
    f: function; takes a position (float, km), returns the height there (float, 100 m)

    Returns a str: "diverged", "converged", "oscillating" or "slow"; the questions are asked in
    this order, and the first that fits is the answer.

    Example: classify_run(np.array([1.0, -0.8, 0.64, -0.512]), lambda x: x**2) is "oscillating".
    """
    ### BEGIN SOLUTION
    steps = np.diff(path)
    if not np.all(np.isfinite(path)) or f(path[-1]) > f(path[0]):
        return "diverged"
    if abs(steps[-1]) <= np.max(np.abs(steps)) / 1000:
        return "converged"
    opposite = np.sign(steps[1:]) * np.sign(steps[:-1]) < 0
    if np.sum(opposite) > len(opposite) / 2:
        return "oscillating"
    return "slow"
    ### END SOLUTION


# %% check="classify_run" points=6
check.classify_run(classify_run, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("classify_run", classify_run, points=6)
### END HIDDEN TESTS

# %% [markdown]
# ### A map of learning rates, measured by your two functions
#
# The next cell makes 600 runs of forty steps: four bowls $a x^2$, from gentle to steep, and 150
# learning rates for each. Your `classify_run` names each run. In each bar, from left to right:
# slow, converged, oscillating (a thin band), diverged. The black marks above a bar show its
# $1/(2a)$ and $1/a$.
#
# Guess first: when the bowl gets steeper, does the good range move to larger or to smaller lr?

# %%
rates, steepness = np.logspace(-2.5, 1.2, 150), (0.25, 0.5, 1, 2)
colours = {"slow": ORANGE, "converged": GREEN, "oscillating": BLUE, "diverged": RED}
try:
    fig, ax = plt.subplots(figsize=(7.2, 3.4), layout="constrained")
    for row, a in enumerate(steepness):
        runs = [gradient_descent_1d(lambda x, a=a: 2 * a * x, 1.0, lr, 40) for lr in rates]
        found = np.array([classify_run(path, lambda x, a=a: a * x**2) for path in runs])
        for word, colour in colours.items():
            some = rates[found == word]
            label = word if row == 0 else None
            ax.plot(some, np.full(len(some), row), "|", color=colour, ms=22, mew=3.2, label=label)
        ax.plot([1 / (2 * a), 1 / a], [row + 0.42] * 2, "kv", ms=6)
        ax.text(1 / (2 * a), row + 0.38, "1/(2a)  ", ha="right", fontsize=8)
        ax.text(1 / a, row + 0.38, "  1/a", ha="left", fontsize=8)
    ax.set(xscale="log", xlabel="learning rate lr", ylabel="steepness a of the bowl a·x²",
           yticks=range(4), yticklabels=steepness, ylim=(-0.5, 3.8))  # fmt: skip
    fig.legend(loc="outside upper center", ncols=4, markerscale=0.6, fontsize=9)
    plt.show()
except Exception as problem:
    plt.close()
    print("Make the two checks above green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# * **Steeper bowl, smaller learning rate.** Each row is the row below with all learning rates
#   halved. A learning rate that is good on one mountain throws you off another.
# * Above $1/a$ all runs diverge. $1/(2a)$ lies in the good range: there one step is enough.
# * Not every run that jumps from side to side is called oscillating. For $a = 1$, lr $= 0.8$ jumps,
#   but after forty steps it has settled: converged.
# * Honest limit: "slow" also depends on your patience. With lr $= 0.05$ and $a = 1$, a run of forty
#   steps is slow, and a run of eighty converges.

# %% [markdown]
# ## Part 4: when to stop (6 minutes)
#
# At the bottom the ground is level: the slope is 0. A *measured* slope is hardly ever exactly 0,
# so we stop as soon as it is small enough: at most `tol` (the **tolerance**), without its sign.
#
# ### A worked example
#
# `path = [1.0, 0.5, 0.25, 0.125]` on the bowl, where the slope is $2x$.
#
# | $k$ | 0 | 1 | 2 | 3 | |
# |---|---|---|---|---|---|
# | size of the slope | 2.0 | 1.0 | 0.5 | 0.25 | |
# | `tol = 0.5` | no | no | **yes** | | answer 2 |
# | `tol = 0.1` | no | no | no | no | no such place: answer 3, the last |
#
# ### Exercise 3: `stop_index` (about four lines)
#
# The first $k$ with $|f'(\text{path}[k])| \le$ `tol`. If there is none, `len(path) - 1`.

# %% exercise="stop_index"
def stop_index(path, df, tol):
    """Where along the path the ground is level enough to stop.

    path: array of shape (n_steps + 1,); the places of a run (km)
    df: function; takes a position (float, km), returns the slope there (float, 100 m per km)
    tol: float; a slope of at most this size counts as level (100 m per km)

    Returns an int: the first k with |df(path[k])| <= tol; if there is none, len(path) - 1.

    Example: stop_index(np.array([1.0, 0.5, 0.25, 0.125]), lambda x: 2 * x, 0.5) is 2.
    """
    ### BEGIN SOLUTION
    for k in range(len(path)):
        if abs(df(path[k])) <= tol:
            return k
    return len(path) - 1
    ### END SOLUTION


# %% check="stop_index" points=4
check.stop_index(stop_index, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("stop_index", stop_index, points=4)
### END HIDDEN TESTS

# %% [markdown]
# How many steps does the same walk take with different learning rates? Run this when the check
# above is green.

# %%
# The bowl from x = 1, until the slope is at most 0.001; at most 1000 steps.
rates = (0.01, 0.1, 0.4, 0.5, 0.9, 0.99, 1.0)
try:
    paths = [gradient_descent_1d(bowl_slope, 1.0, lr, 1000) for lr in rates]
    stops = [stop_index(path, bowl_slope, 0.001) for path in paths]
    print("  lr   steps")
    for lr, path, k in zip(rates, paths, stops, strict=True):
        level = abs(bowl_slope(path[k])) <= 0.001
        print(f"{lr:4} {k:7}" + ("" if level else "   (never level enough)"))
except Exception as problem:
    print("Make the checks above green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# One step or hundreds, for the same hill and the same start. Only lr differs.
#
# Honest limit: level ground is not always the bottom. On the top of a hill the slope is 0, too, and
# on a plateau it is small far away from any valley. Choose *Plateau* in the demo of part 2 and set
# the start far out: the hiker hardly moves.

# %% [markdown]
# ## Part 5: two valleys (3 minutes)
#
# This mountain has two valleys with a hill between them. Twelve hikers start at twelve places, all
# with lr $= 0.1$, and walk a hundred steps. Guess first: at how many different places do they end?
# Do they all find the deepest one?

# %%
# Twelve walks with your function.
mountain = landscapes.double_well
try:
    fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
    x = np.linspace(-2.3, 2.3, 200)
    ax.plot(x, mountain(x), color="grey", lw=3)
    for start in np.linspace(-2.2, 2.2, 12):
        end = gradient_descent_1d(mountain.slope, start, 0.1, 100)[-1]
        colour, shape = (BLUE, "<") if end < 0 else (ORANGE, ">")
        ax.plot(start, mountain(start), shape, color=colour, ms=8)
        ax.plot(end, mountain(end), "o", color="black", ms=9)
    ax.text(-1.46, -0.35, "some end here", ha="center", fontsize=9)
    ax.text(1.36, 0.2, "the others here", ha="center", fontsize=9)
    ax.set(xlabel="x (km)", ylabel="height (100 m)", title=mountain.formula, ylim=(-0.5, 3.2))
    plt.show()
except Exception as problem:
    plt.close()
    print("Make the check of exercise 1 green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# The markers point to the side where the hiker ends: everyone left of the hilltop in the left
# valley, everyone right of it in the right valley. Each bottom is a **local minimum**: the lowest
# place nearby. Only the left one is the **global minimum**, the lowest place of all.
#
# Gradient descent finds *a* valley, not *the* valley. Which one depends on the **start**.
#
# Try it: in the demo of part 2, choose *Double well* and move the start over the hill.
# Then put the start far to the right and raise the learning rate to 0.4 or more: can a leap carry
# the hiker across? Would you rely on it?

# %% [markdown]
# ## Bug hunt: the hiker who cannot stop (6 minutes)
#
# This loop looks fine. Its first step is right, too. But see where it goes.

# %%
def buggy_descent(df, x0, lr, n_steps):
    """Meant to walk downhill n_steps times. It does not quite."""
    path = np.zeros(n_steps + 1)
    path[0] = x0
    slope = df(x0)
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * slope
    return path


# %%
# The symptoms, on the bowl from x = 1 with lr = 0.1: a picture and a few numbers.
path = buggy_descent(bowl_slope, 1.0, 0.1, 12)
k = np.arange(13)
fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.plot(k, 0.8**k, "o-", color=BLUE, label="as it should be")
ax.plot(k, path, "s--", color=RED, label="buggy_descent")
ax.axhline(0, color="grey", lw=0.8)
ax.text(0.1, -0.25, "bottom of the bowl", fontsize=8, color="dimgrey")
ax.set(xlabel="step k", ylabel="place x (km)", title="Straight through the bottom")
ax.legend(fontsize=8)
plt.show()
print("places:", path[:5].round(3), "…")
print("steps: ", np.diff(path)[:4].round(3), "…")

# %% [markdown]
# ### Exercise 4: `repaired_descent` (about five lines)
#
# Write the repaired loop. The edge of the map is not needed here.

# %% exercise="repaired_descent"
def repaired_descent(df, x0, lr, n_steps):
    """Walk downhill n_steps times: buggy_descent, repaired.

    df: function; takes a position (float, km), returns the slope there (float, 100 m per km)
    x0: float; the start (km)
    lr: float; the learning rate, greater than 0
    n_steps: int; the number of steps, 0 or more

    Returns an array of shape (n_steps + 1,): all places (km); entry 0 is x0.

    Example: repaired_descent(lambda x: 2 * x, 1.0, 0.25, 3) is [1.0, 0.5, 0.25, 0.125].
    """
    ### BEGIN SOLUTION
    path = np.zeros(n_steps + 1)
    path[0] = x0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * df(path[k])
    return path
    ### END SOLUTION


# %% check="repaired_descent" points=2
check.repaired_descent(repaired_descent, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_descent", repaired_descent, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: no hyper-parameters? (7 minutes)
#
# A **hyper-parameter** is a number that you choose before the run and that the method does not find
# by itself.
#
# Neural networks are trained with gradient descent; the slopes come from a method called
# *backpropagation* (notebooks 08 and 09). In popular texts you can read:
#
# > "Backpropagation is easy to use: it has no additional hyper-parameters."
#
# **Do you agree?** About six sentences, 3 points. Say what is right and what is wrong in it, and
# support it with numbers that you measured in this notebook.
#
# | points | what the answer shows |
# |---|---|
# | 3 | as for 2, a second measurement, **and** what is right in the claim or a further choice |
# | 2 | a clear position; the learning rate is named as a choice, with one own measurement |
# | 1 | a position with a reason, but without any measurement |
# | 0 | no position, or a position without a reason |

# %% [markdown] answer="no-knobs" points=3
# I do not agree, as soon as the slopes are *used*. Computing a slope indeed needs no choice. So the
# sentence is right about the slope alone. But to walk we need a learning rate, and nothing in the
# method finds it for us.
#
# It matters a lot. On the bowl $x^2$ from $x = 1$, lr $= 0.5$ arrives in 1 step, lr $= 0.1$ in 35
# steps, lr $= 0.01$ in 377 steps, and lr $= 1.0$ never arrives. And it cannot be chosen once for
# all mountains: on $a x^2$ everything above $1/a$ diverges, so lr $= 0.9$ is fine for $a = 1$ and
# throws the hiker off the map for $a = 2$.
#
# There are more choices: the start (in the double well it decides which valley we reach), the
# number of steps, and the tolerance for stopping. All of them are hyper-parameters.

# %% [markdown]
# ## Bonus: let the mountain choose the learning rate (no points)
#
# In the bowl $a x^2$ the best learning rate is $1/(2a)$, and $2a$ is how quickly the slope changes:
# the **curvature**, the slope of the slope. We can measure it like any slope. So, at any place, try
#
# $$\text{lr} = \frac{1}{\text{curvature at } x}$$

# %%
def curvature(df, x, h=1e-5):
    """Slope of the slope at x (100 m per km per km)."""
    return (df(x + h) - df(x - h)) / (2 * h)


double_well = landscapes.double_well
for name, df, x in (
    ("steep bowl 3x²", lambda x: 6 * x, 1.0),
    ("double well   ", double_well.slope, 2.0),
    ("double well   ", double_well.slope, 0.4),
):
    bend = curvature(df, x)
    print(f"{name} at x = {x}: curvature {bend:6.2f}, lr = {1 / bend:6.3f}, "
          f"one step leads to {x - df(x) / bend:6.3f}")  # fmt: skip

# %% [markdown]
# * In a bowl of any steepness: at the bottom in one step.
# * In the double well from $x = 2$: a good step towards the bottom at 1.36.
# * From $x = 0.4$: the curvature is *negative*, because the ground bends downwards near the
#   hilltop. The "learning rate" is negative as well, and the step climbs: it ends right beside the
#   hilltop, which is at 0.1.
#
# So this is no free lunch. (It is called Newton's method.) A question to ponder: what would you do
# where the curvature is negative?

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: the same bowl, the same start, three learning rates.
fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.7), sharey=True, layout="constrained")
x = np.linspace(-1.5, 1.5, 100)
titles, rates = ("too small: slow", "good: converged", "too large: diverged"), (0.03, 0.3, 1.06)
for ax, title, lr, colour in zip(axes, titles, rates, (ORANGE, GREEN, RED), strict=True):
    places = (1 - 2 * lr) ** np.arange(5)
    ax.plot(x, x**2, color="grey", lw=2)
    ax.plot(places, places**2, "o-", color=colour, ms=6)
    ax.plot(places[-1], places[-1] ** 2, "o", color="black", ms=8)
    ax.set(title=f"{title}\nlr = {lr}", xlabel="x (km)", ylim=(-0.15, 3))
axes[0].set_ylabel("height (100 m)")
plt.show()

# %% [markdown]
# *Four steps from $x = 1$; the black dot is the last place.*
#
# * The loop: place, slope, step; and again with the **new** slope.
# * On $a x^2$ each step multiplies $x$ by $1 - 2a\cdot\text{lr}$. Up to $1/(2a)$ you stay on your
#   side, beyond it you jump across, at $1/a$ you bounce for ever, above it you diverge.
# * The **start** decides which valley you find.
# * The **learning rate is a hyper-parameter**: you choose it, and a good one depends on the
#   mountain.
#
# **Next: 03, many knobs.** So far there were two directions. With two knobs there is a whole circle
# of them, with a million knobs more than anyone can draw. The slope becomes an arrow, the gradient.
