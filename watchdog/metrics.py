"""The watchdog's metrics, on the endpoint of the worker that leads: of its looks, and the business figures.

A worker that stops leading puts its gauges back to 0, so that the sum over all workers is what the leader says.
"""

from collections.abc import Mapping, Sequence

from temporalio.common import MetricMeter

from activities.records.business import BusinessFigures, team_label
from activities.records.occurrences import CountedOccurrence
from models.case.occurrence import OccurrenceKind
from models.codes import AttentionKind, Channel
from watchdog.findings import Findings, Seen


class LabelledGauge:
    """A gauge with one label, whose values are all told at each look: what is no longer among them is 0."""

    def __init__(self, meter: MetricMeter, name: str, label: str, description: str) -> None:
        self._gauge, self._label = meter.create_gauge_float(name, description), label
        self._shown = set[str]()

    def show(self, values: Mapping[str, float]) -> None:
        """Publish these values."""
        self._shown |= values.keys()
        for code in self._shown:
            self._gauge.set(values.get(code, 0), {self._label: code})


class Metrics:
    """Gauges of the last look, and how many cases were started again."""

    def __init__(self, meter: MetricMeter | None) -> None:
        meter = meter or MetricMeter.noop
        self._leads = meter.create_gauge("tawasul_watchdog_leads", "1: this worker leads")
        self._last_look = meter.create_gauge_float("tawasul_watchdog_last_look_timestamp", "Instant of the last look")
        self._not_running = meter.create_gauge("tawasul_watchdog_open_not_running", "Open cases without a workflow")
        self._restarted = meter.create_counter("tawasul_watchdog_restarted", "Cases started again from the records")
        self._wedged = meter.create_gauge("tawasul_watchdog_wedged", "Cases whose workflow tasks fail")
        self._out_of_step = meter.create_gauge("tawasul_watchdog_out_of_step", "Cases that the records are behind of")
        self._waiting = meter.create_gauge("tawasul_watchdog_notices_waiting", "Notices tried for a quarter of an hour")
        self._down = meter.create_gauge("tawasul_watchdog_channel_down", "1: the channel takes no notice")

    def show(self, seen: Seen, found: Findings, restarted: int) -> None:
        """Publish what a look found and what was mended."""
        kinds = [each.kind for each in found.alerts]
        self._leads.set(1)
        self._not_running.set(len(found.stopped))
        self._restarted.add(restarted)
        self._wedged.set(kinds.count(AttentionKind.WEDGED))
        self._out_of_step.set(kinds.count(AttentionKind.OUT_OF_STEP))
        self._waiting.set(found.notices_waiting)
        for channel in Channel:
            self._down.set(int(channel in found.channels_down), {"channel": str(channel)})
        self._last_look.set(seen.at.timestamp())

    def leave(self) -> None:
        """This worker does not lead. When it last looked stays."""
        for gauge in (self._leads, self._not_running, self._wedged, self._out_of_step, self._waiting):
            gauge.set(0)
        for channel in Channel:
            self._down.set(0, {"channel": str(channel)})


class BusinessMetrics:
    """The business figures, as the leader's last look counted it, and what it counted since it leads."""

    def __init__(self, meter: MetricMeter | None) -> None:
        meter = meter or MetricMeter.noop
        self._open = LabelledGauge(meter, "tawasul_cases_open", "team", "Undecided cases")
        self._late = LabelledGauge(meter, "tawasul_cases_late", "team", "Undecided cases whose promise broke")
        self._at_risk = LabelledGauge(meter, "tawasul_cases_at_risk", "team", "Undecided cases close to being due")
        self._unsent = LabelledGauge(
            meter, "tawasul_notices_oldest_unsent_seconds", "channel", "For how long the oldest unsent notice is tried"
        )
        self._attention = LabelledGauge(meter, "tawasul_attention_entries", "kind", "Entries of the attention list")
        self._reports_lag = meter.create_gauge_float("tawasul_reports_lag_seconds", "Age of what is not counted yet")
        self._openings = meter.create_counter("tawasul_openings", "Cases opened, by what the first stage did")
        self._decisions = meter.create_counter("tawasul_decisions", "Decisions, by outcome and whether in time")

    def show(self, figures: BusinessFigures) -> None:
        """Publish the figures of a look."""
        self._open.show({team: cases.open for team, cases in figures.teams.items()})
        self._late.show({team: cases.late for team, cases in figures.teams.items()})
        self._at_risk.show({team: cases.at_risk for team, cases in figures.teams.items()})
        self._unsent.show(dict.fromkeys(map(str, Channel), 0.0) | dict(figures.oldest_unsent))
        self._attention.show(dict.fromkeys(map(str, AttentionKind), 0) | dict(figures.attention))
        self._reports_lag.set(figures.reports_lag)

    def count(self, counted: Sequence[CountedOccurrence]) -> None:
        """Count openings and decisions that are on record."""
        for each in counted:
            team = {"team": team_label(each.pack, each.team)}
            if each.kind == OccurrenceKind.OPENED:
                self._openings.add(1, team | {"effect": each.code or ""})
            elif each.kind == OccurrenceKind.DECIDED:
                self._decisions.add(1, team | {"outcome": each.code or "", "in_time": str(bool(each.yes)).lower()})

    def leave(self) -> None:
        """This worker does not lead: another one tells the figures. What it counted stays counted."""
        self.show(BusinessFigures({}, {}, {}, 0.0))
