"""What marks a case in a list: that it is an appeal, was taken out of another case, or was begun by another system."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from commands.common.terminal import NONE
from commands.common.words.language import N_, _

if TYPE_CHECKING:
    from models.case.row import CaseRow


class Marks:
    """The column of marks in a list of cases; it is left out where no case has one, which is mostly so."""

    def __init__(self, rows: Iterable["CaseRow"]) -> None:
        self._shown = any(any(_marks(row)) for row in rows)

    @property
    def header(self) -> tuple[str, ...]:
        """The header of the column, if there is one."""
        return (N_("mark"),) if self._shown else ()

    def cell(self, row: "CaseRow") -> tuple[str, ...]:
        """What the column says of a case, if there is one."""
        return (", ".join(_marks(row)) or NONE,) if self._shown else ()


def _marks(row: "CaseRow") -> Iterator[str]:
    if row.appeal_of:
        yield _("appeal of {appeal_of}", appeal_of=row.appeal_of)
    if row.appeal_open:
        yield _("appealed by {appeal}", appeal=row.appeal)
    if row.split_of:
        yield _("split from {split_of}", split_of=row.split_of)
    if row.imported:
        yield _("imported")
