"""The approval chain: which step a person may take, and whether a decision is final with it."""

from models.case.approval import steps_left
from models.case.commands import Actor
from models.case.state import CaseState, Refusal
from models.codes import RefusalCode
from models.policy import ApprovalStep
from workflows.case.authority import holds, in_team


def open_steps(state: CaseState) -> tuple[ApprovalStep, ...]:
    """The steps of the chain after the last one taken."""
    return steps_left(state.rules.approvals, state.proposal.steps if state.proposal else ())


def step_for(state: CaseState, actor: Actor) -> ApprovalStep | Refusal:
    """The step this person takes now: the next one that is theirs, passing over optional steps only."""
    for step in open_steps(state):
        if _may_take(state, step, actor):
            return _another_person(state, step, actor)
        if not step.optional:
            break
    return _refuse(state, actor)


def is_last(state: CaseState, step: ApprovalStep) -> bool:
    """Whether nothing is needed after this step."""
    chain = state.rules.approvals
    return all(later.optional for later in chain[chain.index(step) + 1 :])


def _may_take(state: CaseState, step: ApprovalStep, actor: Actor) -> bool:
    teams = step.teams or ((state.team,) if state.team else ())
    own = holds(state, actor) and not step.teams
    return actor.role in step.roles and (own or any(in_team(actor, team) for team in teams))


def _another_person(state: CaseState, step: ApprovalStep, actor: Actor) -> ApprovalStep | Refusal:
    if _took_part(state, actor):
        return Refusal(code=RefusalCode.SAME_PERSON, detail="another person must take the next step")
    return step


def _took_part(state: CaseState, actor: Actor) -> bool:
    return state.proposal is not None and any(taken.actor.id == actor.id for taken in state.proposal.steps)


def _refuse(state: CaseState, actor: Actor) -> Refusal:
    if state.proposal is None:
        roles = " or ".join(open_steps(state)[0].roles)
        return Refusal(code=RefusalCode.NOT_AUTHORISED, detail=f"this step is for: {roles}")
    if _took_part(state, actor):
        return Refusal(code=RefusalCode.SAME_PERSON, detail="another person must take the next step")
    first = state.proposal.steps[0]
    when = first.at.isoformat(timespec="seconds")
    detail = f"proposed by {first.actor.id} at {when}; waits for {open_steps(state)[0].name}"
    return Refusal(code=RefusalCode.ALREADY_DECIDED, detail=detail)
