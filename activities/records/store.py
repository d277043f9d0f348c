"""The write side of the records: events, the projection after them, the request and its policy, in one transaction.

Database errors leave as `ApplicationError`s that name SQLSTATE and constraint and never repeat a value.

A worker's statements are built from `models.tables`. Where one is SQL text its module says why: here the call of
`append_case_events` takes 0.24 ms, against 0.27 ms by SQLAlchemy's function call.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from temporalio.exceptions import ApplicationError

from activities.keys.case_keys import HeldKey, case_keys_of
from activities.keys.parts import PartSealer
from activities.records.database import sqlalchemy_url
from activities.records.sealed import kept_event, kept_request
from activities.records.sessions import OWN_SETTINGS, session_limits
from errors import NoCaseKey, Unreachable
from models.intake.person_hash import applicant_key, concerned_key
from models.intake.request import Request
from models.intake.word_hash import hashes_of
from models.tables import RequestTable
from settings import Settings
from workflows.ports import Recorded, RecordEvents

UNAVAILABLE = "records_unavailable"
"""Error type: the records or their schema are not there now; a later try may succeed."""
REFUSED = "records_refused"
"""Error type: the records will never take this."""

_DATA_ERRORS = ("22", "23", "54", "P0")
"""SQLSTATE classes that speak of the data: no later try will do better."""

LONGEST_STATEMENT = 9
"""Seconds after which PostgreSQL ends a statement of a worker: shortly before the worker gives the work up
(`workflows.options.RECORDS_TIMEOUT`), so that the connection is free for the next try."""

Statement = str | Executable
"""SQL text with psycopg's placeholders, or a statement of SQLAlchemy: a module-level one is compiled once."""

_WAIT_FOR_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%(about)s, 12))"
"""The seed keeps these apart from the locks of cases in `append_case_events`; nobody waits for a turn who has one."""
_APPEND = """
SELECT last_seq, diverged_at
FROM append_case_events(%(reference)s, %(bodies)b::bytea[], %(row)s::jsonb, %(request)s::jsonb, %(policy)s,
                        %(heads)s::jsonb)
"""
_APPEND_WITH_KEY = """
WITH added AS (
    INSERT INTO case_key (reference, key_id, wrapped_by, wrapped, made_at)
    VALUES (%(reference)s, %(key_id)s, %(wrapped_by)s, %(wrapped)s, %(made_at)s)
    ON CONFLICT (reference) DO NOTHING
    RETURNING reference
), known AS (
    SELECT reference FROM added
    UNION ALL
    SELECT reference FROM case_key WHERE reference = %(reference)s AND key_id = %(key_id)s AND wrapped IS NOT NULL
)
SELECT last_seq, diverged_at
FROM known, append_case_events(known.reference, %(bodies)b::bytea[], %(row)s::jsonb, %(request)s::jsonb, %(policy)s,
                               %(heads)s::jsonb)
"""
"""Writes nothing at all where the case has another key, or had one and was erased."""


def engine_for(url: str, connections: int = 10) -> Engine:
    """A pool of connections in which each statement is its own transaction. Errors never show parameters."""
    options = f"{OWN_SETTINGS} {session_limits(statement=LONGEST_STATEMENT, lock=LONGEST_STATEMENT)}"
    return create_engine(
        sqlalchemy_url(url),
        isolation_level="AUTOCOMMIT",
        pool_size=connections,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,
        pool_reset_on_return=None,
        connect_args={"connect_timeout": 5, "options": options, "application_name": "tawasul worker"},
    )


def records_of(config: Settings, connections: int = 10) -> "Records":
    """The records by the settings of a process, sealed with the keys of their cases."""
    return Records(engine_for(config.database_url, connections), config.index_key, PartSealer(case_keys_of(config)))


