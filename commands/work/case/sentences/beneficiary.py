"""In sentences: what the beneficiary is asked for and does, and what others do for them."""

from commands.common.terminal import Piece, moment, warning
from commands.common.words.language import N_, _, listed
from commands.common.words.titles import outcome_title, zone_of
from commands.work.case.sentences.wording import Sentence, asked_for, quoted, with_note
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle

_REOPENING_CAUSES = {
    "retry_failed": N_("the e-service failed again, so it was reopened"),
    "low_rating": N_("the low rating reopened it"),
}
_WITHDREW = (
    N_("the beneficiary withdrew it"),
    N_("{who} withdrew it: the {requested_by} asked for it by {way}"),
)
_REOPENED = (
    N_("the beneficiary reopened it"),
    N_("{who} reopened it: the {requested_by} asked for it by {way}"),
)
_CLOSED = (
    N_("the beneficiary closed it"),
    N_("{who} closed it: the {requested_by} asked for it by {way}"),
)


def _asked(body: events.Asked, who: str, style: CaseStyle) -> list[Piece]:
    wanted = _("; ").join((*body.documents, *body.questions))
    return [
        _("{who} returned it to the beneficiary ({reason}): {wanted}", who=who, reason=body.reason, wanted=wanted),
        *with_note(body.note),
    ]


def _reminded(body: events.Reminded, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the beneficiary was reminded to answer by {at}", at=moment(body.due, zone_of(style)))]


def _replied(body: events.Replied, who: str, style: CaseStyle) -> list[Piece]:
    names = ", ".join(f"{each.file_name} ({each.kind})" for each in body.attachments)
    return [_("the beneficiary answered") + (_(" with {names}", names=names) if names else ""), *quoted(body.text)]


def _withdrawn(body: events.Withdrawn, who: str, style: CaseStyle) -> list[Piece]:
    return [asked_for(body, who, _WITHDREW), *quoted(body.note or "")]


def _reopened(body: events.Reopened, who: str, style: CaseStyle) -> list[Piece]:
    cause = asked_for(body, who, _REOPENED) if body.cause == "request" else _(_REOPENING_CAUSES[body.cause])
    return [warning(cause), *quoted(body.text)]


def _rated(body: events.Rated, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the beneficiary rated it {score} of 5", score=body.score), *quoted(body.comment or "")]


def _closed(body: events.Closed, who: str, style: CaseStyle) -> list[Piece]:
    by = _("; {closed}", closed=asked_for(body, who, _CLOSED)) if body.requested_by else ""
    return [_("closed: {outcome}{by}", outcome=outcome_title(body.outcome, style), by=by)]


def _documents_seen(body: events.DocumentsSeen, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} saw {documents}", who=who, documents=listed(body.documents))]


def _reminder_given(body: events.ReminderGiven, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("the beneficiary reminded us, {number}×", number=body.number))]


SENTENCES: dict[type[Body], Sentence] = {
    events.Asked: _asked,
    events.Reminded: _reminded,
    events.Replied: _replied,
    events.Withdrawn: _withdrawn,
    events.Reopened: _reopened,
    events.Rated: _rated,
    events.Closed: _closed,
    events.DocumentsSeen: _documents_seen,
    events.ReminderGiven: _reminder_given,
}
