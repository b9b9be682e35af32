"""How long it takes until anything happens: CPU milliseconds of imports and commands.

Run `python benchmarks/start_up.py`. Aims: `import downslope` below 300 ms, `autograder --help`
below 500 ms. The last line is the price of a warm template, paid once a run.
"""

import sys
from pathlib import Path
from statistics import median

import classes

ROUNDS = 5
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
    here = Path(classes.ROOT)
    for name, command in THINGS.items():
        times = [classes.run(here, *command) for _ in range(ROUNDS)]
        cpu, wall = median(t.cpu for t in times), median(t.wall for t in times)
        print(f"{name:30} {1000 * cpu:7.0f} CPU ms {1000 * wall:7.0f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main())
