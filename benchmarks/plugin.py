"""nbgrader through our plugin beside stock: `nbgrader autograde`, and formgrader's button.

Run `python benchmarks/plugin.py [--students 30] [--rounds 1]`, about three minutes on two quiet
cores. The button autogrades one student at a time in a server that runs already: measured by
calling what it calls, after a first student. The aim is at least 4 times as fast, for both.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import classes

ASSIGNMENT = "02_descent"
PRESSED = 4  # times the button is pressed
BUTTON = """
import os, sys, time
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader
config = PyFileConfigLoader("nbgrader_config.py", path=".").load_config()
api = NbGraderAPI(CourseDirectory(config=config), config=config)
students = sorted(os.listdir("class/submitted"))[:int(sys.argv[2]) + 1]
for k, student in enumerate(students):
    if k == 1:
        begin = time.monotonic()
    result = api.autograde(sys.argv[1], student)
    assert result["success"], result
print((time.monotonic() - begin) / (len(students) - 1))
"""


def press(root: Path) -> float:
    """Seconds until a student is graded by formgrader's button."""
    classes.forget(root)
    classes.run(root, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    line = [sys.executable, "-c", BUTTON, ASSIGNMENT, str(PRESSED)]
    done = subprocess.run(
        line, cwd=root, capture_output=True, text=True, check=True, env=classes.environment()
    )
    return float(done.stdout.split()[-1])


def autograde(root: Path) -> classes.Cost:
    classes.forget(root)
    classes.run(root, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    return classes.run(root, "nbgrader", "autograde", ASSIGNMENT)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=30)
    options.add_argument("--rounds", type=int, default=1)
    asked = options.parse_args()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        roots = {
            name: classes.course(Path(folder, name), ASSIGNMENT, asked.students, name == "plugin")
            for name in ("stock", "plugin")
        }
        for _ in range(asked.rounds):
            pressed = {name: press(root) for name, root in roots.items()}
            print("button  ", ", ".join(f"{n} {s:.2f} s" for n, s in pressed.items()), flush=True)
            cost = {}
            for name, root in roots.items():
                cost[name] = autograde(root)
                took = f"{cost[name].wall:7.1f} s {cost[name].cpu:7.1f} CPU s"
                print(f"{name:8} {took}", flush=True)
            same = classes.scores(roots["stock"]) == classes.scores(roots["plugin"])
            print("points agree" if same else "POINTS DIFFER")
            stock, plugin = cost["stock"], cost["plugin"]
            button = pressed["stock"] / pressed["plugin"]
            ratios.append((stock.wall / plugin.wall, stock.cpu / plugin.cpu, button))
    wall, cpu, button = (median(ratio[k] for ratio in ratios) for k in range(3))
    print(f"nbgrader autograde: {wall:.1f} times as fast, {cpu:.1f} times less CPU")
    print(f"formgrader's button: {button:.1f} times as fast")


if __name__ == "__main__":
    main()
