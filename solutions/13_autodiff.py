# %% [markdown]
# # 13 · The tape
#
# **What you will do.** You build what stands at the heart of PyTorch, JAX and TensorFlow: a program
# that *watches* a calculation and then finds every gradient by itself. At the end you write down a
# network forward only. The way back you get for nothing.
#
# **What you will learn**
#
# * Every step of a calculation can carry its own small way back in its pocket.
# * Whoever is used twice is blamed twice: contributions add up, but only in the right **order**.
# * What a library repeats on the way forward, it has to add up on the way back.
# * One walk back gives the slope of **one** output by **all** inputs. That is its strength, and its
#   limit.
#
# **What you need.** The backward functions of 08 and the walk back of 09. In Python: functions that
# return functions (`lambda`), and a first look at a class. Everything new about it is explained.
#
# **Minutes.** 110. Each part says how long it takes. Good places for a break: after part 3, and
# after part 5. You write eight functions and a class, of one to fifteen lines each, and repair one
# more function.

# %%
import matplotlib.pyplot as plt
import numpy as np

from downslope import check
from downslope.backprop import loss_and_grads
from downslope.gradcheck import numerical_gradient, relative_error
from downslope.layers import init_params
from downslope.recorder import TapeRecorder
from downslope.second_opinion import once_written
from downslope.tape import Node, as_node

np.set_printoptions(precision=4, suppress=True)
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 03)** A network has a million weights. You measure its gradient by wiggling, with
# centred differences. How many passes forward does that take, and how many does backpropagation?
#
# <details><summary>Open the answer</summary>
#
# Two passes for each weight: two million. Backpropagation needs one pass forward and one walk back,
# together about the work of three passes (09).
#
# </details>
#
# **2. (from 08)** A hidden neuron is heard by two output neurons. From the one comes blame 2, with
# the weight 0.5 on the way. From the other comes blame −1, with the weight 3. What is its blame?
#
# <details><summary>Open the answer</summary>
#
# $2 \cdot 0.5 + (-1) \cdot 3 = -2$. Along a way you multiply; where ways meet you add. This is all
# you need today.
#
# </details>

# %% [markdown]
# ## The story: a camera in the kitchen (4 minutes)
#
# A cook makes a sauce, and a camera runs. Each step goes onto the tape: what went in, what came
# out. *Onions and butter make a base. Base and stock make a soup. Soup and salt make the sauce.*
#
# The sauce is too salty. So the cook plays the tape **backwards**, and asks at every step: how much
# of this comes from each of the things that went in? Some of the blame goes to the salt, some to
# the soup. The soup hands its share on: to the stock, to the base.
#
# Two things make the tape useful. Every step knows **by itself** how to hand on its blame; the cook
# needs no plan of the whole recipe. And if the salt was used **twice**, its two shares of blame are
# added up.
#
# | in the story | here |
# |---|---|
# | what is in a bowl | a `Node`: a value |
# | what went into it | its `parents` |
# | how a step hands on its blame | its `vjp`, a function |
# | playing the tape backwards | `Tape.gradient` |
#
# **Where the story stops being true**
#
# * Nothing is cooked backwards. The values stay; only blame travels.
# * Blame is a slope: *if there were a little more of this, how much more of that?*
# * A film is a line. A calculation is a web: ways part and meet. That makes the order a question.

# %% [markdown]
# ## Part 1: a Node, and its way back (8 minutes)
#
# Here is the whole class. It comes from the course, you need not type it in.
#
#     class Node:
#         def __init__(self, value, parents=(), vjp=None):
#             self.value = np.asarray(value, float)   # what came out: an array of floats
#             self.parents = tuple(parents)           # the Nodes that went in
#             self.vjp = vjp                          # g in, out a piece for each parent
#
# **Three bits of Python.** A *class* is a plan for objects that carry things: `n = Node(3.0)` makes
# one, and `n.value` is what it carries. `__init__` runs when it is made. And `lambda g: 2 * g` is a
# small function without a name, to be called later.
#
# `vjp` stands for *vector-Jacobian product*. You know it under another name: it is what your
# backward functions did. Blame in, blame out.
#
# ### A worked example: four steps that are given to you
#
# A **step** takes Nodes and returns a new Node. It computes its value now, and leaves a note on how
# blame goes back **later**.


# %%
def plus(a, b):
    """a + b, for two Nodes of one shape. When a moves by 1, so does the sum: the slope is 1."""
    return Node(a.value + b.value, (a, b), lambda g: (g, g))


def exp(a):
    """e to the power of a, entry by entry. Its slope is its own value."""
    a = as_node(a)
    value = np.exp(a.value)
    return Node(value, (a,), lambda g: (g * value,))


def relu(a):
    """max(a, 0), entry by entry. Its slope is 1 where a is above 0, else 0."""
    a = as_node(a)
    return Node(np.maximum(a.value, 0), (a,), lambda g: (g * (a.value > 0),))


def log(a):
    """The natural logarithm, entry by entry. Its slope is 1 / a."""
    a = as_node(a)
    return Node(np.log(a.value), (a,), lambda g: (g / a.value,))


# %% [markdown]
# `as_node` (from the course) makes a Node of a plain array or number, and leaves Nodes alone. So a
# step can be given constants, too.
#
# Let us go two steps forward and two steps back, by hand: $y = \log(a + b)$ with $a = 1$, $b = 3$.

