"""What notices tell staff of a case, in words: the promise, since when, how late, and what was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date

from activities.notices.dates import locale_of, written_day
from models.codes import Action, ClockKind, Priority
from models.language import LANGUAGES, Text, listed
from models.notices.for_staff import read_actions
from models.packs.messages import Count, PluralCategory
from models.packs.pack import Pack

CLOCKS: Mapping[str, Text] = {
    ClockKind.FIRST_RESPONSE: Text(ar="النظر الأول في الطلب", en="the first look at the request"),
    ClockKind.RESOLUTION: Text(ar="البت في الطلب", en="the decision on the request"),
    ClockKind.ANSWER: Text(ar="رد المستفيد", en="the answer of the beneficiary"),
    ClockKind.FOLLOW_UP: Text(ar="مهلة المتابعة", en="the time in which it may be reopened"),
    ClockKind.THIRD_PARTY: Text(ar="جواب الجهة الأخرى", en="the answer of the other party"),
    ClockKind.CONSULTATION: Text(ar="جواب الاستشارة", en="the answer to the question"),
}
"""What was promised, or is awaited."""
PRIORITIES: Mapping[str, Text] = {
    Priority.LOW: Text(ar="منخفضة", en="low"),
    Priority.NORMAL: Text(ar="عادية", en="normal"),
    Priority.HIGH: Text(ar="عالية", en="high"),
    Priority.URGENT: Text(ar="عاجلة", en="urgent"),
}
_DONE: Mapping[Action, Text] = {
    Action.NOTIFY: Text(ar="أُبلغ {who}", en="the {who} was told"),
    Action.INFORM: Text(ar="أُحيط علمًا {who}", en="the {who} was informed"),
    Action.HAND_OVER: Text(ar="نُقل الطلب إلى {who}", en="the request was handed over to the {who}"),
    Action.REASSIGN: Text(ar="الطلب الآن لدى {team}", en="the request is now with {team}"),
    Action.RAISE_PRIORITY: Text(ar="الأولوية الآن {priority}", en="the priority is now {priority}"),
}
_OF_TEAM = Text(ar="{role} لدى {team}", en="{role} of {team}")
_BY_NAME = Text(ar="{who} ({names})", en="{who} ({names})")
_FALLBACK = Text(ar="لم يوجد {who} فآل الأمر إلى {names}", en="no {who} was there, so it went to {names}")
_LATE = Text(ar="التأخر: {amount} (بوقت العمل)", en="Late by {amount} (working time)")
_LEFT = Text(ar="المتبقي: {amount} (بوقت العمل)", en="Left: {amount} (working time)")
_AT = Text(ar="{weekday} {day} الساعة {time}", en="{weekday}, {day}, {time}")
_AND = Text(ar="{first} و{second}", en="{first} and {second}")
_LESS = Text(ar="أقل من دقيقة", en="less than a minute")
_UNITS: tuple[Count, Count, Count] = (
    {
        "ar": {"one": "يوم عمل", "two": "يوما عمل", "few": "{n} أيام عمل", "other": "{n} يوم عمل"},
        "en": {"one": "{n} working day", "other": "{n} working days"},
    },
    {
        "ar": {"one": "ساعة", "two": "ساعتان", "few": "{n} ساعات", "other": "{n} ساعة"},
        "en": {"one": "{n} hour", "other": "{n} hours"},
    },
    {
        "ar": {"one": "دقيقة", "two": "دقيقتان", "few": "{n} دقائق", "other": "{n} دقيقة"},
        "en": {"one": "{n} minute", "other": "{n} minutes"},
    },
)


def staff_values(
    pack: Pack, known: Mapping[str, str], zone: ZoneInfo, people: Mapping[str, str], language: str
) -> dict[str, str]:
    """The placeholders that only the system's languages have words for; empty in any other."""
    if language not in LANGUAGES or not known.get("stage"):
        return {}
    return {
        "promise": CLOCKS[known["clock"]].of(language) if "clock" in known else "",
        "since": _moment(known.get("since"), zone, language),
        "due_time": _moment(known.get("due_at"), zone, language),
        "lateness": _lateness(known, language),
        "done": _done(pack, known, people, language),
    }


def amount_in_words(seconds: int, working_day: int, language: str) -> str:
    """An amount of working time in its largest unit and the next; `working_day` is how many seconds a day of it has."""
    days, rest = divmod(seconds, working_day)
    amounts = (days, rest // 3600, rest % 3600 // 60)
    largest = next((place for place, each in enumerate(amounts) if each), len(amounts))
    together = list(zip(amounts, _UNITS, strict=True))[largest : largest + 2]
    said = [counted_text(each, unit, language) for each, unit in together if each]
    if len(said) < 2:
        return said[0] if said else _LESS.of(language)
    return _AND.of(language).format(first=said[0], second=said[1])


def counted_text(number: int | str, count: Count, language: str) -> str:
    """A number with what it counts, in the plural form of the language (domain §5.4)."""
    forms = count[language]
    category = cast(PluralCategory, locale_of(language).plural_form(int(number)))
    return forms.get(category, forms["other"]).replace("{n}", str(number))


def _lateness(known: Mapping[str, str], language: str) -> str:
    if "left" not in known:
        return ""
    left = int(known["left"])
    amount = amount_in_words(abs(left), int(known["working_day"]), language)
    return (_LATE if left <= 0 else _LEFT).of(language).format(amount=amount)


def _moment(instant: str | None, zone: ZoneInfo, language: str) -> str:
    """A day of the week with its date and the time of day."""
    if not instant:
        return ""
    local = datetime.fromisoformat(instant).astimezone(zone)
    weekday = format_date(local, "EEEE", locale=locale_of(language))
    day = written_day(local.date(), language)
    return _AT.of(language).format(weekday=weekday, day=day, time=f"{local:%H:%M}")


def _done(pack: Pack, known: Mapping[str, str], people: Mapping[str, str], language: str) -> str:
    """What was done, to whom, each thing once."""
    done = []
    for action, role, team, told in read_actions(known.get("actions", "")):
        names = _names(action, known, people)
        in_vain, now_with = told and known.get("nobody_found"), team or known.get("team", "")
        words = _FALLBACK if in_vain else _DONE[action]
        done.append(
            words.of(language).format(
                who=_who(pack, role, team, names if told and not in_vain else (), language),
                names=listed(names, language),
                team=pack.teams[now_with].of(language) if now_with in pack.teams else "",
                priority=PRIORITIES[known["priority"]].of(language),
            )
        )
    return listed(dict.fromkeys(done), language)


def _names(action: Action, known: Mapping[str, str], people: Mapping[str, str]) -> Sequence[str]:
    """The people by name; of those to whom a case was handed over, the one who has it."""
    holder = known.get("holder", "")
    return [people[holder]] if action is Action.HAND_OVER and holder in people else list(people.values())


def _who(pack: Pack, role: str, team: str, names: Sequence[str], language: str) -> str:
    """The role, of which team where it is another one than the case's, and the people by name."""
    titles = {str(code): title for code, title in pack.titles.roles.items()}
    who = titles[role].of(language) if role in titles else ""
    if team in pack.teams:
        who = _OF_TEAM.of(language).format(role=who, team=pack.teams[team].of(language))
    return _BY_NAME.of(language).format(who=who, names=listed(names, language)) if names else who
