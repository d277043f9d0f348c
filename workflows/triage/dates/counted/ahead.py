"""Lengths ahead of now: «بعد 5 أيام», «صلاحيته مئتا يوم», «5 days left»; each is right, or there and not read."""

from functools import lru_cache

from workflows.triage.dates.around import (
    OWN,
    STOPS,
    Around,
    FoundDate,
    bound_at,
    day_after,
    is_now,
    some_units,
    unread,
    within,
)
from workflows.triage.dates.clauses.bounds import happened_before, is_required, names_a_bearer
from workflows.triage.dates.language.amounts import Length, unit_at
from workflows.triage.dates.language.denials import EXCEPTIONS, NEGATORS
from workflows.triage.dates.language.lengths import is_below_zero, length_at, skip_fillers
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.particles import (
    AFTER,
    AGO,
    FILLERS,
    LEFT,
    LESS,
    MORE,
    NEXT,
    ONLY_LEFT,
    PAST,
    PAST_VERBS,
    VALID,
)
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.verbs import COMES_BACK

_OBJECTS = frozenset(("علي", "في", "عن", "on", "for", "of", "to"))
"""Prepositions behind which a noun stands: in «باقي على سفري يوم» no number can be where «سفري» is."""
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


_BETWEEN = OWN | _OBJECTS | _SAID_OF | EXCEPTIONS | FILLERS
"""They are no amount, wherever they stand."""
_LASTING = LEFT | VALID
_BARE_LEADS = AFTER | AGO | LEFT
_LONGEST_LEAD = 4


def ahead_at(of: Around) -> FoundDate | None:
    """«بعد 5 أيام», «within three days», «باقي على سفري أسبوع», «صلاحيته مئتا يوم»."""
    words, lead = of.words, of.token
    place = skip_fillers(words, of.place + 1)
    bound = bound_at(words, place)
    place = words.past(skip_fillers(words, place + bound), PAST)
    length = length_at(words, place)
    if length and is_below_zero(words, place, of.place):
        return unread(length.after)
    if lead.word in ONLY_LEFT and not _but(words, of.place, length.after if length else place + _LONGEST_LEAD):
        return unread(length.after) if length else None
    if length is None and lead.word in _LASTING:
        return _farther_on(of, place)
    if length is None:
        return _unread_amount(words, place) if lead.word in AFTER and lead.word != "in" else None
    if length.bare and lead.word not in _BARE_LEADS:
        return unread(length.after) if lead.word not in VALID else _ahead(of, length, bound=bound)
    return _ahead(of, length, bound=bound)


def _but(words: Tokens, place: int, after: int) -> bool:
    """Whether «but» or «only» stands there, which makes what is not left all that is."""
    return words.any(EXCEPTIONS, place + 1, after)


def _farther_on(of: Around, place: int) -> FoundDate | None:
    """A length some words behind «باقي» or «صلاحية»; with a word between that may be an amount it cannot be read."""
    words = of.words
    for at in range(place, place + _LONGEST_LEAD):
        if words.word(at) in STOPS or at >= len(words):
            return None
        if words.word(at) in NEGATORS - EXCEPTIONS:
            return _denied_bound(words, at)
        if bound := bound_at(words, at):
            length = length_at(words, at + bound)
            return _ahead(of, length, bound=bound) if length else None
        length = length_at(words, at)
        if length is None:
            continue
        if length.bare:
            return _ahead(of, length, bound=0) if _no_amount(words, of.place, at) else unread(length.after)
        unsure = words.at(at).joined or is_below_zero(words, at, of.place)
        return unread(length.after) if unsure else _ahead(of, length, bound=0)
    return None


def _denied_bound(words: Tokens, place: int) -> FoundDate | None:
    """«صلاحيته لا تتجاوز 20 يوماً»."""
    lengths = (length_at(words, at) for at in range(place + 1, place + _LONGEST_LEAD))
    length = next((each for each in lengths if each), None)
    return unread(length.after) if length else None


def _no_amount(words: Tokens, lead: int, unit: int) -> bool:
    """Whether every word between is known to be none: a preposition and its noun, or a word with the article."""
    for place in range(lead + 1, unit):
        token = words.at(place)
        if not (token.word in _BETWEEN or names_a_bearer(token.word)):
            return False
    return True


def _unread_amount(words: Tokens, place: int) -> FoundDate | None:
    """«بعد كذا يوم»: a unit behind one or two words that are no number."""
    for at in (place + 1, place + 2):
        if words.word(at - 1) in STOPS or words.at(at - 1).definite or words.at(at - 1).word in WEEKDAYS:
            return None
        if unit_at(words, at) and not words.at(at).definite and not words.at(at).joined:
            return unread(at + 1)
    return None


def _ahead(of: Around, length: Length, *, bound: int) -> FoundDate | None:
    words = of.words
    following = words.word(length.after)
    elsewhere = of.token.word not in LEFT and _counts_from_elsewhere(words, length.after)
    if following in PAST or following in PAST_VERBS or elsewhere:
        return unread(length.after + 1)
    if of.token.word in AFTER and (
        _is_past_range(words, of.place, length.after)
        or happened_before(of.text, of.token.start)
        or _is_way_back(words, of.place)
    ):
        return unread(length.after)
    if length.least is None or length.most is None:
        return some_units(of, length)
    if of.token.word in VALID and (_is_least(words, length.after) or is_required(of.text, of.token.start)):
        return unread(length.after)
    after = length.after + (following in NEXT)
    if words.word(after) in ("من", "from") and is_now(words, after + 1):
        after += 2
    if bound:
        return within(of, length, after) if _is_most(of, length.after) else unread(after)
    return FoundDate(day_after(of.now, length.least), day_after(of.now, length.most), after)


def _is_least(words: Tokens, place: int) -> bool:
    """«على الأقل», «فأكثر», «or more»."""
    pair = (words.word(place), words.word(place + 1))
    return pair[1] in LESS | MORE | {"least"} or (pair[0] in MORE and words.at(place).joined) or pair == ("or", "more")


def _is_most(of: Around, after: int) -> bool:
    """Whether the words before a length say that it is the longest it can be: "in under a week"."""
    said = (of.words.at(at) for at in range(of.place, after))
    return any(token.word in (MORE if token.definite else LESS) for token in said)  # «على الأقل» is the least


def _is_way_back(words: Tokens, place: int) -> bool:
    """«ونرجع بعد 10 أيام», "and return after 10 days": so long behind the journey there, or behind today."""
    return words.any(_comes_back, place - _LONGEST_LEAD, place)


@lru_cache(8192)
def _comes_back(word: str) -> bool:
    return COMES_BACK.fullmatch(word) is not None


def _is_past_range(words: Tokens, place: int, after: int) -> bool:
    """«in the last 3 days»."""
    return words.any(PAST, place + 1, after)


def _counts_from_elsewhere(words: Tokens, place: int) -> bool:
    """Whether a length is counted from something other than now: «3 days before my trip», «من تاريخ الإصدار»."""
    place += words.word(place) in NEXT
    word, following = words.word(place), words.word(place + 1)
    if word in ("before", "prior", "earlier", "later", "قبل", "after"):
        return True
    if word not in ("من", "from", "of") or following == "":
        return False
    return not (is_now(words, place + 1) or is_now(words, place + 2))
