"""The words of a person's file in both languages: headings, names of fields and codes, and the titles of the packs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commands.common.terminal import local_zone, moment
from commands.common.words.labels import Label
from models.codes import Channel, ClockKind, Effect, NoticeStatus, Priority, Role, Verb
from models.intake.identity import IdType
from models.language import Text, listed
from models.packs.pack import Pack
from models.packs.retention import RetentionRule, Term
from models.policy import CasePolicy
from models.titles import Titles

HEADING = {
    "title": Label("All that is on record about you", "جميع البيانات المسجلة عنك"),
    "made": Label("made on", "أُعد بتاريخ"),
    "by": Label("by", "بواسطة"),
    "found_by": Label("found by", "بُحث عنه بـ"),
    "why": Label("because", "السبب"),
    "cases": Label("requests", "عدد الطلبات"),
    "none": Label("Nothing is on record.", "لا توجد بيانات مسجلة."),
    "others": Label("Numbers and addresses of other people are masked.", "أُخفيت أرقام وعناوين الأشخاص الآخرين."),
    "request": Label("Request", "الطلب"),
    "attachments": Label("Names of attachments", "أسماء المرفقات"),
    "files": Label("Attached files", "الملفات المرفقة"),
    "file": Label("file", "الملف"),
    "type": Label("type", "النوع"),
    "timeline": Label("What happened", "الإجراءات"),
    "decisions": Label("Decisions", "القرارات"),
    "notices": Label("What was sent", "الإشعارات المرسلة"),
    "ratings": Label("Ratings", "التقييمات"),
    "advice": Label("What the system suggested to the officer", "ما اقترحه النظام على الموظف"),
    "views": Label("Who looked at it", "من اطلع عليه"),
    "retention": Label("For how long it is kept", "مدة الاحتفاظ بالبيانات"),
    "at": Label("when", "الوقت"),
    "what": Label("what", "الإجراء"),
    "text": Label("text", "النص"),
    "to": Label("to", "إلى"),
    "way": Label("by", "عبر"),
    "state": Label("state", "الحالة"),
    "who": Label("who", "من"),
    "kind": Label("data", "البيانات"),
    "purpose": Label("purpose", "الغرض"),
    "ground": Label("legal ground", "السند النظامي"),
    "term": Label("kept", "المدة"),
    "then": Label("then", "بعدها"),
    "until": Label("until", "حتى"),
    "always": Label("without end", "دون حد"),
    "field": Label("field", "الحقل"),
    "value": Label("value", "القيمة"),
    "score": Label("score", "الدرجة"),
    "unreadable": Label(
        "Its content can no longer be read: it was erased, or is damaged.", "لم يعد محتواه مقروءًا: مُحي أو تلف."
    ),
    "held": Label("kept beyond its term since", "محفوظ بعد انتهاء مدته منذ"),
    "disposed": Label("disposed of on", "أُجري عليها بتاريخ"),
    "removed": Label("removed when its term had passed", "حُذف بعد انتهاء مدته"),
    "status": Label("status", "الحالة"),
    "service": Label("service", "الخدمة"),
    "outcome": Label("outcome", "النتيجة"),
    "opened": Label("opened", "فُتح"),
    "closed": Label("closed", "أُغلق"),
    "as": Label("you are", "صفتك"),
    "applicant": Label("the applicant", "مقدم الطلب"),
    "concerned": Label("the person concerned", "صاحب الشأن"),
    "in_full": Label("with numbers", "مع الأرقام"),
}

FIELD = {
    "id": Label("number of the source", "رقم المصدر"),
    "channel": Label("channel", "القناة"),
    "submitted_at": Label("submitted", "وقت التقديم"),
    "lang": Label("language", "اللغة"),
    "applicant": Label("applicant", "مقدم الطلب"),
    "on_behalf_of": Label("person concerned", "صاحب الشأن"),
    "name_ar": Label("name (Arabic)", "الاسم (عربي)"),
    "name_en": Label("name (English)", "الاسم (إنجليزي)"),
    "id_type": Label("kind of identity", "نوع الهوية"),
    "id_number": Label("identity number", "رقم الهوية"),
    "passport_number": Label("passport", "رقم الجواز"),
    "establishment_number": Label("establishment", "رقم المنشأة"),
    "type": Label("kind", "النوع"),
    "mobile": Label("mobile", "الجوال"),
    "email": Label("e-mail", "البريد الإلكتروني"),
    "preferred_language": Label("language", "اللغة"),
    "relation": Label("relation", "صلة القرابة"),
    "age": Label("age", "العمر"),
    "section": Label("section", "القسم"),
    "service": Label("service", "الخدمة"),
    "seed_kind": Label("what is wanted", "المطلوب"),
    "prior_attempt": Label("earlier try", "المحاولة السابقة"),
    "outcome": Label("outcome", "النتيجة"),
    "at": Label("when", "الوقت"),
    "platform": Label("platform", "المنصة"),
    "message_ar": Label("message (Arabic)", "الرسالة (عربي)"),
    "message_en": Label("message (English)", "الرسالة (إنجليزي)"),
    "evidence": Label("evidence", "الدليل"),
    "error_code": Label("error code", "رمز الخطأ"),
    "reference": Label("reference", "رقم الطلب"),
    "context": Label("details", "التفاصيل"),
    "subject": Label("subject", "الموضوع"),
    "subject_ar": Label("subject (Arabic)", "الموضوع (عربي)"),
    "text_ar": Label("text (Arabic)", "النص (عربي)"),
    "text": Label("text", "النص"),
    "text_en": Label("text (English)", "النص (إنجليزي)"),
    "as_written": Label("as written", "كما كُتب"),
    "attachments": Label("attachments", "المرفقات"),
    "file_name": Label("file", "الملف"),
    "size_bytes": Label("bytes", "الحجم بالبايت"),
    "mime": Label("format", "الصيغة"),
}
"""Names of the fields of a request; any other is shown by its own name."""

ROLE = {
    Role.OFFICER: Label("officer", "الموظف"),
    Role.SUPERVISOR: Label("supervisor", "المشرف"),
    Role.DIRECTOR: Label("director", "المدير"),
    Role.MANAGER: Label("manager", "المدير العام"),
    Role.AUDITOR: Label("auditor", "المدقق"),
    Role.BENEFICIARY: Label("the beneficiary", "المستفيد"),
    Role.SYSTEM: Label("the system", "النظام"),
}
ID_TYPE = {
    IdType.NATIONAL_ID: Label("national identity", "الهوية الوطنية"),
    IdType.IQAMA: Label("residence permit (iqama)", "هوية مقيم"),
    IdType.BORDER_NUMBER: Label("border number", "رقم الحدود"),
    IdType.PASSPORT: Label("passport", "جواز السفر"),
    IdType.GCC_ID: Label("GCC identity", "هوية خليجية"),
    IdType.ESTABLISHMENT: Label("establishment", "منشأة"),
    IdType.EMPLOYEE_NUMBER: Label("employee number", "رقم الموظف"),
}
PRIORITY = {
    Priority.LOW: Label("low", "منخفضة"),
    Priority.NORMAL: Label("normal", "عادية"),
    Priority.HIGH: Label("high", "عالية"),
    Priority.URGENT: Label("urgent", "عاجلة"),
}
CLOCK = {
    ClockKind.FIRST_RESPONSE: Label("first response", "الرد الأول"),
    ClockKind.RESOLUTION: Label("resolution", "إنجاز الطلب"),
    ClockKind.ANSWER: Label("answer", "الرد على الاستكمال"),
    ClockKind.FOLLOW_UP: Label("follow-up", "المتابعة"),
    ClockKind.THIRD_PARTY: Label("answer of a third party", "رد الطرف الثالث"),
    ClockKind.CONSULTATION: Label("answer to a question", "الرد على الاستشارة"),
}
CHANNEL = {
    Channel.EMAIL: Label("e-mail", "البريد الإلكتروني"),
    Channel.SMS: Label("SMS", "رسالة نصية"),
    Channel.PORTAL: Label("portal", "البوابة"),
}
NOTICE_STATUS = {
    NoticeStatus.SENT: Label("sent", "أُرسل"),
    NoticeStatus.PENDING: Label("waiting", "قيد الإرسال"),
    NoticeStatus.FAILED: Label("not delivered", "تعذر إرساله"),
}
FIRST_STAGE = {
    Effect.ROUTE: Label("routed to a team", "أُحيل إلى الفريق المختص"),
    Effect.RETURN_COMPLETION: Label("returned, as something was missing", "أُعيد لاستكمال النواقص"),
    Effect.RETURN_GUIDANCE: Label("returned with guidance", "أُعيد مع الإرشاد"),
    Effect.MERGE_DUPLICATE: Label("joined to an open request", "ضُم إلى طلب قائم"),
    Effect.LINK_AND_ESCALATE: Label("linked to the earlier request, which was escalated", "رُبط بالطلب السابق وصُعّد"),
}
"""What the automatic first stage did."""
LOOKED = {
    Verb.LOOK: Label("looked at the request", "اطلع على الطلب"),
    Verb.EXPORT: Label("took it away", "استخرج البيانات"),
    Verb.BREAK_GLASS: Label("opened it in an emergency", "فتحه فتحًا استثنائيًا"),
}
"""What a view of one case is; any other verb is shown by its own name."""


@dataclass(frozen=True)
class Wording:
    """The words of one language, with the titles of the packs."""

    language: str
    packs: Mapping[str, Pack]
    zone: str | None = None
    """In which instants are told; none: that of the machine."""

    def in_zone(self, zone: str | None) -> "Wording":
        """The same words with instants in another zone."""
        return replace(self, zone=zone)

    def of(self, label: Label | Text) -> str:
        """A label or a text in the language."""
        if isinstance(label, Text):
            return label.of(self.language, "en")
        return label.ar if self.language == "ar" else label.en

    def heading(self, name: str) -> str:
        """A heading or a name of the document."""
        return self.of(HEADING[name])

    def code(self, labels: Mapping[Any, Label], code: str | None) -> str:
        """The label of a code; the code itself where there is none."""
        return self.of(labels[code]) if code in labels else code or ""

    def listed(self, texts: Iterable[str]) -> str:
        """Several things in one line."""
        return listed(texts, self.language)

    def title(self, pack: str, table: str, code: str | None) -> str:
        """What a pack calls one of its teams, services or documents; the code where it does not know it any more."""
        found = getattr(self.packs[pack], table).get(code) if pack in self.packs else None
        return self.of(getattr(found, "title", found)) if found else code or ""

    def reason(self, policy: CasePolicy, code: str) -> str:
        """The title of a reason."""
        return self.of(policy.reasons[code].title) if code in policy.reasons else code

    def code_of(self, pack: str, labels: Mapping[Any, Label], code: str | None) -> str:
        """What a pack calls a status, an outcome or a role; the label of the system where it says nothing."""
        titles = self.packs[pack].titles if pack in self.packs else Titles()
        for titled in (titles.statuses, titles.outcomes, titles.roles):
            if code in titled and code in labels:
                return self.of(titled[code])  # type: ignore[index]
        return self.code(labels, code)

    def id_kind(self, pack: str, code: str) -> str:
        """What a kind of identity is called."""
        kind = self.packs[pack].id_kinds.get(code) if pack in self.packs else None
        return self.of(kind.title) if kind and kind.title else self.code(ID_TYPE, code)

    def who(self, actor: str, role: str, stands_in_for: str | None = None, pack: str = "") -> str:
        """Somebody by their role, staff with their id."""
        named = self.code_of(pack, ROLE, role)
        if role in (Role.BENEFICIARY, Role.SYSTEM):
            return named
        return f"{named} {actor}" + (f" ({stands_in_for})" if stands_in_for else "")

    def moment(self, at: datetime | None) -> str:
        """An instant to the minute."""
        return moment(at, local_zone(self.zone)) if at else ""

    def term(self, rule: RetentionRule) -> str:
        """For how long one kind of data is kept."""
        return _term(rule.term, self.language) if rule.term else self.heading("always")


def _term(term: Term, language: str) -> str:
    """A term without a word that would have to agree with its number."""
    from_next = term.counted_from == "next_year"
    if language == "ar":
        since = "من بداية السنة التالية للإغلاق" if from_next else "من الإغلاق"
        unit = "الأيام" if term.days else f"السنوات {'الهجرية' if term.calendar == 'hijri' else 'الميلادية'}"
    else:
        since = "from the start of the year after the closing" if from_next else "from the closing"
        unit = "days" if term.days else f"{term.calendar.title()} years"
    return f"{unit}: {term.days or term.years}{'،' if language == 'ar' else ','} {since}"
