"""Reminders of the beneficiary: one in so many days, as a rung of its own that the beneficiary reaches. Pure."""

from datetime import datetime, timedelta

from models.case import commands as c
from models.case import events as e
from models.case.state import CaseState, refused, utc_text
from models.codes import REMINDER_RUNG, RefusalCode
from models.policy import ReminderPolicy, Rung
from workflows.case.deadlines import at_once
from workflows.case.verdict import Verdict


def remind(state: CaseState, command: c.Remind, now: datetime) -> Verdict:
    """Take a reminder, with what it brings at once; refused before the pack's days have passed since the last one."""
    policy = state.rules.reminders
    if policy is None:
        return refused(code=RefusalCode.MALFORMED, detail="the policy of this case takes no reminders")
    possible = possible_from(state, policy)
    if possible and now < possible:
        detail = f"a reminder is possible from {utc_text(possible)} on"
        return refused(code=RefusalCode.TOO_SOON, detail=detail, at=possible)
    rung = Rung(name=REMINDER_RUNG, actions=policy.actions)
    brought = (body for action in rung.actions if (body := at_once(state, rung, action)))
    return (e.ReminderGiven(number=state.reminders + 1), *brought)


def possible_from(state: CaseState, policy: ReminderPolicy) -> datetime | None:
    """From when on the beneficiary may remind: so many local days after the last reminder, or after the submission."""
    since = state.reminded_at or state.clock_from
    if since is None:
        return None
    local = since.astimezone(state.rules.working_calendar.zone)
    return (local + timedelta(days=policy.days)).astimezone(since.tzinfo)
