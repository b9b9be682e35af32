# %% [markdown]
# # 10 · When the signal fades
#
# **What you will do.** You make a network deep, and it stops learning. Nothing is wrong with your
# code. You find out where the blame gets lost, layer by layer, and what keeps it alive.
#
# **What you will learn**
#
# * Blame that walks back is multiplied at every layer. Many factors below 1 leave nothing.
# * How to *measure* what each layer hears, and how to put it into one word.
# * Why the right spread of fresh weights decides whether a deep network learns at all.
# * Why a ratio alone can fool you, and when a relu neuron is dead.
#
# **What you need.** Slopes of the activations (06), fresh weights (07), the walk back (08, 09).
# In Python: numpy arrays, loops, `axis=0`.
#
# **Minutes.** 60. A good place for a break is after part 3.
# You write five functions of one to seven lines, and repair a sixth.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from downslope import check, mine
from downslope.backprop import apply_update, loss_and_grads
from downslope.layers import forward, init_params, sigmoid
from downslope.second_opinion import once_written
from downslope.whisper import WhisperChain

# Cells that begin with `with once_written():` run your functions. An empty function stops nothing.

np.set_printoptions(precision=3, suppress=True)

# Four colours that colour-blind people can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"

# %% [markdown]
# ### Whose functions run below? (1 minute)
#
# As in 09: your own functions of 05 to 09 take the place of the course's, each one only if it
# passes its check. Your points don't depend on this.

# %%
USE_MY_CODE = True
globals().update(mine.functions(USE_MY_CODE, notebook=10))

# %% [markdown]
# ## Warm up: two questions from earlier notebooks (3 minutes)
#
# Say your answer aloud (or write it down). Only then open the solution.
#
# **1. (from 06)** Three wheels in a row have the ratios 0.5, 0.2 and 10. The crank turns by a tiny
# bit. How far does the last wheel turn, compared with the crank? And if the middle ratio is 0?
#
# <details><summary>Open the answer</summary>
#
# Ratios of a chain multiply: $0.5 \cdot 0.2 \cdot 10 = 1$, so just as far. With a 0 in the middle
# the product is 0, whatever the others are. One shut gate shuts the whole chain.
#
# </details>
#
# **2. (from 08)** Blame for the outputs of a layer walks back to its inputs. Which numbers of the
# layer does it meet on its way?
#
# <details><summary>Open the answer</summary>
#
# The layer's weights: `dX = dZ @ W.T`. And, one step further back, the slopes of the activation in
# front of it. So at every layer the blame is multiplied by *weights* and by a *slope*.
#
# </details>

# %% [markdown]
# ## The story: a whisper down the line (2 minutes)
#
# Children sit in a row. The last one hears a sentence and whispers it to the one in front of her,
# and so on. Each child whispers at most a **quarter** as loudly as what it has heard. How many
# children does it take until nobody hears anything?
#
# Now the row is a network. The sentence is the blame, and it starts at the loss.
#
# | in the story | in the network |
# |---|---|
# | a child | a layer |
# | the sentence | the blame, on its way back |
# | a quarter as loud | the slope of the sigmoid, at most 0.25 |
# | how loudly a child hears it | the size of the layer's gradient |
# | the child at the far end | layer 1, right at the inputs |
#
# **Where the story stops being true**
#
# * Children get words wrong. Blame that fades is still *right*. It is only small.
# * A whisper can only fade. Blame also meets the weights, and these can make it *louder*.
# * There is not one sentence. Each neuron passes on a different mixture.

# %% [markdown]
# ## Predict first (3 minutes)
#
# **A.** Eight sigmoids stand in a row; each gets what the one before it says:
# $\sigma(\sigma(\dots\sigma(x)))$. The slope of one sigmoid is at most 0.25. Which number can the
# slope of the whole chain never exceed? The nearest power of ten is enough, such as `1e-2`.
#
# **B.** A relu network with 8 hidden layers gets tiny fresh weights, with spread 0.01 (the standard
# deviation, as in 07). How do the gradients of layer 1 compare with those of the *last*
# hidden layer? Write `"much smaller"`, `"about equal"` or `"much larger"`.
#
# Write your answers into the next cell. **A wrong guess costs nothing.**

# %%
my_bound = None  # for example 1e-2
my_comparison = None  # "much smaller", "about equal" or "much larger"

