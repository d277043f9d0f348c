"""What is played in one run, from its seed alone: which requests come, what is done with each, who contends for which.

Every client process makes the same plan from the same few figures, so none of them has to tell another anything.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.cases import REASON, TEMPLATE, residence_number, wire
from chaos.system.packs import OFFICERS, ONE_PERSON, SUPERVISOR, TWO_PERSONS
from chaos.workload.seeded import dice
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.intake.request import read_request

PLAN = "plan.json"
LAST_ARRIVAL = 0.9
"""Share of the time in which requests arrive; the rest is for the last of them."""

_APPROVE = ("approve", {"reason": REASON, "reply": {"template": TEMPLATE}})
_REJECT = ("reject", {"reason": "not_party", "reply": {"text": "نعتذر عن قبول الطلب، فمقدمه ليس صاحب العلاقة."}})
_ASK = ("ask", {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}})
_REPLY = ("reply", {"text": "رقم الإيصال مرفق في الطلب."})
_LIVES: dict[str, tuple[int, tuple[tuple[str, dict[str, Any]], ...]]] = {
    "approved": (50, (("claim", {}), _APPROVE)),
    "rejected": (15, (("claim", {}), _REJECT)),
    "asked": (20, (("claim", {}), _ASK, _REPLY, _APPROVE)),
    "confirmed": (15, (("claim", {}), _APPROVE, ("confirm", {}))),
}
"""How cases go after their opening, and how many of a hundred go so."""

_CROWDS = (2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 7, 12)
_LARGEST_EVERY, _LARGEST = 60, 50
"""How many contend for a case; every so many cases all officers do."""
_CONTENDING = ("approve",) * 4 + ("reject",) * 2 + ("ask",) * 2 + ("assign",) * 2
_READING = 0.1
"""Share of the contenders that look at the case beside."""
_RESIDENTS = 10_000
"""How many residence numbers there are; contested cases take theirs from the upper end."""


@dataclass(frozen=True)
class Contender:
    """One who wants to decide a case: the command, and whether the case is looked at first."""

    command: AnyCommand
    looks: bool


@dataclass(frozen=True)
class Plan:
    """The figures of a run. `began` is when it starts and when every request was submitted; it takes `seconds`."""

    seed: int
    began: datetime
    seconds: float
    cases: int
    contests: int = 0
    by_command_line: float = 0.015
    """Share of the cases that are played through the command line."""

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        """The plan of a run's folder."""
        figures = json.loads((folder / PLAN).read_text())
        return cls(**figures | {"began": datetime.fromisoformat(figures["began"])})

    def write(self, folder: Path) -> None:
        """Leave the plan in a run's folder for its clients."""
        (folder / PLAN).write_text(json.dumps(asdict(self) | {"began": self.began.isoformat()}))

    # -- cases that one person after another works on ----------------------------------------------------------------

    def arrival(self, place: int, of: int) -> datetime:
        """When the request at this place among so many comes in."""
        return self.began + timedelta(seconds=self.seconds * LAST_ARRIVAL * place / of)

    def wire(self, number: int) -> dict[str, Any]:
        """The request of a case as its source sends it, the same on every try."""
        applicant = {"email": f"resident.{number}@example.com"} if number % 3 == 0 else {}
        sent = wire(f"seed{self.seed}-C{number}", residence_number(number), self.began)
        service = TWO_PERSONS if self._life(number) == "confirmed" else ONE_PERSON
        return sent | {"service": service, "applicant": sent["applicant"] | applicant}

    def commands(self, number: int) -> Iterator[AnyCommand]:
        """What is done with a case after its opening, in order."""
        officer = dice(self.seed, "officer", number).choice(OFFICERS)
        actors = {"reply": BENEFICIARY, "confirm": SUPERVISOR}
        for place, (kind, fields) in enumerate(_LIVES[self._life(number)][1], start=1):
            yield _command(f"seed{self.seed}-C{number}-{place}", kind, actors.get(kind, officer), fields)

    def through_command_line(self, number: int) -> bool:
        """Whether people play this case on the command line."""
        return dice(self.seed, "door", number).random() < self.by_command_line

    def _life(self, number: int) -> str:
        weights = [weight for weight, _ in _LIVES.values()]
        return dice(self.seed, "life", number).choices(list(_LIVES), weights)[0]

    # -- cases that many decide at once ------------------------------------------------------------------------------

    @cached_property
    def contested(self) -> dict[str, int]:
        """The numbers of contested cases by reference."""
        return {read_request(self.contested_wire(number)).reference: number for number in range(self.contests)}

    def contested_wire(self, number: int) -> dict[str, Any]:
        """The request of a contested case as its source sends it."""
        return wire(f"seed{self.seed}-R{number}", residence_number(_RESIDENTS - 1 - number), self.began)

    def contested_claim(self, number: int) -> AnyCommand:
        """The claim before the contest."""
        return _command(f"seed{self.seed}-R{number}-claim", "claim", SUPERVISOR, {})

    def contenders(self, number: int) -> tuple[Contender, ...]:
        """Who wants to do what with a contested case at once: at least one of them decides it."""
        chance = dice(self.seed, "contest", number)
        crowd = _LARGEST if number % _LARGEST_EVERY == 0 else chance.choice(_CROWDS)
        kinds = ["approve", *chance.choices(_CONTENDING, k=crowd - 1)]
        fields: dict[str, dict[str, Any]]
        fields = {"approve": _APPROVE[1], "reject": _REJECT[1], "ask": _ASK[1], "assign": {"to": OFFICERS[crowd - 1]}}
        return tuple(
            Contender(
                _command(f"seed{self.seed}-R{number}-{place}", kind, actor, fields[kind]), chance.random() < _READING
            )
            for place, (kind, actor) in enumerate(zip(kinds, _actors(kinds), strict=True))
        )


def _actors(kinds: Sequence[str]) -> Iterator[Actor]:
    """An officer of its own for each; reassigning is the supervisor's."""
    return (SUPERVISOR if kind == "assign" else officer for kind, officer in zip(kinds, OFFICERS, strict=False))


def _command(command_id: str, kind: str, actor: Actor, fields: dict[str, Any]) -> AnyCommand:
    return COMMAND.validate_python({"kind": kind, "command_id": command_id, "actor": actor, **fields})
