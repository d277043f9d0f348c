"""Labels of the system's codes as people read them, in English and Arabic, and the section names of `--help`."""

from typing import TYPE_CHECKING, NamedTuple

from commands.common.words.language import N_, Language, _, in_arabic, language
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
    from models.case.actor import Actor


class Label(NamedTuple):
    """The label of one code in both languages; the Arabic of the statuses is the real service's (domain §2.3)."""

    en: str
    ar: str

    def of(self, spoken: str) -> str:
        """The label in a language; in English for one that it does not have."""
        return self.ar if spoken == Language.ARABIC else self.en

    @property
    def word(self) -> str:
        """The label in the language of who reads the terminal."""
        return self.of(language())

    @property
    def beside(self) -> str:
        """The Arabic as it stands beside English words for who reads both; empty where the words are Arabic."""
        return "" if in_arabic() else self.ar


def name_of(actor: "Actor") -> str:
    """Who acted, and in whose place."""
    if not actor.stands_in_for:
        return actor.id
    return _("{id} for {stands_in_for}", id=actor.id, stands_in_for=actor.stands_in_for)


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
    Stage.RECEIVED: N_("received"),
    Stage.QUEUED: N_("waiting for an officer"),
    Stage.IN_REVIEW: N_("in review"),
    Stage.AWAITING_APPROVAL: N_("waiting for another person"),
    Stage.AWAITING_BENEFICIARY: N_("waiting for the beneficiary"),
    Stage.AWAITING_THIRD_PARTY: N_("waiting for a third party"),
    Stage.REPLIED: N_("answered by the beneficiary"),
    Stage.RESOLVED: N_("resolved, in follow-up"),
    Stage.CLOSED: N_("closed"),
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
    DisposalResult.DUE: N_("due"),
    DisposalResult.DONE: N_("done"),
    DisposalResult.NO_ERASER: N_("refused: nothing here can destroy the key of a case"),
    DisposalResult.HELD: N_("left: a hold or a notice came in between"),
    DisposalResult.FAILED: N_("failed: the next run tries it again"),
}

EFFECT = {
    Effect.ROUTE: N_("routed"),
    Effect.RETURN_COMPLETION: N_("returned for completion"),
    Effect.RETURN_GUIDANCE: N_("returned with guidance"),
    Effect.MERGE_DUPLICATE: N_("merged with an open request"),
    Effect.LINK_AND_ESCALATE: N_("linked and escalated"),
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
    "claim": N_("taken"),
    "release": N_("released"),
    "assign": N_("assigned"),
    "approve": N_("approved"),
    "reject": N_("rejected"),
    "confirm": N_("confirmed"),
    "send_back": N_("sent back"),
    "ask": N_("returned"),
    "redirect": N_("redirected"),
    "merge": N_("merged"),
    "escalate": N_("escalated"),
    "extend": N_("extended"),
    "note": N_("noted"),
    "prioritise": N_("priority set"),
    "reply": N_("answered"),
    "withdraw": N_("withdrawn"),
    "reopen": N_("reopened"),
    "rate": N_("rated"),
    "wait": N_("waiting"),
    "resume": N_("taken up again"),
    "consult": N_("asked"),
    "answer_consultation": N_("answered"),
    "interim_reply": N_("message sent"),
    "recall": N_("recalled"),
    "reclassify": N_("correction asked for"),
    "close": N_("closed"),
    "reopen_for": N_("reopened"),
    "withdraw_for": N_("withdrawn"),
    "import": N_("imported"),
    "appeal": N_("appealed"),
    "appeal_for": N_("appealed"),
    "conclude_appeal": N_("told"),
    "split": N_("split asked for"),
    "seen": N_("seen"),
    "remind": N_("reminded"),
    "migrate": N_("under another version"),
    "link_fault": N_("linked"),
    "unlink_fault": N_("unlinked"),
}
"""The label of an accepted command, by its name in the contract."""

INTAKE = N_("Hand in requests")
SESSION = N_("Say who you are")
WORK = N_("Find your work")
REVIEW = N_("Review a request (staff)")
FOLLOW_UP = N_("Follow up (beneficiary)")
ADMIN = N_("Staff, policies, calendar")
OPERATIONS = N_("Operate the system")
SECTIONS = (INTAKE, SESSION, WORK, REVIEW, FOLLOW_UP, ADMIN, OPERATIONS)

GROUPS = {
    "faults": N_("Faults: many requests with one cause, told and answered together"),
    "staff": N_("Who works here: roles, teams, absences"),
    "policy": N_("Policy packs: begin one, check one, show what is in force"),
    "calendar": N_("The working calendar: show, check, announce closures"),
    "advice": N_("The classifier that advises officers: train it, measure it, correct it"),
    "retention": N_("What is kept for how long: dispose of what has passed its term, hold a request"),
    "person": N_("A person's own data: the whole file of one person"),
    "audit": N_("Prove that the records are whole, and see who looked at what"),
    "webhooks": N_("Who is told of events by signed messages: add them, see what they were told, replay it"),
    "trust": N_("Whom the workers trust: keys of channels, services and the local issuer"),
    "pages": N_("The pages for beneficiaries: a code to try them by, what was typed, end their sessions"),
    "keys": N_("The keys that seal what is written of a case: show, rotate, wrap anew"),
}
"""Commands that have commands of their own, each in the module of that name."""