# %% [markdown]
# ## Part 1: a product of slopes (6 minutes)
#
# ### A worked example: three sigmoids
#
# The chain rule (06): the slope of a chain is the product of its local slopes. And the slope of a
# sigmoid is $a (1 - a)$, with $a$ what the sigmoid says. Start at $x = 0$:
#
# | sigmoid | gets | says, $a$ | its slope, $a(1 - a)$ | product so far |
# |---|---|---|---|---|
# | 1 | 0 | 0.5 | 0.25 | 0.25 |
# | 2 | 0.5 | 0.622 | 0.235 | 0.0588 |
# | 3 | 0.622 | 0.651 | 0.227 | 0.0134 |
#
# No factor can be larger than 0.25, for $a(1 - a)$ is largest at $a = \tfrac12$. So each sigmoid
# takes away at least three quarters.

# %%
# Look: prediction A.
x = np.linspace(-8, 8, 1601)
value, slope = x, np.ones(x.shape)
steepest = []
for _ in range(8):
    value = sigmoid(value)
    slope = slope * value * (1 - value)
    steepest.append(slope.max())

if my_bound is None:
    print("Write your power of ten into my_bound first. Then this cell shows what is measured.")
else:
    print("you said: at most", my_bound)
    print(f"the bound, 0.25 to the power of 8: {0.25**8:.2e}")
    print(f"the steepest place of the real chain: {steepest[-1]:.2e}")
    fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    links = np.arange(1, 9)
    ax.semilogy(links, 0.25**links, "s--", color=ORANGE, label="the bound")
    ax.semilogy(links, steepest, "o-", color=BLUE, label="the steepest place of the chain")
    ax.set(xlabel="sigmoids in a row", ylabel="slope", title="Note the scale: powers of ten")
    ax.legend(fontsize=8)
    plt.show()

# %% [markdown]
# Behind eight sigmoids, a small change of $x$ arrives as less than a hundred-thousandth of itself.
#
# In a network there are *weights* between the sigmoids, and many paths instead of one. A weight of
# 4 would make up for a slope of 0.25. So the slopes alone don't decide. We have to measure.

# %% [markdown]
# ## Part 2: measure what each layer hears (9 minutes)
#
# A gradient `dW` is a whole table, of the shape of `W`. To say in one number how large it is, we
# take its **norm**: square all entries, add them up, take the root. In symbols $\|dW\|$. It is the
# length (03) of the table, if you read it as one long arrow.
#
# ### A worked example
#
# $$dW = \begin{pmatrix} 1 & -2 \\ 2 & 0 \end{pmatrix} \qquad
# \|dW\| = \sqrt{1 + 4 + 4 + 0} = 3$$
#
# Plus and minus don't cancel, because of the squares. A mean of the entries would have cancelled.
# And nothing is divided: a larger table has a larger norm, if its entries are alike.

# %%
dW = np.array([[1.0, -2], [2, 0]])
print("norm:", np.sqrt(np.sum(dW**2)), "  the same from numpy:", np.linalg.norm(dW))

# %% [markdown]
# ### Exercise 1: `layer_grad_norms` (about two lines)
#
# You have the walk back from 09: `loss, grads = loss_and_grads(params, X, y, acts)`. The entry
# `grads[0]` belongs to layer 1, and it is a dict with `"W"` and `"b"`. We only look at the weights.

# %% exercise="layer_grad_norms"
def layer_grad_norms(params, X, y, acts):
    """How strong the gradient of the weights is in each layer.

    params: list of L dicts {"W": (D_in, D_out), "b": (D_out,)}, the first layer first
    X: (N, D) float64. y: (N,) int, the right classes.
    acts: list of L - 1 kinds, one for each hidden layer: "relu", "tanh" or "sigmoid"

    Returns an array of shape (L,): the norm of dL/dW of each layer, the first layer first.
    L is the mean cross-entropy of the N examples.

    Does not change params, X or y.
    """
    ### BEGIN SOLUTION
    _, grads = loss_and_grads(params, X, y, acts)
    return np.array([np.linalg.norm(grad["W"]) for grad in grads])
    ### END SOLUTION


# %% check="layer_grad_norms" points=6
check.layer_grad_norms(layer_grad_norms, points=6)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("layer_grad_norms", layer_grad_norms, points=6)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: a sigmoid network gets deeper
#
# 200 handwritten digits, 64 pixels each, go through networks of 2, 4, 8 and 12 hidden layers with
# 32 sigmoid neurons each. The weights are fresh, with the `"xavier"` spread of 07. Guess before you
# run the cell: which bar will be the smallest, and how small?

