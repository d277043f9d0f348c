"""State of a case, computed from its events alone."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal

from pydantic import Field

from models.base import Wire, unchecked
from models.case.clock import Clock
from models.case.command_ids import is_remembered
from models.case.commands import Actor
from models.case.edition import FIRST
from models.case.events import OfficialReply, StepTaken
from models.codes import (
    STATUS_OF,
    Audience,
    Channel,
    ClockKind,
    DecisionKind,
    Outcome,
    Priority,
    RefusalCode,
    Stage,
    Status,
)
from models.policy import CasePolicy, RungAction, Step
from models.triage.assessment import Assessment


class Receipt(Wire):
    """The answer to an accepted request or command; codes only."""

    in_clear = True

    reference: str
    seq: int
    stage: Stage
    status: Status
    due: datetime | None
    outcome: Outcome | None = None
    effect: str | None = None
    """What the first stage did; on the receipt of `open` only."""
    team: str | None = None


_receipt = unchecked(Receipt)


class Refusal(Wire):
    """Why a command changed nothing: a code, and what the refusal is about as fields.

    Programs read the code and the fields; `detail` is one English sentence for logs, with instants in UTC.
    """

    code: RefusalCode
    detail: str
    by: str | None = None
    """Staff id of who decided, or proposed, before."""
    at: datetime | None = None
    """When that was, when the case closed, since when the holder has it, or from when on it may be tried again."""
    outcome: Outcome | None = None
    """What was decided, or how the case closed."""
    step: str | None = None
    """The step of the approval chain that is awaited."""
    holder: str | None = None
    """Staff id of who holds the case."""
    team: str | None = None
    """The team the case is with."""
    person: str | None = None
    """Staff id of whom the case was to be given to."""
    retryable: bool = False
    """The same command may be accepted a little later."""


refused = unchecked(Refusal)
"""A refusal without validation, for the hot path."""


def utc_text(at: datetime | None) -> str:
    """An instant within the `detail` of a refusal, for logs: `2026-01-06T06:12:00+00:00`."""
    return at.isoformat(timespec="seconds") if at else "an unknown instant"


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


NOTICE_KEY: Final = r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]:[0-9]{1,9}:[a-z_]{1,30}:[a-z_]{1,30}$"
"""How the key of a notice is written, and nothing else is one: it becomes a file name and a header of mails."""


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


class PendingAction(Wire):
    """An action of a rung, or of an escalation by hand, whose people have still to be found."""

    rung: str | None
    action: RungAction


_AWAITED = (ClockKind.ANSWER, ClockKind.RESOLUTION, ClockKind.FOLLOW_UP)


class CaseState(Wire):
    """Everything the decider needs. `seq` is the number of the last event; `answers` the receipts already given."""

    reference: str
    stage: Stage = Stage.RECEIVED
    seq: int = 0
    last_at: datetime | None = None
    fingerprint: str = ""
    sent_fingerprint: str = ""
    """As in the event `opened`."""
    policy: CasePolicy | None = None
    policy_digest: str = ""
    service: str = ""
    channel: str = ""
    applicant_type: str = ""
    language: Literal["ar", "en"] = "ar"
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
    refused_commands: str = ""
    """The ids of commands that came as authentic signals and were refused, in the same form."""

    @property
    def status(self) -> Status:
        """The status beneficiaries are shown."""
        return STATUS_OF[self.stage]

    def not_before_last(self, instant: datetime) -> datetime:
        """The instant, or that of the last event where a clock was put back: no event is dated before another."""
        last = self.last_at
        return instant if last is None or last < instant else last

    @property
    def rules(self) -> CasePolicy:
        """The policy of an opened case."""
        if self.policy is None:
            raise LookupError(f"case {self.reference} is not opened yet")
        return self.policy

    @cached_property
    def due(self) -> datetime | None:
        """The instant that is awaited now: the answer's limit, the resolution's due instant or the window's end."""
        for kind in _AWAITED:
            clock = self.clocks.get(kind)
            if clock and clock.running:
                return clock.due(self.rules.working_calendar)
        return None

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

    def next_rung(self) -> tuple[str, datetime] | None:
        """The next rung of the ladder and when it is reached; none while its clock is paused."""
        reached = (
            (step.rung.name, at)
            for clock in self.clocks.values()
            if (step := self.next_step(clock)) and (at := clock.instant(step.threshold, self.rules.working_calendar))
        )
        return min(reached, key=lambda pair: pair[1], default=None)

    def next_step(self, clock: Clock) -> Step | None:
        """The first rung of a clock that was not reached in this run of it."""
        ladder = self.rules.ladder_of(clock.kind, clock.allotted(self.rules.working_calendar))
        return next((step for step in ladder if step.rung.name not in clock.fired), None)

    def receipt(self, *, opening: bool = False) -> Receipt:
        """The receipt of the case as it stands; that of the opening names the effect of the first stage too."""
        effect = self.assessment.effect if opening and self.assessment else None
        return _receipt(
            reference=self.reference,
            seq=self.seq,
            stage=self.stage,
            status=self.status,
            due=self.due,
            outcome=self.outcome,
            effect=effect,
            team=self.team,
        )
