"""What was typed into a form, as the command that it is; and what is wrong in it, by field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from commands.common.words.language import N_, _, translated
from commands.review.naming import WITH_TITLES, named
from commands.review.options import working_time
from errors import WrongUsage
from models.case.actor import Actor
from models.case.commands import COMMAND_OF_KIND, AnyCommand
from models.case.state import CaseState
from models.intake.reference import parse_reference
from models.packs.pack import Pack
from models.text import placeholders
from models.validation import reason_of
from web.pages.staff.acting.drafts import Typed
from web.pages.staff.acting.verbs import VERBS, TypedKind, VerbField

NEEDED = N_("This is needed.")
NO_REFERENCE = N_("Write the reference as it stands in the lists: TW and thirteen letters and digits.")
NO_TIME = N_("Write working time as hours and minutes, such as 7h or 3h30m.")
NO_DAY = N_("Write a day that is still to come.")
VALUE = "value-"
"""What the name of a field begins with that fills a placeholder of a template."""
_KNOWN = frozenset({"reference", "service", "documents"})
"""What the rules of a case fill in themselves."""


@dataclass(frozen=True)
class ReadCommand:
    """A command, or what is wrong in what was typed."""

    command: AnyCommand | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    """Sentences in the language of the page, by the name of the field."""


@dataclass(frozen=True)
class CommandFrame:
    """What all commands of somebody have, besides what was typed."""

    actor: Actor
    absent: tuple[Actor, ...]
    command_id: str
    seen: int | None
    """The version of the case that they have seen."""
    packs: Mapping[str, Pack] = field(default_factory=dict)
    colleague: Actor | None = None
    """To whom they give the case, by the staff records."""


def command_of(kind: str, typed: Typed, frame: CommandFrame, state: CaseState) -> ReadCommand:
    """The command that a form is."""
    errors, fields = dict[str, str](), dict[str, Any]()
    pack = frame.packs.get(state.rules.pack)
    for each in VERBS[kind].fields:
        try:
            value = _value(each, typed, state, pack)
        except ValueError as error:
            errors[each.name] = str(error)
            continue
        if value:
            fields[each.name] = value
        elif each.needed:
            errors[each.name] = _(NEEDED)
    if errors:
        return ReadCommand(errors=errors)
    return _built(kind, fields | ({"to": frame.colleague} if kind == "assign" else {}), frame)


def _built(kind: str, fields: dict[str, Any], frame: CommandFrame) -> ReadCommand:
    own = {"actor": frame.actor, "absent": frame.absent, "command_id": frame.command_id, "expected_seq": frame.seen}
    try:
        return ReadCommand(COMMAND_OF_KIND[kind].model_validate(fields | own | {"sent_at": datetime.now(UTC)}))
    except ValidationError as error:
        return ReadCommand(errors={str(each["loc"][0]): translated(reason_of(each)) for each in error.errors()})


def values_of(template: str, state: CaseState) -> list[str]:
    """The names in a template for which somebody has to say a value; a name that differs by language is one."""
    text = state.rules.replies.get(template)
    names = set[str]().union(*map(placeholders, text.texts.values())) if text else set()
    endings = tuple(f"_{language}" for language in state.rules.languages)
    plain = {name[: -len(end)] if (end := next(filter(name.endswith, endings), "")) else name for name in names}
    return sorted(plain - _KNOWN)


def has_titles(name: str) -> bool:
    """Whether a value is the code of something that the pack has a title for."""
    return name in WITH_TITLES


def _value(asked: VerbField, typed: Typed, state: CaseState, pack: Pack | None) -> Any:
    """The value of a field as its command has it. Raises ValueError with what is wrong."""
    if asked.kind is TypedKind.TICKS:
        return [each for each in typed.get(asked.name, []) if each]
    if asked.kind is TypedKind.REPLY:
        return _reply(typed, state, pack)
    text = typed.get(asked.name, [""])[-1].strip()
    if asked.kind is TypedKind.DATE:
        return _end_of(text, state) if text else None
    return _READ.get(asked.name, str)(text) if text else None


def _reply(typed: Typed, state: CaseState, pack: Pack | None) -> dict[str, Any] | None:
    """The official reply: one's own words where there are any, else the template with its values."""
    text, template = (typed.get(name, [""])[-1].strip() for name in ("reply", "template"))
    if text:
        return {"text": text}
    if not template:
        return None
    reply: Mapping[str, Any] = {"template": template, "values": dict(_values(typed))}
    if pack is None:
        return dict(reply)
    others = (typed.get("authority", [""])[-1], state.wait.party if state.wait else "")
    try:
        return dict(named(pack, reply, [each for each in others if each]))
    except WrongUsage as error:
        raise ValueError(error.detail) from error


def _values(typed: Typed) -> Iterator[tuple[str, str]]:
    for name, values in typed.items():
        if name.startswith(VALUE) and (value := values[-1].strip()):
            yield name.removeprefix(VALUE), value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _reference(text: str) -> str:
    try:
        return parse_reference(text)
    except ValueError as error:
        raise ValueError(_(NO_REFERENCE)) from error


def _time(text: str) -> timedelta:
    try:
        return working_time(text)
    except WrongUsage as error:
        raise ValueError(_(NO_TIME)) from error


def _end_of(text: str, state: CaseState) -> datetime:
    """The end of a day that is still to come, where the case is counted."""
    zone = ZoneInfo(state.rules.calendar.timezone)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_(NO_DAY)) from error
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    if end <= datetime.now(UTC):
        raise ValueError(_(NO_DAY))
    return end


_READ: Mapping[str, Callable[[str], Any]] = {"questions": _lines, "by": _time, "into": _reference}
"""How a field is read that is not as it was typed, by its name."""
