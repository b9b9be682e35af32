"""Is a thousandth submission as cheap as a hundredth, and does memory stay where it is?

Run `python benchmarks/flat.py [--small 100] [--large 1000]`. Grades two invented classes of
01_slope without figures: CPU seconds a submission (the aim: within 1.1 times), and what the driver
and its template hold in memory while they do it.
"""

import argparse
import tempfile
from pathlib import Path

import classes

ASSIGNMENT = "01_slope"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--small", type=int, default=100)
    options.add_argument("--large", type=int, default=1000)
    asked = options.parse_args()
    each = {}
    with tempfile.TemporaryDirectory() as folder:
        for n in (1, asked.small, asked.large):
            root = classes.course(Path(folder, str(n)), ASSIGNMENT, n, plugin=True)
            memory = classes.Memory()
            memory.start()
            cost = classes.run(root, "autograder", "grade", ASSIGNMENT, "--no-figures")
            memory.over.set()
            memory.join()
            if n == 1:
                first = cost.cpu
                continue
            each[n] = (cost.cpu - first) / (n - 1)
            # From the first quarter on everything is imported.
            early, last = memory.samples[len(memory.samples) // 4], max(memory.samples)
            print(
                f"{n:5} submissions: {1000 * each[n]:6.0f} CPU ms each, {cost.wall:6.1f} s; "
                f"driver {early:.0f} MB after a quarter, {last:.0f} MB at most",
                flush=True,
            )
    ratio = each[asked.large] / each[asked.small]
    print(f"cost at {asked.large} is {ratio:.2f} times that at {asked.small}")


if __name__ == "__main__":
    main()
