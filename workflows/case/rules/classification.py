"""Correcting what a case is about: another service brings its promise and ladder, the time used stays. Pure.

The command asks; what the pack says of the new codes is looked up beside the main loop, and comes as an event of its
own, so that the state follows from events alone.
"""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.events import Event
from models.case.state import CaseState, Reclassification, refused
from models.codes import RefusalCode, Stage
from models.policy import with_terms
from workflows.case.changes import Update, acted, limited, rebudgeted, stage_of_work
from workflows.case.rules import appeals, checklist
from workflows.case.verdict import Verdict


def reclassify(state: CaseState, command: c.Reclassify, now: datetime) -> Verdict:
    """Ask for the correction of what differs from what the case has."""
    service = command.service if command.service != state.service else None
    if not (service or command.section or command.problem or command.assess_again):
        return refused(code=RefusalCode.MALFORMED, detail="name another service, a section or a problem")
    if refusal := appeals.correction_refused(state, command):
        return refusal
    if state.reclassification:
        detail = "a correction is being looked up: try again in a moment"
        return refused(code=RefusalCode.WRONG_STAGE, detail=detail, retryable=True)
    asked = e.ReclassificationAsked(
        service=command.service,
        section=command.section,
        problem=command.problem,
        assess_again=command.assess_again,
        note=command.note,
    )
    return (asked,)


def reclassification_asked(state: CaseState, event: Event, body: e.ReclassificationAsked) -> Update:
    """A person acted; nothing else changes until the pack has answered."""
    wanted = Reclassification(
        service=body.service, section=body.section, problem=body.problem, assess_again=body.assess_again
    )
    return acted(state, event) | {"reclassification": wanted}


def reclassified(state: CaseState, event: Event, body: e.Reclassified) -> Update:
    """The promise of the new service, with the time that was used; a proposal under another chain is dropped."""
    rules = with_terms(state.rules, body.terms) if body.terms else state.rules
    assessment = body.assessment or state.assessment
    priority = body.assessment.priority if body.assessment else state.priority
    ticking = rebudgeted(state.but(policy=rules), priority)
    if body.assessment and body.assessment.due_cap:
        ticking = limited(ticking, body.assessment.due_cap, state.edition)
    listed = checklist.under_terms(state, body.terms.checklist, body.provided, event.at) if body.terms else {}
    return listed | {
        "policy": rules,
        "service": body.service or state.service,
        "section": body.section or state.section,
        "corrected_problem": body.problem or ("" if body.assessment else state.corrected_problem),
        "assessment": assessment,
        "priority": priority,
        "clocks": ticking,
        "proposal": None,
        "stage": stage_of_work(state) if state.stage is Stage.AWAITING_APPROVAL else state.stage,
        "reclassification": None,
    }


def fits(wanted: Reclassification, found: e.Reclassified | e.NotReclassified) -> bool:
    """Whether an answer is about the codes of a correction, and has what was asked for and nothing else."""
    codes = (wanted.service, wanted.section, wanted.problem)
    if isinstance(found, e.NotReclassified):
        return bool(found.unknown)
    corrected = (found.service, found.section, found.problem) == codes
    return (
        corrected
        and (found.terms is not None) == (wanted.service is not None)
        and (found.assessment is not None) == wanted.assess_again
    )


def not_reclassified(state: CaseState, event: Event, body: e.NotReclassified) -> Update:
    """Nothing but that it is not looked up any more."""
    return {"reclassification": None}
