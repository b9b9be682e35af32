"""Opening a gradebook's database: sqlite or PostgreSQL, made once, one grading run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from autograder import tables
from autograder.entered import entered
from autograder.errors import UserError
from autograder.ledger import Entry, ledger, read
from autograder.remedies import AGAIN

# nbgrader has no place to remember which text a manual score belongs to, so this is our own table.
seen = Table(
    "downslope_seen",
    MetaData(),
    Column("grade_id", String(32), primary_key=True),
    Column("sha256", String(64), nullable=False),
)
# No index of nbgrader's leads with these columns: without them a class of thousands is read row
# by row for each student.
INDEXED = {
    "submitted_assignment": "student_id",
    "submitted_notebook": "assignment_id",
    "grade": "notebook_id",
    "comment": "notebook_id",
    "base_cell": "notebook_id",
    "notebook": "assignment_id",
}

NEW_ONE = "put a backup of it back, or move it aside: then grading makes a new one, without what "
NEW_ONE += "people entered by hand"
CAUSES = [  # words of sqlite, PostgreSQL and the operating system; what to do
    (re.compile(words, re.IGNORECASE), remedy)
    for words, remedy in (
        ("is locked", f"close what else uses it (formgrader, a second run) and {AGAIN}"),
        ("malformed|not a database", NEW_ONE),
        ("is full|no space left", f"make room on its disk and {AGAIN}"),
        ("read-?only|permission denied", f"make it and its folder writable and {AGAIN}"),
        (
            "no such (column|table)|has no column|(column|relation) .* does not exist",
            f"it is damaged, or of another version of nbgrader (`nbgrader db upgrade`): {NEW_ONE}",
        ),
    )
]
FULL = re.compile("too many (clients|connections)|connection slots")  # PostgreSQL's words for it


def prepare(db_url: str) -> None:
    """Make the database of `db_url` with its folder, tables and indexes, where they are missing.

    Several processes may do so at once. Raises UserError if the URL is wrong or the place cannot
    be written.
    """
    with opened(db_url) as engine, explained(db_url), _alone(engine, "prepare", wait=True):
        _make(engine)


def exists(db_url: str) -> bool:
    """False for a file that is not there: to read from it would make it. Raises UserError."""
    with explained(db_url):
        place = _file(make_url(db_url))
    return place is None or place.exists()


def entries(db_url: str, assignment: str) -> dict[str, Entry]:
    """Student -> what the gradebook holds; empty where nothing was ever graded."""
    if not exists(db_url):
        return {}
    with opened(db_url) as engine, explained(db_url):
        return read(engine, assignment)


def due_date(db_url: str, assignment: str) -> datetime | None:
    """When nbgrader's table says that an assignment is due, in UTC; None if nothing is there."""
    if not exists(db_url):
        return None
    known = tables.assignments
    with opened(db_url) as engine, explained(db_url), engine.connect() as connection:
        if not inspect(connection).has_table(known.name):
            return None
        return connection.execute(
            select(known.c.duedate).where(known.c.name == assignment)
        ).scalar()


@contextlib.contextmanager
def opened(db_url: str) -> Iterator[Engine]:
    """An engine, and a folder for the file. Raises UserError if the URL is wrong."""
    with explained(db_url):
        url = make_url(db_url)
        place = _file(url)
        if place:
            place.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def explained(db_url: str) -> Iterator[None]:
    """Turn what a database says into a UserError."""
    try:
        yield
    except (OSError, SQLAlchemyError, ImportError) as error:
        if FULL.search(str(error)):
            raise UserError(
                f"The gradebook {shown(db_url)} has no connection left ({said(error)}); close what "
                "else uses its server (formgrader, other runs), or raise its max_connections, and "
                f"{AGAIN}."
            ) from error
        raise UserError(
            f"The gradebook {shown(db_url)} cannot be opened ({said(error)}); "
            f"{_remedy(db_url, error)}."
        ) from error


