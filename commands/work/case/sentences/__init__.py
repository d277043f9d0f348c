"""The sentence that describes an event of a case, for every type of event; in modules as `models.case.events` is."""

from commands.common.terminal import Piece
from commands.common.words.labels import name_of
from commands.work.case.sentences import (
    beneficiary,
    classification,
    deciding,
    holding,
    opening,
    others,
    related,
    system,
    time,
)
from commands.work.case.sentences.time import ESCALATIONS
from commands.work.case.sentences.wording import Sentence, audience_of
from models.case.events import Body, Event
from models.case.style import CaseStyle

__all__ = ["ESCALATIONS", "SENTENCES", "audience_of", "sentence"]

SENTENCES: dict[type[Body], Sentence] = {
    **beneficiary.SENTENCES,
    **classification.SENTENCES,
    **deciding.SENTENCES,
    **holding.SENTENCES,
    **opening.SENTENCES,
    **others.SENTENCES,
    **related.SENTENCES,
    **system.SENTENCES,
    **time.SENTENCES,
}
"""The sentence of every type of event."""


def sentence(event: Event, style: CaseStyle) -> list[Piece]:
    """The sentence of one event, told as its case is."""
    return SENTENCES[type(event.body)](event.body, name_of(event.actor), style)
