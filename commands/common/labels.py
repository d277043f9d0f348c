"""Labels of the system's codes as people read them, in English and Arabic, and the section names of `--help`."""

from typing import TYPE_CHECKING, NamedTuple

from models.codes import (
    AskedKind,
    ClockKind,
    DataKind,
    Disposal,
    DisposalResult,
    Effect,
    ErasureReason,
    FaultStage,
    LogFlaw,
    Outcome,
    PassedOver,
    RemarkCode,
    ShareBy,
    Stage,
    Status,
    TimeUse,
)
from models.triage.facts import Doubt

if TYPE_CHECKING:
    from models.case.commands import Actor


class Label(NamedTuple):
    """The label of one code in both languages; the Arabic of the statuses is the real service's (domain §2.3)."""

    en: str
    ar: str

    def of(self, language: str) -> str:
        """The label in a language; in English for one that it does not have."""
        return self.ar if language == "ar" else self.en


def name_of(actor: "Actor") -> str:
    """Who acted, and in whose place."""
    return f"{actor.id} for {actor.stands_in_for}" if actor.stands_in_for else actor.id


STATUS = {
    Status.UNDER_PROCESSING: Label("under processing", "تحت المعالجة"),
    Status.RETURNED_TO_APPLICANT: Label("returned to applicant", "معاد لمقدم الطلب"),
    Status.RETURNED_FROM_APPLICANT: Label("returned from applicant", "معاد من مقدم الطلب"),
    Status.PROCESSED: Label("processed", "تمت المعالجة"),
    Status.CLOSED: Label("closed", "مغلق"),
}

OUTCOME = {
    Outcome.DONE: Label("done for the beneficiary", "تم تنفيذ الإجراء"),
    Outcome.OBSTACLE_REMOVED: Label("obstacle removed, run the e-service again", "عولجت الملاحظة ويمكن تنفيذ الخدمة"),
    Outcome.ANSWERED: Label("inquiry answered", "تمت الإجابة عن الاستفسار"),
    Outcome.REFUSED: Label("refused", "اعتُذر عن الطلب"),
    Outcome.NO_REPLY: Label("no answer from the beneficiary in time", "لم يرد مقدم الطلب في المهلة"),
    Outcome.MERGED: Label("merged into another request", "دُمج في طلب آخر"),
    Outcome.REDIRECTED: Label("belongs to another authority", "يخص جهة أخرى"),
    Outcome.WITHDRAWN: Label("withdrawn by the beneficiary", "سحبه مقدم الطلب"),
}

LOG_FLAW = {
    LogFlaw.NO_CHECKPOINT: Label("the file has no checkpoint of this log", "لا توجد في الملف نقطة تحقق لهذا السجل"),
    LogFlaw.NOT_SIGNED: Label("no known key signed this checkpoint", "لم يوقع نقطة التحقق هذه مفتاح معروف"),
    LogFlaw.SHORTENED: Label("the log has fewer entries than were signed", "قيود السجل أقل مما وُقع عليه"),
    LogFlaw.OTHER_ENTRIES: Label("the log has other entries than were signed", "قيود السجل غير ما وُقع عليه"),
}

ERASURE_REASON = {
    ErasureReason.REQUESTED: Label("the person asked for it", "بطلب من صاحب البيانات"),
    ErasureReason.RETENTION_OVER: Label("the time of keeping is over", "انتهت مدة الحفظ"),
    ErasureReason.FILED_BY_MISTAKE: Label("it was filed by mistake", "قُدم بالخطأ"),
    ErasureReason.ORDERED: Label("it was ordered", "بأمر من جهة مختصة"),
}

STAGE = {
    Stage.RECEIVED: "received",
    Stage.QUEUED: "waiting for an officer",
    Stage.IN_REVIEW: "in review",
    Stage.AWAITING_APPROVAL: "waiting for another person",
    Stage.AWAITING_BENEFICIARY: "waiting for the beneficiary",
    Stage.AWAITING_THIRD_PARTY: "waiting for a third party",
    Stage.REPLIED: "answered by the beneficiary",
    Stage.RESOLVED: "resolved, in follow-up",
    Stage.CLOSED: "closed",
}

