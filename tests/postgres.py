"""A real PostgreSQL on loopback, from Debian's package: made for one test session, thrown away."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL, create_engine, text


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on PATH, or where Debian puts its newest version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    return newest and newest.parent


class Server:
    """PostgreSQL in a folder of its own, with a password, listening on 127.0.0.1 only."""

    def __init__(self, durable: bool = False):
        self.durable = durable  # sync to the disk, as a real one does; tests need not wait for it
        self.home = Path(tempfile.mkdtemp(prefix="downslope-postgres-"))
        self.password = f"{secrets.token_hex(8)}@/%"  # what breaks a URL that was glued together
        # PostgreSQL refuses to run as root; Debian's package brings the user `postgres`.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        secret = self.home / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)
        self._run("initdb", "--username=teacher", "--auth=scram-sha-256", f"--pwfile={secret}")
        self.start()

    def start(self, connections: int = 100) -> None:
        """Start, and come back when it answers. connections: how many it allows at once."""
        options = f"-c max_connections={connections}"
        options += f" -c listen_addresses=127.0.0.1 -c port={self.port}"
        options += f" -c unix_socket_directories={self.home}"
        options += "" if self.durable else " -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.home / 'log'}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        """Stop. mode "immediate" is what a power cut looks like to the database."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.home)

    def url(self, database: str) -> str:
        """The URL of a new, empty database."""
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{database}"'))
        engine.dispose()
        return self._url(database).render_as_string(hide_password=False)

    def _url(self, database: str) -> URL:
        place = {"host": "127.0.0.1", "port": self.port, "database": database}
        return URL.create("postgresql+psycopg", "teacher", self.password, **place)

    def _run(self, program: str, *options: str) -> None:
        command = [programs() / program, f"--pgdata={self.home / 'data'}", *options]
        done = subprocess.run(
            command, user=self.user, cwd=self.home, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"
