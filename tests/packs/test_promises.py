"""Promises of a pack: in days, in several calendars, and which calendar goes before which."""

from datetime import timedelta
from pathlib import Path

import pytest

from activities.packs import InvalidPack, load_pack
from models.calendar.day_rule import DayRule, DayUnit, Until
from models.calendar.promise import DayOffset, Promise
from models.codes import ClockKind, Priority
from models.packs.derive import case_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from settings import PROJECT
from tests.support.policies.two_calendars import pack_in_days

SERVICE = "domestic_declaration"
PROFILE = "[profiles.declarations]\n"
OF_SERVICE = 'profile = "declarations"\n'


def policy(folder: Path, *edits: tuple[str, str]) -> CasePolicy:
    return case_policy(load_pack(pack_in_days(folder, *edits)), SERVICE)


def test_a_promise_is_an_amount_or_days_by_a_rule_of_the_pack(tmp_path: Path) -> None:
    promises = policy(tmp_path).targets[ClockKind.RESOLUTION]
    assert promises[Priority.NORMAL] == Promise(days=5, rule=DayRule())
    assert promises[Priority.HIGH] == Promise(days=2, rule=DayRule(until=Until.END))
    low = promises[Priority.LOW]
    assert isinstance(low, Promise) and (low.days, low.rule.unit) == (30, DayUnit.CALENDAR)
    assert promises[Priority.URGENT] == Promise(amount=timedelta(hours=24), calendar="always")


def test_a_case_carries_the_calendars_its_promises_name_and_no_others(tmp_path: Path) -> None:
    rules = policy(tmp_path)
    assert (rules.calendar.name, [*rules.calendars]) == ("expenses", ["always"])
    named = '{ amount = "1d", calendar = "always" }'
    plain = policy(tmp_path / "plain", (named, '"5d"'))
    assert plain.calendars == {} and "calendars" not in plain.text


@pytest.mark.parametrize(
    ("edits", "own", "first_response", "day"),
    [
        ((), "expenses", None, 8),
        (((OF_SERVICE, f'{OF_SERVICE}calendar = "always"\n'),), "always", None, 8),
        (((PROFILE, f'{PROFILE}calendar = "always"\n'),), "expenses", "always", 24),
        (
            ((OF_SERVICE, f'{OF_SERVICE}calendar = "always"\n'), (PROFILE, f'{PROFILE}calendar = "expenses"\n')),
            "always",
            "expenses",
            8,
        ),
    ],
    ids=["the pack's", "the service's", "the profile's", "the profile's before the service's"],
)
def test_the_promise_s_calendar_goes_before_the_profile_s_the_service_s_and_the_pack_s(
    tmp_path: Path, edits: tuple[tuple[str, str], ...], own: str, first_response: str | None, day: int
) -> None:
    rules = policy(tmp_path, *edits)
    assert rules.calendar.name == own
    given = rules.promise(ClockKind.FIRST_RESPONSE, Priority.URGENT)
    assert (given.amount, given.calendar) == (timedelta(hours=day), first_response)
    urgent = rules.promise(ClockKind.RESOLUTION, Priority.URGENT)
    assert urgent.calendar == (None if own == "always" else "always")
    assert rules.time_of(urgent).rules.name == "always"


def test_a_kind_of_request_may_have_a_profile_in_another_calendar(tmp_path: Path) -> None:
    kind = "[seed_kinds]\n"
    major = '[seed_kinds]\nmajor = { title = { ar = "جسيم", en = "Major" }, profile = "major" }\n'
    profile = (
        '[profiles.major]\ntitle = { ar = "جسيم", en = "Major" }\ncalendar = "always"\n'
        'targets.first_response = { low = "4h", normal = "2h", high = "1h", urgent = "30m" }\n'
        'targets.resolution = { low = "2d", normal = "1d", high = "8h", urgent = "4h" }\nladder = []\n\n'
    )
    pack = load_pack(pack_in_days(tmp_path, (kind, major), (PROFILE, profile + PROFILE)))
    assert case_policy(pack, SERVICE).promise(ClockKind.RESOLUTION, Priority.LOW).days == 30
    of_major = case_policy(pack, SERVICE, "major").promise(ClockKind.RESOLUTION, Priority.LOW)
    assert of_major == Promise(amount=timedelta(hours=48), calendar="always")


