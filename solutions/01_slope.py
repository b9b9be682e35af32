# %% [markdown]
# # 01 · One knob, one valley
#
# **What you will do.** Stand on a mountain in thick fog and find out which way is down.
#
# **What you will learn**
#
# * A slope says two things: *which way* and *how steep*.
# * A computer can measure a slope with one subtraction and one division.
# * To go down, step against the sign of the slope. The steeper it is, the longer the step.
#
# **What you need.** School maths: straight lines, $x^2$, negative numbers.
# In Python: functions, `if`, lists.
#
# **Minutes.** 45. Each part says how long it takes.
# You write four short functions of one to five lines.

# %% [markdown]
# ## How this notebook works
#
# Click a cell, press **Shift + Enter**: it runs, and the next cell is selected.
# Go from top to bottom. There are four kinds of cells:
#
# | kind | how you know it | what you do |
# |---|---|---|
# | ready-made | nothing is asked | run it, look, play |
# | exercise | the line `raise NotImplementedError` | put your code in place of that line |
# | check | one line that starts with `check.` | run it as often as you like |
# | answer | *Write your answer here* | double-click it, write, press Shift + Enter |
#
# Nothing can break. A part you skip never blocks the next one.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check, landscapes
from downslope.mountain import SlopeMountain

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions about school maths (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1.** A straight line goes through the points $(1, 2)$ and $(4, 8)$. How steep is it?
#
# <details><summary>Open the answer</summary>
#
# Up by $8 - 2 = 6$, along by $4 - 1 = 3$. The slope is $6 / 3 = 2$:
# it rises by 2 for every 1 that you go to the right.
#
# </details>
#
# **2.** A line falls when you go to the right. What is the sign of its slope?
#
# <details><summary>Open the answer</summary>
#
# Minus. To the right, the height gets less: the rise is negative, the way along is positive.
#
# </details>

# %% [markdown]
# ## The story: a mountain in the fog
#
# You are on a mountain path. The hut is at the lowest point. The fog is so thick that you see
# nothing. But your boots feel the ground: it tilts to the left, or to the right, or not at all.
#
# That is enough to walk down. It is all that *gradient descent* ever knows.
#
# | in the story | in this notebook | unit |
# |---|---|---|
# | where you stand on the path | the number $x$, a `float` | km; to the right is plus |
# | how high the ground is there | $f(x)$, a `float` | 100 m |
# | the tilt under your boots | the slope of $f$ at $x$, a `float` | 100 m of height per km |
#
# Why "one knob"? Think of $x$ as a knob that you turn, and of $f(x)$ as an error that you want
# small. In a later notebook the knobs are the numbers inside a neural network.

# %% [markdown]
# ### Play: walk on the mountain (3 minutes)
#
# Run the next cell and try three things.
#
# 1. Move the hiker. Watch the straight line that touches the ground at the boots.
#    It is called the **tangent**. Its slope *is* the slope of the ground.
# 2. Find a place where the tangent lies flat.
# 3. Move the fog slider to the right. Can you still tell which way is down? Can you tell how far
#    the hut is?

# %%
SlopeMountain(landscapes.valley)

# %% [markdown]
# ## Part 1: measure a slope (11 minutes)
#
# The ground is curved, so its slope changes from place to place. How can a *curve* have a slope
# at one point? Go very close.

# %%
# A picture: the same place, seen from nearer and nearer. Run it; no need to read the code.
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.6), layout="constrained")
for ax, reach, label in zip(axes, (1.0, 0.1, 0.01), ("1 km", "100 m", "10 m"), strict=True):
    x = np.linspace(1 - reach, 1 + reach, 101)
    ax.plot(x, x**2, color=BLUE, lw=3, label="ground: $f(x)=x^2$")
    ax.plot(x, 1 + 2 * (x - 1), "--", color=ORANGE, lw=2, label="tangent at $x=1$")
    ax.plot(1, 1, "o", color="black")
    ax.set(title=f"{label} to each side", xlabel="x (km)")
axes[0].set_ylabel("height (100 m)")
axes[0].legend(fontsize=7)
plt.show()

