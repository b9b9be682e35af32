"""What a demo costs where no browser looks: milliseconds to make one and to draw its picture.

Run `python benchmarks/demo_cost.py`. The aim is below 300 ms of this process's time each.
"""

from statistics import median
from time import process_time

import numpy as np

from downslope.artillery import ArtilleryRange
from downslope.blame import BlameMap
from downslope.hikers import ThreeHikers
from downslope.mountain import DescentMountain, SlopeMountain
from downslope.surface import SurfaceMountain

CALLS = 10


def blame_map():
    rng = np.random.default_rng(0)
    params = [
        {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)},
        {"W": rng.normal(size=(4, 2)), "b": rng.normal(size=2)},
    ]
    return BlameMap(params, rng.normal(size=(5, 3)), rng.integers(0, 2, size=5))


def milliseconds(make) -> list[float]:
    """Times of making a demo and displaying it, of this process alone."""
    times = []
    for _ in range(CALLS):
        begun = process_time()
        demo = make()
        demo._repr_mimebundle_()
        times.append(1000 * (process_time() - begun))
        demo.close()
    return times


if __name__ == "__main__":
    print(f"{'demo':20} {'first':>8} {'median':>8} {'slowest':>8}   ms, {CALLS} calls")
    for make in (
        SlopeMountain,
        DescentMountain,
        SurfaceMountain,
        ArtilleryRange,
        ThreeHikers,
        blame_map,
    ):
        times = milliseconds(make)
        print(f"{make.__name__:20} {times[0]:8.1f} {median(times):8.1f} {max(times):8.1f}")
