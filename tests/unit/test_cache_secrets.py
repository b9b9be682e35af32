"""What the cache of a class is sealed with, and what of the machine decides a result."""

from autograder import task
from autograder.cache import secret_of


def test_the_key_of_a_class_is_made_once_and_is_nobodys_business(tmp_path):
    path = tmp_path / "cache-key"
    made = secret_of(path)
    assert len(made) == 64
    assert secret_of(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(made[:10])
    assert len(secret_of(path)) == 64


def test_the_environment_is_what_is_installed_and_not_what_is_on_the_path(monkeypatch, tmp_path):
    first = task.environment.__wrapped__()
    stray = tmp_path / "stray-1.0.dist-info"
    stray.mkdir()
    (stray / "METADATA").write_text("Name: stray\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "stray" in {d.name for d in task.distributions()}
    assert task.environment.__wrapped__() == first
    kept = [d for d in task.distributions() if d.name != "numpy"]
    monkeypatch.setattr(task, "distributions", lambda path: kept)
    assert task.environment.__wrapped__() != first
