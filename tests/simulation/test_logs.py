"""Logs of other systems, relived by policies written from the logs' own rules: the cases past their dates, exactly."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from activities.packs import load_pack
from settings import PROJECT
from simulation.figures import figures_of
from simulation.lives import Life, relive
from simulation.logs.cases import recorded
from simulation.logs.mapping import LogMapping, read_mapping
from simulation.logs.reading import LogCase, end_of, read_log
from simulation.policies import PackPolicies
from simulation.recorded import PastCase
from simulation.running import Outcomes, run

SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
MAPPINGS = PROJECT / "bench" / "logs"
WABO, ST_LOUIS = "wabo_receipt", "stlouis_csb_2018_01"
OWN_DATES = """
[flags]
no_working_time_left = { en = "Nobody works any more before the last day" }

[triage.moments.own_due]
at = ["own_due"]

[[triage.rules]]
id = "A0"
title = "The date that the log has is the last one"
basis = "the log"
when = [{ fact = "days_to.own_due", op = "ge", value = -100000 }]
due_cap = { moment = "own_due", days = DAYS }
"""


def cases_of(name: str, mapping: LogMapping) -> list[LogCase]:
    """The cases of a log; without it the test is left out."""
    path = SHARED / "data" / "logs" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the log is not there: {path} (set TAWASUL_SHARED)")
    return read_log(path, mapping)


def pack_of_own_dates(folder: Path, days: int, zone: str) -> Path:
    """A pack by which each case is due at the end of the day in its own field, or so many days later."""
    pack = Path(shutil.copytree(MAPPINGS / "packs" / "permits", folder / "permits"))
    text = (
        (pack / "pack.toml")
        .read_text()
        .replace("days = 56", "days = 1000")
        .replace('tolerance = "240h"', 'tolerance = "8000h"')
        .replace("[facts]\n", '[facts]\n"days_to.own_due" = { en = "days to the date that the log has" }\n')
    )
    (pack / "pack.toml").write_text(text + OWN_DATES.replace("DAYS", str(days)))
    for each in pack.rglob("calendar*/*.toml"):
        each.write_text(each.read_text().replace("Europe/Amsterdam", zone))
    (pack / "calendar.toml").write_text((pack / "calendar.toml").read_text().replace("Europe/Amsterdam", zone))
    return pack


def mapping_of_own_dates(name: str, decides: str) -> LogMapping:
    """The mapping of a log with its due date as a field, and one activity that decides."""
    mapping = read_mapping(MAPPINGS / f"{name}.toml")
    form = {
        "channel": "permits_portal",
        "subject": "x",
        "applicant": {"type": "company"},
        "context": {"own_due": "{due_at}"},
    }
    commands = [
        {"kind": "claim", "by": "clerk", "stages": ["queued"]},
        {
            "kind": "approve",
            "by": "clerk",
            "stages": ["in_review", "queued"],
            "reason": "received",
            "reply": {"text": "x"},
        },
    ]
    given = mapping.model_dump(mode="json") | {
        "services": {"*": "general"},
        "request": form,
        "people": {"clerk": {"role": "officer", "teams": ["desk"]}},
        "events": [{"activity": decides, "commands": commands}],
        "at_the_end": [],
    }
    return LogMapping.model_validate(given)


def relived(cases: list[LogCase], mapping: LogMapping, pack: Path) -> tuple[list[PastCase], Outcomes]:
    """The cases of a log under a pack, up to its end."""
    end, policy = end_of(cases), load_pack(pack)
    assert end
    records = [recorded(each, mapping, policy) for each in cases]
    return records, run(records, (PackPolicies(policy),), end)


def ends_by(case: LogCase, decides: str) -> LogCase:
    """The case with the instant at which its owner was done, which is that of one activity."""
    at: datetime | None = next((each.at for each in case.events if each.activity == decides), None)
    return LogCase(case.id, case.type, case.line, case.arrived, case.events, case.outcome, case.due, at)


@pytest.mark.parametrize(("name", "decides", "days", "zone"), [
    (WABO, "T05 Print and send confirmation of receipt", 0, "Europe/Amsterdam"),
    (ST_LOUIS, "Closed", 0, "America/Chicago"),
])  # fmt: skip
def test_with_the_log_s_own_dates_as_promises_exactly_the_cases_past_them_are_late(
    name: str, decides: str, days: int, zone: str, tmp_path: Path
) -> None:
    mapping = mapping_of_own_dates(name, decides)
    cases = [ends_by(each, decides) for each in cases_of(name, mapping) if each.due]
    _, outcomes = relived(cases, mapping, pack_of_own_dates(tmp_path, days, zone))
    own = outcomes.own_dates
    assert (own.here_alone, own.there_alone) == (0, 0)
    assert own.both > 100 and own.neither > 500


@pytest.mark.parametrize(("name", "decides", "same"), [
    (WABO, "T05 Print and send confirmation of receipt", 1_000),
    (ST_LOUIS, "", 1_400),
])  # fmt: skip
def test_where_the_rules_of_the_pack_give_the_log_s_date_the_same_cases_are_late(
    name: str, decides: str, same: int
) -> None:
    mapping = read_mapping(MAPPINGS / f"{name}.toml")
    pack = load_pack(MAPPINGS / mapping.pack)
    cases = [ends_by(each, decides) if decides else each for each in cases_of(name, mapping) if each.due]
    end, policies = end_of(cases), PackPolicies(pack)
    assert end
    given = late = 0
    for case in cases:
        life = relive(recorded(case, mapping, pack), policies, min(case.ended or end, end))
        assert isinstance(life, Life) and case.due
        figures = figures_of(life, end)
        by_day = mapping.columns.due_as == "day"
        if figures.due and is_same(figures.due, case.due, mapping, by_day=by_day):
            given, late = given + 1, late + figures.side.is_late
            assert figures.side.is_late == ((case.ended or end) > figures.due), case.id
    assert given > same and late > 100


def is_same(ours: datetime, theirs: datetime, mapping: LogMapping, *, by_day: bool) -> bool:
    """Whether a due date is the log's: by its local day, or within a minute."""
    zone = mapping.reading.where
    if by_day:
        return ours.astimezone(zone).date() == theirs.astimezone(zone).date()
    return abs(ours - theirs) <= timedelta(minutes=1)