def test_the_example_of_the_page_is_sound(tmp_path: Path) -> None:
    section = (PROJECT / "docs" / "policies.md").read_text().partition("### Promises in days\n")[2]
    example = section.partition("```text\n")[2].partition("```")[0]
    pack = pack_in_days(tmp_path, ('profile = "declarations"', 'profile = "street_lights"'))
    (pack / "ladders.toml").write_text(f"{example}ladder = []\n")
    rules = case_policy(load_pack(pack), SERVICE)
    assert [rules.promise(ClockKind.RESOLUTION, each).days for each in Priority] == [20, 5, 2, None]


def test_a_pack_knows_its_calendars_by_name(tmp_path: Path) -> None:
    pack: Pack = load_pack(pack_in_days(tmp_path))
    assert pack.calendar_names == ("expenses", "always")
    assert pack.calendar_named("always").working_day == timedelta(hours=24)
    assert pack.calendar_named(None).name == "expenses"


URGENT = '{ amount = "1d", calendar = "always" }'
RESOLUTION = "profiles.declarations.targets.resolution"


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (
            URGENT,
            '{ amount = "1d", calendar = "nights" }',
            f"{RESOLUTION}.urgent.calendar",
            "unknown calendar 'nights'",
        ),
        (URGENT, '{ days = 1, rule = "unheard" }', f"{RESOLUTION}.urgent.rule", "unknown day rule 'unheard'"),
        (
            URGENT,
            '{ amount = "1d", days = 1 }',
            f"{RESOLUTION}.urgent",
            "an amount of working time or a number of days",
        ),
        (URGENT, '{ calendar = "always" }', f"{RESOLUTION}.urgent", "an amount of working time or a number of days"),
        (URGENT, '{ amount = "1d", rule = "by_law" }', f"{RESOLUTION}.urgent.rule", "a day rule counts days"),
        (URGENT, "{ days = 0 }", f"{RESOLUTION}.urgent.days", "greater than or equal to 1"),
        (URGENT, "{ days = 1001 }", f"{RESOLUTION}.urgent.days", "less than or equal to 1000"),
        (URGENT, '{ days = 1, unit = "weeks" }', f"{RESOLUTION}.urgent.unit", "is not known here"),
        (URGENT, '"soon"', f"{RESOLUTION}.urgent", "write it as 7d, 3h or 90m"),
        (URGENT, '{ amount = "0h" }', f"{RESOLUTION}.urgent", "must be more than nothing"),
        (PROFILE, f'{PROFILE}calendar = "nights"\n', "profiles.declarations.calendar", "unknown calendar 'nights'"),
        (OF_SERVICE, f'{OF_SERVICE}calendar = "nights"\n', f"services.{SERVICE}.calendar", "unknown calendar 'nights'"),
    ],
)
def test_a_promise_that_nobody_can_keep_is_refused_with_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    with pytest.raises(InvalidPack) as refused:
        load_pack(pack_in_days(tmp_path, (old, new)))
    [problem] = refused.value.problems
    assert (problem.file, problem.key) == ("pack.toml", key)
    assert reason in problem.reason


RUNG = '[[profiles.declarations.ladder]]\nname = "near"\noffset = {offset}\n'
ACTIONS = 'actions = [{{ action = "notify", target = {{ role = "officer" }} }}]\n\n'


def with_a_rung(tmp_path: Path, offset: str, *edits: tuple[str, str], clock: str = "resolution") -> Path:
    """The pack in days with one more rung."""
    pack = pack_in_days(tmp_path, *edits)
    rung = (RUNG + f'clock = "{clock}"\n' + ACTIONS).format(offset=offset)
    (pack / "pack.toml").write_text((pack / "pack.toml").read_text() + "\n" + rung)
    (pack / "titles.toml").write_text('[rungs]\nnear = { ar = "قرب الموعد", en = "the date is near" }\n')
    return pack


