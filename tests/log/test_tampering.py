"""Whoever has every right in PostgreSQL, and knows how the records are made, changes them: each change is found.

The forger edits, and computes chain, head, columns and projection anew, so that the records agree with themselves. The
checkpoints are elsewhere.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from activities.records.audit import verify
from activities.records.database import connect
from activities.records.log_audit import verify_against
from activities.records.store import Records
from checkpoints.keeper import Keeper
from checkpoints.places import FilePlace
from models.case.commands import BENEFICIARY
from models.case.events import Event
from models.case.row import CaseRow, project
from models.case.state import CaseState
from models.log.checkpoint import notes_in
from models.log.note import Signer
from models.policy import CasePolicy
from tests.support.database import Database, case_of, opening_work, request
from tests.support.simulation import Case
from workflows.case.evolve import fold

FEW, CASES = 120, 8
SIGNER = Signer.made("tawasul.example/log")
KEPT = ("case_event", "case_row", "request", "log_entry", "log_waiting", "log_checkpoint")
Rows = list[dict[str, Any]]


class Forger:
    """A superuser of the records. What was changed is put back by `undo`."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self.connection = connection
        for table in ("case_event", "log_entry", "log_checkpoint", "log_generation"):
            self.do(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.do("SET session_replication_role = replica")
        for table in KEPT:
            self.do(f"CREATE TABLE kept_{table} AS TABLE {table}")
        self.references = [row["reference"] for row in self.all("SELECT reference FROM case_row ORDER BY reference")]

    def do(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement.encode(), values)

    def all(self, statement: str, *values: Any) -> Rows:
        return self.connection.execute(statement.encode(), values).fetchall()

    def undo(self) -> None:
        for table in reversed(KEPT):
            self.do(f"DELETE FROM {table}")
        for table in KEPT:
            self.do(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE kept_{table}")

    def bodies(self, reference: str) -> list[dict[str, Any]]:
        rows = self.all("SELECT body FROM case_event WHERE reference = %s ORDER BY seq", reference)
        return [json.loads(row["body"]) for row in rows]

    def rewrite(self, reference: str, bodies: list[dict[str, Any]], *, log_too: bool = False) -> None:
        """Put these events in the place of a case's, with everything that follows from them made anew."""
        self.do("DELETE FROM case_event WHERE reference = %s", reference)
        chain, events = reference.encode(), []
        for seq, body in enumerate(bodies, start=1):
            event = Event.model_validate(body | {"seq": seq})
            written = event.model_dump_json().encode()
            chain = hashlib.sha256(chain + written).digest()
            columns = (reference, seq, event.at, event.body.type, event.actor.id, event.actor.role, event.command_id)
            self.do("INSERT INTO case_event VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", *columns, written, chain)
            events.append(event)
            if log_too:
                self.do("UPDATE log_entry SET hash = %s WHERE reference = %s AND seq = %s", chain, reference, seq)
        self.project(reference, events, chain)

    def project(self, reference: str, events: list[Event], head: bytes) -> None:
        opened: Any = events[0].body
        (slice_,) = self.all("SELECT slice FROM policy WHERE digest = %s", opened.policy)
        policy = CasePolicy.model_validate_json(slice_["slice"])
        row = project(fold(CaseState(reference=reference, policy=policy), events))
        names = ", ".join(f'"{name}"' for name in CaseRow.model_fields)
        filled = f"SELECT {names} FROM jsonb_populate_record(NULL::case_row, %s)"
        set_all = f"UPDATE case_row SET head = %s, ({names}) = ({filled}) WHERE reference = %s"
        self.do(set_all, head, row.model_dump_json(), reference)


Tampering = Callable[[Forger, random.Random], None]


def _somebody_else(forger: Forger, dice: random.Random, *, log_too: bool = False) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    staff = [body for body in bodies if body["actor"]["role"] == "officer"]
    dice.choice(staff)["actor"]["id"] = f"o.{dice.randrange(10**6)}"
    forger.rewrite(reference, bodies, log_too=log_too)


def a_person_exchanged(forger: Forger, dice: random.Random) -> None:
    _somebody_else(forger, dice)


def a_person_exchanged_in_the_log_too(forger: Forger, dice: random.Random) -> None:
    _somebody_else(forger, dice, log_too=True)


def an_instant_moved(forger: Forger, dice: random.Random) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    body = dice.choice(bodies)
    body["at"] = body["at"].replace("00:00Z", f"00:{dice.randrange(1, 59):02}Z")
    forger.rewrite(reference, bodies)


def a_tail_cut(forger: Forger, dice: random.Random) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    forger.rewrite(reference, bodies[: dice.randrange(2, len(bodies))])


def a_tail_cut_with_its_entries(forger: Forger, dice: random.Random) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    last = dice.randrange(2, len(bodies))
    forger.rewrite(reference, bodies[:last])
    forger.do("DELETE FROM log_entry WHERE reference = %s AND seq > %s", reference, last)


def a_case_removed(forger: Forger, dice: random.Random) -> None:
    reference = dice.choice(forger.references)
    for table in ("request", "case_event", "case_row"):
        forger.do(f"DELETE FROM {table} WHERE reference = %s", reference)


def every_case_removed(forger: Forger, dice: random.Random) -> None:
    for table in ("request", "case_event", "case_row", "log_entry", "log_checkpoint"):
        forger.do(f"DELETE FROM {table}")


def an_event_planted(forger: Forger, dice: random.Random) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    planted = json.loads(json.dumps(bodies[-1]))
    planted["command_id"] = f"planted-{dice.randrange(10**9)}"
    forger.rewrite(reference, [*bodies, planted])


def a_case_exchanged_with_another(forger: Forger, dice: random.Random) -> None:
    one, other = dice.sample(forger.references, 2)
    bodies = forger.bodies(one), forger.bodies(other)
    forger.rewrite(one, bodies[1][:-1])
    forger.rewrite(other, bodies[0])


def the_log_reordered(forger: Forger, dice: random.Random) -> None:
    size = len(forger.all("SELECT 1 FROM log_entry"))
    one, other = dice.sample(range(size), 2)
    forger.do("UPDATE log_entry SET index = -1 WHERE index = %s", one)
    forger.do("UPDATE log_entry SET index = %s WHERE index = %s", one, other)
    forger.do("UPDATE log_entry SET index = %s WHERE index = -1", other)


def an_entry_of_the_log_changed(forger: Forger, dice: random.Random) -> None:
    forger.do("UPDATE log_entry SET hash = sha256(hash) WHERE index = %s", dice.randrange(20))


def an_event_written_past_the_log(forger: Forger, dice: random.Random) -> None:
    an_event_planted(forger, dice)
    forger.do("DELETE FROM log_waiting")


TAMPERINGS_BY_KIND: tuple[Tampering, ...] = (
    a_person_exchanged,
    a_person_exchanged_in_the_log_too,
    an_instant_moved,
    a_tail_cut,
    a_tail_cut_with_its_entries,
    a_case_removed,
    every_case_removed,
    an_event_planted,
    a_case_exchanged_with_another,
    the_log_reordered,
    an_entry_of_the_log_changed,
    an_event_written_past_the_log,
)


def life(source_id: str, steps: int) -> Case:
    case = case_of(request(id=source_id)).at("2026-01-06 10:00").claim()
    if steps > 1:
        case.ask()
    if steps > 2:
        case.at("2026-01-07 08:00").answer().at("2026-01-07 09:00").approve()
        case.at("2026-01-08 09:00").do("reopen", BENEFICIARY, text="لم تنجح المحاولة")
    return case


@pytest.fixture
def kept(records: Records, database: Database, tmp_path: Path) -> list[str]:
    """Some cases on record, logged, and the checkpoints that were signed meanwhile."""
    keeper = Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt"))
    for number in range(CASES):
        records.append(opening_work(life(f"case-{number}", number % 3 + 1)))
        keeper.keep()
    return notes_in((tmp_path / "checkpoints.txt").read_text())


@pytest.fixture
def forger(kept: list[str], database: Database) -> Iterator[Forger]:
    with psycopg.connect(database.superuser_url, autocommit=True, row_factory=dict_row) as connection:
        yield Forger(connection)


def is_whole(database: Database, notes: list[str]) -> bool:
    with connect(database.url) as connection:
        return verify(connection, None).whole and verify_against(connection, notes, [SIGNER.verifier]).whole


@pytest.mark.parametrize(
    "count", [FEW, pytest.param(1_000, marks=(pytest.mark.chaos, pytest.mark.proof, pytest.mark.timeout(600)))]
)
def test_each_tampering_is_found(count: int, forger: Forger, kept: list[str], database: Database) -> None:
    dice, missed = random.Random(count), list[str]()
    assert is_whole(database, kept)
    for number in range(count):
        tampering = TAMPERINGS_BY_KIND[number % len(TAMPERINGS_BY_KIND)]
        tampering(forger, dice)
        if is_whole(database, kept):
            missed.append(f"{number}: {tampering.__name__}")
        forger.undo()
    assert missed == []
    assert is_whole(database, kept)


@pytest.mark.parametrize("tampering", [a_person_exchanged, a_tail_cut, a_case_removed], ids=lambda each: each.__name__)
def test_the_forger_is_good_the_records_alone_agree_with_themselves(
    tampering: Tampering, forger: Forger, database: Database
) -> None:
    tampering(forger, random.Random(2))
    with connect(database.url) as connection:
        assert verify(connection, None).whole
