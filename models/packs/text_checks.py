"""Checks of the texts of a pack: replies, counted things, messages, and the routes that send them."""

from collections.abc import Iterator, Mapping

from models.codes import Audience, Channel, Outcome
from models.language import LANGUAGES, Text
from models.notices.plan import ROUTABLE, silent_outcomes
from models.notices.sms import sms_parts, sms_problems
from models.packs.language_checks import language_problems
from models.packs.messages import (
    IN_SMS,
    IN_WORDS_OF_THE_SYSTEM,
    NUMBER,
    OF_STAFF,
    PLACEHOLDERS,
    Count,
    Message,
    PluralCategory,
    Sms,
)
from models.packs.pack import Pack
from models.policy import NoticeRoute
from models.problems import KeyProblem, KeyProblems, unknown_names
from models.text import clean, placeholders

PLURALS: Mapping[str, tuple[PluralCategory, ...]] = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "en": ("one", "other"),
}
"""The categories from which the plural form of a number is chosen when a notice is rendered (CLDR; domain §5.4).

Of a language that has no row a pack has at least `other`, which stands for any that it lacks.
"""
_IN_SMS = {"reference": "TW-0000-0000-0000-0", "linked": "TW-0000-0000-0000-0", "due_date": "2026/11/22"}
"""Values as long as they get in an SMS."""


def text_problems(pack: Pack) -> KeyProblems:
    """Every text of the pack that cannot be sent as it stands."""
    for code, text in pack.replies.items():
        yield from _all_languages(text, "replies", code)
    for code, text in pack.appeals.replies.items() if pack.appeals else ():
        yield from _all_languages(text, "appeals", "replies", code)
    yield from unknown_names(pack.counts, PLACEHOLDERS | {NUMBER}, "placeholder", "counts")
    for name, count in pack.counts.items():
        yield from _count(pack, count, "counts", name)
    for code, message in pack.messages.items():
        yield from _message(pack, message, "messages", code)
    yield from _next_steps(pack)
    yield from _routes(pack)
    yield from _outcomes(pack)


def known_to_replies(pack: Pack) -> frozenset[str]:
    """Placeholders of replies that are filled by themselves; the others are given with the reply."""
    return frozenset({"reference", "service", *(f"service_{each}" for each in pack.languages)})


def _all_languages(text: Text, *key: str) -> KeyProblems:
    """Every language says something and names the same; what must differ by language ends in `_ar`, `_en`, …"""
    named = list[set[str]]()
    for language, words in text.texts.items():
        if not clean(words):
            yield KeyProblem((*key, language), "is empty: every text is written in all languages of the pack")
        named.append({name.removesuffix(f"_{language}") for name in placeholders(words)})
    in_all = named[0].intersection(*named) if named else set[str]()
    for name in sorted(set[str]().union(*named) - in_all):
        only = "one language only" if len(named) == len(LANGUAGES) else "some of the languages only"
        yield KeyProblem(key, f"{{{name}}} stands in {only}")


def _count(pack: Pack, count: Count, *key: str) -> KeyProblems:
    """Every plural category has a form, or some numbers would be written in the form of another category."""
    yield from language_problems(pack, count, *key)
    for language, forms in count.items():
        if missing := [category for category in PLURALS.get(language, ("other",)) if category not in forms]:
            yield KeyProblem((*key, language), f"lacks the plural forms {', '.join(missing)}")


def _message(pack: Pack, message: Message, *key: str) -> KeyProblems:
    for name, text in _texts_of(message):
        if text is not None:
            yield from _all_languages(text, *key, name)
            known = IN_SMS if isinstance(text, Sms) else PLACEHOLDERS | _of_staff(pack)
            named = sorted(frozenset().union(*map(placeholders, text.texts.values())))
            yield from unknown_names(named, known, "placeholder", *key, name)
    if message.sms:
        yield from _sms(pack, message.sms, *key, "sms")


def _texts_of(message: Message) -> tuple[tuple[str, Text | None], ...]:
    """All texts of a message, each with its key."""
    return ("sms", message.sms), ("subject", message.subject), ("body", message.body), ("entry", message.entry)


def _of_staff(pack: Pack) -> frozenset[str]:
    """What messages to staff may name besides, in the languages of the pack."""
    return OF_STAFF if {*pack.languages} <= {*LANGUAGES} else OF_STAFF - IN_WORDS_OF_THE_SYSTEM


def _for_staff_alone(pack: Pack, route: NoticeRoute, *key: str | int) -> KeyProblems:
    """Messages to people outside that name what is for staff."""
    outside = route.audience in (Audience.BENEFICIARY, Audience.THIRD_PARTY)
    for template in route.templates if outside else ():
        message = pack.messages.get(template)
        for text in (message.subject, message.body) if message else ():
            named = frozenset[str]().union(*map(placeholders, text.texts.values())) if text else frozenset[str]()
            if for_staff := sorted(named & OF_STAFF):
                yield KeyProblem((*key, "template"), f"{template} says what is for staff alone: {', '.join(for_staff)}")


