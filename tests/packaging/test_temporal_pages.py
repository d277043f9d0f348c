"""Temporal's web pages beside the production form: behind a login, for looking alone, with few rights."""

import re
from typing import Any

import yaml

from settings import PROJECT

FILE = PROJECT / "observability" / "temporal-pages.yml"
BESIDE: dict[str, Any] = yaml.safe_load(FILE.read_text())
MAIN: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
[(NAME, PAGES)] = BESIDE["services"].items()


def test_nobody_sees_them_without_a_login_and_nobody_changes_anything() -> None:
    environment = PAGES["environment"]
    assert environment["TEMPORAL_AUTH_ENABLED"] == environment["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"
    for name in ("PROVIDER_URL", "CLIENT_ID", "CALLBACK_URL"):
        assert ":?}" in environment[f"TEMPORAL_AUTH_{name}"], "it must not start without"
    assert PAGES["ports"] == ["127.0.0.1:8080:8080"]


def test_they_speak_with_temporal_as_people_do_and_reach_no_records() -> None:
    environment = PAGES["environment"]
    assert environment["TEMPORAL_ADDRESS"] == MAIN["services"]["desk"]["environment"]["TEMPORAL_ADDRESS"]
    assert environment["TEMPORAL_TLS_ENABLE_HOST_VERIFICATION"] == "true"
    used = set(re.findall(r"/run/secrets/(\w+)", str(PAGES)))
    assert used == set(PAGES["secrets"]) == {"ca_cert", "people_cert", "people_key", "temporal_pages_secret"}
    assert used - set(MAIN["secrets"]) == set(BESIDE["secrets"])
    assert set(PAGES["networks"]) == set(MAIN["services"]["desk"]["networks"]) - {"records"}


def test_they_have_the_rights_of_the_other_containers_and_a_pinned_image() -> None:
    others = MAIN["services"]["web"]
    for name in ("cap_drop", "security_opt", "read_only", "tmpfs"):
        assert PAGES[name] == others[name]
    assert PAGES["pids_limit"] and PAGES["mem_limit"]
    assert NAME not in MAIN["services"]
    assert re.search(r":\d+\.\d+\.\d+\$\{\w+_DIGEST:\?\}$", PAGES["image"])
    assert not [each for each in PAGES["environment"] if each.endswith("SECRET")]
