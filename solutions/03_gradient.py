# %% [markdown]
# # 03 · Many knobs
#
# **What you will do.** Leave the path and walk over open land, where there is a whole circle of
# directions. Then build an instrument that tells you whether a gradient is right.
#
# **What you will learn**
#
# * With many knobs there are many slopes: one for each knob. Together they are the **gradient**.
# * The gradient points straight uphill. Its length says how steep it is there.
# * The step stays the same as ever: take away lr times the slope, now for all knobs at once.
# * A gradient checker finds wrong gradients, and is far too slow to train with.
#
# **What you need.** Notebooks 01 and 02: measure a slope, walk downhill, the learning rate.
# In Python: `for` loops, numpy arrays, `w.shape`.
#
# **Minutes.** 75. Each part says how long it takes.
# You write five functions of two to eight lines, and repair a sixth.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

from downslope import check, surfaces
from downslope.surface import SurfaceMountain

np.set_printoptions(precision=4, suppress=True)

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"


def ravine(w):
    """Height (100 m) at w, an array of shape (2,): km to the east, km to the north."""
    return w[0] ** 2 + 10 * w[1] ** 2


def contours(ax, levels=(1, 4, 9, 16, 25), right=2.7):
    """Draw the map of the ravine, as far as right (km): lines of equal height."""
    x, y = np.meshgrid(np.linspace(-2.7, right, 201), np.linspace(-1.7, 1.7, 201))
    lines = ax.contour(x, y, x**2 + 10 * y**2, levels=levels, colors="grey", linewidths=1)
    ax.clabel(lines, fontsize=7, fmt=lambda height: f"{100 * height:g} m")
    ax.set(xlabel="x (km to the east)", ylabel="y (km to the north)", aspect="equal")
    ax.set(xlim=(-2.7, right))


# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 01)** You know three heights: $f(1.9) = 3.61$, $f(2) = 4$ and $f(2.1) = 4.41$.
# How steep is it at $x = 2$? Which of the three heights do you not need?
#
# <details><summary>Open the answer</summary>
#
# $(4.41 - 3.61) / 0.2 = 4$. We look equally far to both sides, so $f(2)$ itself is not needed.
#
# </details>
#
# **2. (from 02)** The ground is the bowl $10 x^2$. Which learning rate arrives in one step?
# From which one on does the hiker fly off the map?
#
# <details><summary>Open the answer</summary>
#
# On $a x^2$ the hiker arrives in one step with lr $= 1/(2a)$, and flies off above $1/a$. Here
# $a = 10$: one step with 0.05, off the map above 0.1. Keep these two numbers in mind. They come
# back today.
#
# </details>

# %% [markdown]
# ## The story: off the path (2 minutes)
#
# So far you walked on a path: left or right, nothing else. Now you leave the path. There is open
# land around you, and still the same fog. You may go east, north, south-west, or anywhere between.
#
# | in the story | in this notebook | unit |
# |---|---|---|
# | where you stand | the array `w = [x, y]`, shape `(2,)` | km to the east, km to the north |
# | how high the ground is there | $f(w)$, a `float` | 100 m |
# | how steep it is to the east, and to the north | the gradient, shape `(2,)` | 100 m per km |
#
# Think of $x$ and $y$ as two **knobs** that you turn, and of $f(w)$ as an error that you want
# small. A mixing desk has knobs in rows and columns: then `w` is a table, say of shape `(2, 3)`.
# A neural network has millions of knobs. Everything you write today will work for all of them.
#
# Honest limit of the story: land with two knobs can be drawn. With three knobs or more there is no
# picture any more. The formulas don't mind.

# %% [markdown]
# ### How to read a map
#
# A **contour line** joins places of the same height. Our land today is a long ravine,
#
# $$f(x, y) = x^2 + 10\,y^2$$
#
# with its lowest place at $(0, 0)$. To the east and west it rises gently, to the north and south
# steeply.

# %%
# A picture: the map of the ravine. Run it; no need to read the code.
fig, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
contours(ax)
ax.plot(0, 0, "v", color=GREEN, ms=9)
ax.plot(2, 1, "o", color="black", ms=8)
ax.text(1.9, 1, "you, at (2, 1)", ha="right", va="center", fontsize=9)
ax.text(0.1, 0, "lowest place", va="center", fontsize=8)
ax.set_title("The ravine. On each line the height is the same")
plt.show()

# %% [markdown]
# ## Part 1: one slope for each knob (14 minutes)
#
# How steep is it where you stand? That depends on the direction. So we ask for each knob alone:
# **turn one knob a little to both sides, and hold all the others fast.**

