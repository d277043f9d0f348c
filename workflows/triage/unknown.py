"""What stays open: rules that would decide if something were known, which only free text says, or nobody can tell."""

from collections.abc import Iterator

from models.base import unchecked
from models.triage.assessment import Unknown
from models.triage.conditions import held_back_by
from models.triage.facts import Doubt, Facts, OpenList
from models.triage.rules import Rule

_open = unchecked(Unknown)


def left_open(rule: Rule, facts: Facts) -> Iterator[Unknown]:
    """Why a rule that did not fire might have decided, one entry for each kind of doubt.

    What the request says nothing about is no doubt: most rules concern something else.
    """
    if not rule.decides:
        return
    doubts = _doubts(rule, facts)
    for doubt in dict.fromkeys(doubts.values()):
        yield _open(doubt=doubt, rule=rule.id, facts=tuple(name for name, why in doubts.items() if why is doubt))


def is_held_back(rule: Rule, facts: Facts) -> bool:
    """Whether all conditions of a rule are met, and only what it has under `unless` speaks against it."""
    return bool(rule.unless) and rule.met(facts.sure) is True


def unsure_limit(rule: Rule, facts: Facts) -> Iterator[Unknown]:
    """That the last day by law rests on a date which only the text gives, or on which fields differ."""
    doubts = {each.fact: facts.doubts[each.fact] for each in rule.when if _is_open(each.fact, facts)}
    for doubt in dict.fromkeys(doubts.values()):
        yield _open(doubt=doubt, rule=rule.id, facts=tuple(name for name, why in doubts.items() if why is doubt))


def _doubts(rule: Rule, facts: Facts) -> dict[str, Doubt]:
    met = rule.met(facts.sure)
    if met:
        return _held_back(rule, facts) if rule.unless else {}
    if met is False or not facts.doubts or rule.met(facts) is False:
        return {}
    doubts = {each.fact: facts.doubts[each.fact] for each in (*rule.when, *rule.any) if _is_open(each.fact, facts)}
    said_only = all(doubt is Doubt.TEXT_ALONE for doubt in doubts.values())
    return {} if said_only and not rule.met(facts) else doubts


def _held_back(rule: Rule, facts: Facts) -> dict[str, Doubt]:
    """Of a rule whose conditions are met: what speaks against it, or might."""
    truths = {each.fact: truth for each in rule.unless if (truth := held_back_by(each, facts)) is not False}
    if True in truths.values():
        return {name: Doubt.CONTRADICTED for name, truth in truths.items() if truth}
    return {name: facts.doubts[name] for name in truths}


def _is_open(name: str, facts: Facts) -> bool:
    """Whether something is said of a fact that is not surely known."""
    sure = facts.sure.get(name)
    return name in facts.doubts and (sure is None or isinstance(sure, OpenList))
