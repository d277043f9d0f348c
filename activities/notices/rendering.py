"""Rendering of notices: the pack's templates, filled in the reader's language, as the channel needs them.

Placeholders are filled in a single pass, so that a value is never read as a template. In e-mail and portal values are
isolated (FSI … PDI), so that Arabic, Latin and digits keep their order whatever stands around them (domain §5.2).
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from activities.notices.about import NOTHING, About
from activities.notices.dates import due_date
from activities.notices.staff_words import counted_text, staff_values
from models.codes import Channel, Outcome
from models.language import RIGHT_TO_LEFT, Text, listed, spoken
from models.notices.sms import fit_sms
from models.packs.messages import ENTRIES, NUMBER
from models.packs.pack import Pack
from models.packs.promises import own_calendar
from models.text import PLACEHOLDER, clean
from models.titles import RUNGS_OF_NO_LADDER
from workflows.ports import DeliverNotice

_TYPED = frozenset({"to_do", "link"})
"""Values that people copy and type: they stand in lines of their own, without marks of direction."""
FSI, PDI = "\u2068", "\u2069"
_GAPS = ((re.compile(r" {2,}"), " "), (re.compile(r" *\n *"), "\n"), (re.compile(r"\n{3,}"), "\n\n"))

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.DONE: Text(ar="تم تنفيذ الإجراء المطلوب", en="the request was carried out"),
    Outcome.OBSTACLE_REMOVED: Text(
        ar="تمت معالجة الملاحظة ويمكنكم تنفيذ الخدمة", en="the obstacle was removed and you can use the service"
    ),
    Outcome.ANSWERED: Text(ar="تمت الإجابة عن الاستفسار", en="the inquiry was answered"),
    Outcome.REFUSED: Text(ar="تعذر تنفيذ الطلب", en="the request could not be granted"),
    Outcome.NO_REPLY: Text(ar="أغلق لعدم الرد خلال المهلة", en="closed, as no answer came in time"),
    Outcome.MERGED: Text(ar="ضُم إلى طلب سابق", en="joined to an earlier request"),
    Outcome.REDIRECTED: Text(ar="الملاحظة تتعلق بجهة أخرى", en="the matter belongs to another authority"),
    Outcome.WITHDRAWN: Text(ar="سُحب الطلب بناء على رغبتكم", en="withdrawn as you wished"),
}
"""The outcome in the words of a notice."""


@dataclass(frozen=True)
class Rendered:
    """The text of a notice. An SMS has no subject."""

    subject: str
    body: str


class NoText(LookupError):
    """The pack has no such message, or no text of it for the channel."""


def render(pack: Pack, order: DeliverNotice, language: str, about: About = NOTHING) -> Rendered:
    """The notice of an order in a language, else in the first of its pack. Raises NoText."""
    notice, language = order.notice, spoken(language, pack.languages)
    message = pack.messages.get(notice.template)
    if message is None or None in message.texts_for(notice.channel):
        raise NoText(notice.template)
    values = placeholder_values(pack, order, language, about)
    if message.sms and notice.channel is Channel.SMS:
        return Rendered("", fit_sms(_filled(message.sms.of(language), values), message.sms.parts))
    subject, body = (text.of(language) for text in (message.subject, message.body) if text)
    return Rendered(" ".join(_filled(subject, values).split()), _body(body, values, language))


def render_in(pack: Pack, order: DeliverNotice, languages: Sequence[str], about: About = NOTHING) -> Rendered:
    """The notice in each of several languages, one below the other, for people who read different ones.

    Raises NoText.
    """
    texts = [render(pack, order, language, about) for language in languages]
    return Rendered(" / ".join(each.subject for each in texts), "\n\n".join(each.body for each in texts))


def render_entry(pack: Pack, order: DeliverNotice, language: str, about: About = NOTHING) -> str:
    """What a roundup says of a notice, in a language of the pack. Raises NoText."""
    message = pack.messages.get(order.notice.template)
    if message is None or message.entry is None:
        raise NoText(order.notice.template)
    return _body(message.entry.of(language), placeholder_values(pack, order, language, about), language)


class Frame(NamedTuple):
    """What stands around the entries of a roundup."""

    subject: str
    opening: str
    closing: str


def render_frame(pack: Pack, name: str, number: int, language: str) -> Frame:
    """The frame of a roundup of so many entries. Raises NoText."""
    if name not in pack.roundups:
        raise NoText(name)
    roundup, counted = pack.roundups[name], pack.counts.get(NUMBER)
    values = {NUMBER: counted_text(number, counted, language) if counted else str(number)}
    opening, _, closing = roundup.body.of(language).partition(ENTRIES)
    return Frame(*(_filled(text, values) for text in (roundup.subject.of(language), opening, closing)))


def _body(text: str, values: Mapping[str, str], language: str) -> str:
    """A body with its values isolated, but for what people copy and type."""
    isolated = {name: value if name in _TYPED else _isolated(value, language) for name, value in values.items()}
    typed = {name: value if value.isascii() else isolated[name] for name, value in values.items()}
    return _filled(text, isolated, typed)


def placeholder_values(pack: Pack, order: DeliverNotice, language: str, about: About = NOTHING) -> dict[str, str]:
    """The text of every placeholder; empty where the notice has no value for it."""
    known = defaultdict(str, order.notice.values)
    services = {code: service.title for code, service in pack.services.items()}
    own = pack.services[order.service].fields if order.service in pack.services else {}
    documents = {code: each.title for code, each in (own | pack.documents).items()}
    kinds = [_title(kind, documents, language) for kind in known["documents"].split(",")]
    zone = _zone(pack, order.service)
    values = {
        **about.in_language(language),
        **staff_values(pack, known, zone, about.people, language),
        "to_do": _next_step(pack, known["stage"], order.reference, language),
        "link": pack.link.replace("{reference}", order.reference),
        "reference": order.reference,
        "linked": known["linked"],
        "service": _title(order.service, services, language),
        "team": _title(known["team"], pack.teams, language),
        "outcome": _title(known["outcome"], {**OUTCOMES, **pack.titles.outcomes}, language),
        "documents": listed(kinds, language),
        "path": pack.path.of(language),
        "due_date": due_date(known["due_date"], zone, order.notice.channel, pack.dates, language),
        "days": known["days"],
        "reply": known["reply"],
        "rung": _title(known["rung"], {**RUNGS_OF_NO_LADDER, **pack.rungs}, language),
        "error_code": known["error_code"],
    }
    phrases = {
        name: counted_text(values[name], count, language)
        for name, count in pack.counts.items()
        if values.get(name, "").isdecimal()
    }
    return {name: clean(value) for name, value in (values | phrases).items()}


def _next_step(pack: Pack, stage: str, reference: str, language: str) -> str:
    """What the pack says is to be done in a stage; as it is typed, so nothing stands in it that cannot be seen."""
    steps = {str(code): text for code, text in pack.next_steps.items()}
    return _title(stage, steps, language).replace("{reference}", reference) if stage in steps else ""


def _zone(pack: Pack, service: str) -> ZoneInfo:
    """The zone of the cases of a service."""
    return ZoneInfo(own_calendar(pack, pack.service(service)[1]).timezone)


def _filled(text: str, values: Mapping[str, str], typed: Mapping[str, str] | None = None) -> str:
    """The text with its placeholders filled; of several lines, one whose placeholders are all empty is left out.

    A line in ASCII alone, as a command that people copy, has `typed` in it.
    """
    lines = text.split("\n")
    kept = [line for line in lines if len(lines) == 1 or not _is_empty(line, values)]
    text = "\n".join(_filled_line(line, typed if typed and _is_command(line) else values) for line in kept)
    for gap, replacement in _GAPS:
        text = gap.sub(replacement, text)
    return text.strip()


def _is_command(line: str) -> bool:
    """Whether a line has words of its own, all of them in Latin letters."""
    return line.isascii() and any(char.isalpha() for char in PLACEHOLDER.sub("", line))


def _filled_line(line: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: values.get(match[1], ""), line)


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    names = PLACEHOLDER.findall(line)
    return bool(names) and not any(values.get(name) for name in names)


def _isolated(value: str, language: str) -> str:
    """A value with each line in directional isolates, where its order could change with the text around it."""
    if language not in RIGHT_TO_LEFT and value.isascii():
        return value
    return "\n".join(f"{FSI}{line}{PDI}" if line else line for line in value.split("\n")) if value else ""


def _title(code: str, titles: Mapping[Any, Text], language: str) -> str:
    """What a code is called in a language; where nobody knows a word for it, the code so that it can be read."""
    return (titles[code].texts.get(language) if code in titles else None) or code.replace("_", " ")
