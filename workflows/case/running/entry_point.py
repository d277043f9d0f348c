"""The entry point of commands: whoever sends them, by update or by signal, the same rules decide."""

from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from models.case.commands import Claim
from models.case.events import Escalated, Event, LostEvent
from models.case.state import Receipt, Refusal
from models.codes import RefusalCode, Stage
from models.trust.statement import signed_command_id
from workflows import options
from workflows.case.authority import held
from workflows.case.running.authenticity import forgeries_in, is_signed, refusal_of_forgery, signature_in
from workflows.case.running.effects import Effects
from workflows.case.running.live_case import LiveCase
from workflows.case.running.messages import Verdict, claimed_role, read_command, validate_and_decide
from workflows.case.running.patches import ASKS_WHAT_WAS_SEEN, Patch, Patches


class CaseEntryPoint:
    """Decides commands and takes their events. Signals wait until the first stage has finished, and until each is known
    to be authentic or not; then they are decided in their order.
    """

    def __init__(self, case: LiveCase, effects: Effects) -> None:
        self._case, self._effects = case, effects
        self._early: list[Any] = []

    def check(self, raw: Any) -> None:
        """Raise the refusal of a command, if it is refused; nothing changes."""
        if self._case.is_opened and (forged := refusal_of_forgery(self._case.state, raw)):
            raise as_error(forged)
        if isinstance(refusal := self._decide(raw).outcome, Refusal):
            raise as_error(self._before_signals(refusal))
        if self._was_refused(raw):
            raise as_error(_REFUSED_BEFORE)

    def apply(self, raw: Any) -> Receipt:
        """Take the events of a command and give its receipt. Raises the refusal."""
        answer = self._take(_as_read_then(raw, self._case.patches), in_history=True, signed=signature_in(raw))
        if isinstance(answer, Refusal):
            raise as_error(answer)
        self._case.leaves_command()
        return answer

    def signal(self, raw: Any) -> None:
        """Take a command that nobody waits for, to decide it in its turn. Never raises: a refusal is recorded.

        Before the opening nothing asks whether signals are authenticated: it says of which generation the run is.
        """
        if self._case.is_opened:
            self._hear(raw)
        elif len(self._early) < options.EARLY_SIGNALS:
            self._early.append(raw)
        else:
            self._decide_signal(raw)  # which refuses it: the case is not open

    def release(self) -> None:
        """The case is open: take the changes of the calendar it was not signalled, then the signals that waited."""
        announced, self._case.announced = self._case.announced, ()
        for change in announced:
            self._decide_signal(change)
        while self._early:
            self._hear(self._early.pop(0))

    def start(self) -> None:
        """Start to decide the signals that wait, if there are any and it is not under way."""
        if self._case.signals:
            self._effects.authenticate(self._decide_signals)

    async def _decide_signals(self) -> None:
        """Decide the signals that wait, in their order, each when it is known whether it is authentic."""
        while waiting := self._case.signals[: options.SIGNALS_AT_ONCE]:
            forgeries = await forgeries_in(self._case.state, waiting)
            for raw, forgery in zip(waiting, forgeries, strict=True):
                if self._case.patches.holds_signals and self._too_much_waits():
                    await workflow.wait_condition(lambda: not self._too_much_waits())
                self._case.signals.pop(0)
                if forgery:
                    self._note_refusal(raw, RefusalCode.NOT_AUTHENTIC)
                elif self._is_taken_late(raw):
                    self._note_refusal(raw, RefusalCode.REFUSED_BEFORE)
                else:
                    self._decide_signal(raw, signature_in(raw))
            self._case.needs_task = self._case.needs_task or any(map(is_signed, waiting))
            self._case.wake()

    def _hear(self, raw: Any) -> None:
        """Have a signal authenticated before it is decided; earlier versions believed whoever reached the server."""
        if self._case.patches.authenticates_signals():
            self._case.signals.append(raw)
            self._case.wake()
        else:
            self._decide_signal(raw)

    def _decide_signal(self, raw: Any, signed: str | None = None) -> None:
        if self._case.diverged_at:
            self._case.turn_away(_lost_signal(raw, self._case.state.seq, workflow.now()))
            return
        raw = _as_read_then(raw, self._case.patches)
        answer = self._refused_earlier(raw) or self._take(raw, in_history=False, signed=signed)
        if isinstance(answer, Refusal):
            self._note_refusal(raw, answer.code, signed_command_id(raw) if signed else None)

    def _note_refusal(self, raw: Any, code: RefusalCode, command_id: str | None = None) -> None:
        kind = raw.get("kind") if isinstance(raw, dict) else None
        self._case.note_refusal(code, str(kind), claimed_role(raw), command_id)

    def _before_signals(self, refusal: Refusal) -> Refusal:
        """The refusal of an update: signals that came before it wait, and it may be taken when they are decided."""
        if refusal.code not in _OF_THE_STAGE or not self._case.signals:
            return refusal
        detail = f"{refusal.detail}; commands from before are being decided: try again in a moment"
        return refusal.but(detail=detail, retryable=True)

    def _is_taken_late(self, raw: Any) -> bool:
        """Whether what was refused would be taken now; what is refused again gets the reason of now."""
        return self._was_refused(raw) and not isinstance(self._decide(raw).outcome, Refusal)

    def _was_refused(self, raw: Any) -> bool:
        """Whether a signal of this id was refused: who kept it from the history may not have it taken later."""
        command_id = signed_command_id(raw)
        return command_id is not None and self._case.state.has_refused(command_id)

    def _too_much_waits(self) -> bool:
        """Whether so much waits to be put on record that nothing more is decided."""
        return self._case.log.waiting_bytes() > options.BYTES_WAITING

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

    def _take(self, raw: Any, *, in_history: bool, signed: str | None) -> Receipt | Refusal:
        command_id, outcome = self._decide(raw)
        if isinstance(outcome, Refusal):
            return outcome
        decided = tuple(_as_decided_then(event, self._case.patches) for event in outcome)
        outcome = _with_signature(decided, command_id, signed)
        self._case.advance(outcome, in_history=in_history)
        self._effects.follow(outcome)
        return self._case.state.answers.get(command_id) or self._case.state.receipt()

    def _decide(self, raw: Any) -> Verdict:
        """The verdict on a message; what would add events is refused while too much waits to be recorded."""
        if seq := self._case.diverged_at:
            return Verdict("", _diverged(seq))
        verdict = validate_and_decide(self._case.state, raw, workflow.now())
        changes = verdict.outcome and not isinstance(verdict.outcome, Refusal)
        if changes and self._too_much_waits():
            detail = "too much waits to be put on record: try again when the records are back"
            return verdict._replace(outcome=Refusal(code=RefusalCode.LIMIT_REACHED, detail=detail, retryable=True))
        return verdict


