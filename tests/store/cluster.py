"""A private PostgreSQL in a temporary folder, reached by a unix socket only; as root it runs as another user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg


class Cluster:
    """Started on entering, stopped and removed on leaving. Fails loudly where PostgreSQL isn't installed."""

    def __enter__(self) -> "Cluster":
        self._bin = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="formcue-pg-", dir="/tmp"))
        self._user = "postgres" if os.geteuid() == 0 and _exists("postgres") else "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self._numbers = count(1)
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "formcue", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off -c timezone=Asia/Tokyo"
        self._run("pg_ctl", "-D", data, "-w", "-l", self._folder / "log", "-o", options, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new empty database, removed afterwards."""
        name = f"test_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql://formcue@/{name}?host={self._folder}"
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(f"host={self._folder} user=formcue dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self._bin / program, *map(str, arguments)],
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,  # not a pipe: the server would keep it open
            stderr=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed: {done.returncode}"


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        raise RuntimeError("PostgreSQL is needed for these tests: apt-get install -y --no-install-recommends postgresql")
    return places[-1]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
