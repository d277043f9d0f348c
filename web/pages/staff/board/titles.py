"""What the lines of the board are called: groups are named by a code, with its pack where several packs have one."""

from collections.abc import Iterator
from dataclasses import dataclass

from commands.common.words.titles import stage_title
from models.case.style import CaseStyle
from models.codes import Stage
from web.pages.staff.titles import StaffTitles


@dataclass(frozen=True)
class BoardTitles:
    """Titles of groups by the packs that are here, in the language of the page; of a code without one the code."""

    staff: StaffTitles
    of_pack: CaseStyle | None = None

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.staff.language

    def stage(self, code: str) -> str:
        """A stage of work."""
        return stage_title(Stage(code), self.of_pack)

    def team(self, name: str, pack: str | None = None) -> str:
        """A team: `exit_visas` of a pack, or of the one that has it; `town.payments` where several have it."""
        known, code = self._owner("teams", name, pack)
        return self.staff.team(known, code)

    def service(self, name: str, pack: str | None = None) -> str:
        """A service, as `team`."""
        known, code = self._owner("services", name, pack)
        return self.staff.service(known, code)

    def version(self, name: str) -> str:
        """A version of a pack, which is named with it: `passports@ecfd2c2dbe13`."""
        pack, _at, version = name.partition("@")
        return f"{self.staff.of_pack(pack)} {version}"

    def choices(self, table: str) -> dict[str, str]:
        """Teams or services by pack and code, for a list to choose from; with the pack where there are several."""
        return dict(self._choices(table))

    def _choices(self, table: str) -> Iterator[tuple[str, str]]:
        several = len(self.staff.packs) > 1
        for pack in self.staff.packs:
            for code, title in sorted(self.staff.of_table(pack, table), key=lambda each: each[1]):
                yield f"{pack}.{code}", f"{self.staff.of_pack(pack)}: {title}" if several else title

    def _owner(self, table: str, name: str, pack: str | None) -> tuple[str, str]:
        """The pack of a code, and the code alone."""
        named, _dot, code = name.rpartition(".")
        having = (each for each, known in self.staff.packs.items() if code in getattr(known, table))
        return named or pack or next(having, ""), code
