"""`nbgrader autograde` through our plugin beside stock, on the same class.

Run `python benchmarks/plugin.py [--students 10] [--rounds 3]`. The aim is at least 4 times as fast.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

import classes

ASSIGNMENT = "02_descent"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=10)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        roots = {
            plugin: classes.course(Path(folder, str(plugin)), ASSIGNMENT, asked.students, plugin)
            for plugin in (False, True)
        }
        for _ in range(asked.rounds):
            cost = {}
            for plugin, root in roots.items():
                classes.forget(root)
                classes.run(root, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
                cost[plugin] = classes.run(root, "nbgrader", "autograde", ASSIGNMENT)
                name = "plugin" if plugin else "stock"
                print(
                    f"{name:8} {cost[plugin].wall:7.1f} s {cost[plugin].cpu:7.1f} CPU s", flush=True
                )
            same = classes.scores(roots[False]) == classes.scores(roots[True])
            print("points agree" if same else "POINTS DIFFER")
            ratios.append((cost[False].wall / cost[True].wall, cost[False].cpu / cost[True].cpu))
    wall, cpu = (median(ratio[k] for ratio in ratios) for k in (0, 1))
    print(f"through the plugin: {wall:.1f} times as fast, {cpu:.1f} times less CPU")


if __name__ == "__main__":
    main()
