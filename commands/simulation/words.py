"""What a report of a simulation says, in English and Arabic."""

from commands.common.labels import Label
from simulation.comparing import Why
from simulation.figures import Side

SIDE = {
    Side.IN_TIME: Label("decided in time", "أُنجز في المدة"),
    Side.LATE: Label("decided late", "أُنجز متأخرا"),
    Side.OPEN: Label("open, in time so far", "مفتوح وفي المدة"),
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
    Why.PAUSES: Label("time that did not count", "مدد التوقف"),
    Why.REFUSED: Label("commands refused", "إجراءات مرفوضة"),
    Why.OUTCOME: Label("outcome", "النتيجة"),
}

FIGURE = {
    "cases": Label("cases", "الطلبات"),
    "late": Label("late in all", "المتأخر كله"),
    "late_share": Label("late, of those opened", "نسبة المتأخر"),
    "at_risk": Label("open and at risk", "مفتوح وعلى وشك التأخر"),
    "first_response_late": Label("first response late", "تأخر أول رد"),
    "rungs": Label("rungs reached", "درجات التصعيد"),
    "notices": Label("notices", "الإشعارات"),
    "refused": Label("commands refused", "إجراءات مرفوضة"),
    "elsewhere": Label("commands by a colleague of another team", "إجراءات من فريق آخر"),
}

HEADING = {
    "rungs": Label("Rungs reached", "درجات التصعيد"),
    "notices": Label("Notices by audience and channel", "الإشعارات حسب المتلقي والقناة"),
    "services": Label("Late by service", "المتأخر حسب الخدمة"),
    "load": Label("Load of the teams", "عبء الفرق"),
    "refused": Label("Commands that are refused", "الإجراءات المرفوضة"),
    "changes": Label("Cases that change", "الطلبات التي تتغير"),
}

COLUMN = {
    "what": Label("figure", "المؤشر"),
    "rung": Label("clock and rung", "الساعة والدرجة"),
    "notice": Label("audience and channel", "المتلقي والقناة"),
    "service": Label("service", "الخدمة"),
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
        "مقارنة بمواعيد السجل نفسه: متأخر في الاثنين {both}، هنا فقط {here}، هناك فقط {there}، في غيرهما {neither}",
    ),
    "listed": Label(
        "first {listed} of {changed} changed cases; {sides} of all change sides",
        "أول {listed} من {changed} طلبا تغيرت، منها {sides} تغير حالها من المدة أو إليها",
    ),
    "passed_over": Label(
        "{left} passed over: of other packs, erased or unreadable", "لم يُحسب {left}: من سياسات أخرى أو ممحوة أو لا تُقرأ"
    ),
}

PAGE = {
    "title": Label("Simulation of a policy", "محاكاة سياسة"),
    "as_of": Label("Time passes up to", "يمضي الوقت حتى"),
    "numbers": Label("The numbers of this chart", "أرقام هذا الرسم"),
    "nothing": Label("Nothing here.", "لا شيء هنا."),
    "sides": Label("How the requests stand to their promise", "حال الطلبات من المدة الموعودة"),
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
