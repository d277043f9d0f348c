"""The policies of one service, derived from its pack: what its cases carry, and what the first stage needs."""

from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

from models.calendar.rules import CalendarRules
from models.codes import ClockKind
from models.language import Text
from models.packs.pack import Pack, Profile, Service
from models.packs.promises import case_targets, named_calendars, own_calendar
from models.policy import (
    AppealPolicy,
    CasePolicy,
    ConsultationPolicy,
    ReminderPolicy,
    Rung,
    SharingPolicy,
    WaitPolicy,
    WaitReason,
)
from models.sharing import SkillNeed
from models.text import normalized_word
from models.triage.conditions import Condition, Conditions
from models.triage.facts import FACTS, FieldForm
from models.triage.plain import plain_of_service
from models.triage.platform_messages import message_form
from models.triage.policy import Moment, Route, TriagePolicy, Window
from models.triage.quoting import Quoting
from models.triage.rules import Refinement, Requirement
from models.triage.topics import ProblemCategory, Words

_OWN = frozenset({"own_topics", "new_topics"})
_TOPIC_FACTS = frozenset(fact.name for fact in FACTS if fact.names == "topic") - _OWN


def case_policy(
    pack: Pack, service: str, seed_kind: str | None = None, calendar: CalendarRules | None = None
) -> CasePolicy:
    """What a case of this service carries; that of the default service for a code the catalogue does not list.

    A case that comes from another service keeps its `calendar`.
    """
    code, chosen = pack.service(service)
    profile = _profile(pack, chosen, seed_kind)
    own = calendar or own_calendar(pack, chosen)
    targets = case_targets(pack, chosen, profile, own.name)
    return CasePolicy(
        pack=pack.name,
        version=pack.version,
        service=code,
        title=chosen.title,
        calendar=own,
        calendars=named_calendars(pack, targets),
        targets=targets,
        tolerance=pack.tolerance,
        recall=pack.recall if chosen.recall is None else chosen.recall,
        ladder=(*profile.ladder, *_ladders_of_others(pack)),
        approvals=pack.approvals[chosen.approvals],
        reasons=pack.reasons,
        replies=pack.replies,
        ask=chosen.ask or pack.ask,
        follow_up=chosen.follow_up_window or pack.follow_up,
        extension=pack.extension,
        teams=tuple(pack.teams),
        authorities=tuple(pack.authorities),
        documents={kind: document.title for kind, document in pack.documents.items()},
        fallback=pack.fallback,
        routes=pack.routes,
        quiet=pack.quiet,
        command_roles=pack.command_roles,
        vendors=tuple(pack.vendors),
        contacts=tuple(pack.contacts),
        waiting=_waiting(pack),
        consultation=_consultation(pack),
        checklist=_checklist(pack, chosen),
        reminders=_reminders(pack),
        sharing=_sharing(pack),
        max_splits=pack.max_splits,
        appeal=_appeal(pack),
        languages=pack.languages,
        titles=pack.titles,
    )


def appeal_policy(pack: Pack, service: str, seed_kind: str | None = None) -> CasePolicy:
    """What the case of an appeal carries: promise, ladder, chain, reasons and replies are those of appeals.

    Raises LookupError for a pack without appeals.
    """
    policy, given = case_policy(pack, service, seed_kind), pack.appeals
    if given is None:
        raise LookupError(f"the pack {pack.name} has no appeals")
    _, chosen = pack.service(service)
    profile = pack.profiles[given.profile]
    targets = case_targets(pack, chosen, profile, policy.calendar.name)
    return policy.but(
        calendars=named_calendars(pack, targets),
        targets=targets,
        ladder=(*profile.ladder, *_ladders_of_others(pack)),
        approvals=pack.approvals[given.approvals],
        reasons=given.reasons,
        replies=given.replies,
        routes=tuple(route.renamed(given.messages) for route in pack.routes),
    )


def _appeal(pack: Pack) -> AppealPolicy | None:
    given = pack.appeals
    if given is None:
        return None
    return AppealPolicy(
        window=given.window, outcomes=given.outcomes, max_count=given.max_count, of_appeals=given.of_appeals
    )


def _checklist(pack: Pack, service: Service) -> dict[str, tuple[str, ...]]:
    """The documents of a service, each with the patterns of the kinds that count as it, without those that another
    pattern has in it."""
    return {code: tuple(_widest(pack.documents[code].counts)) for code in service.checklist}


def _widest(patterns: Collection[str]) -> Iterator[str]:
    for pattern in dict.fromkeys(patterns):
        if not any(other != pattern and fnmatchcase(pattern, other) for other in patterns):
            yield pattern


def _reminders(pack: Pack) -> ReminderPolicy | None:
    given = pack.reminders
    return ReminderPolicy(days=given.days, actions=given.actions) if given else None