# %% [markdown]
# ### A worked example
#
# We stand at $(2, 1)$ and turn each knob by $h = 0.1$.
#
# | what | turn only $x$ | turn only $y$ |
# |---|---|---|
# | a little more | $f(2.1,\ 1) = 4.41 + 10 = 14.41$ | $f(2,\ 1.1) = 4 + 12.1 = 16.1$ |
# | a little less | $f(1.9,\ 1) = 3.61 + 10 = 13.61$ | $f(2,\ 0.9) = 4 + 8.1 = 12.1$ |
# | difference of the heights | 0.8 | 4.0 |
# | distance, $2h$ | 0.2 | 0.2 |
# | **slope** | **4** | **20** |
#
# Each of the two is a **partial derivative**, written $\partial f/\partial x$ and
# $\partial f/\partial y$. All of them together, in one array, are the **gradient** of $f$, written
# $\nabla f$. Here the gradient at $(2, 1)$ is `[4.0, 20.0]`.
#
# By school maths: hold $y$ fast, then $10 y^2$ is just a number, and its slope is 0. So
# $\partial f/\partial x = 2x$. In the same way $\partial f/\partial y = 20y$. At $(2, 1)$: 4
# and 20.

# %% [markdown]
# ### A second example: knobs in a table
#
# Take $f(w) =$ the sum of the squares of all entries. Each knob's slope is twice its value:
#
#     w = [[1, 2, 0],        gradient = [[2, 4, 0],
#          [3, 4, 5]]                    [6, 8, 10]]
#
# **A gradient has the shape of the thing it belongs to.** This will be your best friend for the
# rest of the course.

# %% [markdown]
# ### Three things about arrays that you need now
#
# Guess what each line prints. Then run the cell.

# %%
# 1. np.ndindex visits every entry, whatever the shape. The place is a tuple; w[place] is the entry.
w = np.array([[1.0, 2.0], [3.0, 4.0]])
for place in np.ndindex(w.shape):
    print(place, "->", w[place])

# 2. A second name is not a second array. A copy is.
second_name, copy = w, w.copy()
second_name[0, 0] = 99
print("\nw is now", w.tolist(), "and the copy", copy.tolist())

# 3. An array of integers drops the decimals that you write into it.
integers = np.array([1, 2])
integers[0] = 7.9
print("\nintegers:", integers, "  with floats:", np.array([1, 2], dtype=float) + 0.9)

# %% [markdown]
# `np.array(w, dtype=float)` makes a copy that holds floats. That settles 2 and 3 in one go.
#
# ### Exercise 1: `numerical_gradient` (about eight lines)
#
# Visit every knob. Turn it by `h` to one side, then to the other. Divide as in notebook 01.
# `np.zeros(w.shape)` makes an array of zeros to fill. All of this also works for the empty shape
# `()`, a single knob.


