"""What packs call their codes, for staff, in the language of a page; a code where no pack here has a title for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commands.common.words.code_words import readable
from commands.common.words.language import Language
from models.language import Text
from models.packs.pack import Pack


@dataclass(frozen=True)
class StaffTitles:
    """The titles of all packs."""

    packs: Mapping[str, Pack]
    language: Language

    def service(self, pack: str, code: str) -> str:
        """A service."""
        return self._of(pack, "services", code)

    def team(self, pack: str, code: str | None) -> str:
        """A team, also one that is named with its pack; empty for none."""
        named, _dot, own = (code or "").rpartition(".")
        return self._of(named or pack, "teams", own) if code else ""

    def problem(self, pack: str, code: str) -> str:
        """A problem."""
        return self._of(pack, "problems", code)

    def channel(self, pack: str, code: str) -> str:
        """A channel that requests come through."""
        return self._of(pack, "channels", code)

    def document(self, pack: str, code: str) -> str:
        """A document, or a kind of attachment that has its name."""
        return self._of(pack, "documents", code)

    def party(self, pack: str, code: str) -> str:
        """Somebody outside, or a team: an authority, a vendor."""
        known = (self._known(pack, table, code) for table in ("authorities", "vendors", "teams"))
        return next(filter(None, known), "") or readable(code)

    def field(self, pack: str, service: str, code: str) -> str:
        """A field of a service's own."""
        known = self.packs.get(pack)
        fields = known.services[service].fields if known and service in known.services else {}
        return self.text(fields[code].title) if code in fields else readable(code)

    def waiting(self, pack: str, code: str) -> str:
        """A reason to wait for somebody."""
        known = self.packs.get(pack)
        reasons = known.waiting.reasons if known and known.waiting else {}
        return self.text(reasons[code].title) if code in reasons else readable(code)

    def of_pack(self, pack: str) -> str:
        """The pack itself."""
        known = self.packs.get(pack)
        return self.text(getattr(known, "title", None)) or pack

    def choices(self, table: str) -> Iterator[tuple[str, str]]:
        """The codes of a table in all packs with their titles, by title."""
        known = dict(each for name in self.packs for each in self.of_table(name, table))
        yield from sorted(known.items(), key=lambda each: each[1])

    def of_table(self, pack: str, table: str) -> Iterator[tuple[str, str]]:
        """The codes of a table of a pack with their titles."""
        known = self.packs.get(pack)
        yield from ((code, self._of(pack, table, code)) for code in (getattr(known, table) if known else ()))

    def text(self, text: Text | None) -> str:
        """A text of a pack."""
        return text.of(self.language) if text else ""

    def _of(self, pack: str, table: str, code: str) -> str:
        return self._known(pack, table, code) or readable(code)

    def _known(self, pack: str, table: str, code: str) -> str:
        known: Mapping[str, Any] = getattr(self.packs.get(pack), table, {})
        return self.text(getattr(known[code], "title", known[code])) if code in known else ""
