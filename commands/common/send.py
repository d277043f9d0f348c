"""Sending of a command to its case: the actor, the fields, and the answer.

A command is a function from its own options to the fields of a model in `models.case.commands`. The decorator here adds
what those of beneficiaries share: the reference, `--command-id`, `--json`, the sending and the answer; those of staff,
which one or many cases are given, begin in `commands.batch.verb`.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from commands.common import terminal
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import AsJson, CommandId, Reference, command, option
from commands.common.typed.unknown_codes import suggestion
from commands.common.typed.which_case import exact_reference
from commands.common.words.advice import ExitCode, advice
from commands.common.words.documents import still_asked
from commands.common.words.labels import DONE, FOLLOW_UP
from commands.common.words.language import N_, _, in_arabic, in_one_line
from commands.common.words.titles import outcome_title, shown_status, stage_title, style_on_record, zone_of
from commands.common.words.to_beneficiaries import COMMANDS, DONE_IN_ARABIC
from errors import NoSuchCase, Queued, Refused, WrongUsage
from models.codes import RefusalCode, Stage

if TYPE_CHECKING:
    from models.case.actor import Actor
    from models.case.answers import Receipt
    from models.case.commands import AnyCommand, Command
    from models.case.style import CaseStyle

Fields = Mapping[str, object]
"""Fields of a command of `models.case.commands`; one that is None keeps its default."""

UNKNOWN = frozenset(
    {RefusalCode.UNKNOWN_REASON, RefusalCode.UNKNOWN_TEAM, RefusalCode.MALFORMED, RefusalCode.MISSING_REPLY}
)
"""Refusals after which a code may be one that no pack has."""

FieldsOf = TypeVar("FieldsOf", bound=Callable[..., Fields])
Framed = TypeVar("Framed", bound="Command")


def beneficiary_command(app: typer.Typer, *examples: str) -> Callable[[FieldsOf], FieldsOf]:
    """Register a command that the beneficiary gives, through the channel that knows them.

    The function's name is the `kind` of its model.
    """

    def register(fields_of: FieldsOf) -> FieldsOf:
        kind = fields_of.__name__

        def run(reference: str, *, command_id: str | None, as_json: bool, **own: Any) -> ExitCode:
            from commands.common.context import beneficiary

            known = exact_reference(reference)
            fields = _with_files(known, fields_of(**own))
            return give(known, build_command(kind, beneficiary(), command_id, fields), fields, as_json=as_json)

        run.__doc__ = fields_of.__doc__
        run.__signature__ = signature_of(  # type: ignore[attr-defined]
            fields_of,
            [inspect.Parameter("reference", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Reference)],
            [option("command_id", CommandId, None), option("as_json", AsJson, False)],
        )
        run.__annotations__ = {}
        command(app, FOLLOW_UP, *examples, name=kind.replace("_", "-"))(run)
        return fields_of

    return register


def _with_files(case: str, fields: Fields) -> Fields:
    """The fields with what is a file here stored. Raises WrongUsage, Unreachable."""
    if not fields.get("attachments"):
        return fields
    from commands.work.case.attaching import with_files

    given: Any = fields["attachments"]
    return {**fields, "attachments": with_files(case, given)}


def signature_of(
    fields_of: Callable[..., Fields], arguments: list[inspect.Parameter], options: list[inspect.Parameter]
) -> inspect.Signature:
    """The signature of a command: which cases, the options of its function, and those that every command has."""
    own = inspect.signature(fields_of).parameters.values()
    return inspect.Signature(
        [*arguments, *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own), *options]
    )


def give(reference: str, command: "AnyCommand", fields: Fields, *, as_json: bool, staff: str | None = None) -> ExitCode:
    """Send a command to its case and print the answer, for a member of staff where one gives it. Raises TawasulError.

    To claim what one holds already is done, and nothing changes. A code that no pack has is met with what was meant,
    by the `fields` as they were given.
    """
    try:
        return show_answer(send(reference, command), command.kind, as_json=as_json, staff=staff)
    except Refused as refused:
        if held := own_claim(refused, command):
            show_held(reference, held, as_json=as_json, staff=staff)
            return ExitCode.DONE
        if refused.code in UNKNOWN and (meant := suggestion(reference, fields, command.kind)):
            missing = refused.code == RefusalCode.MISSING_REPLY
            refused.advice = in_one_line((meant, advice(refused) if missing else ""))
        raise _presented_as_its_case(refused, reference, staff) from None


def own_claim(refused: Refused, command: "AnyCommand") -> Refused | None:
    """The refusal of a claim by whoever holds the case already; none of any other refusal."""
    repeated = refused.command == "claim" and refused.holder == command.actor.id
    return refused if repeated and refused.code == RefusalCode.WRONG_STAGE else None


def show_held(reference: str, held: Refused, *, as_json: bool, staff: str | None = None) -> None:
    """Print that somebody holds a case already, which they claimed."""
    if as_json:
        terminal.as_json({"reference": reference, "already": True, "holder": held.holder, "since": held.at})
        return
    since = terminal.moment(held.at, zone_of(style_on_record(reference, staff))) if held.at else terminal.NONE
    terminal.line(terminal.bold(reference), "  ", terminal.good(_("yours already")), _(", since {since}", since=since))


def build_command(kind: str, actor: "Actor", command_id: str | None, fields: Fields) -> "AnyCommand":
    """The command to a case with these fields, under an id chosen now so that a retry is safe. Raises WrongUsage."""
    from commands.common.typed.suggest import did_you_mean
    from models.case.commands import COMMAND_OF_KIND

    if kind not in COMMAND_OF_KIND:
        raise WrongUsage(_("no command is called {kind}", kind=kind or "–"), did_you_mean(kind, COMMAND_OF_KIND))
    return framed(COMMAND_OF_KIND[kind], actor, command_id, fields, of_command=kind.replace("_", "-"))


def framed(
    kind: "type[Framed]",
    actor: "Actor",
    command_id: str | None,
    fields: Fields,
    *,
    of_command: str,
) -> Framed:
    """A command of a class, with what all of them have. Raises WrongUsage, which names its help."""
    from uuid import uuid4

    from pydantic import ValidationError

    from models.validation import reason_of

    given = {name: value for name, value in fields.items() if value is not None}
    frame = {"command_id": command_id or uuid4().hex, "actor": actor, "sent_at": datetime.now(UTC)}
    try:
        return kind.model_validate({**given, **frame})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise WrongUsage(
            f"{field} {reason_of(first)}", _("see `tawasul {of_command} --help`", of_command=of_command)
        ) from None


def send(reference: str, command: "AnyCommand") -> "Receipt | Queued":
    """Send a command to its case; its receipt, or Queued when no worker answered in time. Raises TawasulError.

    For a case whose workflow Temporal does not know any more the records answer.
    """
    import settings
    from client.cases import cases
    from commands.common.process import event_loop
    from sessions.signing import Signers

    by = Signers.of(settings.load()).by(command.actor)

    async def go() -> "Receipt | Queued":
        return await (await cases()).apply(reference, command, by)

    async def appeal() -> "Receipt | Queued":
        return await (await cases()).start_for_appeal(reference, command, by)

    try:
        with WaitLine(_("waiting for a worker")):
            return event_loop.run(go())
    except NoSuchCase:
        from commands.common.on_record import answer_on_record

        known = answer_on_record(reference, command, datetime.now(UTC))
    return known or event_loop.run(appeal())


def show_answer(answer: "Receipt | Queued", kind: str, *, as_json: bool, staff: str | None = None) -> ExitCode:
    """Print the answer to a command: one line, or JSON."""
    if isinstance(answer, Queued):
        if as_json:
            terminal.as_json({"queued": True, "reference": answer.reference, "command_id": answer.command_id})
        else:
            note = _(
                "{kind} is stored and will be done, in order, when a worker is back (id {command_id})",
                kind=kind,
                command_id=answer.command_id,
            )
            terminal.line(terminal.bold(answer.reference), "  ", terminal.warning(_("queued")), f": {note}")
        return ExitCode.QUEUED
    if as_json:
        terminal.as_json(answer.model_dump(mode="json"))
    else:
        style = style_on_record(answer.reference, staff)
        what = [terminal.good(done(kind, answer)), *_in_arabic(kind, style)]
        terminal.line(terminal.bold(answer.reference), "  ", *what, *receipt_pieces(answer, style))
    return ExitCode.DONE


def _presented_as_its_case(refused: Refused, reference: str, reader: str | None) -> Refused:
    """The refusal with zone and language of its case, where it names an instant or has Arabic."""
    if (refused.at or refused.command in COMMANDS) and (style := style_on_record(reference, reader)):
        refused.zone, refused.language = style.zone, style.language
    return refused


def done(kind: str, receipt: "Receipt") -> str:
    """What the command did, in words; an approval that needs another person only proposes."""
    proposed = kind == "approve" and receipt.stage == Stage.AWAITING_APPROVAL
    if in_arabic() and kind in DONE_IN_ARABIC:
        return DONE_IN_ARABIC[kind]
    return _("proposed") if proposed else _(DONE[kind])


def _in_arabic(kind: str, style: "CaseStyle | None") -> list[terminal.Piece]:
    """What a beneficiary's command did in Arabic, unless the case is presented in another language."""
    arabic = DONE_IN_ARABIC.get(kind)
    return [f" ({arabic})"] if arabic and not in_arabic() and (style is None or style.language == "ar") else []


