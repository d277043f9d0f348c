"""Who decides an appeal: nobody who took part in the case that is appealed, and somebody of another level. Pure.

The level is data: a pack says the order of its levels, and the case of an appeal carries those above the first decision
from its opening on, with the teams that are apart from it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from models.case import commands as c
from models.case import events as e
from models.case.actor import Actor
from models.case.approval import is_last, step_for
from models.case.events import AppealOf, Event
from models.case.state import CaseState, Refusal, refused
from models.codes import STAFF_ROLES, Action, RefusalCode, Role
from models.policy import ApprovalStep, RungAction, Target
from models.teams import is_in

_OF_A_DECIDER: Final = (c.Claim, c.Approve, c.Reject, c.Confirm, c.SendBack, c.Redirect, c.Merge, c.Assign)
_OF_OTHERS_TOO: Final = (c.Ask, c.InterimReply)
"""What nobody does who took part before, where the levels are known: an unanswered question ends a case too."""
WORK: Final = frozenset(
    {c.Claim, c.Release, c.Approve, c.Reject, c.Confirm, c.SendBack, c.Ask, c.Redirect, c.Merge}
    | {c.InterimReply, c.Recall, c.Wait, c.Resume, c.Consult, c.AnswerConsultation, c.SeeDocuments}
)
"""What whoever has a step in the chain of an appeal may do with it, also a role that decides no other case."""
_TAKING_PART: Final = (
    e.Claimed,
    e.Proposed,
    e.Confirmed,
    e.SentBack,
    e.Resolved,
    e.Merged,
    e.Asked,
    e.Noted,
    e.Redirected,
    e.Consulted,
    e.ConsultationAnswered,
    e.WaitBegun,
    e.WaitEnded,
    e.TakenUp,
    e.InterimReplied,
    e.ReclassificationAsked,
    e.SplitAsked,
    e.DocumentsSeen,
    e.Recalled,
)
_DECIDING: Final = (e.Proposed, e.Confirmed, e.Resolved, e.Merged)


def not_a_decider(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    """The refusal of somebody as decider or holder of an appeal; any other case has none.

    Of whoever took part in the case that is appealed, of who is not of another level than its decision, and of a
    decision beside the chain by who has no step in it.
    """
    about = state.appeal_of
    if about is None:
        return None
    if isinstance(command, c.Merge) or (isinstance(command, c.Redirect) and command.authority):
        step = step_for(state, command.actor)
        if isinstance(step, Refusal):
            return step
    person = command.to if isinstance(command, c.Assign) else command.actor
    return _took_part(about, command, person) or _not_of_its_level(state, about, command, person)


def _took_part(about: AppealOf, command: c.AnyCommand, person: Actor) -> Refusal | None:
    of_a_decider = isinstance(command, _OF_A_DECIDER) or (
        about.levels is not None and isinstance(command, _OF_OTHERS_TOO)
    )
    if not of_a_decider or person.persons.isdisjoint(about.took_part):
        return None
    detail = f"{person.id} took part in {about.reference}, which is appealed: somebody else decides"
    return refused(code=RefusalCode.SAME_PERSON, detail=detail, person=person.id)


def _not_of_its_level(state: CaseState, about: AppealOf, command: c.AnyCommand, person: Actor) -> Refusal | None:
    if not _takes_the_level(state, command) or is_of_its_level(about, person, state.rules.pack):
        return None
    levels = ", ".join((*(about.levels or ()), *(f"the team {team}" for team in about.apart)))
    detail = f"an appeal is decided above the decision on {about.reference}, by: {levels}; {person.id} is {person.role}"
    return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail)


def _takes_the_level(state: CaseState, command: c.AnyCommand) -> bool:
    """Whether a command decides, or makes somebody the holder. An earlier step of the chain only prepares."""
    if isinstance(command, c.Approve | c.Confirm):
        step = step_for(state, command.actor)
        return not isinstance(step, Refusal) and is_last(state, step)
    if isinstance(command, c.Redirect):
        return command.authority is not None
    return isinstance(command, c.Claim | c.Assign | c.Reject | c.Merge)


def is_of_its_level(about: AppealOf, person: Actor, pack: str) -> bool:
    """Whether somebody is of a level at which an appeal is decided, by their role or their team.

    An appeal that was opened before levels were kept has none: its chain alone says who decides it.
    """
    if about.levels is None:
        return True
    return person.role in about.levels or any(is_in(person.teams, team, pack) for team in about.apart)


def roles_by_chain(state: CaseState, command: c.AnyCommand) -> frozenset[Role]:
    """The roles that may work on an appeal because they have a step in its chain; none for any other case."""
    return roles_of_chain(state) if type(command) in WORK else frozenset()


def roles_of_chain(state: CaseState) -> frozenset[Role]:
    """The roles that have a step in the chain of an appeal; none for any other case."""
    about = state.appeal_of
    if about is None or about.levels is None:
        return frozenset()
    return frozenset(role for step in state.rules.approvals for role in step.roles)


def may_not_be_handed_over(state: CaseState, action: RungAction) -> tuple[str, ...]:
    """The people to whom an action of a rung may not hand the case over."""
    about = state.appeal_of
    return about.took_part if about and action.action is Action.HAND_OVER else ()


def target_of(state: CaseState, action: RungAction) -> Target | None:
    """Whom an action of a rung is meant for: an appeal is handed over to the lowest level that may decide it."""
    about, target = state.appeal_of, action.target
    if target is None or about is None or about.levels is None or action.action is not Action.HAND_OVER:
        return target
    fitting = [role for role in about.levels if role in roles_of_chain(state)]
    return target if target.role in about.levels or not fitting else target.but(role=fitting[0], team=None)


def who_may_hold(state: CaseState, action: RungAction, people: Sequence[Actor]) -> tuple[Actor, ...]:
    """Those of the people found for an action who may get the case by it."""
    about = state.appeal_of
    if about is None or action.action is not Action.HAND_OVER:
        return tuple(people)
    return tuple(each for each in people if is_of_its_level(about, each, state.rules.pack))


def people_who_took_part(events: Iterable[Event]) -> tuple[str, ...]:
    """The staff ids of all who worked on a case, with those in whose place they did.

    Who decided, held, asked, waited, corrected, consulted or was consulted, or left a note. Not who gave it to
    somebody, changed its priority or its time, or did something for the beneficiary at their wish.
    """
    return tuple(sorted({person for event in events for actor in _taking_part(event) for person in actor.persons}))


def _taking_part(event: Event) -> Iterator[Actor]:
    body = event.body
    if isinstance(body, _TAKING_PART) and event.actor.role in STAFF_ROLES:
        yield event.actor
    if isinstance(body, e.Assigned) or (isinstance(body, e.SharedOut) and not body.step):
        yield body.to
    if isinstance(body, e.Escalated) and body.action is Action.HAND_OVER:
        yield from body.people[:1]


def levels_above(order: Sequence[Role], chain: Iterable[ApprovalStep], events: Iterable[Event]) -> tuple[Role, ...]:
    """The levels above those that decided the result which stands after `events`; `order` has all, the lowest first.

    Where nobody of the chain is above, as after a merge by the highest of it: its highest level, so that an appeal is
    decided in any case.
    """
    decided = [order.index(role) for role in _roles_that_decided(events) if role in order]
    in_chain = [role for role in order if any(role in step.roles for step in chain)]
    above = tuple(order[max(decided) + 1 :]) if decided else tuple(order)
    return above if set(above) & set(in_chain) else (*in_chain[-1:], *above)


def _roles_that_decided(events: Iterable[Event]) -> set[Role]:
    roles: dict[int, Role] = {}
    for event in events:
        if isinstance(event.body, e.Reopened):
            roles.clear()
        if isinstance(event.body, e.Recalled):
            roles.pop(event.body.reply, None)
        if isinstance(event.body, _DECIDING) and event.actor.role in STAFF_ROLES:
            roles[event.seq] = event.actor.role
    return set(roles.values())


def teams_apart(
    own: str | None, chain: Iterable[ApprovalStep], first: Iterable[ApprovalStep], events: Iterable[Event]
) -> tuple[str, ...]:
    """The teams that decide an appeal and had nothing to do with the case that is appealed.

    `own` is the team that gets appeals, `first` the chain of the appealed case.
    """
    deciding = dict.fromkeys(team for step in chain for team in (step.teams or ((own,) if own else ())))
    had_it = {team for event in events for team in _teams_of(event)} | {team for step in first for team in step.teams}
    return tuple(team for team in deciding if team not in had_it)


def _teams_of(event: Event) -> Iterator[str | None]:
    body = event.body
    if isinstance(body, e.Assessed):
        yield body.assessment.team
    if isinstance(body, e.Imported):
        yield body.standing.team
    if isinstance(body, e.Redirected | e.Escalated):
        yield body.team
    if isinstance(body, e.Consulted):
        yield body.to
