"""Consistency checks of a pack's first stage: rules, their conditions, and the documents and replies they name."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from models.codes import Effect
from models.packs.pack import Pack
from models.packs.text_checks import known_to_replies
from models.problems import KeyProblem, KeyProblems, unknown_name, unknown_names
from models.text import placeholders
from models.triage.assessment import NO_WORKING_TIME_LEFT
from models.triage.conditions import Condition, Conditions, Operator
from models.triage.facts import (
    DAYS_SINCE,
    DAYS_TO,
    FACT_KINDS,
    FACTS,
    FIELD_KINDS,
    Fact,
    FactKind,
    FactType,
    fact_of,
    kind_of,
)
from models.triage.relations import SELF
from models.triage.rules import Requirement, Rule

_NUMBERS = (FactKind.NUMBER, FactKind.NUMBER)
_OP_FITS: Mapping[Operator, tuple[FactKind | None, FactKind | None]] = {
    Operator.IS: (None, None),
    Operator.IS_NOT: (None, None),
    Operator.LT: _NUMBERS,
    Operator.LE: _NUMBERS,
    Operator.GT: _NUMBERS,
    Operator.GE: _NUMBERS,
    Operator.HAS: (FactKind.LIST, FactKind.TEXT),
    Operator.LACKS: (FactKind.LIST, FactKind.TEXT),
    Operator.SOME: (FactKind.LIST, FactKind.YES_NO),
    Operator.KNOWN: (None, FactKind.YES_NO),
}
"""Which facts an operator looks at and which values it takes. None: any fact, and a value of the fact's own kind."""

_DECIDES = "a rule that closes, merges, links, returns, lowers or stops may not rest"


def rule_problems(pack: Pack) -> KeyProblems:
    """Dangling references and impossible settings of the first stage's rules."""
    for place, rule in enumerate(pack.triage.rules):
        key = ("triage", "rules", place)
        yield from unknown_names(rule.services, pack.services, "service", *key, "services")
        yield from unknown_name(rule.team, pack.teams, "team", *key, "team")
        yield from unknown_name(rule.problem, pack.problems, "problem", *key, "problem")
        yield from unknown_names(rule.flags, pack.flags, "flag", *key, "flags")
        yield from unknown_names(rule.held_flags, pack.flags, "flag", *key, "held_flags")
        yield from unknown_name(rule.reply, pack.replies, "reply", *key, "reply")
        if rule.due_cap:
            yield from unknown_name(NO_WORKING_TIME_LEFT, pack.flags, "flag", *key, "due_cap")
        yield from conditions(pack, rule, *key)
        yield from unknown_names(rule.shows, known_facts(pack), "fact", *key, "shows")
        yield from _moments(pack, rule, *key)
        yield from _grounds(rule, *key)
        yield from _closed_world(rule, *key)
        yield from _first_reply(pack, rule, *key)
        if rule.since and rule.until and rule.until < rule.since:
            yield KeyProblem((*key, "until"), "ends before it begins")


def requirements(pack: Pack, requires: Iterable[Requirement], *key: str | int) -> KeyProblems:
    """Required documents that are unknown, or required under conditions that cannot be met."""
    for place, required in enumerate(requires):
        yield from unknown_name(required.document, pack.documents, "document", *key, place, "document")
        yield from conditions(pack, required, *key, place)


def conditions(pack: Pack, part: Conditions, *key: str | int) -> KeyProblems:
    """Unknown facts, topics and problems in conditions, and operators and values that do not fit the fact."""
    facts = known_facts(pack)
    for group, members in (("when", part.when), ("any", part.any), ("unless", part.unless)):
        for place, condition in enumerate(members):
            at = (*key, group, place)
            yield from unknown_name(condition.fact, facts, "fact", *at, "fact")
            yield from _best_fit(condition, facts.get(condition.fact, ()), *at)
            yield from _unknown_code(pack, condition, *at, "value")


def known_facts(pack: Pack) -> dict[str, set[FactKind]]:
    """The facts that the rules of a pack may name; a field may be of another type in another service."""
    facts: dict[str, set[FactKind]] = {}
    for fact in FACTS:
        for name, kind in _members(pack, fact):
            facts.setdefault(name, set()).add(kind)
    return facts


def _members(pack: Pack, fact: Fact) -> Iterator[tuple[str, FactKind]]:
    """The names that one row of the table stands for in this pack, each with its kind."""
    if fact.type is FactType.FIELD:
        fields = (named for service in pack.services.values() for named in service.fields.items())
        yield from ((fact.of(name), FIELD_KINDS[field.type]) for name, field in fields)
    else:
        names = map(fact.of, pack.triage.moments) if fact.family == "moment" else (fact.name,)
        yield from ((name, FACT_KINDS[fact.type]) for name in names)


