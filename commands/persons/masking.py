"""What one person may see of a case: their own numbers and addresses, and none of other people."""

import re
from collections.abc import Iterable
from typing import Any

from commands.work.case.case_data import ADDRESSES, NAMES, NUMBERS
from models.files.naming import is_media_with_hash
from models.intake.request import Person, Request
from models.text import ascii_digits, mask_email, mask_id, mask_in_text, without_separators

IDENTIFYING = NUMBERS | ADDRESSES
_LEAST_DIGITS = 9
"""Whole numbers of so many digits are masked too: a field of a service may hold the number of a person."""
_GROUPED = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d)[12](?:[ -]?\d){9}(?![\w-])")
"""A national or residence number, also one that is written in groups; an instant is none."""


class Mask:
    """Masks what identifies or reaches others than one person in the texts of a case."""

    def __init__(self, request: Request | None, *, applicant: bool, concerned: bool) -> None:
        own, others = list[Person](), list[Person]()
        if request:
            (own if applicant else others).append(request.applicant)
        if request and request.on_behalf_of:
            (own if concerned else others).append(request.on_behalf_of)
        self.own = frozenset(value for person in own for value in _identifying(person))
        """The numbers and addresses of the person, which they see."""
        known = {value for person in others for value in _identifying(person)} - self.own
        self._others = [_in_any_spelling(value) for value in sorted(known, key=len, reverse=True)]

    def text(self, text: str) -> str:
        """A text without numbers and addresses of others, those that the case knows in any spelling."""
        for pattern in self._others:
            text = pattern.sub(lambda found: masked(found[0]), text)
        return mask_in_text(_GROUPED.sub(self._unless_own, text), self.own)

    def _hidden(self, name: str, value: Any) -> Any:
        """A field of another person."""
        if name == "as_written":
            return {field: mask_id(text) for field, text in value.items()}
        shown = name not in IDENTIFYING or value in self.own or "*" in value
        return value if shown else masked(value)

    def _unless_own(self, found: "re.Match[str]") -> str:
        number = without_separators(ascii_digits(found[0]))
        return found[0] if number in self.own else mask_id(number)

    def value(self, value: Any, name: str = "") -> Any:
        """A value of JSON with its texts masked; names of things stay."""
        if isinstance(value, dict):
            return {key: self.value(each, key) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each, name) for each in value]
        if isinstance(value, int) and len(str(value)) >= _LEAST_DIGITS:
            return self.text(str(value))
        kept = not isinstance(value, str) or name in NAMES or is_media_with_hash(value)
        return value if kept else self.text(value)

    def recipient(self, address: str) -> str:
        """The address a notice went to."""
        return address if address in self.own else masked(address)

    def request(self, request: Request, *, applicant: bool, concerned: bool) -> dict[str, Any]:
        """A request, with what identifies others masked wherever it stands."""
        data = self.value(request.model_dump(mode="json", exclude_none=True))
        for part, own in (("applicant", applicant), ("on_behalf_of", concerned)):
            if part in data and not own:
                data[part] = {name: self._hidden(name, each) for name, each in data[part].items()}
        return dict(data)


def masked(value: str) -> str:
    """A number or an address as others may see it."""
    if "@" in value:
        return mask_email(value)
    return "+" + mask_id(value[1:]) if value.startswith("+") else mask_id(value)


def _identifying(person: Person) -> Iterable[str]:
    fields = person.model_dump(mode="json", exclude_none=True)
    yield from (ascii_digits(str(value)) for name, value in fields.items() if name in IDENTIFYING)
    yield from person.as_written.values()


def _in_any_spelling(value: str) -> "re.Pattern[str]":
    """The pattern of a number or an address however it is grouped, in digits of any script and letters of any case."""
    signs = (_of_any_script(sign) for sign in re.sub(r"[\s-]", "", value))
    return re.compile(r"(?<!\w)" + r"[\s\-]*".join(signs) + r"(?!\w)", re.IGNORECASE)


def _of_any_script(sign: str) -> str:
    digit = int(sign) if sign.isascii() and sign.isdigit() else None
    return re.escape(sign) if digit is None else f"[{digit}{chr(0x660 + digit)}{chr(0x6F0 + digit)}]"
