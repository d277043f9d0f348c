"""The group of the commands of faults, and what they share: which fault is meant, and who acts."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common.declare import group
from commands.common.language import _
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.records.database import Connection

app = group("faults")

Fault = Annotated[
    str, typer.Argument(metavar="FAULT", help="The fault, as FT-XXXX-XXXX-XXXX-C, or the error code of one.")
]


def named_fault(connection: "Connection", text: str) -> str:
    """The reference of a fault on record, by it or by its error code. Raises WrongUsage."""
    from activities.reports.faults import by_error_code
    from models.intake.reference import parse_fault_reference

    typed = text.strip()
    if not typed.upper().startswith("FT-"):
        if found := by_error_code(connection, typed):
            return found
        raise WrongUsage(
            _("no fault has the error code {typed}", typed=typed), _("see them with `tawasul faults list --all`")
        )
    try:
        reference = parse_fault_reference(typed)
    except ValueError as error:
        raise WrongUsage(f"«{typed}» {error}") from error
    if connection.execute("SELECT 1 FROM fault WHERE reference = %s", (reference,)).fetchone():
        return reference
    raise WrongUsage(
        _("there is no fault {reference}", reference=reference), _("see them with `tawasul faults list --all`")
    )
