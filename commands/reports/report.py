"""The command report: the indicators of a period, for those who answer for the promises."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfService, OfTeam
from commands.common.onlooker.looking import Intent
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.labels import WORK
from commands.common.words.language import _
from commands.common.words.language import language as spoken
from commands.reports.period import From, To, period_of
from errors import WrongUsage
from models.codes import ReportBy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.reports.indicators import Figures, Period
    from commands.looks.figures import FiguresTold

app = typer.Typer()

By = Annotated[ReportBy | None, typer.Option(help="A line for each of these.", show_default=False)]
Sort = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="With --by: the indicator that orders the lines.",
        show_default="opened; of rungs: rungs",
    ),
]
Fairness = Annotated[
    bool, typer.Option("--fairness", help="Citizens and residents, languages and channels side by side.")
]
Definitions = Annotated[bool, typer.Option("--definitions", help="Print what each indicator is, and nothing else.")]
InLanguage = Annotated[
    str | None,
    typer.Option("--language", metavar="CODE", help="The language of titles: en or ar.", show_default="that of --lang"),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with charts into this file.", show_default=False),
]

LANGUAGES = ("en", "ar")


@list_command(
    app,
    WORK,
    "tawasul report --as d.dana",
    "tawasul report --from 2026-01-01 --to 2026-01-31 --by team --sort late_open",
    "tawasul report --by officer --csv --as d.dana > officers.csv",
    "tawasul report --html report.html --language ar --as d.dana",
    "tawasul report --definitions --language ar",
    name="report",
)
def show_report(
    form: ListForm,
    intent: Intent,
    since: From = None,
    until: To = None,
    pack: OfPack = None,
    service: OfService = None,
    team: OfTeam = None,
    by: By = None,
    sort: Sort = None,
    fairness: Fairness = False,
    definitions: Definitions = False,
    language: InLanguage = None,
    html: Html = None,
) -> None:
    """What came in and went out, in time or late, how long it took, and what is open: the figures of your units.

    Counted from what happened, so that a later reopening changes no figure. Times are working time as the promise of
    each case has it, and all time. Each indicator has its definition (--definitions).
    """
    from commands.reports import data, printing, sheet
    from commands.reports import fairness as side_by_side

    language = language or str(spoken())
    _check(language, sort)
    _check_together(by=by is not None, sort=sort is not None, fairness=fairness, html=html is not None)
    if definitions:
        data.define() if form.as_json else sheet.define(language) if form.as_csv else printing.define(language)
        return
    period = period_of(since, until, pack, service, team)
    if html:
        _write_page(html, intent, period, language)
        return
    found = _read(intent, period, side_by_side.ATTRIBUTES if fairness else (by,)).figures
    if fairness:
        side_by_side.show(period, found, language, as_json=form.as_json, as_csv=form.as_csv)
        return
    figures = found[0]
    names = printing.ordered(figures, by, sort) if by else []
    figures = figures.in_order(form.part(names)) if by else figures
    if form.as_json:
        data.show(period, figures, by, len(names))
    elif form.as_csv:
        sheet.show(figures, by, language)
    elif by:
        printing.groups(period, figures, by, sort or printing.usual_order(by), language)
    else:
        printing.figures(period, figures, language)
    if by:
        _tell_lines(form, len(form.part(names)), len(names), figures, language)


def _tell_lines(form: ListForm, shown: int, total: int, figures: "Figures", language: str) -> None:
    """Of how many lines those are that are shown, in the language of the report."""
    from commands.reports.words import WORDS

    if form.as_csv or form.as_json or language == "en":
        form.tell(HowMany(shown, total, terminal.moment(figures.as_of, terminal.local_zone()), "line"))
    else:
        terminal.line(terminal.dim(WORDS[language].rows.format(f"{shown:,}", f"{total:,}")))


def _check(language: str, sort: str | None) -> None:
    """Raises WrongUsage for a language without words, or an indicator that there is not."""
    from models.reports.catalog import BY_CODE

    if language not in LANGUAGES:
        raise WrongUsage(
            _(
                "--language {language}: the words are in {languages}",
                language=language,
                languages=_(" and ").join(LANGUAGES),
            )
        )
    if sort and sort not in BY_CODE:
        raise WrongUsage(
            _("--sort {sort}: no such indicator", sort=sort),
            _("`tawasul report --definitions` has them with their codes"),
        )


def _check_together(*, by: bool, sort: bool, fairness: bool, html: bool) -> None:
    """Raises WrongUsage for options that say nothing together."""
    if sort and not by:
        raise WrongUsage(_("--sort orders the lines of --by: say by what"))
    if by + fairness + html > 1:
        raise WrongUsage(_("--by, --fairness and --html are reports of their own: choose one"))


def _read(intent: Intent, period: "Period", by: "Sequence[ReportBy | None]", *, late: bool = False) -> "FiguresTold":
    """The figures of somebody's units, with the view of it left behind."""
    from commands.looks.figures import FiguresAsked, figures

    with WaitLine(_("counting")):
        return figures(intent, FiguresAsked(period, tuple(by), str(terminal.local_zone()), late))


def _write_page(file: Path, intent: Intent, period: "Period", language: str) -> None:
    """Write the page. Raises WrongUsage where the file cannot be written."""
    from commands.reports.page.content import NEEDED, PageData
    from commands.reports.page.html import page

    found = _read(intent, period, NEEDED, late=True)
    text = page(PageData(period, dict(zip(NEEDED, found.figures, strict=True)), found.late, language))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongUsage(_("{file} cannot be written: {strerror}", file=file, strerror=error.strerror)) from error
    terminal.line(_("written to {file}", file=file))
