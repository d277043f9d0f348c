"""What happened to a case, in words for the person it is about, in both languages; a sentence for every event."""

from collections.abc import Callable, Iterator, Mapping
from string import Template
from typing import Any

from commands.common.terminal import working
from commands.common.words.labels import OUTCOME, Label
from commands.persons.words import CHANNEL, CLOCK, FIRST_STAGE, PRIORITY, Wording
from models.case import events
from models.case.actor import Actor
from models.case.events import Body, Event
from models.codes import PartyKind
from models.policy import CasePolicy

SENTENCES: dict[type[Body], Label] = {
    events.Opened: Label("The request was received: $service", "ورد الطلب: $service"),
    events.Imported: Label("$who brought it here from another system: $service", "نقله $who من نظام آخر: $service"),
    events.Assessed: Label("Looked at automatically: $assessment", "فُرز آليًا: $assessment"),
    events.Claimed: Label("$who took it", "استلمه $who"),
    events.Released: Label("$who put it back", "أعاده $who إلى قائمة الانتظار"),
    events.Assigned: Label("$who gave it to $to", "أسنده $who إلى $to"),
    events.Proposed: Label("$who proposed: $outcome ($reason)", "اقترح $who: $outcome ($reason)"),
    events.Confirmed: Label("$who agreed to the proposal", "وافق $who على المقترح"),
    events.SentBack: Label("$who sent the proposal back", "أعاد $who المقترح"),
    events.Resolved: Label("$who decided: $outcome ($reason)", "قرر $who: $outcome ($reason)"),
    events.Asked: Label("$who asked for: $documents ($reason)", "طلب $who: $documents ($reason)"),
    events.Reminded: Label("A reminder to answer by $due", "تذكير بالرد قبل $due"),
    events.Replied: Label("The applicant answered", "رد مقدم الطلب"),
    events.Redirected: Label("$who handed it to $team ($reason)", "أحاله $who إلى $team ($reason)"),
    events.Merged: Label("It was joined to $into", "ضُم إلى $into"),
    events.RungReached: Label("Its time ran on: $clock", "مضى جزء من المدة: $clock"),
    events.Breached: Label("The time ran out: $clock, due $due", "انتهت المدة: $clock، والموعد $due"),
    events.Escalated: Label("It was escalated $priority", "صُعّد الطلب $priority"),
    events.Extended: Label("$who added $by of working time", "مدد $who المدة $by"),
    events.Noted: Label("$who noted", "دوّن $who ملاحظة"),
    events.Reprioritised: Label("$who set the priority: $priority", "حدد $who الأولوية: $priority"),
    events.Withdrawn: Label("It was taken back", "سُحب الطلب"),
    events.Reopened: Label("It was reopened", "أُعيد فتحه"),
    events.Rated: Label("Rated $score of 5", "قُيّم بـ $score من 5"),
    events.Closed: Label("Closed: $outcome", "أُغلق: $outcome"),
    events.CalendarChanged: Label("The working calendar changed", "تغير تقويم العمل"),
    events.Migrated: Label("The promised times were set anew: $why", "أُعيد تحديد المدد: $why"),
    events.NoticeSent: Label("A notice went out by $channel", "أُرسل إشعار عبر $channel"),
    events.NoticeFailed: Label("A notice by $channel could not be delivered", "تعذر إرسال إشعار عبر $channel"),
    events.SignalRefused: Label("A message was refused", "رُفضت رسالة"),
    events.Reconciled: Label("The records were repaired", "أُصلح السجل"),
    events.Resumed: Label("It was started again after a fault", "استؤنف بعد عطل"),
    events.Erased: Label("$who had it erased", "محاه $who"),
    events.WaitBegun: Label("$who waits for the answer of $party", "ينتظر $who رد $party"),
    events.WaitEnded: Label("The wait ended", "انتهى الانتظار"),
    events.TakenUp: Label("$who went on without waiting for the answer", "تابع $who دون انتظار الرد"),
    events.Chased: Label("A reminder of the answer that is owed by $due", "تذكير بالرد المطلوب قبل $due"),
    events.Consulted: Label("$who asked $to a question", "استشار $who $to"),
    events.ConsultationAnswered: Label("$who entered the answer to the question", "أدخل $who جواب الاستشارة"),
    events.InterimReplied: Label("$who wrote without a decision", "كتب $who دون قرار"),
    events.ReclassificationAsked: Label("$who corrected what it is about", "صحح $who موضوع الطلب"),
    events.Reclassified: Label("What it is about was corrected: $service", "صُحح موضوع الطلب: $service"),
    events.NotReclassified: Label("What it is about stays as it was", "بقي موضوع الطلب كما كان"),
    events.Appealed: Label("The result was appealed: $appeal", "قُدم تظلم من النتيجة برقم $appeal"),
    events.AppealOpened: Label("The appeal $appeal is with $team", "أُحيل التظلم رقم $appeal إلى $team"),
    events.AppealConcluded: Label("What came of the appeal $appeal: $outcome", "نتيجة التظلم رقم $appeal: $outcome"),
    events.SplitAsked: Label("$who made a second matter a request of its own", "فصل $who موضوعًا ثانيًا في طلب مستقل"),
    events.SplitOff: Label("The second matter became $second: $service", "صار الموضوع الثاني الطلب $second: $service"),
    events.NotSplit: Label("The second matter stays part of this request", "بقي الموضوع الثاني ضمن هذا الطلب"),
    events.DocumentsSeen: Label("$who saw: $documents", "اطلع $who على: $documents"),
    events.ReminderGiven: Label("The applicant reminded us", "أرسل مقدم الطلب تذكيرًا"),
    events.SharedOut: Label("It was given to $to", "أُسند إلى $to"),
    events.FaultLinked: Label("It is one of the fault $fault", "رُبط بالعطل رقم $fault"),
    events.FaultKnown: Label("The fault $fault is known", "العطل رقم $fault معروف"),
    events.FaultUnlinked: Label("$who took it off the fault $fault", "فصله $who عن العطل رقم $fault"),
    events.Recalled: Label("$who took a reply back before it was sent", "استرد $who ردًا قبل إرساله"),
    events.ReplyFinal: Label("The reply was released to be sent", "أُطلق الرد للإرسال"),
    events.NobodyAvailable: Label("Nobody of the team was available", "لم يتوفر أحد من الفريق"),
}
_TEXTS = ("text", "question", "answer", "note", "comment", "questions")
"""The fields of events in which people wrote."""


