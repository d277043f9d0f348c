"""The commands show and explain: one case as a page, and the calculation of its due instants."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.common import terminal
from commands.common.declare import AsJson, Reference, command
from commands.common.labels import ERASURE_REASON, WORK
from errors import CaseErased
from models.codes import ErasureReason

app = typer.Typer()

Ids = Annotated[bool, typer.Option("--ids", help="Show identity and telephone numbers in full.")]


@command(app, WORK, "tawasul show TW-7K3M-9QXD-2VHA-K", "tawasul show TW-7K3M-9QXD-2VHA-K --json")
def show(reference: Reference, ids: Ids = False, as_json: AsJson = False) -> None:
    """One request with all there is to know.

    What it is, who holds it, the next step and until when, its timeline, the decision and the official reply.
    """
    from commands.common.send import checked_reference
    from commands.work.case_data import case_data
    from commands.work.case_page import show_page
    from commands.work.read import read_case

    now = datetime.now(UTC)
    try:
        case = read_case(checked_reference(reference), now)
    except CaseErased as erased:
        _show_erasure(erased, as_json=as_json)
        return
    if as_json:
        terminal.as_json(case_data(case, ids=ids))
    else:
        show_page(case, now, ids=ids)


@command(app, WORK, "tawasul explain TW-7K3M-9QXD-2VHA-K")
def explain(reference: Reference, as_json: AsJson = False) -> None:
    """Why a request is due when it is due.

    The time used, segment by segment, the rule, the version of the calendar, and what moved it: closures, extensions,
    another priority, a reopening.
    """
    from commands.common.send import checked_reference
    from commands.work.explanation import explanation_data, show_explanation
    from commands.work.read import read_case

    case = read_case(checked_reference(reference), datetime.now(UTC))
    if as_json:
        terminal.as_json(explanation_data(case))
    else:
        show_explanation(case)


def _show_erasure(erased: CaseErased, *, as_json: bool) -> None:
    """Print that a case was erased, when, by whom and why: nothing else of it can be read."""
    about = {"reference": erased.reference, "erased": True, "at": erased.at, "by": erased.by, "reason": erased.reason}
    if as_json:
        terminal.as_json(about)
        return
    when, why = terminal.moment(erased.at, terminal.local_zone()), ERASURE_REASON[ErasureReason(erased.reason)]
    terminal.line(terminal.bold(erased.reference), terminal.GAP, terminal.warning("erased"), f"  {when} by {erased.by}")
    terminal.line(f"{why.en}  {why.ar}")
