"""Servers that speak TLS alone, for tests: a PostgreSQL, and a proxy before a server that has no TLS of its own."""

import asyncio
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from chaos.event_loop import LoopThread
from settings import PROJECT
from stack import postgres
from stack.ports import free_port


def programs_with_tls() -> Path | None:
    """The programs of a PostgreSQL on this machine that was built with TLS; the embedded one is not."""
    for found in (postgres.programs(), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)):
        linked = subprocess.run(["ldd", str(found / "postgres")], capture_output=True, text=True)
        if "libssl" in linked.stdout:
            return found
    return None


@contextmanager
def postgres_as_in_production(programs: Path, secrets: Path, data: Path, *, tls: bool = True) -> Iterator[int]:
    """A PostgreSQL with the rules and the certificate of the production form; its port."""
    data.mkdir(mode=0o700)
    shutil.chown(data, "nobody")
    made = [str(programs / "initdb"), f"--pgdata={data}", "--username=postgres", "--pwfile=/dev/stdin", "--locale=C"]
    password, port = (secrets / "postgres_password").read_text(), free_port()
    command = postgres.as_ordinary_user([*made, "--auth=scram-sha-256", "--encoding=UTF8"])
    subprocess.run(command, input=password, check=True, capture_output=True, text=True)
    options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off"]
    with _server(programs, data, options, port):
        assert _answers_within(port, password, programs)
        given = {role: (secrets / f"{role}_password").read_text() for role in ("owner", "worker", "desk", "admin")}
        given |= {"backup": (secrets / "backup_password").read_text(), "temporal": "temporal's own"}
        assert postgres.create_databases(port, password, given)
    key = secrets / "postgres_key.own"
    shutil.copyfile(secrets / "postgres_key", key)
    key.chmod(0o600)
    options += [f"hba_file={PROJECT / 'stack' / 'pg_hba.conf'}"]
    if tls:
        files = (f"ssl_cert_file={secrets / 'postgres_cert'}", f"ssl_key_file={key}")
        options += ["ssl=on", "ssl_min_protocol_version=TLSv1.3", *files]
    with _server(programs, data, options, port):
        assert _answers_within(port, password, programs)
        yield port


@contextmanager
def _server(programs: Path, data: Path, options: list[str], port: int) -> Iterator[None]:
    command = [str(programs / "postgres"), "-D", str(data), *(part for each in options for part in ("-c", each))]
    with data.with_name("postgres.log").open("ab") as log:
        process = subprocess.Popen(postgres.as_ordinary_user(command), stdout=log, stderr=log)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _answers_within(port: int, password: str, programs: Path, seconds: float = 15) -> bool:
    """Whether it answers at all, be it by a refusal."""
    command = [str(programs / "pg_isready"), "--host=127.0.0.1", f"--port={port}", "--quiet"]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if subprocess.run(command).returncode == 0:
            return True
        time.sleep(0.1)
    return False


@dataclass
class TlsProxy:
    """A TLS proxy in front of a plain server, which asks every client for a certificate."""

    port: int
    names: list[str] = field(default_factory=list)
    """The names in the certificates that were shown."""


@contextmanager
def tls_proxy(target: int, certificate: Path, key: Path, authority: Path) -> Iterator[TlsProxy]:
    """A proxy that takes clients of one authority alone, and passes on what they say in plain text."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    proxy = TlsProxy(free_port())

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown = writer.get_extra_info("peercert")
        proxy.names.append(dict(pair for part in shown["subject"] for pair in part)["commonName"])
        inside_reader, inside_writer = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(_copy(reader, inside_writer), _copy(inside_reader, writer), return_exceptions=True)

    with LoopThread("tls-proxy") as loop:
        loop.serve(asyncio.start_server(pass_on, "127.0.0.1", proxy.port, ssl=context))
        yield proxy


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


def encryption_of(url: str) -> str | None:
    """The version of TLS that a connection to PostgreSQL has; none where it has none."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    return str(found[0]) if found and found[0] else None
