"""What is only supposed, and what only has the name of a day: «لو كان سفري غدا», «مدينة 6 أكتوبر», "Black Friday"."""

from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.tokens import Tokens

SUPPOSING = frozenset(
    words(
        "لو ليت ليته ليتها ياليت ياريت افترض نفترض لنفترض افرض بفرض فرضا حلمت احلم نحلم اتخيل تخيل تخيلوا "
        "suppose supposing supposed imagine imagining dreamed dreamt wish hypothetically assuming"
    )
)
_ASKING_KINDLY = ("سمح", "تكرم", "مافي", "امكن", "ممكن", "تفضل", "رضي")
"""Beginnings of words behind «لو» with which people ask kindly."""
_NAMED_SO = frozenset(
    words(
        "مدينة مدينه شارع سوق حي ميدان كوبري جسر محطة محطه مسجد مدرسة مدرسه مستشفى طريق دوار حديقة كلية جامعة ثورة "
        "street road city market square bridge black white good"
    )
)
"""Before a day they make it the name of something."""
_NAMED_BEHIND = frozenset(
    words("البيضاء البيضا السوداء السودا الحزينة العظيمة city street road market square bridge university sale")
)
_OF_ARTICLES = frozenset(words("ال يوم the of"))


def is_supposed(words: Tokens, start: int, place: int) -> bool:
    """Whether a word of the clause before a date says that it is only thought of."""
    return any(not _asks_kindly(words, at) for at in words.those(SUPPOSING, start, place))


def _asks_kindly(words: Tokens, at: int) -> bool:
    return words.word(at) == "لو" and words.word(at + 1).startswith(_ASKING_KINDLY)


def is_a_name(words: Tokens, place: int, after: int) -> bool:
    """Whether a day is what something is called: a town, a street, a market, a day of sales."""
    before = words.run_before(place, _OF_ARTICLES) - 1
    return words.word(before) in _NAMED_SO or words.word(after) in _NAMED_BEHIND
