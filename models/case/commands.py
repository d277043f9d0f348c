"""Commands to a case, from people and systems. Each carries an id that its sender chose before the first try."""

from datetime import timedelta
from operator import not_
from typing import Annotated, Literal, Self, get_args

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, TypeAdapter

from models.base import DEFERRED, Wire
from models.calendar.change import CalendarChange
from models.case.actor import BENEFICIARY, MOST_ABSENT, SYSTEM, Actor, StaffId
from models.case.standing import Standing
from models.codes import ContactWay, Outcome, Priority, Requester, Role
from models.intake.attachment import Attachment
from models.intake.fields import MAX_TEXT, Code
from models.policy import ServiceTerms
from models.text import clean
from models.validation import Pattern

__all__ = ["BENEFICIARY", "MOST_ABSENT", "SYSTEM", "Actor", "StaffId"]
"""Who gives commands, beside what is defined here."""


def _clean_text(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, Field(max_length=MAX_TEXT), BeforeValidator(_clean_text)]
Reference = Annotated[str, StringConstraints(pattern=r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]$")]
FaultReference = Annotated[str, StringConstraints(pattern=r"^FT(-[0-9A-Z]{4}){3}-[0-9A-Z]$")]
"""The reference of a fault (`models.faults`)."""
PackVersion = Annotated[str, Pattern(r"^[0-9A-Za-z._-]{1,40}$", "must have 1 to 40 Latin letters, digits and . _ -")]
CommandId = Annotated[
    str,
    Field(min_length=8, max_length=64),
    Pattern(r"^[A-Za-z0-9._:-]+$", "must be of Latin letters, digits and . _ : - only"),
]


MOST_SEEN = 50
"""How many documents at most one command says are seen."""


class Reply(Wire):
    """The official reply: a template of the pack with values for its placeholders, or the officer's own words."""

    template: Code | None = None
    values: dict[Code, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict)
    text: Text | None = None


class Command(Wire):
    """Base of the commands. `sent_at` lets a command that waited in a queue count from when it was sent."""

    command_id: CommandId
    actor: Actor
    sent_at: AwareDatetime | None = None
    absent: tuple[Actor, ...] = Field((), max_length=MOST_ABSENT, exclude_if=not_)
    """Those who are away and for whom the actor stands in: the case takes the command in whose place it is allowed."""
    expected_seq: int | None = Field(None, ge=0, exclude_if=lambda seq: seq is None)
    """The version of the case that its sender has seen: beyond it the command is refused; none: whatever happened."""


class Claim(Command):
    """Take the case: from the queue, or after the beneficiary's answer."""

    kind: Literal["claim"] = "claim"


class Release(Command):
    """Give up the case, so that nobody holds it."""

    kind: Literal["release"] = "release"


class Assign(Command):
    """Give the case to a member of staff."""

    kind: Literal["assign"] = "assign"
    to: Actor


class Approve(Command):
    """Approve the request, or take the next step of an approval that is proposed already."""

    kind: Literal["approve"] = "approve"
    reason: Code | None = None
    reply: Reply | None = None
    note: Text | None = None


class Reject(Command):
    """Reject the request."""

    kind: Literal["reject"] = "reject"
    reason: Code | None = None
    reply: Reply | None = None
    note: Text | None = None


class Confirm(Command):
    """Take the next step of the approval chain of a proposed decision."""

    kind: Literal["confirm"] = "confirm"
    note: Text | None = None


class SendBack(Command):
    """Drop a proposed decision and return the case to review."""

    kind: Literal["send_back"] = "send_back"
    note: Text


class Ask(Command):
    """Return the case to the beneficiary, for documents or answers."""

    kind: Literal["ask"] = "ask"
    reason: Code | None = None
    reply: Reply | None = None
    documents: tuple[Code, ...] = ()
    questions: tuple[Text, ...] = ()
    note: Text | None = None


class Redirect(Command):
    """Hand the case to another team of the directorate, or to another authority with an official reply."""

    kind: Literal["redirect"] = "redirect"
    team: Code | None = None
    authority: Code | None = None
    reason: Code | None = None
    reply: Reply | None = None
    note: Text | None = None


class Merge(Command):
    """Join the case to another one and close it."""

    kind: Literal["merge"] = "merge"
    into: Reference
    note: Text | None = None


class Escalate(Command):
    """Escalate by hand: raises the priority a step and notifies the role named."""

    kind: Literal["escalate"] = "escalate"
    to: Role = Role.SUPERVISOR
    note: Text | None = None


class Extend(Command):
    """Add working time to the resolution clock."""

    kind: Literal["extend"] = "extend"
    by: timedelta
    note: Text


class Note(Command):
    """An internal note; `about` names a case that was joined to this one."""

    kind: Literal["note"] = "note"
    text: Text
    about: Reference | None = None


class Prioritise(Command):
    """Set the priority, and with it the budgets of the clocks."""

    kind: Literal["prioritise"] = "prioritise"
    priority: Priority
    note: Text | None = None


class Answer(Command):
    """The beneficiary's answer to a returned case."""

    kind: Literal["reply"] = "reply"
    text: Text = ""
    attachments: tuple[Attachment, ...] = Field(default=(), max_length=5)


class Withdraw(Command):
    """The beneficiary takes the request back."""

    kind: Literal["withdraw"] = "withdraw"
    note: Text | None = None


class Reopen(Command):
    """Reopen within the follow-up window; `retry_failed`: the e-service failed again after `obstacle_removed`."""

    kind: Literal["reopen"] = "reopen"
    text: Text
    retry_failed: bool = False


class Rate(Command):
    """The beneficiary's rating of the result, 1 to 5."""

    kind: Literal["rate"] = "rate"
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Text | None = None


class ChangeCalendar(Command):
    """Apply a change of the working calendar, with its reason. One already applied (same version) changes nothing."""

    kind: Literal["calendar_changed"] = "calendar_changed"
    change: CalendarChange
    why: Text

    @classmethod
    def announcing(cls, change: CalendarChange, why: str, actor: Actor = SYSTEM) -> Self:
        """The command that applies an announced change; its id makes a case take it once, however often it is sent."""
        command_id = f"calendar:{change.name}:{change.version}".replace("+", ".")
        return cls(command_id=command_id, actor=actor, change=change, why=why)


class Wait(Command):
    """Wait for a third party: an authority, another team or a vendor; `until` is when its answer is expected."""

    kind: Literal["wait"] = "wait"
    party: Code
    reason: Code | None = None
    until: AwareDatetime | None = None
    note: Text | None = None


class Resume(Command):
    """Go on with a case that waits, for a third party or for the beneficiary; `answer` is what a third party said."""

    kind: Literal["resume"] = "resume"
    answer: Text | None = None
    note: Text | None = None


class Consult(Command):
    """Ask another team or authority a question; the case stays with its holder."""

    kind: Literal["consult"] = "consult"
    to: Code
    question: Text


class AnswerConsultation(Command):
    """Answer the question that was asked: as one of the team that was asked, or for those who gave the answer.

    Then `said_by` is who of them gave it, in words, and `way` how.
    """

    kind: Literal["answer_consultation"] = "answer_consultation"
    answer: Text
    said_by: Text | None = None
    way: ContactWay | None = None


class InterimReply(Command):
    """An official message to the beneficiary that decides nothing."""

    kind: Literal["interim_reply"] = "interim_reply"
    reply: Reply | None = None
    note: Text | None = None


class Recall(Command):
    """Take an official reply back that has not gone out yet; `note` says why, for colleagues."""

    kind: Literal["recall"] = "recall"
    note: Text


class Reclassify(Command):
    """Correct what a request is about: its service, its section, its problem. The first stage is not run again unless
    `assess_again`."""

    kind: Literal["reclassify"] = "reclassify"
    service: Code | None = None
    section: Code | None = None
    problem: Code | None = None
    assess_again: bool = False
    note: Text


class OnBehalf(Command):
    """Base of what staff do because somebody asked them to: who asked, and how."""

    requested_by: Requester
    way: ContactWay


class Migrate(Command):
    """Put the case under another version of its pack: `terms` are what that version says of its service."""

    kind: Literal["migrate"] = "migrate"
    version: PackVersion
    terms: ServiceTerms
    why: Text

    @classmethod
    def to(cls, version: str, terms: ServiceTerms, why: str, actor: Actor) -> Self:
        """The command for one case; its id makes the case take it once, however often it is sent."""
        return cls(command_id=f"migrate:{version}", actor=actor, version=version, terms=terms, why=why)


class Close(OnBehalf):
    """Close a resolved case before its follow-up window ends."""

    kind: Literal["close"] = "close"
    note: Text | None = None


class ReopenFor(OnBehalf):
    """Reopen a resolved case on the beneficiary's behalf."""

    kind: Literal["reopen_for"] = "reopen_for"
    text: Text


class WithdrawFor(OnBehalf):
    """Take the request back on the beneficiary's behalf."""

    kind: Literal["withdraw_for"] = "withdraw_for"
    note: Text | None = None


class Import(Command):
    """Go on with a case of another system from where it stands there. `fingerprint` is that of its request, and `to`
    who holds it. It is given with the request, and a case that is open takes none."""

    kind: Literal["import"] = "import"
    fingerprint: str
    standing: Standing
    to: Actor | None = None


class Appeal(Command):
    """Appeal against the result of a case: others decide on it, in a case of its own."""

    kind: Literal["appeal"] = "appeal"
    text: Text


class AppealFor(OnBehalf):
    """Appeal against the result of a case on the beneficiary's behalf."""

    kind: Literal["appeal_for"] = "appeal_for"
    text: Text


class ConcludeAppeal(Command):
    """Tell a case what came of an appeal against its result; `over`: the case of the appeal is closed."""

    kind: Literal["conclude_appeal"] = "conclude_appeal"
    appeal: Reference
    outcome: Outcome
    over: bool = False


class Split(Command):
    """Take a second matter out of a request that holds two: it becomes a case of its own, about this service."""

    kind: Literal["split"] = "split"
    service: Code
    section: Code | None = None
    problem: Code | None = None
    note: Text
    another: bool = Field(False, exclude_if=not_)
    """It is a further matter of a kind that was split off before. Left out when it is not, so that commands that were
    signed before keep their bytes."""


class SeeDocuments(Command):
    """Say that one has seen documents of the checklist."""

    kind: Literal["seen"] = "seen"
    documents: tuple[Code, ...] = Field(min_length=1, max_length=MOST_SEEN)


class Remind(Command):
    """The beneficiary reminds the directorate of an undecided request."""

    kind: Literal["remind"] = "remind"


class LinkFault(Command):
    """Say that the case is one of a fault; `known`: the fault is known, and its beneficiary is told so."""

    kind: Literal["link_fault"] = "link_fault"
    fault: FaultReference
    known: bool = False


class UnlinkFault(Command):
    """Say that the case is not one of a fault. From then on only staff link it to one."""

    kind: Literal["unlink_fault"] = "unlink_fault"
    fault: FaultReference
    note: Text | None = None


AnyCommand = (
    Claim | Release | Assign | Approve | Reject | Confirm | SendBack | Ask | Redirect | Merge | Escalate | Extend
    | Note | Prioritise | Answer | Withdraw | Reopen | Rate | ChangeCalendar
    | Wait | Resume | Consult | Reclassify | AnswerConsultation | InterimReply | Close | ReopenFor | WithdrawFor
    | Import
    | Appeal | AppealFor | ConcludeAppeal
    | Split | SeeDocuments | Remind | Migrate | LinkFault | UnlinkFault
    | Recall
)  # fmt: skip
COMMAND_OF_KIND: dict[str, type[AnyCommand]] = {
    each.model_fields["kind"].default: each for each in get_args(AnyCommand)
}
CommandUnion = Annotated[AnyCommand, Field(discriminator="kind")]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(CommandUnion, config=DEFERRED)
