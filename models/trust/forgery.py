"""Why a message is not authentic."""

from enum import StrEnum


class Forgery(StrEnum):
    """Why a message is not authentic."""

    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    BAD_TOKEN = "bad_token"  # noqa: S105
    """The token is of no issuer on the list, has run out, or is of another key."""
    REVOKED = "revoked"
    NOT_STAFF = "not_staff"
    OTHER_ACTOR = "other_actor"
    """The message names another person, role, team or absence than the list has for the signer."""
    OTHER_CHANNEL = "other_channel"
    """A channel speaks of a case that is not its own, or for somebody who is no beneficiary."""


OF_AN_OLD_LIST = frozenset({Forgery.UNKNOWN_KEY, Forgery.NOT_STAFF, Forgery.OTHER_ACTOR, Forgery.BAD_TOKEN})
"""What a newer list may see otherwise: somebody was taken on, or somebody's absence began, just now."""
