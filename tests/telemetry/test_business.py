"""Business figures: counted as they are on record, told by the leader alone, each occurrence once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from temporalio.runtime import MetricBuffer, Runtime, TelemetryConfig

from activities.records import business
from activities.records.business import BusinessFigures, TeamCases, business_figures
from activities.records.database import connect
from activities.records.lag import UNMEASURED, WriteLag
from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from models.case.row import CaseRow
from models.codes import AttentionKind, Channel, Stage
from tests.reports.test_counting import decided
from tests.support.database import Database, opening_of, request, row, work
from tests.support.database import case_of as a_case
from watchdog.metrics import BusinessMetrics

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Told:
    """A real meter, and what was told by it since the last look: by the metric and its labels, of counters the sum."""

    def __init__(self) -> None:
        self._buffer = MetricBuffer(1_000)
        self.meter = Runtime(telemetry=TelemetryConfig(logging=None, metrics=self._buffer)).metric_meter

    def values(self, *names: str) -> dict[tuple[str, ...], float]:
        told: dict[tuple[str, ...], float] = {}
        for update in self._buffer.retrieve_updates():
            labels = {name: str(value) for name, value in update.attributes.items() if name != "service_name"}
            key = (update.metric.name, *(labels[name] for name in sorted(labels)))
            told[key] = update.value + (told.get(key, 0) if update.metric.kind == 0 else 0)
        return {key: value for key, value in told.items() if not names or key[0] in names}


@pytest.fixture
def told() -> Told:
    return Told()


def figures(database: Database) -> BusinessFigures:
    with connect(database.url) as connection:
        return business_figures(connection)


def cases(records: Records, now: datetime) -> Iterator[CaseRow]:
    """Cases of two packs and teams: open ones in time, at risk, late and paused, a decided and a closed one."""
    at_risk, late = {"at_risk_at": now - HOUR, "due_at": now + HOUR}, {"at_risk_at": now - DAY, "due_at": now - HOUR}
    future = {"at_risk_at": now + HOUR, "due_at": now + DAY}
    paused = {"at_risk_at": None, "due_at": None, "paused": True}
    over = {"at_risk_at": None, "due_at": None}
    kinds: list[dict[str, Any]] = [
        future,
        at_risk,
        late,
        late | {"stage": Stage.IN_REVIEW, "assignee": "omar"},
        paused | {"stage": Stage.AWAITING_BENEFICIARY},
        over | {"stage": Stage.RESOLVED},
        over | {"stage": Stage.CLOSED, "closed_at": now},
        late | {"pack": "town"},
        future | {"team": None},
    ]
    for number, changes in enumerate(kinds):
        yield row(number, **changes)


def test_teams_are_counted_as_the_board_counts_them(database: Database, records: Records) -> None:
    for each in cases(records, datetime.now(UTC)):
        records.append(opening_of(each))
    assert figures(database).teams == {
        "test.exit_visas": TeamCases(open=5, late=2, at_risk=1),
        "town.exit_visas": TeamCases(open=1, late=1, at_risk=0),
        "test": TeamCases(open=1, late=0, at_risk=0),
    }


_NOTICE = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at) VALUES (%s, 'TW-1', 1, 'beneficiary', %s, '', '[]', '', '', %s, 1, now() - %s)
"""


def test_the_oldest_unsent_notice_is_one_that_is_still_tried(database: Database, records: Records) -> None:
    with connect(database.url) as connection:
        given = [("pending", 2), ("pending", 3), ("failed", 50), ("sent", 60), ("pending", 24 * 8)]
        for number, (status, hours) in enumerate(given):
            connection.execute(_NOTICE, (f"k{number}", "email", status, timedelta(hours=hours)))
        connection.execute("INSERT INTO attention (kind, reference, about, at) VALUES ('wedged', 'TW-1', 'k', now())")
        found = business_figures(connection)
    assert found.oldest_unsent == {"email": pytest.approx(3 * 3600, abs=60)}
    assert found.attention == {"wedged": 1}


def test_what_waits_to_be_counted_is_told_until_it_is(database: Database, records: Records) -> None:
    assert figures(database).reports_lag == 0
    decided(records, "a")
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute("UPDATE occurrence_due SET at = at - interval '1 hour'")
    assert figures(database).reports_lag == pytest.approx(3600, abs=60)
    count_what_is_due(records, 10)
    assert figures(database).reports_lag == 0


@pytest.mark.parametrize("statement", ["_BY_TEAM", "_OLDEST_UNSENT", "_ATTENTION", "_UNCOUNTED_SINCE"])
def test_no_figure_needs_a_whole_table(database: Database, statement: str) -> None:
    given, now = getattr(business, statement), datetime.now(UTC)
    with psycopg.connect(database.url, options="-c enable_seqscan=off") as plain:
        text = given if isinstance(given, str) else given.as_string(plain)
        plan = "\n".join(line[0] for line in plain.execute("EXPLAIN " + text, {"now": now, "since": now}))
    assert "Seq Scan" not in plan, plan


def test_openings_and_decisions_are_counted_once_however_often_a_case_is_looked_at(
    database: Database, records: Records, told: Told
) -> None:
    metrics = BusinessMetrics(told.meter)
    decided(records, "a")
    decided(records, "b", late=True)
    count_what_is_due(records, 10, metrics.count)
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute("INSERT INTO occurrence_due (reference) SELECT reference FROM case_row")
    count_what_is_due(records, 10, metrics.count)
    [openings, *decisions] = sorted(told.values("tawasul_openings", "tawasul_decisions").items(), reverse=True)
    assert openings[1] == 2 and openings[0][1] == "route"
    assert {key[1]: count for key, count in decisions} == {"true": 1, "false": 1}


def test_what_is_no_longer_there_is_told_as_nothing_and_so_is_all_by_who_leads_no_more(told: Told) -> None:
    metrics = BusinessMetrics(told.meter)
    metrics.show(
        BusinessFigures({"a.x": TeamCases(3, 2, 1), "a.y": TeamCases(1, 0, 0)}, {"email": 9}, {"wedged": 1}, 5)
    )
    before = told.values()
    assert before["tawasul_cases_open", "a.x"] == 3 and before["tawasul_notices_oldest_unsent_seconds", "sms"] == 0
    metrics.show(BusinessFigures({"a.x": TeamCases(4, 2, 1)}, {}, {}, 0))
    later = told.values()
    assert (later["tawasul_cases_open", "a.x"], later["tawasul_cases_open", "a.y"]) == (4, 0)
    assert later["tawasul_notices_oldest_unsent_seconds", "email"] == later["tawasul_attention_entries", "wedged"] == 0
    metrics.leave()
    assert set(told.values().values()) == {0}


def test_every_channel_and_kind_is_told_from_the_first_look_on(told: Told) -> None:
    BusinessMetrics(told.meter).show(BusinessFigures({}, {}, {}, 0))
    shown = {key[1:] for key in told.values()}
    assert shown == {(str(each),) for each in (*Channel, *AttentionKind)} | {()}


def test_the_lag_of_a_write_is_that_of_its_newest_event(told: Told) -> None:
    case = a_case(request(id="lag"))
    WriteLag.by(told.meter).measure(written := work(case))
    UNMEASURED.measure(written)
    [lag] = told.values("tawasul_records_lag").values()
    assert lag / 1000 == pytest.approx((datetime.now(UTC) - written.events[-1].at).total_seconds(), abs=60)