def test_a_rung_stands_at_days_from_the_end_of_a_promise_in_days(tmp_path: Path) -> None:
    ladder = load_pack(with_a_rung(tmp_path, "{ days = -1 }")).profiles["declarations"].ladder
    assert [each.offset for each in ladder if each.name == "near"] == [DayOffset(days=-1)]


@pytest.mark.parametrize(
    ("offset", "clock", "key", "reason"),
    [
        ("{ days = -1 }", "first_response", "offset", "no promise of this clock is in days"),
        ("{ days = -1001 }", "resolution", "offset.days", "must be from -1000 to 1000"),
        ("{ days = 1.5 }", "resolution", "offset.days", "integer"),
        ("{ months = 1 }", "resolution", "offset.months", "is not known here"),
        ('"soon"', "resolution", "offset", "write it as 7d, 3h or 90m"),
    ],
)
def test_an_offset_that_nobody_can_count_is_refused_with_key_and_reason(
    tmp_path: Path, offset: str, clock: str, key: str, reason: str
) -> None:
    with pytest.raises(InvalidPack) as refused:
        load_pack(with_a_rung(tmp_path, offset, clock=clock))
    found = {problem.key.rpartition("].")[2]: problem.reason for problem in refused.value.problems}
    assert reason in found[key]


def test_a_day_rule_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    pack = pack_in_days(tmp_path)
    rules = pack / "pack.toml"
    rules.write_text(rules.read_text().replace('unit = "calendar_days"', 'unit = "weeks"'))
    with pytest.raises(InvalidPack, match=r"day_rules\.by_law\.unit.*working_days"):
        load_pack(pack)


def test_days_that_a_calendar_does_not_have_are_refused(tmp_path: Path) -> None:
    pack = pack_in_days(tmp_path, (URGENT, '{ days = 200, calendar = "always" }'))
    seldom = pack / "calendars" / "always.toml"
    hours = "".join(f'{day} = ["00:00-24:00"]\n' for day in ("tue", "wed", "thu", "fri", "sat", "sun"))
    closed = '\n[[closures]]\nid = "c"\nname = "c"\nfrom_date = "*-01-08"\nto_date = "*-12-31"\n'
    seldom.write_text(seldom.read_text().replace(hours, "") + closed)
    with pytest.raises(InvalidPack, match=r"resolution\.urgent\.days: the calendar has not 200 days that count"):
        load_pack(pack)


def test_two_calendars_of_one_name_and_a_broken_one_are_refused_with_their_file(tmp_path: Path) -> None:
    pack = pack_in_days(tmp_path)
    second = pack / "calendars" / "again.toml"
    second.write_text((pack / "calendars" / "always.toml").read_text())
    with pytest.raises(InvalidPack, match="calendars: always: two calendars of the pack have this name"):
        load_pack(pack)
    second.write_text('name = "again"\n')
    with pytest.raises(InvalidPack, match=r"calendars/again\.toml: version"):
        load_pack(pack)


def test_a_case_that_comes_to_a_service_keeps_its_calendar_and_the_promises_count_in_the_service_s(
    tmp_path: Path,
) -> None:
    pack = load_pack(pack_in_days(tmp_path, (OF_SERVICE, f'{OF_SERVICE}calendar = "always"\n')))
    own, kept = case_policy(pack, SERVICE), case_policy(pack, SERVICE, calendar=pack.calendar)
    assert (own.calendar.name, kept.calendar.name, [*kept.calendars]) == ("always", "expenses", ["always"])
    for clock, by_priority in own.targets.items():
        for priority in by_priority:
            here, there = own.promise(clock, priority), kept.promise(clock, priority)
            assert (there.amount, there.days, there.calendar) == (here.amount, here.days, "always")
            assert kept.time_of(there) is own.time_of(here)


def test_a_case_that_comes_from_another_calendar_may_bring_one_the_service_names(tmp_path: Path) -> None:
    pack = load_pack(pack_in_days(tmp_path))
    rules = case_policy(pack, SERVICE, calendar=pack.calendars["always"])
    assert rules.promise(ClockKind.RESOLUTION, Priority.URGENT).calendar is None
    assert rules.promise(ClockKind.RESOLUTION, Priority.NORMAL).calendar == "expenses"
    assert [*rules.calendars] == ["expenses"]