def _remedy(db_url: str, error: Exception) -> str:
    """What to do about a gradebook that cannot be opened."""
    if isinstance(error, ImportError):
        return (
            "pip install -e '.[postgres]', and give --db a URL like postgresql+psycopg://ada@host/x"
        )
    if isinstance(error, ArgumentError):
        return (
            "give --db a URL like sqlite:///class/gradebook.db or postgresql+psycopg://ada@host/x"
        )
    if remedy := _of_its_cause(error):
        return remedy
    if db_url.startswith("sqlite"):
        return (
            "name a database that you may write with --db, e.g. --db sqlite:///class/gradebook.db"
        )
    return "see that its server runs and knows user, password and database, or change --db"


def _of_its_cause(error: Exception) -> str | None:
    """The remedy for what a database says in words that it has for nothing else."""
    words = str(getattr(error, "orig", None) or error)
    return next((remedy for said, remedy in CAUSES if said.search(words)), None)


def unusable(error: Exception) -> UserError:
    """What to tell a person when a gradebook that could be opened cannot be used."""
    of_a_server = type(getattr(error, "orig", None)).__module__.startswith("psycopg")
    where = "its server runs and has room" if of_a_server else "its disk is well and has room"
    remedy = _of_its_cause(error) or f"see that {where}, and {AGAIN}"
    return UserError(f"The gradebook cannot be used ({said(error)}); {remedy}.")


def said(error: Exception) -> str:
    """What a database said, in one line without a full stop."""
    return " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".")[:200]


def _make(engine: Engine) -> None:
    if set(tables.metadata.tables) - set(inspect(engine).get_table_names()):
        from nbgrader import api  # half a second, for new ones only

        api.Base.metadata.create_all(engine)
    make_ours(engine)
    with engine.begin() as connection:
        for name, key in INDEXED.items():
            index = f"downslope_ix_{name}_{key}"
            connection.execute(text(f"CREATE INDEX IF NOT EXISTS {index} ON {name} ({key})"))
        if not inspect(connection).has_table("alembic_version"):
            from alembic.script import ScriptDirectory  # a tenth of a second, for new ones only
            from nbgrader.dbutil import ALEMBIC_DIR

            # The schema version, where nbgrader looks for it. (It would run `alembic` from PATH.)
            head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})


def make_ours(engine: Engine) -> None:
    """Make our own tables where they are missing (nbgrader may have made the database)."""
    seen.create(engine, checkfirst=True)
    ledger.create(engine, checkfirst=True)
    entered.create(engine, checkfirst=True)


@contextlib.contextmanager
def only_run(db_url: str, assignment: str) -> Iterator[None]:
    """While this run lasts, no other one grades `assignment` into the same gradebook.

    The lock ends with the process, however that ends. Raises UserError if somebody else holds it.
    """
    with opened(db_url) as engine, contextlib.ExitStack() as stack:
        with explained(db_url):
            mine = stack.enter_context(_alone(engine, f"grade {assignment}", wait=False))
        if not mine:
            raise UserError(
                f"Another run is grading {assignment} into {shown(db_url)}; "
                "wait until it has ended, or stop it, and repeat the command."
            )
        yield


@contextlib.contextmanager
def _alone(engine: Engine, what: str, wait: bool) -> Iterator[bool]:
    """Hold the lock called `what` of this database; the value says whether it could be had."""
    if engine.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
        ask = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        with engine.connect() as connection:  # the lock is the connection's, and ends with it
            had = connection.execute(text(f"SELECT {ask}(:n)"), {"n": number}).scalar()
            connection.commit()
            yield wait or bool(had)
            with contextlib.suppress(DBAPIError):  # a server that was restarted has let go of it
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
        return
    place = _file(engine.url)
    if place is None:
        yield True
        return
    with place.with_name(f".{place.name}.{what.replace(' ', '.')}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _file(url) -> Path | None:
    """The file of a sqlite database, None for one in memory or elsewhere."""
    on_disk = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(url.database) if on_disk else None


def shown(db_url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(db_url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return repr(db_url)
