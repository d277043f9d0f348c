"""A domain pack: everything a directorate decides, read from one folder of `policies/` by `activities.packs`.

A case never uses a whole pack: `models.packs.derive` derives from it what belongs to one service.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field

from models.base import Frozen
from models.calendar.day_rule import DayRule
from models.calendar.rules import CalendarRules
from models.codes import Action, DataKind, Outcome, PartyKind, Priority, Role, Stage
from models.intake.addresses import normalise_email
from models.intake.duplicates import OF_ONE_APPLICANT, DuplicateRule
from models.intake.form import IntakeForm, KnownBy
from models.intake.identity import ID_KINDS, IdKind
from models.language import LANGUAGES, Text
from models.packs.letters import LetterForm, LetterTerms
from models.packs.messages import Count, Message, Roundup
from models.packs.promises import Targets
from models.packs.retention import RetentionRule
from models.packs.writing import DateStyle, LanguageCode
from models.policy import (
    APPEALABLE,
    MOST_SPLITS,
    ApprovalStep,
    AskPolicy,
    ExtensionPolicy,
    FollowUpPolicy,
    NoticeRoute,
    QuietHours,
    Reason,
    Rung,
    RungAction,
    Target,
)
from models.sharing import SkillNeed, TeamRule
from models.titles import PackWords, Titles
from models.triage.facts import CONTEXT, FieldType
from models.triage.plain import Plain
from models.triage.policy import HumanitarianFlag, Moment, Route, Window
from models.triage.quoting import Quoting
from models.triage.relations import Vocabulary
from models.triage.rules import Refinement, Requirement, Rule
from models.triage.topics import ProblemLexicon, Words

LONGEST_RECALL = timedelta(hours=1)
"""Limits on an answer and windows count from the reply itself, not from when it goes out: so it goes out soon."""
RecallTime = Annotated[timedelta, Field(ge=timedelta(), le=LONGEST_RECALL)]
"""For how long, by the wall clock, an official reply waits before it goes out and can be recalled."""


class Section(Frozen):
    """A group of services as beneficiaries choose it, and the team that gets what fits nothing else in it."""

    title: Text
    team: str
    basis: str = ""


class FieldSpec(Frozen):
    """A field of one service's own, in the request's `context`."""

    title: Text
    type: FieldType
    least: float | None = None
    most: float | None = None
    """Between which numbers it lies, of a date days from today: any other is a slip, and counts as not given."""
    required: bool = False
    asked_if: tuple[str, ...] = ()
    """Topics: when the text speaks of one of them, the field is asked for, as text alone decides nothing."""


class DocumentKind(Frozen):
    """A document by what it proves: attachments of its `kinds` are exactly that, those it `accepts` may be."""

    title: Text
    kinds: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    """Kinds that are all of it in one file, however many are asked for."""
    may_be_in: tuple[str, ...] = ()
    """Kinds that may show it besides: while one is there, nobody knows whether it is missing."""

    @property
    def counts(self) -> tuple[str, ...]:
        """The patterns of attachment kinds that count as it."""
        return (*self.kinds, *self.accepts)


class ProblemKind(ProblemLexicon):
    """A problem category as the pack writes it: its lexicon, and the documents it always needs."""

    title: Text
    requires: tuple[Requirement, ...] = ()


class Profile(Frozen):
    """The promise of a kind of service and its ladder: budgets by clock and priority, and the rungs."""

    title: Text
    calendar: str | None = None
    """The calendar its promises count in, where they name none themselves; None: that of the service."""
    targets: Targets
    ladder: tuple[Rung, ...]


class SeedKind(Frozen):
    """What a beneficiary wants in the widest sense; a profile of its own goes before the service's."""

    title: Text
    profile: str | None = None


