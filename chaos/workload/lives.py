"""The plan of whole lives, from its seed: every verb of a case, up to three rounds, each step through some entry point.

Every client process derives the same plan from the same few figures.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

from activities.packs import load_pack
from bench.cases import TEAM, request_json, residence_number
from chaos.seeded import seeded_random
from chaos.system.packs import CLERK, DIRECTOR, MEMBER, OFFICERS, ONE_PERSON, RECALLING, SUPERVISOR, TWO_PERSONS
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.life_moves import (
    APPEALS,
    ASTRAY,
    IMPORTS,
    INTO_TWIN,
    LIVES,
    RACES,
    RECALLED,
    TWO_PERSONS_DECIDE,
    Move,
    Who,
)
from models.case.commands import BENEFICIARY, COMMAND, Actor, AnyCommand
from models.intake.reference import appeal_id, derive_reference
from models.intake.request import read_request
from models.packs.derive import case_policy
from models.policy import ServiceTerms, terms_of
from settings import PROJECT

LIVES_PLAN = "lives.json"
VERBS = frozenset(each.model_fields["kind"].default for each in get_args(AnyCommand))
"""The kinds of all commands of a case: each takes effect in every run."""

_ENTRY_POINTS = {
    EntryPointKind.MODULE: 28,
    EntryPointKind.PLAIN_SDK: 28,
    EntryPointKind.COMMAND_LINE: 20,
    EntryPointKind.TEMPORAL_UPDATE: 16,
    EntryPointKind.TEMPORAL_SIGNAL: 8,
}
"""How many of a hundred messages go through each entry point."""
_MOVES: Mapping[str, tuple[Move, ...]] = {**LIVES, **{name: race.moves for name, race in RACES.items()}}
_NAMES = tuple(_MOVES)
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
    when_given: bool = False
    """It waits until the case was given to its actor."""


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
        life = self.life(number)
        service = TWO_PERSONS if life in TWO_PERSONS_DECIDE else RECALLING if life in RECALLED else ONE_PERSON
        sent = self._request(f"lives{self.seed}-C{number}", number, service)
        return sent | {"submitted_at": self._begun_before.isoformat()} if self.life(number) in IMPORTS else sent

    def twin_json(self, number: int) -> dict[str, Any]:
        """Another request, for another service, into which the case is merged: of the same person, or astray."""
        person = number + _OTHERS if self.life(number) == ASTRAY else number
        return self._request(f"lives{self.seed}-T{number}", person, TWO_PERSONS)

    def has_twin(self, number: int) -> bool:
        """Whether a second request comes first."""
        return self.life(number) in ("merged", ASTRAY)

    def races(self) -> dict[str, str]:
        """The races of the cases that have one, by their references."""
        raced = {number: self.life(number) for number in range(self.cases) if self.life(number) in RACES}
        return {read_request(self.request_json(number)).reference: race for number, race in raced.items()}

    def at_once(self, number: int) -> int:
        """How many of the last steps of a case are sent at once."""
        race = RACES.get(self.life(number))
        return len(race.at_once) if race else 0

    def is_imported(self, number: int) -> bool:
        """Whether another system had begun the case."""
        return self.life(number) in IMPORTS

    def entry_point(self, number: int, place: int) -> EntryPointKind:
        """The entry point of a message: place 0 is the opening. Who races wants an answer; only others merge astray."""
        if self.life(number) == ASTRAY:
            return EntryPointKind.PLAIN_SDK
        random = seeded_random(self.seed, "entry_point of a life", number, place)
        entry_points = list(_ENTRY_POINTS)[: 3 if self.life(number) in RACES else None]
        return random.choices(entry_points, [_ENTRY_POINTS[entry_point] for entry_point in entry_points])[0]

    def steps(self, number: int) -> Iterator[LifeStep]:
        """The messages of a case after its opening, in order."""
        people, of_appeal = self._people(number), False
        for place, (who, verb, fields) in enumerate(_MOVES[self.life(number)], start=1):
            again = seeded_random(self.seed, "again", number, place).random() < _LOOKED_AFTER
            own = self._import(number, **fields) if verb == "import" else self._filled_in(fields, number, people)
            filled = own if verb == "import" else {**fields, **own}
            if verb == "migrate":
                filled = {**filled, "terms": _terms(self.request_json(number)["service"])}
            given = {"kind": verb, "command_id": f"lives{self.seed}-C{number}-{place}", "actor": people[who], **filled}
            through = EntryPointKind.MODULE if verb == "migrate" else self.entry_point(number, place)
            yield LifeStep(COMMAND.validate_python(given), through, again, of_appeal, who is Who.MEMBER)
            of_appeal = of_appeal or verb in APPEALS

    def appeal(self, number: int) -> str:
        """The reference of the appeal against the result of a case."""
        request = read_request(self.request_json(number))
        return derive_reference(request.channel, appeal_id(request.reference, 1))

    @property
    def _begun_before(self) -> datetime:
        """When another system had begun the cases that are imported."""
        return self.began - timedelta(days=6)

    def _import(self, number: int, **otherwise: Any) -> Mapping[str, Any]:
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
        return {"fingerprint": read_request(self.request_json(number)).fingerprint, "standing": standing | otherwise}

    def _people(self, number: int) -> Mapping[Who, Actor]:
        officer, second = seeded_random(self.seed, "people", number).sample(OFFICERS, 2)
        staff = {Who.OFFICER: officer, Who.SECOND: second, Who.SUPERVISOR: SUPERVISOR, Who.DIRECTOR: DIRECTOR}
        return {**staff, Who.MEMBER: MEMBER, Who.CLERK: CLERK, Who.CITIZEN: BENEFICIARY}

    def _filled_in(self, fields: Mapping[str, Any], number: int, people: Mapping[Who, Actor]) -> Mapping[str, Any]:
        if fields.get("into") == INTO_TWIN:
            return {"into": read_request(self.twin_json(number)).reference}
        return {"to": people[Who.OFFICER]} if fields.get("to") == Who.OFFICER else {}

    def _request(self, request_id: str, number: int, service: str) -> dict[str, Any]:
        sent = request_json(request_id, residence_number(number), self.began)
        applicant = {"email": f"resident.{number}@example.com"} if number % 3 == 0 else {}
        return sent | {"service": service, "applicant": sent["applicant"] | applicant}


@cache
def _terms(service: str) -> ServiceTerms:
    """What the pack as it is delivered says of a service: another version of it than that of the trial."""
    return terms_of(case_policy(load_pack(PROJECT / "policies" / "passports"), service))