# %%
pixels, labels = load_digits(return_X_y=True)
X, y = pixels[:200] / 16, labels[:200]  # (200, 64), and (200,)


def fresh_network(depth, scheme, seed=0):
    """Fresh params with `depth` hidden layers of 32 neurons, for the digits."""
    return init_params([64] + [32] * depth + [10], np.random.default_rng(seed), scheme)


with once_written():
    fig, axes = plt.subplots(1, 4, figsize=(8.4, 2.7), layout="constrained", sharey=True)
    for ax, depth in zip(axes, (2, 4, 8, 12), strict=True):
        norms = layer_grad_norms(fresh_network(depth, "xavier"), X, y, ["sigmoid"] * depth)
        ax.bar(range(1, depth + 2), norms, color=[BLUE] * depth + ["lightgrey"])
        ax.set(title=f"{depth} hidden layers", xlabel="layer", yscale="log")
        ax.set_xticks(range(1, depth + 2, 1 + depth // 6))
        print(f"{depth:2} hidden layers: layer 1 hears {norms[0]:.1e},", end=" ")
        print(f"the last hidden one {norms[-2]:.1e}, ratio {norms[0] / norms[-2]:.1e}")
    axes[0].set_ylabel("norm of dW")
    plt.show()

# %% [markdown]
# *Blue: the hidden layers. Grey: the output layer. Mind the scale: from one number to the next is a
# factor of 100.*
#
# The line of bars falls steadily towards the first layer. Every layer takes away about the same
# *factor*. With 12 hidden layers the first one hears about ten million times less than the last.
#
# ### Does it matter? Let two networks learn
#
# Both have 8 hidden layers, the same fresh weights, and take 200 steps downhill with the same
# learning rate. Only the activation differs.

# %%
losses, moved = {}, {}
for kind in ("sigmoid", "tanh"):
    start = params = fresh_network(8, "xavier")
    losses[kind] = []
    for _ in range(200):
        loss, grads = loss_and_grads(params, X, y, [kind] * 8)
        losses[kind].append(loss)
        params = apply_update(params, grads, 0.03)
    moved[kind] = []
    for old, new in zip(start, params, strict=True):
        way = np.linalg.norm(new["W"] - old["W"])
        moved[kind].append(way / np.linalg.norm(old["W"]))

fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 2.8), layout="constrained")
for kind, style, colour in (("sigmoid", "--", RED), ("tanh", "-", BLUE)):
    left.plot(losses[kind], style, color=colour, lw=2, label=kind)
    right.semilogy(range(1, 10), moved[kind], "o" + style, color=colour, label=kind)
left.axhline(np.log(10), color="grey", lw=1)
left.text(200, np.log(10) + 0.08, "pure guessing, log 10", ha="right", fontsize=8, color="grey")
left.set(xlabel="step", ylabel="loss", ylim=(0, 2.8))
right.set(xlabel="layer", xticks=range(1, 10), ylabel="change of W / size of W")
left.legend(fontsize=8, loc="lower left")
right.legend(fontsize=8)
plt.show()

# %% [markdown]
# The sigmoid network falls to the loss of pure guessing, and stays there. Look at the right
# picture: only its last layers have moved. Layer 1 has changed by a few *millionths* of its size.
# It still holds the random numbers from the start.
#
# **An honest remark.** The blame is not the only thing that fades. On the way *forward* a flat
# slope makes different digits look more and more alike. Behind the first sigmoid layer the answers
# to different digits are spread by 0.07, behind the eighth by 0.000003. Both together keep this
# network from learning.

# %% [markdown]
# ## Part 3: fresh weights of the right size (12 minutes)
#
# In 07 you drew weights with `"he"` or `"xavier"`, and were promised a reason. Here it is.
#
# ### A worked example: how wide is a sum?
#
# A neuron adds up `n_in` products. If the inputs have mean 0 and spread 1, and the weights spread
# $s$, each product has spread $s$. Spreads don't add up, because the signs differ. *Squares* of
# spreads do, so $\sqrt{n_\text{in}} \cdot s$ is the spread of the sum.

