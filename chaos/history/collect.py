"""Collects the evidence of a run at quiescence: reads the records, Temporal and the logs, and changes nothing.

A worker must be alive, as live cases are queried.
"""

import asyncio
import base64
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString, Protocol

from psycopg import IsolationLevel
from psycopg.rows import dict_row

from activities.records.database import Connection, connect
from chaos.faults.nemesis import FaultKind, InjectedFault
from chaos.history.evidence import Accepted, Evidence, Json, RecordedCase, Row
from chaos.history.log import json_lines, read
from chaos.history.opener import Opener
from chaos.history.temporal import workflows
from client import connected
from settings import Settings

_NOTICES = "SELECT * FROM notice ORDER BY reference, seq"
_ENTRIES = """
SELECT e.*, r.attempts FROM roundup_entry e LEFT JOIN roundup r ON r.key = e.roundup ORDER BY notice, e.recipient
"""
_EVENTS = "SELECT * FROM case_event ORDER BY reference, seq"
_ROWS = "SELECT * FROM case_row"
_REQUESTS = "SELECT * FROM request"
_KEYS = "SELECT reference, key_id, wrapped_by, wrapped FROM case_key"
_POLICIES = "SELECT digest, slice FROM policy"
_ANNOUNCED = "SELECT pack, calendar, version, change, announced_by FROM calendar_change ORDER BY at"
_CALENDAR = "calendar.toml"
_CALENDARS = "calendars"
_ATTENTION = "SELECT kind, reference, about, at, handled_at FROM attention ORDER BY id"


class Observed(Protocol):
    """A system of which evidence is collected: its settings, and where its packs and its gateways' log are."""

    @property
    def config(self) -> Settings:
        """The settings by which its servers and keys are found."""

    @property
    def accepted(self) -> Path:
        """The log of the messages that the gateways accepted."""

    @property
    def policies(self) -> Path:
        """The folder of the policy packs."""

    @property
    def portal_secret(self) -> str:
        """The secret by which the messages to the portal are signed."""


async def evidence_of(
    stack: Observed,
    log_files: Iterable[Path] = (),
    fault_log: Path | None = None,
    *,
    targets: Sequence[str] = (),
    promised: AbstractSet[str] = frozenset(),
    verbs: AbstractSet[str] = frozenset(),
    replaced: Iterable[str] = (),
    stale: Iterable[str] = (),
    restored: bool = False,
) -> Evidence:
    """Everything known of a run on a stack, as of now. Raises like `collect`."""
    found = await collect(
        stack.config,
        log_files,
        [stack.accepted],
        fault_log=fault_log,
        policies=stack.policies,
    )
    return replace(
        found,
        targets=tuple(targets),
        promised=frozenset(promised),
        verbs=frozenset(verbs),
        replaced=frozenset(replaced),
        stale=frozenset(stale),
        restored=restored,
        portal_secret=stack.portal_secret,
    )


async def collect(
    config: Settings,
    log_files: Iterable[Path],
    gateway_logs: Iterable[Path],
    *,
    fault_log: Path | None = None,
    policies: Path | None = None,
) -> Evidence:
    """Everything known of a run, as of now.

    Raises Unreachable, RuntimeError when Temporal does not answer, ValueError for a damaged log.
    """
    at = datetime.now(UTC)
    records = await asyncio.to_thread(recorded, config.database_url, wrapping_keys(config))
    client = await connected(config)
    return Evidence(
        at=at,
        operations=read(log_files),
        cases=records.cases,
        workflows=await workflows(client, records.cases),
        accepted=tuple(_accepted(gateway_logs)),
        attention=records.attention,
        faults=tuple(_faults(fault_log)) if fault_log else (),
        packs=packs_in(policies) if policies else {},
        announced=records.announced,
    )


