"""Debian's PostgreSQL on a loopback port: one server per test process, empty tables for every test.

PostgreSQL does not run as root: as root it is started for the user postgres, or nobody. It keeps nothing: fsync is off.
"""

import atexit
import functools
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlmodel import SQLModel

from pdinbox.store.open import migrate
from tests.servers.need import free_port, need

_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",  # the store asks for it by itself
    "full_page_writes=off",
    "shared_buffers=32MB",
    "autovacuum=off",
    "timezone=Pacific/Auckland",  # far from UTC, so that a time without its zone is noticed
)
_TEMPLATE = "pdinbox_template"
_SHARED = "pdinbox_shared"
_OF_PROCRASTINATE = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")


class PostgresServer:
    """One server in a folder of its own, which goes with it unless it is named."""

    def __init__(
        self, *, folder: Path | None = None, options: tuple[str, ...] = _OPTIONS, networks: Sequence[str] = (), connections: int = 60
    ) -> None:
        """It listens on loopback; with `networks` (CIDR) everywhere, and trusts whoever comes from these."""
        need("initdb", package="postgresql", also_in=tuple(_folders_of_debian()))
        self._folder = folder or Path(tempfile.mkdtemp(prefix="pdinbox-postgres-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        self._user = _user()
        self._numbers = itertools.count(1)
        self._has_shared = False
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._user)
        addresses = "*" if networks else "127.0.0.1"
        self._options = (*options, f"listen_addresses={addresses}", f"max_connections={connections}")
        if not Path(self._files).exists():
            self._run("initdb", "--auth=trust", "--username=desk", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", self._files)
            with (self._folder / "files" / "pg_hba.conf").open("a", encoding="ascii") as trusted:
                trusted.writelines(f"host all all {network} trust\n" for network in networks)
        atexit.register(self.stop if folder else self.remove)

    @property
    def _files(self) -> str:
        return str(self._folder / "files")

    @property
    def _places(self) -> tuple[str, str]:
        return f"port={self.port}", f"unix_socket_directories={self._folder}"

    def start(self) -> None:
        """Returns when it answers; at once when it runs already."""
        if (self._folder / "files" / "postmaster.pid").exists():
            return
        options = " ".join(f"-c {option}" for option in (*self._options, *self._places))
        self._run("pg_ctl", "start", "--wait", "--timeout=240", "-D", self._files, "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        """At once, as if the power had failed."""
        self._run("pg_ctl", "stop", "--wait", "--timeout=240", "--mode=immediate", "-D", self._files, check=False)

    def remove(self) -> None:
        if not self._folder.exists():
            return
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://desk@127.0.0.1:{self.port}/{database}"

    def administer(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def asked(self, question: str) -> list[tuple[object, ...]]:
        """The rows that answer it, in the server's own database."""
        with psycopg.connect(self.url("postgres")) as connection:
            return connection.execute(question).fetchall()

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The URL of a database without tables."""
        with self._database("template0") as url:
            yield url

    @contextmanager
    def migrated_database(self) -> Iterator[str]:
        """The URL of a new database with empty tables (about 0.1 s)."""
        with self._database(self._template()) as url:
            yield url

    @property
    def emptied_url(self) -> str:
        """Of the database that `emptied_database` empties."""
        return self.url(_SHARED)

    def emptied_database(self) -> str:
        """The URL of the one database that most tests share, one after another, with its tables emptied (a few milliseconds)."""
        url = self.emptied_url
        if not self._has_shared:
            self.administer(f"CREATE DATABASE {_SHARED} TEMPLATE {self._template()}")
            self._has_shared = True
        with psycopg.connect(url, autocommit=True, options="-c session_replication_role=replica") as connection:
            # as a replica, whose triggers rest: the audit log lets nobody else delete
            tables = (*_OF_PROCRASTINATE, *(table.name for table in reversed(SQLModel.metadata.sorted_tables)))
            connection.execute("; ".join(f"DELETE FROM {table}" for table in tables))
        return url

    @contextmanager
    def _database(self, template: str) -> Iterator[str]:
        name = f"test_{next(self._numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    @functools.cache  # noqa: B019  one server lives as long as the tests
    def _template(self) -> str:
        self.administer(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        migrate(self.url(_TEMPLATE))
        return _TEMPLATE

    def run(self, program: str, *arguments: str, seconds: float = 60) -> None:
        """One of the server's own programs, e.g. pg_dump."""
        self._run(program, *arguments, seconds=seconds)

    def _run(self, program: str, *arguments: str, check: bool = True, seconds: float = 300) -> None:
        prefix = ["runuser", "-u", self._user, "--"] if os.geteuid() == 0 else []
        # into a file, not a pipe: the server inherits it, and the end of a pipe would come when the server ends
        with (self._folder / "said").open("wb") as said:
            command = [*prefix, str(need(program, package="postgresql", also_in=tuple(_folders_of_debian()))), *arguments]
            done = subprocess.run(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=seconds, check=False
            )
        if check and done.returncode:
            raise RuntimeError(f"{program}: {(self._folder / 'said').read_text()} {self._log()}")

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""


@functools.cache
def postgres() -> PostgresServer:
    """The server of this test process, started. Skips (or fails, where servers were promised) when PostgreSQL is not installed."""
    server = PostgresServer()
    server.start()
    return server


def _folders_of_debian() -> list[str]:
    return sorted((str(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)


def _user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return pwd.getpwuid(os.geteuid()).pw_name
