"""C-26: differentiates a forward pass numerically where a backward pass was asked for.

Expected: one case has 200,000 weights and leaves no time: its part, a tenth of the points, is
lost; the other values are right, as those of any slow solution; every honest point stays.
"""

ASSIGNMENT, TARGET = "08_backward", "affine_backward"
BODY = """\
dZ, (X, W, b) = args
def slopes(a, h=1e-6):
    d = np.zeros(a.shape)
    for at in np.ndindex(*a.shape):
        old = a[at]
        a[at] = old + h; up = np.sum(dZ * (X @ W + b))
        a[at] = old - h; d[at] = (up - np.sum(dZ * (X @ W + b))) / (2 * h)
        a[at] = old
    return d
return slopes(X), slopes(W), slopes(b)
"""
EXPECTED = "partly"
GAINED = 9.0
