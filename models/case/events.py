"""Events of a case. State, records and notices are all derived from them."""

from datetime import datetime, timedelta
from operator import not_
from typing import Annotated, Literal, get_args

from pydantic import Field

from models.base import Wire
from models.calendar.change import CalendarChange
from models.case.commands import Actor
from models.case.first_event import FirstEvent
from models.case.standing import Passed, Standing
from models.codes import (
    Action,
    Channel,
    ClockKind,
    ContactWay,
    DecisionKind,
    ErasureReason,
    Outcome,
    PartyKind,
    Priority,
    RefusalCode,
    Requester,
    Role,
    ShareBy,
    Stage,
    StopCause,
    WaitEnd,
)
from models.intake.attachment import Attachment
from models.language import Text
from models.policy import ServiceTerms, Target
from models.sharing import Colleague
from models.triage.assessment import Assessment


class OfficialReply(Text):
    """The reply as it was given: fixed text in each language of the pack, or the officer's own words in all of them."""

    template: str | None = None


class SplitOf(Wire):
    """The case out of which a case was taken, and the how manieth it is of that one, from 1."""

    reference: str
    number: int


class AppealOf(Wire):
    """What the case of an appeal is about: the case whose result is appealed, everybody of staff who took part in
    that one, who decide nothing here, and at which levels it is decided."""

    reference: str
    number: int
    """Counts the appeals against results of that case, from 1."""
    took_part: tuple[str, ...] = ()
    levels: tuple[Role, ...] | None = Field(None, exclude_if=lambda levels: levels is None)
    """The roles above those that decided that one. None: it was opened before they were kept."""
    apart: tuple[str, ...] = Field((), exclude_if=not_)
    """The teams that had nothing to do with that one, and decide whatever the role."""


class Opened(FirstEvent):
    """A request became a case."""

    in_clear = True

    type: Literal["opened"] = "opened"
    appeal_of: AppealOf | None = Field(None, exclude_if=not_)
    """This and what follows is left out where there is none, so that older events keep their bytes."""
    split_of: SplitOf | None = Field(None, exclude_if=not_)


class Imported(FirstEvent):
    """A case of another system goes on here from where it stood there; `to` holds it."""

    type: Literal["imported"] = "imported"
    standing: Standing
    to: Actor | None = None
    passed: tuple[Passed, ...] = ()


class Assessed(Wire):
    """The automatic first stage concluded."""

    type: Literal["assessed"] = "assessed"
    assessment: Assessment
    reply: OfficialReply | None = None


class Claimed(Wire):
    """The actor took the case."""

    in_clear = True

    type: Literal["claimed"] = "claimed"


class Released(Wire):
    """The case was given up: nobody holds it."""

    in_clear = True

    type: Literal["released"] = "released"


class Assigned(Wire):
    """The case was given to a member of staff."""

    in_clear = True

    type: Literal["assigned"] = "assigned"
    to: Actor


class SharedOut(Wire):
    """The case, or its next approval `step`, was given to one of a team by the team's rule.

    `among` is what was known of each of them then, whoever comes next first; of `MOST_COLLEAGUES` at most.
    """

    in_clear = True

    type: Literal["shared_out"] = "shared_out"
    to: Actor
    team: str
    by: ShareBy
    skills: tuple[str, ...] = ()
    """Those that the case needs."""
    step: str | None = Field(None, exclude_if=not_)
    among: tuple[Colleague, ...] = ()


class NobodyAvailable(Wire):
    """The case, or its next approval `step`, was to be given to one of a team, and nobody was available: a rung."""

    in_clear = True

    type: Literal["nobody_available"] = "nobody_available"
    team: str
    by: ShareBy
    skills: tuple[str, ...] = ()
    step: str | None = Field(None, exclude_if=not_)
    among: tuple[Colleague, ...] = ()


class StepTaken(Wire):
    """One step of the approval chain, by whom."""

    step: str
    actor: Actor
    at: datetime


class Proposed(Wire):
    """A decision that still needs further steps of the approval chain."""

    type: Literal["proposed"] = "proposed"
    reason: str
    outcome: Outcome
    reply: OfficialReply
    note: str | None = None
    step: str


class Confirmed(Wire):
    """A further step was taken, and more are needed."""

    type: Literal["confirmed"] = "confirmed"
    step: str
    note: str | None = None


class SentBack(Wire):
    """A proposed decision was dropped, and the case is in review again."""

    type: Literal["sent_back"] = "sent_back"
    note: str


