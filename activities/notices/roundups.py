"""Roundups: mails that tell one recipient of several cases, gathered and sent as durably as single notices.

Each notice of a roundup is delivered by its own case, at the time of the pack. Its first try puts down what is said of
it to each recipient. A little later, when those of the other cases are there too, the first that comes fixes which
entries a mail has and what stands around them; whoever sends it sends the same bytes under the same key, and one at a
time. So an entry is in one mail and no other, whichever worker dies when; and a case knows that its notice is sent when
the mails to all of its recipients are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from temporalio import activity

from activities.notices.about import About
from activities.notices.message import NotYet, Outgoing, PermanentFailure, RoundupEntry, Sender, TransientFailure
from activities.notices.rendering import Frame, NoText, render_entry, render_frame
from activities.records.store import Records, translated_errors
from models.case.state import Notice
from models.codes import NoticeStatus
from models.keys.parts import PartKind, Place, read_part
from models.notices.key import roundup_key
from models.packs.pack import Pack
from models.tables import RoundupEntryTable, RoundupTable
from workflows.ports import DeliverNotice

MOST_ENTRIES = 300
"""Entries of one mail; what is beyond goes in a further one."""
TAKEN_FOR = timedelta(seconds=30)
"""For so long a try has a mail for itself: as long as it may take."""
_LOOK_AGAIN = timedelta(seconds=3)

_E, _R = RoundupEntryTable, RoundupTable
Whose = tuple[str, str, str]
"""Pack, name and recipient of a roundup."""


@dataclass(frozen=True)
class Roundups:
    """The mails that hold several notices each. `sender` is that of e-mail."""

    records: Records
    sender: Sender

    def put_down(self, records: Records, order: DeliverNotice, pack: Pack, said: "Telling", *, anew: bool) -> None:
        """Put down what is said of a notice to each recipient, in the transaction that fixes the notice.

        `anew`: what stands there was said of an event that was lost.
        """
        notice = order.notice
        if anew:
            records.execute(
                update(_E).where(col(_E.notice) == notice.key, col(_E.roundup).is_(None)).values(body=b""), {}
            )
        for recipient, language in zip(said.recipients, said.languages, strict=True):
            text = render_entry(pack, order, language, said.about)
            row = {
                "notice": notice.key,
                "recipient": recipient,
                "reference": order.reference,
                "pack": order.pack,
                "name": notice.roundup,
                "language": language,
                "body": self._sealed(_place(order.reference, notice.key, language), text),
                "due_at": _due(notice),
                "put_at": said.at,
            }
            put = insert(_E).values(**row)
            fresh = {name: row[name] for name in ("language", "body", "due_at", "put_at")} | {"roundup": None}
            again = put.on_conflict_do_update(index_elements=[col(_E.notice), col(_E.recipient)], set_=fresh)
            records.execute(again if anew else put.on_conflict_do_nothing(), {})

    def send(self, order: DeliverNotice, pack: Pack, recipient: str, at: datetime) -> None:
        """Have the mail sent that tells a recipient of a notice. Raises NotYet, TransientFailure, PermanentFailure."""
        entry = self._entry(self.records, order.notice.key, recipient)
        if not entry.roundup and (left := entry.put_at + _wait(pack, entry.name) - at) > timedelta():
            raise NotYet("roundup_gathers", left)
        self._send(order, entry.roundup or self._gather(order, pack, entry, at), at)

    def has(self, notice: Notice) -> bool:
        """Whether something was put down of a notice."""
        return bool(self.records.all(select(col(_E.recipient)).where(col(_E.notice) == notice.key), {}))

    def _entry(self, records: Records, notice: str, recipient: str) -> Any:
        columns = (_E.notice, _E.recipient, _E.pack, _E.name, _E.language, _E.put_at, _E.roundup)
        return records.one(
            select(*map(col, columns)).where(col(_E.notice) == notice, col(_E.recipient) == recipient), {}
        )

    def _gather(self, order: DeliverNotice, pack: Pack, own: Any, at: datetime) -> str:
        """The key of the mail that has an entry; with all that wait for the same recipient, when it is in none yet."""
        whose = (own.pack, own.name, own.recipient)
        with self.records.in_turn(":".join(whose)) as records:
            while not (own := self._entry(records, own.notice, own.recipient)).roundup:
                waiting = records.all(_waiting(*whose, at), {})
                if not waiting:
                    raise PermanentFailure("text_erased")
                frame = self._frame(pack, own, len(waiting))
                _fix(records, whose, order.notice.not_before, frame, [each.notice for each in waiting])
        roundup: str = own.roundup
        return roundup

    def _frame(self, pack: Pack, own: Any, number: int) -> Frame:
        try:
            return render_frame(pack, own.name, number, own.language)
        except NoText:
            raise TransientFailure("text_missing") from None  # an edited pack may bring it back

    def _send(self, order: DeliverNotice, key: str, at: datetime) -> None:
        """Send a mail unless it was sent, as the only one that is at it."""
        taken = self.records.all(_take(key, at), {})
        if not taken:
            self._not_taken(key)
            return
        message = self._message(order, taken[0])
        try:
            self.sender.send(message)
        except PermanentFailure as failure:
            self._mark(key, status=NoticeStatus.FAILED, error=failure.code)
            raise
        except TransientFailure as failure:
            self._mark(key, error=failure.code)
            raise
        self._mark(key, status=NoticeStatus.SENT, sent_at=at, error=None)
        self.records.execute(update(_E).where(col(_E.roundup) == key).values(body=b""), {})

    def _not_taken(self, key: str) -> None:
        """Nothing when a mail was sent; else why it cannot be sent now."""
        found = self.records.one(select(col(_R.status), col(_R.error)).where(col(_R.key) == key), {})
        if found.status == NoticeStatus.FAILED:
            raise PermanentFailure(found.error or "refused")
        if found.status != NoticeStatus.SENT:
            raise NotYet(found.error or "roundup_is_sent", _LOOK_AGAIN)

    def _message(self, order: DeliverNotice, roundup: Any) -> Outgoing:
        found = self.records.all(_entries(roundup.key), {})
        entries = tuple(self._opened(each) for each in found)
        said = [each.text for each in entries if each.text]
        return Outgoing(
            key=roundup.key,
            reference=order.reference,
            recipients=(roundup.recipient,),
            subject=roundup.subject,
            body="\n\n".join(filter(None, (roundup.opening, *said, roundup.closing))),
            at=roundup.window_at,
            tried_at=activity.info().started_time,
            entries=entries,
        )

    def _opened(self, entry: Any) -> RoundupEntry:
        """An entry as it is told; of a case that was erased nothing is."""
        here, body = _place(entry.reference, entry.notice, entry.language), bytes(entry.body)
        part = read_part(body)
        if part is None:
            return RoundupEntry(here, body.decode())
        return RoundupEntry(here, self.records.opened(body).decode() if part.place == here else "")

    def _sealed(self, place: Place, text: str) -> bytes:
        with translated_errors():
            sealer = self.records.sealer
            return sealer.sealed(place, text.encode()) if sealer else text.encode()

    def _mark(self, key: str, **values: Any) -> None:
        self.records.execute(update(_R).where(col(_R.key) == key).values(attempts=col(_R.attempts) + 1, **values), {})


@dataclass(frozen=True)
class Telling:
    """To whom a notice goes, in which language to each, and what it is about; `at` is when this was found out."""

    recipients: Sequence[str]
    languages: Sequence[str]
    about: About
    at: datetime


def _fix(records: Records, whose: Whose, window: datetime, frame: Frame, notices: Sequence[str]) -> None:
    """Fix what a mail has, and what stands around it."""
    number = records.one(_count(*whose, window), {}).number + 1
    key, pending = roundup_key(*whose, window, number), {"status": NoticeStatus.PENDING, "attempts": 0}
    row = dict(zip(("pack", "name", "recipient"), whose, strict=True)) | frame._asdict() | pending
    records.execute(insert(_R).values(key=key, window_at=window, **row), {})
    for place, notice in enumerate(notices):
        of_entry = (col(_E.notice) == notice, col(_E.recipient) == whose[-1])
        records.execute(update(_E).where(*of_entry).values(roundup=key, place=place), {})


def _place(reference: str, notice: str, language: str) -> Place:
    """Where an entry belongs: what is said of a notice in one language."""
    return Place(reference, PartKind.NOTICE, f"{notice}:{language}")


def _wait(pack: Pack, name: str) -> timedelta:
    """How long what is on its way is waited for."""
    return pack.roundups[name].wait if name in pack.roundups else timedelta()


def _due(notice: Notice) -> datetime | None:
    """By when somebody has to act: the most pressing stand first."""
    due = notice.values.get("due_at") or notice.values.get("due_date")
    return datetime.fromisoformat(due) if due else None


def _waiting(pack: str, name: str, recipient: str, at: datetime) -> Any:
    """What waits to be told to a recipient, the most pressing first."""
    whose = (col(_E.pack) == pack, col(_E.name) == name, col(_E.recipient) == recipient)
    waits = (*whose, col(_E.roundup).is_(None), col(_E.body) != b"", col(_E.put_at) <= at)
    return (
        select(col(_E.notice)).where(*waits).order_by(col(_E.due_at).nulls_last(), col(_E.notice)).limit(MOST_ENTRIES)
    )


def _count(pack: str, name: str, recipient: str, window: datetime) -> Any:
    whose = (col(_R.pack) == pack, col(_R.name) == name, col(_R.recipient) == recipient)
    return select(func.count().label("number")).select_from(_R).where(*whose, col(_R.window_at) == window)


def _take(key: str, at: datetime) -> Any:
    """Take a mail that is to be sent and that no other try has."""
    free = col(_R.tried_at).is_(None) | (col(_R.tried_at) <= at - TAKEN_FOR)
    waits = (col(_R.key) == key, col(_R.status) == NoticeStatus.PENDING, free)
    columns = (_R.key, _R.recipient, _R.subject, _R.opening, _R.closing, _R.window_at)
    return update(_R).where(*waits).values(tried_at=at).returning(*map(col, columns))


def _entries(key: str) -> Any:
    columns = (_E.notice, _E.reference, _E.language, _E.body)
    return select(*map(col, columns)).where(col(_E.roundup) == key).order_by(col(_E.place))
