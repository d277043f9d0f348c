"""What follows from a look."""

from datetime import UTC, datetime, timedelta

from activities.records.attention import Alert
from activities.records.watch import WaitingNotice
from models.codes import ALERTS, AttentionKind, StopCause
from watchdog.findings import LookLimits, Seen, Stopped, findings

AT = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
LIMITS = LookLimits()


def notice(key: str, channel: str, minutes_ago: int = 30) -> WaitingNotice:
    return WaitingNotice(key, "TW-1", channel, 12, AT - timedelta(minutes=minutes_ago), "http_503")


def lost(count: int) -> tuple[Stopped, ...]:
    return tuple(Stopped(f"TW-{number}", StopCause.LOST) for number in range(count))


def test_a_look_that_sees_nothing_finds_nothing() -> None:
    found = findings(Seen(AT, compared=1_000), LIMITS)
    assert (found.to_resume, found.alerts, found.channels_down) == ((), frozenset(), frozenset())


def test_every_case_without_a_workflow_is_to_be_started_again() -> None:
    stopped = tuple(Stopped(f"TW-{cause}", cause) for cause in StopCause)
    assert findings(Seen(AT, compared=5, stopped=stopped), LIMITS).to_resume == stopped


def test_many_lost_cases_at_once_are_for_a_person() -> None:
    terminated = Stopped("TW-T", StopCause.TERMINATED)
    found = findings(Seen(AT, compared=21, stopped=(*lost(21), terminated)), LIMITS)
    assert found.to_resume == (terminated,) and len(found.stopped) == 22
    assert found.alerts == {Alert(AttentionKind.CASES_LOST, "", "Temporal")}
    assert len(findings(Seen(AT, compared=20, stopped=lost(20)), LIMITS).to_resume) == 20
    assert len(findings(Seen(AT, compared=1_000, stopped=lost(100)), LIMITS).to_resume) == 100
    assert findings(Seen(AT, compared=1_000, stopped=lost(101)), LIMITS).to_resume == ()


def test_a_channel_that_is_down_is_one_entry_and_a_single_notice_another() -> None:
    waiting = (notice("a", "email"), notice("b", "email"), notice("c", "sms"))
    found = findings(Seen(AT, waiting=waiting, last_sent={"sms": AT}), LIMITS)
    assert found.channels_down == {"email"} and found.notices_waiting == 3
    assert found.alerts == {
        Alert(AttentionKind.CHANNEL_DOWN, "", "email"),
        Alert(AttentionKind.NOTICE_WAITING, "TW-1", "c"),
    }


def test_what_lasts_is_a_condition() -> None:
    seen = Seen(
        AT,
        stopped=lost(21),
        wedged=frozenset({"TW-1"}),
        out_of_step=frozenset({"TW-2"}),
        waiting=(notice("a", "email"), notice("c", "sms")),
        last_sent={"sms": AT},
        log=(Alert(AttentionKind.LOG_BROKEN, "", "gap"), Alert(AttentionKind.CHECKPOINTS_AWAY, "", "OSError")),
        faults=(Alert(AttentionKind.KNOWN_FAULT, "FT-1", "ERR-1"),),
    )
    assert {each.kind for each in findings(seen, LIMITS).alerts} == ALERTS
