"""What a request says beyond the open one it repeats: only that holds a merge back, never what both say alike."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from models.intake.beyond import Beyond
from models.text import normalized_text
from models.triage.facts import Origin, Reading
from models.triage.plain import Plain
from workflows.triage.dates.mentions import mentions
from workflows.triage.particulars import tells_others
from workflows.triage.plain_words import has_other_words, names_a_matter, without_joined
from workflows.triage.spoken import relations_in
from workflows.triage.subject import Subject

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SOFT = re.compile("[اويءهة]")
"""Letters that one may write for another."""
_LONG, _FIRM = 4, 2
"""Letters of a word, and firm ones of it, by which another spelling of it is recognised."""
_RUN_TOGETHER = 3
"""Words that one may write as one."""
_IDENTIFIER = re.compile(r"\S*\d\S*")
_BARE_LINK = re.compile("^[وف](?=(?:ما|لا|لم|لن|ليس|ليست|مو|مش|غير|الي|من)$)")
_ASKING = frozenset({"هل", "ليس", "ليست", "لست", "عدم", "بدون", "دون", "بلا", "without"})
"""What is asked, or said not to be, beside the denials of the pack."""
_LEADING = frozenset({"من", "الي", "from", "to", "بدل"})
"""What leads from one thing to another."""


def says_beyond(of: Subject) -> Reading:
    """The parts that say more than the open one. They only ever hold back, so none of it is sure."""
    if not (more := of.known.beyond):
        return Reading((), None, Origin.TEXT)
    before = normalized_text(more.before)
    text = _without_denials(of.without_quotations(normalized_text(more.text)), before, of.policy.plain)
    notes = normalized_text(" . ".join(_notes(more, of)))
    known = _known_words(text, before, of.policy.plain)
    new = " ".join(word for word in _WORD.findall(text) if word not in known)
    speaks = {
        "words": _has_words(f"{text} . {notes}", known, of) or _turns_round(text, before, of.policy.plain),
        "particulars": tells_others(text, before, of.policy.plain),
        "relations": bool(relations_in(new, of)),
        "dates": not _days(text, of) <= _days(before, of),
        "fields": any(not _is_note(part, of) for part in more.fields),
        "documents": _has_documents(more, of),
    }
    return Reading(tuple(name for name, speaks_of in speaks.items() if speaks_of), None, Origin.TEXT)


def _is_note(part: str, of: Subject) -> bool:
    """Whether a part is a field that nobody lists, with words in it: these are looked at as such."""
    name = part.removeprefix("context.")
    return name in of.unlisted and isinstance(of.request.context[name], str)


def _notes(more: Beyond, of: Subject) -> Iterator[str]:
    """What notes say, each with its name; a mere identifier says nothing."""
    names = [part.removeprefix("context.") for part in more.fields if _is_note(part, of)]
    for name in names:
        said = str(of.request.context[name])
        yield name.replace("_", " ") + ("" if _IDENTIFIER.fullmatch(said.strip()) else f" {said}")


def _denials(plain: Plain) -> frozenset[str]:
    return plain.sets.get("denials", frozenset())


def _without_denials(text: str, before: str, plain: Plain) -> str:
    """The text without denials of what the open one denies as well: «no insurance»."""
    denied = {pair for pair in pairwise(_WORD.findall(before)) if pair[0] in _denials(plain)}
    for pair in denied:
        text = re.sub(rf"\b{pair[0]} {pair[1]}\b", " ", text)
    return text


def _turns_round(text: str, before: str, plain: Plain) -> bool:
    """Whether a text says of a word what the one before denied, asked or said of another: «لم يرجع», then «رجع»."""
    said, said_before = _said_of(text), _said_of(before)
    apart = _denials(plain) | _ASKING
    return any(
        _is_turned(said[word], said_before[word], apart) or _is_turned(said[word], said_before[word], _LEADING)
        for word in said.keys() & said_before.keys()
    )


def _is_turned(now: set[str], then: set[str], apart: frozenset[str]) -> bool:
    """Whether a word stood behind some words alone, and stands behind other ones."""
    return then <= apart and not now & then


def _said_of(text: str) -> Mapping[str, set[str]]:
    """Each word with the words that stand next before it."""
    found = defaultdict[str, set[str]](set)
    for first, word in pairwise(("", *_WORD.findall(text))):
        found[_firm(word)].add(_unlinked(first))
    return found


def _known_words(text: str, before: str, plain: Plain) -> frozenset[str]:
    """The words that the open one has too, perhaps in another spelling; what denies or counts says more each time."""
    says_more = _denials(plain) | plain.sets.get("counts", frozenset())
    spelled = frozenset(_spellings(_WORD.findall(before)))
    return frozenset(
        word
        for word in _WORD.findall(text)
        if _unlinked(word) not in says_more and (_firm(word) in spelled or not spelled.isdisjoint(_long_forms(word)))
    )


def _spellings(words: list[str]) -> Iterator[str]:
    """How words may be written: several as one, with other letters, and in each form that is long enough for itself."""
    for many in range(1, _RUN_TOGETHER + 1):
        yield from ("".join(words[at : at + many]) for at in range(len(words) - many + 1))
    for word in words:
        yield from (_firm(word), *_long_forms(word))


def _unlinked(word: str) -> str:
    """What denies or leads on without «و» or «ف» before it."""
    return _BARE_LINK.sub("", word)


def _firm(word: str) -> str:
    """The word with a sign for each letter that may be another one."""
    spelled = _SOFT.sub("~", word)
    return spelled if len(word) >= _LONG and len(word) - spelled.count("~") >= _FIRM else word


def _long_forms(word: str) -> tuple[str, ...]:
    return tuple(form for form in without_joined(word) if len(form) >= _LONG)


def _has_words(text: str, known: frozenset[str], of: Subject) -> bool:
    a_try = of.facts.yes_no("attempted") is True
    return has_other_words(text, of.policy.plain.beside_an_open_one(a_try=a_try), known)


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
    lexicon, wanted = of.policy.own_topic_lexicon, of.policy.new_topics
    text = of.own_words if more is None else normalized_text(" . ".join((more.text, *more.names)))
    if more:
        known = frozenset(lexicon.spoken_of(normalized_text(more.before), wanted))
    return tuple(topic for topic in lexicon.spoken_of(text, wanted) if topic not in known)
