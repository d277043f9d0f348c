"""The present by the clock of the records: a worker whose own is wrong trusts whom the others trust, and no longer."""

from datetime import UTC, datetime, timedelta
from typing import LiteralString

from activities.records.store import Records

_NOW: LiteralString = "SELECT clock_timestamp() AS at"


class RecordsClock:
    """How far the clock of the records is ahead of a worker's own, by their last answer; not at all before it."""

    def __init__(self, records: Records) -> None:
        self._records, self._ahead = records, timedelta()

    def now(self) -> datetime:
        """The present, without asking."""
        return datetime.now(UTC) + self._ahead

    def ask(self) -> datetime:
        """The present, by the records. Raises ApplicationError when they are away.

        They answered some time between the two looks at the own clock, also when the worker slept meanwhile.
        """
        asked = datetime.now(UTC)
        (row,) = self._records.all(_NOW, {})
        answered = datetime.now(UTC)
        self._ahead = min(max(self._ahead, row.at - answered), row.at - asked)
        return self.now()
