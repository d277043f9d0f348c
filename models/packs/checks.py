"""Consistency checks of a pack, run when it is loaded, so that nothing unknown turns up in a running case."""

from datetime import timedelta
from itertools import chain

from models.codes import PROMISES, STAFF_ROLES, ClockKind, DecisionKind, Priority, Whose
from models.intake.duplicates import DuplicateRule
from models.packs.appeal_checks import appeal_problems
from models.packs.faults import fault_problems
from models.packs.language_checks import domain_problems
from models.packs.letter_checks import letter_problems
from models.packs.pack import Pack, Profile, Service
from models.packs.party_checks import party_problems
from models.packs.promises import WrittenPromise, days_nobody_can_count, promise_problems
from models.packs.retention_checks import retention_problems
from models.packs.roundup_checks import roundup_problems
from models.packs.rule_checks import conditions, requirements, rule_problems
from models.packs.rung_checks import day_offset_problems, duplicates, rung_problems, target_problems
from models.packs.sharing_checks import sharing_problems
from models.packs.text_checks import text_problems
from models.packs.title_checks import title_problems
from models.policy import ApprovalStep, AskPolicy, FollowUpPolicy
from models.problems import KeyProblem, KeyProblems, unknown_name, unknown_names


def pack_problems(pack: Pack) -> KeyProblems:
    """Dangling references and missing parts of a pack."""
    parts = (_basics, domain_problems, _services, _approvals, _profiles, _reasons, party_problems, _problems, _tables)
    checks = (
        *parts,
        rule_problems,
        text_problems,
        title_problems,
        roundup_problems,
        retention_problems,
        promise_problems,
        appeal_problems,
        sharing_problems,
        fault_problems,
        letter_problems,
    )
    found = [*chain.from_iterable(check(pack) for check in checks)]
    return iter(found) if found else days_nobody_can_count(pack)


def _basics(pack: Pack) -> KeyProblems:
    yield from unknown_name(pack.default_service, pack.services, "service", "default_service")
    yield from target_problems(pack, pack.fallback, "fallback")
    yield from _ask(pack.ask, "ask")
    yield from _reopening(pack)
    yield from _duplicates(pack)
    for code, section in pack.sections.items():
        yield from unknown_name(section.team, pack.teams, "team", "sections", code, "team")
    for code, kind in pack.seed_kinds.items():
        yield from unknown_name(kind.profile, pack.profiles, "profile", "seed_kinds", code, "profile")
    if not pack.channels:
        yield KeyProblem(("channels",), "name at least one channel that requests come from")


def _duplicates(pack: Pack) -> KeyProblems:
    """Duplicate rules by fields that no request has, or of anyone by no field at all."""
    rules: dict[tuple[str, ...], DuplicateRule] = {("duplicates",): pack.duplicates}
    for code, service in pack.services.items():
        if service.duplicates:
            rules["services", code, "duplicates"] = service.duplicates
    for key, rule in rules.items():
        known = pack.services[key[1]].fields if len(key) > 1 else _all_fields(pack)
        yield from unknown_names(rule.fields, known, "field", *key, "fields")
        if rule.whose is Whose.ANYONE and not rule.fields:
            yield KeyProblem((*key, "fields"), "of anyone, name the fields that make two requests the same")


def _all_fields(pack: Pack) -> set[str]:
    return {name for service in pack.services.values() for name in service.fields}


def _reopening(pack: Pack) -> KeyProblems:
    """Promises of a reopening that nobody may ask for."""
    own, by_staff = (pack.command_roles.get(kind) for kind in ("reopen", "reopen_for"))
    windows: dict[tuple[str, ...], FollowUpPolicy] = {("follow_up",): pack.follow_up}
    for code, service in pack.services.items():
        if service.follow_up_window:
            windows["services", code, "follow_up_window"] = service.follow_up_window
    for key, window in windows.items():
        if own == () and window.low_rating:
            yield KeyProblem((*key, "low_rating"), "reopens for the beneficiary, who may not: commands.reopen")
        if own == () and by_staff == () and window.max_reopens:
            yield KeyProblem((*key, "max_reopens"), "nobody may reopen: commands.reopen and commands.reopen_for")


def _services(pack: Pack) -> KeyProblems:
    for code, service in pack.services.items():
        key = ("services", code)
        yield from unknown_name(service.section, pack.sections, "section", *key, "section")
        yield from unknown_names(service.also_in, {*pack.sections, "*"}, "section", *key, "also_in")
        yield from unknown_name(service.seed_kind, pack.seed_kinds, "seed kind", *key, "seed_kind")
        yield from unknown_name(service.team, pack.teams, "team", *key, "team")
        yield from unknown_name(service.profile, pack.profiles, "profile", *key, "profile")
        yield from unknown_name(service.approvals, pack.approvals, "approval chain", *key, "approvals")
        yield from unknown_names((service.problem, *service.problems), pack.problems, "problem", *key, "problem")
        yield from requirements(pack, service.requires, *key, "requires")
        yield from unknown_names(service.checklist, pack.documents, "document", *key, "checklist")
        yield from _windows(service, *key)
        yield from _fields(pack, service, *key)
        yield from _ranges(pack, service, *key)
        yield from _ask(service.ask, *key, "ask")


def _ask(ask: AskPolicy | None, *key: str) -> KeyProblems:
    """A time to answer that is not positive, or a reminder outside that time."""
    if ask and ask.limit <= timedelta():
        yield KeyProblem((*key, "limit"), "must be more than nothing")
    elif ask and not timedelta() <= ask.remind_before <= ask.limit:
        yield KeyProblem((*key, "remind_before"), "must lie within the limit, which it is counted back from")


