"""What the codes of a simulation are called in the language of its reader; a code without a title stands for itself."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commands.persons.words import CHANNEL, CLOCK
from commands.simulation.words import AUDIENCE, named, said
from models.codes import Audience, Channel, ClockKind
from simulation.policies import OwnPolicies, PackPolicies

if TYPE_CHECKING:
    from models.language import Text
    from models.packs.pack import Pack
    from simulation.policies import PolicySource


class SimulationTitles:
    """The titles of the packs that are tried, else of those that are here; the first pack that has a code gives it."""

    def __init__(self, policies: "Sequence[PolicySource]", language: str) -> None:
        self.language = language
        self._packs = tuple(_packs(policies))
        self._policies = policies

    def policies(self) -> list[str]:
        """What the policies are called, two of one name told apart by a number."""
        names = [named(each.name, self.language) for each in self._policies]
        return [f"{name} ({place})" if names.count(name) > 1 else name for place, name in enumerate(names, start=1)]

    def service(self, code: str) -> str:
        """A service."""
        found = (pack.services[code].title for pack in self._packs if code in pack.services)
        return self._told(next(found, None), code)

    def team(self, code: str) -> str:
        """A team."""
        return self._told(next((pack.teams[code] for pack in self._packs if code in pack.teams), None), code)

    def rung(self, code: str) -> str:
        """A clock and one of its rungs."""
        clock, _, rung = code.partition(" ")
        title = next((pack.rungs[rung] for pack in self._packs if rung in pack.rungs), None)
        return f"{said(CLOCK[ClockKind(clock)], self.language)}: {self._told(title, rung)}"

    def notice(self, code: str) -> str:
        """Whom a notice is for, and its channel."""
        audience, _, channel = code.partition(" ")
        whom, way = AUDIENCE[Audience(audience)], CHANNEL[Channel(channel)]
        return f"{said(whom, self.language)}{'، ' if self.language == 'ar' else ', '}{said(way, self.language)}"

    def _told(self, title: "Text | None", code: str) -> str:
        return title.of(self.language) if title else code


def _packs(policies: "Sequence[PolicySource]") -> "Iterator[Pack]":
    """The packs that are tried, and those of the folder where cases keep their own policy."""
    yield from (each.pack for each in policies if isinstance(each, PackPolicies))
    if any(isinstance(each, OwnPolicies) for each in policies):
        from commands.common.context import packs

        yield from packs().values()
