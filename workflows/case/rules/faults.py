"""The fault that a case is one of: linked as the case is opened, by the fault itself, or by staff. Pure.

The fault is a workflow of its own (`workflows.faults`); of it a case knows its reference alone.
"""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.events import Body, Event
from models.case.state import CaseState, refused
from models.codes import RefusalCode, Role
from models.triage.assessment import Assessment
from workflows.case.changes import Update
from workflows.case.verdict import Verdict


def found_at_opening(assessment: Assessment) -> tuple[Body, ...]:
    """The events of a new case whose error code is that of an open fault."""
    if assessment.fault is None or assessment.link is not None:
        return ()
    linked = e.FaultLinked(fault=assessment.fault)
    return (linked, e.FaultKnown(fault=assessment.fault)) if assessment.fault_known else (linked,)


def link(state: CaseState, command: c.LinkFault, now: datetime) -> Verdict:
    """Link the case to a fault, and tell its beneficiary where that is known; what is so already changes nothing."""
    if state.fault not in (None, command.fault):
        return refused(code=RefusalCode.CONFLICT, detail=f"it is a case of {state.fault}: unlink it first")
    if command.actor.role is Role.SYSTEM and state.off_faults and state.fault is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="staff took it off a fault: only they link it again")
    bodies: tuple[Body, ...] = () if state.fault else (e.FaultLinked(fault=command.fault),)
    if command.known and command.fault not in state.told_of_faults:
        bodies += (e.FaultKnown(fault=command.fault),)
    return bodies


def unlink(state: CaseState, command: c.UnlinkFault, now: datetime) -> Verdict:
    """Take the case off its fault."""
    if state.fault != command.fault:
        return refused(code=RefusalCode.WRONG_STAGE, detail=f"it is a case of {state.fault or 'no fault'}")
    return (e.FaultUnlinked(fault=command.fault, note=command.note),)


def fault_linked(state: CaseState, event: Event, body: e.FaultLinked) -> Update:
    """The case is one of the fault."""
    return {"fault": body.fault}


def fault_known(state: CaseState, event: Event, body: e.FaultKnown) -> Update:
    """The beneficiary is told, once of each fault."""
    return {"told_of_faults": (*state.told_of_faults, body.fault)}


def fault_unlinked(state: CaseState, event: Event, body: e.FaultUnlinked) -> Update:
    """The case is one of no fault."""
    return {"fault": None, "off_faults": True}
