"""Many commands of all sorts to one case, by updates and signals, and repeats of any of them under their ids.

A command that was refused is not repeated: it would be decided anew, as the case stands then.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from temporalio.service import RPCError

from activities.concurrency import bounded
from chaos.history.log import OperationLog, Result
from chaos.seeded import seeded_random
from chaos.system.packs import OFFICERS, SUPERVISOR
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient
from chaos.workload.clients import Player
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.codes import Priority
from workarounds.cancellation import cancellation_kept
from workflows.names import CaseSignal

SENDERS, FILLING = 8, 50
"""How many messages are under way at once; of those that only fill the case, more."""
SIGNALS = 0.3
"""Share of the messages that are signals; the others are updates."""
REPEATS = 0.5
"""How often a command is followed by the repeat of another one."""
RECENT, SHARE_OF_RECENT = 400, 0.5
"""Of so many commands before it half of the repeats are, the others of any."""
DECIDING_FROM = 0.85
"""Share of the commands after which decisions come, too: a case can be reopened a few times only."""
PAUSE = 0.5
"""Seconds before a signal that did not reach the server is sent again."""

_FIELDS: dict[str, dict[str, Any]] = {
    "note": {"text": "اتصل المستفيد وأضاف معلومة."},
    "assign": {"to": OFFICERS[1]},
    "escalate": {"note": "مستعجل"},
    "extend": {"by": "PT1H", "note": "بانتظار جهة أخرى"},
    "ask": QUESTION,
    "reply": {"text": "رقم الإيصال مرفق في الطلب."},
    "approve": APPROVAL,
    "reject": {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}},
    "reopen": {"text": "ظهرت الرسالة نفسها."},
    "rate": {"score": 4},
}
_WORKING = {"note": 60, "claim": 8, "release": 6, "assign": 6, "prioritise": 6, "escalate": 3, "extend": 1}
_WORKING |= {"ask": 3, "reply": 5, "confirm": 2}
_DECIDING = _WORKING | {"approve": 6, "reject": 6, "reopen": 8, "rate": 6}
"""How often each kind is given, before and after decisions come. Those that end a case for good are left out."""
_ACTORS: dict[str, Actor] = {"assign": SUPERVISOR, "prioritise": SUPERVISOR, "extend": SUPERVISOR}
_ACTORS |= dict.fromkeys(("reply", "reopen", "rate"), BENEFICIARY)


def commands(seed: int, many: int) -> Iterator[AnyCommand]:
    """So many commands of all sorts, in the order in which they are begun."""
    random = seeded_random(seed, "repeats")
    for number in range(many):
        weights = _DECIDING if number >= DECIDING_FROM * many else _WORKING
        (kind,) = random.choices(list(weights), list(weights.values()))
        fields = {"priority": random.choice([*Priority])} if kind == "prioritise" else _FIELDS.get(kind, {})
        actor = _ACTORS.get(kind, random.choice(OFFICERS))
        yield _command(f"repeats-{number:06}", kind, actor, fields)


@dataclass
class Senders:
    """Several senders of the same commands to one case, and what they have sent."""

    client: CaseClient
    player: Player
    log: OperationLog
    reference: str
    seed: int
    sent: list[AnyCommand] = field(default_factory=list)
    """What may be repeated, oldest first: none of it was refused, or is under way."""
    updates: int = 0
    signals: int = 0
    repeats: int = 0
    _unanswered: set[str] = field(default_factory=set)

    async def send(self, given: Sequence[AnyCommand]) -> None:
        """Send every command, and repeat others in between; in the end have an answer to all that was signalled."""
        pending = iter(given)
        await asyncio.gather(*(self._send_some(pending, seeded_random(self.seed, "sender", n)) for n in range(SENDERS)))
        left = iter([each for each in self.sent if each.command_id in self._unanswered])
        await asyncio.gather(*(self._answer_some(left) for _ in range(SENDERS)))

    async def repeat(self, command: AnyCommand) -> bool:
        """Send a command again as an update; whether it has a receipt."""
        self.repeats += 1
        return await self._update(command)

    async def fill(self, many: int) -> None:
        """Send so many notes as signals, as fast as the server takes them, so that what came before is forgotten."""
        notes = (_command(f"filling-{number:06}", "note", OFFICERS[0], _FIELDS["note"]) for number in range(many))
        async for _ in bounded(self._leave, notes, FILLING):
            pass

    async def _send_some(self, pending: Iterator[AnyCommand], random: Random) -> None:
        for command in pending:
            await self._message(command, random)
            if self.sent and random.random() < REPEATS:
                self.repeats += 1
                await self._message(self._any_sent(random), random)

    async def _answer_some(self, left: Iterator[AnyCommand]) -> None:
        for command in left:
            await self.repeat(command)

    def _any_sent(self, random: Random) -> AnyCommand:
        """One that was sent before, which nobody else repeats meanwhile."""
        since = len(self.sent) - RECENT if random.random() < SHARE_OF_RECENT else 0
        return self.sent.pop(random.randrange(max(since, 0), len(self.sent)))

    async def _message(self, command: AnyCommand, random: Random) -> None:
        """Send a command; if it was not refused, it may be repeated."""
        known = True
        if random.random() < SIGNALS:
            await self._signal(command)
        else:
            known = await self._update(command)
        if known:
            self.sent.append(command)

    async def _update(self, command: AnyCommand) -> bool:
        self.updates += 1
        self._unanswered.discard(command.command_id)
        return await self.player.give(self.reference, command)

    async def _signal(self, command: AnyCommand) -> None:
        """Send a command as a signal: those with a name of their own by that name."""
        self.signals += 1
        self._unanswered.add(command.command_id)
        value = command.model_dump(mode="json", exclude_none=True, exclude={"kind", "command_id", "actor"})
        op = self.log.invoke(command.kind, self.reference, command.command_id, command.actor.id, **value)
        await self._leave(command)
        self.log.answered(op, Result.UNKNOWN, {"queued": True})

    async def _leave(self, command: AnyCommand) -> None:
        """Send a signal until the server has it."""
        name = command.kind if command.kind in (CaseSignal.APPROVE, CaseSignal.REJECT) else CaseSignal.COMMAND
        while True:
            try:
                with cancellation_kept():
                    return await self.client.signal(self.reference, command, name)
            except RPCError:
                await asyncio.sleep(PAUSE)


def _command(command_id: str, kind: str, actor: Actor, fields: Mapping[str, Any]) -> AnyCommand:
    return COMMAND.validate_python({"kind": kind, "command_id": command_id, "actor": actor, **fields})
