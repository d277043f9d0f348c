"""What the audit found, in words: the labels of its codes, and the lines of its verdict."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.words.labels import LOG_FLAW, Label
from commands.common.words.language import _, listed
from models.codes import AuditFlaw, NotRedecided

if TYPE_CHECKING:
    from activities.records.audit import AuditReport, Flaw
    from activities.records.log_audit import LogReport
    from activities.records.protection import Deviation

FLAW = {
    AuditFlaw.MISSING: Label("the event is missing", "الحدث مفقود"),
    AuditFlaw.OTHER_HASH: Label("the event is not the one that was hashed", "الحدث غير الذي حُسبت بصمته"),
    AuditFlaw.OTHER_COLUMNS: Label("the columns are not those of the event", "الأعمدة لا تطابق الحدث"),
    AuditFlaw.NO_CASE: Label("there are events but no case", "توجد أحداث بلا طلب"),
    AuditFlaw.AFTER_HEAD: Label("the event came after the head of the case", "الحدث يلي آخر حدث معروف للطلب"),
    AuditFlaw.OTHER_HEAD: Label("the head of the chain is another one", "رأس السلسلة مختلف"),
    AuditFlaw.OTHER_POLICY: Label(
        "the policy it was opened under is missing or changed", "السياسة التي فُتح الطلب بموجبها مفقودة أو مغيرة"
    ),
    AuditFlaw.NOT_FOLDED: Label("the events cannot be folded ({error})", "تعذر تطبيق الأحداث ({error})"),
    AuditFlaw.OTHER_ROW: Label("the projection differs in {differs}", "سجل الطلب يخالف الأحداث في {differs}"),
    AuditFlaw.UNREADABLE_REQUEST: Label("the request cannot be read", "تعذرت قراءة الطلب المقدم"),
    AuditFlaw.OTHER_REQUEST: Label("the request is not the one that was filed", "الطلب المحفوظ غير الذي قُدم"),
    AuditFlaw.OTHER_PERSONS: Label("the persons are not those of the request", "الأشخاص غير أصحاب الطلب"),
    AuditFlaw.OTHER_RECEIPT: Label("the receipt is not that of the opening", "الإيصال المحفوظ غير إيصال فتح الطلب"),
    AuditFlaw.NOT_SIGNED: Label("nobody known signed it", "لم يوقعه أحد معروف"),
    AuditFlaw.REFUSED: Label(
        "the rules refuse the command that it keeps ({refusal})", "القواعد ترفض الإجراء المحفوظ فيه ({refusal})"
    ),
    AuditFlaw.OTHERWISE: Label(
        "decided again, it comes out otherwise ({differs})", "عند اتخاذ القرار من جديد تختلف النتيجة ({differs})"
    ),
    AuditFlaw.UNCAUSED: Label("nothing brings it about", "لا شيء يؤدي إلى هذا الحدث"),
    AuditFlaw.SKIPPED: Label("{due} belongs here and is not on record", "كان ينبغي أن يُسجل هنا {due}"),
    AuditFlaw.KEY_GONE: Label(
        "the key is gone, and no event says that it was erased", "المفتاح مفقود، ولا يوجد حدث يفيد بمحو الطلب"
    ),
    AuditFlaw.NOTICE_NOT_SENT: Label("the notice is not on record as sent", "الإشعار غير مسجل على أنه أُرسل"),
    AuditFlaw.OTHER_NOTICE: Label("the notice is not the one that was sent", "الإشعار المحفوظ غير الذي أُرسل"),
    AuditFlaw.OTHER_THAN_LOGGED: Label("the event is not the one that was logged", "الحدث غير المقيد في سجل الشفافية"),
    AuditFlaw.PAST_THE_LOG: Label("the event was written past the log", "كُتب الحدث خارج سجل الشفافية"),
}

NOT_AGAIN = {
    NotRedecided.NOT_SIGNED: Label("commands of before there were signatures", "إجراءات سبقت التوقيع"),
    NotRedecided.EARLIER_VERSION: Label("by an earlier version", "بإصدار سابق"),
    NotRedecided.NO_REQUEST: Label("openings without their request", "افتتاح بلا نص الطلب"),
    NotRedecided.FIRST_STAGE: Label("conclusions of the first stage", "نتائج الفرز الآلي"),
    NotRedecided.STAFF_FOUND: Label("people found", "موظفون عُثر عليهم"),
    NotRedecided.TERMS_FOUND: Label("terms of services", "شروط الخدمات"),
    NotRedecided.APPEAL_OPENED: Label("appeals opened", "تظلمات فُتحت"),
    NotRedecided.SECOND_OPENED: Label("second cases of split requests", "الطلبات المفصولة عن غيرها"),
    NotRedecided.DELIVERY: Label("deliveries", "عمليات إرسال"),
    NotRedecided.ANNOUNCED: Label("announcements", "إعلانات"),
    NotRedecided.SIGNAL_REFUSED: Label("refused signals", "إشارات مرفوضة"),
    NotRedecided.OUTSIDE: Label("restarts", "إعادات تشغيل"),
}
"""What was taken as it stands, and counted."""


def sentence_of(flaw: "Flaw") -> Label:
    """A flaw in both languages."""
    return Label(*(text.format(**flaw.fields) for text in FLAW[flaw.what]))


def show_deviations(found: Iterable["Deviation"], where: str) -> None:
    """Print what is there and should not be, and the other way round."""
    for each in found:
        terminal.line(terminal.bad(_("missing") if each.missing else _("unexpected")), f" {where}: {each.fact}")


def show_verdict(report: "AuditReport", of_log: "LogReport | None", *, whole: bool) -> None:
    """Print every flaw, the verdict, and how much of it was decided again."""
    flaws = [*report.flaws, *(of_log.flaws if of_log else ())]
    for flaw in flaws:
        terminal.line(
            terminal.bad(flaw.reference), _(" event {number}: {what}", number=flaw.seq, what=sentence_of(flaw).word)
        )
    for what, about in of_log.log_flaws if of_log else ():
        terminal.line(terminal.bad(_("log")), f" {about}: {LOG_FLAW[what].word}")
    terminal.line(
        _verdict(flaws, whole=whole),
        _(": {looked_at} in {seconds:.1f} s", looked_at=_looked_at(report), seconds=report.seconds),
    )
    terminal.line(_decided_again(report))
    if report.unread:
        terminal.line(
            _(
                "{count} by the chain alone: erased, or the keys are not here",
                count=terminal.counted(report.unread, "case"),
            )
        )
    if of_log and of_log.newest:
        signed = _(
            "{count}, the last of {size}",
            count=terminal.counted(of_log.checkpoints, "checkpoint"),
            size=of_log.newest.size,
        )
        terminal.line(
            _("log: {count}; {signed}", count=terminal.counted(of_log.entries, "entry", "entries"), signed=signed)
        )


def _verdict(flaws: Sequence["Flaw"], *, whole: bool) -> terminal.Piece:
    flawed = _("not whole: {count}", count=terminal.counted(len({each.reference for each in flaws}), "case"))
    return terminal.good(_("whole")) if whole else terminal.bad(flawed)


def _looked_at(report: "AuditReport") -> str:
    return f"{terminal.counted(report.cases, 'case')}, {terminal.counted(report.events, 'event')}"


def _decided_again(report: "AuditReport") -> str:
    """How many events were decided again, and what was taken as it stands."""
    again = _("decided again: {count}", count=terminal.counted(report.redecided, "event"))
    kept = (f"{NOT_AGAIN[why].word} {count}" for why, count in sorted(report.not_redecided.items()))
    return _("{again}; not in full: {kept}", again=again, kept=listed(kept)) if report.not_redecided else again
