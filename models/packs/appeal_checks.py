"""Checks of what a pack says of appeals: a window, names that lead somewhere, and deciders of another level."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain

from models.codes import STAFF_ROLES, DecisionKind, Outcome, Role
from models.packs.pack import AppealTerms, Pack
from models.policy import ApprovalStep
from models.problems import KeyProblem, KeyProblems, unknown_name

_DECIDES = (DecisionKind.APPROVE, DecisionKind.REJECT)


def appeal_problems(pack: Pack) -> KeyProblems:
    """What is wrong with the appeals of a pack; nothing where it has none."""
    given = pack.appeals
    if given is None:
        return
    if given.window <= timedelta():
        yield KeyProblem(("appeals", "window"), "must be more than nothing")
    if not given.outcomes:
        yield KeyProblem(("appeals", "outcomes"), "name a result that may be appealed, or leave it out")
    yield from unknown_name(given.team, pack.teams, "team", "appeals", "team")
    yield from unknown_name(given.profile, pack.profiles, "profile", "appeals", "profile")
    yield from unknown_name(given.approvals, pack.approvals, "approval chain", "appeals", "approvals")
    yield from _reasons(given)
    yield from _messages(pack, given)
    yield from _order(pack, given)
    if given.approvals in pack.approvals:
        yield from list(_level(pack, given)) or _above_all(pack, given)


def _reasons(given: AppealTerms) -> KeyProblems:
    known = {decision for reason in given.reasons.values() for decision in reason.decisions}
    for decision in _DECIDES:
        if decision not in known:
            yield KeyProblem(("appeals", "reasons"), f"no reason fits the decision {decision}")
    for code, reason in given.reasons.items():
        if reason.outcome is Outcome.MERGED:
            yield KeyProblem(("appeals", "reasons", code, "outcome"), "is not what a decision leads to")


def _messages(pack: Pack, given: AppealTerms) -> KeyProblems:
    used = {template for route in pack.routes for template in route.templates}
    for name, other in given.messages.items():
        if name not in used:
            yield KeyProblem(("appeals", "messages", name), "no notice has this message")
        yield from unknown_name(other, pack.messages, "message", "appeals", "messages", name)


def _level(pack: Pack, given: AppealTerms) -> KeyProblems:
    """Every step is for people of a higher level than those who decide at first, or of a team that decides nothing at
    first: whoever may take a step may refuse alone."""
    at_first = _deciding_roles(pack)
    for place, step in enumerate(pack.approvals[given.approvals]):
        teams = set(step.teams) or ({given.team} if given.team else set())
        if teams and not teams & _deciding_teams(pack):
            continue
        if same := [role for role in step.roles if role in at_first]:
            reason = f"{', '.join(same)} decides at first: an appeal is for a higher role, or for a team of its own"
            yield KeyProblem(("approvals", given.approvals, place, "roles"), reason)


def _order(pack: Pack, given: AppealTerms) -> KeyProblems:
    """Every role that decides has one level."""
    if len(set(given.levels)) < len(given.levels):
        yield KeyProblem(("appeals", "levels"), "names a role twice")
    decide = (*_roles_of_services(pack), *_roles(pack.approvals.get(given.approvals, ())))
    for role in dict.fromkeys(decide):
        if role not in given.levels:
            yield KeyProblem(("appeals", "levels"), f"lacks {role}, which decides")


def _above_all(pack: Pack, given: AppealTerms) -> KeyProblems:
    """Somebody of the chain is above everybody who may decide a request."""
    steps = pack.approvals[given.approvals]
    apart = {team for step in steps for team in step.teams or ((given.team,) if given.team else ())}
    order, decide = list(given.levels), set(_roles_of_services(pack)) & set(given.levels)
    in_chain = set(_roles(steps)) & set(order)
    if apart - _deciding_teams(pack) or not decide or not in_chain:
        return
    highest = max(decide, key=order.index)
    if max(map(order.index, in_chain)) <= order.index(highest):
        reason = (
            f"{highest} may decide a request, and nobody of this chain is above: add a higher role, or a team apart"
        )
        yield KeyProblem(("approvals", given.approvals), reason)


def _roles_of_services(pack: Pack) -> Iterator[Role]:
    """The roles that may take a step of the chain of some service."""
    for service in pack.services.values():
        yield from _roles(pack.approvals.get(service.approvals, ()))


def _roles(steps: Iterable[ApprovalStep]) -> Iterator[Role]:
    return (role for step in steps for role in step.roles)


def _deciding_roles(pack: Pack) -> set[Role]:
    """The lowest role of the first step of each service: whoever decides its requests at first."""
    chains = (pack.approvals.get(service.approvals, ()) for service in pack.services.values())
    first = (steps[0].roles for steps in chains if steps)
    return {min(roles, key=STAFF_ROLES.index) for roles in first if roles}


def _deciding_teams(pack: Pack) -> set[str]:
    """The teams that requests are routed to, or that take a step of their chains."""
    chains = (pack.approvals.get(service.approvals, ()) for service in pack.services.values())
    named = (step.teams for steps in chains for step in steps)
    return {service.team for service in pack.services.values()} | set(chain.from_iterable(named))
