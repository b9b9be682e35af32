"""What podman and docker are asked for; tests/attacks/test_box_containers.py asks them."""

import io
import re
import tarfile

import pytest
from click.testing import CliRunner

from autograder import containers, inside, jail
from autograder.box import Box, Limits, LostBox
from autograder.cli import main
from autograder.errors import UserError
from autograder.trial import box_problem


@pytest.fixture
def asked(monkeypatch):
    """The options for a container of each engine, whether or not it is installed here."""
    monkeypatch.setattr(containers, "find", lambda engine: f"/usr/bin/{engine}")
    files = inside.files("02_descent")
    return {
        engine: containers.command(engine, files, Limits(), []) for engine in containers.ENGINES
    }


def binds(options: list[str]) -> dict[str, str]:
    """Place inside -> what of this machine is mounted there."""
    found = [
        re.fullmatch(r"--mount=type=bind,source=(.+),target=(.+),readonly", o) for o in options
    ]
    assert all(found[k] for k, option in enumerate(options) if option.startswith("--mount"))
    return {match[2]: match[1] for match in found if match}


def test_a_container_shows_what_bubblewrap_shows_and_nothing_else(asked):
    line = jail.command(inside.files("02_descent"), Limits().scratch_bytes)
    shown = {line[k + 2]: line[k + 1] for k, word in enumerate(line) if word == "--ro-bind"}
    masks = {place for place, hidden in jail.python_places().items() if hidden}
    scratch = {line[k + 1] for k, word in enumerate(line) if word == "--tmpfs"} - masks
    for options in asked.values():
        mounts = binds(options)
        hidden = {place for place in mounts if mounts[place] == str(containers._empty())}
        assert {place: mounts[place] for place in set(mounts) - hidden} == shown
        assert hidden == masks
        places = {o.split("=")[1].split(":")[0] for o in options if o.startswith("--tmpfs")}
        assert places - {f"{jail.HOME}/.matplotlib"} == scratch


def test_the_engines_get_the_same_options_but_for_their_own_additions(asked):
    def comparable(engine):
        return {o for o in asked[engine][1:] if not o.startswith("--user")} - {
            *containers.OWN[engine]
        }

    assert comparable("podman") == comparable("docker")


def test_two_containers_are_two_users(asked):
    users = {option for line in asked.values() for option in line if option.startswith("--user=")}
    assert len(users) == len(asked)
    assert not any(re.match(r"--user=\d{1,4}:", user) for user in users)


def test_the_image_holds_no_file():
    with tarfile.open(fileobj=io.BytesIO(containers._archive())) as archive:
        assert all(entry.isdir() or entry.issym() for entry in archive)
        links = {f"/{entry.name}": entry.linkname for entry in archive if entry.issym()}
    assert links == jail.links()
    assert containers._archive() == containers._archive()


@pytest.mark.parametrize("engine", containers.ENGINES)
def test_an_engine_that_is_not_installed(monkeypatch, engine):
    monkeypatch.setattr(containers, "find", lambda engine: None)
    with pytest.raises(LostBox, match=f"{engine} was not found: install"):
        Box("02_descent", engine=engine).__enter__()
    assert f"The program {engine} was not found" in box_problem.__wrapped__(engine)


def test_an_engine_that_does_not_work(monkeypatch):
    monkeypatch.setattr(containers, "find", lambda engine: "/bin/false")
    containers._groups.cache_clear()
    containers.image.cache_clear()
    problem = box_problem.__wrapped__("podman")
    assert "podman made no image" in problem
    assert "--box bubblewrap" in problem


def test_the_demo_is_graded_by_the_engine_that_was_named(monkeypatch):
    jobs = []

    def demo(root, job, *how):
        jobs.append(job)
        raise UserError("That is enough.")

    monkeypatch.setattr("autograder.build.build", lambda root: [])
    monkeypatch.setattr("autograder.grading.demo", demo)
    monkeypatch.setattr("autograder.trial.box_problem", {"podman": None, "docker": "None."}.get)
    for engine in containers.ENGINES:
        done = CliRunner().invoke(main, ["demo", "--box", engine])
        assert (done.exit_code, "attacks are left out" in done.output) == (2, engine == "docker")
    assert [(job.engine, job.boxed) for job in jobs] == [("podman", True), ("docker", False)]
