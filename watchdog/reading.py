"""The reading of a look: bounded queries of the records, and a few lists of Temporal."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import all_of
from activities.records.attention import listed_alerts
from activities.records.database import Connection, connect
from activities.records.watch import (
    OpenCase,
    WaitingNotice,
    erased,
    known,
    last_sent,
    open_among,
    open_cases,
    server_time,
    still_waiting,
    waiting_notices,
)
from client import view
from errors import Component, TawasulError, Unreachable
from models.codes import AttentionKind, Stage, StopCause
from watchdog.findings import LookLimits, Seen, Stopped
from workflows.case.running import search_attributes
from workflows.names import CASE_WORKFLOW

Found = TypeVar("Found")

AT_ONCE = 20
"""Cases asked side by side."""
PAGE = 1_000
"""The longest page of a list that the server gives."""
FIRST_WINDOW, OVERLAP = timedelta(days=1), timedelta(minutes=5)
"""How far back the first look asks for cases that were ended, and each later one beyond the look before it."""

_CASES = f"WorkflowType='{CASE_WORKFLOW}'"
_ENDED = "ExecutionStatus IN ('Terminated','Canceled','Failed','TimedOut')"
_COMPLETED = "ExecutionStatus = 'Completed'"
"""A case completes when all of it is on record. One that the records do not know was completed by a worker that is
none of ours, and took a request with it."""
_WEDGED = "TemporalReportedProblems IN ('category=WorkflowTaskFailed','category=WorkflowTaskTimedOut')"
"""Set by the server after five failures in a row, and taken back by the next task that succeeds."""
_NO_STAGE = f"{search_attributes.STAGE.name} IS NULL"
"""A case that opens sets it in the same workflow task."""
_CAUSES = {
    WorkflowExecutionStatus.TERMINATED: StopCause.TERMINATED,
    WorkflowExecutionStatus.CANCELED: StopCause.CANCELLED,
    WorkflowExecutionStatus.FAILED: StopCause.FAILED,
    WorkflowExecutionStatus.TIMED_OUT: StopCause.TIMED_OUT,
}

_NEVER_OPENED = _CAUSES | {WorkflowExecutionStatus.COMPLETED: StopCause.LOST}
"""The same of cases that are not on record."""


@dataclass(frozen=True, slots=True)
class _OnRecord:
    """What one look read in the records."""

    at: datetime
    compared: tuple[OpenCase, ...]
    doubted: frozenset[str]
    """The cases that are on the attention list as out of step."""
    waiting: tuple[WaitingNotice, ...]
    last_sent: dict[str, datetime]


class Reader:
    """Looks at one part of the open cases after another: `_place` is where the last look ended."""

    def __init__(self, client: Client, url: str, limits: LookLimits) -> None:
        self._client, self._url, self._limits = client, url, limits
        self._place = ""
        self._since: datetime | None = None
        self._differing: dict[str, datetime] = {}

    async def read(self) -> Seen:
        """What is to be seen now. Raises Unreachable, RPCError."""
        on_record = await asyncio.to_thread(self._on_record)
        running = await self._running(on_record.compared)
        ended = await self._ended_lately(on_record.at)
        completed = await self._ended_lately(on_record.at, _COMPLETED)
        missing = {case.reference for case in on_record.compared} - running.keys()
        stopped, stages = await self._described(missing | ended)
        seen = Seen(
            at=on_record.at,
            compared=len(on_record.compared),
            stopped=tuple(stopped),
            going_on=frozenset(ended & stages.keys()),
            never_opened=tuple(await self._never_on_record(ended | completed)),
            erased=await self._erased(ended | completed),
            wedged=await self._wedged(),
            unopened=await self._unopened(on_record.at),
            out_of_step=await self._out_of_step(on_record, running | stages),
            waiting=on_record.waiting,
            last_sent=on_record.last_sent,
        )
        self._place = on_record.compared[-1].reference if len(on_record.compared) == self._limits.cases else ""
        self._since = on_record.at - OVERLAP
        return seen

    def _on_record(self) -> _OnRecord:
        with connect(self._url) as connection:
            listed = listed_alerts(connection)
            keys = [each.about for each in listed if each.kind is AttentionKind.NOTICE_WAITING]
            listed_waiting = {each.key: each for each in still_waiting(connection, keys)} if keys else {}
            waiting = listed_waiting | {each.key: each for each in waiting_notices(connection, self._limits.tries)}
            return _OnRecord(
                at=server_time(connection),
                compared=tuple(open_cases(connection, self._place, self._limits.cases)),
                doubted=frozenset(each.reference for each in listed if each.kind is AttentionKind.OUT_OF_STEP),
                waiting=tuple(waiting.values()),
                last_sent=last_sent(connection),
            )

    async def _running(self, compared: Collection[OpenCase]) -> dict[str, str | None]:
        """The stages of the cases that run, as Temporal lists them, among those that are compared."""
        references = [case.reference for case in compared if "'" not in case.reference]
        if not references:
            return {}
        between = f"WorkflowId BETWEEN '{references[0]}' AND '{references[-1]}'"
        listed = self._client.list_workflows(f"{_CASES} AND ExecutionStatus='Running' AND {between}", page_size=PAGE)
        return {each.id: _stage(each) async for each in listed}

    async def _ended_lately(self, now: datetime, how: str = _ENDED) -> set[str]:
        """The cases that were ended by force, or otherwise, since the look before, by the clock of the records."""
        since = self._since or now - FIRST_WINDOW
        query = f"{_CASES} AND {how} AND CloseTime > '{since.isoformat()}'"
        listed = self._client.list_workflows(query, page_size=PAGE, limit=self._limits.ended)
        return {each.id async for each in listed}

    async def _wedged(self) -> frozenset[str]:
        """The cases whose tasks fail. Servers before 1.30 do not know: none."""
        query = f"{_CASES} AND ExecutionStatus='Running' AND {_WEDGED}"
        try:
            return frozenset([each.id async for each in self._client.list_workflows(query, limit=PAGE)])
        except RPCError as failed:
            if failed.status is RPCStatusCode.INVALID_ARGUMENT:
                return frozenset()
            raise

    async def _unopened(self, now: datetime) -> frozenset[str]:
        """The requests that came long ago, and of which neither Temporal nor the records know a stage."""
        since = now - self._limits.opened_within
        query = f"{_CASES} AND ExecutionStatus='Running' AND {_NO_STAGE} AND StartTime < '{since.isoformat()}'"
        waiting = {each.id async for each in self._client.list_workflows(query, limit=PAGE)}
        return frozenset(waiting - await asyncio.to_thread(self._among, known, waiting)) if waiting else frozenset()

    async def _described(self, references: Collection[str]) -> tuple[list[Stopped], dict[str, str | None]]:
        """Which of some cases, open on record, have no running workflow; and the stages of those that have."""
        if not references:
            return [], {}
        cases = await asyncio.to_thread(self._among, open_among, references)
        found = await all_of(self._stopped, cases, AT_ONCE)
        stopped = [each for each in found if isinstance(each, Stopped)]
        return stopped, dict(each for each in found if isinstance(each, tuple))

    def _among(self, read: Callable[[Connection, Collection[str]], Found], references: Collection[str]) -> Found:
        """What a query of the records says of some cases."""
        with connect(self._url) as connection:
            return read(connection, references)

    async def _stopped(self, case: OpenCase) -> Stopped | tuple[str, str | None] | None:
        """How the workflow of an open case was ended, or the stage of one that runs.

        None: it ended by itself and the records do not have that, or nobody says how; `reconcile` compares these.
        """
        described = await self._describe(case.reference)
        if described is None:
            return Stopped(case.reference, StopCause.LOST)
        if described.status is WorkflowExecutionStatus.COMPLETED:
            return await self._completed(case)
        cause = _CAUSES.get(described.status) if described.status else None
        return Stopped(case.reference, cause) if cause else (case.reference, _stage(described))

    async def _never_on_record(self, ended: set[str]) -> list[Stopped]:
        """Of cases that ended those that the records do not know, and that were not started again since.

        A run that failed was not ended by force: it refused its request (`FirstStage.end`), and would refuse it again.
        """
        if not ended:
            return []
        unknown = ended - await asyncio.to_thread(self._among, known, ended)
        described = [each for each in await all_of(self._describe, unknown, AT_ONCE) if each]
        causes = {each.id: _NEVER_OPENED.get(each.status) for each in described if each.status}
        return [
            Stopped(reference, cause) for reference, cause in causes.items() if cause and cause is not StopCause.FAILED
        ]

    async def _erased(self, ended: set[str]) -> frozenset[str]:
        """Of cases that ended those that were erased: their request was filed again, and answered from the records."""
        return frozenset(await asyncio.to_thread(self._among, erased, ended)) if ended else frozenset()

    async def _completed(self, case: OpenCase) -> Stopped | None:
        """A case that is open on record, and whose last run completed.

        A run completes when the case is closed and on record. One that no worker of ours can replay, or that was not at
        its end, was completed by somebody else; in one without a case, a worker of an earlier version found on record
        what Temporal had lost (now the case goes on in it).
        """
        try:
            seen = await view(self._client, case.reference)
        except Unreachable as silent:
            by_force = silent.component is Component.CASE
            return Stopped(case.reference, StopCause.TERMINATED) if by_force else None
        except TawasulError:
            return None
        if seen is None:
            return Stopped(case.reference, StopCause.LOST)
        ended = seen.row.stage is Stage.CLOSED and not seen.row.appeal_open and not seen.row.splitting
        return None if ended else Stopped(case.reference, StopCause.TERMINATED)

    async def _describe(self, reference: str) -> WorkflowExecutionDescription | None:
        try:
            return await self._client.get_workflow_handle(reference).describe()
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def _out_of_step(self, on_record: _OnRecord, stages: dict[str, str | None]) -> frozenset[str]:
        """The cases that have differed for long. Each that differs is asked again at every look, until it does not."""
        suspects = {case.reference for case in on_record.compared if _differs(case, stages)}
        suspects |= self._differing.keys() | on_record.doubted
        if not suspects:
            return frozenset()
        cases = await asyncio.to_thread(self._among, open_among, sorted(suspects)[: self._limits.cases])
        described = [each for each in await all_of(self._describe_case, cases, AT_ONCE) if each]
        stages_now = {each.id: _stage(each) for each in described}
        at = on_record.at
        before = dict.fromkeys(on_record.doubted, at - self._limits.differing_for) | self._differing
        differing = _references(case for case in cases if _differs(case, stages_now))
        self._differing = {reference: before.get(reference, at) for reference in differing}
        return frozenset(name for name, since in self._differing.items() if at - since >= self._limits.differing_for)

    async def _describe_case(self, case: OpenCase) -> WorkflowExecutionDescription | None:
        with suppress(RPCError):
            return await self._describe(case.reference)
        return None


def _references(cases: Iterable[OpenCase]) -> list[str]:
    return [case.reference for case in cases]


def _stage(execution: WorkflowExecution) -> str | None:
    """The stage that a case published; none before its first stage has finished."""
    return execution.typed_search_attributes.get(search_attributes.STAGE)


def _differs(case: OpenCase, stages: dict[str, str | None]) -> bool:
    stage = stages.get(case.reference)
    return stage is not None and stage != case.stage
