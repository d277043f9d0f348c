"""What of a case is to be given to somebody by the rule of a team, said again from docs/architecture.md alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chaos.checks.events import Event
from chaos.checks.standing import Awaited, Changes, Standing

_UNHELD_WORK = frozenset({"queued", "in_review", "replied"})
_FOR_PEOPLE = frozenset({"notify", "inform", "hand_over"})


def shared_out(now: Standing, event: Event) -> Changes:
    """Somebody has the case, or its next step."""
    person = event.body["to"].get("stands_in_for") or event.body["to"]["id"]
    if event.body.get("step"):
        return {"step_with": person}
    return {"assignee": person, "stage": "in_review" if now.stage == "queued" else now.stage}


def nobody_available(now: Standing, event: Event) -> Changes:
    """A rung of its own. A case that is proposed stays with its holder, whatever the policy says."""
    proposed = now.stage == "awaiting_approval"
    actions = (each for each in now.policy.on_nobody if each["action"] in _FOR_PEOPLE)
    asked = tuple(_search(each) for each in actions if not (proposed and each["action"] == "hand_over"))
    return {"escalation": now.escalation + 1, "pending": (*now.pending, *asked)}


def with_sharing(before: Standing, after: Standing, event: Event) -> Standing:
    """The standing after an event with what is to be given to somebody then, and since when."""
    if not after.policy.shared_by:
        return after
    stands = before.steps is not None and before.steps == after.steps and after.stage == "awaiting_approval"
    after = replace(after, step_with=after.step_with if stands else None)
    wanted = _wanted(after)
    if wanted is None:
        return replace(after, awaited=None)
    known = before.awaited
    anew = known is None or event.type == "reopened" or before.team != after.team
    if known is None or anew or (known.team, known.step) != wanted:
        return replace(after, awaited=Awaited(event.seq, *wanted))
    return after


def _wanted(now: Standing) -> tuple[str, str | None] | None:
    """The team that gives it, and the step, if it is one."""
    own = (now.team or "",)
    if now.stage == "awaiting_approval" and now.steps is not None:
        step = _needed(now)
        team = _giving(now, tuple(step.get("teams") or own)) if now.step_with is None else None
        return (team, str(step["name"])) if team else None
    if now.stage not in _UNHELD_WORK or now.assignee:
        return None
    team = _giving(now, own)
    return (team, None) if team else None


def _needed(now: Standing) -> Mapping[str, Any]:
    """The next step that may not be passed over."""
    names = [each["name"] for each in now.policy.approvals]
    left = now.policy.approvals[names.index((now.steps or ())[-1]) + 1 :]
    return next((each for each in left if not each.get("optional")), left[-1])


def _giving(now: Standing, teams: tuple[str, ...]) -> str | None:
    return next((team for team in teams if team in now.policy.shared_by), None)


def _search(action: Mapping[str, Any]) -> tuple[str, str, str]:
    target = action.get("target") or {}
    return "nobody_available", action["action"], f"{target.get('role')} of {target.get('team')}"
