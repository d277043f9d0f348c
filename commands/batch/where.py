"""The cases that meet a filter, which is written in the words of the options of `tawasul cases`."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import typer
from typer.main import get_group

from activities.reports.cases import CaseFilter
from commands.common.onlooker.looking import Intent, Onlooker
from commands.common.typed.suggest import did_you_mean
from commands.common.typed.wrong_usage import complaint, meant_by
from commands.common.words.language import N_, _, in_one_line, translated
from commands.looks.case_list import CasesAsked, Sought, case_list
from commands.work.lists.case_filter import case_filter
from commands.work.lists.cases import app
from errors import WrongUsage

MOST_FOUND = 1_000
"""How many cases a filter may find; of more, nobody sees at a glance what they are about to do."""
_NO_FILTERS = {"after", "order", "limit", "offset", "persons", "words", "live"}
FILTERS = {each.name for each in fields(CaseFilter)} - _NO_FILTERS
"""The options of `tawasul cases` that narrow a list. Neither a person's number nor words are: they are a
search, with a reason of its own."""
_NAMES = sorted(each.replace("_", "-") for each in FILTERS)
_WHAT = N_("filters")


def references_where(where: Sequence[str], who: Onlooker) -> list[str]:
    """The references of the open cases that somebody sees and that meet every filter; a view is left of it.

    A filter that names a stage or an outcome finds closed ones too. Raises WrongUsage, also where too many are found.
    """
    asked = parsed(where)
    sought = Sought(error_code=str(asked.pop("error_code", "") or ""))
    wanted = case_filter(**asked, live=not (asked.get("stage") or asked.get("outcome")), limit=MOST_FOUND)
    found = case_list(Intent(who.actor.id), CasesAsked(wanted, sought))
    if found.total > len(found.rows):
        raise WrongUsage(
            _(
                "{total:,} cases meet --where, and {most_found:,} may: narrow it",
                total=found.total,
                most_found=MOST_FOUND,
            ),
            _("or send references by standard input"),
        )
    return [row.reference for row in found.rows]


def parsed(where: Sequence[str]) -> dict[str, Any]:
    """The filters by the parameters of `tawasul cases`. Raises WrongUsage for what is none of its filters."""
    command = get_group(app).commands["cases"]
    words = [option for text in where for option in _options(text)]
    try:
        given = command.make_context("--where", words).params
    except typer.TyperException as problem:
        said = translated(complaint(problem))
        raise WrongUsage(
            _("--where: {value}", value=said), in_one_line((*meant_by(problem), _("see `tawasul cases --help`")))
        ) from problem
    return {name: value for name, value in given.items() if name in FILTERS and value}


def _options(text: str) -> Iterator[str]:
    """`team=payments overdue` as options. Raises WrongUsage, also where nothing is named: that would be every case."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise WrongUsage(_("--where «{text}»: {error}", text=text, error=error)) from error
    if not words:
        raise WrongUsage(
            _("--where names no filter, and every open case would meet it"), _("see `tawasul cases --help`")
        )
    for word in words:
        name, sign, value = word.lstrip("-").partition("=")
        if name not in _NAMES:
            raise WrongUsage(_("--where: no filter {name}", name=name), did_you_mean(name, _NAMES, _WHAT))
        if sign and not value.strip():
            raise WrongUsage(_("--where: {name} has no value, and every open case would meet it", name=name))
        yield f"--{word.lstrip('-')}"
