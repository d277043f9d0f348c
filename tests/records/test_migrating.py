"""A migration waits for a server that is starting up, and for nothing else."""

import subprocess
import sys
from threading import Timer

from activities.records.migrate import await_server
from chaos.faults.proxy import NO_FAULTS, FaultProxy, LinkFaults
from tests.support.database import Database

LOOK = """
import sys
from activities.records.migrate import await_server
print(await_server(sys.argv[1], float(sys.argv[2])))
"""


def found(url: str, seconds: float) -> bool:
    """The same in a process of its own: a look holds the interpreter, and so would hold the proxy of these tests."""
    done = subprocess.run([sys.executable, "-c", LOOK, url, str(seconds)], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_a_migration_waits_for_a_server_that_is_not_there_yet(database: Database) -> None:
    with FaultProxy(database.port) as link:
        url = database.migration_url.replace(f":{database.port}/", f":{link.port}/")
        link.faults = LinkFaults(refuse=True)
        assert not found(url, 0)
        Timer(1, setattr, (link, "faults", NO_FAULTS)).start()
        assert found(url, 30)


def test_nobody_waits_for_a_password_to_become_right(database: Database) -> None:
    assert await_server(database.migration_url.replace(database.password, "wrong"), 0)
