"""Putting a running case under another version of its pack: the terms of its service change, the time used stays. Pure.

Whoever migrates signs the terms with the command, so the state follows from the event alone, whichever packs a worker
has. Reasons, texts, routes of notices and calendars stay those the case was opened with, as after a correction of its
service.
"""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.events import Event
from models.case.state import CaseState, refused
from models.case.terms import are_usable
from models.codes import ClockKind, RefusalCode
from models.policy import ServiceTerms, under_version
from workflows.case.changes import Update, rebudgeted
from workflows.case.rules import checklist
from workflows.case.verdict import Verdict


def migrate(state: CaseState, command: c.Migrate, now: datetime) -> Verdict:
    """The terms of the other version; under that version already, nothing changes."""
    rules = state.rules
    if state.appeal_of:
        return refused(code=RefusalCode.WRONG_STAGE, detail="an appeal keeps the terms it was raised under")
    if command.terms.service != state.service:
        return refused(code=RefusalCode.CONFLICT, detail=f"the case is about {state.service}", retryable=True)
    if not are_usable(command.terms, {each.name for each in rules.all_calendars}):
        return refused(code=RefusalCode.MALFORMED, detail="no pack has such terms")
    if command.version == rules.version:
        return ()
    return (
        e.Migrated(
            version_before=rules.version,
            version=command.version,
            terms=command.terms,
            why=command.why,
            due_before=state.due,
            due_after=state.but(**_under(state, command.version, command.terms, now)).due,
        ),
    )


def migrated(state: CaseState, event: Event, body: e.Migrated) -> Update:
    """The promises of the other version, with the time that was used."""
    return _under(state, body.version, body.terms, event.at)


def due_under(state: CaseState, version: str, terms: ServiceTerms, at: datetime) -> datetime | None:
    """When the resolution would be due under another version; none while its clock is paused."""
    return resolution_due(state if version == state.rules.version else state.but(**_under(state, version, terms, at)))


def resolution_due(state: CaseState) -> datetime | None:
    """When the resolution is due; none while its clock is paused."""
    clock = state.clocks.get(ClockKind.RESOLUTION)
    return clock.due(state.time_of(clock)) if clock else None


def _under(state: CaseState, version: str, terms: ServiceTerms, at: datetime) -> Update:
    rules = under_version(state.rules, version, terms)
    ticking = rebudgeted(state.but(policy=rules), state.priority)
    return checklist.under_terms(state, terms.checklist, (), at) | {"policy": rules, "clocks": ticking}
