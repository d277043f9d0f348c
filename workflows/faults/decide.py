"""`decide_fault(state, command, now)`: the events a command to a fault causes, or the refusal. Pure."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.case.commands import Command
from models.case.state import Refusal, refused
from models.codes import STAFF_ROLES, FaultStage, RefusalCode, Role
from models.faults import commands as c
from models.faults import events as e
from models.faults.policy import FaultPolicy
from models.faults.state import FaultState
from models.intake.reference import fault_reference
from workflows.faults.deadlines import settle
from workflows.faults.evolve import numbered

Verdict = tuple[e.FaultBody, ...] | Refusal
_NOT_MENDED = frozenset({FaultStage.OPEN, FaultStage.KNOWN})


def decide_fault(
    state: FaultState, command: c.AnyFaultCommand, now: datetime, terms: FaultPolicy | None = None
) -> tuple[e.FaultEvent, ...] | Refusal:
    """The events of `command` at `now`, after those of what fell due before; a refusal changes nothing.

    A command id that was accepted before causes nothing. `terms`: those of the pack, for an opening.
    """
    if command.command_id in state.answers:
        return ()
    settled, due = settle(state, now) if state.seq else (state, ())
    verdict = _not_allowed(settled, command, terms) or _HANDLERS[type(command)](settled, command, now, terms)
    if isinstance(verdict, Refusal):
        return verdict
    return due + numbered(settled, verdict, now, command.actor, command.command_id)


def _not_allowed(state: FaultState, command: c.AnyFaultCommand, terms: FaultPolicy | None) -> Refusal | None:
    """The refusal of who may not; anybody who works on faults opens one, also of another team."""
    rules, actor = state.policy or terms, command.actor
    if rules is None:
        return refused(code=RefusalCode.MALFORMED, detail="no pack has faults here")
    opens = isinstance(command, c.OpenFault)
    if actor.role is Role.SYSTEM and opens:
        return None
    if actor.role not in rules.roles:
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"faults are not for the role {actor.role}")
    if opens or actor.in_team(rules.team, rules.pack) or (state.owner and state.owner.id == actor.id):
        return None
    return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"the fault is with the team {rules.team}", team=rules.team)


def _open(state: FaultState, command: c.OpenFault, now: datetime, terms: FaultPolicy | None) -> Verdict:
    if state.seq:
        return ()
    if terms is None or state.reference != fault_reference(command.pack, command.error_code, command.number):
        return refused(code=RefusalCode.MALFORMED, detail="the reference is not of this pack, code and number")
    opened = e.FaultOpened(
        error_code=command.error_code,
        number=command.number,
        title=command.title,
        since=now - terms.within,
        policy=terms,
    )
    return (opened,)


def _own(state: FaultState, command: c.OwnFault, now: datetime, terms: FaultPolicy | None) -> Verdict:
    if state.stage is FaultStage.CLOSED:
        return _wrong_stage(state, command)
    if command.to.role not in STAFF_ROLES or command.to.role not in state.rules.roles:
        detail = f"faults are not for the role {command.to.role}"
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, person=command.to.id)
    return () if state.owner and state.owner.id == command.to.id else (e.FaultOwned(to=command.to),)


def _known(state: FaultState, command: c.KnowFault, now: datetime, terms: FaultPolicy | None) -> Verdict:
    if state.stage is not FaultStage.OPEN:
        return _wrong_stage(state, command)
    return (e.FaultBecameKnown(note=command.note),)


def _mend(state: FaultState, command: c.MendFault, now: datetime, terms: FaultPolicy | None) -> Verdict:
    if state.stage not in _NOT_MENDED:
        return _wrong_stage(state, command)
    if not (command.reply.template or command.reply.text):
        return refused(code=RefusalCode.MISSING_REPLY, detail="give the answer that its cases get")
    return (e.FaultMended(reason=command.reason, reply=command.reply, note=command.note),)


def _close(state: FaultState, command: c.CloseFault, now: datetime, terms: FaultPolicy | None) -> Verdict:
    if state.stage is FaultStage.CLOSED:
        return _wrong_stage(state, command)
    if state.stage is not FaultStage.MENDED and not command.note:
        return refused(code=RefusalCode.MALFORMED, detail="note: say why it is closed without having been mended")
    return (e.FaultClosed(note=command.note),)


def _wrong_stage(state: FaultState, command: Command) -> Refusal:
    kind = command.kind if isinstance(command, c.AnyFaultCommand) else "this"
    owner = state.owner.id if state.owner else None
    return refused(code=RefusalCode.WRONG_STAGE, detail=f"{kind} is not possible while {state.stage}", holder=owner)


_HANDLERS: dict[type[Command], Callable[[FaultState, Any, datetime, FaultPolicy | None], Verdict]] = {
    c.OpenFault: _open,
    c.OwnFault: _own,
    c.KnowFault: _known,
    c.MendFault: _mend,
    c.CloseFault: _close,
}
"""The rules of each command; it has a line for every kind of `AnyFaultCommand`."""
