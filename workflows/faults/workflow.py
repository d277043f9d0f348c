"""The workflow of one fault: open → known → mended → closed.

A run goes on from what is on record under its reference; one that is started for a command and opens nothing ends.
"""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow

from models.case.state import Refusal
from models.codes import FaultStage
from models.faults.commands import FAULT_COMMAND, OpenFault
from models.faults.policy import FaultPolicy
from models.faults.state import FaultReceipt
from workflows.case.running.authenticity import refusal_of
from workflows.case.running.entry_point import as_error
from workflows.case.running.local_activity import local_activity
from workflows.case.running.messages import read_as
from workflows.faults.deadlines import next_wake
from workflows.faults.effects import FaultEffects
from workflows.faults.ports import (
    FAULT_APPLY,
    FAULT_WORKFLOW,
    FaultActivity,
    FaultOnRecord,
    FaultTermsFound,
    FindFaultTerms,
    ReadFault,
)
from workflows.faults.running import RunningFault


@workflow.defn(name=FAULT_WORKFLOW)
class FaultWorkflow:
    """One fault from its opening until it is closed."""

    @workflow.init
    def __init__(self, *given: Any) -> None:
        self._fault = RunningFault(workflow.info().workflow_id)
        self._effects = FaultEffects(self._fault)
        self._loaded, self._turn = False, asyncio.Lock()

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Go on from the records until it is closed and all of that is on record."""
        await self._load()
        await workflow.wait_condition(lambda: self._fault.state.seq > 0 or workflow.all_handlers_finished())
        while self._fault.state.seq and not self._settled():
            if self._effects.failure:
                raise self._effects.failure  # fails the workflow task, which is retried until a worker knows better
            self._fault.changed = False
            self._fault.let_time_pass()
            self._effects.start()
            if workflow.info().is_continue_as_new_suggested() and not self._fault.unrecorded():
                await self._go_on_as_new()
            await self._sleep()
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name=FAULT_APPLY, description="One command; gives a receipt, or a refusal with a code")
    async def apply(self, message: Any) -> FaultReceipt:
        """Decide a command and take its events; the receipt comes when they are on record."""
        await workflow.wait_condition(lambda: self._loaded)
        command = read_as(FAULT_COMMAND, message)
        if isinstance(command, Refusal):
            raise as_error(command)
        async with self._turn:
            stage = self._fault.state.stage
            terms = await self._terms(command) if isinstance(command, OpenFault) else None
            if refusal := self._fault.decide(command, message, terms):
                raise as_error(refusal)
            if isinstance(command, OpenFault) or stage is not self._fault.state.stage:
                self._effects.look_for_cases()
        seq = self._fault.state.seq
        await workflow.wait_condition(lambda: self._fault.recorded >= seq)
        return self._fault.state.answers.get(command.command_id) or self._fault.state.receipt()

    @apply.validator
    def _check(self, message: Any) -> None:
        refusal = refusal_of(workflow.info().workflow_id, "", message) or _unreadable(message)
        if refusal:
            raise as_error(refusal)

    async def _load(self) -> None:
        reference = self._fault.state.reference
        found = await local_activity(FaultActivity.READ, ReadFault(reference=reference), FaultOnRecord)
        self._fault.begin(found.events)
        self._loaded = True
        self._effects.look_for_cases()

    async def _terms(self, command: OpenFault) -> FaultPolicy | None:
        if self._fault.state.seq:
            return None
        order = FindFaultTerms(pack=command.pack, at=workflow.now())
        return (await local_activity(FaultActivity.TERMS, order, FaultTermsFound)).policy

    def _settled(self) -> bool:
        """Whether it is closed and on record, with nothing left to send."""
        state, done = self._fault.state, not self._effects.under_way and not self._fault.unrecorded()
        return state.stage is FaultStage.CLOSED and done and not state.outbox

    async def _sleep(self) -> None:
        """Sleep until something changes or falls due."""
        instants = [at for at in (next_wake(self._fault.state), self._effects.next_round) if at]
        left = max(min(instants) - workflow.now(), timedelta(milliseconds=1)) if instants else None
        try:
            await workflow.wait_condition(lambda: self._fault.changed, timeout=left)
        except TimeoutError:
            return

    async def _go_on_as_new(self) -> None:
        """Let a new run go on from the records."""
        await self._effects.stop()
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and not self._fault.unrecorded())
        workflow.continue_as_new(args=[])


def _unreadable(message: Any) -> Refusal | None:
    command = read_as(FAULT_COMMAND, message)
    return command if isinstance(command, Refusal) else None
