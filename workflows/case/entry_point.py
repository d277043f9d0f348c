"""The entry point of commands: whoever sends them, by update or by signal, the same rules decide."""

from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from models.case.commands import Claim
from models.case.events import Escalated, Event, LostEvent
from models.case.state import Receipt, Refusal
from models.codes import RefusalCode, Stage
from workflows import options
from workflows.case.authority import held
from workflows.case.effects import Effects
from workflows.case.live_case import LiveCase
from workflows.case.messages import Verdict, claimed_role, read_command, validate_and_decide
from workflows.case.patches import Patch, Patches


class CaseEntryPoint:
    """Decides commands and takes their events. Signals that come before the first stage has finished wait for it."""

    def __init__(self, case: LiveCase, effects: Effects) -> None:
        self._case, self._effects = case, effects
        self._early: list[Any] = []

    def check(self, raw: Any) -> None:
        """Raise the refusal of a command, if it is refused; nothing changes."""
        if isinstance(refusal := self._decide(raw).outcome, Refusal):
            raise as_error(refusal)

    def apply(self, raw: Any) -> Receipt:
        """Take the events of a command and give its receipt. Raises the refusal."""
        answer = self._take(_as_read_then(raw, self._case.patches), in_history=True)
        if isinstance(answer, Refusal):
            raise as_error(answer)
        self._case.leaves_command()
        return answer

    def signal(self, raw: Any) -> None:
        """Take the events of a command that nobody waits for. Never raises: a refusal is recorded."""
        if self._case.diverged_at:
            self._case.turn_away(_lost_signal(raw, self._case.state.seq, workflow.now()))
            return
        if not self._case.is_opened and len(self._early) < options.EARLY_SIGNALS:
            self._early.append(raw)
            return
        raw = _as_read_then(raw, self._case.patches)
        answer = self._refused_earlier(raw) or self._take(raw, in_history=False)
        if isinstance(answer, Refusal):
            kind = raw.get("kind") if isinstance(raw, dict) else None
            self._case.note_refusal(answer.code, str(kind), claimed_role(raw))

    def release(self) -> None:
        """The case is open: take the changes of the calendar it was not signalled, then the signals that waited."""
        announced, self._case.announced = self._case.announced, ()
        for change in announced:
            self.signal(change)
        while self._early:
            self.signal(self._early.pop(0))

    def _refused_earlier(self, raw: Any) -> Refusal | None:
        """The refusal of a claim that an earlier version refused, in a history in which it did.

        A case in review that nobody held could not be claimed. Only of a signal does history have the refusal.
        """
        state, command = self._case.state, read_command(raw)
        if not isinstance(command, Claim) or state.stage is not Stage.IN_REVIEW or state.assignee:
            return None
        if isinstance(self._decide(raw).outcome, Refusal) or self._case.patches.follows(Patch.CLAIM_IN_REVIEW):
            return None
        return held(state, "claim is not possible while in_review")

    def _take(self, raw: Any, *, in_history: bool) -> Receipt | Refusal:
        command_id, outcome = self._decide(raw)
        if isinstance(outcome, Refusal):
            return outcome
        outcome = tuple(_as_decided_then(event, self._case.patches) for event in outcome)
        self._case.advance(outcome, in_history=in_history)
        self._effects.follow(outcome)
        return self._case.state.answers.get(command_id) or self._case.state.receipt()

    def _decide(self, raw: Any) -> Verdict:
        """The verdict on a message; what would add events is refused while too much waits to be recorded."""
        if seq := self._case.diverged_at:
            return Verdict("", _diverged(seq))
        verdict = validate_and_decide(self._case.state, raw, workflow.now())
        changes = verdict.outcome and not isinstance(verdict.outcome, Refusal)
        if changes and self._case.log.waiting_bytes() > options.BYTES_WAITING:
            detail = "too much waits to be put on record: try again when the records are back"
            return verdict._replace(outcome=Refusal(code=RefusalCode.LIMIT_REACHED, detail=detail, retryable=True))
        return verdict


def _as_read_then(raw: Any, patches: Patches) -> Any:
    """A message as the version read it that the history is of: an earlier one did not see whose place the actor took.

    It decided by the actor alone, and refused the signals of substitutes; a replay must find the same.
    """
    if isinstance(raw, dict) and raw.get("absent") and not patches.follows(Patch.SUBSTITUTES_ACT):
        return {name: value for name, value in raw.items() if name != "absent"}
    return raw


def _as_decided_then(event: Event, patches: Patches) -> Event:
    """An event as the version made it that the history is of: an earlier one looked up nobody for an escalation."""
    body = event.body
    if isinstance(body, Escalated) and body.awaits_people and not patches.follows(Patch.ESCALATION_BY_HAND):
        return event.but(body=body.but(awaits_people=False))
    return event


def _diverged(seq: int) -> Refusal:
    detail = f"the records hold another event {seq} of this case: it takes no command until they are reconciled"
    return Refusal(code=RefusalCode.DIVERGED, detail=detail)


def _lost_signal(raw: Any, seq: int, at: datetime) -> LostEvent:
    """What can be said of a signal that was turned away."""
    command = read_command(raw)
    if isinstance(command, Refusal):
        return LostEvent(seq=seq, at=at, kind=RefusalCode.MALFORMED, actor="unknown", role="unknown")
    actor = command.actor
    return LostEvent(seq=seq, at=at, kind=command.kind, actor=actor.id, role=actor.role, command_id=command.command_id)


def as_error(refusal: Refusal) -> ApplicationError:
    """A refusal as an update fails with it: the code is the type, the fields are the details."""
    fields = refusal.model_dump(mode="json", exclude={"code", "detail"}, exclude_defaults=True)
    return ApplicationError(refusal.detail, *([fields] if fields else []), type=refusal.code, non_retryable=True)