REMARK = {
    RemarkCode.UNUSUAL_PASSPORT: Label("is no usual passport number", "رقم جواز غير معتاد"),
    RemarkCode.UNUSUAL_BORDER_NUMBER: Label("is no usual border number", "رقم حدود غير معتاد"),
    RemarkCode.SET_ASIDE: Label("cannot be used; kept as it was written", "لا يمكن استخدامه، وحفظ كما كتب"),
    RemarkCode.UNUSABLE: Label("cannot be used; notices go other ways", "لا يمكن استخدامه، وترسل الإشعارات بطريق آخر"),
    RemarkCode.LEFT_OUT: Label("is not there: of a try nobody knows it", "غير مذكور في المحاولة السابقة"),
    RemarkCode.FILED_LATER: Label("is later than the request was received", "لاحق لوقت استلام الطلب"),
}

DATA_KIND = {
    DataKind.REQUEST: Label("request", "الطلب"),
    DataKind.ATTACHMENTS: Label("names of attachments", "أسماء المرفقات"),
    DataKind.EVENTS: Label("decision and events", "القرار والإجراءات"),
    DataKind.NOTICES: Label("notices", "الإشعارات"),
    DataKind.ADVICE: Label("advice", "اقتراحات النظام"),
    DataKind.VIEWS: Label("who looked", "سجل الاطلاع"),
}

DISPOSAL = {
    Disposal.ERASE: Label("erased", "تُمحى"),
    Disposal.ANONYMISE: Label("anonymised", "تُجرد من الهوية"),
    Disposal.KEEP: Label("kept", "تُحفظ"),
}
"""What becomes of data when their term has passed."""

DISPOSAL_RESULT = {
    DisposalResult.DUE: "due",
    DisposalResult.DONE: "done",
    DisposalResult.NO_ERASER: "refused: nothing here can destroy the key of a case",
    DisposalResult.HELD: "left: a hold or a notice came in between",
    DisposalResult.FAILED: "failed: the next run tries it again",
}

EFFECT = {
    Effect.ROUTE: "routed",
    Effect.RETURN_COMPLETION: "returned for completion",
    Effect.RETURN_GUIDANCE: "returned with guidance",
    Effect.MERGE_DUPLICATE: "merged with an open request",
    Effect.LINK_AND_ESCALATE: "linked and escalated",
}

ASKED = {
    AskedKind.DOCUMENT: Label("a document", "مستند"),
    AskedKind.FIELD: Label("a particular", "بيان"),
    AskedKind.QUESTION: Label("a question", "سؤال"),
    AskedKind.ANSWER: Label("an answer", "رد"),
}
"""What a beneficiary was asked for, where only its kind is said."""

DOUBT = {
    Doubt.TEXT_ALONE: Label("only the text says it", "لا يذكره إلا نص الطلب"),
    Doubt.UNREAD: Label("the text gives it in words that cannot be read", "مذكور في نص الطلب بصيغة تعذرت قراءتها"),
    Doubt.UNKNOWN_WORD: Label("the relation is no word that the policy knows", "صلة القرابة غير معروفة للنظام"),
    Doubt.UNKNOWN_DOCUMENT: Label("nobody knows what an attachment proves", "لا يُعرف ما يثبته أحد المرفقات"),
    Doubt.CONTRADICTED: Label("something speaks against it", "في الطلب ما يخالفه"),
}
"""Why the first stage left something to a person."""

TIME_USE = {
    TimeUse.INTAKE: Label("before the first stage", "قبل الفرز الآلي"),
    TimeUse.UNASSIGNED: Label("waiting for an officer", "بانتظار موظف"),
    TimeUse.REVIEW: Label("in review", "قيد الدراسة"),
    TimeUse.SECOND_PERSON: Label("waiting for the second person", "بانتظار الموافق الآخر"),
    TimeUse.CONSULTATION: Label("waiting for a consultation", "بانتظار رد على استشارة"),
    TimeUse.THIRD_PARTY: Label("waiting for a third party", "بانتظار طرف ثالث"),
    TimeUse.BENEFICIARY: Label("waiting for the beneficiary", "بانتظار المستفيد"),
    TimeUse.CLOSURE: Label("declared closed afterwards", "أُعلن إغلاقه لاحقًا"),
    TimeUse.CALENDAR_CHANGE: Label("working time by a change of the calendar", "صار وقت عمل بتغيير التقويم"),
    TimeUse.BEFORE_IMPORT: Label("in the system before", "في النظام السابق"),
}
"""What the working time of a promise went to."""

