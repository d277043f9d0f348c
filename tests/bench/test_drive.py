"""Driver of logs: what a mapping file says of a log, without a server and on a real one."""

import asyncio
import csv
import gzip
import json
import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.drive import Log, drive, drive_core
from bench.logs.core import Core
from bench.logs.live import Live
from bench.logs.playing import LogPlay
from models.codes import Outcome
from settings import PROJECT, Settings
from simulation.logs.mapping import InvalidMapping, LogMapping, read_mapping
from simulation.logs.reading import LogCase, read_log
from tests.support.system import System

SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
LOGS = SHARED / "data" / "logs"
MAPPINGS = PROJECT / "bench" / "logs"
DECLARATIONS = "bpic2020_domestic_declarations"


def log_of(name: str, path: Path | None = None, first: int = 1000) -> Log:
    """A log with its mapping: that of the shared data, or of another file."""
    return Log.of(path or shared(name), MAPPINGS / f"{name}.toml", first)


def shared(name: str) -> Path:
    """A log of the shared data; without it the test is left out."""
    path = LOGS / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the log is not there: {path} (set TAWASUL_SHARED)")
    return path


def played(log: Log) -> tuple[LogPlay, dict[str, str]]:
    """A log played on the pure core, and the outcomes of its cases; a refused command is a mistake in the mapping."""
    core = Core(log.pack)
    play = LogPlay(log.mapping, log.pack, core)
    asyncio.run(play.all(log.cases))
    assert not play.refused
    assert core.decided_otherwise == 0
    rows = {case: core.row(reference) for case, reference in play.references.items()}
    return play, {case: str(row.outcome or row.stage) for case, row in rows.items()}


def test_every_declaration_of_the_log_ends_as_the_log_says() -> None:
    log = log_of(DECLARATIONS)
    assert Counter(case.outcome for case in log.cases) == {"paid": 968, "rejected": 17, "withdrawn_to_draft": 15}
    _, ends = played(log)
    meant = {"paid": Outcome.DONE, "rejected": Outcome.REFUSED, "withdrawn_to_draft": Outcome.WITHDRAWN}
    for case in log.cases:
        assert ends[case.id] == meant[case.outcome], case.id


def test_a_city_s_requests_end_and_fall_due_under_its_pack_as_the_log_says(capsys: pytest.CaptureFixture[str]) -> None:
    log = log_of("stlouis_csb_2018_01", first=2000)
    assert drive_core(log) == 0
    shown = capsys.readouterr().out
    assert "outcomes that agree: 1532 of 1532" in shown
    assert "due dates that agree: 1451 of 1528" in shown


TINY = {
    "done": ("SUBMITTED by EMPLOYEE", "APPROVED by PRE_APPROVER", "FINAL_APPROVED by SUPERVISOR", "paid"),
    "again": (
        "SUBMITTED by EMPLOYEE",
        "REJECTED by PRE_APPROVER",
        "REJECTED by EMPLOYEE",
        "SUBMITTED by EMPLOYEE",
        "FINAL_APPROVED by SUPERVISOR",
        "REJECTED by MISSING",
        "SUBMITTED by EMPLOYEE",
        "FINAL_APPROVED by SUPERVISOR",
        "paid",
    ),
    "never": ("SUBMITTED by EMPLOYEE", "REJECTED by SUPERVISOR", "REJECTED by EMPLOYEE", "rejected"),
    "paid_draft": ("SAVED by EMPLOYEE", "paid"),
    "draft": ("SAVED by EMPLOYEE", "withdrawn_to_draft"),
}
"""A log of our own: what happened to each declaration, and its outcome last."""


