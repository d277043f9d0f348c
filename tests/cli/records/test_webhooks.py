"""Who is told of events, as an administrator says it: what is checked, who may, and that it stays on record."""

import json
from pathlib import Path

import pytest

from activities.records.store import Records
from models.webhooks.told import TOLD
from settings import PROJECT
from stack.embedded import LOOPBACK
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import OMAR
from tests.support.terminal import CommandLine

ADDRESS = "http://127.0.0.1:8290/"
REGISTRY = ("registry", "--url", ADDRESS, "--secret", "registry-2026")


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """As for all of these tests, with this machine as an allowed network."""
    return environment | {"TAWASUL_ALLOWED_NETWORKS": LOOPBACK}


def test_a_subscriber_is_added_changed_listed_and_removed_and_who_did_it_stays_on_record(tawasul: CommandLine) -> None:
    added = tawasul("webhooks", "add", *REGISTRY, "--json").data
    assert (added["url"], added["scope"], added["types"], added["pending"]) == (ADDRESS, "beneficiary", [*TOLD], 0)
    narrowed = ("--type", "closed", "--channel", "muqeem", "--pack", "passports")
    changed = tawasul("webhooks", "change", "registry", *narrowed, "--json").data
    assert (changed["types"], changed["channels"], changed["pack"]) == (["closed"], ["muqeem"], "passports")
    assert changed["secrets"] == ["registry-2026"]
    widened = tawasul("webhooks", "change", "registry", "--scope", "staff", "--json").data
    assert (widened["scope"], widened["types"]) == ("staff", [])
    assert "registry" in tawasul("webhooks", "list").text
    assert tawasul("webhooks", "remove", "registry").code == 0
    assert tawasul("webhooks", "list", "--json").data["subscribers"] == []
    views = tawasul("audit", "views", "--json").data["views"]
    assert {"add", "change", "remove"} <= {
        name for view in views for name in view["about"] if view["verb"] == "webhooks"
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("registry", "--url", "https://10.0.0.7/", "--secret", "x"), "not allowed"),
        (("registry", "--url", "http://203.0.113.9/", "--secret", "x"), "not allowed"),
        (("registry", "--url", "ftp://registry.example/", "--secret", "x"), "begins with"),
        (("registry", "--url", "https://u:p@registry.example/", "--secret", "x"), "no user and no password"),
        (("Registry", "--url", ADDRESS, "--secret", "x"), "NAME"),
        ((*REGISTRY, "--type", "claimed"), "beneficiaries are not told of claimed"),
        ((*REGISTRY, "--type", "dreamt"), "no type of event"),
        ((*REGISTRY, "--pack", "pasports"), "passports"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: tuple[str, ...], said: str, tawasul: CommandLine) -> None:
    refused = tawasul("webhooks", "add", *typed)
    assert refused.code == 2 and said in refused.err


def test_there_are_never_two_of_one_name_and_one_that_there_is_not_is_named(tawasul: CommandLine) -> None:
    tawasul("webhooks", "add", *REGISTRY)
    assert "already" in tawasul("webhooks", "add", *REGISTRY).err
    for command in ("resume", "remove", "log"):
        assert "no subscriber is named nobody" in tawasul("webhooks", command, "nobody").err


def test_an_officer_says_nothing_of_who_is_told(tawasul: CommandLine) -> None:
    assert tawasul("webhooks", "list", "--as", OMAR.id).code == 6
    assert tawasul("webhooks", "add", *REGISTRY, "--as", OMAR.id).code == 6


def test_what_was_lined_up_stands_in_the_log_and_what_is_to_be_replayed_has_to_be_said(
    records: Records, tawasul: CommandLine
) -> None:
    before = put_on_record(records, case_of(request(id="W-1")), id="W-1")
    tawasul("webhooks", "add", *REGISTRY, "--scope", "staff")
    after = put_on_record(records, case_of(request(id="W-2")), id="W-2")
    logged = tawasul("webhooks", "log", "registry", "--json").data["deliveries"]
    assert [(each["reference"], each["seq"], each["status"]) for each in logged] == [
        (after, 2, "pending"),
        (after, 1, "pending"),
    ]
    assert tawasul("webhooks", "replay", "registry").code == 2
    assert tawasul("webhooks", "replay", "registry", "--case", before, "--json").data["lined_up"] == 2
    assert len(tawasul("webhooks", "log", "registry", "--case", before, "--json").data["deliveries"]) == 2
    assert "2 deliveries" in tawasul("webhooks", "log", "registry", "--case", before).text
    assert "ينتظر" in tawasul("--lang", "ar", "webhooks", "log", "registry").text


def test_a_secret_is_made_once_and_no_other_account_may_read_it(tawasul: CommandLine, tmp_path: Path) -> None:
    made = tawasul("webhooks", "new-secret", "registry-2026", "--json").data
    file = Path(made["file"])
    assert file.read_text() == f"registry-2026:{made['secret']}\n" and file.stat().st_mode & 0o077 == 0
    assert "already" in tawasul("webhooks", "new-secret", "registry-2026").err
    assert tawasul("webhooks", "new-secret", "No Name").code == 2


def test_the_document_is_that_of_the_docs(tawasul: CommandLine) -> None:
    assert tawasul("webhooks", "document").data == json.loads((PROJECT / "docs" / "asyncapi.json").read_text())
