"""The whole system in tests: real servers, a worker in this process, staff, and time skipping."""

import asyncio
import atexit
import itertools
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

import worker
from activities import staff
from activities.absences import go_away
from activities.records.database import Connection, connect
from activities.records.migrate import upgrade
from bench.cases import residence_number
from bench.packs import copy_packs, without_quiet_hours
from client import ANSWER_TIMEOUT, apply, clock, connected, open_case, signed_command, timeline, view
from errors import Queued, Refused
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.case.events import Event, NoticeFailed, NoticeSent
from models.case.state import Receipt
from models.case.views import ClockView, View
from models.codes import STAFF_ROLES, RefusalCode
from models.intake.request import Request, read_request
from models.trust.statement import Signatory
from sessions.signing import Signers
from settings import Settings, load
from stack import TIME_SKIPPING, EmbeddedStack
from stack.embedded import LOOPBACK
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA

PEOPLE = (OMAR, LAYLA, SALMA, DIRECTOR)
_NUMBERS = itertools.count(1)
SECRETS = "secrets.json"


@dataclass
class System:
    """The stack with a client, and helpers that submit requests, give commands and read cases."""

    stack: EmbeddedStack
    config: Settings
    client: Client
    signers: Signers = field(init=False)
    skipper: TimeSkipper = field(init=False)

    def __post_init__(self) -> None:
        self.signers = Signers(self.config.home, **self.stack.signing_keys)
        self._on_record: dict[str, Actor] = {person.id: person for person in PEOPLE}
        self.skipper = TimeSkipper(self.client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=5_000))

    def request(self, **changes: Any) -> Request:
        """A new request without duplicates; `changes` as in `wire_request`."""
        new = {"id": f"T-{uuid.uuid4().hex[:12]}", "applicant__id_number": an_iqama()}
        return read_request(wire_request(**(new | changes)))

    async def submit(self, **changes: Any) -> Receipt:
        """Submit a request; returns its receipt."""
        receipt = await self.open(self.request(**changes))
        assert isinstance(receipt, Receipt)
        return receipt

    async def open(self, request: Request, wait: timedelta = ANSWER_TIMEOUT) -> Receipt | Queued:
        """Open the case of a request, signed by the channel of the house."""
        return await open_case(self.client, request, self.signers.channel(), wait)

    async def give(self, reference: str, given: AnyCommand, wait: timedelta = ANSWER_TIMEOUT) -> Receipt | Queued:
        """Give a command by update, signed by its actor."""
        return await apply(self.client, reference, given, self.signer(given.actor), wait)

    async def signal(self, reference: str, given: AnyCommand, name: str = "command") -> None:
        """Give a command by signal, signed by its actor, and wait until the case has taken or refused it.

        It is refused once and for all, so the worker has to know before who is on record.
        """
        before, message = len(await timeline(self.client, reference)), self.signed(reference, given)
        await asyncio.sleep(0.2 + 2 * self.config.trust_seconds)
        await self.handle(reference).signal(name, message)

        async def decided() -> bool:
            return len(await timeline(self.client, reference)) > before

        await eventually(decided)

    def signed(self, reference: str, given: AnyCommand) -> dict[str, Any]:
        """A command as its actor signs it."""
        return signed_command(self.client, reference, given, self.signer(given.actor))

    def signer(self, actor: Actor) -> Signatory:
        """Who signs for an actor; the staff records say the same of them as the test does."""
        self._put_on_record(actor)
        return self.signers.by(actor)

    def put_people_back(self) -> None:
        """Let the staff records say of everybody again what they said at first."""
        for person in PEOPLE:
            self._put_on_record(person)

    def _put_on_record(self, actor: Actor) -> None:
        if actor.role in STAFF_ROLES and self._on_record.get(actor.id) != actor:
            with connect(self.stack.admin_url) as connection:
                put_on_staff(connection, actor)
            self._on_record[actor.id] = actor

    def stands_in(self, substitute: Actor, away: Actor) -> None:
        """Put on record that somebody is away today, and who stands in."""
        self.signer(substitute), self.signer(away)
        now = datetime.now(UTC)
        with connect(self.stack.admin_url) as connection:
            go_away(connection, away.id, now - timedelta(hours=1), now + timedelta(days=1), substitute.id)

    async def do(self, reference: str, kind: str, actor: Actor = OMAR, **fields: Any) -> Receipt:
        """Give a command by update."""
        receipt = await self.give(reference, command(kind, actor, **fields))
        assert not isinstance(receipt, Queued)
        return receipt

    async def refusal(self, reference: str, kind: str, actor: Actor = OMAR, **fields: Any) -> RefusalCode:
        """Give a command that must be refused; returns the code."""
        with pytest.raises(Refused) as refused:
            await self.do(reference, kind, actor, **fields)
        return RefusalCode(refused.value.code)

    async def approve(self, reference: str, actor: Actor = OMAR, **fields: Any) -> Receipt:
        """An approve with everything it needs."""
        return await self.do(reference, "approve", actor, **(APPROVAL | fields))

    async def pass_time(self, reference: str, **delta: float) -> bool:
        """Skip time for one case; the others stand still. False when it ended meanwhile."""
        async with asyncio.timeout(30):
            return await self.skipper.fast_forward(self.handle(reference), timedelta(**delta))

    async def end(self, reference: str) -> Any:
        """Skip time until the case has ended; returns the result of its workflow."""
        await self.pass_time(reference, days=60)
        return await self.handle(reference).result()

    async def view(self, reference: str) -> View:
        """The view of a case."""
        seen = await view(self.client, reference)
        assert seen is not None
        return seen

    async def clocks(self, reference: str) -> tuple[ClockView, ...]:
        """The clocks of a case, explained."""
        explained = await clock(self.client, reference)
        assert explained is not None
        return explained.clocks

    async def types(self, reference: str) -> list[str]:
        """The types of the events of a case, without those of notices."""
        bodies = [event.body for event in await timeline(self.client, reference)]
        return [body.type for body in bodies if not isinstance(body, NoticeSent | NoticeFailed)]

    def handle(self, reference: str) -> WorkflowHandle[Any, Any]:
        """The workflow of a case."""
        return self.client.get_workflow_handle(reference)

    async def settled(self, receipt: Receipt) -> None:
        """Wait until the last event of a receipt is on record."""
        await self.recorded(receipt.reference, receipt.seq)

    def rows(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query of the records."""
        with connect(self.stack.database_url) as connection:
            return connection.execute(statement, parameters).fetchall()

    async def recorded(self, reference: str, seq: int) -> None:
        """Wait until an event is on record."""
        find = "SELECT 1 FROM case_event WHERE reference = %s AND seq = %s"
        await eventually(lambda: asyncio.to_thread(self.rows, find, reference, seq))

    async def caught_up(self, reference: str) -> list[Event]:
        """Wait until the events of a case are on record; returns them.

        That the last notices were sent is written with what comes next: these events are left out.
        """
        events = list(await timeline(self.client, reference))
        while isinstance(events[-1].body, NoticeSent):
            events.pop()
        await self.recorded(reference, events[-1].seq)
        return events


async def eventually(condition: Callable[[], Awaitable[Any]], seconds: float = 20) -> None:
    """Poll until a condition holds. Raises TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


APPROVAL: dict[str, Any] = {"reason": "note_removed", "reply": {"text": "تمت معالجة الملاحظة"}}


def an_iqama() -> str:
    """A residence number that was not used before in this run."""
    return residence_number(next(_NUMBERS))


def command(kind: str, actor: Actor = OMAR, **fields: Any) -> Any:
    """A command with an id of its own."""
    given = {"command_id": f"test-{next(_NUMBERS)}-{uuid.uuid4().hex[:8]}"} | fields
    return COMMAND.validate_python({"kind": kind, "actor": actor, **given})


def beneficiary(kind: str, **fields: Any) -> Any:
    """A command of the beneficiary."""
    return command(kind, BENEFICIARY, **fields)


@asynccontextmanager
async def idle(home: Path, *dynamic_config: str, **configured: Any) -> AsyncIterator[System]:
    """The servers in a folder, migrated, with people and no worker. `configured` are fields of the settings."""
    _lay_out(home)
    with EmbeddedStack(home, extra_dynamic_config=(*TIME_SKIPPING, *dynamic_config)) as stack:
        servers: dict[str, Any] = {
            "home": home,
            "policies": wakeful_policies(),
            "database_url": stack.database_url,
            "desk_url": stack.desk_url,
            "admin_url": stack.admin_url,
            "index_key": stack.index_key,
            "temporal_address": stack.temporal_address,
            "watchdog_seconds": 0,
            "trust_seconds": 0.1,
            "service_key": stack.signing_keys["service_key"],
            "allowed_networks": LOOPBACK,
        }
        config = Settings(**(servers | configured))
        client = await connected(config)
        await worker.register_search_attributes(client)
        yield System(stack, config, client)


@asynccontextmanager
async def running(home: Path, *dynamic_config: str, **configured: Any) -> AsyncIterator[System]:
    """The servers in a folder with people and a worker in this process."""
    async with idle(home, *dynamic_config, **configured) as system, worker.serving(system.config):
        yield system


def _lay_out(home: Path) -> None:
    """Copy the data of a prepared stack into a folder without any, owners included."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / SECRETS).exists():
        subprocess.run(["cp", "-a", *map(str, _prepared().iterdir()), str(home)], check=True)


@cache
def _prepared() -> Path:
    """The data of a stack that was started once, which halves the time of a start. Made once for each run."""
    made, kept = (Path(tempfile.mkdtemp(prefix="tawasul-tests-")) for _ in range(2))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    with EmbeddedStack(made) as stack:
        upgrade(stack.migration_url)
        stack.trust_own_keys()
        _add_people(stack.admin_url)
    with (made / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\n")  # what a killed server had written is in the system's memory all the same
    for part in (made / SECRETS, made / "postgres", *made.glob("temporal.db*")):
        shutil.move(part, kept)
    shutil.rmtree(made)
    return kept


@cache
def wakeful_policies() -> Path:
    """The packs without quiet hours, so that no test depends on the hour of its run. Made once for each run."""
    folder = Path(tempfile.mkdtemp(prefix="tawasul-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_packs(folder / "policies", {"*/pack.toml": without_quiet_hours}, load().policies)


def _add_people(url: str) -> None:
    with connect(url) as connection:
        for person in PEOPLE:
            put_on_staff(connection, person)


def put_on_staff(connection: Connection, person: Actor) -> None:
    """Let the staff records say of somebody what a test does; whether they are active stays as it is."""
    try:
        staff.change(connection, person.id, {"role": person.role})
        staff.set_teams(connection, person.id, person.teams)
    except staff.NoSuchStaff:
        member = staff.Member(id=person.id, name=person.id.title(), role=person.role, teams=person.teams)
        staff.add(connection, member)
