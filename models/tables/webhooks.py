"""Subscribers of webhooks, and what they were or are to be told."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlmodel import Field

from models.codes import DeliveryStatus, WebhookScope
from models.tables.base import KEY, RecordsTable, one_of


class WebhookSubscriberTable(RecordsTable, table=True):
    """Who is told of events, and of which. A removed one stays, for its log."""

    __tablename__ = "webhook_subscriber"
    __table_args__ = (one_of("scope", WebhookScope),)

    name: str = Field(primary_key=True, sa_type=KEY)
    url: str
    secrets: tuple[str, ...]
    """The names of the secrets that sign; the secrets are with the workers alone."""
    scope: WebhookScope
    types: tuple[str, ...]
    """None: all."""
    pack: str | None = None
    channels: tuple[str, ...]
    """None: all."""
    added_by: str
    added_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    stopped_at: datetime | None = None
    """Since when nothing is sent to it: it said that it is gone."""
    removed_at: datetime | None = None


class WebhookDeliveryTable(RecordsTable, table=True):
    """An event for a subscriber, lined up in the transaction that puts the event on record. It holds codes only."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        one_of("status", DeliveryStatus),
        Index(
            "webhook_delivery_pending",
            "subscriber",
            "attempts",
            "next_at",
            postgresql_where=text(f"status = '{DeliveryStatus.PENDING}'"),
        ),
        Index("webhook_delivery_lined_up", "subscriber", "lined_up_at"),
    )

    subscriber: str = Field(primary_key=True, sa_type=KEY, foreign_key="webhook_subscriber.name")
    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str
    """The id of the event, the same at every try and to every subscriber."""
    type: str
    at: datetime
    body: str | None = None
    """The bytes, fixed at the first try."""
    status: DeliveryStatus = Field(
        default=DeliveryStatus.PENDING, sa_type=String, sa_column_kwargs={"server_default": "pending"}
    )
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    lined_up_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    next_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    """When it is tried next, or again should who took it have died."""
    first_tried_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    """Of the last try that failed: a code."""
