"""What a request says beyond the open one it repeats: only that holds a merge back, never what both say alike."""

import re
from collections.abc import Mapping
from itertools import pairwise

from models.intake.beyond import Beyond
from models.text import normalized_text
from models.triage.facts import Origin, Reading
from models.triage.plain import Plain, PlainWords
from models.triage.topics import Words
from workflows.triage.dates.mentions import mentions
from workflows.triage.particulars import tells_others
from workflows.triage.plain_words import has_other_words, names_a_matter, without_joined
from workflows.triage.spoken import relations_in
from workflows.triage.subject import Subject
from workflows.triage.words import spoken_of

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SOFT = re.compile("[اويءهة]")
"""Letters that one may write for another, or leave out."""
_LONG, _FIRM = 4, 3
"""Letters of a word, and firm ones of it, by which another spelling of it is recognised."""


def says_beyond(of: Subject) -> Reading:
    """The parts that say more than the open one. They only ever hold back, so none of it is sure."""
    if not (more := of.known.beyond):
        return Reading((), None, Origin.TEXT)
    before = normalized_text(more.before)
    text = _without_denials(of.without_quotations(normalized_text(more.text)), before, of.policy.plain)
    known = _known_words(text, before, of.policy.plain)
    new = " ".join(word for word in _WORD.findall(text) if word not in known)
    speaks = {
        "words": _has_words(text, known, of),
        "particulars": tells_others(text, before, of.policy.plain),
        "relations": bool(relations_in(new, of)),
        "dates": not _days(text, of) <= _days(before, of),
        "fields": any(part.removeprefix("context.") not in of.unlisted for part in more.fields),
        "documents": _has_documents(more, of),
    }
    return Reading(tuple(name for name, speaks_of in speaks.items() if speaks_of), None, Origin.TEXT)


def _without_denials(text: str, before: str, plain: Plain) -> str:
    """The text without denials of what the open one denies as well: «no insurance»."""
    denied = {pair for pair in pairwise(_WORD.findall(before)) if pair[0] in plain.sets.get("denials", ())}
    for pair in denied:
        text = re.sub(rf"\b{pair[0]} {pair[1]}\b", " ", text)
    return text


def _known_words(text: str, before: str, plain: Plain) -> frozenset[str]:
    """The words that the open one has too, perhaps in another spelling; what denies or counts says more each time."""
    says_more = plain.sets.get("denials", frozenset()) | plain.sets.get("counts", frozenset())
    words, letters = set(_WORD.findall(before)), "".join(_WORD.findall(before))
    firm = {_firm(word) for word in words}
    return frozenset(
        word
        for word in _WORD.findall(text)
        if word not in says_more
        and (word in words or _firm(word) in firm or any(form in letters for form in _long_forms(word)))
    )


def _firm(word: str) -> str:
    rest = _SOFT.sub("", word)
    return rest if len(word) >= _LONG and len(rest) >= _FIRM else word


def _long_forms(word: str) -> tuple[str, ...]:
    return tuple(form for form in without_joined(word) if len(form) >= _LONG)


def _has_words(text: str, known: frozenset[str], of: Subject) -> bool:
    a_try = of.facts.yes_no("attempted") is True
    plain = of.policy.plain.beside(a_try=a_try, an_earlier_request=True).with_more(of.policy.plain.repeating)
    return has_other_words(text, plain.with_more(PlainWords(particles=known)))


def _days(text: str, of: Subject) -> frozenset[object]:
    return frozenset(each.day for each in mentions(text, of.now))


def _has_documents(more: Beyond, of: Subject) -> bool:
    plain = of.policy.plain
    names = (normalized_text(each.file_name) for each in more.attachments)
    kinds = {each.kind for each in more.attachments}
    return not kinds <= plain.documents or any(names_a_matter(name, plain) for name in names)


def new_topics(of: Subject) -> tuple[str, ...]:
    """The topics of what says more, of those that a rule looks for; of all the text where nobody compared the two."""
    if not of.known.open_duplicates:
        return ()
    more, known = of.known.beyond, frozenset[str]()
    text = of.own_words if more is None else normalized_text(" . ".join((more.text, *more.names)))
    if more:
        known = frozenset(spoken_of(_wanted(of), normalized_text(more.before)))
    return tuple(topic for topic in spoken_of(_wanted(of), text) if topic not in known)


def _wanted(of: Subject) -> Mapping[str, Words]:
    rules = of.policy.rules_by_fact.get("new_topics", ())
    topics = {topic for rule in rules for topic in rule.values_of("new_topics")}
    return {name: of.policy.own_topics[name] for name in sorted(topics)}
