"""The approval chain of a case: which steps are left, whose turn it is, and whether a decision is final with a step."""

from collections.abc import Sequence

from models.case.actor import Actor
from models.case.events import StepTaken
from models.case.state import CaseState, Refusal, refused, utc_text
from models.codes import RefusalCode
from models.policy import ApprovalStep


def steps_left(chain: tuple[ApprovalStep, ...], taken: Sequence[StepTaken]) -> tuple[ApprovalStep, ...]:
    """The steps after the last one taken; optional ones that were passed over are not taken any more."""
    if not taken:
        return chain
    names = [step.name for step in chain]
    return chain[names.index(taken[-1].step) + 1 :]


def in_turn(chain: tuple[ApprovalStep, ...], taken: Sequence[StepTaken]) -> tuple[ApprovalStep, ...]:
    """The steps that may be taken now: the first that is not optional, and the optional ones before it."""
    left = steps_left(chain, taken)
    needed = next((place for place, step in enumerate(left) if not step.optional), len(left))
    return left[: needed + 1]


def teams_in_turn(chain: tuple[ApprovalStep, ...], taken: Sequence[StepTaken]) -> tuple[str, ...]:
    """The teams whose step it may be now, the one that is needed first; none where the case's own team takes it."""
    steps = reversed(in_turn(chain, taken))
    return tuple(dict.fromkeys(team for step in steps for team in step.teams))


def step_for(state: CaseState, actor: Actor) -> ApprovalStep | Refusal:
    """The step this person takes now: the next one that is theirs, passing over optional steps only."""
    for step in _open_steps(state):
        if _may_take(state, step, actor):
            return _SAME_PERSON if _took_part(state, actor) else step
        if not step.optional:
            break
    return _not_their_turn(state, actor)


def is_last(state: CaseState, step: ApprovalStep) -> bool:
    """Whether nothing is needed after this step."""
    chain = state.rules.approvals
    return all(later.optional for later in chain[chain.index(step) + 1 :])


def _open_steps(state: CaseState) -> tuple[ApprovalStep, ...]:
    return steps_left(state.rules.approvals, state.proposal.steps if state.proposal else ())


def _may_take(state: CaseState, step: ApprovalStep, actor: Actor) -> bool:
    teams = step.teams or ((state.team,) if state.team else ())
    own = state.held_by(actor) and not step.teams
    return actor.role in step.roles and (own or any(actor.in_team(team, state.rules.pack) for team in teams))


def _took_part(state: CaseState, actor: Actor) -> bool:
    return state.proposal is not None and any(actor.persons & taken.actor.persons for taken in state.proposal.steps)


_SAME_PERSON = refused(code=RefusalCode.SAME_PERSON, detail="another person must take the next step")


def _not_their_turn(state: CaseState, actor: Actor) -> Refusal:
    if state.proposal is None:
        roles = " or ".join(_open_steps(state)[0].roles)
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"this step is for: {roles}")
    if _took_part(state, actor):
        return _SAME_PERSON
    first, awaited = state.proposal.steps[0], _open_steps(state)[0].name
    detail = f"proposed by {first.actor.id} at {utc_text(first.at)}; waits for {awaited}"
    return refused(code=RefusalCode.ALREADY_DECIDED, detail=detail, by=first.actor.id, at=first.at, step=awaited)
