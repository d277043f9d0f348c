"""How the people of a domain are written to: languages and dates."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.base import Frozen
from models.language import LANGUAGE

LanguageCode = Annotated[str, Field(pattern=f"^{LANGUAGE}$")]


class DateSystem(StrEnum):
    """A calendar in which dates are told to people."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


class DateStyle(Frozen):
    """How dates are written in notices."""

    calendars: tuple[DateSystem, ...] = (DateSystem.GREGORIAN, DateSystem.HIJRI)
    """One, or both side by side."""
    formats: dict[LanguageCode, str] = Field(default_factory=dict)
    """The Gregorian date by language, as a pattern of CLDR: `d MMMM y`."""
    sms: str = "yyyy/MM/dd"
    """The same in a text message, of any language."""
