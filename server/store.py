"""The database: SQLite in the data folder by default, PostgreSQL by URL; brought up to date when it is opened.

A transaction that writes
takes SQLite's write lock at its start, so that two at once wait for each other in place of failing half-way.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from vision.errors import InputError, OutputError

DATABASE: Final = "formcue.db"
BUSY_S: Final = 20.0
KEPT_BACKUPS: Final = 5
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_ADVISORY_LOCK: Final = 0x464F524D  # any number that no other program on the server uses
_WRITES: Final = "formcue_writes"
_ALONE: Final = "formcue_alone"
"""Options of a connection: its transaction writes; its statements can't be part of a transaction."""


class Store:
    """Transactions on one database, and the folder in which everything else is kept.

    Opening it makes the folder, migrates the database and raises InputError or OutputError where that can't be done.
    """

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        self.data_dir = data_dir
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            # what people look like while they exercise is nobody else's business
            data_dir.chmod(0o700)
        except OSError as error:
            raise OutputError(
                f"{data_dir}: expected a folder for data that can be written to, got: {error.strerror}; name another"
            ) from error
        self.engine = _engine(url or f"sqlite:///{data_dir / DATABASE}")
        self._open = False
        try:
            with self.locked("migrate"):
                self._migrate()
        except BaseException:
            self.close()
            raise
        self._open = True

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, rolled back where that raises."""
        with Session(self.engine.execution_options(**{_WRITES: True})) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A transaction that changes nothing and sees the same throughout."""
        level = {} if self.dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with Session(self.engine.execution_options(**level)) as session:
            yield session

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """One block at a time in all threads and processes that use this folder; let go of when a process dies."""
        with (self.data_dir / f".{name}.lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def vacuum(self) -> None:
        """Give back the space of what was deleted, so that it is gone from the file too."""
        with self._alone() as connection:
            connection.exec_driver_sql("VACUUM")
            if self.dialect == "sqlite":
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def drop_backups(self) -> None:
        """Remove the copies made before migrations: they still hold what was deleted."""
        for path in (self.data_dir / "backups").glob("*"):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of all connections; SQLite first counts anew what its indexes hold, so that it picks the right ones."""
        if self.dialect == "sqlite" and self._open:
            with self._alone() as connection:
                connection.exec_driver_sql("PRAGMA optimize")
        self._open = False
        self.engine.dispose()

    def _alone(self) -> Connection:
        """A connection whose statements are no part of a transaction."""
        level = {} if self.dialect == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        return self.engine.connect().execution_options(**level, **{_ALONE: True})

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        script = ScriptDirectory.from_config(config)
        head = script.get_current_head()
        try:
            with self.engine.connect() as connection:
                current = MigrationContext.configure(connection).get_current_revision()
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise InputError(f"{self._where()}: expected a database that can be opened, got: {reason}") from error
        if current == head:
            return
        known = {revision.revision for revision in script.walk_revisions()}
        if current is not None and current not in known:
            raise InputError(
                f"{self._where()}: made by a newer Formcue (revision {current}); install that one, or another --db"
            )
        if current is not None and self.dialect == "sqlite":
            self._back_up(current)
        with self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            if self.dialect == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _back_up(self, revision: str) -> None:
        """A copy of the SQLite file beside it, named by revision and time, before it is changed."""
        source = Path(self.engine.url.database or "")
        folder = self.data_dir / "backups"
        folder.mkdir(exist_ok=True)
        target = folder / f"{source.stem}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
        partial = target.with_suffix(".part")
        with sqlite3.connect(source) as old, sqlite3.connect(partial) as new:
            old.backup(new)
        old.close()
        new.close()
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(target)
        for stale in sorted(folder.glob("*.db"), key=lambda path: path.stat().st_mtime)[:-KEPT_BACKUPS]:
            stale.unlink()

    def _where(self) -> str:
        return self.engine.url.render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    # postgresql://... alone would ask for psycopg 2
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    try:
        if make_url(url).get_backend_name() == "postgresql":
            return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"})
        if make_url(url).get_backend_name() != "sqlite":
            raise InputError(f"--db: expected sqlite:///FILE or postgresql://..., got {url.split(':')[0]}:...")
        engine = create_engine(url, connect_args={"timeout": BUSY_S, "check_same_thread": False})
    except (ArgumentError, NoSuchModuleError) as error:
        raise InputError(f"--db: expected sqlite:///FILE or postgresql://..., got: {error}") from error
    except ModuleNotFoundError as error:
        raise InputError("--db: PostgreSQL needs psycopg: pip install 'formcue[postgresql]'") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a verdict that was answered survives a power cut too
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-32000",
        f"busy_timeout={int(BUSY_S * 1000)}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(_ALONE, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")
