"""The cases of a trial of packs: opened, begun and decided by their numbers in the plan; each step has a receipt."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chaos.outcome import TrialOutcome
from chaos.workload.background_load import BackgroundLoad
from models.case.commands import AnyCommand

Begun = dict[str, int]
"""Cases that are open, by reference: the number of each in the plan."""


@dataclass
class PackPart:
    """One kind of edit: its promise, how it is tried, what was counted, and what went wrong."""

    promise: str
    how: str
    counted: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def took(self, what: str, seconds: float) -> None:
        """Note how long something took."""
        self.slowest[what] = max(seconds, self.slowest.get(what, 0.0))

    @property
    def outcome(self) -> TrialOutcome:
        """The outcome of all edits of this kind."""
        figures = {name: str(count) for name, count in self.counted.items()}
        figures |= {f"seconds {name}": f"{seconds:.1f} at most" for name, seconds in self.slowest.items()}
        return TrialOutcome(self.promise, self.how, figures, tuple(self.problems))


class PackCases:
    """Plays cases; `opened_under` is the version of the packs under which each was opened."""

    def __init__(self, load: BackgroundLoad, many: int) -> None:
        self._load, self._many, self._next = load, many, 0
        self.opened_under: dict[str, str] = {}

    def numbers(self) -> list[int]:
        """The numbers of the next cases."""
        self._next += self._many
        return list(range(self._next - self._many, self._next))

    async def open(self, version: str, part: PackPart, numbers: Iterable[int] | None = None) -> Begun:
        """Open cases; each must have a receipt."""
        numbers = self.numbers() if numbers is None else list(numbers)
        filed = (self._load.player.open(self._load.plan.request_json(each)) for each in numbers)
        opened = dict(zip(numbers, await asyncio.gather(*filed), strict=True))
        part.problems += [f"request {number} had no receipt" for number, reference in opened.items() if not reference]
        begun = {reference: number for number, reference in opened.items() if reference}
        self.opened_under |= dict.fromkeys(begun, version)
        return begun

    async def begin(self, version: str, part: PackPart) -> Begun:
        """Open cases and claim them."""
        begun = await self.open(version, part)
        await self._give({reference: self.commands(number)[:1] for reference, number in begun.items()}, part)
        return begun

    async def decide(self, begun: Begun, part: PackPart, since: int = 1) -> None:
        """Give the commands of cases from one on; each must have a receipt."""
        await self._give({reference: self.commands(number)[since:] for reference, number in begun.items()}, part)
        part.counted["decided"] += len(begun)

    def commands(self, number: int) -> list[AnyCommand]:
        """The commands of a case after its opening."""
        return list(self._load.plan.commands(number))

    async def _give(self, given: Mapping[str, list[AnyCommand]], part: PackPart) -> None:
        async def one(reference: str, commands: list[AnyCommand]) -> None:
            for command in commands:
                if not await self._load.player.give(reference, command):
                    part.problems.append(f"{reference}: {command.kind} had no receipt")
                    return

        await asyncio.gather(*(one(reference, commands) for reference, commands in given.items()))
