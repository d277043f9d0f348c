"""Every number that goes into the model, each with where it was measured, or that it is assumed."""

from dataclasses import dataclass, field, fields
from typing import Any

ASSUMED = "assumed"


@dataclass(frozen=True)
class Measure:
    """Where a number comes from: a page, a benchmark, or nowhere but a judgement."""

    what: str
    unit: str
    source: str

    @property
    def measured(self) -> bool:
        """Whether somebody measured it."""
        return not self.source.startswith(ASSUMED)


def number(default: float, what: str, unit: str, source: str) -> Any:
    """A field of the measures with its default."""
    return field(default=default, metadata={"measure": Measure(what, unit, source)})


TRIAL = "the trial"
"""Plain cases on the cluster of seven processes, as docs/scale.md says."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The numbers, by name. Processor time is milliseconds of one core for one plain case."""

    requests_a_year: float = number(20_000_000, "requests a year", "", "given")
    peak: float = number(10, "the busiest hour, beside the mean of working hours", "×", "given")
    working_days: float = number(250, "working days a year", "days", f"{ASSUMED}: weeks of five days, holidays")
    working_hours: float = number(7, "working hours a day", "hours", "policies/passports/calendar.toml: 07:30 to 14:30")
    fuller: float = number(
        2, "what a case of daily life takes beside a plain one", "×", f"{ASSUMED}: questions, replies, escalations"
    )
    looks: float = number(10, "looks of staff and beneficiaries at a case and its lists", "", ASSUMED)

    frontend: float = number(21, "Temporal's frontends", "ms", TRIAL)
    history: float = number(55, "Temporal's history", "ms", TRIAL)
    matching: float = number(17, "Temporal's matching", "ms", TRIAL)
    workers: float = number(61, "our workers", "ms", TRIAL)
    engine_records: float = number(36, "PostgreSQL for Temporal", "ms", TRIAL)
    records: float = number(6, "PostgreSQL for the records", "ms", TRIAL)
    look: float = number(60, "one look, in the HTTP interface", "ms", "docs/architecture.md: `show` in the shell")
    look_records: float = number(5, "one look, in PostgreSQL", "ms", ASSUMED)

    engine_commits: float = number(61, "commits for Temporal, a plain case", "", TRIAL)
    records_commits: float = number(14, "commits for visibility and the records, a plain case", "", TRIAL)
    idle_commits: float = number(55, "commits a second of 512 shards when nothing happens", "", "docs/cluster.md")
    log: float = number(177, "write-ahead log, a plain case, with images of pages", "KB", TRIAL)
    record_size: float = number(10.3, "a case in the records, with indexes", "KB", "the trial: 31 MB after 3,000 cases")
    history_size: float = number(
        65, "a workflow in Temporal's two databases, dead rows included", "KB", "the trial: 130 MB after 2,000"
    )
    open_days: float = number(20, "days from opening to closing, follow-up included", "days", ASSUMED)
    kept_days: float = number(30, "days that Temporal keeps a closed case", "days", "docker-compose.yml: 720 h")
    kept_years: float = number(10, "years that the records are kept", "years", f"{ASSUMED}: retention.toml decides it")

    used: float = number(0.7, "how much of a processor is planned for", "", ASSUMED)
    node_cores: float = number(8, "cores of a machine for Temporal, workers, interface", "", ASSUMED)
    worker_connections: float = number(22, "connections of a worker to the records", "", "docs/operations.md")
    shards: float = number(512, "shards", "", "docker-compose.yml")
    shard_hold: float = number(3, "how long one write holds its shard", "ms", ASSUMED)


def described() -> dict[str, Measure]:
    """What each number is, by name."""
    return {each.name: each.metadata["measure"] for each in fields(Measures)}
