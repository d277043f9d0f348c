"""Of which events beneficiaries are told, and so the systems that speak for them."""

TOLD = (
    *("opened", "imported", "asked", "replied", "reopened", "withdrawn", "resolved", "merged", "closed", "rated"),
    *("interim_replied", "reply_final", "reminder_given", "appealed", "appeal_concluded", "split_off"),
)
"""The types of events that beneficiaries are told of; of a reply that can be recalled, only that it went out."""
