"""`tawasul notices`: notices that were not sent yet."""

from datetime import UTC, datetime, time

from activities.records.store import Records
from models.codes import Audience, Channel
from models.policy import NoticeRoute, QuietHours
from tests.support.database import case_of, put_on_record, request
from tests.support.terminal import CommandLine

NOTICE = NoticeRoute(on="claimed", audience=Audience.BENEFICIARY, channels=(Channel.SMS,), template="received")


def test_a_notice_that_waits_for_the_morning_is_listed(records: Records, tawasul: CommandLine) -> None:
    all_day = QuietHours(since=time(microsecond=1), until=time(0, 0))
    case = case_of(request(), routes=(NOTICE,), quiet=all_day)
    case.now = datetime.now(UTC)
    reference = put_on_record(records, case.claim())
    shown = tawasul("notices", reference).text
    assert "waits until 20" in shown and "00:00 (quiet hours)" in shown
    assert "sms to the beneficiary" in shown and "1 notice at 20" in shown
    assert tawasul("notices", reference, "--json").data["notices"][0]["status"] == "waiting"
    assert tawasul("notices", "--failed").text.startswith("0 notices at 20")


def test_a_notice_that_went_out_waits_no_longer(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request(), routes=(NOTICE,)).claim()
    case.deliver()
    assert tawasul("notices", put_on_record(records, case)).text.startswith("0 notices at 20")
