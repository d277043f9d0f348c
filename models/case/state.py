"""State of a case, computed from its events alone."""

from datetime import datetime, timedelta
from functools import cached_property
from operator import not_

from pydantic import Field

from models.base import Wire
from models.calendar.working import WorkingCalendar
from models.case.actor import Actor
from models.case.answers import Receipt, Refusal, refused, unchecked_receipt, utc_text
from models.case.clock import Clock
from models.case.command_ids import is_remembered
from models.case.edition import FIRST, FOURTH
from models.case.events import AppealOf, OfficialReply, SplitOf, StepTaken
from models.case.notice_key import NOTICE_KEY
from models.case.promised import ladder_of
from models.codes import (
    RETURNS,
    STATUS_OF,
    Audience,
    Channel,
    ClockKind,
    DecisionKind,
    Outcome,
    Priority,
    Stage,
    Status,
)
from models.policy import CasePolicy, RungAction, Step
from models.triage.assessment import Assessment

__all__ = ["Receipt", "Refusal", "refused", "utc_text"]
"""What a case answers, beside what it is."""


class Proposal(Wire):
    """A proposed decision that is in the approval chain."""

    reason: str
    outcome: Outcome
    reply: OfficialReply
    note: str | None = None
    steps: tuple[StepTaken, ...]


class Decision(Wire):
    """The final decision of a round: who, when, what."""

    kind: DecisionKind
    outcome: Outcome
    reason: str | None
    reply: OfficialReply | None
    actor: Actor
    at: datetime


class Notice(Wire):
    """A notice to be sent. Its key is the same on every try, and so are its bytes."""

    key: str = Field(pattern=NOTICE_KEY)
    """case:event:audience:channel"""
    seq: int
    audience: Audience
    channel: Channel
    template: str
    people: tuple[str, ...] = ()
    """Staff ids when the audience is staff; empty: looked up by audience and team when sent."""
    team: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    """Codes, instants and texts for the placeholders; names and numbers of persons are added when it is sent."""
    urgent: bool = False
    about_notice: bool = False
    """The event is that another notice was sent or failed."""
    also_to_absent: bool = False
    """It goes to the people it names also where they are away and somebody stands in for them."""
    created_at: datetime
    not_before: datetime
    roundup: str | None = Field(None, exclude_if=lambda name: name is None)
    """The roundup of the pack in which it is told, together with others to the same recipients; none: by itself."""


class PendingAction(Wire):
    """An action of a rung, or of an escalation by hand, whose people have still to be found."""

    rung: str | None
    action: RungAction


class OpenWait(Wire):
    """A wait for a third party, while it lasts."""

    party: str
    reason: str
    since: datetime


class Consultation(Wire):
    """A question to another team or authority, while it has no answer."""

    number: int
    to: str
    question: str
    asked_by: Actor
    since: datetime


class AppealAgainst(Wire):
    """An appeal against the result of the case: the case that it became, and what came of it so far."""

    reference: str
    seq: int
    """The event by which it was raised."""
    since: datetime
    opened: bool = False
    """Whether its case is known to be open."""
    team: str | None = None
    outcome: Outcome | None = None
    over: bool = False


class Reclassification(Wire):
    """A correction of the classification, until the pack's answer to it is known."""

    service: str | None = None
    section: str | None = None
    problem: str | None = None
    assess_again: bool = False


class SecondCase(Wire):
    """A case that was taken out of this one for a second matter."""

    reference: str
    number: int
    seq: int
    """The event by which it was asked for."""
    service: str
    section: str | None = None
    problem: str | None = None
    opened: bool = False
    """Whether it is known to be open."""

    @property
    def kind(self) -> tuple[str, str | None, str | None]:
        """What it is about."""
        return self.service, self.section, self.problem


class ChecklistItem(Wire):
    """A document of the checklist: whether it is there, and who saw it."""

    document: str
    asked: bool = False
    """The beneficiary was asked for it; else the pack lists it for the service."""
    provided_at: datetime | None = None
    """None: it is missing."""
    seen_by: Actor | None = None
    seen_at: datetime | None = None


