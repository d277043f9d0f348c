"""The list of cases: its order, how many there are, and the table for spreadsheets."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from activities.records.store import Records
from activities.reports.cases import MOST_COUNTED, FoundCases
from commands.common.lists import HowMany
from models.codes import Outcome, Priority, Stage, Status
from tests.support.database import MORNING, opening_of, row
from tests.support.terminal import CommandLine

HOUR = timedelta(hours=1)
WHY = ("--why", "the yearly report")


def put(records: Records, **changes: dict[str, Any]) -> dict[str, str]:
    """Put cases on record, each by a name; returns the names by reference."""
    names = dict[str, str]()
    for number, (name, changed) in enumerate(changes.items(), start=1):
        case = row(number, **changed)
        records.append(opening_of(case))
        names[case.reference] = name
    return names


def listed(names: dict[str, str], tawasul: CommandLine, *options: str) -> list[str]:
    return [names[each["reference"]] for each in tawasul("cases", "--json", *options).data["requests"]]


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ((), ["new", "asked", "urgent", "old"]),
        (("--sort", "oldest"), ["old", "urgent", "asked", "new"]),
        (("--sort", "due"), ["asked", "old", "urgent", "new"]),
        (("--sort", "priority"), ["urgent", "asked", "old", "new"]),
        (("--sort", "updated"), ["old", "new", "asked", "urgent"]),
        (("--overdue",), ["asked", "old", "urgent"]),
        (("--overdue", "--sort", "newest"), ["asked", "urgent", "old"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_list_has_the_order_that_is_asked_for_and_of_late_ones_the_longest_late_first(
    options: tuple[str, ...], order: list[str], records: Records, tawasul: CommandLine
) -> None:
    names = put(
        records,
        old={"opened_at": MORNING, "due_at": MORNING + 5 * HOUR, "updated_at": MORNING + 50 * HOUR},
        urgent={"opened_at": MORNING + HOUR, "due_at": MORNING + 6 * HOUR, "priority": Priority.URGENT},
        asked={
            "opened_at": MORNING + 2 * HOUR,
            "due_at": MORNING + 2 * HOUR,
            "answer_due_at": MORNING + HOUR,
            "updated_at": MORNING + 3 * HOUR,
        },
        new={"opened_at": MORNING + 3 * HOUR, "due_at": None, "updated_at": MORNING + 4 * HOUR},
    )
    assert listed(names, tawasul, *options) == order


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "3 requests at "),
        (("--limit", "2"), "the first 2 of 3 requests at "),
        (("--limit", "2", "--offset", "1"), "2 to 3 of 3 requests at "),
        (("--limit", "2", "--offset", "5"), "none of 3 requests at "),
        (("--priority", "urgent", "--limit", "1"), "1 request at "),
    ],
)
def test_the_list_says_how_many_there_are_and_as_of_when(
    options: tuple[str, ...], said: str, records: Records, tawasul: CommandLine
) -> None:
    put(records, a={}, b={"priority": Priority.URGENT}, c={})
    assert said in tawasul("cases", *options).out


LISTS = {
    ("cases",): "requests",
    ("events",): "events",
    ("forecast",): "requests",
    ("ratings",): "ratings",
    ("attention",): "groups",
    ("notices",): "notices",
    ("team",): "members",
    ("faults", "list"): "faults",
    ("staff", "list"): "members",
    ("policy", "history"): "activations",
    ("report", "--by", "team"): "groups",
}


def test_every_list_says_to_programs_as_of_when_it_is_and_how_many_lines_there_are(
    records: Records, tawasul: CommandLine
) -> None:
    put(records, a={}, b={}, c={})
    for command, lines in LISTS.items():
        whole, part = (tawasul(*command, "--limit", limit, "--json").data for limit in ("100", "1"))
        assert datetime.fromisoformat(whole["as_of"]), command
        assert whole["total"] == len(whole[lines]) == part["total"], command
        assert len(part[lines]) == min(1, part["total"]), command


def test_more_cases_than_are_counted_are_said_to_be_more() -> None:
    found = FoundCases(100, iter(()), MOST_COUNTED + 1)
    assert (
        HowMany(found.count, found.total, "2026-01-06 09:00")
        .said()
        .startswith("the first 100 of more than 100,000 requests at ")
    )


def test_the_table_for_spreadsheets_has_titles_words_and_the_time_of_the_case(
    records: Records, tawasul: CommandLine
) -> None:
    put(
        records,
        late={"pack": "passports", "service": "exit_reentry_issue", "due_at": MORNING + HOUR},
        done={
            "stage": Stage.CLOSED,
            "status": Status.CLOSED,
            "outcome": Outcome.DONE,
            "in_time": True,
            "resolved_at": MORNING,
            "due_at": None,
        },
    )
    out = tawasul("cases", "--csv", *WHY, "--sort", "oldest").out
    assert out.startswith("\ufeff")
    late, done = sorted(
        csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))), key=lambda line: line["late"], reverse=True
    )
    assert (late["service"], late["late"], late["outcome"]) == ("exit_reentry_issue", "yes", "")
    assert late["service title"] and late["service title"] != late["service"]
    assert datetime.fromisoformat(late["opened"]) == MORNING and late["opened"].endswith("+03:00")
    assert (done["stage"], done["outcome"], done["late"]) == ("closed", "done for the beneficiary", "no")
    assert (done["service title"], done["due"], done["reopened"]) == ("", "", "0")
    assert not {"fingerprint", "policy", "seq"} & late.keys()
