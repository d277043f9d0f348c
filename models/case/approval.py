"""The approval chain of a case: which steps are left, and whose turn it is."""

from collections.abc import Sequence

from models.case.events import StepTaken
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
