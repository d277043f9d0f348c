"""`tawasul explain --at` and the window of `show`: a case as it stood, by the events up to then."""

from datetime import timedelta

import pytest

from activities.records.store import Records
from commands.common.terminal import local_zone
from commands.common.typed.instants import between
from errors import WrongUsage
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import HOUR, LAYLA, OMAR, Case, riyadh
from tests.support.terminal import CommandLine


def a_life() -> Case:
    """Claimed, passed on, asked, answered: a case with something to tell of each day."""
    case = case_of(request())
    case.at("2026-01-06 10:00").claim(OMAR)
    case.at("2026-01-07 10:00").ask()
    case.at("2026-01-08 10:00").answer()
    case.at("2026-01-11 10:00").do("release", OMAR)
    case.claim(LAYLA)
    return case


@pytest.mark.parametrize(
    ("at", "stage", "holder", "runs"),
    [
        ("2026-01-06 09:30", "queued", None, {"first_response", "resolution"}),
        ("2026-01-06 10:00", "in_review", "omar", {"resolution"}),
        ("2026-01-07", "awaiting_beneficiary", "omar", {"answer"}),
        ("2026-01-08 10:00:00+03:00", "replied", "omar", {"resolution"}),
        ("2026-01-11 23:00", "in_review", "layla", {"resolution"}),
    ],
)
def test_a_case_is_told_as_it_stood(
    at: str, stage: str, holder: str | None, runs: set[str], records: Records, tawasul: CommandLine
) -> None:
    told = tawasul("explain", put_on_record(records, a_life()), "--at", at, "--json").data
    assert (told["row"]["stage"], told["row"]["assignee"]) == (stage, holder)
    assert {clock["kind"] for clock in told["clocks"] if clock["running"]} == runs


def test_every_instant_gives_what_the_case_was_then(records: Records, tawasul: CommandLine) -> None:
    """The state that the simulation had, step by step."""
    case = case_of(request())
    then = [(case.now, case.state.stage, case.due())]
    for hours in range(1, 7):
        case.until(case.now + 9 * HOUR)
        if hours == 2:
            case.claim()
        then.append((case.now, case.state.stage, case.due()))
    reference = put_on_record(records, case)
    for at, stage, due in then:
        told = tawasul("explain", reference, "--at", at.isoformat(), "--json").data
        resolution = next(clock for clock in told["clocks"] if clock["kind"] == "resolution")
        assert told["row"]["stage"] == stage
        assert resolution["due"] == (due.isoformat().replace("+00:00", "Z") if due else None)


def test_rungs_are_those_reached_by_then_each_with_its_instant(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request()).at("2026-01-20 09:00")
    reference = put_on_record(records, case)
    half = case.of("rung_reached")[0].at
    before = tawasul("explain", reference, "--at", (half - timedelta(minutes=1)).isoformat(), "--json").data
    after = tawasul("explain", reference, "--at", half.isoformat(), "--json").data
    assert before["rungs_reached"] == []
    assert [each["rung"] for each in after["rungs_reached"]] == ["half"]
    assert "half reached 2026-01-11" in tawasul("explain", reference).text


def test_what_fell_due_in_an_outage_was_due_then_and_noted_later(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request()).outage_until("2026-01-20 09:00").wake()
    told = tawasul("explain", put_on_record(records, case), "--at", "2026-01-16 12:00", "--json").data
    assert (told["events"], told["rungs_reached"]) == (2, [])
    assert [each["type"] for each in told["fallen_due"] if each["type"] == "breached"] == ["breached"] * 2


@pytest.mark.parametrize("at", ["2026-01-01", "2100-01-01", "the day before", "2026-13-01"])
def test_an_instant_before_the_opening_to_come_or_none_is_refused(
    at: str, records: Records, tawasul: CommandLine
) -> None:
    assert tawasul("explain", put_on_record(records, a_life()), "--at", at).code == 2


def test_the_page_says_what_was_known_and_who_held_it(records: Records, tawasul: CommandLine) -> None:
    reference = put_on_record(records, a_life())
    shown = tawasul("explain", reference, "--at", "2026-01-07 12:00").text
    assert "as it stood at 2026-01-07 12:00" in shown and "holder omar" in shown
    assert "first stage routed; team exit_visas" in shown
    assert "missing passport_copy" in shown and "answer of the beneficiary" not in shown
    assert "1 answer of the beneficiary" in tawasul("explain", reference, "--at", "2026-01-08 12:00").text


def test_a_window_of_the_timeline_has_what_happened_in_it(records: Records, tawasul: CommandLine) -> None:
    case = a_life()
    reference = put_on_record(records, case)
    bounds = ("--since", "2026-01-07", "--until", "2026-01-08 09:59")
    shown, data = tawasul("show", reference, *bounds), tawasul("show", reference, *bounds, "--json").data
    kinds = [event["body"]["type"] for event in data["timeline"]]
    assert "asked" in kinds and not {"opened", "claimed", "replied", "released"} & {*kinds}
    assert f"Timeline: {len(kinds)} of {len(case.events)} events" in shown.out
    assert len(tawasul("show", reference, "--json").data["timeline"]) == len(case.events)


def test_a_date_is_the_whole_day_and_an_instant_itself() -> None:
    zone = local_zone("Asia/Riyadh")
    day = between("2026-01-07", "2026-01-07", zone)
    assert (day.since, day.until) == (
        riyadh("2026-01-07 00:00"),
        riyadh("2026-01-08 00:00") - timedelta(microseconds=1),
    )
    assert between("2026-01-07 09:00", None, zone).since == riyadh("2026-01-07 09:00")
    assert between("2026-01-07T06:00+00:00", None, zone).since == riyadh("2026-01-07 09:00")
    with pytest.raises(WrongUsage):
        between("2026-01-08", "2026-01-07", zone)


def test_numbers_in_what_people_wrote_are_masked_in_a_case_as_it_stood(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request())
    case.at("2026-01-06 10:00").claim(OMAR).do("note", OMAR, text="رقمه 1098765432")
    case.do("interim_reply", OMAR, reply={"text": "1098765432"})
    reference = put_on_record(records, case)
    for options in ((), ("--json",)):
        assert "1098765432" not in tawasul("explain", reference, "--at", "2026-01-06 11:00", *options).out
