"""Case policy: the part of a domain pack that one case carries, with everything decided about its service.

A case keeps the policy it was opened under, so an edited pack never changes a running case.
"""

import base64
import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cached_property, reduce
from operator import not_
from typing import NamedTuple
from weakref import WeakValueDictionary

from pydantic import Field

from models.base import Wire, unchecked
from models.calendar.change import CalendarChange
from models.calendar.counted_days import end_of_days
from models.calendar.promise import DayOffset, Offset, Promise
from models.calendar.rules import CalendarRules
from models.calendar.working import WorkingCalendar, compile_calendar, every_hour
from models.codes import Action, Audience, Channel, ClockKind, DecisionKind, Outcome, PartyKind, Priority, Role
from models.language import LANGUAGES, Text
from models.sharing import SkillNeed, TeamRule
from models.titles import Titles

APPEALABLE = (Outcome.REFUSED, Outcome.MERGED)
"""The results that may be appealed where a pack does not say it."""

MOST_SPLITS = 3
"""How many second matters may be taken out of a case where the pack does not say it."""


class Target(Wire):
    """People by role and team (no team: the case's own team)."""

    role: Role
    team: str | None = None


class Reason(Wire):
    """A reason an officer may give, and the outcome an approve or reject with it leads to."""

    title: Text
    decisions: tuple[DecisionKind, ...]
    outcome: Outcome | None = None


class ApprovalStep(Wire):
    """One step of the approval chain: who may take it. An optional step may be passed over by a later step's person."""

    name: str
    roles: tuple[Role, ...]
    teams: tuple[str, ...] = ()
    optional: bool = False


class RungAction(Wire):
    """One thing a rung does; `target` names the people, `priority` or `team` the new value where the action has one."""

    action: Action
    target: Target | None = None
    priority: Priority | None = None
    team: str | None = None


class Rung(Wire):
    """A point on a clock where something happens: a share of the budget, or an offset from its end."""

    name: str
    clock: ClockKind = ClockKind.RESOLUTION
    share: float | None = None
    offset: Offset | None = None
    actions: tuple[RungAction, ...] = ()

    def threshold(self, budget: timedelta, of_a_day: timedelta = timedelta()) -> timedelta:
        """The working time used at which the rung is reached, given the clock's budget; never below zero.

        `of_a_day` is the working time that an offset in days is.
        """
        if self.share is not None:
            return max(budget * self.share, timedelta())
        offset = of_a_day if isinstance(self.offset, DayOffset) else self.offset or timedelta()
        return max(budget + offset, timedelta())