def _fields(pack: Pack, service: Service, *key: str) -> KeyProblems:
    """Required fields that no rule asks for: requiring them would have no effect."""
    enforced = any("missing_fields" in rule.facts for rule in pack.triage.rules)
    for name, field in service.fields.items():
        for asks in ("required", "asked_if"):
            if getattr(field, asks) and not enforced:
                yield KeyProblem((*key, "fields", name, asks), "no rule of the first stage looks at missing_fields")
        yield from unknown_names(field.asked_if, pack.triage.topics, "topic", *key, "fields", name, "asked_if")


def _ranges(pack: Pack, service: Service, *key: str) -> KeyProblems:
    """Numbers without bounds: nobody could tell a slip of the hand from what is meant."""
    of_moments = {name for moment in pack.triage.moments.values() for name in (*moment.left, *moment.since)}
    for name, field in service.fields.items():
        at = (*key, "fields", name)
        if field.type in ("whole", "amount") and name not in of_moments:
            for bound in ("least", "most"):
                if getattr(field, bound) is None:
                    yield KeyProblem((*at, bound), "a number needs the least and the most that can be meant")
        if field.least is not None and field.most is not None and field.least > field.most:
            yield KeyProblem((*at, "most"), "is less than the least")


def _windows(service: Service, *key: str) -> KeyProblems:
    for name, windows in service.campaign.items():
        for place, window in enumerate(windows):
            if window.until < window.since:
                yield KeyProblem((*key, "campaign", name, place), "ends before it begins")


def _approvals(pack: Pack) -> KeyProblems:
    for code, chain_of_steps in pack.approvals.items():
        if all(step.optional for step in chain_of_steps):
            yield KeyProblem(("approvals", code), "needs a step that is not optional")
        yield from duplicates((step.name for step in chain_of_steps), "step", "approvals", code)
        for place, step in enumerate(chain_of_steps):
            yield from _step(pack, step, "approvals", code, place)


def _step(pack: Pack, step: ApprovalStep, *key: str | int) -> KeyProblems:
    if not step.roles:
        yield KeyProblem((*key, "roles"), "name at least one role that may take this step")
    yield from unknown_names(step.roles, STAFF_ROLES, "role of staff", *key, "roles")
    yield from unknown_names(step.teams, pack.teams, "team", *key, "teams")


def _profiles(pack: Pack) -> KeyProblems:
    for code, profile in pack.profiles.items():
        yield from _targets(profile, "profiles", code, "targets")
        yield from duplicates((rung.name for rung in profile.ladder), "rung", "profiles", code, "ladder")
        for place, rung in enumerate(profile.ladder):
            yield from rung_problems(pack, rung, "profiles", code, "ladder", place)
            promises = profile.targets.get(rung.clock, {}).values()
            yield from day_offset_problems(rung, promises, "profiles", code, "ladder", place)
            if rung.clock not in PROMISES:
                key = ("profiles", code, "ladder", place, "clock")
                yield KeyProblem(key, "a ladder stands on first_response or resolution")


def _targets(profile: Profile, *key: str) -> KeyProblems:
    for clock in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
        given = profile.targets.get(clock, {})
        for priority in Priority:
            if given.get(priority) is None:
                yield KeyProblem((*key, clock, priority), "needs an amount of working time")
            elif (amount := _amount(given[priority])) is not None and amount <= timedelta():
                yield KeyProblem((*key, clock, priority), "must be more than nothing")


def _amount(written: timedelta | WrittenPromise) -> timedelta | None:
    return written.amount if isinstance(written, WrittenPromise) else written


def _reasons(pack: Pack) -> KeyProblems:
    given = {decision for reason in pack.reasons.values() for decision in reason.decisions}
    for decision in DecisionKind:
        if decision not in given:
            yield KeyProblem(("reasons",), f"no reason fits the decision {decision}")


def _problems(pack: Pack) -> KeyProblems:
    for code, problem in pack.problems.items():
        yield from requirements(pack, problem.requires, "problems", code, "requires")


def _words_of_relations(pack: Pack, *key: str) -> KeyProblems:
    """A word that stands for another relation than the one it is listed under."""
    for relation, words in pack.triage.vocabulary.words.items():
        for word in (relation, *words):
            if (found := pack.vocabulary.relation(word)) != relation:
                yield KeyProblem((*key, relation), f"{word!r} stands for {found} already")


def _tables(pack: Pack) -> KeyProblems:
    tables = pack.triage
    yield from unknown_names(tables.problems, pack.problems, "problem", "triage", "problems")
    yield from unknown_names(tables.vocabulary.wide, pack.vocabulary.words, "relation", "triage", "vocabulary", "wide")
    unsure = tables.vocabulary.unsure_beside
    yield from unknown_names(unsure, pack.vocabulary.words, "relation", "triage", "vocabulary", "unsure_beside")
    yield from _words_of_relations(pack, "triage", "vocabulary", "words")
    yield from unknown_names(tables.humanitarian.topics, tables.topics, "topic", "triage", "humanitarian", "topics")
    for place, refinement in enumerate(tables.refinements):
        names = (refinement.problem, refinement.becomes)
        yield from unknown_names(names, pack.problems, "problem", "triage", "refinements", place)
        yield from conditions(pack, refinement, "triage", "refinements", place)
    for place, row in enumerate(tables.routing):
        key = ("triage", "routing", place)
        yield from unknown_name(row.team, pack.teams, "team", *key, "team")
        yield from unknown_name(row.service, pack.services, "service", *key, "service")
        yield from unknown_name(row.problem, pack.problems, "problem", *key, "problem")
        yield from unknown_name(row.section, pack.sections, "section", *key, "section")
