"""What teams, services and stages are called on the board, by the packs that are here, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from commands.common.words.code_words import readable
from commands.common.words.titles import stage_title
from models.case.style import CaseStyle
from models.codes import Stage
from models.language import Text
from models.packs.pack import Pack


@dataclass(frozen=True)
class BoardTitles:
    """Titles by the packs; what none of them has is shown as its code, readable."""

    packs: Mapping[str, Pack]
    language: str
    of_pack: CaseStyle | None = None

    def stage(self, code: str) -> str:
        """A stage of work."""
        return stage_title(Stage(code), self.of_pack)

    def team(self, name: str, pack: str | None = None) -> str:
        """A team; `town.payments` where several packs have one of the name."""
        own, _, code = name.rpartition(".")
        return self._titled(code, {key: each.teams.get(code) for key, each in self._of(own or pack).items()})

    def service(self, name: str, pack: str | None = None) -> str:
        """A service, as `team`."""
        own, _, code = name.rpartition(".")
        known = self._of(own or pack)
        return self._titled(
            code, {key: each.services[code].title if code in each.services else None for key, each in known.items()}
        )

    def version(self, name: str) -> str:
        """A version of a pack, which is named with it: `passports@ecfd2c2dbe13`."""
        return " ".join(name.partition("@")[::2])

    def teams(self) -> dict[str, str]:
        """All teams by pack and code, for a list to choose from."""
        return {f"{key}.{code}": self.team(code, key) for key, each in self.packs.items() for code in each.teams}

    def services(self) -> dict[str, str]:
        """The same of services."""
        return {f"{key}.{code}": self.service(code, key) for key, each in self.packs.items() for code in each.services}

    def _of(self, pack: str | None) -> Mapping[str, Pack]:
        return self.packs if not pack else {pack: self.packs[pack]} if pack in self.packs else {}

    def _titled(self, code: str, texts: Mapping[str, Text | None]) -> str:
        found = next(((name, text) for name, text in texts.items() if text), None)
        return found[1].of(self.language, *self.packs[found[0]].languages) if found else readable(code)
