"""What was graded once is reused where all that decides is equal, and nowhere else."""

import json
import threading

import pytest

from autograder import cache, grading, pool, report, task
from autograder.box import Limits
from autograder.cache import Cached
from autograder.classroom import Classroom
from autograder.invented import Desk
from autograder.layout import find_root
from autograder.session import Job
from autograder.store import Store
from tests.boxes import no_box
from tests.gradebooks import by_names

ASSIGNMENT, ROOT = "01_slope", find_root()
DESK = Desk(ROOT, ASSIGNMENT)
HALF_RIGHT = {"step_1d": "def step_1d(x, slope, lr):\n    return x + lr * slope"}


@pytest.fixture(autouse=True)
def _no_second_try(monkeypatch):
    monkeypatch.setattr(cache, "TRIED_AGAIN", 0)


def hand_in(room, student, notebook):
    place = room.submitted(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(notebook), encoding="utf-8")


def saved_elsewhere(notebook):
    """The same work as another JupyterLab saves it, after it was run by somebody with a name."""
    twin = json.loads(json.dumps(notebook))
    twin["metadata"] |= {"authors": [{"name": "Bob"}], "language_info": {"name": "python"}}
    for count, cell in enumerate(twin["cells"]):
        cell["metadata"]["collapsed"] = True
        if cell["cell_type"] == "code":
            cell["execution_count"] = count
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Bob was here"}]
    return twin


def grade(room, store, seed=None, force=False):
    job = Job(ASSIGNMENT, ROOT, seed, boxed=False, pictures=False)  # all of it is honest work
    return grading.grade(room, job, room.db_url, pool.Threads(2), force, store)


def test_a_fellow_students_equal_work_gets_the_same_without_running(tmp_path):
    room = Classroom(tmp_path / "class")
    store, work = Store(room.folder), DESK.key(HALF_RIGHT)
    hand_in(room, "amy", work)
    assert grade(room, store).reused == 0
    hand_in(room, "bob", saved_elsewhere(work))
    tally = grade(room, store)
    assert (tally.graded, tally.reused, tally.remarks) == (2, 1, [])
    assert "For 1 of them the result of equal work was in the cache." in report.summary(tally)
    amy, bob = (room.load_record(s, ASSIGNMENT) for s in ("amy", "bob"))
    assert "reused" not in amy
    assert bob["reused"] is True
    assert 0 < bob["score"] < bob["max_score"]
    own = {"student", "version", "key", "notebook_sha256", "timestamp", "reused"}
    assert {k: v for k, v in bob.items() if k not in own} == {
        k: v for k, v in amy.items() if k not in own
    }
    assert bob["notebook_sha256"] == bob["version"] != amy["version"]
    kept = [path for path in (room.folder / "cache").rglob("*") if path.is_file()]
    assert len(kept) == 1
    grades, comments, *_ = by_names(room.db_url, ASSIGNMENT)
    for rows in (grades, comments):
        of_amy, of_bob = ([row[1:] for row in rows if row[0] == who] for who in ("amy", "bob"))
        assert of_amy == of_bob != []


@pytest.fixture
def class_(tmp_path):
    room = Classroom(tmp_path / "class")
    hand_in(room, "amy", DESK.key())
    return pool.Class(room, Job(ASSIGNMENT, ROOT, boxed=False))


class Grading:
    """Stands in for `task.grade`: counts, and gives points that can be set."""

    def __init__(self):
        self.count, self.points, self.more = 0, 3.0, {}

    def __call__(self, spec, stop=None, ahead=None):
        self.count += 1
        self.seed = spec["seed"]
        check = {"id": "check-f", "outcome": "partly", "points": self.points, "mistake": None}
        check["parts"] = [{"passed": True}]
        record = {"seed": spec["seed"], "checks": [check], "notebook_sha256": spec["digest"]}
        known = {"steady": True, "environment": task.environment()}
        made = {"record": record | {"timestamp": "then"}, "notebook": "{}", "try_again": False}
        return made | known | self.more


@pytest.fixture
def ask(class_, tmp_path, monkeypatch):
    """A function: the result for a spec, through a cache in `tmp_path`."""
    monkeypatch.setattr(task, "open_box", no_box)
    grading_, made = Grading(), []

    def ask(spec=None, store=None, secret=b"secret", seed_counts=False, anew=False):
        made.append(
            Cached(
                pool.Threads(1), store or Store(tmp_path), secret, seed_counts, anew, ask.remarks
            )
        )
        return made[-1].submit(grading_, spec or ask.spec).result(60)

    ask.grading, ask.remarks, ask.entries = grading_, [], lambda: [*tmp_path.glob("cache/*/*")]
    ask.spec = class_.spec(class_.read("amy"))
    yield ask
    for executor in made:
        executor.shutdown()


def test_what_is_personal_is_not_kept(ask):
    first = ask()["record"]
    again = ask(ask.spec | {"digest": "of bob's file", "seed": 9})["record"]
    assert ask.grading.count == 1
    assert (again["notebook_sha256"], again["reused"]) == ("of bob's file", True)
    assert again["timestamp"] not in ("then", first["timestamp"])
    assert again["seed"] == ask.spec["seed"], "that under which it was graded"