class Resolved(Wire):
    """The decision of this round: final, with the official reply. `step` is the last step of the chain."""

    type: Literal["resolved"] = "resolved"
    decision: DecisionKind
    outcome: Outcome
    reason: str | None = None
    reply: OfficialReply | None = None
    note: str | None = None
    step: str | None = None
    authority: str | None = None
    in_time: bool


class Asked(Wire):
    """The case was returned to the beneficiary, for documents or answers."""

    type: Literal["asked"] = "asked"
    round: int
    reason: str
    reply: OfficialReply
    documents: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    note: str | None = None


class Reminded(Wire):
    """The beneficiary was reminded that an answer is due."""

    in_clear = True

    type: Literal["reminded"] = "reminded"
    due: datetime


class Replied(Wire):
    """The beneficiary answered."""

    type: Literal["replied"] = "replied"
    text: str
    attachments: tuple[Attachment, ...] = ()


class Redirected(Wire):
    """Handed to another team of the directorate."""

    type: Literal["redirected"] = "redirected"
    team: str
    reason: str
    note: str | None = None


class Merged(Wire):
    """The case was joined to another one; `escalate`: that one is to be escalated for it."""

    type: Literal["merged"] = "merged"
    into: str
    escalate: bool = False
    note: str | None = None


class RungReached(Wire):
    """A rung of the ladder was reached: due at `due`, noticed at the event's own instant."""

    in_clear = True

    type: Literal["rung_reached"] = "rung_reached"
    clock: ClockKind
    run: int
    rung: str
    due: datetime


class Breached(Wire):
    """A clock's budget was used up before its promise was kept."""

    in_clear = True

    type: Literal["breached"] = "breached"
    clock: ClockKind
    run: int
    due: datetime


class Escalated(Wire):
    """One action of a rung, or an escalation by hand, with the people it reached.

    An escalation by hand is two events: the command, which `awaits_people`, and what the search found. `fallback` says
    that nobody was found for `target` and the pack's fall-back was taken instead.
    """

    type: Literal["escalated"] = "escalated"
    action: Action
    rung: str | None = None
    target: Target | None = None
    people: tuple[Actor, ...] = ()
    fallback: bool = False
    priority: Priority | None = None
    team: str | None = None
    note: str | None = None
    awaits_people: bool = Field(False, exclude_if=not_)
    """The people of the target are looked up, and an event of its own says who was told. Cases of earlier versions
    looked nobody up. Left out when false: older events keep their bytes."""


class Extended(Wire):
    """Working time was added to the resolution clock."""

    type: Literal["extended"] = "extended"
    by: timedelta
    note: str


class Noted(Wire):
    """An internal note; `about` names a case that was joined to this one."""

    type: Literal["noted"] = "noted"
    text: str
    about: str | None = None


class Reprioritised(Wire):
    """The priority was set, and with it the budgets of the clocks."""

    type: Literal["reprioritised"] = "reprioritised"
    priority: Priority
    note: str | None = None


class Requested(Wire):
    """Base of what staff may do on the beneficiary's behalf: who asked and how. Left out where the beneficiary did it
    themselves, so that older events keep their bytes."""

    requested_by: Requester | None = Field(None, exclude_if=not_)
    way: ContactWay | None = Field(None, exclude_if=not_)


class Withdrawn(Requested):
    """The request was taken back."""

    type: Literal["withdrawn"] = "withdrawn"
    note: str | None = None


class Reopened(Requested):
    """A resolved case was reopened."""

    type: Literal["reopened"] = "reopened"
    text: str
    cause: Literal["request", "retry_failed", "low_rating"] = "request"


class Rated(Wire):
    """The beneficiary rated the result, 1 to 5."""

    type: Literal["rated"] = "rated"
    score: int
    comment: str | None = None


class Closed(Requested):
    """The case was closed. `outcome` is the sub-reason that is always shown."""

    in_clear = True

    type: Literal["closed"] = "closed"
    outcome: Outcome


class WaitBegun(Wire):
    """The case waits for a third party, at most for `limit` of working time; `pauses`: so does the promise."""

    type: Literal["wait_begun"] = "wait_begun"
    party: str
    party_kind: PartyKind
    reason: str
    limit: timedelta
    pauses: bool
    until: datetime | None = None
    note: str | None = None


class WaitEnded(Wire):
    """The wait for a third party ended: by its answer, without one, or because its time was used up."""

    type: Literal["wait_ended"] = "wait_ended"
    cause: WaitEnd
    answer: str | None = None
    note: str | None = None


