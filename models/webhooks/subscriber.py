"""A subscriber: a system that is told of events, and of which."""

import re
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from models.base import Frozen
from models.case.events import Body
from models.codes import WebhookScope
from models.validation import Pattern
from models.webhooks.told import TOLD

NAME = r"[a-z][a-z0-9-]{0,39}"
"""How subscribers and secrets are named."""
LONGEST_ADDRESS = 2_000
MOST_SECRETS = 5

EVENT_TYPES = tuple(kind.model_fields["type"].default for kind in get_args(get_args(Body)[0]))
"""The types of all events, in the order of their classes."""
_CHANNEL = re.compile(r"[A-Za-z0-9._-]{1,64}")


def is_name(text: str) -> bool:
    """Whether a subscriber or a secret may have a name."""
    return re.fullmatch(NAME, text) is not None


def _known_type(given: str) -> str:
    if given not in EVENT_TYPES:
        raise ValueError(f"«{given}» is no type of event")
    return given


def _written_as_channel(given: str) -> str:
    if not _CHANNEL.fullmatch(given):
        raise ValueError(f"«{given}» is no channel")
    return given


Name = Annotated[str, Pattern(f"^{NAME}$", "must be a small letter, then letters, digits and dashes, 40 at most")]
EventType = Annotated[str, AfterValidator(_known_type)]
ChannelName = Annotated[str, AfterValidator(_written_as_channel)]


class Subscriber(Frozen):
    """A system that is told of events, as an administrator says it. Of what is left empty, all."""

    name: Name
    url: str = Field(max_length=LONGEST_ADDRESS)
    secrets: tuple[Name, ...] = Field(min_length=1, max_length=MOST_SECRETS)
    """The names of the secrets that sign, each with a signature of its own."""
    scope: WebhookScope = WebhookScope.BENEFICIARY
    types: tuple[EventType, ...] = ()
    pack: str | None = None
    channels: tuple[ChannelName, ...] = ()
    """Only of requests that came by these."""

    @model_validator(mode="after")
    def _sees_what_it_asks_for(self) -> Self:
        hidden = sorted({*self.types} - {*TOLD}) if self.scope is WebhookScope.BENEFICIARY else []
        if hidden:
            raise ValueError(f"beneficiaries are not told of {', '.join(hidden)}")
        return self

    @property
    def types_told(self) -> tuple[str, ...]:
        """The types it is told of; none: of all."""
        return self.types or (TOLD if self.scope is WebhookScope.BENEFICIARY else ())