class Step(NamedTuple):
    """A rung with the working time used at which it is reached, and whether it stands at an opening as days do."""

    threshold: timedelta
    opens: bool
    rung: Rung


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Rungs in the order in which they are reached."""
    return tuple(sorted(steps, key=lambda step: (step.threshold, step.opens)))


class AskPolicy(Wire):
    """Returning a case to the beneficiary: limit on the answer, reminder before it, rounds at most (working time)."""

    limit: timedelta
    remind_before: timedelta
    max_rounds: int

    def reminder_after(self, limit: timedelta) -> timedelta:
        """How much of a limit on the answer passes before the reminder."""
        return max(limit - self.remind_before, timedelta())


class FollowUpPolicy(Wire):
    """After the resolution: the window (working time) and how often a case may be reopened in it."""

    window: timedelta
    max_reopens: int
    low_rating: int = 0
    """A rating at or below this reopens the case; 0 never does."""


class ExtensionPolicy(Wire):
    """How often and by how much in all the resolution budget may be extended, and by whom."""

    max_count: int
    max_total: timedelta
    roles: tuple[Role, ...]


class WaitReason(Wire):
    """A reason to wait for a third party: of which kinds, how long at most (working time), and what of the promise."""

    parties: tuple[PartyKind, ...]
    limit: timedelta
    pauses: bool = Field(False, exclude_if=not_)
    """Whether the promise to the beneficiary pauses meanwhile."""


class WaitPolicy(Wire):
    """Waiting for third parties: by which reasons, how often for one result, and how often the holder is reminded."""

    reasons: dict[str, WaitReason]
    max_count: int
    remind_every: timedelta | None = None


class ConsultationPolicy(Wire):
    """Asking another team or authority: the time for an answer (working time), and how often they are reminded."""

    limit: timedelta
    remind_every: timedelta | None = None


class AppealPolicy(Wire):
    """Appeals against the result of a case: how long after it (working time), of which results, and how many."""

    window: timedelta
    outcomes: tuple[Outcome, ...] = Field(APPEALABLE, exclude_if=lambda outcomes: bool(outcomes == APPEALABLE))
    max_count: int = Field(1, exclude_if=lambda count: bool(count == 1))
    """Against one result."""
    of_appeals: bool = Field(False, exclude_if=not_)
    """Whether the result of an appeal may be appealed too."""


class ReminderPolicy(Wire):
    """Reminders of the beneficiary: one in so many calendar days, counted from the opening, and what each brings."""

    days: int
    actions: tuple[RungAction, ...]


class SharingPolicy(Wire):
    """How cases are shared out: the rule of each team that has one, and which cases need which skill."""

    teams: dict[str, TeamRule]
    skills: dict[str, SkillNeed] = Field(default_factory=dict, exclude_if=not_)
    again_after: timedelta
    """After how much working time it is tried again when nobody was available."""
    nobody_available: tuple[RungAction, ...]
    """What happens then, as on a rung."""


class ServiceTerms(Wire):
    """What a case policy says of its service: the part that another service brings with it."""

    service: str
    title: Text
    targets: dict[ClockKind, dict[Priority, timedelta | Promise]]
    """What is promised; an amount counts in the calendar of the case, which it keeps."""
    calendars: dict[str, CalendarRules] = Field(default_factory=dict, exclude_if=not_)
    """The other calendars that these promises name."""
    ladder: tuple[Rung, ...]
    approvals: tuple[ApprovalStep, ...]
    ask: AskPolicy
    follow_up: FollowUpPolicy
    checklist: dict[str, tuple[str, ...]] = Field(default_factory=dict, exclude_if=not_)


class NoticeRoute(Wire):
    """One line of the notice plan: these events go to this audience by these channels in this template."""

    on: str | tuple[str, ...]
    """One event or several, each by its type, or by its type and one kind of it: `chased.third_party`."""
    outcomes: tuple[Outcome, ...] = ()
    """Only for these outcomes; empty: any."""
    reasons: tuple[str, ...] = Field((), exclude_if=not_)
    """Only for these reasons of the event; empty: any. Left out when empty: earlier policies keep their digests."""
    audience: Audience
    channels: tuple[Channel, ...]
    template: str | dict[Outcome, str]
    """The message; or the message of each outcome, and then only for these."""
    urgent: bool = False

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The events it is on, as `on` names them."""
        return (self.on,) if isinstance(self.on, str) else self.on

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of those events."""
        return frozenset(each.partition(".")[0] for each in self.events)

    @cached_property
    def templates(self) -> tuple[str, ...]:
        """All its messages."""
        return (self.template,) if isinstance(self.template, str) else tuple(self.template.values())

    def is_for(self, outcome: Outcome | None) -> bool:
        """Whether it is for an event of a case with this outcome."""
        named = self.outcomes if isinstance(self.template, str) else tuple(self.template)
        return not named or outcome in named

    def template_of(self, outcome: Outcome | None) -> str:
        """Its message about this outcome; LookupError where it is not for it."""
        if isinstance(self.template, str):
            return self.template
        if outcome is None:
            raise LookupError("no outcome")
        return self.template[outcome]

    def renamed(self, names: Mapping[str, str]) -> "NoticeRoute":
        """The same with other messages in place of those that `names` has."""
        if isinstance(self.template, str):
            return self.but(template=names.get(self.template, self.template))
        return self.but(template={outcome: names.get(name, name) for outcome, name in self.template.items()})


class QuietHours(Wire):
    """Local hours in which nothing that is not urgent is sent; may run over midnight."""

    since: time
    until: time


_promise = unchecked(Promise)


def _are_usual(languages: object) -> bool:
    return languages == LANGUAGES


class CasePolicy(Wire):
    """Everything the decider needs to know about the service of one case."""

    pack: str
    version: str
    service: str
    title: Text
    calendar: CalendarRules
    targets: dict[ClockKind, dict[Priority, timedelta | Promise]]
    """What `first_response` and `resolution` promise for every priority; an amount counts in `calendar`."""
    tolerance: timedelta
    """How long before opening `submitted_at` still starts the clock, and how far back a queued command may date."""
    ladder: tuple[Rung, ...] = ()
    approvals: tuple[ApprovalStep, ...]
    reasons: dict[str, Reason]
    replies: dict[str, Text]
    """Reply templates; placeholders are written {name}."""
    ask: AskPolicy
    follow_up: FollowUpPolicy
    extension: ExtensionPolicy
    teams: tuple[str, ...]
    authorities: tuple[str, ...] = ()
    """Other authorities a case may be redirected to."""
    documents: dict[str, Text] = Field(default_factory=dict)
    """Kinds of document an `ask` may name."""
    fallback: Target
    """Who gets an escalation when nobody is found."""
    routes: tuple[NoticeRoute, ...]
    quiet: QuietHours | None = None
    command_roles: dict[str, tuple[Role, ...]] = Field(default_factory=dict, exclude_if=not_)
    """Where the directorate decided otherwise than the built-in rules (`workflows.case.authority`): the roles of staff
    that may give a command. Left out when there is none, so that earlier policies keep their digests."""
    vendors: tuple[str, ...] = Field((), exclude_if=not_)
    """Suppliers a case may wait for; this and what follows is left out when there is none, as `command_roles`."""
    contacts: tuple[str, ...] = Field((), exclude_if=not_)
    """The authorities and vendors of which the pack has a contact."""
    waiting: WaitPolicy | None = Field(None, exclude_if=not_)
    consultation: ConsultationPolicy | None = Field(None, exclude_if=not_)
    calendars: dict[str, CalendarRules] = Field(default_factory=dict, exclude_if=not_)
    """Further calendars that promises name. Left out where there is none, so that earlier policies keep their
    digests."""
    appeal: AppealPolicy | None = Field(None, exclude_if=not_)
    """Left out where nothing may be appealed, as `command_roles`."""
    checklist: dict[str, tuple[str, ...]] = Field(default_factory=dict, exclude_if=not_)
    """The documents that a request of the service needs, each with the patterns of the attachment kinds that are it."""
    reminders: ReminderPolicy | None = Field(None, exclude_if=not_)
    sharing: SharingPolicy | None = Field(None, exclude_if=not_)
    """Left out where all teams take their cases, as `command_roles`."""
    max_splits: int = Field(MOST_SPLITS, exclude_if=lambda count: bool(count == MOST_SPLITS))
    """How many second matters may be taken out of a case."""
    languages: tuple[str, ...] = Field(LANGUAGES, exclude_if=_are_usual)
    """Those its texts are written in, the authoritative one first."""
    titles: Titles = Field(Titles(), exclude_if=not_)
    recall: timedelta = Field(timedelta(), exclude_if=not_)
    """For how long, by the wall clock, an official reply waits before it goes out and can be recalled."""

    @cached_property
    def text(self) -> str:
        """This policy as JSON, as the records keep it."""
        return self.model_dump_json()

    @cached_property
    def digest(self) -> str:
        """The name of this policy: a hash of its content."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]

    @cached_property
    def packed(self) -> "PackedPolicy":
        """This policy as a case's history keeps it."""
        return PackedPolicy(digest=self.digest, packed=base64.b85encode(zlib.compress(self.text.encode())).decode())

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        """The compiled calendar of this policy."""
        return compile_calendar(self.calendar)

    @property
    def all_calendars(self) -> tuple[CalendarRules, ...]:
        """The case's own calendar and those its promises name."""
        return (self.calendar, *self.calendars.values())

    def calendar_named(self, name: str | None) -> CalendarRules:
        """A calendar by its name; the case's own where none of the others has it."""
        return self.calendars.get(name or "", self.calendar)

    def counts_in(self, change: CalendarChange) -> bool:
        """Whether a change is one of its calendars."""
        return change.is_of(self.pack) and change.calendar in {each.name for each in self.all_calendars}

    def after_change(self, change: CalendarChange) -> "CasePolicy":
        """The policy after a change of one of its calendars; itself after one of another calendar."""
        if not self.counts_in(change):
            return self
        return with_calendar(self, change.apply(self.calendar_named(change.calendar)))

    def after_changes(self, changes: Iterable[CalendarChange]) -> "CasePolicy":
        """The policy after changes of calendars, in their order."""
        return reduce(CasePolicy.after_change, changes, self)

    @cached_property
    def routes_on(self) -> dict[str, tuple[NoticeRoute, ...]]:
        """The notice plan by the type of event: most events have no line in it."""
        types = frozenset[str]().union(*(route.types for route in self.routes))
        return {each: tuple(route for route in self.routes if each in route.types) for each in types}

    @cached_property
    def _ladders(self) -> dict[tuple[ClockKind, timedelta], tuple[Step, ...]]:
        """The ladders under the budgets that the targets give."""
        return {
            (clock, budget): self._ladder(clock, budget)
            for clock, targets in self.targets.items()
            for budget in targets.values()
            if isinstance(budget, timedelta)
        }

    def _ladder(self, clock: ClockKind, budget: timedelta) -> tuple[Step, ...]:
        steps = (Step(rung.threshold(budget), False, rung) for rung in self.ladder if rung.clock is clock)
        return in_order(steps)

    @cached_property
    def clocks_with_day_offsets(self) -> frozenset[ClockKind]:
        """The clocks with a rung whose offset is in days."""
        return frozenset(rung.clock for rung in self.ladder if isinstance(rung.offset, DayOffset))

    def ladder_of(self, clock: ClockKind, budget: timedelta) -> tuple[Step, ...]:
        """The rungs of a clock that has such a budget, and none in days, in the order in which they are reached."""
        known = self._ladders.get((clock, budget))
        return self._ladder(clock, budget) if known is None else known

    @property
    def parties(self) -> Mapping[PartyKind, Collection[str]]:
        """The codes of all who may be asked or waited for, by what they are."""
        return {PartyKind.TEAM: self.teams, PartyKind.AUTHORITY: self.authorities, PartyKind.VENDOR: self.vendors}

    def party_kind(self, code: str) -> PartyKind | None:
        """What somebody is who is asked or waited for; none for a code that the pack does not have."""
        return next((kind for kind, codes in self.parties.items() if code in codes), None)

    def counts_from(self, submitted_at: datetime, now: datetime) -> datetime:
        """When a request begins to count: `submitted_at` within the tolerance before `now`, its opening, else `now`."""
        return submitted_at if now - self.tolerance <= submitted_at <= now else now

    def promise(self, clock: ClockKind, priority: Priority) -> Promise:
        """What a clock promises under a priority."""
        target = self.targets[clock][priority]
        return target if isinstance(target, Promise) else _promise(amount=target)

    def budget(self, promise: Promise, since: datetime) -> timedelta:
        """The time a clock has for a promise that it is given at an instant: all up to its end, of days."""
        if promise.days is None:
            return promise.amount or timedelta()
        return self.time_of(promise).between(since, self.end_of_days(promise, promise.days, since))

    def end_of_days(self, promise: Promise, days: int, since: datetime) -> datetime:
        """When a promise in days ends that nothing interrupts."""
        return end_of_days(since, days, promise.rule, self.counting_calendar(promise))

    def counting_calendar(self, promise: Promise) -> WorkingCalendar:
        """The calendar by which the days of a promise are counted."""
        return compile_calendar(self.calendar_named(promise.calendar)) if promise.calendar else self.working_calendar

    def time_of(self, promise: Promise | None) -> WorkingCalendar:
        """The calendar in which the time for a promise passes; plain working time is the case's own."""
        if promise is None or promise.is_plain:
            return self.working_calendar
        calendar = self.counting_calendar(promise)
        return every_hour(calendar.rules.timezone) if promise.counts_every_hour else calendar


