"""What commands to cases are checked against before they are sent."""

from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from activities.records.database import Connection
    from commands.looks.references import PlaceOfCase
    from models.case.style import CaseStyle
    from models.packs.pack import Pack


class AtHand:
    """The records and the packs, each opened once, when it is first needed; for the time of its `with`."""

    def __init__(self) -> None:
        self._opened = ExitStack()

    @cached_property
    def records(self) -> "Connection":
        """A connection to the records, with the role that staff read by. Raises Unreachable."""
        from commands.common.context import records

        return self._opened.enter_context(records())

    def place(self, reference: str) -> "PlaceOfCase | None":
        """The pack of a case, and who owes it an answer; none before it is on record. Raises Unreachable."""
        from commands.common.context import named_staff, service
        from commands.looks.references import place_in, place_of_case

        if there := service():
            return place_of_case.over(there, named_staff(None), reference)
        return place_in(self.records, reference)

    def styles(self, references: "Iterable[str]", staff: str) -> "Mapping[str, CaseStyle]":
        """How cases are told to a member of staff. Raises Unreachable."""
        from activities.reports.styles import styles_of_cases
        from commands.common.context import service
        from commands.common.onlooker.reader import language_of_reader, own_language
        from commands.looks.titles import OfCases, reader_styles

        if there := service():
            return reader_styles.over(there, staff, OfCases(tuple(references), own_language()))
        return styles_of_cases(self.records, list(references), language_of_reader(self.records, staff))

    def objection(self, reference: str, into: str) -> str | None:
        """Why a case may not be joined to another one; none when it may. Raises Unreachable."""
        from commands.common.context import named_staff, service
        from commands.looks.references import merge_objection, objection_in

        if there := service():
            return merge_objection.over(there, named_staff(None), (reference, into))
        return objection_in(self.records, reference, into)

    @cached_property
    def packs(self) -> "Mapping[str, Pack]":
        """The packs by name. Raises WrongUsage."""
        from commands.common.context import packs

        return packs()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)
