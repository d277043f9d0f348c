"""Journeys that words behind their day call lost, or say that they hold no longer."""

import re
from functools import lru_cache

from workflows.triage.dates.clauses.called_off import tells_of_loss
from workflows.triage.dates.clauses.content import content_of
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.clauses.negators import NEGATOR
from workflows.triage.dates.language.denials import CAN, CANNOT, GONE, HOLDING, LOST
from workflows.triage.dates.language.tokens import Tokens

_OTHER_PAPERS = re.compile(r"تاشير|فيز|اقام|بلاغ|طلب|جواز|هوي|visa|iqama|report|request|passport|permit")
"""Parts of words for what may be cancelled or lost beside a journey."""
_NO_MORE = frozenset(("anymore", "longer", "any"))
_LOSS = LOST | GONE
TELLING = _LOSS | _NO_MORE
"""Without any of these words, and without a negator, no words behind a day void its journey."""
_MAY = CAN | CANNOT


@lru_cache(8192)
def is_other_paper(word: str) -> bool:
    """Whether a word is of one of them."""
    return _OTHER_PAPERS.search(word) is not None


def is_void_behind(words: Tokens, before: range, behind: range, *, led: bool) -> bool:
    """Whether the words behind a day void its journey; `led` where words of one stand before it."""
    if _is_lost(words, behind, led=led):
        return True
    return led and (_holds_no_longer(words, behind) or _cannot_any_longer(words, before, behind))


def _is_lost(words: Tokens, behind: range, *, led: bool) -> bool:
    """«تذكرة الجمعة راحت علينا», "the 10 Jan flight is gone": no other subject, and no paper lost instead."""
    losses = words.those(_LOSS, behind.start, behind.stop)
    lost = next((at for at in losses if tells_of_loss(words, at)), None)
    if lost is None or words.any(is_other_paper, behind.start, behind.stop):
        return False
    between = [words.word(at) for at in content_of(words, behind.start, lost)]
    return all(map(is_journey, between)) and (led or bool(between))


def _holds_no_longer(words: Tokens, behind: range) -> bool:
    """«رحلة 10 يناير ما عاد تنفع», "flight of 10 Jan no longer possible": of the plan itself."""
    negators = words.those(NEGATOR, behind.start, behind.stop)
    if (at := next((at for at in negators if not content_of(words, behind.start, at)), None)) is None:
        return False
    content = content_of(words, at + 1, behind.stop)
    return bool(content) and any(part in words.word(content[0]) for part in HOLDING)


def _cannot_any_longer(words: Tokens, before: range, behind: range) -> bool:
    """ "I can't travel on 10 Jan anymore"."""
    no_more = words.those(_NO_MORE, behind.start, behind.stop)
    ended = any(words.word(at) != "any" or words.word(at + 1) == "more" for at in no_more)
    return ended and words.any(_MAY, before.start, before.stop)
