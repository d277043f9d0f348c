"""What every list has: how much of it is wanted, in which form, what that asks for, and of how many it is."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

from commands.common import terminal
from commands.common.words.language import _
from commands.completion.offers import of_table
from models.codes import Verb

if TYPE_CHECKING:
    from commands.common.onlooker.looking import Onlooker
    from models.authority import Scope

Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to pass over.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]
OfTeam = Annotated[
    str | None,
    typer.Option(metavar="TEAM", help="Only of this team.", show_default=False, autocompletion=of_table("teams")),
]
OfService = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Only of this service.", show_default=False, autocompletion=of_table("services")),
]

MOST_TO_READ = 1_000
"""How many lines are a list to read; more, or all, are taken away."""
MOST_COUNTED = 100_000

Line = TypeVar("Line")


class HowMany(NamedTuple):
    """How many lines are shown, of how many, as of when (in words), and what they are."""

    shown: int
    total: int
    at: str
    what: str = "request"
    many: str = ""
    """The plural, where it has no `s`."""
    most: int = MOST_COUNTED
    """So many are counted at most."""

    def said(self, offset: int = 0) -> str:
        """`the first 100 of 238 requests at 2026-01-06 09:12`."""
        if self.shown == self.total:
            return _("{count} at {at}", count=terminal.counted(self.total, self.what, self.many), at=self.at)
        number = _("more than {most:,}", most=self.most) if self.total > self.most else f"{self.total:,}"
        every = terminal.counted(self.total, self.what, self.many, shown=number)
        return _("{part} of {every} at {at}", part=self.part(offset), every=every, at=self.at)

    def in_heading(self, offset: int = 0) -> str:
        """`, the first 100 of 238`, for behind a heading; nothing where all are shown."""
        if self.shown == self.total:
            return ""
        return _(", {part} of {many}", part=self.part(offset), many=f"{self.total:,}")

    def part(self, offset: int = 0) -> str:
        """`the first 100`, `101 to 200`, `none`."""
        if not self.shown:
            return _("none")
        if offset:
            return _("{first} to {last}", first=offset + 1, last=offset + self.shown)
        return _("the first {shown}", shown=self.shown)


def list_data(as_of: datetime, total: int, **lines: Iterable[object]) -> dict[str, object]:
    """A list for programs: as of when it is, how many lines there are in all, and those that are shown."""
    return {"as_of": as_of, "total": total} | {name: list(each) for name, each in lines.items()}


@dataclass(frozen=True, slots=True)
class ListForm:
    """How much of a list is wanted, and in which form."""

    limit: int = 100
    """How many lines at most; 0 for all."""
    offset: int = 0
    as_csv: bool = False
    as_json: bool = False

    @property
    def most(self) -> int | None:
        """How many lines at most; None: all."""
        return self.limit or None

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """What somebody does who asks for it, the weightiest last: to take a list away is more than to read it."""
        to_read = 0 < self.limit <= MOST_TO_READ and not self.as_csv
        return (Verb.LIST,) if to_read else (Verb.LIST, Verb.EXPORT)

    @property
    def verb(self) -> Verb:
        """The weightiest of them: that of the view."""
        return self.verbs[-1]

    def scope(self, who: "Onlooker") -> "Scope":
        """The cases for which somebody may do all of that. Raises NotAllowed, and WrongUsage without a reason."""
        from models.authority import both

        return reduce(both, map(who.scope, self.verbs))

    def part(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines that are wanted."""
        return lines[self.offset :][: self.most]

    def show(
        self,
        told: HowMany,
        *,
        page: Callable[[], object],
        sheet: Callable[[], object],
        data: Callable[[], object],
    ) -> None:
        """Print the list in its form, and of how many it is."""
        if self.as_json:
            terminal.as_json(data())
        elif self.as_csv:
            sheet()
        else:
            page()
        self.tell(told)

    def tell(self, told: HowMany) -> None:
        """Print of how many a list is: below it for people; beside data or a table on stderr, where it is a part."""
        if not (self.as_json or self.as_csv):
            terminal.line(terminal.dim(told.said(self.offset)))
        elif told.shown < told.total:
            terminal.line(told.said(self.offset), to=sys.stderr)