# %% [markdown]
# From near, a smooth curve is straight: in the right picture, curve and tangent are one line.
# So: **take two points very close together, and compute the slope as for a straight line.**
#
# ### A worked example
#
# The ground is $f(x) = x^2$. We stand at $x = 3$ and look $h = 0.1$ to both sides.
#
# | what | number |
# |---|---|
# | height a little to the right, $f(3 + 0.1) = 3.1^2$ | 9.61 |
# | height a little to the left, $f(3 - 0.1) = 2.9^2$ | 8.41 |
# | difference of the heights, $9.61 - 8.41$ | 1.20 |
# | distance between the two points, $3.1 - 2.9$, that is $2h$ | 0.2 |
# | **slope**, $1.20 / 0.2$ | **6.0** |
#
# In one line, for any $f$, $x$ and $h$ (three numbers in, one number out):
#
# $$\text{slope of } f \text{ at } x \;\approx\; \frac{f(x + h) - f(x - h)}{2h}$$
#
# The slope at a point has a name: the **derivative** of $f$ at $x$, written $f'(x)$.

# %% [markdown]
# ### Why to both sides?
#
# One side would be less work: $(f(3.1) - f(3)) / 0.1 = (9.61 - 9) / 0.1 = 6.1$. The true slope
# is 6. Looking to one side is off by 0.1. Looking to both sides is right on.

# %%
# A picture: both ways at x = 1, with a large h = 0.8 so that you see the difference.
x = np.linspace(0, 2, 101)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
ax.plot(x, x**2, color="grey", lw=3, label="ground $f(x) = x^2$")
ax.plot(x, 1 + 2 * (x - 1), "--", color="black", label="tangent at $x = 1$: slope 2.0")
ax.plot([0.2, 1.8], [0.2**2, 1.8**2], "o-", color=BLUE, lw=2, label="both sides: slope 2.0")
ax.plot([1, 1.8], [1, 1.8**2], "s:", color=RED, lw=2.5, label="right side only: slope 2.8")
ax.set(xlabel="x (km)", ylabel="height (100 m)", title="Looking 0.8 km to both sides, or to one")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# The blue line is parallel to the tangent. The dotted one is too steep: the ground bends upwards,
# and by looking to one side only we see the bend as extra slope. With both sides, the bend
# cancels.
#
# Honest limit: it cancels *completely* only for parabolas like this one. For other curves a small
# error is left, which fades quickly when $h$ gets smaller.

# %% [markdown]
# ### Exercise 1: `numerical_derivative` (about one line)
#
# The text between the triple quotes is the **docstring**. It says what goes in, what comes out,
# and gives an example. `lambda x: x**2` is a function without a name: it takes `x`, it returns
# `x**2`. (`h=1e-5` means 0.00001, used when nobody gives another `h`.)

