"""An empty PostgreSQL of its own for a while, in a temporary folder, with the databases and roles of the records."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack import postgres, temporal
from stack.embedded import STOP_SIGNALS
from stack.folder import ROLES
from stack.ports import free_port
from stack.process import KeptProcess, wait_until


@contextmanager
def spare_postgres() -> Iterator[str]:
    """The address of its empty records, with the owner's role. Nothing of it is left. Raises StackError."""
    with tempfile.TemporaryDirectory(prefix="tawasul-spare-") as folder:
        data, port = Path(folder) / "postgres", free_port()
        passwords = {role: secrets.token_hex(16) for role in ("superuser", *ROLES)}
        postgres.prepare(data, superuser := passwords.pop("superuser"))
        server = KeptProcess(
            "postgres",
            postgres.server_command(data, port),
            log=Path(folder) / "postgres.log",
            env=temporal.clean_environment(),
            changed=lambda: None,
            announce=lambda line: None,
            stop_signal=STOP_SIGNALS["postgres"],
        )
        try:
            wait_until(lambda: postgres.create_databases(port, superuser, passwords), server)
            yield f"postgresql://tawasul_owner:{passwords['owner']}@127.0.0.1:{port}/tawasul"
        finally:
            server.stop()