def _sharing(pack: Pack) -> SharingPolicy | None:
    """What cases need to know of it: nothing where all teams take their cases."""
    given = pack.sharing
    if given is None or not any(rule.gives for rule in given.teams.values()):
        return None
    skills = {code: SkillNeed(**skill.model_dump(exclude={"title"})) for code, skill in given.skills.items()}
    return SharingPolicy(
        teams={code: rule for code, rule in given.teams.items() if rule.gives},
        skills=skills,
        again_after=given.again_after,
        nobody_available=given.nobody_available,
    )


def _waiting(pack: Pack) -> WaitPolicy | None:
    given = pack.waiting
    if given is None:
        return None
    reasons = {
        code: WaitReason(parties=reason.parties, limit=reason.limit, pauses=reason.pauses)
        for code, reason in given.reasons.items()
    }
    return WaitPolicy(reasons=reasons, max_count=given.max_count, remind_every=given.remind_every)


def _consultation(pack: Pack) -> ConsultationPolicy | None:
    given = pack.consultation
    return ConsultationPolicy(limit=given.limit, remind_every=given.remind_every) if given else None


def _ladders_of_others(pack: Pack) -> Iterator[Rung]:
    """The rungs that stand on what a third party, or a team that was asked, has for its answer."""
    for clock, given in ((ClockKind.THIRD_PARTY, pack.waiting), (ClockKind.CONSULTATION, pack.consultation)):
        yield from (rung.but(clock=clock) for rung in given.ladder) if given else ()


def _profile(pack: Pack, service: Service, seed_kind: str | None) -> Profile:
    """The seed kind's own profile goes before the service's."""
    kind = pack.seed_kinds.get(seed_kind or "")
    return pack.profiles[kind.profile if kind and kind.profile else service.profile]


def triage_policy(pack: Pack, service: str) -> TriagePolicy:
    """What the first stage needs for a request of this service; the words to look for are normalized text."""
    code, chosen = pack.service(service)
    tables, kinds = pack.triage, _problem_kinds(pack, chosen)
    rules = tuple(rule for rule in tables.rules if rule.concerns(code))
    requires = (*_documents_of_service(pack, chosen), *_documents_of_problems(pack, kinds))
    refinements = _refinements(pack, kinds)
    parts = (*rules, *requires, *refinements)
    return TriagePolicy(
        service=code,
        known=service in pack.services and service != pack.default_service,
        team=chosen.team,
        online=chosen.online,
        follow_up=chosen.follow_up,
        own_platform=tables.own_platform,
        sections=_sections(chosen),
        section_teams={name: section.team for name, section in pack.sections.items()},
        relations=tables.relations if chosen.relations is None else chosen.relations,
        vocabulary=pack.vocabulary,
        entitling=tables.entitling,
        duplicates=chosen.duplicates or pack.duplicates,
        problem=chosen.problem,
        problems=tuple(_category(pack, kind) for kind in kinds),
        refinements=refinements,
        topics=_topics(pack, _topics_named(parts, _TOPIC_FACTS) | _always_looked_for(pack, chosen)),
        own_topics=_topics(pack, _topics_named(parts, _OWN)),
        quoting=_quoting(tables.quoting),
        listed_codes=_listed_codes(pack),
        error_codes=frozenset(code for kind in pack.problems.values() for code in kind.codes),
        plain=plain_of_service(tables.plain, code, tuple(chosen.title.texts.values()), follow_up=chosen.follow_up),
        moments={name: _moment(moment) for name, moment in tables.moments.items()},
        humanitarian=tables.humanitarian,
        requires=requires,
        documents=tuple((code, document.counts) for code, document in pack.documents.items()),
        exact_kinds=frozenset(kind for document in pack.documents.values() for kind in document.kinds),
        languages=pack.languages,
        no_evidence=tables.no_evidence,
        applicant_types=tables.applicant_types,
        fields=_asked_fields(chosen),
        asked_if={
            name: field.asked_if for name, field in chosen.fields.items() if field.asked_if and not field.required
        },
        field_forms={name: FieldForm(field.type, field.least, field.most) for name, field in chosen.fields.items()},
        campaign=_windows(chosen),
        patience=tables.patience,
        oldest_try_days=tables.oldest_try_days,
        of_age=tables.of_age,
        old_from=tables.old_from,
        completes_in_days=chosen.completes_in_days,
        routing=_routing(pack, code),
        rules=rules,
    )


class TopicsOfRules(NamedTuple):
    """What the rules of all services look for together: in texts, and in the beneficiary's own words."""

    said: dict[str, Words]
    own: dict[str, Words]


def topics_of_rules(pack: Pack) -> TopicsOfRules:
    """The topics that any rule of a pack looks for."""
    rules = pack.triage.rules
    return TopicsOfRules(_topics(pack, _topics_named(rules, _TOPIC_FACTS)), _topics(pack, _topics_named(rules, _OWN)))


