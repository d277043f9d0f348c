"""The policy of each case by the pack as it was when the case was opened, where packs change while cases run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chaos.checks.cases import FoldedEvidence
from chaos.checks.packs import policy_problems

Json = Mapping[str, Any]


def policies_of_other_packs(
    run: FoldedEvidence, opened_under: Mapping[str, str], versions: Mapping[str, Mapping[str, Json]]
) -> Iterator[str]:
    """The cases whose policy is not that of the version of the packs under which each was opened, by its name."""
    for reference, version in opened_under.items():
        case = run.cases.get(reference)
        if case is None or case.record.request is None:
            yield f"{reference}, opened under «{version}», is not on record"
            continue
        pack, request = versions[version][case.policy.pack], case.record.request["received"]
        opened = case.events[0].at.date()
        for what in policy_problems(case.policy, pack, request, run.evidence.announced, opened):
            yield f"{reference}, opened under «{version}»: {what}"


def policies_by_version(run: FoldedEvidence, opened_under: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """The digests of the policies of each version: with one for all versions the check has seen no change."""
    found: dict[str, set[str]] = {}
    for reference, version in opened_under.items():
        if case := run.cases.get(reference):
            found.setdefault(version, set()).add(case.policy.digest)
    return {version: sorted(digests) for version, digests in found.items()}
