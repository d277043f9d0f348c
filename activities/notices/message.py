"""An outgoing message, the interface of a sender, and the two kinds of failure: transient and permanent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from models.keys.parts import Place


@dataclass(frozen=True)
class RoundupEntry:
    """What a roundup says of one case, and the place to which it is bound when it is sealed."""

    place: Place
    text: str


@dataclass(frozen=True)
class Outgoing:
    """One message, the same on every try under its key. `at` is when the notice was made, not when it is sent.

    `tried_at` alone is of the try: when it began by Temporal's clock, as a worker's own may be wrong.
    """

    key: str
    reference: str
    recipients: tuple[str, ...]
    subject: str
    body: str
    at: datetime
    tried_at: datetime
    documents: tuple[str, ...] = ()
    """The codes of what is asked for and has not arrived."""
    entries: tuple[RoundupEntry, ...] = ()
    """Of a roundup: what its body says of each case."""
    to: tuple[str, ...] = ()
    """Which of the recipients this copy goes to; to all when it names none. Not part of its bytes."""

    @property
    def envelope(self) -> tuple[str, ...]:
        """Whom this copy is handed over for."""
        return self.to or self.recipients


class DeliveryFailure(Exception):
    """A message was not sent. `code` says why and repeats nothing of it: it stands in histories, logs and lists."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TransientFailure(DeliveryFailure):
    """A later try may succeed; not before `retry_after`, when the gateway asked for a pause.

    `concerns_all`: any other recipient would meet the same.
    """

    def __init__(self, code: str, retry_after: timedelta | None = None, *, concerns_all: bool = False) -> None:
        self.retry_after = retry_after
        self.concerns_all = concerns_all
        super().__init__(code)


class NotYet(TransientFailure):
    """It is not time yet, or another try is at it: no failure of any channel."""


class PermanentFailure(DeliveryFailure):
    """No try will succeed with these bytes."""


class Sender(Protocol):
    """A sender of one channel."""

    def send(self, message: Outgoing) -> None:
        """Send a message, at least once. Raises TransientFailure or PermanentFailure.

        Never the library's own error: its text quotes addresses.
        """