class AwaitedShare(Wire):
    """That a case nobody holds, or the next approval step of one, is to be given to somebody of a team."""

    since: int
    """The event since which it is."""
    team: str
    step: str | None = Field(None, exclude_if=not_)
    nobody: bool = Field(False, exclude_if=not_)
    """It was tried, and nobody was available: it is tried again from time to time."""


class StoodBefore(Wire):
    """What an official reply changed, as it was before: what a recall brings back."""

    stage: Stage | None = Field(None, exclude_if=not_)
    """None where the reply left it as it was."""
    clocks: dict[ClockKind, Clock] = Field(default_factory=dict, exclude_if=not_)
    first_responded_at: datetime | None = Field(None, exclude_if=not_)
    proposal: Proposal | None = Field(None, exclude_if=not_)
    pending: tuple[PendingAction, ...] = Field((), exclude_if=not_)
    consultation: Consultation | None = Field(None, exclude_if=not_)
    reclassification: Reclassification | None = Field(None, exclude_if=not_)
    taken_up: bool = Field(False, exclude_if=not_)
    checklist: tuple[ChecklistItem, ...] = Field((), exclude_if=not_)


class HeldReply(Wire):
    """An official reply that has not gone out yet: nothing that its event calls for is sent until then."""

    seq: int
    """The event with the reply."""
    kind: str
    """Its type."""
    by: Actor
    at: datetime
    until: datetime
    before: StoodBefore


_AWAITED = (ClockKind.ANSWER, ClockKind.RESOLUTION, ClockKind.THIRD_PARTY, ClockKind.FOLLOW_UP)


