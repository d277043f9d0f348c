"""Requests for the first stage as JSON, and the cases of the two files with their expected assessments."""

import tomllib
from typing import Any, NamedTuple

from models.intake.request import Request, read_request
from models.triage.assessment import KnownFromRecords
from settings import PROJECT

CONCERNED = {"id_type": "iqama", "id_number": "2990000123"}
"""The person concerned, when it is not the applicant."""
NOTHING_KNOWN = KnownFromRecords()


class Case(NamedTuple):
    """A request, what the records know of it, and the expected effect, team, priority, problem and rules."""

    name: str
    request: dict[str, Any]
    known: KnownFromRecords
    expected: dict[str, Any]

    def read(self) -> Request:
        """The request as intake reads it."""
        return read_request(self.request)


def attempt(message: str = "", **more: Any) -> dict[str, Any]:
    """A try in the e-service an hour before, which failed."""
    failed = {"at": "2026-01-06T08:00:00+03:00", "platform": "absher_individuals", "outcome": "platform_error"}
    return failed | {"message_ar": message} | more


def ask(service: str, text: str = "", *documents: str, section: str = "exit_visas", **more: Any) -> dict[str, Any]:
    """A request of a resident for himself, submitted on Tuesday 6 January 2026, after a try that failed."""
    return {
        "id": f"X-{service}",
        "channel": "absher_individuals",
        "submitted_at": "2026-01-06T09:00:00+03:00",
        "applicant": {"type": "resident", "name_ar": "ياسين التجريبي", "id_type": "iqama", "id_number": "2990000206"},
        "section": section,
        "service": service,
        "seed_kind": "pending_transaction",
        "prior_attempt": attempt("تعذر تنفيذ الطلب"),
        "text_ar": text,
        "attachments": [{"file_name": f"{place}.pdf", "kind": kind} for place, kind in enumerate(documents)],
    } | more


def concerned(relation: str) -> dict[str, str]:
    """The person concerned, by what they are to the applicant."""
    return {"relation": relation, **CONCERNED}


def _case(written: dict[str, Any]) -> Case:
    more: dict[str, Any] = {name: written[name] for name in ("section", "context") if name in written}
    more |= written.get("other", {})
    if "relation" in written:
        more["on_behalf_of"] = concerned(written["relation"])
    if "attempt" in written:
        more["prior_attempt"] = attempt(**written["attempt"])
    if written.get("no_attempt"):
        more["prior_attempt"] = None
    request = ask(written["service"], written.get("text", ""), *written.get("documents", ()), **more)
    known = KnownFromRecords.model_validate(written.get("known", {}))
    return Case(written["name"], request, known, {"problem": None, "rules": []} | written["expected"])


def _cases(name: str) -> tuple[Case, ...]:
    return tuple(map(_case, tomllib.loads((PROJECT / "tests" / "triage" / name).read_text())["cases"]))


CASES = (*_cases("cases.toml"), *_cases("wordings.toml"))
