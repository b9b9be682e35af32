"""One of each demo: what test_kit.py holds to the promises of the kit, and contact sheets show.

A new demo joins with one entry in DEMOS. Its cell says the expression that makes it; `first` are
buttons to press so that there is something to see, `go` the one that sets it in motion, `count`
the data attribute in which the view tells how far it has come.
"""

from dataclasses import dataclass

IMPORTS = """
import gc
import numpy as np
import ipywidgets
from downslope.abacus import Abacus
from downslope.artillery import ArtilleryRange
from downslope.blame import BlameMap
from downslope.flow import SignalFlow
from downslope.gallery import BoundaryGallery
from downslope.hikers import ThreeHikers
from downslope.knobs import TooManyKnobs
from downslope.mountain import DescentMountain, SlopeMountain
from downslope.recorder import TapeRecorder
from downslope.surface import SurfaceMountain
from downslope.wavefront import Wavefront
from downslope.whisper import WhisperChain
rng = np.random.default_rng(0)
params = [{"W": rng.normal(size=(3, 4)), "b": 0.3 * rng.normal(size=4)},
          {"W": rng.normal(size=(4, 2)), "b": np.zeros(2)}]
X, y = rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
"""


@dataclass(frozen=True)
class Example:
    """A demo to try: `made` is the expression, the rest how it is handled."""

    made: str
    go: str = "Play"
    count: str = "at"
    first: tuple[str, ...] = ()


DEMOS = {
    "slope": Example("SlopeMountain(fog=True, marks=(-1, 1))"),
    "descent": Example("DescentMountain(lr=0.3, n_steps=12)"),
    "surface": Example("SurfaceMountain(hikers=5, n_steps=12)"),
    "range": Example("ArtilleryRange()", first=("Fire",)),
    "hikers": Example("ThreeHikers()", first=("Reveal the losses",)),
    "abacus": Example("Abacus(x=[2, -1], w=[0.5, 1.5])", "Forward ▸", "stage", ("Show all",)),
    "flow": Example("SignalFlow(params, X, ['tanh'], y)", "Forward ▸", "stage", ("Show all",)),
    "wavefront": Example("Wavefront()", "Next ▸", "stage", ("To the loss",)),
    "whisper": Example("WhisperChain()", "Whisper", "heard"),
    "gallery": Example("BoundaryGallery()"),
    "knobs": Example("TooManyKnobs()", "Train", "epochs"),
    "recorder": Example("TapeRecorder()", "Play", "moment", ("To the turn",)),
    "blame": Example("BlameMap(params, X, y)", "Forward ▸", "stage", ("Show all",)),
}
CELLS = {"imports": IMPORTS}
CELLS |= {name: f"{name} = {example.made}; {name}" for name, example in DEMOS.items()}
