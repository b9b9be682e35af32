"""How long a student waits for a check: median milliseconds of each check on a right function.

Run `python benchmarks/check_call.py [--calls 20]`. The aim is below 50 ms, pictures and text
included.
"""

import argparse
from statistics import median
from time import perf_counter

from autograder.checks import EXERCISES
from downslope import check, golden


def milliseconds(name: str, calls: int) -> list[float]:
    """Times of repeated checks of one exercise, as a notebook runs them."""
    function, times = EXERCISES[name].truth, []
    for _ in range(calls):
        begin = perf_counter()
        getattr(check, name)(function, points=1)._repr_mimebundle_()
        times.append(1000 * (perf_counter() - begin))
    return times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=int, default=20)
    calls = options.parse_args().calls
    print(f"{'check':24} {'first':>8} {'median':>8} {'slowest':>8}   ms, {calls} calls")
    for name in golden.names():
        golden.load.cache_clear()  # the first call of a notebook reads the golden data
        times = milliseconds(name, calls)
        print(f"{name:24} {times[0]:8.1f} {median(times):8.1f} {max(times):8.1f}")


if __name__ == "__main__":
    main()
