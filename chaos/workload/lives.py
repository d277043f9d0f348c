"""The plan of whole lives, from its seed: every verb of a case, up to three rounds, each step through some entry point.

Every client process derives the same plan from the same few figures.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

from bench.cases import REASON, TEAM, TEMPLATE, request_json, residence_number
from chaos.seeded import seeded_random
from chaos.system.packs import DIRECTOR, OFFICERS, ONE_PERSON, SUPERVISOR, TWO_PERSONS
from chaos.workload.entry_points import EntryPointKind
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.intake.reference import appeal_id, derive_reference
from models.intake.request import read_request

LIVES_PLAN = "lives.json"
VERBS = frozenset(each.model_fields["kind"].default for each in get_args(AnyCommand))
"""The kinds of all commands of a case: each takes effect in every run."""

_OFFICER, _SECOND, _SUPERVISOR, _DIRECTOR, _CITIZEN = "officer", "second", "supervisor", "director", "citizen"
_INTO_TWIN = "twin"
"""Stands for the reference of another open case of the same person."""

_REPLY = {"template": TEMPLATE}
_APPROVAL = {"reason": REASON, "reply": _REPLY}
_REJECTION = {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}}
_QUESTION = {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}}
_ANSWER = {"text": "رقم الإيصال مرفق في الطلب."}
_AGAIN = {"text": "جربت الخدمة مرة أخرى وظهرت الرسالة نفسها."}
_ELSEWHERE = {"authority": "traffic", "reason": "other_authority", "reply": {"text": "نأمل مراجعة إدارة المرور."}}

_ASKED_FOR = {"requested_by": "applicant", "way": "phone"}
_UPHELD = {"reason": "decision_upheld", "reply": {"template": "appeal_denied"}}
_APPEALS = ("appeal", "appeal_for")

Move = tuple[str, str, Mapping[str, Any]]
"""Who, which verb, and its fields."""
_CLAIM: Move = (_OFFICER, "claim", {})
_APPROVE: Move = (_OFFICER, "approve", _APPROVAL)
_REJECT: Move = (_OFFICER, "reject", _REJECTION)
_REOPEN: Move = (_CITIZEN, "reopen", _AGAIN)
_SECOND_CLAIMS: Move = (_SECOND, "claim", {})

LIVES: Mapping[str, tuple[Move, ...]] = {
    "three rounds": (
        _CLAIM, _APPROVE, _REOPEN, _SECOND_CLAIMS, (_SECOND, "reject", _REJECTION), _REOPEN, _CLAIM, _APPROVE,
        (_CITIZEN, "rate", {"score": 4}),
    ),
    "two persons": (
        _CLAIM, _APPROVE, (_SUPERVISOR, "send_back", {"note": "المستند غير مقروء"}), _APPROVE,
        (_SUPERVISOR, "confirm", {}), _REOPEN, _CLAIM, _APPROVE, (_DIRECTOR, "confirm", {}),
    ),
    "asked twice": (
        _CLAIM, (_OFFICER, "ask", _QUESTION), (_CITIZEN, "reply", _ANSWER), (_OFFICER, "ask", _QUESTION),
        (_CITIZEN, "reply", _ANSWER), _APPROVE, (_CITIZEN, "rate", {"score": 5, "comment": "شكرا"}),
    ),
    "handed on": (
        _CLAIM, (_OFFICER, "release", {}), _SECOND_CLAIMS, (_SUPERVISOR, "assign", {"to": _OFFICER}),
        (_SUPERVISOR, "extend", {"by": timedelta(minutes=90), "note": "بانتظار المنفذ"}),
        (_SUPERVISOR, "prioritise", {"priority": "urgent"}), (_OFFICER, "escalate", {"to": "manager"}),
        (_OFFICER, "note", {"text": "تم الاتصال بالفرع"}), _REJECT,
    ),
    "to another team": (
        _CLAIM, (_OFFICER, "redirect", {"team": "payments", "reason": "other_team"}), (_DIRECTOR, "claim", {}),
        (_DIRECTOR, "approve", _APPROVAL),
    ),
    "to an authority": (_CLAIM, (_OFFICER, "redirect", _ELSEWHERE)),
    "merged": (_CLAIM, (_OFFICER, "merge", {"into": _INTO_TWIN})),
    "merged astray": (_CLAIM, (_OFFICER, "merge", {"into": _INTO_TWIN})),
    "withdrawn": (_CLAIM, (_OFFICER, "note", {"text": "بانتظار المستفيد"}), (_CITIZEN, "withdraw", {})),
    "rated low": (
        _CLAIM, _APPROVE, (_CITIZEN, "rate", {"score": 1, "comment": "لم تحل"}), _SECOND_CLAIMS,
        (_SECOND, "approve", _APPROVAL), _REOPEN, _CLAIM, _REJECT,
    ),
    "waited": (
        _CLAIM, (_OFFICER, "wait", {"party": "foreign_affairs", "reason": "verification"}),
        (_OFFICER, "resume", {"answer": "لا مانع لدينا"}), (_OFFICER, "interim_reply", {"reply": _REPLY}),
        (_OFFICER, "ask", _QUESTION), (_SUPERVISOR, "resume", {"note": "وصل الجواب بطريق آخر"}), _APPROVE,
        (_SUPERVISOR, "reopen_for", {**_ASKED_FOR, "text": "اتصل المستفيد"}), _CLAIM, _APPROVE,
        (_OFFICER, "close", _ASKED_FOR),
    ),
    "consulted": (
        _CLAIM, (_OFFICER, "consult", {"to": "records_unit", "question": "هل القيد موجود؟"}),
        (_DIRECTOR, "answer_consultation", {"answer": "موجود"}),
        (_OFFICER, "reclassify", {"problem": "technical_error", "note": "صنف خطأ"}),
        (_SUPERVISOR, "withdraw_for", _ASKED_FOR),
    ),
    "imported": (
        (_DIRECTOR, "import", {}), (_SUPERVISOR, "resume", {"note": "وصل الجواب بالهاتف"}), _CLAIM, _APPROVE, _REOPEN,
        _SECOND_CLAIMS, (_SECOND, "reject", _REJECTION),
    ),
    "appealed": (
        _CLAIM, _REJECT, (_CITIZEN, "appeal", {"text": "لم ينظر في المستند المرفق."}), (_DIRECTOR, "claim", {}),
        (_DIRECTOR, "reject", _UPHELD),
    ),
    "appealed for": (
        _CLAIM, _REJECT, (_SUPERVISOR, "appeal_for", {**_ASKED_FOR, "text": "اتصل المستفيد"}),
        (_SUPERVISOR, "claim", {}), (_CITIZEN, "withdraw", {}),
    ),
    "split": (
        (_CITIZEN, "remind", {}), _CLAIM, (_OFFICER, "ask", {**_QUESTION, "documents": ("passport_copy",)}),
        (_CITIZEN, "reply", _ANSWER), (_SECOND, "seen", {"documents": ("passport_copy",)}),
        (_OFFICER, "split", {"service": TWO_PERSONS, "note": "الشطر الثاني عن إلغاء التأشيرة"}), _APPROVE,
    ),
    "raced": (_CLAIM, _APPROVE, (_CITIZEN, "withdraw", {})),
}  # fmt: skip
"""By name of a life: its moves after the opening, or from its import on. Of the last one, approval and withdrawal are
sent at once. What comes after an appeal is given to the case of the appeal."""
RACED, ASTRAY, IMPORTED, _NAMES = "raced", "merged astray", "imported", tuple(LIVES)
_TWO_PERSONS = frozenset({"two persons"})

_ENTRY_POINTS = {
    EntryPointKind.MODULE: 28,
    EntryPointKind.PLAIN_SDK: 28,
    EntryPointKind.COMMAND_LINE: 20,
    EntryPointKind.TEMPORAL_UPDATE: 16,
    EntryPointKind.TEMPORAL_SIGNAL: 8,
}
"""How many of a hundred messages go through each entry point."""
_OTHERS = 2_500
"""How far the person is whose case is mistaken for one of the same person."""
_LOOKED_AFTER = 0.7
"""Share of the signals whose sender then gives the same command by an update, to see what became of it."""


@dataclass(frozen=True)
class LifeStep:
    """One message of a life and its entry point. A signal may be given `again`, under the same id, for its answer."""

    command: AnyCommand
    entry_point: EntryPointKind
    again: bool
    of_appeal: bool = False
    """It is given to the case of the appeal that was raised before."""


@dataclass(frozen=True)
class LivesPlan:
    """The figures of a run: `began` is its start and the submission of every request; they come in within `seconds`."""

    seed: int
    began: datetime
    seconds: float
    cases: int

    @classmethod
    def read(cls, folder: Path) -> "LivesPlan":
        """Read the plan from the folder of a run."""
        figures = json.loads((folder / LIVES_PLAN).read_text())
        return cls(**figures | {"began": datetime.fromisoformat(figures["began"])})

    def write(self, folder: Path) -> None:
        """Write the plan into the folder of a run, for its clients."""
        (folder / LIVES_PLAN).write_text(json.dumps(asdict(self) | {"began": self.began.isoformat()}))

    def arrival(self, number: int) -> datetime:
        """When the request of a case is sent."""
        return self.began + timedelta(seconds=self.seconds * number / self.cases)

    def life(self, number: int) -> str:
        """The name of the life of a case: the first cases have one of each, the others any."""
        if number < len(_NAMES):
            return _NAMES[number]
        return seeded_random(self.seed, "whole life", number).choice(_NAMES)

    def request_json(self, number: int) -> dict[str, Any]:
        """The request of a case as its source sends it, the same on every try."""
        service = TWO_PERSONS if self.life(number) in _TWO_PERSONS else ONE_PERSON
        sent = self._request(f"lives{self.seed}-C{number}", number, service)
        return sent | {"submitted_at": self._begun_before.isoformat()} if self.life(number) == IMPORTED else sent

    def twin_json(self, number: int) -> dict[str, Any]:
        """Another request, for another service, into which the case is merged: of the same person, or astray."""
        person = number + _OTHERS if self.life(number) == ASTRAY else number
        return self._request(f"lives{self.seed}-T{number}", person, TWO_PERSONS)

    def has_twin(self, number: int) -> bool:
        """Whether a second request comes first."""
        return self.life(number) in ("merged", ASTRAY)

    def raced(self) -> dict[str, int]:
        """The numbers of the cases whose withdrawal races their approval, by reference."""
        numbers = (number for number in range(self.cases) if self.life(number) == RACED)
        return {read_request(self.request_json(number)).reference: number for number in numbers}

    def entry_point(self, number: int, place: int) -> EntryPointKind:
        """The entry point of a message: place 0 is the opening. Who races wants an answer; only others merge astray."""
        if self.life(number) == ASTRAY:
            return EntryPointKind.PLAIN_SDK
        random = seeded_random(self.seed, "entry_point of a life", number, place)
        entry_points = list(_ENTRY_POINTS)[: 3 if self.life(number) == RACED else None]
        return random.choices(entry_points, [_ENTRY_POINTS[entry_point] for entry_point in entry_points])[0]

    def steps(self, number: int) -> Iterator[LifeStep]:
        """The messages of a case after its opening, in order."""
        people, of_appeal = self._people(number), False
        for place, (who, verb, fields) in enumerate(LIVES[self.life(number)], start=1):
            again = seeded_random(self.seed, "again", number, place).random() < _LOOKED_AFTER
            filled = self._import(number) if verb == "import" else {**fields, **self._filled_in(fields, number, people)}
            given = {"kind": verb, "command_id": f"lives{self.seed}-C{number}-{place}", "actor": people[who], **filled}
            yield LifeStep(COMMAND.validate_python(given), self.entry_point(number, place), again, of_appeal)
            of_appeal = of_appeal or verb in _APPEALS

    def appeal(self, number: int) -> str:
        """The reference of the appeal against the result of a case."""
        request = read_request(self.request_json(number))
        return derive_reference(request.channel, appeal_id(request.reference, 1))

    @property
    def _begun_before(self) -> datetime:
        """When another system had begun the cases that are imported."""
        return self.began - timedelta(days=6)

    def _import(self, number: int) -> Mapping[str, Any]:
        """Where a case stands that is imported: with its beneficiary, since an hour before the run."""
        standing = {
            "opened_at": self._begun_before,
            "as_of": self.began - timedelta(minutes=1),
            "stage": "awaiting_beneficiary",
            "team": TEAM,
            "used": timedelta(minutes=30),
            "rounds": 1,
            "asked": {"since": self.began - timedelta(hours=1), "questions": ("نأمل تزويدنا برقم الإيصال.",)},
        }
        return {"fingerprint": read_request(self.request_json(number)).fingerprint, "standing": standing}

    def _people(self, number: int) -> Mapping[str, Actor]:
        officer, second = seeded_random(self.seed, "people", number).sample(OFFICERS, 2)
        staff = {_OFFICER: officer, _SECOND: second, _SUPERVISOR: SUPERVISOR, _DIRECTOR: DIRECTOR}
        return {**staff, _CITIZEN: BENEFICIARY}

    def _filled_in(self, fields: Mapping[str, Any], number: int, people: Mapping[str, Actor]) -> Mapping[str, Any]:
        if fields.get("into") == _INTO_TWIN:
            return {"into": read_request(self.twin_json(number)).reference}
        return {"to": people[_OFFICER]} if fields.get("to") == _OFFICER else {}

    def _request(self, request_id: str, number: int, service: str) -> dict[str, Any]:
        sent = request_json(request_id, residence_number(number), self.began)
        applicant = {"email": f"resident.{number}@example.com"} if number % 3 == 0 else {}
        return sent | {"service": service, "applicant": sent["applicant"] | applicant}