# %%
rng = np.random.default_rng(1)
inputs = rng.normal(size=(2000, 100))  # 2000 examples with 100 inputs each
for s in (1.0, 0.1):
    weights = s * rng.normal(size=(100, 50))
    print(f"weights with spread {s:<4} -> sums with spread {np.std(inputs @ weights):.2f}")

# %% [markdown]
# With 100 inputs a spread of $1/\sqrt{100} = 0.1$ keeps the numbers as they are. So a layer keeps
# its signal if the **variance** of its weights (the square of the spread) is $1 / n_\text{in}$.
#
# * **He, for relu.** A relu sets half of the sums to 0. That halves the mean square. A factor of 2
#   makes up for it: variance $2 / n_\text{in}$.
# * **On the way back** the same weights are met from the other side. Each input collects blame from
#   `n_out` neurons. So the way back would like $1 / n_\text{out}$.
# * **Xavier, for tanh.** Forward wants $1/n_\text{in}$, backward wants $1/n_\text{out}$. You can't
#   have both unless they are equal. Take the mean of the two numbers of neurons:
#   $\dfrac{1}{(n_\text{in} + n_\text{out}) / 2} = \dfrac{2}{n_\text{in} + n_\text{out}}$.
#
# An example: 50 inputs, 30 neurons. He: $\sqrt{2/50} = 0.2$. Xavier: $\sqrt{2/80} = 0.158$.
#
# Both are named after people: Kaiming He (2015) and Xavier Glorot (2010).

# %% [markdown]
# ### Exercises 2 and 3: `he_init` and `xavier_init` (about one line each)
#
# This time one layer, and only its weights. The fractions above are *variances*. What you multiply
# by is the spread. Draw from `rng`, and from nothing else.

# %% exercise="he_init"
def he_init(n_in, n_out, rng):
    """Fresh weights for a layer of relu neurons.

    n_in, n_out: int; number of inputs and of neurons
    rng: np.random.Generator; all random numbers are drawn from it

    Returns W, an array of shape (n_in, n_out): random, with mean 0 and variance 2 / n_in.
    """
    ### BEGIN SOLUTION
    return np.sqrt(2 / n_in) * rng.normal(size=(n_in, n_out))
    ### END SOLUTION


# %% check="he_init" points=3
check.he_init(he_init, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("he_init", he_init, points=3)
### END HIDDEN TESTS

# %% exercise="xavier_init"
def xavier_init(n_in, n_out, rng):
    """Fresh weights for a layer of tanh (or sigmoid) neurons.

    n_in, n_out, rng: as in he_init

    Returns W, an array of shape (n_in, n_out): random, with mean 0 and variance
    2 / (n_in + n_out).
    """
    ### BEGIN SOLUTION
    return np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out))
    ### END SOLUTION


# %% check="xavier_init" points=3
check.xavier_init(xavier_init, points=3)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("xavier_init", xavier_init, points=3)
### END HIDDEN TESTS

# %% [markdown]
# ### Play: the whisper chain
#
# The loss stands at the right. Press **Whisper**, and the blame goes from layer to layer. Each bar
# shows what a layer hears, on a scale of powers of ten. Then move the sliders.
#
# Find out:
#
# 1. For which activations does depth hardly matter, if the spread is right?
# 2. Which setting makes layer 1 hear *more* than the last hidden layer?
# 3. Set relu, 8 hidden layers, spread 0.01. This is prediction B.
#
# Press **Draw new weights** to see whether it was luck.

# %%
WhisperChain(X, y)

# %% [markdown]
# And here is the chain on **your** `layer_grad_norms`. It should look the same.

# %%
WhisperChain(X, y, norms=layer_grad_norms)

# %%
# Look: prediction B.
if my_comparison not in ("much smaller", "about equal", "much larger"):
    print('Write "much smaller", "about equal" or "much larger" into my_comparison first.')
else:
    with once_written():
        for spread in (0.01, 1.0):
            tiny = fresh_network(8, "he")
            for layer in tiny:
                layer["W"] = layer["W"] / layer["W"].std() * spread
            norms = layer_grad_norms(tiny, X, y, ["relu"] * 8)
            print(f"relu, spread {spread}: layer 1 hears {norms[0]:.1e},", end=" ")
            print(f"the last hidden layer {norms[-2]:.1e}, ratio {norms[0] / norms[-2]:.1f}")
        print("you said about spread 0.01:", my_comparison)

