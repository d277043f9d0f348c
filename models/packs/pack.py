"""A domain pack: everything a directorate decides, read from one folder of `policies/` by `activities.packs`.

A pack is never used whole by a case: `case_policy` and `triage_policy` cut out what belongs to one service.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from models.base import Frozen
from models.calendar.rules import CalendarRules
from models.codes import Channel, ClockKind, Priority
from models.policy import (
    ApprovalStep,
    AskPolicy,
    Bilingual,
    CasePolicy,
    ExtensionPolicy,
    FollowUpPolicy,
    NoticeRoute,
    QuietHours,
    Reason,
    Rung,
    Target,
)
from models.text import search_key
from models.triage.facts import FieldType
from models.triage.rules import (
    Condition,
    Conditions,
    Evidence,
    Moment,
    Problem,
    Refinement,
    Requirement,
    Route,
    Rule,
    TriagePolicy,
    Window,
    Words,
)

PLACEHOLDERS = frozenset("reference service due_date days documents reply outcome team rung path".split())
"""What the text of a notice may name; the values come from the case, its service and the pack."""
IN_SMS = frozenset({"reference", "due_date", "path"})
"""What an SMS may name: nothing about a service, a third person or a restriction (domain §5.1)."""

PluralCategory = Literal["zero", "one", "two", "few", "many", "other"]


class Count(Frozen):
    """How a counted thing is said in each language, by CLDR plural category; `{n}` is the number (domain §5.4).

    The placeholder of a message that has the count's name is filled with this phrase.
    """

    ar: dict[PluralCategory, str]
    en: dict[PluralCategory, str]


class Sms(Frozen):
    """A text message in both languages and how many parts of 70 or 67 Arabic characters it may take."""

    ar: str
    en: str
    parts: Annotated[int, Field(ge=1, le=4)] = 2


class Message(Frozen):
    """A notice: the text message, and subject and body for e-mail and portal."""

    sms: Sms | None = None
    subject: Bilingual | None = None
    body: Bilingual | None = None

    def texts(self, channel: Channel) -> tuple[Bilingual | Sms | None, ...]:
        """The texts a channel needs; None stands for one that is not written."""
        return (self.sms,) if channel is Channel.SMS else (self.subject, self.body)


class Section(Frozen):
    """A group of services as beneficiaries choose it, and the team that gets what fits nothing else in it."""

    title: Bilingual
    team: str
    basis: str = ""


class FieldSpec(Frozen):
    """A field of one service's own, in the request's `context`."""

    title: Bilingual
    type: FieldType
    required: bool = False


class DocumentKind(Frozen):
    """A document by what it proves, and the patterns of attachment kinds that count as it."""

    title: Bilingual
    accepts: tuple[str, ...]


class ProblemKind(Frozen):
    """A problem category: its lexicon (`models.triage.rules.Problem`) and the documents it always needs."""

    title: Bilingual
    words: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    message_weight: int = 3
    prior: int = 2
    requires: tuple[Requirement, ...] = ()


class Profile(Frozen):
    """The promise of a kind of service and its ladder: budgets by clock and priority, and the rungs."""

    title: Bilingual
    targets: dict[ClockKind, dict[Priority, timedelta]]
    ladder: tuple[Rung, ...]


class SeedKind(Frozen):
    """What a beneficiary wants in the widest sense; a profile of its own goes before the service's."""

    title: Bilingual
    profile: str | None = None


class Service(Frozen):
    """One e-service as Tawasul handles its failures."""

    title: Bilingual
    section: str
    also_in: tuple[str, ...] = ()
    """Further sections that offer it; `*` stands for all."""
    seed_kind: str
    team: str
    online: bool = True
    follow_up: bool = False
    profile: str
    approvals: str = "one_person"
    problem: str
    problems: tuple[str, ...] = ()
    """Problem categories it can have besides its own and those every service has."""
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    requires: tuple[Requirement, ...] = ()
    relations: tuple[str, ...] | None = None
    """Who the person concerned may be; None: the pack's usual list."""
    campaign: dict[str, tuple[Window, ...]] = Field(default_factory=dict)
    completes_in_days: int | None = None
    ask: AskPolicy | None = None
    follow_up_window: FollowUpPolicy | None = None
    basis: str = ""


