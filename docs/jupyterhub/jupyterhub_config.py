"""A hub on one machine whose accounts are the system's: /etc/jupyterhub/jupyterhub_config.py.

Students' servers start from an environment that holds the course and no grader; instructors' ones
start from the environment of the repository. See docs/jupyterhub.md.
"""

from pathlib import Path

c = get_config()  # noqa: F821 - jupyterhub provides it

COURSE = "downslope"
INSTRUCTORS = {"teacher"}
STUDENTS = {"ada", "grace"}
ENVIRONMENT = Path("/opt/course")  # students'; has no grader
REPOSITORY = "/home/{name}/downslope"  # of an instructor; closed to others

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # behind a web server that speaks TLS
c.Authenticator.allowed_users = INSTRUCTORS | STUDENTS
c.Authenticator.delete_invalid_users = True
c.Authenticator.admin_users = set()  # an admin of the hub may read everybody's files
c.JupyterHub.load_groups = {
    f"formgrade-{COURSE}": {"users": sorted(INSTRUCTORS)},
    f"nbgrader-{COURSE}": {"users": sorted(STUDENTS)},
}

c.Spawner.cmd = [str(ENVIRONMENT / "bin" / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.environment = {"PYTHONNOUSERSITE": "1"}


def choose_environment(spawner) -> None:
    """Start an instructor's server in the repository, with the repository's environment."""
    if spawner.user.name in INSTRUCTORS:
        repository = Path(REPOSITORY.format(name=spawner.user.name))
        spawner.cmd = [str(repository / ".venv" / "bin" / "jupyterhub-singleuser")]
        spawner.notebook_dir = str(repository)


c.Spawner.pre_spawn_hook = choose_environment
