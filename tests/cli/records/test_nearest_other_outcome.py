"""`tawasul explain` and `triage --why-not`: the nearest other outcome of the first stage."""

from typing import Any

import pytest

from activities.packs import load_pack
from activities.records.store import Records
from commands.intake.dry_run import Triaged, dry_run
from models.case.state import CaseState
from models.intake.file import read_items
from models.packs.pack import forms_of
from models.triage.assessment import Finding
from settings import PROJECT
from tests.support.database import work
from tests.support.simulation import Case
from tests.support.terminal import CommandLine
from workflows.case.evolve import fold
from workflows.case.opening import decide_opening

PACK = load_pack(PROJECT / "policies" / "passports")
SAMPLES = PROJECT / "samples" / "requests.json"


def sample(name: str) -> Triaged:
    with SAMPLES.open("rb") as file:
        requests = [item.request(forms_of({PACK.name: PACK})) for item in read_items(file)]
    return next(each for each in dry_run(requests, {PACK.name: PACK}) if each.request.id == name)


def put(records: Records, triaged: Triaged, **found: Any) -> str:
    """Put a sample request on record as its first stage opened it; `found` is what it had found otherwise."""
    rules = triaged.state.rules
    assessment = triaged.assessment.model_copy(update=found)
    _, events = decide_opening(triaged.request, rules, assessment, triaged.request.submitted_at)
    case = Case()
    case.state = fold(CaseState(reference=triaged.request.reference, policy=rules), events)
    case.events = [*events]
    receipt = case.state.receipt(opening=True)
    records.append(work(case, request=triaged.request, receipt=receipt, policy=rules))
    return triaged.request.reference


@pytest.mark.parametrize("name", ["SR-08", "SR-10", "SR-26", "SR-28"])
@pytest.mark.parametrize("effect", ["route", "return_completion", "merge_duplicate"])
def test_a_case_on_record_has_the_way_of_the_dry_run(
    name: str, effect: str, records: Records, tawasul: CommandLine
) -> None:
    triaged = sample(name)
    reference = put(records, triaged)
    dry = next(
        each["why_not"] for each in tawasul("triage", SAMPLES, "--why-not", effect, "--json").data if each["id"] == name
    )
    told = tawasul("explain", reference, "--why-not", effect, "--json").data["other_way"]
    assert [each["fact"] for each in told["changes"]] == [each["fact"] for each in dry["changes"]]
    assert told["effect"] == effect


def test_the_nearest_other_outcome_stands_at_the_end_of_an_explanation(records: Records, tawasul: CommandLine) -> None:
    shown = tawasul("explain", put(records, sample("SR-08"))).text
    assert shown.endswith("by R16, R7, S58, if this were so missing = payment_receipt, and was –")


def test_where_the_rules_of_today_do_not_give_what_there_was_nothing_is_named(
    records: Records, tawasul: CommandLine
) -> None:
    gone = Finding(rule="R99", basis="a rule that there was", inputs={})
    reference = put(records, sample("SR-08"), findings=(gone,))
    assert tawasul("explain", reference, "--json").data["other_way"] is None
    assert "other outcome" not in tawasul("explain", reference).text
    assert "not computed: the rules of today" in tawasul("explain", reference, "--why-not", "route").text


def test_the_dry_run_says_why_not(tawasul: CommandLine) -> None:
    shown = tawasul("triage", SAMPLES, "--why-not", "return_completion").text
    _, _, of_one = shown.rpartition("SR-08 why not")
    assert of_one.startswith(
        " returned for completion, by R16, R7, S58, if this were so documents missing = payment_receipt"
    )
    assert "SR-10 why not returned for completion: that is what it does" in shown
    assert "why_not" not in tawasul("triage", SAMPLES, "--json").data[0]
    assert tawasul("triage", SAMPLES, "--why-not", "refuse").code == 2
