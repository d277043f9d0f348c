"""What is offered at each place of a command line: only what fits the command and begins as it was typed."""

from collections.abc import Callable, Iterable
from contextlib import suppress

import typer

from commands.completion.codes import codes
from commands.completion.seen import RecentlySeen, seen_by
from errors import TawasulError

Offer = Callable[[typer.Context, str], list[tuple[str, str]]]
"""From what was typed so far to what it may become, each with a word about it."""


def of_table(*tables: str) -> Offer:
    """Codes of some tables of the packs."""

    def offer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        with suppress(TawasulError, OSError):
            known = codes()
            return _beginning(incomplete, (code for table in tables for code in known.get(table, ())))
        return []

    return offer


def of_reasons(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The reasons that fit the command."""
    with suppress(TawasulError, OSError):
        known = codes()
        return _beginning(incomplete, known.get(f"reasons.{_kind(ctx)}", known.get("reasons", ())))
    return []


def of_cases(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The references that the person saw lately, as far as their stage takes the command."""
    with suppress(TawasulError, OSError):
        stages = codes().get(f"stages.{_kind(ctx)}")
        cases = _seen(ctx).cases.items()
        return [
            (reference, stage)
            for reference, stage in cases
            if reference.startswith(incomplete) and (stages is None or stage in stages)
        ]
    return []


def of_staff(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The ids of staff: those who have a session here, and those whom the person saw."""
    with suppress(TawasulError, OSError):
        import settings
        from sessions.people import people

        return _beginning(incomplete, {*people(settings.load().home), *_seen(ctx).staff})
    return []


def _seen(ctx: typer.Context) -> RecentlySeen:
    """What the person of the command line saw: whom it names, or whose session is the only one here."""
    import settings
    from sessions.people import people

    config = settings.load()
    here = [named] if (named := ctx.params.get("staff") or config.staff) else people(config.home)
    return seen_by(str(here[0])) if len(here) == 1 else RecentlySeen({})


def _kind(ctx: typer.Context) -> str:
    """The kind of the command in the contract."""
    return (ctx.command.name or "").replace("-", "_")


def _beginning(incomplete: str, known: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, "") for code in sorted(set(known)) if code.startswith(incomplete)]
