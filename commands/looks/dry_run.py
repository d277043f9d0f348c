"""What a command would do to a case, by the rules of the case over its records. Nothing is sent."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from activities.reports.cases import row_of
from commands.batch.dry_run import foreseen
from commands.common.onlooker.looking import look_through
from commands.common.words.language import _
from commands.looks.asking import AtRecords, look
from errors import Damaged, Refused, WrongUsage
from models.case.answers import Receipt, Refusal
from models.case.commands import COMMAND, AnyCommand
from models.codes import RefusalCode, Verb

MOST_COMMANDS = 5


class DryRunAsked(NamedTuple):
    """Commands to one case, each given after it took the one before; whoever gives them is who asks."""

    reference: str
    commands: tuple[Mapping[str, Any], ...]


class DryRunTold(NamedTuple):
    """The receipt that the last of them would get, or the refusal of the first that would be refused."""

    receipt: Receipt | None
    refusal: Refusal | None = None
    command: str = ""


@look("dry_run")
def dry_run(place: AtRecords, asked: DryRunAsked) -> DryRunTold:
    """What the case would answer, with the view of it left behind. Raises NotAllowed, NoSuchCase, TawasulError."""
    (connection, who, _config), commands = place, [_own(place, each) for each in asked.commands[:MOST_COMMANDS]]
    if not commands:
        raise WrongUsage(_("say which command"))
    with connection.transaction():
        who.check(Verb.LIST, row_of(connection, asked.reference))
        look_through(connection, who, Verb.LIST, 1, dry_run=commands[-1].kind)
    found = foreseen(connection, asked.reference, commands).result.answer
    if isinstance(found, Receipt):
        return DryRunTold(found)
    if not isinstance(found, Refused):
        raise found if isinstance(found, Exception) else Damaged(asked.reference)
    fields = {name: getattr(found, name) for name in Refusal.model_fields if name not in ("code", "detail")}
    return DryRunTold(None, Refusal(code=RefusalCode(found.code), detail=found.detail, **fields), found.command)


def _own(place: AtRecords, given: Mapping[str, Any]) -> AnyCommand:
    """A command as who asks gives it, whoever it names. Raises ValidationError."""
    frame = {"actor": place.who.actor, "absent": tuple(place.who.absent)}
    command: AnyCommand = COMMAND.validate_python({**given, **frame})
    return command