@pytest.fixture
def all_at_once(ask, tmp_path):
    """A function: the results of equal work, of which the first ends when all are in flight."""

    def ask_at_once(number):
        in_flight, enough = [], threading.Event()

        class Watched(dict):
            def setdefault(self, key, mine):
                """Everybody asks here for whom they have to wait; then they do."""
                first = super().setdefault(key, mine)
                in_flight.append(first)
                if len(in_flight) == number:
                    enough.set()
                return first

        def grade(spec, stop=None, ahead=None):
            result = ask.grading(spec)
            if ask.grading.count == 1:
                assert enough.wait(60)
            elif not result["steady"]:
                together.wait(60)  # raises, if they come one after the other
            return result

        together = threading.Barrier(number - 1)
        cached = Cached(pool.Threads(number), Store(tmp_path), b"secret", False, False, [])
        cached._at_work = Watched()
        futures = [cached.submit(grade, ask.spec) for _ in range(number)]
        results = [future.result(60) for future in futures]
        cached.shutdown()
        return results

    return ask_at_once


def test_equal_work_in_flight_is_graded_once(ask, all_at_once):
    results = all_at_once(8)
    assert ask.grading.count == 1
    assert sum("reused" in result["record"] for result in results) == 7


def test_of_what_is_not_kept_nobody_waits_for_more_than_the_first(ask, all_at_once):
    ask.grading.more = {"steady": False}
    results = all_at_once(4)
    assert ask.grading.count == 4
    assert not any("reused" in result["record"] for result in results)


@pytest.mark.parametrize(
    "more",
    [{"try_again": True, "steady": False}, {"steady": False}, {"environment": "a worker's"}],
    ids=["ours", "time, memory or a death", "other packages"],
)
def test_what_might_go_otherwise_is_not_kept(ask, more):
    ask.grading.more = more
    ask(), ask()
    assert ask.grading.count == 2
    assert ask.entries() == []


def another(ask, class_, what):
    """The spec of something that is not quite equal."""
    spec = json.loads(json.dumps(ask.spec))
    match what:
        case "text":
            next(c for c in spec["cells"] if c["grade_id"] == "step_1d")["source"] += " "
        case "one cell more":
            spec["cells"].append({"kind": "code", "source": "1", "grade_id": None, "id": None})
        case "limits":
            spec["limits"] |= {"call_seconds": Limits().call_seconds + 1}
        case "released":
            spec["released"]["cells"][0]["source"] += "."
        case "pictures" | "boxed":
            spec[what] = not spec[what]
        case "fingerprint":
            spec[what] = "other checks"
    return spec


@pytest.mark.parametrize(
    "what", ["text", "one cell more", "limits", "released", "pictures", "boxed", "fingerprint"]
)
def test_whatever_decides_is_in_the_key(ask, class_, what):
    ask()
    ask(another(ask, class_, what))
    assert ask.grading.count == 2


def test_other_packages_or_another_grader_find_nothing(ask, monkeypatch):
    ask()
    monkeypatch.setattr(task, "environment", lambda: "numpy of next year")
    ask()
    assert ask.grading.count == 2


def test_a_seed_that_was_asked_for_is_in_the_key(ask):
    ask(seed_counts=True)
    ask(ask.spec | {"seed": ask.spec["seed"] + 1}, seed_counts=True)
    ask(seed_counts=True)
    assert ask.grading.count == 2


def test_what_no_key_can_be_made_of_is_graded_and_not_kept(ask, monkeypatch):
    def rebuild(released, cells):
        raise KeyError("ours")

    monkeypatch.setattr(cache, "rebuild", rebuild)
    assert ask()["record"]["checks"][0]["points"] == 3.0
    assert ask.entries() == []


def test_who_wants_all_graded_anew_gets_it(ask):
    ask(), ask(anew=True)
    assert ask.grading.count == 2


def damaged(data, how):
    return {
        "torn": data[: len(data) // 2],
        "empty": b"",
        "a bit": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    }[how]


@pytest.mark.parametrize("how", ["torn", "empty", "a bit"])
def test_a_damaged_entry_is_no_grade(ask, how):
    ask()
    (entry,) = ask.entries()
    whole = entry.read_bytes()
    entry.write_bytes(damaged(whole, how))
    assert "reused" not in ask()["record"]
    assert entry.read_bytes() == whole, "and is replaced"


def test_a_forged_entry_is_no_grade(ask, class_):
    """Full points for other work, or sealed by somebody who does not have the class's key."""
    ask()
    (good,) = ask.entries()
    worse = another(ask, class_, "text")
    ask.grading.points = 0.0
    ask(worse)
    (bad,) = {*ask.entries()} - {good}
    bad.write_bytes(good.read_bytes())
    assert ask(worse)["record"]["checks"][0]["points"] == 0.0
    ask.grading.points = 4.0
    good.unlink()
    ask(secret=b"forged")
    assert "reused" not in ask()["record"]


def test_a_result_that_comes_out_otherwise_switches_the_cache_off(ask, monkeypatch):
    ask()
    monkeypatch.setattr(cache, "TRIED_AGAIN", 1)
    assert "reused" not in ask(ask.spec | {"seed": 9})["record"]
    assert (ask.grading.seed, ask.remarks) == (ask.spec["seed"], []), "tried on the same inputs"
    ask.grading.points = 2.5
    assert ask()["record"]["checks"][0]["points"] == 2.5, "what was just seen counts"
    (sentence,) = ask.remarks
    assert sentence.startswith("A submission to 01_slope that had been graded before came out")


def test_a_store_that_cannot_be_had_is_told_once_and_stops_nothing(ask, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    ask(), ask()
    assert ask.grading.count == 2
    assert all(remark.startswith("The cache is off for the rest of") for remark in ask.remarks)
    assert ask.remarks
