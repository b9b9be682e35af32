"""Our feedback pages beside `nbgrader generate_feedback`, on the same graded class.

Run `python benchmarks/feedback_pages.py [--students 20] [--rounds 3]`. nbgrader's pages are those
of stock nbgrader, made from notebooks that we graded. The aim is at least 20 times as fast a page,
start-up set aside (it is printed, too).
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

import classes

ASSIGNMENT = "02_descent"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few, many = (
            classes.course(Path(folder, str(n)), ASSIGNMENT, n, plugin=False)
            for n in (1, asked.students)
        )
        for root in (few, many):
            classes.run(root, "autograder", "grade", ASSIGNMENT)
        commands = {
            "nbgrader": ("nbgrader", "generate_feedback", ASSIGNMENT, "--force"),
            "ours": ("autograder", "feedback", ASSIGNMENT),
        }
        a_page: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(asked.rounds):
            for name, command in commands.items():
                cost = {}
                for root in (few, many):
                    shutil.rmtree(root / "class" / "feedback", ignore_errors=True)
                    cost[root] = classes.run(root, *command).cpu
                a_page[name].append((cost[many] - cost[few]) / (asked.students - 1))
                whole = f"{cost[many]:.2f} CPU s for {asked.students}"
                print(
                    f"{name:9} {whole}, {1000 * a_page[name][-1]:.0f} ms a further page", flush=True
                )
    ratio = median(a_page["nbgrader"]) / median(a_page["ours"])
    print(f"a further page: {ratio:.0f} times less CPU than nbgrader")


if __name__ == "__main__":
    main()