def _listed_codes(pack: Pack) -> dict[str, frozenset[str]]:
    """The codes of the pack by the field of a request they stand in."""
    campaigns = frozenset(name for each in pack.services.values() for name in each.campaign)
    return {"section": frozenset(pack.sections), "seed_kind": frozenset(pack.seed_kinds), "campaign": campaigns}


def _problem_kinds(pack: Pack, service: Service) -> tuple[str, ...]:
    """The problem categories a service can have, its own first."""
    return tuple(dict.fromkeys((service.problem, *service.problems, *pack.triage.problems)))


def _sections(service: Service) -> tuple[str, ...]:
    return () if "*" in service.also_in else (service.section, *service.also_in)


def _asked_fields(service: Service) -> dict[str, Text]:
    return {name: field.title for name, field in service.fields.items() if field.required or field.asked_if}


def _windows(service: Service) -> tuple[Window, ...]:
    return tuple(window for windows in service.campaign.values() for window in windows)


def _routing(pack: Pack, service: str) -> tuple[Route, ...]:
    return tuple(row for row in pack.triage.routing if row.service in (None, service))


def _refinements(pack: Pack, kinds: Collection[str]) -> tuple[Refinement, ...]:
    return tuple(each for each in pack.triage.refinements if each.problem in kinds and each.becomes in kinds)


def _documents_of_service(pack: Pack, service: Service) -> Iterator[Requirement]:
    return (_with_document(pack, required) for required in service.requires)


def _documents_of_problems(pack: Pack, kinds: Iterable[str]) -> Iterator[Requirement]:
    """What a problem category always needs is required when the request has that problem."""
    for kind in kinds:
        condition = Condition(fact="problem", value=kind)
        for required in pack.problems[kind].requires:
            yield _with_document(pack, required.model_copy(update={"when": (condition, *required.when)}))


def _with_document(pack: Pack, required: Requirement) -> Requirement:
    """The requirement with the title of its document, and with what counts as it."""
    document = pack.documents[required.document]
    return required.model_copy(
        update={
            "title": document.title,
            "accepts": document.counts,
            "whole": document.whole,
            "may_be_in": document.may_be_in,
        }
    )


def _category(pack: Pack, kind: str) -> ProblemCategory:
    given = pack.problems[kind].model_dump(exclude={"title", "requires"}, exclude_unset=True)
    return ProblemCategory.model_validate(
        {"code": kind} | _with_normalized(given, "words", "message", "text") | _translations(given) | _whole(given)
    )


def _whole(given: dict[str, Any]) -> dict[str, Any]:
    """Whole messages by their forms, each of them: one may contain another."""
    return {"messages": tuple(map(message_form, given["messages"]))} if "messages" in given else {}


def _translations(given: dict[str, Any]) -> dict[str, Any]:
    return {"translations": tuple(map(normalized_word, given.get("translations", ())))}


def _always_looked_for(pack: Pack, service: Service) -> set[str]:
    """The topics that the humanitarian flag or some field of the service looks at."""
    asked = {topic for field in service.fields.values() for topic in field.asked_if}
    return asked | set(pack.triage.humanitarian.topics)


def _topics(pack: Pack, used: Collection[str]) -> dict[str, Words]:
    topics = ((name, topic) for name, topic in pack.triage.topics.items() if name in used)
    return {name: _words_of(topic) for name, topic in topics}


def _words_of(topic: Words) -> Words:
    given = _with_normalized(topic.model_dump(), "words", "but_not")
    return Words.model_validate(given | {"together": [_normalized_words(group) for group in topic.together]})


def _topics_named(parts: Iterable[Conditions], facts: Collection[str]) -> set[str]:
    """The topics that conditions look for in one of these facts."""
    return {topic for part in parts for fact in facts for topic in part.values_of(fact)}


def _quoting(quoting: Quoting) -> Quoting:
    return Quoting(**{name: tuple(map(normalized_word, words)) for name, words in quoting})


def _moment(moment: Moment) -> Moment:
    given = _with_normalized(moment.model_dump(), "but_not")
    groups = {name: [_normalized_words(group) for group in getattr(moment, name)] for name in ("near_words", "or_near")}
    return Moment.model_validate(given | groups)


def _with_normalized(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return given | {name: _normalized_words(given[name]) for name in names if name in given}


def _normalized_words(words: Iterable[str]) -> tuple[str, ...]:
    """Normalized words, without those that contain another: they would match nothing more."""
    return _shortest(tuple(dict.fromkeys(map(normalized_word, words))))


@lru_cache(maxsize=2_000)
def _shortest(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Texts that contain no other one of them."""
    return tuple(text for text in texts if not any(other in text for other in texts if other != text))
