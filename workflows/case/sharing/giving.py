"""What is asked when a case is to be given to somebody, the events of the choice, and whether an event follows from it.

Pure.
"""

from datetime import datetime
from typing import Any

from models.case import events as e
from models.case.events import Body
from models.case.state import CaseState
from models.codes import NOBODY_RUNG, PassedOver
from models.policy import Rung
from models.sharing import Colleague, TeamRule
from workflows.case.deadlines import at_once
from workflows.case.sharing.choosing import Choice, limits, place
from workflows.case.sharing.work import demand_of, is_to_be_given, on_nobody, skills_needed, work_of
from workflows.ports import ShareOut


def share_order(state: CaseState, since: int, now: datetime) -> ShareOut | None:
    """What is asked, as long as the case is to be given to somebody since that event."""
    work = work_of(state)
    if work is None or not is_to_be_given(state, since):
        return None
    demand = demand_of(state, work)
    return ShareOut(
        reference=state.reference,
        since=since,
        pack=state.rules.pack,
        team=work.team,
        rule=work.rule,
        roles=work.roles,
        skills=demand.skills,
        apart_from=demand.apart_from,
        gave_up=demand.gave_up,
        at=now,
    )


def given(state: CaseState, choice: Choice) -> tuple[Body, ...]:
    """The events of a choice; that nobody is available is one rung, however often it is tried."""
    work = work_of(state)
    if work is None or (choice.to is None and state.sharing and state.sharing.nobody):
        return ()
    about: dict[str, Any] = {
        "team": work.team,
        "by": work.rule.by,
        "skills": skills_needed(state),
        "among": choice.among,
        "step": work.step,
    }
    if choice.to:
        return (e.SharedOut(to=choice.to, **about),)
    return (e.NobodyAvailable(**about), *brought_by_nobody(state))


def brought_by_nobody(state: CaseState) -> tuple[Body, ...]:
    """What the rung that nobody is available brings at once, beside that for which people have to be found."""
    rung = Rung(name=NOBODY_RUNG, actions=on_nobody(state))
    return tuple(body for action in rung.actions if (body := at_once(state, rung, action)))


def follows(state: CaseState, body: e.SharedOut | e.NobodyAvailable) -> bool:
    """Whether an event is what the rule gives from what it says was known; who was there and able is taken as said."""
    work = work_of(state)
    if work is None or state.sharing is None:
        return False
    known = (body.team, body.by, body.skills, body.step)
    if known != (work.team, work.rule.by, skills_needed(state), work.step):
        return False
    if any(_misjudged(work.rule, each) for each in body.among):
        return False
    free = [each for each in body.among if each.passed_over is None]
    if isinstance(body, e.NobodyAvailable):
        return not free and not state.sharing.nobody
    demand, first = demand_of(state, work), min(free, key=lambda each: place(work.rule, each), default=None)
    is_first = first is not None and (first.id, first.stands_in_for) == (body.to.id, body.to.stands_in_for)
    return is_first and body.to.persons.isdisjoint((*demand.apart_from, *demand.gave_up))


def _misjudged(rule: TeamRule, known: Colleague) -> bool:
    """Whether somebody was passed over by numbers that do not say so, or was not although they do."""
    said = {why for holds, why in limits(rule, known) if holds}
    if known.passed_over is None:
        return bool(said)
    return known.passed_over in (PassedOver.FULL, PassedOver.LIMIT_REACHED) and known.passed_over not in said
