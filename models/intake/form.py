"""What a pack takes from outside: the languages, kinds of identity and telephone numbers of its requests."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field

from models.base import Frozen
from models.intake.identity import ID_KINDS, IdKind
from models.language import LANGUAGES


class KnownBy(StrEnum):
    """What a reporter may be known by."""

    IDENTITY = "identity"
    """A number of one of the pack's kinds."""
    EMAIL = "email"
    MOBILE = "mobile"
    NOTHING = "nothing"
    """Nobody knows who they are: only the reference leads them back to their request."""


class IntakeForm(Frozen):
    """What a request from outside may say, by its pack."""

    languages: tuple[str, ...] = LANGUAGES
    id_kinds: dict[str, IdKind] = Field(default_factory=lambda: dict(ID_KINDS))
    known_by: tuple[KnownBy, ...] = (KnownBy.IDENTITY,)
    country: str = "SA"
    """The country of telephone numbers that name none, by its two letters (ISO 3166)."""

    @property
    def needs_number(self) -> bool:
        """Whether nobody files without a number of theirs."""
        return self.known_by == (KnownBy.IDENTITY,)

    @classmethod
    def of_channel(cls, channel: object, forms: Mapping[str, Self] | None) -> "IntakeForm":
        """The form of a request from this channel; the usual one where no pack takes it."""
        found = forms.get(channel) if forms and isinstance(channel, str) else None
        return found or USUAL


USUAL = IntakeForm()
"""The form of a pack that says nothing of it."""
