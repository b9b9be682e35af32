# %% [markdown]
# # 00 · Start here
#
# **What you will do.** Find out whether everything on this computer works. Write one line of code.
# Fail a check on purpose, and read what it says.
#
# **What you will learn**
#
# * What a cell is, and how you run it.
# * What a check shows you, what it keeps for later, and why.
# * What to do when something does not work.
#
# **What you need.** Nothing but this notebook. It earns no points.
#
# **Minutes.** 10. You write one function of one line.

# %% [markdown]
# ## Cells (1 minute)
#
# This page is a *notebook*. It is made of *cells*: some hold text, some hold code in the language
# Python. You are reading a cell of text.
#
# Click the next cell. Then press **Shift + Enter**. That runs it: the code is carried out, and what
# it prints appears below.

# %%
print("It works. Two and two is", 2 + 2)

# %% [markdown]
# Left of the cell you now see a number in brackets, such as `[1]`. It counts the cells you ran. A
# star, `[*]`, means: still running.
#
# Always go **from top to bottom**. A cell may need what a cell above it has prepared.

# %% [markdown]
# ## Is everything there? (2 minutes)
#
# Run the next cell. It looks for everything the course needs.

# %%
from downslope import check, landscapes, ready
from downslope.mountain import SlopeMountain

ready.report()

# %% [markdown]
# Every line has a ✓? Then go on. Otherwise the line says what to do.
#
# Now the part that moves. Run the cell, then **drag the hiker**, or click the picture and use the
# arrow keys ← and →.

# %%
SlopeMountain(landscapes.valley)

# %% [markdown]
# You see a mountain, and the hiker walks when you drag? Good. (What all the numbers mean comes in
# 01 and 02.)
#
# You see a picture that does not move? Then JupyterLab does not know the moving parts. Close
# JupyterLab, install the course again as its README says, start JupyterLab, and open this notebook
# again. You can read on meanwhile: a picture that stands still blocks nothing.

# %% [markdown]
# ## Fail a check, on purpose (3 minutes)
#
# A road rises 3 m while you go 4 m forward. How steep is it? Divide the **rise** by the **run**,
# the way forward: $3 / 4 = 0.75$. A steepness of 0.75 means: 0.75 m up for every 1 m forward.
#
# | rise (m) | run (m) | steepness (m up per m forward) |
# |---|---|---|
# | 3 | 4 | 0.75 |
# | 2 | 2 | 1 |
# | −1 | 4 | −0.25, the road falls |
#
# The next cell holds a function that computes a steepness, **with a mistake in it**. Can you see
# it? Guess first what the check will say. Then run the cell.

# %%
def steepness_with_a_mistake(rise, run):
    return run / rise


check.steepness(steepness_with_a_mistake)

# %% [markdown]
# So this is what "wrong" looks like here. Read it slowly, once:
#
# * The **title** says how it went.
# * Each **line with ✗** is a part that failed. It names what was tried, what came back, and what
#   was expected.
# * The **hint** says what the mistake looks like. Often it knows the very mistake; it never shows
#   the code.
# * The **last line** counts the parts that run only at grading. More about them below.
#
# A check costs nothing. Run it as often as you like, after every change.

# %% [markdown]
# ## Now you (2 minutes)
#
# In an exercise, you put your code in place of the line `raise NotImplementedError(...)`. Leave the
# first line and the text between `"""` as they are. Keep the four spaces at the beginning of your
# line: they tell Python that it belongs to the function.
#
# Before you write: run the check below once. What does it say about a function that nobody has
# written yet?
#
# ### Exercise: `steepness` (one line)

# %% exercise="steepness"
def steepness(rise, run):
    """How steep a road is.

    rise: float; how far it goes up (m), negative where it goes down
    run: float; how far it goes forward (m), greater than 0

    Returns a float: the steepness (m up per m forward).

    Example: steepness(3, 4) is 0.75.
    """
    ### BEGIN SOLUTION
    return rise / run
    ### END SOLUTION


# %% check="steepness" points=0
check.steepness(steepness, points=0)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("steepness", steepness, points=0)
### END HIDDEN TESTS

# %% [markdown]
# *Green* now? Change something, for instance `return rise - run`, run both cells, read the hint,
# and change it back. You have to run the exercise again before the check: the check uses the
# function as it was when its cell last ran.

# %% [markdown]
# ## Visible and hidden (1 minute)
#
# Why are some parts hidden until grading? Because of functions like the next one. It computes
# nothing. It has learnt the table by heart. Guess first: will the check below be green?

# %%
def steepness_by_heart(rise, run):
    return {(3, 4): 0.75, (2, 2): 1.0, (-1, 4): -0.25}[rise, run]


check.steepness(steepness_by_heart)

# %% [markdown]
# Green, and worth nothing on any other road: `steepness_by_heart(1, 2)` stops with an error.
#
# | | visible parts | hidden parts |
# |---|---|---|
# | when they run | here, whenever you like | when your work is graded |
# | on which numbers | always the same | new ones each time |
# | what they say | all of it | all of it, on your feedback page |
#
# So *green* means: right on everything tried here. If you learn alone, you can run the hidden parts
# yourself; the README shows the command.

# %% [markdown]
# ## When something goes wrong (1 minute)
#
# | you see | it means | do this |
# |---|---|---|
# | `NotImplementedError` | nobody has written this exercise yet | write it, or go on without it |
# | `NameError` about a name from above | a cell above was not run | menu *Run*, *Run All Above* |
# | `SyntaxError`, `IndentationError` | a bracket, a colon, four spaces | look where the arrow is |
# | `[*]` for more than a minute | a loop that never ends | the button ■ stops it |
# | nothing makes sense any more | old results, new code | menu *Kernel*, *Restart Kernel…* |
#
# Nothing can break. An exercise that you skip never blocks a later cell. Save with **Ctrl + S**
# (on a Mac, ⌘ + S).

# %% [markdown]
# ## The road ahead

# %%
# The whole course in one picture. Run it; no need to read the code.
import matplotlib.pyplot as plt
import numpy as np

stations = ["one slope", "many steps", "many knobs", "how wrong?", "noisy compass", "one neuron",
            "layers", "blame", "backprop", "vanishing", "better boots", "too well", "the tape",
            "your tool"]  # fmt: skip
x = np.arange(1, 15)
height = 8 * np.exp(-(x - 1) / 5) + 0.5 * np.sin(x)
fig, ax = plt.subplots(figsize=(8.4, 3.4), layout="constrained")
fine = np.linspace(0.6, 14.4, 300)
ground = 8 * np.exp(-(fine - 1) / 5) + 0.5 * np.sin(fine)
ax.fill_between(fine, ground, -1, color="#0072B2", alpha=0.15)
ax.plot(fine, ground, color="#0072B2", lw=2)
ax.plot(x, height, "o", color="#D55E00", ms=7)
for number, name, h in zip(x, stations, height, strict=True):
    ax.annotate(f"{number:02} {name}", (number, h), (2, 9), textcoords="offset points",
                rotation=38, fontsize=9)  # fmt: skip
ax.set(xlim=(0.4, 16), ylim=(-1, 12.5))
ax.axis("off")
plt.show()

# %% [markdown]
# Fourteen notebooks, from the slope of one path to a network that learns to read digits. You will
# write every part of it yourself. Little time? [The page of the course](../README.md) has shorter
# tracks.
#
# **Next: 01, one knob, one valley.** You stand on a mountain in thick fog. Which way is down?
