"""The timeline of a case: a line for each event, with its instant."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from commands.common.terminal import Piece, dim
from commands.common.words.code_words import word
from commands.common.words.language import _, listed
from commands.work.case.sentences import audience_of, sentence
from models.case.events import Event, NoticeSent
from models.case.style import CaseStyle
from models.notices.key import NoticeKey

Line = tuple[datetime, list[Piece]]


def timeline(events: Iterable[Event], style: CaseStyle) -> Iterator[Line]:
    """The lines of a case's events; a notice that was sent by several channels has one line."""
    for is_sent, run in groupby(events, key=lambda event: isinstance(event.body, NoticeSent)):
        if is_sent:
            yield from _sent_notices(run)
        else:
            yield from ((event.at, sentence(event, style)) for event in run)


def _sent_notices(run: Iterable[Event]) -> Iterator[Line]:
    """Notices that were sent one after another, those of the same event to the same audience together."""
    together: dict[object, list[tuple[Event, NoticeSent]]] = {}
    for event in run:
        if isinstance(event.body, NoticeSent):
            together.setdefault(_message(event.body.key), []).append((event, event.body))
    for notices in together.values():
        channels = dict.fromkeys(body.channel for _event, body in notices)
        audience = audience_of(notices[0][1].key)
        yield (
            min(event.at for event, _body in notices),
            [dim(_("{channels} sent to the {audience}", channels=listed(map(word, channels)), audience=audience))],
        )


def _message(key: str) -> object:
    """Group key of a notice, or the raw key if it is unreadable."""
    try:
        return NoticeKey.parse(key).message
    except ValueError:
        return key
