"""A superuser of the records who knows how they are made: edits, and has everything else agree with itself again."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from models.case.events import Event
from models.case.projection import project
from models.case.row import CaseRow
from models.case.state import CaseState
from models.policy import CasePolicy
from tests.support.signed_lives import SignedCase
from workflows.case.evolve import fold

KEPT = (
    "staff",
    "staff_team",
    "trusted_key",
    "known_subject",
    "policy",
    "case_row",
    "case_event",
    "request",
    "notice",
    "log_entry",
    "log_waiting",
    "log_checkpoint",
    "absence",
    "calendar_change",
    "disposal",
    "hold",
)
"""Tables that a tampering may change; what was in them is put back by `undo`."""
_COPIES = "forger"
_TRIGGERS = """
SELECT tgrelid::regclass::text AS "table", tgname AS name, tgenabled::text AS mode FROM pg_trigger
JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
"""
_MODES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
Rows = list[dict[str, Any]]
Body = dict[str, Any]
Tampering = Callable[["RecordsForger", random.Random], None]
"""One way to change the records, at random within its kind."""


class RecordsForger:
    """A superuser at the records of some cases, with the sessions of people that leaked to nobody else."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]], cases: Mapping[str, SignedCase]) -> None:
        self.connection, self.cases = connection, cases
        self.references = sorted(cases)
        self._for_now = list[tuple[str, str]]()
        self.do("SET session_replication_role = replica")
        self.do(f"CREATE SCHEMA {_COPIES}")
        for table in KEPT:
            self.do(f"CREATE TABLE {_COPIES}.{table} AS TABLE {table}")

    def do(self, statement: str, *values: Any) -> None:
        """Run a statement."""
        self.connection.execute(statement.encode(), values)

    def all(self, statement: str, *values: Any) -> Rows:
        """The rows of a query."""
        return self.connection.execute(statement.encode(), values).fetchall()

    def do_for_now(self, statement: str, undoing: str) -> None:
        """Run a statement that changes no rows once the triggers are back, and take it back by another one."""
        self._for_now.append((statement, undoing))

    def tamper(self, tampering: Tampering, dice: random.Random) -> None:
        """Tamper with the records in one way."""
        with self.unhindered():
            tampering(self, dice)
        for statement, _ in self._for_now:
            self.do(statement)

    @contextmanager
    def unhindered(self) -> Iterator[None]:
        """No trigger stands in the way while the block runs; afterwards all are as they were."""
        triggers = self.all(_TRIGGERS)
        for table in {each["table"] for each in triggers}:
            self.do(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for each in triggers:
                self.do(f'ALTER TABLE {each["table"]} {_MODES[each["mode"]]} TRIGGER "{each["name"]}"')

    def undo(self) -> None:
        """Put everything back."""
        while self._for_now:
            self.do(self._for_now.pop()[1])
        with self.unhindered():
            for table in reversed(KEPT):
                self.do(f"DELETE FROM {table}")
            for table in KEPT:
                self.do(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE {_COPIES}.{table}")

    def bodies(self, reference: str) -> list[Body]:
        """The events of a case as they stand."""
        rows = self.all("SELECT body FROM case_event WHERE reference = %s ORDER BY seq", reference)
        return [json.loads(row["body"]) for row in rows]

    def rewrite(self, reference: str, bodies: list[Body], *, log_too: bool = False) -> None:
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

    def append(self, reference: str, events: tuple[Event, ...]) -> None:
        """Add events as the function of the workers does: they wait for their place in the log as any other."""
        self.rewrite(reference, [*self.bodies(reference), *(json.loads(each.model_dump_json()) for each in events)])
        added = "INSERT INTO log_waiting (reference, seq, hash) SELECT reference, seq, hash FROM case_event"
        self.do(f"{added} WHERE reference = %s AND seq >= %s", reference, events[0].seq)

    def project(self, reference: str, events: list[Event], head: bytes) -> None:
        """The row of a case as its events make it."""
        opened: Any = events[0].body
        (slice_,) = self.all("SELECT slice FROM policy WHERE digest = %s", opened.policy)
        policy = CasePolicy.model_validate_json(slice_["slice"])
        row = project(fold(CaseState(reference=reference, policy=policy), events))
        names = sql.SQL(", ").join(map(sql.Identifier, CaseRow.model_fields))
        filled = sql.SQL("SELECT {} FROM jsonb_populate_record(NULL::case_row, %s)").format(names)
        set_all = sql.SQL("UPDATE case_row SET head = %s, ({}) = ({}) WHERE reference = %s").format(names, filled)
        self.connection.execute(set_all, (head, row.model_dump_json(), reference))
