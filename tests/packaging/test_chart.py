"""The chart for Kubernetes says what docker-compose.yml says, and its templates do no more than fill in values.

Helm and the schemas of Kubernetes look at it in `make chart`.
"""

import re
import shlex
from typing import Any

import pytest
import yaml

from chart import render
from settings import PROJECT
from workflows.options import CASES

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
GIVEN = render.values()
MANIFESTS = list(render.manifests(GIVEN))
IN_BOTH = ("temporal-schema", "temporal", "temporal-namespace", "migrate", "worker", "web", "backup")
ELSEWHERE = {"postgres", "desk", "admin", "operator"}
"""PostgreSQL, which the chart leaves to whoever installs it, and the commands of people."""
IN_A_POD = {
    "TAWASUL_METRICS": "0.0.0.0:9464",
    "TAWASUL_HEALTH": "0.0.0.0:9465",
    "TAWASUL_WEB_METRICS": "0.0.0.0:9466",
    "TEMPORAL_BROADCAST_ADDRESS": None,
}
"""What is asked from outside the pod, and which address is its own."""


def pod(name: str) -> dict[str, Any]:
    """The pod's template of the workload of a name."""
    [workload] = [each for each in workloads() if component(each) == name]
    spec = workload["spec"]
    template: dict[str, Any] = (spec["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else spec)["template"]
    return template


def workloads() -> list[dict[str, Any]]:
    return [each for each in MANIFESTS if each["kind"] in {"Deployment", "StatefulSet", "Job", "CronJob"}]


def component(manifest: dict[str, Any]) -> str:
    name: str = manifest["metadata"]["labels"]["app.kubernetes.io/component"]
    return name


def container(name: str) -> dict[str, Any]:
    [found] = pod(name)["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def with_examples(value: str) -> str:
    """A value of compose's file, with what stands behind `:-`."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: found[2], value)


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [each for each in MANIFESTS if each["kind"] == kind]


def test_every_service_of_the_compose_file_is_a_workload_or_left_out_on_purpose() -> None:
    assert {component(each) for each in workloads()} == set(IN_BOTH) == set(SERVICES) - ELSEWHERE


@pytest.mark.parametrize("name", IN_BOTH)
def test_a_workload_has_the_image_the_variables_and_the_secrets_of_its_service(name: str) -> None:
    service, ours = SERVICES[name], container(name)
    assert ours["image"] == re.sub(r"\$\{\w+:\?\}", "", service["image"])
    wanted = {key: with_examples(value) for key, value in service.get("environment", {}).items()}
    given = {each["name"]: each.get("value") for each in ours.get("env", [])}
    differs = {key for key in given.keys() | wanted.keys() if given.get(key) != wanted.get(key)}
    assert differs <= set(IN_A_POD)
    assert {key: given[key] for key in differs} == {key: IN_A_POD[key] for key in differs}
    [secrets] = [each["secret"] for each in pod(name)["spec"]["volumes"] if "secret" in each]
    assert {item["key"] for item in secrets["items"]} == set(service["secrets"])
    assert all(item["key"] == item["path"] for item in secrets["items"])


@pytest.mark.parametrize("name", sorted(set(IN_BOTH) - {"backup"}))
def test_a_workload_runs_the_command_of_its_service(name: str) -> None:
    service, ours = SERVICES[name], container(name)
    assert ours.get("command") == service.get("entrypoint")
    said = [line.replace("$$", "$") for line in service.get("command", [])]
    assert ours.get("args", []) == said


def test_a_copy_is_made_as_in_the_compose_file_but_into_a_file() -> None:
    [said], [ours] = SERVICES["backup"]["command"], container("backup")["args"]
    wanted = shlex.split(said.replace("$$", "$"))
    assert set(wanted) - set(shlex.split(ours)) == {"exec"}


@pytest.mark.parametrize("name", IN_BOTH)
def test_no_pod_has_rights_or_a_place_to_write_to_beyond_its_volumes(name: str) -> None:
    spec, ours = pod(name)["spec"], container(name)
    assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert spec["automountServiceAccountToken"] is False
    assert ours["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert ours["resources"]["limits"]["memory"] == SERVICES[name]["mem_limit"].replace("g", "Gi")


def test_the_account_of_our_image_is_that_of_the_dockerfile() -> None:
    [account] = re.findall(r"--uid (\d+)", (PROJECT / "Dockerfile").read_text())
    users = {pod(name)["spec"]["securityContext"]["runAsUser"] for name in ("worker", "web", "migrate")}
    assert users == {int(account)}


@pytest.mark.parametrize("name", ["worker", "web", "temporal"])
def test_what_keeps_running_is_probed_spread_and_never_away_all_at_once(name: str) -> None:
    assert {"livenessProbe", "readinessProbe", "startupProbe"} <= set(container(name))
    assert pod(name)["spec"]["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"]
    stop = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
    assert pod(name)["spec"]["terminationGracePeriodSeconds"] == stop
    budgets = {each["metadata"]["name"]: each["spec"] for each in of_kind("PodDisruptionBudget")}
    assert budgets[name]["maxUnavailable"] == 1
    assert budgets[name]["selector"]["matchLabels"]["app.kubernetes.io/component"] == name


@pytest.mark.parametrize("name", ["worker", "web"])
def test_probes_ask_for_life_and_readiness_at_ports_that_are_served(name: str) -> None:
    ours = container(name)
    ports = {port["name"]: port["containerPort"] for port in ours["ports"]}
    assert ours["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert ours["readinessProbe"]["httpGet"]["path"] == "/readyz"
    variable = {"worker": "TAWASUL_HEALTH", "web": "TAWASUL_WEB"}[name]
    [served] = [each["value"] for each in ours["env"] if each["name"] == variable]
    assert ports[ours["readinessProbe"]["httpGet"]["port"]] == int(served.rpartition(":")[2])


def test_who_reaches_the_records_and_temporal_is_who_does_in_the_compose_file() -> None:
    def named(policy: str) -> set[str]:
        [found] = [each for each in of_kind("NetworkPolicy") if each["metadata"]["name"] == policy]
        return set(found["spec"]["podSelector"]["matchExpressions"][0]["values"])

    def joined(network: str) -> set[str]:
        return {name for name in IN_BOTH if network in SERVICES[name]["networks"]}

    assert named("records") == joined("records")
    assert named("to-temporal") == joined("engine") - {"temporal"}
    assert named("outside") == joined("outside")
    [nothing] = [each for each in of_kind("NetworkPolicy") if each["metadata"]["name"] == "nothing"]
    assert nothing["spec"] == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "tawasul"}},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_the_values_are_those_of_the_example_environment() -> None:
    example = set(re.findall(r"(?m)^(TAWASUL_\w+)=", (PROJECT / ".env.example").read_text()))
    assert set(GIVEN["settings"]) == example


def test_what_the_server_reads_anew_is_the_file_of_the_compose_file() -> None:
    [settings] = of_kind("ConfigMap")
    file = PROJECT / COMPOSE["configs"]["temporal-dynamic"]["file"]
    assert yaml.safe_load(settings["data"]["docker.yaml"]) == yaml.safe_load(file.read_text())


def test_with_autoscaling_the_queue_of_cases_says_how_many_workers_there_are() -> None:
    given = GIVEN | {"autoscaling": {**GIVEN["autoscaling"], "enabled": True}}
    manifests = list(render.manifests(given))
    [scaled] = [each for each in manifests if each["kind"] == "ScaledObject"]
    assert scaled["spec"]["scaleTargetRef"]["name"] == "worker"
    assert scaled["spec"]["triggers"][0]["metadata"]["taskQueue"] == CASES
    [worker] = [each for each in manifests if each["kind"] == "Deployment" and component(each) == "worker"]
    assert "replicas" not in worker["spec"]
    [fixed] = [each for each in of_kind("Deployment") if component(each) == "worker"]
    assert fixed["spec"]["replicas"] == GIVEN["worker"]["replicas"]


def test_a_template_that_does_more_than_fill_in_values_is_refused() -> None:
    with pytest.raises(render.NotPlain, match="range"):
        render.filled("{{ range .Values.settings }}x{{ end }}", GIVEN)
