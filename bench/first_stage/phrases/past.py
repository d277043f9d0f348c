"""Days that have gone by."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import ENGLISH_PAST, PAST_ARABIC, Grammar, said_in
from bench.first_stage.phrases.names import GULF
from bench.first_stage.spoken_numbers import arabic_days, dialect_days, english


def _ago(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(1, 100)
    if chance.random() < 0.35:
        said = f"{chance.choice((str(number), english(number)))} day{'s' if number > 1 else ''} ago"
        return said_in(chance, ENGLISH_PAST, said), now.date() - timedelta(days=number)
    said = chance.choice((arabic_days(number), arabic_days(number, nominative=False), dialect_days(number, number)))
    lead = chance.choice(("قبل {}", "منذ {}", "قبل حوالي {}") + (("من {}",) if said != "يوم" and number > 1 else ()))
    return said_in(chance, PAST_ARABIC, lead.format(said)), now.date() - timedelta(days=number)


def _past_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = now.date() - timedelta(days=chance.randrange(1, 100))
    forms = (f"{day.day} {GULF[day.month - 1]}", f"{day:%d/%m/%Y}", f"{day.day}/{day.month}")
    return said_in(
        chance, ("رفعت البلاغ يوم {}", "انتهت تأشيرتها في {}", "قدمت البلاغ بتاريخ {}"), chance.choice(forms)
    ), day


def _past_by_name(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice(
        (
            ("أمس", -1),
            ("البارح", -1),
            ("امبارح", -1),
            ("أول أمس", -2),
            ("قبل أمس", -2),
            ("الأسبوع الماضي", -7),
            ("yesterday", -1),
            ("the day before yesterday", -2),
            ("last week", -7),
            ("last night", -1),
        )
    )
    return said_in(chance, ENGLISH_PAST if said.isascii() else PAST_ARABIC, said), now.date() + timedelta(days=days)


KINDS: dict[str, Grammar] = {
    "days ago": _ago,
    "dates in the past": _past_date,
    "past days by name": _past_by_name,
}
