"""Consultations: a question to another team or authority, while the case stays with its holder. Pure."""

from datetime import datetime

from models.case import clock as clocks
from models.case import commands as c
from models.case import events as e
from models.case.actor import Actor
from models.case.edition import FIFTH
from models.case.events import Event
from models.case.state import CaseState, Consultation, Refusal, refused
from models.codes import ROLES_OF_ALL_TEAMS, ClockKind, PartyKind, RefusalCode
from models.policy import RungAction
from models.teams import is_in
from workflows.case.changes import Update, acted, next_run
from workflows.case.verdict import Verdict

_ASKED = (PartyKind.TEAM, PartyKind.AUTHORITY)


def consult(state: CaseState, command: c.Consult, now: datetime) -> Verdict:
    """Ask a question; one at a time."""
    policy, kind = state.rules.consultation, state.rules.party_kind(command.to)
    if policy is None:
        return refused(code=RefusalCode.UNKNOWN_TEAM, detail="the policy of this case knows no consultation")
    if kind not in _ASKED or command.to == state.team:
        others = ", ".join(code for code in (*state.rules.teams, *state.rules.authorities) if code != state.team)
        why = "the case is with that team itself; " if command.to == state.team else ""
        return refused(code=RefusalCode.UNKNOWN_TEAM, detail=f"{why}ask one of: {others}")
    if not command.question.strip():
        return refused(code=RefusalCode.MALFORMED, detail="question: write what is asked")
    if open_one := state.consultation:
        detail = f"{open_one.to} has not answered the question before"
        return refused(code=RefusalCode.LIMIT_REACHED, detail=detail, team=open_one.to, at=open_one.since)
    number = state.consultations + 1
    asked = e.Consulted(number=number, to=command.to, party_kind=kind, question=command.question, limit=policy.limit)
    return (asked,)


def answer(state: CaseState, command: c.AnswerConsultation, now: datetime) -> Verdict:
    """Answer the question that is open."""
    if state.consultation is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="no question is open")
    if not command.answer.strip():
        return refused(code=RefusalCode.MALFORMED, detail="answer: write what was found")
    if problem := _said_by_nobody(state, state.consultation, command):
        return problem
    number = state.consultation.number
    answered = e.ConsultationAnswered(number=number, answer=command.answer, said_by=command.said_by, way=command.way)
    return (answered,)


def _said_by_nobody(state: CaseState, asked: Consultation, command: c.AnswerConsultation) -> Refusal | None:
    """The refusal of an answer of which nobody would know who of those who were asked gave it, and how."""
    if state.edition < FIFTH or _is_asked(state, asked, command.actor):
        return None
    if command.way and (command.said_by or "").strip():
        return None
    detail = f"said_by and way: {asked.to} was asked, so say who there gave the answer, and how"
    return refused(code=RefusalCode.MALFORMED, detail=detail, team=asked.to)


def _is_asked(state: CaseState, asked: Consultation, person: Actor) -> bool:
    """Whether somebody is of those who were asked; whose role is for all teams is of each."""
    if asked.to not in state.rules.teams:
        return False
    return person.role in ROLES_OF_ALL_TEAMS or is_in(person.teams, asked.to, state.rules.pack)


def asked_of(state: CaseState, clock: ClockKind, action: RungAction) -> RungAction:
    """The action of a rung: on the time for an answer it is meant for the team that was asked, unless it names one."""
    asked, target = state.consultation, action.target
    if clock is not ClockKind.CONSULTATION or asked is None or target is None or target.team:
        return action
    return action.but(target=target.but(team=asked.to)) if asked.to in state.rules.teams else action


def consulted(state: CaseState, event: Event, body: e.Consulted) -> Update:
    """The time for the answer runs; nothing else changes."""
    responded, run = acted(state, event), next_run(state, ClockKind.CONSULTATION)
    clock = clocks.start(ClockKind.CONSULTATION, body.limit, event.at, run=run)
    question = Consultation(
        number=body.number, to=body.to, question=body.question, asked_by=event.actor, since=event.at
    )
    return responded | {
        "clocks": responded["clocks"] | {ClockKind.CONSULTATION: clock},
        "consultation": question,
        "consultations": body.number,
    }


def answered(state: CaseState, event: Event, body: e.ConsultationAnswered) -> Update:
    """The time for the answer ends."""
    open_one = state.clocks[ClockKind.CONSULTATION]
    clock = clocks.stop(open_one, event.at, "answered", state.time_of(open_one))
    return {"clocks": state.clocks | {ClockKind.CONSULTATION: clock}, "consultation": None}
