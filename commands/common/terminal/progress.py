"""A progress bar on stderr, for a person at a terminal."""

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress


class ProgressBar:
    """A bar that counts steps, drawn only on a terminal and wiped at the end of its `with`; the total may be unknown.

    Lines may be printed meanwhile after `clear`; the next step draws the bar again.
    """

    def __init__(self, label: str, total: int | None = None) -> None:
        self._bar = _rich_bar(label, total) if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else None

    def step(self) -> None:
        """Count one more."""
        if self._bar:
            self._bar.advance(self._bar.task_ids[0])
            self._bar.start()
            self._bar.refresh()

    def clear(self) -> None:
        """Take the bar off the screen."""
        if self._bar:
            self._bar.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()


def _rich_bar(label: str, total: int | None) -> "Progress":
    """A bar without a thread of its own, which leaves stdout alone.

    `typer.progressbar` would not do: nothing may be printed beside it, and it stays on the screen.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
        console=Console(file=sys.stderr),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task(label, total=total)
    return bar
