"""Journeys that words behind their day call lost, or say that they hold no longer."""

import re

from workflows.triage.dates.clauses.called_off import tells_of_loss
from workflows.triage.dates.clauses.content import content_of
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.clauses.negators import is_negator
from workflows.triage.dates.language.denials import CAN, CANNOT, HOLDING
from workflows.triage.dates.language.tokens import Tokens

OTHER_PAPERS = re.compile(r"تاشير|فيز|اقام|بلاغ|طلب|جواز|هوي|visa|iqama|report|request|passport|permit")
"""Parts of words for what may be cancelled or lost beside a journey."""
_ANYMORE = frozenset(["anymore", "longer"])


def is_void_behind(words: Tokens, before: range, behind: range, *, led: bool) -> bool:
    """Whether the words behind a day void its journey; `led` where words of one stand before it."""
    if _is_lost(words, behind, led=led):
        return True
    return led and (_holds_no_longer(words, behind) or _cannot_any_longer(words, before, behind))


def _is_lost(words: Tokens, behind: range, *, led: bool) -> bool:
    """«تذكرة الجمعة راحت علينا», "the 10 Jan flight is gone": no other subject, and no paper lost instead."""
    lost = next((at for at in behind if tells_of_loss(words, at)), None)
    if lost is None or any(OTHER_PAPERS.search(words.word(at)) for at in behind):
        return False
    between = [words.word(at) for at in content_of(words, behind.start, lost)]
    return all(map(is_journey, between)) and (led or bool(between))


def _holds_no_longer(words: Tokens, behind: range) -> bool:
    """«رحلة 10 يناير ما عاد تنفع», "flight of 10 Jan no longer possible": of the plan itself."""
    negators = (at for at in behind if is_negator(words, at) and not content_of(words, behind.start, at))
    if (at := next(negators, None)) is None:
        return False
    content = content_of(words, at + 1, behind.stop)
    return bool(content) and any(part in words.word(content[0]) for part in HOLDING)


def _cannot_any_longer(words: Tokens, before: range, behind: range) -> bool:
    """ "I can't travel on 10 Jan anymore"."""
    ends = any(words.word(at) in _ANYMORE or words.words(at, 2) == ("any", "more") for at in behind)
    return ends and any(words.word(at) in CAN | CANNOT for at in before)
