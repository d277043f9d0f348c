"""Checks of the texts of a pack: replies, counted things, messages, and the routes that send them."""

from collections.abc import Mapping

from models.codes import Audience, Channel
from models.notices.plan import ROUTABLE, silent_outcomes
from models.notices.sms import sms_parts, sms_problems
from models.packs.pack import IN_SMS, PLACEHOLDERS, Count, Message, Pack, PluralCategory, Sms
from models.policy import Bilingual
from models.problems import KeyProblem, KeyProblems, unknown_name, unknown_names
from models.text import clean, placeholders

KNOWN_TO_REPLIES = frozenset({"reference", "service"})
"""Placeholders of replies that are filled by themselves; the others are given with the reply."""
PLURALS: Mapping[str, tuple[PluralCategory, ...]] = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "en": ("one", "other"),
}
"""The categories from which the plural form of a number is chosen when a notice is rendered (CLDR; domain §5.4)."""
_IN_SMS = {"reference": "TW-0000-0000-0000-0", "linked": "TW-0000-0000-0000-0", "due_date": "2026/11/22"}
"""Values as long as they get in an SMS."""


def text_problems(pack: Pack) -> KeyProblems:
    """Every text of the pack that cannot be sent as it stands."""
    for code, text in pack.replies.items():
        yield from _both_languages(text, "replies", code)
    for code, text in pack.appeals.replies.items() if pack.appeals else ():
        yield from _both_languages(text, "appeals", "replies", code)
    yield from unknown_names(pack.counts, PLACEHOLDERS, "placeholder", "counts")
    for name, count in pack.counts.items():
        yield from _count(count, "counts", name)
    for code, message in pack.messages.items():
        yield from _message(pack, message, "messages", code)
    yield from _routes(pack)


def _both_languages(text: Bilingual | Sms, *key: str) -> KeyProblems:
    """Both languages say something and name the same; what must differ by language ends in `_ar` and `_en`."""
    for language, words in _languages(text):
        if not clean(words):
            yield KeyProblem((*key, language), "is empty: every text is written in both languages")
    ar, en = ({name.removesuffix(f"_{code}") for name in placeholders(words)} for code, words in _languages(text))
    for name in sorted(ar ^ en):
        yield KeyProblem(key, f"{{{name}}} stands in one language only")


def _languages(text: Bilingual | Sms) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("ar", text.ar), ("en", text.en)


def _count(count: Count, *key: str) -> KeyProblems:
    """Every plural category has a form, or some numbers would be written in the form of another category."""
    for language, forms in (("ar", count.ar), ("en", count.en)):
        if missing := [category for category in PLURALS[language] if category not in forms]:
            yield KeyProblem((*key, language), f"lacks the plural forms {', '.join(missing)}")


def _message(pack: Pack, message: Message, *key: str) -> KeyProblems:
    for name, text in (("sms", message.sms), ("subject", message.subject), ("body", message.body)):
        if text is not None:
            yield from _both_languages(text, *key, name)
            known = IN_SMS if isinstance(text, Sms) else PLACEHOLDERS
            yield from unknown_names(sorted(placeholders(text.ar)), known, "placeholder", *key, name)
    if message.sms:
        yield from _sms(pack, message.sms, *key, "sms")


def _sms(pack: Pack, sms: Sms, *key: str) -> KeyProblems:
    for language, text in _languages(sms):
        path = pack.path.ar if language == "ar" else pack.path.en
        longest = text.replace("{path}", path).format_map(_IN_SMS) if placeholders(text) <= IN_SMS else text
        if (parts := sms_parts(longest)) > sms.parts:
            yield KeyProblem((*key, language), f"takes {parts} parts, allowed are {sms.parts}")
        for problem in sms_problems(longest):
            yield KeyProblem((*key, language), f"an SMS carries no {problem}")


_UNTOLD: Mapping[tuple[str, Audience | None], str] = {
    ("notice_sent", None): "every notice that is sent would make another one",
    ("notice_failed", Audience.BENEFICIARY): "a notice that failed is a matter of staff: name another audience",
}
"""What nobody, or a certain audience, is sent a notice of, and why."""


def _routes(pack: Pack) -> KeyProblems:
    for place, route in enumerate(pack.routes):
        key = ("routes", place)
        yield from unknown_name(route.on, ROUTABLE, "event", *key, "on")
        yield from unknown_name(route.template, pack.messages, "message", *key, "template")
        if reason := _UNTOLD.get((route.on, route.audience), _UNTOLD.get((route.on, None))):
            yield KeyProblem((*key, "on"), reason)
        for channel in route.channels if route.template in pack.messages else ():
            yield from _missing_text(pack.messages[route.template], route.template, channel, *key)
    for outcome in silent_outcomes(pack.routes):
        yield KeyProblem(("routes",), f"nobody tells the beneficiary the outcome {outcome}")


def _missing_text(message: Message, template: str, channel: Channel, *key: str | int) -> KeyProblems:
    if None in message.texts(channel):
        yield KeyProblem((*key, "channels"), f"the message {template!r} has no text for {channel}")