def terms_of(policy: CasePolicy) -> ServiceTerms:
    """The terms of a policy's service."""
    return ServiceTerms(**{name: getattr(policy, name) for name in ServiceTerms.model_fields})


def with_terms(policy: CasePolicy, terms: ServiceTerms) -> CasePolicy:
    """The policy under the terms of another service; all that is the pack's stays as the case was opened with it.

    So do the calendars it has: they have what was announced, and clocks may have run by them.
    """
    brought = {name: getattr(terms, name) for name in ServiceTerms.model_fields}
    return intern(policy.but(**brought | {"calendars": terms.calendars | policy.calendars}))


def under_version(policy: CasePolicy, version: str, terms: ServiceTerms) -> CasePolicy:
    """The policy under the terms of its service in another version of its pack, as under those of another service."""
    return intern(with_terms(policy, terms).but(version=version))


def with_calendar(policy: CasePolicy, calendar: CalendarRules) -> CasePolicy:
    """The policy under another version of one of its calendars: one for all cases that an announcement reaches."""
    if calendar.name in policy.calendars:
        return intern(policy.but(calendars=policy.calendars | {calendar.name: calendar}))
    return intern(policy.but(calendar=calendar))


_INTERNED: WeakValueDictionary[str, CasePolicy] = WeakValueDictionary()


def intern(policy: CasePolicy) -> CasePolicy:
    """The one object in this process for an equal policy: thousands of cases in a worker's cache share it."""
    return _INTERNED.setdefault(policy.digest, policy)


class PackedPolicy(Wire):
    """A compressed policy, as a history keeps it; it is unpacked only where its digest is not known yet."""

    digest: str
    packed: str

    def read(self) -> CasePolicy:
        """The policy, shared with all cases in this process that have it."""
        return _INTERNED.get(self.digest) or intern(
            CasePolicy.model_validate_json(zlib.decompress(base64.b85decode(self.packed)))
        )