@dataclass(frozen=True)
class Recorded:
    """The records as of one instant: all cases, the attention list, and the changes of calendars."""

    cases: dict[str, RecordedCase]
    attention: tuple[Row, ...]
    announced: tuple[Row, ...]


def wrapping_keys(config: Settings) -> str:
    """The keys that wrap the keys of cases, as text; empty where there are none."""
    file = config.wrapping_key_path
    return config.wrapping_keys or (file.read_text() if file.exists() else "")


def recorded(url: str, wrapping: str) -> Recorded:
    """The records as of one instant, opened with the wrapping keys. Raises Unreachable."""
    with connect(url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            attention, announced = (tuple(connection.execute(each).fetchall()) for each in (_ATTENTION, _ANNOUNCED))
            return Recorded(_cases(connection, wrapping), attention, announced)


def packs_in(policies: Path) -> dict[str, Json]:
    """The tables of each pack in a folder of policies, by its name."""
    packs = (_tables(folder) for folder in sorted(policies.iterdir()) if (folder / _CALENDAR).is_file())
    return {tables["name"]: tables for tables in packs}


def _tables(folder: Path) -> dict[str, Any]:
    """The tables of all files of a pack put together; that of its calendar under `calendar`, the others' as a list."""
    tables: dict[str, Any] = {}
    calendars: list[dict[str, Any]] = []
    for file in sorted(each for each in folder.rglob("*.toml") if each.parent.name != "examples"):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        if file.parent == folder / _CALENDARS:
            calendars.append(content)
        else:
            _merge(tables, {"calendar": content} if file.name == _CALENDAR else content)
    return tables | ({"calendars": calendars} if calendars else {})


def _merge(into: dict[str, Any], tables: dict[str, Any]) -> None:
    for name, value in tables.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _cases(connection: Connection, wrapping: str) -> dict[str, RecordedCase]:
    opener = Opener(wrapping, _as_kept(connection, _KEYS))
    rows, requests = _by_case(connection, _ROWS), _by_case(connection, _REQUESTS, opener.request)
    events, notices = _by_case(connection, _EVENTS, opener.event), _by_case(connection, _NOTICES, opener.notice)
    entries = _by_case(connection, _ENTRIES)
    policies = {each["digest"]: each["slice"] for each in connection.execute(_POLICIES)}

    def case(reference: str, row: Row | None) -> RecordedCase:
        return RecordedCase(
            reference=reference,
            row=row,
            event_rows=events.get(reference, ()),
            request=next(iter(requests.get(reference, ())), None),
            policy=policies.get(row["policy"]) if row else None,
            notices=notices.get(reference, ()),
            entries=entries.get(reference, ()),
        )

    references = rows.keys() | events.keys()
    return {reference: case(reference, next(iter(rows.get(reference, ())), None)) for reference in references}


def _as_kept(connection: Connection, statement: LiteralString) -> list[dict[str, Any]]:
    return connection.cursor(row_factory=dict_row).execute(statement).fetchall()


def _by_case(
    connection: Connection, statement: LiteralString, opened: Callable[[Row], Row] = lambda row: row
) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, list[Row]] = {}
    for row in _as_kept(connection, statement):
        rows.setdefault(row["reference"], []).append(opened(row))
    return {reference: tuple(found) for reference, found in rows.items()}


def _accepted(files: Iterable[Path]) -> Iterator[Accepted]:
    for line in (line for file in files for line in json_lines(file)):
        if "key" in line:
            body = base64.b64decode(line["body"]) if line.get("body") else None
            at, headers = datetime.fromisoformat(line["at"]), line.get("headers", {})
            yield Accepted(line["channel"], line["key"], line["sha256"], at, body, headers)


def _faults(file: Path) -> Iterator[InjectedFault]:
    for line in json_lines(file):
        at = datetime.fromisoformat(line["at"])
        seconds = float(line.get("seconds", 0))
        yield InjectedFault(line["component"], line["process"], FaultKind(line["kind"]), at, seconds)
