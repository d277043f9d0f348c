"""Whose turn it is: the choice of one of a team for a case, by the team's rule. Pure.

It is made from facts on record alone, which the activity `share_out` reads while no other case of the team is given to
anybody. The event keeps them, so the same choice can be made again from it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from models.case.actor import Actor
from models.codes import PassedOver, ShareBy
from models.sharing import MOST_COLLEAGUES, Colleague, TeamRule


class PossibleHolder(NamedTuple):
    """One to whom a case may be given, as the records know them."""

    actor: Actor
    known: Colleague
    away: bool = False
    skills: frozenset[str] = frozenset()


class Demand(NamedTuple):
    """What a case asks of whoever gets it."""

    rule: TeamRule
    skills: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    """People who took part, and may not have it."""
    gave_up: tuple[str, ...] = ()


class Choice(NamedTuple):
    """To whom a case is given, and what was known of each; nobody: none was available."""

    to: Actor | None
    among: tuple[Colleague, ...]


def choose(demand: Demand, candidates: Iterable[PossibleHolder]) -> Choice:
    """Whose turn it is among those who may have the case; the order of the candidates does not matter."""
    judged = [(each.actor, judge(demand, each)) for each in candidates]
    judged.sort(key=lambda pair: place(demand.rule, pair[1]))
    to = next((actor for actor, known in judged if known.passed_over is None), None)
    return Choice(to, tuple(known for _, known in judged[:MOST_COLLEAGUES]))


def judge(demand: Demand, candidate: PossibleHolder) -> Colleague:
    """What is known of somebody, with why they are passed over, if they are."""
    known, persons = candidate.known, candidate.actor.persons
    objections = (
        (candidate.away, PassedOver.AWAY),
        (not persons.isdisjoint(demand.apart_from), PassedOver.TOOK_PART),
        (not persons.isdisjoint(demand.gave_up), PassedOver.GAVE_UP),
        (not candidate.skills.issuperset(demand.skills), PassedOver.UNSKILLED),
        *limits(demand.rule, known),
    )
    return known.but(passed_over=next((why for holds, why in objections if holds), None))


def limits(rule: TeamRule, known: Colleague) -> tuple[tuple[bool, PassedOver], ...]:
    """What of an objection follows from the numbers that an event keeps."""
    limit = rule.fair_limit
    return (
        (rule.capacity is not None and known.load >= rule.capacity, PassedOver.FULL),
        (limit is not None and known.recent >= limit.cases, PassedOver.LIMIT_REACHED),
    )


def place(rule: TeamRule, known: Colleague) -> tuple[bool, int, int, str]:
    """The place in the order of turns; whoever is passed over comes last."""
    load = known.load if rule.by is ShareBy.LEAST_LOADED else 0
    return known.passed_over is not None, load, known.turn, known.id
