"""Three hikers on the loss of a straight line: full batch, mini-batch, one example at a time.

`ThreeHikers` (05) gives each of them the same number of gradient evaluations (an evaluation is
the gradient of one example's loss), so that their paths and losses can be compared fairly.
"""

from __future__ import annotations

import time

import numpy as np
import traitlets

from downslope import maps, take_home, walk
from downslope.demo import SWEEP_SECONDS, TOO_SLOW, Demo, Trouble, call, module, name_of, style
from downslope.surfaces import Surface

COLUMNS = ("intercept", "slope", "loss")


def data(n: int = 40, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return X (n, 2), whose first column is 1, and y (n,): a line with noise."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, n)
    y = 1.0 + 0.8 * x + rng.normal(0, 0.9, n)
    return np.column_stack([np.ones(n), x]), y


def line_loss(X: np.ndarray, y: np.ndarray, half: float = 2.4) -> Surface:
    """Return the mean squared error of w = (intercept, slope) on X (N, 2), y (N,) as a surface."""
    N = len(y)
    A, c, e = X.T @ X / N, X.T @ y / N, y @ y / N
    low = np.linalg.solve(A, c)
    middle = low + 0.3 * half * np.array([-1, -1])
    lims = [(round(float(m) - half, 1), round(float(m) - half, 1) + 2 * half) for m in middle]
    return Surface(
        name="line_loss",
        title="Loss of a line",
        formula="loss(w₀, w₁) = mean of (w₀ + w₁·x − y)²",
        xlim=lims[0],
        ylim=lims[1],
        start=tuple(round(float(m[0]) + 0.16 * half, 1) for m in lims),
        height=lambda u, v: (
            A[0, 0] * u**2 + 2 * A[0, 1] * u * v + A[1, 1] * v**2 - 2 * (c[0] * u + c[1] * v) + e
        ),
        partials=lambda u, v: (
            2 * (A[0, 0] * u + A[0, 1] * v - c[0]),
            2 * (A[0, 1] * u + A[1, 1] * v - c[1]),
        ),
        curvature=2 * float(np.linalg.eigvalsh(A)[-1]),
        labels=("intercept w₀", "slope w₁", "loss", "slope of the loss"),
    )


def many_walks(X, y, start, rates, size: int, epochs: int, rng) -> np.ndarray:
    """Return the visited places (rates, updates + 1, 2) at all learning rates at once.

    A batch is boiled down to its moments A and c first: its gradient is then 2(A·w − c).
    """
    rates, N = np.asarray(rates, dtype=np.float64)[:, None], len(y)
    edges = np.arange(0, N, size)
    counts = np.diff(np.append(edges, N))
    squares, products = X[:, :, None] * X[:, None, :], X * y[:, None]
    places = [np.tile(np.asarray(start, dtype=np.float64), (len(rates), 1))]
    with np.errstate(all="ignore"):
        for _epoch in range(epochs):
            shuffled = rng.permutation(N)
            A = np.add.reduceat(squares[shuffled], edges) / counts[:, None, None]
            c = np.add.reduceat(products[shuffled], edges) / counts[:, None]
            for Ab, cb in zip(A, c, strict=True):
                pull = places[-1] @ Ab.T - cb
                here = places[-1] - 2 * rates * pull
                lost = ~(np.abs(places[-1]).max(axis=1) <= walk.EDGE)
                places.append(np.where(lost[:, None], places[-1], here))
    return np.stack(places, axis=1)


class ThreeHikers(Demo):
    """Full batch, mini-batch and single example on one map, with equal gradient evaluations.

    `sgd` is the student's function; without it the demo walks by itself. For each update it is
    called as sgd(X, y, w0, lr, batch_size, epochs, rng) with the rows X (B, 2), y (B,) of one
    batch, w0 (2,) where the hiker stands, batch_size B and one epoch, and returns (w, history):
    the next place is w. The three loss curves are hidden until the learner has predicted them and
    asks for them; `reveal=True` shows them.
    """

    _esm = module("hikers.js")
    _css = style("surface.css", "share.css")

    lr = traitlets.Float().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(("map", "relief"), "map").tag(sync=True)
    log = traitlets.Bool(False).tag(sync=True)
    reveal = traitlets.Bool(False).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    run = traitlets.Dict().tag(sync=True)

    STATE = ("lr", "seed", "at", "view", "log", "reveal")
    CONTROLS = ("view", "walk", "shuffle", "losses", "log", "lr", "table", "share")

    def __init__(
        self,
        X=None,
        y=None,
        *,
        sgd=None,
        batch_size=8,
        epochs=12,
        lr=0.05,
        seed=0,
        state=None,
        **traits,
    ):
        self._given = X, y
        self.X, self.y = data() if X is None else (np.array(X, float), np.array(y, float))
        self.N, self.epochs, self._sgd = len(self.y), int(epochs), sgd
        if self.X.shape != (self.N, 2) or not 1 < batch_size < self.N:
            raise ValueError("X needs the shape (N, 2), and the mini-batch 2 to N − 1 examples.")
        self.surface = line_loss(self.X, self.y)
        self.sizes = {"full batch": self.N, f"mini-batch of {batch_size}": int(batch_size)}
        self.sizes["single example"] = 1
        self._lowest = float(self.surface(np.linalg.lstsq(self.X, self.y, rcond=None)[0]))
        super().__init__(lr=float(lr), seed=seed, **traits)
        self.counts = [self._spent(size) for size in self.sizes.values()]
        self._furnish()
        self.observe(lambda _change: self._set_run(), ["lr", "seed"])
        self.restore(state)

    def _furnish(self):
        batch_size = list(self.sizes.values())[1]
        self.scene = {
            **maps.ground(self.surface),
            "formula": self.surface.formula,
            "names": list(self.sizes),
            "counts": [count.tolist() for count in self.counts],
            "tick": batch_size,
            "total": self.N * self.epochs,
            "rates": walk.learning_rates(also=self.lr).tolist(),
            "limit": self.surface.stability_limit,
            "examples": self.N,
        }
        self._set_run()

    def _spent(self, size: int) -> np.ndarray:
        """Return how many evaluations are spent before each update and at the end."""
        once = np.append(np.arange(0, self.N, size)[1:], self.N)
        return np.append(0, (self.N * np.arange(self.epochs)[:, None] + once).ravel())

    def place(self, size: int, lr: float, seed: int) -> np.ndarray:
        """Return the places (updates + 1, 2) of a walk with the student's sgd. Raises Trouble.

        The demo deals the batches; each update is a call with one batch, for one epoch.
        """
        rng = np.random.default_rng(seed)
        places = [np.array(self.surface.start)]
        for _epoch in range(self.epochs):
            for rows in np.split(rng.permutation(self.N), range(size, self.N, size)):
                here = places[-1]
                if np.abs(here).max() <= walk.EDGE:
                    here = self._update(self.X[rows], self.y[rows], here.copy(), lr)
                places.append(here)
        return np.array(places)

    def _update(self, X, y, w, lr: float) -> np.ndarray:
        """Return where the student's sgd goes from w with the batch X, y. Raises Trouble."""
        luck = np.random.default_rng(0)
        answer = call(self._sgd, X, y, w, lr, len(y), 1, luck)
        name = name_of(self._sgd)
        if not isinstance(answer, tuple) or len(answer) != 2:
            kind = "None" if answer is None else f"a {type(answer).__name__}"
            raise Trouble(f"{name} returned {kind}, but (w, history) is needed.")
        try:
            place = np.array(answer[0], dtype=np.float64).reshape(-1)
        except (TypeError, ValueError):
            raise Trouble(f"The first result of {name} is no array of numbers.") from None
        if place.shape != w.shape:
            raise Trouble(f"The w of {name} has {len(place)} entries; X has two columns.")
        return place

    def compute(self, rates, seed: int) -> tuple[np.ndarray, list[list[str]]]:
        """Return (rows (rates, all places, 3), troubles of each hiker at each rate)."""
        troubles = [[""] * len(self.sizes) for _rate in rates]
        start, parts = self.surface.start, []
        deadline = time.monotonic() + SWEEP_SECONDS
        for k, size in enumerate(self.sizes.values()):
            if self._sgd is None:
                rng = np.random.default_rng(seed)
                places = many_walks(self.X, self.y, start, rates, size, self.epochs, rng)
            else:
                places = np.full((len(rates), len(self.counts[k]), 2), np.nan)
                places[:, 0] = start
                for i, rate in enumerate(rates):
                    try:
                        if i and time.monotonic() > deadline:
                            raise Trouble(TOO_SLOW)
                        places[i] = self.place(size, rate, seed)
                    except Trouble as trouble:
                        troubles[i][k] = str(trouble)
            with np.errstate(all="ignore"):
                parts.append(np.dstack([places, self.surface(places)]))
        return np.concatenate(parts, axis=1), troubles

    def answer(self, content: dict) -> None:
        """Send the paths at all learning rates."""
        if "sweep" in content:
            rows, troubles = self.compute(self.scene["rates"], self.seed)
            words = [self.words(r, t) for r, t in zip(rows, troubles, strict=True)]
            told = {"sweep": self.seed, "rates": self.scene["rates"]}
            self.send({**told, "troubles": troubles, "verdicts": words}, [rows.tobytes()])

    def words(self, rows, troubles) -> str:
        """Say how the three hikers fared at one learning rate."""
        if any(troubles):
            return " ".join(dict.fromkeys(trouble for trouble in troubles if trouble))
        said = []
        ends = np.cumsum([len(count) for count in self.counts]) - 1
        for name, count, end in zip(self.sizes, self.counts, ends, strict=True):
            loss = rows[end, 2]
            away = not np.abs(rows[end, :2]).max() <= walk.EDGE or loss > rows[0, 2]
            how = "diverged" if away else f"reached loss {walk.said(loss)}"
            said.append(f"{name} {how} in {len(count) - 1} steps")
        lowest = f"The lowest loss of any line is {walk.said(self._lowest)}."
        return f"After {self.N * self.epochs} evaluations each: {'; '.join(said)}. {lowest}"

    def code(self):
        """Return Python that finds the numbers that are shown, for a notebook."""
        return take_home.hikers(self, self._given, self._sgd)

    def _set_run(self):
        rows, troubles = self.compute([self.lr], self.seed)
        verdict = self.words(rows[0], troubles[0])
        self.run = {
            "lr": self.lr,
            "seed": self.seed,
            "rows": rows.tobytes(),
            "troubles": troubles[0],
            "verdict": verdict,
        }
        self.status = verdict

    def trails(self) -> list[np.ndarray]:
        """Return the three paths that are shown, (updates + 1, 3) each, see COLUMNS."""
        rows = np.frombuffer(self.run["rows"]).reshape(-1, len(COLUMNS))
        return np.split(rows, np.cumsum([len(count) for count in self.counts])[:-1])

    def picture(self):
        """Return the still picture: the three paths, and their losses if they are revealed."""
        return maps.hikers(self)

    def describe(self) -> str:
        """Return the picture in words."""
        words = f"A map of {self.surface.formula}, and on it the paths of three hikers"
        words += f" who each spend {self.N * self.epochs} gradient evaluations, lr = {self.lr:g}. "
        troubles = [trouble for trouble in self.run["troubles"] if trouble]
        return words + (self.status if self.reveal or troubles else "Whose loss falls how?")
