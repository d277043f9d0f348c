"""Real servers for the tests. `database` is a fresh, migrated database; `records` writes to it as the worker does."""

import itertools
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.support.database import INDEX_KEY, Database

if TYPE_CHECKING:
    from activities.records.store import Records
    from tests.support.key_store import RunningStore
    from tests.support.spare import SpareDatabase
    from tests.support.system import System

_NUMBERS = itertools.count(1)
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
"""No test finds the keyring of whoever runs it, nor one that another test brings along."""
os.environ.pop("COLUMNS", None)
"""What tests print is as wide as it is: the processes of pytest-xdist would say 80."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A PostgreSQL server of this test run; its database `tawasul` is migrated and stays empty."""
    from activities.records.migrate import upgrade
    from stack import postgres as server
    from stack.folder import ROLES
    from tests.support.trust import house_keys

    database = Database("tawasul", _free_port(), secrets.token_hex(8))
    folder = tmp_path_factory.mktemp("postgres")
    server.prepare(folder / "data", database.password)
    command = [*server.server_command(folder / "data", database.port), "-c", "fsync=off", "-c", "scram_iterations=1"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        passwords = dict.fromkeys(ROLES, database.password)
        while not server.create_databases(database.port, database.password, passwords):
            assert process.poll() is None, Path(folder / "log").read_text()
        _let_the_superuser_log_in_quickly(database)
        upgrade(database.migration_url)
        house_keys(database)
        yield database
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _let_the_superuser_log_in_quickly(database: Database) -> None:
    """Keep its password by the iterations that the server has by now, as those of the roles are kept."""
    with psycopg.connect(database.superuser_url) as superuser:
        superuser.execute(f"ALTER ROLE postgres PASSWORD '{database.password}'".encode())


@pytest.fixture(scope="session")
def spare(postgres: Database) -> "Iterator[SpareDatabase]":
    """What gives each test its database: that of the test before, emptied, unless it changed more than rows."""
    from tests.support.spare import SpareDatabase

    kept = SpareDatabase(postgres)
    yield kept
    kept.close()


@pytest.fixture
def database(spare: "SpareDatabase") -> Iterator[Database]:
    """A database of one test alone: migrated and empty."""
    with spare.named(f"test_{next(_NUMBERS)}") as fresh:
        yield fresh


@pytest.fixture
def records(database: Database) -> "Iterator[Records]":
    """The write side, with the workers' role."""
    from activities.records.store import Records, engine_for

    engine = engine_for(database.url)
    yield Records(engine, INDEX_KEY)
    engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> "AsyncIterator[System]":
    """The whole system, alive for the test run: servers, people and a worker in this process."""
    from tests.support.system import running

    async with running(tmp_path_factory.mktemp("system")) as alive:
        yield alive


@pytest.fixture(autouse=True)
def same_people(request: pytest.FixtureRequest) -> "Iterator[None]":
    """No test finds on the shared system what another one put on record of its people."""
    yield
    if "system" in request.fixturenames:
        request.getfixturevalue("system").put_people_back()


@pytest.fixture
async def idle_system(tmp_path: Path) -> "AsyncIterator[System]":
    """The servers of one test alone, with no worker until the test wants one."""
    from tests.support.system import idle

    async with idle(tmp_path) as alive:
        yield alive


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[RunningStore]":
    """A key store of this test run; the test is skipped where its program is missing."""
    from tests.support.key_store import key_store

    with key_store(tmp_path_factory.mktemp("key_store")) as running:
        yield running
