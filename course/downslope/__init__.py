"""downslope: gradient descent and backpropagation by hand.

`check` judges your functions and says what is wrong; the other modules are demos, landscapes and
the layers of earlier notebooks. Importing this package is quick: each part loads when it is used.
"""

__version__ = "0.1.0"
