"""Commands of before they were signed, as their events tell them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.case import commands as c
from models.case import events as e
from models.case.commands import AnyCommand, Command, Reply
from models.case.events import Event
from models.codes import DecisionKind

Fields = dict[str, Any]


def command_of(events: Sequence[Event], reply: Reply | None, *, proposed: bool) -> AnyCommand | None:
    """The command that caused events, with the reply in the words that were sent; none for what no command causes.

    `proposed`: a decision was proposed before them.
    """
    first = events[0]
    told = _COMMANDS.get(type(first.body))
    if told is None:
        return None
    kind, fields = told(first.body)
    if isinstance(first.body, e.Resolved) and proposed and kind is c.Approve:
        kind, fields = c.Confirm, {"note": first.body.note}
    if isinstance(first.body, e.Noted) and len(events) > 1 and isinstance(events[1].body, e.Closed):
        kind, fields = c.Close, _requested(events[1].body) | {"note": first.body.text}
    if "reply" in kind.model_fields:
        fields = fields | {"reply": reply}
    command: AnyCommand = kind(command_id=first.command_id or "", actor=first.actor, **fields)  # type: ignore[assignment]
    return command


def _same(kind: type[Command], *names: str) -> Callable[[Any], tuple[type[Command], Fields]]:
    """A command with these fields of its event."""
    return lambda body: (kind, {name: getattr(body, name) for name in names})


def _requested(body: e.Requested) -> Fields:
    return {"requested_by": body.requested_by, "way": body.way} if body.requested_by else {}


def _on_behalf(
    own: type[Command], for_them: type[Command], *names: str
) -> Callable[[Any], tuple[type[Command], Fields]]:
    def told(body: Any) -> tuple[type[Command], Fields]:
        fields = {name: getattr(body, name) for name in names}
        return (for_them if body.requested_by else own), fields | _requested(body)

    return told


def _resolved(body: e.Resolved) -> tuple[type[Command], Fields]:
    fields: Fields = {"reason": body.reason, "note": body.note}
    if body.decision is DecisionKind.REDIRECT:
        return c.Redirect, fields | {"authority": body.authority}
    return (c.Approve if body.decision is DecisionKind.APPROVE else c.Reject), fields


def _reopened(body: e.Reopened) -> tuple[type[Command], Fields]:
    if body.requested_by:
        return c.ReopenFor, {"text": body.text} | _requested(body)
    return c.Reopen, {"text": body.text, "retry_failed": body.cause == "retry_failed"}


def _wait_ended(body: e.WaitEnded) -> tuple[type[Command], Fields]:
    return c.Resume, {"answer": body.answer, "note": body.note}


def _escalated(body: e.Escalated) -> tuple[type[Command], Fields]:
    return c.Escalate, {"note": body.note} | ({"to": body.target.role} if body.target else {})


def _fault_known(body: e.FaultKnown) -> tuple[type[Command], Fields]:
    return c.LinkFault, {"fault": body.fault, "known": True}


def _closed(body: e.Closed) -> tuple[type[Command], Fields]:
    return c.Close, _requested(body)


_COMMANDS: Mapping[type[Any], Callable[[Any], tuple[type[Command], Fields]]] = {
    e.Claimed: _same(c.Claim),
    e.Released: _same(c.Release),
    e.Assigned: _same(c.Assign, "to"),
    e.Proposed: _same(c.Approve, "reason", "note"),
    e.Confirmed: _same(c.Confirm, "note"),
    e.SentBack: _same(c.SendBack, "note"),
    e.Resolved: _resolved,
    e.Asked: _same(c.Ask, "reason", "documents", "questions", "note"),
    e.Replied: _same(c.Answer, "text", "attachments"),
    e.Redirected: _same(c.Redirect, "team", "reason", "note"),
    e.Merged: _same(c.Merge, "into", "note"),
    e.Escalated: _escalated,
    e.Extended: _same(c.Extend, "by", "note"),
    e.Noted: _same(c.Note, "text", "about"),
    e.Reprioritised: _same(c.Prioritise, "priority", "note"),
    e.Withdrawn: _on_behalf(c.Withdraw, c.WithdrawFor, "note"),
    e.Reopened: _reopened,
    e.Rated: _same(c.Rate, "score", "comment"),
    e.Closed: _closed,
    e.CalendarChanged: _same(c.ChangeCalendar, "change", "why"),
    e.WaitBegun: _same(c.Wait, "party", "reason", "until", "note"),
    e.WaitEnded: _wait_ended,
    e.TakenUp: _same(c.Resume, "note"),
    e.Consulted: _same(c.Consult, "to", "question"),
    e.ConsultationAnswered: _same(c.AnswerConsultation, "answer", "said_by", "way"),
    e.ReclassificationAsked: _same(c.Reclassify, "service", "section", "problem", "assess_again", "note"),
    e.InterimReplied: _same(c.InterimReply, "note"),
    e.Appealed: _on_behalf(c.Appeal, c.AppealFor, "text"),
    e.AppealConcluded: _same(c.ConcludeAppeal, "appeal", "outcome", "over"),
    e.SplitAsked: _same(c.Split, "service", "section", "problem", "note"),
    e.DocumentsSeen: _same(c.SeeDocuments, "documents"),
    e.ReminderGiven: _same(c.Remind),
    e.FaultLinked: _same(c.LinkFault, "fault"),
    e.FaultKnown: _fault_known,
    e.FaultUnlinked: _same(c.UnlinkFault, "fault", "note"),
    e.Recalled: _same(c.Recall, "note"),
}
"""The command of each event that begins what a command causes."""
