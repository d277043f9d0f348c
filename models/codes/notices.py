"""To whom and by what notices go, and what became of them."""

from models.codes.code import Code


class Audience(Code):
    """Who a notice is for. `role` audiences are people found in the staff records when it is sent."""

    BENEFICIARY = "beneficiary"
    ASSIGNEE = "assignee"
    ESCALATION = "escalation"
    TEAM = "team"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    THIRD_PARTY = "third_party"
    """An authority or a vendor that owes an answer, at the contact that the pack has of it."""


class Channel(Code):
    """The ways to send a notice."""

    EMAIL = "email"
    SMS = "sms"
    PORTAL = "portal"


class NoticeStatus(Code):
    """Whether a notice went out."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


TAKEN = "taken"
"""The outcome of a recipient for whom the relay has a mail; any other one is the code of a refusal for good."""
