"""What goes wrong with Nodes (13), in words that end in a remedy: the head of complaints' table.

Some of these sentences Python says, the others `downslope.drivers`, which tries the steps.
"""

NODES: tuple[tuple[str, str], ...] = (
    (
        r"TypeError: 'Node' object is not iterable",
        "The parents of a Node are a tuple, also where there is only one: `(a,)`, with a comma.",
    ),
    (
        r"\w+Error: .*\bNode\b.* has no attribute|TypeError: .*'Node'|TypeError: .* of type Node",
        "A Node carries an array, but it is none: calculate with its `.value`, or with steps such "
        "as `add` and `mul`, which take Nodes.",
    ),
    (
        r"TypeError: vjp has to return a tuple, not None",
        "Nothing comes out of the function that is to hand the blame on: is its `return` missing?",
    ),
    (
        r"TypeError: vjp has to return",
        "A vjp returns a tuple, a piece for each parent in their order: `(piece,)` for one, with a "
        "comma, and `piece_a, piece_b` for two.",
    ),
    (
        r"TypeError: the vjp of the Node has to be a function, not None",
        "The blame cannot get back: give the Node a third thing, the function that takes g.",
    ),
    (
        r"TypeError: the vjp of the Node has to be a function",
        "Give the Node the function itself, `lambda g: …` or a name without brackets: it is called "
        "later, when there is blame.",
    ),
    (
        r"TypeError: the parents of the Node have to be Nodes",
        "The parents are the Nodes that went in, not the arrays that they carry: `as_node` makes a "
        "Node of anything else.",
    ),
    (
        r"TypeError: watch has to return a Node",
        "`watch` makes a Node of what it is given, remembers it in `self.watched`, and returns it: "
        "`as_node` does the first of these.",
    ),
    (
        r"TypeError: The function has to return a Node",
        "A step returns `Node(value, parents, vjp)`: what came out, what went in, the way back.",
    ),
)