def tiny_log(path: Path, prefix: str, outcome_of_paid: str = "paid") -> Path:
    """The log above in normal form, an hour between any two events."""
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for name, (*spoken, outcome) in TINY.items():
            activities = [f"Declaration {each}" for each in spoken]
            activities += ["Request Payment", "Payment Handled"] if outcome == "paid" else []
            events = [
                {"activity": activity, "at": f"2026-01-05T{hour:02}:00:00+01:00"}
                for hour, activity in enumerate(activities, start=8)
            ]
            logged = outcome_of_paid if outcome == "paid" else outcome
            case = {"case_id": f"{prefix}-{name}", "category": "expense", "outcome": logged}
            line = case | {"events": events, "attrs": {"amount": 12.5}}
            out.write(json.dumps(line) + "\n")
    return path


def signing(system: System) -> Settings:
    """The settings of whoever has all keys, as the play is of everybody in it."""
    keys = system.stack.signing_keys
    return replace(system.config, channel_key=keys["channel_key"], issuer_key=keys["issuer_key"])


async def test_a_log_played_through_the_live_system_ends_as_it_says(
    system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(DECLARATIONS, tiny_log(tmp_path / "tiny.jsonl.gz", "tiny"))
    assert await asyncio.to_thread(drive, log, signing(system)) == 0
    shown = capsys.readouterr().out
    assert "DIFFERENT" not in shown and "decided by anything but the log: 0" in shown


async def test_a_log_that_claims_another_outcome_is_noticed(system: System, tmp_path: Path) -> None:
    path = tiny_log(tmp_path / "differing.jsonl.gz", "differing", outcome_of_paid="rejected")
    differing = log_of(DECLARATIONS, path, first=1)
    assert await asyncio.to_thread(drive, differing, signing(system)) == 1


CITY_CSV = """
title = "A city's table"
pack = "../policies/city"
[bars]
due = 1.0
[reading]
form = "csv"
delimiter = ";"
zone = "America/Chicago"
instant = "%d/%m/%Y %H:%M"
[columns]
case = "number"
arrived = "opened"
type = "kind"
outcome = "status"
due = "promised"
ended = "closed"
instants = [{ activity = "closed as {status}", at = "closed" }]
[services]
"Pot*" = "pothole"
"*" = "unlisted"
[outcomes]
fixed = "done"
waiting = ["queued"]
[request]
channel = "city_portal"
subject = "{kind} at {where}"
applicant = { type = "resident" }
context = { place = "{where}" }
[people]
table_clerk = { role = "officer", teams = ["streets", "service_desk"] }
[[events]]
activity = "closed as fixed"
commands = [
    { kind = "claim", by = "table_clerk", stages = ["queued"] },
    { kind = "approve", by = "table_clerk", reason = "work_done", reply = { template = "work_done" } },
]
"""
"""A mapping of a table with instants in columns, in local time and a format of its own."""
ROWS = (
    ("1", "Pothole deep", "Elm St", "fixed", "02/01/2018 09:30", "12/01/2018 23:59", "05/01/2018 08:00"),
    ("2", "Pothole", "Oak St", "waiting", "06/01/2018 11:00", "18/01/2018 23:59", ""),
    ("3", "Something", "Ash St", "fixed", "02/01/2018 09:30", "22/01/2018 23:59", "30/01/2018 08:00"),
)


def table(folder: Path, mapping: str = CITY_CSV) -> tuple[Path, Path]:
    """The rows as a file, and their mapping beside the packs."""
    path, file = folder / "table.csv", folder / "table.toml"
    with path.open("w", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerows([("number", "kind", "where", "status", "opened", "promised", "closed"), *ROWS])
    file.write_text(mapping.replace("../policies", str(PROJECT / "policies")))
    return path, file


def test_a_table_of_another_form_is_played_by_its_mapping_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = table(tmp_path)
    log = Log.of(path, file, None)
    assert [case.arrived.isoformat() for case in log.cases][:2] == [
        "2018-01-02T09:30:00-06:00",
        "2018-01-06T11:00:00-06:00",
    ]
    play, ends = played(log)
    assert ends == {"1": "done", "2": "queued", "3": "done"}
    assert play.meant == {("closed as fixed", True): 2}
    assert drive_core(log) == 0
    shown = capsys.readouterr().out
    assert "due dates that agree: 3 of 3" in shown
    assert "late or in time that agree: 2 of 2" in shown


def test_due_dates_that_differ_are_shown_and_miss_the_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = table(tmp_path)
    path.write_text(path.read_text().replace("18/01/2018 23:59", "19/01/2018 23:59"))
    assert drive_core(Log.of(path, file, None)) == 1
    shown = capsys.readouterr().out
    assert "1 day later" in shown and "closed day" in shown
    assert "due dates that agree: 2 of 3" in shown


def test_events_a_line_are_put_together_to_cases(tmp_path: Path) -> None:
    lines = [
        {"case": "b 1", "act": "made", "at": "2018-01-02T09:00:00", "type": "x", "end": ""},
        {"case": "a", "act": "made", "at": "2018-01-02T10:00:00", "type": "x", "end": ""},
        {"case": "b 1", "act": "done", "at": "2018-01-03T09:00:00", "type": "x", "end": "over"},
    ]
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    columns = {"case": "case", "type": "type", "outcome": "end", "activity": "act"}
    mapping = mapping_with(reading={"line": "event", "zone": "Asia/Riyadh"}, columns=columns)
    cases = read_log(path, mapping)
    assert [(case.id, case.outcome, [event.activity for event in case.events]) for case in cases] == [
        ("b-1", "over", ["made", "done"]),
        ("a", "", ["made"]),
    ]
    assert cases[0].arrived.isoformat() == "2018-01-02T09:00:00+03:00"


def mapping_with(**changes: Any) -> LogMapping:
    """A mapping that says little, with changes."""
    request = {"channel": "city_portal", "subject": "x", "applicant": {}}
    columns = {"case": "id", "type": "type", "outcome": "end"}
    least: dict[str, Any] = {"title": "x", "pack": "x", "columns": columns, "services": {}, "outcomes": {}}
    return LogMapping.model_validate({**least, "request": request, "events": [], **changes})


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ('fixed = "done"', 'fixed = "mended"', "mended is neither an outcome nor a stage"),
        ('by = "table_clerk", stages', 'by = "nobody", stages', "nobody of the people is nobody"),
        ('kind = "claim"', 'kind = "seize"', "seize"),
        ('zone = "America/Chicago"', 'zone = "Mars/Base"', "Mars/Base"),
        ("[people]", "[persons]", "persons"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path: Path, written: str, instead: str, reason: str) -> None:
    assert written in CITY_CSV
    _, file = table(tmp_path, CITY_CSV.replace(written, instead))
    with pytest.raises(InvalidMapping, match=reason):
        read_mapping(file)


def test_every_mapping_of_the_folder_can_be_used() -> None:
    files = sorted(MAPPINGS.glob("*.toml"))
    assert DECLARATIONS in {file.stem for file in files}
    for file in files:
        assert read_mapping(file).title


@pytest.mark.parametrize("arrived", ["2018-01-02T09:30-06:00", "2018-07-07T23:59-05:00", "2018-03-11T03:30-05:00"])
def test_a_case_is_moved_by_weeks_into_the_last_one(arrived: str) -> None:
    now = datetime(2026, 11, 29, 13, tzinfo=UTC)
    mapping = mapping_with(reading={"zone": "America/Chicago"})
    at = datetime.fromisoformat(arrived)
    case = LogCase("a", "x", {}, at, (), "", due=at + timedelta(days=3))
    live: Any = Live(None, None, mapping, now)  # type: ignore[arg-type]
    counts_from = live.counts_from(case)
    assert timedelta() <= now - counts_from < timedelta(days=7, hours=1)
    local = at.astimezone(mapping.reading.where)
    assert (counts_from.weekday(), counts_from.time()) == (local.weekday(), local.time())
