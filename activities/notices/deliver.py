"""Delivery of notices: fixed in the records at the first try, sent with the same key and bytes on every try.

A mail to several people goes to each by itself, and what became of each is marked at once: a later try goes to the
rest. Only a crash, or a lost answer, between the sending and its mark can make a message go out twice to one of them,
and then under the same key and with the same bytes: SMTP has no way to ask the relay whether it has a message.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.in_force import VersionsRead
from activities.notices import addressing
from activities.notices.about import about
from activities.notices.message import (
    DeliveryFailure,
    NotYet,
    Outgoing,
    PermanentFailure,
    Sender,
    TransientFailure,
)
from activities.notices.rendering import NoText, render_in
from activities.notices.roundups import Roundups, Telling
from activities.records.attention import call_attention
from activities.records.sealed_notice import NoticeText, kept_message, message_in
from activities.records.store import Records, translated_errors
from models.case.state import Notice
from models.codes import TAKEN, AttentionKind, Audience, Channel, NoticeStatus
from models.keys.parts import PartKind, Place, read_part
from models.notices.digest import NoticeOnRecord
from models.notices.sms import sms_problems
from models.packs.pack import Pack
from models.tables import NoticeTable, RequestTable
from workflows.notices.ports import DELIVER_TOGETHER, DeliveredTogether, DeliverTogether
from workflows.ports import CaseActivity, Delivered, DeliverNotice

TRANSIENT = "notice_transient"
"""Error type: another try may succeed."""
PERMANENT = "notice_permanent"
"""Error type: no try will."""

_SHARED_COLUMNS = set(Notice.model_fields) & set(NoticeTable.model_fields)
"""The columns that a notice has as fields of the same name."""
_AS_FIXED = (
    col(NoticeTable.recipients),
    col(NoticeTable.outcomes),
    col(NoticeTable.subject),
    col(NoticeTable.body),
    col(NoticeTable.status),
    col(NoticeTable.template),
    col(NoticeTable.created_at),
)

_WANTED = select(bindparam("reference", type_=String).label("reference")).subquery("wanted")
_FIND = (
    select(col(RequestTable.received), *_AS_FIXED)
    .select_from(_WANTED)
    .outerjoin(RequestTable, col(RequestTable.reference) == _WANTED.c.reference)
    .outerjoin(NoticeTable, col(NoticeTable.key) == bindparam("key"))
)
"""The request and the notice, whichever of the two are on record: always one row."""
_NEW = insert(NoticeTable)
_FIX = _NEW.on_conflict_do_update(
    index_elements=[col(NoticeTable.key)],
    set_={"key": _NEW.excluded.key},  # returns the row of another try, and changes nothing in it
).returning(*_AS_FIXED)
_FIXED_ANEW = ("template", "recipients", "subject", "body", "created_at", "outcomes")
_FIX_ANEW = _NEW.on_conflict_do_update(
    index_elements=[col(NoticeTable.key)],
    set_={name: _NEW.excluded[name] for name in _FIXED_ANEW},
).returning(*_AS_FIXED)

_TRIED = (
    update(NoticeTable)
    .where(col(NoticeTable.key) == bindparam("of_key"))
    .values(attempts=col(NoticeTable.attempts) + 1)
)
_MARK_SENT = _TRIED.values(status=NoticeStatus.SENT, sent_at=bindparam("now"), error=None)
_MARK_RECIPIENT = (
    update(NoticeTable)
    .where(col(NoticeTable.key) == bindparam("of_key"))
    .values(outcomes=col(NoticeTable.outcomes).concat(bindparam("outcome", type_=JSONB)))
)
_MARK_TRIED = _TRIED.values(error=bindparam("code")).where(col(NoticeTable.status) != NoticeStatus.SENT)


class SaidNotice(NamedTuple):
    """What a notice says, to whom, and in which language; empty: the first of its pack."""

    language: str
    message: NoticeText


@dataclass(frozen=True)
class NoticeWork:
    """The activity that delivers notices, run in threads. `mailbox` takes those for staff without an address."""

    records: Records
    packs: Mapping[str, Pack]
    senders: Mapping[Channel, Sender]
    mailbox: Sender
    _versions: VersionsRead = field(default_factory=VersionsRead)

    @cached_property
    def _roundups(self) -> Roundups:
        return Roundups(self.records, self.senders[Channel.EMAIL])

    @activity.defn(name=CaseActivity.DELIVER, no_thread_cancel_exception=True)
    def deliver(self, order: DeliverNotice) -> Delivered:
        """Send one notice, unless it is marked as sent. Fails with `notice_transient` or `notice_permanent`."""
        key, at = order.notice.key, activity.info().current_attempt_scheduled_time
        try:
            fixed = self._fixed_row(order, at)
            if fixed.status != NoticeStatus.SENT:
                self._send(order, fixed, at)
        except NotYet as early:
            raise _application_error(early) from None
        except DeliveryFailure as failure:
            self.records.execute(_MARK_TRIED, {"of_key": key, "code": failure.code})
            raise _application_error(failure) from None
        return Delivered(key=key, at=at, digest=_on_record(order.notice, fixed).digest)

    @activity.defn(name=DELIVER_TOGETHER, no_thread_cancel_exception=True)
    def deliver_together(self, order: DeliverTogether) -> DeliveredTogether:
        """Try each of some notices once, unless it is marked as sent; what fails is tried again by itself."""
        receipts = list[Delivered]()
        for each in order.each():
            with suppress(ApplicationError):
                receipts.append(self.deliver(each))
        return DeliveredTogether(receipts=tuple(receipts))

    def _fixed_row(self, order: DeliverNotice, at: datetime) -> Any:
        """The row of the notice as its first try fixed it, whatever has changed in pack, staff and request since."""
        found = self.records.one(_FIND, {"reference": order.reference, "key": order.notice.key})
        if not found.status:
            return self._fix(_FIX, order, found.received, at)
        if found.status != NoticeStatus.SENT and not _is_of(order.notice, found):
            return self._fix(_FIX_ANEW, order, found.received, at)
        return found

    def foretold(self, order: DeliverNotice, at: datetime) -> "SaidNotice":
        """What would be said by a notice at an instant, and to whom. Raises DeliveryFailure where it could not be."""
        found = self.records.one(_FIND, {"reference": order.reference, "key": order.notice.key})
        pack, telling = self._telling(order, self.records.opened_json(found.received), at)
        said = SaidNotice(telling.languages[0], self._text(order, pack, telling))
        _check_sms(order.notice, said.message.body)
        return said

    def _fix(self, statement: Any, order: DeliverNotice, received: Any, at: datetime) -> Any:
        """Fix a notice, and what is said of it in a roundup, together."""
        pack, telling = self._telling(order, self.records.opened_json(received), at)
        draft = self._draft(order, self._text(order, pack, telling))
        if not self._is_told_together(order, pack, telling):
            return self.records.one(statement, draft)
        with self.records.in_turn(order.reference) as records:
            fixed = records.one(statement, draft)
            self._roundups.put_down(records, order, pack, telling, anew=statement is _FIX_ANEW)
        return fixed

    def _is_told_together(self, order: DeliverNotice, pack: Pack, telling: Telling) -> bool:
        """Whether a notice is told in a roundup: its pack has it, and everybody has an address."""
        notice, message = order.notice, pack.messages.get(order.notice.template)
        has_text = notice.roundup in pack.roundups and message is not None and message.entry is not None
        return has_text and addressing.are_addresses(telling.recipients, notice.channel)

    def _telling(self, order: DeliverNotice, received: Mapping[str, Any] | None, at: datetime) -> tuple[Pack, Telling]:
        """To whom a notice goes, and what it is about, with the pack that has its words."""
        notice, pack = order.notice, None
        if notice.audience is Audience.THIRD_PARTY:
            pack = self._pack(order, at)
            to = addressing.third_party(pack, notice.team or "")
        elif notice.audience is not Audience.BENEFICIARY:
            to = addressing.staff(self.records, notice, at, order.pack)
        elif received:
            account = addressing.account(self.records, order.reference, received)
            to = addressing.beneficiary(received, notice.channel, order.language, account)
        else:
            raise TransientFailure("request_not_recorded")
        pack = pack or self._pack(order, at)
        return pack, Telling(to.recipients, to.each_spoken(pack), about(self.records, notice, received), at)

    def _text(self, order: DeliverNotice, pack: Pack, telling: Telling) -> NoticeText:
        """What a notice says, in the languages of those it goes to."""
        languages = [each for each in pack.languages if each in telling.languages]
        try:
            text = render_in(pack, order, languages, telling.about)
        except NoText:
            raise TransientFailure("text_missing") from None  # an edited pack may bring it back
        return NoticeText(tuple(telling.recipients), text.subject, text.body)

    def _draft(self, order: DeliverNotice, message: NoticeText) -> dict[str, Any]:
        with translated_errors():
            kept = kept_message(self.records.sealer, order.reference, order.notice.key, message)
        return {
            **order.notice.model_dump(include=_SHARED_COLUMNS),
            "reference": order.reference,
            "outcomes": {},
            **kept,
        }

    def _fixed_message(self, order: DeliverNotice, fixed: Any) -> NoticeText:
        """The message of a row. Raises PermanentFailure when it was erased, or sealed for another notice."""
        body = bytes(fixed.body)
        part = read_part(body)
        if part is None:
            return NoticeText(tuple(fixed.recipients), fixed.subject, body.decode())
        here = part.place == Place(order.reference, PartKind.NOTICE, order.notice.key)
        if here and (message := message_in(self.records.opened(body))):
            return message
        raise PermanentFailure("text_erased")

    def _pack(self, order: DeliverNotice, at: datetime) -> Pack:
        """The pack in force; that of the folder where only this one has the text, as after an activation of another."""
        in_force = self._versions.packs_at(self.records, self.packs, at)
        known = [packs[order.pack] for packs in (in_force, self.packs) if order.pack in packs]
        if not known:
            raise TransientFailure("pack_missing")
        return max(known, key=lambda pack: _says(pack, order.notice))

    def _send(self, order: DeliverNotice, fixed: Any, at: datetime) -> None:
        notice, said = order.notice, self._fixed_message(order, fixed)
        message = Outgoing(
            key=notice.key,
            reference=order.reference,
            recipients=said.recipients,
            subject=said.subject,
            body=said.body,
            at=notice.created_at,
            tried_at=activity.info().started_time,
            documents=tuple(filter(None, notice.values.get("documents", "").split(","))),
        )
        _check_sms(notice, message.body)
        sender = self._sender_for(notice, message)
        if notice.roundup and self._roundups.has(notice):
            pack = self._pack(order, at)
            self._send_to_each(message, lambda one: self._roundups.send(order, pack, one, at), fixed.outcomes, at)
        elif notice.channel is Channel.EMAIL and len(message.recipients) > 1 and sender is self.senders[Channel.EMAIL]:
            self._send_to_each(message, lambda one: sender.send(replace(message, to=(one,))), fixed.outcomes, at)
        else:
            sender.send(message)
        unaddressed = not addressing.are_addresses(message.recipients, notice.channel)
        if unaddressed and notice.audience is not Audience.BENEFICIARY:
            call_attention(self.records, AttentionKind.NOTICE_UNADDRESSED, order.reference, notice.key, at)
        self.records.execute(_MARK_SENT, {"of_key": notice.key, "now": at})

    def _send_to_each(
        self, message: Outgoing, send: Callable[[str], None], before: Mapping[str, str], at: datetime
    ) -> None:
        """Send a mail to every recipient by itself, but to those of whom it is known already what became of it.

        Raises the failure of one that may succeed later; or of all, when nobody took it. Refusals for good by some,
        when others took it, go on the attention list.
        """
        outcomes, failures = dict(before), list[DeliveryFailure]()
        for recipient in message.recipients:
            if recipient in outcomes:
                continue
            failure = _failure_of(send, recipient)
            if isinstance(failure, TransientFailure):
                failures.append(failure)
                if failure.concerns_all:
                    break
                continue
            outcomes[recipient] = failure.code if failure else TAKEN
            self.records.execute(_MARK_RECIPIENT, {"of_key": message.key, "outcome": {recipient: outcomes[recipient]}})
        if failures:
            raise next((each for each in failures if not isinstance(each, NotYet)), failures[0])
        if refused := [code for code in outcomes.values() if code != TAKEN]:
            if len(refused) == len(outcomes):
                raise PermanentFailure(refused[0])
            call_attention(self.records, AttentionKind.NOTICE_REFUSED, message.reference, message.key, at)

    def _sender_for(self, notice: Notice, message: Outgoing) -> Sender:
        """The sender of the channel; without an address the portal for a beneficiary, the mailbox folder for staff."""
        if addressing.are_addresses(message.recipients, notice.channel):
            return self.senders[notice.channel]
        return self.senders[Channel.PORTAL] if notice.audience is Audience.BENEFICIARY else self.mailbox


def _says(pack: Pack, notice: Notice) -> tuple[bool, bool]:
    """Whether a pack has the words of a notice, and those of its roundup."""
    return notice.template in pack.messages, notice.roundup is None or notice.roundup in pack.roundups


def _check_sms(notice: Notice, body: str) -> None:
    """Raises PermanentFailure for a text that no SMS may have."""
    if notice.channel is Channel.SMS and (problems := sms_problems(body)):
        raise PermanentFailure(f"sms_with_{problems[0]}")


def _on_record(notice: Notice, fixed: Any) -> NoticeOnRecord:
    """What was fixed of a notice."""
    recipients, body = fixed.recipients, bytes(fixed.body)
    return NoticeOnRecord(notice.key, notice.audience, notice.channel, fixed.template, recipients, fixed.subject, body)


def _failure_of(send: Callable[[str], None], recipient: str) -> DeliveryFailure | None:
    """How the sending to a recipient failed, if it did."""
    try:
        send(recipient)
    except DeliveryFailure as failure:
        return failure
    return None


def _is_of(notice: Notice, fixed: Any) -> bool:
    """Whether a row was fixed for this very event: one of a story that was lost may have the same key."""
    return (fixed.template, fixed.created_at) == (notice.template, notice.created_at)


def _application_error(failure: DeliveryFailure) -> ApplicationError:
    """The failure as an application error: a code, and whether and when to retry."""
    if isinstance(failure, TransientFailure):
        return ApplicationError(
            failure.code,
            type=TRANSIENT,
            next_retry_delay=failure.retry_after,
            category=ApplicationErrorCategory.BENIGN,
        )
    return ApplicationError(failure.code, type=PERMANENT, non_retryable=True)