NOW, THEN = N_(", now {stage}"), N_(", then {stage}")
"""How the stage is told: as it is, or as it would be."""


def receipt_pieces(receipt: "Receipt", style: "CaseStyle | None", *, then: str = NOW) -> list[terminal.Piece]:
    """The stage of the case, its outcome and due instant; last the status as beneficiaries know it.

    `then` is the sentence of the stage.
    """
    pieces: list[terminal.Piece] = [_(", the appeal is {appeal}", appeal=receipt.appeal)] if receipt.appeal else []
    pieces.append(_(then, stage=stage_title(receipt.stage, style)))
    if receipt.outcome:
        pieces.append(f": {outcome_title(receipt.outcome, style)}")
    if receipt.due:
        left = terminal.time_left(receipt.due, datetime.now(UTC))
        pieces += [_("  until "), terminal.moment(receipt.due, zone_of(style)), " (", left, ")"]
    if receipt.other_language:
        pieces.append(terminal.warning(_("  the reply is not in the beneficiary's language")))
    if receipt.recallable_until and then == "now":
        at = terminal.time_of_day(receipt.recallable_until, zone_of(style))
        pieces.append(terminal.warning(_("  goes out at {at}: `recall` takes it back", at=at)))
    return [*pieces, *still_asked(receipt.asked, style), "  ", shown_status(receipt.status, style)]
