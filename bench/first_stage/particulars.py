"""Fields that contradict each other, with words around their date or a day nobody means; documents of a wide kind."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.requests import concluded, pack
from models.codes import Effect, Priority
from models.triage.assessment import Assessment

TODAY = date(2026, 1, 6)
_AROUND = (
    "not {}",
    "issued {}",
    "until {}",
    "before {}",
    "{} or later",
    "around {}",
    "صدر في {}",
    "ليس {}",
    "قبل {}",
    "بعد {}",
    "تقريبا {}",
    "من {} تقريبا",
)
_SPELLED = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y")
_FRIEND = {"relation": "friend", "id_type": "iqama", "id_number": "2990000123"}
_COULD_BE_A_DEED = ("court_order", "court_ruling", "judgment", "supporting_document", "official_letter", "death_notice")
_RULES = {"exit_reentry_issue": ("passport_expiry", 89), "final_exit_issue": ("iqama_expiry", 29)}


def _decides(found: Assessment) -> bool:
    return found.effect not in (Effect.ROUTE, Effect.LINK_AND_ESCALATE) or found.priority is Priority.LOW


def _tried(what: str, found: Assessment, *flags: str) -> TriedInput:
    """What decides nothing and is flagged is right."""
    wrong = _decides(found) or not set(flags) <= set(found.flags)
    return TriedInput(f"{what}: {found.effect}, {found.priority}, {found.flags}", Judgement(("right", "wrong")[wrong]))


def _contradicting(every: bool) -> Iterator[TriedInput]:
    for (service, (moment, most)), days in product(_RULES.items(), range(0, 28, 1 if every else 9)):
        of = pack().triage.moments[moment]
        far = (TODAY + timedelta(days=most + 200)).isoformat()
        for at, left in product(of.at, of.left):
            found = concluded(service, context={at: far, left: days})
            yield _tried(f"{service} with {at} far and {left} {days}", found, "fields_differ")


def _with_words(every: bool) -> Iterator[TriedInput]:
    for (service, (moment, _)), around, spelled in product(_RULES.items(), _AROUND, _SPELLED):
        for days in range(3, 28, 5 if every else 20):
            said = around.format((TODAY + timedelta(days=days)).strftime(spelled))
            name = pack().triage.moments[moment].at[0]
            yield _tried(f"{service} with {name} {said!r}", concluded(service, context={name: said}), "unread_field")


def _impossible(every: bool) -> Iterator[TriedInput]:
    for service, (moment, _) in _RULES.items():
        of = pack().triage.moments[moment]
        for name, said in product(
            of.at if every else of.at[:1], ("1900-01-01", "1/1/1970", "2099-01-01", "9999-12-31")
        ):
            yield _tried(f"{service} with {name} {said!r}", concluded(service, context={name: said}), "unread_field")
        for name in of.left:
            found = concluded(service, context={name: -20000})
            yield _tried(f"{service} with {name} -20000", found, "unread_field")


def _wide_documents(every: bool) -> Iterator[TriedInput]:
    for service in pack().services if every else ("exit_reentry_issue", "travel_permit_minor"):
        for kind in _COULD_BE_A_DEED:
            found = concluded(service, kind, on_behalf_of=_FRIEND)
            documents = [each for each in found.missing if each in pack().documents]
            wrong = "R4" in found.rules or found.priority is Priority.LOW or bool(documents)
            yield TriedInput(f"{service} for a friend with {kind}", Judgement.WRONG if wrong else Judgement.RIGHT)


KINDS = (
    InputKind("fields", "two fields of one moment that differ", "nothing is decided, flagged", _contradicting),
    InputKind("fields", "words around a date", "nothing is decided, flagged", _with_words),
    InputKind("fields", "days nobody can mean", "nothing is decided, flagged", _impossible),
    InputKind("documents", "what may be a deed, for a stranger", "nobody is called not entitled", _wide_documents),
)
