"""The sweep: all kinds of all parts, tried, and the table of what came out."""

from collections.abc import Iterable
from importlib import import_module

from bench.first_stage.kinds import InputKind, Judgement, SweepRow, row
from settings import PROJECT

PARTS = (
    "dates",
    "relations",
    "persons",
    "grounds",
    "spoken",
    "closed_world",
    "spoken_of_others",
    "own_ground",
    "particulars",
    "mails",
)
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
    """The results as tables of Markdown, one for each part."""
    by_part = dict[str, list[SweepRow]]()
    for each in found:
        by_part.setdefault(each.kind.part, []).append(each)
    return "\n\n".join(_of_part(part, results) for part, results in by_part.items())


def _of_part(part: str, found: Iterable[SweepRow]) -> str:
    head = "| kind | for example | what is right | tried | right | unknown | wrong |"
    return "\n".join(
        (f"### Sweep: {part}", "", head, "| --- | --- | --- | --- | --- | --- | --- |", *map(_line, found))
    )


def _line(each: SweepRow) -> str:
    counts = [each.counts.total(), *(each.counts[answer] for answer in Judgement)]
    figures = " | ".join(f"{count:,}" for count in counts)
    return f"| {each.kind.name} | {each.example.replace('|', '/')} | {each.kind.right} | {figures} |"


def write(found: Iterable[SweepRow]) -> None:
    """Put the table into its place on the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{after}")