class TriageTables(Frozen):
    """What the first stage shares between services."""

    own_platform: str = ""
    patience: timedelta
    problems: tuple[str, ...] = ()
    """Problem categories that every service can have."""
    relations: tuple[str, ...] = ()
    entitling: tuple[str, ...] = ()
    humanitarian: Evidence = Evidence()
    topics: dict[str, Words] = Field(default_factory=dict)
    moments: dict[str, Moment] = Field(default_factory=dict)
    refinements: tuple[Refinement, ...] = ()
    routing: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()


class Pack(Frozen):
    """A whole domain. `version` is the hash of its folder."""

    name: str
    version: str
    title: Bilingual
    path: Bilingual
    """Where a beneficiary looks, in place of a link."""
    channels: dict[str, Bilingual]
    default_service: str
    """The service whose policy handles what the catalogue does not list (R3)."""
    calendar: CalendarRules
    tolerance: timedelta
    fallback: Target
    ask: AskPolicy
    follow_up: FollowUpPolicy
    extension: ExtensionPolicy
    quiet: QuietHours | None = None
    seed_kinds: dict[str, SeedKind] = Field(default_factory=dict)
    sections: dict[str, Section]
    services: dict[str, Service]
    teams: dict[str, Bilingual]
    authorities: dict[str, Bilingual] = Field(default_factory=dict)
    approvals: dict[str, tuple[ApprovalStep, ...]]
    profiles: dict[str, Profile]
    documents: dict[str, DocumentKind] = Field(default_factory=dict)
    problems: dict[str, ProblemKind]
    reasons: dict[str, Reason]
    replies: dict[str, Bilingual]
    flags: dict[str, Bilingual] = Field(default_factory=dict)
    counts: dict[str, Count] = Field(default_factory=dict)
    messages: dict[str, Message]
    routes: tuple[NoticeRoute, ...]
    triage: TriageTables

    def service(self, code: str) -> tuple[str, Service]:
        """The service and its code; the default one for a code the catalogue does not list."""
        listed = code if code in self.services else self.default_service
        return listed, self.services[listed]

    def case_policy(self, service: str, seed_kind: str | None = None) -> CasePolicy:
        """What a case of this service carries. A seed kind's own profile goes before the service's."""
        code, chosen = self.service(service)
        kind = self.seed_kinds.get(seed_kind or "")
        profile = self.profiles[kind.profile if kind and kind.profile else chosen.profile]
        return CasePolicy(
            pack=self.name,
            version=self.version,
            service=code,
            title=chosen.title,
            calendar=self.calendar,
            targets=profile.targets,
            tolerance=self.tolerance,
            ladder=profile.ladder,
            approvals=self.approvals[chosen.approvals],
            reasons=self.reasons,
            replies=self.replies,
            ask=chosen.ask or self.ask,
            follow_up=chosen.follow_up_window or self.follow_up,
            extension=self.extension,
            teams=tuple(self.teams),
            authorities=tuple(self.authorities),
            documents={kind: document.title for kind, document in self.documents.items()},
            fallback=self.fallback,
            routes=self.routes,
            quiet=self.quiet,
        )

    def triage_policy(self, service: str) -> TriagePolicy:
        """What the first stage needs for a request of this service: its rules, lexicon and words, in search form."""
        code, chosen = self.service(service)
        tables, kinds = self.triage, self.problems_of(chosen)
        rules = tuple(rule for rule in tables.rules if rule.concerns(code))
        requires = tuple(self._required(chosen, kinds))
        refinements = tuple(each for each in tables.refinements if each.problem in kinds and each.becomes in kinds)
        used = _topics_used((*rules, *requires, *refinements)) | set(tables.humanitarian.topics)
        return TriagePolicy(
            service=code,
            known=service in self.services and service != self.default_service,
            team=chosen.team,
            online=chosen.online,
            follow_up=chosen.follow_up,
            own_platform=tables.own_platform,
            sections=() if "*" in chosen.also_in else (chosen.section, *chosen.also_in),
            section_teams={name: section.team for name, section in self.sections.items()},
            relations=tables.relations if chosen.relations is None else chosen.relations,
            entitling=tables.entitling,
            problem=chosen.problem,
            problems=tuple(_lexicon(kind, self.problems[kind]) for kind in kinds),
            refinements=refinements,
            topics={name: _words(topic) for name, topic in tables.topics.items() if name in used},
            moments={name: _moment(moment) for name, moment in tables.moments.items()},
            humanitarian=tables.humanitarian,
            requires=requires,
            fields={name: field.title for name, field in chosen.fields.items() if field.required},
            field_types={name: field.type for name, field in chosen.fields.items()},
            campaign=tuple(window for windows in chosen.campaign.values() for window in windows),
            patience=tables.patience,
            completes_in_days=chosen.completes_in_days,
            routing=tuple(row for row in tables.routing if row.service in (None, code)),
            rules=rules,
        )

    def problems_of(self, service: Service) -> tuple[str, ...]:
        """The problem categories a service can have, its own first."""
        return tuple(dict.fromkeys((service.problem, *service.problems, *self.triage.problems)))

    def _required(self, service: Service, kinds: Iterable[str]) -> Iterator[Requirement]:
        """The documents of the service and those of its problem categories, with what counts as them."""
        for required in service.requires:
            yield self._known_document(required)
        for kind in kinds:
            for required in self.problems[kind].requires:
                condition = Condition(fact="problem", value=kind)
                yield self._known_document(required.model_copy(update={"when": (condition, *required.when)}))

    def _known_document(self, required: Requirement) -> Requirement:
        document = self.documents[required.document]
        return required.model_copy(update={"title": document.title, "accepts": document.accepts})


