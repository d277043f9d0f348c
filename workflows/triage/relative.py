"""Dates counted from now: lengths ahead and ago, days by name, weekdays, weeks, and who is at the airport now."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from workflows.triage.clauses import CLOSE, NEAR, WIDE, happened_before, is_required, names_a_bearer
from workflows.triage.lengths import Length, length_at, skip_fillers, unit_at
from workflows.triage.tokens import Token, Tokens
from workflows.triage.vocabulary import (
    ABSENT,
    AFTER,
    AGO,
    CAN,
    DAY,
    EDGES,
    EVENTS,
    EVERY,
    GOING,
    HAVE,
    HOUR,
    LEFT,
    LESS,
    MORE,
    NEAR_DAYS,
    NEXT,
    NOT,
    NOW,
    PAST,
    PAST_VERBS,
    PRESENT,
    REMAIN,
    SINCE_WORDS,
    THIS,
    UNITS,
    VALID,
    WAITING,
    WEEKDAYS,
    WILL_NOT,
)

_STOPS = frozenset(".!?؟؛;،,")
_OBJECTS = frozenset(("علي", "في", "عن", "on", "for", "of", "to"))
"""Prepositions behind which a noun stands: in «باقي على سفري يوم» no number can be where «سفري» is."""
_OWN = frozenset(
    ["عليه", "عليها", "عليهم", "فيه", "فيها", "لي", "لنا", "له", "لها", "لهم", "لك", "معي", "عندي", "علينا", "معنا"]
)
_SAID_OF = frozenset(
    [
        "مقيم",
        "المقيم",
        "موعد",
        "الموعد",
        "انتهاء",
        "نهايه",
        "الحاليه",
        "المتبقيه",
        "تاريخ",
        "دخول",
        "الدخول",
        "خروج",
        "الخروج",
        "عوده",
    ]
)
_BARE_LEADS = AFTER | AGO | LEFT
_LONGEST_LEAD = 4
_JOURNEY = (
    "سفر",
    "سافر",
    "رحل",
    "غادر",
    "نتهي",
    "موعد",
    "طيار",
    "travel",
    "fly",
    "fli",
    "leav",
    "depart",
    "expir",
    "trip",
)


class Found(NamedTuple):
    """A date or a range counted from now, the place behind its words, and how far around it its words may stand."""

    first: date | None
    last: date | None
    after: int
    reach: tuple[int, int] = WIDE


class Around(NamedTuple):
    """Where a reader looks: the words, the place, the text they were, and now."""

    words: Tokens
    place: int
    text: str
    now: datetime

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def token(self) -> Token:
        """The word at the place."""
        return self.words.at(self.place)

    def before(self, distance: int = 1) -> Token:
        """A word before the place."""
        return self.words.at(self.place - distance)

    def behind(self, distance: int = 1) -> Token:
        """A word behind the place."""
        return self.words.at(self.place + distance)


def unread(after: int, reach: tuple[int, int] = WIDE) -> Found:
    """A date that is there and cannot be read."""
    return Found(None, None, after, reach)


# -- lengths ahead -----------------------------------------------------------------------------------------------------


def ahead_at(of: Around) -> Found | None:
    """«بعد 5 أيام», «within three days», «باقي على سفري أسبوع», «صلاحيته مئتا يوم»."""
    words, lead = of.words, of.token
    place = skip_fillers(words, of.place + 1)
    bound = _bound(words, place)
    place = skip_fillers(words, place + bound)
    length = length_at(words, place)
    if length is None and lead.word in LEFT | VALID:
        return _farther_on(of, place)
    if length is None:
        return _unread_amount(words, place) if lead.word in AFTER and lead.word != "in" else None
    if length.bare and lead.word not in _BARE_LEADS:
        return unread(length.after) if lead.word not in VALID else _ahead(of, length, bound=bound)
    return _ahead(of, length, bound=bound)


def _bound(words: Tokens, place: int) -> int:
    """How many words «less than», «أكثر من», «at least» has."""
    if words.word(place) == "at" and words.word(place + 1) in ("least", "most"):
        return 2
    if words.word(place) in LESS | MORE:
        return 1 + (words.word(place + 1) in ("من", "than"))
    return 0


def _farther_on(of: Around, place: int) -> Found | None:
    """A length some words behind «باقي» or «صلاحية»; with a word between that may be an amount it cannot be read."""
    words = of.words
    for at in range(place, place + _LONGEST_LEAD):
        if words.word(at) in _STOPS or at >= len(words):
            return None
        if _bound(words, at):
            length = length_at(words, at + _bound(words, at))
            return unread(length.after) if length else None
        length = length_at(words, at)
        if length is None:
            continue
        if length.bare:
            return _ahead(of, length, bound=0) if _no_amount(words, of.place, at) else unread(length.after)
        return unread(length.after) if words.at(at).joined else _ahead(of, length, bound=0)
    return None


def _no_amount(words: Tokens, lead: int, unit: int) -> bool:
    """Whether every word between is known to be none: a preposition and its noun, or a word with the article."""
    for place in range(lead + 1, unit):
        token = words.at(place)
        if not (token.word in _OWN | _OBJECTS | _SAID_OF or names_a_bearer(token.word)):
            return False
    return True


def _unread_amount(words: Tokens, place: int) -> Found | None:
    """«بعد كذا يوم»: a unit behind one or two words that are no number."""
    for at in (place + 1, place + 2):
        if words.word(at - 1) in _STOPS or words.at(at - 1).definite or words.at(at - 1).word in WEEKDAYS:
            return None
        if unit_at(words, at) and not words.at(at).definite and not words.at(at).joined:
            return unread(at + 1)
    return None


def _ahead(of: Around, length: Length, *, bound: int) -> Found | None:
    words = of.words
    following = words.word(length.after)
    if following in PAST or following in PAST_VERBS or _counts_from_elsewhere(words, length.after):
        return unread(length.after + 1)
    if of.token.word in AFTER and (
        _is_past_range(words, of.place, length.after) or happened_before(of.text, of.token.start)
    ):
        return unread(length.after)
    if length.least is None or length.most is None:
        return _some(of, length)
    if of.token.word in VALID and (_is_least(words, length.after) or is_required(of.text, of.token.start)):
        return unread(length.after)
    after = length.after + (following in NEXT)
    if bound and (length.most > 7 * DAY or _is_more(words, of.place, length.after)):
        return unread(after)
    return Found(_day(of.now, length.least), _day(of.now, length.most), after)


def _is_least(words: Tokens, place: int) -> bool:
    """«على الأقل», «فأكثر», «or more»."""
    pair = (words.word(place), words.word(place + 1))
    return pair[1] in LESS | MORE | {"least"} or (pair[0] in MORE and words.at(place).joined) or pair == ("or", "more")


def _is_more(words: Tokens, place: int, after: int) -> bool:
    return any(words.word(at) in MORE for at in range(place, after))


def _is_past_range(words: Tokens, place: int, after: int) -> bool:
    """«in the last 3 days»."""
    return any(words.word(at) in PAST for at in range(place + 1, after))


def _some(of: Around, length: Length) -> Found:
    """Some hours are today; nobody knows how many some days are."""
    unit = UNITS.get(of.words.word(length.after - 1))
    if unit is not None and unit <= HOUR:
        return Found(of.today, of.today, length.after)
    return unread(length.after)


def _counts_from_elsewhere(words: Tokens, place: int) -> bool:
    """Whether a length is counted from something other than now: «3 days before my trip», «من تاريخ الإصدار»."""
    place += words.word(place) in NEXT
    word, following = words.word(place), words.word(place + 1)
    if word in ("before", "prior", "earlier", "later", "قبل", "after"):
        return True
    if word not in ("من", "from", "of") or following == "":
        return False
    return not (_is_now(words, place + 1) or _is_now(words, place + 2))


def _is_now(words: Tokens, place: int) -> bool:
    token = words.at(place)
    return token.word in NOW or (token.word == "يوم" and token.definite)


def _day(now: datetime, length: timedelta) -> date:
    """The day a length from now; hours count from the minute, days from the day."""
    if length % DAY == timedelta(0):
        return now.date() + length
    return (now + length).date()


def counted_at(of: Around) -> Found | None:
    """A length with what says where it goes behind it: «5 days left», «20 يوم باقي», «3 days ago», «4 days until …»."""
    words = of.words
    length = length_at(words, of.place)
    if length is None or length.bare:
        return None
    at, bounded = length.after, _bound_before(words, of.place) is not None
    if words.word(at) in ("ago", "back"):
        return _ago(of, length, at + 1, more=bounded)
    if bounded:
        return unread(at)
    at = skip_fillers(words, at)
    for skipped in (0, 1):
        if words.word(at + skipped) in REMAIN or (words.word(at + skipped) in LEFT and not skipped):
            return _plain_ahead(of, length, at + skipped + 1)
    if _until(words, at) or (
        words.word(of.place - 1) in HAVE and words.word(at) in ("علي", "قبل", "before", "to", "حتي")
    ):
        return _plain_ahead(of, length, at + 1)
    return None


def _bound_before(words: Tokens, place: int) -> bool | None:
    """Whether «more than» stands before a length (true) or «less than» (false)."""
    word = words.word(place - 2 if words.word(place - 1) in ("than", "من") else place - 1)
    return word in MORE if word in MORE | LESS else None


def _until(words: Tokens, at: int) -> bool:
    word, following = words.word(at), words.word(at + 1)
    if word == "from":
        return _is_now(words, at + 1)
    if word == "to":
        return following == "go"
    if word in ("until", "till"):
        return True
    return word == "علي" and any(part in following for part in _JOURNEY)


def _plain_ahead(of: Around, length: Length, after: int) -> Found:
    if length.least is None or length.most is None:
        return _some(of, length)
    return Found(_day(of.now, length.least), _day(of.now, length.most), after)


# -- lengths ago -------------------------------------------------------------------------------------------------------


def ago_at(of: Around) -> Found | None:
    """«قبل أسبوعين», «من 3 شهور», «since 3 days»; of more than that the day is not known."""
    past = past_length_at(of.words, of.place)
    return _ago(of, past.length, past.length.after, more=past.more) if past else None


def days_ago_at(words: Tokens, place: int) -> int | None:
    """The days of a length with «ago» behind it."""
    length = length_at(words, place)
    told = length is not None and not length.bare and words.word(length.after) == "ago"
    least = length.least if told and length else None
    return least.days if least is not None and _bound_before(words, place) is not False else None


class PastLength(NamedTuple):
    """A length that has gone by, and whether it was more than that."""

    length: Length
    more: bool


def past_length_at(words: Tokens, place: int) -> PastLength | None:
    """The length that has gone by since something, as it is told from a place on."""
    at = _behind_ago(words, place)
    if at is None:
        return None
    at = skip_fillers(words, at)
    if words.word(at) in LESS:
        return None
    bound = _bound(words, at)
    length = length_at(words, skip_fillers(words, at + bound))
    if length is None or _is_another(words, place, length):
        return None
    return PastLength(length, bound > 0)


def _behind_ago(words: Tokens, place: int) -> int | None:
    word = words.word(place)
    if word == "من" and words.word(place - 1) in LESS | MORE:
        return None
    if word in AGO:
        return place + 1
    if word in WAITING and words.word(place + 1) == "for":
        return place + 2
    if word in SINCE_WORDS and words.word(place + 1) in _OWN:
        return place + 2
    return None


def _is_another(words: Tokens, place: int, length: Length) -> bool:
    """Whether it is no time ago: «من يوم …», «من 3 إلى 5 أيام», «قبل يومين من السفر», «قبل شهر الخميس»."""
    following = words.at(length.after)
    if length.bare and words.word(place) == "من" and words.word(length.after - 1) == "يوم":
        return True
    relative = words.word(place) == "قبل" and following.word == "من" and not _is_now(words, length.after + 1)
    weekday = following.word in WEEKDAYS and following.definite
    ranged = words.word(place) == "من" and length.least != length.most
    return relative or weekday or ranged


def _ago(of: Around, length: Length, after: int, *, more: bool) -> Found:
    if length.least is None or length.most is None or more:
        return unread(after)
    return Found(_day(of.now, -length.most), _day(of.now, -length.least), after)


# -- days by name ------------------------------------------------------------------------------------------------------


def near_day_at(of: Around) -> Found | None:
    """«غدا», «بعد بكرة», «yesterday»."""
    for size in (5, 4, 3, 2, 1):
        phrase = tuple(of.words.word(at) for at in range(of.place, of.place + size))
        days = NEAR_DAYS.get(phrase)
        if days is not None and not (phrase == ("باكر",) and of.token.definite):
            return _in_days(of, days, size)
    return None


def _in_days(of: Around, days: int, size: int) -> Found:
    day = of.today + timedelta(days=days)
    return Found(day, day, of.place + size, CLOSE)


_OTHER_DAYS = frozenset(["ثاني", "تالي", "وطني", "سابق", "اول", "ثالث", "مذكور", "نفسه", "واحد"])


def this_day_at(of: Around) -> Found | None:
    """«اليوم» where it means today, and «الليلة»."""
    named = of.token.prefix.removeprefix("و").removeprefix("ف") in ("ال", "هال", "لل")
    if of.token.word not in ("يوم", "ليله") or not named:
        return None
    following, before = of.behind().word, of.before().word
    if following in _OTHER_DAYS or following in PAST or before in ("نفس", "ذلك", "طوال", "طول", "كل", "في", "ذاك"):
        return None
    return _in_days(of, 0, 1)


def weekday_at(of: Around) -> Found | None:
    """The next such day, or the last one where that is said or the act before it has happened."""
    lead = of.before().word
    led = lead in ("يوم", "on", "by", "until", "till") or lead in THIS | NEXT | PAST
    if lead in EVERY or not _names_a_weekday(of, led=led):
        return None
    after, ahead = of.place + 1, (WEEKDAYS[of.token.word] - of.today.weekday()) % 7
    following, second = of.behind().word, of.behind(2).word
    if following == "بعد" and second in NEXT:
        return _weekday(of, ahead + 7 if ahead else 14, after + 2)
    if week := _of_next_week(of.words, after):
        return _in_next_week(of, week)
    passed = following in PAST or lead in PAST or (following == "اللي" and second in PAST_VERBS)
    coming = following in NEXT
    if passed or (not coming and happened_before(of.text, of.token.start)):
        return _weekday(of, ahead - 7, after)
    return _weekday(of, 7 if coming and not ahead else ahead, after + coming)


def _names_a_weekday(of: Around, *, led: bool) -> bool:
    """Whether the word is one: «الاثنين» is also «both», «sat» and «sun» are other words, «أحد» is anyone."""
    token = of.token
    if token.word.isascii():
        return len(token.word) > 5 or led
    if token.word == "اثنين" or token.word == "اتنين":
        return token.definite and (led or of.behind().word in NEXT | PAST)
    return token.definite or of.before().word == "يوم"


def _weekday(of: Around, days: int, after: int) -> Found:
    return _in_days(of, days, after - of.place)._replace(reach=NEAR)


def _of_next_week(words: Tokens, place: int) -> int | None:
    """The place behind «(من) الأسبوع القادم» or «(of) next week»."""
    place += words.word(place) in ("من", "of", "في")
    pair = (words.word(place), words.word(place + 1))
    return place + 2 if (pair[0] == "اسبوع" and pair[1] in NEXT) or pair == ("next", "week") else None


def _in_next_week(of: Around, after: int) -> Found:
    """A day of the next week, which begins on Sunday here and on Monday elsewhere: a Sunday could be either."""
    if WEEKDAYS[of.token.word] == 6:
        return unread(after, NEAR)
    sunday = of.today - timedelta(days=(of.today.weekday() + 1) % 7)
    day = sunday + timedelta(days=8 + WEEKDAYS[of.token.word])
    return Found(day, day, after, NEAR)


def period_at(of: Around) -> Found | None:
    """«الأسبوع القادم» is a week from now; of months, years, their ends and holidays no day is known."""
    word, following = of.token.word, of.behind().word
    if word in EDGES and following in ("اسبوع", "شهر", "سنه", "عام", "of", "week", "month", "year"):
        return unread(of.place + 2)
    if word in NEXT | PAST | THIS and following in ("week", "month", "year", "weekend"):
        return _english_period(of, word, following)
    if word in ("اسبوع", "شهر", "سنه", "عام") and of.token.definite:
        return _arabic_period(of)
    if word in EVENTS and of.before().word in AFTER | AGO | {"before", "during", "في", "until"}:
        return unread(of.place + 1)
    return None


def _english_period(of: Around, which: str, unit: str) -> Found:
    if unit == "week" and which not in THIS and not (which in PAST and of.before().word == "the") and which != "past":
        return _weeks(of, 1 if which in NEXT else -1, of.place + 2)
    return unread(of.place + 2)


def _arabic_period(of: Around) -> Found | None:
    following, second = of.behind().word, of.behind(2).word
    coming, passed = following in NEXT, following in PAST or (following == "اللي" and second in PAST_VERBS)
    after_next = following == "بعد" and second in NEXT
    if not (
        coming or passed or after_next or following in THIS or of.before().word in THIS or "هال" in of.token.prefix
    ):
        return None
    after = of.place + 2 + (after_next or following == "اللي")
    if of.token.word == "اسبوع" and (coming or passed or after_next):
        return _weeks(of, 2 if after_next else 1 if coming else -1, after)
    return unread(after)


def _weeks(of: Around, weeks: int, after: int) -> Found:
    day = of.today + timedelta(weeks=weeks)
    return Found(day, day, after)


def airport_at(of: Around) -> Found | None:
    """Who is at the airport now travels today: «أنا الآن في المطار», «we are stuck at the airport»."""
    words, lead = of.words, (of.before().word, of.before(2).word)
    if "at" not in lead and lead[0] not in ("في", "وصلت", "علي") and of.token.prefix != "بال":
        return None
    before = [words.at(at) for at in range(max(of.place - 6, 0), of.place)]
    near = [*(each.word for each in before), *(of.behind(distance).word for distance in (1, 2))]
    if any(word in ABSENT or word in NEAR_WORDS for word in near) or not any(word in PRESENT for word in near):
        return None
    return _in_days(of, 0, 1)


NEAR_WORDS = frozenset(word for phrase in NEAR_DAYS for word in phrase if phrase[-1] != "today") - {
    "the",
    "day",
    "after",
}


def clock_at(of: Around) -> Found | None:
    """A time of day without its day: «الساعة 6 مساء», «at 6 pm»."""
    hour = of.behind()
    if of.token.word == "ساعه" and of.token.definite and (hour.is_number or hour.definite):
        return unread(of.place + 2, CLOSE)
    if of.token.word == "at" and hour.is_number and len(hour.word) < 3 and of.behind(2).word in ("am", "pm", ":", "o"):
        return unread(of.place + 2, CLOSE)
    return None


# -- what is denied ----------------------------------------------------------------------------------------------------


def is_denied(words: Tokens, place: int) -> bool:
    """Whether the words before a date deny it: «ليس غدا», «لن أسافر غدا», «not travelling tomorrow»."""
    at = place - 1
    while words.word(at) in ("يوم", "في", "on", "in", "بعد", "خلال", "for", "until") and at > place - 4:
        at -= 1
    if words.word(at) in NOT:
        return True
    for back in range(at, max(at - 4, -1), -1):
        token = words.at(back)
        if token.word in _STOPS or (token.joined and back < at):
            return False
        if token.word in WILL_NOT and words.word(back - 2) not in CAN and words.word(back - 1) not in CAN:
            verb = words.word(words.past(back + 1, GOING))
            return any(part in verb for part in _JOURNEY)
    return False
