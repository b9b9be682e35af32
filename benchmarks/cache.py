"""What `grade --cache` saves in a class where most hand in equal work, and what it costs elsewhere.

Run `python benchmarks/cache.py [--students 60] [--different 12] [--rounds 3]`. So many different
notebooks of 02_descent are handed in by so many students. Each round grades the class, interleaved:
without a cache; with an empty one; with the one that this has filled, as after a resubmission; and
then each notebook once, without a cache and with an empty one, where nothing is equal. From the
command to gradebook and graded notebooks, start-up included. Whether the points agree is said: on a
machine that is too busy, some work runs out of time.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

import classes

ASSIGNMENT = "02_descent"


def class_of(folder: Path, students: int, different: int) -> Path:
    """A course in `folder` with so many students and different notebooks; returns its root."""
    root = classes.course(folder, ASSIGNMENT, 3 * different, plugin=True)
    submitted = root / "class" / "submitted"
    notebooks = {next(s.rglob("*.ipynb")).read_bytes(): s for s in submitted.iterdir()}
    originals = sorted(notebooks.values())[:different]
    for student in {*submitted.iterdir()} - {*originals}:
        shutil.rmtree(student)
    for k in range(students - len(originals)):
        shutil.copytree(originals[k % len(originals)], submitted / f"copy{k:04}")
    return root


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--students", type=int, default=60)
    options.add_argument("--different", type=int, default=12)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    costs: dict[str, list[classes.Cost]] = {}
    with tempfile.TemporaryDirectory() as folder:
        many = class_of(Path(folder, "many"), asked.students, asked.different)
        few = class_of(Path(folder, "few"), asked.different, asked.different)
        ways = [
            (many, "without a cache", None),
            (many, "an empty cache", "new"),
            (many, "a full cache", "kept"),
            (few, "without a cache", None),
            (few, "an empty cache", "new"),
        ]
        points = {}
        for _ in range(asked.rounds):
            for root, way, cache in ways:
                classes.forget(root)
                if cache == "new":
                    shutil.rmtree(root / "class" / "cache", ignore_errors=True)
                line = ["autograder", "grade", ASSIGNMENT, *(["--cache"] if cache else [])]
                name = f"{len(list((root / 'class/submitted').iterdir()))} submissions, {way}"
                costs.setdefault(name, []).append(classes.run(root, *line))
                points.setdefault(root, []).append(classes.scores(root))
    first: dict[str, classes.Cost] = {}
    for name, each in costs.items():
        cpu, wall = median(cost.cpu for cost in each), median(cost.wall for cost in each)
        base = first.setdefault(name.split(",")[0], classes.Cost(wall, cpu, 0))
        print(
            f"{name:35} {cpu:7.1f} CPU s ({cpu / base.cpu:4.2f}) {wall:7.1f} s "
            f"({wall / base.wall:4.2f})",
            flush=True,
        )
    same = all(scores == found[0] for found in points.values() for scores in found)
    print("points agree" if same else "POINTS DIFFER")


if __name__ == "__main__":
    main()
