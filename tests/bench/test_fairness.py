"""The trial of equal treatment: nothing is found in the pack, and what would be wrong is found."""

from random import Random
from typing import Any

import pytest

from bench.first_stage import fairness
from bench.first_stage.requests import concluded, pack
from models.codes import Priority
from models.triage.assessment import Assessment, Finding


def test_citizens_and_residents_languages_and_channels_are_treated_alike() -> None:
    assert list(fairness.unlike(60)) == []


def test_the_tried_requests_are_treated_in_different_ways() -> None:
    random, texts = Random(1), fairness._texts()
    effects = set()
    for _ in range(150):
        request, kinds = fairness._request(random, texts)
        effects.add(concluded(random.choice(list(pack().services)), *kinds, **request).effect)
    assert len(effects) >= 3


def _of_citizens_first(service: str, *kinds: str, **request: Any) -> Assessment:
    """A first stage that hurries for citizens."""
    found = concluded(service, *kinds, **request)
    haste = request.get("applicant", {}).get("type") == "citizen"
    return found.model_copy(update={"priority": Priority.URGENT}) if haste else found


def test_a_first_stage_that_favours_citizens_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "concluded", _of_citizens_first)
    found = list(fairness.unlike(30))
    assert {each.attribute for each in found} == {"applicant_type"}
    assert all("priority" in each.differs for each in found)


def test_a_difference_is_explained_by_a_rule_that_names_what_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = concluded("final_exit_issue")
    rule = pack().triage.rules[0]
    hurried = plain.model_copy(
        update={
            "priority": Priority.URGENT,
            "findings": (*plain.findings, Finding(rule=rule.id, basis="", inputs={})),
        }
    )
    assert "priority" in fairness._differences(plain, hurried, "applicant_type")
    monkeypatch.setattr(fairness, "_names", lambda each, attribute: each.id == rule.id)
    assert fairness._differences(plain, hurried, "applicant_type") == ()
