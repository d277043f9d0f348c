"""Copies of the records: made by the role that reads everything, and restored into an empty database.

PostgreSQL's own programs do it. Where and as whom they work they are told by the environment, so that no password
stands in an argument list; what they say is not repeated, as it may quote rows.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from errors import Cause, Component, TawasulError, Unreachable, WrongUsage
from stack.postgres import programs
from stack.process import StackError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
_HOLDS_SOMETHING = "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace LIMIT 1"


class CopyFailed(TawasulError):
    """A copy could not be made or restored: one of PostgreSQL's programs gave up."""

    def __init__(self, program: str, status: int) -> None:
        super().__init__("copy_failed", f"{program} ended with {status}")
        self.program, self.status = program, status


class NotEmpty(WrongUsage):
    """A copy is restored into an empty database alone."""

    def __init__(self) -> None:
        super().__init__("the database holds something already")


@dataclass(frozen=True)
class Copied:
    """A copy that was made."""

    file: Path
    size: int
    """Bytes."""
    seconds: float


def copy_records(url: str, file: Path) -> Copied:
    """Copy the records of an address into a file that only this account reads; there is none unless it is whole.

    Raises CopyFailed, WrongUsage, Unreachable.
    """
    began, unfinished = time.monotonic(), file.with_name(f"{file.name}.unfinished")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        _run("pg_dump", ["--format=custom", f"--file={unfinished}"], url)
        _run("pg_restore", ["--list", "--file=/dev/null", str(unfinished)])
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return Copied(file, file.stat().st_size, time.monotonic() - began)


def restore_records(file: Path, url: str) -> None:
    """Put a copy into the database of an address, whole or not at all, as its owner.

    Raises CopyFailed, NotEmpty, Unreachable.
    """
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            if connection.execute(_HOLDS_SOMETHING).fetchone():
                raise NotEmpty
    except psycopg.OperationalError as error:
        raise Unreachable(Component.POSTGRES, Cause.NO_ANSWER) from error
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*arguments, f"--dbname={conninfo_to_dict(url)['dbname']}", str(file)], url)


def _run(name: str, arguments: Sequence[str], url: str = "") -> None:
    known = conninfo_to_dict(url) if url else {}
    given = {_VARIABLES[key]: str(value) for key, value in known.items() if key in _VARIABLES}
    done = subprocess.run([_program(name), *arguments], env={**os.environ, **given}, capture_output=True)
    if done.returncode != 0:
        raise CopyFailed(name, done.returncode)


def _program(name: str) -> str:
    """A program of PostgreSQL, the newest at hand: an older one does not read a newer server. Raises WrongUsage."""
    found = [path for path in (shutil.which(name), _embedded(name)) if path]
    if not found:
        raise WrongUsage(f"`{name}` is not installed: install PostgreSQL's client programs, of the server's version")
    return max(found, key=_version)


def _embedded(name: str) -> str | None:
    """The program that came with the embedded server, if that is installed."""
    try:
        return str(programs() / name)
    except StackError:
        return None


def _version(program: str) -> int:
    """The major version: `pg_dump (PostgreSQL) 18.6`."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.partition(") ")[2].partition(".")[0])