@dataclass(frozen=True)
class Records:
    """The records as a worker uses them. Thread-safe; a broken connection is replaced at the next try."""

    engine: Engine
    index_key: str = field(repr=False)
    sealer: PartSealer | None = field(default=None, repr=False)
    """Seals what people wrote and who they are; without it that stands in clear."""
    transaction: Connection | None = field(default=None, repr=False)
    """Where statements run together; else each takes a connection of the pool and is a transaction by itself."""
    written: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)
    """Called in any thread once events may be on record: whoever is to be told of them is looked for then."""
    keys_added: list[tuple[str, HeldKey]] = field(default_factory=list, repr=False)
    """The keys of cases that the transaction put on record: they are not, where it is rolled back."""

    def __post_init__(self) -> None:
        if not self.index_key:
            raise ValueError("TAWASUL_INDEX_KEY is not set: give the key by which national ids are found")

    def append(self, work: RecordEvents, run_id: str = "", duplicate_key: str | None = None) -> Recorded:
        """Append events and keep the projection after them. What is on record already changes nothing.

        `duplicate_key`: by which the request is found as the same as another (`models.intake.person_hash`).

        `head` is the last event on record: when the first of `work` does not follow it, nothing was written. The same
        when another event than the one in `work` is on record under its number, `diverged_at`.
        """
        with translated_errors():
            appended = self._append_with_key(work, run_id, duplicate_key)
            parameters = {} if appended else self._append_parameters(work, run_id, duplicate_key)
        head, diverged_at = appended or self.one(_APPEND, parameters)
        if self.transaction is None:
            self.written()
        return Recorded(reference=work.reference, head=head, diverged_at=diverged_at)

    def _append_with_key(self, work: RecordEvents, run_id: str, duplicate_key: str | None) -> Any | None:
        """The same for a case whose key came with its request, and goes on record with its first events.

        None, and nothing was written: the key on record is to be asked for.
        """
        held = self.sealer.keys.to_record(work.reference) if self.sealer else None
        if held is None or self.sealer is None:
            return None
        sealing = replace(self, sealer=replace(self.sealer, key=held.key))
        key = {"key_id": held.kept.id, "wrapped_by": held.kept.by, "wrapped": held.kept.wrapped}
        parameters = sealing._append_parameters(work, run_id, duplicate_key)
        rows = self.all(_APPEND_WITH_KEY, {**parameters, **key, "made_at": datetime.now(UTC)})
        if rows:
            self.sealer.keys.recorded(work.reference, held)
            self.keys_added.append((work.reference, held))
        return rows[0] if rows else None

    @contextmanager
    def in_turn(self, about: str) -> Iterator["Records"]:
        """The records in one transaction, begun when every other one about the same thing has ended."""
        with translated_errors(), self.engine.connect() as pooled:
            connection = pooled.execution_options(isolation_level="READ COMMITTED")
            records = replace(self, transaction=connection, keys_added=[])
            try:
                with connection.begin():
                    connection.exec_driver_sql(_WAIT_FOR_TURN, {"about": about})
                    yield records
            except BaseException:
                records._forget_keys_added()
                raise
        self.written()

    def _forget_keys_added(self) -> None:
        if sealer := self.sealer:
            for reference, held in self.keys_added:
                sealer.keys.not_recorded(reference, held)

    def one(self, statement: Statement, parameters: Mapping[str, Any]) -> Any:
        """The one row of a statement. Raises NoResultFound, MultipleResultsFound."""
        with translated_errors(), self._connection() as connection:
            return _run(connection, statement, parameters).one()

    def all(self, statement: Statement, parameters: Mapping[str, Any]) -> Any:
        """All rows of a statement."""
        with translated_errors(), self._connection() as connection:
            return _run(connection, statement, parameters).all()

    def execute(self, statement: Statement, parameters: Mapping[str, Any]) -> None:
        """Run a statement for what it writes."""
        with translated_errors(), self._connection() as connection:
            _run(connection, statement, parameters)

    def _connection(self) -> AbstractContextManager[Connection]:
        return nullcontext(self.transaction) if self.transaction else self.engine.connect()

    def opened(self, value: bytes) -> bytes:
        """Bytes on record as they were before they were sealed; nothing, when the case was erased."""
        with translated_errors():
            return self.sealer.opened(value) if self.sealer else value

    def opened_json(self, value: Any) -> Any:
        """A JSON value on record as it was before it was sealed; None, when the case was erased."""
        with translated_errors():
            return self.sealer.opened_json(value) if self.sealer else value

    def _append_parameters(self, work: RecordEvents, run_id: str, duplicate_key: str | None) -> dict[str, Any]:
        try:
            kept = [kept_event(self.sealer, work.reference, event) for event in work.events]
            return {
                "reference": work.reference,
                "bodies": [each.body for each in kept],
                "row": work.row.model_dump_json(),
                "request": self._request_row(work, work.request, run_id, duplicate_key) if work.request else None,
                "policy": work.policy.text if work.policy else None,
                "heads": json.dumps([each.head for each in kept]),
            }
        except ValueError:
            raise ApplicationError("the events cannot be written as JSON", type=REFUSED, non_retryable=True) from None

    def _request_row(self, work: RecordEvents, request: Request, run_id: str, duplicate_key: str | None) -> str:
        kept = kept_request(self.sealer, self.index_key, request)
        row = RequestTable(
            reference=work.reference,
            run_id=run_id,
            source=request.source,
            source_id=kept.source_id,
            fingerprint=work.row.fingerprint,
            received=kept.received,
            receipt=work.receipt.model_dump(mode="json") if work.receipt else None,
            applicant_key=applicant_key(self.index_key, request),
            concerned_key=concerned_key(self.index_key, request),
            error_code=kept.error_code,
            received_at=work.row.opened_at,
            duplicate_key=duplicate_key,
            words=hashes_of(self.index_key, request),
        )
        return row.model_dump_json()


def _run(connection: Connection, statement: Statement, parameters: Mapping[str, Any]) -> CursorResult[Any]:
    if isinstance(statement, str):
        return connection.exec_driver_sql(statement, dict(parameters))
    return connection.execute(statement, parameters)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise database errors as application errors that the workflow may see."""
    try:
        yield
    except DBAPIError as error:
        raise application_error(error.orig) from None
    except Unreachable as away:
        raise ApplicationError(away.detail, type=UNAVAILABLE) from None
    except NoCaseKey as erased:
        raise ApplicationError(erased.detail, type=REFUSED, non_retryable=True) from None
    except PoolTimeout:
        raise ApplicationError("every connection to the records is busy", type=UNAVAILABLE) from None


def application_error(error: BaseException | None) -> ApplicationError:
    """A database error without any value: its SQLSTATE, the constraint it names, and whether it may be retried."""
    state = getattr(error, "sqlstate", None) or "none"
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None) or "none"
    refused = state[:2] in _DATA_ERRORS
    return ApplicationError(
        f"the records gave SQLSTATE {state}, constraint {constraint}",
        type=REFUSED if refused else UNAVAILABLE,
        non_retryable=refused,
    )
