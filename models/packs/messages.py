"""What a pack says to people: the messages of its notices, the roundups, and what their texts may name."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from models.base import Frozen
from models.codes import Channel
from models.language import Text
from models.packs.writing import LanguageCode
from models.policy import RoundupRule

PLACEHOLDERS = frozenset(
    (
        *("reference", "service", "due_date", "days", "documents", "reply", "outcome", "team", "rung", "path"),
        *("linked", "error_code"),
    )
)
"""What the text of a notice may name; the values come from the case, its service and the pack. `linked` is the other
case of a request that was split, `error_code` that of a fault."""
OF_STAFF = frozenset(("subject", "person", "promise", "since", "due_time", "lateness", "done", "to_do", "link"))
"""What a notice to staff may name besides."""
IN_WORDS_OF_THE_SYSTEM = frozenset(("promise", "since", "due_time", "lateness", "done"))
"""What the system has words for in its own languages alone."""
IN_SMS = frozenset({"reference", "due_date", "path", "linked"})
"""What an SMS may name: nothing about a service, a third person or a restriction (domain §5.1)."""

PluralCategory = Literal["zero", "one", "two", "few", "many", "other"]
Count = dict[LanguageCode, dict[PluralCategory, str]]
"""How a counted thing is said in each language, by CLDR plural category; `{n}` is the number (domain §5.4).

The placeholder of a message that has the count's name is filled with this phrase."""


class Sms(Text):
    """A text message, and how many parts of 70 or 67 Arabic characters it may take."""

    parts: Annotated[int, Field(ge=1, le=4)] = 2


class Message(Frozen):
    """A notice: the text message, subject and body for e-mail and portal, and what stands of it in a roundup."""

    sms: Sms | None = None
    subject: Text | None = None
    body: Text | None = None
    entry: Text | None = None
    """What a roundup says in its place."""

    def texts_for(self, channel: Channel) -> tuple[Text | None, ...]:
        """The texts a channel needs; None stands for one that is not written."""
        return (self.sms,) if channel is Channel.SMS else (self.subject, self.body)


ENTRIES = "{entries}"
"""Where the entries of a roundup stand in its body."""
NUMBER = "number"
"""The placeholder of how many there are."""


class Roundup(Frozen):
    """A mail to one of staff about several cases: when it goes, and what stands around its entries."""

    when: RoundupRule
    wait: timedelta = timedelta(minutes=1)
    """How long after its time it waits for what is on its way."""
    subject: Text
    body: Text
    """It names `{entries}` in a line of its own; `{number}` is how many there are."""