# %% exercise="numerical_gradient"
def numerical_gradient(f, w, h=1e-5):
    """The slope of f in each knob of w, measured by turning it by h to both sides.

    f: function; takes an array of w's shape (km), returns a height (float, 100 m)
    w: array of any shape; where we stand (km); it may hold integers
    h: float; how far each knob is turned to each side (km)

    Returns an array of floats with the shape of w: the gradient, in 100 m of height per km.

    Does not change w.

    Example: numerical_gradient(ravine, np.array([2.0, 1.0])) is [4.0, 20.0] (ten digits or so).
    """
    ### BEGIN SOLUTION
    w = np.array(w, dtype=float)
    gradient = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        more, less = w.copy(), w.copy()
        more[place] += h
        less[place] -= h
        gradient[place] = (f(more) - f(less)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check="numerical_gradient" points=7
check.numerical_gradient(numerical_gradient, points=7)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("numerical_gradient", numerical_gradient, points=7)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: the gradient is an arrow (9 minutes)
#
# Two slopes, two directions: so draw the gradient as an arrow. Start where you stand, go as far to
# the east as the first number says, and as far to the north as the second.
#
# ### Predict first
#
# Four flags stand on **one contour line** of the ravine, so all four have the same height, 400 m.
# Run the next cell and look. (Leave *arrows* switched off for now.)
#
# 1. At which flag is the arrow **longest**?
# 2. A hiker at flag 2 goes straight down, against the arrow. Does she head for the lowest place,
#    $(0, 0)$?
#
# Write your answers into the cell after it. A wrong guess costs nothing.

# %%
# sqrt: so that all four have exactly the height 4, in 100 m
flags = [(-2.0, 0.0), (1.6, np.sqrt(0.144)), (0.0, np.sqrt(0.4)), (-1.0, -np.sqrt(0.3))]
SurfaceMountain(surfaces.ravine, start=(2.0, -2.0), lr=0.01, marks=flags)

# %%
# Your prediction: a number from 1 to 4, and "yes" or "no", in place of each None.
my_longest = None
my_heads_for_the_lowest_place = None

# %% [markdown]
# Done? Then run the next cell. It shows a step straight down at each flag: $-0.05$ times the
# gradient, so a longer gradient gives a longer arrow.

# %%
# The gradients here are exact, by the rules of school maths: (2x, 20y).
fig, ax = plt.subplots(figsize=(7.2, 3.4), layout="constrained")
contours(ax, levels=(1, 4, 9))
ax.plot(0, 0, "v", color=GREEN, ms=9)
print("flag      place            gradient         length   you said")
for number, (x, y) in enumerate(flags, start=1):
    gradient = np.array([2 * x, 20 * y])
    length = np.sqrt(np.sum(gradient**2))
    said = "longest" if number == my_longest else ""
    print(f"{number:3}   ({x:5.2f}, {y:5.2f})   ({gradient[0]:6.2f}, {gradient[1]:6.2f})"
          f"   {length:6.2f}    {said}")  # fmt: skip
    end = (x - 0.05 * gradient[0], y - 0.05 * gradient[1])
    arrow = {"arrowstyle": "-|>", "color": BLUE, "lw": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, (x, y), arrowprops=arrow)
    ax.plot(x, y, "o", color="black", ms=6)
    aside = {1: (-17, -4), 2: (6, 6), 3: (8, 4), 4: (-17, -9)}[number]
    ax.annotate(str(number), (x, y), aside, textcoords="offset points", weight="bold", fontsize=12)
ax.set(xlim=(-2.5, 2.5), ylim=(-1.05, 1.05), title="One height, four arrows straight down")
plt.show()
print("Straight to the lowest place from flag 2? You said:", my_heads_for_the_lowest_place)

# %% [markdown]
# * **Flag 3 has the longest arrow**, flag 1 the shortest, although all stand equally high. Height
#   says nothing about steepness. Look at the lines instead: where they lie close together, it is
#   steep.
# * **Each arrow crosses its contour line at a right angle.** Along the line the height does not
#   change at all. So going up or down means leaving the line, straight across.
# * **Straight down is not straight to the lowest place.** From flag 2 the arrow hardly goes west at
#   all. Only flags 1 and 3 are lucky: they stand on the axes of the ravine.
#
# The gradient itself points the other way, uphill. In the demo above, switch *arrows* on and see.

# %% [markdown]
# ### Write down what you predicted (2 points, about four sentences)
#
# Write your two predictions, and what came out. Then explain one of the two: why is it so?
#
# | points | what the answer shows |
# |---|---|
# | 2 | both predictions, what came out, **and** one of them explained by slopes or contour lines |
# | 1 | two of the three |
# | 0 | at most one of the three |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=2
# I predicted flag 1, because it is farthest away from the lowest place, and "yes".
#
# It is flag 3: its gradient has length 12.65, that of flag 1 only 4. All flags have the same
# height, but from flag 3 the ground falls these 400 m on 0.63 km, from flag 1 on 2 km. There the
# contour lines lie farther apart.
#
# The second one is "no". At flag 2 the gradient is $(3.2, 7.6)$. The ground is much steeper
# to the north than to the east, so straight down is mostly south. The lowest place lies mostly to
# the west. The hiker in the fog feels where it is steep, not where the lowest place is.

# %% [markdown]
# ## Part 3: any direction (9 minutes)
#
# The gradient knows two slopes: to the east and to the north. It also knows all the others.
# A slope is climb divided by way:
#
# * **climb**: for each knob, its slope times how far you turn it; then add up,
# * **way**: the length of the direction $u$, by Pythagoras: $|u| = \sqrt{u_x^2 + u_y^2}$.
#
# With $g$ for the gradient, and $g_x, g_y$ for its two entries:
#
# $$\text{slope in the direction } u \;=\; \frac{g_x \cdot u_x + g_y \cdot u_y}{|u|}$$

# %% [markdown]
# ### A worked example
#
# The gradient is $(3, 4)$.
#
# | direction $u$ | in words | climb | way | **slope** |
# |---|---|---|---|---|
# | $(1, 0)$ | east | $3 \cdot 1 + 4 \cdot 0 = 3$ | 1 | **3** |
# | $(2, 0)$ | east, twice as far | $3 \cdot 2 + 4 \cdot 0 = 6$ | 2 | **3** |
# | $(3, 4)$ | along the gradient | $3 \cdot 3 + 4 \cdot 4 = 25$ | 5 | **5** |
# | $(-3, -4)$ | against the gradient | $-25$ | 5 | **−5** |
# | $(4, -3)$ | at a right angle to it | $3 \cdot 4 - 4 \cdot 3 = 0$ | 5 | **0** |
#
# The steepest of them is 5, and 5 is also the length of $(3, 4)$. That is no accident:
# **no direction is steeper than along the gradient, and that slope is the gradient's length.**

# %% [markdown]
# ### Exercise 2: `directional_slope` (about two lines)
#
# With more knobs the sums get longer, nothing else changes. `a * b` multiplies entry by entry,
# `np.sum(…)` adds up all entries of any shape.


# %% exercise="directional_slope"
def directional_slope(grad, u):
    """How steep it is in the direction u.

    grad: array of any shape; the gradient where we stand (100 m per km)
    u: array of the same shape; a direction, of any length but 0 (km)

    Returns a float: the slope in 100 m per km. Twice as long a u gives the same slope.

    Does not change grad or u.

    Example: directional_slope(np.array([3.0, 4.0]), np.array([2.0, 0.0])) is 3.0.
    """
    ### BEGIN SOLUTION
    way = np.sqrt(np.sum(u * u))
    return np.sum(grad * u) / way
    ### END SOLUTION


# %% check="directional_slope" points=3
check.directional_slope(directional_slope, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("directional_slope", directional_slope, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Play: a hundred random directions
#
# The land below is driven by **your** `numerical_gradient` and **your** `directional_slope`. (If
# one of them is not finished, the line below the picture says so.)
#
# 1. Drag the start over the map. Does the arrow always cross the contour lines at a right angle?
# 2. Open *100 random directions*. How many of them lead downhill? Is one of them steeper than
#    straight against the gradient?
# 3. Choose *3-D*. The same land, seen from the side.

# %%
SurfaceMountain(surfaces.ravine, start=(2.0, 1.0),
                gradient=numerical_gradient, directional=directional_slope)  # fmt: skip

# %% [markdown]
# About half of all directions lead down, and the best of a hundred is nearly as steep as the
# gradient. Why not just try directions at random, then? Run the next cell, with more knobs.

# %%
# The best of 100 random directions, compared with straight against the gradient.
rng = np.random.default_rng(3)
try:
    print(" knobs   downhill   the best of 100 is as steep as the gradient to")
    for d in (2, 10, 100, 1_000, 10_000):
        gradient = rng.normal(size=d)
        slopes = np.array([directional_slope(gradient, rng.normal(size=d)) for _ in range(100)])
        steepest = -directional_slope(gradient, gradient)
        print(f"{d:6} {np.sum(slopes < 0):7} of 100 {100 * slopes.min() / steepest:14.0f} percent")
except Exception as problem:
    print("Make the check of exercise 2 green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# With two knobs guessing works. With ten thousand knobs half of all directions still lead
# downhill, but all of them hardly: nearly every direction is nearly level. The gradient finds the
# one that is not.

# %% [markdown]
# ## Part 4: walk (11 minutes)
#
# The rule of notebook 01, for all knobs at once:
#
# $$w_\text{new} = w - \text{lr} \cdot \nabla f(w)$$

# %% [markdown]
# ### A worked example
#
# The ravine from $(2, 1)$ with lr $= 0.05$. Its gradient is $(2x, 20y)$.
#
# | $k$ | place `path[k]` (km) | gradient there | step $= -0.05 \cdot$ gradient (km) |
# |---|---|---|---|
# | 0 | (2, 1) | (4, 20) | (−0.2, −1) |
# | 1 | (1.8, 0) | (3.6, 0) | (−0.18, 0) |
# | 2 | (1.62, 0) | | |
#
# Two steps, three places: `path` has the shape `(3, 2)`. In general it is
# `(n_steps + 1, *w0.shape)`: the star puts the entries of `w0.shape` there. For knobs in a table
# of shape `(2, 3)` and four steps it is `(5, 2, 3)`, and `path[k]` is a table again.

# %% [markdown]
# ### Exercise 3: `gradient_descent` (about five lines)
#
# Remember that a second name is not a second array. A path needs a *photograph* of each place, not
# the hiker, who walks on. (An array `np.zeros((n_steps + 1, *w0.shape))` takes photographs: what
# you write into `path[k]` is copied.) There is no edge of the map in this exercise.


# %% exercise="gradient_descent"
def gradient_descent(grad_f, w0, lr, n_steps):
    """Walk downhill n_steps times, each time against the gradient of the place where we are.

    grad_f: function; takes a place (array of w0's shape, km), returns the gradient there
        (array of the same shape, 100 m per km)
    w0: array of any shape; the start (km); it may hold integers
    lr: float; the learning rate, greater than 0
    n_steps: int; the number of steps, 0 or more

    Returns an array of floats of shape (n_steps + 1, *w0.shape): all places (km); entry 0 is w0.

    Does not change w0.

    Example: gradient_descent(lambda w: 2 * w, np.array([2.0, 4.0]), 0.25, 2) is
    [[2.0, 4.0], [1.0, 2.0], [0.5, 1.0]].
    """
    ### BEGIN SOLUTION
    path = np.zeros((n_steps + 1, *w0.shape))
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_f(path[k])
    return path
    ### END SOLUTION


# %% check="gradient_descent" points=5
check.gradient_descent(gradient_descent, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("gradient_descent", gradient_descent, points=5)
### END HIDDEN TESTS

# %% [markdown]
# ### Play: down the ravine
#
# Every number below comes from **your** `gradient_descent` and **your** `numerical_gradient`.
#
# 1. Press *Play*. The learning rate is 0.08. What does the walk do across the ravine, what along
#    it?
# 2. Set lr to 0.05, then to 0.01. Which knob gets better, which gets worse?
# 3. The slider has a mark, *limit*. Which number of the warm up is it?
# 4. Choose *Double well* in the menu and drag the start around. Do all hikers end in one place?

# %%
SurfaceMountain(surfaces.ravine, start=(2.0, 1.0), lr=0.08,
                descend=gradient_descent, gradient=numerical_gradient)  # fmt: skip

# %% [markdown]
# The same in numbers. With the ravine, one step multiplies $x$ by $1 - 2\,\text{lr}$ and $y$ by
# $1 - 20\,\text{lr}$, just as in notebook 02.

# %%
# Forty steps from (2, 1) with your function, for six learning rates.
def ravine_gradient(w):
    """The gradient of the ravine at w, by the rules of school maths."""
    return np.array([2 * w[0], 20 * w[1]])


try:
    print("   lr    x times   y times    after 40 steps: x           y")
    for lr in (0.01, 0.05, 0.09, 0.099, 0.1, 0.11):
        x, y = gradient_descent(ravine_gradient, np.array([2.0, 1.0]), lr, 40)[-1]
        print(f"{lr:6} {1 - 2 * lr:8.3f} {1 - 20 * lr:9.3f} {x:21.5f} {y:13.5f}")
except Exception as problem:
    print("Make the check of exercise 3 green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# **One learning rate has to suit all knobs.** The steep knob sets the limit: above $1/10$ the walk
# flies off the map in $y$. The gentle knob pays for it: $x$ would like lr $= 0.5$, and has to
# crawl. This is why some methods give every knob a learning rate of its own. (You may have heard
# their names: Adagrad, Adam.)

# %% [markdown]
# ## Part 5: is this gradient right? (10 minutes)
#
# Soon you will *work out* gradients with pencil and paper, because that is much faster than to
# measure them. Pencils make mistakes. A wrong gradient turns nothing red: the walk just gets worse.
#
# So we compare the two: the gradient that somebody worked out, and the one that we measure.

# %% [markdown]
# ### How far are two gradients apart?
#
# Is a difference of 0.01 much? For a gradient of length 1000 it is next to nothing. For one of
# length 0.02 it is half of everything. So we divide by the size of the two. For two arrays $a$ and
# $b$ of one shape, with $|a|$ for the length (the root of the sum of the squares of **all**
# entries):
#
# $$\text{relative error} \;=\; \frac{|a - b|}{|a| + |b|}$$
#
# | $a$ | $b$ | $\lvert a - b\rvert$ | $\lvert a\rvert + \lvert b\rvert$ | **relative error** |
# |---|---|---|---|---|
# | (3, 4) | (3, 4) | 0 | 5 + 5 | **0**: equal |
# | (3, 4) | (6, 8) | 5 | 5 + 10 | **1/3** |
# | (6, 8) | (3, 4) | 5 | 10 + 5 | **1/3**: the order does not matter |
# | (3, 4) | (−3, −4) | 10 | 5 + 5 | **1**: as far apart as can be |
# | (3, 4) | (0, 0) | 5 | 5 + 0 | **1** |
# | (0, 0) | (0, 0) | 0 | 0 | **0**: they agree (a rule; 0/0 is not a number) |

# %% [markdown]
# ### Exercise 4: `relative_error` (about four lines)
#
# Don't add a small number below the line to avoid 0/0: for tiny gradients it would hide real
# errors. Treat the last row of the table as a case of its own.


# %% exercise="relative_error"
def relative_error(a, b):
    """How far two gradients are apart, compared with their size.

    a, b: two arrays of one shape, any shape; gradients of the same thing

    Returns a float: |a - b| / (|a| + |b|), where | | is the length, the root of the sum of the
    squares of all entries. If both are zero everywhere: 0.0.

    Does not change a or b.

    Example: relative_error(np.array([3.0, 4.0]), np.array([6.0, 8.0])) is 0.3333...
    """
    ### BEGIN SOLUTION
    size = np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(b**2))
    if size == 0:
        return 0.0
    return np.sqrt(np.sum((a - b) ** 2)) / size
    ### END SOLUTION


# %% check="relative_error" points=3
check.relative_error(relative_error, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("relative_error", relative_error, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### The instrument
#
# A measured gradient is never exact: about ten digits are right. So a right gradient has a
# relative error of about $10^{-10}$. A wrong one mostly has 0.1 or more, and even one that is only
# 0.1 percent too long has 0.0005. In between there is plenty of room for a limit: $10^{-6}$.
#
# ### Exercise 5: `check_gradient` (about two lines)
#
# Use the two functions you have. Ask whether the error **is small**, not whether it is large: a
# comparison with `nan` (not a number) is never true, and a gradient with `nan` is not a right one.


# %% exercise="check_gradient"
def check_gradient(f, grad_f, w, tol=1e-6):
    """Is grad_f the gradient of f at w?

    f: function; takes an array of w's shape, returns a float
    grad_f: function; takes an array of w's shape, returns an array of the same shape: what
        somebody says is the gradient of f
    w: array of any shape; the place where we try it
    tol: float; the relative error has to be less than this

    Returns True if grad_f(w) agrees with the numerical gradient of f at w, else False.
    A gradient that holds nan never agrees.

    Does not change w.

    Example: check_gradient(ravine, ravine_gradient, np.array([2.0, 1.0])) is True.
    """
    ### BEGIN SOLUTION
    error = relative_error(grad_f(w), numerical_gradient(f, w))
    return error < tol
    ### END SOLUTION


# %% check="check_gradient" points=4
check.check_gradient(check_gradient, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("check_gradient", check_gradient, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Use it: three colleagues, one function
#
# For $f(x, y) = x^2 y + \sin y$ three colleagues have worked out the gradient. Who is right? Guess
# first, then run the cell.


# %%
def hills(w):
    """x²·y + sin y"""
    return w[0] ** 2 * w[1] + np.sin(w[1])


colleagues = {
    "Ada:    (2xy, x² + cos y)": lambda w: np.array([2 * w[0] * w[1], w[0] ** 2 + np.cos(w[1])]),
    "Blaise: (2xy, x² − cos y)": lambda w: np.array([2 * w[0] * w[1], w[0] ** 2 - np.cos(w[1])]),
    "Carl:   (2x, x² + cos y)": lambda w: np.array([2 * w[0], w[0] ** 2 + np.cos(w[1])]),
}
try:
    for place in (np.array([2.0, 1.0]), np.array([1.5, -0.5])):
        print("at", place)
        for name, grad in colleagues.items():
            error = relative_error(grad(place), numerical_gradient(hills, place))
            verdict = "right" if check_gradient(hills, grad, place) else "WRONG"
            print(f"   {name:27} {verdict}   relative error {error:.0e}")
except Exception as problem:
    print("Make the checks above green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# At $(2, 1)$ Carl passes, and he is wrong! He forgot a factor $y$, and at $y = 1$ nobody can
# see it.
#
# * **Check at places with nothing special about them**: not 0, not 1. Check at several.
# * The checker says *that* a gradient is wrong. Where the mistake is, you must find yourself.
# * Honest limit: at the very bottom of a valley the right gradient is 0 and the measured one is
#   rounding noise. Then the relative error is near 1 although all is well. Check on a slope.

# %% [markdown]
# ## Bug hunt: the knob that stays turned (10 minutes)
#
# This function makes no copies. It saves memory, it runs, and on the ravine its numbers are right.
# Then the hiker begins to drift.


# %%
def buggy_gradient(f, w, h=1e-5):
    """Meant to be the gradient of f at w. Something stays behind."""
    gradient = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        w[place] += h
        more = f(w)
        w[place] -= 2 * h
        less = f(w)
        gradient[place] = (more - less) / (2 * h)
    return gradient


# %%
# The symptoms: a picture and a few numbers. We take a wide h = 0.1, so that you see something.
w = np.array([2.0, 1.0])
drift = [w.copy()]
for _ in range(8):
    buggy_gradient(ravine, w, h=0.1)
    drift.append(w.copy())
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
contours(ax)
ax.plot(*np.transpose(drift), "s--", color=RED, ms=5, label="w after each call of buggy_gradient")
ax.plot(2, 1, "o", color="black", ms=8, label="where w should be all the time")
ax.set_title("Nobody has asked for a step")
ax.legend(fontsize=8, loc="lower left")
plt.show()

w = np.array([1.0, 2.0])
print("f = x² + 3xy at", w, "where the gradient is [8. 3.]")
print("buggy_gradient:", buggy_gradient(lambda w: w[0] ** 2 + 3 * w[0] * w[1], w, h=0.1))
print("w afterwards:  ", w)

# %% [markdown]
# **Two** symptoms, one bug. `w` itself is changed. And the second slope, 2.7 in place of 3, was
# measured at another place than it should be. (Why does this not show on the ravine?) With the
# usual $h = 10^{-5}$ you would get 2.99997. That looks like rounding, and makes it so nasty.
#
# ### Exercise 6: `repaired_gradient` (about ten lines)
#
# You may keep its thrifty way without copies, or not. In the end `w` must be as it was.


# %% exercise="repaired_gradient"
def repaired_gradient(f, w, h=1e-5):
    """The gradient of f at w: buggy_gradient, repaired.

    f: function; takes an array of w's shape (km), returns a height (float, 100 m)
    w: array of floats, of any shape; where we stand (km)
    h: float; how far each knob is turned to each side (km)

    Returns an array of floats with the shape of w: the gradient, in 100 m of height per km.

    When it returns, w is as it was before.

    Example: repaired_gradient(ravine, np.array([2.0, 1.0])) is [4.0, 20.0] (ten digits or so).
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        before = w[place]
        w[place] = before + h
        more = f(w)
        w[place] = before - h
        less = f(w)
        w[place] = before
        gradient[place] = (more - less) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check="repaired_gradient" points=2
check.repaired_gradient(repaired_gradient, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_gradient", repaired_gradient, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: what does a gradient cost? (7 minutes)
#
# Your `numerical_gradient` works for any number of knobs. Why then does nobody train a neural
# network with it? First measure.

# %%
# How often does your function ask for a height? And how long does one gradient take?
asked = []


def sum_of_squares(w):
    """The height of a bowl with as many knobs as you like. Notes every question."""
    asked.append(1)
    return np.sum(w**2)


try:
    print("  knobs   heights asked for   seconds for one gradient")
    for d in (10, 100, 1_000):
        asked.clear()
        begin = time.perf_counter()
        numerical_gradient(sum_of_squares, np.ones(d))
        print(f"{d:7} {len(asked):19} {time.perf_counter() - begin:26.4f}")
except Exception as problem:
    print("Make the check of exercise 1 green, then run this cell again.\nSo far:", repr(problem))

million = np.ones(1_000_000)
seconds = []
for _ in range(20):
    begin = time.perf_counter()
    sum_of_squares(million)
    seconds.append(time.perf_counter() - begin)
print(f"\nOne height with a million knobs: {1000 * np.median(seconds):.1f} milliseconds")

# %% [markdown]
# **Your question.** A small neural network has a million knobs. A friend wants to train it with
# `numerical_gradient`, 1000 steps of gradient descent. To save time he wants to look to one side
# only: then each knob needs one new height, and $f(w)$ itself is asked for once.
#
# Explain to him what this costs, and whether his trick saves him. Use numbers that you measured.
# About six sentences, 4 points.
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, **and** what the trick costs in exactness, or what the slow gradient is good for |
# | 3 | the count for both ways, turned into a time for one step **and** for the whole walk |
# | 2 | how many heights one gradient needs, for one of the two ways, with the reason |
# | 0 | no count: "it is slow" alone |

# %% [markdown] answer="cost" points=4
# Every knob has to be turned on its own, because all other knobs are held fast. With two sides
# that is $2d$ heights for $d$ knobs: I measured 20, 200 and 2000 for 10, 100 and 1000 knobs. For
# a million knobs it is two million heights, for a single step.
#
# One height with a million knobs took 0.7 milliseconds here. So one step takes
# $2\,000\,000 \cdot 0.0007 = 1400$ seconds, 23 minutes. A walk of 1000 steps takes 16 days.
#
# The trick needs $d + 1 = 1\,000\,001$ heights. That is only half of it: 8 days instead of 16.
# It does not change that the number of heights grows with the number of knobs. And the slopes get
# worse: in notebook 01 a look to one side never got as exact as one to both.
#
# For a few knobs, the slow gradient is still good for one thing: to check a fast one. What we need
# for training is a method that gets all slopes for the price of a few heights.

# %% [markdown]
# ## Bonus: check a million knobs with two heights (no points)
#
# You don't need to measure all slopes to catch a wrong gradient. Choose **one** random direction
# $u$ of length 1, and measure the slope in this direction: two heights, whatever the number of
# knobs. Compare with what the gradient says about it, your `directional_slope`.

# %%
rng = np.random.default_rng(0)
place, u = rng.normal(size=(2, 1_000_000))
u = u / np.sqrt(np.sum(u**2))


def bent(w):
    """A hilly land with any number of knobs; its gradient is cos(w) + 2w / 10."""
    return np.sum(np.sin(w)) + np.sum(w**2) / 10


h = 1e-3  # the step is shared by a million knobs: each of them is turned by about 0.000001
measured = (bent(place + h * u) - bent(place - h * u)) / (2 * h)
try:
    for name, gradient in (("cos w + 0.2 w", np.cos(place) + 0.2 * place),
                           ("cos w + 0.1 w", np.cos(place) + 0.1 * place)):  # fmt: skip
        print(f"{name}   says {directional_slope(gradient, u):.7f}   measured {measured:.7f}")
except Exception as problem:
    print("Make the check of exercise 2 green, then run this cell again.\nSo far:", repr(problem))

# %% [markdown]
# Put another number into `default_rng(0)`: that draws another $u$. Why is it important that $u$ is
# random? What would you miss with $u = (1, 0, 0, \dots)$?
#
# Honest limit: this tells right from wrong, but not which knob is to blame.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: the ravine, the gradient at (2, 1), and one step with lr = 0.05.
fig, ax = plt.subplots(figsize=(7.4, 4), layout="constrained")
contours(ax, levels=(1, 4, 9, 14, 25), right=3.7)
ax.plot(0, 0, "v", color=GREEN, ms=9)
arrow = {"arrowstyle": "-|>", "lw": 3, "shrinkA": 0, "shrinkB": 0}
ax.annotate("", (2.1, 1.5), (2, 1), arrowprops={**arrow, "color": ORANGE})
ax.annotate("", (1.8, 0), (2, 1), arrowprops={**arrow, "color": BLUE})
ax.plot([1.2, 2.8], [1.16, 0.84], "--", color="black", lw=1.5)
ax.plot(2, 1, "o", color="black", ms=9, zorder=3)
ax.plot(1.8, 0, "o", mfc="white", mec=BLUE, mew=2, ms=9, zorder=3)
for x, y, words in (
    (2.2, 1.38, "gradient (4, 20):\nstraight uphill"),
    (2.85, 0.76, "along the\nline: level"),
    (2.1, 0.28, "one step,\n−0.05 · (4, 20)"),
    (0.1, 0, "lowest"),
):
    box = {"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"}
    ax.text(x, y, words, va="center", fontsize=9, bbox=box)
ax.set_title("One step of gradient descent with two knobs")
plt.show()

# %% [markdown]
# * **Gradient**: one slope for each knob, in an array of the knobs' shape. Turn one knob, hold the
#   others fast.
# * It points **straight uphill**, at a right angle to the contour line. Its **length** is the
#   steepest slope there is.
# * Straight down is **not** straight to the lowest place, and one learning rate has to suit all
#   knobs: the steep one sets the limit, the gentle one waits.
# * **Check** a gradient with the relative error, on both sides, at places that are not special.
# * Measuring costs **2 heights a knob**. That is fine for checking, hopeless for training.
#
# **Next: 04, how wrong are we?** Up to now a mountain was given. You will make your own: a gun
# that misses its target, a number for the miss, and the question which knob is to blame.