class CaseState(Wire):
    """Everything the decider needs. `seq` is the number of the last event; `answers` the receipts already given."""

    reference: str
    stage: Stage = Stage.RECEIVED
    seq: int = 0
    quiet: int = Field(0, exclude_if=not_)
    """How many of the last events say only what became of a notice: they change nothing that somebody decides on."""
    last_at: datetime | None = None
    fingerprint: str = ""
    sent_fingerprint: str = ""
    """As in the event `opened`."""
    policy: CasePolicy | None = None
    policy_digest: str = ""
    service: str = ""
    channel: str = ""
    applicant_type: str = ""
    language: str = "ar"
    reach: tuple[Channel, ...] = tuple(Channel)
    submitted_at: datetime | None = None
    opened_at: datetime | None = None
    clock_from: datetime | None = None
    assessment: Assessment | None = None
    team: str | None = None
    assignee: Actor | None = None
    held_since: datetime | None = None
    """Since when the assignee has it; unknown in cases that were assigned before this was kept."""
    priority: Priority = Priority.NORMAL
    clocks: dict[ClockKind, Clock] = Field(default_factory=dict)
    edition: int = FIRST
    """The edition of the rules it was opened under."""
    round: int = 0
    """How often the case was returned to the beneficiary."""
    rounds_before: int = 0
    """How many of these returns were before the last reopening."""
    proposal: Proposal | None = None
    decision: Decision | None = None
    outcome: Outcome | None = None
    first_responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopens: int = 0
    rating: int | None = None
    """The last rating."""
    rated: bool = False
    """Whether it is a rating of the last result; cases of the first edition have one rating in all."""
    extensions: int = 0
    extended: timedelta = timedelta()
    """Working time added to the resolution budget in all."""
    escalation: int = 0
    """How many rungs of the resolution ladder this run has reached."""
    into: str | None = None
    joined: tuple[str, ...] = ()
    pending: tuple[PendingAction, ...] = ()
    outbox: tuple[Notice, ...] = ()
    failed_notices: tuple[str, ...] = ()
    opening: Receipt | None = None
    """The receipt of `open`: the same for the same submission, in any stage."""
    answers: dict[str, Receipt] = Field(default_factory=dict)
    earlier_commands: str = ""
    """The ids of accepted commands whose receipts are not kept any more (`models.case.command_ids`)."""
    refused: int = 0
    wait: OpenWait | None = Field(None, exclude_if=not_)
    """This and what follows is left out while there is none, so that what older runs hand over keeps its bytes."""
    waits: int = Field(0, exclude_if=not_)
    """How often it waited for a third party since it was opened or, last, reopened."""
    consultation: Consultation | None = Field(None, exclude_if=not_)
    consultations: int = Field(0, exclude_if=not_)
    """How many questions were asked in all."""
    taken_up: bool = Field(False, exclude_if=not_)
    """Staff went on without the beneficiary's answer: it is taken all the same when it comes."""
    reclassification: Reclassification | None = Field(None, exclude_if=not_)
    section: str = Field("", exclude_if=not_)
    """The section and the problem as they were corrected; the request and the assessment have them as they were."""
    corrected_problem: str = Field("", exclude_if=not_)
    imported_by: Actor | None = Field(None, exclude_if=not_)
    """Who brought it here from another system, and when."""
    imported_at: datetime | None = Field(None, exclude_if=not_)
    appeal_of: AppealOf | None = Field(None, exclude_if=not_)
    """What this case is an appeal against; none for any other case."""
    appeals: tuple[AppealAgainst, ...] = Field((), exclude_if=not_)
    """The appeals against results of this case, in their order."""
    split_of: SplitOf | None = Field(None, exclude_if=not_)
    splits: tuple[SecondCase, ...] = Field((), exclude_if=not_)
    """The cases that were taken out of this one, in their order."""
    checklist: tuple[ChecklistItem, ...] = Field((), exclude_if=not_)
    sharing: AwaitedShare | None = Field(None, exclude_if=not_)
    step_with: Actor | None = Field(None, exclude_if=not_)
    """To whom the next approval step was given; everybody whose step it may be can take it all the same."""
    gave_up: tuple[str, ...] = Field((), exclude_if=not_)
    """Those of the team who held it until it was put back."""
    reminders: int = Field(0, exclude_if=not_)
    """How often the beneficiary reminded the directorate in all."""
    reminded_at: datetime | None = Field(None, exclude_if=not_)
    """When they did last."""
    fault: str | None = Field(None, exclude_if=not_)
    """The fault that it is a case of."""
    told_of_faults: tuple[str, ...] = Field((), exclude_if=not_)
    """The faults of which the beneficiary was told that they are known."""
    off_faults: bool = Field(False, exclude_if=not_)
    """Staff took it off a fault: only they link it to one again."""
    held_reply: HeldReply | None = Field(None, exclude_if=not_)
    """The official reply that can be recalled; none where the policy sends replies at once."""
    went_out_at: datetime | None = Field(None, exclude_if=not_)
    """When the last official reply went out that could be recalled."""
    refused_commands: str = ""
    """The ids of commands that came as authentic signals and were refused, in the same form."""

    @property
    def status(self) -> Status:
        """The status beneficiaries are shown; while a reply can be recalled, that of before it."""
        before = self.held_reply.before.stage if self.held_reply else None
        return STATUS_OF[before or self.stage]

    @property
    def sendable(self) -> tuple[Notice, ...]:
        """The notices of the outbox that do not belong to a reply that can be recalled."""
        held = self.held_reply
        return tuple(notice for notice in self.outbox if notice.seq != held.seq) if held else self.outbox

    def not_before_last(self, instant: datetime) -> datetime:
        """The instant, or that of the last event where a clock was put back: no event is dated before another."""
        last = self.last_at
        return instant if last is None or last < instant else last

    @property
    def fault_known(self) -> bool:
        """Whether the beneficiary was told that the fault of the case is known."""
        return self.fault in self.told_of_faults

    @property
    def rules(self) -> CasePolicy:
        """The policy of an opened case."""
        if self.policy is None:
            raise LookupError(f"case {self.reference} is not opened yet")
        return self.policy

    def time_of(self, clock: Clock) -> WorkingCalendar:
        """The calendar in which the time of a clock passes."""
        return self.rules.time_of(clock.promise)

    @cached_property
    def due(self) -> datetime | None:
        """The instant that is awaited now: the answer's limit, the resolution's due instant or the window's end."""
        for kind in _AWAITED:
            clock = self.clocks.get(kind)
            if clock and clock.running:
                return clock.due(self.time_of(clock))
        return None

    @property
    def awaited_team(self) -> str | None:
        """The team that the case waits for and that is told of it; none where it is somebody outside. Cases of earlier
        editions tell no team."""
        party = self.wait.party if self.wait and self.edition >= FOURTH else None
        return party if party in self.rules.teams else None

    @property
    def open_appeal(self) -> AppealAgainst | None:
        """The appeal whose end the case waits for; there is one at most."""
        return next((appeal for appeal in self.appeals if not appeal.over), None)

    @property
    def appeals_of_result(self) -> tuple[AppealAgainst, ...]:
        """The appeals against the result that stands now."""
        since = self.resolved_at or self.closed_at
        return tuple(appeal for appeal in self.appeals if since and appeal.since >= since)

    @property
    def pending_split(self) -> SecondCase | None:
        """The second case that is asked for and not known to be open; there is one at most."""
        return next((second for second in self.splits if not second.opened), None)

    @property
    def problem(self) -> str:
        """What the case is about: as staff corrected it, else as the first stage found."""
        return self.corrected_problem or (self.assessment.problem if self.assessment else "")

    def has_refused(self, command_id: str) -> bool:
        """Whether a signal of this id was refused: a copy of it, whoever sends it, is not taken later."""
        return bool(self.refused_commands) and is_remembered(self.refused_commands, command_id)

    def has_taken(self, command_id: str) -> bool:
        """Whether a command of this id was accepted before."""
        return command_id in self.answers or (
            bool(self.earlier_commands) and is_remembered(self.earlier_commands, command_id)
        )

    def answer_to(self, command_id: str) -> Receipt | None:
        """The receipt of a command that was accepted before: of the last ones its own, of others as it stands now."""
        return self.answers.get(command_id) or (self.receipt() if self.has_taken(command_id) else None)

    @property
    def asked(self) -> int:
        """How often it was returned to the beneficiary since it was opened or, last, reopened."""
        return self.round - self.rounds_before

    @property
    def may_be_rated(self) -> bool:
        """Whether the result that stands has no rating yet."""
        return self.rating is None if self.edition == FIRST else not self.rated

    def held_by(self, actor: Actor) -> bool:
        """Whether the case is assigned to this person, or to whom they stand in for, or to who stands in for the same.

        A ladder may hand a case to somebody of another team. Who took it in place of somebody holds it as long as they
        act in that place.
        """
        return self.assignee is not None and self.assignee.represents == actor.represents

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The documents that were asked for and are not there; of fields those that the first stage returned it for."""
        if self.stage not in (Stage.AWAITING_BENEFICIARY, Stage.REPLIED):
            return ()
        documents = tuple(item.document for item in self.checklist if item.asked and item.provided_at is None)
        missing = self.assessment.missing if self.assessment and self.stage is not Stage.REPLIED else ()
        first = self.round == 1 and self.assessment is not None and self.assessment.effect in RETURNS
        return (*documents, *(code for code in missing if first and code not in self.rules.documents))

    def next_rung(self) -> tuple[str, datetime] | None:
        """The next rung of the ladder and when it is reached; none while its clock is paused."""
        reached = (
            (step.rung.name, at)
            for clock in self.clocks.values()
            if (step := self.next_step(clock))
            and (at := clock.instant(step.threshold, self.time_of(clock), opens=step.opens))
        )
        return min(reached, key=lambda pair: pair[1], default=None)

    def next_step(self, clock: Clock) -> Step | None:
        """The first rung of a clock that was not reached in this run of it."""
        return next((step for step in ladder_of(clock, self.rules) if step.rung.name not in clock.fired), None)

    def receipt(self, *, opening: bool = False) -> Receipt:
        """The receipt of the case as it stands; that of the opening names the effect of the first stage too."""
        effect = self.assessment.effect if opening and self.assessment else None
        return unchecked_receipt(
            reference=self.reference,
            seq=self.seq,
            stage=self.stage,
            status=self.status,
            due=self.due,
            outcome=self.outcome,
            effect=effect,
            team=self.team,
            appeal=self.appeals[-1].reference if self.appeals else None,
            asked=self.asked_for,
            recallable_until=self.held_reply.until if self.held_reply else None,
        )
