"""A list of things that stand on record as they are: for programs and spreadsheets every field of each, by its name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, list_data
from models.codes import EventOrder

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Entry = TypeVar("Entry", bound="DataclassInstance")

OrderedBy = Annotated[EventOrder, typer.Option("--sort", help="Which come first.")]


def by_time(found: Sequence[Entry], order: EventOrder, at: Callable[[Entry], datetime]) -> list[Entry]:
    """Entries in the order of an instant of each; those of one instant as they came."""
    return sorted(found, key=at, reverse=order is EventOrder.NEWEST)


@dataclass(frozen=True)
class RecordList(Generic[Entry]):
    """What a list is of: the name of its entries in data, and what one is called, with the plural without an `s`."""

    name: str
    entries: type[Entry]
    what: str
    many: str = ""

    def show(
        self, form: ListForm, found: Sequence[Entry], total: int, page: Callable[[Sequence[Entry]], object]
    ) -> None:
        """Print the entries that are wanted, of so many in all, in the form that is asked for."""
        now = datetime.now(UTC)
        form.show(
            HowMany(len(found), total, terminal.moment(now, terminal.local_zone()), self.what, self.many),
            page=lambda: page(found),
            sheet=lambda: self._sheet(found, now),
            data=lambda: list_data(now, total, **{self.name: map(asdict, found)}),
        )

    def show_part(self, form: ListForm, found: Sequence[Entry], page: Callable[[Sequence[Entry]], object]) -> None:
        """The same of all entries that there are."""
        self.show(form, form.part(found), len(found), page)

    def _sheet(self, found: Sequence[Entry], now: datetime) -> None:
        from commands.common.terminal.spreadsheet import spreadsheet

        titles = [each.name.replace("_", " ") for each in fields(self.entries)]
        spreadsheet(titles, (tuple(_cells(each)) for each in found), as_of=now)


def _cells(entry: "DataclassInstance") -> Iterator[object]:
    """Instants are local; what has parts is written as JSON."""
    zone = terminal.local_zone()
    for value in (getattr(entry, each.name) for each in fields(entry)):
        if isinstance(value, datetime):
            yield value.astimezone(zone)
        elif isinstance(value, bool):
            yield "yes" if value else "no"
        elif value is None or isinstance(value, str | int | float | StrEnum):
            yield value
        else:
            yield _parts(value)


def _parts(value: Any) -> str:
    if isinstance(value, tuple | list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return terminal.json_text(value, indent=None) if value else ""
