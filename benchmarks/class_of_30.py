"""A class of 30, ours beside stock `nbgrader autograde`: seconds, ratios, and the same points.

Run `python benchmarks/class_of_30.py [--students 30] [--rounds 1]`; a round takes about four
minutes on two quiet cores, nearly all of it stock's. The class hands in 02_descent and 08_backward.
Each round runs, one after the other: stock nbgrader, ours, ours without figures; from the command
to the gradebook and the graded notebooks, start-up included. The assignment is in the gradebook
beforehand: stock cannot do without, and ours need not enter it again then (`entered.py`).

There are three limits: what the same cells take when they are merely executed, once, in a warm
interpreter, with matplotlib as it is and pictures as Jupyter makes them; with ours; and with none.
Own steps are the CPU of the grading process itself: reading, rebuilding, judging, writing. The
floor is what two workers could at best come to: the start (a class of one without its cells) and
the cells alone, spread over both without a gap.

Aims: 12 times as fast as stock, 20 times without figures (two workers); CPU per further submission
at most 1.25 times the limit; own steps below 40 ms.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import classes

ASSIGNMENTS = ("02_descent", "08_backward")
WAYS = ("stock", "ours", "ours, no figures")
WORKERS = 2
LIMIT = """
import json, os, sys
sys.path.insert(0, "autograder")
os.environ["MPLBACKEND"] = "module://figures"
if sys.argv[1] == "jupyter":
    import drawing, lettering
    drawing.quicken = drawing.make_ahead = lambda: None
    lettering.Canvas = lettering.FigureCanvasAgg
import drawing, figures, template
from autograder import inside
if sys.argv[1] == "jupyter":
    from IPython.core.pylabtools import print_figure
    figures.png = lambda figure: print_figure(figure, bbox_inches="tight")
shell = template.warm_up()
drawing.make_ahead()
shell.pictures = sys.argv[1] != "no"
import downslope
for name in inside.INERT:
    module = __import__("inert")
    sys.modules[f"downslope.{name}"] = module
    setattr(downslope, name, module)
begin = os.times()
for path in sys.argv[2:]:
    if not (child := os.fork()):
        for cell in json.load(open(path))["cells"]:
            if cell["cell_type"] == "code":
                shell.run_cell("".join(cell["source"]))
                shell._show_figures()
        os._exit(0)
    os.waitpid(child, 0)
now = os.times()
used = sum(now[:4]) - sum(begin[:4])
os.write(1, str(used).encode())
"""
OWN = """
import sys, time
from autograder import cli
cli.main(["grade", *sys.argv[1:]], standalone_mode=False)
print(time.process_time())
"""


def grade(root: Path, assignment: str, way: str) -> classes.Cost:
    if way == "stock":
        classes.forget(root)
        classes.run(root, "nbgrader", "generate_assignment", assignment, "--force")
        return classes.run(root, "nbgrader", "autograde", assignment)
    classes.enter(root, assignment)
    options = ["--no-figures"] if "no" in way else []
    return classes.run(root, "autograder", "grade", assignment, "--workers", str(WORKERS), *options)


def answer(root: Path, script: str, *arguments: str) -> float:
    """Run a script in `root` and return the last word that it prints, a number."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=root,
        capture_output=True,
        check=True,
        env=classes.environment() | {"OPENBLAS_NUM_THREADS": "1"},
    )
    return float(done.stdout.split()[-1])


def limit(root: Path, assignment: str, how: str) -> float:
    """CPU seconds a submission for executing its cells in a warm interpreter, figures drawn."""
    handed_in = sorted(map(str, (root / "class" / "submitted").glob(f"*/{assignment}/*.ipynb")))
    return answer(classes.ROOT, LIMIT, how, *handed_in) / len(handed_in)


