"""The ports of a case: the messages it takes, what it asks of the activities, and what passes between its runs.

Names, inputs and outputs only; no I/O is imported here. Activities and clients implement and use these.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from models.base import Wire
from models.calendar.rules import CalendarRules
from models.case.commands import Actor, ChangeCalendar
from models.case.edition import FIRST
from models.case.events import Event, LostEvent, Reconciled
from models.case.row import CaseRow
from models.case.state import CaseState, Notice, Receipt, Reclassification, Refusal, SecondCase
from models.codes import Role, StopCause
from models.intake.request import Request
from models.policy import CasePolicy, PackedPolicy, ServiceTerms, Target
from models.sharing import Colleague, TeamRule
from models.triage.assessment import Assessment
from models.trust.forgery import Forgery


class CaseActivity(StrEnum):
    """The names of the activities. Local ones are idempotent database work; `deliver` sends to a gateway."""

    OPEN = "open_case"
    READ = "read_request"
    RECORD = "record"
    FIND_STAFF = "find_staff"
    AUTHENTICATE = "authenticate"
    SIGN = "sign"
    FIND_TERMS = "find_terms"
    SHARE_OUT = "share_out"
    OPEN_APPEAL = "open_appeal"
    OPEN_SECOND = "open_second"
    DELIVER = "deliver"


class RestartNote(Wire):
    """What a case that is started again is told: it stands in the records, as a start may be anybody's."""

    stopped: StopCause | None = None
    """How the run before was ended from outside."""
    reconciled: Reconciled | None = None
    """The event that the run begins with, when the case goes on in place of another story."""


class Carried(Wire):
    """What a run hands to the next one, and what a case on record goes on from."""

    state: CaseState
    events: tuple[Event, ...] = ()
    recorded: int = 0
    request: Request | None = None
    opened_under: CasePolicy | None = None
    """The policy before any change of its calendar: the one that the records keep."""
    stable_instants: bool = False
    """The run keeps the rule of `LiveCase` that makes the instants of events the same in every replay; a run that was
    started by an earlier version goes on without."""
    generation: int = 0
    """How the run behaves (`workflows.case.running.patches.Generation`)."""
    stopped: StopCause | None = None
    """As in `RestartNote`, which goes on from here when the case was started again from the records."""
    announced: tuple[ChangeCalendar, ...] = ()
    """Changes of the calendar that were announced while the case did not run: it was not signalled."""
    diverged_at: int | None = None
    turned_away: tuple[LostEvent, ...] = ()
    """As in `RecordEvents`."""
    signals: tuple[Any, ...] = ()
    """Signals that were not decided yet, in their order."""
    reconciled: Reconciled | None = None
    """As in `RestartNote`."""


class Preparation(Wire):
    """What a new case starts with: the request as it was read, its policy, the first stage's conclusion.

    Or else why the request was refused, or the receipt of a case on record.
    """

    request: Request | None = None
    policy: PackedPolicy | None = None
    assessment: Assessment | None = None
    at: datetime | None = None
    """When the case was opened: the instant of the first try."""
    events: tuple[Event, ...] = ()
    """The opening as it was decided and put on record; empty from older workers, where the workflow decided it."""
    stable_instants: bool = False
    """As in `Carried`."""
    generation: int = 0
    """As in `Carried`."""
    refusal: Refusal | None = None
    known: Receipt | None = None
    """The case is on record already (its run is beyond the server's retention): the stored receipt."""
    known_fingerprint: str = ""
    sent_fingerprint: str = ""
    """The hash of the request as this run was given it, when that is the request of the case on record."""
    announced: tuple[ChangeCalendar, ...] = ()
    """Changes of the calendar that were announced while the opening was written: who announced them may have seen no
    such case on record, and the opening does not know them."""
    resumed: Carried | None = None
    """The case on record is open, and the server lost its run: it goes on in this run."""
    stopped: StopCause | None = None
    """As in `RestartNote`, for a case that is opened by this run."""
    run_fails: bool = False
    """No case was opened for this request: the run fails, so that the server lets a later one have its reference. Runs
    of earlier workers completed."""


class PrepareCase(Wire):
    """Asks for the preparation of the case a request opens. The request is read here, outside the workflow: what counts
    as a valid number changes with the library that knows, and a replay must not depend on it.
    """

    reference: str
    request: Any
    """None in a run that was started with a reference alone: its case is on record, or there is none."""
    at: datetime
    claimed: tuple[str, ...] = ()
    """The fingerprints that came with the start: nothing is opened when none of them is one of the request."""
    edition: int = FIRST
    """The edition of the rules that the case is to run under: the newest that the workflow knows."""


