"""The activity that sends one-time codes: to the mobile on record, else to the e-mail address, in the same way.

A code that holds is sent again, so that nobody can make another's code useless by asking for a new one. Another try of
a sending has the same code, and the same bytes under the same key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Interval, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.notices.addressing import ADDRESS_FIELD
from activities.notices.message import DeliveryFailure, Outgoing, Sender, TransientFailure
from activities.one_time_codes.words import said
from activities.records.store import Records, translated_errors
from models.codes import Channel
from models.notices.key import code_key
from models.one_time_codes.code import (
    BETWEEN,
    HOLDS,
    MOST_A_DAY,
    MOST_TRIES,
    SENT_AGAIN,
    one_time_code,
    one_time_hash,
)
from models.packs.pack import Pack
from models.tables import CaseTable, OneTimeCodeTable, RequestTable
from workflows.one_time_codes.ports import SEND_ONE_TIME_CODE, SendCode

_DAY = timedelta(days=1)
_FIND = (
    select(col(RequestTable.received), col(CaseTable.pack))
    .join(CaseTable, col(CaseTable.reference) == RequestTable.reference)
    .where(col(RequestTable.reference) == bindparam("reference"))
)
_OF_CASE = col(OneTimeCodeTable.reference) == bindparam("reference")
_HOLDING = (
    select(
        col(OneTimeCodeTable.sending),
        col(OneTimeCodeTable.last_sending),
        col(OneTimeCodeTable.sent),
        (func.now() - col(OneTimeCodeTable.sent_at)).label("since"),
    )
    .where(
        _OF_CASE,
        col(OneTimeCodeTable.until) > func.now(),
        col(OneTimeCodeTable.used_at).is_(None),
        col(OneTimeCodeTable.tries) < MOST_TRIES,
    )
    .order_by(col(OneTimeCodeTable.made_at).desc())
    .limit(1)
)
_TODAY = select(func.count().label("codes")).where(
    _OF_CASE, col(OneTimeCodeTable.made_at) > func.now() - bindparam("day", type_=Interval)
)
_PUT = (
    insert(OneTimeCodeTable)
    .values(until=func.now() + bindparam("holds", type_=Interval), sent=1)
    .on_conflict_do_nothing()
)
_AGAIN = (
    update(OneTimeCodeTable)
    .where(col(OneTimeCodeTable.sending) == bindparam("of_sending"))
    .values(last_sending=bindparam("by"), sent=col(OneTimeCodeTable.sent) + 1, sent_at=func.now())
)
_MARK = (
    update(OneTimeCodeTable)
    .where(col(OneTimeCodeTable.sending) == bindparam("of_sending"))
    .values(channel=bindparam("by_channel"), error=bindparam("failed"))
)


@dataclass(frozen=True)
class CodeWork:
    """What workers do about one-time codes. Run in the threads of notices."""

    records: Records
    packs: Mapping[str, Pack]
    senders: Mapping[Channel, Sender]
    mailbox: Sender

    @activity.defn(name=SEND_ONE_TIME_CODE, no_thread_cancel_exception=True)
    def send_one_time_code(self, order: SendCode) -> None:
        """Send a code, if there is such a request and it has an address. Fails with `code_not_sent`."""
        run = activity.info().workflow_run_id or ""
        found = next(iter(self.records.all(_FIND, {"reference": order.reference})), None)
        received = self.records.opened_json(found.received) if found else None
        secret = self._secret(order.reference) if received else None
        if found is None or received is None or secret is None or found.pack not in self.packs:
            return
        applicant = received["applicant"]
        if (channel := self._channel(applicant)) and (sending := self._sending(order.reference, secret, run)):
            code = one_time_code(secret, order.reference, sending)
            language = order.language or received.get("lang", "")
            subject, body = said(self.packs[found.pack], channel, language, order.reference, code)
            to = (applicant[ADDRESS_FIELD[channel]],)
            self._send(sending, channel, _message(order.reference, run, to, subject, body))

    def _secret(self, reference: str) -> bytes | None:
        """What codes of a case follow from; nothing of one that was erased."""
        sealer = self.records.sealer
        if sealer is None:
            return self.records.index_key.encode()
        with translated_errors():
            key = sealer.key or sealer.keys.on_record(reference)
        return key.nonce_secret if key else None

    def _channel(self, applicant: Mapping[str, Any]) -> Channel | None:
        """The channel by which the person is reached: one with a gateway goes before the mailbox folder."""
        known = [each for each in (Channel.SMS, Channel.EMAIL) if applicant.get(ADDRESS_FIELD[each])]
        with_gateway = [each for each in known if self.senders[each] != self.mailbox]
        return next(iter((*with_gateway, *known)), None)

    def _sending(self, reference: str, secret: bytes, run: str) -> str | None:
        """The sending whose code this one brings: that of a code which holds, or its own; none beyond the limits."""
        about = {"reference": reference}
        holding = next(iter(self.records.all(_HOLDING, about)), None)
        if holding is None:
            return self._made(reference, secret, run)
        if holding.last_sending == run:
            return str(holding.sending)
        if holding.sent > SENT_AGAIN or holding.since < BETWEEN:
            return None
        self.records.execute(_AGAIN, {"of_sending": holding.sending, "by": run})
        return str(holding.sending)

    def _made(self, reference: str, secret: bytes, run: str) -> str | None:
        """A new code on record."""
        if self.records.one(_TODAY, {"reference": reference, "day": _DAY}).codes >= MOST_A_DAY:
            return None
        kept = one_time_hash(self.records.index_key, reference, one_time_code(secret, reference, run))
        row = {"sending": run, "last_sending": run, "reference": reference, "hash": kept, "holds": HOLDS}
        self.records.execute(_PUT, row)
        return run

    def _send(self, sending: str, channel: Channel, message: Outgoing) -> None:
        try:
            self.senders[channel].send(message)
        except DeliveryFailure as failure:
            self.records.execute(_MARK, {"of_sending": sending, "by_channel": channel, "failed": failure.code})
            retried = isinstance(failure, TransientFailure)
            raise ApplicationError(failure.code, type="code_not_sent", non_retryable=not retried) from None
        self.records.execute(_MARK, {"of_sending": sending, "by_channel": channel, "failed": None})


def _message(reference: str, run: str, to: tuple[str, ...], subject: str, body: str) -> Outgoing:
    """The message, the same on every try: the instants are of the run."""
    begun = activity.info().scheduled_time.astimezone(UTC)
    key, tried = code_key(reference, run), activity.info().started_time
    return Outgoing(key, reference, to, subject, body, at=_whole_second(begun), tried_at=tried)


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
