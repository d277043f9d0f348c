"""What a report of a simulation says, in English and Arabic."""

from commands.common.words.labels import Label
from models.codes import Audience
from simulation.comparing import Why
from simulation.figures import Side

SIDE = {
    Side.IN_TIME: Label("decided in time", "أُنجز في الموعد"),
    Side.LATE: Label("decided late", "أُنجز متأخرًا"),
    Side.OPEN: Label("open, in time so far", "مفتوح وفي الموعد"),
    Side.OPEN_LATE: Label("open and late", "مفتوح ومتأخر"),
    Side.NOT_OPENED: Label("not opened", "لم يُفتح"),
}

WHY = {
    Why.NOT_OPENED: Label("one policy does not open it", "لا تفتحه إحدى السياستين"),
    Why.FIRST_STAGE: Label("first stage", "الفرز الآلي"),
    Why.PRIORITY: Label("priority", "الأولوية"),
    Why.TEAM: Label("team", "الفريق"),
    Why.PROMISE: Label("promise", "المدة الموعودة"),
    Why.START: Label("counted from another instant", "بداية الاحتساب"),
    Why.CALENDAR: Label("calendar", "التقويم"),
    Why.PAUSES: Label("time that did not count", "مدد توقف الاحتساب"),
    Why.REFUSED: Label("commands refused", "إجراءات مرفوضة"),
    Why.OUTCOME: Label("outcome", "النتيجة"),
}

AS_RECORDED = Label("as recorded", "كما سُجل")
"""The policy that each case was opened under."""

AUDIENCE = {
    Audience.BENEFICIARY: Label("beneficiary", "المستفيد"),
    Audience.ASSIGNEE: Label("holder", "المسؤول عن الطلب"),
    Audience.ESCALATION: Label("of an escalation", "من يصل إليه التصعيد"),
    Audience.TEAM: Label("team", "الفريق"),
    Audience.SUPERVISOR: Label("supervisor", "المشرف"),
    Audience.DIRECTOR: Label("director", "المدير"),
    Audience.THIRD_PARTY: Label("third party", "الطرف الثالث"),
}

FIGURE = {
    "cases": Label("cases", "الطلبات"),
    "late": Label("late in all", "مجموع المتأخر"),
    "late_share": Label("late, of those opened", "نسبة المتأخر"),
    "at_risk": Label("open and at risk", "مفتوح ويُخشى تأخره"),
    "first_response_late": Label("first response late", "تأخر الرد الأول"),
    "rungs": Label("rungs reached", "درجات التصعيد"),
    "notices": Label("notices", "الإشعارات"),
    "refused": Label("commands refused", "إجراءات مرفوضة"),
    "elsewhere": Label("commands by a colleague of another team", "إجراءات من فريق آخر"),
}

HEADING = {
    "rungs": Label("Rungs reached", "درجات التصعيد"),
    "notices": Label("Notices by audience and channel", "الإشعارات حسب المتلقي والقناة"),
    "services": Label("Late by service", "المتأخر حسب الخدمة"),
    "load": Label("Load of the teams", "حمل الفرق"),
    "refused": Label("Commands that are refused", "الإجراءات المرفوضة"),
    "changes": Label("Cases that change", "الطلبات التي تتغير"),
}

COLUMN = {
    "what": Label("figure", "المؤشر"),
    "rung": Label("clock and rung", "المدة ودرجة التصعيد"),
    "notice": Label("audience and channel", "المتلقي والقناة"),
    "service": Label("service", "الخدمة"),
    "service_title": Label("service title", "اسم الخدمة"),
    "reference": Label("reference", "رقم الطلب"),
    "team_before": Label("team before", "الفريق قبل"),
    "team_after": Label("team after", "الفريق بعد"),
    "team": Label("team", "الفريق"),
    "policy": Label("policy", "السياسة"),
    "arrivals": Label("arrivals", "الواردة"),
    "acts": Label("acts of staff", "إجراءات الموظفين"),
    "busiest": Label("busiest hour", "ساعة الذروة"),
    "command": Label("command and reason", "الإجراء والسبب"),
    "case": Label("case", "الطلب"),
    "before": Label("before", "قبل"),
    "after": Label("after", "بعد"),
    "due_before": Label("due before", "الموعد قبل"),
    "due_after": Label("due after", "الموعد بعد"),
    "why": Label("why", "السبب"),
}

SENTENCE = {
    "own_dates": Label(
        "beside the log's own dates: {both} late in both, {here} here alone, {there} there alone, {neither} in neither",
        "مقارنةً بمواعيد السجل نفسه: المتأخر في كليهما {both}، وهنا فقط {here}، وفي السجل فقط {there}،"
        " وغير المتأخر فيهما {neither}",
    ),
    "listed": Label(
        "first {listed} of {changed} changed cases; {sides} of all change sides",
        "المعروض أول {listed} من الطلبات التي تغيرت وعددها {changed}، ومنها {sides} صارت متأخرة أو لم تعد متأخرة",
    ),
    "passed_over": Label(
        "{left} passed over: of other packs, erased or unreadable",
        "طلبات لم تُحسب: {left}، لأنها تتبع سياسة أخرى أو مُحيت أو تتعذر قراءتها",
    ),
}

PAGE = {
    "title": Label("Simulation of a policy", "محاكاة سياسة"),
    "as_of": Label("Time passes up to", "محسوب حتى"),
    "numbers": Label("The numbers of this chart", "أرقام هذا الرسم"),
    "nothing": Label("Nothing here.", "لا شيء هنا."),
    "sides": Label("How the requests stand to their promise", "حال الطلبات من حيث المدة الموعودة"),
    "sides_meaning": Label(
        "Late is a request whose promise was broken at any time.", "المتأخر طلب تجاوز مدته الموعودة في أي وقت."
    ),
    "services_meaning": Label("Late requests of each service.", "الطلبات المتأخرة في كل خدمة."),
    "rungs_meaning": Label("Rungs of escalation ladders that were reached.", "درجات التصعيد التي بُلغت."),
    "notices_meaning": Label("Notices that the policy sends.", "الإشعارات التي ترسلها السياسة."),
    "load_meaning": Label("What staff did for each team.", "ما أنجزه الموظفون لكل فريق."),
    "hours": Label("Work of staff by hour", "عمل الموظفين حسب الساعة"),
    "hours_meaning": Label("What staff did, by the hour of the local day.", "ما أنجزه الموظفون حسب ساعة اليوم."),
    "hour": Label("Hour", "الساعة"),
}


def said(label: Label, language: str) -> str:
    """A label in a language."""
    return label.ar if language == "ar" else label.en


def named(policy: str, language: str) -> str:
    """What a policy is called: a pack with its version, or that cases are as they were recorded."""
    return said(AS_RECORDED, language) if policy == AS_RECORDED.en else policy