class RecordEvents(Wire):
    """Events to append, in order, and the projection after the last of them; with the request when it is new."""

    reference: str
    events: tuple[Event, ...]
    known_from: int = 1
    """The first event that the case still holds: it cannot send again what the records lack before it."""
    row: CaseRow
    receipt: Receipt | None = None
    """The receipt of `open`, stored with the request so that it can be given again for ever."""
    request: Request | None = None
    policy: CasePolicy | None = None
    turned_away: tuple[LostEvent, ...] = ()
    """Signals that came after the case had diverged from the records: they caused nothing, and nobody was told."""
    undecided: tuple[str, ...] = ()
    """Ids of the signed commands that came by signal and are not decided yet: a run that was ended leaves them."""


class Recorded(Wire):
    """The number of the last event on record: lower than asked for when an older copy of the records was restored."""

    reference: str
    head: int
    diverged_at: int | None = None
    """The first event that is on record as another one than the case holds: nothing was written. None from older
    workers."""


class FindStaff(Wire):
    """Asks who can be reached for an escalation at an instant."""

    reference: str
    target: Target
    team: str | None
    fallback: Target
    at: datetime
    apart_from: tuple[str, ...] = ()
    """People who may not have the case."""
    pack: str = ""
    """Whose team it is."""


class StaffFound(Wire):
    """The people found, by id with their role and teams; `fallback` when the target itself had nobody present."""

    people: tuple[Actor, ...] = ()
    fallback: bool = False


class ShareOut(Wire):
    """Asks to whom of its team a case is given; `since` is the event since which it is to be."""

    reference: str
    since: int
    pack: str
    team: str
    rule: TeamRule
    roles: tuple[Role, ...]
    skills: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    gave_up: tuple[str, ...] = ()
    at: datetime


class Sharing(Wire):
    """To whom it is given, and what was known of each of the team; nobody: none was available."""

    to: Actor | None = None
    among: tuple[Colleague, ...] = ()


class FindTerms(Wire):
    """Asks what the pack of a case says of other codes for what it is about."""

    reference: str
    pack: str
    wanted: Reclassification
    calendar: CalendarRules
    """The calendar of the case, for a new assessment."""
    at: datetime


class TermsFound(Wire):
    """The terms of the service, where one was named, and the assessment that was asked for; or the unknown codes."""

    terms: ServiceTerms | None = None
    assessment: Assessment | None = None
    unknown: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    """The documents of the service's checklist that came with the request."""


class OpenSecond(Wire):
    """Asks for the case of a second matter: it is put on record, so that its run begins by its reference alone."""

    reference: str
    """Of the case that is split."""
    pack: str
    second: SecondCase
    at: datetime
    edition: int = FIRST
    """As in `PrepareCase`."""


class SecondOnRecord(Wire):
    """The case of the second matter is on record, with this team; or the codes that the pack does not have."""

    team: str = ""
    unknown: tuple[str, ...] = ()


class OpenAppeal(Wire):
    """Asks for the case of an appeal: it is put on record, so that its run begins by its reference alone."""

    reference: str
    """Of the case whose result is appealed."""
    appeal: str
    seq: int
    """The event of that case by which the appeal was raised; it is on record."""
    at: datetime
    edition: int = FIRST
    """As in `PrepareCase`."""


class AppealOnRecord(Wire):
    """The case of an appeal is on record, with this team."""

    team: str | None = None


class Authenticate(Wire):
    """Asks whether signals to a case are authentic, in their order."""

    reference: str
    channel: str
    """The channel by which the case was opened."""
    messages: tuple[Any, ...]


class Authenticated(Wire):
    """For each of the signals why it is not authentic; None for one that is."""

    forgeries: tuple[Forgery | None, ...]


class SignForSystem(Wire):
    """Asks for the signature of the system under commands to another case."""

    reference: str
    """Of the other case."""
    commands: tuple[dict[str, Any], ...]


class SignedBySystem(Wire):
    """The commands as they are to be sent."""

    commands: tuple[dict[str, Any], ...]


class Delivered(Wire):
    """The receipt of a delivery; it echoes the key of the notice."""

    key: str
    at: datetime | None = None
    """When it was sent, by the server's clock; none from workers that left this to the workflow."""
    digest: str = ""
    """Of the notice as it stands on record; none from workers of before."""


class DeliverNotice(Wire):
    """Asks for one notice to be sent: only a case does, so one that nobody sealed is no order."""

    only_sealed = True

    reference: str
    service: str
    pack: str
    language: str
    notice: Notice

    @classmethod
    def of(cls, state: CaseState, notice: Notice) -> Self:
        """The order for a notice of a case."""
        policy = state.rules
        return cls(
            reference=state.reference, service=policy.service, pack=policy.pack, language=state.language, notice=notice
        )


class FirstReceipt(Wire):
    """The receipt that a case was opened with, and the fingerprint of the request it is for; codes only."""

    in_clear = True

    receipt: Receipt
    fingerprint: str


class End(Wire):
    """How a run ended: the last receipt, or why the request never became a case."""

    receipt: Receipt | None = None
    refusal: Refusal | None = None