SHARE_BY = {
    ShareBy.PULL: Label("taken by whoever takes it", "يستلمه من يشاء من الفريق"),
    ShareBy.ROUND_ROBIN: Label("in turn", "بالدور"),
    ShareBy.LEAST_LOADED: Label("to the least loaded", "للأقل حملًا"),
}
"""How the cases of a team come to its members."""

PASSED_OVER = {
    PassedOver.AWAY: Label("away", "غائب"),
    PassedOver.TOOK_PART: Label("took part before", "شارك من قبل"),
    PassedOver.GAVE_UP: Label("had it before", "كان لديه من قبل"),
    PassedOver.UNSKILLED: Label("without the skill", "دون المهارة المطلوبة"),
    PassedOver.FULL: Label("full", "بلغ سعته"),
    PassedOver.LIMIT_REACHED: Label("fair limit reached", "بلغ حد التوزيع العادل"),
}
"""Why a case was not given to somebody."""

FAULT_STAGE = {
    FaultStage.OPEN: Label("open", "مفتوح"),
    FaultStage.KNOWN: Label("known", "معروف"),
    FaultStage.MENDED: Label("mended", "تم إصلاحه"),
    FaultStage.CLOSED: Label("closed", "مغلق"),
}
"""Where a fault stands."""

CLOCK_OF_A_FAULT = {
    ClockKind.FIRST_RESPONSE: Label("until it is known", "حتى معرفة السبب"),
    ClockKind.RESOLUTION: Label("until it is mended", "حتى الإصلاح"),
}
"""The two clocks of a fault."""

DONE = {
    "claim": "taken",
    "release": "released",
    "assign": "assigned",
    "approve": "approved",
    "reject": "rejected",
    "confirm": "confirmed",
    "send_back": "sent back",
    "ask": "returned",
    "redirect": "redirected",
    "merge": "merged",
    "escalate": "escalated",
    "extend": "extended",
    "note": "noted",
    "prioritise": "priority set",
    "reply": "answered",
    "withdraw": "withdrawn",
    "reopen": "reopened",
    "rate": "rated",
    "wait": "waiting",
    "resume": "taken up again",
    "consult": "asked",
    "answer_consultation": "answered",
    "interim_reply": "message sent",
    "recall": "recalled",
    "reclassify": "correction asked for",
    "close": "closed",
    "reopen_for": "reopened",
    "withdraw_for": "withdrawn",
    "import": "imported",
    "appeal": "appealed",
    "appeal_for": "appealed",
    "conclude_appeal": "told",
    "split": "split asked for",
    "seen": "seen",
    "remind": "reminded",
    "migrate": "under another version",
    "link_fault": "linked",
    "unlink_fault": "unlinked",
}
"""The label of an accepted command, by its name in the contract."""

INTAKE = "Hand in requests"
SESSION = "Say who you are"
WORK = "Find your work"
REVIEW = "Review a request (staff)"
FOLLOW_UP = "Follow up (beneficiary)"
ADMIN = "Staff, policies, calendar"
OPERATIONS = "Operate the system"
SECTIONS = (INTAKE, SESSION, WORK, REVIEW, FOLLOW_UP, ADMIN, OPERATIONS)

GROUPS = {
    "faults": "Faults: many requests with one cause, told and answered together",
    "staff": "Who works here: roles, teams, absences",
    "policy": "Policy packs: begin one, check one, show what is in force",
    "calendar": "The working calendar: show, check, announce closures",
    "advice": "The classifier that advises officers: train it, measure it, correct it",
    "retention": "What is kept for how long: dispose of what has passed its term, hold a request",
    "person": "A person's own data: the whole file of one person",
    "audit": "Prove that the records are whole, and see who looked at what",
    "trust": "Whom the workers trust: keys of channels, services and the local issuer",
    "keys": "The keys that seal what is written of a case: show, rotate, wrap anew",
}
"""Commands that have commands of their own, each in the module of that name."""