def _next_steps(pack: Pack) -> KeyProblems:
    for stage, text in pack.next_steps.items():
        yield from _all_languages(text, "next_steps", stage)
        for words in text.texts.values():
            yield from unknown_names(placeholders(words), {"reference"}, "placeholder", "next_steps", stage)
    yield from unknown_names(placeholders(pack.link), {"reference"}, "placeholder", "link")


def _sms(pack: Pack, sms: Sms, *key: str) -> KeyProblems:
    for language, text in sms.texts.items():
        path = pack.path.of(language)
        longest = text.replace("{path}", path).format_map(_IN_SMS) if placeholders(text) <= IN_SMS else text
        if (parts := sms_parts(longest)) > sms.parts:
            yield KeyProblem((*key, language), f"takes {parts} parts, allowed are {sms.parts}")
        for problem in sms_problems(longest):
            yield KeyProblem((*key, language), f"an SMS carries no {problem}")


OF_THIRD_PARTIES = frozenset({"wait_begun", "consulted", "chased", "chased.third_party", "chased.consultation"})
"""The events of which an authority or a vendor that owes an answer may be told."""
_UNTOLD: Mapping[tuple[str, Audience | None], str] = {
    ("notice_sent", None): "every notice that is sent would make another one",
    ("notice_failed", Audience.BENEFICIARY): "a notice that failed is a matter of staff: name another audience",
}
"""What nobody, or a certain audience, is sent a notice of, and why."""


ALWAYS_POSSIBLE = (Outcome.NO_REPLY, Outcome.MERGED, Outcome.WITHDRAWN)
"""Outcomes that need no reason of the pack."""


def _outcomes(pack: Pack) -> KeyProblems:
    """Outcomes that messages name, in a language in which only the pack has words for them."""
    own = [language for language in pack.languages if language not in LANGUAGES]
    if not own or not any("outcome" in placeholders(words) for words in _words_of_messages(pack)):
        return
    reasons = [*pack.reasons.values(), *(pack.appeals.reasons.values() if pack.appeals else ())]
    for outcome in sorted({*ALWAYS_POSSIBLE, *(each.outcome for each in reasons if each.outcome)}):
        if outcome not in pack.titles.outcomes:
            reason = (
                f"is missing: messages say {{outcome}}, and only the pack knows what it is called in {', '.join(own)}"
            )
            yield KeyProblem(("titles", "outcomes", outcome), reason)


def _words_of_messages(pack: Pack) -> Iterator[str]:
    for message in pack.messages.values():
        for text in (message.sms, message.subject, message.body):
            yield from text.texts.values() if text else ()


def _routes(pack: Pack) -> KeyProblems:
    for place, route in enumerate(pack.routes):
        key = ("routes", place)
        yield from _events(route, *key, "on")
        yield from _templates(pack, route, *key)
        yield from _for_staff_alone(pack, route, *key)
        if route.audience is Audience.THIRD_PARTY and (reason := _not_of_third_parties(route)):
            yield KeyProblem((*key, "audience"), reason)
    for outcome in silent_outcomes(pack.routes):
        yield KeyProblem(("routes",), f"nobody tells the beneficiary the outcome {outcome}")


def _events(route: NoticeRoute, *key: str | int) -> KeyProblems:
    """What a route is on: known events, at least one, each once, and none that its audience is not told."""
    yield from unknown_names(route.events, ROUTABLE, "event", *key)
    if not route.events or len(set(route.events)) < len(route.events):
        yield KeyProblem(key, "name an event, or several, each once")
    for event in route.events:
        if reason := _UNTOLD.get((event, route.audience), _UNTOLD.get((event, None))):
            yield KeyProblem(key, reason)


def _templates(pack: Pack, route: NoticeRoute, *key: str | int) -> KeyProblems:
    """The messages of a route: known ones, with a text for each of its channels; outcomes are named in one place."""
    yield from unknown_names(route.templates, pack.messages, "message", *key, "template")
    if not isinstance(route.template, str) and (route.outcomes or not route.template):
        yield KeyProblem(
            (*key, "template"), "names the message of each outcome: at least one, and no `outcomes` beside"
        )
    for template in dict.fromkeys(each for each in route.templates if each in pack.messages):
        for channel in route.channels:
            yield from _missing_text(pack.messages[template], template, channel, *key)


def _not_of_third_parties(route: NoticeRoute) -> str | None:
    """Why a route to a third party reaches none."""
    if not OF_THIRD_PARTIES.issuperset(route.events):
        return f"a third_party hears of {', '.join(sorted(OF_THIRD_PARTIES))} alone"
    return None if route.channels == (Channel.EMAIL,) else "a third_party is reached by email alone"


def _missing_text(message: Message, template: str, channel: Channel, *key: str | int) -> KeyProblems:
    if None in message.texts_for(channel):
        yield KeyProblem((*key, "channels"), f"the message {template!r} has no text for {channel}")
