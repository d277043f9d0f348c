"""The records in tests: a database with its roles, and rows and events of simulated cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import psycopg

from activities.records.store import Records
from models.case.commands import SYSTEM
from models.case.events import Event, Opened
from models.case.projection import project
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import Priority, Stage, Status
from models.intake.reference import derive_reference
from models.intake.request import Request, read_request
from stack.folder import ROLES
from tests.support.requests import wire_request
from tests.support.simulation import Case, policy, riyadh
from workflows.case.evolve import fold
from workflows.ports import RecordEvents

INDEX_KEY = "a key for tests only"
MORNING = riyadh("2026-01-06 09:00")


@dataclass(frozen=True)
class Database:
    """One database, with the addresses of its roles."""

    name: str
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address with the workers' role."""
        return self.of("worker")

    @property
    def desk_url(self) -> str:
        """The address with the role that staff read by."""
        return self.of("desk")

    @property
    def admin_url(self) -> str:
        """The address with the administration's role."""
        return self.of("admin")

    @property
    def migration_url(self) -> str:
        """The address with the owner's role."""
        return self.of("owner")

    @property
    def superuser_url(self) -> str:
        """The address with the superuser's role."""
        return self._url("postgres")

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which commands use this database."""
        urls = {"DATABASE": self.url, "DESK": self.desk_url, "ADMIN": self.admin_url}
        return {f"TAWASUL_{name}_URL": url for name, url in urls.items()}

    def of(self, role: str) -> str:
        """The address with a role of ours, by its name in `stack.folder.ROLES`."""
        return self._url(f"tawasul_{role}")

    def _url(self, role: str) -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{self.name}"


@contextmanager
def made_of(empty: Database, name: str) -> Iterator[Database]:
    """A database that is a copy of an empty one while the block runs, for the roles alone that may connect to it."""
    with psycopg.connect(Database("postgres", empty.port, empty.password).superuser_url, autocommit=True) as superuser:
        yield create(superuser, empty, name)
        drop(superuser, name)


def create(superuser: "psycopg.Connection[Any]", empty: Database, name: str) -> Database:
    """Make a database that is a copy of an empty one, for the roles alone that may connect to it."""
    roles = ", ".join(f"tawasul_{role}" for role in ROLES)
    copied = f"TEMPLATE {empty.name} STRATEGY file_copy OWNER tawasul_owner"
    superuser.execute(f"CREATE DATABASE {name} {copied}".encode())
    superuser.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC".encode())
    superuser.execute(f"GRANT CONNECT ON DATABASE {name} TO {roles}".encode())
    return replace(empty, name=name)


def drop(superuser: "psycopg.Connection[Any]", name: str) -> None:
    """Drop a database, whoever is connected to it."""
    superuser.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def request(**changes: Any) -> Request:
    """A request as intake reads it."""
    return read_request(wire_request(**changes))


def case_of(opening: Request, opened: str = "2026-01-06 09:00", **changes: Any) -> Case:
    """A simulated case under the reference of a request."""
    case = Case(opened=opened, **changes)
    case.state = case.state.model_copy(update={"reference": opening.reference})
    return case


def work(case: Case, since: int = 0, **more: Any) -> RecordEvents:
    """The order by which a worker records a case: the events after `since`, and the row after the last."""
    events = tuple(event for event in case.events if event.seq > since)
    return RecordEvents(reference=case.state.reference, events=events, row=project(case.state), **more)


OPENING = 2
"""The events by which a simulated case is opened."""


def opening_work(case: Case, opening: Request | None = None) -> RecordEvents:
    """The first such order, with request, receipt and policy."""
    begun = fold(CaseState(reference=case.state.reference, policy=case.state.policy), case.events[:OPENING])
    return work(case, request=opening, receipt=begun.receipt(opening=True), policy=case.state.policy)


def put_on_record(records: Records, case: Case, **changes: Any) -> str:
    """Put a case on record; returns its reference."""
    records.append(opening_work(case, request(**changes)))
    return case.state.reference


def row(number: int = 1, **changes: Any) -> CaseRow:
    """A row of a queued case, opened and submitted in the morning; only for lists, it comes from no events."""
    values: dict[str, Any] = {
        "reference": derive_reference("lists", str(number)),
        "seq": 1,
        "fingerprint": "f",
        "pack": "test",
        "service": "a_service",
        "problem": "technical_error",
        "channel": "absher_individuals",
        "applicant_type": "citizen",
        "stage": Stage.QUEUED,
        "status": Status.UNDER_PROCESSING,
        "outcome": None,
        "team": "exit_visas",
        "assignee": None,
        "priority": Priority.NORMAL,
        "submitted_at": MORNING,
        "opened_at": MORNING,
        "updated_at": MORNING,
        "due_at": MORNING + timedelta(days=7),
        "answer_due_at": None,
        "first_response_due_at": MORNING + timedelta(days=1),
        "first_responded_at": None,
        "at_risk_at": MORNING + timedelta(days=5),
        "paused": False,
        "breached": False,
        "next_rung": None,
        "next_rung_at": None,
        "escalation": 0,
        "rounds": 0,
        "reopens": 0,
        "resolved_at": None,
        "closed_at": None,
        "in_time": None,
        "rating": None,
        "into": None,
        "policy": policy().digest,
    }
    return CaseRow(**(values | changes))


def opening_of(listed: CaseRow) -> RecordEvents:
    """The order that puts a row on record, with a single event."""
    body = Opened(
        fingerprint=listed.fingerprint,
        submitted_at=listed.submitted_at,
        clock_from=listed.submitted_at,
        channel=listed.channel,
        applicant_type=listed.applicant_type,
        language="ar",
        service=listed.service,
        policy=listed.policy,
    )
    event = Event(seq=1, at=listed.opened_at, actor=SYSTEM, body=body)
    return RecordEvents(reference=listed.reference, events=(event,), row=listed)
