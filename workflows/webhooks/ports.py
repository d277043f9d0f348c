"""The ports of the deliveries to a subscriber: how the workflow is spoken to, and what it asks of the activity."""

from pydantic import Field

from models.base import Wire

WEBHOOK_WORKFLOW = "WebhookWorkflow"
"""The type of the workflow that has events delivered to one subscriber."""
WAKE = "wake"
"""The signal that says that something is to be delivered."""
DELIVER_WEBHOOKS = "deliver_webhooks"
"""The name of the activity."""


class DeliverRound(Wire):
    """Asks for one round of deliveries: at most so many, of each case the oldest alone."""

    in_clear = True

    subscriber: str = ""
    most: int = 0


class RoundDone(Wire):
    """What came of a round."""

    in_clear = True

    sent: int = 0
    away: bool = False
    """Whether the subscriber took nothing, for a reason that would hold for anything else too."""
    pause: float = Field(0.0, allow_inf_nan=False)
    """Seconds for which the subscriber asked to be left alone."""
    next_in: float | None = Field(None, allow_inf_nan=False)
    """Seconds until the next delivery is due; none: nothing waits."""


class SendingPace(Wire):
    """How a subscriber is treated for now."""

    in_clear = True

    away: int = 0
    """How many rounds one after another found it away."""
    wait: float = Field(0.0, allow_inf_nan=False)
    """Seconds before the next round, whatever falls due."""


def webhooks_id(subscriber: str) -> str:
    """The workflow id of the deliveries to a subscriber: there is one at a time."""
    return f"webhooks-{subscriber}"


def subscriber_in(workflow_id: str) -> str:
    """The subscriber of a workflow id."""
    return workflow_id.removeprefix("webhooks-")
