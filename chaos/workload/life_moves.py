"""What happens in each life: who gives which commands, in which order, and which of them at once."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from bench.cases import REASON, TEMPLATE
from chaos.system.packs import ASKED, GIVING, TWO_PERSONS


class Who(StrEnum):
    """Who makes a move."""

    OFFICER = "officer"
    SECOND = "second"
    """Another officer of the team."""
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    MEMBER = "member"
    """Of a team that gives its cases: whoever makes such a move was given the case before."""
    CLERK = "clerk"
    """Of the team that is waited for, and asked."""
    CITIZEN = "citizen"


OFFICER, SECOND, SUPERVISOR, DIRECTOR, MEMBER, CLERK, CITIZEN = Who
INTO_TWIN = "twin"
"""Stands for the reference of another open case of the same person."""

_REPLY = {"template": TEMPLATE}
_APPROVAL = {"reason": REASON, "reply": _REPLY}
_REJECTION = {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}}
_QUESTION = {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}}
_ANSWER = {"text": "رقم الإيصال مرفق في الطلب."}
_AGAIN = {"text": "جربت الخدمة مرة أخرى وظهرت الرسالة نفسها."}
_ELSEWHERE = {"authority": "traffic", "reason": "other_authority", "reply": {"text": "نأمل مراجعة إدارة المرور."}}

_FAULT = "FT-7K3M-9QXD-2VHA-K"
_MISTAKEN = {"note": "القالب خطأ"}
_ASKED_FOR = {"requested_by": "applicant", "way": "phone"}
_UPHELD = {"reason": "decision_upheld", "reply": {"template": "appeal_denied"}}
APPEALS = ("appeal", "appeal_for")

Move = tuple[Who, str, Mapping[str, Any]]
"""Who, which verb, and its fields."""
_CLAIM: Move = (OFFICER, "claim", {})
_APPROVE: Move = (OFFICER, "approve", _APPROVAL)
_REJECT: Move = (OFFICER, "reject", _REJECTION)
_REOPEN: Move = (CITIZEN, "reopen", _AGAIN)
_SECOND_CLAIMS: Move = (SECOND, "claim", {})

LIVES: Mapping[str, tuple[Move, ...]] = {
    "three rounds": (
        _CLAIM, _APPROVE, _REOPEN, _SECOND_CLAIMS, (SECOND, "reject", _REJECTION), _REOPEN, _CLAIM, _APPROVE,
        (CITIZEN, "rate", {"score": 4}),
    ),
    "two persons": (
        _CLAIM, _APPROVE, (SUPERVISOR, "send_back", {"note": "المستند غير مقروء"}), _APPROVE,
        (SUPERVISOR, "confirm", {}), _REOPEN, _CLAIM, _APPROVE, (DIRECTOR, "confirm", {}),
    ),
    "asked twice": (
        _CLAIM, (OFFICER, "ask", _QUESTION), (CITIZEN, "reply", _ANSWER), (OFFICER, "ask", _QUESTION),
        (CITIZEN, "reply", _ANSWER), _APPROVE, (CITIZEN, "rate", {"score": 5, "comment": "شكرا"}),
    ),
    "handed on": (
        _CLAIM, (OFFICER, "release", {}), _SECOND_CLAIMS, (SUPERVISOR, "assign", {"to": OFFICER}),
        (SUPERVISOR, "extend", {"by": timedelta(minutes=90), "note": "بانتظار المنفذ"}),
        (DIRECTOR, "migrate", {"version": "another", "why": "مدد جديدة"}),
        (SUPERVISOR, "prioritise", {"priority": "urgent"}), (OFFICER, "escalate", {"to": "manager"}),
        (OFFICER, "note", {"text": "تم الاتصال بالفرع"}), _REJECT,
    ),
    "to another team": (
        _CLAIM, (SECOND, "link_fault", {"fault": _FAULT, "known": True}),
        (OFFICER, "unlink_fault", {"fault": _FAULT, "note": "رسالة أخرى"}),
        (OFFICER, "redirect", {"team": "payments", "reason": "other_team"}), (DIRECTOR, "claim", {}),
        (DIRECTOR, "approve", _APPROVAL),
    ),
    "shared out": (
        _CLAIM, (OFFICER, "redirect", {"team": GIVING, "reason": "other_team"}), (CITIZEN, "remind", {}),
        (MEMBER, "interim_reply", {"reply": _REPLY}), (MEMBER, "release", {}), (DIRECTOR, "claim", {}),
        (DIRECTOR, "approve", _APPROVAL),
    ),
    "to an authority": (_CLAIM, (OFFICER, "redirect", _ELSEWHERE)),
    "merged": (_CLAIM, (OFFICER, "merge", {"into": INTO_TWIN})),
    "merged astray": (_CLAIM, (OFFICER, "merge", {"into": INTO_TWIN})),
    "withdrawn": (_CLAIM, (OFFICER, "note", {"text": "بانتظار المستفيد"}), (CITIZEN, "withdraw", {})),
    "rated low": (
        _CLAIM, _APPROVE, (CITIZEN, "rate", {"score": 1, "comment": "لم تحل"}), _SECOND_CLAIMS,
        (SECOND, "approve", _APPROVAL), _REOPEN, _CLAIM, _REJECT,
    ),
    "waited": (
        _CLAIM, (OFFICER, "wait", {"party": "foreign_affairs", "reason": "verification"}),
        (OFFICER, "resume", {"answer": "لا مانع لدينا"}), (OFFICER, "interim_reply", {"reply": _REPLY}),
        (OFFICER, "ask", _QUESTION), (SUPERVISOR, "resume", {"note": "وصل الجواب بطريق آخر"}), _APPROVE,
        (SUPERVISOR, "reopen_for", {**_ASKED_FOR, "text": "اتصل المستفيد"}), _CLAIM, _APPROVE,
        (OFFICER, "close", _ASKED_FOR),
    ),
    "waited for a team": (
        _CLAIM, (OFFICER, "wait", {"party": ASKED, "reason": "fault_repair"}),
        (CLERK, "resume", {"answer": "صحح القيد"}), _APPROVE,
    ),
    "consulted": (
        _CLAIM, (OFFICER, "consult", {"to": ASKED, "question": "هل القيد موجود؟"}),
        (CLERK, "answer_consultation", {"answer": "موجود"}),
        (OFFICER, "reclassify", {"problem": "technical_error", "note": "صنف خطأ"}),
        (SUPERVISOR, "withdraw_for", _ASKED_FOR),
    ),
    "recalled": (
        _CLAIM, (OFFICER, "ask", _QUESTION), (OFFICER, "recall", _MISTAKEN), _APPROVE,
        (SUPERVISOR, "recall", _MISTAKEN), (OFFICER, "interim_reply", {"reply": _REPLY}), _REJECT, _REOPEN,
        _SECOND_CLAIMS, (SECOND, "approve", _APPROVAL), (CITIZEN, "rate", {"score": 5}),
    ),
    "imported": (
        (DIRECTOR, "import", {}), (SUPERVISOR, "resume", {"note": "وصل الجواب بالهاتف"}), _CLAIM, _APPROVE, _REOPEN,
        _SECOND_CLAIMS, (SECOND, "reject", _REJECTION),
    ),
    "appealed": (
        _CLAIM, _REJECT, (CITIZEN, "appeal", {"text": "لم ينظر في المستند المرفق."}), (DIRECTOR, "claim", {}),
        (DIRECTOR, "reject", _UPHELD),
    ),
    "appealed for": (
        _CLAIM, _REJECT, (SUPERVISOR, "appeal_for", {**_ASKED_FOR, "text": "اتصل المستفيد"}),
        (SUPERVISOR, "claim", {}), (CITIZEN, "withdraw", {}),
    ),
    "split": (
        (CITIZEN, "remind", {}), _CLAIM, (OFFICER, "ask", {**_QUESTION, "documents": ("passport_copy",)}),
        (CITIZEN, "reply", _ANSWER), (SECOND, "seen", {"documents": ("passport_copy",)}),
        (OFFICER, "split", {"service": TWO_PERSONS, "note": "الشطر الثاني عن إلغاء التأشيرة"}), _APPROVE,
    ),
}  # fmt: skip
"""By name of a life: its moves after the opening, or from its import on. What comes after an appeal is given to the
case of the appeal."""
ASTRAY = "merged astray"


class Race(NamedTuple):
    """A life whose last moves are sent at once; what may come of each race says `chaos.checks.race_rules`."""

    before: tuple[Move, ...]
    at_once: tuple[Move, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """All its moves."""
        return (*self.before, *self.at_once)


_WAIT: Move = (SECOND, "wait", {"party": "foreign_affairs", "reason": "verification"})
_APPEAL: Move = (CITIZEN, "appeal", {"text": "لم ينظر في المستند المرفق."})
_QUESTION_TO_OTHERS: Move = (OFFICER, "consult", {"to": ASKED, "question": "هل القيد موجود؟"})
_CORRECTION: Move = (SECOND, "reclassify", {"problem": "technical_error", "note": "صنف خطأ"})
_SPLIT: Move = (SECOND, "split", {"service": TWO_PERSONS, "note": "الشطر الثاني عن إلغاء التأشيرة"})
RACES: Mapping[str, Race] = {
    "approval and withdrawal": Race((_CLAIM,), (_APPROVE, (CITIZEN, "withdraw", {}))),
    "approval and wait": Race(
        (_CLAIM,), (_APPROVE, (SECOND, "wait", {"party": "foreign_affairs", "reason": "verification"}))
    ),
    "approval and answer": Race(
        (_CLAIM, _QUESTION_TO_OTHERS), (_APPROVE, (DIRECTOR, "answer_consultation", {"answer": "موجود"}))
    ),
    "approval and split": Race((_CLAIM,), (_APPROVE, _SPLIT)),
    "approval and reminder": Race((_CLAIM,), (_APPROVE, (CITIZEN, "remind", {}))),
    "approval and correction": Race((_CLAIM,), (_APPROVE, (SUPERVISOR, "confirm", {}), _CORRECTION)),
    "resumption and reply": Race(
        (_CLAIM, (OFFICER, "ask", _QUESTION)),
        ((SUPERVISOR, "resume", {"note": "وصل الجواب بطريق آخر"}), (CITIZEN, "reply", _ANSWER)),
    ),
    "two appeals": Race(
        (_CLAIM, _REJECT), (_APPEAL, (SUPERVISOR, "appeal_for", {**_ASKED_FOR, "text": "اتصل المستفيد"}))
    ),
    "appeal and reopening": Race(
        (_CLAIM, _REJECT), ((CITIZEN, "appeal", {"text": "لم ينظر في المستند المرفق."}), _REOPEN)
    ),
    "closing and reopening": Race((_CLAIM, _APPROVE), ((SUPERVISOR, "close", _ASKED_FOR), _REOPEN)),
    "recall and reopening": Race((_CLAIM, _REJECT), ((OFFICER, "recall", _MISTAKEN), _REOPEN)),
    "two imports": Race((), ((DIRECTOR, "import", {}), (DIRECTOR, "import", {"used": timedelta(minutes=45)}))),
}
"""By name of a race. The two imports say otherwise where the case stands."""
TWO_PERSONS_DECIDE = frozenset({"two persons", "approval and correction"})
"""The lives whose service needs a second person."""
RECALLED = frozenset({"recalled", "recall and reopening"})
"""Those whose replies can be recalled; each ends with what lets the last one go."""
IMPORTS = frozenset({"imported", "two imports"})
"""The lives that another system had begun."""
