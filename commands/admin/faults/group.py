"""The group of the commands of faults, and what they share: which fault is meant, and who acts."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common.typed.declare import group
from commands.common.typed.suggest import alike_codes
from commands.common.words.language import _, in_one_line
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.records.database import Connection

app = group("faults")

Fault = Annotated[
    str, typer.Argument(metavar="FAULT", help="The fault, as FT-XXXX-XXXX-XXXX-C, or the error code of one.")
]


def named_fault(connection: "Connection", text: str) -> str:
    """The reference of a fault on record, by it or by its error code. Raises WrongUsage."""
    from activities.reports.faults import by_error_code, error_codes
    from models.intake.reference import parse_fault_reference

    typed, see = text.strip(), _("see them with `tawasul faults list --all`")
    if not typed.upper().startswith("FT-"):
        if found := by_error_code(connection, typed):
            return found
        alike = _(" or ").join(f"«{code}»" for code in alike_codes(typed, error_codes(connection)))
        meant = _("did you mean {alike}?", alike=alike) if alike else ""
        raise WrongUsage(_("no fault has the error code {typed}", typed=typed), in_one_line((meant, see)))
    try:
        reference = parse_fault_reference(typed)
    except ValueError as error:
        looks = _("«{typed}» is no reference of a fault: it looks like FT-XXXX-XXXX-XXXX-C", typed=typed)
        raise WrongUsage(looks, see) from error
    if connection.execute("SELECT 1 FROM fault WHERE reference = %s", (reference,)).fetchone():
        return reference
    raise WrongUsage(_("there is no fault {reference}", reference=reference), see)
