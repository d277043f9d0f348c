"""Dashboards and alerts name metrics that running processes expose, and pages that exist."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import PROJECT
from tests.telemetry.conftest import Told

FOLDER = PROJECT / "observability"
DASHBOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted((FOLDER / "dashboards").glob("*.json"))
}
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
OF_PROMETHEUS = {"up"}
_NAME = re.compile(r"\b(?:tawasul|temporal)_\w+|\bup\b")
_SELECTOR = re.compile(r"\b((?:tawasul|temporal)_\w+)\{([^}]*)\}")
_BY = re.compile(r"\bby \(([^)]*)\)")
OF_A_SCRAPE = {"instance", "job", "le"}


def expressions() -> Iterator[tuple[str, str]]:
    """Every expression of dashboards and alerts, with where it stands."""
    for name, dashboard in DASHBOARDS.items():
        for panel in dashboard["panels"]:
            yield from ((f"{name}: {panel['title']}", target["expr"]) for target in panel["targets"])
    yield from ((rule["alert"], rule["expr"]) for rule in ALERTS)


def on_dashboards() -> set[str]:
    return {name for where, text in expressions() if ":" in where for name in _NAME.findall(text)}


async def test_every_metric_that_is_named_is_exposed(told: Told) -> None:
    exposed = await told.metrics()
    for where, text in expressions():
        assert set(_NAME.findall(text)) - OF_PROMETHEUS <= exposed.keys(), where


async def test_every_label_that_is_asked_for_is_one_of_its_metrics(told: Told) -> None:
    exposed = await told.metrics()
    for where, text in expressions():
        for name, selected in _SELECTOR.findall(text):
            labels = set(re.findall(r"(\w+)\s*=", selected))
            assert all(labels <= series.keys() for series in exposed[name]), where
        grouped = {label.strip() for labels in _BY.findall(text) for label in labels.split(",")} - OF_A_SCRAPE
        known = [set(series) for name in _NAME.findall(text) for series in exposed.get(name, [])]
        assert all(grouped <= labels for labels in known if grouped), where


async def test_every_metric_of_ours_is_on_a_dashboard(told: Told) -> None:
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in on_dashboards()}
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in await told.metrics() if name.startswith("tawasul_")}
    assert ours and ours - shown == set()


def test_panels_have_names_of_their_own_and_do_not_lie_on_each_other() -> None:
    assert len(DASHBOARDS) == 3 and len({each["uid"] for each in DASHBOARDS.values()}) == 3
    for name, dashboard in DASHBOARDS.items():
        panels = dashboard["panels"]
        assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels), name
        taken: set[tuple[int, int]] = set()
        for place in (panel["gridPos"] for panel in panels):
            own = {
                (x, y)
                for x in range(place["x"], place["x"] + place["w"])
                for y in range(place["y"], place["y"] + place["h"])
            }
            assert place["x"] + place["w"] <= 24 and not own & taken, name
            taken |= own


def test_every_alert_says_what_it_is_in_both_languages_how_bad_and_where_to_read_on() -> None:
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"page", "ticket", "report"}, rule["alert"]
        said = rule["annotations"]
        assert re.search(r"[a-z]", said["summary"]) and re.search(r"[\u0621-\u064a]", said["summary_ar"]), rule["alert"]
        page, _, anchor = said["runbook"].partition("#")
        headings = re.findall(r"(?m)^#+ (.+)$", (PROJECT / page).read_text())
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, rule["alert"]


def test_every_alert_is_explained_to_operators() -> None:
    page = (PROJECT / "docs/operations.md").read_text()
    assert [rule["alert"] for rule in ALERTS if f"| `{rule['alert']}` |" not in page] == []


def test_every_alert_is_tried() -> None:
    tried = yaml.safe_load((PROJECT / "tests/telemetry/alerts_test.yml").read_text())
    named = {each["alertname"] for test in tried["tests"] for each in test["alert_rule_test"] if each["exp_alerts"]}
    assert named == {rule["alert"] for rule in ALERTS}


def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool here: the rules were read, and not tried")
    return found


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (("check", "rules"), FOLDER / "alerts.yml"),
        (("test", "rules"), PROJECT / "tests/telemetry/alerts_test.yml"),
    ],
)
def test_prometheus_takes_the_rules_and_they_fire_when_they_are_to(command: tuple[str, str], file: Path) -> None:
    ended = subprocess.run([promtool(), *command, str(file)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
