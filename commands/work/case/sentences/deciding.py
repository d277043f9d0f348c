"""In sentences: steps of an approval chain and decisions, with the official reply."""

from commands.common.terminal import Piece, bad, good
from commands.common.words.language import N_, _
from commands.common.words.titles import outcome_title
from commands.work.case.sentences.wording import Sentence, quoted, with_note
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle
from models.codes import DecisionKind

_DECISIONS = {
    DecisionKind.APPROVE: N_("{who} approved: {outcome} ({why}), "),
    DecisionKind.REJECT: N_("{who} rejected: {outcome} ({why}), "),
    DecisionKind.REDIRECT: N_("{who} redirected: {outcome} ({why}), "),
    DecisionKind.ASK: N_("{who} asked: {outcome} ({why}), "),
}


def _proposed(body: events.Proposed, who: str, style: CaseStyle) -> list[Piece]:
    decision = f"{outcome_title(body.outcome, style)} ({body.reason})"
    return [
        _("{who} proposed: {decision}; another person has to agree", who=who, decision=decision),
        *with_note(body.note),
    ]


def _confirmed(body: events.Confirmed, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} agreed as {step}; another person has to agree", who=who, step=body.step), *with_note(body.note)]


def _sent_back(body: events.SentBack, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} sent the proposal back", who=who), *with_note(body.note)]


def _resolved(body: events.Resolved, who: str, style: CaseStyle) -> list[Piece]:
    why = ", ".join(part for part in (body.reason, body.authority) if part)
    on_time = good(_("in time")) if body.in_time else bad(_("late"))
    return [
        _(_DECISIONS[body.decision], who=who, outcome=outcome_title(body.outcome, style), why=why),
        on_time,
        *with_note(body.note),
    ]


def _merged(body: events.Merged, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("joined to {into}", into=body.into) + (_(", which was escalated") if body.escalate else ""),
        *with_note(body.note),
    ]


def _interim_replied(body: events.InterimReplied, who: str, style: CaseStyle) -> list[Piece]:
    text = " / ".join(dict.fromkeys(body.reply.texts.values()))
    return [
        _("{who} sent the beneficiary a message that decides nothing", who=who),
        *quoted(text),
        *with_note(body.note),
    ]


def _recalled(body: events.Recalled, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took the official reply back before it was sent", who=who), *with_note(body.note)]


def _reply_final(body: events.ReplyFinal, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the official reply goes out: the time to recall it is over")]


SENTENCES: dict[type[Body], Sentence] = {
    events.Proposed: _proposed,
    events.Confirmed: _confirmed,
    events.SentBack: _sent_back,
    events.Resolved: _resolved,
    events.Merged: _merged,
    events.InterimReplied: _interim_replied,
    events.Recalled: _recalled,
    events.ReplyFinal: _reply_final,
}