# %% [markdown]
# **The ratio is about 1, although no layer hears anything.** With tiny weights the blame fades on
# its way back. But the *values* fade on their way forward, by about the same factor. A gradient is
# blame times value (08). Layer 1 has strong values and hardly any blame, the last hidden layer has
# blame and hardly any values. The products are about equally tiny.
#
# So a ratio alone can fool you. Remember it for exercise 5.

# %% [markdown]
# ### Write down what you predicted (2 points, about five sentences)
#
# In the next cell, write your predictions A and B as you made them, and what you saw. For A: where
# does the bound come from? For B: why is the ratio what it is?
#
# | points | what the answer shows |
# |---|---|
# | 1 | A: the prediction, what was measured, and where the bound comes from |
# | 1 | B: the prediction, what was measured, and what the ratio does not tell |
#
# A right guess and a wrong guess earn the same. We count the explanation.

# %% [markdown] answer="predictions" points=2
# **A.** I guessed 1e-3. The bound is $0.25^8$, about 1.5e-5: the slopes of a chain multiply, and
# no sigmoid is steeper than 0.25. The real chain stays below it, at 7.7e-6, because only one of the
# eight can stand where it is steepest.
#
# **B.** I guessed "much smaller". I saw about equal: 3.5e-12 in layer 1 and 2.2e-12 in the last
# hidden layer. Blame fades on the way back, values fade on the way forward, and each gradient is a
# product of the two. The ratio says only that the layers hear *equally* much, not that it is enough
# to learn.

# %% [markdown]
# ## Part 4: dead neurons (5 minutes)
#
# A relu has slope 1 or 0, so it doesn't shrink the blame, but it can shut it out. A neuron that is
# silent for *some* examples is healthy: it has made up its mind what it is for. A neuron that is
# silent for **all** examples is called **dead**. No blame gets through, so its own weights don't
# move any more.
#
# ### A worked example
#
# Activations after relu. Three examples (rows), four neurons (columns):
#
# | | neuron 0 | neuron 1 | neuron 2 | neuron 3 |
# |---|---|---|---|---|
# | example 0 | 0 | 2 | 0 | 1 |
# | example 1 | 0 | 0 | 0 | 3 |
# | example 2 | 0 | 1 | 0 | 0 |
#
# Neurons 0 and 2 never fire. Two of four are dead: the fraction is 0.5. (Eight of twelve entries
# are 0, but that is another question.)

# %% [markdown]
# ### Exercise 4: `dead_fraction` (about two lines)
#
# First ask of each neuron whether it is dead. The mean of an array of True and False is the share
# of True.

# %% exercise="dead_fraction"
def dead_fraction(A):
    """Which share of the neurons of a layer never fires.

    A: (N, M) float64, activations after relu: N examples, M neurons, no entry below 0

    Returns a float between 0 and 1: the share of the M neurons whose activation is exactly 0
    in all N examples.

    Does not change A.
    """
    ### BEGIN SOLUTION
    dead = np.all(A == 0, axis=0)
    return float(np.mean(dead))
    ### END SOLUTION


