"""In sentences: waiting for somebody else, and asking them."""

from commands.common.terminal import Piece, warning, working
from commands.common.words.code_words import in_words
from commands.common.words.language import _
from commands.work.case.sentences.wording import Sentence, quoted, with_note
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle
from models.codes import WaitEnd


def _wait_begun(body: events.WaitBegun, who: str, style: CaseStyle) -> list[Piece]:
    promise = _("the promise pauses") if body.pauses else _("the promise goes on")
    waits = _(
        "{who} waits for {party} ({reason}), {time} at most; {promise}",
        who=who,
        party=body.party,
        reason=body.reason,
        time=working(body.limit),
        promise=promise,
    )
    return [waits, *with_note(body.note)]


def _wait_ended(body: events.WaitEnded, who: str, style: CaseStyle) -> list[Piece]:
    if body.cause is WaitEnd.LIMIT:
        return [warning(_("the wait ended without an answer: its time is used up"))]
    done = (
        _("{who} got the answer", who=who)
        if body.cause is WaitEnd.ANSWERED
        else _("{who} went on without the answer", who=who)
    )
    return [done, *quoted(body.answer or ""), *with_note(body.note)]


def _taken_up(body: events.TakenUp, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it up again, without waiting for the beneficiary", who=who), *with_note(body.note)]


def _consulted(body: events.Consulted, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("{who} asked {to}, {time} to answer", who=who, to=body.to, time=working(body.limit)),
        *quoted(body.question),
    ]


def _consultation_answered(body: events.ConsultationAnswered, who: str, style: CaseStyle) -> list[Piece]:
    if body.way:
        of = _(" of {said_by}", said_by=body.said_by) if body.said_by else ""
        return [
            _("{who} entered the answer{of}, given by {way}", who=who, of=of, way=in_words(body.way)),
            *quoted(body.answer),
        ]
    return [_("{who} answered the question", who=who), *quoted(body.answer)]


SENTENCES: dict[type[Body], Sentence] = {
    events.WaitBegun: _wait_begun,
    events.WaitEnded: _wait_ended,
    events.TakenUp: _taken_up,
    events.Consulted: _consulted,
    events.ConsultationAnswered: _consultation_answered,
}
