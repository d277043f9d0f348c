"""What the first stage found, in words: each rule that fired with the facts it saw."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from commands.common import terminal
from commands.common.language import _
from models.triage.assessment import Finding
from models.triage.facts import FactType, fact_of


def rules_with_inputs(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Each rule that fired, and the facts it saw with what it rests on."""
    for finding in findings:
        inputs = "; ".join(_input(name, value, finding) for name, value in finding.inputs.items())
        yield finding.rule, f"{inputs or 'always'}  ({finding.basis})"


def _input(name: str, value: Any, finding: Finding) -> str:
    """A fact that a rule saw; one that only free text says is marked."""
    return f"{name} = {fact_text(name, value)}{_(' by the text') if name in finding.said else ''}"


def fact_text(name: str, value: Any) -> str:
    """A fact as its type is shown."""
    fact = fact_of(name)
    return "unknown" if value is None or fact is None else FORMATS[fact.type](value)


def _list(value: tuple[str, ...]) -> str:
    return ", ".join(value) or terminal.NONE


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _field(value: Any) -> str:
    return _yes_no(value) if isinstance(value, bool) else str(value)


FORMATS: Mapping[FactType, Callable[[Any], str]] = {
    FactType.CODE: str,
    FactType.LIST: _list,
    FactType.YES_NO: _yes_no,
    FactType.COUNT: str,
    FactType.DAYS: str,
    FactType.FIELD: _field,
}
