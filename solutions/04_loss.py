# %% [markdown]
# # 04 · How wrong are we?
#
# **What you will do.** Fire at a flag, and miss. Turn the miss into one number, the *loss*. Ask
# each knob of the gun how much the loss changes when you turn it, and let the answer aim the gun.
# Then do the same with a straight line.
#
# **What you will learn**
#
# * A loss is a miss, measured: one number, 0 for a hit, larger for a worse shot.
# * The gradient of the loss says which knob, which way, and by how much.
# * A knob can have no leverage at all. Then no learning rate moves it.
# * A slope is *per unit* of its knob. Other units, other slopes.
#
# **What you need.** A slope (01), the loop and the learning rate (02), several knobs at once (03).
# In Python: functions, dicts, numpy arrays.
#
# **Minutes.** 75. Each part says how long it takes. A good place for a break is after part 3.
# You write eight short functions of one to six lines.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check
from downslope.artillery import ArtilleryRange
from downslope.gradcheck import numerical_gradient
from downslope.second_opinion import once_written

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (2 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 01)** Somebody measures the slope of $f$ at $x = 2$ like this:
# $(f(2.1) - f(1.9)) / 0.1$. What is wrong, and by how much?
#
# <details><summary>Open the answer</summary>
#
# The two places are 0.2 apart, not 0.1. So the result is twice as large as the slope.
#
# </details>
#
# **2. (from 02)** The ground is $f(x) = x^2$, its slope is $2x$. You start at $x = 1$ with the
# learning rate 0.75. Where are you after one step, and after two? What does the walk look like?
#
# <details><summary>Open the answer</summary>
#
# One step: $1 - 0.75 \cdot 2 = -0.5$. The next: $-0.5 - 0.75 \cdot (-1) = 0.25$. Each step
# multiplies by $-0.5$: the hiker jumps from side to side, and gets lower each time.
#
# </details>

# %% [markdown]
# ## The story: a gun, a flag, and two knobs (2 minutes)
#
# A gun stands on a practice range. A flag stands 0.8 km away. The gun has two knobs: the **angle**
# of its barrel, and the **speed** of its shell (more powder, more speed).
#
# You fire. The shell lands 290 m short. So you turn a knob. *Which one? Which way? How far?*
# An old gunner knows. We shall compute it.
#
# | in the story | in this notebook | unit |
# |---|---|---|
# | the two knobs | `angle`, `speed`, two floats | radians, m/s |
# | where the shell lands | `shell_range(angle, speed)` | km |
# | where the flag stands | `target` | km |
# | the miss | range $-$ target: plus is too far, minus too short | km |
# | how wrong we are, the **loss** | the miss, squared | km² |
#
# **Radians** are the computer's unit for angles: 180° are $\pi = 3.14159…$ radians, so 45° are
# $\pi/4 = 0.785$. `np.radians(45)` does it for you. One radian is about 57°.
#
# Honest limits of the story: the ground is flat, **there is no air and no wind**, and the same
# powder always gives the same speed. A real shell is slowed down by the air and lands much nearer.
# The bonus at the end puts the air back in.

# %% [markdown]
# ### Play: hit the flag by hand (4 minutes)
#
# Run the next cell. Leave *Let the gradient aim* and the bars named *leverage* alone for the moment;
# they are for part 2.
#
# 1. Press *Fire*. Read the miss and the loss in the box below the picture.
# 2. Turn the angle only, and hit the flag. How many shots do you need?
# 3. There is a second, much steeper angle that hits the flag as well. Find it.

# %%
ArtilleryRange()

# %% [markdown]
# ## Part 1: one shot, one number (7 minutes)
#
# Without air, a shell fired with the speed $v$ flies this far (in metres, if $v$ is in m/s; all
# four are single numbers):
#
# $$\text{range} = \frac{v^2 \cdot \sin(2 \cdot \text{angle})}{g}
# \qquad\text{with } g = 9.81\ \text{m/s}^2$$
#
# $g$ is the pull of the Earth. Look at two things: the speed is **squared**, and it is **twice**
# the angle that stands inside the sine.
#
# ### A worked example
#
# The first shot of the demo: 15°, 100 m/s, and the flag at 0.8 km.
#
# | what | number |
# |---|---|
# | the angle in radians, $15 \cdot \pi / 180$ | 0.2618 |
# | $\sin(2 \cdot 0.2618)$, the sine of 30° | 0.5 |
# | range in metres, $100^2 \cdot 0.5 / 9.81$ | 509.7 |
# | **range** in km | **0.5097** |
# | **miss**, $0.5097 - 0.8$ | **−0.2903** (too short) |
# | **loss**, $(-0.2903)^2$ | **0.0843** |

# %%
# A picture: five shots with 100 m/s. Run it; no need to read the code.
fig, ax = plt.subplots(figsize=(7.2, 3), layout="constrained")
styles = {15: (BLUE, "-"), 25.85: (GREEN, "-"), 45: (RED, "--"), 64.15: (GREEN, ":"), 75: (BLUE, ":")}
for degrees, (colour, style) in styles.items():
    along, up = 100 * np.cos(np.radians(degrees)), 100 * np.sin(np.radians(degrees))
    t = np.linspace(0, 2 * up / 9.81, 60)  # seconds, until it is down again
    ax.plot(along * t / 1000, (up * t - 9.81 / 2 * t**2) / 1000, style, color=colour, lw=2)
    top = up / 9.81
    ax.text(along * top / 1000, up * top / 2000 + 0.012, f"{degrees:g}°", ha="center", fontsize=9)
