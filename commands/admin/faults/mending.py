"""The command faults mend: one answer for all requests of a fault, each decided by a command of its own.

Whoever gives it signs each decision, and each request decides for itself whether it takes that. Interrupted, it goes on
where it stopped: the ids of the commands follow from fault and person.
"""

import hashlib
import sys
from typing import TYPE_CHECKING, Any

from commands.admin.faults.changing import give, show_receipt
from commands.admin.faults.group import Fault, app, named_fault
from commands.batch.options import DryRun, Preview
from commands.common import terminal
from commands.common.send import build_command
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Yes, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from commands.review.naming import named
from commands.review.options import Note, ReasonCode, ReplyTemplate, ReplyText, ReplyValues, official_reply
from errors import WrongUsage
from models.codes import FaultStage, Stage, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.batch.many import BatchOrder, Manner
    from commands.common.onlooker.looking import Onlooker
    from models.case.commands import Actor, AnyCommand
    from models.case.row import CaseRow
    from models.faults.events import FaultMended
    from models.faults.state import FaultState


@command(
    app,
    ADMIN,
    "tawasul faults mend ERR-5031 --reason note_removed --reply-template note_resolved --as m.reem",
    "tawasul faults mend ERR-5031 --as s.nasser",
)
def mend(
    fault: Fault,
    reason: ReasonCode = None,
    reply: ReplyText = None,
    reply_template: ReplyTemplate = None,
    values: ReplyValues = None,
    note: Note = None,
    dry_run: DryRun = False,
    preview: Preview = False,
    yes: Yes = False,
    staff: As = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Say that a fault is mended, and approve its requests with one answer.

    Each request is taken, if nobody holds it, and approved in your name; it decides by itself, and may refuse. Given
    again without an answer, it goes on with what is not decided; so does the second person where a decision needs two.
    """
    from commands.batch.many import Manner
    from commands.common.onlooker.looking import Intent, onlooker

    who, manner = onlooker(Intent(staff)), Manner(dry_run=dry_run, preview=preview, yes=yes, as_json=as_json)
    state, cases, unseen = _found(fault, who)
    _say_unseen(state.reference, unseen)
    if state.stage in (FaultStage.OPEN, FaultStage.KNOWN):
        answer = _answer(state, reason, official_reply(reply, reply_template, values), note)
        if dry_run or preview:
            return _answered(state.reference, answer, who, cases, manner)
        confirmed(
            _("{count} get their answer; it cannot be taken back", count=terminal.counted(len(cases), "request")),
            yes=yes,
        )
        named_id = _stable_id(state.reference, "mend", who.actor)
        receipt = give(state.reference, who.actor, "mend", named_id, **answer.model_dump(exclude={"type"}))
        if not as_json:
            show_receipt("mend", receipt, as_json=False)
        state, cases, _unseen = _found(fault, who)
    elif reason or reply or reply_template:
        raise WrongUsage(
            _("{reference} is mended: its requests get the answer that was given then", reference=state.reference)
        )
    if state.answer is None:
        raise WrongUsage(
            _(
                "{reference} was closed without an answer: its requests are decided one by one",
                reference=state.reference,
            )
        )
    return _answered(state.reference, state.answer, who, cases, manner)


def _answered(fault: str, answer: "FaultMended", who: "Onlooker", cases: "list[CaseRow]", manner: "Manner") -> ExitCode:
    """Give each request the answer, or show what would come of it."""
    from commands.batch.many import foresee_each, give_to_each

    order, references = _order(fault, answer, who, cases), [row.reference for row in cases]
    if manner.dry_run or manner.preview:
        return foresee_each(order, references, manner)
    return give_to_each(order, references, as_json=manner.as_json)


def _say_unseen(fault: str, unseen: int) -> None:
    """Say on stderr that others have to give the answer too."""
    if unseen:
        said = _(
            "{count} of teams that are not yours: somebody of theirs gives `tawasul faults mend {fault}` too",
            count=terminal.counted(unseen, "undecided request"),
            fault=fault,
        )
        terminal.line(terminal.warning(said), to=sys.stderr)


def _found(fault: str, who: "Onlooker") -> "tuple[FaultState, list[CaseRow], int]":
    """A fault as it stands, those of its requests that are not decided and that somebody sees, and how many they do not
    see."""
    from activities.reports.faults import cases_of, fault_state, how_many_of
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through

    with records() as connection, connection.transaction():
        reference = named_fault(connection, fault)
        state, _ = fault_state(connection, reference)
        cases = cases_of(connection, reference, who.scope(Verb.LIST), undecided=True)
        _all, undecided = how_many_of(connection, reference)
        look_through(connection, who, Verb.LIST, len(cases), fault=reference)
    return state, cases, undecided - len(cases)


def _answer(state: "FaultState", reason: str | None, reply: Any, note: str | None) -> "FaultMended":
    """The answer that the requests of a fault get. Raises WrongUsage where it is not whole or not of the pack."""
    from commands.common.context import packs
    from models.case.commands import Reply
    from models.faults.events import FaultMended

    pack = packs().get(state.rules.pack)
    if reason is None or reply is None:
        raise WrongUsage(_("say what its requests are answered: --reason, and --reply or --reply-template"))
    if pack and reason not in pack.reasons:
        raise WrongUsage(_("--reason: no reason {reason}", reason=reason), _("`tawasul policy show` lists the reasons"))
    if pack and reply.get("template"):
        if reply["template"] not in pack.replies:
            raise WrongUsage(
                _("--reply-template: no template {reply}", reply=reply["template"]),
                _("`tawasul policy show` lists them"),
            )
        reply = named(pack, reply)
    return FaultMended(reason=reason, reply=Reply(**reply), note=note)


def _order(fault: str, answer: "FaultMended", who: "Onlooker", cases: "list[CaseRow]") -> "BatchOrder":
    """What each request is given: it is taken where nobody holds it, and approved.

    The id of an approval is the same again until the request has undone one: sent it back, recalled or reopened it.
    """
    from activities.reports.faults import times_undone
    from commands.batch.many import BatchOrder
    from commands.common.context import records

    shared = {"absent": who.absent}
    fields = {"reason": answer.reason, "reply": answer.reply, "note": answer.note} | shared
    unheld = {row.reference: row.seq for row in cases if _is_to_be_taken(row)}
    with records() as connection:
        undone = times_undone(connection, [row.reference for row in cases])

    def build(_: object, reference: str, command_id: str) -> "AnyCommand":
        again = f":{undone[reference]}" if reference in undone else ""
        return build_command("approve", who.actor, f"{command_id}{again}", fields)

    def take(reference: str) -> "Sequence[AnyCommand]":
        if reference not in unheld:
            return ()
        named = f"{_stable_id(fault, 'claim', who.actor)}:{unheld[reference]}"
        return (build_command("claim", who.actor, named, shared),)

    named = _stable_id(fault, "approve", who.actor)
    return BatchOrder("approve", who, build, fields, command_id=named, before=take)


def _is_to_be_taken(row: "CaseRow") -> bool:
    return row.assignee is None and row.stage in (Stage.QUEUED, Stage.IN_REVIEW)


def _stable_id(fault: str, step: str, actor: "Actor") -> str:
    """The id of a command that somebody gives to each case of a fault: the same again, so that a run can go on."""
    return f"{step}:{fault}:{hashlib.sha256(actor.id.encode()).hexdigest()[:12]}"
