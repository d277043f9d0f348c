"""A change of a working calendar while cases run: closures and first days of months announced, moved or taken back."""

from pydantic import Field

from models.base import Wire
from models.calendar.months import HijriMonth
from models.calendar.rules import CalendarRules, Closure


class CalendarChange(Wire):
    """What is new or replaces another of the same id, ids of what is taken back, and the version that results."""

    pack: str = Field(default="", exclude_if=lambda pack: not pack)
    """Whose calendar; empty: that of every pack that has one of this name, as changes once were."""
    calendar: str
    version: str
    closures: tuple[Closure, ...] = ()
    removed: tuple[str, ...] = ()
    months: tuple[HijriMonth, ...] = Field(default=(), exclude_if=lambda months: not months)

    def is_of(self, pack: str) -> bool:
        """Whether it is a change of a calendar of a pack."""
        return self.pack in {"", pack}

    @property
    def name(self) -> str:
        """The name of its calendar where packs meet."""
        return calendar_name(self.calendar, self.pack)

    def apply(self, rules: CalendarRules) -> CalendarRules:
        """The rules after the change."""
        gone = {*self.removed, *(each.id for each in self.closures), *(each.id for each in self.months)}
        closures = (*(each for each in rules.closures if each.id not in gone), *self.closures)
        months = (*(each for each in rules.months if each.id not in gone), *self.months)
        return rules.model_copy(update={"closures": closures, "months": months, "version": self.version})


def calendar_name(calendar: str, pack: str) -> str:
    """The name of a calendar of a pack where packs meet: `town.office`; its own name where it is that of the pack."""
    return calendar if pack in {"", calendar} else f"{pack}.{calendar}"