class UnknownChannel(LookupError):
    """No pack takes requests from this channel."""


def pack_for(packs: Mapping[str, Pack], channel: str) -> Pack:
    """The pack that takes the requests of a channel. Raises UnknownChannel, naming those there are."""
    for pack in packs.values():
        if channel in pack.channels:
            return pack
    known = sorted(name for pack in packs.values() for name in pack.channels)
    raise UnknownChannel(f"no policy takes the channel {channel!r}; channels are: {', '.join(known)}")


def _topics_used(conditions: Iterable[Conditions]) -> set[str]:
    facts = {"topics", "message_topics"}
    return {str(each.value) for part in conditions for each in (*part.when, *part.any) if each.fact in facts}


def _lexicon(code: str, kind: ProblemKind) -> Problem:
    given = kind.model_dump(exclude={"title", "requires"}, exclude_unset=True)
    return Problem.model_validate({"code": code} | _keyed(given, "words", "message", "text"))


def _words(topic: Words) -> Words:
    return Words.model_validate(_keyed(topic.model_dump(), "words", "but_not"))


def _moment(moment: Moment) -> Moment:
    given = _keyed(moment.model_dump(), "but_not")
    return Moment.model_validate(given | {"near_words": [_keys(group) for group in moment.near_words]})


def _keyed(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return given | {name: _keys(given[name]) for name in names if name in given}


def _keys(words: Iterable[str]) -> tuple[str, ...]:
    """The form in which words are looked for; a word that another one is part of finds nothing more."""
    keys = tuple(dict.fromkeys(search_key(word) for word in words))
    return tuple(key for key in keys if not any(other in key for other in keys if other != key))
