"""Webhooks: what a subscriber may see, and what became of a delivery."""

from models.codes.code import Code


class WebhookScope(Code):
    """What a subscriber may see."""

    BENEFICIARY = "beneficiary"
    """The events that beneficiaries are told of, and what they are shown of a case."""
    STAFF = "staff"
    """Every event, with stage, team and role too: for systems of the directorate itself."""


class DeliveryStatus(Code):
    """What became of the delivery of an event to a subscriber."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    """It was given up: nobody tries it again unless somebody has it replayed."""
