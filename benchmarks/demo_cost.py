"""What a demo costs where no browser looks: milliseconds to make one and to draw its picture.

Run `python benchmarks/demo_cost.py`. The aim is below 300 ms of this process's time each.
"""

import sys
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.demos import DEMOS, IMPORTS

CALLS = 10


def milliseconds(made: str, space: dict) -> list[float]:
    """Times of making a demo, the expression `made`, and displaying it, of this process alone."""
    times = []
    for _ in range(CALLS):
        begun = process_time()
        demo = eval(made, space)
        demo._repr_mimebundle_()
        times.append(1000 * (process_time() - begun))
        demo.close()
    return times


if __name__ == "__main__":
    space = {}
    exec(IMPORTS, space)
    print(f"{'demo':10} {'first':>8} {'median':>8} {'slowest':>8}   ms, {CALLS} calls")
    for name, example in DEMOS.items():
        times = milliseconds(example.made, space)
        print(f"{name:10} {times[0]:8.1f} {median(times):8.1f} {max(times):8.1f}")
