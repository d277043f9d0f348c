"""A pack with a few messages, and orders for notices from it."""

from typing import Any

from models.case.state import Notice
from models.codes import Audience, Channel
from models.language import Text
from models.notices.key import NoticeKey
from models.packs.pack import Count, DocumentKind, Message, Pack, Service, Sms
from tests.support.simulation import calendar_rules, riyadh
from workflows.ports import DeliverNotice

REFERENCE = "TW-7K3M-9QXD-2VHA-P"
MORNING = riyadh("2026-11-22 09:30")
DAYS = Count(
    ar={
        "zero": "أقل من يوم عمل",
        "one": "يوم عمل واحد",
        "two": "يومي عمل",
        "few": "{n} أيام عمل",
        "many": "{n} يوم عمل",
        "other": "{n} يوم عمل",
    },
    en={"one": "{n} working day", "other": "{n} working days"},
)
ASKED = Message(
    sms=Sms(
        ar="طلبكم رقم {reference} معاد إليكم، ونأمل استكماله خلال {days} قبل {due_date}: {path}",
        en="Request {reference} needs your answer within {days}, by {due_date}: {path}",
        parts=3,
    ),
    subject=Text(ar="طلبكم رقم {reference}: {service}", en="Request {reference}: {service}"),
    body=Text(
        ar="بخصوص طلبكم رقم {reference} ({service}) نأمل إرفاق {documents} خلال {days}.\n\n{reply}\n\n"
        "الموعد: {due_date}",
        en="Request {reference} ({service}): please attach {documents} within {days}.\n\n{reply}\n\nUntil: {due_date}",
    ),
)
VALUES = {
    "due_date": riyadh("2026-11-25 14:30").isoformat(),
    "days": "3",
    "documents": "passport_copy,receipt",
    "reply": "نأمل إرفاق صورة الجواز رقم X99 على الموقع",
}


def small_pack(**messages: Message) -> Pack:
    """A pack with only what notices need."""
    title = Text(ar="إصدار تأشيرة خروج وعودة", en="Exit/re-entry visa")
    service = Service(title=title, section="visas", seed_kind="visa", team="exit_visas", profile="p", problem="error")
    documents = {
        "passport_copy": Text(ar="صورة الجواز", en="copy of the passport"),
        "receipt": Text(ar="إيصال السداد", en="payment receipt"),
    }
    parts: dict[str, Any] = {
        "name": "small",
        "path": Text(ar="أبشر > خدماتي > تواصل", en="Absher > My Services > Tawasul"),
        "calendar": calendar_rules(),
        "services": {"exit_reentry_issue": service},
        "teams": {"exit_visas": Text(ar="فريق التأشيرات", en="Visas team")},
        "documents": {code: DocumentKind(title=title, accepts=()) for code, title in documents.items()},
        "counts": {"days": DAYS},
        "messages": {"asked": ASKED, **messages},
    }
    return Pack.model_construct(**parts)


def order(channel: Channel = Channel.EMAIL, template: str = "asked", **changes: Any) -> DeliverNotice:
    """An order for one notice; `changes` are fields of the notice, but for `reference` and `language` of the order."""
    reference, language = changes.pop("reference", REFERENCE), changes.pop("language", "ar")
    fields: dict[str, Any] = {
        "seq": 5,
        "audience": Audience.BENEFICIARY,
        "channel": channel,
        "template": template,
        "team": "exit_visas",
        "values": VALUES,
        "created_at": MORNING,
        "not_before": MORNING,
    } | changes
    notice = Notice(key=str(NoticeKey(reference, fields["seq"], fields["audience"], channel)), **fields)
    return DeliverNotice(
        reference=reference, service="exit_reentry_issue", pack="small", language=language, notice=notice
    )
