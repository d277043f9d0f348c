"""Rivals: people who act on one case at two moments, between which a disaster makes the system forget the first.

Every choice follows from a seed. Every operation is logged, and each has a command id of its own.
"""

from collections.abc import Sequence
from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from chaos.history.log import OperationLog, Result
from chaos.seeded import seeded_random
from chaos.system.packs import OFFICERS, TWO_PERSONS
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient, side_by_side
from chaos.workload.clients import Player
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand

_REJECTION: dict[str, Any] = {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}}
_NOTE: dict[str, Any] = {"text": "اطلعت على الطلب."}
Deed = tuple[tuple[str, dict[str, Any]], ...]
"""Commands of one person, in order."""
_DEEDS: dict[str, Deed] = {
    "approve": (("claim", {}), ("approve", APPROVAL)),
    "reject": (("claim", {}), ("reject", _REJECTION)),
    "ask": (("claim", {}), ("ask", QUESTION)),
    "note": (("note", _NOTE), ("note", _NOTE)),
    "withdraw": (("withdraw", {}),),
    "wait": (("claim", {}), ("wait", {"party": "foreign_affairs", "reason": "verification"})),
    "consult": (("claim", {}), ("consult", {"to": "records_unit", "question": "هل القيد موجود؟"})),
    "split": (("claim", {}), ("split", {"service": TWO_PERSONS, "note": "الشطر الثاني عن إلغاء التأشيرة"})),
    "remind": (("remind", {}),),
    "nothing": (),
}
_OF_BENEFICIARIES = frozenset({"withdraw", "remind"})
BY_SIGNAL = 0.2
"""Share of the deeds that are given by signals, whose senders wait for no answer."""


class Rivals:
    """People at the cases of one stack: at each moment another officer, or the beneficiary, does one deed at a case."""

    def __init__(self, client: CaseClient, log: OperationLog, player: Player, seed: int) -> None:
        self._client, self._log, self._player, self._seed = client, log, player, seed

    async def act(self, references: Sequence[str], moment: str) -> None:
        """One deed at each case; a refused command ends it."""
        await side_by_side(lambda each: self._act(each, moment), references)

    async def note(self, references: Sequence[str], moment: str) -> None:
        """A note of another officer at each case: it is taken as long as the case is not closed."""
        await side_by_side(
            lambda each: self._player.give(each, self._command(each, moment, 0, "note", _NOTE)), references
        )

    async def _act(self, reference: str, moment: str) -> None:
        random = seeded_random(self._seed, moment, reference)
        deed, by_signal = random.choice(list(_DEEDS)), random.random() < BY_SIGNAL
        for place, (kind, fields) in enumerate(_DEEDS[deed]):
            command = self._command(reference, moment, place, kind, fields)
            if by_signal:
                await self._signal(reference, command)
            elif not await self._player.give(reference, command):
                return

    def _command(self, reference: str, moment: str, place: int, kind: str, fields: dict[str, Any]) -> AnyCommand:
        officer = seeded_random(self._seed, "officer", moment, reference).choice(OFFICERS)
        actor: Actor = BENEFICIARY if kind in _OF_BENEFICIARIES else officer
        given = {"kind": kind, "command_id": f"{moment}-{reference}-{place}", "actor": actor, **fields}
        return COMMAND.validate_python(given)

    async def _signal(self, reference: str, command: AnyCommand) -> None:
        value = command.model_dump(mode="json", exclude_none=True, exclude={"kind", "command_id", "actor"})
        op = self._log.invoke(command.kind, reference, command.command_id, command.actor.id, **value)
        try:
            await self._client.signal(reference, command)
        except RPCError as failed:
            if failed.status is not RPCStatusCode.NOT_FOUND:
                raise
            self._log.answered(op, Result.FAIL, {"code": "not_running", "detail": "its workflow had ended"})
        else:
            self._log.answered(op, Result.UNKNOWN, {"queued": True})