class Service(Frozen):
    """One e-service as Tawasul handles its failures."""

    title: Text
    section: str
    also_in: tuple[str, ...] = ()
    """Further sections that offer it; `*` stands for all."""
    seed_kind: str
    team: str
    online: bool = True
    follow_up: bool = False
    profile: str
    calendar: str | None = None
    """The calendar of its cases; None: the pack's."""
    approvals: str = "one_person"
    problem: str
    problems: tuple[str, ...] = ()
    """Problem categories it can have besides its own and those every service has."""
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    requires: tuple[Requirement, ...] = ()
    checklist: tuple[str, ...] = ()
    """The documents that staff look for, whether or not a rule of the first stage requires them."""
    relations: tuple[str, ...] | None = None
    """Who the person concerned may be; None: the pack's usual list."""
    campaign: dict[str, tuple[Window, ...]] = Field(default_factory=dict)
    completes_in_days: int | None = None
    duplicates: DuplicateRule | None = None
    """Which open requests are the same as a new one; None: by the pack's rule."""
    ask: AskPolicy | None = None
    follow_up_window: FollowUpPolicy | None = None
    recall: RecallTime | None = None
    """How long its official replies wait; None: as long as those of the pack."""
    basis: str = ""


class TriageTables(Frozen):
    """What the first stage shares between services."""

    own_platform: str = ""
    patience: timedelta
    oldest_try_days: int | None = Field(None, ge=1, le=36_500)
    of_age: int | None = Field(None, ge=1, le=100)
    old_from: int | None = Field(None, ge=1, le=150)
    problems: tuple[str, ...] = ()
    """Problem categories that every service can have."""
    relations: tuple[str, ...] = ()
    vocabulary: Vocabulary = Vocabulary()
    entitling: tuple[str, ...] = ()
    no_evidence: tuple[str, ...] = ("none",)
    applicant_types: dict[str, frozenset[str]] = Field(default_factory=dict)
    humanitarian: HumanitarianFlag = HumanitarianFlag()
    quoting: Quoting = Quoting()
    plain: Plain = Plain()
    topics: dict[str, Words] = Field(default_factory=dict)
    moments: dict[str, Moment] = Field(default_factory=dict)
    refinements: tuple[Refinement, ...] = ()
    routing: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()


class Openings(Frozen):
    """How many cases may be opened: no person files more in earnest, and no channel of this size sends more."""

    per_applicant_a_day: int = Field(40, ge=1)
    per_channel_an_hour: int = Field(50_000, ge=1)


class WaitingReason(Frozen):
    """A reason to wait for a third party, as the pack writes it: its title, and what `WaitReason` has."""

    title: Text
    parties: tuple[PartyKind, ...]
    limit: timedelta
    pauses: bool = False


EmailAddress = Annotated[str, AfterValidator(normalise_email)]


class Contact(Frozen):
    """Where an authority or a vendor is told that it owes an answer, and in which language; None: the pack's first."""

    email: EmailAddress
    language: LanguageCode | None = None


class Waiting(Frozen):
    """Waiting for third parties: the reasons, how often for one result, reminders, and the ladder of the wait."""

    reasons: dict[str, WaitingReason]
    max_count: int = Field(5, ge=1)
    remind_every: timedelta | None = None
    ladder: tuple[Rung, ...] = ()


class ConsultationTerms(Frozen):
    """Asking other teams and authorities: the time for an answer, reminders, and the ladder of a question."""

    limit: timedelta
    remind_every: timedelta | None = None
    ladder: tuple[Rung, ...] = ()


class AppealTerms(Frozen):
    """What a pack says of appeals: what `AppealPolicy` has, and the terms of their cases.

    Who decides by which chain, promise and ladder, reasons and reply templates of their own, notices in other words.
    """

    window: timedelta
    outcomes: tuple[Outcome, ...] = APPEALABLE
    max_count: int = Field(1, ge=1, le=9)
    of_appeals: bool = False
    team: str | None = None
    """The team that appeals go to; None: that of the case."""
    levels: tuple[Role, ...] = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)
    """The levels of those who decide, the lowest first: an appeal is decided above the level of the first decision."""
    approvals: str
    profile: str
    reasons: dict[str, Reason]
    replies: dict[str, Text]
    messages: dict[str, str] = Field(default_factory=dict)
    """The message that a notice has in place of another one."""


