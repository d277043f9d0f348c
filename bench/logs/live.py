"""The live system as the one on which a log is played: delays are left out, arrivals lie in the last week."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from temporalio.client import Client

from activities import staff
from activities.records.database import connect
from bench.logs.playing import LogPlay
from client import apply, open_case, view
from errors import Unreachable
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.case.views import View
from models.intake.request import Request
from models.packs.pack import Pack
from sessions.signing import Signers
from settings import Settings
from simulation.logs.mapping import InvalidMapping, LogMapping
from simulation.logs.reading import LogCase, moved

Answer = TypeVar("Answer")
PATIENCE = timedelta(minutes=5)
"""How long one message waits for its answer: an unanswered one would be left as a signal, out of our sight."""
WEEK = timedelta(days=7)

_ENDED = "SELECT reference, seq, stage, outcome FROM case_row WHERE reference = ANY(%s)"
_DECIDED_OTHERWISE = """
SELECT count(*) AS events FROM case_event
WHERE reference = ANY(%s) AND type IN ('resolved', 'closed', 'merged') AND (command_id IS NULL OR role = 'system')
"""


@dataclass
class Live:
    """The servers of some settings. A case that has a due date in the log arrives in the week before `now`, at the
    weekday and time of day at which it did; any other one arrives when it is played."""

    client: Client
    signers: Signers
    mapping: LogMapping
    now: datetime
    in_flight: int = 12

    def weeks(self, case: LogCase) -> timedelta:
        """By how much a case is moved: whole weeks."""
        later = moved(case.arrived, timedelta(), self.mapping.reading)
        weeks = (self.now - later) // WEEK
        by = weeks * WEEK
        return by if moved(case.arrived, by, self.mapping.reading) <= self.now else by - WEEK

    def counts_from(self, case: LogCase) -> datetime:
        """When the request arrived, in the last week."""
        if case.due is None:
            return datetime.now(UTC)
        return moved(case.arrived, self.weeks(case), self.mapping.reading)

    async def open(self, request: Request, at: datetime) -> Receipt | None:
        """Open the case of a request, signed by the channel."""
        signer = self.signers.channel()
        receipt = await _patiently(lambda: open_case(self.client, request, signer, PATIENCE))
        return receipt if isinstance(receipt, Receipt) else None

    async def view(self, reference: str) -> View:
        """A case as it stands."""
        seen = await _patiently(lambda: view(self.client, reference))
        if seen is None:
            raise LookupError(f"{reference} is not open yet")
        return seen

    async def give(self, reference: str, command: AnyCommand, at: datetime) -> Receipt | None:
        """Give a command, signed by its actor. Raises Refused."""
        signer = self.signers.by(command.actor)
        receipt = await _patiently(lambda: apply(self.client, reference, command, signer, PATIENCE))
        return receipt if isinstance(receipt, Receipt) else None


async def _patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer to a call that changes nothing twice, tried again while the servers have too much to do."""
    until = time.monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            return await call()
        except Unreachable:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(1)


def check_tolerance(pack: Pack, mapping: LogMapping) -> None:
    """Raise InvalidMapping when cases of the last week would count from now, and their due dates say nothing."""
    if mapping.columns.due and pack.tolerance < WEEK:
        raise InvalidMapping(f"due dates: the tolerance of the pack {pack.name} is less than a week")


def take_on(mapping: LogMapping, url: str) -> None:
    """Put the people of a mapping on the staff list, so that notices to them have an addressee."""
    with connect(url) as connection:
        for name in mapping.people:
            actor = mapping.actor(name)
            member = staff.Member(
                id=name, name=name.replace("_", " "), role=actor.role, teams=actor.teams, language="en"
            )
            try:
                staff.add(connection, replace(member, email=f"{name}@log.example"))
            except staff.AlreadyStaff:
                continue


@dataclass(frozen=True)
class Ended:
    """The states of the cases on record, and the number of decisions that the log did not cause."""

    states: dict[str, str]
    decided_otherwise: int
    in_time: dict[str, bool | None] = field(default_factory=dict)
    """Whether each decision kept its promise; none where the delays were left out."""


def how_they_ended(play: LogPlay, config: Settings) -> Ended:
    """Wait until the records have the last event of every case, then read them."""
    references = list(play.references.values())
    case_of = {reference: case for case, reference in play.references.items()}
    deadline = time.monotonic() + 60
    with connect(config.database_url) as connection:
        while True:
            rows = connection.execute(_ENDED, (references,)).fetchall()
            on_record = {case_of[row["reference"]]: row["seq"] for row in rows}
            behind = [case for case, head in play.heads.items() if on_record.get(case, 0) < head]
            if not behind or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        states = {case_of[row["reference"]]: row["outcome"] or row["stage"] for row in rows}
        otherwise = connection.execute(_DECIDED_OTHERWISE, (references,)).fetchone()
    return Ended(states, otherwise["events"] if otherwise else 0)