_OF_THE_STAGE = frozenset({RefusalCode.WRONG_STAGE, RefusalCode.NOT_AUTHORISED, RefusalCode.ALREADY_DECIDED})
"""Refusals that another command may make void: a claim, an assignment, a reopening."""
_REFUSED_BEFORE = Refusal(
    code=RefusalCode.REFUSED_BEFORE, detail="a signal of this command was refused: give it anew, under another id"
)


def _as_read_then(raw: Any, patches: Patches) -> Any:
    """A message as the version read it that the history is of: an earlier one did not see whose place the actor took.

    It decided by the actor alone, and refused the signals of substitutes; nor did it ask what the sender had seen. A
    replay must find the same.
    """
    if isinstance(raw, dict) and raw.get("absent") and not patches.follows(Patch.SUBSTITUTES_ACT):
        raw = {name: value for name, value in raw.items() if name != "absent"}
    if isinstance(raw, dict) and raw.get("expected_seq") is not None and not workflow.patched(ASKS_WHAT_WAS_SEEN):
        raw = {name: value for name, value in raw.items() if name != "expected_seq"}
    return raw


def _as_decided_then(event: Event, patches: Patches) -> Event:
    """An event as the version made it that the history is of: an earlier one looked up nobody for an escalation."""
    body = event.body
    if isinstance(body, Escalated) and body.awaits_people and not patches.follows(Patch.ESCALATION_BY_HAND):
        return event.but(body=body.but(awaits_people=False))
    return event


def _with_signature(events: tuple[Event, ...], command_id: str, signed: str | None) -> tuple[Event, ...]:
    """The events with the signed message on the first one that its command caused."""
    first = next((event.seq for event in events if event.command_id == command_id), None)
    return tuple(event.but(signed=signed) if signed and event.seq == first else event for event in events)


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
