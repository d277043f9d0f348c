"""The commands show, explain and break-glass: one case as a page, its due instants, and opening one of another team."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Reference, Why, command
from commands.common.words.labels import ERASURE_REASON, WORK
from commands.common.words.language import _
from errors import CaseErased
from models.codes import Effect, ErasureReason

app = typer.Typer()

Ids = Annotated[bool, typer.Option("--ids", help="Show identity and telephone numbers in full; needs --why.")]

HappenedSince = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="INSTANT", help="Of the timeline only what happened then or later.", show_default=False
    ),
]
HappenedUntil = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="INSTANT", help="Of the timeline only what happened then or before.", show_default=False
    ),
]


@command(
    app,
    WORK,
    "tawasul show TW-7K3M-9QXD-2VHA-K --as o.salem",
    "tawasul show TW-7K3M-9QXD-2VHA-K --since 2026-01-06 --until '2026-01-08 12:00' --as o.salem",
    'tawasul show TW-7K3M-9QXD-2VHA-K --ids --why "compare with the copy of the passport" --json',
)
def show(
    reference: Reference,
    since: HappenedSince = None,
    until: HappenedUntil = None,
    ids: Ids = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """One request with all there is to know.

    What it is, who holds it, the next step and until when, its timeline, the decision and the official reply. Numbers
    and addresses are masked. `explain --at` shows how it stood at an instant.
    """
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.instants import between
    from commands.common.typed.which_case import which_case
    from commands.work.case.case_data import case_data
    from commands.work.case.case_page import show_page
    from commands.work.case.read import read_case

    now = datetime.now(UTC)
    try:
        case = read_case(which_case(reference), now, Intent(staff, why, ids))
    except CaseErased as erased:
        _show_erasure(erased, as_json=as_json)
        return
    if as_json:
        terminal.as_json(case_data(case, between(since, until, terminal.local_zone(case.timezone))))
    else:
        with terminal.paged():
            show_page(case, now, between(since, until, terminal.local_zone(case.timezone)))


@command(
    app,
    WORK,
    "tawasul explain TW-7K3M-9QXD-2VHA-K --as o.salem",
    "tawasul explain TW-7K3M-9QXD-2VHA-K --at '2026-01-06 09:12' --as o.salem",
    "tawasul explain TW-7K3M-9QXD-2VHA-K --why-not return_completion --as o.salem",
)
def explain(
    reference: Reference,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="As it stood then: '2026-01-06 09:12', or a date for the end of that day.",
            show_default=False,
        ),
    ] = None,
    why_not: Annotated[
        Effect | None,
        typer.Option(
            "--why-not", help="What would have had to be otherwise for the first stage to do that.", show_default=False
        ),
    ] = None,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Why a request is due when it is due, and where its working time went.

    The time used, segment by segment, the rule, the version of the calendar, and what moved it: closures, extensions,
    another priority, a reopening; and the smallest change of facts by which the first stage would have done something
    else. With --at: what was known then, who held it, which clocks ran, which rungs were reached, and what was due.
    """
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.which_case import which_case
    from commands.explain.as_it_stood import explain_as_of
    from commands.explain.on_record import nearest_data, show_nearest
    from commands.work.case.case_data import as_seen
    from commands.work.case.explanation import explanation_data, show_explanation
    from commands.work.case.read import look_up, read

    now = datetime.now(UTC)
    found = look_up(which_case(reference), now, Intent(staff, why))
    if at:
        explain_as_of(found, at, now, as_json=as_json)
        return
    case = read(found, now)
    if as_json:
        terminal.as_json(explanation_data(case) | {"other_way": as_seen(nearest_data(case, why_not), case.look)})
    else:
        with terminal.paged():
            show_explanation(case)
            show_nearest(case, why_not)


@command(app, WORK, 'tawasul break-glass TW-7K3M-9QXD-2VHA-K --why "the duty desk is closed" --as o.salem')
def break_glass(
    reference: Reference,
    why: Why = None,
    lasts: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="For how long, as 30m or 2h.", show_default=False)
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Open a request of another team to yourself, for a limited time.

    It stays on record with your reason, and an auditor looks whether it was right.
    """
    from activities import views
    from activities.reports.cases import row_of
    from commands.common.context import records
    from commands.common.onlooker.looking import Intent, onlooker
    from commands.common.typed.which_case import which_case
    from models.codes import Verb

    case, who = which_case(reference), onlooker(Intent(staff, why))
    who.scope(Verb.BREAK_GLASS)
    time = _time(lasts, who.authority.break_glass.usual, who.authority.break_glass.longest)
    with records() as connection:
        row_of(connection, case)
        opened = views.break_glass(connection, who.actor, case, who.intent.why or "", time)
    if as_json:
        terminal.as_json({"reference": case, "break_glass": opened.id, "until": opened.until})
        return
    until = terminal.moment(opened.until, terminal.local_zone())
    told = _(" to {id} until {until}; an auditor is told", id=who.actor.id, until=until)
    terminal.line(terminal.bold(case), "  ", terminal.warning(_("open")), told)


def _time(given: str | None, usual: timedelta, longest: timedelta) -> timedelta:
    """How long a case stays open. Raises WrongUsage."""
    from errors import WrongUsage
    from models.authority import read_duration

    if given is None:
        return usual
    try:
        time = read_duration(given)
    except ValueError as error:
        raise WrongUsage(_("--for {given}: {error}", given=given, error=error)) from None
    if time > longest:
        raise WrongUsage(_("--for {given}: at most {time}", given=given, time=terminal.amount(longest)))
    return time


def _show_erasure(erased: CaseErased, *, as_json: bool) -> None:
    """Print that a case was erased, when, by whom and why: nothing else of it can be read."""
    about = {"reference": erased.reference, "erased": True, "at": erased.at, "by": erased.by, "reason": erased.reason}
    if as_json:
        terminal.as_json(about)
        return
    from commands.common.words.titles import reads_arabic, style_on_record

    when, why = terminal.moment(erased.at, terminal.local_zone()), ERASURE_REASON[ErasureReason(erased.reason)]
    terminal.line(
        terminal.bold(erased.reference),
        terminal.GAP,
        terminal.warning(_("erased")),
        _("  {when} by {by}", when=when, by=erased.by),
    )
    terminal.line(why.word + (f"  {why.beside}" if reads_arabic(style_on_record(erased.reference)) else ""))
