"""Sending of a command to its case: the actor, the fields, and the answer.

A command is a function from its own options to the fields of a model in `models.case.commands`. The decorators here add
what all of them share: the reference, `--as`, `--command-id`, `--json`, the sending and the answer.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from commands.common import terminal
from commands.common.advice import ExitCode
from commands.common.declare import As, AsJson, CommandId, Reference, command
from commands.common.documents import still_asked
from commands.common.labels import DONE, FOLLOW_UP, REVIEW
from commands.common.titles import outcome_title, shown_status, stage_title, style_on_record, zone_of
from commands.common.unknown_codes import suggestion
from commands.common.which_case import exact_reference, which_case
from errors import NoSuchCase, Queued, Refused, WrongUsage
from models.codes import RefusalCode, Stage

if TYPE_CHECKING:
    from models.case.commands import Actor, AnyCommand
    from models.case.state import Receipt

Fields = Mapping[str, object]
"""Fields of a command of `models.case.commands`; one that is None keeps its default."""

Check = Callable[[str, Fields], None]
"""A check of a command against the records, before it is sent; raises TawasulError."""

Complete = Callable[[str, Fields], Fields]
"""What the records and the pack know of the fields of a command, before it is sent; raises TawasulError."""

Then = Callable[[str, Fields], None]
"""What the command still says after its answer."""

UNKNOWN = frozenset(
    {RefusalCode.UNKNOWN_REASON, RefusalCode.UNKNOWN_TEAM, RefusalCode.MALFORMED, RefusalCode.MISSING_REPLY}
)
"""Refusals after which a code may be one that no pack has."""

FieldsOf = TypeVar("FieldsOf", bound=Callable[..., Fields])


def staff_command(
    app: typer.Typer,
    *examples: str,
    check: Check | None = None,
    complete: Complete | None = None,
    then: Then | None = None,
) -> Callable[[FieldsOf], FieldsOf]:
    """Register a command that a member of staff gives; the function's name is the `kind` of its model."""
    return _sender(app, REVIEW, examples, by_staff=True, check=check, complete=complete, then=then)


def beneficiary_command(app: typer.Typer, *examples: str) -> Callable[[FieldsOf], FieldsOf]:
    """Register a command that the beneficiary gives, through the channel that knows them."""
    return _sender(app, FOLLOW_UP, examples, by_staff=False)


def _sender(
    app: typer.Typer,
    section: str,
    examples: tuple[str, ...],
    *,
    by_staff: bool,
    check: Check | None = None,
    complete: Complete | None = None,
    then: Then | None = None,
) -> Callable[[FieldsOf], FieldsOf]:
    def register(fields_of: FieldsOf) -> FieldsOf:
        kind = fields_of.__name__

        def run(
            reference: str, *, staff: str | None = None, command_id: str | None, as_json: bool, **own: Any
        ) -> ExitCode:
            from commands.common.context import acting, beneficiary

            known, fields = (checked_reference if by_staff else exact_reference)(reference), fields_of(**own)
            actor, absent = acting(staff) if by_staff else (beneficiary(), ())
            if check:
                check(known, fields)
            if complete:
                fields = complete(known, fields)
            reader = actor.id if by_staff else None
            try:
                answer = send(known, build_command(kind, actor, command_id, {**fields, "absent": absent}))
            except Refused as refused:
                refused.advice = suggestion(known, fields) if refused.code in UNKNOWN else ""
                raise _told_as_its_case(refused, known, reader) from None
            code = show_answer(answer, kind, as_json=as_json, staff=reader)
            if then:
                then(known, fields)
            return code

        run.__doc__ = fields_of.__doc__
        run.__signature__ = _signature(fields_of, by_staff)  # type: ignore[attr-defined]
        run.__annotations__ = {}
        command(app, section, *examples, name=kind.replace("_", "-"))(run)
        return fields_of

    return register


def _signature(fields_of: Callable[..., Fields], by_staff: bool) -> inspect.Signature:
    """The signature of the command: the reference, the options of the function, and those that every command has."""

    def option(name: str, kind: Any, default: object) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)

    own = inspect.signature(fields_of).parameters.values()
    return inspect.Signature(
        [
            inspect.Parameter("reference", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Reference),
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own),
            *([option("staff", As, None)] if by_staff else []),
            option("command_id", CommandId, None),
            option("as_json", AsJson, False),
        ]
    )


