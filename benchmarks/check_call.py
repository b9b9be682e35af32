"""How long a student waits for a check: median milliseconds of each check on a right function.

Run `python benchmarks/check_call.py`. The aim is below 50 ms, pictures and text included.
"""

from statistics import median
from time import perf_counter

from autograder.checks import EXERCISES
from downslope import check, golden

CALLS = 20


def milliseconds(name: str) -> list[float]:
    """Times of repeated checks of one exercise, as a notebook runs them."""
    function, times = EXERCISES[name].truth, []
    for _ in range(CALLS):
        begin = perf_counter()
        getattr(check, name)(function, points=1)._repr_mimebundle_()
        times.append(1000 * (perf_counter() - begin))
    return times


if __name__ == "__main__":
    print(f"{'check':24} {'first':>8} {'median':>8} {'slowest':>8}   ms, {CALLS} calls")
    for name in golden.names():
        golden.load.cache_clear()  # the first call of a notebook reads the golden data
        times = milliseconds(name)
        print(f"{name:24} {times[0]:8.1f} {median(times):8.1f} {max(times):8.1f}")
