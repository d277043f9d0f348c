"""Codes, kinds and relations that the pack does not list: always flagged, whatever the first stage concludes."""

from typing import Any

import pytest

from models.intake.request import read_request
from models.triage.facts import Facts
from tests.support.triage_cases import NOTHING_KNOWN, ask, attempt
from tests.triage.test_assess import calendar, of, policy_of
from workflows.triage.facts import gather

APPLICANT = {"type": "resident", "id_type": "iqama", "id_number": "2990000206"}


def facts_of(request: dict[str, Any]) -> Facts:
    read = read_request(request)
    return gather(read, NOTHING_KNOWN, policy_of(read.service), calendar(), read.submitted_at)


@pytest.mark.parametrize("service", ["exit_reentry_issue", "general_inquiry", "birth_date_correction", "nobody_knows"])
@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("applicant.type", {"applicant": APPLICANT | {"type": "pilgrim"}}),
        ("applicant.id_type", {"applicant": APPLICANT | {"type": "citizen"}}),
        ("section", {"section": "no_such_section"}),
        ("seed_kind", {"seed_kind": "no_such_kind"}),
        ("campaign", {"campaign": "no_such_campaign"}),
        ("on_behalf_of.relation", {"on_behalf_of": {"relation": "business_partner"}}),
        ("attachments.kind", {"attachments": [{"file_name": "0.pdf", "kind": "affidavit"}]}),
        ("attachments.kind", {"attachments": [{"file_name": "0.pdf", "kind": ["a"]}]}),
        ("prior_attempt.platform", {"prior_attempt": attempt(platform="najiz")}),
        ("prior_attempt.evidence", {"prior_attempt": attempt(evidence="hearsay")}),
    ],
)
def test_what_no_list_has_is_flagged_in_every_service(service: str, field: str, given: dict[str, Any]) -> None:
    request = ask(service, **given)
    assert facts_of(request)["unknown_codes"] == (field,)
    assert "unknown_code" in of(request).flags


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"prior_attempt": None},
        {"prior_attempt": attempt(platform="tawasul", evidence="screenshot", error_code="E-1023")},
        {"prior_attempt": attempt(platform=None, evidence="payment_receipt")},
        {"on_behalf_of": {"relation": "سواقي"}},
        {"attachments": [{"file_name": "0.pdf", "kind": kind} for kind in ("photo", "court_order", "my_passport")]},
    ],
)
def test_what_some_list_has_and_what_there_is_no_list_of_is_not_flagged(given: dict[str, Any]) -> None:
    request = ask("exit_reentry_issue", **given)
    assert facts_of(request)["unknown_codes"] == ()
    assert "unknown_code" not in of(request).flags
