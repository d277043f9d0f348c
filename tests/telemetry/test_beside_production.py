"""Prometheus and Grafana beside the production form: what they ask, what they are given, and what they may."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import settings
from settings import PROJECT
from tests.system.test_containers import SERVICES
from tests.telemetry.test_dashboards import ALERTS, DASHBOARDS, expressions

FOLDER = PROJECT / "observability"
BESIDE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text())
PROMETHEUS: dict[str, Any] = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
NEW = sorted(BESIDE["services"].keys() - SERVICES.keys())


def test_prometheus_asks_where_the_processes_serve_their_metrics() -> None:
    asked = {
        (name, each["port"])
        for job in PROMETHEUS["scrape_configs"]
        for each in job["dns_sd_configs"]
        for name in each["names"]
    }
    served = {
        (name, int(address.rpartition(":")[2]))
        for name, service in BESIDE["services"].items()
        for variable, address in service.get("environment", {}).items()
        if variable in settings.VARIABLES and variable.endswith("METRICS")
    }
    assert asked == served == {("worker", 9464), ("web", 9466)}


def test_the_jobs_have_the_names_by_which_dashboards_and_alerts_ask() -> None:
    jobs = {job["job_name"] for job in PROMETHEUS["scrape_configs"]}
    assert {job for _, text in expressions() for job in re.findall(r'job="([^"]+)"', text)} == jobs
    assert ALERTS and PROMETHEUS["rule_files"] == ["/etc/prometheus/alerts.yml"]


def test_what_is_asked_is_on_a_network_that_leads_nowhere_and_only_this_machine_reaches_the_pages() -> None:
    assert BESIDE["networks"]["watch"] == {"internal": True}
    networks = {name: service["networks"] for name, service in BESIDE["services"].items()}
    assert networks == {
        "worker": ["watch"],
        "web": ["watch"],
        "prometheus": ["watch"],
        "grafana": ["watch", "shown"],
    }
    published = [port for service in BESIDE["services"].values() for port in service.get("ports", [])]
    assert published and all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("name", NEW)
def test_each_is_confined_pinned_and_restarted(name: str) -> None:
    service = BESIDE["services"][name]
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True and service["pids_limit"] and service["mem_limit"]
    assert service["restart"] == "unless-stopped"
    assert re.search(r":v?\d+\.\d+\.\d+\$\{\w+_DIGEST:\?\}$", service["image"])
    secrets = [value for key, value in service.get("environment", {}).items() if "PASSWORD" in key]
    assert all(value.startswith("/run/secrets/") for value in secrets)


def test_every_mounted_file_is_there_and_the_dashboards_are_shown() -> None:
    mounts = [mount for name in NEW for mount in BESIDE["services"][name]["volumes"] if mount.startswith("./")]
    places = dict(mount.removesuffix(":ro").split(":") for mount in mounts)
    assert all((PROJECT / place).exists() for place in places) and all(mount.endswith(":ro") for mount in mounts)
    [provider] = read(FOLDER / "grafana/dashboards/tawasul.yml")["providers"]
    assert places["./observability/dashboards"] == provider["options"]["path"]
    [source] = read(FOLDER / "grafana/datasources/prometheus.yml")["datasources"]
    wanted = {each["query"] for board in DASHBOARDS.values() for each in board["templating"]["list"]}
    assert wanted == {source["type"]} and source["url"] == "http://prometheus:9090"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text())
