"""How long it takes until anything happens: CPU milliseconds of imports and commands.

Run `python benchmarks/start_up.py [--rounds 5] [WHAT ...]`. Aims: `import downslope` below 300 ms,
`autograder --help` below 500 ms. The last line is the price of a warm template, paid once a run.
"""

import argparse
from pathlib import Path
from statistics import median

import classes

WARM = """
import time
from autograder.box import Box
with Box("02_descent") as box:
    box.run_cell("1")
"""
THINGS = {
    "python -c pass": ("python", "-c", "pass"),
    "import numpy": ("python", "-c", "import numpy"),
    "import downslope": ("python", "-c", "import downslope"),
    "from downslope import check": ("python", "-c", "from downslope import check"),
    "autograder --help": ("autograder", "--help"),
    "import autograder.session": ("python", "-c", "import autograder.session"),
    "import autograder.gradebook": ("python", "-c", "import autograder.gradebook"),
    "a first box (warm template)": ("python", "-c", WARM),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("what", nargs="*", help=", ".join(THINGS))
    asked = options.parse_args()
    here = Path(classes.ROOT)
    for name in asked.what or THINGS:
        times = [classes.run(here, *THINGS[name]) for _ in range(asked.rounds)]
        cpu, wall = median(t.cpu for t in times), median(t.wall for t in times)
        print(f"{name:30} {1000 * cpu:7.0f} CPU ms {1000 * wall:7.0f} ms", flush=True)


if __name__ == "__main__":
    main()
