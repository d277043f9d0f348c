"""Rendering of notices: the pack's templates, filled in the reader's language, as the channel needs them.

Placeholders are filled in a single pass, so that a value is never read as a template. In e-mail and portal values are
isolated (FSI … PDI), so that Arabic, Latin and digits keep their order whatever stands around them (domain §5.2).
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from hijridate import Gregorian

from models.calendar.days import last_day
from models.codes import REMINDER_RUNG, Channel, Outcome
from models.notices.plan import BY_HAND
from models.notices.sms import fit_sms
from models.packs.pack import Count, Pack, PluralCategory, Sms
from models.packs.promises import own_calendar
from models.policy import Bilingual
from models.text import PLACEHOLDER, clean
from workflows.ports import DeliverNotice

FSI, PDI = "\u2068", "\u2069"
_GAPS = ((re.compile(r" {2,}"), " "), (re.compile(r" *\n *"), "\n"), (re.compile(r"\n{3,}"), "\n\n"))
_LOCALES = {"ar": "ar_SA", "en": "en"}
_LIST_SIGNS = {"ar": "، ", "en": ", "}

OUTCOMES: Mapping[str, Bilingual] = {
    Outcome.DONE: Bilingual(ar="تم تنفيذ الإجراء المطلوب", en="the request was carried out"),
    Outcome.OBSTACLE_REMOVED: Bilingual(
        ar="تمت معالجة الملاحظة ويمكنكم تنفيذ الخدمة", en="the obstacle was removed and you can use the service"
    ),
    Outcome.ANSWERED: Bilingual(ar="تمت الإجابة عن الاستفسار", en="the inquiry was answered"),
    Outcome.REFUSED: Bilingual(ar="تعذر تنفيذ الطلب", en="the request could not be granted"),
    Outcome.NO_REPLY: Bilingual(ar="أغلق لعدم الرد خلال المهلة", en="closed, as no answer came in time"),
    Outcome.MERGED: Bilingual(ar="ضُم إلى طلب سابق", en="joined to an earlier request"),
    Outcome.REDIRECTED: Bilingual(ar="الملاحظة تتعلق بجهة أخرى", en="the matter belongs to another authority"),
    Outcome.WITHDRAWN: Bilingual(ar="سُحب الطلب بناء على رغبتكم", en="withdrawn as you wished"),
}
"""The outcome in the words of a notice."""


_RUNGS = {
    BY_HAND: Bilingual(ar="تصعيد من أحد الموظفين", en="escalated by a colleague"),
    REMINDER_RUNG: Bilingual(ar="تذكير من مقدم الطلب", en="reminder of the applicant"),
}
"""What stands in place of a rung that is on no ladder."""


@dataclass(frozen=True)
class Rendered:
    """The text of a notice. An SMS has no subject."""

    subject: str
    body: str


class NoText(LookupError):
    """The pack has no such message, or no text of it for the channel."""


def render(pack: Pack, order: DeliverNotice, language: str) -> Rendered:
    """The notice of an order in a language (`ar` or `en`). Raises NoText."""
    notice = order.notice
    message = pack.messages.get(notice.template)
    if message is None or None in message.texts(notice.channel):
        raise NoText(notice.template)
    values = placeholder_values(pack, order, language)
    if message.sms and notice.channel is Channel.SMS:
        return Rendered("", fit_sms(_filled(_in_language(message.sms, language), values), message.sms.parts))
    subject, body = (_in_language(text, language) for text in (message.subject, message.body) if text)
    isolated = {name: _isolated(value, language) for name, value in values.items()}
    return Rendered(" ".join(_filled(subject, values).split()), _filled(body, isolated))


def placeholder_values(pack: Pack, order: DeliverNotice, language: str) -> dict[str, str]:
    """The text of every placeholder; empty where the notice has no value for it."""
    known = defaultdict(str, order.notice.values)
    services = {code: service.title for code, service in pack.services.items()}
    own = pack.services[order.service].fields if order.service in pack.services else {}
    documents = {code: each.title for code, each in (own | pack.documents).items()}
    kinds = [_title(kind, documents, language) for kind in known["documents"].split(",")]
    values = {
        "reference": order.reference,
        "linked": known["linked"],
        "service": _title(order.service, services, language),
        "team": _title(known["team"], pack.teams, language),
        "outcome": _title(known["outcome"], OUTCOMES, language),
        "documents": _LIST_SIGNS[language].join(kinds),
        "path": _in_language(pack.path, language),
        "due_date": _due_date(known["due_date"], _zone(pack, order.service), order.notice.channel, language),
        "days": known["days"],
        "reply": known["reply"],
        "rung": _title(known["rung"], _RUNGS, language),
    }
    phrases = {
        name: counted_text(values[name], count, language)
        for name, count in pack.counts.items()
        if values[name].isdecimal()
    }
    return {name: clean(value) for name, value in (values | phrases).items()}


def counted_text(number: str, count: Count, language: str) -> str:
    """A number with what it counts, in the plural form of the language (domain §5.4)."""
    forms = count.ar if language == "ar" else count.en
    category = cast(PluralCategory, _locale(language).plural_form(int(number)))
    return forms.get(category, forms["other"]).replace("{n}", number)


def dual_date(day: date, language: str) -> str:
    """A date in both calendars, as in official letters; beyond the Umm al-Qura tables in the Gregorian one alone."""
    gregorian = f"{day:%Y/%m/%d}م" if language == "ar" else format_date(day, "d MMMM y", locale=_locale(language))
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return gregorian
    if language == "ar":
        return f"{hijri.isoformat().replace('-', '/')}هـ الموافق {gregorian}"
    return f"{gregorian} ({hijri.day} {hijri.month_name('en')} {hijri.year} AH)"


def _zone(pack: Pack, service: str) -> ZoneInfo:
    """The zone of the cases of a service."""
    return ZoneInfo(own_calendar(pack, pack.service(service)[1]).timezone)


def _due_date(due: str, zone: ZoneInfo, channel: Channel, language: str) -> str:
    """The last local day before an instant; an SMS has no room for two calendars."""
    if not due:
        return ""
    day = last_day(datetime.fromisoformat(due), zone)
    return f"{day:%Y/%m/%d}" if channel is Channel.SMS else dual_date(day, language)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; of several lines, one whose placeholders are all empty is left out."""
    lines = text.split("\n")
    kept = [line for line in lines if len(lines) == 1 or not _is_empty(line, values)]
    text = PLACEHOLDER.sub(lambda match: values.get(match[1], ""), "\n".join(kept))
    for gap, replacement in _GAPS:
        text = gap.sub(replacement, text)
    return text.strip()


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    names = PLACEHOLDER.findall(line)
    return bool(names) and not any(values.get(name) for name in names)


def _isolated(value: str, language: str) -> str:
    """A value with each line in directional isolates, where its order could change with the text around it."""
    if language == "en" and value.isascii():
        return value
    return "\n".join(f"{FSI}{line}{PDI}" if line else line for line in value.split("\n")) if value else ""


def _title(code: str, titles: Mapping[str, Bilingual], language: str) -> str:
    """What a code is called; the code itself when the pack no longer knows it."""
    return _in_language(titles[code], language) if code in titles else code


def _in_language(text: Bilingual | Sms, language: str) -> str:
    return text.en if language == "en" else text.ar


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])
