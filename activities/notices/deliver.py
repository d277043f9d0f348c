"""Delivery of notices: fixed in the records at the first try, sent with the same key and bytes on every try.

A crash between the sending and its mark is the only way a message can go out twice, and then under the same key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.notices import addressing
from activities.notices.message import DeliveryFailure, Outgoing, PermanentFailure, Sender, TransientFailure
from activities.notices.rendering import NoText, render
from activities.records.attention import call_attention
from activities.records.store import Records
from models.case.state import Notice
from models.codes import AttentionKind, Audience, Channel
from models.notices.sms import sms_problems
from models.packs.pack import Pack
from workflows.ports import CaseActivity, Delivered, DeliverNotice

TRANSIENT = "notice_transient"
"""Error type: another try may succeed."""
PERMANENT = "notice_permanent"
"""Error type: no try will."""

_FIND = """
SELECT r.received, n.recipients, n.subject, n.body, n.status
FROM (VALUES (%(reference)s)) AS asked (reference)
LEFT JOIN request r ON r.reference = asked.reference
LEFT JOIN notice n ON n.key = %(key)s
"""
_FIX = """
INSERT INTO notice
    (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts, created_at)
VALUES (%(key)s, %(reference)s, %(seq)s, %(audience)s, %(channel)s, %(template)s, %(recipients)s, %(subject)s,
        %(body)s, 'pending', 0, %(created_at)s)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING recipients, subject, body, status
"""
_MARK_SENT = """
UPDATE notice SET status = 'sent', attempts = attempts + 1, sent_at = %(at)s, error = NULL WHERE key = %(key)s
RETURNING key
"""
_MARK_TRIED = """
UPDATE notice SET attempts = attempts + 1, error = %(error)s WHERE key = %(key)s AND status <> 'sent' RETURNING key
"""


@dataclass(frozen=True)
class NoticeWork:
    """Deliveries. `mailbox` takes what is for staff without an address. Plain functions, run in a pool of threads."""

    records: Records
    packs: Mapping[str, Pack]
    senders: Mapping[Channel, Sender]
    mailbox: Sender

    @activity.defn(name=CaseActivity.DELIVER, no_thread_cancel_exception=True)
    def deliver(self, order: DeliverNotice) -> Delivered:
        """Send one notice, unless it is marked as sent. Fails with `notice_transient` or `notice_permanent`."""
        key, at = order.notice.key, activity.info().current_attempt_scheduled_time
        try:
            fixed = self._fixed(order, at)
            if fixed.status != "sent":
                self._send(order, fixed, at)
        except DeliveryFailure as failure:
            self.records.all(_MARK_TRIED, {"key": key, "error": failure.code})
            raise _told(failure) from None
        return Delivered(key=key)

    def _fixed(self, order: DeliverNotice, at: datetime) -> Any:
        """The row of the notice as its first try fixed it, whatever pack, staff and request say now."""
        found = self.records.one(_FIND, {"reference": order.reference, "key": order.notice.key})
        return found if found.status else self.records.one(_FIX, self._draft(order, found.received, at))

    def _draft(self, order: DeliverNotice, received: Mapping[str, Any] | None, at: datetime) -> dict[str, Any]:
        notice = order.notice
        if notice.audience is not Audience.BENEFICIARY:
            to = addressing.staff(self.records, notice, at)
        elif received:
            to = addressing.beneficiary(received, notice.channel, order.language)
        else:
            raise TransientFailure("request_not_recorded")
        try:
            text = render(self._pack(order.pack), order, to.language)
        except NoText:
            raise TransientFailure("text_missing") from None  # an edited pack may bring it back
        return {
            **notice.model_dump(include={"key", "seq", "audience", "channel", "template", "created_at"}),
            "reference": order.reference,
            "recipients": json.dumps(to.recipients),
            "subject": text.subject,
            "body": text.body.encode(),
        }

    def _pack(self, name: str) -> Pack:
        if name not in self.packs:
            raise TransientFailure("pack_missing")
        return self.packs[name]

    def _send(self, order: DeliverNotice, fixed: Any, at: datetime) -> None:
        notice = order.notice
        message = Outgoing(
            key=notice.key,
            reference=order.reference,
            recipients=tuple(fixed.recipients),
            subject=fixed.subject,
            body=bytes(fixed.body).decode(),
            at=notice.created_at,
        )
        if notice.channel is Channel.SMS and (problems := sms_problems(message.body)):
            raise PermanentFailure(f"sms_with_{problems[0]}")
        self._way(notice, message).send(message)
        if not addressing.addressed(message.recipients, notice.channel) and notice.audience is not Audience.BENEFICIARY:
            call_attention(self.records, AttentionKind.NOTICE_UNADDRESSED, order.reference, notice.key, at)
        self.records.all(_MARK_SENT, {"key": notice.key, "at": at})

    def _way(self, notice: Notice, message: Outgoing) -> Sender:
        """The channel; without an address of it a beneficiary is reached in the portal, staff by the mailbox folder."""
        if addressing.addressed(message.recipients, notice.channel):
            return self.senders[notice.channel]
        return self.senders[Channel.PORTAL] if notice.audience is Audience.BENEFICIARY else self.mailbox


def _told(failure: DeliveryFailure) -> ApplicationError:
    """The failure as the workflow sees it: a code, and whether and when to try again."""
    if isinstance(failure, TransientFailure):
        return ApplicationError(
            failure.code,
            type=TRANSIENT,
            next_retry_delay=failure.retry_after,
            category=ApplicationErrorCategory.BENIGN,
        )
    return ApplicationError(failure.code, type=PERMANENT, non_retryable=True)