# %% exercise="numerical_derivative"
def numerical_derivative(f, x, h=1e-5):
    """Slope of f at x, measured by looking a distance h to both sides.

    f: function; takes a position (float, km), returns a height (float, 100 m)
    x: float; where we stand (km)
    h: float; how far we look to each side (km)

    Returns a float: the slope, in 100 m of height per km.

    Example: numerical_derivative(lambda x: x**2, 3.0) is 6.0 (in the first ten digits).
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% [markdown]
# ### Your first check
#
# Run the next cell **before** you write anything. It says *not written yet*, with crosses. That is
# a fine start. Then write your line, run the exercise cell, and run the check again.
#
# How to read what you see:
#
# * One line for each thing that was tried: **✓** is right, **✗** is not right yet, and the text
#   says what came out and what was expected.
# * A **hint**, where your result looks like a slip that many people make.
# * A last sentence about **parts that run at grading**. They call your function with other
#   numbers. "Visible checks passed" is a very good sign, not yet the final grade.
#
# Running a check is free, as often as you like. Partly right answers earn part of the points.

# %% check="numerical_derivative" points=6
check.numerical_derivative(numerical_derivative, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("numerical_derivative", numerical_derivative, points=6)
### END HIDDEN TESTS

# %% [markdown]
# ### How small should $h$ be?
#
# Guess first: is a smaller $h$ always better? Then run the next cell. It measures the slope of
# the sine at $x = 1$ with many values of $h$, and compares with the true slope, $\cos 1$.

# %%
# A picture: the error of a measured slope, for many h. Both axes go in powers of ten.
h = np.logspace(-13, 0, 120)
one_side = abs((np.sin(1 + h) - np.sin(1)) / h - np.cos(1))
both_sides = abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1))
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
ax.loglog(h, one_side, ":", color=RED, lw=2, label="one side")
ax.loglog(h, both_sides, color=BLUE, lw=2, label="both sides")
ax.axvline(1e-5, color="grey", ls="--")
ax.text(1.3e-5, 0.3, "$h = 10^{-5}$", fontsize=9)
ax.set(xlabel="h (km)", ylabel="error of the slope", title="Too large is bad, too small is bad")
ax.legend(fontsize=8, loc="lower left")
plt.show()

# %% [markdown]
# No: smaller is not always better.
#
# * **On the right** $h$ is large. The ground bends between the two points.
# * **On the left** $h$ is tiny. The computer keeps only about 16 digits of each height. The two
#   heights agree in nearly all of them, and their difference is mostly rounding noise.
# * Near $h = 10^{-5}$ the two-sided slope is right to about ten digits. The one-sided slope
#   never gets that good, whatever $h$ you take.

# %% [markdown]
# ## Part 2: which way is down? (10 minutes)
#
# The slope has a sign. On a path there are only two directions, so the sign is all we need:
#
# | slope | going to the right, the ground … | downhill is to the … |
# |---|---|---|
# | plus | rises | left |
# | minus | falls | right |
# | zero | is level | nowhere: stay |
#
# ### Predict first
#
# Five hikers stand on one mountain, each at a numbered flag. Each wants to go **down from where
# they stand**. They are in the fog: they feel the ground under their boots and nothing else.
#
# Run the next cell and look at the flags. (Leave *tangent and arrow* switched off for now.)
# Then write `"left"`, `"right"` or `"stay"` for each flag in the cell after it.
# A wrong guess costs nothing. A guess that surprises you is worth a lot.

# %%
two_valleys = landscapes.Landscape(
    name="two_valleys",
    title="Two valleys",
    formula="f(x) = x⁴/4 − x³/3 − x²",
    xlim=(-2.2, 3.2),
    start=1.0,
    height=lambda x: x**4 / 4 - x**3 / 3 - x**2,
    derivative=lambda x: x**3 - x**2 - 2 * x,  # the exact slope, by the rules of school maths
)
flags = [-1.8, -0.6, 0.0, 2.0, 2.8]
SlopeMountain(two_valleys, start=1.0, marks=flags)

# %%
# Your prediction for flags 1 to 5: put "left", "right" or "stay" in place of each "?".
my_prediction = ["?", "?", "?", "?", "?"]

# %% [markdown]
# Done? Then run the next cell. It puts your words beside the right ones, and draws an arrow
# downhill at each flag. (The arrows show only the direction; they all have the same length.)

# %%
words = {1: "left", -1: "right", 0: "stay"}  # by the sign of the slope
x = np.linspace(-2.2, 3.2, 300)
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
ax.plot(x, two_valleys(x), color="grey", lw=3)
print("flag   x (km)    slope   downhill   you said")
for number, at in enumerate(flags, start=1):
    slope, height = two_valleys.slope(at), two_valleys(at)
    answer = words[int(np.sign(slope))]
    said = my_prediction[number - 1] if number <= len(my_prediction) else "?"
    print(f"{number:4} {at:8.1f} {slope:8.2f}   {answer:8}   {said}")
    ax.plot(at, height, "o", color="black", ms=7)
    ax.text(at, height + 0.5, number, ha="center", weight="bold", fontsize=12)
    if answer == "stay":
        ax.plot(at, height, "s", mfc="none", mec=RED, mew=2.5, ms=14)
    else:
        end = at - 0.5 if answer == "left" else at + 0.5
        arrow = {"arrowstyle": "-|>", "color": BLUE, "lw": 3}
        ax.annotate("", (end, height), (at, height), arrowprops=arrow)
ax.set(xlabel="x (km)", ylabel="height (100 m)", ylim=(-3.4, 5.6))
ax.set_title("Arrow: downhill. Square: level ground, stay.")
plt.show()

# %% [markdown]
# ### Write down what you predicted (1 point, about three sentences)
#
# In the next cell, write your five words. Then take one flag: one that surprised you, or, if none
# did, the one that you find hardest. Explain its arrow (or its square) with the sign of the slope.
#
# | points | what the answer shows |
# |---|---|
# | 1 | five predictions **and** one flag explained with the sign of its slope |
# | ½ | one of the two |
# | 0 | nothing yet |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=1
# I predicted: right, right, left, stay, left.
#
# Flag 2 surprised me. The deep valley is on the right, so I said right. But at $x = -0.6$ the
# slope is $+0.62$: the ground rises to the right, so downhill is to the left, into the shallow
# valley. A hiker in the fog cannot know that there is a deeper valley behind the hill.
#
# I also missed flag 3. On the very top of the hill the ground is level, the slope is 0, and a
# slope of 0 says "stay", although every way from there leads down.

# %% [markdown]
# ### Exercise 2: `downhill_direction` (about one line, or five lines with `if`)
#
# The table above as a function. Left is $-1$, right is $+1$, stay is $0$.
#
# $$\text{direction} = -\,\mathrm{sign}(\text{slope})$$
#
# The *sign* of a number is $+1$, $-1$ or, for zero, $0$. In Python: `np.sign(slope)`.

# %% exercise="downhill_direction"
def downhill_direction(slope):
    """Which way is down, as a number.

    slope: float; the slope where we stand (100 m per km)

    Returns an int: -1 (go left), +1 (go right) or 0 (level ground, stay).

    Example: downhill_direction(2.5) is -1.
    """
    ### BEGIN SOLUTION
    return -int(np.sign(slope))
    ### END SOLUTION


# %% check="downhill_direction" points=4
check.downhill_direction(downhill_direction, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("downhill_direction", downhill_direction, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 3: how far? (8 minutes)
#
# Now we know the way, but not how far to go. The rule of gradient descent is simple:
#
# $$x_\text{new} = x - \text{lr} \cdot \text{slope}$$
#
# | symbol | meaning | unit |
# |---|---|---|
# | $x$, $x_\text{new}$ | position before and after the step, each a `float` | km |
# | slope | slope at $x$, a `float` | 100 m per km |
# | lr | the **learning rate**, a positive `float` that we choose | turns a slope into km |
#
# The minus sends us downhill. And because the slope is a factor, a steep place gives a long step
# and a nearly level place gives a short one.

# %% [markdown]
# ### A worked example
#
# Ground $f(x) = x^2$, learning rate lr $= 0.1$. The slope of $x^2$ is $2x$.
#
# | $x$ | slope | step $= -\text{lr} \cdot$ slope | $x_\text{new}$ | height before → after |
# |---|---|---|---|---|
# | 3 | 6 | $-0.1 \cdot 6 = -0.6$ | 2.4 | 9.00 → 5.76 |
# | 1 | 2 | $-0.1 \cdot 2 = -0.2$ | 0.8 | 1.00 → 0.64 |
# | −2 | −4 | $-0.1 \cdot (-4) = +0.4$ | −1.6 | 4.00 → 2.56 |
# | 0 | 0 | $-0.1 \cdot 0 = 0$ | 0 | 0.00 → 0.00 |

# %%
# A picture: the four rows of the table. The arrow is the step; the ring is where it ends.
x = np.linspace(-3.2, 3.4, 200)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
ax.plot(x, x**2, color="grey", lw=3)
for start in (3.0, 1.0, -2.0, 0.0):
    end = start - 0.1 * 2 * start
    ax.plot(start, start**2, "o", color="black", zorder=3)
    ax.plot(end, end**2, "o", mfc="white", mec=BLUE, mew=2, zorder=2)
    if end != start:
        ax.annotate("", (end, start**2), (start, start**2),
                    arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 2.5})  # fmt: skip
        ax.plot([end, end], [start**2, end**2], ":", color=BLUE)
        words = f"slope {2 * start:g}".replace("-", "−")
        ax.text(start - 0.1, start**2 + 0.8, words, ha="right" if start > 0 else "left", fontsize=9)
ax.text(0, -1.3, "slope 0: no step", ha="center", fontsize=9)
ax.set(xlabel="x (km)", ylabel="height (100 m)", ylim=(-2, 11))
ax.set_title("Steep: long step. Level: no step. (lr = 0.1)")
plt.show()

# %% [markdown]
# ### Exercise 3: `step_1d` (about one line)
#
# Use the slope itself, not only its direction. A step of fixed length would hop over the valley
# and back again, for ever.

# %% exercise="step_1d"
def step_1d(x, slope, lr):
    """One step downhill.

    x: float; where we stand (km)
    slope: float; the slope at x (100 m per km)
    lr: float; the learning rate, greater than 0

    Returns a float: the new position (km).

    Example: step_1d(3.0, 6.0, 0.1) is 2.4.
    """
    ### BEGIN SOLUTION
    return x - lr * slope
    ### END SOLUTION


# %% check="step_1d" points=4
check.step_1d(step_1d, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("step_1d", step_1d, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Play: the same mountain, driven by *your* code
#
# The tangent now comes from your `numerical_derivative`, the arrow from your `step_1d`. If one of
# them is not finished, the line below the picture says so.
#
# 1. The fog is on: you see 0.3 km to each side. Press *Play*: the hiker takes twelve steps. Do you
#    think that this is the bottom? Then clear the fog.
# 2. Press *Reset*, set the learning rate to 0.5, and play again. What is different?
# 3. *Reset* once more. Can you find a place and a learning rate where one step ends *higher*
#    than it began?

# %%
SlopeMountain(landscapes.valley, derivative=numerical_derivative, step=step_1d, fog=True)

# %% [markdown]
# So a step can be too long. By hand: with $f(x) = x^2$, $x = 3$ and lr $= 1.2$ the step is
# $-1.2 \cdot 6 = -7.2$. It ends at $-4.2$, at height 17.64. We started at height 9.
# How far to step is the question of notebook 02.

# %% [markdown]
# ## Bug hunt: the hiker who climbs (4 minutes)
#
# Somebody wrote the function below. It runs, it returns numbers, nothing turns red.
# But the hiker who uses it climbs.

# %%
def buggy_derivative(f, x, h=1e-5):
    """Meant to be the slope of f at x. It is not."""
    return (f(x - h) - f(x)) / h


# %%
# The symptoms: a picture and a few numbers, for the ground f(x) = x², whose slope is 2x.
x = np.linspace(-2, 2, 41)
fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
ax.plot(x, 2 * x, color=BLUE, lw=2, label="true slope")
ax.plot(x, buggy_derivative(np.square, x), "s--", color=RED, ms=4, label="buggy_derivative")
ax.axhline(0, color="grey", lw=0.8)
ax.set(xlabel="x (km)", ylabel="slope (100 m per km)", title="What the bug does")
ax.legend(fontsize=8)
plt.show()

print("   x    true slope   buggy_derivative")
for at in (-1.0, 1.0, 3.0):
    print(f"{at:4.0f}  {2 * at:12.6f}  {buggy_derivative(np.square, at):17.6f}")

# %% [markdown]
# **Two** things are wrong. One jumps out of the picture. For the other, look at the last digits of
# the numbers, and at the places where `f` is asked.
#
# ### Exercise 4: `repaired_derivative` (about one line)
#
# Repair both. The result must be as good as that of exercise 1.

# %% exercise="repaired_derivative"
def repaired_derivative(f, x, h=1e-5):
    """The slope of f at x, with both bugs of buggy_derivative repaired.

    f: function; takes a position (float, km), returns a height (float, 100 m)
    x: float; where we stand (km)
    h: float; how far we look to each side (km)

    Returns a float: the slope, in 100 m of height per km.

    Example: repaired_derivative(lambda x: x**2, 3.0) is 6.0 (in the first ten digits).
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION


