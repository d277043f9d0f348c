"""Checks of what a pack says of appeals: a window, names that lead somewhere, and deciders of another level."""

from datetime import timedelta
from itertools import chain

from models.codes import DecisionKind, Outcome, Role
from models.packs.pack import Appeals, Pack
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
    if given.approvals in pack.approvals:
        yield from _level(pack, given)


def _reasons(given: Appeals) -> KeyProblems:
    known = {decision for reason in given.reasons.values() for decision in reason.decisions}
    for decision in _DECIDES:
        if decision not in known:
            yield KeyProblem(("appeals", "reasons"), f"no reason fits the decision {decision}")
    for code, reason in given.reasons.items():
        if reason.outcome is Outcome.MERGED:
            yield KeyProblem(("appeals", "reasons", code, "outcome"), "is not what a decision leads to")


def _messages(pack: Pack, given: Appeals) -> KeyProblems:
    used = {route.template for route in pack.routes}
    for name, other in given.messages.items():
        if name not in used:
            yield KeyProblem(("appeals", "messages", name), "no notice has this message")
        yield from unknown_name(other, pack.messages, "message", "appeals", "messages", name)


def _level(pack: Pack, given: Appeals) -> KeyProblems:
    """The last step of an appeal is for people whom no service lets decide alone, or for the team of appeals."""
    last = pack.approvals[given.approvals][-1]
    teams_apart = bool(last.teams or given.team) and not set(last.teams or (given.team,)) & _deciding_teams(pack)
    if teams_apart:
        return
    chains = (pack.approvals.get(service.approvals, ()) for service in pack.services.values())
    if lowest := sorted(set(last.roles) & set(chain.from_iterable(map(_lowest, chains)))):
        reason = f"{', '.join(lowest)} may decide a request alone: an appeal is for another level, or a team of its own"
        yield KeyProblem(("appeals", "approvals"), reason)


def _deciding_teams(pack: Pack) -> set[str]:
    """The teams that requests are routed to."""
    named = (step.teams for steps in pack.approvals.values() for step in steps)
    return {service.team for service in pack.services.values()} | set(chain.from_iterable(named))


def _lowest(steps: tuple[ApprovalStep, ...]) -> tuple[Role, ...]:
    """The first role of a decision's last step: roles stand from the lowest on."""
    return steps[-1].roles[:1] if steps else ()