# %%
a, b = Node(1.0), Node(3.0)
s = plus(a, b)
y = log(s)
print("forward:  s =", s.value, "  y =", y.value)

(blame_s,) = y.vjp(1.0)  # the last step first: when y moves by 1, y moves by 1
blame_a, blame_b = s.vjp(blame_s)  # and on: slope times blame
print("back:    ds =", blame_s, " da =", blame_a, " db =", blame_b)

# %% [markdown]
# The slope of $\log$ at 4 is 0.25, and the sum hands it on to both. Nobody had to know the whole
# formula: each step only knew itself.
#
# Note the comma in `lambda g: (g * value,)`. A tuple with **one** entry needs it.
#
# ### Exercise 1: `tanh` (about three lines)
#
# The slope of $\tanh$ is $1 - \tanh^2$. Shapes: everything has the shape of `a`.


# %% exercise="tanh"
def tanh(a):
    """tanh, entry by entry, as a step.

    a: a Node of any shape, or an array or number (a constant)

    Returns a Node: value tanh(a), parent a; its vjp takes g, the blame for the value (same shape),
    and returns a tuple with one array, the blame for a.

    Does not change a's value or g.

    Example: tanh(Node(0.0)) has the value 0, and its vjp(3.0) is (3.0,).
    """
    ### BEGIN SOLUTION
    a = as_node(a)
    value = np.tanh(a.value)
    return Node(value, (a,), lambda g: (g * (1 - value**2),))
    ### END SOLUTION


