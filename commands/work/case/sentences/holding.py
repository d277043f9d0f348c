"""In sentences: who has the case: taken, put back, assigned, shared out, passed on."""

from commands.common.terminal import Piece
from commands.common.words.language import _
from commands.common.words.pack_titles import team_name
from commands.work.case.sentences.wording import Sentence, with_note
from commands.work.case.sharing_words import nobody_available, shared_out
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle


def _claimed(body: events.Claimed, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it", who=who)]


def _released(body: events.Released, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} put it back into the queue", who=who)]


def _assigned(body: events.Assigned, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} gave it to {id}", who=who, id=body.to.id)]


def _redirected(body: events.Redirected, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _("{who} handed it to the team {team} ({reason})", who=who, team=team_name(body.team), reason=body.reason),
        *with_note(body.note),
    ]


SENTENCES: dict[type[Body], Sentence] = {
    events.Claimed: _claimed,
    events.Released: _released,
    events.Assigned: _assigned,
    events.Redirected: _redirected,
    events.SharedOut: shared_out,
    events.NobodyAvailable: nobody_available,
}
