"""Checks of the retention rules of a pack: what they promise can be done, and no rule takes what another keeps."""

from collections.abc import Mapping
from datetime import date

from models.codes import DataKind, Disposal
from models.packs.pack import Pack
from models.packs.retention import RetentionRule, Term
from models.problems import KeyProblem, KeyProblems

SEALED = (DataKind.REQUEST, DataKind.ATTACHMENTS, DataKind.EVENTS, DataKind.NOTICES)
"""What the key of a case seals: one cannot be erased without the others."""
_POSSIBLE: Mapping[DataKind, tuple[Disposal, ...]] = {
    DataKind.REQUEST: (Disposal.ERASE, Disposal.KEEP),
    DataKind.ATTACHMENTS: (Disposal.ERASE, Disposal.KEEP),
    DataKind.EVENTS: (Disposal.ERASE, Disposal.KEEP),
    DataKind.NOTICES: tuple(Disposal),
    DataKind.ADVICE: (Disposal.ANONYMISE, Disposal.KEEP),
    DataKind.VIEWS: (Disposal.KEEP,),
}
"""What the system can do with each kind. Views are evidence, which nothing changes."""
_ANY_CLOSING = date(2026, 6, 15)
"""Which of two terms is longer is asked for this day of closing."""


def retention_problems(pack: Pack) -> KeyProblems:
    """Rules that are missing, cannot be kept, or contradict one another."""
    rules = pack.retention
    for kind in DataKind if rules else ():
        if kind not in rules:
            yield KeyProblem(("retention", kind), "is missing: every kind of data has a rule")
    for kind, rule in rules.items():
        yield from _rule(kind, rule)
    yield from _sealed_together(rules)


def _rule(kind: DataKind, rule: RetentionRule) -> KeyProblems:
    key = ("retention", kind)
    if rule.then not in _POSSIBLE[kind]:
        possible = " or ".join(_POSSIBLE[kind])
        yield KeyProblem((*key, "then"), f"{kind} cannot be disposed of by {rule.then}: say {possible}")
    for name, text in (("purpose", rule.purpose), ("ground", rule.ground)):
        if not all(map(str.strip, text.texts.values())):
            yield KeyProblem((*key, name), "is empty: say it in every language of the pack")
    if (rule.term is None) != (rule.then is Disposal.KEEP):
        needs = "what is kept has no term" if rule.term else f"{rule.then} needs a term"
        yield KeyProblem((*key, "term"), needs)
    if rule.term:
        yield from _term(rule.term, *key, "term")


def _term(term: Term, *key: str) -> KeyProblems:
    if (term.days is None) == (term.years is None):
        yield KeyProblem(key, "give days or years, one of them")
    elif term.days and term != Term(days=term.days):
        yield KeyProblem(key, "counted_from and calendar are for years: days count from the closing")


def _sealed_together(rules: Mapping[DataKind, RetentionRule]) -> KeyProblems:
    """What one key seals is erased at one time, and nothing of it is to be kept longer."""
    sealed = {kind: rules[kind] for kind in SEALED if kind in rules}
    erased = next((rule for rule in sealed.values() if rule.then is Disposal.ERASE), None)
    if erased is None or erased.term is None:
        return
    for kind, rule in sealed.items():
        if rule.then is Disposal.KEEP:
            yield KeyProblem(("retention", kind, "then"), "the key of the case seals it too: say erase")
        elif rule.then is Disposal.ERASE and rule.term != erased.term:
            yield KeyProblem(("retention", kind, "term"), "is erased with the key of the case: give all of it one term")
        elif rule.term and _longer(rule.term, erased.term):
            yield KeyProblem(("retention", kind, "term"), "is longer than that of the key of the case, which seals it")


def _longer(one: Term, other: Term) -> bool:
    return one.last_day(_ANY_CLOSING) > other.last_day(_ANY_CLOSING)