class TakenUp(Wire):
    """Staff went on with a case that had been returned to the beneficiary, without waiting for the answer."""

    type: Literal["taken_up"] = "taken_up"
    note: str | None = None


class Chased(Wire):
    """Whoever owes an answer is to be reminded: a third party by the holder, or the team that was asked."""

    in_clear = True

    type: Literal["chased"] = "chased"
    clock: ClockKind
    run: int
    due: datetime


class Consulted(Wire):
    """Another team or authority was asked a question; `number` counts the questions of the case."""

    type: Literal["consulted"] = "consulted"
    number: int
    to: str
    party_kind: PartyKind
    question: str
    limit: timedelta


class ConsultationAnswered(Wire):
    """The question was answered: by who was asked, or for them, and then with who of them said it, and how."""

    type: Literal["consultation_answered"] = "consultation_answered"
    number: int
    answer: str
    said_by: str | None = Field(None, exclude_if=not_)
    way: ContactWay | None = Field(None, exclude_if=not_)


class ReclassificationAsked(Wire):
    """The classification is to be corrected: what the pack says of it comes as an event of its own."""

    type: Literal["reclassification_asked"] = "reclassification_asked"
    service: str | None = None
    section: str | None = None
    problem: str | None = None
    assess_again: bool = False
    note: str


class Reclassified(Wire):
    """The classification was corrected: with another service come its `terms`, with a new assessment what it found."""

    type: Literal["reclassified"] = "reclassified"
    service: str | None = None
    section: str | None = None
    problem: str | None = None
    terms: ServiceTerms | None = None
    assessment: Assessment | None = None
    provided: tuple[str, ...] = Field((), exclude_if=not_)
    """The documents of the new service's checklist that came with the request."""


class NotReclassified(Wire):
    """The classification stays as it was: the pack does not know these codes."""

    type: Literal["not_reclassified"] = "not_reclassified"
    unknown: tuple[str, ...]


class InterimReplied(Wire):
    """The beneficiary got an official message that decides nothing."""

    type: Literal["interim_replied"] = "interim_replied"
    reply: OfficialReply
    note: str | None = None


class Appealed(Requested):
    """The result was appealed. The appeal becomes the case `appeal`; `number` counts those against this case."""

    type: Literal["appealed"] = "appealed"
    number: int
    appeal: str
    text: str


class AppealOpened(Wire):
    """The case of an appeal against the result of this one is open, and with which team."""

    in_clear = True

    type: Literal["appeal_opened"] = "appeal_opened"
    appeal: str
    team: str | None = None


class AppealConcluded(Wire):
    """What came of an appeal against the result of this case; `over`: its case is closed."""

    in_clear = True

    type: Literal["appeal_concluded"] = "appeal_concluded"
    appeal: str
    outcome: Outcome
    over: bool = False


class SplitAsked(Wire):
    """A second matter is to become the case `second`; what the pack says of it comes as an event of its own."""

    type: Literal["split_asked"] = "split_asked"
    number: int
    second: str
    service: str
    section: str | None = None
    problem: str | None = None
    note: str


class SplitOff(Wire):
    """The case of the second matter is open, and with which team."""

    in_clear = True

    type: Literal["split_off"] = "split_off"
    second: str
    service: str
    team: str


class NotSplit(Wire):
    """No second case was opened: the pack does not know these codes."""

    type: Literal["not_split"] = "not_split"
    unknown: tuple[str, ...]


class DocumentsSeen(Wire):
    """Somebody of staff saw documents of the checklist."""

    in_clear = True

    type: Literal["documents_seen"] = "documents_seen"
    documents: tuple[str, ...]


class ReminderGiven(Wire):
    """The beneficiary reminded the directorate; `number` counts that since the case was opened."""

    in_clear = True

    type: Literal["reminder_given"] = "reminder_given"
    number: int


class FaultLinked(Wire):
    """The case is one of a fault."""

    in_clear = True

    type: Literal["fault_linked"] = "fault_linked"
    fault: str


class FaultKnown(Wire):
    """The fault of the case is known, which its beneficiary is told: once of each fault."""

    in_clear = True

    type: Literal["fault_known"] = "fault_known"
    fault: str


class FaultUnlinked(Wire):
    """Staff said that the case is not one of the fault."""

    type: Literal["fault_unlinked"] = "fault_unlinked"
    fault: str
    note: str | None = None


