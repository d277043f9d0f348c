"""Late messages for cases that Temporal no longer has: commands of every kind, and requests under the old reference."""

from collections.abc import Iterator, Mapping
from typing import Any

from chaos.system.packs import OFFICERS, TWO_PERSONS
from chaos.workload.case_client import APPROVAL, QUESTION, side_by_side
from chaos.workload.clients import Player
from chaos.workload.entry_points import EntryPointKind
from models.case.commands import BENEFICIARY, COMMAND, AnyCommand

_TEXT = {"text": "أود متابعة الطلب."}
_ASKED_FOR = {"requested_by": "applicant", "way": "phone"}
_KINDS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("claim", {}, False),
    ("approve", APPROVAL, False),
    ("ask", QUESTION, False),
    ("note", _TEXT, False),
    ("reply", _TEXT, True),
    ("reopen", _TEXT, True),
    ("withdraw", {}, True),
    ("wait", {"party": "foreign_affairs", "reason": "verification"}, False),
    ("resume", {"note": "وصل الجواب بالهاتف"}, False),
    ("consult", {"to": "records_unit", "question": "هل القيد موجود؟"}, False),
    ("answer_consultation", {"answer": "موجود", "said_by": "أمين السجل", "way": "phone"}, False),
    ("interim_reply", {"reply": APPROVAL["reply"]}, False),
    ("reclassify", {"problem": "technical_error", "note": "صنف خطأ"}, False),
    ("split", {"service": TWO_PERSONS, "note": "الشطر الثاني عن إلغاء التأشيرة"}, False),
    ("seen", {"documents": ("passport_copy",)}, False),
    ("close", _ASKED_FOR, False),
    ("reopen_for", _ASKED_FOR | _TEXT, False),
    ("withdraw_for", _ASKED_FOR, False),
    ("remind", {}, True),
    ("appeal", _TEXT, True),
)
"""Each kind with its fields, and whether the beneficiary gives it."""
Json = Mapping[str, Any]


def late_commands(reference: str, moment: str) -> Iterator[AnyCommand]:
    """A command of every kind."""
    for kind, fields, by_beneficiary in _KINDS:
        actor = BENEFICIARY if by_beneficiary else OFFICERS[0]
        given = {"kind": kind, "command_id": f"{moment}-{reference}-{kind}", "actor": actor, **fields}
        yield COMMAND.validate_python(given)


async def send_late(player: Player, reference: str, request: Json, moment: str) -> list[str]:
    """Every command, the same request, and another one under its id; those that were answered wrongly.

    Through the command line, which answers from the records when Temporal does not know the case.
    """
    commands = list(late_commands(reference, moment))
    given = await side_by_side(lambda each: player.give(reference, each, EntryPointKind.COMMAND_LINE), commands)
    taken = [f"{reference}: {each.kind} was taken" for each, done in zip(commands, given, strict=True) if done]
    if not await player.open(request):
        taken.append(f"{reference}: its request got no receipt after the case was deleted")
    if await player.open(another(request)):
        taken.append(f"{reference}: another request got a receipt under its id")
    return taken


def another(request: Json) -> dict[str, Any]:
    """Another request under the id of this one."""
    applicant = request["applicant"] | {"name_en": "Somebody Else Altajribi"}
    return {**request, "applicant": applicant}
