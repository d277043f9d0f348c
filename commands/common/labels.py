"""Labels of the system's codes as people read them, in English and Arabic, and the section names of `--help`."""

from typing import TYPE_CHECKING, NamedTuple

from models.codes import Effect, LogFlaw, Outcome, RemarkCode, Stage, Status
from models.triage.facts import Doubt

if TYPE_CHECKING:
    from activities.absences import Away
    from models.case.commands import Actor


class Label(NamedTuple):
    """The label of one code in both languages; the Arabic of the statuses is the real service's (domain §2.3)."""

    en: str
    ar: str


def name_of(actor: "Actor") -> str:
    """Who acted, and in whose place."""
    return f"{actor.id} for {actor.stands_in_for}" if actor.stands_in_for else actor.id


def stand_ins(away: "Away") -> str:
    """Who stands in for somebody who is away."""
    return f"{' and '.join(away.stand_ins)} stand in" if len(away.stand_ins) > 1 else _one_or_nobody(away.stand_ins)


def _one_or_nobody(names: list[str]) -> str:
    return f"{names[0]} stands in" if names else "nobody stands in"


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
    RemarkCode.FILED_LATER: Label("is later than the request was received", "لاحق لوقت استلام الطلب"),
}

EFFECT = {
    Effect.ROUTE: "routed",
    Effect.RETURN_COMPLETION: "returned for completion",
    Effect.RETURN_GUIDANCE: "returned with guidance",
    Effect.MERGE_DUPLICATE: "merged with an open request",
    Effect.LINK_AND_ESCALATE: "linked and escalated",
}

DOUBT = {
    Doubt.TEXT_ALONE: Label("only the text says it", "لا يذكره إلا نص الطلب"),
    Doubt.UNREAD: Label("the text gives it in words that cannot be read", "مذكور في نص الطلب بصيغة تعذرت قراءتها"),
    Doubt.UNKNOWN_WORD: Label("the relation is no word that the policy knows", "صلة القرابة غير معروفة للنظام"),
    Doubt.UNKNOWN_DOCUMENT: Label("nobody knows what an attachment proves", "لا يُعرف ما يثبته أحد المرفقات"),
    Doubt.CONTRADICTED: Label("something speaks against it", "في الطلب ما يخالفه"),
}
"""Why the first stage left something to a person."""

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
    "reclassify": "correction asked for",
    "close": "closed",
    "reopen_for": "reopened",
    "withdraw_for": "withdrawn",
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
    "staff": "Who works here: roles, teams, absences",
    "policy": "Policy packs: check one, show what is in force",
    "calendar": "The working calendar: show, check, announce closures",
    "advice": "The classifier that advises officers: train it, measure it, correct it",
    "audit": "Prove that the records are whole, and see who looked at what",
    "trust": "Whom the workers trust: keys of channels, services and the local issuer",
}
"""Commands that have commands of their own, each in the module of that name."""
