"""In whose place a command is given: its actor may stand in for people who are away."""

from models.case.commands import Actor, AnyCommand
from models.case.state import CaseState, Refusal
from models.codes import STAFF_ROLES, RefusalCode

_STAFF = frozenset(STAFF_ROLES)


def in_each_place(state: CaseState, command: AnyCommand) -> list[AnyCommand]:
    """The command as its actor may give it: in place of the holder who is away, for themselves, in place of others.

    Only staff stand in, and only for staff.
    """
    if not command.absent:
        return [command]
    absent = [each for each in command.absent if {command.actor.role, each.role} <= _STAFF]
    substituted = [command.but(actor=command.actor.in_place_of(each)) for each in absent]
    of_holder = [each for each in substituted if state.held_by(each.actor)]
    return [*of_holder, command, *(each for each in substituted if each not in of_holder)]


def most_telling(refusals: dict[Actor, Refusal], actor: Actor) -> Refusal:
    """The refusal that says more than that it is not theirs: the actor's own, or that of a place they act in."""
    if len(refusals) == 1:
        return refusals[actor]
    own_first = [refusals[actor], *refusals.values()]
    return next((each for each in own_first if each.code is not RefusalCode.NOT_AUTHORISED), own_first[0])
