"""What must fit together in a pack, checked when it is loaded, so that nothing unknown turns up in a running case."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from models.codes import STAFF_ROLES, Action, ClockKind, DecisionKind, Effect, Priority
from models.notice_plan import ROUTABLE, silent_outcomes
from models.pack import IN_SMS, PLACEHOLDERS, Message, Pack, Profile, Service, Sms
from models.policy import ApprovalStep, Bilingual, Rung, RungAction, Target
from models.sms import sms_parts, sms_problems
from models.triage_policy import CONTEXT, DAYS_SINCE, DAYS_TO, FACTS, Conditions, Requirement, Rule

KNOWN_TO_REPLIES = frozenset({"reference", "service"})
"""Placeholders of replies that are filled by themselves; the others are given with the reply."""
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_IN_SMS = {"reference": "TW-0000-0000-0000-0", "due_date": "2026/11/22"}
"""Values as long as they get in an SMS."""


class Misfit(NamedTuple):
    """A key of the pack, as the path to it, and what is wrong there."""

    key: tuple[str | int, ...]
    reason: str


Misfits = Iterator[Misfit]


def misfits(pack: Pack) -> Misfits:
    """Everything in a pack that names what the pack does not have, or lacks what it must have."""
    checks = (_basics, _services, _approvals, _profiles, _reasons, _problems, _tables, _rules, _replies, _notices)
    return chain.from_iterable(check(pack) for check in checks)


def placeholders(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_PLACEHOLDER.findall(text))


def _one_of(name: str | None, known: Collection[str], what: str, *key: str | int) -> Misfits:
    if name is not None and name not in known:
        yield Misfit(key, f"unknown {what} {name!r}; known: {', '.join(sorted(known))}")


def _all_of(names: Iterable[str], known: Collection[str], what: str, *key: str | int) -> Misfits:
    return chain.from_iterable(_one_of(name, known, what, *key) for name in names)


def _basics(pack: Pack) -> Misfits:
    yield from _one_of(pack.default_service, pack.services, "service", "default_service")
    yield from _target(pack, pack.fallback, "fallback")
    for code, section in pack.sections.items():
        yield from _one_of(section.team, pack.teams, "team", "sections", code, "team")
    for code, kind in pack.seed_kinds.items():
        yield from _one_of(kind.profile, pack.profiles, "profile", "seed_kinds", code, "profile")
    if not pack.channels:
        yield Misfit(("channels",), "name at least one channel that requests come from")


def _services(pack: Pack) -> Misfits:
    for code, service in pack.services.items():
        key = ("services", code)
        yield from _one_of(service.section, pack.sections, "section", *key, "section")
        yield from _all_of(service.also_in, {*pack.sections, "*"}, "section", *key, "also_in")
        yield from _one_of(service.seed_kind, pack.seed_kinds, "seed kind", *key, "seed_kind")
        yield from _one_of(service.team, pack.teams, "team", *key, "team")
        yield from _one_of(service.profile, pack.profiles, "profile", *key, "profile")
        yield from _one_of(service.approvals, pack.approvals, "approval chain", *key, "approvals")
        yield from _all_of((service.problem, *service.problems), pack.problems, "problem", *key, "problem")
        yield from _requirements(pack, service.requires, *key, "requires")
        yield from _windows(service, *key)
        yield from _fields(pack, service, *key)


def _fields(pack: Pack, service: Service, *key: str) -> Misfits:
    """A field that is required is asked for by a rule, or its being required would mean nothing."""
    enforced = any("missing_fields" in rule.facts for rule in pack.triage.rules)
    for name, field in service.fields.items():
        if field.required and not enforced:
            yield Misfit((*key, "fields", name, "required"), "no rule of the first stage looks at missing_fields")


def _windows(service: Service, *key: str) -> Misfits:
    for name, windows in service.campaign.items():
        for place, window in enumerate(windows):
            if window.until < window.since:
                yield Misfit((*key, "campaign", name, place), "ends before it begins")


def _requirements(pack: Pack, requires: Iterable[Requirement], *key: str | int) -> Misfits:
    for place, required in enumerate(requires):
        yield from _one_of(required.document, pack.documents, "document", *key, place, "document")
        yield from _conditions(pack, required, *key, place)


def _target(pack: Pack, target: Target | None, *key: str | int) -> Misfits:
    if target is not None:
        yield from _one_of(target.role, STAFF_ROLES, "role of staff", *key, "role")
        yield from _one_of(target.team, pack.teams, "team", *key, "team")


def _approvals(pack: Pack) -> Misfits:
    for code, chain_of_steps in pack.approvals.items():
        if all(step.optional for step in chain_of_steps):
            yield Misfit(("approvals", code), "needs a step that is not optional")
        yield from _twice((step.name for step in chain_of_steps), "step", "approvals", code)
        for place, step in enumerate(chain_of_steps):
            yield from _step(pack, step, "approvals", code, place)


def _step(pack: Pack, step: ApprovalStep, *key: str | int) -> Misfits:
    yield from _all_of(step.roles, STAFF_ROLES, "role of staff", *key, "roles")
    yield from _all_of(step.teams, pack.teams, "team", *key, "teams")


def _twice(names: Iterable[str], what: str, *key: str | int) -> Misfits:
    listed = list(names)
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield Misfit(key, f"{what} {name!r} stands here twice")


def _profiles(pack: Pack) -> Misfits:
    for code, profile in pack.profiles.items():
        yield from _targets(profile, "profiles", code, "targets")
        yield from _twice((rung.name for rung in profile.ladder), "rung", "profiles", code, "ladder")
        for place, rung in enumerate(profile.ladder):
            yield from _rung(pack, rung, "profiles", code, "ladder", place)


def _targets(profile: Profile, *key: str) -> Misfits:
    for clock in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
        given = profile.targets.get(clock, {})
        for priority in Priority:
            if given.get(priority) is None:
                yield Misfit((*key, clock, priority), "needs an amount of working time")
            elif given[priority].total_seconds() <= 0:
                yield Misfit((*key, clock, priority), "must be more than nothing")


def _rung(pack: Pack, rung: Rung, *key: str | int) -> Misfits:
    if (rung.share is None) == (rung.offset is None):
        yield Misfit(key, "give a share of the budget or an offset from its end, one of them")
    if rung.clock not in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
        yield Misfit((*key, "clock"), "a ladder stands on first_response or resolution")
    if not rung.actions:
        yield Misfit((*key, "actions"), "a rung does at least one thing")
    for place, action in enumerate(rung.actions):
        yield from _action(pack, action, *key, "actions", place)


def _action(pack: Pack, action: RungAction, *key: str | int) -> Misfits:
    needs = {Action.RAISE_PRIORITY: "priority", Action.REASSIGN: "team"}.get(action.action, "target")
    if getattr(action, needs) is None:
        yield Misfit((*key, needs), f"{action.action} needs a {needs}")
    yield from _one_of(action.team, pack.teams, "team", *key, "team")
    yield from _target(pack, action.target, *key, "target")


def _reasons(pack: Pack) -> Misfits:
    given = {decision for reason in pack.reasons.values() for decision in reason.decisions}
    for decision in DecisionKind:
        if decision not in given:
            yield Misfit(("reasons",), f"no reason fits the decision {decision}")


def _problems(pack: Pack) -> Misfits:
    for code, problem in pack.problems.items():
        yield from _requirements(pack, problem.requires, "problems", code, "requires")


def _tables(pack: Pack) -> Misfits:
    tables = pack.triage
    yield from _all_of(tables.problems, pack.problems, "problem", "triage", "problems")
    yield from _all_of(tables.humanitarian.topics, tables.topics, "topic", "triage", "humanitarian", "topics")
    for place, refinement in enumerate(tables.refinements):
        names = (refinement.problem, refinement.becomes)
        yield from _all_of(names, pack.problems, "problem", "triage", "refinements", place)
        yield from _conditions(pack, refinement, "triage", "refinements", place)
    for place, row in enumerate(tables.routing):
        key = ("triage", "routing", place)
        yield from _one_of(row.team, pack.teams, "team", *key, "team")
        yield from _one_of(row.service, pack.services, "service", *key, "service")
        yield from _one_of(row.problem, pack.problems, "problem", *key, "problem")
        yield from _one_of(row.section, pack.sections, "section", *key, "section")


def _rules(pack: Pack) -> Misfits:
    for place, rule in enumerate(pack.triage.rules):
        key = ("triage", "rules", place)
        yield from _all_of(rule.services, pack.services, "service", *key, "services")
        yield from _one_of(rule.team, pack.teams, "team", *key, "team")
        yield from _one_of(rule.problem, pack.problems, "problem", *key, "problem")
        yield from _all_of(rule.flags, pack.flags, "flag", *key, "flags")
        yield from _one_of(rule.reply, pack.replies, "reply", *key, "reply")
        yield from _conditions(pack, rule, *key)
        yield from _all_facts(pack, rule.shows, *key, "shows")
        yield from _moments(pack, rule, *key)
        yield from _first_reply(pack, rule, *key)
        if rule.since and rule.until and rule.until < rule.since:
            yield Misfit((*key, "until"), "ends before it begins")


def _moments(pack: Pack, rule: Rule, *key: str | int) -> Misfits:
    for shift in (*rule.values.values(), *([rule.due_cap] if rule.due_cap else [])):
        yield from _one_of(shift.moment, pack.triage.moments, "moment", *key)
        if not {DAYS_TO + shift.moment, DAYS_SINCE + shift.moment} & {each.fact for each in rule.when}:
            yield Misfit(key, f"uses the moment {shift.moment!r}: make the rule depend on its being known")


def _first_reply(pack: Pack, rule: Rule, *key: str | int) -> Misfits:
    """A return says why; its reply asks for no value that the first stage does not have."""
    completes = rule.effect is Effect.RETURN_COMPLETION
    if (completes or rule.effect is Effect.RETURN_GUIDANCE) and rule.reply is None:
        yield Misfit((*key, "reply"), "what is returned needs a reply")
    given = {*KNOWN_TO_REPLIES, *rule.values, *({"documents_ar", "documents_en"} if completes else ())}
    if rule.reply in pack.replies:
        text = pack.replies[rule.reply]
        for name in sorted((placeholders(text.ar) | placeholders(text.en)) - given):
            yield Misfit((*key, "reply"), f"the reply {rule.reply!r} needs a value for {name}")


def _conditions(pack: Pack, part: Conditions, *key: str | int) -> Misfits:
    yield from _all_facts(pack, part.facts, *key)
    for condition in (*part.when, *part.any):
        if condition.fact in ("topics", "message_topics"):
            yield from _one_of(str(condition.value), pack.triage.topics, "topic", *key)
        if condition.fact == "problem" and isinstance(condition.value, str):
            yield from _one_of(condition.value, pack.problems, "problem", *key)


def _all_facts(pack: Pack, names: Iterable[str], *key: str | int) -> Misfits:
    fields = {CONTEXT + field for service in pack.services.values() for field in service.fields}
    days = {start + moment for start in (DAYS_TO, DAYS_SINCE) for moment in pack.triage.moments}
    return _all_of(names, FACTS | fields | days, "fact", *key)


def _replies(pack: Pack) -> Misfits:
    for code, text in pack.replies.items():
        yield from _same_names(text, "replies", code)


def _same_names(text: Bilingual | Sms, *key: str | int) -> Misfits:
    """Both languages name the same; what must differ by language ends in `_ar` and `_en`."""
    ar, en = ({name.removesuffix(f"_{code}") for name in placeholders(words)} for code, words in _languages(text))
    for name in sorted(ar ^ en):
        yield Misfit(key, f"{{{name}}} stands in one language only")


def _languages(text: Bilingual | Sms) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("ar", text.ar), ("en", text.en)


def _notices(pack: Pack) -> Misfits:
    yield from _all_of(pack.counts, PLACEHOLDERS, "placeholder", "counts")
    for code, count in pack.counts.items():
        if not ("other" in count.ar and {"one", "other"} <= set(count.en)):
            yield Misfit(("counts", code), "needs other in Arabic, one and other in English")
    for code, message in pack.messages.items():
        yield from _message(pack, message, "messages", code)
    for place, route in enumerate(pack.routes):
        key = ("routes", place)
        yield from _one_of(route.on, ROUTABLE, "event", *key, "on")
        yield from _one_of(route.template, pack.messages, "message", *key, "template")
        for channel in route.channels if route.template in pack.messages else ():
            if None in pack.messages[route.template].texts(channel):
                yield Misfit((*key, "channels"), f"the message {route.template!r} has no text for {channel}")
    for outcome in silent_outcomes(pack.routes):
        yield Misfit(("routes",), f"nobody tells the beneficiary the outcome {outcome}")


def _message(pack: Pack, message: Message, *key: str) -> Misfits:
    for name, text in (("sms", message.sms), ("subject", message.subject), ("body", message.body)):
        if text is not None:
            yield from _same_names(text, *key, name)
            known = IN_SMS if isinstance(text, Sms) else PLACEHOLDERS
            yield from _all_of(sorted(placeholders(text.ar)), known, "placeholder", *key, name)
    if message.sms:
        yield from _sms(pack, message.sms, *key, "sms")


def _sms(pack: Pack, sms: Sms, *key: str) -> Misfits:
    for language, text in _languages(sms):
        path = pack.path.ar if language == "ar" else pack.path.en
        longest = text.replace("{path}", path).format_map(_IN_SMS) if placeholders(text) <= IN_SMS else text
        if (parts := sms_parts(longest)) > sms.parts:
            yield Misfit((*key, language), f"takes {parts} parts, allowed are {sms.parts}")
        for problem in sms_problems(longest):
            yield Misfit((*key, language), f"an SMS carries no {problem}")