# %% check="dead_fraction" points=2
check.dead_fraction(dead_fraction, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("dead_fraction", dead_fraction, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: one step too far
#
# A healthy relu network takes **one** step with a large learning rate, and then 200 careful ones.

# %%
with once_written():
    print("first lr   dead before   after one step   200 careful steps later   loss")
    for lr in (0.1, 2.0, 10.0):
        params, shares = fresh_network(2, "he"), []
        for steps, rate in ((0, lr), (1, lr), (200, 0.05)):
            for _ in range(steps):
                _, grads = loss_and_grads(params, X, y, ["relu", "relu"])
                params = apply_update(params, grads, rate)
            _, caches = forward(params, X, ["relu", "relu"])
            shares.append(dead_fraction(caches[4][0]))  # what the second hidden layer says
        loss, _ = loss_and_grads(params, X, y, ["relu", "relu"])
        before, after, later = (f"{share:.0%}" for share in shares)
        print(f"{lr:8}   {before:>11}   {after:>14}   {later:>23}   {loss:.2f}")

# %% [markdown]
# *Dead: the share of the 32 neurons of the second hidden layer.*
#
# One step with lr 10 kills most of the layer, and 200 careful steps hardly help. Two neurons come
# back: the layer in front of them still moves, and may send them something they like. But nothing
# pulls them. After the step with lr 2 it went the other way: one more fell silent. In the *first*
# hidden layer nobody can come back, for the inputs never move.
#
# A few dead neurons are normal, even in a fresh network. They cost you neurons, not the learning.

# %% [markdown]
# ## Part 5: a diagnosis in one word (8 minutes)
#
# You have a row of norms. Is the network healthy? Ask **two** questions: how large are they, and
# how do they compare? These are the rules of this course. Ask in this order; the first that is true
# is the answer.
#
# | word | size | | ratio |
# |---|---|---|---|
# | `"exploding"` | a norm is larger than 10 | or | first is more than 20 times last hidden |
# | `"vanishing"` | a norm is smaller than 0.001 | or | 20 times first is less than last hidden |
# | `"healthy"` | otherwise | | |
#
# *First* is the norm of layer 1, and *last hidden* that of the last hidden layer.
#
# Why the last *hidden* layer, `norms[-2]`? The output layer, `norms[-1]`, sits right at the loss.
# Its blame has not passed any gate yet, so it is no measure for the others.

# %% [markdown]
# ### A worked example
#
# | norms | sizes | ratio | word |
# |---|---|---|---|
# | 0.5, 0.4, 0.3, 0.2 | fine | 0.5 / 0.3, fine | healthy |
# | 0.01, 0.1, 0.5, 0.6 | fine | 0.01 / 0.5 is less than 1/20 | vanishing |
# | 0.0002, 0.0002, 0.0001 | below 0.001 | 1, fine | vanishing |
# | 3, 30, 4 | 30 is above 10 | 3 / 30, fine | exploding |
# | 0.9, 30, 4 | 30 is above 10 | 0.9 / 30 is less than 1/20 | exploding: it is asked first |
#
# **Honest limits.** The bounds are a rule of thumb for *fresh* networks of our size, not a law.
# Other losses and other layers need other bounds. And near the end of training every gradient is
# small. Then it means *done*, not *ill*: a stop rule (02) is glad to see it.

# %% [markdown]
# ### Exercise 5: `diagnose` (about six lines)
#
# Multiply instead of dividing: then a norm of 0 makes no trouble.

# %% exercise="diagnose"
def diagnose(norms):
    """Put the gradients of a fresh network into one word, by the rules above.

    norms: (L,) float64, L >= 2; the norm of dL/dW of each layer, the first layer first,
        the output layer last; no entry below 0, all finite

    Returns a str: "exploding", "vanishing" or "healthy".

    Does not change norms.
    """
    ### BEGIN SOLUTION
    first, last_hidden = norms[0], norms[-2]
    if np.any(norms > 10) or first > 20 * last_hidden:
        return "exploding"
    if np.any(norms < 0.001) or 20 * first < last_hidden:
        return "vanishing"
    return "healthy"
    ### END SOLUTION


# %% check="diagnose" points=4
check.diagnose(diagnose, points=4)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("diagnose", diagnose, points=4)
### END HIDDEN TESTS

# %% [markdown]
# ### Look: a ward round
#
# All your functions together: five settings, four depths.

# %%
with once_written():
    patients = {
        "sigmoid, xavier": ("sigmoid", xavier_init),
        "tanh, xavier": ("tanh", xavier_init),
        "relu, he": ("relu", he_init),
        "relu, 0.01": ("relu", lambda a, b, rng: 0.01 * rng.normal(size=(a, b))),
        "tanh, 1": ("tanh", lambda a, b, rng: rng.normal(size=(a, b))),
    }
    print(f"{'':16}" + "".join(f"{depth} hidden layers".ljust(21) for depth in (2, 4, 8, 12)))
    for name, (kind, draw) in patients.items():
        words = []
        for depth in (2, 4, 8, 12):
            sizes, rng = [64] + [32] * depth + [10], np.random.default_rng(0)
            network = []
            for i in range(depth + 1):
                W = draw(sizes[i], sizes[i + 1], rng)
                network.append({"W": W, "b": np.zeros(sizes[i + 1])})
            norms = layer_grad_norms(network, X, y, [kind] * depth)
            words.append(f"{diagnose(norms):9} ({norms[0] / norms[-2]:.1e})  ")
        print(f"{name:16}" + "".join(words))

# %% [markdown]
# *In brackets: the ratio, layer 1 against the last hidden layer.*
#
# * **Sigmoid** vanishes with depth, and `xavier` can't help: its slope is at most 0.25.
# * **tanh** with `xavier` and **relu** with `he` are healthy at every depth. The slope of tanh is 1
#   at 0, the slope of an open relu is always 1, and the spread does the rest.
# * **relu with 0.01** has a fine ratio, and hears nothing.
# * **tanh with spread 1** *explodes* towards the first layer, once the network is deep: now the
#   weights are too large.

# %% [markdown]
# ## In your own words: why is layer 1 the slowest? (5 minutes)
#
# In part 2 layer 1 of the sigmoid network hardly moved, while the last layer did. All of them had
# the same learning rate. Explain it to a friend who knows what a slope is. About six lines. Use a
# number that you have measured, and say what the weights have to do with it.
#
# | points | what the answer shows |
# |---|---|
# | 3 | as for 2, **and** the part of the weights, which can help the blame or weaken it further |
# | 2 | as for 1, with a number: at most 0.25 for each sigmoid, or a measured factor or ratio |
# | 1 | the blame of layer 1 has passed all the gates behind it: it is a product of many slopes |
# | 0 | nothing written, or only "because the gradient vanishes" |

# %% [markdown] answer="first-layer" points=3
# A step is learning rate times gradient. The learning rate is the same for all layers, so the layer
# with the smallest gradient moves least.
#
# The gradient of layer 1 starts at the loss and walks back through all eight hidden layers. At each
# of them it is multiplied by the slope of the sigmoid, which is at most 0.25, and by the weights.
# The output layer's gradient has passed none of these gates. I measured 0.24 for the last hidden
# layer and 1.6e-5 for layer 1, a ratio of 7e-5. There are seven layers between them, so each one
# leaves about a quarter.
#
# The weights take part in the product. Larger ones could make up for the slopes, but then the sums
# become large and the sigmoids saturate, which makes the slopes smaller again. Smaller weights make
# it worse. With relu the slope of an open gate is 1, so weights with He's spread are enough to keep
# the blame alive.

# %% [markdown]
# ## Bug hunt: fine when it is shallow (6 minutes)
#
# A colleague draws He weights for relu networks with uniform random numbers. "Uniform or normal,
# that makes no difference, if the spread is right", she says, and that is true. With 2 hidden
# layers her network learns the 200 digits in 200 steps. With 12 its loss stays at 2.30.

# %%
def buggy_init(sizes, rng):
    """Fresh params for a relu network. Meant to have He's spread; there is one bug."""
    params = []
    for i in range(len(sizes) - 1):
        n_in, n_out = sizes[i], sizes[i + 1]
        spread = np.sqrt(2 / n_in)
        W = rng.uniform(-spread, spread, size=(n_in, n_out))
        params.append({"W": W, "b": np.zeros(n_out)})
    return params


with once_written():
    for depth in (2, 12):
        hers = buggy_init([64] + [32] * depth + [10], np.random.default_rng(0))
        norms = layer_grad_norms(hers, X, y, ["relu"] * depth)
        print(f"{depth:2} hidden layers: {diagnose(norms)}, ratio {norms[0] / norms[-2]:.1f}")
        print("   norms from", f"{norms.min():.1e} to {norms.max():.1e}")

# %% [markdown]
# The ratio is fine, the sizes are not. You have seen this pattern before. So suspect the spread,
# and measure it: what is `np.std` of 100,000 numbers drawn with `rng.uniform(-1, 1, ...)`?

# %%
print("spread:", np.std(np.random.default_rng(0).uniform(-1, 1, size=100_000)))

# %% [markdown]
# ### Exercise 6: `repaired_init` (copy, and mend one line)
#
# Copy the body of `buggy_init` and mend it. There are two ways: another kind of random numbers, or
# another limit. Both are right. ($1 / \sqrt{3} = 0.577$.)

# %% exercise="repaired_init"
def repaired_init(sizes, rng):
    """Fresh params for a relu network, with He's spread.

    sizes: list of int; inputs, neurons of each hidden layer, classes; at least 2 entries
    rng: np.random.Generator; all random numbers are drawn from it

    Returns params, a list with one dict for each layer: "W" of shape (n_in, n_out), random
    with mean 0 and variance 2 / n_in, and "b" of zeros, shape (n_out,). Does not change sizes.
    """
    ### BEGIN SOLUTION
    params = []
    for i in range(len(sizes) - 1):
        n_in, n_out = sizes[i], sizes[i + 1]
        limit = np.sqrt(3) * np.sqrt(2 / n_in)  # a uniform number is spread limit / sqrt(3)
        W = rng.uniform(-limit, limit, size=(n_in, n_out))
        params.append({"W": W, "b": np.zeros(n_out)})
    return params
    ### END SOLUTION


# %% check="repaired_init" points=2
check.repaired_init(repaired_init, points=2)
### BEGIN HIDDEN TESTS
from autograder.stock import grade; grade("repaired_init", repaired_init, points=2)
### END HIDDEN TESTS

# %% [markdown]
# ## Bonus: can you save the sigmoid? (no points)
#
# If every slope is about a quarter, let the weights be four times as large. Guess first: does this
# bring the ratio back to 1? What about eight or sixteen times?

# %%
with once_written():
    for factor in (1, 2, 4, 8, 16):
        ratios = []
        for seed in range(5):
            network = fresh_network(12, "xavier", seed)
            for layer in network:
                layer["W"] = factor * layer["W"]
            norms = layer_grad_norms(network, X, y, ["sigmoid"] * 12)
            ratios.append(norms[0] / norms[-2])
        print(f"{factor:2} times xavier: ratio between {min(ratios):.1e} and {max(ratios):.1e}")

# %% [markdown]
# Four times is not enough. Larger weights make larger sums, and a sigmoid with a large sum is
# saturated: its slope is no longer a quarter. You push the blame up and shut the gates. Sixteen
# times brings the ratio near 1 again, with a mean slope of only 0.03 to 0.04.
#
# Is it cured? Not quite. We let four such networks learn for 150 steps, each with the best of the
# learning rates 0.03, 0.05 and 0.1. They began with a loss near 20, for their first answers are
# wild, and ended at 1.3 to 2.1. That is better than pure guessing (2.3). But relu networks with
# `he`, of the same depth and treated alike, ended at 0.05 to 1.5.
#
# There are other cures. **Other activations**: you have seen tanh and relu. **Short cuts** past
# the layers, which give the blame a road without gates. **Normalising** the sums in each layer. The
# networks with hundreds of layers use all three. And in 11 each weight gets a step length of its
# own, so that small gradients can take larger steps.
#
# **If you go on to PyTorch:** `torch.nn.init.kaiming_normal_` is your `he_init` (Kaiming is He's
# first name), and `xavier_normal_` is your `xavier_init`.

# %% [markdown]
# ## What you take home

# %%
# The notebook in one picture: what each of 8 hidden layers hears, in four networks.
fig, ax = plt.subplots(figsize=(7.6, 3.2), layout="constrained")
ax.axhspan(1e-3, 10, color=GREEN, alpha=0.12)
ax.text(9.25, 1.4e-3, "sizes we call healthy", fontsize=8, ha="right", color="#00664a")
drawn = (
    ("tanh, spread 1", "tanh", 1.0, "^-", ORANGE),
    ("relu, he", "relu", None, "o-", BLUE),
    ("sigmoid, xavier", "sigmoid", None, "s--", RED),
    ("relu, spread 0.01", "relu", 0.01, "v:", "black"),
)
for name, kind, spread, style, colour in drawn:
    params = fresh_network(8, "xavier" if kind == "sigmoid" else "he")
    if spread:
        params = [{**layer, "W": layer["W"] / layer["W"].std() * spread} for layer in params]
    _, grads = loss_and_grads(params, X, y, [kind] * 8)
    heard = [np.sqrt(np.sum(grad["W"] ** 2)) for grad in grads]
    ax.semilogy(range(1, 10), heard, style, color=colour, label=name)
ax.set(xlabel="layer (9 is the output; the loss is behind it)", ylabel="norm of dW")
ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# * On its way back the blame meets a **slope** and **weights** at every layer. It is a product, so
#   it fades or grows by a *factor* a layer.
# * **Measure** it: the norm of `dW`, layer by layer, on a scale of powers of ten.
# * Look at the **size and the ratio**. Each alone can fool you.
# * **relu with He, tanh with Xavier** keep a deep network alive. Sigmoid in many layers does not.
# * A **dead** neuron is silent for all examples. One step too far can kill most of a layer.
#
# **Next: 11, better boots.** So far all weights share one learning rate. There you meet steps that
# remember, and that suit each knob: momentum, Adagrad, RMSProp and Adam.
