"""Plays a log of expense declarations on the live system: `python bench/drive.py LOG [--first 1000]`.

All events of all cases are given in their real order, the delays between them left out; those of one case strictly one
after another, those of different cases a few at a time. What each event means is in `bench.declarations`. At the end
every case must have the outcome the log has, decided by the log's events alone; else the exit code is 1. With the
addresses of Temporal and PostgreSQL in the environment these are used, and a worker must run; otherwise an embedded
stack is started in a folder of its own.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # called by its path: what it imports lies one above

from activities import staff
from activities.concurrency import bounded
from activities.packs import load_pack
from activities.records.database import connect
from bench.declarations import (
    END_STATES,
    Declaration,
    LogEvent,
    People,
    at_the_end,
    commands_for,
    in_real_order,
    read_log,
    request_of,
)
from client import apply, connected, open_case, view
from commands.common import terminal
from commands.common.terminal.progress import ProgressBar
from errors import Refused
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.packs.derive import case_policy
from sessions.signing import Signers
from settings import ELSEWHERE, Settings, load
from stack import EmbeddedStack
from workarounds.process_exit import end_process

IN_FLIGHT = 12
PATIENCE = timedelta(minutes=1)
"""How long one message waits for its answer: an unanswered one would be left as a signal, out of our sight."""

DESK_TEAM = "administration"
"""The team the pack routes declarations to."""

_ENDED = "SELECT reference, seq, stage, outcome FROM case_row WHERE reference = ANY(%s)"
_DECIDED_OTHERWISE = """
SELECT count(*) AS events FROM case_event
WHERE reference = ANY(%s) AND type IN ('resolved', 'closed', 'merged') AND (command_id IS NULL OR role = 'system')
"""


@dataclass
class DeclaredCases:
    """The cases of the declarations: their references, their last event numbers, and the refused commands."""

    client: Client
    people: People
    signers: Signers
    references: dict[str, str] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    async def all(self, declarations: list[Declaration]) -> None:
        """Play every event in its order, and then what follows from the end of the log."""
        by_id = {declaration.id: declaration for declaration in declarations}
        events = in_real_order(declarations)
        progress = ProgressBar("events", len(events))
        turns = defaultdict[str, asyncio.Lock](asyncio.Lock)  # fair: the events of a case wait for it in their order

        async def one(event: LogEvent) -> None:
            async with turns[event.case]:
                await self._event(by_id[event.case], event)

        async for _ in bounded(one, events, IN_FLIGHT):
            progress.step()
        progress.clear()
        for declaration in declarations:
            await self._give(declaration.id, at_the_end(declaration))

    async def _event(self, declaration: Declaration, event: LogEvent) -> None:
        if event.place == 0:
            await self._open(declaration)
            return
        seen = await view(self.client, self.references[event.case])
        if seen is None:
            raise LookupError(f"{event.case} is not open yet")
        await self._give(event.case, commands_for(event, seen, self.people))

    async def _open(self, declaration: Declaration) -> None:
        receipt = await open_case(
            self.client, request_of(declaration, datetime.now(UTC)), self.signers.channel(), PATIENCE
        )
        self.references[declaration.id] = receipt.reference
        if isinstance(receipt, Receipt):
            self.heads[declaration.id] = receipt.seq

    async def _give(self, case: str, commands: Iterable[AnyCommand]) -> None:
        for command in commands:
            try:
                by = self.signers.by(command.actor)
                receipt = await apply(self.client, self.references[case], command, by, PATIENCE)
            except Refused as refusal:
                self.refused.append(f"{command.command_id}: {refusal}")
            else:
                if isinstance(receipt, Receipt):
                    self.heads[case] = receipt.seq


@dataclass(frozen=True)
class Ended:
    """The states of the cases on record, and the number of decisions that the log did not cause."""

    states: dict[str, str]
    decided_otherwise: int


def drive(declarations: list[Declaration], config: Settings) -> int:
    """Play the declarations on running servers and print how they ended; 1 when anything differs from the log."""
    began = time.monotonic()
    play = asyncio.run(_play(declarations, config))
    seconds = time.monotonic() - began
    ended = _how_they_ended(play, config)
    events, rate = sum(len(each.events) for each in declarations), len(declarations) / seconds
    terminal.line(
        f"{len(declarations)} cases, {events} events of the log in {seconds:.0f} s ({rate:.1f} cases a second)"
    )
    for refusal in play.refused:
        terminal.line(terminal.bad("refused"), f"  {refusal}")
    return _compare(declarations, ended) or int(bool(play.refused))


async def _play(declarations: list[Declaration], config: Settings) -> DeclaredCases:
    client = await connected(config)
    policy = case_policy(load_pack(config.policies / "expenses"), "domestic_declaration")
    play = DeclaredCases(client, People.of(policy, DESK_TEAM), Signers.of(config))
    _take_on(play.people, config.admin_url)
    await play.all(declarations)
    return play


def _take_on(people: People, url: str) -> None:
    """Put the people of the chain on the staff list, so that notices to them have an addressee."""
    with connect(url) as connection:
        for actor in people.everybody:
            member = staff.Member(
                id=actor.id, name=actor.id.replace("_", " "), role=actor.role, teams=actor.teams, language="en"
            )
            try:
                staff.add(connection, replace(member, email=f"{actor.id}@university.example"))
            except staff.AlreadyStaff:
                continue


def _how_they_ended(play: DeclaredCases, config: Settings) -> Ended:
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


def _compare(declarations: list[Declaration], ended: Ended) -> int:
    """Print the outcomes of the log with the states of the cases; 1 when they differ."""
    pairs = Counter((each.outcome, ended.states.get(each.id, "not on record")) for each in declarations)
    rows = []
    for (outcome, state), count in sorted(pairs.items(), key=lambda item: -item[1]):
        same = END_STATES.get(outcome) == state
        rows.append((outcome, state, str(count), terminal.good("same") if same else terminal.bad("DIFFERENT")))
    terminal.table(("in the log", "in the system", "cases", ""), rows)
    terminal.line(f"decided by anything but the log: {ended.decided_otherwise}")
    different = sum(count for (outcome, state), count in pairs.items() if END_STATES.get(outcome) != state)
    return int(different > 0 or ended.decided_otherwise > 0)


@contextmanager
def _servers() -> Iterator[Settings]:
    """The servers of the environment, or an embedded stack for this run."""
    if any(os.environ.get(name) for name in ELSEWHERE):
        yield load()
        return
    with tempfile.TemporaryDirectory(prefix="tawasul-drive-", ignore_cleanup_errors=True) as home:
        with EmbeddedStack(Path(home), worker=True, announce=terminal.line) as stack:
            yield replace(load(stack.environment), temporal_address=stack.temporal_address)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path, help="a log in the normal form, JSON lines in gzip, sorted by arrival")
    parser.add_argument("--first", type=int, default=1000, metavar="N", help="how many cases to play (1000)")
    options = parser.parse_args()
    declarations = read_log(options.log, options.first)
    with _servers() as config:
        return drive(declarations, config)


if __name__ == "__main__":
    end_process(main())
