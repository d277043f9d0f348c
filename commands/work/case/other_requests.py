"""Other requests of the persons of a case, as its page names them."""

from datetime import tzinfo

from commands.common.terminal import dim, heading, line, moment
from commands.common.words.language import _
from commands.common.words.pack_titles import service_name
from commands.common.words.titles import outcome_title, stage_title
from commands.work.case.read import CaseFile


def show_others(case: CaseFile, zone: tzinfo) -> None:
    """Print a line for each, the newest first; nothing where there is none that the reader sees."""
    if case.others:
        heading(_("Other requests of the same person: {count}", count=len(case.others)))
    for row in case.others:
        ended = outcome_title(row.outcome, case.style) if row.outcome else stage_title(row.stage, case.style)
        line(
            "  ",
            row.reference,
            dim(f"  {moment(row.opened_at, zone)}  "),
            f"{service_name(row.service, row.pack)}  {ended}",
        )
