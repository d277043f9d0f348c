"""What is offered behind `--where`: the filters of `tawasul cases`, and the values that each takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import typer

from commands.completion.offers import Offer, of_staff, of_table
from models.codes import Outcome, Priority, Stage


def _of(*known: str) -> Offer:
    """Values that are the same everywhere."""
    return lambda _ctx, incomplete: [(each, "") for each in known if each.startswith(incomplete)]


VALUES: Mapping[str, Offer | None] = {
    "appeals": None,
    "assignee": of_staff,
    "channel": of_table("channels"),
    "due-before": _of("today", "tomorrow", "+7d"),
    "error-code": _of(),
    "fault": _of(),
    "late": None,
    "outcome": _of(*Outcome),
    "overdue": None,
    "pack": of_table("packs"),
    "priority": _of(*Priority),
    "problem": of_table("problems"),
    "reopened": None,
    "service": of_table("services"),
    "since": _of("today", "yesterday", "-7d"),
    "stage": _of(*Stage),
    "team": of_table("teams"),
    "until": _of("today", "yesterday", "-7d"),
}
"""The filters with what they take; None: nothing, as `overdue`."""


def of_filters(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Filters as they may be typed: several in quotes have a blank between them, and those before the last stay.

    Where one filter alone is meant its values are offered at once: behind a whole word a shell puts a blank.
    """
    before, blank, last = incomplete.rpartition(" ")
    name, sign, value = last.partition("=")
    meant = [each for each in VALUES if each == name or (not sign and each.startswith(name))]
    if len(meant) == 1 and (offer := VALUES[meant[0]]):
        words: Iterable[str] = _with_values(meant[0], offer, ctx, value)
    else:
        words = (each if VALUES[each] is None else f"{each}=" for each in meant if not sign)
    return [(f"{before}{blank}{word}", "") for word in words]


def _with_values(
    name: str, offer: Callable[..., list[tuple[str, str]]], ctx: typer.Context, value: str
) -> Iterator[str]:
    """`team=exit_visas` for each value that begins as it was typed; of a filter with values of its own `fault=`."""
    offered = [f"{name}={each}" for each, _about in offer(ctx, value)]
    yield from offered or ([] if value else [f"{name}="])
