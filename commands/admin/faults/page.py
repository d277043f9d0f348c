"""The page of a fault: where it stands, what happened to it, and its requests."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from commands.common.terminal import (
    NONE,
    Piece,
    bad,
    bold,
    counted,
    dim,
    heading,
    line,
    local_zone,
    moment,
    properties,
    table,
    time_left,
    warning,
)
from commands.common.words.labels import CLOCK_OF_A_FAULT, FAULT_STAGE, name_of
from commands.common.words.language import N_, _, listed
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import outcome_title, rung_title, stage_title
from models.case.row import CaseRow
from models.case.style import CaseStyle
from models.codes import FaultStage
from models.faults import events as e
from models.faults.events import FaultEvent
from models.faults.row import project_fault
from models.faults.state import FaultState

NEXT = {
    FaultStage.OPEN: N_("say what is known with `tawasul faults known`, or mend it with `tawasul faults mend`"),
    FaultStage.KNOWN: N_("mend it, then give its requests their answer with `tawasul faults mend`"),
    FaultStage.MENDED: N_("`tawasul faults mend` goes on with what is not decided; then `tawasul faults close`"),
    FaultStage.CLOSED: "nothing",
}


def fault_data(state: FaultState, events: Sequence[FaultEvent], cases: Sequence[CaseRow]) -> dict[str, Any]:
    """The same for programs."""
    return {
        **project_fault(state).model_dump(mode="json"),
        "title": state.title,
        "answer": state.answer.model_dump(mode="json", exclude={"type", "note"}) if state.answer else None,
        "events": [event.model_dump(mode="json", exclude={"signed"}) for event in events],
        "cases": [row.model_dump(mode="json") for row in cases],
    }


def show_fault(
    state: FaultState,
    events: Sequence[FaultEvent],
    cases: Sequence[CaseRow],
    of_it: tuple[int, int],
    now: datetime,
    style: CaseStyle | None,
) -> None:
    """Print the page: how many requests it has and how many are undecided, and those of them that the reader sees."""
    zone = local_zone()
    line(bold(state.reference), "  ", bold(FAULT_STAGE[state.stage].word), "  ", FAULT_STAGE[state.stage].beside)
    line("  ", state.error_code, "  ", state.title)
    line()
    properties(_summary(state, *of_it, now, zone))
    heading(_("Timeline"))
    for event in events:
        line("  ", dim(moment(event.at, zone)), "  ", *_sentence(event, style))
    heading(_("Requests"))
    rows = ([row.reference, moment(row.opened_at, zone), *_stands(row, style)] for row in cases)
    if unseen := of_it[0] - len(cases):
        line("  ", dim(_("{count} of teams that are not yours", count=counted(unseen, "request"))))
    if cases or not unseen:
        table(("reference", "opened", "service", "stage", "team", "holder"), rows, indent="  ")


def _summary(
    state: FaultState, cases: int, left: int, now: datetime, zone: tzinfo
) -> Iterator[tuple[str, list[Piece]]]:
    row = project_fault(state)
    yield N_("owner"), [row.owner or warning(_("nobody yet")), _(" in {team}", team=team_name(row.team, row.pack))]
    yield N_("requests"), [_("{cases}, of which {left} not decided", cases=cases, left=left)]
    yield (
        N_("since"),
        [moment(state.since, zone), _("  opened by its rate") if state.by_rate else _("  opened by hand")],
    )
    if state.due:
        what = _("to be known by") if state.stage is FaultStage.OPEN else _("to be mended by")
        yield what, [moment(state.due, zone), "  ", time_left(state.due, now)]
    if row.breached:
        yield N_("promise"), [bad(_("not kept: the time ran out"))]
    yield N_("next"), [_(NEXT[state.stage])]


def _stands(row: CaseRow, style: CaseStyle | None) -> tuple[str, ...]:
    stands = outcome_title(row.outcome, style) if row.outcome else stage_title(row.stage, style)
    return (service_name(row.service, row.pack), stands, team_name(row.team, row.pack), row.assignee or NONE)


def _sentence(event: FaultEvent, style: CaseStyle | None) -> list[Piece]:
    if isinstance(event.body, e.FaultRung):
        return [warning(f"{rung_title(event.body.rung, style)} ({CLOCK_OF_A_FAULT[event.body.clock].word})")]
    said = _SENTENCES[type(event.body)](event.body, name_of(event.actor))
    note = getattr(event.body, "note", None)
    return [said, dim(f"  «{note}»")] if note else [said]


_SENTENCES: dict[type[e.FaultBody], Callable[[Any, str], Piece]] = {
    e.FaultOpened: lambda body, who: _("{who} opened it: the error {error_code}", who=who, error_code=body.error_code),
    e.FaultOwned: lambda body, who: _("{who} made {to} its owner", who=who, to=name_of(body.to)),
    e.FaultBecameKnown: lambda body, who: _("{who} said that it is known: the beneficiaries are told", who=who),
    e.FaultMended: lambda body, who: _("{who} mended it ({reason})", who=who, reason=body.reason),
    e.FaultClosed: lambda body, who: _("{who} closed it", who=who),
    e.FaultBreached: lambda body, who: bad(_("the time ran out: {clock}", clock=CLOCK_OF_A_FAULT[body.clock].word)),
    e.StaffTold: lambda body, who: (
        _(
            "told {count}: {people}",
            count=counted(len(body.people), "person", "people"),
            people=listed(body.people) or _("nobody was there"),
        )
        + (_(" (the fall-back of the pack)") if body.fallback else "")
    ),
    e.FaultNoticeSent: lambda body, who: _("a notice to staff went out"),
    e.FaultNoticeFailed: lambda body, who: warning(
        _("a notice to staff could not be delivered: {error}", error=body.error)
    ),
}
"""The sentence of every other type of event; the function gets the body and who acted."""
