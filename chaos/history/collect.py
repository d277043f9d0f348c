"""Collects the evidence of a run at quiescence: reads the records, Temporal and the logs, and changes nothing.

A worker must be alive, as live cases are queried.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

from psycopg import IsolationLevel
from temporalio.client import Client

from activities.records.audit import Row, read_policy
from activities.records.database import Connection, connect
from chaos.faults.nemesis import FaultKind, InjectedFault
from chaos.history.evidence import Accepted, Evidence, RecordedCase
from chaos.history.log import json_lines, read
from chaos.history.temporal import workflows
from chaos.system.stack import StackUnderTest
from client import data_converter

_NOTICES = "SELECT key, reference, seq, audience, channel, status, attempts, error, created_at, sent_at FROM notice"
_EVENTS = "SELECT * FROM case_event ORDER BY reference, seq"
_POLICIES = "SELECT digest, slice FROM policy"
_ATTENTION = "SELECT kind, reference, about, at, handled_at FROM attention ORDER BY id"


async def evidence_of(
    stack: StackUnderTest,
    log_files: Iterable[Path] = (),
    fault_log: Path | None = None,
    *,
    targets: Sequence[str] = (),
) -> Evidence:
    """Everything known of a run on a stack, as of now. Raises like `collect`."""
    servers = stack.database_url, stack.temporal_address
    return await collect(*servers, log_files, [stack.accepted], fault_log, targets=targets)


async def collect(
    database_url: str,
    temporal_address: str,
    log_files: Iterable[Path],
    gateway_logs: Iterable[Path],
    fault_log: Path | None = None,
    *,
    targets: Sequence[str] = (),
) -> Evidence:
    """Everything known of a run, as of now. `targets` are the components that the run had to kill.

    Raises Unreachable, RuntimeError when Temporal does not answer, ValueError for a damaged log.
    """
    at = datetime.now(UTC)
    cases, attention = await asyncio.to_thread(recorded, database_url)
    client = await Client.connect(temporal_address, data_converter=data_converter())
    return Evidence(
        at=at,
        operations=read(log_files),
        cases=cases,
        workflows=await workflows(client, cases),
        accepted=tuple(_accepted(gateway_logs)),
        attention=attention,
        faults=tuple(_faults(fault_log)) if fault_log else (),
        targets=tuple(targets),
    )


def recorded(url: str) -> tuple[dict[str, RecordedCase], tuple[Row, ...]]:
    """All cases and the attention list, as of one instant. Raises Unreachable."""
    with connect(url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            return _cases(connection), tuple(connection.execute(_ATTENTION).fetchall())


def _cases(connection: Connection) -> dict[str, RecordedCase]:
    rows, requests = _by_case(connection, "SELECT * FROM case_row"), _by_case(connection, "SELECT * FROM request")
    events, notices = _by_case(connection, _EVENTS), _by_case(connection, _NOTICES)
    policies = {each["digest"]: read_policy(each["digest"], each["slice"]) for each in connection.execute(_POLICIES)}

    def case(reference: str, row: Row | None) -> RecordedCase:
        return RecordedCase(
            reference=reference,
            row=row,
            event_rows=events.get(reference, ()),
            request=next(iter(requests.get(reference, ())), None),
            policy=policies.get(row["policy"]) if row else None,
            notices=notices.get(reference, ()),
        )

    references = rows.keys() | events.keys()
    return {reference: case(reference, next(iter(rows.get(reference, ())), None)) for reference in references}


def _by_case(connection: Connection, statement: LiteralString) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, list[Row]] = {}
    for row in connection.execute(statement):
        rows.setdefault(row["reference"], []).append(row)
    return {reference: tuple(found) for reference, found in rows.items()}


def _accepted(files: Iterable[Path]) -> Iterator[Accepted]:
    for line in (line for file in files for line in json_lines(file)):
        if "key" in line:
            yield Accepted(line["channel"], line["key"], line["sha256"], datetime.fromisoformat(line["at"]))


def _faults(file: Path) -> Iterator[InjectedFault]:
    for line in json_lines(file):
        at = datetime.fromisoformat(line["at"])
        yield InjectedFault(line["component"], line["process"], FaultKind(line["kind"]), at)