def own_steps(root: Path, one: Path, assignment: str, students: int) -> float:
    """CPU seconds a further submission in the grading process itself."""
    used = []
    for course in (root, one):
        classes.enter(course, assignment)
        used.append(answer(course, OWN, assignment, "--workers", str(WORKERS)))
    return (used[0] - used[1]) / (students - 1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=30)
    options.add_argument("--rounds", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs: dict[tuple[str, str], list[classes.Cost]] = {}
        for assignment in ASSIGNMENTS:
            roots = {
                way: classes.course(
                    Path(folder, assignment, way[:5].strip()),
                    assignment,
                    asked.students,
                    way != "stock",
                )
                for way in WAYS[:2]
            }
            roots[WAYS[2]] = roots["ours"]
            one = classes.course(Path(folder, assignment, "one"), assignment, 1, True)
            for k in range(asked.rounds):
                points = {}
                for way in WAYS:
                    cost = grade(roots[way], assignment, way)
                    costs.setdefault((assignment, way), []).append(cost)
                    points[way] = classes.scores(roots[way])
                    took = f"{cost.wall:7.1f} s {cost.cpu:7.1f} CPU s"
                    print(f"{assignment} round {k + 1} {way:18} {took}", flush=True)
                costs.setdefault((assignment, "one"), []).append(grade(one, assignment, "ours"))
                differ = {
                    key
                    for key in points["stock"]
                    for way in WAYS[1:]
                    if abs(points[way].get(key, -1) - points["stock"][key]) > 0.01
                }
                print(f"  points that differ from stock: {sorted(differ) or 'none'}", flush=True)
        for assignment in ASSIGNMENTS:
            report(assignment, costs, asked.students)
            root, one = (Path(folder, assignment, name) for name in ("ours", "one"))
            limits = {how: limit(root, assignment, how) for how in ("jupyter", "ours", "no")}
            for how, cells in limits.items():
                print(f"  its cells alone, warm, {how} pictures: {cells:.3f} CPU s")
            start = median(cost.cpu for cost in costs[assignment, "one"]) - limits["ours"]
            stock = median(cost.wall for cost in costs[assignment, "stock"])
            for way, how in zip(WAYS[1:], ("ours", "no"), strict=True):
                floor = (start + asked.students * limits[how]) / WORKERS
                most = f"{stock / floor:.1f} times as fast as stock"
                print(f"  floor of {way}: {floor:.1f} s, {most}; start {start:.2f} CPU s")
            own = own_steps(root, one, assignment, asked.students)
            print(f"  own steps {1000 * own:.0f} CPU ms a further submission", flush=True)
        total = {
            way: [
                sum(c.wall for c in r)
                for r in zip(*(costs[a, way] for a in ASSIGNMENTS), strict=True)
            ]
            for way in WAYS
        }
        for way in WAYS[1:]:
            ratios = [s / o for s, o in zip(total["stock"], total[way], strict=True)]
            print(f"whole class, {way}: {median(ratios):.1f} times as fast as stock")


def report(assignment: str, costs, students: int) -> None:
    stock = costs[assignment, "stock"]
    print(f"\n{assignment}, {students} submissions, medians of {len(stock)}")
    for way in WAYS:
        mine = costs[assignment, way]
        faster = median(s.wall / m.wall for s, m in zip(stock, mine, strict=True))
        cheaper = median(s.cpu / m.cpu for s, m in zip(stock, mine, strict=True))
        wall, cpu = median(c.wall for c in mine), median(c.cpu for c in mine)
        ratios = f"{faster:5.1f} times as fast, {cheaper:5.1f} times less CPU"
        print(f"  {way:18} {wall:7.1f} s {cpu:7.1f} CPU s   {ratios}")
    further = median(
        (all_.cpu - one.cpu) / (students - 1)
        for all_, one in zip(costs[assignment, "ours"], costs[assignment, "one"], strict=True)
    )
    print(f"  a further submission {further:.3f} CPU s")


if __name__ == "__main__":
    main()
