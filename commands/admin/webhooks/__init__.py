"""The commands of webhooks: who is told of events, what they were told, and telling it again."""

from commands.admin.webhooks import deliveries, subscribing
from commands.admin.webhooks.group import app

__all__ = ["app", "deliveries", "subscribing"]
