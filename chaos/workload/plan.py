"""The workload plan of one run, from its seed: which requests come, the commands of each case, and the contests.

Every client process derives the same plan from the same few figures, so they need not communicate.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.cases import REASON, TEMPLATE, request_json, residence_number
from chaos.seeded import seeded_random
from chaos.system.packs import OFFICERS, ONE_PERSON, SUPERVISOR, TWO_PERSONS
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.intake.request import read_request

PLAN = "plan.json"
LAST_ARRIVAL = 0.9
"""Share of the time in which requests arrive; the rest is for the last of them."""

_APPROVE = ("approve", {"reason": REASON, "reply": {"template": TEMPLATE}})
_REJECT = ("reject", {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}})
_ASK = ("ask", {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}})
_REPLY = ("reply", {"text": "رقم الإيصال مرفق في الطلب."})
_REOPEN = ("reopen", {"text": "جربت الخدمة مرة أخرى وظهرت الرسالة نفسها."})
_WITHDRAW: tuple[str, dict[str, Any]] = ("withdraw", {})
_LIVES: dict[str, tuple[int, tuple[tuple[str, dict[str, Any]], ...]]] = {
    "approved": (40, (("claim", {}), _APPROVE)),
    "rejected": (15, (("claim", {}), _REJECT)),
    "asked": (20, (("claim", {}), _ASK, _REPLY, _APPROVE)),
    "confirmed": (15, (("claim", {}), _APPROVE, ("confirm", {}))),
    "reopened": (6, (("claim", {}), _APPROVE, _REOPEN, ("claim", {}), _REJECT)),
    "withdrawn": (4, (("claim", {}), _WITHDRAW)),
}
"""By name of a life: how many of a hundred cases have it, and its commands after the opening."""

_CROWDS = (2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 7, 12)
_LARGEST_EVERY, _LARGEST = 60, 50
"""How many officers contend for a case; for one in so many cases all do."""
_CONTENDING = ("approve",) * 4 + ("reject",) * 2 + ("ask",) * 2 + ("assign",) * 2
_READING = 0.1
"""Share of the contenders that read the case first."""
_RESIDENTS = 10_000
"""How many residence numbers there are; contested cases take theirs from the upper end."""


@dataclass(frozen=True)
class Contender:
    """One command of a contest, and whether its sender reads the case first."""

    command: AnyCommand
    reads: bool


@dataclass(frozen=True)
class Plan:
    """The figures of a run: `began` is its start and the submission of every request; it takes `seconds`."""

    seed: int
    began: datetime
    seconds: float
    cases: int
    contests: int = 0
    by_command_line: float = 0.015
    """Share of the cases that are played by the command line."""

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        """Read the plan from the folder of a run."""
        figures = json.loads((folder / PLAN).read_text())
        return cls(**figures | {"began": datetime.fromisoformat(figures["began"])})

    def write(self, folder: Path) -> None:
        """Write the plan into the folder of a run, for its clients."""
        (folder / PLAN).write_text(json.dumps(asdict(self) | {"began": self.began.isoformat()}))

    def arrival(self, place: int, of: int) -> datetime:
        """When the request at this place among so many is sent."""
        return self.began + timedelta(seconds=self.seconds * LAST_ARRIVAL * place / of)

    def request_json(self, number: int) -> dict[str, Any]:
        """The request of a case as its source sends it, the same on every try."""
        applicant = {"email": f"resident.{number}@example.com"} if number % 3 == 0 else {}
        sent = request_json(f"seed{self.seed}-C{number}", residence_number(number), self.began)
        service = TWO_PERSONS if self._life(number) == "confirmed" else ONE_PERSON
        return sent | {"service": service, "applicant": sent["applicant"] | applicant}

    def commands(self, number: int) -> Iterator[AnyCommand]:
        """The commands of a case after its opening, in order."""
        officer = seeded_random(self.seed, "officer", number).choice(OFFICERS)
        actors = dict.fromkeys(("reply", "reopen", "withdraw"), BENEFICIARY) | {"confirm": SUPERVISOR}
        for place, (kind, fields) in enumerate(_LIVES[self._life(number)][1], start=1):
            yield _command(f"seed{self.seed}-C{number}-{place}", kind, actors.get(kind, officer), fields)

    def through_command_line(self, number: int) -> bool:
        """Whether this case is played by the command line."""
        return seeded_random(self.seed, "door", number).random() < self.by_command_line

    def _life(self, number: int) -> str:
        weights = [weight for weight, _ in _LIVES.values()]
        return seeded_random(self.seed, "life", number).choices(list(_LIVES), weights)[0]

    @cached_property
    def contested(self) -> dict[str, int]:
        """The numbers of contested cases by reference."""
        return {read_request(self.contested_request(number)).reference: number for number in range(self.contests)}

    def contested_request(self, number: int) -> dict[str, Any]:
        """The request of a contested case as its source sends it."""
        return request_json(f"seed{self.seed}-R{number}", residence_number(_RESIDENTS - 1 - number), self.began)

    def contested_claim(self, number: int) -> AnyCommand:
        """The claim before the contest."""
        return _command(f"seed{self.seed}-R{number}-claim", "claim", SUPERVISOR, {})

    def contenders(self, number: int) -> tuple[Contender, ...]:
        """The commands of a contest, which are sent at once: at least one of them decides the case."""
        random = seeded_random(self.seed, "contest", number)
        crowd = _LARGEST if number % _LARGEST_EVERY == 0 else random.choice(_CROWDS)
        kinds = ["approve", *random.choices(_CONTENDING, k=crowd - 1)]
        fields: dict[str, dict[str, Any]]
        fields = {"approve": _APPROVE[1], "reject": _REJECT[1], "ask": _ASK[1], "assign": {"to": OFFICERS[crowd - 1]}}
        return tuple(
            Contender(
                _command(f"seed{self.seed}-R{number}-{place}", kind, actor, fields[kind]), random.random() < _READING
            )
            for place, (kind, actor) in enumerate(zip(kinds, _actors(kinds), strict=True))
        )


def _actors(kinds: Sequence[str]) -> Iterator[Actor]:
    """A different officer for each command; `assign` is given by the supervisor."""
    return (SUPERVISOR if kind == "assign" else officer for kind, officer in zip(kinds, OFFICERS, strict=False))


def _command(command_id: str, kind: str, actor: Actor, fields: dict[str, Any]) -> AnyCommand:
    return COMMAND.validate_python({"kind": kind, "command_id": command_id, "actor": actor, **fields})
