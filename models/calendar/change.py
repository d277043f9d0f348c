"""A change of a working calendar while cases run: closures announced, moved or taken back."""

from models.base import Wire
from models.calendar.rules import CalendarRules, Closure


class CalendarChange(Wire):
    """Closures that are new or replace one of the same id, ids of closures taken back, and the version that results."""

    calendar: str
    version: str
    closures: tuple[Closure, ...] = ()
    removed: tuple[str, ...] = ()

    def apply(self, rules: CalendarRules) -> CalendarRules:
        """The rules after the change."""
        gone = {*self.removed, *(closure.id for closure in self.closures)}
        kept = tuple(closure for closure in rules.closures if closure.id not in gone)
        return rules.model_copy(update={"closures": kept + self.closures, "version": self.version})
