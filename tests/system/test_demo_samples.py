"""The samples of the demonstration, filed as of now: on whatever day, the first stage concludes the same."""

from datetime import datetime
from pathlib import Path

import pytest

from activities.packs import load_pack
from demo.samples import Sample, filed_now, policies_for
from models.calendar.working import compile_calendar
from models.intake.request import read_request
from models.packs.derive import triage_policy
from models.packs.pack import Pack
from models.triage.assessment import KnownFromRecords
from tests.support.simulation import RIYADH, riyadh
from workflows.triage.assess import assess

DAYS = ("2026-01-01 00:05", "2026-02-27 23:50", "2026-03-25 09:00", "2026-06-02 12:00", "2026-11-20 06:00")
"""A turn of the year, a Friday in Ramadan, the days after both Eids, a Friday at dawn."""


def conclusion(pack: Pack, sample: Sample, now: datetime) -> dict[str, str]:
    """What the first stage makes of a sample; the one that names another sample is its duplicate."""
    request = read_request(sample.request_json)
    duplicate = "duplicate_of" in sample.request_json.get("context", {})
    known = KnownFromRecords(open_duplicates=(request.reference,) if duplicate else ())
    found = assess(request, known, triage_policy(pack, request.service), compile_calendar(pack.calendar), now)
    return {"stage1": found.effect, "team": found.team, "priority": found.priority}


@pytest.mark.parametrize("day", DAYS)
def test_every_sample_comes_out_as_expected_on_any_day(tmp_path: Path, day: str) -> None:
    now = riyadh(day)
    pack = load_pack(policies_for(now.astimezone(RIYADH).date(), tmp_path) / "passports")
    samples = filed_now(now, "run", compile_calendar(pack.calendar))
    found = {sample.name: conclusion(pack, sample, now) for sample in samples}
    assert found == {each.name: {name: each.expected[name] for name in found[each.name]} for each in samples}
