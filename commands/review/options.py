"""Options that several staff commands share, and how what is typed becomes a field of the contract."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from commands.common.send import Fields
from commands.common.typed.texts import text_option
from commands.common.words.language import _
from commands.completion.offers import of_reasons, of_table
from errors import WrongUsage

ReasonCode = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Why, as a code of the pack (`tawasul policy show`).",
        show_default=False,
        autocompletion=of_reasons,
    ),
]
ReplyText = Annotated[
    str | None,
    text_option("--reply", about="The official reply in your own words", show_default=False),
]
ReplyTemplate = Annotated[
    str | None,
    typer.Option(
        "--reply-template",
        metavar="CODE",
        help="The official reply from a template.",
        show_default=False,
        autocompletion=of_table("replies"),
    ),
]
ReplyValues = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A value for a placeholder of the template; of an authority or a team its code. Repeat for more.",
    ),
]
Note = Annotated[str | None, text_option(about="For colleagues; the beneficiary never sees it", show_default=False)]
RequiredNote = Annotated[str, text_option(about="Why, for colleagues; the beneficiary never sees it")]
ReplyFields = Fields | None
"""An official reply as the contract has it; None when none was given."""


def with_official_reply(fields_of: Callable[..., Fields]) -> Callable[..., Fields]:
    """Declare --reply, --reply-template and --set in the place of a command's parameter `reply`, which they fill."""

    @wraps(fields_of, assigned=("__name__", "__doc__"))
    def from_options(
        *, reply: ReplyText = None, reply_template: ReplyTemplate = None, values: ReplyValues = None, **own: Any
    ) -> Fields:
        return fields_of(reply=official_reply(reply, reply_template, values), **own)

    options = list(signature(from_options, follow_wrapped=False).parameters.values())[:-1]
    declared: list[Parameter] = []
    for name, parameter in signature(fields_of).parameters.items():
        declared += options if name == "reply" else [parameter.replace(kind=Parameter.KEYWORD_ONLY)]
    from_options.__signature__ = Signature(declared)  # type: ignore[attr-defined]
    return from_options


def official_reply(text: str | None, template: str | None, values: list[str] | None) -> ReplyFields:
    """The reply as the contract has it; None when none was given. Raises WrongUsage."""
    if text and template:
        raise WrongUsage(_("give --reply or --reply-template, not both"))
    if values and not template:
        raise WrongUsage(_("--set fills a template: name it with --reply-template"))
    if not text and not template:
        return None
    pairs = [value.partition("=") for value in values or ()]
    if wrong := [name for name, sign, _value in pairs if not sign]:
        raise WrongUsage(_("--set {wrong}: write it as name=value", wrong=wrong[0]))
    return {"text": text, "template": template, "values": {name.strip(): value for name, _sign, value in pairs}}


def working_time(text: str) -> timedelta:
    """Hours and minutes of working time. Raises WrongUsage: a working day has other hours in every calendar."""
    parts = re.fullmatch(r"(?:(\d{1,4})h)?(?:(\d{1,4})m)?", text.replace(" ", "").lower())
    if not parts or not text.strip():
        days = (
            _("; a working day has {working_days}", working_days=_working_days())
            if re.search(r"\dd", text.lower())
            else ""
        )
        raise WrongUsage(
            _("--by {text}: write working time as hours and minutes, such as 7h or 3h30m{days}", text=text, days=days)
        )
    return timedelta(hours=int(parts[1] or 0), minutes=int(parts[2] or 0))


def _working_days() -> str:
    """The length of a working day in the calendar of each pack: `7 h (passports)`."""
    from commands.common.context import packs
    from commands.common.terminal import working

    return ", ".join(f"{working(pack.calendar.working_day)} ({name})" for name, pack in packs().items())