def _best_fit(condition: Condition, kinds: Iterable[FactKind], *key: str | int) -> Iterable[KeyProblem]:
    return min((list(_unfit(condition, kind, *key)) for kind in kinds), key=len, default=[])


def _unfit(condition: Condition, fact: FactKind, *key: str | int) -> KeyProblems:
    """Impossible values and type mismatches of a condition."""
    looks_at, takes = _OP_FITS[condition.op]
    if looks_at is None and takes is None and fact is FactKind.LIST:
        yield KeyProblem((*key, "op"), f"{condition.fact} is a list: use has, lacks or some")
    elif looks_at not in (None, fact):
        yield KeyProblem((*key, "op"), f"{condition.op} looks at {looks_at}, and {condition.fact} is {fact}")
    elif kind_of(condition.value) is not (takes or fact):
        yield KeyProblem(
            (*key, "value"), f"{condition.fact} {condition.op} needs {takes or fact}, not {condition.value!r}"
        )
    elif condition.op is Operator.SOME and not condition.value:
        yield KeyProblem((*key, "value"), "some says that a list is not empty: leave the value out")


def _unknown_code(pack: Pack, condition: Condition, *key: str | int) -> KeyProblems:
    """A value that should name a topic, a problem, a relation, a document or a moment of the pack."""
    fact = fact_of(condition.fact)
    if fact and fact.names and condition.op is not Operator.KNOWN and isinstance(condition.value, str):
        yield from unknown_name(condition.value, _named(pack, fact.names), fact.names, *key)


def _named(pack: Pack, what: str) -> Collection[str]:
    match what:
        case "topic":
            return pack.triage.topics
        case "relation":
            return {*pack.vocabulary.words, SELF}
        case "document":
            return pack.documents
        case "moment":
            return pack.triage.moments
        case _:
            return pack.problems


def _grounds(rule: Rule, *key: str | int) -> KeyProblems:
    """A rule that decides on free text, or on what is merely not known. `unless` may look at anything."""
    if rule.held_flags and not rule.unless:
        yield KeyProblem((*key, "held_flags"), "are for a rule that something holds back: name it under `unless`")
    for group, members in (("when", rule.when), ("any", rule.any)):
        for place, condition in enumerate(members if rule.decides else ()):
            fact = fact_of(condition.fact)
            if condition.op is Operator.KNOWN and not condition.value:
                yield KeyProblem((*key, group, place), f"{_DECIDES} on what is not known: let it route with a flag")
            elif fact and fact.is_text:
                yield KeyProblem(
                    (*key, group, place),
                    f"{_DECIDES} on free text, and {condition.fact} is nothing else: put what holds it back under"
                    " `unless`, or let it raise, route and flag",
                )


def _closed_world(rule: Rule, *key: str | int) -> KeyProblems:
    """A rule that gives guidance back, lowers or stops, and forgets that the request may say more."""
    concludes = rule.effect is Effect.RETURN_GUIDANCE or rule.lower_to is not None or rule.stop
    held = any(each.fact == "says_more" and each.op is Operator.SOME for each in rule.unless)
    if concludes and not held and rule.enforced_by is None:
        yield KeyProblem(
            (*key, "unless"),
            "a rule that gives guidance back, lowers or stops goes only where the request says no more than it rests"
            ' on: add { fact = "says_more", op = "some" }',
        )


def _moments(pack: Pack, rule: Rule, *key: str | int) -> KeyProblems:
    for shift in (*rule.values.values(), *([rule.due_cap] if rule.due_cap else [])):
        yield from unknown_name(shift.moment, pack.triage.moments, "moment", *key)
        if not {DAYS_TO.of(shift.moment), DAYS_SINCE.of(shift.moment)} & {each.fact for each in rule.when}:
            yield KeyProblem(key, f"uses the moment {shift.moment!r}: make the rule depend on its being known")


def _first_reply(pack: Pack, rule: Rule, *key: str | int) -> KeyProblems:
    """A return without a reply, or a reply with a placeholder that the first stage has no value for."""
    completes = rule.effect is Effect.RETURN_COMPLETION
    if (completes or rule.effect is Effect.RETURN_GUIDANCE) and rule.reply is None:
        yield KeyProblem((*key, "reply"), "what is returned needs a reply")
    documents = {"documents", *(f"documents_{each}" for each in pack.languages)} if completes else set()
    given = {*known_to_replies(pack), *rule.values, *documents}
    if rule.reply in pack.replies:
        text = pack.replies[rule.reply]
        for name in sorted(frozenset().union(*map(placeholders, text.texts.values())) - given):
            yield KeyProblem((*key, "reply"), f"the reply {rule.reply!r} needs a value for {name}")
