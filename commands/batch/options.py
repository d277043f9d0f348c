"""The options by which a command of staff names its cases, and says how it goes through many of them."""

from typing import Annotated

import typer

from commands.completion.filters import of_filters
from commands.completion.offers import of_cases

References = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="REFERENCE",
        help="The cases, as TW-XXXX-XXXX-XXXX-C; - reads them from standard input.",
        autocompletion=of_cases,
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="FILTER",
        help="Open cases that meet filters of `tawasul cases`, such as «team=payments overdue»; or other stages.",
        show_default=False,
        autocompletion=of_filters,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen to each case, by its own rules; send nothing.")
]
Preview = Annotated[
    bool,
    typer.Option("--preview", help="Show what each beneficiary would read, by which channels and when; send nothing."),
]
Resume = Annotated[
    bool | None,
    typer.Option(
        "--resume/--anew",
        help="Go on with the same command for many cases that was interrupted, or begin it again.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it for many cases without being asked.")]