def checked_reference(reference: str) -> str:
    """The case that a member of staff means (`commands.common.which_case`). Raises WrongUsage, NoSuchCase."""
    return which_case(reference)


def build_command(kind: str, actor: "Actor", command_id: str | None, fields: Fields) -> "AnyCommand":
    """The command with these fields, under an id chosen now so that a retry is safe. Raises WrongUsage."""
    from uuid import uuid4

    from pydantic import ValidationError

    from models.case.commands import COMMAND
    from models.validation import reason_of

    given = {name: value for name, value in fields.items() if value is not None}
    frame = {"kind": kind, "command_id": command_id or uuid4().hex, "actor": actor, "sent_at": datetime.now(UTC)}
    try:
        return COMMAND.validate_python({**given, **frame})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        raise WrongUsage(f"{field} {reason_of(first)}", f"see `tawasul {kind.replace('_', '-')} --help`") from None


def send(reference: str, command: "AnyCommand") -> "Receipt | Queued":
    """Send a command to its case; its receipt, or Queued when no worker answered in time. Raises TawasulError.

    For a case whose workflow Temporal does not know any more the records answer.
    """
    import client
    import settings
    from commands.common import event_loop
    from commands.common.on_record import answer_on_record
    from sessions.signing import Signers

    by = Signers.of(settings.load()).by(command.actor)

    async def go() -> "Receipt | Queued":
        return await client.apply(await client.connect(), reference, command, by)

    async def appeal() -> "Receipt | Queued":
        return await client.start_for_appeal(await client.connect(), reference, command, by)

    try:
        return event_loop.run(go())
    except NoSuchCase:
        known = answer_on_record(reference, command, datetime.now(UTC))
    return known or event_loop.run(appeal())


def show_answer(answer: "Receipt | Queued", kind: str, *, as_json: bool, staff: str | None = None) -> ExitCode:
    """Print the answer to a command: one line, or JSON."""
    if isinstance(answer, Queued):
        if as_json:
            terminal.as_json({"queued": True, "reference": answer.reference, "command_id": answer.command_id})
        else:
            note = f"{kind} is stored and will be done, in order, when a worker is back (id {answer.command_id})"
            terminal.line(terminal.bold(answer.reference), "  ", terminal.warning("queued"), f": {note}")
        return ExitCode.QUEUED
    if as_json:
        terminal.as_json(answer.model_dump(mode="json"))
    else:
        terminal.line(
            terminal.bold(answer.reference), "  ", terminal.good(_done(kind, answer)), *receipt_line(answer, staff)
        )
    return ExitCode.DONE


def _told_as_its_case(refused: Refused, reference: str, reader: str | None) -> Refused:
    """The refusal with the zone and the language in which its case is presented, where it names an instant."""
    if refused.at and (style := style_on_record(reference, reader)):
        refused.zone, refused.language = style.zone, style.language
    return refused


def _done(kind: str, receipt: "Receipt") -> str:
    """What the command did, in words; an approval that needs another person only proposes."""
    return "proposed" if kind == "approve" and receipt.stage == Stage.AWAITING_APPROVAL else DONE[kind]


def receipt_line(receipt: "Receipt", staff: str | None = None) -> list[terminal.Piece]:
    """The stage of the case, its outcome and due instant; last the status as beneficiaries know it."""
    style = style_on_record(receipt.reference, staff)
    pieces: list[terminal.Piece] = [f", the appeal is {receipt.appeal}"] if receipt.appeal else []
    pieces.append(f", now {stage_title(receipt.stage, style)}")
    if receipt.outcome:
        pieces.append(f": {outcome_title(receipt.outcome, style)}")
    if receipt.due:
        left = terminal.time_left(receipt.due, datetime.now(UTC))
        pieces += ["  until ", terminal.moment(receipt.due, zone_of(style)), " (", left, ")"]
    return [*pieces, *still_asked(receipt.asked, style), "  ", shown_status(receipt.status, style)]
