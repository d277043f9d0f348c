"""Which running cases another policy would move: from when to when, and by what."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from models.case.state import Refusal
from models.codes import RefusalCode, Stage
from simulation.comparing import Why, change_of
from simulation.figures import figures_of
from simulation.lives import relive
from simulation.policies import PolicySource
from simulation.recorded import PastCase


class MoveOfCase(NamedTuple):
    """A running case that another policy would move."""

    reference: str
    due_before: datetime | None
    """When what is awaited now is due; none while nothing is."""
    due_after: datetime | None
    late_before: bool
    late_after: bool
    why: tuple[Why, ...]
    refused: RefusalCode | None = None
    """Why the other policy would not open it at all."""


def moves(cases: Iterable[PastCase], before: PolicySource, after: PolicySource, now: datetime) -> Iterator[MoveOfCase]:
    """The running cases that come out otherwise under the other policy, had they been under it from their opening.

    Raises NotOfThePolicy.
    """
    for case in cases:
        if moved := move_of(case, before, after, now):
            yield moved


def move_of(case: PastCase, before: PolicySource, after: PolicySource, now: datetime) -> MoveOfCase | None:
    """What another policy changes for one case; none where it is closed or stays where it is. Raises NotOfThePolicy."""
    was = relive(case, before, now)
    if isinstance(was, Refusal) or was.state.stage is Stage.CLOSED:
        return None
    is_late = figures_of(was, now).side.is_late
    becomes = relive(case, after, now)
    if isinstance(becomes, Refusal):
        return MoveOfCase(case.reference, was.state.due, None, is_late, False, (Why.NOT_OPENED,), becomes.code)
    figures = figures_of(becomes, now)
    change = change_of(case.name, case.reference, figures_of(was, now), figures)
    if change is None or (was.state.due == becomes.state.due and is_late == figures.side.is_late):
        return None
    return MoveOfCase(case.reference, was.state.due, becomes.state.due, is_late, figures.side.is_late, change.why)