class CalendarChanged(Wire):
    """The working calendar of the case changed, and with it perhaps the due instant."""

    in_clear = True

    type: Literal["calendar_changed"] = "calendar_changed"
    change: CalendarChange
    why: str
    due_before: datetime | None
    due_after: datetime | None


class Migrated(Wire):
    """The case was put under another version of its pack, and with it perhaps its due instant moved."""

    in_clear = True

    type: Literal["migrated"] = "migrated"
    version_before: str
    version: str
    terms: ServiceTerms
    why: str
    due_before: datetime | None
    due_after: datetime | None


class NoticeSent(Wire):
    """A notice was delivered."""

    in_clear = True

    type: Literal["notice_sent"] = "notice_sent"
    key: str
    channel: Channel
    about_notice: bool = Field(False, exclude_if=not_)
    """It was about another notice: no further one is about it. Left out when false: older events keep their bytes."""
    digest: str = Field("", exclude_if=not_)
    """Of the notice as it stood on record when it was sent. Left out when unknown: older events keep their bytes."""


class NoticeFailed(Wire):
    """A notice could not be delivered within its time; it is on the attention list."""

    in_clear = True

    type: Literal["notice_failed"] = "notice_failed"
    key: str
    channel: Channel
    error: str
    about_notice: bool = Field(False, exclude_if=not_)
    """As in `notice_sent`."""


class SignalRefused(Wire):
    """A signal that was refused. Only the first few are listed; a flood is counted in the state."""

    type: Literal["refused"] = "refused"
    code: RefusalCode
    command: str
    stage: Stage
    role: Role | None = None
    flood: bool = False
    """The last one that is listed; an entry on the attention list says that there may be more."""
    digest: str = Field("", exclude_if=not_)
    """That of the id of its command, if it was authentic (`models.case.command_ids`)."""


class LostEvent(Wire):
    """What had happened to a case, as somebody was told, and is not on record; of a signal turned away its kind."""

    seq: int
    at: datetime
    kind: str
    actor: str
    role: str
    command_id: str | None = None


class Reconciled(Wire):
    """The case goes on by the story on record; the other one, from the event `first` on, did not happen."""

    type: Literal["reconciled"] = "reconciled"
    first: int
    lost: tuple[LostEvent, ...] = ()
    misinformed: bool = False
    """The beneficiary got a notice of the story that did not happen."""
    reply: OfficialReply | None = None
    """The official reply of the decision in force."""


class Resumed(Wire):
    """The case goes on although its workflow was cancelled, or had ended while the case was open."""

    in_clear = True

    type: Literal["resumed"] = "resumed"
    cause: StopCause


class Erased(Wire):
    """The key of the closed case was destroyed: what people wrote of it cannot be read any more."""

    in_clear = True

    type: Literal["erased"] = "erased"
    reason: ErasureReason


Body = Annotated[
    Opened | Imported
    | Assessed | Claimed | Released | Assigned | Proposed | Confirmed | SentBack | Resolved | Asked | Reminded
    | Replied | Redirected | Merged | RungReached | Breached | Escalated | Extended | Noted | Reprioritised | Withdrawn
    | Reopened | Rated | Closed | CalendarChanged | NoticeSent | NoticeFailed | SignalRefused
    | Reconciled | Resumed | Erased
    | WaitBegun | WaitEnded | TakenUp | Chased | Consulted | ConsultationAnswered | InterimReplied
    | ReclassificationAsked | Reclassified | NotReclassified
    | Appealed | AppealOpened | AppealConcluded
    | SplitAsked | SplitOff | NotSplit | DocumentsSeen | ReminderGiven | Migrated
    | SharedOut | NobodyAvailable
    | FaultLinked | FaultKnown | FaultUnlinked,
    Field(discriminator="type"),
]  # fmt: skip


class Event(Wire):
    """One event: its number in the case, its instant, who caused it by which command, and what happened."""

    seq: int
    at: datetime
    actor: Actor
    command_id: str | None = None
    body: Body
    signed: str | None = Field(None, exclude_if=not_)
    """The signed message that caused it, as canonical JSON with its `auth`: on the first event of each command, and of
    an opening. Left out when there is none: older events keep their bytes."""


CODES_ONLY = frozenset(kind.model_fields["type"].default for kind in get_args(get_args(Body)[0]) if kind.in_clear)
"""The types of events that hold codes, ids and instants only: they are kept in clear."""