ax.axhline(0, color="grey", lw=2)
ax.annotate("flag", (0.8, 0), (0.8, 0.1), ha="center", arrowprops={"arrowstyle": "-"})
ax.set(xlabel="distance (km)", ylabel="height (km)", xlim=(-0.03, 1.1), ylim=(-0.03, 0.54))
ax.set_title("100 m/s: two angles hit the flag; 45° flies farthest")
plt.show()

# %% [markdown]
# ### Exercise 1: `shell_range` (about one line)
#
# Metres inside, kilometres outside. `np.sin` wants radians, and `angle` comes in radians already.


# %% exercise="shell_range"
def shell_range(angle, speed):
    """How far a shell flies on flat ground without air; g = 9.81 m/s².

    angle: float; of the barrel above the ground (radians)
    speed: float; with which the shell leaves the barrel (m/s)

    Returns a float: the distance from the gun to the place where the shell lands (km).

    Example: shell_range(np.pi / 4, 98.1) is 0.981.
    """
    ### BEGIN SOLUTION
    return speed**2 * np.sin(2 * angle) / 9.81 / 1000
    ### END SOLUTION


# %% check="shell_range" points=3
check.shell_range(shell_range, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("shell_range", shell_range, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Why square the miss?
#
# | miss (km) | −0.4 | −0.2 | 0 | 0.2 | 0.4 |
# |---|---|---|---|---|---|
# | loss (km²) | 0.16 | 0.04 | 0 | 0.04 | 0.16 |
#
# * **No sign.** Too far and too short are both wrong. Two misses can't cancel.
# * **Large misses weigh more.** Twice the miss is four times the loss.
# * **A smooth valley.** It is the bowl $x^2$ of notebook 02, with a hit at its bottom. Near a hit
#   the slope fades, so the steps get finer by themselves.
#
# From now on we don't walk on a mountain any more. We walk on the loss.
#
# ### Exercise 2: `miss_loss` (about one line)
#
# You may call your `shell_range`.


# %% exercise="miss_loss"
def miss_loss(angle, speed, target):
    """How wrong a shot is: the squared miss.

    angle: float (radians)
    speed: float (m/s)
    target: float; the distance from the gun to the flag (km)

    Returns a float: (range - target) squared, in km².

    Example: miss_loss(np.pi / 4, 98.1, 0.881) is 0.01: the shell lands 0.1 km too far.
    """
    ### BEGIN SOLUTION
    return (shell_range(angle, speed) - target) ** 2
    ### END SOLUTION


# %% check="miss_loss" points=2
check.miss_loss(miss_loss, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("miss_loss", miss_loss, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 2: which knob, which way, how far? (19 minutes)
#
# ### Predict first
#
# The gun stands at **45°** with 100 m/s. The flag is at 0.8 km. The shell lands at 1.019 km, 219 m
# too far. The gradient is to correct the aim. (One **correction** is one step of gradient descent:
# each knob moves by $-\text{lr}$ times the slope of the loss for this knob.)
#
# 1. Both knobs are free, and the gradient makes **one** correction. Which knob moves more, the
#    angle or the speed? (We count the angle in radians, and the speed in *charges*: a charge of
#    powder is worth 100 m/s.)
# 2. Now the speed knob is stuck. Only the **angle** can move, as often as it likes. At how many
#    degrees does the gun end?
#
# Please do not read on before you have an answer to both. A wrong guess costs nothing.

# %%
# Your prediction: "angle" or "speed" in place of the first None, a number for the second.
my_knob, my_degrees = None, None

# %% [markdown]
# ### Leverage
#
# How much does the loss change when we turn a knob a little? That is the slope of the loss with
# respect to that knob, written $\partial L / \partial \text{angle}$ (say: "dL by d-angle"). We call
# it the knob's **leverage**. It comes about in two steps:
#
# > the knob turns → the **range** changes → the **loss** changes
#
# *The second step* first, since it is the easier one. The loss is the miss squared. The slope of
# $x^2$ is $2x$. So the loss changes $2 \cdot \text{miss}$ times as fast as the range.
#
# *The first step.* How the range changes with each knob, by the rules of school maths. (Still in
# metres; take these two as given.)
#
# $$\frac{\partial\,\text{range}}{\partial\,\text{angle}} =
# \frac{2\,v^2 \cos(2 \cdot \text{angle})}{g} \qquad
# \frac{\partial\,\text{range}}{\partial\,\text{speed}} =
# \frac{2\,v \sin(2 \cdot \text{angle})}{g}$$
#
# *Together.* Two steps after each other: **multiply** the two slopes.
#
# $$\frac{\partial L}{\partial\,\text{angle}} = 2 \cdot \text{miss} \cdot
# \frac{\partial\,\text{range}}{\partial\,\text{angle}}
# \qquad
# \frac{\partial L}{\partial\,\text{speed}} = 2 \cdot \text{miss} \cdot
# \frac{\partial\,\text{range}}{\partial\,\text{speed}}$$
#
# Multiplying slopes along a chain is called the **chain rule**. (Every slope here is a single
# number.) You will use it again in part 4, and from 06 to 09 everything is built on it.

# %% [markdown]
# ### A worked example
#
# 15°, 100 m/s, flag at 0.8 km. The miss is −0.2903 km, so 2 · miss is −0.5806 km.
#
# | | angle | speed |
# |---|---|---|
# | slope of the range | $2 \cdot 100^2 \cos 30° / 9.81$ | $2 \cdot 100 \sin 30° / 9.81$ |
# | in metres | 1765.6 m per radian | 10.19 m per m/s |
# | in kilometres | 1.7656 km per radian | 0.01019 km per m/s |
# | times 2 · miss | **−1.025** km² per radian | **−0.00592** km² per m/s |
#
# Both are minus: turning a knob up makes the loss *smaller*. That is right, the shell fell short.

# %% [markdown]
# ### Exercise 3: `miss_gradient` (about four lines)
#
# Both slopes in one array: first the angle, then the speed. Mind the kilometres.


# %% exercise="miss_gradient"
def miss_gradient(angle, speed, target):
    """How the loss changes with each knob.

    angle: float (radians)
    speed: float (m/s)
    target: float; the distance from the gun to the flag (km)

    Returns an array of shape (2,): entry 0 is the slope of the loss for the angle (km² per
    radian), entry 1 the one for the speed (km² per m/s).

    Example: miss_gradient(np.radians(15), 100.0, 0.8) is about [-1.025, -0.00592].
    """
    ### BEGIN SOLUTION
    miss = shell_range(angle, speed) - target
    km_per_radian = 2 * speed**2 * np.cos(2 * angle) / 9.81 / 1000
    km_per_speed = 2 * speed * np.sin(2 * angle) / 9.81 / 1000
    return np.array([2 * miss * km_per_radian, 2 * miss * km_per_speed])
    ### END SOLUTION


# %% check="miss_gradient" points=4
check.miss_gradient(miss_gradient, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("miss_gradient", miss_gradient, points=4)
### END HIDDEN TESTS

# %% [markdown]
# A second opinion (no points). The gradient checker of notebook 03 knows no formula. It turns each
# knob a little to both sides and looks at **your** loss. Do the two agree?

# %%
with once_written():
    for degrees, speed in ((15, 100.0), (30, 120.0), (70, 90.0)):
        aim = np.array([np.radians(degrees), speed])
        measured = numerical_gradient(lambda knobs: miss_loss(knobs[0], knobs[1], 0.8), aim)
        computed = miss_gradient(aim[0], aim[1], 0.8)
        print(f"{degrees:2}°, {speed:3.0f} m/s   computed", np.round(computed, 6), end="   ")
        print("measured", np.round(measured, 6))

# %% [markdown]
# ### Let the gradient aim
#
# This gun is aimed by **your** gradient. (If it is not finished, the line below the picture says
# so.) It stands at 45°, as in your prediction.
#
# 1. Press *Step*. The gun fires, and the box below the picture works out the first correction. Which
#    knob will move? Press *Step* again.
# 2. *Reset*. Freeze the speed, so that only the angle is free. Press *Play*, and be patient.
# 3. Turn the angle to 44°, and play again. And to 46°?

# %%
ArtilleryRange(angle=45, lr=0.11, shell_range=shell_range, miss_gradient=miss_gradient)

# %% [markdown]
# Now in numbers, beside your prediction.

# %%
# One correction from five angles (100 m/s, flag at 0.8 km, learning rate 0.11).
with once_written():
    lines = ["angle   miss (km)   leverage of the angle   of the speed   the angle   the speed"]
    lines += ["                        per radian           per charge    moves (°)   moves (m/s)"]
    for degrees in (15, 30, 45, 60, 75):
        aim = np.radians(degrees), 100.0
        miss = shell_range(*aim) - 0.8
        by_angle, by_speed = miss_gradient(*aim, 0.8)
        by_charge = 100 * by_speed  # a charge is 100 m/s, so it changes the loss 100 times as much
        turn, more = -0.11 * np.degrees(by_angle), -0.11 * by_charge * 100
        row = f"{degrees:4}° {miss:10.3f} {by_angle:19.3f} {by_charge:18.3f} {turn:13.2f} {more:12.2f}"
        lines.append(row.replace("-0.00 ", " 0.00 "))
    print("\n".join(lines))
    print("\nyou said, which knob moves more at 45°:", my_knob or "nothing yet")


# %%
# Your functions aim the gun: corrections until the shell lands within 1 m of the flag.
def aim_gun(degrees, lr, free):
    """Return the corrections needed, and the last angle (degrees) and speed (m/s)."""
    angle, charges = np.radians(degrees), 1.0
    for k in range(200):
        if abs(shell_range(angle, 100 * charges) - 0.8) < 0.001:
            return f"{k} corrections", np.degrees(angle), 100 * charges
        by_angle, by_speed = miss_gradient(angle, 100 * charges, 0.8)
        if "angle" in free:
            angle = angle - lr * by_angle
        if "speed" in free:
            charges = charges - lr * 100 * by_speed
    return "no hit in 200", np.degrees(angle), 100 * charges


with once_written():
    for degrees in (15, 75, 45, 44.9):
        for lr in (0.05, 0.2, 0.5):
            said, angle, speed = aim_gun(degrees, lr, free=["angle"])
            print(f"angle only, from {degrees:5}°, lr {lr:4}: {said:15} ends at {angle:5.2f}°")
    for lr in (0.11, 0.2):
        said, angle, speed = aim_gun(45, lr, free=["angle", "speed"])
        print(f"both knobs, from  45.0°, lr {lr:4}: {said:15} ends at {angle:5.2f}°, {speed:.1f} m/s")
    said = "nothing yet" if my_degrees is None else f"{my_degrees}°"
    print("\nyou said, where the gun ends from 45° with the angle alone:", said)

# %% [markdown]
# * **At 45° the angle does not move. Ever.** Its leverage is 0, and so is every learning rate times
#   its leverage. The speed does all the work: 100 becomes 88.6 m/s.
# * From 15° the gun ends close to 25.85°, from 75° close to 64.15°. Both hit. The start decides, as
#   in 02.
# * The learning rate again: 0.05 needs 28 corrections, 0.2 needs 5. With 0.5 the first correction
#   overshoots the flag by 219 m, and it takes 10.

# %% [markdown]
# ### Zero leverage
#
# Why has the angle no leverage at 45°? Look at the loss while one knob turns and the other rests.

# %%
with once_written():
    degrees, speeds = np.linspace(5, 85, 81), np.linspace(70, 120, 51)
    by_angle = [miss_loss(np.radians(a), 100.0, 0.8) for a in degrees]
    by_speed = [miss_loss(np.pi / 4, v, 0.8) for v in speeds]
    here = miss_loss(np.pi / 4, 100.0, 0.8)
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 2.9), sharey=True, layout="constrained")
    left.plot(degrees, by_angle, color=BLUE, lw=2)
    left.plot([37, 53], [here, here], "--", color=RED, lw=2)
    left.plot(45, here, "o", color="black", ms=8)
    left.annotate("45°: level", (45, here), (45, 0.085), ha="center", fontsize=9,
                  arrowprops={"arrowstyle": "-"})  # fmt: skip
    left.set(xlabel="angle (degrees)", ylabel="loss (km²)", title="Turn the angle (100 m/s)")
    right.plot(speeds, by_speed, color=BLUE, lw=2)
    lean = 0.008945  # the slope of the loss there, per m/s
    right.plot([94, 107], [here - 6 * lean, here + 7 * lean], "--", color=RED, lw=2)
    right.plot(100, here, "o", color="black", ms=8)
    right.annotate("100 m/s: steep", (100, here), (86, 0.085), ha="center", fontsize=9,
                   arrowprops={"arrowstyle": "-"})  # fmt: skip
    right.set(xlabel="speed (m/s)", title="Turn the speed (at 45°)", ylim=(-0.01, 0.15))
    plt.show()

# %% [markdown]
# At 45° a shell flies farthest. A little higher or a little lower makes (nearly) no difference to
# the range, so it makes none to the loss. The gun sits on the **top of a hill** of the loss,
# exactly where the slope is 0. On either side there is a valley, but a gradient sees slopes, not
# valleys.
#
# * Zero leverage does **not** mean that the knob is useless. It says: *here and now, a small turn
#   of this knob changes nothing.*
# * It does not mean that we have arrived, either. The loss is 0.048, and we miss by 219 m.
# * From 44.9° the angle gets away, but slowly: 93 corrections with lr 0.05, where 15° needed 28.
#
# In a neural network the same thing happens to whole groups of weights. We shall meet it in 06, 08
# and 10.

# %% [markdown]
# ### Write down what you predicted (2 points, about four sentences)
#
# Write your two predictions and what you found. Then explain, with a slope, why the angle does what
# it does at 45°.
#
# | points | what the answer shows |
# |---|---|
# | 2 | both predictions, both findings, **and** an explanation with a slope |
# | 1 | two of these three |
# | ½ | one of these three |
# | 0 | nothing yet |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=2
# I predicted that the angle moves more, and that with the angle alone the gun ends at 25.85°, the
# lower of the two angles that hit.
#
# I found that at 45° only the speed moves (by −9.8 m/s in the first correction), and that the angle
# alone stays at 45° for ever, with every learning rate.
#
# The reason: at 45° the shell flies farthest. There the range has its highest point, so its slope
# for the angle is 0 (in the formula: $\cos 90° = 0$). The slope of the loss is 2 · miss times this 0.
# The miss of 219 m doesn't help: any number times 0 is 0. The speed has the slope 0.0204 km per m/s
# there, so it can move.

# %% [markdown]
# ## Part 3: rank the knobs (5 minutes)
#
# A gun has two knobs. A neural network has millions. Then the first question is: *which ones
# matter most, right now?* So sort them by the **size** of their slope. The sign says which way to
# turn, not how much it matters.
#
# ### A worked example
#
# | `grad` | answer |
# |---|---|
# | `{"b": 2.0, "w": -3.0, "c": 0.0}` | `["w", "b", "c"]`, because 3 > 2 > 0 |
# | `{"speed": 1.0, "angle": -1.0}` | `["angle", "speed"]`: equal sizes go **by the alphabet** |
#
# ### Exercise 4: `rank_knobs` (one or two lines)
#
# `sorted(names, key=f)` sorts by what the function `f` makes of each name, smallest first. With
# `reverse=True` the largest comes first. Names for which `f` gives the same **keep their order**,
# so you can sort twice: first by the alphabet, then by size. `sorted(grad)` sorts the names of a
# dict.


# %% exercise="rank_knobs"
def rank_knobs(grad):
    """Which knob is the most influential?

    grad: dict; the name of each knob (str) and the slope of the loss for it (float)

    Returns a list of all names: the one with the largest slope (in size) first. Names with equal
    sizes stand in the order of the alphabet.

    Example: rank_knobs({"b": 2.0, "w": -3.0, "c": 0.0}) is ["w", "b", "c"].
    """
    ### BEGIN SOLUTION
    by_alphabet = sorted(grad)
    return sorted(by_alphabet, key=lambda name: abs(grad[name]), reverse=True)
    ### END SOLUTION


# %% check="rank_knobs" points=2
check.rank_knobs(rank_knobs, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("rank_knobs", rank_knobs, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ### A trap: per what?
#
# One and the same shot (15°, 100 m/s, flag at 0.8 km), one and the same gun. Only the units of the
# knobs differ. Guess first: can this change the ranking?

# %%
with once_written():
    per_radian, per_speed = miss_gradient(np.radians(15), 100.0, 0.8)
    per_degree, per_charge = per_radian * np.pi / 180, per_speed * 100
    for angle_unit, by_angle in (("radian", per_radian), ("degree", per_degree)):
        for speed_unit, by_speed in (("m/s", per_speed), ("charge", per_charge)):
            ranked = rank_knobs({"angle": by_angle, "speed": by_speed})
            print(f"{by_angle:7.4f} per {angle_unit}, {by_speed:8.5f} per {speed_unit:6}:", ranked)

# %% [markdown]
# The last line turns the ranking round! A slope always is **per unit of its knob**. A whole radian
# is a huge turn (57°), a single m/s is tiny. Per degree and per charge, the speed wins.
#
# So before you compare two slopes, ask: *what is one ordinary turn of this knob?* Count all knobs
# in such turns. The demo counts in radians and charges for this reason: one learning rate then
# serves both. (With the speed counted in m/s and the same lr of 0.11, the gun at 45° would need
# not 4 corrections but 71 757, as we have measured.)

# %% [markdown]
# ## Part 4: many misses at once, a line (16 minutes)
#
# On warm days powder burns faster. Here is the gunner's log of twelve days: the temperature of the
# powder, and how fast the shell was. (The numbers are invented.) The gunner wants a rule for
# tomorrow: a straight line,
#
# $$\text{prediction} = w \cdot x + b$$
#
# The knobs are now $w$ (how steep the line is) and $b$ (its height at $x = 0$), two single numbers.
# The temperatures `x` have the shape `(N,)`: one for each of the N days, here N = 12.
# Everything else stays as it was:
#
# | the gun | the line |
# |---|---|
# | knobs `angle`, `speed` | knobs `w`, `b` |
# | where the shell lands | the prediction `pred`, shape `(N,)`: one for each day |
# | where the flag stands | what was measured, `y`, shape `(N,)` |
# | the miss | `pred - y`, shape `(N,)` |
# | loss: the miss squared | loss: the **mean** of the squared misses, one number |

# %%
# The log: x is the temperature in tens of °C (2.8 means 28 °C), y the speed above 100 m/s (in m/s).
x = np.array([2.8, 1.0, 2.9, -0.7, 1.4, 0.5, 2.2, -0.3, 2.5, 1.2, 2.6, 0.9])
y = np.array([6.8, 3.3, 5.9, 1.0, 2.7, 2.7, 5.2, -0.1, 5.6, 3.0, 6.4, 2.7])

fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
ends = np.array([-1.0, 3.2])
ax.plot(ends, ends, color=BLUE, lw=2, label="a first guess: $w = 1$, $b = 0$")
ax.vlines(x, x, y, color=RED, lw=2, label="the misses")
ax.plot(x, y, "o", color="black", label="the log")
ax.set(xlabel="x: temperature of the powder (tens of °C)", ylabel="y: speed above 100 m/s")
ax.set_title("Twelve days, one line, twelve misses")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# ### Exercise 5: `linear_predict` (about one line)
#
# Example: `x = [0, 1, 2]`, $w = 2$, $b = 1$ gives $[1, 3, 5]$. numpy does all N at once.


# %% exercise="linear_predict"
def linear_predict(x, w, b):
    """The height of a line at many places.

    x: array of shape (N,)
    w: float; how steep the line is
    b: float; its height at x = 0

    Returns an array of shape (N,): w times x plus b, for every entry of x.

    Example: linear_predict(np.array([0.0, 1.0, 2.0]), 2.0, 1.0) is [1.0, 3.0, 5.0].
    """
    ### BEGIN SOLUTION
    return w * x + b
    ### END SOLUTION


# %% check="linear_predict" points=2
check.linear_predict(linear_predict, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("linear_predict", linear_predict, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ### The mean squared error
#
# $$L = \frac{1}{N} \sum_{n} (\text{pred}_n - y_n)^2
# \qquad
# \text{dpred}_n = \frac{\partial L}{\partial\,\text{pred}_n} = \frac{2\,(\text{pred}_n - y_n)}{N}$$
#
# The loss $L$ is one number; $n$ counts the days, from 0 to $N - 1$.
#
# **`dpred`**, shape `(N,)`, is the leverage of each single prediction: how the loss would change if
# *this* prediction were a little higher. Its formula is the slope of a square, which is 2 · miss,
# times the $1/N$ of the mean. In this course, `d` before a name always means: the slope of the loss
# for that thing. It has the same shape as the thing.
#
# Why the *mean*, and not the sum? So that a log of a thousand days has no larger loss than one of
# twelve just for being longer. **The $1/N$ stands here, in the loss, and nowhere else.**

# %% [markdown]
# ### A worked example
#
# `pred = [1, 3, 5]` and `y = [2, 3, 2]`, so $N = 3$.
#
# | | day 0 | day 1 | day 2 | |
# |---|---|---|---|---|
# | miss, `pred - y` | −1 | 0 | 3 | |
# | squared | 1 | 0 | 9 | mean: $10/3 = 3.333$, the **loss** |
# | `dpred`, $2 \cdot \text{miss} / 3$ | −0.667 | 0 | 2 | |
#
# ### Exercise 6: `mse_loss` (about two lines)
#
# Two results: `return loss, dpred`.


# %% exercise="mse_loss"
def mse_loss(pred, y):
    """The mean squared error, and how it changes with each prediction.

    pred: array of shape (N,); the predictions
    y: array of shape (N,); what was measured

    Returns (loss, dpred).
    loss: float; the mean of the squared misses
    dpred: array of shape (N,); the slope of the loss for each prediction

    Example: mse_loss(np.array([1.0, 3.0, 5.0]), np.array([2.0, 3.0, 2.0])) is
    (3.333…, [-0.667, 0.0, 2.0]).
    """
    ### BEGIN SOLUTION
    miss = pred - y
    return np.mean(miss**2), 2 * miss / len(y)
    ### END SOLUTION


# %% check="mse_loss" points=4
check.mse_loss(mse_loss, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("mse_loss", mse_loss, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### The quietest trap of numpy: a column minus a row
#
# Think of an array of shape `(3,)` as a row of three numbers. Shape `(3, 1)` is a *column*:
# three rows of one number. They look alike. Here every prediction is **right**, but they stand in
# a column:

# %%
column = np.array([[1.0], [2.0], [3.0]])
row = np.array([1.0, 2.0, 3.0])
misses = column - row
print("shapes:", column.shape, "minus", row.shape, "is", misses.shape)
print(misses)
print("mean of the squares:", np.mean(misses**2).round(3))

# %% [markdown]
# No error, no warning, and a loss of 1.333 where it should be 0. numpy has subtracted **every**
# entry of the row from **every** entry of the column, and made a table of 3 by 3. (This stretching
# is called *broadcasting*. Often it is handy. Here it is wrong.)
#
# * **How to see it:** print the shape of the difference. If there are N predictions and it doesn't
#   say `(N,)`, you have met the trap.
# * **Another sign:** shuffle `y`, and the loss stays the same.
# * **How to mend it:** `column[:, 0]` takes the column out as a row.

# %% [markdown]
# ### From `dpred` to the knobs
#
# Chain rule again: a knob moves the predictions, the predictions move the loss. If $w$ grows by a
# little, prediction $n$ grows by $x_n$ times as much. If $b$ grows by a little, every prediction
# grows by just as much. And the N effects add up:
#
# $$\text{dw} = \sum_n \text{dpred}_n \cdot x_n \qquad
# \text{db} = \sum_n \text{dpred}_n \cdot 1$$
#
# Both are single numbers, as $w$ and $b$ are.
#
# ### A worked example
#
# As above: `x = [0, 1, 2]`, $w = 2$, $b = 1$, so `pred = [1, 3, 5]`; `y = [2, 3, 2]`.
#
# | | day 0 | day 1 | day 2 | sum |
# |---|---|---|---|---|
# | `dpred` | −0.667 | 0 | 2 | **db = 1.333** |
# | `x` | 0 | 1 | 2 | |
# | `dpred * x` | 0 | 0 | 4 | **dw = 4** |
#
# Day 0 has a miss, but it has no say about $w$: at $x = 0$ the steepness of the line doesn't
# matter. **Zero leverage**, for one example. If all $x_n$ are 0, $w$ has none at all.

# %% [markdown]
# ### Exercise 7: `linear_gradients` (about four lines)
#
# Work out the misses anew in here. Then a slip in exercise 5 or 6 can't spoil this one. And mind
# the $1/N$: it is inside `dpred` already.


# %% exercise="linear_gradients"
def linear_gradients(x, y, w, b):
    """How the mean squared error of a line changes with its two knobs.

    x: array of shape (N,)
    y: array of shape (N,); what was measured
    w: float; how steep the line is
    b: float; its height at x = 0

    Returns (dw, db), two floats: the slope of the loss for w, and the one for b.

    Example: linear_gradients(np.array([0, 1, 2]), np.array([2, 3, 2]), 2.0, 1.0) is
    (4.0, 1.333…).
    """
    ### BEGIN SOLUTION
    dpred = 2 * (w * x + b - y) / len(y)
    dw = np.sum(dpred * x)
    db = np.sum(dpred)
    return dw, db
    ### END SOLUTION


# %% check="linear_gradients" points=5
check.linear_gradients(linear_gradients, points=5)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("linear_gradients", linear_gradients, points=5)
### END HIDDEN TESTS

# %% [markdown]
# ### The line finds its place
#
# The loop of notebook 02 with your functions: start with $w = b = 0$, learning rate 0.1.

# %%
with once_written():
    w, b, lr, lines, losses = 0.0, 0.0, 0.1, [], []
    if np.shape(linear_predict(x, w, b) - y) != x.shape:
        print("Your predictions minus y have not the shape of y: a column minus a row?")
    for _ in range(101):
        loss, _ = mse_loss(linear_predict(x, w, b), y)
        lines.append((w, b))
        losses.append(float(loss))
        dw, db = linear_gradients(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3), layout="constrained")
    left.plot(x, y, "o", color="black", ms=4)
    for k, colour in ((0, "grey"), (1, ORANGE), (5, RED), (100, BLUE)):
        w, b = lines[k]
        left.plot(ends, linear_predict(ends, w, b), color=colour, lw=2, label=f"step {k}")
        print(f"after {k:3} steps: w = {w:.3f}, b = {b:.3f}, loss = {losses[k]:.4f}")
    left.set(xlabel="x (tens of °C)", ylabel="y (m/s above 100)", title="The line")
    left.legend(fontsize=8)
    right.semilogy(losses, color=BLUE, lw=2)
    right.set(xlabel="step", ylabel="loss (powers of ten)", title="The loss curve")
    plt.show()
    print("the best line there is:  w = {:.3f}, b = {:.3f}".format(*np.polyfit(x, y, 1)))

# %% [markdown]
# * The loss falls from 18.6 to 0.346, and not further. The twelve days don't lie on *any* straight
#   line. **A loss need not reach 0**, and the best knobs are those where its slope is 0.
# * The best line, printed last, comes from a formula for straight lines (`np.polyfit`). The
#   gradient finds the same place. It also works where no formula exists.
# * Try `lr` 0.3 in the cell above. You know that picture from 02.

# %% [markdown]
# ## Bug hunt: the line that floats away (8 minutes)
#
# A colleague has written the gradients with a loop, one day at a time. He has tested them against
# the gradient checker, at the usual start $w = b = 0$. **The two agreed.** So he uses them.


# %%
def buggy_linear_gradients(x, y, w, b):
    """Meant to be dw and db of the mean squared error. It is not quite."""
    N, dw, db = len(x), 0.0, 0.0
    for n in range(N):
        miss = w * x[n] - y[n]
        dw += 2 * miss * x[n] / N
        db += 2 * miss / N
    return dw, db


# %%
# The symptoms: the checker's opinion at two places, and a walk of 100 steps (lr 0.1).
def loss_of(knobs):
    return np.mean(np.square(np.polyval(knobs, x) - y))  # polyval: the line, by numpy


for w, b in ((0.0, 0.0), (1.0, 2.0)):
    print(f"w = {w}, b = {b}:  buggy", np.round(buggy_linear_gradients(x, y, w, b), 3), end="   ")
    print("checker", np.round(numerical_gradient(loss_of, np.array([w, b])), 3))

knobs, path = np.zeros(2), []
for _ in range(101):
    path.append((*knobs, loss_of(knobs)))
    knobs = knobs - 0.1 * np.array(buggy_linear_gradients(x, y, *knobs))
path = np.array(path)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.6), layout="constrained")
left.plot(path[:, 0], color=BLUE, lw=2, label="w")
left.plot(path[:, 1], "--", color=RED, lw=2, label="b")
left.set(xlabel="step", ylabel="w, b", title="The knobs")
left.legend(fontsize=9)
right.semilogy(path[:, 2], color=BLUE, lw=2)
right.set(xlabel="step", ylabel="loss", title="The loss (powers of ten)")
plt.show()

# %% [markdown]
# The loss falls for two steps, and then it grows and grows. $w$ settles down. $b$ climbs by the
# same amount in every step, as if nobody told it how high it already is.
#
# ### Exercise 8: `repaired_linear_gradients` (about six lines)
#
# **One** line is wrong. Copy the function, and mend it. Then think about this: why did the test of
# the colleague not find it? Where should he have tested?


# %% exercise="repaired_linear_gradients"
def repaired_linear_gradients(x, y, w, b):
    """dw and db of the mean squared error: buggy_linear_gradients, repaired.

    x: array of shape (N,)
    y: array of shape (N,); what was measured
    w: float; how steep the line is
    b: float; its height at x = 0

    Returns (dw, db), two floats: the slope of the loss for w, and the one for b.

    Example: repaired_linear_gradients(np.array([0, 1, 2]), np.array([2, 3, 2]), 2.0, 1.0)
    is (4.0, 1.333…).
    """
    ### BEGIN SOLUTION
    N, dw, db = len(x), 0.0, 0.0
    for n in range(N):
        miss = w * x[n] + b - y[n]
        dw += 2 * miss * x[n] / N
        db += 2 * miss / N
    return dw, db
    ### END SOLUTION


# %% check="repaired_linear_gradients" points=2
check.repaired_linear_gradients(repaired_linear_gradients, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_linear_gradients", repaired_linear_gradients, points=2)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Why did his test not find it? Open the answer</summary>
#
# With $b = 0$, a prediction without $b$ *is* the right prediction. Zero is a special place, and
# special places hide bugs. Test a gradient at numbers drawn at random.
#
# </details>

# %% [markdown]
# ## In your own words: from the gun to the network (12 minutes)
#
# A neural network takes in a signal, sends it through, and gives an answer. The answer is compared
# with the right one. That is all you need to know about it today.
#
# **Match the four: shell, gun, miss, knobs — with signal, error, parameters, network. Say for each
# pair what the two have in common. Then: where does the analogy stop?** About eight sentences, 4
# points. Two questions to start you off:
#
# * How many knobs are there, and can you walk up to each one and try it? How many flags are there?
# * What did we leave out that a real gunner has to reckon with?
#
# | points | what the answer shows |
# |---|---|
# | 4 | as for 3, **and** a second limit; one of them tied to a number or demo of this notebook |
# | 3 | all four pairs with what they share, and one limit explained |
# | 2 | at least three pairs, but what they share, or any limit, is missing |
# | 0 | fewer pairs, or only a retelling of the story |

# %% [markdown] answer="analogy" points=4
# The **shell** is the signal: it goes in at one end, comes out at the other, and only where it
# arrives can be seen. The **gun** is the network: it turns what goes in into what comes out. The
# **miss** is the error: what came out, minus what should have come out; squared, it is the loss.
# The **knobs** are the parameters: the only thing that we may turn, and each has a slope that says
# how much of the miss it has to answer for.
#
# *Limit 1: number and kind of knobs.* The gun has two, and I can try them by hand (in the demo I
# needed five shots). A network has millions, so trying is hopeless, and only the gradient is left.
# And a knob of the gun means something, an angle or a speed; a weight by itself means nothing.
#
# *Limit 2: one target.* Our gun has to hit one flag, and it did, after 5 corrections. A
# network has to do well on many examples with the same knobs, like the line with its twelve days:
# its loss stopped at 0.346, because no setting suits all days.
#
# *Limit 3: a clean world.* Our range has no air and no wind, so one formula is the whole truth. A
# real gun shoots short and scatters; and a network has no formula of the world at all, only
# examples.
#
# *Limit 4: one stage.* A knob of the gun acts on the shell directly. In a network most knobs act
# through further layers, and their slopes must be passed on (that is backpropagation).
#
# (Any two limits are enough.)

# %% [markdown]
# ## Bonus: put the air back in (no points)
#
# Air slows a shell down, the more the faster it is. Then there is no short formula for the range.
# But we can follow the shell in steps of a hundredth of a second, and *measure* the slope as in
# 01. The drag (the pull of the air) is here roughly that of an iron ball, 10 cm across. Wind is
# still missing.


# %%
def range_in_air(angle, speed, drag=0.0005):
    """How far (km) a shell flies through air: followed in short steps."""
    place, fly, dt = np.zeros(2), speed * np.array([np.cos(angle), np.sin(angle)]), 0.01
    while True:
        after = place + fly * dt
        if after[1] < 0:  # below the ground: go back to where the path crosses it
            part = place[1] / (place[1] - after[1])
            return (place[0] + part * (after[0] - place[0])) / 1000
        place = after
        fly = fly - dt * (drag * np.hypot(*fly) * fly + [0, 9.81])


for degrees in (15, 30, 42, 43, 45, 60, 75):
    print(f"{degrees}°: {range_in_air(np.radians(degrees), 100.0):.3f} km in air")

angle, lr, h = np.radians(45), 0.5, 1e-3
corrections = 0
while abs(miss := range_in_air(angle, 100.0) - 0.6) > 0.001 and corrections < 100:
    up, down = range_in_air(angle + h, 100.0), range_in_air(angle - h, 100.0)
    angle -= lr * 2 * miss * (up - down) / (2 * h)
    corrections += 1
print(f"flag at 0.6 km, angle only, from 45°: {corrections} corrections, {np.degrees(angle):.1f}°")

# %% [markdown]
# At 45° the shell lands at 0.743 km instead of 1.019. It now flies farthest near 43°, so at 45° the
# angle *has* leverage, and the gun gets away. The place without leverage has not disappeared, it
# has moved. And the loop did not care that the formula is gone: it only needs slopes.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: forward the miss is made, backward the leverage is asked for.
fig, ax = plt.subplots(figsize=(7.6, 2.5), layout="constrained")
boxes = [(0, "knobs", "angle, speed\nor w, b"), (1, "outcome", "where it lands\nor pred"),
         (2, "miss", "outcome −\ntarget"), (3, "loss", "miss²\nor their mean")]  # fmt: skip
for k, name, below in boxes:
    ax.text(k, 0, name, ha="center", va="center", fontsize=12, weight="bold",
            bbox={"boxstyle": "round,pad=0.5", "fc": "white", "ec": "grey"})  # fmt: skip
    ax.text(k, -0.5, below, ha="center", va="top", fontsize=9)
for k, factor in enumerate(("slope of\nthe outcome", "1", "2 · miss")):
    for start, end, up, colour in ((0.3, 0.72, 0.1, BLUE), (0.72, 0.3, -0.1, RED)):
        arrow = {"arrowstyle": "-|>", "color": colour}
        ax.annotate("", (k + end, up), (k + start, up), arrowprops=arrow)
    ax.text(k + 0.5, 0.42, factor, ha="center", va="bottom", fontsize=9, color=RED)
rule = "leverage of a knob: the factors on the way back, multiplied"
ax.text(-0.45, 0.98, rule, fontsize=10, color=RED)
ax.set(xlim=(-0.5, 3.5), ylim=(-1.1, 1.2))
ax.axis("off")
plt.show()

# %% [markdown]
# * A **loss** is a miss, measured: squared, so that the sign goes and large misses weigh more.
# * The **leverage** of a knob is the slope of the loss for it: which way, and by how much. It is a
#   *product* of slopes along the chain.
# * **Zero leverage**: nothing moves, whatever the learning rate. It is a matter of *here and now*.
# * A slope is **per unit** of its knob. Compare knobs in comparable units.
# * Many examples: the loss is the **mean**, its slopes add up, and the $1/N$ stands in the loss.
# * Print **shapes**. A column minus a row is a table, and a wrong loss without any warning.
#
# **Next: 05, noisy compasses.** Twelve days were quickly added up. With a million examples every
# single step would be slow. Must we really ask all of them before we take a step?