def sentence(event: Event, policy: CasePolicy, words: Wording) -> str:
    """What happened, in one sentence."""
    body = event.body
    values = {name: _value(name, value, policy, words) for name, value in body if value is not None}
    who = words.who(event.actor.id, event.actor.role, event.actor.stands_in_for, policy.pack)
    known = {"who": who, "priority": "", "documents": "", "reason": "", "service": "", **values}
    text = Template(words.of(SENTENCES[type(body)])).safe_substitute(known)
    return text.replace(" ()", "").rstrip(": ")


def written(event: Event, words: Wording) -> Iterator[str]:
    """What people wrote in an event: the official reply, notes, questions, an answer."""
    reply = getattr(event.body, "reply", None)
    if isinstance(reply, events.OfficialReply):
        yield words.of(reply)
    if isinstance(event.body, events.Imported) and event.body.standing.asked:
        yield from event.body.standing.asked.questions
    for name in _TEXTS:
        value = getattr(event.body, name, None)
        yield from (value,) if isinstance(value, str) else value or ()


def _value(name: str, value: Any, policy: CasePolicy, words: Wording) -> str:
    """A field of an event in words."""
    if name in _TITLES:
        codes = value if isinstance(value, tuple) else (value,)
        return words.listed(words.title(policy.pack, _TITLES[name], code) for code in codes)
    if name in _LABELS:
        return words.code_of(policy.pack, _LABELS[name], value)
    return _OTHERS[name](value, policy, words) if name in _OTHERS else str(value)


def _asked(whom: Actor | str, policy: CasePolicy, words: Wording) -> str:
    """Somebody to whom a case or a question was given."""
    return _party(whom, policy, words) if isinstance(whom, str) else words.who(whom.id, whom.role)


def _party(code: str, policy: CasePolicy, words: Wording) -> str:
    """The title of a team, an authority or a vendor."""
    kind = policy.party_kind(code)
    return words.title(policy.pack, _PARTIES[kind], code) if kind else code


_PARTIES = {PartyKind.TEAM: "teams", PartyKind.AUTHORITY: "authorities", PartyKind.VENDOR: "vendors"}
_TITLES = {"team": "teams", "service": "services", "documents": "documents"}
"""Fields with codes of a pack, and the table that has their titles."""
_LABELS: Mapping[str, Mapping[Any, Label]] = {
    "priority": PRIORITY,
    "clock": CLOCK,
    "channel": CHANNEL,
    "outcome": OUTCOME,
}
_OTHERS: Mapping[str, Callable[[Any, CasePolicy, Wording], str]] = {
    "assessment": lambda value, policy, words: words.code(FIRST_STAGE, value.effect),
    "due": lambda value, policy, words: words.moment(value),
    "reason": lambda value, policy, words: words.reason(policy, value),
    "to": _asked,
    "party": _party,
    "by": lambda value, policy, words: str(value) if isinstance(value, str) else working(value),
}
