"""Writes the table of docs/reliability.md: each promise, how it is tried, the figures of the last run, and the limits.

The figures are kept beside the page, one entry for each scenario, so running one scenario changes its rows only.
"""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaos import provenance
from chaos.outcome import Scale, TrialOutcome
from settings import PROJECT

PAGE = PROJECT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by `python -m chaos` -->", "<!-- end of what is written -->"
STALE = "**stale**:"
"""Before the figures of a run whose build is not this one: the product has changed since."""
HEADER = ("promise", "how it is tried", "last run", "not tried")

NOT_TRIED = {
    "battles": "power loss (what a killed process wrote stays with the kernel); several machines; clocks that disagree",
    "lives": "power loss; machines of their own for servers and workers; the clock of a server that is wrong",
    "timers": "outages of more than ten minutes in real time",
    "notices": "providers' own mistakes behind an acknowledgement",
    "poison": "a worker's memory damaged",
    "floods": "more than one case flooded at a time",
    "repeats": "more than one case at a time; commands that end a case for good",
    "disk": "disks that answer wrongly or slowly; a full disk under several servers at once",
    "network": "a partition inside a Temporal cluster: one server has none",
    "records": "several of these faults in a PostgreSQL with a standby, or behind a pool of connections",
    "migration": "workers of the time of each schema: of the first one only what they write by is taken back",
    "packs": "an edit while a worker reads the files; packs that differ from one worker to another",
    "disaster": "both databases lost at once",
    "restored": "real retention (the cases are deleted by hand); what came after the newer of two copies",
    "change": "a new version of the Temporal server or of PostgreSQL under way",
    "backlog": "more than one machine",
    "soak": "weeks",
    "search": "more people, instants and rounds than the small world has; commands at one instant in several workers",
    "mutation": "mutants of the workflow runtime and of the activities",
}
"""By scenario, in the order of the table."""
ON_A_CLUSTER = " on a cluster"
"""Ends the name of a scenario that ran on Temporal's real server in seven processes, with PostgreSQL behind it."""


def write(
    scenario: str, scale: Scale, outcomes: Sequence[TrialOutcome], page: Path = PAGE, code: Sequence[str] = ()
) -> None:
    """Keep the figures of a scenario and write the table. A run of the suite never replaces those of a long one.

    `code` has the files that the scenario speaks of, if that is not all of the product.
    """
    kept = read(page)
    if scale is Scale.SUITE and kept.get(scenario, {}).get("scale") == Scale.LONG:
        return
    kept[scenario] = {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "scale": scale,
        "machine": machine(),
        "commit": provenance.commit(),
        **({"code": [*code]} if code else {}),
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }
    _figures(page).write_text(json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n")
    write_table(page)


def write_table(page: Path = PAGE) -> None:
    """Write the table anew from the figures that are kept: rows that speak of another build are marked as stale."""
    page.write_text(_with_table(page.read_text(), "\n".join(table(read(page)))))


def table(kept: dict[str, Any]) -> Iterator[str]:
    """The rows of the table in Markdown, by scenario."""
    yield _row(HEADER)
    yield _row(["---"] * len(HEADER))
    for scenario in in_order(kept):
        for outcome in kept[scenario]["outcomes"]:
            yield _row((outcome["promise"], _how(scenario, outcome), _last(kept[scenario], outcome), _left(scenario)))


def _how(scenario: str, outcome: dict[str, Any]) -> str:
    on = "Temporal's server in seven processes, with PostgreSQL behind it: " if scenario.endswith(ON_A_CLUSTER) else ""
    return f"{on}{outcome['how']}"


def _left(scenario: str) -> str:
    """What a scenario leaves untried."""
    name = scenario.removesuffix(ON_A_CLUSTER)
    return f"{NOT_TRIED.get(name, '')}{'; a network between the nodes' if name != scenario else ''}"


def in_order(scenarios: Iterable[str]) -> list[str]:
    """Scenarios in the order of the table; unknown ones come last."""
    names = sorted(scenarios)
    return sorted(names, key=[*NOT_TRIED, *names].index)


def machine() -> str:
    """The machine of a run in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _last(run: dict[str, Any], outcome: dict[str, Any]) -> str:
    broken = outcome["violations"]
    verdict = f"**broken {len(broken)} times**, first: {broken[0]}" if broken else "held"
    figures = "; ".join(f"{name} {value}" for name, value in outcome["figures"].items())
    build = f"commit {run['commit']}, {provenance.seeds(outcome['seeds'])}" if run.get("commit") else "commit not noted"
    mark = f"{STALE} " if provenance.is_stale(run) else ""
    return f"{mark}{verdict}; {figures} ({run['scale']}, {run['at']}, {build}, {run['machine']})"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"


def _with_table(text: str, rows: str) -> str:
    """The page with its table replaced; the text around it stays."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs a line «{BEGIN}» and after it a line «{END}»")
    return f"{before}{BEGIN}\n{rows}\n{END}{after}"


def _figures(page: Path) -> Path:
    return page.with_suffix(".json")


def read(page: Path = PAGE) -> dict[str, Any]:
    """The figures kept beside a page, by scenario."""
    file = _figures(page)
    kept: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return kept
