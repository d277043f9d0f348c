"""What was typed into the form of a new request, as the request that it is; and what is wrong with it, by field."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from commands.common.words.language import N_
from commands.intake.channels import Channels
from models.intake.request import InvalidRequest, Request
from models.packs.promises import own_calendar
from web.pages.base.forms import documents_in
from web.pages.filing.fields import NO, OWN, YES, FieldKind, InputField, InputGroup, type_of
from web.pages.told import PackTold

_ARABIC = re.compile("[\u0600-\u06ff]")
_NEEDED = N_("This is needed.")
_NO_CHOICE = N_("Choose one of these.")
_TOO_LONG = N_("This is too long: shorten it.")
_NO_DATE = N_("Write a date.")
_NO_NUMBER = N_("Write a number in digits.")
_NO_CONTACT = N_("Give a mobile number or an e-mail address at which you can be reached.")
_WRONG: Mapping[str, tuple[str, str]] = {
    "applicant.id_number": ("id_number", N_("The number is mistyped, or is of another kind than the one chosen.")),
    "applicant.id_type": ("id_type", _NO_CHOICE),
    "applicant.mobile": ("mobile", N_("Write the mobile number with all its digits, such as 0512340000.")),
    "applicant.email": ("email", N_("Write the e-mail address as in name@example.com.")),
    "applicant.name_ar": ("name", _TOO_LONG),
    "applicant.name_en": ("name", _TOO_LONG),
    "applicant": ("mobile", _NO_CONTACT),
    "on_behalf_of.relation": ("relation", N_("Say in a word or two what they are to you.")),
    "prior_attempt.at": ("tried_at", _NO_DATE),
}
_UNKNOWN = ("text", N_("Something in the request cannot be read. Write it in another way."))


def errors_in(groups: tuple[InputGroup, ...], form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a form as far as each field tells it, by field."""
    found = {each.name: _error_of(each, form.get(each.name, "").strip()) for group in groups for each in group.fields}
    errors = {name: error for name, error in found.items() if error}
    if "mobile" in found and not (form.get("mobile", "").strip() or form.get("email", "").strip()):
        errors.setdefault("mobile", _NO_CONTACT)
    if form.get("their_name", "").strip() and not form.get("relation", "").strip():
        errors.setdefault("relation", _NEEDED)
    return errors


def _error_of(asked: InputField, value: str) -> str:
    if not value:
        return (_NO_CHOICE if asked.choices else _NEEDED) if asked.required else ""
    if len(value) > asked.longest:
        return _TOO_LONG
    if asked.choices and value not in asked.choices:
        return _NO_CHOICE
    if asked.kind is FieldKind.DATE and _date_in(value) is None:
        return _NO_DATE
    return _NO_NUMBER if asked.kind is FieldKind.NUMBER and _number_in(value) is None else ""


def read_form(channels: Channels, told: PackTold, code: str, form: Mapping[str, str]) -> Request | dict[str, str]:
    """The request that a form is, by the reader of its pack; or what is wrong with it, by field."""
    try:
        request = channels.read(as_request(told, code, form))
    except InvalidRequest as error:
        return dict(_WRONG.get(problem.field, _UNKNOWN) for problem in error.problems)
    unusable = request.applicant.as_written.keys() & {"mobile", "email"}
    return {name: _WRONG[f"applicant.{name}"][1] for name in unusable} or request


def as_request(told: PackTold, code: str, form: Mapping[str, str]) -> dict[str, Any]:
    """A form as the request of the pack's first channel. `id` and `submitted_at` stand in the form."""
    pack = told.pack
    typed = {name: value.strip() for name, value in form.items() if value.strip()}
    zone = ZoneInfo(own_calendar(pack, pack.service(code)[1]).timezone)
    subject, text, about = typed.get("subject", ""), typed.get("text", ""), typed.get("relation")
    return {
        "id": typed["id"],
        "channel": next(iter(pack.channels)),
        "submitted_at": typed["at"],
        "lang": _spoken(told),
        "applicant": _applicant(told, typed),
        "section": pack.service(code)[1].section,
        "service": code,
        _named("subject", "", subject): subject,
        _named("text", "_en", text): text,
        "context": _own_values(told, code, typed),
        **({"prior_attempt": _try(typed, zone)} if "tried" in typed else {}),
        **({"on_behalf_of": _person(typed)} if about else {}),
        **({"attachments": list(documents)} if (documents := documents_in(form)) else {}),
    }


def _spoken(told: PackTold) -> str:
    languages = told.pack.languages
    return told.language if told.language in languages else languages[0]


def _applicant(told: PackTold, typed: Mapping[str, str]) -> dict[str, Any]:
    name, kind, number = typed.get("name", ""), typed.get("id_type", ""), typed.get("id_number")
    return {
        "type": type_of(told, kind, typed.get("type", "")),
        _named("name", "_en", name): name,
        "id_type": kind if number else None,
        "id_number": number,
        "mobile": typed.get("mobile"),
        "email": typed.get("email"),
        "preferred_language": _spoken(told),
    }


def _named(name: str, other: str, value: str) -> str:
    """The field for a text by its script."""
    return f"{name}_ar" if _ARABIC.search(value) else f"{name}{other}"


def _own_values(told: PackTold, code: str, typed: Mapping[str, str]) -> dict[str, Any]:
    values = dict[str, Any]()
    for name, spec in told.pack.service(code)[1].fields.items():
        value = typed.get(OWN + name)
        if value is None:
            continue
        if spec.type == "yes_no":
            values[name] = {YES: True, NO: False}.get(value, value)
        else:
            number = _number_in(value) if spec.type in ("whole", "amount") else None
            values[name] = value if number is None else number
    return values


def _try(typed: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    day = _date_in(typed.get("tried_at", ""))
    message = typed.get("message", "")
    return {
        "outcome": typed["tried"],
        "at": datetime.combine(day, time(12), zone).astimezone(UTC).isoformat() if day else None,
        "error_code": typed.get("error_code"),
        _named("message", "_en", message): message or None,
    }


def _person(typed: Mapping[str, str]) -> dict[str, Any]:
    name = typed.get("their_name", "")
    return {"relation": typed["relation"], _named("name", "_en", name): name or None}


def _date_in(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number_in(value: str) -> int | float | None:
    """A number in any digits: Python's own readers know them all."""
    try:
        return int(value)
    except ValueError:
        pass
    try:
        number = float(value.replace("٫", "."))
    except ValueError:
        return None
    return number if abs(number) < 2**53 else None
