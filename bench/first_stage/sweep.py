"""The sweep: all kinds of all parts, tried, and the table of what came out."""

from collections.abc import Iterable
from importlib import import_module

from bench.first_stage.kinds import InputKind, Judgement, SweepRow, row
from settings import PROJECT

PARTS = ("dates", "relations", "persons", "grounds", "spoken", "closed_world", "own_ground", "particulars", "mails")
"""The modules beside this one that have `KINDS`."""
PAGE = PROJECT / "docs" / "first-stage.md"
BEGIN, END = "<!-- written by `python -m bench.first_stage` -->", "<!-- end -->"


def kinds() -> tuple[InputKind, ...]:
    """The kinds of all parts."""
    return tuple(kind for part in PARTS for kind in import_module(f"bench.first_stage.{part}").KINDS)


def rows(*, every: bool) -> tuple[SweepRow, ...]:
    """What came out of every kind."""
    return tuple(row(kind, every=every) for kind in kinds())


def table(found: Iterable[SweepRow]) -> str:
    """The results as a table of Markdown."""
    lines = [
        "| part | kind | what is right | tried | right | unknown | wrong |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in found:
        counts = [each.counts.total(), *(each.counts[answer] for answer in Judgement)]
        figures = " | ".join(f"{count:,}" for count in counts)
        lines.append(f"| {each.kind.part} | {each.kind.name} | {each.kind.right} | {figures} |")
    return "\n".join(lines)


def write(found: Iterable[SweepRow]) -> None:
    """Put the table into its place on the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{after}")
