"""`tawasul explain`: what changed the clocks of a case, and in which zone instants are shown."""

from datetime import datetime, timedelta

from activities.records.store import Records
from models.case.commands import BENEFICIARY
from models.codes import Priority
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import DAY, SALMA, calendar_rules
from tests.support.terminal import CommandLine


def test_an_explanation_names_extensions_and_another_priority(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request()).claim()
    for hours in (7, 1):
        case.do("extend", SALMA, by=timedelta(hours=hours), note="border post")
    case.do("prioritise", SALMA, priority=Priority.URGENT)
    shown = tawasul("explain", put_on_record(records, case)).text
    assert "extended twice, by 8 h in all" in shown
    assert "57 h became 22 h: prioritise urgent by salma at" in shown


def test_an_explanation_shows_the_runs_before_a_reopening(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request()).claim()
    case.do("extend", SALMA, by=DAY, note="border post")
    case.approve()
    case.do("reopen", BENEFICIARY, text="لم تنجح")
    reference = put_on_record(records, case)
    shown = tawasul("explain", reference).text
    assert "resolution, run 2" in shown and "run 1 0 h of 56 h used, until 20" in shown
    assert "49 h became 56 h, in run 1: extend by salma" in shown and "extended once" not in shown


def test_an_explanation_says_when_the_reminder_falls_until_it_is_sent(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request()).claim()
    case.ask()
    due, calendar = case.state.due, case.state.rules.working_calendar
    assert due
    reference = put_on_record(records, case)
    shown = tawasul("explain", reference, "--json")
    reminder = datetime.fromisoformat(shown.data["reminder_at"])
    assert calendar.between(reminder, due) == DAY
    case.until(reminder)
    assert case.types()[-1] == "reminded"
    assert "reminder 20" in tawasul("explain", reference).text


def test_times_in_another_zone_than_here_carry_their_offset(records: Records, tawasul: CommandLine) -> None:
    amsterdam = calendar_rules().model_copy(update={"timezone": "Europe/Amsterdam"})
    elsewhere = put_on_record(records, case_of(request(), calendar=amsterdam).claim())
    here = put_on_record(records, case_of(request(id="here")).claim(), id="here")
    for command in ("show", "explain"):
        assert "+01:00" in tawasul(command, elsewhere).text
        assert "+0" not in tawasul(command, here).text


def test_an_explanation_says_where_the_time_went_and_what_passed_in_pauses(
    records: Records, tawasul: CommandLine
) -> None:
    case = case_of(request()).at("2026-01-06 10:00").claim()
    case.at("2026-01-06 12:00").ask()
    case.at("2026-01-07 12:00").answer()
    case.at("2026-01-07 13:00").approve()
    reference = put_on_record(records, case)
    shown, data = tawasul("explain", reference), tawasul("explain", reference, "--json").data
    assert "went to waiting for an officer 1 h, in review 3 h" in shown.text
    assert "in pauses waiting for the beneficiary 7 h" in shown.text
    [run] = data["spent"]["resolution"]
    assert run["counted"] == {"unassigned": 3600, "review": 3 * 3600} and run["broke_at"] is None