class SkillKind(SkillNeed):
    """A skill as the pack writes it: what it is called, and which cases need it."""

    title: Text


class SharingTerms(Frozen):
    """How cases are shared out: the rules of teams, and the skills. A team without a rule takes its cases.

    When nobody is available the actions follow, as those of a rung, and it is tried again after so much working time.
    """

    teams: dict[str, TeamRule]
    skills: dict[str, SkillKind] = Field(default_factory=dict)
    again_after: timedelta = timedelta(minutes=30)
    nobody_available: tuple[RungAction, ...] = (RungAction(action=Action.NOTIFY, target=Target(role=Role.SUPERVISOR)),)


class FaultTerms(Frozen):
    """What a pack says of faults: from when on requests with one error code are one, and what is promised then.

    Of the profile the first response ends when the fault is known, and the resolution when it is mended; its rungs
    tell people.
    """

    count: int = Field(ge=2, le=10_000)
    """So many requests with one error code within the time by the wall clock are a fault."""
    within: timedelta
    team: str
    """Whose faults are."""
    roles: tuple[Role, ...] = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR)
    """Who opens, owns, mends and closes them."""
    profile: str
    priority: Priority = Priority.HIGH
    message: str
    """The message to staff whom a rung names."""


class Reminders(Frozen):
    """Reminders of the beneficiary: one in so many calendar days (0: any number), with the actions of a rung."""

    days: int = Field(ge=0, le=366)
    actions: tuple[RungAction, ...] = ()


