"""Weekdays: the coming one, or the one gone by where that is said or the act before it has happened."""

from datetime import timedelta

from workflows.triage.dates.around import STOPS, Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import NEAR, happened_before
from workflows.triage.dates.clauses.called_off import is_moved_to
from workflows.triage.dates.clauses.extent import begins_a_clause, clause_start, is_journey
from workflows.triage.dates.clauses.tense import may_have_happened
from workflows.triage.dates.counted.week_after import week_after_at
from workflows.triage.dates.language.counts import count_at
from workflows.triage.dates.language.denials import BETWEEN_TWO_CLAUSES, EVER_SINCE, ONCE
from workflows.triage.dates.language.names import AMBIGUOUS_WEEKDAYS, WEEKDAYS
from workflows.triage.dates.language.particles import (
    AFTER,
    AND,
    EVERY,
    NEXT,
    OTHER,
    PARTS_OF_A_DAY,
    PAST,
    PAST_VERBS,
    THIS,
    TO,
    WHICH,
    WHICH_ONE,
)
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import PLURAL, UNITS

_BEFORE_PAST = frozenset(("the", "this", "on", "just"))
_BEHIND_PAST = AND | BETWEEN_TWO_CLAUSES | {"i", "we", "he", "she", "they", "my", "our", "and", ")"}
"""Behind "Thursday past" they begin something else: it is the last one."""
_EVE = frozenset(("ليله", "عشيه"))
"""The night before a day, or of it: nobody knows."""
_GONE = PAST | PAST_VERBS
_GONE_BY = _GONE | {"اخير"}
_WHICH_SIDE = NEXT | PAST
_SAYING_WHICH = _WHICH_SIDE | WHICH
_WHICH_ONE_IS = WHICH | {"ما", "the"}
_TOGETHER = frozenset(("معا", "سوا", "سويا", "الادني", "الاقصي", "الاعلي"))
_OUT = frozenset(("is", "out", "off", "back", "home", "there", "early"))
_NOUNS = frozenset(("flight", "flights", "trip", "ticket", "tickets", "booking", "travel"))
_OTHER_WORDS = frozenset(("sat", "sun", "wed"))
"""Short weekdays that are other words too: behind a noun they may be those."""
_BEFORE_A_WEEKDAY = frozenset(("يوم", "نهار", "on", "by", "until", "till", "من", "الي", "حتي", "to"))
_BEFORE_A_WEEKDAY |= WHICH_ONE | PARTS_OF_A_DAY | _EVE


def weekday_at(of: Around) -> FoundDate | None:
    """The next such day, or the last one where that is said or the act before it has happened."""
    lead = of.before().word
    if _is_every(of.words, of.place) or _of_every_week(of) or not _names_a_weekday(of, led=_is_led(lead)):
        return None
    after, ahead = of.place + 1, (WEEKDAYS[of.token.word] - of.today.weekday()) % 7
    if lead in _EVE or (_from(of) and of.behind().word not in TO):
        return unread(after, NEAR)
    if week := of_a_week(of.words, after):
        return day_of_week(of, WEEKDAYS[of.token.word], *week)
    if twice := _two_weeks_off(of, after, ahead):
        return twice
    if later := week_after_at(of, ahead):
        return later
    return _as_said(of, lead, after, ahead) or _by_tense(of, lead, after, ahead)


def _as_said(of: Around, lead: str, after: int, ahead: int) -> FoundDate | None:
    """«الخميس الجاي», «last Thursday», «since Thursday»."""
    which = after + (of.words.word(after) in WHICH)
    said = of.words.word(which)
    if "past" in (said, lead) and (found := _past(of, lead, after, ahead)):
        return found
    if said in PAST or lead in PAST or (which > after and said in PAST_VERBS) or _is_since(of):
        return _weekday(of, ahead - 7, which + (said in _GONE))
    if said in NEXT:
        return _weekday(of, ahead or 7, which + 1)
    if lead in NEXT:
        return _weekday(of, ahead or 7, after)
    return None


def _past(of: Around, lead: str, after: int, ahead: int) -> FoundDate | None:
    """ "Thursday past noon" is the coming one, "this past Thursday" the last; of "past Thursday" nobody knows."""
    words = of.words
    if lead == "past":
        return None if of.before(2).word in _BEFORE_PAST else unread(after, NEAR)
    behind = words.word(after + 1)
    if behind == "" or behind in STOPS or behind in _BEHIND_PAST:
        return None
    clock = words.at(after + 1).is_number or behind in PARTS_OF_A_DAY or count_at(words, after + 1) is not None
    return _by_tense(of, lead, after, ahead) if clock else unread(after + 1, NEAR)