# %% check="tanh" points=2
check.tanh(tanh, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("tanh", tanh, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## Predict first (4 minutes)
#
# Three Nodes: `a = 1`, `b = a + a`, `c = b + b`. So `c` is four times `a`.
#
# Somebody plays the tape like this: *"I start at `c` with blame 1. Wherever I am, I hand all my
# blame on to my parents, and then I go to each of my parents and do the same there."* Below is this
# way back as a program. (`go` calls itself: that is called **recursion**.)
#
# **Prediction A.** What does it say for $dc/da$? Go through it with pencil and paper.
#
# **Prediction B.** What is $dc/da$ really?


# %%
def naive_blame(target):
    """The way back as somebody imagines it. Returns a dict Node -> blame."""
    blame = {target: 1.0}

    def go(node):
        pieces = node.vjp(blame[node]) if node.parents else ()
        for parent, piece in zip(node.parents, pieces, strict=True):
            blame[parent] = blame.get(parent, 0.0) + piece
        for parent in node.parents:
            go(parent)

    go(target)
    return blame


# %%
# Your predictions: put numbers in place of the "?".
my_naive = "?"
my_right = "?"

# %%
# What comes out. (Run it after you have written your numbers.)
a = Node(1.0)
b = plus(a, a)
c = plus(b, b)
wiggled = (4 * (1 + 1e-6) - 4 * (1 - 1e-6)) / 2e-6  # c is 4 a, so wiggle a
print("You said:", my_naive, "and", my_right)
print("naive recursion says:", naive_blame(c)[a])
print("wiggling a says:", round(wiggled, 6))

# %% [markdown]
# Keep your numbers in mind. You will explain the difference after part 5, when you have seen it.

# %% [markdown]
# ## Part 2: what was repeated has to be added up (14 minutes)
#
# numpy repeats arrays to make shapes fit. This is called **broadcasting**: a bias of shape (3,) is
# added to *each* of two rows.
#
# | | | | |
# |---|---|---|---|
# | Z, shape (2, 3) | 1 | 2 | 3 |
# | | 4 | 5 | 6 |
# | b, shape (3,), repeated | **10** | **20** | **30** |
# | | **10** | **20** | **30** |
#
# On the way back, blame comes for **each copy**, here 2 × 3 numbers. But `b` has three numbers
# only. Each of them was used twice, so it gets the **sum** of the blame for its copies. In 08 you
# met this as "`db` is the sum over the rows".
#
# Shapes are lined up **on the right**. An array is repeated in two ways:
#
# | its shape | blame comes as | repeated along | so add up along |
# |---|---|---|---|
# | (3,) | (2, 3) | axis 0, which is new | axis 0, and it goes |
# | (2, 1) | (2, 3) | axis 1, it had length 1 | axis 1, and it stays with length 1 |
# | () | (2, 3) | both, they are new | everything |
# | (3, 1, 5) | (2, 3, 4, 5) | axis 0, new, and axis 2 | axis 0 (goes) and axis 2 (stays) |
# | (2, 3) | (2, 3) | nothing | nothing |
#
# ### A worked example
#
# Blame `[[1, 2, 3], [4, 5, 6]]` for an array of shape (2, 1): the sum of each row, `[[6], [15]]`.
# In numpy `np.sum(g, axis=1, keepdims=True)` does it; `keepdims` keeps the axis, with length 1.
# And `g.ndim` is the number of axes of an array.
#
# ### Exercise 2: `unbroadcast` (about six lines)
#
# First let the new axes in front go, one after the other: as long as `g` has more axes than
# `shape`, add up along axis 0. Then look at each axis for which `shape` says 1.


# %% exercise="unbroadcast"
def unbroadcast(g, shape):
    """Add up the blame of all copies of an array that was repeated.

    g: array of floats; the blame for the copies
    shape: tuple of ints; the shape of the array before it was repeated to the shape of g

    Returns an array of that shape: the sums of g along all axes along which it was repeated.

    Does not change g.

    Example: unbroadcast(np.array([[1.0, 2, 3], [4, 5, 6]]), (3,)) is [5, 7, 9].
    """
    ### BEGIN SOLUTION
    while np.ndim(g) > len(shape):
        g = np.sum(g, axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return g
    ### END SOLUTION


# %% check="unbroadcast" points=4
check.unbroadcast(unbroadcast, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("unbroadcast", unbroadcast, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Another worked example: `add`
#
# With it, a sum of two things of different shapes is hardly longer than `plus`.


# %%
def add(a, b):
    """a + b, with broadcasting. a, b: Nodes, arrays or numbers."""
    a, b = as_node(a), as_node(b)

    def vjp(g):
        return unbroadcast(g, a.value.shape), unbroadcast(g, b.value.shape)

    return Node(a.value + b.value, (a, b), vjp)


with once_written():
    Z, bias = Node([[1, 2, 3], [4, 5, 6]]), Node([10, 20, 30])
    out = add(Z, bias)
    for_Z, for_bias = out.vjp(np.ones((2, 3)))
    print("value:\n", out.value)
    print("blame for the bias:", for_bias)

# %% [markdown]
# ### Exercise 3: `mul` (about five lines)
#
# Entry by entry: when $a$ moves by 1, the product $a \cdot b$ moves by $b$. So the slope by $a$ is
# $b$, and the slope by $b$ is $a$. **First** multiply by the blame, **then** `unbroadcast`: each
# copy has met a different number.


# %% exercise="mul"
def mul(a, b):
    """a * b, entry by entry and with broadcasting, as a step.

    a, b: Nodes whose shapes fit together, or arrays or numbers (constants)

    Returns a Node: value a * b, parents a and b; its vjp takes g, the blame for the value (same
    shape), and returns a tuple of two arrays: the blame for a, of a's shape, and for b, of b's.

    Does not change the values or g.

    Example: mul(Node(3.0), Node(4.0)) has the value 12, and its vjp(2.0) is (8.0, 6.0).
    """
    ### BEGIN SOLUTION
    a, b = as_node(a), as_node(b)

    def vjp(g):
        return unbroadcast(g * b.value, a.value.shape), unbroadcast(g * a.value, b.value.shape)

    return Node(a.value * b.value, (a, b), vjp)
    ### END SOLUTION


# %% check="mul" points=3
check.mul(mul, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("mul", mul, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ## Part 3: matrices and sums (8 minutes)
#
# Two more steps, and a network can be written down.
#
# ### Exercise 4: `matmul` (about three lines)
#
# This is `affine_backward` (08) without the bias. Shapes: `a` is (N, D), `b` is (D, M), the product
# and its blame `g` are (N, M).
#
# | blame for | its shape | made of | so |
# |---|---|---|---|
# | a | (N, D) | g (N, M) and b (D, M) | `g @ b.T`, in the letters of 08: dZ Wᵀ |
# | b | (D, M) | g (N, M) and a (N, D) | look at the shapes |


# %% exercise="matmul"
def matmul(a, b):
    """The matrix product a @ b as a step.

    a: Node of shape (N, D). b: Node of shape (D, M). Either may be a plain array (a constant).

    Returns a Node: value a @ b of shape (N, M), parents a and b; its vjp takes g (N, M) and returns
    a tuple of two arrays: the blame for a (N, D), and for b (D, M).

    Does not change the values or g.
    """
    ### BEGIN SOLUTION
    a, b = as_node(a), as_node(b)
    return Node(a.value @ b.value, (a, b), lambda g: (g @ b.value.T, a.value.T @ g))
    ### END SOLUTION


# %% check="matmul" points=3
check.matmul(matmul, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("matmul", matmul, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 5: `sum_` (about four lines)
#
# Adding up is the opposite of repeating. So on the way back, blame is **repeated**: every number
# that went into a sum gets all of the sum's blame. (The slope of a sum by each of its parts is 1.)
#
# To keep it simple, a sum along an axis **keeps** that axis, with length 1. Then the blame has that
# axis as well. `np.broadcast_to(g, shape)` repeats an array to a shape. The name ends in an
# underscore because Python has a `sum` of its own.
#
# | `a` | axis | value | blame g | blame for `a` |
# |---|---|---|---|---|
# | [[1, 2, 3], [4, 5, 6]] | None | 21 | 10 | [[10, 10, 10], [10, 10, 10]] |
# | [[1, 2, 3], [4, 5, 6]] | 1 | [[6], [15]] | [[1], [10]] | [[1, 1, 1], [10, 10, 10]] |


# %% exercise="sum_"
def sum_(a, axis=None):
    """The sum of all entries, or the sums along one axis, as a step.

    a: a Node of any shape, or an array (a constant)
    axis: None for the sum of everything, a value of shape (); or an int, 0 or more: that axis
        stays, with length 1

    Returns a Node: the sum or sums, parent a; its vjp takes g, the blame for the value (same
    shape), and returns a tuple with one array of a's shape, the blame for a.

    Does not change a's value or g.

    Example: sum_(Node([[1, 2, 3], [4, 5, 6]]), 1) has the value [[6], [15]].
    """
    ### BEGIN SOLUTION
    a = as_node(a)
    value = np.sum(a.value, axis=axis, keepdims=axis is not None)
    return Node(value, (a,), lambda g: (np.broadcast_to(g, a.value.shape),))
    ### END SOLUTION


# %% check="sum_" points=3
check.sum_(sum_, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("sum_", sum_, points=3)
### END HIDDEN TESTS

# %% [markdown]
# **A good place for a break.** You have all steps. Next comes the question that the naive way got
# wrong: *who hands on when?*
#
# ## Part 4: the right order (12 minutes)
#
# A Node may hand on its blame only when **all** of it has arrived. It arrives from those that were
# made *of* it. So: whoever was made later hands on earlier. All we need is a list in which **every
# Node stands behind its parents**. Then we read it from its end.
#
# Such a list is called a **topological order**. There may be several; any of them will do.
#
# ### A worked example
#
# A long way and a short one from `a` to `y`:

# %%
# A picture: arrows lead from what goes in to what comes out. Run it; no need to read the code.
places = {"a": (0, 0), "p": (1, 0.7), "q": (2, 0.7), "y": (3, 0)}
fig, ax = plt.subplots(figsize=(6, 2.1), layout="constrained")
for start, end in (("a", "p"), ("p", "q"), ("q", "y"), ("a", "y")):
    arrow = {"arrowstyle": "-|>", "color": BLUE, "shrinkA": 15, "shrinkB": 15, "lw": 1.5}
    ax.annotate("", places[end], places[start], arrowprops=arrow)
for name, (x, height) in places.items():
    ax.text(
        x,
        height,
        name,
        ha="center",
        va="center",
        fontsize=12,
        bbox={"boxstyle": "circle", "fc": "white"},
    )
ax.text(1.5, 0.78, "the long way", ha="center", va="bottom", fontsize=9)
ax.text(1.5, -0.08, "the short way", ha="center", va="top", fontsize=9)
ax.set(xlim=(-0.4, 3.4), ylim=(-0.4, 1.1))
ax.axis("off")
plt.show()

# %% [markdown]
# Right: `a p q y`. Wrong: `p a q y`, because `p` stands before its parent `a`. If you go back from
# `y` one generation at a time you meet `q` and `a` first, then `p`, then `a` again: `a` must wait
# for the long way.
#
# **The rule.** To put a Node on the list: first put all of its parents on it (the same rule for
# each of them), then itself. Whoever has been seen already is left out.
#
# The rule calls itself. In Python such calls can be about 1000 deep. Networks that read long texts
# make chains of many thousand Nodes. So we keep our own **pile of notes** instead. A note says a
# Node and one word: *look* (at its parents first) or *write* (it on the list).
#
# | top of the pile | what you do | pile afterwards (top on the right) | list |
# |---|---|---|---|
# | | begin | y look | |
# | y look | y to *write*, then its parents | y write · q look · a look | |
# | a look | no parents; only itself | y write · q look · a write | |
# | a write | onto the list | y write · q look | a |
# | q look | q to *write*, then its parent | y write · q write · p look | a |
# | p look | p to *write*, then its parent | y write · q write · p write · a look | a |
# | a look | has been seen: nothing | y write · q write · p write | a |
# | p, q, y write | onto the list, one by one | | a p q y |
#
# ### Exercise 6: `toposort` (about ten lines)
#
# A list is a good pile: `pile.append(x)` puts something on top, `pile.pop()` takes it off. A `set`
# remembers whom you have seen: `seen.add(node)`, `node in seen`. (Nodes are told apart by who they
# are, not by their values.)
#
# With recursion you get most of the points, too. One hidden part has a chain of 5000 Nodes.


# %% exercise="toposort"
def toposort(node):
    """Put a Node and all that it was made from in an order: parents before their children.

    node: a Node

    Returns a list of Nodes: each one from which a way leads to node, exactly once; node itself is
    the last. Every Node stands behind all of its parents.

    Works for chains of many thousand Nodes. Changes nothing.
    """
    ### BEGIN SOLUTION
    order, seen = [], set()
    pile = [(node, "look")]
    while pile:
        here, word = pile.pop()
        if word == "write":
            order.append(here)
        elif here not in seen:
            seen.add(here)
            pile.append((here, "write"))
            for parent in here.parents:
                pile.append((parent, "look"))
    return order
    ### END SOLUTION


# %% check="toposort" points=4
check.toposort(toposort, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("toposort", toposort, points=4)
### END HIDDEN TESTS

# %% [markdown]
# (In the messages of this check Nodes have numbers. A *graph* is a web of Nodes; an edge (1, 0)
# says that Node 1 was made from Node 0.)
#
# ### Play: the tape recorder (4 minutes)
#
# Here a calculation is recorded, and then the tape runs backwards, in the order that **your**
# `toposort` gives. The fat frames show where pieces of blame meet.
#
# 1. Press *Next ▸* until the tape turns, and then on. Which Node gets blame three times? Add up.
# 2. Choose *doubles*. Tick **No order: hand on at once**, and walk again. Which Node has two turns?
#    What does that do to `x`? Compare with your prediction.
# 3. Choose *a long way and a short one*. Who has to wait for whom? Untick the box and see.
# 4. In *a diamond*, handing on at once does no harm. Why not?

# %%
TapeRecorder(order=toposort)

# %% [markdown]
# ## Part 5: the tape (21 minutes)
#
# Now put it together. The walk back in four lines of plain words:
#
# 1. The target begins with blame 1, in its own shape. (If it is an array, this means: we want the
#    gradient of the **sum** of its entries.)
# 2. Go through the order from its end. At each Node with parents ask its `vjp` for the pieces.
# 3. Each parent adds its piece to what it has already. (A dict `Node -> blame` keeps the account.)
# 4. At the end look up the blame of the sources.
#
# ### A worked example: $y = x^2 + 3x$ at $x = 2$
#
# | order from its end | its blame | pieces | account afterwards |
# |---|---|---|---|
# | y = q + l | 1 | q: 1, l: 1 | q 1, l 1 |
# | q = x · x | 1 | x: 2, x: 2 | x 2 + 2 = **4** |
# | l = 3 · x | 1 | x: 3 (and 2 for the constant 3) | x 4 + 3 = **7** |
#
# School maths says $2x + 3 = 7$.
#
# **Watched or not.** A tape is told what to *watch*. It gives gradients for watched Nodes only. And
# where **no way** leads from a source to the target, the answer is `None`, not 0. Why? A 0 says:
# "it was used, and right now it makes no difference." `None` says: "it was not used at all". Often
# that means a mistake. If you prefer zeros, say `unconnected="zero"`.
#
# **Three bits of Python.** A function inside a class is a *method*, and gets the object itself as
# its first argument, `self`. `self.watched` is a set that belongs to this one tape.
# `isinstance(x, dict)` asks whether x is a dict.
#
# `sources` may be one Node, or a list or dict of Nodes, or even a list of dicts. The answer is
# arranged alike. So write a small function that looks up one thing and calls itself for lists and
# dicts; a list of dicts is two calls deep, that is no danger.
#
# **A trap.** `+=` changes an array *in place*, and other Nodes may hold the very same array (think
# of `plus`). Add in such a way that a new array is made.
#
# ### Exercise 7: `Tape` (about fifteen lines; `__init__` is there already)


# %% exercise="Tape"
class Tape:
    """Knows what is watched, and plays recordings backwards."""

    def __init__(self):
        self.watched = set()

    def watch(self, x):
        """Remember x as something of which gradients may be asked.

        x: an array or number, from which a new Node is made; or a Node, which is taken as it is

        Returns the Node.
        """
        ### BEGIN SOLUTION
        node = as_node(x)
        self.watched.add(node)
        return node
        ### END SOLUTION

    def gradient(self, target, sources, unconnected="none"):
        """The gradient of the sum of all entries of target.

        target: a Node of any shape
        sources: a Node; or a list or a dict of Nodes, or of such lists and dicts
        unconnected: "none" or "zero"

        Returns, arranged as sources are, an array of its shape for each source. For a source that
        this tape does not watch, or from which no way leads to target: None, or an array of zeros
        if unconnected is "zero".

        May be asked as often as you like. Changes no Node.
        """
        ### BEGIN SOLUTION
        blame = {target: np.ones_like(target.value)}
        for node in reversed(toposort(target)):
            if node.parents:
                for parent, piece in zip(node.parents, node.vjp(blame[node]), strict=True):
                    blame[parent] = blame.get(parent, 0.0) + piece

        def look_up(what):
            if isinstance(what, dict):
                return {name: look_up(part) for name, part in what.items()}
            if isinstance(what, list):
                return [look_up(part) for part in what]
            if what in self.watched and what in blame:
                return blame[what]
            return np.zeros_like(what.value) if unconnected == "zero" else None

        return look_up(sources)
        ### END SOLUTION


# %% check="Tape" points=7
check.Tape(Tape, points=7)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("Tape", Tape, points=7)
### END HIDDEN TESTS

# %%
# Try it: the worked example, the doubles of your prediction, and something without a way.
with once_written():
    tape = Tape()
    x, other = tape.watch(2.0), tape.watch(5.0)
    y = add(mul(x, x), mul(3, x))
    print(
        "y =", y.value, "  dy/dx =", tape.gradient(y, x), "  dy/dother =", tape.gradient(y, other)
    )
    a = tape.watch(1.0)
    b = add(a, a)
    c = add(b, b)
    print("c =", c.value, "  dc/da =", tape.gradient(c, a))

# %% [markdown]
# ### Write down what you predicted (3 points, about six sentences)
#
# Write your two predictions for $dc/da$ and what came out. Then explain **where the naive way
# counts too much**, step by step, and which rule of part 4 prevents it.
#
# | points | what the answer shows |
# |---|---|
# | 3 | predictions, findings, **and** the steps of the naive way, with the rule that prevents it |
# | 2 | predictions and findings, and a reason in words, without the steps |
# | 1 | predictions and findings alone |
# | 0 | less than that |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=3
# I predicted 4 for both. The naive way says 8; right is 4, because c is four times a.
#
# The naive way starts at c with blame 1. c has the parent b twice, so b gets 1 + 1 = 2: that is
# right. Then it goes to b, and b hands its 2 on to a, twice: a has 4, which is right as well. But
# b is a parent of c **twice**, so it goes to b a second time. b still has its 2 and hands it on
# once more: a gets another 4, and has 8. (If it had gone to b after the first piece only, b would
# have handed on 1, and then 2: too much as well.)
#
# With a topological order every Node has one turn. b comes after c and before a. When it is b's
# turn all its blame has arrived, it hands it on once, and nobody comes back to it.

# %% [markdown]
# **A good place for a break.**
#
# ## Part 6: a wall on the way back (4 minutes)
#
# Sometimes a number should count as a constant, although it was computed. Here is an example that
# you need in a minute. Softmax of large logits overflows, so we take the largest logit of each row
# away first (07). That changes nothing in the result. So its gradient may be left out: the largest
# logit goes in as a **constant**.
#
# `stop_gradient` makes such a constant of any Node: the same value, no past.
#
# ### Exercise 8: `stop_gradient` (one line)


# %% exercise="stop_gradient"
def stop_gradient(x):
    """Go on with a value, and leave its past behind.

    x: a Node of any shape, or an array or number

    Returns a new Node: x's value, and no parents. x itself stays as it is.
    """
    ### BEGIN SOLUTION
    return Node(as_node(x).value)
    ### END SOLUTION


# %% check="stop_gradient" points=1
check.stop_gradient(stop_gradient, points=1)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("stop_gradient", stop_gradient, points=1)
### END HIDDEN TESTS

# %% [markdown]
# **A worked example.** $y = x \cdot x$ has the slope $2x$. Stop one of the two, and what is left is
# the slope of "constant times x".

# %%
with once_written():
    tape = Tape()
    x = tape.watch(5.0)
    print("x · x:                ", tape.gradient(mul(x, x), x))
    print("x · stop_gradient(x): ", tape.gradient(mul(x, stop_gradient(x)), x))
    print("stop both:            ", tape.gradient(mul(stop_gradient(x), stop_gradient(x)), x))

# %% [markdown]
# ## Part 7: a network, forward only (11 minutes)
#
# Here is what all this is good for. In 09 you wrote a backward for every layer. Now write the
# network **forward**, out of your steps, and ask the tape.
#
# The loss, in steps (logits Z (N, K), labels y (N,)):
#
# | what | step | shape |
# |---|---|---|
# | S: take the largest of each row away | `add(Z, -Z.value.max(axis=1, keepdims=True))` | (N, K) |
# | in S, the logit of the right class | `sum_(mul(S, np.eye(K)[y]), 1)` | (N, 1) |
# | loss of each example | `log(sum_(exp(S), 1))` minus that logit | (N, 1) |
# | mean | all of them added up, times 1/N | () |
#
# `np.eye(K)[y]` has a 1 in the column of the right class, and 0 elsewhere. `Z.value` is a plain
# array, so the largest logits are constants; with `stop_gradient` it would be the same. There is no
# step for "minus": add −1 times something.
#
# ### Exercise 9: `taped_loss_and_grads` (about twelve lines)
#
# Hidden layers are bent by `tanh`, the last layer is not bent. First `watch` all weights and
# biases; keep these Nodes in a list of dicts, just like `params`. Then `tape.gradient(loss, that
# list)` is the answer, in the right shape.


# %% exercise="taped_loss_and_grads"
def taped_loss_and_grads(params, X, y):
    """Loss and gradients of a network with tanh between its layers, found by a tape.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}. X: (N, D) float64. y: (N,) int.

    Returns a tuple (loss, grads):
        loss: float (or an array of shape ()); mean cross-entropy of the N examples
        grads: list of L dicts with the same keys and shapes as params

    Finite for logits of any size. Does not change params, X or y.
    """
    ### BEGIN SOLUTION
    tape = Tape()
    layers = [{key: tape.watch(array) for key, array in layer.items()} for layer in params]
    A = X
    for layer in layers:
        Z = add(matmul(A, layer["W"]), layer["b"])
        A = tanh(Z)
    N, K = Z.value.shape
    S = add(Z, -Z.value.max(axis=1, keepdims=True))
    right = sum_(mul(S, np.eye(K)[y]), 1)
    losses = add(log(sum_(exp(S), 1)), mul(-1, right))
    loss = mul(sum_(losses), 1 / N)
    return loss.value, tape.gradient(loss, layers)
    ### END SOLUTION


# %% check="taped_loss_and_grads" points=3
check.taped_loss_and_grads(taped_loss_and_grads, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("taped_loss_and_grads", taped_loss_and_grads, points=3)
### END HIDDEN TESTS

# %%
# Side by side: your tape, and the hand-written walk back of 09, on a network with three layers.
rng = np.random.default_rng(13)
params, X, y = init_params([4, 6, 5, 3], rng), rng.normal(size=(8, 4)), rng.integers(0, 3, 8)
with once_written():
    theirs_loss, theirs = loss_and_grads(params, X, y, ["tanh", "tanh"])
    loss, grads = taped_loss_and_grads(params, X, y)
    print(f"loss: {loss:.12f} by the tape, {theirs_loss:.12f} by 09")
    for i, (mine, other) in enumerate(zip(grads, theirs, strict=True), start=1):
        far = max(np.abs(mine[key] - other[key]).max() for key in ("W", "b"))
        print(f"layer {i}: largest difference {far:.0e}")

# %% [markdown]
# The same numbers, up to the last digits. But 09 knows one kind of network. The tape knows
# **any** calculation made of your steps. For example one in which a matrix is used three times in
# a row, and the input is added again at the end:


# %%
def strange_network(W, X):
    """The same W three times, and a short cut around all of it. Returns a Node: one number."""
    A = X
    for _ in range(3):
        A = tanh(matmul(A, W))
    A = add(A, X)
    return sum_(mul(A, A))


W0, X0 = rng.normal(size=(4, 4)), rng.normal(size=(5, 4))
with once_written():
    tape = Tape()
    W = tape.watch(W0)
    by_tape = tape.gradient(strange_network(W, X0), W)
    measured = numerical_gradient(lambda V: float(strange_network(V, X0).value), W0)
    print(f"relative error against wiggling: {relative_error(by_tape, measured):.0e}")

# %% [markdown]
# You wrote no backward for it. (Agreement means below 1e-6, as ever.)
#
# ## Bug hunt: the spoiled account (8 minutes)
#
# Somebody has written the walk back for one source. It works for $x^2 + 3x$ and for the doubles.
# But not always.


# %%
def buggy_walk_back(target, source):
    """Meant to be the gradient of target by source. Something is wrong."""
    blame = {target: np.ones_like(target.value)}
    for node in reversed(toposort(target)):
        if node.parents:
            for parent, piece in zip(node.parents, node.vjp(blame[node]), strict=True):
                if parent in blame:
                    blame[parent] += piece
                else:
                    blame[parent] = piece
    return blame[source]


# %%
# The symptoms: s = a + b, t = s + a. So t = 2a + b, and its gradients are 2 and 1.
with once_written():
    a, b = Node([1.0, 2.0]), Node([3.0, 4.0])
    s = plus(a, b)
    t = plus(s, a)
    for name, node in {"a": a, "b": b, "s": s}.items():
        print(f"dt/d{name} =", buggy_walk_back(t, node))

# %% [markdown]
# `a` is right, although it was used twice. `b` and `s` are wrong: they should be 1. Who adds to
# them? (Write down which **array** each of the Nodes holds, after each line of the loop. `plus`
# hands the very same array on to both of its parents.)
#
# ### Exercise 10: `repaired_walk_back` (about eight lines; you change one or two)


# %% exercise="repaired_walk_back"
def repaired_walk_back(target, source):
    """The gradient of the sum of target's entries by source: buggy_walk_back, repaired.

    target: a Node of any shape. source: a Node from which a way leads to target.

    Returns an array of source's shape. Changes no Node.
    """
    ### BEGIN SOLUTION
    blame = {target: np.ones_like(target.value)}
    for node in reversed(toposort(target)):
        if node.parents:
            for parent, piece in zip(node.parents, node.vjp(blame[node]), strict=True):
                if parent in blame:
                    blame[parent] = blame[parent] + piece
                else:
                    blame[parent] = piece
    return blame[source]
    ### END SOLUTION


# %% check="repaired_walk_back" points=2
check.repaired_walk_back(repaired_walk_back, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_walk_back", repaired_walk_back, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## In your own words: what does it cost? (9 minutes)
#
# There are three ways to slopes. (A *pass* is one run through all steps, forward or back.)
#
# * **Wiggling** (03) moves one input a little to both sides. Two passes give the slopes of **all**
#   outputs by **one** input, nearly.
# * **Forward mode** lets each step hand a slope *forward*, along with its value (see the bonus).
#   One pass gives the slopes of **all** outputs by **one** input, exactly.
# * **Reverse mode** is the tape. After one pass forward, one pass back gives the slopes of **one**
#   output by **all** inputs, exactly.
#
# The next cell counts the passes for one kind of function, $n$ inputs and $m$ outputs. Try other
# sizes.


# %%
def passes(n, m):
    """How many passes it takes to know all n · m slopes, in each of the three ways."""
    return {"wiggling": 2 * n, "forward mode": n, "reverse mode": 1 + m}


def steps_recorded(sizes, N=8):
    """How many Nodes a tanh network leaves on a tape, and how many numbers they hold."""
    net = [{k: Node(v) for k, v in p.items()} for p in init_params(sizes, np.random.default_rng(0))]
    A = Node(np.ones((N, sizes[0])))
    for layer in net:
        Z = add(matmul(A, layer["W"]), layer["b"])
        A = tanh(Z)
    nodes = toposort(sum_(Z))
    return len(nodes), sum(node.value.size for node in nodes)


print("inputs  outputs   wiggling  forward mode  reverse mode")
for n, m in ((2410, 1), (1, 1000), (3, 3)):
    print(f"{n:6} {m:8}  {'  '.join(f'{v:10}' for v in passes(n, m).values())}")
with once_written():
    nodes, numbers = steps_recorded([64, 32, 10])
    said = f"{nodes} Nodes, {numbers} numbers kept"
    print(f"\nA tape of the network [64, 32, 10] with 8 examples: {said}")

# %% [markdown]
# **Your question.** Compare the three ways for (a) a network's loss, 2410 weights and one number,
# and (b) the flight of a ball: one input, its speed at the start, and 1000 outputs, its heights
# along the way. Which one do you take, and why? Name one price that you pay for the tape, and for
# the other two not. About eight sentences, 5 points.
#
# | points | what the answer shows |
# |---|---|
# | 5 | as for 4, **and** a price of the tape (for example, what has to be kept, and until when) |
# | 4 | for (a) and (b) the passes in all three ways, and the right choice with its reason |
# | 2 | the right choice in one of the two, with numbers |
# | 0 | no numbers of passes |

# %% [markdown] answer="cost" points=5
# (a) The loss of a network has 2410 inputs (its weights) and one output. Wiggling takes 4820
# passes, forward mode 2410, the tape two: one forward to record, one back. So the tape, by far:
# it takes two passes, however many weights there are. That is why networks are trained this way.
#
# (b) One input and 1000 outputs: now it is the other way round. One walk back gives the slopes of
# one output, so the tape needs 1000 of them. Forward mode needs one pass, and wiggling two. I take
# forward mode, because it is exact; wiggling has an error of about 1e-9 at best.
#
# The price of the tape is memory. Every value of the way forward has to be kept until the way back
# has used it: the vjp of mul needs both factors. In the little network these are a few thousand
# numbers, in a large one it is what fills the memory first. Forward mode and wiggling can forget
# each value as soon as the next step is done.

# %% [markdown]
# ## Bonus: forward mode in ten lines (no points)
#
# A **dual number** is a pair: a value, and its slope by the *one* input that we have picked. Each
# step hands on both. No tape, no order, nothing is kept.


# %%
def dual_add(a, b):
    return a[0] + b[0], a[1] + b[1]


def dual_mul(a, b):
    return a[0] * b[0], a[1] * b[0] + a[0] * b[1]


def dual_tanh(a):
    t = np.tanh(a[0])
    return t, (1 - t**2) * a[1]


x = (2.0, 1.0)  # the input we have picked: its own slope is 1
three = (3.0, 0.0)  # a constant: slope 0
print("x² + 3x at 2, value and slope:", dual_add(dual_mul(x, x), dual_mul(three, x)))

# One pass a knob: the slopes of tanh(w · 0.5 + b) by w and by b, at w = 2 and b = −0.3.
for name, w, b in (("w", (2.0, 1.0), (-0.3, 0.0)), ("b", (2.0, 0.0), (-0.3, 1.0))):
    value, slope = dual_tanh(dual_add(dual_mul(w, (0.5, 0.0)), b))
    print(f"by {name}: value {value:.4f}, slope {slope:.4f}")

# %% [markdown]
# Two knobs, two passes. Check both slopes with your tape. It needs one walk back.
#
# ## The same in TensorFlow (no points, only if you have it)
#
# | here | TensorFlow | PyTorch |
# |---|---|---|
# | `Tape()` | `tf.GradientTape()` | always recording |
# | `tape.watch(x)` | `tape.watch(x)`; a `tf.Variable` is watched by itself | `requires_grad=True` |
# | `tape.gradient(y, [a, b])` | the same | `torch.autograd.grad(y, [a, b])` |
# | `None` for no way | the same | an error, or `allow_unused=True` |
# | `unconnected="zero"` | `unconnected_gradients="zero"` | `materialize_grads=True` |
# | `stop_gradient(x)` | `tf.stop_gradient(x)` | `x.detach()` |
# | may be asked again | only with `persistent=True` | only with `retain_graph=True` |

# %%
try:
    import tensorflow as tf
except ImportError:
    print("TensorFlow is not installed here, and nothing in this course needs it. Go on.")
else:
    with tf.GradientTape() as tape:
        x = tf.constant(2.0)
        tape.watch(x)
        y = x * x + 3 * x
    print("dy/dx =", float(tape.gradient(y, x)))

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: x² + 3x at x = 2, forward in blue, blame in orange. Run it.
fig, ax = plt.subplots(figsize=(7.2, 3.3), layout="constrained")
places = {"x": (0, 0.5), "q": (1.5, 1), "l": (1.5, 0), "y": (3, 0.5)}
says = {"x": "x = 2", "q": "q = x · x = 4", "l": "l = 3 · x = 6", "y": "y = q + l = 10"}
blames = {"x": "2 + 2 + 3 = 7", "q": "1", "l": "1", "y": "1"}
for start, end, slope, bend in (
    ("x", "q", "2", 0.22),
    ("x", "q", "2", -0.06),
    ("x", "l", "3", 0.1),
    ("q", "y", "1", 0.1),
    ("l", "y", "1", -0.1),
):
    style = {"arrowstyle": "-|>", "color": BLUE, "lw": 1.4, "shrinkA": 36, "shrinkB": 36}
    style["connectionstyle"] = f"arc3,rad={-bend}"
    ax.annotate("", places[end], places[start], arrowprops=style)
    (x1, y1), (x2, y2) = places[start], places[end]
    spot = (x1 + x2) / 2 - 0.15 * (y2 - y1), (y1 + y2) / 2 + 0.55 * bend
    ax.text(*spot, f"slope {slope}", fontsize=8, color=BLUE, ha="center",
            bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
for name, (x, height) in places.items():
    ax.text(x, height, says[name], ha="center", va="center", fontsize=10,
            bbox={"boxstyle": "round", "fc": "white", "ec": BLUE})  # fmt: skip
    ax.text(
        x, height - 0.16, f"blame {blames[name]}", ha="center", va="top", color=RED, fontsize=10
    )
ax.set(xlim=(-0.5, 3.6), ylim=(-0.35, 1.25))
ax.set_title("Forward: values and notes. Back: blame times slope, added up where ways meet")
ax.axis("off")
plt.show()

# %% [markdown]
# * A **step** computes a value now and leaves a note, its `vjp`, how blame goes back later.
# * Along a way blame is **multiplied** by slopes; where ways meet it is **added up**.
# * A **topological order**, read from its end, lets every Node hand on once, when all has arrived.
# * What was **repeated** forward is **added up** backward, and what was added up is repeated.
# * **No way** is not the same as **no slope**: `None`, not 0.
# * One walk back: **one** output, **all** inputs. The price is that all values are kept.
#
# **Next: 14, choose your tool.** Networks are not the only thing that learns. You meet three
# others, compare them fairly, and build a digit reader of your own.
