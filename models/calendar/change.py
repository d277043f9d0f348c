"""A change of a working calendar while cases run: closures and first days of months announced, moved or taken back."""

from pydantic import Field

from models.base import Wire
from models.calendar.months import HijriMonth
from models.calendar.rules import CalendarRules, Closure


class CalendarChange(Wire):
    """What is new or replaces another of the same id, ids of what is taken back, and the version that results."""

    calendar: str
    version: str
    closures: tuple[Closure, ...] = ()
    removed: tuple[str, ...] = ()
    months: tuple[HijriMonth, ...] = Field(default=(), exclude_if=lambda months: not months)

    def apply(self, rules: CalendarRules) -> CalendarRules:
        """The rules after the change."""
        gone = {*self.removed, *(each.id for each in self.closures), *(each.id for each in self.months)}
        closures = (*(each for each in rules.closures if each.id not in gone), *self.closures)
        months = (*(each for each in rules.months if each.id not in gone), *self.months)
        return rules.model_copy(update={"closures": closures, "months": months, "version": self.version})
