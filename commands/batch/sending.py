"""Sending of a command to many cases by one connection: some in flight at a time, and so many a second at most."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.concurrency import Throttle
from client.cases import WAIT, CommandTarget, cases
from commands.batch.result import BatchResult
from commands.common.on_record import answer_on_record
from commands.common.send import own_claim
from commands.common.words.advice import ExitCode
from errors import Component, NoSuchCase, Queued, Refused, TawasulError, Unreachable
from models.case.answers import Receipt
from models.case.commands import Actor, AnyCommand
from models.trust.statement import Signatory
from sessions.signing import Signers
from settings import Settings

IN_FLIGHT = 8
"""How many cases are in flight at a time: more would be answered no sooner, and by a slow worker not in time."""
SHORT_WAIT = timedelta(seconds=2)
"""How long a command waits for a worker while none has answered since another command found none."""


class Sending:
    """Sends what `build` makes for each case, signed by one actor; `done` is called with each final answer.

    Of several commands to a case each is sent after the case took the one before; the last answer counts. `by` signs
    where it is no session of this machine, and `target` reaches the cases where the settings do not say how.
    """

    def __init__(
        self,
        config: Settings,
        actor: Actor,
        build: Callable[[str], Sequence[AnyCommand]],
        done: Callable[[str], None],
        *,
        by: Signatory | None = None,
        target: Callable[[], Coroutine[Any, Any, CommandTarget]] = cases,
    ) -> None:
        self._by, self._build, self._done = by or Signers.of(config).by(actor), build, done
        self._target = target
        self._throttle = Throttle(config.batch_per_second)
        self._connecting: asyncio.Task[CommandTarget] | None = None
        self._found_no_worker = False

    async def send(self, reference: str) -> BatchResult:
        """The answer of one case. Raises Unreachable where not only this case cannot be reached."""
        try:
            commands = self._build(reference)
        except Unreachable:
            raise
        except TawasulError as error:
            return self._noted(BatchResult(reference, error))
        for command in commands[:-1]:
            result = await self._answered(reference, command)
            if result.code is not ExitCode.DONE:
                return self._noted(result)
        return self._noted(await self._answered(reference, commands[-1]))

    async def _answered(self, reference: str, command: AnyCommand) -> BatchResult:
        await self._throttle.turn()
        result = await self._tried(reference, command)
        self._found_no_worker = isinstance(result.answer, Queued)
        return result

    async def _tried(self, reference: str, command: AnyCommand) -> BatchResult:
        try:
            return BatchResult(reference, await self._applied(reference, command))
        except Refused as refused:
            return BatchResult(reference, refused, already=own_claim(refused, command) is not None)
        except Unreachable as error:
            if error.component is not Component.CASE:
                raise
            return BatchResult(reference, error)
        except TawasulError as error:
            return BatchResult(reference, error)

    async def _applied(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        wait = SHORT_WAIT if self._found_no_worker else WAIT
        connected = await self._connection()
        try:
            return await connected.apply(reference, command, self._by, wait)
        except NoSuchCase:
            known = await asyncio.to_thread(answer_on_record, reference, command, datetime.now(UTC))
        return known or await connected.start_for_appeal(reference, command, self._by)

    async def _connection(self) -> CommandTarget:
        """One connection for all, made for the first case."""
        self._connecting = self._connecting or asyncio.create_task(self._target())
        return await self._connecting

    def _noted(self, result: BatchResult) -> BatchResult:
        if result.final:
            self._done(result.reference)
        return result
