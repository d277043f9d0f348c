"""Options that several commands of the review share, and how what is typed becomes a field of the contract."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

import typer

from commands.common.send import Fields
from errors import WrongUsage


def codes(what: str) -> Callable[[str], list[str]]:
    """Completes codes of the packs: the names in their table `what`."""

    def complete(incomplete: str) -> list[str]:
        from commands.common.context import packs

        try:
            return sorted(
                {code for pack in packs().values() for code in getattr(pack, what) if code.startswith(incomplete)}
            )
        except WrongUsage:
            return []

    return complete


Reason = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Why, as a code of the pack (`tawasul policy show`).",
        show_default=False,
        autocompletion=codes("reasons"),
    ),
]
ReplyText = Annotated[
    str | None,
    typer.Option("--reply", metavar="TEXT", help="The official reply in your own words.", show_default=False),
]
ReplyTemplate = Annotated[
    str | None,
    typer.Option(
        "--reply-template",
        metavar="CODE",
        help="The official reply from a template.",
        show_default=False,
        autocompletion=codes("replies"),
    ),
]
ReplyValues = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A value for a placeholder of the template; repeat for more."),
]
Words = Annotated[str, typer.Option(metavar="TEXT", help="Why, for colleagues; the beneficiary never sees it.")]


def official_reply(text: str | None, template: str | None, values: list[str] | None) -> Fields | None:
    """The reply as the contract has it; none when nothing was said. Raises WrongUsage."""
    if text and template:
        raise WrongUsage("give --reply or --reply-template, not both")
    if values and not template:
        raise WrongUsage("--set fills a template: name it with --reply-template")
    if not text and not template:
        return None
    pairs = [value.partition("=") for value in values or ()]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise WrongUsage(f"--set {wrong[0]}: write it as name=value")
    return {"text": text, "template": template, "values": {name.strip(): value for name, _, value in pairs}}


def working_time(text: str) -> timedelta:
    """Hours and minutes of working time. Raises WrongUsage: a working day has other hours in every calendar."""
    parts = re.fullmatch(r"(?:(\d{1,4})h)?(?:(\d{1,4})m)?", text.replace(" ", "").lower())
    if not parts or not text.strip():
        days = f"; a working day has {_working_days()}" if re.search(r"\dd", text.lower()) else ""
        raise WrongUsage(f"--by {text}: write working time as hours and minutes, such as 7h or 3h30m{days}")
    return timedelta(hours=int(parts[1] or 0), minutes=int(parts[2] or 0))


def _working_days() -> str:
    """What a working day is in the calendar of each pack: `7 h (passports)`."""
    from commands.common.context import packs
    from commands.common.terminal import working

    return ", ".join(f"{working(pack.calendar.working_day)} ({name})" for name, pack in packs().items())
