"""What a demo costs where no browser looks: milliseconds to make one and to draw its picture.

Run `python benchmarks/demo_cost.py [--calls 10] [NAME ...]`. The aim is below 300 ms of this
process's time each.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.demos import DEMOS, IMPORTS


def milliseconds(made: str, space: dict, calls: int) -> list[float]:
    """Times of making a demo, the expression `made`, and displaying it, of this process alone."""
    times = []
    for _ in range(calls):
        begun = process_time()
        demo = eval(made, space)
        demo._repr_mimebundle_()
        times.append(1000 * (process_time() - begun))
        demo.close()
    return times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=int, default=10)
    options.add_argument("names", nargs="*", help=", ".join(DEMOS))
    asked = options.parse_args()
    space = {}
    exec(IMPORTS, space)
    print(f"{'demo':10} {'first':>8} {'median':>8} {'slowest':>8}   ms, {asked.calls} calls")
    for name in asked.names or DEMOS:
        times = milliseconds(DEMOS[name].made, space, asked.calls)
        print(f"{name:10} {times[0]:8.1f} {median(times):8.1f} {max(times):8.1f}")


if __name__ == "__main__":
    main()