# %% check="repaired_derivative" points=2
check.repaired_derivative(repaired_derivative, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_derivative", repaired_derivative, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: where does the mountain mislead? (6 minutes)
#
# A picture helps until you believe all of it. The mountain in the fog is a good picture of
# gradient descent, and in some respects it is wrong.
#
# **Name two respects in which it misleads, and explain each.** Use something that you saw in this
# notebook: a flag, a number, a demo. About six sentences, 3 points.
#
# Three questions to start you off:
#
# * In how many directions can a real hiker go? And ours?
# * Is the steepest way down the fastest way to the hut?
# * What would a real hiker do when the fog lifts for a moment? Can our function do that?
#
# | points | what the answer shows |
# |---|---|
# | 3 | two limits, each explained, each tied to something seen or measured in this notebook |
# | 2 | two limits explained, but at most one tied to something seen; or one done very well |
# | 1 | one limit named, or two named without any explanation |
# | 0 | no limit of the picture, or only a retelling of the story |

# %% [markdown] answer="limits" points=3
# **Directions.** A real hiker can turn to any side. On our path there are only two ways, left and
# right. So the sign of the slope already tells the whole direction. `downhill_direction` returns
# nothing but $-1$, $0$ or $+1$. With more knobs this will no longer do.
#
# **Fog.** A real hiker looks up when the fog lifts, sees the deeper valley, and walks over
# the hill. Our method never sees more than the ground under its boots. At flag 2 (slope $+0.62$)
# it goes left into the shallow valley, although the deep one lies on the right. At flag 3, on top
# of the hill, it even stays, because the slope there is 0.
#
# **Steepest is not fastest.** A steep place says nothing about how far away the bottom is. At
# $x = 3$ on $x^2$ with lr $= 1.2$, the slope 6 gives a step of $-7.2$, over the bottom and up
# to height 17.64. A real hiker would not jump 7 km just because the ground is steep.
#
# (Any two of the three are enough.)

# %% [markdown]
# ## Bonus: a slope without a subtraction (no points)
#
# *Skip this if you have not met complex numbers.* They contain a number i with
# $\mathrm{i}^2 = -1$, and Python writes it `1j`. Look a tiny step $h$ in the direction of
# i, and keep the imaginary part:
#
# $$f'(x) \approx \frac{\text{imaginary part of } f(x + \mathrm{i}h)}{h}$$
#
# Nothing is subtracted, so nothing is lost by rounding, and $h$ may be absurdly small.

# %%
h = 1e-20
complex_step = np.sin(1.0 + 1j * h).imag / h
print(f"error of the complex step: {abs(complex_step - np.cos(1.0)):.1e}")
print(f"best error of looking to both sides, of the picture above: {both_sides.min():.1e}")

# %% [markdown]
# Try it on `two_valleys.height` at $x = 3$, where the true slope is 12.
#
# Honest limit: `f` must accept complex numbers and must be made of smooth formulas. `abs`, `max`
# and every `if x > 0` spoil it.

# %% [markdown]
# ## What you take home

# %%
# The whole notebook in one picture: ground x²/2, hiker at x = 2, slope 2, lr 0.5.
x = np.linspace(-1.2, 3.1, 200)
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(x, x**2 / 2, color="grey", lw=3)
ax.plot([1.4, 3.0], [0.8, 4.0], "--", color=ORANGE, lw=2.5)
ax.plot(2, 2, "o", color="black", ms=9, zorder=3)
ax.plot(1, 0.5, "o", mfc="white", mec=BLUE, mew=2, ms=9, zorder=3)
ax.annotate("", (1, 2), (2, 2), arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 3})
ax.plot([1, 1], [2, 0.5], ":", color=BLUE)
steps = "1.  Measure the slope: 2.\n2.  Go against its sign: left.\n3.  Go lr · slope = 1 km."
ax.text(-1.1, 4.7, steps, va="top", fontsize=10, linespacing=1.6)
ax.text(2.15, 1.75, "x = 2", fontsize=9)
ax.text(1.15, 0.15, "x − lr · slope = 1", fontsize=9)
ax.text(3.02, 4.0, "tangent", fontsize=9)
ax.set(xlabel="x (km)", ylabel="height (100 m)", xlim=(-1.3, 3.6), ylim=(-0.3, 5))
ax.set_title("One step of gradient descent")
plt.show()

# %% [markdown]
# * A **slope** is a number with a sign: which way, and how steep.
# * Measure it from **both sides**: $(f(x + h) - f(x - h)) / (2h)$ with a small $h$, not a tiny one.
# * Go **against the sign**. On a line there are only two directions.
# * The step is **lr · slope**. Steep: long. Level: none, even on top of a hill.
#
# **Next: 02, how far to step.** One step is not a walk. You will write the loop, and see what the
# learning rate does: too small and you never arrive, too large and you fly off the map.
# After that, 03: many knobs, and suddenly more than two directions.