class Pack(Frozen):
    """A whole domain. `version` is the hash of its folder."""

    name: str = Field(pattern=r"^[\w-]{1,40}$")
    """It becomes a file name."""
    version: str
    title: Text
    languages: tuple[LanguageCode, ...] = Field(LANGUAGES, min_length=1)
    """Those of its texts and of the people it writes to, the authoritative one first."""
    dates: DateStyle = DateStyle()
    country: str = Field("SA", pattern="^[A-Z]{2}$")
    """The country of telephone numbers that name none."""
    id_kinds: dict[str, IdKind] = Field(default_factory=dict)
    """The kinds of number by which people are known; empty: the usual ones."""
    known_by: tuple[KnownBy, ...] = Field((KnownBy.IDENTITY,), min_length=1)
    """What a reporter has to be known by: one of these."""
    titles: Titles = Titles()
    path: Text
    """Where a beneficiary looks, in place of a link."""
    link: str = ""
    """Where staff look, for notices to them; `{reference}` stands for that of the case."""
    next_steps: dict[Stage, Text] = Field(default_factory=dict)
    """What notices tell staff to do next with a case in a stage."""
    channels: dict[str, Text]
    default_service: str
    """The service whose policy handles what the catalogue does not list (R3)."""
    calendar: CalendarRules
    """The calendar of whatever names none."""
    calendars: dict[str, CalendarRules] = Field(default_factory=dict)
    """Further ones by name."""
    day_rules: dict[str, DayRule] = Field(default_factory=dict)
    tolerance: timedelta
    recall: RecallTime = timedelta()
    openings: Openings = Openings()
    fallback: Target
    ask: AskPolicy
    follow_up: FollowUpPolicy
    extension: ExtensionPolicy
    quiet: QuietHours | None = None
    seed_kinds: dict[str, SeedKind] = Field(default_factory=dict)
    sections: dict[str, Section]
    services: dict[str, Service]
    teams: dict[str, Text]
    authorities: dict[str, Text] = Field(default_factory=dict)
    vendors: dict[str, Text] = Field(default_factory=dict)
    """Suppliers a case may wait for."""
    contacts: dict[str, Contact] = Field(default_factory=dict)
    """Of authorities and vendors."""
    waiting: Waiting | None = None
    consultation: ConsultationTerms | None = None
    appeals: AppealTerms | None = None
    reminders: Reminders | None = None
    faults: FaultTerms | None = None
    letters: LetterTerms | None = None
    """Official letters on decisions; without it there are none."""
    sharing: SharingTerms | None = None
    max_splits: int = Field(MOST_SPLITS, ge=0, le=9)
    """How many second matters may be taken out of a case."""
    approvals: dict[str, tuple[ApprovalStep, ...]]
    profiles: dict[str, Profile]
    documents: dict[str, DocumentKind] = Field(default_factory=dict)
    problems: dict[str, ProblemKind]
    reasons: dict[str, Reason]
    replies: dict[str, Text]
    flags: dict[str, Text] = Field(default_factory=dict)
    rungs: dict[str, Text] = Field(default_factory=dict)
    """What the rungs of all ladders are called, by their names."""
    facts: dict[str, Text] = Field(default_factory=dict)
    """What the facts are called that rules look at; a field of a service has the title it has there."""
    counts: dict[str, Count] = Field(default_factory=dict)
    messages: dict[str, Message]
    routes: tuple[NoticeRoute, ...]
    roundups: dict[str, Roundup] = Field(default_factory=dict)
    """Mails that tell one of staff of several cases, by the names that routes give them."""
    duplicates: DuplicateRule = OF_ONE_APPLICANT
    triage: TriageTables
    retention: dict[DataKind, RetentionRule] = Field(default_factory=dict)
    """For how long each kind of personal data is kept; without it everything is."""
    command_roles: dict[str, tuple[Role, ...]] = Field(default_factory=dict)
    """From the table of authority, which is of all packs, and from the pack's own `commands`: see `CasePolicy`."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words for relations; a relation that some service names is a word of its own."""
        named = (*self.triage.relations, *(name for each in self.services.values() for name in each.relations or ()))
        words = {name: () for name in named} | self.triage.vocabulary.words
        return self.triage.vocabulary.model_copy(update={"words": words})

    @property
    def letter_form(self) -> LetterForm | None:
        """How its letters are made now; none where it has none."""
        return LetterForm(terms=self.letters, dates=self.dates, path=self.path) if self.letters else None

    @property
    def form(self) -> IntakeForm:
        """What its requests may say."""
        return IntakeForm(
            languages=self.languages,
            id_kinds={code: _known_form(code, kind) for code, kind in self.id_kinds.items()} or dict(ID_KINDS),
            known_by=self.known_by,
            country=self.country,
        )

    @cached_property
    def words(self) -> PackWords:
        """What its rungs, flags and facts are called."""
        fields = {
            CONTEXT.of(name): field.title for each in self.services.values() for name, field in each.fields.items()
        }
        return PackWords(rungs=self.rungs, flags=self.flags, facts=fields | self.facts)

    @property
    def calendar_names(self) -> tuple[str, ...]:
        """The names of all its calendars, that of whatever names none first."""
        return (self.calendar.name, *self.calendars)

    def calendar_named(self, name: str | None) -> CalendarRules:
        """A calendar by its name; the pack's own where none of the others has it."""
        return self.calendars.get(name or "", self.calendar)

    def service(self, code: str) -> tuple[str, Service]:
        """The service and its code; the default one for a code the catalogue does not list."""
        listed = code if code in self.services else self.default_service
        return listed, self.services[listed]


def _known_form(code: str, kind: IdKind) -> IdKind:
    """The kind as the pack writes it; a usual one keeps its form, whatever it is called here."""
    return ID_KINDS[code].model_copy(update={"title": kind.title}) if code in ID_KINDS else kind


def forms_of(packs: Mapping[str, Pack]) -> dict[str, IntakeForm]:
    """What requests may say, by the channel they come from."""
    return {channel: pack.form for pack in packs.values() for channel in pack.channels}


class UnknownChannel(LookupError):
    """No pack takes requests from this channel."""


def pack_for(packs: Mapping[str, Pack], channel: str) -> Pack:
    """The pack that takes the requests of a channel. Raises UnknownChannel, naming those there are."""
    for pack in packs.values():
        if channel in pack.channels:
            return pack
    known = sorted(name for pack in packs.values() for name in pack.channels)
    raise UnknownChannel(f"no policy takes the channel {channel!r}; channels are: {', '.join(known)}")
