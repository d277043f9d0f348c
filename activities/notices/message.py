"""A message on its way out of the house, and the two ways in which it can fail to leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """One message: the same for its key on every try. `at` is when the notice was made, not when it is sent."""

    key: str
    reference: str
    recipients: tuple[str, ...]
    subject: str
    body: str
    at: datetime


class DeliveryFailure(Exception):
    """A message did not go out. `code` says why without a word of it: it ends up in histories, logs and lists."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TransientFailure(DeliveryFailure):
    """Worth another try, not before `retry_after` when the far side named a pause."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(code)


class PermanentFailure(DeliveryFailure):
    """No try will succeed with these bytes."""


class Sender(Protocol):
    """What every channel can do."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over, at least once. Raises TransientFailure or PermanentFailure, never the library's own
        error: its text quotes addresses."""