def _by_tense(of: Around, lead: str, after: int, ahead: int) -> FoundDate:
    """Gone by where the act has happened, and unread where it may have."""
    start = clause_start(of.words, of.place)
    if is_moved_to(of.words, start, of.place):
        return _weekday(of, ahead, after)
    if any(of.words.word(at) in ONCE for at in range(start, of.place)):
        return unread(after, NEAR)
    if of.token.prefix[:1] == "ف" and happened_before(of.text, of.token.start):  # «وإن لم تصدر فالأحد»
        return unread(after, NEAR)
    if lead not in TO and happened_before(of.text, of.token.start):
        return _weekday(of, ahead - 7, after)
    if lead not in THIS and may_have_happened(of.words, of.place):
        return unread(after, NEAR)
    return _weekday(of, ahead, after)


def _is_since(of: Around) -> bool:
    return bool({of.before().word, of.before(2).word} & EVER_SINCE)


def _from(of: Around) -> bool:
    """«من يوم الأحد»: since that day, or from it on."""
    return "من" in (of.before().word, of.before(2).word if of.before().word in ("يوم", "نهار") else "")


def _of_every_week(of: Around) -> bool:
    """«الخميس من كل أسبوع», «on Thursday every week»."""
    return of.words.word(of.place + 1 + (of.behind().word in ("من", "of"))) in EVERY


def _is_led(lead: str) -> bool:
    return lead in _BEFORE_A_WEEKDAY


def _is_every(words: Tokens, place: int) -> bool:
    """«كل أحد», «كل يوم أحد», «every other Sunday»: no day of its own."""
    at = place - 1
    while words.word(at) in OTHER and at > place - 3:
        at -= 1
    return words.word(at) in EVERY


def _names_a_weekday(of: Around, *, led: bool) -> bool:
    """Whether the word is one: «الاثنين» is also «both», «sat» and «sun» are other words, «أحد» is anyone."""
    token, following = of.token, of.behind().word
    if following in ("اسبوع", "سيمانه") and of_a_week(of.words, of.place + 1):
        return True
    if token.word.isascii():
        return len(token.word) > 5 or led or _is_travelled_on(of)
    if token.word in AMBIGUOUS_WEEKDAYS:
        known = token.definite and (led or following in _SAYING_WHICH or _is_travelled_on(of))
        return known and following not in PLURAL and following not in UNITS
    said = following in _WHICH_SIDE and of.behind().definite
    return token.definite or said or of.before().word in ("يوم", "نهار")


def _is_travelled_on(of: Around) -> bool:
    """Whether a journey leads to a word that may be a weekday: «flying out Wed», «مسافر الاثنين»; many may be both."""
    lead, token = of.before(), of.token
    if not token.word.isascii():
        one = token.word == "حد" or not lead.word.endswith(("ين", "ون"))
        return one and begins_a_clause(of.words, of.place - 1) and of.behind().word not in _TOGETHER
    verb = lead if lead.word not in _OUT else of.before(2)
    noun = verb.word in _NOUNS and token.word in _OTHER_WORDS and lead.word != "is"
    return is_journey(verb.word) and not noun


def _weekday(of: Around, days: int, after: int) -> FoundDate:
    day = of.today + timedelta(days=days)
    return FoundDate(day, day, after, NEAR)


def of_a_week(words: Tokens, place: int) -> tuple[int, int] | None:
    """The place behind «(من) الأسبوع القادم» or «(of) last week», and how many weeks from this one that is."""
    place += words.word(place) in ("من", "of", "في", "the")
    arabic = words.word(place) in ("اسبوع", "سيمانه", "سبوع") and words.at(place).definite
    which = place + 1 + (words.word(place + 1) in WHICH) if arabic else place
    if not arabic and words.word(place + 1) != "week":
        return None
    said, after = words.word(which), which + 1 if arabic else place + 2
    if said in NEXT:
        return after, 1
    return (after, -1) if said in PAST or (which > place + 1 and said in PAST_VERBS) else None


def day_of_week(of: Around, weekday: int, after: int, weeks: int) -> FoundDate:
    """A day of a week near this one; it begins on Sunday here and on Monday elsewhere: a Sunday could be either."""
    if weekday == 6:
        return unread(after, NEAR)
    sunday = of.today - timedelta(days=(of.today.weekday() + 1) % 7)
    day = sunday + timedelta(days=weeks * 7 + 1 + weekday)
    return FoundDate(day, day, after, NEAR)


def _two_weeks_off(of: Around, after: int, ahead: int) -> FoundDate | None:
    """«الجمعة بعد القادمة», "Friday before last", "next next Friday": the second such day ahead or behind."""
    words, lead = of.words, (of.before().word, of.before(2).word)
    at = words.past(after, _WHICH_ONE_IS)
    of_it = at + 1 + (words.word(at + 1) in _WHICH_ONE_IS)
    said = words.word(of_it)
    if (words.word(at) in AFTER and said in NEXT) or (lead[0] in NEXT and lead[1] in NEXT):
        return _weekday(of, ahead + 7 if ahead else 14, of_it + 1 if said in NEXT else after)
    before = words.word(at) in ("قبل", "before") and said in _GONE_BY
    if before or (lead[0] in PAST and lead[1] in PAST) or words.words(after, 3) == ("last", "but", "one"):
        end = of_it + 1 if before else after + 3 if words.word(after) == "last" else after
        return _weekday(of, ahead - 14, end)
    return None
