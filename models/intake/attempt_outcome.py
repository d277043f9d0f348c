"""How an earlier try in an e-service ended."""

from enum import StrEnum

from models.intake.code_words import as_code


class AttemptOutcome(StrEnum):
    """How the earlier try in the e-service ended; `none` says there was no try (domain §1, S27)."""

    PLATFORM_ERROR = "platform_error"
    STUCK_PENDING = "stuck_pending"
    NOT_AVAILABLE_ONLINE = "not_available_online"
    NONE = "none"
    UNREADABLE = "unreadable"
    """Nobody knows how it ended, or whether there was one."""


def outcome_code(written: str) -> str | None:
    """The outcome that a text writes out: «Platform-Error»; None when it is none."""
    code = as_code(written)
    return code if code in set(AttemptOutcome) else None
